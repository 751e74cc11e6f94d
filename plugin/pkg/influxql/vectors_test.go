package influxql

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

var update = flag.Bool("update", false, "write the statements of the vectors anew")

const vectorsPath = "../../../schema/vectors/queries.json"

// vector is one case that the back end compiles and the front end checks.
type vector struct {
	Name  string          `json:"name"`
	Query json.RawMessage `json:"query"`
	Range struct {
		From          time.Time `json:"from"`
		To            time.Time `json:"to"`
		IntervalMs    int64     `json:"intervalMs,omitempty"`
		MaxDataPoints int64     `json:"maxDataPoints,omitempty"`
	} `json:"range"`
	Settings struct {
		Interval string `json:"interval"`
	} `json:"settings"`
	// Dump is the window of a table dump found for a query of routes.
	Dump       *dump       `json:"dump,omitempty"`
	Statements []Statement `json:"statements,omitempty"`
	Error      string      `json:"error,omitempty"`
}

type dump struct {
	Started time.Time `json:"started"`
	Closed  time.Time `json:"closed"`
}

type vectorFile struct {
	Description string   `json:"description"`
	Cases       []vector `json:"cases"`
}

func TestVectors(t *testing.T) {
	var file vectorFile
	raw, err := os.ReadFile(vectorsPath)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	for i, v := range file.Cases {
		statements, err := compile(v)
		if *update {
			file.Cases[i].Statements, file.Cases[i].Error = statements, message(err)
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			if message(err) != v.Error {
				t.Fatalf("error %q, want %q", message(err), v.Error)
			}
			if got, want := canonical(t, statements), canonical(t, v.Statements); !reflect.DeepEqual(got, want) {
				t.Errorf("statements\n got %s\nwant %s", encode(t, statements), encode(t, v.Statements))
			}
		})
	}
	if *update {
		if err := os.WriteFile(vectorsPath, encode(t, file), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func compile(v vector) ([]Statement, error) {
	q, err := query.Parse(v.Query)
	if err != nil {
		return nil, err
	}
	interval, err := query.ParseDuration(v.Settings.Interval)
	if err != nil {
		return nil, err
	}
	r := query.Range{From: v.Range.From, To: v.Range.To,
		Interval: time.Duration(v.Range.IntervalMs) * time.Millisecond, MaxDataPoints: v.Range.MaxDataPoints}
	if err := r.Check(); err != nil {
		return nil, err
	}
	switch {
	case q.IsSeries():
		return []Statement{Series(q, r, r.Step(interval))}, nil
	case !q.IsTable():
		return observedStatements(q, r, interval), nil
	}
	statements := tableStatements(v, q, q.At.In(r.To))
	if q.Base != nil {
		base, at := q.OfBase(q.At.In(r.To))
		statements = append(statements, tableStatements(v, base, at)...)
	}
	return statements, nil
}

// tableStatements are those of one table, as if a dump of it had been found or none.
func tableStatements(v vector, q query.Query, at time.Time) []Statement {
	statements := Starts(q, at).List()
	updates := Window{First: at.Add(-LookBack).UnixNano(), Last: at.UnixNano()}
	lean, isLean := Lean(q)
	if !isLean {
		lean = q
	}
	var whole []Statement
	if v.Dump != nil {
		dump := Window{First: v.Dump.Started.UnixNano(), Last: v.Dump.Closed.UnixNano()}
		updates.First = dump.Last + 1
		statements, whole = append(statements, Dumped(lean, dump)), append(whole, DumpedOf(q, dump))
	}
	statements, whole = append(statements, Updated(lean, updates)), append(whole, UpdatedOf(q, updates))
	if !isLean {
		return statements
	}
	return append(statements, whole...)
}

// observedStatements are those of what the detectors wrote; of incidents, as one collector was heard to the end.
func observedStatements(q query.Query, r query.Range, interval time.Duration) []Statement {
	window := Window{First: r.From.UnixNano(), Last: r.To.UnixNano()}
	switch q.Kind {
	case query.History:
		return []Statement{History(q, window, q.Limit)}
	case query.Sessions:
		return []Statement{SessionTurns(q.Filter, window, interval), SessionDowns(q.Filter, window)}
	case query.Collector:
		return []Statement{Collectors(q, window)}
	case query.Notifications:
		return []Statement{Notifications(q, window, q.Limit)}
	case query.Overlaps:
		return []Statement{Overlaps(q, q.At.In(r.To))}
	case query.OriginChanges:
		return []Statement{OriginEvents(q, r), OriginsOpen(q, r.To)}
	case query.Flaps:
		return []Statement{Flaps(q, r)}
	default:
		if q.Format == query.Numeric {
			return []Statement{IncidentsSpokenOf(q, r.To)}
		}
		return []Statement{IncidentNewest(r), IncidentsEnded(q, r), IncidentsSpokenOf(q, r.To, "local")}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// canonical is a value as its JSON says it, numbers as exact as written.
func canonical(t *testing.T, value any) (form any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(encode(t, value)))
	decoder.UseNumber()
	if err := decoder.Decode(&form); err != nil {
		t.Fatal(err)
	}
	return form
}

func encode(t *testing.T, value any) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
