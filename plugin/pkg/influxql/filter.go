package influxql

import (
	"net/netip"
	"strconv"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// filter adds the conditions on router and peer, in the order of the schema.
func (s *selection) filter(f query.Filter) *selection {
	s.whereIn("router", f.Router)
	s.whereIn("view", f.View)
	s.whereIn("vrf", f.Vrf)
	s.whereIn("peer", texts(f.Peer, netip.Addr.String))
	s.whereIn("peer_as", texts(f.PeerAs, func(as uint32) string { return strconv.FormatUint(uint64(as), 10) }))
	return s
}

// family adds the conditions on the address family and the label, for measurements that have them.
func (s *selection) family(f query.Filter) *selection {
	if f.Afi != "" {
		s.where("afi", "=", f.Afi)
	}
	return s.whereIn("label", f.Label)
}

// attributes adds the conditions on the AS path and its origin.
func (s *selection) attributes(f query.Filter) *selection {
	if f.AsPath != nil {
		s.matching("as_path", f.AsPath.Expression)
	}
	return s.whereNumber("origin_as", f.Origin)
}

// scope adds the conditions on what is compared with what, for the rows of the detectors.
func (s *selection) scope(f query.Filter) *selection {
	s.whereIn("domain", f.Domain)
	s.whereIn("kind", f.Kind)
	return s
}

func texts[T any](values []T, text func(T) string) []string {
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = text(value)
	}
	return list
}
