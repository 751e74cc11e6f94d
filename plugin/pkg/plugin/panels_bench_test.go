package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// chosenOfBench are the variables of dashboards that a panel cannot do without; all others stand for everything.
var chosenOfBench = map[string]string{"$prefix": "10.0.5.0/24", "$asn": "65001", "_${asn}_": "_65001_", "$before": "1h"}

// dashboard is what is read of one.
type dashboard struct {
	Title  string                `json:"title"`
	Time   struct{ From string } `json:"time"`
	Panels []panel               `json:"panels"`
}

type panel struct {
	Title   string           `json:"title"`
	Targets []map[string]any `json:"targets"`
	Panels  []panel          `json:"panels"`
}

// BenchmarkPanels prints how long each panel of the dashboards waits for all of its queries, over the time that its dashboard
// begins with, at the end of a day.
func BenchmarkPanels(b *testing.B) {
	source, end := benchSource(b)
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "dashboards", "*.json"))
	if err != nil || len(files) == 0 {
		b.Fatalf("no dashboards: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		var board dashboard
		if err := json.Unmarshal(raw, &board); err != nil {
			b.Fatal(err)
		}
		length, err := time.ParseDuration(strings.TrimPrefix(board.Time.From, "now-"))
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range withRows(board.Panels) {
			if queries := p.queries(b, end.Add(-length), end); len(queries) > 0 {
				b.Run(board.Title+": "+p.Title, func(b *testing.B) { source.timePanel(b, queries) })
			}
		}
	}
}

// withRows are the panels, also those in rows that are closed.
func withRows(panels []panel) (all []panel) {
	for _, p := range panels {
		all = append(append(all, p), withRows(p.Panels)...)
	}
	return all
}

func (p panel) queries(b *testing.B, from, to time.Time) (queries []backend.DataQuery) {
	for i, target := range p.Targets {
		raw, err := json.Marshal(chosen(target))
		if err != nil {
			b.Fatal(err)
		}
		queries = append(queries, backend.DataQuery{
			RefID: fmt.Sprint(i), JSON: raw, TimeRange: backend.TimeRange{From: from, To: to},
			MaxDataPoints: 1000, Interval: to.Sub(from) / 1000,
		})
	}
	return queries
}

// chosen puts what is chosen in the place of variables; without a choice the condition goes.
func chosen(value any) any {
	switch v := value.(type) {
	case string:
		if strings.Contains(v, "$") {
			return chosenOfBench[v]
		}
	case []any:
		kept := []any{}
		for _, item := range v {
			if item = chosen(item); item != "" {
				kept = append(kept, item)
			}
		}
		return kept
	case map[string]any:
		kept := map[string]any{}
		for name, item := range v {
			if item = chosen(item); item != "" {
				kept[name] = item
			}
		}
		return kept
	}
	return value
}

func (d *Datasource) timePanel(b *testing.B, queries []backend.DataQuery) {
	begun, rows := time.Now(), 0
	answer, err := d.QueryData(context.Background(), &backend.QueryDataRequest{Queries: queries})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(time.Since(begun).Milliseconds()), "ms")
	for _, one := range answer.Responses {
		if one.Error != nil {
			b.Fatal(one.Error)
		}
		for _, frame := range one.Frames {
			rows += frame.Rows()
		}
	}
	b.ReportMetric(float64(rows), "rows")
}
