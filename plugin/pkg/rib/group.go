package rib

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Grouping says by which tags routes are grouped, and which peers count as one.
type Grouping struct {
	By      []string
	GroupOf func(peer string) string // empty: the peer is in no group
}

// Group is what the routes of one group come to. Paths are distinct by AS path and next hop; of peers in a group, by AS
// path and group.
type Group struct {
	Values                                           []string // of the tags grouped by, in their order
	Routes, Prefixes, Paths, AsPaths, Origins, Peers int64
	SinceNs                                          int64 // of its oldest route
	pathSum                                          uint64
}

// Groups are those of a list of routes, in the order of their values.
func (g Grouping) Groups(entries []Entry) []Group {
	values, members := g.members(entries)
	count := counter{groupOf: g.GroupOf}
	found := make([]orderedGroup, len(values))
	for i, of := range members {
		for _, member := range of {
			count.add(entries[member])
		}
		found[i] = orderedGroup{order: orderOf(values[i]), group: count.take(values[i])}
	}
	slices.SortFunc(found, func(a, b orderedGroup) int { return slices.CompareFunc(a.order, b.order, compareOrdered) })
	groups := make([]Group, len(found))
	for i, f := range found {
		groups[i] = f.group
	}
	return groups
}

// members are the routes of each group, by their places in the list, and the values that they have in common.
func (g Grouping) members(entries []Entry) (values [][]string, members [][]int32) {
	numbers, of := map[string]int{}, make([]int, len(entries))
	var sizes []int
	var key []byte
	for i, e := range entries {
		key = e.appendKey(key[:0], g.By)
		number, known := numbers[string(key)]
		if !known {
			number = len(values)
			numbers[string(key)] = number
			values, sizes = append(values, g.values(e)), append(sizes, 0)
		}
		of[i] = number
		sizes[number]++
	}
	members, all := make([][]int32, len(values)), make([]int32, len(entries))
	for number, size := range sizes {
		members[number], all = all[:0:size], all[size:]
	}
	for i, number := range of {
		members[number] = append(members[number], int32(i))
	}
	return values, members
}

// orderedGroup is a group with its values as what they are, read once for all comparisons.
type orderedGroup struct {
	order []ordered
	group Group
}

// All is what a list of routes comes to, also an empty one.
func (g Grouping) All(entries []Entry) Group {
	count := counter{groupOf: g.GroupOf}
	for _, e := range entries {
		count.add(e)
	}
	return count.take(nil)
}

func (g Grouping) values(e Entry) []string {
	values := make([]string, len(g.By))
	for i, tag := range g.By {
		values[i] = string(e.appendValue(nil, tag))
	}
	return values
}

// GroupPair is what two tables have of one group; a side without the group is nil.
type GroupPair struct {
	Change        string
	After, Before *Group
}

// GroupPairs sets the groups of two tables side by side: what differs first, then what is the same, each by its values.
func GroupPairs(after, before []Group) []GroupPair {
	var pairs []GroupPair
	for len(after) > 0 || len(before) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = -1
		case len(after) == 0:
			order = 1
		default:
			order = slices.CompareFunc(after[0].Values, before[0].Values, compareValues)
		}
		var pair GroupPair
		if order <= 0 {
			pair.After, after = &after[0], after[1:]
		}
		if order >= 0 {
			pair.Before, before = &before[0], before[1:]
		}
		pair.Change = changeOf(pair)
		pairs = append(pairs, pair)
	}
	slices.SortStableFunc(pairs, func(a, b GroupPair) int { return cmp.Compare(rankOf(a.Change), rankOf(b.Change)) })
	return pairs
}

func changeOf(p GroupPair) string {
	switch {
	case p.Before == nil:
		return query.Gained
	case p.After == nil:
		return query.Lost
	case p.After.Paths < p.Before.Paths:
		return query.Fewer
	case p.After.Paths > p.Before.Paths:
		return query.More
	case p.After.Routes != p.Before.Routes, p.After.Prefixes != p.Before.Prefixes, p.After.pathSum != p.Before.pathSum:
		return query.Changed
	default:
		return query.Same
	}
}

// Newest is the group as it is, else as it was.
func (p GroupPair) Newest() *Group {
	if p.After != nil {
		return p.After
	}
	return p.Before
}

// FewPaths tells of each prefix whether a list of routes has at most so many distinct paths to it. One without a route has none.
func (g Grouping) FewPaths(entries []Entry, most int) func(netip.Prefix) bool {
	places, paths := make(map[netip.Prefix]int, len(entries)), make([]distinct[pathName], 0, len(entries))
	for _, e := range entries {
		place, known := places[e.key.prefix]
		if !known {
			place = len(paths)
			places[e.key.prefix], paths = place, append(paths, distinct[pathName]{})
		}
		paths[place].add(pathOf(e, g.GroupOf))
	}
	many := map[netip.Prefix]struct{}{}
	for prefix, place := range places {
		if paths[place].count() > most {
			many[prefix] = struct{}{}
		}
	}
	return func(prefix netip.Prefix) bool {
		_, hasMany := many[prefix]
		return !hasMany
	}
}

// Prefix is that of the route.
func (e Entry) Prefix() netip.Prefix { return e.key.prefix }

// After are the groups as they are, of those that are left.
func After(pairs []GroupPair) []Group {
	var groups []Group
	for _, pair := range pairs {
		if pair.After != nil {
			groups = append(groups, *pair.After)
		}
	}
	return groups
}
