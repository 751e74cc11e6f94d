package plugin

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/frames"
	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// routes answers the table at one time: what the newest dump before it holds, and what changed from there on.
func (d *Datasource) routes(ctx context.Context, q query.Query, r query.Range) (data.Frames, error) {
	at := q.At.In(r.To)
	starts := influxql.Starts(q, at)
	evidence := rib.NewEvidence(at, d.settings.interval)
	takers := []influx.RowFunc{evidence.AddSnapshot, evidence.AddDown, evidence.AddBegin, evidence.AddKnown, evidence.AddHeard}
	asked := starts.List()
	for i, statement := range asked {
		if _, err := d.ask(ctx, statement, takers[i]); err != nil {
			return nil, err
		}
	}
	replay := rib.NewReplay(evidence, q.Filter, at)
	var reads []influxql.Statement
	for _, window := range evidence.DumpWindows() {
		reads = append(reads, influxql.Dumped(q, window))
	}
	if window := evidence.UpdateWindow(at); window.First <= window.Last {
		reads = append(reads, influxql.Updated(q, window))
	}
	for _, statement := range reads {
		if _, err := d.ask(ctx, statement, replay.Add); err != nil {
			return nil, err
		}
	}
	answer := frames.Routes(replay.Routes(q.Limit))
	frames.Executed(answer, append(asked, reads...))
	frames.WarnPartial(answer, replay.Partials())
	if q.LimitCut {
		frames.Warn(answer, fmt.Sprintf("limit cut to %d, the most this query type gives", q.Limit))
	}
	if n := replay.Unreadable(); n > 0 {
		frames.Warn(answer, fmt.Sprintf("%d rows left out: their prefix is not an IPv4 or IPv6 prefix", n))
	}
	return answer, nil
}
