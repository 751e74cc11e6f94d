package rib

import (
	"time"
	"unique"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// maxRoutes bounds what is held of all tables together.
const maxRoutes = 1_000_000

var errTooManyRoutes = influx.NewTooLarge("more than 1,000,000 routes: narrow the filter by router, peer or prefix")

// Replay keeps the last row of each route. Rows may come in any order: the newest one wins.
type Replay struct {
	evidence   *Evidence
	filter     query.Filter
	at         int64
	tables     map[Table]*tableState
	held       int
	unreadable int

	current *influx.Series // whose rows are being read
	columns columns
	state   *tableState
	action  string
}

type tableState struct {
	name   Table
	start  start
	peerAS string
	first  int64 // oldest row seen
	routes map[routeKey]state
}

// NewReplay rebuilds the tables at a time, as far as a filter asks for them.
func NewReplay(e *Evidence, f query.Filter, at time.Time) *Replay {
	return &Replay{
		evidence: e,
		filter:   f,
		at:       at.UnixNano(),
		tables:   map[Table]*tableState{},
	}
}

// Add takes a row of influxql.Dumped or influxql.Updated.
func (r *Replay) Add(series *influx.Series, row []influx.Value) error {
	if series != r.current {
		r.begin(series)
	}
	time, ok := row[0].Int()
	dumped := r.action == "rib"
	if !ok || !r.counts(time, dumped) {
		return nil
	}
	key, ok := r.columns.key(row)
	if !ok {
		r.unreadable++
		return nil
	}
	if !r.filter.Takes(key.prefix) { // the statement cannot look beyond the top 63 bits of IPv6
		return nil
	}
	if r.state.first == 0 || time < r.state.first {
		r.state.first = time
	}
	return r.keep(key, row, time, dumped)
}

// keep makes a row the state of its route, unless a newer one is known.
func (r *Replay) keep(key routeKey, row []influx.Value, time int64, dumped bool) error {
	last, held := r.state.routes[key]
	if !held {
		if r.held++; r.held > maxRoutes {
			return errTooManyRoutes
		}
	}
	changes := !dumped && r.columns.changes(row)
	if held && last.time > time {
		if changes && time > last.since {
			last.since, last.dumped = time, false
			r.state.routes[key] = last
		}
		return nil
	}
	next := state{time: time, since: time, dumped: dumped, withdrawn: r.action == "withdraw"}
	if held && !changes {
		next.since, next.dumped = last.since, last.dumped
	}
	if !next.withdrawn {
		next.attributes, next.judgement = unique.Make(r.columns.attributes(row)), unique.Make(r.columns.judgement(row))
	}
	r.state.routes[key] = next
	return nil
}

func (r *Replay) begin(series *influx.Series) {
	table := tableOf(series.Tags)
	if r.tables[table] == nil {
		r.tables[table] = &tableState{name: table, start: r.evidence.start(table), routes: map[routeKey]state{}}
	}
	r.current, r.state = series, r.tables[table]
	r.state.peerAS, r.action = series.Tags["peer_as"], series.Tags["action"]
	r.columns = columnsOf(series.Columns)
}

// counts tells whether a row belongs to the table at the asked time: to its snapshot, or to what changed since.
func (r *Replay) counts(time int64, dumped bool) bool {
	begin := r.state.start
	if dumped {
		return time >= begin.dump.First && time <= begin.dump.Last
	}
	return time > begin.after && time <= r.at
}
