package frames

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// groupCounts are the numbers of a group, as a query names them.
var groupCounts = []struct {
	metric query.Metric
	of     func(rib.Group) int64
}{
	{query.RouteCount, func(g rib.Group) int64 { return g.Routes }},
	{query.Prefixes, func(g rib.Group) int64 { return g.Prefixes }},
	{query.Paths, func(g rib.Group) int64 { return g.Paths }},
	{query.AsPaths, func(g rib.Group) int64 { return g.AsPaths }},
	{query.Origins, func(g rib.Group) int64 { return g.Origins }},
	{query.Peers, func(g rib.Group) int64 { return g.Peers }},
}

// Groups is the table of groups of routes, the first of so many.
func Groups(q query.Query, groups []rib.Group) data.Frames {
	return rowsTable(groups, q.Limit, "groups, the first by value", whyNoRoute, func(groups []rib.Group) []*data.Field {
		return groupFields(q, groups)
	})
}

// AsPaths is the table of AS paths in use, those with the most prefixes first, at most so many.
func AsPaths(q query.Query, groups []rib.Group) data.Frames {
	slices.SortStableFunc(groups, func(a, b rib.Group) int { return cmp.Compare(b.Prefixes, a.Prefixes) })
	return rowsTable(groups, q.Limit, "AS paths, those with the most prefixes", whyNoRoute, func(groups []rib.Group) []*data.Field {
		return groupFields(q, groups)
	})
}

// GroupPairs is the table of groups beside those of another table, the first of so many.
func GroupPairs(q query.Query, pairs []rib.GroupPair) data.Frames {
	return rowsTable(pairs, q.Limit, "groups, those that differ first", "No route matches at either time.", func(pairs []rib.GroupPair) []*data.Field {
		groups := make([]rib.Group, len(pairs))
		for i, pair := range pairs {
			groups[i] = rib.Group{Values: pair.Newest().Values, SinceNs: pair.Newest().SinceNs}
			if pair.After != nil {
				groups[i] = *pair.After
			}
		}
		fields := append([]*data.Field{column("change", pairs, func(p rib.GroupPair) string { return p.Change })}, groupFields(q, groups)...)
		for _, count := range groupCounts {
			fields = append(fields, column("before_"+string(count.metric), pairs, func(p rib.GroupPair) int64 {
				if p.Before == nil {
					return 0
				}
				return count.of(*p.Before)
			}))
		}
		return fields
	})
}

func groupFields(q query.Query, groups []rib.Group) []*data.Field {
	var fields []*data.Field
	for i, tag := range q.GroupBy {
		value := func(g rib.Group) string { return g.Values[i] }
		if tag == "origin_as" {
			fields = append(fields, column(tag, groups, func(g rib.Group) *int64 { return wholeNumber(value(g)) }))
			continue
		}
		fields = append(fields, column(tag, groups, value))
		if tag == "as_path" {
			fields = append(fields,
				column("origin_as", groups, func(g rib.Group) *int64 { return wholeNumber(lastOf(hopsOf(value(g)))) }),
				column("path_length", groups, func(g rib.Group) int64 { return pathLength(value(g)) }))
		}
	}
	for _, count := range groupCounts {
		fields = append(fields, column(string(count.metric), groups, count.of))
	}
	return append(fields, column("since", groups, func(g rib.Group) time.Time { return instant(g.SinceNs) }))
}

func wholeNumber(text string) *int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// Numbers is one number for each group, as alert rules read it. Of a table that is known the number of all routes together
// is 0 when there is none.
func Numbers(q query.Query, groups []rib.Group, at time.Time, names *inventory.Names) (data.Frames, error) {
	s := Series{Query: q, Names: names}
	for _, group := range groups {
		tags := map[string]string{}
		for i, tag := range q.GroupBy {
			tags[tag] = group.Values[i]
		}
		for _, count := range groupCounts {
			if count.metric == q.Metric {
				if err := s.put(tags, "", point{time: at.UnixNano(), values: [maxValues]float64{float64(count.of(group))}}); err != nil {
					return nil, err
				}
			}
		}
	}
	return s.Frames(), nil
}
