package influxql

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/influxdata/influxql"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// hostile texts try to leave the place where a value belongs.
var hostile = []string{
	`'`, `"`, `\`, `\'`, `\"`, `''`, `' OR '1'='1`, `" OR "1"="1`, `x'; DROP DATABASE bgp; --`, `x"; DROP MEASUREMENT bgp_routes`,
	`/.*/`, `x/; SELECT * FROM /.*/`, `$p0`, `$p1`, `$p99`, `:tag`, `x' INTO "bgp_routes`, `now() - 1h`, `-- x`, `/* x */`,
	"a\nb", "a\rb", "a\x00b", "a\x1bb", "\u2028", "\ufeff", "é", strings.Repeat("x", 257), strings.Repeat("'", 256), "\xff", "",
	`{{.Router}}`, `${router}`, `%27%20OR%201=1`, `1; DELETE FROM bgp_routes`, `10.0.0.0/8' OR 1=1`, `fe80::1%'x`, `ipv4' --`, `0x10`, `AS1'`,
}

// slots are the places of a query that take text from whoever asks; %s is the JSON form of the text.
var slots = map[string]string{
	"queryType":        `{"queryType":%s}`,
	"format":           `{"queryType":"messageRates","format":%s}`,
	"metric":           `{"queryType":"prefixCounts","metric":%s}`,
	"per":              `{"queryType":"messageRates","per":%s}`,
	"groupBy":          `{"queryType":"messageRates","groupBy":[%s]}`,
	"at":               `{"queryType":"routes","at":%s}`,
	"compareTo":        `{"queryType":"routes","compareTo":%s}`,
	"router":           `{"queryType":"messageRates","filter":{"router":[%s]}}`,
	"two routers":      `{"queryType":"prefixCounts","filter":{"router":["r1",%s]}}`,
	"session's router": `{"queryType":"sessions","filter":{"router":[%s]}}`,
	"peer":             `{"queryType":"routes","filter":{"peer":[%s]}}`,
	"peerAs":           `{"queryType":"messageRates","filter":{"peerAs":[%s]}}`,
	"view":             `{"queryType":"messageRates","filter":{"view":[%s]}}`,
	"vrf":              `{"queryType":"routes","filter":{"vrf":[%s]}}`,
	"afi":              `{"queryType":"prefixCounts","filter":{"afi":%s}}`,
	"label":            `{"queryType":"prefixCounts","filter":{"label":[%s]}}`,
	"prefix":           `{"queryType":"routes","filter":{"prefix":%s}}`,
	"look-up":          `{"queryType":"routes","filter":{"match":"lookup","prefix":%s}}`,
	"match":            `{"queryType":"routes","filter":{"prefix":"10.0.0.0/8","match":%s}}`,
	"domain":           `{"queryType":"totals","filter":{"domain":[%s]}}`,
	"pair's domain":    `{"queryType":"overlaps","filter":{"domain":[%s]}}`,
	"pair's kind":      `{"queryType":"overlaps","filter":{"kind":[%s]}}`,
	"kind":             `{"queryType":"incidents","filter":{"kind":[%s]}}`,
	"severity":         `{"queryType":"incidents","filter":{"severity":[%s]}}`,
	"state":            `{"queryType":"incidents","filter":{"state":%s}}`,
	"flap's router":    `{"queryType":"flaps","filter":{"router":[%s]}}`,
	"flap's label":     `{"queryType":"flaps","filter":{"label":[%s]}}`,
	"asPath":           `{"queryType":"routes","filter":{"asPath":%s}}`,
	"event's asPath":   `{"queryType":"history","filter":{"asPath":%s}}`,
	"community":        `{"queryType":"routes","filter":{"community":%s}}`,
	"origin":           `{"queryType":"history","filter":{"origin":[%s]}}`,
	"action":           `{"queryType":"history","filter":{"action":[%s]}}`,
	"change":           `{"queryType":"history","filter":{"change":[%s]}}`,
	"event's label":    `{"queryType":"history","filter":{"label":[%s]}}`,
	"event's vrf":      `{"queryType":"history","filter":{"vrf":[%s]}}`,
	"event's prefix":   `{"queryType":"history","filter":{"prefix":%s,"match":"overlap"}}`,
	"watched prefix":   `{"queryType":"history","format":"numeric","filter":{"prefix":%s}}`,
	"direction":        `{"queryType":"notifications","filter":{"direction":%s}}`,
	"code":             `{"queryType":"notifications","filter":{"code":[%s]}}`,
	"message's router": `{"queryType":"notifications","filter":{"router":[%s]}}`,
	"turn's router":    `{"queryType":"sessions","format":"logs","filter":{"router":[%s]}}`,
	"compareToPeer":    `{"queryType":"routes","compareToPeer":%s,"filter":{"peer":["10.1.0.4"]}}`,
	"collector":        `{"queryType":"collector","filter":{"collector":[%s]}}`,
	"part":             `{"queryType":"collector","format":"table","filter":{"part":[%s]}}`,
	"reason":           `{"queryType":"collector","filter":{"reason":[%s]}}`,
	"routes' groups":   `{"queryType":"routes","groupBy":[%s]}`,
}

// harmless values fit each slot, so that there is a statement to compare with.
var harmless = map[string]string{
	"router": "r2", "two routers": "r2", "session's router": "r2", "vrf": "blue", "label": "vnet",
	"domain": "hub", "pair's domain": "hub", "kind": "hijack", "flap's router": "r2", "flap's label": "vnet",
	"event's label": "vnet", "event's vrf": "blue", "collector": "local", "part": "store general", "reason": "full",
	"message's router": "r2", "turn's router": "r2",
}

