package influxql

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// maxCompletionRows bounds what is read of routes to complete a field.
const maxCompletionRows = 20_000

// peerTags name a routing table of a peer.
var peerTags = []string{"router", "view", "vrf", "peer", "peer_as"}

// Peers compiles the newest row of each peer, by what was counted and by what was dumped: not every source has both.
func Peers(f query.Filter, w Window) []Statement {
	counted := from(schema.BgpMessages).fields("count").filter(f)
	dumped := from(schema.BgpSnapshots).fields("routes").filter(f)
	var statements []Statement
	for _, s := range []*selection{counted, dumped} {
		s.between(w.First, w.Last)
		s.groupBy = peerTags
		s.newestFirst, s.limit = true, 1
		statements = append(statements, s.statement())
	}
	return statements
}

// Scopes compiles the newest total of each domain and label.
func Scopes(w Window) Statement {
	s := from(schema.BgpTotals).fields("prefixes")
	s.between(w.First, w.Last)
	s.groupBy = []string{"domain", "label"}
	s.newestFirst, s.limit = true, 1
	return s.statement()
}

// PrefixesLike compiles the prefixes that may begin with a text, so far as the text says where they lie.
func PrefixesLike(text string, f query.Filter, w Window) Statement {
	s := from(schema.BgpRoutes).fields("prefix").filter(f)
	if bucket, ok := typedBucket(text); ok {
		s.whereIn("bucket", []string{bucket, shortBucket})
	}
	s.between(w.First, w.Last)
	s.newestFirst, s.limit = true, maxCompletionRows
	return s.statement()
}

// RoutesOf compiles fields of the newest routes, of which values are to be offered.
func RoutesOf(f query.Filter, w Window, fields ...string) Statement {
	s := from(schema.BgpRoutes).fields(fields...).whereIn("action", []string{"announce", "rib"}).filter(f)
	s.between(w.First, w.Last)
	s.newestFirst, s.limit = true, maxCompletionRows
	return s.statement()
}

// typedBucket is the bucket of a prefix of which at least the first octet or group was typed to its end.
func typedBucket(text string) (string, bool) {
	if octet, _, found := strings.Cut(text, "."); found {
		number, err := strconv.ParseUint(octet, 10, 8)
		return strconv.FormatUint(number, 10), err == nil
	}
	if group, _, found := strings.Cut(text, ":"); found && group != "" {
		number, err := strconv.ParseUint(group, 16, 16)
		return strconv.FormatUint(number, 16), err == nil
	}
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return Bucket(prefix), true
	}
	return "", false
}
