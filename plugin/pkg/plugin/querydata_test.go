package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func TestOneBadQueryDoesNotTouchTheOthers(t *testing.T) {
	source := openServer(t).source(t, counters())
	models := map[string]string{
		"good": `{"queryType":"messageRates"}`, "bad": `{"queryType":"routes","filter":{"prefix":"10.0.0.1/8"}}`,
		"empty": `{"queryType":"prefixCounts"}`, "unknown": `{"queryType":"neighbours"}`, "pattern": `{"queryType":"routes","filter":{"asPath":"(1"}}`,
	}
	request := &backend.QueryDataRequest{}
	for refID, model := range models {
		q := asked(at(0), at(180), model)
		q.RefID = refID
		request.Queries = append(request.Queries, q)
	}
	backwards := asked(at(9), at(0), `{"queryType":"messageRates"}`)
	backwards.RefID = "backwards"
	request.Queries = append(request.Queries, backwards)
	response, err := source.QueryData(context.Background(), request)
	must(t, err)
	for refID, want := range map[string]string{
		"good": "", "empty": "", "bad": "did you mean 10.0.0.0/8?", "unknown": "this version answers", "pattern": "filter.asPath", "backwards": "time range",
	} {
		got := response.Responses[refID]
		if want == "" {
			if got.Error != nil || got.Frames[0].RefID != refID {
				t.Errorf("%s: %v", refID, got.Error)
			}
			continue
		}
		if got.Error == nil || !strings.Contains(got.Error.Error(), want) || got.Status != backend.StatusValidationFailed || got.ErrorSource != backend.ErrorSourceDownstream {
			t.Errorf("%s: %+v", refID, got)
		}
	}
}

func TestQueriesOfABrokenDataSourceSayWhy(t *testing.T) {
	response, err := newSource[string](t, "", nil, nil).QueryData(context.Background(), &backend.QueryDataRequest{Queries: []backend.DataQuery{asked(at(0), at(60), `{}`)}})
	must(t, err)
	if got := response.Responses["A"]; got.Error == nil || !strings.Contains(got.Error.Error(), "has no URL") || got.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("%+v", got)
	}
}

func TestQueriesRunTogetherButNotAllAtOnce(t *testing.T) {
	var running, most atomic.Int32
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		now := running.Add(1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		if now == int32(defaultLimits.queries) {
			close(release) // as many as may run are here
		}
		<-release
		running.Add(-1)
		_, _ = w.Write([]byte(`{"results":[{}]}`))
	}))
	defer server.Close()
	source := newSource[string](t, server.URL, nil, nil)
	request := &backend.QueryDataRequest{}
	for i := range defaultLimits.queries {
		q := asked(at(0), at(60), `{"queryType":"messageRates"}`)
		q.RefID = fmt.Sprint(i)
		request.Queries = append(request.Queries, q)
	}
	response, err := source.QueryData(context.Background(), request)
	must(t, err)
	if len(response.Responses) != defaultLimits.queries || most.Load() != int32(defaultLimits.queries) {
		t.Errorf("%d answers, %d at once", len(response.Responses), most.Load())
	}
	if len(source.slots) != 0 {
		t.Error("a slot was not given back")
	}
}

func TestAFaultInsideIsTheErrorOfOneQuery(t *testing.T) {
	source := newSource[string](t, "http://127.0.0.1:1", nil, nil)
	source.client = nil
	response, err := source.QueryData(context.Background(), &backend.QueryDataRequest{Queries: []backend.DataQuery{asked(at(0), at(60), `{"queryType":"messageRates"}`)}})
	must(t, err)
	if got := response.Responses["A"]; got.Error == nil || got.ErrorSource != backend.ErrorSourcePlugin || got.Status != backend.StatusInternal {
		t.Errorf("%+v", got)
	}
	if len(source.slots) != 0 {
		t.Error("the slot was not given back")
	}
}

// call asks a resource and gives status and body.
func call(t *testing.T, source *Datasource, method, path, query string) (int, string) {
	t.Helper()
	var got *backend.CallResourceResponse
	sender := backend.CallResourceResponseSenderFunc(func(r *backend.CallResourceResponse) error {
		got = r
		return nil
	})
	must(t, source.CallResource(context.Background(), &backend.CallResourceRequest{Method: method, Path: path, URL: path + query}, sender))
	return got.Status, string(got.Body)
}

