package query

import "net/netip"

// Kind is the query type: what is asked.
type Kind string

const (
	MessageRates Kind = "messageRates"
	PrefixCounts Kind = "prefixCounts"
	Routes       Kind = "routes"
	Sessions     Kind = "sessions"
)

// Format is the form of the answer.
type Format string

const (
	TimeSeries Format = "timeseries"
	Table      Format = "table"
	Numeric    Format = "numeric"
)

// Per is the unit of time of a message rate; an interval is one step of the answer.
type Per string

const (
	PerInterval Per = "interval"
	PerSecond   Per = "second"
	PerMinute   Per = "minute"
)

// Metric is the gauge that prefixCounts answers as value: a field of bgp_prefixes.
type Metric string

const (
	Prefixes Metric = "prefixes"
	AsPaths  Metric = "as_paths"
	Origins  Metric = "origins"
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

// IsGauge tells a state as observed, whose last value holds, from a count, which adds up.
func (k Kind) IsGauge() bool { return k == PrefixCounts || k == Sessions }

// Query is a validated query.
type Query struct {
	Kind    Kind
	Format  Format
	Metric  Metric
	Per     Per
	Filter  Filter
	GroupBy []string // tag names: what tells the series of the answer apart
	Asked   []string // those of them that were asked for, rather than added to keep apart what must not be added up
	At      At
	Limit   int
	// LimitCut tells that more was asked for than Limit, the most that is given.
	LimitCut bool
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
	Prefix netip.Prefix // of a single address: its full length; invalid: none
	Match  Match
}
