package rib

import (
	"math/rand/v2"
	"testing"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Few things and many are counted alike, one group after the other.
func TestDistinctThingsAreCountedOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var counted distinct[int]
	for different := range 4 * fewThings {
		seen := map[int]bool{}
		for range 4 * different {
			thing := random.IntN(different)
			if counted.add(thing) == seen[thing] {
				t.Fatalf("%d of %d: new %t", thing, different, !seen[thing])
			}
			seen[thing] = true
		}
		if got := counted.take(); got != int64(len(seen)) {
			t.Errorf("%d, want %d", got, len(seen))
		}
	}
}

// Of routes that were read without their attributes another reading brings these, and leaves alone who shares the routes.
func TestRoutesAreCompletedByAnotherReading(t *testing.T) {
	read := func(columns []string, rows ...[]influx.Value) *Replay {
		replay := NewReplay(evidence(told{}), query.Filter{}, asked)
		labels := tags("10.0.0.1", "ipv4")
		labels["action"] = "announce"
		add, series := replay.Reader(), &influx.Series{Tags: labels, Columns: columns}
		for _, row := range rows {
			if err := add(series, row); err != nil {
				t.Fatal(err)
			}
		}
		return replay
	}
	lean := read([]string{"time", "prefix", "as_path"}, cells(ns(9), "10.1.0.0/16", "1 2"), cells(ns(8), "10.2.0.0/16", "1 2"), cells(ns(7), "10.3.0.0/16", "1 2"))
	whole := read([]string{"time", "prefix", "as_path", "next_hop"}, cells(ns(9), "10.1.0.0/16", "1 2", "192.0.2.1"),
		cells(ns(9), "10.2.0.0/16", "1 2", "of an older row"))
	entries := lean.Entries(query.Filter{})
	Sort(entries)
	whole.Complete(entries)
	for i, want := range []string{"192.0.2.1", "", ""} {
		if got := entries[i].Route().NextHop; got != want {
			t.Errorf("%s: next hop %q, want %q", entries[i].Prefix(), got, want)
		}
	}
	for _, e := range lean.Entries(query.Filter{}) {
		if e.Route().NextHop != "" {
			t.Errorf("%s was changed for all", e.Prefix())
		}
	}
}
