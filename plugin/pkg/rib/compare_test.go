package rib

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// heardRoutes is what a table holds after announcements of one peer each: "PEER PREFIX NEXTHOP PATH".
func heardRoutes(t *testing.T, rows ...string) []Entry {
	t.Helper()
	replay := NewReplay(evidence(told{}), query.Filter{}, asked)
	add := replay.Reader()
	for i, row := range rows {
		parts := strings.SplitN(row, " ", 4)
		labels := tags(parts[0], "ipv4")
		labels["action"] = "announce"
		series := &influx.Series{Tags: labels, Columns: []string{"time", "prefix", "next_hop", "as_path"}}
		if err := add(series, cells(ns(1000-i), parts[1], parts[2], parts[3])); err != nil {
			t.Fatal(err)
		}
	}
	entries := replay.Entries(query.Filter{})
	Sort(entries)
	return entries
}

func inNoGroup(string) string { return "" }

func TestPairsTellWhatBecameOfEachRoute(t *testing.T) {
	before := heardRoutes(t, "10.0.0.1 10.1.0.0/16 1.1.1.1 1 2", "10.0.0.1 10.2.0.0/16 1.1.1.1 1 2", "10.0.0.1 10.3.0.0/16 1.1.1.1 1 2")
	after := heardRoutes(t, "10.0.0.1 10.0.0.0/16 1.1.1.1 1 2", "10.0.0.1 10.2.0.0/16 1.1.1.1 1 3", "10.0.0.1 10.3.0.0/16 1.1.1.1 1 2")
	var got []string
	for _, pair := range Pairs(after, before, false) {
		got = append(got, pair.Change+" "+pair.Newest().Prefix().String())
	}
	if text := strings.Join(got, ", "); text != "gained 10.0.0.0/16, lost 10.1.0.0/16, changed 10.2.0.0/16, same 10.3.0.0/16" {
		t.Error(text)
	}
}

func TestTwoPeersMeetWhereverTheyAreHeard(t *testing.T) {
	one := heardRoutes(t, "10.0.0.1 10.1.0.0/16 1.1.1.1 1 2", "10.0.0.1 10.2.0.0/16 1.1.1.1 1 2")
	other := heardRoutes(t, "10.0.0.2 10.2.0.0/16 1.1.1.1 1 2", "10.0.0.2 10.3.0.0/16 1.1.1.1 1 2")
	var got []string
	for _, pair := range Pairs(one, other, true) {
		got = append(got, pair.Change+" "+pair.Newest().Prefix().String())
	}
	if text := strings.Join(got, ", "); text != "gained 10.1.0.0/16, lost 10.3.0.0/16, same 10.2.0.0/16" {
		t.Error(text)
	}
}

func TestGroupsCountWhatIsDistinct(t *testing.T) {
	entries := heardRoutes(t, "10.0.0.1 10.9.0.0/16 1.1.1.1 1 2", "10.0.0.2 10.9.0.0/16 1.1.1.1 1 2", "10.0.0.3 10.9.0.0/16 1.1.1.3 1 2",
		"10.0.0.1 10.10.0.0/16 1.1.1.1 1 4")
	groupOf := func(peer string) string { return map[string]string{"10.0.0.2": "rs", "10.0.0.3": "rs"}[peer] }
	for _, c := range []struct {
		grouping Grouping
		want     string
	}{
		{Grouping{By: []string{"prefix"}, GroupOf: inNoGroup}, "[10.9.0.0/16] 3 1 2 1 3; [10.10.0.0/16] 1 1 1 1 1"},
		{Grouping{By: []string{"prefix"}, GroupOf: groupOf}, "[10.9.0.0/16] 3 1 2 1 3; [10.10.0.0/16] 1 1 1 1 1"},
		{Grouping{By: []string{"peer", "as_path"}, GroupOf: inNoGroup},
			"[10.0.0.1 1 2] 1 1 1 1 1; [10.0.0.1 1 4] 1 1 1 1 1; [10.0.0.2 1 2] 1 1 1 1 1; [10.0.0.3 1 2] 1 1 1 1 1"},
	} {
		var got []string
		for _, g := range c.grouping.Groups(entries) {
			got = append(got, fmt.Sprint(g.Values, g.Routes, g.Prefixes, g.Paths, g.AsPaths, g.Peers))
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("by %v\n got %s\nwant %s", c.grouping.By, text, c.want)
		}
	}
	if all := (Grouping{GroupOf: inNoGroup}).All(entries); all.Routes != 4 || all.Prefixes != 2 || all.AsPaths != 2 {
		t.Errorf("%+v", all)
	}
	if none := (Grouping{GroupOf: inNoGroup}).All(nil); none.Routes != 0 {
		t.Errorf("%+v", none)
	}
}

