package frames

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// whyNoRoute says why a table is empty.
const whyNoRoute = "No route matches at this time."

// Routes is the table of routes, the first of so many.
func Routes(entries []rib.Entry, limit int) data.Frames {
	return rowsTable(entries, limit, "routes, the first by prefix", whyNoRoute, func(entries []rib.Entry) []*data.Field {
		routes := make([]rib.Route, len(entries))
		for i, e := range entries {
			routes[i] = e.Route()
		}
		return routeFields(routes)
	})
}

// RoutePairs is the table of routes beside those of another table, the first of so many. What was lost is shown as it was.
func RoutePairs(pairs []rib.Pair, limit int) data.Frames {
	return rowsTable(pairs, limit, "routes, those that differ first", "No route matches at either time.", pairFields)
}

func pairFields(pairs []rib.Pair) []*data.Field {
	routes, before := make([]rib.Route, len(pairs)), make([]*rib.Route, len(pairs))
	for i, pair := range pairs {
		routes[i] = pair.Newest().Route()
		if pair.Before != nil {
			route := pair.Before.Route()
			before[i] = &route
		}
	}
	fields := append([]*data.Field{column("change", pairs, func(p rib.Pair) string { return p.Change })}, routeFields(routes)...)
	text := func(name string, get func(*rib.Route) *string) *data.Field {
		return column("before_"+name, before, func(r *rib.Route) *string {
			if r == nil {
				return nil
			}
			return heldText(get(r))
		})
	}
	whole := func(name string, get func(*rib.Route) *rib.Int) *data.Field {
		return column("before_"+name, before, func(r *rib.Route) *int64 {
			if r == nil {
				return nil
			}
			return heldNumber(get(r))
		})
	}
	return append(fields,
		text("as_path", func(r *rib.Route) *string { return &r.AsPath }),
		whole("path_length", func(r *rib.Route) *rib.Int { return &r.PathLength }),
		text("next_hop", func(r *rib.Route) *string { return &r.NextHop }),
		whole("med", func(r *rib.Route) *rib.Int { return &r.MED }),
		whole("local_pref", func(r *rib.Route) *rib.Int { return &r.LocalPref }),
		text("communities", func(r *rib.Route) *string { return &r.Communities }),
		text("label", func(r *rib.Route) *string { return &r.Label }),
		text("peer", func(r *rib.Route) *string { return &r.Table.Peer }),
		column("before_since", before, func(r *rib.Route) *time.Time {
			if r == nil {
				return nil
			}
			return optionalInstant(&r.Since)
		}))
}

// routeFields point to what the routes hold, which nobody changes.
func routeFields(routes []rib.Route) []*data.Field {
	rows := pointers(routes)
	text := func(name string, get func(*rib.Route) string) *data.Field { return column(name, rows, get) }
	maybe := func(name string, get func(*rib.Route) *string) *data.Field {
		return column(name, rows, func(r *rib.Route) *string { return heldText(get(r)) })
	}
	whole := func(name string, get func(*rib.Route) *rib.Int) *data.Field {
		return column(name, rows, func(r *rib.Route) *int64 { return heldNumber(get(r)) })
	}
	return []*data.Field{
		text("prefix", func(r *rib.Route) string { return r.Prefix.String() }),
		text("peer", func(r *rib.Route) string { return r.Table.Peer }),
		text("as_path", func(r *rib.Route) string { return r.AsPath }),
		maybe("next_hop", func(r *rib.Route) *string { return &r.NextHop }),
		maybe("label", func(r *rib.Route) *string { return &r.Label }),
		column("since", rows, func(r *rib.Route) time.Time { return instant(r.Since) }),
		text("router", func(r *rib.Route) string { return r.Table.Router }),
		text("peer_as", func(r *rib.Route) string { return r.PeerAS }),
		whole("origin_as", func(r *rib.Route) *rib.Int { return &r.OriginAS }),
		whole("path_length", func(r *rib.Route) *rib.Int { return &r.PathLength }),
		whole("med", func(r *rib.Route) *rib.Int { return &r.MED }),
		whole("local_pref", func(r *rib.Route) *rib.Int { return &r.LocalPref }),
		maybe("communities", func(r *rib.Route) *string { return &r.Communities }),
		maybe("large_communities", func(r *rib.Route) *string { return &r.LargeCommunities }),
		maybe("ext_communities", func(r *rib.Route) *string { return &r.ExtCommunities }),
		maybe("origin", func(r *rib.Route) *string { return &r.Origin }),
		maybe("rpki", func(r *rib.Route) *string { return &r.RPKI }),
		maybe("rd", func(r *rib.Route) *string { return &r.RD }),
		whole("path_id", func(r *rib.Route) *rib.Int { return &r.PathID }),
		text("afi", func(r *rib.Route) string { return r.Table.AFI }),
		text("view", func(r *rib.Route) string { return r.Table.View }),
		text("vrf", func(r *rib.Route) string { return r.Table.VRF }),
		maybe("aggregator", func(r *rib.Route) *string { return &r.Aggregator }),
		maybe("originator_id", func(r *rib.Route) *string { return &r.OriginatorID }),
		maybe("cluster_list", func(r *rib.Route) *string { return &r.ClusterList }),
		whole("atomic_aggregate", func(r *rib.Route) *rib.Int { return &r.AtomicAggregate }),
		whole("otc", func(r *rib.Route) *rib.Int { return &r.OTC }),
		maybe("other", func(r *rib.Route) *string { return &r.Other }),
		text("action", action),
	}
}

// action says whether the route is known from a table dump or was announced since.
func action(r *rib.Route) string {
	if r.Dumped {
		return "rib"
	}
	return "announce"
}

// heldNumber is absent where the number is.
func heldNumber(value *rib.Int) *int64 {
	if !value.OK {
		return nil
	}
	return &value.N
}
