package plugin

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func health(t *testing.T, source *Datasource) (backend.HealthStatus, string) {
	t.Helper()
	result, err := source.CheckHealth(context.Background(), &backend.CheckHealthRequest{})
	must(t, err)
	return result.Status, result.Message
}

func TestHealthOfARealServer(t *testing.T) {
	server := openServer(t)
	status, text := health(t, server.source(t, nil))
	want := fmt.Sprintf("connected to InfluxDB 1.6.7~rc0, database %s has no Earshot data yet: run earshot import or earshot run", t.Name())
	if status != backend.HealthStatusOk || !strings.HasPrefix(text, "connected to InfluxDB 1.") || text[30:] != want[30:] {
		t.Errorf("empty: %v %s", status, text)
	}
	t.Run("with data", func(t *testing.T) {
		source := server.source(t, append(counters(), six.snapshot(at(0), at(1), "ipv6", 0, 1)))
		source.now = func() time.Time { return at(7 * 24 * 3600) }
		status, text := health(t, source)
		if status != backend.HealthStatusOk || !strings.Contains(text, ": 2 routers, 3 peers, newest row 2026-03-01T12:02:59Z") {
			t.Errorf("%v %s", status, text)
		}
	})
	t.Run("database missing", func(t *testing.T) {
		status, text := health(t, newSource(t, server.url, map[string]string{"database": "nowhere"}, nil))
		if status != backend.HealthStatusError || !strings.Contains(text, "no database nowhere: create it with 'earshot setup'") {
			t.Errorf("%v %s", status, text)
		}
	})
}

func TestHealthBeforeAnyServer(t *testing.T) {
	cases := []struct {
		name, url, want string
		settings        map[string]string
	}{
		{"no URL", "", "has no URL", nil},
		{"no address", "influx", "not an http or https address", nil},
		{"version", "http://127.0.0.1:1", "choose auto, 1, 2 or 3", map[string]string{"version": "4"}},
		{"interval", "http://127.0.0.1:1", "set it to the interval of the collector", map[string]string{"interval": "1500ms"}},
		{"unreachable", "http://127.0.0.1:1", "cannot be reached (connection refused): check the URL", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, text := health(t, newSource(t, c.url, c.settings, nil))
			if status != backend.HealthStatusError || !strings.Contains(text, c.want) {
				t.Errorf("%v %s", status, text)
			}
		})
	}
	t.Run("no instance", func(t *testing.T) {
		var none *Datasource
		if status, text := health(t, none); status != backend.HealthStatusError || !strings.Contains(text, "save them") {
			t.Errorf("%v %s", status, text)
		}
	})
	t.Run("settings unreadable", func(t *testing.T) {
		instance, err := NewDatasource(context.Background(), backend.DataSourceInstanceSettings{URL: "http://127.0.0.1:1", JSONData: []byte(`{"version":1}`)})
		must(t, err)
		if status, text := health(t, instance.(*Datasource)); status != backend.HealthStatusError || !strings.Contains(text, "save them again") {
			t.Errorf("%v %s", status, text)
		}
	})
}

func TestAuthentication(t *testing.T) {
	server := authServer(t)
	server.admin(t, "CREATE USER admin WITH PASSWORD 'admin-password' WITH ALL PRIVILEGES")
	for _, statement := range []string{
		"CREATE DATABASE bgp", "CREATE DATABASE other", "CREATE USER reader WITH PASSWORD 'canary-password'", "GRANT READ ON bgp TO reader",
	} {
		server.admin(t, statement)
	}
	server.write(t, "bgp", counters())
	reader := map[string]string{"user": "reader"}
	password := map[string]string{"password": "canary-password"}

	t.Run("a user who may only read sees all that there is", func(t *testing.T) {
		source := newSource(t, server.url, reader, password)
		if status, text := health(t, source); status != backend.HealthStatusOk || !strings.Contains(text, "1 router, 2 peers") {
			t.Errorf("%v %s", status, text)
		}
		if got := readAsAlertRule(t, answer(t, source, asked(at(0), at(180), `{"queryType":"messageRates","groupBy":[]}`))); got != "messages 0:32 60:1 120:0" {
			t.Error(got)
		}
		if frames := answer(t, source, asked(at(0), at(180), `{"queryType":"routes"}`)); frames[0].Rows() != 0 {
			t.Errorf("%d rows", frames[0].Rows())
		}
	})
	t.Run("others are told what to do", func(t *testing.T) { refusals(t, server) })
}

func refusals(t *testing.T, server *influxd) {
	reader, password := map[string]string{"user": "reader"}, map[string]string{"password": "canary-password"}
	cases := []struct {
		name              string
		settings, secrets map[string]string
		want              string
		status            backend.Status
	}{
		{"nobody", nil, nil, "401", backend.StatusUnauthorized},
		{"wrong password", reader, map[string]string{"password": "canary-wrong"}, "check user and password", backend.StatusUnauthorized},
		{"another database", map[string]string{"user": "reader", "database": "other"}, password, "read database other (403", backend.StatusForbidden},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			source := newSource(t, server.url, c.settings, c.secrets)
			if status, text := health(t, source); status != backend.HealthStatusError || !strings.Contains(text, c.want) || strings.Contains(text, "canary") {
				t.Errorf("%v %s", status, text)
			}
			response, err := source.QueryData(context.Background(), &backend.QueryDataRequest{Queries: []backend.DataQuery{asked(at(0), at(60), `{"queryType":"messageRates"}`)}})
			must(t, err)
			got := response.Responses["A"]
			if got.Status != c.status || got.ErrorSource != backend.ErrorSourceDownstream || got.Error == nil || strings.Contains(got.Error.Error(), "canary") {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A redirect could carry the password to another host.
func TestRedirectsAreNotFollowed(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	status, text := health(t, newSource(t, server.URL, map[string]string{"user": "u"}, map[string]string{"password": "p"}))
	if status != backend.HealthStatusError || !strings.Contains(text, "redirect (307)") || reached {
		t.Errorf("%v %s, reached %v", status, text, reached)
	}
}
