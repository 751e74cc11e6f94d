// Package inventory holds the names that the configuration of the collectors gives to peers, ASes, next hops and sites.
package inventory

import (
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
)

// Names are those of an inventory; the zero value knows none.
type Names struct {
	names  map[key]string
	groups map[string]string // of peers, by address
	told   map[string]bool   // collectors of which there are names
}

// key is what is named: the kind as the tag of the rows has it, and the address or number.
type key struct{ kind, key string }

// Kinds of what has a name.
const (
	Peer    = "peer"
	ASN     = "asn"
	NextHop = "next_hop"
)

// Add takes a row of influxql.Inventory; the newest row of each key comes first.
func (n *Names) Add(series *influx.Series, row []influx.Value) error {
	cell := func(name string) string {
		if place := slices.Index(series.Columns, name); place >= 0 {
			return row[place].String()
		}
		return ""
	}
	k := key{kind: cell("kind"), key: cell("key")}
	if n.told == nil {
		n.told = map[string]bool{}
	}
	n.told[cell("collector")] = true
	if _, known := n.names[k]; known || k.key == "" {
		return nil
	}
	if n.names == nil {
		n.names, n.groups = map[key]string{}, map[string]string{}
	}
	n.names[k] = cell("name")
	if k.kind == Peer {
		n.groups[k.key] = cell("group")
	}
	return nil
}

// Tells tells whether there are names that a collector wrote.
func (n *Names) Tells(collector string) bool { return n.told[collector] }

// Name is empty for what has none. A nil inventory knows none.
func (n *Names) Name(kind, value string) string {
	if n == nil {
		return ""
	}
	return n.names[key{kind, value}]
}

// Text is a value as people read it: with its name, where it has one, as in HQ-Frankfurt (65010).
func (n *Names) Text(kind, value string) string {
	if name := n.Name(kind, value); name != "" {
		return name + " (" + value + ")"
	}
	return value
}

// Group is the group of a peer; empty without one. Peers of one group count as one.
func (n *Names) Group(peer string) string { return n.groups[peer] }

// Each hands over all that is named in a kind.
func (n *Names) Each(kind string, take func(value, name string)) {
	for k, name := range n.names {
		if k.kind == kind {
			take(k.key, name)
		}
	}
}
