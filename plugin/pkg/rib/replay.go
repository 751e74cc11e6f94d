package rib

import (
	"sync"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
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
	spare      int64      // routes for which tables may still be prepared
	tables     map[Table]*tableState
	held       int
	unreadable int
}

type tableState struct {
	name   Table
	start  start
	peerAS string
	first  int64              // oldest row seen
	newest int64              // newest row seen
	places map[routeKey]int32 // in routes
	routes []route
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
	memory  memory
}

// Reader takes the rows of one answer to influxql.Dumped or influxql.Updated.
func (r *Replay) Reader() influx.RowFunc { return (&reader{replay: r, memory: newMemory()}).add }

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
		s.told = r.memory.of(row)
	}
	return s
}

// keep makes what was heard the state of its route, unless something newer is known.
func (r *Replay) keep(table *tableState, key routeKey, heard state) error {
	place, held := table.places[key]
	if !held {
		if r.held++; r.held > maxRoutes {
			return errTooManyRoutes
		}
		table.places[key] = int32(len(table.routes))
		table.routes = append(table.routes, route{key: key, last: heard})
		return nil
	}
	if last := &table.routes[place].last; last.time > heard.time {
		*last = last.begunBy(heard)
	} else {
		*last = heard.begunBy(*last)
	}
	return nil
}

func (r *reader) begin(series *influx.Series) {
	name := tableOf(series.Tags)
	r.replay.lock.Lock()
	defer r.replay.lock.Unlock()
	table := r.replay.tables[name]
	if table == nil {
		expected := r.replay.expected(name)
		table = &tableState{
			name: name, start: r.replay.evidence.start(name),
			places: make(map[routeKey]int32, expected), routes: make([]route, 0, expected),
		}
		r.replay.tables[name] = table
	}
	r.current, r.table, r.columns = series, table, columnsOf(series.Columns)
	r.memory.begin(r.columns)
	r.peerAS, r.action = series.Tags["peer_as"], series.Tags["action"]
}

// ExpectAll prepares for as many routes of each table as its dump has.
func (r *Replay) ExpectAll() { r.spare = maxRoutes }

// expected is how many routes a table is prepared for; of all tables together they are no more than may be held.
func (r *Replay) expected(name Table) int64 {
	routes := min(r.evidence.snapshots[name].routes, r.spare)
	r.spare -= routes
	return routes
}

// DumpWindows are the stretches of time that hold the dumps to be read.
func (r *Replay) DumpWindows() []influxql.Window { return r.evidence.DumpWindows() }

// UpdateWindow is the stretch of time whose changes are to be read; empty where it ends before it begins.
func (r *Replay) UpdateWindow() influxql.Window { return r.evidence.UpdateWindow(time.Unix(0, r.at)) }

// Complete gives routes of the same tables, of which not all fields were read, those that this replay has of them.
func (r *Replay) Complete(entries []Entry) {
	for i, e := range entries {
		table := r.tables[e.table.name]
		if table == nil {
			continue
		}
		if place, held := table.places[e.key]; held && table.routes[place].last.time >= e.last.time {
			whole := *e.route // the routes of a replay are shared
			whole.last.told = table.routes[place].last.told
			entries[i].route = &whole
		}
	}
}

// counts tells whether a row belongs to the table at the asked time: to its snapshot, or to what changed since.
func (r *reader) counts(time int64) bool {
	begin := r.table.start
	if r.action == "rib" {
		return time >= begin.dump.First && time <= begin.dump.Last
	}
	return time > begin.after && time <= r.replay.at
}
