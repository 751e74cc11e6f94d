// Package rib rebuilds routing tables as they were at one time, from the rows that the collector wrote before it.
// It is pure: rows and times come in as arguments.
package rib

import (
	"cmp"
	"slices"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
)

// Session names a BGP session as one of the router's tables hears it.
type Session struct{ Router, View, VRF, Peer string }

// Table names one routing table of a peer. Routes of two tables never meet.
type Table struct {
	Session
	AFI string
}

func sessionOf(tags map[string]string) Session {
	return Session{Router: tags["router"], View: tags["view"], VRF: tags["vrf"], Peer: tags["peer"]}
}

func tableOf(tags map[string]string) Table {
	return Table{Session: sessionOf(tags), AFI: tags["afi"]}
}

// snapshot is a complete dump of one table: its rows are those from started to closed.
type snapshot struct{ started, closed, routes int64 }

// Evidence is what is known of each table before its routes are read. Times are Unix nanoseconds.
type Evidence struct {
	lookBack  int64         // nothing older is looked at
	interval  time.Duration // at which session rows repeat
	snapshots map[Table]snapshot
	dumped    map[Session]snapshot // the oldest of the session's snapshots
	downs     map[Session]int64    // last seen down
	ups       map[Session]int64    // last seen up
	begins    map[Session]int64    // first session row
	heard     map[Session]int64    // first message row
	known     map[Session]bool     // the collector knew the whole table
}

// NewEvidence is empty: every table is rebuilt from the look-back on.
func NewEvidence(at time.Time, interval time.Duration) *Evidence {
	return &Evidence{
		lookBack:  at.Add(-influxql.LookBack).UnixNano(),
		interval:  interval,
		snapshots: map[Table]snapshot{},
		dumped:    map[Session]snapshot{},
		downs:     map[Session]int64{},
		ups:       map[Session]int64{},
		begins:    map[Session]int64{},
		heard:     map[Session]int64{},
		known:     map[Session]bool{},
	}
}

// AddSnapshot takes a row of influxql.StartQueries.Snapshots.
func (e *Evidence) AddSnapshot(series *influx.Series, row []influx.Value) error {
	closed, _ := row[0].Int()
	started, ok := row[1].Int()
	if !ok || started > closed {
		return nil
	}
	routes, _ := row[2].Int()
	table, found := tableOf(series.Tags), snapshot{started: started, closed: closed, routes: max(routes, 0)}
	e.snapshots[table] = found
	if oldest, ok := e.dumped[table.Session]; !ok || closed < oldest.closed {
		e.dumped[table.Session] = found
	}
	return nil
}

// AddDown takes a row of influxql.StartQueries.Downs.
func (e *Evidence) AddDown(series *influx.Series, row []influx.Value) error {
	e.downs[sessionOf(series.Tags)], _ = row[0].Int()
	return nil
}

// AddUp takes a row of influxql.StartQueries.Ups.
func (e *Evidence) AddUp(series *influx.Series, row []influx.Value) error {
	e.ups[sessionOf(series.Tags)], _ = row[0].Int()
	return nil
}

// Takers read the rows of influxql.StartQueries, in the order of its list.
func (e *Evidence) Takers() []influx.RowFunc {
	return []influx.RowFunc{e.AddSnapshot, e.AddDown, e.AddUp, e.AddBegin, e.AddKnown, e.AddHeard}
}

// IsEmpty tells whether nothing was heard of any peer.
func (e *Evidence) IsEmpty() bool { return len(e.heard)+len(e.begins)+len(e.dumped) == 0 }

// Down are the sessions that were down at the asked time, whose tables are empty then, by their names.
func (e *Evidence) Down() []Session {
	var down []Session
	for session, since := range e.downs {
		if since > e.ups[session] {
			down = append(down, session)
		}
	}
	slices.SortFunc(down, compareSessions)
	return down
}

