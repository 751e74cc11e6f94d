package query

import (
	"slices"
	"strings"

	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// rules say what a query type can do. The first format, metric and match is its default.
type rules struct {
	measurement  string
	formats      []Format
	metrics      []Metric // fields of which one is the value, and a table shows all; none: there is no choice
	filters      []string // names in the model
	kinds        []string // values of filter.kind; none: any
	states       []string // values of filter.state
	matches      []Match  // ways to compare with the prefix of the filter
	groups       []string // tags by which the answer can be grouped
	groupDefault []string
	groupAlways  []string // tags that keep apart what must not be added up
	limitMax     int
	at           bool // answers for one point in time
}

// limitDefault is how many series or rows an answer holds unless asked otherwise.
const limitDefault = 1000

const (
	maxSeries = 5000
	maxRows   = 100_000
)

// peerTags name one routing table of a peer; counts of two of them are never added up.
var peerTags = []string{"router", "view", "vrf", "peer", "peer_as"}

// peerFilters narrow a query to routing tables of peers.
var peerFilters = []string{"router", "peer", "peerAs", "view", "vrf"}

var (
	seriesFormats = []Format{TimeSeries, Table, Numeric}
	// within are the ways to compare a prefix with one that a row names.
	within = []Match{Exact, Longer}
)

var kinds = map[Kind]rules{
	MessageRates: {
		measurement:  schema.BgpMessages,
		formats:      seriesFormats,
		filters:      peerFilters,
		groups:       tagsOf(schema.BgpMessages),
		groupDefault: []string{"type"},
		limitMax:     maxSeries,
	},
	UpdateRates: {
		measurement: schema.BgpUpdates,
		formats:     seriesFormats,
		metrics:     []Metric{Announced, Withdrawn, PathChanges, AttributeChanges, Duplicates, Replayed},
		filters:     slices.Concat(peerFilters, []string{"afi", "label"}),
		groups:      tagsOf(schema.BgpUpdates),
		limitMax:    maxSeries,
	},
	PrefixCounts: {
		measurement:  schema.BgpPrefixes,
		formats:      seriesFormats,
		metrics:      []Metric{Prefixes, AsPaths, Origins},
		filters:      slices.Concat(peerFilters, []string{"afi", "label"}),
		groups:       tagsOf(schema.BgpPrefixes),
		groupDefault: []string{"peer"},
		groupAlways:  peerTags,
		limitMax:     maxSeries,
	},
	Totals: {
		measurement:  schema.BgpTotals,
		formats:      seriesFormats,
		metrics:      []Metric{Prefixes, AsPaths, Origins, OverlapCount, SinglePath},
		filters:      []string{"domain", "afi", "label"},
		groups:       tagsOf(schema.BgpTotals),
		groupDefault: []string{"afi"},
		groupAlways:  tagsOf(schema.BgpTotals),
		limitMax:     maxSeries,
	},
	Redundancy: {
		measurement:  schema.BgpRedundancy,
		formats:      seriesFormats,
		filters:      []string{"domain", "afi"},
		groups:       tagsOf(schema.BgpRedundancy),
		groupDefault: []string{"paths"},
		groupAlways:  []string{"collector", "domain"},
		limitMax:     maxSeries,
	},
	Overlaps: {
		measurement: schema.BgpOverlaps,
		formats:     []Format{Table, TimeSeries},
		filters:     []string{"domain", "kind", "peer", "label", "afi", "prefix"},
		kinds:       []string{"equal", "covering"},
		matches:     within,
		limitMax:    maxRows,
		at:          true,
	},
	OriginChanges: {
		measurement: schema.BgpOrigins,
		formats:     []Format{Table},
		filters:     []string{"domain", "kind", "state", "peer", "label", "afi", "prefix"},
		kinds:       []string{"origin-change", "moas"},
		states:      []string{"event", "open", "resolved"},
		matches:     within,
		limitMax:    maxRows,
	},
	Flaps: {
		measurement:  schema.BgpFlaps,
		formats:      []Format{Table, TimeSeries},
		filters:      []string{"router", "peer", "label", "afi", "prefix"},
		matches:      within,
		groupDefault: []string{"prefix", "peer"},
		groupAlways:  []string{"collector", "afi", "prefix", "router", "peer", "path_id"},
		limitMax:     maxSeries,
	},
	Incidents: {
		measurement:  schema.BgpIncidents,
		formats:      []Format{Table, TimeSeries, Numeric},
		filters:      []string{"domain", "kind", "severity", "state", "router", "peer", "label", "prefix"},
		states:       []string{"open", "unknown", "resolved"},
		matches:      within,
		groups:       []string{"id", "kind", "severity", "domain", "router", "peer", "prefix", "label"},
		groupDefault: []string{"id", "kind", "severity", "router", "peer", "prefix", "label"},
		limitMax:     maxRows,
	},
	Routes: {
		measurement: schema.BgpRoutes,
		formats:     []Format{Table},
		filters:     slices.Concat(peerFilters, []string{"afi", "prefix"}),
		matches:     []Match{Exact, Longer, Lookup},
		limitMax:    maxRows,
		at:          true,
	},
	Sessions: {
		measurement:  schema.BgpSessions,
		formats:      seriesFormats,
		filters:      peerFilters,
		groups:       tagsOf(schema.BgpSessions),
		groupDefault: []string{"peer"},
		groupAlways:  peerTags,
		limitMax:     maxSeries,
	},
}

// overlapNumbers are the rules of overlaps over time: of their number, not of each pair.
var overlapNumbers = rules{
	measurement:  schema.BgpTotals,
	formats:      kinds[Overlaps].formats,
	metrics:      []Metric{OverlapCount},
	filters:      kinds[Totals].filters,
	groups:       kinds[Totals].groups,
	groupDefault: kinds[Totals].groupDefault,
	groupAlways:  kinds[Totals].groupAlways,
	limitMax:     maxSeries,
}

// Kinds are the query types that this version answers, in the order in which they are offered.
var Kinds = []Kind{MessageRates, UpdateRates, PrefixCounts, Totals, Routes, Overlaps, Redundancy, Flaps, OriginChanges, Incidents, Sessions}

func rulesOf(kind Kind, format Format) (rules, bool) {
	if kind == Overlaps && format == TimeSeries {
		return overlapNumbers, true
	}
	r, ok := kinds[kind]
	return r, ok
}

// tagNames maps the names of the model to those of the tags, where they differ.
var tagNames = map[string]string{"peerAs": "peer_as"}

func tagOf(name string) string {
	if tag, ok := tagNames[name]; ok {
		return tag
	}
	return name
}

func tagsOf(measurement string) []string { return schema.Measurements[measurement].Tags }

// groupNames are the names by which the answer can be grouped, as the model writes them.
func (r rules) groupNames() string {
	names := []string{}
	for _, tag := range r.groups {
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