func TestGroupPairsTellFewerAndMorePaths(t *testing.T) {
	before := heardRoutes(t, "10.0.0.1 10.1.0.0/16 1.1.1.1 1", "10.0.0.2 10.1.0.0/16 1.1.1.2 2", "10.0.0.1 10.2.0.0/16 1.1.1.1 1",
		"10.0.0.1 10.3.0.0/16 1.1.1.1 1", "10.0.0.1 10.4.0.0/16 1.1.1.1 1", "10.0.0.1 10.5.0.0/16 1.1.1.1 1")
	after := heardRoutes(t, "10.0.0.1 10.1.0.0/16 1.1.1.1 1", "10.0.0.1 10.2.0.0/16 1.1.1.1 1", "10.0.0.2 10.2.0.0/16 1.1.1.2 2",
		"10.0.0.1 10.3.0.0/16 1.1.1.1 7", "10.0.0.1 10.5.0.0/16 1.1.1.1 1", "10.0.0.1 10.6.0.0/16 1.1.1.1 1")
	by := Grouping{By: []string{"prefix"}, GroupOf: inNoGroup}
	var got []string
	for _, pair := range GroupPairs(by.Groups(after), by.Groups(before)) {
		got = append(got, pair.Change+" "+pair.Newest().Values[0])
	}
	want := "fewer 10.1.0.0/16, more 10.2.0.0/16, changed 10.3.0.0/16, lost 10.4.0.0/16, gained 10.6.0.0/16, same 10.5.0.0/16"
	if text := strings.Join(got, ", "); text != want {
		t.Error(text)
	}
	isFew := by.FewPaths(before, 1)
	for _, e := range before {
		if got := isFew(e.Prefix()); got != (e.Prefix().String() != "10.1.0.0/16") {
			t.Errorf("few paths to %s: %t", e.Prefix(), got)
		}
	}
}

// A message that only says a route again does not make it younger. Dumps and updates are read at the same time, so that rows of one route come in any order.
func TestSinceIsTheSameInAnyOrder(t *testing.T) {
	for name, rows := range map[string][]row{
		"600 dumped": {changeRow("rib", 600, ""), changeRow("announce", 500, "duplicate"), changeRow("announce", 400, "duplicate")},
		"500":        {changeRow("rib", 600, ""), changeRow("announce", 500, "changed"), changeRow("announce", 400, "duplicate")},
		"300":        {changeRow("announce", 500, "new"), changeRow("announce", 300, "changed"), changeRow("announce", 200, "duplicate")},
		"9000":       {dumpedSince(600, 9000), changeRow("announce", 500, "duplicate"), changeRow("announce", 400, "duplicate")},
		"400":        {dumpedSince(600, 9000), changeRow("announce", 500, "duplicate"), changeRow("announce", 400, "changed")},
	} {
		random := rand.New(rand.NewPCG(3, 4))
		for range 20 {
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			replay := NewReplay(evidence(told{snapshot: true}), query.Filter{}, asked)
			for _, row := range rows {
				if err := replay.Reader()(row.series, row.cells); err != nil {
					t.Fatal(err)
				}
			}
			route := replay.Entries(query.Filter{})[0].Route()
			got := fmt.Sprint((asked.UnixNano() - route.Since) / 1e9)
			if route.Dumped {
				got += " dumped"
			}
			if got != name {
				t.Fatalf("got %s, want %s", got, name)
			}
		}
	}
}

// dumpedSince is a row of a dump that tells since when.
func dumpedSince(secondsBefore, since int) row {
	labels := tags("10.0.0.1", "ipv4")
	labels["action"] = "rib"
	series := &influx.Series{Tags: labels, Columns: []string{"time", "prefix", "since"}}
	return row{series, cells(ns(secondsBefore), "10.1.0.0/16", ns(since))}
}

func changeRow(action string, secondsBefore int, change string) row {
	labels := tags("10.0.0.1", "ipv4")
	labels["action"] = action
	series := &influx.Series{Tags: labels, Columns: []string{"time", "prefix", "change"}}
	return row{series, cells(ns(secondsBefore), "10.1.0.0/16", change)}
}
