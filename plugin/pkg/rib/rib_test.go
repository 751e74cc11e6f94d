package rib

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

var asked = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// ns is so many seconds before the asked time, in Unix nanoseconds.
func ns(secondsBefore int) int64 {
	return asked.Add(-time.Duration(secondsBefore) * time.Second).UnixNano()
}

func cells(values ...any) []influx.Value {
	var row []influx.Value
	for _, value := range values {
		switch v := value.(type) {
		case int64:
			row = append(row, influx.Number(fmt.Sprint(v)))
		case string:
			row = append(row, influx.Text(v))
		default:
			row = append(row, influx.Value{})
		}
	}
	return row
}

func tags(peer, afi string) map[string]string {
	return map[string]string{"router": "r1", "view": "adj-in-pre", "vrf": "default", "peer": peer, "afi": afi, "peer_as": "65010"}
}

func tableAt(peer, afi string) Table { return tableOf(tags(peer, afi)) }

type told struct{ snapshot, lateSnapshot, down, began, heard, known bool }

// evidence of one peer: dump from 600 to 599 s before, down 300 s before, first heard 900 s before.
func evidence(t told) *Evidence {
	e := NewEvidence(asked, time.Minute)
	series := &influx.Series{Tags: tags("10.0.0.1", "ipv4")}
	if t.snapshot {
		_ = e.AddSnapshot(series, cells(ns(599), ns(600), int64(1)))
	}
	if t.lateSnapshot {
		_ = e.AddSnapshot(series, cells(ns(99), ns(100), int64(1)))
	}
	if t.down {
		_ = e.AddDown(series, cells(ns(300), int64(0)))
	}
	if t.began {
		_ = e.AddBegin(series, cells(ns(850), int64(1)))
	}
	if t.heard {
		_ = e.AddHeard(series, cells(ns(900), int64(1)))
	}
	if t.known {
		_ = e.AddKnown(series, nil)
	}
	return e
}

