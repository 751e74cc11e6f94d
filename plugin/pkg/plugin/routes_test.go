package plugin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// history is what the tests of tables at one time are asked about.
//
//	0 s    hub: dump of three routes, closed at 1 s; spoke: session comes up (no dump)
//	60 s   hub: 10.2.0.0/16 gets another path
//	120 s  hub: 10.3.0.0/16 withdrawn, 10.4.0.0/16 announced
//	180 s  hub: session down; 200 s: up again; 210 s: 10.2.0.0/16 announced
//	30 s   spoke: 10.9.0.0/16 announced
func history() []string {
	lines := []string{
		hub.route(at(0), "rib", "10.2.0.0/16", "65515 65001"),
		hub.route(at(0).Add(1), "rib", "10.3.0.0/16", "65515 65002"),
		hub.route(at(0).Add(2), "rib", "0.0.0.0/0", "65515 65003"),
		hub.snapshot(at(0), at(1), "ipv4", 3, 1),
		hub.route(at(60), "announce", "10.2.0.0/16", "65515 65009 65001", "med=50i", `communities="65000:1 no-export"`),
		hub.route(at(120), "withdraw", "10.3.0.0/16", ""),
		hub.route(at(120).Add(1), "announce", "10.4.0.0/16", "65515 65004"),
		hub.session(at(180), 0),
		hub.session(at(200), 1),
		hub.route(at(210), "announce", "10.2.0.0/16", "65515 65001"),
		spoke.session(at(0), 0),
		spoke.session(at(20), 1),
		spoke.route(at(30), "announce", "10.9.0.0/16", "65515 12076"),
	}
	// A dump that broke off counts for nothing.
	return append(lines, hub.route(at(90), "rib", "10.250.0.0/16", "65515"), hub.snapshot(at(90), at(91), "ipv4", 1, 0))
}

func TestTableAtTime(t *testing.T) {
	source := openServer(t).source(t, history())
	cases := []struct {
		name string
		at   int
		want string
	}{
		{"before anything", -10, ""},
		{"at the dump", 2, "0.0.0.0/0@10.1.0.4 65515 65003 rib|10.2.0.0/16@10.1.0.4 65515 65001 rib|10.3.0.0/16@10.1.0.4 65515 65002 rib"},
		{"after a path change", 61, "0.0.0.0/0@10.1.0.4 65515 65003 rib|10.2.0.0/16@10.1.0.4 65515 65009 65001 announce|" +
			"10.3.0.0/16@10.1.0.4 65515 65002 rib|10.9.0.0/16@10.1.0.5 65515 12076 announce"},
		{"after a withdrawal", 150, "0.0.0.0/0@10.1.0.4 65515 65003 rib|10.2.0.0/16@10.1.0.4 65515 65009 65001 announce|" +
			"10.4.0.0/16@10.1.0.4 65515 65004 announce|10.9.0.0/16@10.1.0.5 65515 12076 announce"},
		{"while the session is down", 190, "10.9.0.0/16@10.1.0.5 65515 12076 announce"},
		{"up again", 220, "10.2.0.0/16@10.1.0.4 65515 65001 announce|10.9.0.0/16@10.1.0.5 65515 12076 announce"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frame := answer(t, source, asked(at(-3600), at(c.at), `{"queryType":"routes"}`))[0]
			if got := strings.Join(described(frame), "|"); got != c.want {
				t.Errorf("table\n got %s\nwant %s", got, c.want)
			}
			if frame.Meta.Type != data.FrameTypeTable || !strings.Contains(frame.Meta.ExecutedQueryString, "bgp_snapshots") {
				t.Errorf("meta %+v", frame.Meta)
			}
			if text := notices(frame); strings.Contains(text, "not the table") {
				t.Errorf("every table is whole here, but: %s", text)
			}
		})
	}
	t.Run("at an instant and before the end", func(t *testing.T) {
		for _, when := range []string{at(61).Format(time.RFC3339), "2m"} {
			frame := answer(t, source, asked(at(-3600), at(181), fmt.Sprintf(`{"queryType":"routes","at":%q}`, when)))[0]
			if got := described(frame); len(got) != 4 || !strings.Contains(got[1], "65009") {
				t.Errorf("at %s: %q", when, got)
			}
		}
	})
}

