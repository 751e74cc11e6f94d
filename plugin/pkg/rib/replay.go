package rib

import (
	"sync"
	"time"
	"unique"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// maxRoutes bounds what is held of all tables together.
const maxRoutes = 1_000_000

var errTooManyRoutes = influx.NewTooLarge("more than 1,000,000 routes: narrow the filter by router, peer or prefix")

// Replay keeps the last row of each route. Rows may come in any order, and by several readers at once: the newest one wins.
type Replay struct {
	evidence *Evidence
	filter   query.Filter
	at       int64

	lock       sync.Mutex // of what the readers fill
	tables     map[Table]*tableState
	held       int
	unreadable int
}

type tableState struct {
	name   Table
	start  start
	peerAS string
	first  int64 // oldest row seen
	newest int64 // newest row seen
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

// reader takes the rows of one answer.
type reader struct {
	replay  *Replay
	current *influx.Series // whose rows are being read
	columns columns
	table   *tableState
	peerAS  string
	action  string
}

// Reader takes the rows of one answer to influxql.Dumped or influxql.Updated.
func (r *Replay) Reader() influx.RowFunc { return (&reader{replay: r}).add }

func (r *reader) add(series *influx.Series, row []influx.Value) error {
	if series != r.current {
		r.begin(series)
	}
	time, ok := row[0].Int()
	if !ok || !r.counts(time) {
		return nil
	}
	key, isPrefix := r.columns.key(row)
	if isPrefix && !r.replay.filter.Takes(key.prefix) { // the statement cannot look beyond the top 63 bits of IPv6
		return nil
	}
	heard := r.heard(time, row)
	r.replay.lock.Lock()
	defer r.replay.lock.Unlock()
	if !isPrefix {
		r.replay.unreadable++
		return nil
	}
	if r.table.first == 0 || time < r.table.first {
		r.table.first = time
	}
	if time > r.table.newest {
		r.table.newest, r.table.peerAS = time, r.peerAS
	}
	return r.replay.keep(r.table, key, heard)
}

// heard is the state of a route that a row tells of.
func (r *reader) heard(time int64, row []influx.Value) state {
	s := state{time: time, since: time, withdrawn: r.action == "withdraw"}
	switch since, isKnown := cell(row, r.columns.since).Int(); {
	case r.action != "rib":
		s.changed = r.columns.changes(row)
	case isKnown:
		s.since, s.changed = since, true
	default:
		s.dumped = true
	}
	if !s.withdrawn {
		s.attributes, s.judgement = unique.Make(r.columns.attributes(row)), unique.Make(r.columns.judgement(row))
	}
	return s
}

// keep makes what was heard the state of its route, unless something newer is known.
func (r *Replay) keep(table *tableState, key routeKey, heard state) error {
	last, held := table.routes[key]
	switch {
	case !held:
		if r.held++; r.held > maxRoutes {
			return errTooManyRoutes
		}
	case last.time > heard.time:
		heard = last.begunBy(heard)
	default:
		heard = heard.begunBy(last)
	}
	table.routes[key] = heard
	return nil
}

func (r *reader) begin(series *influx.Series) {
	name := tableOf(series.Tags)
	r.replay.lock.Lock()
	defer r.replay.lock.Unlock()
	table := r.replay.tables[name]
	if table == nil {
		table = &tableState{name: name, start: r.replay.evidence.start(name), routes: map[routeKey]state{}}
		r.replay.tables[name] = table
	}
	r.current, r.table, r.columns = series, table, columnsOf(series.Columns)
	r.peerAS, r.action = series.Tags["peer_as"], series.Tags["action"]
}

// counts tells whether a row belongs to the table at the asked time: to its snapshot, or to what changed since.
func (r *reader) counts(time int64) bool {
	begin := r.table.start
	if r.action == "rib" {
		return time >= begin.dump.First && time <= begin.dump.Last
	}
	return time > begin.after && time <= r.replay.at
}
