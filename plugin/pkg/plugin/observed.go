package plugin

import (
	"context"
	"fmt"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/frames"
	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// observed answers what the detectors wrote, row by row.
func (d *Datasource) observed(ctx context.Context, q query.Query, r query.Range) (data.Frames, error) {
	answers := map[query.Kind]func(context.Context, *asking, query.Query, query.Range) (data.Frames, error){
		query.Overlaps: d.overlaps, query.OriginChanges: d.origins, query.Flaps: d.flaps, query.Incidents: d.incidents,
	}
	var a asking
	answer, err := answers[q.Kind](ctx, &a, q, r)
	if err != nil {
		return nil, err
	}
	frames.Executed(answer, a.asked)
	if q.LimitCut {
		frames.Warn(answer, fmt.Sprintf("limit cut to %d, the most this query type gives", q.Limit))
	}
	return answer, nil
}

// asking remembers the statements of one answer.
type asking struct{ asked []influxql.Statement }

func (a *asking) ask(ctx context.Context, d *Datasource, s influxql.Statement, onRow influx.RowFunc) error {
	a.asked = append(a.asked, s)
	_, err := d.ask(ctx, s, onRow)
	return err
}

func (d *Datasource) overlaps(ctx context.Context, a *asking, q query.Query, r query.Range) (data.Frames, error) {
	pairs := observation.NewOverlaps(q.Filter)
	if err := a.ask(ctx, d, influxql.Overlaps(q, q.At.In(r.To)), pairs.Add); err != nil {
		return nil, err
	}
	return frames.Overlaps(pairs.Open(), q.Limit, r.From), nil
}

func (d *Datasource) origins(ctx context.Context, a *asking, q query.Query, r query.Range) (data.Frames, error) {
	origins := observation.NewOrigins(q.Filter)
	for _, statement := range []influxql.Statement{influxql.OriginEvents(q, r), influxql.OriginsOpen(q, r.To)} {
		if err := a.ask(ctx, d, statement, origins.Add); err != nil {
			return nil, err
		}
	}
	return frames.Origins(origins.List(), q.Limit), nil
}

func (d *Datasource) flaps(ctx context.Context, a *asking, q query.Query, r query.Range) (data.Frames, error) {
	flaps := observation.NewFlaps(q.Filter)
	if err := a.ask(ctx, d, influxql.Flaps(q, r), flaps.Add); err != nil {
		return nil, err
	}
	return frames.Flaps(q, flaps.Top(), r.Step(influxql.FlapInterval))
}

// incidents asks for those that ended in the range, and for what each collector spoke of last: at the end of the range,
// or when it fell silent before that. Numbers are of the end of the range alone, as alert rules ask them.
func (d *Datasource) incidents(ctx context.Context, a *asking, q query.Query, r query.Range) (data.Frames, error) {
	incidents := observation.NewIncidents(q.Filter)
	statements := []influxql.Statement{influxql.IncidentsSpokenOf(q, r.To)}
	spoken := r.To.Add(-influxql.IncidentLookBack)
	from := spoken
	if q.Format != query.Numeric {
		from = r.From
		statements = []influxql.Statement{influxql.IncidentsEnded(q, r)}
		err := a.ask(ctx, d, influxql.IncidentNewest(r), func(series *influx.Series, row []influx.Value) error {
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
		if err := a.ask(ctx, d, statement, incidents.Add); err != nil {
			return nil, err
		}
	}
	found := incidents.List(from.UnixNano(), spoken.UnixNano())
	return frames.Incidents(q, found, r, r.Step(d.settings.interval))
}
