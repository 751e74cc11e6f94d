package rib

import (
	"net/netip"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
)

// Began finds out since when routes that are known by a dump alone have been what they are.
type Began struct {
	replay  *Replay
	columns columns
	current *influx.Series
	state   *tableState
}

// NewBegan looks after the routes of a replay.
func NewBegan(r *Replay) *Began { return &Began{replay: r} }

// Add takes a row of influxql.Began. Rows of a time series come in the order of time.
func (b *Began) Add(series *influx.Series, row []influx.Value) error {
	if series != b.current {
		b.current, b.columns, b.state = series, columnsOf(series.Columns), b.replay.tables[tableOf(series.Tags)]
	}
	time, ok := row[0].Int()
	if b.state == nil || !ok || time > b.state.start.after {
		return nil
	}
	key, ok := b.columns.key(row)
	last, held := b.state.routes[key]
	if !ok || !held || last.withdrawn || !last.dumped && last.since > b.state.start.after {
		return nil
	}
	last.since, last.dumped = b.state.start.dump.Last, true
	if last.attributes.Value() == b.columns.attributes(row) {
		last.since, last.dumped = time, false
	}
	b.state.routes[key] = last
	return nil
}

// Dumped are the prefixes of the routes that are known by a dump alone, each once, in the order of the entries.
func Dumped(entries []Entry) []netip.Prefix {
	var prefixes []netip.Prefix
	for _, e := range entries {
		if e.last.dumped {
			prefixes = append(prefixes, e.key.prefix)
		}
	}
	return slices.Compact(prefixes)
}

// DumpedIn is the window before the dumps in which the routes of a replay may have begun.
func (r *Replay) DumpedIn() influxql.Window {
	w := influxql.Window{First: r.evidence.lookBack}
	for _, table := range r.tables {
		w.Last = max(w.Last, table.start.dump.Last)
	}
	return w
}
