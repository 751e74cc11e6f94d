package observation

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Path names a route that flaps. PathID is empty without ADD-PATH.
type Path struct{ Collector, AFI, Prefix, Router, Peer, PathID string }

// Flap is what a route did over all lists that it stands in.
type Flap struct {
	Path
	Label                                      string // in the newest list
	Transitions, Announces, Withdraws, Changes int64
	LastNs                                     int64
	Lists                                      []FlapList // in the order of time
	place                                      placed
}

// FlapList is the part of one list.
type FlapList struct{ TimeNs, Transitions int64 }

// Flaps adds up the lists of the routes that changed most.
type Flaps struct {
	filter query.Filter
	reader reader
	paths  map[Path]*Flap
}

// NewFlaps gathers the routes whose prefix the filter takes.
func NewFlaps(f query.Filter) *Flaps { return &Flaps{filter: f, paths: map[Path]*Flap{}} }

// Add takes one row.
func (f *Flaps) Add(series *influx.Series, row []influx.Value) error {
	c, ok := f.reader.read(series, row)
	if !ok || !takesPrefix(f.filter, c.text("prefix")) {
		return nil
	}
	path := Path{
		Collector: c.tags["collector"], AFI: c.tags["afi"],
		Prefix: c.text("prefix"), Router: c.text("router"), Peer: c.text("peer"),
	}
	if id := c.integer("path_id"); id != nil {
		path.PathID = strconv.FormatInt(*id, 10)
	}
	flap := f.paths[path]
	if flap == nil {
		if len(f.paths) == maxKept {
			return errTooMany
		}
		flap = &Flap{Path: path}
		f.paths[path] = flap
	}
	flap.Transitions += c.number("transitions")
	flap.Announces += c.number("announces")
	flap.Withdraws += c.number("withdraws")
	flap.Changes += c.number("changes")
	flap.Lists = append(flap.Lists, FlapList{TimeNs: c.timeNs, Transitions: c.number("transitions")})
	if c.timeNs >= flap.LastNs {
		flap.LastNs, flap.Label = c.timeNs, c.text("label")
	}
	return nil
}

// Top is every route, the one with the most transitions first.
func (f *Flaps) Top() []Flap {
	var top []Flap
	for _, flap := range f.paths {
		slices.SortFunc(flap.Lists, func(a, b FlapList) int { return cmp.Compare(a.TimeNs, b.TimeNs) })
		flap.place = placeOf(flap.Prefix)
		top = append(top, *flap)
	}
	slices.SortFunc(top, func(a, b Flap) int {
		return cmp.Or(cmp.Compare(b.Transitions, a.Transitions), cmp.Compare(b.Changes, a.Changes), a.place.compare(b.place),
			cmp.Compare(a.Router, b.Router), cmp.Compare(a.Peer, b.Peer), cmp.Compare(a.PathID, b.PathID),
			cmp.Compare(a.AFI, b.AFI), cmp.Compare(a.Collector, b.Collector))
	})
	return top
}
