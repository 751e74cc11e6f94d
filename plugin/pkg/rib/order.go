package rib

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Sort puts routes in order: by prefix and then by peer.
func Sort(entries []Entry) {
	sortByRoute(entries, func(e Entry) (Entry, uint8) { return e, 0 })
}

// sortByRoute puts what is of one route each in order: by rank, then by prefix, then by peer. What is equal stays as it is.
func sortByRoute[T any](list []T, routeOf func(T) (e Entry, rank uint8)) {
	entries, keys := make([]Entry, len(list)), make([]sortKey, len(list))
	for i, item := range list {
		e, rank := routeOf(item)
		entries[i], keys[i] = e, keyOf(e, rank, i)
	}
	ranks := rankTables(entries)
	for i, e := range entries {
		keys[i].table = ranks[e.table]
	}
	slices.SortFunc(keys, func(a, b sortKey) int {
		if order := a.compare(b); order != 0 {
			return order
		}
		first, second := entries[a.place].key, entries[b.place].key
		return cmp.Or(cmp.Compare(first.rd, second.rd), cmp.Compare(first.pathID, second.pathID), cmp.Compare(a.place, b.place))
	})
	before := slices.Clone(list)
	for i, key := range keys {
		list[i] = before[key.place]
	}
}

// sortKey is that of which the order of a route depends most, in numbers, for they are compared many times.
type sortKey struct {
	high, low          uint64 // of the address
	table, place       int32
	rank, family, bits uint8
}

func keyOf(e Entry, rank uint8, place int) sortKey {
	prefix := e.key.prefix
	address := prefix.Addr().As16()
	return sortKey{
		high: binary.BigEndian.Uint64(address[:8]), low: binary.BigEndian.Uint64(address[8:]), place: int32(place),
		rank: rank, family: uint8(prefix.Addr().BitLen()), bits: uint8(prefix.Bits()),
	}
}

func (a sortKey) compare(b sortKey) int {
	switch {
	case a.rank != b.rank:
		return cmp.Compare(a.rank, b.rank)
	case a.family != b.family:
		return cmp.Compare(a.family, b.family)
	case a.high != b.high:
		return cmp.Compare(a.high, b.high)
	case a.low != b.low:
		return cmp.Compare(a.low, b.low)
	case a.bits != b.bits:
		return cmp.Compare(a.bits, b.bits)
	default:
		return cmp.Compare(a.table, b.table)
	}
}

// rankTables numbers the tables of routes in the order of their names. Those of two times share theirs.
func rankTables(entries []Entry) map[*tableState]int32 {
	ranks := map[*tableState]int32{}
	var tables []*tableState
	for _, e := range entries {
		if _, known := ranks[e.table]; !known {
			ranks[e.table] = 0
			tables = append(tables, e.table)
		}
	}
	slices.SortFunc(tables, func(a, b *tableState) int { return compareTables(a.name, b.name) })
	for i, table := range tables[min(1, len(tables)):] {
		ranks[table] = ranks[tables[i]]
		if table.name != tables[i].name {
			ranks[table]++
		}
	}
	return ranks
}

func compareTables(a, b Table) int {
	return cmp.Or(compareSessions(a.Session, b.Session), cmp.Compare(a.AFI, b.AFI))
}