func TestHostileTextNeverChangesAStatement(t *testing.T) {
	reached := 0
	for _, slot := range slices.Sorted(maps.Keys(slots)) {
		for _, text := range hostile {
			statements, err := compileSlot(t, slot, text)
			if err != nil {
				continue // refused
			}
			value, ok := harmless[slot]
			if !ok && text != "" {
				t.Errorf("%s takes %q", slot, text)
				continue
			}
			want, err := compileSlot(t, slot, value)
			if err != nil {
				t.Fatal(err)
			}
			for i, statement := range statements {
				reached++
				if statement.Text != want[i].Text {
					t.Errorf("%s %q changes the statement: %s", slot, text, statement.Text)
				}
				checkSyntax(t, statement)
				if !slices.Contains(slices.Collect(maps.Values(statement.Params)), any(text)) && text != "" && strings.Contains(want[i].Text, harmlessTag(slot)) {
					t.Errorf("%s %q is no parameter: %v", slot, text, statement.Params)
				}
			}
		}
	}
	if reached < 100 {
		t.Errorf("only %d statements compared", reached)
	}
}

func harmlessTag(slot string) string {
	words := strings.Fields(strings.TrimSuffix(slot, "s"))
	return `"` + words[len(words)-1] + `" = $`
}

func compileSlot(t *testing.T, slot, text string) ([]Statement, error) {
	t.Helper()
	encoded, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	if text == "\xff" {
		encoded = []byte("\"\xff\"")
	}
	v := vector{Query: []byte(fmt.Sprintf(slots[slot], encoded))}
	v.Range.From, v.Range.To = time.Unix(1000, 0), time.Unix(4600, 0)
	v.Settings.Interval = "60s"
	return compile(v)
}

// checkSyntax reads a statement as InfluxDB does: one SELECT without INTO, each parameter named and none left over.
func checkSyntax(t *testing.T, s Statement) {
	t.Helper()
	parser := influxql.NewParser(strings.NewReader(s.Text))
	params := map[string]any{}
	for name, value := range s.Params {
		if n, ok := value.(int); ok {
			value = int64(n) // as a server reads it from JSON
		}
		params[name] = value
	}
	parser.SetParams(params)
	parsed, err := parser.ParseQuery()
	if err != nil {
		t.Fatalf("%v: %s", err, s.Text)
	}
	if len(parsed.Statements) != 1 {
		t.Fatalf("%d statements: %s", len(parsed.Statements), s.Text)
	}
	selection, ok := parsed.Statements[0].(*influxql.SelectStatement)
	if !ok || selection.Target != nil {
		t.Fatalf("not a plain SELECT: %s", s.Text)
	}
	for name := range s.Params {
		if !strings.Contains(s.Text+" ", "$"+name+" ") && !strings.Contains(s.Text, "$"+name+")") {
			t.Errorf("parameter %s is not used: %s", name, s.Text)
		}
	}
	if strings.Count(s.Text, "$p") != len(s.Params) {
		t.Errorf("%d parameters for %s", len(s.Params), s.Text)
	}
}

func TestEveryStatementIsOneThatInfluxDBReads(t *testing.T) {
	window := Window{First: 1, Last: 2}
	statements := append(Peers(query.Filter{Router: []string{"r"}}, window), Scopes(window), PrefixesLike("10.", query.Filter{}, window), PrefixesLike("", query.Filter{}, window),
		RoutesOf(query.Filter{Router: []string{"r"}}, window, "as_path"), Inventory(window, "r"), LastInventories(2))
	q, err := query.Parse([]byte(`{"queryType":"routes","filter":{"prefix":"10.0.0.0/8","match":"longer","peer":["10.1.0.4"],"afi":"ipv4"}}`))
	if err != nil {
		t.Fatal(err)
	}
	statements = append(statements, Starts(q, time.Unix(200_000, 0)).List()...)
	statements = append(statements, Dumped(q, window), Updated(q, window), DumpedOf(q, window), UpdatedOf(q, window))
	for _, s := range statements {
		checkSyntax(t, s)
	}
}

// An AS-path pattern is no parameter: it stands in the statement as the expression that it was translated to, and as that alone.
func TestPatternsStayWithinTheirExpression(t *testing.T) {
	raw, err := os.ReadFile("../../../schema/vectors/as-paths.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Matches [][3]any
		Refused []string
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, c := range vectors.Matches {
		encoded, _ := json.Marshal(c[0])
		q, err := query.Parse([]byte(fmt.Sprintf(`{"queryType":"history","filter":{"asPath":%s}}`, encoded)))
		if err != nil {
			t.Fatal(err)
		}
		statement := History(q, Window{First: 1, Last: 2}, 10)
		checkSyntax(t, statement)
		parser := influxql.NewParser(strings.NewReader(statement.Text))
		parser.SetParams(statement.Params)
		parsed, err := parser.ParseStatement()
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		influxql.WalkFunc(parsed, func(node influxql.Node) {
			if regex, ok := node.(*influxql.RegexLiteral); ok {
				found = append(found, regex.Val.String())
			}
		})
		if len(found) != 1 || found[0] != q.Filter.AsPath.Expression {
			t.Errorf("%s is read as %q, not %q", c[0], found, q.Filter.AsPath.Expression)
		}
	}
}
