package rib

import (
	"cmp"
	"hash/maphash"
	"net/netip"
)

// pathName tells whether two paths are really two.
type pathName struct{ asPath, by string }

func pathOf(t *Told, group string) pathName {
	return pathName{asPath: t.AsPath, by: cmp.Or(group, t.NextHop)}
}

// distinct remembers of each thing in which group it was seen last.
type distinct[K comparable] map[K]int

// count is 1 for what is new in a group.
func (d distinct[K]) count(thing K, group int) int64 {
	if last, seen := d[thing]; seen && last == group {
		return 0
	}
	d[thing] = group
	return 1
}

// numbering gives each thing a number of its own.
type numbering[K comparable] map[K]int

func (n numbering[K]) of(thing K) int {
	number, known := n[thing]
	if !known {
		number = len(n)
		n[thing] = number
	}
	return number
}

// counter counts what is distinct in one group after the other. What many routes have is looked up as a number.
type counter struct {
	groupOf  func(peer string) string
	number   int // of the group
	group    Group
	prefixes distinct[netip.Prefix]
	paths    distinct[int]
	asPaths  distinct[int]
	origins  distinct[int64]
	peers    distinct[int]

	speakers    map[*tableState]speaker
	told        map[toldBy]toldNumbers
	peerNumbers numbering[Session]
	pathNumbers numbering[pathName]
	textNumbers numbering[string]
}

// speaker is the peer of a table.
type speaker struct {
	number int
	group  string // of peers that count as one; empty: none
}

// toldBy is what is told of a route, and by which group of peers.
type toldBy struct {
	told  *Told
	group string
}

type toldNumbers struct {
	path, asPath int
	sum          uint64 // of the path
}

func newCounter(g Grouping) *counter {
	return &counter{
		groupOf:  g.GroupOf,
		prefixes: distinct[netip.Prefix]{}, paths: distinct[int]{}, asPaths: distinct[int]{}, origins: distinct[int64]{}, peers: distinct[int]{},
		speakers: map[*tableState]speaker{}, told: map[toldBy]toldNumbers{},
		peerNumbers: numbering[Session]{}, pathNumbers: numbering[pathName]{}, textNumbers: numbering[string]{},
	}
}

func (c *counter) add(e Entry) {
	c.group.Routes++
	if c.group.SinceNs == 0 || e.last.since < c.group.SinceNs {
		c.group.SinceNs = e.last.since
	}
	peer := c.speakerOf(e.table)
	told := c.numbersOf(toldBy{told: e.last.told, group: peer.group})
	c.group.Prefixes += c.prefixes.count(e.key.prefix, c.number)
	c.group.AsPaths += c.asPaths.count(told.asPath, c.number)
	c.group.Peers += c.peers.count(peer.number, c.number)
	if c.paths.count(told.path, c.number) > 0 {
		c.group.Paths++
		c.group.pathSum += told.sum
	}
	if as := e.last.told.OriginAS; as.OK {
		c.group.Origins += c.origins.count(as.N, c.number)
	}
}

// take gives the group and begins the next one.
func (c *counter) take(values []string) Group {
	group := c.group
	group.Values = values
	c.group = Group{}
	c.number++
	return group
}

func (c *counter) speakerOf(t *tableState) speaker {
	found, known := c.speakers[t]
	if !known {
		found = speaker{number: c.peerNumbers.of(Session{Router: t.name.Router, Peer: t.name.Peer}), group: c.groupOf(t.name.Peer)}
		c.speakers[t] = found
	}
	return found
}

var pathSeed = maphash.MakeSeed()

func (c *counter) numbersOf(t toldBy) toldNumbers {
	found, known := c.told[t]
	if !known {
		path := pathOf(t.told, t.group)
		found = toldNumbers{path: c.pathNumbers.of(path), asPath: c.textNumbers.of(path.asPath), sum: maphash.Comparable(pathSeed, path)}
		c.told[t] = found
	}
	return found
}
