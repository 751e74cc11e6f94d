package frames

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// node is a router, or an AS or set of the paths.
type node struct {
	id, title, subTitle string
	routes, originated  int64
	prepends            int64 // the most times that it stands in one path beyond the first
}

// edge leads one hop on towards the origin.
type edge struct{ source, target string }

// Graph is the AS paths in use as nodes and edges: from the routers that hear them to the origins. Groups are by router
// and AS path; those with the most routes are drawn.
func Graph(groups []rib.Group, limit int, names *inventory.Names) data.Frames {
	if len(groups) == 0 {
		return append(Empty("", whyNoRoute), newFrame(""))
	}
	slices.SortStableFunc(groups, func(a, b rib.Group) int { return cmp.Compare(b.Routes, a.Routes) })
	total := len(groups)
	groups = groups[:min(total, limit)]
	nodes, edges := map[string]*node{}, map[edge]int64{}
	for _, group := range groups {
		draw(group, nodes, edges, names)
	}
	frames := data.Frames{nodesFrame(nodes), edgesFrame(edges)}
	if total > len(groups) {
		Warn(frames, fmt.Sprintf("%d of %d AS paths, those with the most routes: narrow the filter or raise the limit", len(groups), total))
	}
	return frames
}

func draw(group rib.Group, nodes map[string]*node, edges map[edge]int64, names *inventory.Names) {
	at := func(id, title, subTitle string) *node {
		if nodes[id] == nil {
			nodes[id] = &node{id: id, title: title, subTitle: subTitle}
		}
		nodes[id].routes += group.Routes
		return nodes[id]
	}
	router, path := group.Values[0], group.Values[1]
	last := at("router "+router, router, "router")
	repeated := int64(0)
	seen := map[string]bool{}
	for _, hop := range hopsOf(path) {
		if hop == last.id {
			repeated++
			last.prepends = max(last.prepends, repeated)
			continue
		}
		next := nodes[hop]
		if !seen[hop] { // a path that comes back is one path through it
			next = at(hop, cmp.Or(names.Name(inventory.ASN, hop), hop), "AS "+hop)
		}
		edges[edge{last.id, hop}] += group.Routes
		seen[hop], last, repeated = true, next, 0
	}
	last.originated += group.Routes
}

func nodesFrame(nodes map[string]*node) *data.Frame {
	rows := slices.SortedFunc(maps.Values(nodes), func(a, b *node) int { return cmp.Compare(a.id, b.id) })
	frame := newFrame("",
		column("id", rows, func(n *node) string { return n.id }),
		column("title", rows, func(n *node) string { return n.title }),
		column("subTitle", rows, func(n *node) string { return n.subTitle }),
		stat("routes", column("mainStat", rows, func(n *node) string { return counted(n.routes, "route") })),
		stat("originated", column("secondaryStat", rows, func(n *node) string { return originated(n) })),
		stat("prepends", column("detail__prepends", rows, func(n *node) string { return strconv.FormatInt(n.prepends, 10) })),
	)
	return graphFrame("nodes", frame)
}

func edgesFrame(edges map[edge]int64) *data.Frame {
	rows := slices.SortedFunc(maps.Keys(edges), func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.target, b.target))
	})
	frame := newFrame("",
		column("id", rows, func(e edge) string { return e.source + " > " + e.target }),
		column("source", rows, func(e edge) string { return e.source }),
		column("target", rows, func(e edge) string { return e.target }),
		stat("routes", column("mainStat", rows, func(e edge) string { return counted(edges[e], "route") })),
	)
	return graphFrame("edges", frame)
}

func graphFrame(name string, frame *data.Frame) *data.Frame {
	frame.Name = name
	frame.Meta.PreferredVisualization = data.VisTypeNodeGraph
	return frame
}

// stat is shown in nodes and at edges, under a name of its own. It is text: the node graph gives every number decimals.
func stat(name string, field *data.Field) *data.Field {
	field.Config = &data.FieldConfig{DisplayName: name}
	return field
}

func counted(count int64, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return strconv.FormatInt(count, 10) + " " + noun + "s"
}

// originated is empty for what only passes routes on.
func originated(n *node) string {
	if n.originated == 0 {
		return ""
	}
	return strconv.FormatInt(n.originated, 10) + " own"
}
