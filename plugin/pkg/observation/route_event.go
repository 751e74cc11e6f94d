package observation

import (
	"net/netip"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Speaker is the peer that a row is of, and how it is heard.
type Speaker struct{ Router, View, VRF, Peer, PeerAS string }

// RouteEvent is one announcement or withdrawal of a route. What a withdrawal has not, is empty.
type RouteEvent struct {
	Speaker
	TimeNs                                        int64
	AFI, Action, Prefix, RD                       string
	PathID, OriginAS, PathLength, MED, LocalPref  *int64
	AsPath, NextHop, Origin                       string
	Communities, LargeCommunities, ExtCommunities string
	Aggregator, OriginatorID, ClusterList, Other  string
	AtomicAggregate, OTC                          *int64
	Label, RPKI, Change, Cause                    string
}

// RouteEvents gathers announcements and withdrawals in the order in which they come.
type RouteEvents struct {
	filter query.Filter
	reader reader
	List   []RouteEvent
}

// NewRouteEvents gathers those that the filter takes, likely so many.
func NewRouteEvents(f query.Filter, likely int) *RouteEvents {
	return &RouteEvents{filter: f, List: make([]RouteEvent, 0, min(likely, maxLikely))}
}

// maxLikely bounds for how many events there is room before they come.
const maxLikely = 1024

// Add takes one row.
func (r *RouteEvents) Add(series *influx.Series, row []influx.Value) error {
	c, ok := r.reader.read(series, row)
	if !ok {
		return nil
	}
	prefix, err := netip.ParsePrefix(c.text("prefix"))
	if err != nil || !r.filter.Takes(prefix) {
		return nil
	}
	event := RouteEvent{
		Speaker: speakerOf(c), TimeNs: c.timeNs, AFI: c.text("afi"), Action: c.text("action"), Prefix: c.text("prefix"), RD: c.text("rd"),
		PathID: c.integer("path_id"), OriginAS: c.integer("origin_as"), PathLength: c.integer("path_length"),
		MED: c.integer("med"), LocalPref: c.integer("local_pref"), AsPath: c.text("as_path"), NextHop: c.text("next_hop"),
		Communities: c.text("communities"), LargeCommunities: c.text("large_communities"), ExtCommunities: c.text("ext_communities"),
		Origin: c.text("origin"), Aggregator: c.text("aggregator"), OriginatorID: c.text("originator_id"),
		ClusterList: c.text("cluster_list"), Other: c.text("other"),
		AtomicAggregate: c.integer("atomic_aggregate"), OTC: c.integer("otc"),
		Label: c.text("label"), RPKI: c.text("rpki"), Change: c.text("change"), Cause: c.text("cause"),
	}
	if len(r.List) == maxKept {
		return errTooMany
	}
	r.List = append(r.List, event)
	return nil
}

func speakerOf(c cells) Speaker {
	return Speaker{
		Router: c.text("router"), View: c.text("view"), VRF: c.text("vrf"), Peer: c.text("peer"), PeerAS: c.text("peer_as"),
	}
}
