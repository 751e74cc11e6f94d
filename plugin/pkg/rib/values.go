package rib

import (
	"cmp"
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
)

// appendKey appends what tells a group by these tags from all others.
func (e Entry) appendKey(key []byte, tags []string) []byte {
	for _, tag := range tags {
		at := len(key)
		key = e.appendValue(append(key, 0, 0, 0, 0), tag)
		binary.LittleEndian.PutUint32(key[at:], uint32(len(key)-at))
	}
	return key
}

// appendValue appends the value of a tag or attribute as text; nothing where the route has none.
func (e Entry) appendValue(text []byte, tag string) []byte {
	switch tag {
	case "prefix":
		return e.key.prefix.AppendTo(text)
	case "router":
		return append(text, e.table.name.Router...)
	case "view":
		return append(text, e.table.name.View...)
	case "vrf":
		return append(text, e.table.name.VRF...)
	case "peer":
		return append(text, e.table.name.Peer...)
	case "peer_as":
		return append(text, e.table.peerAS...)
	case "afi":
		return append(text, e.table.name.AFI...)
	case "label":
		return append(text, e.last.told.Label...)
	case "as_path":
		return append(text, e.last.told.AsPath...)
	case "next_hop":
		return append(text, e.last.told.NextHop...)
	case "origin_as":
		if as := e.last.told.OriginAS; as.OK {
			return strconv.AppendInt(text, as.N, 10)
		}
		return text
	default:
		panic("rib: no group by " + tag)
	}
}

// compareValues puts prefixes, addresses and numbers in their order, one kind after the other, and other text last.
func compareValues(a, b string) int { return compareOrdered(valueOf(a), valueOf(b)) }

func compareOrdered(a, b ordered) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), a.prefix.Addr().Compare(b.prefix.Addr()),
		cmp.Compare(a.prefix.Bits(), b.prefix.Bits()), cmp.Compare(a.number, b.number), cmp.Compare(a.text, b.text))
}

// ordered is a value as what it is.
type ordered struct {
	rank   int
	prefix netip.Prefix
	number uint64
	text   string
}

func orderOf(values []string) []ordered {
	order := make([]ordered, len(values))
	for i, value := range values {
		order[i] = valueOf(value)
	}
	return order
}

func valueOf(text string) ordered {
	switch {
	case strings.Contains(text, " "): // an AS path
	case strings.Contains(text, "/"):
		if prefix, err := netip.ParsePrefix(text); err == nil {
			return ordered{rank: 0, prefix: prefix, text: text}
		}
	case strings.ContainsAny(text, ".:"):
		if address, err := netip.ParseAddr(text); err == nil {
			return ordered{rank: 1, prefix: netip.PrefixFrom(address.WithZone(""), address.BitLen()), text: text}
		}
	default:
		if number, err := strconv.ParseUint(text, 10, 64); err == nil {
			return ordered{rank: 2, number: number, text: text}
		}
	}
	return ordered{rank: 3, text: text}
}
