package plugin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func TestUpdateRates(t *testing.T) {
	updates := func(s speaker, when time.Time, label string, announced, withdrawn, changes, duplicates int) string {
		return fmt.Sprintf("bgp_updates,%s,afi=ipv4,label=%s announced=%di,withdrawn=%di,path_changes=%di,attribute_changes=0i,duplicates=%di,replayed=0i %d",
			s.tags(), label, announced, withdrawn, changes, duplicates, when.UnixNano())
	}
	source := openServer(t).source(t, []string{
		updates(hub, at(3), "vnet", 10, 2, 3, 1), updates(hub, at(4), "vpn", 1, 0, 0, 0), updates(hub, at(65), "vnet", 5, 6, 0, 0), updates(spoke, at(7), "vnet", 100, 0, 0, 90),
	})
	cases := []struct{ name, model, want string }{
		{"announced, of all peers", `{"queryType":"updateRates"}`, "announced 0:111 60:5"},
		{"withdrawn", `{"queryType":"updateRates","metric":"withdrawn","filter":{"peer":["10.1.0.4"]}}`, "withdrawn 0:2 60:6"},
		{"by label", `{"queryType":"updateRates","groupBy":["label"],"filter":{"afi":"ipv4"}}`, "vnet 0:110 60:5 | vpn 0:1"},
		{"per second", `{"queryType":"updateRates","per":"second","metric":"duplicates","filter":{"label":["vnet"]}}`, "duplicates 0:1.51667 60:0"},
		{"the newest", `{"queryType":"updateRates","format":"numeric","metric":"path_changes","groupBy":["peer"]}`, "10.1.0.4 0 | 10.1.0.5 0"},
		{"none", `{"queryType":"updateRates","filter":{"label":["onprem"]}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(120), c.model))); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	table := answer(t, source, asked(at(0), at(120), `{"queryType":"updateRates","format":"table","groupBy":["peer"]}`))[0]
	want := "10.1.0.4 11 2 3 0 1 0 | 10.1.0.4 5 6 0 0 0 0 | 10.1.0.5 100 0 0 0 90 0"
	if got := cellsOf(t, table, "peer", "announced", "withdrawn", "path_changes", "attribute_changes", "duplicates", "replayed"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTotals(t *testing.T) {
	other := collector{name: "second", domain: "default"}
	source := openServer(t).source(t, []string{
		local.total(at(60), "ipv4", "vnet", 10, 3, 2, 4, 7), local.total(at(60), "ipv4", "vpn", 5, 2, 2, 0, 5),
		local.total(at(60), "ipv6", "vnet", 1, 1, 1, 0, 1), local.total(at(120), "ipv4", "vnet", 11, 3, 2, 5, 6),
		other.total(at(60), "ipv4", "vnet", 10, 3, 2, 4, 7),
	})
	cases := []struct{ name, model, want string }{
		{"what cannot be added up stays apart", `{"queryType":"totals"}`,
			"local ipv4 vnet 60:10 120:11 | local ipv4 vpn 60:5 | local ipv6 vnet 60:1 | second ipv4 vnet 60:10"},
		{"prefixes with one path", `{"queryType":"totals","metric":"single_path","format":"numeric","filter":{"label":["vpn"]}}`, "ipv4 5"},
		{"overlaps over time", `{"queryType":"overlaps","format":"timeseries","filter":{"afi":"ipv4","label":["vnet"],"domain":["default"]}}`,
			"local ipv4 60:4 120:5 | second ipv4 60:4"},
		{"another domain", `{"queryType":"totals","filter":{"domain":["lab"]}}`, ""},
		{"another domain, newest", `{"queryType":"totals","format":"numeric","filter":{"domain":["lab"]}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(180), c.model))); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	table := answer(t, source, asked(at(0), at(180), `{"queryType":"totals","format":"table","filter":{"label":["vnet"],"afi":"ipv4"}}`))[0]
	want := "local vnet 11 3 2 5 6 | second vnet 10 3 2 4 7"
	if got := cellsOf(t, table, "collector", "label", "prefixes", "as_paths", "origins", "overlaps", "single_path"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRedundancy(t *testing.T) {
	source := openServer(t).source(t, []string{
		local.redundancy(at(60), "ipv4", "1", 3), local.redundancy(at(60), "ipv4", "2", 40), local.redundancy(at(60), "ipv4", "10+", 1),
		local.redundancy(at(60), "ipv6", "2", 5), local.redundancy(at(120), "ipv4", "1", 8), local.redundancy(at(120), "ipv4", "2", 35),
	})
	cases := []struct{ name, model, want string }{
		{"families add up, paths are in their order", `{"queryType":"redundancy"}`, "1 path 60:3 120:8 | 2 paths 60:45 120:35 | 10+ paths 60:1"},
		{"by family", `{"queryType":"redundancy","groupBy":["afi","paths"],"filter":{"domain":["default"]}}`,
			"ipv4 1 path 60:3 120:8 | ipv4 2 paths 60:40 120:35 | ipv4 10+ paths 60:1 | ipv6 2 paths 60:5"},
		{"the newest", `{"queryType":"redundancy","format":"numeric","filter":{"afi":"ipv4"}}`, "1 path 8 | 2 paths 35 | 10+ paths 1"},
		{"none", `{"queryType":"redundancy","format":"numeric","filter":{"afi":"ipv4-vpn"}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(180), c.model))); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	table := answer(t, source, asked(at(0), at(180), `{"queryType":"redundancy","format":"table","filter":{"afi":"ipv4"}}`))[0]
	if got := cellsOf(t, table, "paths", "prefixes"); got != "1 8 | 2 35 | 10+ 1" {
		t.Errorf("got %s", got)
	}
}

func TestOverlaps(t *testing.T) {
	vnet, vpn, circuit := [3]string{"10.1.0.4", "vnet", "65515"}, [3]string{"10.1.0.5", "vpn", "65010"}, [3]string{"10.1.0.6", "expressroute", "65020"}
	source := openServer(t).source(t, []string{
		local.pair(at(0), "open", at(-9000), "10.9.0.0/16", "10.9.0.0/16", vnet, circuit, "at_start=1i"),
		local.pair(at(100), "open", at(100), "10.1.2.0/24", "10.1.0.0/16", vpn, vnet),
		local.pair(at(200), "open", at(200), "10.2.0.0/16", "10.2.0.0/16", vnet, vpn),
		local.pair(at(300), "resolved", at(200), "10.2.0.0/16", "10.2.0.0/16", vnet, vpn),
		local.pair(at(900), "open", at(-9000), "10.9.0.0/16", "10.9.0.0/16", vnet, circuit, "at_start=1i"),
		local.pair(at(910), "open", at(910), "2001:db8:1::/48", "2001:db8::/32", vpn, vnet),
		// From here on nobody listens.
	})
	cases := []struct{ name, model, want string }{
		{"what is open at the end", `{"queryType":"overlaps"}`,
			"10.1.2.0/24 10.1.0.0/16 covering known | 10.9.0.0/16 10.9.0.0/16 equal before start | 2001:db8:1::/48 2001:db8::/32 covering new"},
		{"what was open before", `{"queryType":"overlaps","at":"12m"}`,
			"10.1.2.0/24 10.1.0.0/16 covering known | 10.2.0.0/16 10.2.0.0/16 equal known | 10.9.0.0/16 10.9.0.0/16 equal before start"},
		{"after 16 minutes of silence nothing is known", `{"queryType":"overlaps","at":"2026-03-01T12:40:00Z"}`, ""},
		{"by either side's peer", `{"queryType":"overlaps","filter":{"peer":["10.1.0.6"]}}`, "10.9.0.0/16 10.9.0.0/16 equal before start"},
		{"by either side's label", `{"queryType":"overlaps","filter":{"label":["vpn"],"afi":"ipv4"}}`, "10.1.2.0/24 10.1.0.0/16 covering known"},
		{"by the covering prefix", `{"queryType":"overlaps","filter":{"prefix":"10.1.0.0/16"}}`, "10.1.2.0/24 10.1.0.0/16 covering known"},
		{"within a prefix", `{"queryType":"overlaps","filter":{"prefix":"10.0.0.0/12","match":"longer"}}`, "10.1.2.0/24 10.1.0.0/16 covering known | 10.9.0.0/16 10.9.0.0/16 equal before start"},
		{"equal ones", `{"queryType":"overlaps","filter":{"kind":["equal"],"domain":["default"]}}`, "10.9.0.0/16 10.9.0.0/16 equal before start"},
		{"of another domain", `{"queryType":"overlaps","filter":{"domain":["lab"]}}`, ""},
		{"the first", `{"queryType":"overlaps","limit":1}`, "10.1.2.0/24 10.1.0.0/16 covering known"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frame := answer(t, source, asked(at(600), at(960), c.model))[0]
			if got := cellsOf(t, frame, "prefix", "covering", "kind", "age"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if frame.Meta.Type != data.FrameTypeTable || c.want == "" && len(frame.Meta.Notices) != 1 {
				t.Errorf("meta %+v", frame.Meta)
			}
		})
	}
	both := cellsOf(t, answer(t, source, asked(at(600), at(960), `{"queryType":"overlaps","limit":1}`))[0],
		"since", "peer", "label", "origin", "as_path", "next_hop", "covering_peer", "covering_label", "covering_origin", "covering_as_path", "covering_next_hop", "domain", "afi")
	want := "100 10.1.0.5 vpn 65010 65515 65010 10.1.0.5 10.1.0.4 vnet 65515 65515 65515 10.1.0.4 default ipv4"
	if both != want {
		t.Errorf("got  %s\nwant %s", both, want)
	}
}

func TestOrigins(t *testing.T) {
	source := openServer(t).source(t, []string{
		local.origins(at(50), "origin-change", "event", at(50), "10.1.0.0/16", "65001", "65002"),
		local.origins(at(55), "origin-change", "event", at(50), "10.1.0.0/16", "65002", "65001"),
		local.origins(at(60), "moas", "open", at(60), "10.2.0.0/16", "65001", "65001 65002"),
		local.origins(at(90), "moas", "resolved", at(60), "10.2.0.0/16", "65001 65002", "65001"),
		local.origins(at(100), "moas", "open", at(100), "10.2.0.0/16", "65001", "65001 65003"),
	})
	cases := []struct{ name, model, want string }{
		{"what is open first, then the newest", `{"queryType":"origins"}`,
			"100 open moas 10.2.0.0/16 65001 65003 | 60 90 resolved moas 10.2.0.0/16 65001 | 55 event origin-change 10.1.0.0/16 65001 | 50 event origin-change 10.1.0.0/16 65002"},
		{"open", `{"queryType":"origins","filter":{"state":"open"}}`, "100 open moas 10.2.0.0/16 65001 65003"},
		{"changes", `{"queryType":"origins","filter":{"kind":["origin-change"],"peer":["10.1.0.4"],"prefix":"10.0.0.0/8","match":"longer"},"limit":1}`,
			"55 event origin-change 10.1.0.0/16 65001"},
		{"another family", `{"queryType":"origins","filter":{"afi":"ipv6"}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frame := answer(t, source, asked(at(0), at(180), c.model))[0]
			if got := cellsOf(t, frame, "time", "timeEnd", "state", "kind", "prefix", "origins"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestFlaps(t *testing.T) {
	source := openServer(t).source(t, []string{
		local.flap(at(300), 0, "10.1.0.0/16", hub, "vnet", 8, 4, 4, 1), local.flap(at(300), 1, "10.2.0.0/16", spoke, "vpn", 6, 3, 3, 0),
		local.flap(at(600), 0, "10.2.0.0/16", spoke, "vpn", 6, 3, 3, 2), local.flap(at(600), 1, "10.2.0.0/16", hub, "none", 2, 1, 1, 0, "path_id=7i"),
		local.flap(at(600), 0, "2001:db8::/32", six, "none", 1, 1, 0, 0),
	})
	cases := []struct{ name, model, want string }{
		{"most transitions first", `{"queryType":"flaps"}`,
			"10.2.0.0/16 10.1.0.5 12 6 6 2 2 600 | 10.1.0.0/16 10.1.0.4 8 4 4 1 1 300 | 10.2.0.0/16 10.1.0.4 7 2 1 1 0 1 600 | 2001:db8::/32 2001:db8::1 1 1 0 0 1 600"},
		{"of a peer", `{"queryType":"flaps","filter":{"router":["nva-0"],"peer":["10.1.0.4"],"label":["vnet","vpn"]}}`, "10.1.0.0/16 10.1.0.4 8 4 4 1 1 300"},
		{"within a prefix", `{"queryType":"flaps","filter":{"prefix":"2000::/3","match":"longer"}}`, "2001:db8::/32 2001:db8::1 1 1 0 0 1 600"},
		{"of a family", `{"queryType":"flaps","filter":{"afi":"ipv6"}}`, "2001:db8::/32 2001:db8::1 1 1 0 0 1 600"},
		{"none", `{"queryType":"flaps","filter":{"label":["onprem"]}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frame := answer(t, source, asked(at(0), at(900), c.model))[0]
			if got := cellsOf(t, frame, "prefix", "peer", "path_id", "transitions", "announces", "withdraws", "changes", "lists", "last"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	for model, want := range map[string]string{
		`{"queryType":"flaps","format":"timeseries","limit":2}`:                           "10.1.0.0/16 10.1.0.4 300:8 | 10.2.0.0/16 10.1.0.5 300:6 600:6",
		`{"queryType":"flaps","format":"timeseries","filter":{"afi":"ipv6"}}`:             "2001:db8::/32 2001:db8::1 600:1",
		`{"queryType":"flaps","format":"timeseries","filter":{"label":["onprem","lab"]}}`: "",
	} {
		if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(900), model))); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestEmptyAnswersOfDetectorsAreNoData(t *testing.T) {
	source := openServer(t).source(t, nil)
	for _, kind := range []string{"updateRates", "totals", "redundancy", "incidents", "overlaps", "flaps"} {
		series, err := timeseries.CollectionReaderFromFrames(answer(t, source, asked(at(0), at(60), fmt.Sprintf(`{"queryType":%q,"format":"timeseries"}`, kind))))
		must(t, err)
		if c, err := series.GetCollection(true); err != nil || !c.NoData() {
			t.Errorf("%s over time: %+v, error %v", kind, c, err)
		}
	}
	for _, kind := range []string{"updateRates", "totals", "redundancy", "incidents"} {
		numbers, err := numeric.CollectionReaderFromFrames(answer(t, source, asked(at(0), at(60), fmt.Sprintf(`{"queryType":%q,"format":"numeric"}`, kind))))
		must(t, err)
		if c, err := numbers.GetCollection(false); err != nil || !c.NoData() {
			t.Errorf("%s as number: %+v, error %v", kind, c, err)
		}
	}
	for _, kind := range []string{"updateRates", "totals", "redundancy", "incidents", "overlaps", "flaps", "origins"} {
		frame := answer(t, source, asked(at(0), at(60), fmt.Sprintf(`{"queryType":%q,"format":"table"}`, kind)))[0]
		if len(frame.Fields) != 0 || frame.Meta.Type != data.FrameTypeTable || len(frame.Meta.Notices) != 1 || frame.Meta.ExecutedQueryString == "" {
			t.Errorf("%s as table: %+v", kind, frame.Meta)
		}
	}
}

// cellsOf prints the columns of a table row by row, times in seconds from t0; what is absent is left out.
func cellsOf(t *testing.T, frame *data.Frame, columns ...string) string {
	t.Helper()
	var rows []string
	for row := range frame.Rows() {
		var cells []string
		for _, name := range columns {
			field, _ := frame.FieldByName(name)
			if field == nil {
				t.Fatalf("no column %s", name)
			}
			value, ok := field.ConcreteAt(row)
			if when, isTime := value.(time.Time); isTime {
				value = int(when.Sub(t0).Seconds())
			}
			if ok {
				cells = append(cells, fmt.Sprint(value))
			}
		}
		rows = append(rows, strings.Join(cells, " "))
	}
	return strings.Join(rows, " | ")
}
