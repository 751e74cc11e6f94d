package plugin

import (
	"fmt"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// What the picture above a log counts is what the log has lines for, whatever the filter asks.
func TestHistoryOverTimeCountsTheRowsOfTheHistory(t *testing.T) {
	recordings := openServer(t).recorded(t, hybridIncidents)
	neighbours := openServer(t).source(t, neighbourLines())
	recorded := [2]time.Time{time.Date(2026, 3, 10, 17, 30, 0, 0, time.UTC), time.Date(2026, 3, 10, 18, 53, 59, 0, time.UTC)}
	short := [2]time.Time{recorded[0].Add(13 * time.Minute), recorded[0].Add(29*time.Minute + 15*time.Second)}
	written := [2]time.Time{at(-10), at(600)}
	for _, c := range []struct {
		source *Datasource
		span   [2]time.Time
		filter string
	}{
		{recordings, recorded, `{}`},
		{recordings, recorded, `{"action":["withdraw"]}`},
		{recordings, recorded, `{"peer":["10.0.3.4"],"label":["vpn"],"afi":"ipv4"}`},
		{recordings, short, `{}`},
		{recordings, short, `{"action":["announce"],"label":["vpn"]}`},
		{recordings, recorded, `{"asPath":"_65011$"}`},
		{recordings, recorded, `{"prefix":"10.110.0.0/16"}`},
		{recordings, recorded, `{"prefix":"10.96.0.0/11","match":"longer","label":["vpn"]}`},
		{recordings, recorded, `{"prefix":"10.110.7.7","match":"shorter"}`},
		{recordings, recorded, `{"prefix":"0.0.0.0/0","match":"overlap"}`},
		{recordings, recorded, `{"origin":[65011],"change":["new"]}`},
		{neighbours, written, `{"prefix":"2001:db8::/64"}`},
		{neighbours, written, `{"prefix":"2001:db8:0:1::/64","match":"longer"}`},
		{neighbours, written, `{"prefix":"2001:db8:0:1::1","match":"shorter"}`},
		{neighbours, written, `{"prefix":"10.1.4.7","match":"shorter"}`},
		{neighbours, written, `{"community":"rt:65000:*"}`},
		{neighbours, written, `{"community":"64500:1:2"}`},
		{neighbours, written, `{"community":"no-export"}`},
	} {
		t.Run(c.filter, func(t *testing.T) {
			rows := answer(t, c.source, asked(c.span[0], c.span[1], fmt.Sprintf(`{"queryType":"history","format":"table","limit":100000,"filter":%s}`, c.filter)))[0]
			counts := answer(t, c.source, asked(c.span[0], c.span[1], fmt.Sprintf(`{"queryType":"history","format":"timeseries","filter":%s}`, c.filter)))
			wanted := map[string]int64{}
			for row := range rows.Rows() {
				action, _ := rows.FieldByName("action")
				wanted[action.At(row).(string)]++
			}
			if got := sums(t, counts, "action"); fmt.Sprint(got) != fmt.Sprint(wanted) || len(wanted) == 0 {
				t.Errorf("counted %v, %d rows are %v", got, rows.Rows(), wanted)
			}
		})
	}
}

// sums add the values of series up by one of their labels.
func sums(t *testing.T, series data.Frames, label string) map[string]int64 {
	t.Helper()
	found := map[string]int64{}
	for _, frame := range series {
		if value, _ := frame.FieldByName("rows"); value != nil {
			for row := range value.Len() {
				found[value.Labels[label]] += value.At(row).(int64)
			}
		}
	}
	return found
}

// neighbourLines are routes whose bounds, as fields hold them, are those of other ones.
func neighbourLines() []string {
	lines := []string{}
	for i, route := range []struct{ afi, bucket, prefix, bounds, communities string }{
		{"ipv6", "2001", "2001:db8::/64", "lo=1153069784057774080i,hi=1153069784057774080i,length=64i", `communities="no-export 65000:1"`},
		{"ipv6", "2001", "2001:db8:0:1::/64", "lo=1153069784057774080i,hi=1153069784057774080i,length=64i", `large_communities="64500:1:2"`},
		{"ipv6", "2001", "2001:db8:0:1::1/128", "lo=1153069784057774080i,hi=1153069784057774080i,length=128i", `ext_communities="soo:65000:7 rt:65000:7"`},
		{"ipv6", "s", "::/0", "lo=0i,hi=9223372036854775807i,length=0i", `communities="65001:1 165000:1"`},
		{"ipv4", "s", "0.0.0.0/0", "lo=0i,hi=4294967295i,length=0i", `communities="65000:10"`},
		{"ipv4", "10", "10.1.0.0/16", "lo=167837696i,hi=167903231i,length=16i", `large_communities="64500:1:20"`},
	} {
		lines = append(lines, fmt.Sprintf(
			`bgp_routes,router=nva-0,view=adj-in-pre,vrf=default,peer=10.1.0.4,peer_as=65010,afi=%s,action=announce,bucket=%s prefix="%s",%s,as_path="65010",change="new",cause="update",%s %d`,
			route.afi, route.bucket, route.prefix, route.bounds, route.communities, at(i).UnixNano()))
	}
	return lines
}
