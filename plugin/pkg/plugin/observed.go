package plugin

import (
	"context"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/frames"
	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

func (a *asking) overlaps(ctx context.Context) (data.Frames, error) {
	q := a.query
	pairs := observation.NewOverlaps(q.Filter)
	if err := a.ask(ctx, influxql.Overlaps(q, q.At.In(a.span.To)), pairs.Add); err != nil {
		return nil, err
	}
	if q.Format == query.Annotations {
		return frames.OverlapMarks(pairs.Open(), q.Limit), nil
	}
	return frames.Overlaps(pairs.Open(), q.Limit, a.span.From), nil
}

func (a *asking) origins(ctx context.Context) (data.Frames, error) {
	q := a.query
	origins := observation.NewOrigins(q.Filter)
	for _, statement := range []influxql.Statement{influxql.OriginEvents(q, a.span), influxql.OriginsOpen(q, a.span.To)} {
		if err := a.ask(ctx, statement, origins.Add); err != nil {
			return nil, err
		}
	}
	if q.Format == query.Annotations {
		return frames.OriginMarks(origins.List(), q.Limit), nil
	}
	return frames.Origins(origins.List(), q.Limit), nil
}

func (a *asking) flaps(ctx context.Context) (data.Frames, error) {
	flaps := observation.NewFlaps(a.query.Filter)
	if err := a.ask(ctx, influxql.Flaps(a.query, a.span), flaps.Add); err != nil {
		return nil, err
	}
	return frames.Flaps(a.query, flaps.Top(), a.span, a.span.Step(influxql.FlapInterval), a.names)
}

// incidents asks for those that ended in the range, and for what each collector spoke of last: at the end of the range,
// or when it fell silent before that. Numbers are of the end of the range alone, as alert rules ask them.
func (a *asking) incidents(ctx context.Context) (data.Frames, error) {
	q, r := a.query, a.span
	incidents := observation.NewIncidents(q.Filter)
	statements := []influxql.Statement{influxql.IncidentsSpokenOf(q, r.To)}
	spoken := r.To.Add(-influxql.IncidentLookBack)
	from := spoken
	if q.Format != query.Numeric {
		from = r.From
		statements = []influxql.Statement{influxql.IncidentsEnded(q, r)}
		err := a.ask(ctx, influxql.IncidentNewest(r), func(series *influx.Series, row []influx.Value) error {
			if ns, ok := row[0].Int(); ok {
				statements = append(statements, influxql.IncidentsSpokenOf(q, time.Unix(0, ns), series.Tags["collector"]))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, statement := range statements {
		if err := a.ask(ctx, statement, incidents.Add); err != nil {
			return nil, err
		}
	}
	found := incidents.List(from.UnixNano(), spoken.UnixNano())
	return frames.Incidents(q, found, r, r.Step(a.source.settings.interval))
}

// collectors answers what each part of each collector told of itself last.
func (a *asking) collectors(ctx context.Context) (data.Frames, error) {
	var rows observation.CollectorRows
	if err := a.ask(ctx, influxql.Collectors(a.query, a.window()), rows.Add); err != nil {
		return nil, err
	}
	return frames.Collectors(rows.Sorted(), a.query.Limit), nil
}