func TestResources(t *testing.T) {
	source := openServer(t).source(t, append(counters(), local.total(at(1), "ipv4", "vpn", 1, 1, 1, 0, 1),
		local.total(at(1), "ipv4", "none", 1, 1, 1, 0, 1), collector{"local", "lab"}.total(at(1), "ipv4", "none", 1, 1, 1, 0, 1), six.snapshot(at(0), at(1), "ipv6", 0, 1),
		hub.route(at(1), "announce", "10.1.0.0/16", "65515"), hub.route(at(2), "withdraw", "10.1.0.0/16", ""), hub.route(at(3), "announce", "10.12.0.0/16", "65515"),
		hub.route(at(4), "announce", "100.64.0.0/10", "65515 {64512,64513} 12076", `communities="65000:1 no-export",large_communities="64500:1:2"`),
		`bgp_inventory,collector=local,kind=peer key="10.1.0.4",name="rs-0",group="rs" 1772366400000000000`,
		`bgp_inventory,collector=local,kind=asn key="12076",name="ExpressRoute" 1772366400000000000`,
		`bgp_inventory,collector=local,kind=asn key="7018",name="Elsewhere" 1772366400000000001`, hub.route(at(5), "announce", "0.0.0.0/0", "65515"), six.route(at(6), "announce", "2001:db8::/32", "65020")))
	within := fmt.Sprintf("from=%d&to=%d", at(-60).UnixMilli(), at(600).UnixMilli())
	cases := []struct{ path, query, want string }{
		{"routers", "?" + within, "edge,nva-0"},
		{"/routers", "?" + within, "edge,nva-0"},
		{"peers", "?" + within, "10.1.0.4,10.1.0.5,2001:db8::1"},
		{"peers", "?router=edge&" + within, "2001:db8::1"},
		{"peers", "?router=%27%20OR%201=1&" + within, ""},
		{"domains", "?" + within, "default,lab"},
		{"labels", "?" + within, "none,vpn"},
		{"prefixes", "?search=10.1&" + within, "10.1.0.0/16,10.12.0.0/16"},
		{"prefixes", "?search=10.&" + within, "10.1.0.0/16,10.12.0.0/16"},
		{"prefixes", "?search=1&" + within, "10.1.0.0/16,10.12.0.0/16,100.64.0.0/10"},
		{"prefixes", "?search=2001:DB8&" + within, "2001:db8::/32"},
		{"prefixes", "?search=0.0&" + within, "0.0.0.0/0"},
		{"prefixes", "?" + within, "0.0.0.0/0,10.1.0.0/16,10.12.0.0/16,100.64.0.0/10,2001:db8::/32"},
		{"prefixes", "?search=192.&" + within, ""},
		{"prefixes", "?router=edge&" + within, "2001:db8::/32"},
		{"prefixes", "?peer=10.1.0.4&search=10&" + within, "10.1.0.0/16,10.12.0.0/16,100.64.0.0/10"},
		{"views", "?" + within, "adj-in-pre"},
		{"vrfs", "?router=nva-0&" + within, "default"},
		{"asns", "?" + within, "7018,12076,64512,64513,65020,65515"},
		{"asns", "?search=express&" + within, "12076"},
		{"asns", "?router=edge&search=65&" + within, "65020"},
		{"communities", "?" + within, "64500:1:2,65000:1,no-export"},
		{"communities", "?search=65000:&" + within, "65000:1"},
		{"peers", "?search=RS-&" + within, "10.1.0.4"},
		{"labels", "?search=v&" + within, "vpn"},
	}
	for _, c := range cases {
		status, body := call(t, source, http.MethodGet, c.path, c.query)
		var items []item
		must(t, json.Unmarshal([]byte(body), &items))
		var values []string
		for _, i := range items {
			values = append(values, i.Value)
		}
		if got := strings.Join(values, ","); status != http.StatusOK || got != c.want || items == nil {
			t.Errorf("%s%s: %d %s, want %s", c.path, c.query, status, body, c.want)
		}
	}
	if _, body := call(t, source, http.MethodGet, "peers", "?router=edge&"+within); !strings.Contains(body, "AS65020 at edge, last heard 2026-03-01T12:00:01Z") {
		t.Error(body)
	}
}

func TestResourcesRefuse(t *testing.T) {
	source := openServer(t).source(t, nil)
	cases := []struct {
		method, path, query string
		want                int
	}{
		{http.MethodPost, "routers", "", http.StatusMethodNotAllowed},
		{http.MethodGet, "query", "", http.StatusNotFound},
		{http.MethodGet, "../routers", "", http.StatusNotFound},
		{http.MethodGet, "", "", http.StatusNotFound},
		{http.MethodGet, "prefixes", "?search=%27%3BDROP", http.StatusBadRequest},
		{http.MethodGet, "prefixes", "?search=1;DROP", http.StatusBadRequest},
		{http.MethodGet, "prefixes", "?search=" + strings.Repeat("1", 65), http.StatusBadRequest},
		{http.MethodGet, "peers", "?from=x", http.StatusBadRequest},
		{http.MethodGet, "peers", "?from=9&to=1", http.StatusBadRequest},
		{http.MethodGet, "peers", "?router=%00", http.StatusBadRequest},
		{http.MethodGet, "peers", "?peer=rs-0", http.StatusBadRequest},
		{http.MethodGet, "asns", "?search=a%00", http.StatusBadRequest},
		{http.MethodGet, "communities", "?search=" + strings.Repeat("1", 65), http.StatusBadRequest},
	}
	for _, c := range cases {
		if status, body := call(t, source, c.method, c.path, c.query); status != c.want {
			t.Errorf("%s %s%s: %d %s", c.method, c.path, c.query, status, body)
		}
	}
	if status, body := call(t, newSource[string](t, "", nil, nil), http.MethodGet, "routers", ""); status != http.StatusBadRequest || !strings.Contains(body, "has no URL") {
		t.Errorf("%d %s", status, body)
	}
}
