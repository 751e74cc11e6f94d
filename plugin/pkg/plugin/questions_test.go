package plugin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// question is one that an engineer asks, the query that asks it, and the answer: the rows by these columns, or the series
// as an alert rule reads them.
type question struct {
	asks     string
	of       recording
	from, to string // of the day of the recording
	query    string
	columns  string // none: read as an alert rule does
	want     string
	says     string // in a notice
}

// day is that of each recording.
var days = map[recording]string{hybridIncidents: "2026-03-10", birdHybrid: "2026-11-23"}

var questions = []question{
	{"which peers withdrew what between 18:19 and 18:21", hybridIncidents, "18:19", "18:21",
		`{"queryType":"history","format":"table","filter":{"action":["withdraw"]}}`, "time peer prefix label",
		"18:20:40 10.0.4.10 172.20.5.0/24 onprem | 18:20:20 10.0.4.10 172.20.5.0/24 onprem | 18:20:00 10.0.4.10 172.20.5.0/24 onprem", ""},
	{"and as an alert rule: does a peer withdraw more than it should", hybridIncidents, "18:19", "18:21",
		`{"queryType":"updateRates","format":"numeric","metric":"withdrawn","groupBy":["peer"],"filter":{"peer":["10.0.4.10"]}}`, "", "hq-0 (10.0.4.10) 3", ""},
	{"how many routes with AS 65011 in their path did the VPN gateway announce in each minute", hybridIncidents, "17:42", "17:55",
		`{"queryType":"history","format":"timeseries","groupBy":["peer"],"filter":{"action":["announce"],"asPath":"_65011_","peer":["10.0.3.4"]}}`, "time rows",
		"17:42:00 1 | 17:46:00 5 | 17:47:00 1 | 17:48:00 1 | 17:49:00 1 | 17:52:00 1 | 17:53:00 1 | 17:54:00 2", ""},
	{"which prefixes have AS 8075 in their path and since when", hybridIncidents, "18:00", "18:14",
		`{"queryType":"routes","filter":{"asPath":"_8075_"}}`, "prefix as_path since",
		"20.33.0.0/16 12076 65010 12076 8075 18:13:00 | 20.190.128.0/18 12076 65010 12076 8075 18:13:00", ""},
	{"since when, where it began before the last table dump", hybridIncidents, "18:00", "18:05",
		`{"queryType":"routes","filter":{"asPath":"_65013$","prefix":"10.200.0.0/16"}}`, "prefix as_path since action", "10.200.0.0/16 12076 65010 65013 17:39:00 announce", ""},
	{"and by their paths, since when the oldest", hybridIncidents, "18:00", "18:05",
		`{"queryType":"asPaths","filter":{"asPath":"_65013$"}}`, "as_path prefixes since", "12076 65010 65013 14 17:39:00", ""},
	{"is there any route with AS 8075: as an alert rule", hybridIncidents, "18:00", "18:14",
		`{"queryType":"routes","format":"numeric","filter":{"asPath":"_8075_"}}`, "", "routes 2", ""},
	{"and none when it has gone", hybridIncidents, "18:00", "18:17",
		`{"queryType":"routes","format":"numeric","filter":{"asPath":"_8075_"}}`, "", "routes 0", ""},
	{"what covers 10.100.66.7 now and ten minutes ago, and what changed", hybridIncidents, "18:00", "18:45",
		`{"queryType":"routes","compareTo":"10m","filter":{"prefix":"10.100.66.7","match":"shorter"}}`, "change prefix peer as_path",
		"gained 10.100.66.0/24 10.0.3.4 65020 64999 | same 0.0.0.0/0 10.0.4.10 65010 | same 10.96.0.0/11 10.0.4.10 65010 | same 10.100.0.0/16 10.0.2.4 12076 65010 | same 10.100.0.0/16 10.0.3.4 65020 65010 65010", ""},
	{"and what would it match", hybridIncidents, "18:00", "18:45",
		`{"queryType":"routes","filter":{"prefix":"10.100.66.7","match":"lookup"}}`, "prefix peer",
		"10.96.0.0/11 10.0.4.10 | 10.100.0.0/16 10.0.2.4 | 10.100.66.0/24 10.0.3.4", ""},
	{"which prefixes have only one path left, and lost one in five minutes", hybridIncidents, "17:30", "17:52",
		`{"queryType":"routes","groupBy":["prefix"],"compareTo":"5m","filter":{"maxPaths":1,"change":["fewer"]}}`, "prefix change paths before_paths", "10.110.0.0/16 fewer 1 2", ""},
	{"of the sites of Lyon, how many paths has each: as an alert rule", hybridIncidents, "17:30", "17:52",
		`{"queryType":"routes","format":"numeric","metric":"paths","groupBy":["prefix"],"filter":{"prefix":"10.110.0.0/15","match":"longer"}}`, "",
		"10.110.0.0/16 1 | 10.111.0.0/16 2", ""},
	{"two instances of a route server are one path", hybridIncidents, "17:30", "17:52",
		`{"queryType":"routes","groupBy":["prefix"],"filter":{"prefix":"10.1.0.0/16"}}`, "prefix paths peers routes", "10.1.0.0/16 1 2 2", ""},
	{"who else originates my prefix", hybridIncidents, "18:00", "18:38",
		`{"queryType":"origins","filter":{"prefix":"10.130.0.0/16","state":"open"}}`, "prefix origins_before origins peer label", "10.130.0.0/16 65010 65010 65020 10.0.3.4 vpn", ""},
	{"and by whose routes", hybridIncidents, "18:00", "18:38",
		`{"queryType":"routes","groupBy":["origin"],"filter":{"prefix":"10.130.0.0/16"}}`, "origin_as routes peers", "65010 1 1 | 65020 1 1", ""},
	{"what did the table look like at 17:44 while a peer was down", hybridIncidents, "17:30", "17:50",
		`{"queryType":"routes","at":"2026-03-10T17:44:00Z","filter":{"prefix":"10.110.0.0/15","match":"longer"}}`, "prefix peer label",
		"10.110.0.0/16 10.0.2.4 expressroute | 10.111.0.0/16 10.0.2.4 expressroute", "Session down at this time, and so no routes: vpn-0 (10.0.3.4) of nva-0"},
	{"which of my circuits is near its prefix limit", hybridIncidents, "18:00", "19:00",
		`{"queryType":"prefixCounts","format":"numeric","metric":"limit_used_percent","filter":{"label":["expressroute"]}}`, "",
		"er-0 (10.0.2.4) ipv4 expressroute 0.75 | er-0 (10.0.2.4) ipv6 expressroute 0.075", ""},
	{"and who ended a session for it", hybridIncidents, "18:00", "19:00",
		`{"queryType":"notifications","format":"table","filter":{"code":["6/1"]}}`, "time direction peer text", "18:52:00 received 10.0.1.5 Cease: Maximum Number of Prefixes Reached", ""},
	{"when were sessions down, and why", hybridIncidents, "17:30", "19:00",
		`{"queryType":"sessions","format":"annotations"}`, "time timeEnd title tags",
		"17:43:00 17:46:00 session down vpn-0 (10.0.3.4) session,down | 18:52:00 18:55:00 session down rs-1 (10.0.1.5) session,down", ""},
	{"what happened to 10.110.0.0/16", hybridIncidents, "17:42", "17:55",
		`{"queryType":"history","filter":{"prefix":"10.110.0.0/16","peer":["10.0.3.4"]}}`, "timestamp severity body",
		"17:54:00 info vpn-0 (10.0.3.4) announces 10.110.0.0/16 path 65020 65010 65010 65011 next hop vpn-gateway (10.0.3.4) (new) | " +
			"17:50:00 warning vpn-0 (10.0.3.4) withdraws 10.110.0.0/16 | " +
			"17:46:20 info vpn-0 (10.0.3.4) announces 10.110.0.0/16 path 65020 65010 65010 65011 next hop vpn-gateway (10.0.3.4) (changed) | " +
			"17:46:00 info vpn-0 (10.0.3.4) announces 10.110.0.0/16 path 65020 65010 65010 65011 next hop vpn-gateway (10.0.3.4) (new by replay) | " +
			"17:46:00 info session of nva-0 with vpn-0 (10.0.3.4) up | " +
			`17:43:00 error session of nva-0 with vpn-0 (10.0.3.4) down: Cease: Administrative Shutdown "Maintenance CHG-2207: new firmware, back in 3 min"`, ""},
	{"which AS paths are in use over the VPN", hybridIncidents, "17:30", "17:52",
		`{"queryType":"asPaths","filter":{"label":["vpn"]}}`, "as_path origin_as path_length prefixes",
		"65020 65010 65010 65010 3 9 | 65020 65020 1 4 | 65020 65010 65010 65011 65011 4 3", ""},
	{"what do two peers have differently", hybridIncidents, "17:30", "17:52",
		`{"queryType":"routes","compareToPeer":"10.0.3.4","filter":{"peer":["10.0.2.4"],"prefix":"10.110.0.0/15","match":"longer"}}`, "change prefix as_path before_as_path",
		"gained 10.110.0.0/16 12076 65010 65011 | changed 10.111.0.0/16 12076 65010 65011 65020 65010 65010 65011", ""},
	{"which prefixes flapped", hybridIncidents, "18:15", "18:30",
		`{"queryType":"flaps","format":"numeric","filter":{"prefix":"172.20.0.0/16","match":"longer"}}`, "", "172.20.5.0/24 hq-0 (10.0.4.10) 6", ""},
	{"is my prefix seen by each peer: as an alert rule", hybridIncidents, "17:30", "17:52",
		`{"queryType":"history","format":"numeric","filter":{"prefix":"10.110.0.0/16"}}`, "", "er-0 (10.0.2.4) 10.110.0.0/16 1 | vpn-0 (10.0.3.4) 10.110.0.0/16 0", ""},
	{"what is connected to the collector, and what can it not see", hybridIncidents, "18:00", "18:30",
		`{"queryType":"collector","format":"table"}`, "part state connections queued blind_spots",
		"none 60 | bmp 127.0.0.1:11019 hearing 1 no KEEPALIVE | store general ok 1", ""},
	{"how many points were written: as an alert rule", hybridIncidents, "18:00", "18:05",
		`{"queryType":"collector","format":"numeric","metric":"written","filter":{"part":["store general"]},"groupBy":[]}`, "", "written 79", ""},
	{"what did BIRD's route server say when it left", birdHybrid, "01:44", "01:53",
		`{"queryType":"notifications","format":"table"}`, "direction peer code subcode text",
		`received 127.0.0.4 6 2 Cease: Administrative Shutdown "Maintenance CHG-1042: rs-0 is upgraded, back in 30 s"`, ""},
	{"which backup vanished while the primary still worked", birdHybrid, "01:44", "01:53",
		`{"queryType":"routes","groupBy":["prefix"],"compareTo":"2m","filter":{"change":["fewer"]}}`, "prefix change paths before_paths", "10.21.0.0/16 fewer 1 2", ""},
	{"which prefix flapped, and how often", birdHybrid, "01:44", "01:53",
		`{"queryType":"flaps","filter":{"prefix":"10.30.0.0/16","match":"longer"}}`, "prefix peer transitions", "10.30.7.0/24 127.0.0.4 10 | 10.30.7.0/24 127.0.0.5 10", ""},
}

