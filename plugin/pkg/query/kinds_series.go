package query

import "github.com/earshot-bgp/earshot/plugin/pkg/schema"

// peerTags name one routing table of a peer; counts of two of them are never added up.
var peerTags = []string{"router", "view", "vrf", "peer", "peer_as"}

// peerFilters narrow a query to routing tables of peers.
var peerFilters = []string{"router", "peer", "peerAs", "view", "vrf"}

var seriesFormats = []Format{TimeSeries, Table, Numeric}

var messageRates = rules{
	measurement:  schema.BgpMessages,
	formats:      seriesFormats,
	filters:      peerFilters,
	groups:       tagsOf(schema.BgpMessages),
	groupDefault: []string{"type"},
	limitMax:     maxSeries,
}

var updateRates = rules{
	measurement: schema.BgpUpdates,
	formats:     seriesFormats,
	metrics:     []Metric{Announced, Withdrawn, PathChanges, AttributeChanges, Duplicates, Replayed},
	filters:     with(peerFilters, "afi", "label"),
	groups:      tagsOf(schema.BgpUpdates),
	limitMax:    maxSeries,
}

var prefixCounts = rules{
	measurement:  schema.BgpPrefixes,
	formats:      seriesFormats,
	metrics:      []Metric{Prefixes, AsPaths, Origins, PathLengthMean, PathLengthMax, Moas, LimitUsedPercent},
	filters:      with(peerFilters, "afi", "label"),
	groups:       tagsOf(schema.BgpPrefixes),
	groupDefault: []string{"peer"},
	groupAlways:  peerTags,
	limitMax:     maxSeries,
}

var totals = rules{
	measurement:  schema.BgpTotals,
	formats:      seriesFormats,
	metrics:      []Metric{Prefixes, AsPaths, Origins, OverlapCount, SinglePath},
	filters:      []string{"domain", "afi", "label"},
	groups:       tagsOf(schema.BgpTotals),
	groupDefault: []string{"afi"},
	groupAlways:  tagsOf(schema.BgpTotals),
	limitMax:     maxSeries,
}

var redundancy = rules{
	measurement:  schema.BgpRedundancy,
	formats:      seriesFormats,
	filters:      []string{"domain", "afi"},
	groups:       tagsOf(schema.BgpRedundancy),
	groupDefault: []string{"paths"},
	groupAlways:  []string{"collector", "domain"},
	limitMax:     maxSeries,
}

// overlapNumbers are the rules of overlaps over time: of their number, not of each pair.
var overlapNumbers = rules{
	measurement:  schema.BgpTotals,
	formats:      overlaps.formats,
	metrics:      []Metric{OverlapCount},
	filters:      totals.filters,
	groups:       totals.groups,
	groupDefault: totals.groupDefault,
	groupAlways:  totals.groupAlways,
	limitMax:     maxSeries,
}

// watchedPrefix are the rules of the state of prefixes as alert rules ask it, from their tagged series.
var watchedPrefix = rules{
	measurement:  schema.BgpPrefix,
	formats:      history.formats,
	metrics:      []Metric{Visible, Paths},
	filters:      with(peerFilters, "afi", "prefix"),
	matches:      within,
	groups:       tagsOf(schema.BgpPrefix),
	groupDefault: []string{"prefix", "peer"},
	groupAlways:  tagsOf(schema.BgpPrefix),
	limitMax:     maxSeries,
}

var sessions = rules{
	measurement:  schema.BgpSessions,
	formats:      []Format{TimeSeries, Table, Numeric, Logs, Annotations},
	filters:      peerFilters,
	groups:       tagsOf(schema.BgpSessions),
	groupDefault: []string{"peer"},
	groupAlways:  peerTags,
	limitMax:     maxSeries,
}

// sessionChanges are the rules of sessions that come up and go down, one row each.
var sessionChanges = rules{
	measurement: schema.BgpSessions,
	formats:     sessions.formats,
	filters:     peerFilters,
	limitMax:    maxRows,
}

var notifications = rules{
	measurement:  schema.BgpNotification,
	formats:      []Format{Logs, Table, TimeSeries, Numeric, Annotations},
	filters:      with(peerFilters, "direction", "code"),
	groups:       with(tagsOf(schema.BgpNotification), "code"),
	groupDefault: []string{"peer"},
	limitMax:     maxRows,
}

// collectors are the rules of what collectors tell of themselves; as a table it is the newest of each part.
var collectors = rules{
	measurement: schema.BgpCollector,
	formats:     seriesFormats,
	metrics: []Metric{
		"received", "decoded", "faulty", "filtered", "made", "recovered", "written", "queued", "dropped", "dead", "unaccounted", "left_out",
		"count", "lag", "silent", "connections", "connections_up", "peers", "peers_up", "routes", "journal_bytes", "memory_bytes", "uptime",
	},
	filters:      []string{"collector", "part", "reason"},
	groups:       tagsOf(schema.BgpCollector),
	groupDefault: []string{"part", "reason"},
	groupAlways:  tagsOf(schema.BgpCollector),
	limitMax:     maxSeries,
}
