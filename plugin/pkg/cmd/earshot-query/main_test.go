package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	quieten()
	os.Exit(m.Run())
}

// ran runs the command as a shell would.
func ran(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, complaints strings.Builder
	code = run(context.Background(), args, strings.NewReader(stdin), &out, &complaints)
	return code, out.String(), complaints.String()
}

func influxDB(t *testing.T, status int, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Influxdb-Version", "1.8.10")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

const rates = `{"results":[{"series":[
 {"name":"bgp_messages","tags":{"type":"KEEPALIVE"},"columns":["time","count"],"values":[[1764000000000000000,2]]},
 {"name":"bgp_messages","tags":{"type":"UPDATE\u001b[31m"},"columns":["time","count"],"values":[[1764000000000000000,17],[1764000060000000000,1200]]}]}]}`

func requestFor(url, query string) string {
	return fmt.Sprintf(`{"connection":{"url":%q,"password":"canary"},"query":%s,"from":"2025-11-24T16:00:00Z","to":1764000600000}`, url, query)
}

func TestTable(t *testing.T) {
	code, stdout, stderr := ran(requestFor(influxDB(t, 200, rates), `{"queryType":"messageRates"}`))
	want := `time                  type         messages
2025-11-24T16:00:00Z  KEEPALIVE           2
2025-11-24T16:00:00Z  UPDATE�[31m        17
2025-11-24T16:01:00Z  UPDATE�[31m      1200
`
	if code != answered || stdout != want || stderr != "" {
		t.Errorf("code %d\n%s%s", code, stdout, stderr)
	}
}

func TestTableOfNumbers(t *testing.T) {
	code, stdout, _ := ran(requestFor(influxDB(t, 200, rates), `{"queryType":"messageRates","format":"numeric","per":"second","filter":{}}`))
	want := "type          messages\nKEEPALIVE    0.0333333\nUPDATE�[31m         20\n"
	if code != answered || stdout != want {
		t.Errorf("code %d\n%s", code, stdout)
	}
}

func TestEmptyTable(t *testing.T) {
	code, stdout, stderr := ran(requestFor(influxDB(t, 200, `{"results":[{}]}`), `{"queryType":"messageRates"}`))
	if code != answered || stdout != "(no rows)\n" || !strings.Contains(stderr, "note: No messages counted") {
		t.Errorf("code %d: %s%s", code, stdout, stderr)
	}
}

func TestJSON(t *testing.T) {
	code, stdout, stderr := ran(requestFor(influxDB(t, 200, rates), `{"queryType":"messageRates"}`), "--json")
	var frames []struct {
		Schema struct {
			RefID string
			Meta  struct{ Type string }
		}
		Data struct{ Values [][]float64 }
	}
	if err := json.Unmarshal([]byte(stdout), &frames); err != nil {
		t.Fatalf("%v: %s", err, stdout)
	}
	if code != answered || stderr != "" || len(frames) != 2 || frames[0].Schema.Meta.Type != "timeseries-multi" || frames[1].Data.Values[1][1] != 1200 {
		t.Errorf("code %d, %+v, %s", code, frames, stderr)
	}
}

func TestHealth(t *testing.T) {
	code, stdout, _ := ran(fmt.Sprintf(`{"connection":{"url":%q}}`, influxDB(t, 200, `{"results":[{}]}`)), "--health")
	if code != answered || stdout != "connected to InfluxDB 1.8.10, database bgp has no Earshot data yet: run earshot import or earshot run\n" {
		t.Errorf("code %d: %s", code, stdout)
	}
	code, stdout, stderr := ran(`{"connection":{}}`, "--health")
	if code != failed || stdout != "" || !strings.Contains(stderr, "has no URL") {
		t.Errorf("code %d: %s%s", code, stdout, stderr)
	}
}

func TestWhatIsWrong(t *testing.T) {
	refusing := influxDB(t, 401, `{"error":"authorization failed"}`)
	cases := []struct {
		name, stdin, want string
		args              []string
		code              int
	}{
		{"nothing", "", "standard input is empty", nil, badInput},
		{"no JSON", "{", "cannot be read", nil, badInput},
		{"no query", `{"connection":{"url":"http://127.0.0.1:1"}}`, "has no query", nil, badInput},
		{"no range", `{"query":{}}`, "no from or no to", nil, badInput},
		{"time", `{"query":{},"from":"noon"}`, "is not a time", nil, badInput},
		{"interval", `{"query":{},"from":1,"to":2,"intervalMs":-1}`, "out of range", nil, badInput},
		{"too long", strings.Repeat(" ", maxRequestBytes+1), "longer than", nil, badInput},
		{"flag", "{}", "flag provided but not defined", []string{"--password=x"}, badInput},
		{"argument", "{}", "Usage:", []string{"request.json"}, badInput},
		{"two ways", "{}", "Usage:", []string{"--json", "--health"}, badInput},
		{"help", "", "Usage: earshot-query", []string{"--help"}, answered},
		{"query", requestFor("http://127.0.0.1:1", `{"queryType":"routes","filter":{"prefix":"10.1.4.7/16"}}`), "host bits set: did you mean 10.1.0.0/16?", nil, badInput},
		{"unreachable", requestFor("http://127.0.0.1:1", `{"queryType":"routes"}`), "connection refused", nil, failed},
		{"refused", requestFor(refusing, `{"queryType":"routes"}`), "check user and password", nil, failed},
		{"no URL", requestFor("", `{"queryType":"routes"}`), "has no URL", nil, badInput},
		{"query refused", requestFor(influxDB(t, 400, `{"error":"found EOF"}`), `{"queryType":"routes"}`), "found EOF", nil, failed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := ran(c.stdin, c.args...)
			if code != c.code || stdout != "" || !strings.Contains(stderr, c.want) || strings.Contains(stderr, "canary") {
				t.Errorf("code %d, want %d: %s%s", code, c.code, stdout, stderr)
			}
		})
	}
}
