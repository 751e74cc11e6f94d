package frames

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// States of a timeline besides AS paths.
const (
	stateWithdrawn = "withdrawn"
	stateDown      = "session down"
	stateEmptyPath = "(empty path)"
)

// track names one route over time.
type track struct{ Router, View, VRF, Peer, PeerAS, AFI, Prefix, RD, PathID string }

// moment is a state that holds from a time on.
type moment struct {
	timeNs int64
	state  string
}

// Timeline is the course of routes: what the table held at the begin, each change since, and the losses of sessions.
func Timeline(begin []rib.Entry, fromNs int64, events []observation.RouteEvent, turns []observation.Turn, limit int, names *inventory.Names) data.Frames {
	tracks := map[track][]moment{}
	for _, entry := range begin {
		route := entry.Route()
		tracks[trackOfRoute(route)] = []moment{{timeNs: fromNs, state: pathState(route.AsPath)}}
	}
	for _, e := range events {
		state := stateWithdrawn
		if e.Action == "announce" {
			state = pathState(e.AsPath)
		}
		t := trackOfEvent(e)
		tracks[t] = append(tracks[t], moment{timeNs: e.TimeNs, state: state})
	}
	for t, moments := range tracks {
		for _, turn := range turns {
			if !turn.Up && turn.Speaker == (observation.Speaker{Router: t.Router, View: t.View, VRF: t.VRF, Peer: t.Peer, PeerAS: t.PeerAS}) {
				moments = append(moments, moment{timeNs: turn.TimeNs, state: stateDown})
			}
		}
		slices.SortStableFunc(moments, func(a, b moment) int { return cmp.Compare(a.timeNs, b.timeNs) })
		tracks[t] = slices.CompactFunc(moments, func(a, b moment) bool { return a.state == b.state })
	}
	return timelineFrames(tracks, limit, names)
}

func timelineFrames(tracks map[track][]moment, limit int, names *inventory.Names) data.Frames {
	if len(tracks) == 0 {
		return Empty("", whyNoEvent)
	}
	order := make([]track, 0, len(tracks))
	for t := range tracks {
		order = append(order, t)
	}
	slices.SortFunc(order, func(a, b track) int {
		return cmp.Or(cmp.Compare(a.Prefix, b.Prefix), cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	var frames data.Frames
	for _, t := range order[:min(len(order), limit)] {
		moments, title := tracks[t], titleOf(t, names)
		times := column("time", moments, func(m moment) time.Time { return instant(m.timeNs) })
		states := column(title, moments, func(m moment) string { return m.state })
		states.Labels = data.Labels{"router": t.Router, "view": t.View, "vrf": t.VRF, "peer": t.Peer, "peer_as": t.PeerAS, "afi": t.AFI, "prefix": t.Prefix}
		if t.PathID != "" {
			states.Labels["path_id"] = t.PathID
		}
		states.Config = &data.FieldConfig{DisplayNameFromDS: title}
		frames = append(frames, newFrame("", times, states))
	}
	if len(order) > limit {
		Warn(frames, fmt.Sprintf("%d of %d routes: narrow the filter or raise the limit", limit, len(order)))
	}
	return frames
}

// titleOf names a route, and the column of its states: Explore makes one table of all, by the names of the columns.
func titleOf(t track, names *inventory.Names) string {
	title := t.Prefix + " " + names.Text(inventory.Peer, t.Peer)
	if t.PathID != "" {
		title += " #" + t.PathID
	}
	return title
}

func pathState(asPath string) string { return cmp.Or(asPath, stateEmptyPath) }

func trackOfRoute(r rib.Route) track {
	t := track{
		Router: r.Table.Router, View: r.Table.View, VRF: r.Table.VRF, Peer: r.Table.Peer, PeerAS: r.PeerAS,
		AFI: r.Table.AFI, Prefix: r.Prefix.String(), RD: r.RD,
	}
	if r.PathID.OK {
		t.PathID = strconv.FormatInt(r.PathID.N, 10)
	}
	return t
}

func trackOfEvent(e observation.RouteEvent) track {
	t := track{
		Router: e.Router, View: e.View, VRF: e.VRF, Peer: e.Peer, PeerAS: e.PeerAS, AFI: e.AFI, Prefix: e.Prefix, RD: e.RD,
	}
	if e.PathID != nil {
		t.PathID = strconv.FormatInt(*e.PathID, 10)
	}
	return t
}