func TestQuestions(t *testing.T) {
	for _, q := range questions {
		t.Run(strings.ReplaceAll(q.asks, "/", "_"), func(t *testing.T) {
			source := openServer(t).recorded(t, q.of)
			frames := answer(t, source, asked(clock(t, q, q.from), clock(t, q, q.to), q.query))
			var got string
			if q.columns == "" {
				got = readAsAlertRule(t, frames)
			} else {
				got = clockCells(t, frames[0], strings.Fields(q.columns)...)
			}
			if got != q.want {
				t.Errorf("\n got %s\nwant %s", got, q.want)
			}
			if said := notices(frames[0]); !strings.Contains(said, q.says) || q.says == "" && strings.Contains(said, "not the table") {
				t.Errorf("notices: %s", said)
			}
		})
	}
}

func clock(t *testing.T, q question, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, days[q.of]+"T"+text+":00Z")
	must(t, err)
	return when
}

// clockCells are the cells of some columns, times as the clock shows them.
func clockCells(t *testing.T, frame *data.Frame, columns ...string) string {
	t.Helper()
	if len(frame.Fields) == 0 {
		return ""
	}
	shown := data.NewFrame("")
	for _, name := range columns {
		field, _ := frame.FieldByName(name)
		if field == nil {
			t.Fatalf("no column %s", name)
		}
		texts := make([]*string, field.Len())
		for row := range field.Len() {
			value, ok := field.ConcreteAt(row)
			if when, isTime := value.(time.Time); isTime && ok {
				text := when.Format(time.TimeOnly)
				texts[row] = &text
			} else if ok {
				text := fmt.Sprint(value)
				texts[row] = &text
			}
		}
		shown.Fields = append(shown.Fields, data.NewField(name, nil, texts))
	}
	return cellsOf(t, shown, columns...)
}
