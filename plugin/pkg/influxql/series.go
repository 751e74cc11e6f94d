package influxql

import (
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// Series compiles a query that is answered in buckets of time: all but routes.
func Series(q query.Query, r query.Range, step time.Duration) Statement {
	switch q.Kind {
	case query.PrefixCounts:
		return prefixCounts(q, r, step)
	case query.Sessions:
		return sessions(q, r, step)
	default:
		return messageRates(q, r, step)
	}
}

// messageRates adds up counters. Partial rows of one interval meet in a bucket, so both ends of the range are moved
// outwards to whole buckets.
func messageRates(q query.Query, r query.Range, step time.Duration) Statement {
	s := from(schema.BgpMessages).aggregate("sum", "count").filter(q.Filter)
	s.between(Floor(r.From, step), Floor(r.To.Add(step-1), step)-1)
	s.step, s.groupBy = step, q.GroupBy
	return s.statement()
}

// prefixCounts takes the last of each gauge in a bucket. Labels and families stay apart here: adding up comes after.
func prefixCounts(q query.Query, r query.Range, step time.Duration) Statement {
	s := from(schema.BgpPrefixes)
	if q.Format == query.Table {
		s.aggregate("last", "prefixes").aggregate("last", "as_paths").aggregate("last", "origins")
	} else {
		s.aggregate("last", string(q.Metric))
	}
	s.filter(q.Filter).family(q.Filter)
	s.between(Floor(r.From, step), r.To.UnixNano())
	s.step, s.groupBy = step, schema.Measurements[schema.BgpPrefixes].Tags
	return s.statement()
}

// sessions takes the state of each session in a bucket: over time the worst one, so that a short loss shows, else the last.
func sessions(q query.Query, r query.Range, step time.Duration) Statement {
	state := "last"
	if q.Format == query.TimeSeries {
		state = "min"
	}
	s := from(schema.BgpSessions).aggregate(state, "up").filter(q.Filter)
	s.between(Floor(r.From, step), r.To.UnixNano())
	s.step, s.groupBy = step, q.GroupBy
	return s.statement()
}

// Floor is the start of the bucket that holds an instant, in Unix nanoseconds.
func Floor(t time.Time, step time.Duration) int64 {
	ns := t.UnixNano()
	return ns - ns%int64(step)
}
