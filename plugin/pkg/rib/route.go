package rib

import "net/netip"

// Int is an integer field that may be absent.
type Int struct {
	N  int64
	OK bool
}

// Attributes are the path attributes of a route as the collector wrote them; text that is absent is empty.
type Attributes struct {
	AsPath, Origin, NextHop                                    string
	Communities, LargeCommunities, ExtCommunities              string
	Aggregator, OriginatorID, ClusterList, Other               string
	OriginAS, PathLength, MED, LocalPref, AtomicAggregate, OTC Int
}

// Judgement is what the collector made of a route by its own configuration and sources.
type Judgement struct{ Label, RPKI string }

// Told is what a row tells of a route.
type Told struct {
	Attributes
	Judgement
}

// Route is one route of a table.
type Route struct {
	Table  Table
	PeerAS string
	Prefix netip.Prefix
	RD     string
	PathID Int
	Since  int64 // when it last became what it is, Unix nanoseconds; where that is not known, when it was dumped
	Dumped bool  // since when is not known
	*Told        // shared with other routes
}

// routeKey tells the routes of one table apart.
type routeKey struct {
	prefix netip.Prefix
	rd     string
	pathID int64 // noPathID: without ADD-PATH
}

// noPathID is none of the path identifiers, which are 32 bits wide.
const noPathID = -1

// state is the last that was heard of a route.
type state struct {
	time      int64
	since     int64 // when the table last changed, as its newest dump or a row after it tells; else time of the oldest row
	changed   bool  // since is when the table changed
	dumped    bool
	withdrawn bool
	told      *Told // of many routes the same
}

// begunBy is a state that began when another row says so, as far as that one knows better.
func (s state) begunBy(other state) state {
	isNewerChange := other.changed && (!s.changed || other.since > s.since)
	isOlderWord := !other.changed && !s.changed && other.since < s.since
	if isNewerChange || isOlderWord {
		s.since, s.changed, s.dumped = other.since, other.changed, other.dumped
	}
	return s
}

// route is one of a table, and the last that was heard of it.
type route struct {
	key  routeKey
	last state
}

// Entry is a route that is present at the asked time.
type Entry struct {
	table *tableState
	*route
}

// Route is the entry with all that is known of it.
func (e Entry) Route() Route {
	return Route{
		Table: e.table.name, PeerAS: e.table.peerAS, Prefix: e.key.prefix, RD: e.key.rd,
		PathID: Int{N: e.key.pathID, OK: e.key.pathID != noPathID},
		Since:  e.last.since, Dumped: e.last.dumped,
		Told: e.last.told,
	}
}
