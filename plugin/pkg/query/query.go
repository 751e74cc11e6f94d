package query

import "net/netip"

// Kind is the query type: what is asked.
type Kind string

const (
	MessageRates  Kind = "messageRates"
	UpdateRates   Kind = "updateRates"
	PrefixCounts  Kind = "prefixCounts"
	Totals        Kind = "totals"
	Routes        Kind = "routes"
	Overlaps      Kind = "overlaps"
	Redundancy    Kind = "redundancy"
	Flaps         Kind = "flaps"
	OriginChanges Kind = "origins"
	Incidents     Kind = "incidents"
	Sessions      Kind = "sessions"
)

// Format is the form of the answer.
type Format string

const (
	TimeSeries Format = "timeseries"
	Table      Format = "table"
	Numeric    Format = "numeric"
)

// Per is the unit of time of a rate; an interval is one step of the answer.
type Per string

const (
	PerInterval Per = "interval"
	PerSecond   Per = "second"
	PerMinute   Per = "minute"
)

// Metric is the field that is answered as value, where a measurement has several.
type Metric string

const (
	Prefixes         Metric = "prefixes"
	AsPaths          Metric = "as_paths"
	Origins          Metric = "origins"
	OverlapCount     Metric = "overlaps"
	SinglePath       Metric = "single_path"
	Announced        Metric = "announced"
	Withdrawn        Metric = "withdrawn"
	PathChanges      Metric = "path_changes"
	AttributeChanges Metric = "attribute_changes"
	Duplicates       Metric = "duplicates"
	Replayed         Metric = "replayed"
)

// Match says how routes are compared with the prefix of a filter.
type Match string

const (
	// Exact is the prefix itself.
	Exact Match = "exact"
	// Longer is the prefix and its more specific ones.
	Longer Match = "longer"
	// Lookup is the longest prefix that covers the address or prefix, in each table.
	Lookup Match = "lookup"
)

// IsCounter tells a count, which adds up over time, from a state as observed, whose last value holds.
func (k Kind) IsCounter() bool { return k == MessageRates || k == UpdateRates }

// Query is a validated query.
type Query struct {
	Kind    Kind
	Format  Format
	Metric  Metric // empty: there is no choice
	Per     Per
	Filter  Filter
	GroupBy []string // tag names: what tells the series of the answer apart
	Asked   []string // those of them that were asked for, rather than added to keep apart what must not be added up
	At      At
	Limit   int
	// LimitCut tells that more was asked for than Limit, the most that is given.
	LimitCut bool
}

// IsSeries tells what InfluxDB puts into buckets of time from what is read row by row.
func (q Query) IsSeries() bool {
	switch q.Kind {
	case Routes, OriginChanges, Flaps, Incidents:
		return false
	case Overlaps:
		return q.Format == TimeSeries
	default:
		return true
	}
}

// Measurement is the one that answers the query; of routes, the main one.
func (q Query) Measurement() string {
	r, _ := rulesOf(q.Kind, q.Format)
	return r.measurement
}

// Metrics are the fields that the answer shows as values: all in a table, else the one asked for. None: there is no choice.
func (q Query) Metrics() []Metric {
	if r, _ := rulesOf(q.Kind, q.Format); q.Format == Table || len(r.metrics) == 0 {
		return r.metrics
	}
	return []Metric{q.Metric}
}

// Filter narrows a query; an empty list means all.
type Filter struct {
	Router []string
	Peer   []netip.Addr
	PeerAs []uint32
	View   []string
	Vrf    []string
	Afi    string
	Label  []string
	Domain []string
	// Kind is what sort of overlap, change of origins or incident.
	Kind     []string
	Severity []string
	State    string
	Prefix   netip.Prefix // of a single address: its full length; invalid: none
	Match    Match
}
