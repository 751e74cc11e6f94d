package rib

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Entries are the routes of all tables at the asked time that a filter takes, in no order. It may ask for less than was rebuilt.
func (r *Replay) Entries(f query.Filter) []Entry {
	entries := make([]Entry, 0, r.held)
	for _, table := range r.tables {
		found := table.present()
		if f.Prefix.IsValid() && f.Match == query.Lookup {
			found = longest(found)
		}
		for _, e := range found {
			if e.matches(f) {
				entries = append(entries, e)
			}
		}
	}
	return entries
}

func (t *tableState) present() []Entry {
	entries := make([]Entry, 0, len(t.routes))
	for i := range t.routes {
		if !t.routes[i].last.withdrawn {
			entries = append(entries, Entry{table: t, route: &t.routes[i]})
		}
	}
	return entries
}

// longest keeps the routes of the longest prefix.
func longest(entries []Entry) []Entry {
	bits := -1
	for _, e := range entries {
		bits = max(bits, e.key.prefix.Bits())
	}
	return slices.DeleteFunc(entries, func(e Entry) bool { return e.key.prefix.Bits() < bits })
}

// matches looks at what changes with a route, and so cannot be asked of single rows.
func (e Entry) matches(f query.Filter) bool {
	if f.AsPath == nil && f.Community == nil && len(f.Label) == 0 && len(f.Origin) == 0 {
		return true
	}
	a := e.last.told
	return (f.AsPath == nil || f.AsPath.Matches(a.AsPath)) &&
		(f.Community == nil || f.Community.Matches(a.Communities, a.LargeCommunities, a.ExtCommunities)) &&
		(len(f.Label) == 0 || slices.Contains(f.Label, a.Label)) &&
		(len(f.Origin) == 0 || a.OriginAS.OK && slices.Contains(f.Origin, uint32(a.OriginAS.N)))
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
		return compareSessions(a.Session, b.Session)
	})
	return partials
}

func compareSessions(a, b Session) int {
	return cmp.Or(cmp.Compare(a.Router, b.Router), comparePeers(a.Peer, b.Peer), cmp.Compare(a.View, b.View), cmp.Compare(a.VRF, b.VRF))
}

// Unreadable counts rows whose prefix is none.
func (r *Replay) Unreadable() int { return r.unreadable }
