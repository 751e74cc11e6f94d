package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

func TestLimitsOfTheDataSource(t *testing.T) {
	server := openServer(t)
	plain := server.source(t, append(history(), counters()...))
	source := newSource(t, server.url, map[string]any{
		"database": plain.settings.databases.general, "maxRows": 2, "maxSeries": 1, "maxDays": 2, "maxQueries": 1,
	}, nil)
	if cap(source.slots) != 1 {
		t.Errorf("%d queries at one time", cap(source.slots))
	}
	table := answer(t, source, asked(at(-3600), at(150), `{"queryType":"routes"}`))[0]
	if table.Rows() != 2 || !strings.Contains(notices(table), "limit cut to 2") || !strings.Contains(notices(table), "2 of 4 routes") {
		t.Errorf("%d rows, notices %s", table.Rows(), notices(table))
	}
	series := answer(t, source, asked(at(0), at(180), `{"queryType":"messageRates","groupBy":["peer","type"]}`))
	if len(series) != 1 || !strings.Contains(notices(series[0]), "limit cut to 1") {
		t.Errorf("%d series, notices %s", len(series), notices(series[0]))
	}
	log := answer(t, source, asked(at(0), at(180), `{"queryType":"history"}`))[0]
	if log.Rows() != 2 || !strings.Contains(notices(log), "only the newest 2 rows were read") {
		t.Errorf("%d lines, notices %s", log.Rows(), notices(log))
	}
	long, err := source.QueryData(context.Background(), &backend.QueryDataRequest{Queries: []backend.DataQuery{asked(at(-3*86400), at(0), `{"queryType":"messageRates"}`)}})
	must(t, err)
	if got := long.Responses["A"]; got.Error == nil || !strings.Contains(got.Error.Error(), "raise maxDays") || got.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("%+v", got)
	}
	for _, settings := range []map[string]any{{"maxRows": -1}, {"maxDays": 40_000}, {"maxQueries": 65}} {
		if refused := newSource(t, server.url, settings, nil); refused.ready() == nil || !strings.Contains(refused.ready().Error(), "out of range") {
			t.Errorf("%v: %v", settings, refused.ready())
		}
	}
}

// Each measurement is asked for in the database that holds it.
func TestRoutesAndMessagesHaveDatabasesOfTheirOwn(t *testing.T) {
	server := openServer(t)
	routesAlone, rest := []string{}, []string{}
	for _, line := range append(history(), notification(at(10), hub, 4, 0), notification(at(20), hub, 6, 2)) {
		switch {
		case strings.HasPrefix(line, schema.BgpRoutes+","):
			routesAlone = append(routesAlone, line)
		default:
			rest = append(rest, line)
		}
	}
	general := server.source(t, rest).settings.databases.general
	for name, lines := range map[string][]string{"routes_alone": routesAlone, "messages_alone": {notification(at(10), hub, 4, 0), notification(at(20), hub, 6, 2)}} {
		server.admin(t, fmt.Sprintf("CREATE DATABASE %q", name))
		server.write(t, name, lines)
	}
	source := newSource(t, server.url, map[string]any{"database": general, "routesDatabase": "routes_alone", "verboseDatabase": "messages_alone"}, nil)
	if rows := answer(t, source, asked(at(-60), at(150), `{"queryType":"routes"}`))[0].Rows(); rows != 4 {
		t.Errorf("%d routes", rows)
	}
	if got := cellsOf(t, answer(t, source, asked(at(0), at(60), `{"queryType":"notifications","format":"table"}`))[0], "time", "code", "subcode"); got != "20 6 2 | 10 4 0" {
		t.Errorf("got %s", got)
	}
	if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(60), `{"queryType":"notifications","format":"numeric","groupBy":["peer","direction"]}`))); got != "10.1.0.4 received 2" {
		t.Errorf("as numbers %s", got)
	}
	if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(60), `{"queryType":"notifications","format":"timeseries","filter":{"code":[6]}}`))); got != "10.1.0.4 0:1" {
		t.Errorf("over time %s", got)
	}
	without := newSource(t, server.url, map[string]any{"database": general, "verboseDatabase": "not_there"}, nil)
	frame := answer(t, without, asked(at(0), at(60), `{"queryType":"notifications","format":"table"}`))[0]
	if !strings.Contains(notices(frame), "Only Cease messages: database not_there") {
		t.Errorf("notices %s", notices(frame))
	}
}

func notification(when time.Time, s speaker, code, subcode int) string {
	return fmt.Sprintf(`bgp_notification,%s,direction=received code=%di,subcode=%di,text="in words",data="" %d`, s.tags(), code, subcode, when.UnixNano())
}

// A request that nobody waits for any more ends at InfluxDB too: the connection is closed.
func TestCancellationReachesInfluxDB(t *testing.T) {
	arrived, ended := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		_ = request.ParseForm()
		close(arrived)
		<-request.Context().Done()
		close(ended)
	}))
	defer server.Close()
	source := newSource[string](t, server.URL, nil, nil)
	ctx, cancel := context.WithCancel(context.Background())
	answered := make(chan backend.DataResponse, 1)
	go func() {
		response, _ := source.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{asked(at(0), at(60), `{"queryType":"messageRates"}`)}})
		answered <- response.Responses["A"]
	}()
	<-arrived
	cancel()
	<-ended
	if got := <-answered; got.Error == nil || got.ErrorSource != backend.ErrorSourceDownstream || got.Status != backend.StatusTimeout {
		t.Errorf("%+v", got)
	}
	if len(source.slots) != 0 {
		t.Error("the slot was not given back")
	}
}

