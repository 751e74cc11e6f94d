package frames

import (
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
)

const whyNoOverlap = "No overlap is open at this time for this filter. Rows are written when a pair begins and ends and again every 15 minutes: without a collector nothing is known."

// OverlapMarks are when the pairs that are open began.
func OverlapMarks(pairs []observation.Overlap, limit int) data.Frames {
	var marks []Mark
	for _, p := range pairs {
		text := p.Prefix + " stands twice"
		if p.Covering != p.Prefix {
			text = p.Prefix + " lies in " + p.Covering
		}
		marks = append(marks, Mark{
			TimeNs: p.SinceNs, Title: "overlap " + p.Prefix, Text: text, Tags: []string{"overlap", p.Kind},
			ID: strings.Join([]string{p.Collector, p.Domain, p.AFI, p.Kind, p.Prefix, p.Covering}, " "),
		})
	}
	return Marks(marks, limit, whyNoOverlap)
}

// Overlaps is the table of pairs that are open, the first of so many. What began in the time range is marked as new.
func Overlaps(pairs []observation.Overlap, limit int, from time.Time) data.Frames {
	return rowsTable(pairs, limit, "pairs, the first by prefix", whyNoOverlap,
		func(pairs []observation.Overlap) []*data.Field { return overlapFields(pairs, from) })
}

func overlapFields(pairs []observation.Overlap, from time.Time) []*data.Field {
	type pair = observation.Overlap
	text := func(name string, get func(pair) string) *data.Field { return column(name, pairs, get) }
	maybe := func(name string, get func(pair) string) *data.Field {
		return column(name, pairs, func(p pair) *string { return optionalText(get(p)) })
	}
	age := func(p pair) string {
		switch {
		case p.AtStart:
			return "before start"
		case !instant(p.SinceNs).Before(from):
			return "new"
		default:
			return "known"
		}
	}
	return []*data.Field{
		text("prefix", func(p pair) string { return p.Prefix }),
		text("covering", func(p pair) string { return p.Covering }),
		text("kind", func(p pair) string { return p.Kind }),
		column("since", pairs, func(p pair) time.Time { return instant(p.SinceNs) }),
		text("age", age),
		maybe("peer", func(p pair) string { return p.Specific.Peer }),
		maybe("label", func(p pair) string { return p.Specific.Label }),
		maybe("origin", func(p pair) string { return p.Specific.Origin }),
		maybe("as_path", func(p pair) string { return p.Specific.AsPath }),
		maybe("next_hop", func(p pair) string { return p.Specific.NextHop }),
		maybe("covering_peer", func(p pair) string { return p.Covers.Peer }),
		maybe("covering_label", func(p pair) string { return p.Covers.Label }),
		maybe("covering_origin", func(p pair) string { return p.Covers.Origin }),
		maybe("covering_as_path", func(p pair) string { return p.Covers.AsPath }),
		maybe("covering_next_hop", func(p pair) string { return p.Covers.NextHop }),
		text("domain", func(p pair) string { return p.Domain }),
		text("afi", func(p pair) string { return p.AFI }),
		text("collector", func(p pair) string { return p.Collector }),
	}
}