func TestRouteColumns(t *testing.T) {
	source := openServer(t).source(t, history())
	frame := answer(t, source, asked(at(0), at(61), `{"queryType":"routes","filter":{"prefix":"10.2.0.0/16"}}`))[0]
	want := map[string]any{
		"prefix": "10.2.0.0/16", "router": "nva-0", "peer": "10.1.0.4", "peer_as": "65515", "afi": "ipv4", "view": "adj-in-pre", "vrf": "default",
		"as_path": "65515 65009 65001", "origin_as": int64(65001), "path_length": int64(3), "next_hop": "10.1.0.4", "med": int64(50),
		"local_pref": nil, "communities": "65000:1 no-export", "path_id": nil, "otc": nil, "since": at(60), "action": "announce",
	}
	for name, value := range want {
		field, _ := frame.FieldByName(name)
		if field == nil || field.Len() != 1 {
			t.Fatalf("no single value %s", name)
		}
		got, ok := field.ConcreteAt(0)
		if !ok {
			got = nil
		}
		if when, ok := value.(time.Time); ok && when.Equal(got.(time.Time)) {
			continue
		}
		if got != value {
			t.Errorf("%s = %v, want %v", name, got, value)
		}
	}
}

func TestLookUps(t *testing.T) {
	lines := []string{six.session(at(-60), 0), six.session(at(-50), 1), hub.session(at(-60), 0), hub.session(at(-50), 1)}
	for i, prefix := range []string{"0.0.0.0/0", "10.0.0.0/7", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.2.0.0/16", "11.0.0.0/8"} {
		lines = append(lines, hub.route(at(i), "announce", prefix, "65515"))
	}
	for i, prefix := range []string{"::/0", "2000::/3", "2001:db8::/32", "2001:db8:0:1::/64", "2001:db8:0:1::/65", "2001:db8:0:1:8000::/65", "2001:db8::1/128", "a::/16"} {
		lines = append(lines, six.route(at(i), "announce", prefix, "65020"))
	}
	source := openServer(t).source(t, lines)
	cases := []struct{ match, prefix, want string }{
		{"lookup", "10.1.2.3", "10.1.2.0/24"},
		{"lookup", "10.1.3.0/24", "10.1.0.0/16"},
		{"lookup", "10.1.0.0/16", "10.1.0.0/16"},
		{"lookup", "11.9.9.9", "11.0.0.0/8"},
		{"lookup", "192.0.2.1", "0.0.0.0/0"},
		{"lookup", "0.0.0.0/0", "0.0.0.0/0"},
		{"lookup", "2001:db8:0:1:8000::9", "2001:db8:0:1:8000::/65"},
		{"lookup", "2001:db8:0:1:1::9", "2001:db8:0:1::/65"},
		{"lookup", "2001:db8::1", "2001:db8::1/128"},
		{"lookup", "2001:db8::2", "2001:db8::/32"},
		{"lookup", "3000::1", "2000::/3"},
		{"lookup", "fe80::1", "::/0"},
		{"exact", "10.1.0.0/16", "10.1.0.0/16"},
		{"exact", "10.3.0.0/16", ""},
		{"exact", "2001:db8:0:1::/65", "2001:db8:0:1::/65"},
		{"exact", "10.0.0.0/7", "10.0.0.0/7"},
		{"longer", "10.1.0.0/16", "10.1.0.0/16 10.1.2.0/24"},
		{"longer", "10.0.0.0/7", "10.0.0.0/7 10.0.0.0/8 10.1.0.0/16 10.1.2.0/24 10.2.0.0/16 11.0.0.0/8"},
		{"longer", "0.0.0.0/0", "0.0.0.0/0 10.0.0.0/7 10.0.0.0/8 10.1.0.0/16 10.1.2.0/24 10.2.0.0/16 11.0.0.0/8"},
		{"longer", "2001:db8:0:1::/64", "2001:db8:0:1::/64 2001:db8:0:1::/65 2001:db8:0:1:8000::/65"},
		{"longer", "a::/16", "a::/16"},
		{"shorter", "10.1.2.3", "0.0.0.0/0 10.0.0.0/7 10.0.0.0/8 10.1.0.0/16 10.1.2.0/24"},
		{"shorter", "10.1.0.0/16", "0.0.0.0/0 10.0.0.0/7 10.0.0.0/8 10.1.0.0/16"},
		{"shorter", "2001:db8:0:1:8000::/65", "::/0 2000::/3 2001:db8::/32 2001:db8:0:1::/64 2001:db8:0:1:8000::/65"},
		{"overlap", "10.1.0.0/16", "0.0.0.0/0 10.0.0.0/7 10.0.0.0/8 10.1.0.0/16 10.1.2.0/24"},
		{"overlap", "10.0.0.0/7", "0.0.0.0/0 10.0.0.0/7 10.0.0.0/8 10.1.0.0/16 10.1.2.0/24 10.2.0.0/16 11.0.0.0/8"},
		{"overlap", "2001:db8:0:1:8000::/65", "::/0 2000::/3 2001:db8::/32 2001:db8:0:1::/64 2001:db8:0:1:8000::/65"},
		{"overlap", "::/0", "::/0 a::/16 2000::/3 2001:db8::/32 2001:db8::1/128 2001:db8:0:1::/64 2001:db8:0:1::/65 2001:db8:0:1:8000::/65"},
	}
	for _, c := range cases {
		t.Run(c.match+" "+strings.ReplaceAll(c.prefix, "/", "_"), func(t *testing.T) {
			frame := answer(t, source, asked(at(-3600), at(100), fmt.Sprintf(`{"queryType":"routes","filter":{"prefix":%q,"match":%q}}`, c.prefix, c.match)))[0]
			var prefixes []string
			for _, route := range described(frame) {
				prefixes = append(prefixes, route[:strings.Index(route, "@")])
			}
			if got := strings.Join(prefixes, " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestTableNotSeenWhole(t *testing.T) {
	source := openServer(t).source(t, []string{
		hub.route(at(5), "announce", "10.2.0.0/16", "65515"), hub.messages(at(5).Add(1), "UPDATE", 1),
		// The spoke is first heard as it comes up: the collector knows its whole table and says so by its size.
		spoke.session(at(0), 1), spoke.route(at(5), "announce", "10.3.0.0/16", "65515"), spoke.size(at(60), "ipv4", "none", 1, 1, 1),
	})
	frame := answer(t, source, asked(at(0), at(100), `{"queryType":"routes"}`))[0]
	if got := described(frame); len(got) != 2 {
		t.Errorf("routes %q", got)
	}
	text := notices(frame)
	if !strings.Contains(text, "10.1.0.4 of nva-0: heard since 2026-03-01T12:00:05Z, not the table") || strings.Contains(text, "10.1.0.5") {
		t.Errorf("notices: %s", text)
	}
}

func TestRoutesFilterLimitAndPaths(t *testing.T) {
	var lines []string
	for id := range 3 {
		lines = append(lines, spoke.route(at(40+id), "announce", "10.7.0.0/16", fmt.Sprintf("65515 %d", 65100+id), fmt.Sprintf("path_id=%di", id)))
	}
	lines = append(lines, spoke.route(at(49), "withdraw", "10.7.0.0/16", "", "path_id=1i"))
	source := openServer(t).source(t, append(history(), lines...))
	cases := []struct {
		name, model string
		want        int
		notice      string
	}{
		{"path ids are routes of their own", `{"queryType":"routes","filter":{"peer":["10.1.0.5"],"prefix":"10.7.0.0/16"}}`, 2, ""},
		{"before one path was withdrawn", `{"queryType":"routes","at":"` + at(45).Format(time.RFC3339) + `","filter":{"prefix":"10.7.0.0/16"}}`, 3, ""},
		{"one peer", `{"queryType":"routes","at":"` + at(61).Format(time.RFC3339) + `","filter":{"peer":["10.1.0.4"]}}`, 3, ""},
		{"peer AS and router", `{"queryType":"routes","at":"` + at(61).Format(time.RFC3339) + `","filter":{"peerAs":["AS65515"],"router":["nva-0"]}}`, 6, ""},
		{"another AS", `{"queryType":"routes","filter":{"peerAs":[65516]}}`, 0, "No route"},
		{"family", `{"queryType":"routes","filter":{"afi":"ipv6"}}`, 0, "No route"},
		{"limit", `{"queryType":"routes","limit":2,"at":"` + at(61).Format(time.RFC3339) + `"}`, 2, "2 of 6 routes"},
		{"limit over the most", `{"queryType":"routes","limit":1000000}`, 4, "limit cut to 100000"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frame := answer(t, source, asked(at(-3600), at(300), c.model))[0]
			if got := described(frame); len(got) != c.want {
				t.Errorf("got %q, want %d", got, c.want)
			}
			if !strings.Contains(notices(frame), c.notice) {
				t.Errorf("notices: %s", notices(frame))
			}
		})
	}
}

// described gives each route as prefix@peer path action.
func described(frame *data.Frame) []string {
	var routes []string
	for row := range frame.Rows() {
		text := func(name string) string {
			field, _ := frame.FieldByName(name)
			return field.At(row).(string)
		}
		routes = append(routes, text("prefix")+"@"+text("peer")+" "+text("as_path")+" "+text("action"))
	}
	return routes
}

func notices(frame *data.Frame) string {
	var texts []string
	for _, notice := range frame.Meta.Notices {
		texts = append(texts, notice.Text)
	}
	return strings.Join(texts, "\n")
}
