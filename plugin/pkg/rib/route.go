package rib

import (
	"net/netip"
	"unique"
)

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

// Route is one route of a table.
type Route struct {
	Table  Table
	PeerAS string
	Prefix netip.Prefix
	PathID Int
	Since  int64 // when it was last announced or dumped, Unix nanoseconds
	Dumped bool  // known by a table dump only
	Attributes
}

// routeKey tells the routes of one table apart.
type routeKey struct {
	prefix netip.Prefix
	pathID int64 // noPathID: without ADD-PATH
}

// noPathID is none of the path identifiers, which are 32 bits wide.
const noPathID = -1

// state is the last that was heard of a route. Attributes that many routes share are held once.
type state struct {
	time       int64
	attributes unique.Handle[Attributes]
	dumped     bool
	withdrawn  bool
}
