package plugin

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/frames"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// table is what was known of the routing tables at one time.
type table struct {
	at       time.Time
	evidence *rib.Evidence
	replay   *rib.Replay
	entries  []rib.Entry
}

// table is what the filter of a query takes of the tables of one time. Of a few routes among many all fields are read once it is
// known which they are: other panels have asked for the rest.
func (a *asking) table(ctx context.Context, q query.Query, at time.Time) (table, error) {
	lean, isLean := influxql.Lean(q)
	if !isLean {
		lean = q
	}
	found, err := a.source.rebuilt(ctx, lean, at)
	if err != nil {
		return table{}, err
	}
	a.asked = append(a.asked, found.asked...)
	t := table{at: at, evidence: found.evidence, replay: found.replay, entries: found.replay.Entries(q.Filter)}
	if isLean && len(t.entries) > 0 {
		whole := rib.NewReplay(t.evidence, q.Filter, at)
		if err := a.read(ctx, whole, q, influxql.DumpedOf, influxql.UpdatedOf); err != nil {
			return table{}, err
		}
		whole.Complete(t.entries)
	}
	if n := t.replay.Unreadable(); n > 0 {
		a.warnings = append(a.warnings, fmt.Sprintf("%d rows left out: their prefix is not an IPv4 or IPv6 prefix", n))
	}
	return t, nil
}

// tables answers the routes of one time, alone or beside those of another.
func (a *asking) tables(ctx context.Context) (data.Frames, error) {
	at := a.query.At.In(a.span.To)
	now, err := a.table(ctx, a.query, at)
	if err != nil {
		return nil, err
	}
	grouping := rib.Grouping{By: a.query.GroupBy, GroupOf: a.names.Group}
	var before *table
	if a.query.Base != nil {
		q, baseAt := a.query.OfBase(at)
		base, err := a.table(ctx, q, baseAt)
		if err != nil {
			return nil, err
		}
		before = &base
	}
	if most := a.query.Filter.MaxPaths; most != nil {
		isFew := grouping.FewPaths(now.entries, *most)
		now.keep(isFew)
		if before != nil {
			before.keep(isFew)
		}
	}
	answer, err := a.tableFrames(grouping, now, before)
	if err != nil {
		return nil, err
	}
	frames.WarnPartial(answer, now.replay.Partials())
	frames.WarnDown(answer, now.evidence.Down(), a.names)
	if before != nil {
		frames.WarnPartial(answer, before.replay.Partials())
	}
	return answer, nil
}

func (t *table) keep(prefix func(netip.Prefix) bool) {
	t.entries = slices.DeleteFunc(t.entries, func(e rib.Entry) bool { return !prefix(e.Prefix()) })
}

func (a *asking) tableFrames(grouping rib.Grouping, now table, before *table) (data.Frames, error) {
	q := a.query
	isAsked := func(change string) bool { return len(q.Filter.Change) == 0 || slices.Contains(q.Filter.Change, change) }
	switch {
	case q.Format == query.Graph:
		grouping.By = []string{"router", "as_path"}
		return frames.Graph(grouping.Groups(now.entries), q.Limit, a.names), nil
	case before != nil && len(q.GroupBy) > 0:
		pairs := rib.GroupPairs(grouping.Groups(now.entries), grouping.Groups(before.entries))
		pairs = slices.DeleteFunc(pairs, func(p rib.GroupPair) bool { return !isAsked(p.Change) })
		if q.Format == query.Numeric {
			return frames.Numbers(q, rib.After(pairs), now.at, a.names)
		}
		return frames.GroupPairs(q, pairs), nil
	case before != nil:
		pairs := rib.Pairs(now.entries, before.entries, q.Base.Peer.IsValid())
		pairs = slices.DeleteFunc(pairs, func(p rib.Pair) bool { return !isAsked(p.Change) })
		if q.Format == query.Numeric {
			return frames.Numbers(q, []rib.Group{grouping.All(rib.Newest(pairs))}, now.at, a.names)
		}
		return frames.RoutePairs(pairs, q.Limit), nil
	case q.Format == query.Numeric && len(q.GroupBy) == 0 && now.evidence.IsEmpty():
		return frames.Numbers(q, nil, now.at, a.names)
	case q.Format == query.Numeric && len(q.GroupBy) == 0:
		return frames.Numbers(q, []rib.Group{grouping.All(now.entries)}, now.at, a.names)
	case q.Format == query.Numeric:
		return frames.Numbers(q, grouping.Groups(now.entries), now.at, a.names)
	case q.Kind == query.AsPathsInUse:
		return frames.AsPaths(q, grouping.Groups(now.entries)), nil
	case len(q.GroupBy) > 0:
		return frames.Groups(q, grouping.Groups(now.entries)), nil
	default:
		rib.Sort(now.entries)
		return frames.Routes(now.entries, q.Limit), nil
	}
}
