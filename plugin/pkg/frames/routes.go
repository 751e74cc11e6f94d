package frames

import (
	"fmt"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// Routes is the table of routes, the first of so many.
func Routes(routes []rib.Route, total int) data.Frames {
	if len(routes) == 0 {
		return Empty(data.FrameTypeTable, "No route matches at this time.")
	}
	frame := newFrame(data.FrameTypeTable, routeFields(routes)...)
	if total > len(routes) {
		notice(frame, data.NoticeSeverityWarning, fmt.Sprintf(
			"%d of %d routes, the first by prefix: narrow the filter or raise the limit", len(routes), total))
	}
	return data.Frames{frame}
}

func routeFields(routes []rib.Route) []*data.Field {
	text := func(name string, get func(rib.Route) string) *data.Field { return column(name, routes, get) }
	maybe := func(name string, get func(rib.Route) string) *data.Field {
		return column(name, routes, func(r rib.Route) *string { return optionalText(get(r)) })
	}
	whole := func(name string, get func(rib.Route) rib.Int) *data.Field {
		return column(name, routes, func(r rib.Route) *int64 { return optional(get(r)) })
	}
	return []*data.Field{
		text("prefix", func(r rib.Route) string { return r.Prefix.String() }),
		text("router", func(r rib.Route) string { return r.Table.Router }),
		text("peer", func(r rib.Route) string { return r.Table.Peer }),
		text("peer_as", func(r rib.Route) string { return r.PeerAS }),
		text("as_path", func(r rib.Route) string { return r.AsPath }),
		whole("origin_as", func(r rib.Route) rib.Int { return r.OriginAS }),
		whole("path_length", func(r rib.Route) rib.Int { return r.PathLength }),
		maybe("next_hop", func(r rib.Route) string { return r.NextHop }),
		whole("med", func(r rib.Route) rib.Int { return r.MED }),
		whole("local_pref", func(r rib.Route) rib.Int { return r.LocalPref }),
		maybe("communities", func(r rib.Route) string { return r.Communities }),
		maybe("large_communities", func(r rib.Route) string { return r.LargeCommunities }),
		maybe("ext_communities", func(r rib.Route) string { return r.ExtCommunities }),
		maybe("origin", func(r rib.Route) string { return r.Origin }),
		whole("path_id", func(r rib.Route) rib.Int { return r.PathID }),
		text("afi", func(r rib.Route) string { return r.Table.AFI }),
		text("view", func(r rib.Route) string { return r.Table.View }),
		text("vrf", func(r rib.Route) string { return r.Table.VRF }),
		maybe("aggregator", func(r rib.Route) string { return r.Aggregator }),
		maybe("originator_id", func(r rib.Route) string { return r.OriginatorID }),
		maybe("cluster_list", func(r rib.Route) string { return r.ClusterList }),
		whole("atomic_aggregate", func(r rib.Route) rib.Int { return r.AtomicAggregate }),
		whole("otc", func(r rib.Route) rib.Int { return r.OTC }),
		maybe("other", func(r rib.Route) string { return r.Other }),
		column("since", routes, func(r rib.Route) time.Time { return time.Unix(0, r.Since).UTC() }),
		text("action", action),
	}
}

// action says whether the route is known from a table dump or was announced since.
func action(r rib.Route) string {
	if r.Dumped {
		return "rib"
	}
	return "announce"
}

func optional(value rib.Int) *int64 {
	if !value.OK {
		return nil
	}
	return &value.N
}

// maxNamed bounds how many peers a notice names.
const maxNamed = 5

// WarnPartial says of which peers only a part of the table is known.
func WarnPartial(frames data.Frames, partials []rib.Partial) {
	if len(partials) == 0 {
		return
	}
	var peers []string
	for i, partial := range partials {
		if i == maxNamed {
			peers = append(peers, fmt.Sprintf("and %d more", len(partials)-maxNamed))
			break
		}
		since := time.Unix(0, partial.Since).UTC().Format(time.RFC3339)
		peers = append(peers, fmt.Sprintf("%s of %s: heard since %s, not the table", partial.Session.Peer, partial.Session.Router, since))
	}
	Warn(frames, "No table dump and no session start seen in the look-back: "+strings.Join(peers, "; "))
}
