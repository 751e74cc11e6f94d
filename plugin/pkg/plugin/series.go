package plugin

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/frames"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// series answers what is asked in buckets of time.
func (d *Datasource) series(ctx context.Context, q query.Query, r query.Range) (data.Frames, error) {
	step := r.Step(d.settings.interval)
	statement := influxql.Series(q, r, step)
	gathered := frames.Series{Query: q, Step: step, Now: d.now()}
	if _, err := d.ask(ctx, statement, gathered.Add); err != nil {
		return nil, err
	}
	answer := gathered.Frames()
	frames.Executed(answer, []influxql.Statement{statement})
	if q.LimitCut {
		frames.Warn(answer, fmt.Sprintf("limit cut to %d, the most this query type gives", q.Limit))
	}
	return answer, nil
}
