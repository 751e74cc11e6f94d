package plugin

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/frames"
	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// history answers announcements and withdrawals.
func (a *asking) history(ctx context.Context) (data.Frames, error) {
	if a.query.Format == query.Timeline {
		return a.timeline(ctx)
	}
	events, err := a.routeEvents(ctx, a.query.Limit+1) // one more says that there are more
	if err != nil {
		return nil, err
	}
	events = cut(a, events)
	if a.query.Format == query.Table {
		return frames.History(events, a.query.Limit), nil
	}
	turns, err := a.turnsBeside(ctx)
	if err != nil {
		return nil, err
	}
	return frames.HistoryLog(events, turns, a.query.Limit, a.names), nil
}

// cut takes the row away that only says that there are more, and says so.
func cut[R any](a *asking, newest []R) []R {
	if len(newest) <= a.query.Limit {
		return newest
	}
	a.warnings = append(a.warnings, fmt.Sprintf("only the newest %d rows were read: narrow the filter or the time range, or raise the limit", a.query.Limit))
	return newest[:a.query.Limit]
}

func (a *asking) routeEvents(ctx context.Context, limit int) ([]observation.RouteEvent, error) {
	events := observation.NewRouteEvents(a.query.Filter, limit)
	err := a.ask(ctx, influxql.History(a.query, a.window(), limit), events.Add)
	return events.List, err
}

// allRouteEvents are those of the whole time range, or the newest of them that the data source gives.
func (a *asking) allRouteEvents(ctx context.Context) ([]observation.RouteEvent, error) {
	events, err := a.routeEvents(ctx, a.source.settings.limits.rows)
	if len(events) == a.source.settings.limits.rows {
		a.warnings = append(a.warnings, fmt.Sprintf("only the newest %d changes were read: narrow the time range", len(events)))
	}
	return events, err
}

// turnsBeside are the sessions that came up and went down beside the history of a prefix: with a session its routes go
// without a withdrawal. Where single rows are chosen by what they say, sessions are not asked for.
func (a *asking) turnsBeside(ctx context.Context) ([]observation.Turn, error) {
	f := a.query.Filter
	if !f.Prefix.IsValid() || len(f.Action)+len(f.Change)+len(f.Label)+len(f.Origin) > 0 || f.AsPath != nil || f.Community != nil {
		return nil, nil
	}
	return a.turns(ctx)
}

func (a *asking) turns(ctx context.Context) ([]observation.Turn, error) {
	var turns observation.Turns
	window := a.window()
	if err := a.ask(ctx, influxql.SessionTurns(a.query.Filter, window, a.source.settings.interval), turns.AddTurn); err != nil {
		return nil, err
	}
	if turns.HaveDown() {
		if err := a.ask(ctx, influxql.SessionDowns(a.query.Filter, window), turns.AddDown); err != nil {
			return nil, err
		}
	}
	return turns.List(), nil
}

// timeline answers the course of a prefix, from what the table held at the begin of the range.
func (a *asking) timeline(ctx context.Context) (data.Frames, error) {
	begin, err := a.table(ctx, a.query, a.span.From)
	if err != nil {
		return nil, err
	}
	events, err := a.allRouteEvents(ctx)
	if err != nil {
		return nil, err
	}
	slices.Reverse(events)
	turns, err := a.turns(ctx)
	if err != nil {
		return nil, err
	}
	return frames.Timeline(begin.entries, a.span.From.UnixNano(), events, turns, a.query.Limit, a.names), nil
}

// sessionTurns answers when sessions came up and went down.
func (a *asking) sessionTurns(ctx context.Context) (data.Frames, error) {
	turns, err := a.turns(ctx)
	if err != nil {
		return nil, err
	}
	if a.query.Format == query.Annotations {
		return frames.SessionMarks(turns, a.query.Limit, a.names), nil
	}
	return frames.SessionLog(turns, a.query.Limit, a.names), nil
}

// notifications answers NOTIFICATION messages: all of them where the verbose database can be read, else Cease alone.
func (a *asking) notifications(ctx context.Context) (data.Frames, error) {
	limit := a.query.Limit + 1
	if a.query.Format == query.TimeSeries || a.query.Format == query.Numeric {
		limit = 0
	}
	statement := influxql.Notifications(a.query, a.window(), limit)
	var found observation.Notifications
	err := a.ask(ctx, statement, found.Add)
	var refused *influx.Error
	if errors.As(err, &refused) && (refused.Kind == influx.DatabaseMissing || refused.Kind == influx.Forbidden) {
		found = observation.Notifications{}
		a.warnings = append(a.warnings, fmt.Sprintf("Only Cease messages: database %s, which has them all, cannot be read.", a.source.settings.databases.verbose))
		_, err = a.source.askIn(ctx, a.source.settings.databases.general, statement, found.Add)
	}
	if err != nil {
		return nil, err
	}
	if limit > 0 {
		found.List = cut(a, found.List)
	}
	return frames.Notifications(a.query, found.List, a.span, a.span.Step(a.source.settings.interval), a.names)
}
