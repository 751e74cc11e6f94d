package influxql

import (
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// LookBack is how far before the asked time a table is looked for: four snapshots, six hours apart, and some time to spare.
const LookBack = 26 * time.Hour

// sessionTags name one session.
var sessionTags = []string{"router", "view", "vrf", "peer"}

// tableTags name one routing table of a peer.
var tableTags = []string{"router", "view", "vrf", "peer", "afi"}

// StartQueries find from where each table can be rebuilt.
type StartQueries struct {
	Snapshots Statement // newest complete snapshot of each table
	Downs     Statement // last time that each session was seen down
	Ups       Statement // last time that each session was seen up
	Begins    Statement // first session row of each peer: none before a change of the session was seen
	Known     Statement // newest table size of each peer: written only once its whole table is known
	Heard     Statement // first message row of each peer
}

// List is all statements, in the order in which they are asked.
func (s StartQueries) List() []Statement {
	return []Statement{s.Snapshots, s.Downs, s.Ups, s.Begins, s.Known, s.Heard}
}

// Starts compiles what is asked before the routes of time t themselves.
func Starts(q query.Query, t time.Time) StartQueries {
	first, last := t.Add(-LookBack).UnixNano(), t.UnixNano()

	snapshots := from(schema.BgpSnapshots).fields("started", "routes").where("complete", "=", 1).filter(q.Filter)
	if q.Filter.Afi != "" {
		snapshots.where("afi", "=", q.Filter.Afi)
	}
	snapshots.groupBy = tableTags

	downs := from(schema.BgpSessions).fields("up").where("up", "=", 0).filter(q.Filter)
	ups := from(schema.BgpSessions).fields("up").where("up", "=", 1).filter(q.Filter)
	begins := from(schema.BgpSessions).fields("up").filter(q.Filter)
	known := from(schema.BgpPrefixes).fields("prefixes").filter(q.Filter)
	heard := from(schema.BgpMessages).fields("count").filter(q.Filter)
	for _, s := range []*selection{downs, ups, begins, known, heard} {
		s.groupBy = sessionTags
	}
	for _, s := range []*selection{snapshots, downs, ups, begins, known, heard} {
		s.between(first, last)
		s.newestFirst, s.limit = s != begins && s != heard, 1
	}
	return StartQueries{
		Snapshots: snapshots.statement(), Downs: downs.statement(), Ups: ups.statement(),
		Begins: begins.statement(), Known: known.statement(), Heard: heard.statement(),
	}
}

// Window is a stretch of time, both ends included, in Unix nanoseconds.
type Window struct{ First, Last int64 }

// RouteFields are the fields of a route, in the order in which they are selected. Each costs the server time for every row.
var RouteFields = []string{
	"prefix", "path_id", "as_path", "origin_as", "path_length", "origin", "next_hop", "med", "local_pref",
	"communities", "large_communities", "ext_communities", "aggregator", "originator_id", "cluster_list",
	"atomic_aggregate", "otc", "other", "label", "rd",
}

// countedFields are those by which routes are told apart, counted and grouped.
var countedFields = []string{"prefix", "path_id", "as_path", "origin_as", "next_hop", "label", "rd"}

// isCount tells an answer of numbers from one that shows single routes, or whether any of them changed.
func isCount(q query.Query) bool {
	return len(q.GroupBy) > 0 || q.Kind == query.AsPathsInUse || q.Format == query.Numeric && q.Base == nil
}

// Dumped compiles the rows of table dumps in a window. Of those that a filter by AS path or origin does not take nothing need be
// known, unless they changed.
func Dumped(q query.Query, w Window) Statement {
	s, f := dumped(q, w), q.Filter
	switch {
	case isByPath(f):
		s.matching("as_path", f.AsPath.Expression)
	case f.AsPath == nil:
		s.whereNumber("origin_as", f.Origin)
	}
	return s.statement()
}

// TakesFew tells whether a filter takes few of the routes of a dump, by what InfluxDB can look at.
func TakesFew(f query.Filter) bool { return isByPath(f) || f.AsPath == nil && len(f.Origin) > 0 }

// isByPath tells whether a filter takes routes by a path that they have: an empty one is absent.
func isByPath(f query.Filter) bool { return f.AsPath != nil && !f.AsPath.Matches("") }

// Updated compiles the announced and withdrawn routes of a window: of all, since each may have taken the place of one that a
// filter takes.
func Updated(q query.Query, w Window) Statement { return updated(q, w).statement() }

// Lean is a query for the same routes with no more fields than it takes to tell them apart and to count them. It is worth
// asking first where a filter takes few routes by fields that it has: all fields of these are then found by DumpedOf and UpdatedOf,
// but not where an AS path that is absent is asked for.
func Lean(q query.Query) (lean query.Query, isWorth bool) {
	lean = q
	lean.GroupBy = []string{"prefix"}
	return lean, !isCount(q) && !q.Filter.Prefix.IsValid() && q.Filter.Community == nil && TakesFew(q.Filter)
}

// DumpedOf compiles the rows of table dumps in a window that a filter takes by their attributes.
func DumpedOf(q query.Query, w Window) Statement {
	return dumped(q, w).attributes(q.Filter).statement()
}

// UpdatedOf compiles the announced routes of a window that a filter takes by their attributes.
func UpdatedOf(q query.Query, w Window) Statement {
	return updated(q, w).attributes(q.Filter).statement()
}

func dumped(q query.Query, w Window) *selection {
	return ofTables(routes(q).fields("since"), q, w, "rib")
}

func updated(q query.Query, w Window) *selection {
	s := routes(q).fields("change")
	if !isCount(q) {
		s.fields("rpki")
	}
	return ofTables(s, q, w, "announce", "withdraw")
}

// routes selects what a query needs of each route.
func routes(q query.Query) *selection {
	s := from(schema.BgpRoutes)
	if isCount(q) {
		s.fields(countedFields...)
	} else {
		s.fields(RouteFields...)
	}
	if isCount(q) && q.Filter.Community != nil {
		s.fields("communities", "large_communities", "ext_communities")
	}
	return s
}

// ofTables adds the conditions on tables and time, and tells the rows of one table from those of another.
func ofTables(s *selection, q query.Query, w Window, actions ...string) *selection {
	s.whereIn("action", actions).filter(q.Filter)
	if q.Filter.Afi != "" {
		s.where("afi", "=", q.Filter.Afi)
	}
	s.prefix(q.Filter).between(w.First, w.Last)
	s.groupBy = []string{"router", "view", "vrf", "peer", "peer_as", "afi", "action"}
	return s
}
