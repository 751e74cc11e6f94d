package query

import (
	"net/netip"
	"time"
)

// Kind is the query type: what is asked.
type Kind string

const (
	MessageRates  Kind = "messageRates"
	UpdateRates   Kind = "updateRates"
	PrefixCounts  Kind = "prefixCounts"
	Totals        Kind = "totals"
	Routes        Kind = "routes"
	History       Kind = "history"
	AsPathsInUse  Kind = "asPaths"
	Overlaps      Kind = "overlaps"
	Redundancy    Kind = "redundancy"
	Flaps         Kind = "flaps"
	OriginChanges Kind = "origins"
	Incidents     Kind = "incidents"
	Sessions      Kind = "sessions"
	Notifications Kind = "notifications"
	Collector     Kind = "collector"
)

// Format is the form of the answer.
type Format string

const (
	TimeSeries Format = "timeseries"
	Table      Format = "table"
	// Numeric is one number for each line, as alert rules compare without a reduce step.
	Numeric Format = "numeric"
	Logs    Format = "logs"
	// Timeline is a state in words over time, for Grafana's state timeline.
	Timeline Format = "timeline"
	// Graph is a frame of nodes and one of edges, for Grafana's node graph.
	Graph Format = "graph"
	// Annotations are marks for the pictures of a dashboard.
	Annotations Format = "annotations"
)

// Per is the unit of time of a rate; an interval is one step of the answer.
type Per string

const (
	PerInterval Per = "interval"
	PerSecond   Per = "second"
	PerMinute   Per = "minute"
)

// Metric is what is answered as value where there is a choice: of measurements, the name of the field.
type Metric string

const (
	Prefixes         Metric = "prefixes"
	AsPaths          Metric = "as_paths"
	Origins          Metric = "origins"
	OverlapCount     Metric = "overlaps"
	SinglePath       Metric = "single_path"
	PathLengthMean   Metric = "path_length_mean"
	PathLengthMax    Metric = "path_length_max"
	Moas             Metric = "moas"
	LimitUsedPercent Metric = "limit_used_percent"
	Announced        Metric = "announced"
	Withdrawn        Metric = "withdrawn"
	PathChanges      Metric = "path_changes"
	AttributeChanges Metric = "attribute_changes"
	Duplicates       Metric = "duplicates"
	Replayed         Metric = "replayed"
	Visible          Metric = "visible"
	RouteCount       Metric = "routes"
	Paths            Metric = "paths" // distinct ones: AS path and next hop, or AS path and group of the peer
	Peers            Metric = "peers"
)

// Match says how routes are compared with the prefix of a filter.
type Match string

const (
	// Exact is the prefix itself.
	Exact Match = "exact"
	// Longer is the prefix and its more specific ones.
	Longer Match = "longer"
	// Shorter is the prefix and those that cover it.
	Shorter Match = "shorter"
	// Overlap is all that shares an address with it.
	Overlap Match = "overlap"
	// Lookup is the longest prefix that covers the address or prefix, in each table.
	Lookup Match = "lookup"
)

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
	// Base is the earlier table that one at a time is compared with; nil: none.
	Base  *Base
	Limit int
	// LimitCut tells that more was asked for than Limit, the most that is given.
	LimitCut bool
}

// Base says what the table of a query is compared with: the same at another time, or another peer's at the same time.
type Base struct {
	At   At         // counted back from the time of the table
	Peer netip.Addr // invalid: the same peers at another time
}

// OfBase is the query of the table that the one of an instant is compared with, and its instant.
func (q Query) OfBase(at time.Time) (Query, time.Time) {
	base := q
	if q.Base.Peer.IsValid() {
		base.Filter.Peer = []netip.Addr{q.Base.Peer}
	}
	return base, q.Base.At.In(at)
}

// IsCounter tells a count, which adds up over time, from a state as observed, whose last value holds.
func (q Query) IsCounter() bool {
	return q.Kind == MessageRates || q.Kind == UpdateRates || q.Kind == Notifications || q.CountsRows()
}

// CountsRows tells whether the rows of a history are counted, rather than shown.
func (q Query) CountsRows() bool { return q.Kind == History && q.Format == TimeSeries }

// IsSeries tells what InfluxDB puts into buckets of time from what is read row by row.
func (q Query) IsSeries() bool {
	switch q.Kind {
	case Routes, AsPathsInUse, OriginChanges, Flaps, Incidents, Notifications:
		return false
	case History:
		return q.Format == Numeric || q.Format == TimeSeries
	case Collector:
		return q.Format != Table
	case Overlaps:
		return q.Format == TimeSeries
	case Sessions:
		return q.Format != Logs && q.Format != Annotations
	default:
		return true
	}
}

// IsTable tells whether routing tables are put together to answer the query.
func (q Query) IsTable() bool { return q.Kind == Routes || q.Kind == AsPathsInUse }

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
	// AsPath is nil where any path is taken.
	AsPath    *AsPathPattern
	Origin    []uint32
	Community *CommunityPattern
	Action    []string
	// Change is what a message did to a table, or what became of a route between two tables.
	Change    []string
	Direction string
	Code      []NotificationCode
	// Collector, Part and Reason narrow what collectors tell of themselves.
	Collector, Part, Reason []string
	// MaxPaths is the most distinct paths that a prefix may have to be shown; nil: any number.
	MaxPaths *int
}

// NotificationCode names NOTIFICATION messages by error code, and by subcode where Subcode is not nil (RFC 4271 §4.5).
type NotificationCode struct {
	Code    int64
	Subcode *int64
}
