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
	if a.query.Kind == query.History && a.query.Format == query.Numeric { // of the end of the range, as alert rules ask it
		r.From = r.To.Add(-influxql.PairLookBack)
	}
	step := r.Step(a.source.settings.interval)
	gathered := frames.Series{Query: a.query, Step: step, Now: a.source.now(), Names: a.names}
	if a.query.CountsRows() && !influxql.AreTold(a.query.Filter.Prefix) {
		return a.countedRows(ctx, &gathered)
	}
	onRow := gathered.Add
	if influxql.AreSummed(a.query, r) {
		onRow = gathered.AddSums
	}
	if err := a.ask(ctx, influxql.Series(a.query, r, step), onRow); err != nil {
		return nil, err
	}
	return gathered.Frames(), nil
}

// countedRows answers how many rows of a history there are by reading them, where InfluxDB cannot tell them from others.
func (a *asking) countedRows(ctx context.Context, gathered *frames.Series) (data.Frames, error) {
	events, err := a.allRouteEvents(ctx)
	if err != nil {
		return nil, err
	}
	for _, event := range events {
		if err := gathered.AddEvent(event); err != nil {
			return nil, err
		}
	}
	return gathered.Frames(), nil
}
