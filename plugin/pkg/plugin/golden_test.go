package plugin

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

var updateGolden = flag.Bool("update", false, "write the golden frames anew")

// form is a query type in one format.
type form struct {
	kind   query.Kind
	format query.Format
}

func (f form) model() string {
	filter := "{}"
	if f.format == query.Timeline {
		filter = `{"prefix":"10.110.0.0/16"}`
	}
	return fmt.Sprintf(`{"version":1,"queryType":%q,"format":%q,"limit":3,"filter":%s}`, f.kind, f.format, filter)
}

// forms are all that the query model has.
func forms() (all []form) {
	formats := []query.Format{query.TimeSeries, query.Table, query.Numeric, query.Logs, query.Timeline, query.Graph, query.Annotations}
	for _, kind := range query.Kinds {
		for _, format := range formats {
			f := form{kind, format}
			if _, err := query.Parse([]byte(f.model())); err == nil {
				all = append(all, f)
			}
		}
	}
	return all
}

// The frames of each form, on an hour of a recording in which something of everything happens. `go test ./pkg/plugin
// -update` in plugin/ writes them anew; read the difference before it is committed.
func TestGoldenFrames(t *testing.T) {
	source := openServer(t).recorded(t, hybridIncidents)
	from := time.Date(2026, 3, 10, 17, 42, 0, 0, time.UTC)
	for _, f := range forms() {
		t.Run(fmt.Sprintf("%s %s", f.kind, f.format), func(t *testing.T) {
			q := asked(from, from.Add(56*time.Minute), f.model())
			q.MaxDataPoints = 6
			checkGolden(t, filepath.Join("testdata", fmt.Sprintf("%s.%s.json", f.kind, f.format)), answer(t, source, q))
		})
	}
}

func checkGolden(t *testing.T, file string, frames data.Frames) {
	t.Helper()
	encoded, err := json.Marshal(frames)
	must(t, err)
	var got bytes.Buffer
	must(t, json.Indent(&got, encoded, "", "  "))
	got.WriteByte('\n')
	if *updateGolden {
		must(t, os.WriteFile(file, got.Bytes(), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	must(t, err)
	gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if i >= len(gotLines) || i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("%s, line %d:\n got %s\nwant %s", file, i+1, lineAt(gotLines, i), lineAt(wantLines, i))
		}
	}
}

// lineAt is a line, if there is one.
func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return strings.TrimSpace(lines[i])
	}
	return "(end)"
}

// Every form that an alert rule can evaluate is read back as Grafana reads it: with what happened, with nothing at all,
// and with hardly anything.
func TestAlertRulesReadEveryFormOfTheirs(t *testing.T) {
	source := openServer(t).recorded(t, hybridIncidents)
	begin := time.Date(2026, 3, 10, 17, 30, 0, 0, time.UTC)
	spans := map[string][2]time.Time{
		"all":    {begin, begin.Add(83 * time.Minute)},
		"none":   {begin.Add(-72 * time.Hour), begin.Add(-71 * time.Hour)},
		"sparse": {begin.Add(-time.Hour), begin.Add(90 * time.Second)},
	}
	read := 0
	for _, f := range forms() {
		for name, span := range spans {
			t.Run(fmt.Sprintf("%s %s %s", f.kind, f.format, name), func(t *testing.T) {
				frames := answer(t, source, asked(span[0], span[1], f.model()))
				var noData bool
				switch f.format {
				case query.TimeSeries:
					reader, err := timeseries.CollectionReaderFromFrames(frames)
					must(t, err)
					collection, err := reader.GetCollection(true)
					must(t, err)
					must(t, collection.Warning)
					noData = collection.NoData()
				case query.Numeric:
					reader, err := numeric.CollectionReaderFromFrames(frames)
					must(t, err)
					collection, err := reader.GetCollection(false)
					must(t, err)
					must(t, collection.Warning)
					noData = collection.NoData()
				default:
					return
				}
				read++
				if name == "none" && !noData {
					t.Error("data where there is none")
				}
				if name == "all" && noData {
					t.Error("no data where there is some")
				}
				checkInstances(t, frames)
			})
		}
	}
	if read == 0 {
		t.Error("nothing was read")
	}
}

// checkInstances finds two series of the same labels, which would be one alert instance.
func checkInstances(t *testing.T, frames data.Frames) {
	t.Helper()
	seen := map[string]bool{}
	for _, frame := range frames {
		for _, field := range frame.Fields {
			if field.Type().Time() {
				continue
			}
			labels := field.Labels.String()
			if seen[labels] {
				t.Errorf("two series with labels %s", labels)
			}
			seen[labels] = true
		}
	}
}
