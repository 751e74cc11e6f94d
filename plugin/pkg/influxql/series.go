package influxql

import (
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// valueFields are the fields of what has one value only.
var valueFields = map[query.Kind]string{query.MessageRates: "count", query.Sessions: "up", query.Redundancy: "prefixes"}

// Series compiles a query whose answer InfluxDB puts into buckets of time.
func Series(q query.Query, r query.Range, step time.Duration) Statement {
	switch {
	case AreSummed(q, r):
		return eventSums(q, r, step)
	case q.CountsRows():
		return eventCounts(q, r, step)
	case q.IsCounter():
		return counters(q, r, step)
	default:
		return gauges(q, r, step)
	}
}

// counters add up. Partial rows of one interval meet in a bucket, so both ends of the range are moved outwards to whole
// buckets.
func counters(q query.Query, r query.Range, step time.Duration) Statement {
	s := values(q, "sum")
	s.wholeBuckets(r, step)
	s.groupBy = q.GroupBy
	return s.statement()
}

func (s *selection) wholeBuckets(r query.Range, step time.Duration) {
	s.between(Floor(r.From, step), Floor(r.To.Add(step-1), step)-1)
	s.step = step
}

// gauges take one value of each series in a bucket: labels, families and numbers of paths stay apart here, adding up comes
// after. Where only the newest is shown, it is the newest row of each series.
func gauges(q query.Query, r query.Range, step time.Duration) Statement {
	fn := functionOf(q)
	isNewest := fn == "last" && q.Format != query.TimeSeries
	if isNewest {
		fn = ""
	}
	s := values(q, fn)
	s.between(Floor(r.From, step), r.To.UnixNano())
	s.groupBy = schema.Measurements[q.Measurement()].Tags
	if isNewest {
		s.newestFirst, s.limit = true, 1
	} else {
		s.step = step
	}
	return s.statement()
}

// values selects what a query shows for its filter, each by the aggregate function; without one, as it was written.
func values(q query.Query, fn string) *selection {
	s := from(q.Measurement())
	names := []string{}
	if field, ok := valueFields[q.Kind]; ok {
		names = append(names, field)
	}
	for _, metric := range q.Metrics() {
		names = append(names, string(metric))
	}
	for _, name := range names {
		if fn == "" {
			s.fields(name)
		} else {
			s.aggregate(fn, name)
		}
	}
	s.filter(q.Filter).scope(q.Filter).family(q.Filter).ofCollector(q.Filter)
	if q.Measurement() == schema.BgpPrefix && q.Filter.Prefix.IsValid() && q.Filter.Match == query.Exact {
		s.whereIn("prefix", []string{q.Filter.Prefix.String()})
	}
	return s
}

// Floor is the start of the bucket that holds an instant, in Unix nanoseconds.
func Floor(t time.Time, step time.Duration) int64 {
	ns := t.UnixNano()
	return ns - ns%int64(step)
}
