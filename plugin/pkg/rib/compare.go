package rib

import "github.com/earshot-bgp/earshot/plugin/pkg/query"

// Pair is what two tables have of one route: one side is nil where a table has none.
type Pair struct {
	Change        string // query.Gained, Lost, Changed or Same
	After, Before *Entry
}

// meeting is what two routes of two tables have in common when they are the same route.
type meeting struct {
	session Session
	afi     string
	key     routeKey
}

// Pairs sets the routes of two tables side by side: what differs first, then what is the same, each by prefix. Tables of
// two peers meet whatever router they are heard by.
func Pairs(after, before []Entry, ofPeers bool) []Pair {
	Sort(after) // of two that meet one, the first does
	Sort(before)
	meet := func(e Entry) meeting {
		m := meeting{session: e.table.name.Session, afi: e.table.name.AFI, key: e.key}
		if ofPeers { // each has path identifiers of its own
			m.session.Router, m.session.Peer, m.key.pathID = "", "", noPathID
		}
		return m
	}
	earlier := make(map[meeting]*Entry, len(before))
	for i := range before {
		if m := meet(before[i]); earlier[m] == nil {
			earlier[m] = &before[i]
		}
	}
	met := make(map[*Entry]bool, len(before))
	pairs := make([]Pair, 0, len(after))
	for i := range after {
		pair := Pair{Change: query.Gained, After: &after[i], Before: earlier[meet(after[i])]}
		if pair.Before != nil {
			pair.Change = query.Same
			if pair.Before.last.told.Attributes != after[i].last.told.Attributes {
				pair.Change = query.Changed
			}
			delete(earlier, meet(after[i]))
			met[pair.Before] = true
		}
		pairs = append(pairs, pair)
	}
	for i := range before {
		if !met[&before[i]] {
			pairs = append(pairs, Pair{Change: query.Lost, Before: &before[i]})
		}
	}
	sortByRoute(pairs, func(p Pair) (Entry, uint8) { return *p.Newest(), rankOf(p.Change) })
	return pairs
}

// Newest is the route as it is, else as it was.
func (p Pair) Newest() *Entry {
	if p.After != nil {
		return p.After
	}
	return p.Before
}

// rankOf puts what differs before what does not.
func rankOf(change string) uint8 {
	if change == query.Same {
		return 1
	}
	return 0
}

// Newest are the routes of pairs as they are, and those that were lost as they were.
func Newest(pairs []Pair) []Entry {
	entries := make([]Entry, len(pairs))
	for i, pair := range pairs {
		entries[i] = *pair.Newest()
	}
	return entries
}
