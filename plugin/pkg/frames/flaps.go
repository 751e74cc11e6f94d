package frames

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Flaps is the answer on routes that flap, the one with the most transitions first: their sums, over time, or as numbers.
func Flaps(q query.Query, top []observation.Flap, r query.Range, step time.Duration, names *inventory.Names) (data.Frames, error) {
	if q.Format == query.Table {
		return rowsTable(top, q.Limit, "routes, those with the most transitions", whyEmpty[query.Flaps], flapFields), nil
	}
	s := Series{Query: q, Step: step, Names: names}
	for _, flap := range top {
		if q.Format == query.Numeric { // all of the range are one number
			flap.Lists = []observation.FlapList{{TimeNs: r.To.UnixNano(), Transitions: flap.Transitions}}
		}
		for _, list := range flap.Lists {
			p := point{time: influxql.Floor(instant(list.TimeNs), step)}
			p.values[0] = float64(list.Transitions)
			if err := s.put(flapTags(flap.Path), "", p); err != nil {
				return nil, err
			}
		}
	}
	return s.Frames(), nil
}

func flapTags(p observation.Path) map[string]string {
	return map[string]string{
		"collector": p.Collector, "afi": p.AFI, "prefix": p.Prefix, "router": p.Router, "peer": p.Peer, "path_id": p.PathID,
	}
}

func flapFields(flaps []observation.Flap) []*data.Field {
	type flap = observation.Flap
	text := func(name string, get func(flap) string) *data.Field { return column(name, flaps, get) }
	maybe := func(name string, get func(flap) string) *data.Field {
		return column(name, flaps, func(f flap) *string { return optionalText(get(f)) })
	}
	count := func(name string, get func(flap) int64) *data.Field { return column(name, flaps, get) }
	return []*data.Field{
		text("prefix", func(f flap) string { return f.Prefix }),
		text("router", func(f flap) string { return f.Router }),
		text("peer", func(f flap) string { return f.Peer }),
		maybe("path_id", func(f flap) string { return f.PathID }),
		maybe("label", func(f flap) string { return f.Label }),
		count("transitions", func(f flap) int64 { return f.Transitions }),
		count("announces", func(f flap) int64 { return f.Announces }),
		count("withdraws", func(f flap) int64 { return f.Withdraws }),
		count("changes", func(f flap) int64 { return f.Changes }),
		count("lists", func(f flap) int64 { return int64(len(f.Lists)) }),
		column("last", flaps, func(f flap) time.Time { return instant(f.LastNs) }),
		text("afi", func(f flap) string { return f.AFI }),
		text("collector", func(f flap) string { return f.Collector }),
	}
}
