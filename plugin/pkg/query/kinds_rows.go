package query

import "github.com/earshot-bgp/earshot/plugin/pkg/schema"

var (
	// within are the ways to compare a prefix with one that a row names.
	within = []Match{Exact, Longer}
	// around are those that find what shares addresses with it.
	around = []Match{Exact, Longer, Shorter, Overlap}
)

// routeFilters narrow what is asked of single routes.
var routeFilters = with(peerFilters, "afi", "label", "prefix", "asPath", "origin", "community")

var routes = rules{
	measurement: schema.BgpRoutes,
	formats:     []Format{Table, Numeric},
	metrics:     []Metric{RouteCount, Prefixes, Paths, AsPaths, Origins, Peers},
	filters:     with(routeFilters, "change", "maxPaths"),
	changes:     tableChanges,
	matches:     []Match{Exact, Longer, Lookup, Shorter, Overlap},
	groups:      []string{"prefix", "router", "view", "vrf", "peer", "peer_as", "afi", "label", "origin_as", "as_path", "next_hop"},
	limitMax:    maxRows,
	at:          true,
	compares:    true,
}

var asPathsInUse = rules{
	measurement:  schema.BgpRoutes,
	formats:      []Format{Table, Graph},
	filters:      with(routeFilters, "change"),
	changes:      tableChanges,
	matches:      routes.matches,
	groupDefault: []string{"as_path"},
	limitMax:     maxRows,
	at:           true,
	compares:     true,
}

// What became of a route, or of a group of routes, between two tables.
const (
	Gained  = "gained"
	Lost    = "lost"
	Changed = "changed"
	Same    = "same"
	// Fewer and More are of groups: distinct paths that were lost or gained, while others stayed.
	Fewer = "fewer"
	More  = "more"
)

var tableChanges = []string{Gained, Lost, Fewer, More, Changed, Same}

var history = rules{
	measurement: schema.BgpRoutes,
	formats:     []Format{Logs, Table, TimeSeries, Timeline, Numeric},
	filters:     with(routeFilters, "action", "change"),
	changes:     []string{"new", "changed", "duplicate", "withdrawn", "unknown-withdraw"},
	matches:     around,
	limitMax:    maxRows,
}

// historyCounts are the rules of how many rows of a history there are over time.
var historyCounts = rules{
	measurement:  schema.BgpRoutes,
	formats:      history.formats,
	filters:      history.filters,
	changes:      history.changes,
	matches:      history.matches,
	groups:       with(peerTags, "afi", "action"),
	groupDefault: []string{"action"},
	limitMax:     maxSeries,
}

// historyTimeline are the rules of the paths of a prefix over time: nothing is left out of them but by peer.
var historyTimeline = rules{
	measurement: schema.BgpRoutes,
	formats:     history.formats,
	filters:     with(peerFilters, "afi", "prefix"),
	matches:     around,
	limitMax:    maxSeries,
	needsPrefix: true,
}

var overlaps = rules{
	measurement: schema.BgpOverlaps,
	formats:     []Format{Table, TimeSeries, Annotations},
	filters:     []string{"domain", "kind", "peer", "label", "afi", "prefix"},
	kinds:       []string{"equal", "covering"},
	matches:     within,
	limitMax:    maxRows,
	at:          true,
}

var originChanges = rules{
	measurement: schema.BgpOrigins,
	formats:     []Format{Table, Annotations},
	filters:     []string{"domain", "kind", "state", "peer", "label", "afi", "prefix"},
	kinds:       []string{"origin-change", "moas"},
	states:      []string{"event", "open", "resolved"},
	matches:     within,
	limitMax:    maxRows,
}

var flaps = rules{
	measurement:  schema.BgpFlaps,
	formats:      []Format{Table, TimeSeries, Numeric},
	filters:      []string{"router", "peer", "label", "afi", "prefix"},
	matches:      within,
	groupDefault: []string{"prefix", "peer"},
	groupAlways:  []string{"collector", "afi", "prefix", "router", "peer", "path_id"},
	limitMax:     maxSeries,
}

var incidents = rules{
	measurement:  schema.BgpIncidents,
	formats:      []Format{Table, TimeSeries, Numeric, Logs, Annotations},
	filters:      []string{"domain", "kind", "severity", "state", "router", "peer", "label", "prefix"},
	states:       []string{"open", "unknown", "resolved"},
	matches:      within,
	groups:       []string{"id", "kind", "severity", "domain", "router", "peer", "prefix", "label"},
	groupDefault: []string{"id", "kind", "severity", "router", "peer", "prefix", "label"},
	limitMax:     maxRows,
}
