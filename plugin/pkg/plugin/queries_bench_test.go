package plugin

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// benchPairs is how often an answer and its bare statements are timed, in turn.
const benchPairs = 5

// asksOfBench are the queries that are timed over an hour, a day and a week, and tables at one time.
var asksOfBench = map[string]string{
	"message rates":               `{"queryType":"messageRates"}`,
	"message rates by peer":       `{"queryType":"messageRates","groupBy":["peer","type"]}`,
	"update rates":                `{"queryType":"updateRates","groupBy":["label"]}`,
	"prefix counts":               `{"queryType":"prefixCounts"}`,
	"prefix counts table":         `{"queryType":"prefixCounts","format":"table"}`,
	"use of limits":               `{"queryType":"prefixCounts","format":"numeric","metric":"limit_used_percent"}`,
	"totals":                      `{"queryType":"totals"}`,
	"redundancy":                  `{"queryType":"redundancy"}`,
	"sessions":                    `{"queryType":"sessions"}`,
	"session log":                 `{"queryType":"sessions","format":"logs"}`,
	"incidents":                   `{"queryType":"incidents"}`,
	"incidents over time":         `{"queryType":"incidents","format":"timeseries"}`,
	"overlaps":                    `{"queryType":"overlaps"}`,
	"origins":                     `{"queryType":"origins"}`,
	"flaps":                       `{"queryType":"flaps"}`,
	"notifications":               `{"queryType":"notifications"}`,
	"history newest":              `{"queryType":"history"}`,
	"history over time":           `{"queryType":"history","format":"timeseries"}`,
	"history of an AS, over time": `{"queryType":"history","format":"timeseries","filter":{"asPath":"_64703_"}}`,
	"history of a prefix":         `{"queryType":"history","filter":{"prefix":"10.0.5.0/24"}}`,
	"timeline of a prefix":        `{"queryType":"history","format":"timeline","filter":{"prefix":"10.0.5.0/24"}}`,
	"withdrawals":                 `{"queryType":"history","format":"table","filter":{"action":["withdraw"],"peer":["10.0.7.1"]}}`,
	"visibility":                  `{"queryType":"history","format":"numeric","filter":{"prefix":"10.1.1.0/24"}}`,
	"look-up":                     `{"queryType":"routes","filter":{"prefix":"10.0.5.7","match":"lookup"}}`,
	"look-up now and earlier":     `{"queryType":"routes","compareTo":"1h","filter":{"prefix":"10.0.5.7","match":"lookup"}}`,
}

// tablesOfBench are whole tables half an hour after a dump.
var tablesOfBench = map[string]string{
	"table of 100,000 routes":         `{"queryType":"routes","at":"2026-03-01T18:30:00Z","limit":100000}`,
	"AS paths of 100,000 routes":      `{"queryType":"asPaths","at":"2026-03-01T18:30:00Z"}`,
	"routes with an AS, since when":   `{"queryType":"routes","at":"2026-03-01T18:30:00Z","filter":{"asPath":"_64703_"}}`,
	"few paths left, of all prefixes": `{"queryType":"routes","at":"2026-03-01T18:30:00Z","groupBy":["prefix"],"filter":{"maxPaths":1}}`,
}

// BenchmarkQueries prints how long an answer takes, and in proportion to the same statements whose answer is thrown away.
// scripts/bench-queries.mjs fills the database and runs it.
func BenchmarkQueries(b *testing.B) {
	source, end := benchSource(b)
	spans := []struct {
		name   string
		length time.Duration
	}{{"1 h", time.Hour}, {"24 h", 24 * time.Hour}, {"7 d", 7 * 24 * time.Hour}}
	for _, name := range sortedKeys(asksOfBench) {
		for _, span := range spans {
			b.Run(name+" "+span.name, func(b *testing.B) { source.time(b, asksOfBench[name], end.Add(-span.length), end) })
		}
	}
	for _, name := range sortedKeys(tablesOfBench) {
		b.Run(name, func(b *testing.B) { source.time(b, tablesOfBench[name], end.Add(-24*time.Hour), end) })
	}
}

// benchSource is a data source on the database of scripts/bench-queries.mjs, and the end of its day.
func benchSource(b *testing.B) (source *Datasource, end time.Time) {
	b.Helper()
	address := os.Getenv("EARSHOT_BENCH_URL")
	end, err := time.Parse(time.RFC3339, os.Getenv("EARSHOT_BENCH_END"))
	if address == "" || err != nil {
		b.Skip("run by scripts/bench-queries.mjs")
	}
	instance, err := NewDatasource(context.Background(), backend.DataSourceInstanceSettings{
		URL: address, JSONData: []byte(`{"database":"bench","verboseDatabase":"bench"}`),
	})
	if err != nil {
		b.Fatal(err)
	}
	source = instance.(*Datasource)
	source.now = func() time.Time { return end.Add(time.Hour) }
	return source, end
}

func sortedKeys(asks map[string]string) []string {
	var names []string
	for name := range asks {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// time reports the medians of one query.
func (d *Datasource) time(b *testing.B, model string, from, to time.Time) {
	q, err := query.Parse([]byte(model))
	if err != nil {
		b.Fatal(err)
	}
	r := query.Range{From: from, To: to, MaxDataPoints: 1000}
	names, err := d.inventory(context.Background(), r)
	if err != nil {
		b.Fatal(err)
	}
	var ratios, answers, beyond []float64
	rows := 0
	for range benchPairs {
		a := &asking{source: d, query: q, span: r, names: names}
		begun := time.Now()
		answer, err := a.frames()(context.Background())
		took := time.Since(begun)
		if err != nil {
			b.Fatal(err)
		}
		rows = 0
		for _, frame := range answer {
			rows += frame.Rows()
		}
		begun = time.Now()
		for _, statement := range a.asked {
			discard(b, d.settings.url, statement)
		}
		bare := time.Since(begun)
		ratios, answers = append(ratios, float64(took)/float64(bare)), append(answers, milliseconds(took))
		beyond = append(beyond, milliseconds(took-bare))
	}
	b.ReportMetric(median(ratios), "ratio")
	b.ReportMetric(median(answers), "ms")
	b.ReportMetric(median(beyond), "beyond-ms")
	b.ReportMetric(float64(rows), "rows")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// discard sends a statement bare and throws the answer away.
func discard(b *testing.B, address string, s influxql.Statement) {
	params, err := json.Marshal(s.Params)
	if err != nil {
		b.Fatal(err)
	}
	form := url.Values{"db": {"bench"}, "epoch": {"ns"}, "chunked": {"true"}, "chunk_size": {"10000"}, "q": {s.Text}, "params": {string(params)}}
	request, err := http.NewRequest(http.MethodPost, address+"/query", strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept-Encoding", "identity")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("status %d, error %v", response.StatusCode, err)
	}
}
