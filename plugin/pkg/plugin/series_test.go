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

func counters() []string {
	return []string{
		// Two files cut the first minute: their partial rows add up.
		hub.messages(at(3), "UPDATE", 4), hub.messages(at(41), "UPDATE", 6),
		hub.messages(at(60), "UPDATE", 1), hub.messages(at(180).Add(-1), "UPDATE", 0),
		hub.messages(at(3).Add(1), "KEEPALIVE", 2),
		spoke.messages(at(5), "UPDATE", 20),
	}
}

func TestMessageRates(t *testing.T) {
	source := openServer(t).source(t, counters())
	cases := []struct{ name, model, want string }{
		{"by type", `{"queryType":"messageRates"}`, "KEEPALIVE 0:2 | UPDATE 0:30 60:1 120:0"},
		{"in all", `{"queryType":"messageRates","groupBy":[]}`, "messages 0:32 60:1 120:0"},
		{"per second", `{"queryType":"messageRates","per":"second","filter":{"peer":["10.1.0.4"]}}`,
			"KEEPALIVE 0:0.0333333 | UPDATE 0:0.166667 60:0.0166667 120:0"},
		{"per minute", `{"queryType":"messageRates","per":"minute","groupBy":["type","peer"],"filter":{"peer":["10.1.0.5"]}}`, "UPDATE 10.1.0.5 0:20"},
		{"the newest", `{"queryType":"messageRates","format":"numeric"}`, "KEEPALIVE 2 | UPDATE 0"},
		{"the largest", `{"queryType":"messageRates","limit":1}`, "UPDATE 0:30 60:1 120:0"},
		{"another peer", `{"queryType":"messageRates","filter":{"peer":["192.0.2.1"]}}`, ""},
		{"another peer, newest", `{"queryType":"messageRates","format":"numeric","filter":{"peer":["192.0.2.1"]}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frames := answer(t, source, asked(at(10), at(175), c.model))
			if got := readAsAlertRule(t, frames); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestStepIsAMultipleOfTheInterval(t *testing.T) {
	source := openServer(t).source(t, counters())
	q := asked(at(0), at(3600), `{"queryType":"messageRates","groupBy":[]}`)
	q.MaxDataPoints, q.Interval = 25, 10*time.Second
	frames := answer(t, source, q)
	if got := readAsAlertRule(t, frames); got != "messages 0:33" {
		t.Errorf("got %s", got)
	}
	if !strings.Contains(frames[0].Meta.ExecutedQueryString, "time(180000ms)") {
		t.Errorf("3600 s in 25 points are 144 s, so 3 minutes: %s", frames[0].Meta.ExecutedQueryString)
	}
}

func TestUnfinishedBucketIsNotShown(t *testing.T) {
	source := openServer(t).source(t, counters())
	source.now = func() time.Time { return at(125) }
	if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(125), `{"queryType":"messageRates","groupBy":[]}`))); got != "messages 0:32" {
		t.Errorf("5 s after its end a bucket is still awaited: got %s", got)
	}
	source.now = func() time.Time { return at(131) }
	if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(125), `{"queryType":"messageRates","groupBy":[]}`))); got != "messages 0:32 60:1" {
		t.Errorf("11 s after its end it is complete: got %s", got)
	}
}

func TestPrefixCounts(t *testing.T) {
	source := openServer(t).source(t, []string{
		hub.size(at(60), "ipv4", "vnet", 10, 3, 2), hub.size(at(60).Add(1), "ipv4", "vpn", 5, 2, 2),
		hub.size(at(60).Add(2), "ipv6", "none", 7, 1, 1), hub.size(at(90), "ipv4", "vnet", 11, 3, 2),
		spoke.size(at(60), "ipv4", "vnet", 100, 30, 20), spoke.size(at(120), "ipv4", "vnet", 101, 31, 21),
	})
	cases := []struct{ name, model, want string }{
		{"peers are kept apart", `{"queryType":"prefixCounts","groupBy":[]}`, "10.1.0.4 60:23 | 10.1.0.5 60:100 120:101"},
		{"by peer", `{"queryType":"prefixCounts"}`, "10.1.0.4 60:23 | 10.1.0.5 60:100 120:101"},
		{"by family", `{"queryType":"prefixCounts","groupBy":["afi"],"filter":{"router":["nva-0"],"peer":["10.1.0.4"]}}`, "ipv4 60:16 | ipv6 60:7"},
		{"one label", `{"queryType":"prefixCounts","filter":{"label":["vpn"]}}`, "10.1.0.4 60:5"},
		{"origins are not added up", `{"queryType":"prefixCounts","metric":"origins","filter":{"peer":["10.1.0.4"]}}`,
			"10.1.0.4 ipv4 vnet 60:2 | 10.1.0.4 ipv4 vpn 60:2 | 10.1.0.4 ipv6 none 60:1"},
		{"the newest", `{"queryType":"prefixCounts","format":"numeric"}`, "10.1.0.4 23 | 10.1.0.5 101"},
		{"none", `{"queryType":"prefixCounts","filter":{"router":["elsewhere"]}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(180), c.model))); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	t.Run("as table", func(t *testing.T) {
		frame := answer(t, source, asked(at(0), at(180), `{"queryType":"prefixCounts","format":"table"}`))[0]
		got := ""
		for row := range frame.Rows() {
			for _, name := range []string{"peer", "afi", "label", "prefixes", "as_paths", "origins"} {
				field, _ := frame.FieldByName(name)
				got += fmt.Sprint(field.At(row), " ")
			}
			got += "| "
		}
		want := "10.1.0.4 ipv4 vnet 11 3 2 | 10.1.0.4 ipv4 vpn 5 2 2 | 10.1.0.4 ipv6 none 7 1 1 | 10.1.0.5 ipv4 vnet 101 31 21 | "
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// The alert rule on a session that is down: an instance for each peer, true while the peer stays down.
func TestSessions(t *testing.T) {
	source := openServer(t).source(t, []string{
		hub.session(at(0), 1), hub.session(at(60), 1), hub.session(at(75), 0), hub.session(at(120), 0),
		spoke.session(at(60), 0), spoke.session(at(70), 1), spoke.session(at(120), 1),
	})
	cases := []struct{ name, model, want string }{
		{"the worst of each bucket", `{"queryType":"sessions"}`, "10.1.0.4 0:1 60:0 120:0 | 10.1.0.5 60:0 120:1"},
		{"now", `{"queryType":"sessions","format":"numeric","filter":{}}`, "10.1.0.4 0 | 10.1.0.5 1"},
		{"of one peer", `{"queryType":"sessions","format":"numeric","groupBy":["router","peer"],"filter":{"peer":["10.1.0.5"]}}`, "nva-0 10.1.0.5 1"},
		{"of none", `{"queryType":"sessions","format":"numeric","filter":{"peer":["192.0.2.1"]}}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frames := answer(t, source, asked(at(0), at(150), c.model))
			if got := readAsAlertRule(t, frames); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	labels := answer(t, source, asked(at(0), at(150), cases[1].model))[0].Fields[0].Labels
	if labels.String() != "peer=10.1.0.4, peer_as=65515, router=nva-0, view=adj-in-pre, vrf=default" {
		t.Errorf("labels %s", labels)
	}
	table := answer(t, source, asked(at(0), at(150), `{"queryType":"sessions","format":"table"}`))[0]
	if up, _ := table.FieldByName("up"); table.Rows() != 2 || up.At(0) != int64(0) || up.At(1) != int64(1) {
		t.Errorf("table of %d rows", table.Rows())
	}
}

// readAsAlertRule reads frames as Grafana's alerting does, and prints each series by its name, time from t0 and value.
func readAsAlertRule(t *testing.T, frames data.Frames) string {
	t.Helper()
	var series []string
	switch frames[0].Meta.Type {
	case data.FrameTypeTimeSeriesMulti:
		reader, err := timeseries.CollectionReaderFromFrames(frames)
		must(t, err)
		collection, err := reader.GetCollection(true)
		must(t, err)
		must(t, collection.Warning)
		for _, ref := range collection.Refs {
			text := ref.ValueField.Config.DisplayNameFromDS
			for i := range ref.ValueField.Len() {
				value, err := ref.ValueField.NullableFloatAt(i)
				must(t, err)
				text += fmt.Sprintf(" %.0f:%.6g", ref.TimeField.At(i).(time.Time).Sub(t0).Seconds(), *value)
			}
			series = append(series, text)
		}
	case data.FrameTypeNumericMulti:
		reader, err := numeric.CollectionReaderFromFrames(frames)
		must(t, err)
		collection, err := reader.GetCollection(false)
		must(t, err)
		must(t, collection.Warning)
		for _, ref := range collection.Refs {
			value, err := ref.ValueField.NullableFloatAt(0)
			must(t, err)
			series = append(series, fmt.Sprintf("%s %.6g", ref.ValueField.Config.DisplayNameFromDS, *value))
		}
	default:
		t.Fatalf("type %q is not one that alert rules read", frames[0].Meta.Type)
	}
	return strings.Join(series, " | ")
}
