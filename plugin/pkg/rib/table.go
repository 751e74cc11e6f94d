package rib

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// entry is a route that is present at the asked time.
type entry struct {
	table *tableState
	key   routeKey
	last  state
}

// Routes are the first of all tables at the asked time, by prefix and then by peer, and how many there are in all.
func (r *Replay) Routes(limit int) (routes []Route, total int) {
	var entries []entry
	for _, table := range r.tables {
		found := table.present()
		if r.filter.Prefix.IsValid() && r.filter.Match == query.Lookup {
			found = longest(found)
		}
		entries = append(entries, found...)
	}
	slices.SortFunc(entries, compare)
	for _, e := range entries[:min(limit, len(entries))] {
		routes = append(routes, e.route())
	}
	return routes, len(entries)
}

func (t *tableState) present() []entry {
	var entries []entry
	for key, last := range t.routes {
		if !last.withdrawn {
			entries = append(entries, entry{table: t, key: key, last: last})
		}
	}
	return entries
}

// longest keeps the routes of the longest prefix.
func longest(entries []entry) []entry {
	bits := -1
	for _, e := range entries {
		bits = max(bits, e.key.prefix.Bits())
	}
	return slices.DeleteFunc(entries, func(e entry) bool { return e.key.prefix.Bits() < bits })
}

func (e entry) route() Route {
	return Route{
		Table: e.table.name, PeerAS: e.table.peerAS, Prefix: e.key.prefix,
		PathID: Int{N: e.key.pathID, OK: e.key.pathID != noPathID},
		Since:  e.last.time, Dumped: e.last.dumped, Attributes: e.last.attributes.Value(),
	}
}

func compare(a, b entry) int {
	order := cmp.Or(a.key.prefix.Addr().Compare(b.key.prefix.Addr()), cmp.Compare(a.key.prefix.Bits(), b.key.prefix.Bits()))
	if order != 0 {
		return order
	}
	first, second := a.table.name, b.table.name
	return cmp.Or(
		cmp.Compare(first.Router, second.Router),
		comparePeers(first.Peer, second.Peer),
		cmp.Compare(first.View, second.View),
		cmp.Compare(first.VRF, second.VRF),
		cmp.Compare(first.AFI, second.AFI),
		cmp.Compare(a.key.pathID, b.key.pathID),
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
