// Package influxql compiles a query into InfluxQL statements that InfluxDB 1.x, 2.x and 3.x read alike. It is pure:
// what a user wrote reaches a statement as a bound scalar parameter only, every identifier is one of the schema.
package influxql

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// Statement is one InfluxQL statement with exactly the parameters that it names.
type Statement struct {
	Text   string         `json:"influxql"`
	Params map[string]any `json:"params,omitempty"`
	// Measurement is the one asked, which says in which database.
	Measurement string `json:"-"`
}

// String is the statement as shown to people, parameters in a comment.
func (s Statement) String() string {
	if len(s.Params) == 0 {
		return s.Text
	}
	params, err := json.Marshal(s.Params)
	if err != nil {
		return s.Text
	}
	return s.Text + " -- " + string(params)
}

// selection is a SELECT statement in the making, one field per clause.
type selection struct {
	measurement string
	within      *selection // asked of its answer rather than of the measurement
	columns     []string   // rendered
	conditions  []string   // rendered, all must hold
	params      map[string]any
	step        time.Duration
	groupBy     []string // tags
	newestFirst bool
	limit       int // rows of each series
}

func from(measurement string) *selection {
	if _, ok := schema.Measurements[measurement]; !ok {
		panic("influxql: no measurement " + measurement + " in the schema")
	}
	return &selection{measurement: measurement, params: map[string]any{}}
}

func (s *selection) fields(names ...string) *selection {
	for _, name := range names {
		s.columns = append(s.columns, s.name(name))
	}
	return s
}

// aggregate selects fn(field), named as the field.
func (s *selection) aggregate(fn, field string) *selection {
	name := s.name(field)
	s.columns = append(s.columns, fmt.Sprintf("%s(%s) AS %s", fn, name, name))
	return s
}

// name quotes a tag or field of the measurement; others are an error of the programmer.
func (s *selection) name(name string) string {
	m := schema.Measurements[s.measurement]
	if _, ok := m.Fields[name]; !ok && !slices.Contains(m.Tags, name) {
		panic("influxql: " + s.measurement + " has neither tag nor field " + name)
	}
	return quote(name)
}

func quote(identifier string) string { return `"` + identifier + `"` }

// bind makes a value a parameter and returns the parameter's name.
func (s *selection) bind(value any) string {
	name := "p" + strconv.Itoa(len(s.params))
	s.params[name] = value
	return "$" + name
}

// where adds a comparison of a tag or field with a bound value.
func (s *selection) where(name, operator string, value any) *selection {
	s.conditions = append(s.conditions, s.name(name)+" "+operator+" "+s.bind(value))
	return s
}

// whereIn adds a choice between values of a tag or string field; no values mean no condition.
func (s *selection) whereIn(name string, values []string) *selection {
	choices := make([]string, len(values))
	for i, value := range values {
		choices[i] = s.name(name) + " = " + s.bind(value)
	}
	return s.whereAny(choices)
}

// whereAny adds conditions of which one must hold; none mean no condition.
func (s *selection) whereAny(choices []string) *selection {
	switch len(choices) {
	case 0:
	case 1:
		s.conditions = append(s.conditions, choices[0])
	default:
		s.conditions = append(s.conditions, "("+strings.Join(choices, " OR ")+")")
	}
	return s
}

// matching adds a regular expression that a string field holds. It is no parameter, which 3.x takes for scalars alone, so
// that it must be one of our own making.
func (s *selection) matching(field, expression string) *selection {
	return s.matchingAny([]string{field}, expression)
}

// matchingAny adds a regular expression that one of some string fields holds, as matching does.
func (s *selection) matchingAny(fields []string, expression string) *selection {
	choices := make([]string, len(fields))
	for i, field := range fields {
		choices[i] = s.name(field) + " =~ /" + strings.ReplaceAll(expression, "/", `\/`) + "/"
	}
	return s.whereAny(choices)
}

// between takes rows from the first instant to the last one, both included, in Unix nanoseconds.
func (s *selection) between(first, last int64) *selection {
	s.conditions = append(s.conditions, fmt.Sprintf("time >= %d AND time <= %d", max(first, 0), max(last, 0)))
	return s
}

func (s *selection) statement() Statement {
	clauses := []string{s.renderSelect(), s.renderWhere(), s.renderGroupBy(), s.renderOrder()}
	return Statement{Text: strings.Join(slices.DeleteFunc(clauses, isEmpty), " "), Params: s.params, Measurement: s.measurement}
}

func isEmpty(clause string) bool { return clause == "" }

func (s *selection) renderSelect() string {
	source := quote(s.measurement)
	if s.within != nil {
		source = "(" + s.within.statement().Text + ")"
	}
	return "SELECT " + strings.Join(s.columns, ", ") + " FROM " + source
}

func (s *selection) renderWhere() string {
	return "WHERE " + strings.Join(s.conditions, " AND ")
}

func (s *selection) renderGroupBy() string {
	var terms []string
	if s.step > 0 {
		terms = append(terms, "time("+strconv.FormatInt(s.step.Milliseconds(), 10)+"ms)")
	}
	for _, tag := range s.groupBy {
		terms = append(terms, s.name(tag))
	}
	if len(terms) == 0 {
		return ""
	}
	clause := "GROUP BY " + strings.Join(terms, ", ")
	if s.step > 0 {
		clause += " fill(none)"
	}
	return clause
}

func (s *selection) renderOrder() string {
	var clauses []string
	if s.newestFirst {
		clauses = append(clauses, "ORDER BY time DESC")
	}
	if s.limit > 0 {
		clauses = append(clauses, "LIMIT "+strconv.Itoa(s.limit))
	}
	return strings.Join(clauses, " ")
}
