package observation

import (
	"cmp"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// States of what is observed.
const (
	// Event is what happened at once, and neither lasts nor ends.
	Event    = "event"
	Open     = "open"
	Resolved = "resolved"
	// Unknown was open when its collector last wrote, some time before.
	Unknown = "unknown"
)

// OriginKey names one change of origins.
type OriginKey struct {
	Collector, Domain, AFI, Kind, Prefix string
	SinceNs                              int64
}

// Origin is a prefix whose origin AS changed, or that has several.
type Origin struct {
	OriginKey
	State               string
	EndedNs             *int64
	Now, Before         string // origin ASNs
	Peer, Label, AsPath string // of the route that showed it
	timeNs              int64
	prefix              placed
}

// Origins gathers the last row of each change of origins.
type Origins struct {
	filter query.Filter
	reader reader
	last   map[OriginKey]Origin
}

// NewOrigins gathers changes of origins, of which those that the filter takes are given.
func NewOrigins(f query.Filter) *Origins { return &Origins{filter: f, last: map[OriginKey]Origin{}} }

// Add takes one row.
func (o *Origins) Add(series *influx.Series, row []influx.Value) error {
	c, ok := o.reader.read(series, row)
	if !ok {
		return nil
	}
	origin := Origin{
		OriginKey: OriginKey{
			Collector: c.tags["collector"], Domain: c.tags["domain"], AFI: c.tags["afi"], Kind: c.tags["kind"],
			Prefix: c.text("prefix"), SinceNs: c.number("since"),
		},
		State: c.text("state"), Now: c.text("origins"), Before: c.text("origins_before"),
		Peer: c.text("peer"), Label: c.text("label"), AsPath: c.text("as_path"), timeNs: c.timeNs,
	}
	switch origin.State {
	case Event:
		origin.SinceNs = c.timeNs // each is one of its own
	case Resolved:
		origin.EndedNs = &c.timeNs
	}
	if before, known := o.last[origin.OriginKey]; known && before.timeNs > c.timeNs {
		return nil
	}
	o.last[origin.OriginKey] = origin
	if len(o.last) > maxKept {
		return errTooMany
	}
	return nil
}

// List is what was gathered: what is open first, then the newest.
func (o *Origins) List() []Origin {
	var found []Origin
	for _, origin := range o.last {
		if origin.matches(o.filter) {
			origin.prefix = placeOf(origin.Prefix)
			found = append(found, origin)
		}
	}
	slices.SortFunc(found, func(a, b Origin) int {
		return cmp.Or(compareStates(a.State, b.State), cmp.Compare(b.SinceNs, a.SinceNs), a.prefix.compare(b.prefix),
			cmp.Compare(a.Domain, b.Domain), cmp.Compare(a.AFI, b.AFI), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Collector, b.Collector))
	})
	return found
}

func (o Origin) matches(f query.Filter) bool {
	return (f.State == "" || f.State == o.State) && takesPeer(f, o.Peer) && takesText(f.Label, o.Label) && takesPrefix(f, o.Prefix)
}

// compareStates puts first what is open, or may be.
func compareStates(a, b string) int {
	rank := func(state string) int {
		switch state {
		case Open:
			return 0
		case Unknown:
			return 1
		default:
			return 2
		}
	}
	return cmp.Compare(rank(a), rank(b))
}
