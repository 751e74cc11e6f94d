package influx

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestFailures(t *testing.T) {
	cases := []struct {
		name   string
		status int
		body   string
		kind   Kind
		words  string
	}{
		{"1.x: query", 400, `{"error":"error parsing query: found EOF"}`, QueryRefused, "found EOF"},
		{"2.x: query", 400, `{"code":"invalid","message":"failed to parse query: found EOF"}`, QueryRefused, "found EOF"},
		{"in the statement", 200, `{"results":[{"statement_id":0,"error":"unsupported"}]}`, QueryRefused, "unsupported"},
		{"1.x: database", 200, `{"results":[{"statement_id":0,"error":"database not found: bgp"}]}`, DatabaseMissing, "no database bgp"},
		{"2.x: database", 404, `{"code":"not found","message":"no dbrp mapping found"}`, DatabaseMissing, "no database bgp"},
		{"after some rows", 200, `{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1]]}]}]}` + "\n" + `{"results":[{"error":"timeout"}]}`, QueryRefused, "timeout"},
		{"401", 401, `{"error":"authorization failed"}`, Unauthorized, "check user and password"},
		{"403", 403, `{"error":"not authorized"}`, Forbidden, "grant it READ"},
		{"404 of another server", 404, `<html>`, Unreachable, "check the path"},
		{"redirect", 302, ``, Unreachable, "redirect (302)"},
		{"500", 500, `{"error":"oops\u0000` + strings.Repeat("x", 1000) + `"}`, Unavailable, "status 500, oops"},
		{"no InfluxDB", 200, `<html>hello</html>`, Unavailable, "not that of an InfluxDB"},
		{"empty", 200, ``, Unavailable, "not that of an InfluxDB"},
		{"broken off", 200, `{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1],[`, Unavailable, "breaks off"},
		{"broken off in text", 200, `{"results":[{"series":[{"name":"m","columns":["time"],"values":[["abc`, Unavailable, "breaks off"},
		{"a list", 200, `[]`, Unavailable, "not that of an InfluxDB"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			client, _ := serve(t, Credentials{Token: "canary-token"}, c.status, c.body)
			_, err := rows(client)
			var failure *Error
			if !errors.As(err, &failure) {
				t.Fatalf("error %v", err)
			}
			if failure.Kind != c.kind || !strings.Contains(err.Error(), c.words) {
				t.Errorf("kind %d, want %d: %v", failure.Kind, c.kind, err)
			}
			if len(err.Error()) > 600 || strings.Contains(err.Error(), "canary") || strings.ContainsRune(err.Error(), 0) {
				t.Errorf("not fit to be shown: %v", err)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	client, err := NewClient(http.DefaultClient, server.URL, Credentials{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = rows(client)
	var failure *Error
	if !errors.As(err, &failure) || failure.Kind != Unreachable || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("error %v", err)
	}
}

func TestTimeoutAndCancellation(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"results":[`))
		w.(http.Flusher).Flush()
		<-release
	}))
	defer server.Close()
	defer close(release)
	client, err := NewClient(server.Client(), server.URL, Credentials{})
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err = client.Stream(soon, "bgp", question, nil)
	var failure *Error
	if !errors.As(err, &failure) || failure.Kind != Timeout {
		t.Errorf("after the deadline: %v", err)
	}
	gone, leave := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, leave)
	if _, err = client.Stream(gone, "bgp", question, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("after it was cancelled: %v", err)
	}
}
