package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/frames"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// series answers what is asked in buckets of time.
func (a *asking) series(ctx context.Context) (data.Frames, error) {
	r := a.span
	if a.query.Kind == query.History { // of the end of the range, as alert rules ask it
		r.From = r.To.Add(-influxql.PairLookBack)
	}
	step := r.Step(a.source.settings.interval)
	gathered := frames.Series{Query: a.query, Step: step, Now: a.source.now(), Names: a.names}
	if err := a.ask(ctx, influxql.Series(a.query, r, step), gathered.Add); err != nil {
		return nil, err
	}
	return gathered.Frames(), nil
}
