package frames

import (
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Incidents is the answer on incidents: a table, which serves as annotations too, or 1 for each that is open and 0 once
// it is not, as of the end of the range or over time. Grouped by less than the incident, it is how many are open.
func Incidents(q query.Query, incidents []observation.Incident, r query.Range, step time.Duration) (data.Frames, error) {
	switch q.Format {
	case query.Table:
		return rowsTable(incidents, q.Limit, "incidents, what is open first and then the newest", whyEmpty[query.Incidents], incidentFields), nil
	case query.Logs:
		return Logs(incidentLines(incidents), q.Limit, whyEmpty[query.Incidents]), nil
	case query.Annotations:
		return Marks(incidentMarks(incidents), q.Limit, whyEmpty[query.Incidents]), nil
	}
	s := Series{Query: q, Step: step}
	for _, incident := range slices.Backward(incidents) { // the newest comes first, points in the order of time
		if err := s.put(incident.Tags(), s.title(incident), course(incident, q, r, step)...); err != nil {
			return nil, err
		}
	}
	return s.Frames(), nil
}

// course is 1 in each bucket in which an incident was open, and 0 in the one after; a number is of the last bucket alone.
func course(incident observation.Incident, q query.Query, r query.Range, step time.Duration) []point {
	begin, end := influxql.Floor(r.From, step), influxql.Floor(r.To, step)
	first, last := max(begin, influxql.Floor(instant(incident.StartedNs), step)), end
	switch incident.State {
	case observation.Resolved, observation.Unknown:
		last = min(end, influxql.Floor(instant(incident.LastNs), step))
	}
	if q.Format == query.Numeric {
		if incident.State == observation.Resolved {
			return []point{{time: end}}
		}
		return []point{{time: end, values: [maxValues]float64{1}}}
	}
	points := make([]point, 0, max(0, (last-first)/int64(step))+2)
	for at := min(first, last); at <= last; at += int64(step) {
		points = append(points, point{time: at, values: [maxValues]float64{1}})
	}
	if after := last + int64(step); incident.State == observation.Resolved && after <= end {
		points = append(points, point{time: after})
	}
	return points
}

// title calls a line by the incident, unless incidents are counted.
func (s *Series) title(incident observation.Incident) string {
	for _, tag := range s.Query.GroupBy {
		if tag == "id" {
			return incident.Title()
		}
	}
	return ""
}

func incidentFields(incidents []observation.Incident) []*data.Field {
	type incident = observation.Incident
	text := func(name string, get func(incident) string) *data.Field { return column(name, incidents, get) }
	maybe := func(name string, get func(incident) string) *data.Field {
		return column(name, incidents, func(i incident) *string { return optionalText(get(i)) })
	}
	return []*data.Field{
		column("time", incidents, func(i incident) time.Time { return instant(i.StartedNs) }),
		column("timeEnd", incidents, func(i incident) *time.Time { return optionalInstant(i.EndedNs) }),
		text("severity", func(i incident) string { return i.Severity }),
		text("state", func(i incident) string { return i.State }),
		text("title", incident.Title),
		text("text", func(i incident) string { return i.Summary }),
		text("kind", func(i incident) string { return i.Kind }),
		maybe("router", func(i incident) string { return i.Router }),
		maybe("peer", func(i incident) string { return i.Peer }),
		maybe("prefix", func(i incident) string { return i.Prefix }),
		maybe("label", func(i incident) string { return i.Label }),
		column("prefixes", incidents, func(i incident) *int64 { return i.Prefixes }),
		maybe("first_prefixes", func(i incident) string { return i.FirstPrefixes }),
		maybe("cause", func(i incident) string { return i.Cause }),
		column("at_start", incidents, func(i incident) bool { return i.AtStart }),
		maybe("domain", func(i incident) string { return i.Domain }),
		text("tags", func(i incident) string { return strings.Join([]string{i.Kind, i.Severity, i.State}, ",") }),
		text("id", func(i incident) string { return i.ID }),
		text("collector", func(i incident) string { return i.Collector }),
	}
}
