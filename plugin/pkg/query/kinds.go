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
	metrics      []Metric // of which one is the value, and a table shows all; none: there is no choice
	filters      []string // names in the model
	kinds        []string // values of filter.kind; none: any
	states       []string // values of filter.state
	changes      []string // values of filter.change
	matches      []Match  // ways to compare with the prefix of the filter
	groups       []string // tags by which the answer can be grouped
	groupDefault []string
	groupAlways  []string // tags that keep apart what must not be added up
	limitMax     int
	at           bool // answers for one point in time
	compares     bool // can be compared with another table
	needsPrefix  bool
}

// limitDefault is how many series or rows an answer holds unless asked otherwise.
const limitDefault = 1000

// The most that any data source gives; its own settings may allow less.
const (
	maxSeries = 50_000
	maxRows   = 1_000_000
)

// Kinds are the query types that this version answers, in the order in which they are offered.
var Kinds = []Kind{
	MessageRates, UpdateRates, PrefixCounts, Totals, Routes, History, AsPathsInUse, Overlaps, Redundancy, Flaps, OriginChanges,
	Incidents, Sessions, Notifications, Collector,
}

// kinds are the rules of each query type.
var kinds = map[Kind]rules{
	MessageRates: messageRates, UpdateRates: updateRates, PrefixCounts: prefixCounts, Totals: totals, Redundancy: redundancy,
	Sessions: sessions, Routes: routes, AsPathsInUse: asPathsInUse, History: history, Notifications: notifications,
	Overlaps: overlaps, OriginChanges: originChanges, Flaps: flaps, Incidents: incidents,
	Collector: collectors,
}

// form is a query type in one format.
type form struct {
	kind   Kind
	format Format
}

// otherwise are the rules of forms that are answered from elsewhere than their query type's table.
var otherwise = map[form]rules{
	{Overlaps, TimeSeries}:  overlapNumbers,
	{History, TimeSeries}:   historyCounts,
	{History, Numeric}:      watchedPrefix,
	{History, Timeline}:     historyTimeline,
	{Sessions, Logs}:        sessionChanges,
	{Sessions, Annotations}: sessionChanges,
}

func rulesOf(kind Kind, format Format) (rules, bool) {
	if r, ok := otherwise[form{kind, format}]; ok {
		return r, true
	}
	r, ok := kinds[kind]
	return r, ok
}

// tagNames map the names of the model to those of the tags, where they differ.
var tagNames = map[string]string{"peerAs": "peer_as", "origin": "origin_as", "asPath": "as_path", "nextHop": "next_hop"}

// tagOf is the tag that the model calls by a name.
func tagOf(name string) (tag string, ok bool) {
	if tag, ok := tagNames[name]; ok {
		return tag, true
	}
	return name, nameOf(name) == name
}

// nameOf is what the model calls a tag.
func nameOf(tag string) string {
	for name, named := range tagNames {
		if named == tag {
			return name
		}
	}
	return tag
}

func tagsOf(measurement string) []string { return schema.Measurements[measurement].Tags }

// groupNames are the names by which the answer can be grouped, as the model writes them.
func (r rules) groupNames() string {
	names := []string{}
	for _, tag := range r.groups {
		names = append(names, nameOf(tag))
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

// with is a list and more behind it, apart from the list.
func with(names []string, more ...string) []string { return slices.Concat(names, more) }