// The real server ends a query whose reader has gone, and lists it no more.
func TestCancellationEndsTheQueryOfInfluxd(t *testing.T) {
	server := openServer(t)
	var lines []string
	for i := range 100_000 {
		lines = append(lines, hub.route(at(0).Add(time.Duration(i)), "announce", fmt.Sprintf("10.%d.%d.0/24", i/256%256, i%256), "65515 1"))
	}
	source := server.source(t, lines)
	ctx, cancel := context.WithCancel(context.Background())
	q := asked(at(-60), at(60), `{"queryType":"history","format":"table","limit":100000}`)
	answered := make(chan backend.DataResponse, 1)
	go func() {
		response, _ := source.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{q}})
		answered <- response.Responses["A"]
	}()
	running := func() bool { return strings.Contains(server.asked(t, "SHOW QUERIES"), "bgp_routes") }
	for !running() && len(answered) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	<-answered
	for deadline := time.Now().Add(30 * time.Second); running(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the query still runs")
		}
	}
}

// What is secret stands in no error, no answer and no line of the log.
func TestSecretsStaySecret(t *testing.T) {
	const canary = "canary-5f3a91"
	logged := &recorder{}
	before := backend.Logger
	backend.Logger = logged
	defer func() { backend.Logger = before }()
	said := answersWithCanary(t, canary)
	for _, text := range append(said, logged.lines...) {
		if strings.Contains(text, canary) {
			t.Errorf("the secret is in: %.300s", text)
		}
	}
	if len(logged.lines) == 0 {
		t.Error("nothing was logged, so that nothing was checked")
	}
	if len(said) < 20 {
		t.Errorf("only %d answers were looked at", len(said))
	}
}

// recorder is a log that is looked at.
type recorder struct {
	lock  sync.Mutex
	lines []string
}

func (r *recorder) record(message string, args ...any) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.lines = append(r.lines, fmt.Sprint(append([]any{message}, args...)...))
}

func (r *recorder) Debug(message string, args ...any)        { r.record(message, args...) }
func (r *recorder) Info(message string, args ...any)         { r.record(message, args...) }
func (r *recorder) Warn(message string, args ...any)         { r.record(message, args...) }
func (r *recorder) Error(message string, args ...any)        { r.record(message, args...) }
func (r *recorder) Level() log.Level                         { return log.Debug }
func (r *recorder) With(args ...any) log.Logger              { r.record("with", args...); return r }
func (r *recorder) FromContext(_ context.Context) log.Logger { return r }

// answersWithCanary are all that a data source says whose secrets are the canary, while everything goes wrong.
func answersWithCanary(t *testing.T, canary string) (said []string) {
	statuses := []int{200, 204, 301, 400, 401, 403, 404, 413, 429, 500, 503}
	asking := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		w.Header().Set("Location", "http://elsewhere.invalid/")
		w.WriteHeader(statuses[asking])
		_, _ = w.Write([]byte(`{"error":"refused"}`))
		if user, password, ok := request.BasicAuth(); !ok && request.Header.Get("Authorization") != "Token "+canary || ok && (user != "u" || password != canary) {
			t.Errorf("the secret did not reach InfluxDB: %q", request.Header.Get("Authorization"))
		}
	}))
	defer server.Close()
	secrets := map[string]string{"password": canary, "token": canary, "tlsClientKey": canary, "tlsCACert": canary}
	for _, address := range []string{server.URL, "http://127.0.0.1:1", "http://u:" + canary + "@127.0.0.1:1", "https://127.0.0.1:1"} {
		for _, settings := range []map[string]any{{"version": "1", "user": "u"}, {"version": "2"}, {"version": "3"}, {"tlsAuth": true}, {"tlsAuthWithCACert": true}} {
			for asking = range statuses {
				source := newSource(t, address, settings, secrets)
				if settings["tlsAuth"] != nil || settings["tlsAuthWithCACert"] != nil {
					said = append(said, fmt.Sprint(source.ready()))
					break
				}
				response, err := source.QueryData(context.Background(), &backend.QueryDataRequest{Queries: []backend.DataQuery{asked(at(0), at(60), `{"queryType":"messageRates"}`)}})
				must(t, err)
				encoded, err := json.Marshal(response)
				must(t, err)
				health, err := source.CheckHealth(context.Background(), nil)
				must(t, err)
				_, body := call(t, source, http.MethodGet, "routers", "")
				said = append(said, string(encoded), health.Message, body)
			}
		}
	}
	// A fault of the plugin itself is logged with its stack.
	broken := newSource(t, server.URL, map[string]any{"version": "1", "user": "u"}, secrets)
	broken.client = nil
	_, err := broken.QueryData(context.Background(), &backend.QueryDataRequest{Queries: []backend.DataQuery{asked(at(0), at(60), `{"queryType":"messageRates"}`)}})
	must(t, err)
	return said
}
