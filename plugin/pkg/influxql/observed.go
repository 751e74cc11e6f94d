package influxql

import (
	"net/netip"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// The collector repeats what is open. These are how far before an instant its rows reach, with room for a late one.
const (
	// PairLookBack holds the last repetition of every open overlap and of every open prefix with several origins.
	PairLookBack = 16 * time.Minute
	// IncidentLookBack holds the last repetition of every open incident.
	IncidentLookBack = 3 * time.Minute
)

// FlapInterval is how often the routes that changed most are listed.
const FlapInterval = 5 * time.Minute

// OverlapFields are those of a pair, in the order in which they are selected.
var OverlapFields = []string{
	"prefix", "covering", "state", "since", "at_start", "peer", "as_path", "origin", "label", "next_hop",
	"covering_peer", "covering_as_path", "covering_origin", "covering_label", "covering_next_hop",
}

// Overlaps compiles the rows of every pair that may be open at an instant. What a pair is narrowed by besides its tags
// may change from row to row, so that the last one must be known first.
func Overlaps(q query.Query, at time.Time) Statement {
	return observed(q, OverlapFields, at.Add(-PairLookBack).UnixNano(), at.UnixNano())
}

// OriginFields are those of a change of origins, in the order in which they are selected.
var OriginFields = []string{"prefix", "state", "since", "origins", "origins_before", "peer", "label", "as_path"}

// OriginEvents compiles what changed or ended in a range; what is still open is left to OriginsOpen.
func OriginEvents(q query.Query, r query.Range) Statement {
	s := from(schema.BgpOrigins).fields(OriginFields...).scope(q.Filter)
	s.family(query.Filter{Afi: q.Filter.Afi}).where("state", "!=", "open")
	s.between(r.From.UnixNano(), r.To.UnixNano())
	s.groupBy = schema.Measurements[schema.BgpOrigins].Tags
	return s.statement()
}

// OriginsOpen compiles the rows of every prefix that may have several origins at an instant.
func OriginsOpen(q query.Query, at time.Time) Statement {
	return observed(q, OriginFields, at.Add(-PairLookBack).UnixNano(), at.UnixNano())
}

func observed(q query.Query, fields []string, first, last int64) Statement {
	s := from(q.Measurement()).fields(fields...).scope(q.Filter).family(query.Filter{Afi: q.Filter.Afi})
	s.between(first, last)
	s.groupBy = schema.Measurements[q.Measurement()].Tags
	return s.statement()
}

// FlapFields are those of a flapping route, in the order in which they are selected.
var FlapFields = []string{"prefix", "router", "peer", "path_id", "label", "transitions", "announces", "withdraws", "changes"}

// Flaps compiles the lists of a range. Each row stands for itself, so that all but the prefix is left to InfluxDB.
func Flaps(q query.Query, r query.Range) Statement {
	s := from(schema.BgpFlaps).fields(FlapFields...)
	s.whereIn("router", q.Filter.Router)
	s.whereIn("peer", texts(q.Filter.Peer, netip.Addr.String))
	s.family(q.Filter)
	s.between(Floor(r.From, FlapInterval), r.To.UnixNano())
	s.groupBy = []string{"collector", "afi"}
	return s.statement()
}

// IncidentFields are those of an incident, in the order in which they are selected.
var IncidentFields = []string{
	"id", "state", "severity", "domain", "router", "peer", "prefix", "label", "summary", "prefixes", "first_prefixes",
	"started", "cause", "at_start",
}

// IncidentNewest compiles the newest row of each collector in a range: until then it spoke of what is open.
func IncidentNewest(r query.Range) Statement {
	s := from(schema.BgpIncidents).fields("state")
	s.between(r.From.UnixNano(), r.To.UnixNano())
	s.groupBy, s.newestFirst, s.limit = []string{"collector"}, true, 1
	return s.statement()
}

// IncidentsEnded compiles the incidents of a range that were resolved in it. The rows that only repeat what is open are
// left out: over a month they are millions.
func IncidentsEnded(q query.Query, r query.Range) Statement {
	s := incidents(q).where("state", "=", "resolved")
	s.between(r.From.UnixNano(), r.To.UnixNano())
	return s.statement()
}

// IncidentsSpokenOf compiles what was written of incidents in the minutes before an instant, by these collectors or by
// all: the last row of each incident says whether it was open then.
func IncidentsSpokenOf(q query.Query, at time.Time, collectors ...string) Statement {
	s := incidents(q).whereIn("collector", collectors)
	s.between(at.Add(-IncidentLookBack).UnixNano(), at.UnixNano())
	return s.statement()
}

func incidents(q query.Query) *selection {
	s := from(schema.BgpIncidents).fields(IncidentFields...)
	s.whereIn("kind", q.Filter.Kind)
	s.groupBy = schema.Measurements[schema.BgpIncidents].Tags
	return s
}