func TestStart(t *testing.T) {
	lookBack := asked.Add(-influxql.LookBack).UnixNano() - 1
	dump := influxql.Window{First: ns(600), Last: ns(599)}
	cases := []struct {
		name string
		told told
		afi  string
		want start
	}{
		{"nothing known", told{}, "ipv4", start{after: lookBack}},
		{"a dump", told{snapshot: true}, "ipv4", start{dump: dump, after: ns(599), complete: true}},
		{"another family's dump: this table was empty", told{snapshot: true}, "ipv6", start{after: ns(599), complete: true}},
		{"down after the dump: empty since", told{snapshot: true, down: true}, "ipv4", start{after: ns(300), complete: true}},
		{"down, no dump", told{down: true}, "ipv6", start{after: ns(300), complete: true}},
		{"another family's dump after the session came up", told{lateSnapshot: true, down: true}, "ipv6", start{after: ns(99), complete: true}},
		{"up all along, never whole", told{heard: true}, "ipv4", start{after: lookBack}},
		{"its session changed, but not the whole table known", told{began: true, heard: true}, "ipv4", start{after: lookBack}},
		{"seen to come up", told{began: true, heard: true, known: true}, "ipv4", start{after: lookBack, complete: true}},
		{"whole, but since when?", told{known: true}, "ipv4", start{after: lookBack}},
	}
	for _, c := range cases {
		if got := evidence(c.told).start(tableAt("10.0.0.1", c.afi)); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestSessionUpSinceBeforeTheLookBackIsNotSeenToComeUp(t *testing.T) {
	e := evidence(told{known: true})
	_ = e.AddBegin(&influx.Series{Tags: tags("10.0.0.1", "ipv4")}, cells(asked.Add(-influxql.LookBack+30*time.Second).UnixNano(), int64(1)))
	if e.start(tableAt("10.0.0.1", "ipv4")).complete {
		t.Error("the first row in the look-back is only the next repetition")
	}
}

func TestDownDuringADumpWins(t *testing.T) {
	e := NewEvidence(asked, time.Minute)
	series := &influx.Series{Tags: tags("10.0.0.1", "ipv4")}
	_ = e.AddSnapshot(series, cells(ns(500), ns(600), int64(1)))
	_ = e.AddDown(series, cells(ns(550), int64(0)))
	if got := e.start(tableAt("10.0.0.1", "ipv4")); got != (start{after: ns(550), complete: true}) {
		t.Errorf("%+v", got)
	}
}

func TestWindows(t *testing.T) {
	e := NewEvidence(asked, time.Minute)
	for peer, began := range map[string]int{"10.0.0.1": 7000, "10.0.0.2": 6990, "10.0.0.3": 3000} {
		_ = e.AddSnapshot(&influx.Series{Tags: tags(peer, "ipv4")}, cells(ns(began-5), ns(began), int64(1)))
	}
	for _, peer := range []string{"10.0.0.1", "10.0.0.2", "10.0.0.3"} {
		_ = e.AddHeard(&influx.Series{Tags: tags(peer, "")}, cells(ns(8000), int64(1)))
	}
	got := e.DumpWindows()
	want := []influxql.Window{{First: ns(7000), Last: ns(6985)}, {First: ns(3000), Last: ns(2995)}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("windows %v, want %v", got, want)
	}
	if w := e.UpdateWindow(asked); w.First != ns(6995)+1 || w.Last != asked.UnixNano() {
		t.Errorf("updates %v", w)
	}
	_ = e.AddHeard(&influx.Series{Tags: tags("10.0.0.4", "")}, cells(ns(8000), int64(1)))
	if w := e.UpdateWindow(asked); w.First != asked.Add(-influxql.LookBack).UnixNano() {
		t.Errorf("a peer without a dump was heard too: updates %v", w)
	}
	if w := NewEvidence(asked, time.Minute).UpdateWindow(asked); w.First != asked.Add(-influxql.LookBack).UnixNano() {
		t.Errorf("nothing known: updates %v", w)
	}
}

var routeColumns = []string{"time", "prefix", "path_id", "as_path", "origin_as"}

// row is one row of bgp_routes in its series.
type row struct {
	series *influx.Series
	cells  []influx.Value
}

func routeRow(peer, action, prefix string, time int64, path string, pathID any) row {
	labels := tags(peer, "ipv4")
	labels["action"] = action
	return row{&influx.Series{Tags: labels, Columns: routeColumns}, cells(time, prefix, pathID, path, nil)}
}

func replayed(e *Evidence, f query.Filter, rows ...row) string {
	r := NewReplay(e, f, asked)
	add := r.Reader()
	for _, row := range rows {
		if err := add(row.series, row.cells); err != nil {
			return err.Error()
		}
	}
	var text []string
	var routes []Route
	entries := r.Entries(f)
	Sort(entries)
	for _, e := range entries {
		routes = append(routes, e.Route())
	}
	for _, route := range routes {
		line := route.Prefix.String() + "@" + route.Table.Peer
		if route.PathID.OK {
			line += fmt.Sprintf("#%d", route.PathID.N)
		}
		text = append(text, line+" "+route.AsPath)
	}
	return strings.Join(text, "|")
}

func TestNewestRowWinsInAnyOrder(t *testing.T) {
	rows := []row{
		routeRow("10.0.0.1", "rib", "10.1.0.0/16", ns(600), "1", nil),
		routeRow("10.0.0.1", "rib", "10.2.0.0/16", ns(600)+1, "2", nil),
		routeRow("10.0.0.1", "rib", "10.3.0.0/16", ns(601), "of an older dump", nil),
		routeRow("10.0.0.1", "announce", "10.4.0.0/16", ns(600)+5, "before the dump was closed", nil),
		routeRow("10.0.0.1", "announce", "10.2.0.0/16", ns(500), "3", nil),
		routeRow("10.0.0.1", "withdraw", "10.1.0.0/16", ns(400), "", nil),
		routeRow("10.0.0.1", "announce", "10.1.0.0/16", ns(399), "4", nil),
		routeRow("10.0.0.1", "withdraw", "10.2.0.0/16", ns(100), "", nil),
		routeRow("10.0.0.1", "announce", "10.9.0.0/16", asked.UnixNano()+1, "after", nil),
		routeRow("10.0.0.1", "announce", "10.5.0.0/16", ns(100), "5", int64(1)),
		routeRow("10.0.0.1", "announce", "10.5.0.0/16", ns(100)+1, "6", int64(2)),
		routeRow("10.0.0.1", "announce", "9.0.0.0/8", ns(90), "7", nil),
		routeRow("10.0.0.1", "announce", "9.0.0.0/9", ns(90)+1, "8", nil),
	}
	want := "9.0.0.0/8@10.0.0.1 7|9.0.0.0/9@10.0.0.1 8|10.1.0.0/16@10.0.0.1 4|10.5.0.0/16@10.0.0.1#1 5|10.5.0.0/16@10.0.0.1#2 6"
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got := replayed(evidence(told{snapshot: true}), query.Filter{}, rows...); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	}
}

func TestPeersAreSortedByNumber(t *testing.T) {
	got := replayed(NewEvidence(asked, time.Minute), query.Filter{},
		routeRow("10.0.0.10", "announce", "10.1.0.0/16", ns(9), "a", nil),
		routeRow("10.0.0.9", "announce", "10.1.0.0/16", ns(9), "b", nil),
		routeRow("unknown", "announce", "10.1.0.0/16", ns(9), "c", nil))
	if got != "10.1.0.0/16@10.0.0.9 b|10.1.0.0/16@10.0.0.10 a|10.1.0.0/16@unknown c" {
		t.Error(got)
	}
}

func TestLongestMatchIsPerTable(t *testing.T) {
	f := query.Filter{Prefix: netip.MustParsePrefix("10.1.2.3/32"), Match: query.Lookup}
	got := replayed(NewEvidence(asked, time.Minute), f,
		routeRow("10.0.0.1", "announce", "10.1.0.0/16", ns(9), "a", nil),
		routeRow("10.0.0.1", "announce", "10.0.0.0/8", ns(8), "b", nil),
		routeRow("10.0.0.2", "announce", "10.0.0.0/8", ns(8), "c", nil),
		routeRow("10.0.0.2", "announce", "10.1.2.3/32", ns(8), "d", nil),
		routeRow("10.0.0.2", "withdraw", "10.1.2.3/32", ns(7), "", nil),
		routeRow("10.0.0.2", "announce", "10.1.2.4/32", ns(7), "e", nil))
	if got != "10.0.0.0/8@10.0.0.2 c|10.1.0.0/16@10.0.0.1 a" {
		t.Error(got)
	}
}

func TestUnreadableRowsAreCounted(t *testing.T) {
	r := NewReplay(NewEvidence(asked, time.Minute), query.Filter{}, asked)
	bad := routeRow("10.0.0.1", "announce", "65000:1:10.0.0.0/8", ns(5), "", nil)
	if err := r.Reader()(bad.series, bad.cells); err != nil || r.Unreadable() != 1 {
		t.Errorf("error %v, %d unreadable", err, r.Unreadable())
	}
}

func TestPartials(t *testing.T) {
	r := NewReplay(evidence(told{heard: true}), query.Filter{}, asked)
	add := r.Reader()
	for _, row := range []row{
		routeRow("10.0.0.1", "announce", "10.1.0.0/16", ns(950), "a", nil),
		routeRow("10.0.0.2", "announce", "10.1.0.0/16", ns(100), "a", nil),
	} {
		if err := add(row.series, row.cells); err != nil {
			t.Fatal(err)
		}
	}
	got := r.Partials()
	if len(got) != 2 || got[0].Session.Peer != "10.0.0.1" || got[0].Since != ns(950) || got[1].Since != ns(100) {
		t.Errorf("%+v", got)
	}
	if whole := NewReplay(evidence(told{snapshot: true}), query.Filter{}, asked).Partials(); len(whole) != 0 {
		t.Errorf("whole: %+v", whole)
	}
}
