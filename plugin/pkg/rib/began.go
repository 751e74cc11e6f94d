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
	begun   map[place]begin
	columns columns
	current *influx.Series
	table   *tableState
}

// place is that of a route in all tables.
type place struct {
	table *tableState
	key   routeKey
}

// begin is when a route became what it is; of one that was another one before its dump, the dump.
type begin struct {
	since  int64
	dumped bool
}

// NewBegan looks after the routes of a replay, which stays as it is.
func NewBegan(r *Replay) *Began { return &Began{replay: r, begun: map[place]begin{}} }

// Add takes a row of influxql.Began. Rows of a time series come in the order of time.
func (b *Began) Add(series *influx.Series, row []influx.Value) error {
	if series != b.current {
		b.current, b.columns, b.table = series, columnsOf(series.Columns), b.replay.tables[tableOf(series.Tags)]
	}
	time, ok := row[0].Int()
	if b.table == nil || !ok || time > b.table.start.after {
		return nil
	}
	key, ok := b.columns.key(row)
	last, held := b.table.routes[key]
	if !ok || !held || !last.dumped {
		return nil
	}
	found := begin{since: b.table.start.dump.Last, dumped: true}
	if a := last.attributes.Value(); a.AsPath == cell(row, b.columns.asPath).String() && a.NextHop == cell(row, b.columns.nextHop).String() {
		found = begin{since: time}
	}
	b.begun[place{b.table, key}] = found
	return nil
}

// Entries are those of the replay with what was found.
func (b *Began) Entries(entries []Entry) []Entry {
	for i, e := range entries {
		if found, ok := b.begun[place{e.table, e.key}]; ok && e.last.dumped {
			entries[i].last.since, entries[i].last.dumped = found.since, found.dumped
		}
	}
	return entries
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
