package rib

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Routes are those of all tables at the asked time, by prefix and then by peer.
func (r *Replay) Routes() []Route {
	var routes []Route
	for table, held := range r.tables {
		found := held.present(table)
		if r.filter.Prefix.IsValid() && r.filter.Match == query.Lookup {
			found = longest(found)
		}
		routes = append(routes, found...)
	}
	slices.SortFunc(routes, compare)
	return routes
}

func (t *tableState) present(table Table) []Route {
	var routes []Route
	for key, last := range t.routes {
		if last.attributes == nil {
			continue
		}
		routes = append(routes, Route{
			Table: table, PeerAS: t.peerAS, Prefix: key.prefix, PathID: key.pathID,
			Since: last.time, Dumped: last.dumped, Attributes: last.attributes,
		})
	}
	return routes
}

// longest keeps the routes of the longest prefix.
func longest(routes []Route) []Route {
	bits := -1
	for _, route := range routes {
		bits = max(bits, route.Prefix.Bits())
	}
	return slices.DeleteFunc(routes, func(route Route) bool { return route.Prefix.Bits() < bits })
}

func compare(a, b Route) int {
	return cmp.Or(
		a.Prefix.Addr().Compare(b.Prefix.Addr()),
		cmp.Compare(a.Prefix.Bits(), b.Prefix.Bits()),
		cmp.Compare(a.Table.Router, b.Table.Router),
		comparePeers(a.Table.Peer, b.Table.Peer),
		cmp.Compare(a.Table.View, b.Table.View),
		cmp.Compare(a.Table.VRF, b.Table.VRF),
		cmp.Compare(a.Table.AFI, b.Table.AFI),
		cmp.Compare(a.PathID.N, b.PathID.N),
	)
}

// comparePeers puts addresses in the order of their numbers.
func comparePeers(a, b string) int {
	if a == b {
		return 0
	}
	first, errFirst := netip.ParseAddr(a)
	second, errSecond := netip.ParseAddr(b)
	if errFirst != nil || errSecond != nil {
		return cmp.Compare(a, b)
	}
	return first.Compare(second)
}

// Partial is a table of which only a part is known, and since when it was heard, in Unix nanoseconds.
type Partial struct {
	Session Session
	Since   int64
}

// Partials are the sessions whose tables were rebuilt without having been seen whole, by their names.
func (r *Replay) Partials() []Partial {
	since := map[Session]int64{}
	hear := func(session Session, first int64) {
		if earlier, ok := since[session]; !ok || first < earlier {
			since[session] = first
		}
	}
	for table, held := range r.tables {
		if !held.start.complete && held.first != 0 {
			hear(table.Session, held.first)
		}
	}
	for session, first := range r.evidence.heard {
		if !r.evidence.start(Table{Session: session}).complete {
			hear(session, first)
		}
	}
	var partials []Partial
	for session, heard := range since {
		partials = append(partials, Partial{Session: session, Since: heard})
	}
	slices.SortFunc(partials, func(a, b Partial) int {
		return cmp.Or(cmp.Compare(a.Session.Router, b.Session.Router), comparePeers(a.Session.Peer, b.Session.Peer),
			cmp.Compare(a.Session.View, b.Session.View), cmp.Compare(a.Session.VRF, b.Session.VRF))
	})
	return partials
}

// Unreadable counts rows whose prefix is none.
func (r *Replay) Unreadable() int { return r.unreadable }
