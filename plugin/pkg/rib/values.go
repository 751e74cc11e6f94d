package rib

import (
	"cmp"
	"net/netip"
	"strconv"
)

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
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return ordered{rank: 0, prefix: prefix, text: text}
	}
	if address, err := netip.ParseAddr(text); err == nil {
		return ordered{rank: 1, prefix: netip.PrefixFrom(address.WithZone(""), address.BitLen()), text: text}
	}
	if number, err := strconv.ParseUint(text, 10, 64); err == nil {
		return ordered{rank: 2, number: number, text: text}
	}
	return ordered{rank: 3, text: text}
}
