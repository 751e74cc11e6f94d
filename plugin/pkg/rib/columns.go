package rib

import (
	"net/netip"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
)

// columns are the places of the fields of a route in a row.
type columns struct {
	prefix, pathID, rd, change, since, label, rpki             int
	asPath, origin, nextHop                                    int
	communities, largeCommunities, extCommunities              int
	aggregator, originatorID, clusterList, other               int
	originAS, pathLength, med, localPref, atomicAggregate, otc int
}

// ofTold are the columns of which Told is made.
func (c columns) ofTold() []int {
	return []int{
		c.asPath, c.origin, c.nextHop, c.communities, c.largeCommunities, c.extCommunities, c.aggregator, c.originatorID, c.clusterList,
		c.other, c.originAS, c.pathLength, c.med, c.localPref, c.atomicAggregate, c.otc, c.label, c.rpki,
	}
}

func (c columns) told(row []influx.Value) *Told {
	return &Told{Attributes: c.attributes(row), Judgement: c.judgement(row)}
}

func columnsOf(names []string) columns {
	at := func(name string) int { return slices.Index(names, name) }
	return columns{
		prefix: at("prefix"), pathID: at("path_id"), rd: at("rd"), change: at("change"), since: at("since"), label: at("label"), rpki: at("rpki"),
		asPath: at("as_path"), origin: at("origin"), nextHop: at("next_hop"),
		communities: at("communities"), largeCommunities: at("large_communities"), extCommunities: at("ext_communities"),
		aggregator: at("aggregator"), originatorID: at("originator_id"), clusterList: at("cluster_list"), other: at("other"),
		originAS: at("origin_as"), pathLength: at("path_length"), med: at("med"), localPref: at("local_pref"),
		atomicAggregate: at("atomic_aggregate"), otc: at("otc"),
	}
}

func (c columns) attributes(row []influx.Value) Attributes {
	return Attributes{
		AsPath: cell(row, c.asPath).String(), Origin: cell(row, c.origin).String(), NextHop: cell(row, c.nextHop).String(),
		Communities: cell(row, c.communities).String(), LargeCommunities: cell(row, c.largeCommunities).String(),
		ExtCommunities: cell(row, c.extCommunities).String(), Aggregator: cell(row, c.aggregator).String(),
		OriginatorID: cell(row, c.originatorID).String(), ClusterList: cell(row, c.clusterList).String(), Other: cell(row, c.other).String(),
		OriginAS: integer(row, c.originAS), PathLength: integer(row, c.pathLength), MED: integer(row, c.med),
		LocalPref: integer(row, c.localPref), AtomicAggregate: integer(row, c.atomicAggregate), OTC: integer(row, c.otc),
	}
}

// key is false for a row whose prefix is none.
func (c columns) key(row []influx.Value) (routeKey, bool) {
	prefix, err := netip.ParsePrefix(cell(row, c.prefix).String())
	key := routeKey{prefix: prefix, rd: cell(row, c.rd).String(), pathID: noPathID}
	if id := integer(row, c.pathID); id.OK {
		key.pathID = id.N
	}
	return key, err == nil
}

func (c columns) judgement(row []influx.Value) Judgement {
	return Judgement{Label: cell(row, c.label).String(), RPKI: cell(row, c.rpki).String()}
}

// changes tells whether a row made the route another one: a message that only says it again does not.
func (c columns) changes(row []influx.Value) bool {
	change := cell(row, c.change).String()
	return change != "duplicate" && change != "unknown-withdraw"
}

// cell is a field of a row; a field that the server left out is absent.
func cell(row []influx.Value, column int) influx.Value {
	if column < 0 {
		return influx.Value{}
	}
	return row[column]
}

func integer(row []influx.Value, column int) Int {
	n, ok := cell(row, column).Int()
	return Int{N: n, OK: ok}
}
