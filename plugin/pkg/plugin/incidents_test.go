package plugin

import (
	"fmt"
	"testing"
)

// incidents of two collectors: one that listens on, and one that fell silent with an incident open.
func incidents() []string {
	gone := collector{name: "gone", domain: "default"}
	lines := []string{
		local.incident(at(30), "session-down", "down-4", "open", "critical", at(30), `router="nva-0"`, `peer="10.1.0.4"`, "prefixes=3i", `first_prefixes="10.1.0.0/16 10.2.0.0/16 10.3.0.0/16"`),
		local.incident(at(150), "session-down", "down-4", "resolved", "critical", at(30), `router="nva-0"`, `peer="10.1.0.4"`),
		// The same trouble again.
		local.incident(at(500), "session-down", "down-4", "open", "critical", at(500), `router="nva-0"`, `peer="10.1.0.4"`),
		local.incident(at(560), "session-down", "down-4", "resolved", "critical", at(500), `router="nva-0"`, `peer="10.1.0.4"`),
		gone.incident(at(200), "flapping", "flap-9", "open", "warning", at(190), `prefix="10.9.0.0/16"`),
	}
	for second := 120; second <= 600; second += 60 {
		severity := "info"
		if second >= 480 {
			severity = "warning"
		}
		lines = append(lines, local.incident(at(second), "overlap", "over-1", "open", severity, at(100), `domain="default"`, `prefix="10.5.0.0/16"`, `label="vnet"`, "prefixes=2i"))
	}
	return lines
}

func TestIncidentTable(t *testing.T) {
	source := openServer(t).source(t, incidents())
	all := "100 open warning overlap 10.5.0.0/16 over-1 | 190 unknown warning flapping 10.9.0.0/16 flap-9 | " +
		"500 560 resolved critical session-down 10.1.0.4 down-4 | 30 150 resolved critical session-down 10.1.0.4 down-4"
	cases := []struct{ name, model, want string }{
		{"what is open first, then the newest", `{"queryType":"incidents"}`, all},
		{"open", `{"queryType":"incidents","filter":{"state":"open"}}`, "100 open warning overlap 10.5.0.0/16 over-1"},
		{"that nobody ended", `{"queryType":"incidents","filter":{"state":"unknown"}}`, "190 unknown warning flapping 10.9.0.0/16 flap-9"},
		{"by kind", `{"queryType":"incidents","filter":{"kind":["overlap","flapping"],"severity":["warning"],"domain":["default"]}}`, "100 open warning overlap 10.5.0.0/16 over-1"},
		{"by a severity that it no longer has", `{"queryType":"incidents","filter":{"severity":["info"]}}`, ""},
		{"by peer and router", `{"queryType":"incidents","limit":1,"filter":{"router":["nva-0"],"peer":["10.1.0.4"]}}`, "500 560 resolved critical session-down 10.1.0.4 down-4"},
		{"by label", `{"queryType":"incidents","filter":{"label":["vnet"]}}`, "100 open warning overlap 10.5.0.0/16 over-1"},
		{"by prefix", `{"queryType":"incidents","filter":{"prefix":"10.8.0.0/15","match":"longer"}}`, "190 unknown warning flapping 10.9.0.0/16 flap-9"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			frame := answer(t, source, asked(at(0), at(630), c.model))[0]
			if got := cellsOf(t, frame, "time", "timeEnd", "state", "severity", "kind", "peer", "prefix", "id"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	t.Run("as annotations", func(t *testing.T) {
		frame := answer(t, source, asked(at(0), at(630), `{"queryType":"incidents","filter":{"state":"resolved"},"limit":1}`))[0]
		if got := cellsOf(t, frame, "time", "timeEnd", "title", "text", "tags"); got != "500 560 session down 10.1.0.4 session-down down-4 session-down,critical,resolved" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("what ended before the range is not in it", func(t *testing.T) {
		frame := answer(t, source, asked(at(155), at(330), `{"queryType":"incidents"}`))[0]
		if got := cellsOf(t, frame, "time", "state", "id"); got != "190 open flap-9 | 100 open over-1" {
			t.Errorf("got %s", got)
		}
		if got := readAsAlertRule(t, answer(t, source, asked(at(280), at(330), `{"queryType":"incidents","format":"numeric"}`))); got != "session down 10.1.0.4 0 | flapping 10.9.0.0/16 1 | overlap 10.5.0.0/16 1" {
			t.Errorf("for an alert rule it was resolved a moment ago: got %s", got)
		}
	})
	t.Run("an incident that only began in the range is open at its end", func(t *testing.T) {
		frame := answer(t, source, asked(at(0), at(110+60), `{"queryType":"incidents","filter":{"kind":["overlap"]}}`))[0]
		if got := cellsOf(t, frame, "time", "state", "severity"); got != "100 open info" {
			t.Errorf("got %s", got)
		}
	})
}

// The alert rules on incidents: an instance for each, 1 while it is open, 0 once it is resolved, gone after that.
func TestIncidentsAsAlertRuleReadsThem(t *testing.T) {
	source := openServer(t).source(t, incidents())
	cases := []struct {
		second      int
		model, want string
	}{
		{180, `{"queryType":"incidents","format":"numeric"}`, "session down 10.1.0.4 0 | overlap 10.5.0.0/16 1"},
		{360, `{"queryType":"incidents","format":"numeric","filter":{"kind":["overlap"]}}`, "overlap 10.5.0.0/16 1"},
		{360, `{"queryType":"incidents","format":"numeric","groupBy":["severity"]}`, "info 1 | warning 1"},
		{620, `{"queryType":"incidents","format":"numeric","groupBy":[]}`, "open 1"},
		{900, `{"queryType":"incidents","format":"numeric"}`, ""},
		{620, `{"queryType":"incidents","format":"numeric","filter":{"kind":["hijack"]}}`, ""},
		{620, `{"queryType":"incidents","format":"timeseries","filter":{"kind":["session-down"]}}`, "session down 10.1.0.4 0:1 60:1 120:1 180:0 480:1 540:1 600:0"},
		{300, `{"queryType":"incidents","format":"timeseries","groupBy":["kind"]}`, "flapping 180:1 240:1 300:1 | overlap 60:1 120:1 180:1 240:1 300:1 | session-down 0:1 60:1 120:1 180:0"},
		{620, `{"queryType":"incidents","format":"timeseries","filter":{"kind":["flapping"]}}`, "flapping 10.9.0.0/16 180:1"},
		{620, `{"queryType":"incidents","format":"timeseries","filter":{"kind":["hijack"]}}`, ""},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.model, " at ", c.second), func(t *testing.T) {
			if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(c.second), c.model))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	labels := answer(t, source, asked(at(0), at(620), `{"queryType":"incidents","format":"numeric","filter":{"kind":["overlap"]}}`))[0].Fields[0].Labels
	if labels.String() != "id=over-1, kind=overlap, label=vnet, prefix=10.5.0.0/16, severity=warning" {
		t.Errorf("labels %s", labels)
	}
}
