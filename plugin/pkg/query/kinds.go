package query

import (
	"slices"
	"strings"

	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// rules say what a query type can do. The first format is its default.
type rules struct {
	measurement  string
	formats      []Format
	groupDefault []string
	groupAlways  []string // tags that keep apart what must not be added up
	limitMax     int
	at           bool // answers for one point in time
	prefix       bool // can be narrowed by prefix
}

// limitDefault is how many series or routes an answer holds unless asked otherwise.
const limitDefault = 1000

// peerTags name one routing table of a peer; counts of two of them are never added up.
var peerTags = []string{"router", "view", "vrf", "peer", "peer_as"}

var kinds = map[Kind]rules{
	MessageRates: {
		measurement:  schema.BgpMessages,
		formats:      []Format{TimeSeries, Table, Numeric},
		groupDefault: []string{"type"},
		limitMax:     5000,
	},
	PrefixCounts: {
		measurement:  schema.BgpPrefixes,
		formats:      []Format{TimeSeries, Table, Numeric},
		groupDefault: []string{"peer"},
		groupAlways:  peerTags,
		limitMax:     5000,
	},
	Sessions: {
		measurement:  schema.BgpSessions,
		formats:      []Format{TimeSeries, Table, Numeric},
		groupDefault: []string{"peer"},
		groupAlways:  peerTags,
		limitMax:     5000,
	},
	Routes: {
		measurement: schema.BgpRoutes,
		formats:     []Format{Table},
		limitMax:    100_000,
		at:          true,
		prefix:      true,
	},
}

// Kinds are the query types that this version answers, in the order in which they are offered.
var Kinds = []Kind{MessageRates, PrefixCounts, Routes, Sessions}

// tagNames maps the names of the model to those of the tags, where they differ.
var tagNames = map[string]string{"peerAs": "peer_as"}

func tagOf(name string) string {
	if tag, ok := tagNames[name]; ok {
		return tag
	}
	return name
}

func (r rules) hasTag(tag string) bool {
	return slices.Contains(schema.Measurements[r.measurement].Tags, tag)
}

// groupNames are the names by which the answer can be grouped, as the model writes them.
func (r rules) groupNames() string {
	names := []string{}
	for _, tag := range schema.Measurements[r.measurement].Tags {
		if tag == "peer_as" {
			tag = "peerAs"
		}
		names = append(names, tag)
	}
	return strings.Join(names, ", ")
}

func list[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return strings.Join(texts, ", ")
}
