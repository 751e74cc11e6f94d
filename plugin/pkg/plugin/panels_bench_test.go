package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
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

// longWait is for how long nobody should wait for a panel.
const longWait = time.Second

// BenchmarkPanels prints how long the slowest panel of each dashboard waits for its queries when all panels ask at once, as in
// a browser, over the time that the dashboard begins with, at the end of the day.
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
		b.Run(board.Title, func(b *testing.B) { source.timeDashboard(b, board, end.Add(-length), end) })
	}
}

func (d *Datasource) timeDashboard(b *testing.B, board dashboard, from, to time.Time) {
	var wait sync.WaitGroup
	var lock sync.Mutex
	slowest, asking := time.Duration(0), 0
	for _, p := range withRows(board.Panels) {
		queries := p.queries(b, from, to)
		if len(queries) == 0 {
			continue
		}
		asking++
		wait.Go(func() {
			begun := time.Now()
			answer, err := d.QueryData(context.Background(), &backend.QueryDataRequest{Queries: queries})
			took := time.Since(begun)
			lock.Lock()
			defer lock.Unlock()
			slowest = max(slowest, took)
			if took > longWait {
				b.Logf("slow panel: %s, %d ms", p.Title, took.Milliseconds())
			}
			if err != nil {
				b.Error(err)
			}
			for _, one := range answer.Responses {
				if one.Error != nil {
					b.Errorf("%s: %v", p.Title, one.Error)
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(slowest.Milliseconds()), "ms")
	b.ReportMetric(float64(asking), "panels")
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
		if target["queryType"] == nil { // it shows the answer of another panel
			continue
		}
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
