package plugin

import (
	"context"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// asking is one query while it is answered.
type asking struct {
	source   *Datasource
	query    query.Query
	span     query.Range
	names    *inventory.Names
	asked    []influxql.Statement
	warnings []string
}

// ask streams the rows of a statement, which is shown with the answer.
func (a *asking) ask(ctx context.Context, s influxql.Statement, onRow influx.RowFunc) error {
	a.asked = append(a.asked, s)
	_, err := a.source.ask(ctx, s, onRow)
	return err
}

// maxTogether is how many statements of one query run at one time: some of the slots are left to others.
const maxTogether = 2

// reading is a statement and what takes its rows.
type reading struct {
	statement influxql.Statement
	onRow     influx.RowFunc
}

// askTogether streams the rows of statements that do not wait for one another: the server puts one together while another
// one is read. The first that fails ends the others.
func (a *asking) askTogether(ctx context.Context, readings ...reading) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	turns := make(chan struct{}, maxTogether)
	var wait sync.WaitGroup
	for _, r := range readings {
		a.asked = append(a.asked, r.statement)
		wait.Go(func() {
			err := guarded(func() error {
				leave, err := take(ctx, turns)
				if err != nil {
					return err
				}
				defer leave()
				_, err = a.source.ask(ctx, r.statement, r.onRow)
				return err
			})
			if err != nil {
				end(err)
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}

// window is the time range of the query.
func (a *asking) window() influxql.Window {
	return influxql.Window{First: a.span.From.UnixNano(), Last: a.span.To.UnixNano()}
}

// frames is what answers the query type.
func (a *asking) frames() func(context.Context) (data.Frames, error) {
	switch q := a.query; {
	case q.IsTable():
		return a.tables
	case q.IsSeries():
		return a.series
	case q.Kind == query.History:
		return a.history
	case q.Kind == query.Sessions:
		return a.sessionTurns
	case q.Kind == query.Notifications:
		return a.notifications
	case q.Kind == query.Collector:
		return a.collectors
	case q.Kind == query.Overlaps:
		return a.overlaps
	case q.Kind == query.OriginChanges:
		return a.origins
	case q.Kind == query.Flaps:
		return a.flaps
	default:
		return a.incidents
	}
}
