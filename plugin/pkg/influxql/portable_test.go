package influxql

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/influxdata/influxql"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// InfluxDB 2.x and 3.x run less of InfluxQL than 1.x does. Each statement keeps to what all three have: functions that
// 3.x has too, no LIMIT on series, no database or retention policy in the name of the measurement, parameters that are scalars.
var portableFunctions = []string{"count", "sum", "last", "min", "difference"}

func TestStatementsKeepToWhatEveryVersionReads(t *testing.T) {
	statements := everyStatement(t)
	for _, s := range statements {
		checkSyntax(t, s)
		for name, value := range s.Params {
			switch value.(type) {
			case string, int, int64, json.Number:
			default:
				t.Errorf("parameter %s is %T, 3.x takes scalars alone: %s", name, value, s.Text)
			}
		}
		parsed, err := influxql.ParseStatement(literal(t, s))
		if err != nil {
			t.Fatalf("%v: %s", err, s.Text)
		}
		influxql.WalkFunc(parsed, func(node influxql.Node) { checkPortable(t, s, node) })
	}
	if len(statements) < 100 {
		t.Errorf("only %d statements", len(statements))
	}
}

func checkPortable(t *testing.T, s Statement, node influxql.Node) {
	t.Helper()
	switch n := node.(type) {
	case *influxql.SelectStatement:
		if n.SLimit != 0 || n.SOffset != 0 || n.Target != nil || len(n.Sources) != 1 {
			t.Errorf("no version but 1.x reads this: %s", s.Text)
		}
		if n.TimeAscending() == false && len(n.SortFields) != 1 {
			t.Errorf("sorted by more than time: %s", s.Text)
		}
	case *influxql.Measurement:
		if n.Database != "" || n.RetentionPolicy != "" || n.Regex != nil || schema.Measurements[n.Name].Tags == nil {
			t.Errorf("measurement %s of %s", n, s.Text)
		}
	case *influxql.Call:
		if !slices.Contains(portableFunctions, n.Name) && n.Name != "time" {
			t.Errorf("function %s is not one that every version has: %s", n.Name, s.Text)
		}
	case *influxql.BinaryExpr:
		_, isText := n.RHS.(*influxql.StringLiteral)
		if isText && n.Op != influxql.EQ && n.Op != influxql.NEQ {
			t.Errorf("text is compared by %s, which finds nothing without a word: %s", n.Op, s.Text)
		}
	case *influxql.Wildcard, *influxql.Distinct:
		t.Errorf("%T in %s", n, s.Text)
	}
}

// literal is a statement with its parameters put in, as a server reads it.
func literal(t *testing.T, s Statement) string {
	t.Helper()
	parser := influxql.NewParser(strings.NewReader(s.Text))
	params := map[string]any{}
	for name, value := range s.Params {
		switch v := value.(type) {
		case int:
			params[name] = int64(v)
		default:
			params[name] = v
		}
	}
	parser.SetParams(params)
	parsed, err := parser.ParseStatement()
	if err != nil {
		t.Fatalf("%v: %s", err, s.Text)
	}
	return parsed.String()
}

// everyStatement is each one of the vectors, and those of completions.
func everyStatement(t *testing.T) []Statement {
	t.Helper()
	raw, err := os.ReadFile(vectorsPath)
	if err != nil {
		t.Fatal(err)
	}
	var file vectorFile
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	window := Window{First: 1, Last: 2}
	statements := append(Peers(query.Filter{Router: []string{"r"}}, window), Scopes(window), Inventory(window), LastInventories(2),
		PrefixesLike("10.", query.Filter{}, window), RoutesOf(query.Filter{}, window, "as_path"))
	kinds := map[query.Kind]bool{}
	for _, v := range file.Cases {
		compiled, err := compile(v)
		if err != nil {
			continue // a case that is refused
		}
		q, err := query.Parse(v.Query)
		if err != nil {
			t.Fatal(err)
		}
		kinds[q.Kind] = true
		statements = append(statements, compiled...)
	}
	for _, kind := range query.Kinds {
		if !kinds[kind] {
			t.Errorf("no vector asks %s", kind)
		}
	}
	return append(statements, SessionTurns(query.Filter{}, window, time.Minute))
}
