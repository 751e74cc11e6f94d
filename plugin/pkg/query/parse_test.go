package query

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	cases := []struct {
		name, model string
		want        Query
	}{
		{"defaults of rates", `{"queryType":"messageRates"}`, Query{
			Kind: MessageRates, Format: TimeSeries, Per: PerInterval, GroupBy: []string{"type"}, Asked: []string{"type"}, Limit: 1000,
		}},
		{"null lists mean nothing asked", `{"version":1,"queryType":"messageRates","groupBy":null,"filter":{"router":null}}`, Query{
			Kind: MessageRates, Format: TimeSeries, Per: PerInterval, GroupBy: []string{"type"}, Asked: []string{"type"}, Limit: 1000,
		}},
		{"peers stay apart", `{"queryType":"prefixCounts","format":"numeric","groupBy":["label","label"],"limit":7}`, Query{
			Kind: PrefixCounts, Format: Numeric, Metric: Prefixes, Per: PerInterval, Limit: 7,
			GroupBy: []string{"router", "view", "vrf", "peer", "peer_as", "label"}, Asked: []string{"label", "label"},
		}},
		{"routes", `{"queryType":"routes","limit":2000000,"at":"30m","filter":{"prefix":" 10.1.0.0/16 ","match":"longer","afi":"ipv4"}}`, Query{
			Kind: Routes, Format: Table, Metric: RouteCount, Per: PerInterval, Limit: 1_000_000, LimitCut: true, At: At{before: 30 * time.Minute},
			Filter: Filter{Prefix: netip.MustParsePrefix("10.1.0.0/16"), Match: Longer, Afi: "ipv4"},
		}},
		{"one gauge of many", `{"queryType":"totals","metric":"single_path","filter":{"domain":["hub"]}}`, Query{
			Kind: Totals, Format: TimeSeries, Metric: SinglePath, Per: PerInterval, Limit: 1000, Filter: Filter{Domain: []string{"hub"}},
			GroupBy: []string{"collector", "domain", "afi", "label"}, Asked: []string{"afi"},
		}},
		{"overlaps over time are numbers", `{"queryType":"overlaps","format":"timeseries","filter":{"label":["vpn"]}}`, Query{
			Kind: Overlaps, Format: TimeSeries, Metric: OverlapCount, Per: PerInterval, Limit: 1000, Filter: Filter{Label: []string{"vpn"}},
			GroupBy: []string{"collector", "domain", "afi", "label"}, Asked: []string{"afi"},
		}},
		{"incidents", `{"queryType":"incidents","format":"numeric","groupBy":["kind"],"filter":{"kind":["hijack"],"severity":["critical"],"state":"open"}}`, Query{
			Kind: Incidents, Format: Numeric, Per: PerInterval, Limit: 1000, GroupBy: []string{"kind"}, Asked: []string{"kind"},
			Filter: Filter{Kind: []string{"hijack"}, Severity: []string{"critical"}, State: "open"},
		}},
		{"canonical peers and AS numbers", `{"queryType":"messageRates","groupBy":[],"filter":{"peer":["2001:DB8:0::1"],"peerAs":[65515,"65010","as4200000000"]}}`, Query{
			Kind: MessageRates, Format: TimeSeries, Per: PerInterval, Limit: 1000,
			Filter: Filter{Peer: []netip.Addr{netip.MustParseAddr("2001:db8::1")}, PeerAs: []uint32{65515, 65010, 4200000000}},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse([]byte(c.model))
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("\n got %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	long := strings.Repeat(`"x",`, 501)
	cases := []struct{ name, model, field string }{
		{"no object", `[]`, "query"},
		{"no JSON", `{`, "query"},
		{"nothing", ``, "query"},
		{"text beyond UTF-8", "{\"queryType\":\"messageRates\",\"filter\":{\"router\":[\"\xff\"]}}", "query"},
		{"too long", `{"queryType":"` + strings.Repeat("x", maxModelBytes) + `"}`, "query"},
		{"negative version", `{"version":-1,"queryType":"routes"}`, "version"},
		{"too many values", `{"queryType":"messageRates","filter":{"router":[` + strings.TrimSuffix(long, ",") + `]}}`, "filter.router"},
		{"value too long", `{"queryType":"messageRates","filter":{"router":["` + strings.Repeat("x", 257) + `"]}}`, "filter.router"},
		{"zone", `{"queryType":"messageRates","filter":{"peer":["fe80::1%eth0"]}}`, "filter.peer"},
		{"AS in words", `{"queryType":"messageRates","filter":{"peerAs":["AS"]}}`, "filter.peerAs"},
		{"AS below zero", `{"queryType":"messageRates","filter":{"peerAs":[-1]}}`, "filter.peerAs"},
		{"AS as object", `{"queryType":"messageRates","filter":{"peerAs":[{}]}}`, "filter.peerAs"},
		{"IPv4 in IPv6", `{"queryType":"routes","filter":{"prefix":"::ffff:10.0.0.0/104"}}`, "filter.prefix"},
		{"length beyond", `{"queryType":"routes","filter":{"prefix":"10.0.0.0/33"}}`, "filter.prefix"},
		{"limit as text", `{"queryType":"routes","limit":"ten"}`, "limit"},
		{"limit with fraction", `{"queryType":"routes","limit":1.5}`, "limit"},
		{"time before 1970", `{"queryType":"routes","at":"1960-01-01T00:00:00Z"}`, "at"},
		{"negative duration", `{"queryType":"routes","at":"-1h"}`, "at"},
		{"metric where there is one value only", `{"queryType":"messageRates","metric":"prefixes"}`, "metric"},
		{"metric of another type", `{"queryType":"totals","metric":"withdrawn"}`, "metric"},
		{"router of a domain", `{"queryType":"totals","filter":{"router":["nva-0"]}}`, "filter.router"},
		{"peer over time", `{"queryType":"overlaps","format":"timeseries","filter":{"peer":["10.1.0.4"]}}`, "filter.peer"},
		{"kind of another type", `{"queryType":"overlaps","filter":{"kind":["moas"]}}`, "filter.kind"},
		{"severity of a pair", `{"queryType":"overlaps","filter":{"severity":["info"]}}`, "filter.severity"},
		{"severity unknown", `{"queryType":"incidents","filter":{"severity":["fatal"]}}`, "filter.severity"},
		{"state unknown", `{"queryType":"incidents","filter":{"state":"event"}}`, "filter.state"},
		{"look-up of what flaps", `{"queryType":"flaps","filter":{"prefix":"10.0.0.1","match":"lookup"}}`, "filter.match"},
		{"address of what flaps", `{"queryType":"flaps","filter":{"prefix":"10.0.0.1"}}`, "filter.prefix"},
		{"the tag's name", `{"queryType":"messageRates","groupBy":["peer_as"]}`, "groupBy"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.model))
			var wrongField *Error
			if !errors.As(err, &wrongField) {
				t.Fatalf("error %v", err)
			}
			if wrongField.Field != c.field {
				t.Errorf("field %s, want %s: %v", wrongField.Field, c.field, err)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"queryType":"routes","filter":{"prefix":"10.0.0.0/8","match":"lookup"},"at":"1h"}`)
	f.Add(`{"queryType":"messageRates","filter":{"peerAs":["AS1",2]},"groupBy":["peer"]}`)
	f.Fuzz(func(t *testing.T, model string) {
		q, err := Parse([]byte(model))
		var wrongField *Error
		if err != nil && !errors.As(err, &wrongField) {
			t.Errorf("an error without a field: %v", err)
		}
		if err == nil && q.Filter.Prefix.IsValid() && q.Filter.Prefix != q.Filter.Prefix.Masked() {
			t.Errorf("host bits set in %s", q.Filter.Prefix)
		}
	})
}

func TestParseDuration(t *testing.T) {
	cases := map[string]time.Duration{
		"60s": time.Minute, "250ms": 250 * time.Millisecond, "2d": 48 * time.Hour, "1w": 168 * time.Hour, "1h30m": 90 * time.Minute, " 5m ": 5 * time.Minute,
		"0s": 0, "-5m": 0, "": 0, "5": 0, "1M": 0, "999999999w": 0, "9999999h": 0,
	}
	for text, want := range cases {
		if got, err := ParseDuration(text); got != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
	}
}

func TestStep(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	cases := []struct {
		length, interval time.Duration
		points           int64
		collector, want  time.Duration
	}{
		{time.Hour, 0, 0, time.Minute, time.Minute},
		{time.Hour, 15 * time.Second, 1000, time.Minute, time.Minute},
		{time.Hour, 90 * time.Second, 1000, time.Minute, 2 * time.Minute},
		{6 * time.Hour, time.Second, 100, time.Minute, 4 * time.Minute},
		{time.Hour, 25 * time.Second, 1000, 10 * time.Second, 30 * time.Second},
		{365 * 24 * time.Hour, 0, 0, time.Minute, 11 * time.Minute},
	}
	for _, c := range cases {
		r := Range{From: start, To: start.Add(c.length), Interval: c.interval, MaxDataPoints: c.points}
		if got := r.Step(c.collector); got != c.want {
			t.Errorf("step of %+v is %v, want %v", c, got, c.want)
		}
	}
}

func TestRangeCheck(t *testing.T) {
	good := Range{From: time.Unix(1, 0), To: time.Unix(2, 0)}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for _, r := range []Range{{}, {From: time.Unix(2, 0), To: time.Unix(1, 0)}, {From: time.Unix(1, 0), To: time.Unix(1<<40, 0)}, {From: time.Unix(-9, 0), To: time.Unix(1, 0)}} {
		if r.Check() == nil {
			t.Errorf("range %v is taken", r)
		}
	}
}

// The closed lists of values are those of the contract between collector and data source.
func TestValuesAreThoseOfTheSchema(t *testing.T) {
	raw, err := os.ReadFile("../../../schema/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var contract struct {
		Tags map[string]struct {
			Description string
			Values      []string
		}
	}
	if err := json.Unmarshal(raw, &contract); err != nil {
		t.Fatal(err)
	}
	if got := contract.Tags["view"].Values; !reflect.DeepEqual(got, Views) {
		t.Errorf("views %v, schema %v", Views, got)
	}
	for _, kind := range []Kind{Overlaps, OriginChanges} {
		for _, value := range kinds[kind].kinds {
			if !strings.Contains(contract.Tags["kind"].Description, value) {
				t.Errorf("kind %s of %s is not in the schema: %s", value, kind, contract.Tags["kind"].Description)
			}
		}
	}
	if got := contract.Tags["afi"].Values; !reflect.DeepEqual(got, Families) {
		t.Errorf("families %v, schema %v", Families, got)
	}
}

func TestTakesPrefix(t *testing.T) {
	cases := []struct {
		filter, match, text string
		want                bool
	}{
		{"", "exact", "", true},
		{"10.0.0.0/8", "exact", "10.0.0.0/8", true},
		{"10.0.0.0/8", "exact", "10.1.0.0/16", false},
		{"10.0.0.0/8", "longer", "10.1.0.0/16", true},
		{"10.1.0.0/16", "longer", "10.0.0.0/8", false},
		{"10.0.0.0/8", "longer", "11.0.0.0/8", false},
		{"::/0", "longer", "10.0.0.0/8", false},
		{"10.0.0.0/8", "longer", "", false},
		{"10.0.0.0/8", "longer", "none", false},
	}
	for _, c := range cases {
		q, err := Parse([]byte(fmt.Sprintf(`{"queryType":"incidents","filter":{"prefix":%q,"match":%q}}`, c.filter, c.match)))
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Filter.TakesPrefix(c.text); got != c.want {
			t.Errorf("%s %s takes %q: %t", c.match, c.filter, c.text, got)
		}
	}
}
