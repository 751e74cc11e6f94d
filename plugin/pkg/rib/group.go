package rib

import (
	"cmp"
	"hash/maphash"
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
	keyed := make([]keyedEntry, len(entries))
	for i, e := range entries {
		keyed[i] = keyedEntry{values: g.values(e), entry: e}
	}
	slices.SortFunc(keyed, func(a, b keyedEntry) int { return slices.Compare(a.values, b.values) })
	count := newCounter(g)
	var found []orderedGroup
	for i, k := range keyed {
		count.add(k.entry)
		if i == len(keyed)-1 || !slices.Equal(k.values, keyed[i+1].values) {
			found = append(found, orderedGroup{order: orderOf(k.values), group: count.take(k.values)})
		}
	}
	slices.SortFunc(found, func(a, b orderedGroup) int { return slices.CompareFunc(a.order, b.order, compareOrdered) })
	groups := make([]Group, len(found))
	for i, f := range found {
		groups[i] = f.group
	}
	return groups
}

// orderedGroup is a group with its values as what they are, read once for all comparisons.
type orderedGroup struct {
	order []ordered
	group Group
}

// All is what a list of routes comes to, also an empty one.
func (g Grouping) All(entries []Entry) Group {
	count := newCounter(g)
	for _, e := range entries {
		count.add(e)
	}
	return count.take(nil)
}

type keyedEntry struct {
	values []string
	entry  Entry
}

func (g Grouping) values(e Entry) []string {
	values := make([]string, len(g.By))
	for i, tag := range g.By {
		values[i] = e.value(tag)
	}
	return values
}

// pathName tells whether two paths are really two.
type pathName struct{ asPath, by string }

var pathSeed = maphash.MakeSeed()

// counter counts what is distinct in one group after the other.
type counter struct {
	groupOf  func(peer string) string
	group    Group
	prefixes map[netip.Prefix]struct{}
	paths    map[pathName]struct{}
	asPaths  map[string]struct{}
	origins  map[int64]struct{}
	peers    map[Session]struct{}
}

func newCounter(g Grouping) *counter {
	return &counter{
		groupOf: g.GroupOf, prefixes: map[netip.Prefix]struct{}{}, paths: map[pathName]struct{}{},
		asPaths: map[string]struct{}{}, origins: map[int64]struct{}{}, peers: map[Session]struct{}{},
	}
}

func (c *counter) add(e Entry) {
	a := e.last.attributes.Value()
	c.group.Routes++
	if c.group.SinceNs == 0 || e.last.since < c.group.SinceNs {
		c.group.SinceNs = e.last.since
	}
	c.prefixes[e.key.prefix] = struct{}{}
	path := pathOf(e, c.groupOf)
	if _, known := c.paths[path]; !known {
		c.paths[path] = struct{}{}
		c.group.pathSum += maphash.Comparable(pathSeed, path)
	}
	c.asPaths[a.AsPath] = struct{}{}
	if a.OriginAS.OK {
		c.origins[a.OriginAS.N] = struct{}{}
	}
	c.peers[Session{Router: e.table.name.Router, Peer: e.table.name.Peer}] = struct{}{}
}

func pathOf(e Entry, groupOf func(peer string) string) pathName {
	a := e.last.attributes.Value()
	return pathName{asPath: a.AsPath, by: cmp.Or(groupOf(e.table.name.Peer), a.NextHop)}
}

// take gives the group and begins the next one.
func (c *counter) take(values []string) Group {
	group := c.group
	group.Values = values
	group.Prefixes, group.Paths, group.AsPaths = int64(len(c.prefixes)), int64(len(c.paths)), int64(len(c.asPaths))
	group.Origins, group.Peers = int64(len(c.origins)), int64(len(c.peers))
	clear(c.prefixes)
	clear(c.paths)
	clear(c.asPaths)
	clear(c.origins)
	clear(c.peers)
	c.group = Group{}
	return group
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
	slices.SortStableFunc(pairs, func(a, b GroupPair) int { return compareSame(a.Change, b.Change) })
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

// FewPaths tells of each prefix whether a list of routes, which are by prefix, has at most so many distinct paths to it. One
// without a route has none.
func (g Grouping) FewPaths(entries []Entry, most int) func(netip.Prefix) bool {
	paths, many := map[pathName]struct{}{}, map[netip.Prefix]struct{}{}
	for i, e := range entries {
		paths[pathOf(e, g.GroupOf)] = struct{}{}
		if i == len(entries)-1 || entries[i+1].key.prefix != e.key.prefix {
			if len(paths) > most {
				many[e.key.prefix] = struct{}{}
			}
			clear(paths)
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
