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
	if q.Kind.IsCounter() {
		return counters(q, r, step)
	}
	return gauges(q, r, step)
}

// counters add up. Partial rows of one interval meet in a bucket, so both ends of the range are moved outwards to whole
// buckets.
func counters(q query.Query, r query.Range, step time.Duration) Statement {
	s := values(q, "sum")
	s.between(Floor(r.From, step), Floor(r.To.Add(step-1), step)-1)
	s.step, s.groupBy = step, q.GroupBy
	return s.statement()
}

// gauges take the last of each series in a bucket: labels, families and numbers of paths stay apart here, adding up comes
// after. Of sessions over time it is the worst state, so that a short loss shows.
func gauges(q query.Query, r query.Range, step time.Duration) Statement {
	choice := "last"
	if q.Kind == query.Sessions && q.Format == query.TimeSeries {
		choice = "min"
	}
	s := values(q, choice)
	s.between(Floor(r.From, step), r.To.UnixNano())
	s.step, s.groupBy = step, schema.Measurements[q.Measurement()].Tags
	return s.statement()
}

// values selects what a query shows, each by the aggregate function, for its filter.
func values(q query.Query, fn string) *selection {
	s := from(q.Measurement())
	if field, ok := valueFields[q.Kind]; ok {
		s.aggregate(fn, field)
	}
	for _, metric := range q.Metrics() {
		s.aggregate(fn, string(metric))
	}
	s.filter(q.Filter).scope(q.Filter).family(q.Filter)
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
