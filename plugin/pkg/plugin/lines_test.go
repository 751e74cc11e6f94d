package plugin

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// t0 is where the told histories begin: the start of an hour.
var t0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// at is so many seconds after t0.
func at(seconds int) time.Time { return t0.Add(time.Duration(seconds) * time.Second) }

// speaker is a peer as the collector writes it.
type speaker struct{ router, address, as string }

var (
	hub   = speaker{router: "nva-0", address: "10.1.0.4", as: "65515"}
	spoke = speaker{router: "nva-0", address: "10.1.0.5", as: "65515"}
	six   = speaker{router: "edge", address: "2001:db8::1", as: "65020"}
)

func (s speaker) tags() string {
	return fmt.Sprintf("router=%s,view=adj-in-pre,vrf=default,peer=%s,peer_as=%s", s.router, s.address, s.as)
}

func (s speaker) messages(when time.Time, kind string, count int) string {
	return fmt.Sprintf("bgp_messages,%s,type=%s count=%di,bytes=%di %d", s.tags(), kind, count, count*60, when.UnixNano())
}

func (s speaker) size(when time.Time, afi, label string, prefixes, paths, origins int) string {
	return fmt.Sprintf("bgp_prefixes,%s,afi=%s,label=%s prefixes=%di,as_paths=%di,origins=%di %d",
		s.tags(), afi, label, prefixes, paths, origins, when.UnixNano())
}

func (s speaker) session(when time.Time, up int) string {
	state := "Idle"
	if up == 1 {
		state = "Established"
	}
	return fmt.Sprintf("bgp_sessions,%s up=%di,state=%q %d", s.tags(), up, state, when.UnixNano())
}

func (s speaker) snapshot(started, closed time.Time, afi string, routes, complete int) string {
	return fmt.Sprintf("bgp_snapshots,%s,afi=%s started=%di,routes=%di,complete=%di %d",
		s.tags(), afi, started.UnixNano(), routes, complete, closed.UnixNano())
}

// route writes a row of bgp_routes; more holds further fields.
func (s speaker) route(when time.Time, action, prefix, path string, more ...string) string {
	p := netip.MustParsePrefix(prefix)
	afi, bucket, lo, hi := place(p)
	fields := []string{fmt.Sprintf("prefix=%q,lo=%di,hi=%di,length=%di", prefix, lo, hi, p.Bits())}
	if path != "" {
		hops := strings.Fields(path)
		fields = append(fields, fmt.Sprintf("as_path=%q,origin_as=%si,path_length=%di,origin=\"IGP\",next_hop=%q",
			path, hops[len(hops)-1], len(hops), s.address))
	}
	return fmt.Sprintf("bgp_routes,%s,afi=%s,action=%s,bucket=%s %s %d",
		s.tags(), afi, action, bucket, strings.Join(append(fields, more...), ","), when.UnixNano())
}

// place works out the tags and bounds of a prefix as the contract has them, apart from the code under test.
func place(p netip.Prefix) (afi, bucket string, lo, hi uint64) {
	if p.Addr().Is4() {
		a := p.Addr().As4()
		first := uint64(binary.BigEndian.Uint32(a[:]))
		afi, bucket, lo, hi = "ipv4", fmt.Sprint(a[0]), first, first+1<<(32-p.Bits())-1
		if p.Bits() < 8 {
			bucket = "s"
		}
		return afi, bucket, lo, hi
	}
	a := p.Addr().As16()
	first := binary.BigEndian.Uint64(a[:8])
	last := first
	for bit := p.Bits(); bit < 64; bit++ {
		last |= 1 << (63 - bit)
	}
	bucket = fmt.Sprintf("%x", first>>48)
	if p.Bits() < 16 {
		bucket = "s"
	}
	return "ipv6", bucket, first >> 1, last >> 1
}
