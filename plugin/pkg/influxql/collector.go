package influxql

import (
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// CollectorFields are those that a collector tells of itself, its sources and its stores, in the order in which they are selected.
var CollectorFields = []string{
	"state", "words", "blind_spots", "received", "decoded", "faulty", "filtered", "made", "recovered", "written", "queued", "dropped",
	"dead", "unaccounted", "left_out", "count", "lag", "silent", "connections", "connections_up", "peers", "peers_up", "routes",
	"journal_bytes", "memory_bytes", "uptime",
}

// Collectors compiles the newest row of each part of each collector in a window.
func Collectors(q query.Query, w Window) Statement {
	s := from(schema.BgpCollector).fields(CollectorFields...).ofCollector(q.Filter)
	s.between(w.First, w.Last)
	s.groupBy = schema.Measurements[schema.BgpCollector].Tags
	s.newestFirst, s.limit = true, 1
	return s.statement()
}

// ofCollector adds the conditions on a collector and its parts.
func (s *selection) ofCollector(f query.Filter) *selection {
	s.whereIn("collector", f.Collector)
	s.whereIn("part", f.Part)
	return s.whereIn("reason", f.Reason)
}

// collectorCounts are of an interval, and add up over time; the other fields are observed.
var collectorCounts = []query.Metric{
	"received", "decoded", "faulty", "filtered", "made", "recovered", "written", "dropped", "dead", "left_out", "count",
}

// functionOf is what makes one value of the rows of a bucket.
func functionOf(q query.Query) string {
	switch {
	case q.Kind == query.Collector && slices.Contains(collectorCounts, q.Metric):
		return "sum"
	case q.Kind == query.Sessions && q.Format == query.TimeSeries:
		return "min" // the worst state, so that a short loss shows
	default:
		return "last"
	}
}
