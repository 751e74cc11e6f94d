package rib

import (
	"cmp"
	"hash/maphash"
	"net/netip"
	"slices"
	"strconv"

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
	var groups []Group
	for i, k := range keyed {
		count.add(k.entry)
		if i == len(keyed)-1 || !slices.Equal(k.values, keyed[i+1].values) {
			groups = append(groups, count.take(k.values))
		}
	}
	slices.SortFunc(groups, func(a, b Group) int { return slices.CompareFunc(a.Values, b.Values, compareValues) })
	return groups
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

// value is that of a tag or attribute as text; empty where the route has none.
func (e Entry) value(tag string) string {
	switch tag {
	case "prefix":
		return e.key.prefix.String()
	case "router":
		return e.table.name.Router
	case "view":
		return e.table.name.View
	case "vrf":
		return e.table.name.VRF
	case "peer":
		return e.table.name.Peer
	case "peer_as":
		return e.table.peerAS
	case "afi":
		return e.table.name.AFI
	case "label":
		return e.last.judgement.Value().Label
	case "as_path":
		return e.last.attributes.Value().AsPath
	case "next_hop":
		return e.last.attributes.Value().NextHop
	case "origin_as":
		if as := e.last.attributes.Value().OriginAS; as.OK {
			return strconv.FormatInt(as.N, 10)
		}
		return ""
	default:
		panic("rib: no group by " + tag)
	}
}

// compareValues puts prefixes, addresses and numbers in their order, one kind after the other, and other text last.
func compareValues(a, b string) int {
	first, second := valueOf(a), valueOf(b)
	return cmp.Or(cmp.Compare(first.rank, second.rank), first.prefix.Addr().Compare(second.prefix.Addr()),
		cmp.Compare(first.prefix.Bits(), second.prefix.Bits()), cmp.Compare(first.number, second.number), cmp.Compare(a, b))
}

// ordered is a value as what it is.
type ordered struct {
	rank   int
	prefix netip.Prefix
	number uint64
}

func valueOf(text string) ordered {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return ordered{rank: 0, prefix: prefix}
	}
	if address, err := netip.ParseAddr(text); err == nil {
		return ordered{rank: 1, prefix: netip.PrefixFrom(address.WithZone(""), address.BitLen())}
	}
	if number, err := strconv.ParseUint(text, 10, 64); err == nil {
		return ordered{rank: 2, number: number}
	}
	return ordered{rank: 3}
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

// FewPaths tells of each prefix whether a list of routes has at most so many distinct paths to it. One without a route has none.
func (g Grouping) FewPaths(entries []Entry, most int) func(netip.Prefix) bool {
	byPrefix := Grouping{By: []string{"prefix"}, GroupOf: g.GroupOf}
	many := map[string]bool{}
	for _, group := range byPrefix.Groups(entries) {
		many[group.Values[0]] = group.Paths > int64(most)
	}
	return func(prefix netip.Prefix) bool { return !many[prefix.String()] }
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
