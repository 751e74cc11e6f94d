package rib

import (
	"cmp"
	"hash/maphash"
	"net/netip"
	"slices"
)

// pathName tells whether two paths are really two.
type pathName struct{ asPath, by string }

var pathSeed = maphash.MakeSeed()

func pathOf(e Entry, groupOf func(peer string) string) pathName {
	return pathName{asPath: e.last.told.AsPath, by: cmp.Or(groupOf(e.table.name.Peer), e.last.told.NextHop)}
}

// fewThings are looked through one by one: most groups have no more.
const fewThings = 8

// distinct are the different things of a group.
type distinct[K comparable] struct {
	few  []K
	many map[K]struct{} // of all, once they are not few
}

// add tells whether a thing is new.
func (d *distinct[K]) add(thing K) bool {
	if d.many == nil {
		if slices.Contains(d.few, thing) {
			return false
		}
		if d.few = append(d.few, thing); len(d.few) <= fewThings {
			return true
		}
		d.many = make(map[K]struct{}, 2*len(d.few))
		for _, known := range d.few {
			d.many[known] = struct{}{}
		}
		return true
	}
	before := len(d.many)
	d.many[thing] = struct{}{}
	return len(d.many) > before
}

func (d *distinct[K]) count() int { return max(len(d.few), len(d.many)) }

// take is how many there are; then there are none.
func (d *distinct[K]) take() int64 {
	count := d.count()
	d.few, d.many = d.few[:0], nil
	return int64(count)
}

// counter counts what is distinct in one group after the other.
type counter struct {
	groupOf  func(peer string) string
	group    Group
	prefixes distinct[netip.Prefix]
	paths    distinct[pathName]
	asPaths  distinct[string]
	origins  distinct[int64]
	peers    distinct[Session]
}

func (c *counter) add(e Entry) {
	c.group.Routes++
	if c.group.SinceNs == 0 || e.last.since < c.group.SinceNs {
		c.group.SinceNs = e.last.since
	}
	c.prefixes.add(e.key.prefix)
	c.asPaths.add(e.last.told.AsPath)
	c.peers.add(Session{Router: e.table.name.Router, Peer: e.table.name.Peer})
	if path := pathOf(e, c.groupOf); c.paths.add(path) {
		c.group.pathSum += maphash.Comparable(pathSeed, path)
	}
	if as := e.last.told.OriginAS; as.OK {
		c.origins.add(as.N)
	}
}

// take gives the group and begins the next one.
func (c *counter) take(values []string) Group {
	group := c.group
	group.Values = values
	group.Prefixes, group.Paths, group.AsPaths = c.prefixes.take(), c.paths.take(), c.asPaths.take()
	group.Origins, group.Peers = c.origins.take(), c.peers.take()
	c.group = Group{}
	return group
}
