package frames

import (
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
)

// Origins is the table of changes of origins, the first of so many.
func Origins(origins []observation.Origin, limit int) data.Frames {
	return rowsTable(origins, limit, "rows, what is open first and then the newest", whyNoOrigin, originFields)
}

const whyNoOrigin = "No change of an origin AS in this time range, and no prefix with several origins at its end, for this filter."

// OriginMarks are when origins changed, and while prefixes had several.
func OriginMarks(origins []observation.Origin, limit int) data.Frames {
	var marks []Mark
	for _, o := range origins {
		marks = append(marks, Mark{
			TimeNs: o.SinceNs, EndNs: o.EndedNs, Title: strings.ReplaceAll(o.Kind, "-", " ") + " " + o.Prefix,
			Text: "origin AS " + o.Now + ", before " + o.Before, Tags: []string{o.Kind, o.State},
			ID: strings.Join([]string{o.Collector, o.Domain, o.AFI, o.Kind, o.Prefix, strconv.FormatInt(o.SinceNs, 10)}, " "),
		})
	}
	return Marks(marks, limit, whyNoOrigin)
}

func originFields(origins []observation.Origin) []*data.Field {
	type origin = observation.Origin
	text := func(name string, get func(origin) string) *data.Field { return column(name, origins, get) }
	maybe := func(name string, get func(origin) string) *data.Field {
		return column(name, origins, func(o origin) *string { return optionalText(get(o)) })
	}
	return []*data.Field{
		column("time", origins, func(o origin) time.Time { return instant(o.SinceNs) }),
		column("timeEnd", origins, func(o origin) *time.Time { return optionalInstant(o.EndedNs) }),
		text("state", func(o origin) string { return o.State }),
		text("kind", func(o origin) string { return o.Kind }),
		text("prefix", func(o origin) string { return o.Prefix }),
		maybe("origins_before", func(o origin) string { return o.Before }),
		maybe("origins", func(o origin) string { return o.Now }),
		maybe("as_path", func(o origin) string { return o.AsPath }),
		maybe("peer", func(o origin) string { return o.Peer }),
		maybe("label", func(o origin) string { return o.Label }),
		text("domain", func(o origin) string { return o.Domain }),
		text("afi", func(o origin) string { return o.AFI }),
		text("collector", func(o origin) string { return o.Collector }),
	}
}