// AddBegin takes a row of influxql.StartQueries.Begins.
func (e *Evidence) AddBegin(series *influx.Series, row []influx.Value) error {
	e.begins[sessionOf(series.Tags)], _ = row[0].Int()
	return nil
}

// AddHeard takes a row of influxql.StartQueries.Heard.
func (e *Evidence) AddHeard(series *influx.Series, row []influx.Value) error {
	e.heard[sessionOf(series.Tags)], _ = row[0].Int()
	return nil
}

// AddKnown takes a row of influxql.StartQueries.Known.
func (e *Evidence) AddKnown(series *influx.Series, _ []influx.Value) error {
	e.known[sessionOf(series.Tags)] = true
	return nil
}

// start says from where a table is rebuilt.
type start struct {
	dump     influxql.Window // the rows of its snapshot; zero: none
	after    int64           // changes count after this instant
	complete bool            // the table was whole then
}

// start of a table: its newest snapshot, unless the session was down after that began; then it is the empty table that
// a session comes up with.
func (e *Evidence) start(t Table) start {
	down, wasDown := e.downs[t.Session]
	dump, dumped := e.snapshots[t]
	if dumped && !(wasDown && down >= dump.started) {
		return start{dump: influxql.Window{First: dump.started, Last: dump.closed}, after: dump.closed, complete: true}
	}
	if other, ok := e.dumped[t.Session]; ok && !dumped && !(wasDown && down >= other.started) {
		// The dump wrote every table of the peer that held a route: this one was empty.
		return start{after: other.closed, complete: true}
	}
	if wasDown {
		return start{after: down, complete: true}
	}
	return start{after: e.lookBack - 1, complete: e.sawBegin(t.Session)}
}

// sawBegin tells whether a session was seen to come up: its rows, which begin with a change and repeat at each interval,
// begin within the look-back, and its whole table was known since.
func (e *Evidence) sawBegin(s Session) bool {
	first, seen := e.begins[s]
	return seen && first > e.lookBack+2*int64(e.interval) && e.known[s]
}

// windowGap is how far apart two dumps may lie and still be read by one statement.
const windowGap = int64(10 * time.Minute)

// maxWindows bounds the statements that read dumps.
const maxWindows = 16

// DumpWindows are the stretches of time that hold the snapshots to be read.
func (e *Evidence) DumpWindows() []influxql.Window {
	var windows []influxql.Window
	for table := range e.snapshots {
		if w := e.start(table).dump; w.Last > 0 {
			windows = append(windows, w)
		}
	}
	slices.SortFunc(windows, func(a, b influxql.Window) int { return cmp.Compare(a.First, b.First) })
	merged := windows[:0]
	for _, w := range windows {
		if last := len(merged) - 1; last >= 0 && (w.First <= merged[last].Last+windowGap || len(merged) == maxWindows) {
			merged[last].Last = max(merged[last].Last, w.Last)
			continue
		}
		merged = append(merged, w)
	}
	return merged
}

// UpdateWindow is the stretch of time whose changes are to be read, up to the asked time.
func (e *Evidence) UpdateWindow(at time.Time) influxql.Window {
	sessions := map[Session]bool{}
	for session := range e.heard {
		sessions[session] = true
	}
	for session := range e.begins {
		sessions[session] = true
	}
	for session := range e.dumped {
		sessions[session] = true
	}
	first := at.UnixNano() + 1
	for session := range sessions {
		first = min(first, e.updatesAfter(session)+1)
	}
	if len(sessions) == 0 {
		first = e.lookBack
	}
	return influxql.Window{First: first, Last: at.UnixNano()}
}

// updatesAfter is the earliest start of the session's tables.
func (e *Evidence) updatesAfter(s Session) int64 {
	after := e.start(Table{Session: s}).after
	for table := range e.snapshots {
		if table.Session == s {
			after = min(after, e.start(table).after)
		}
	}
	return after
}
