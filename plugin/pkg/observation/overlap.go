package observation

import (
	"cmp"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Pair names two prefixes that overlap; in the kind equal they are the same.
type Pair struct{ Collector, Domain, AFI, Kind, Prefix, Covering string }

// Side is the route to one prefix of a pair.
type Side struct{ Peer, AsPath, Origin, Label, NextHop string }

// Overlap is a pair as its last row tells of it.
type Overlap struct {
	Pair
	Specific, Covers Side // routes to Prefix and to Covering
	SinceNs          int64
	AtStart          bool // found in the first table: it began earlier
	prefix, covering placed
}

// Overlaps gathers the last row of each pair.
type Overlaps struct {
	filter query.Filter
	reader reader
	last   map[Pair]pairRow
}

type pairRow struct {
	overlap Overlap
	timeNs  int64
	isOpen  bool
}

// NewOverlaps gathers pairs, of which those that the filter takes are given.
func NewOverlaps(f query.Filter) *Overlaps { return &Overlaps{filter: f, last: map[Pair]pairRow{}} }

// Add takes one row.
func (o *Overlaps) Add(series *influx.Series, row []influx.Value) error {
	c, ok := o.reader.read(series, row)
	if !ok {
		return nil
	}
	pair := Pair{
		Collector: c.tags["collector"], Domain: c.tags["domain"], AFI: c.tags["afi"], Kind: c.tags["kind"],
		Prefix: c.text("prefix"), Covering: c.text("covering"),
	}
	if before, known := o.last[pair]; known && before.timeNs > c.timeNs {
		return nil
	}
	o.last[pair] = pairRow{timeNs: c.timeNs, isOpen: c.text("state") == "open", overlap: Overlap{
		Pair:     pair,
		Specific: Side{c.text("peer"), c.text("as_path"), c.text("origin"), c.text("label"), c.text("next_hop")},
		Covers: Side{c.text("covering_peer"), c.text("covering_as_path"), c.text("covering_origin"),
			c.text("covering_label"), c.text("covering_next_hop")},
		SinceNs: c.number("since"), AtStart: c.number("at_start") == 1,
	}}
	if len(o.last) > maxKept {
		return errTooMany
	}
	return nil
}

// Open is every pair whose last row says that it is open, by prefix.
func (o *Overlaps) Open() []Overlap {
	var found []*Overlap
	for _, row := range o.last {
		if pair := &row.overlap; row.isOpen && pair.matches(o.filter) {
			pair.prefix, pair.covering = placeOf(pair.Prefix), placeOf(pair.Covering)
			found = append(found, pair)
		}
	}
	slices.SortFunc(found, func(a, b *Overlap) int {
		return cmp.Or(a.prefix.compare(b.prefix), a.covering.compare(b.covering),
			cmp.Compare(a.Domain, b.Domain), cmp.Compare(a.AFI, b.AFI), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Collector, b.Collector))
	})
	open := make([]Overlap, len(found))
	for i, pair := range found {
		open[i] = *pair
	}
	return open
}

// matches takes a pair of which either side is asked for.
func (o Overlap) matches(f query.Filter) bool {
	return takesPeer(f, o.Specific.Peer, o.Covers.Peer) && takesText(f.Label, o.Specific.Label, o.Covers.Label) &&
		takesPrefix(f, o.Prefix, o.Covering)
}
