package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// maxRequestBytes bounds standard input.
const maxRequestBytes = 1 << 20

// request is what standard input holds.
type request struct {
	Connection    connection      `json:"connection"`
	Query         json.RawMessage `json:"query"`
	From          instant         `json:"from"`
	To            instant         `json:"to"`
	IntervalMs    int64           `json:"intervalMs"`
	MaxDataPoints int64           `json:"maxDataPoints"`
}

// connection is the settings of a data source.
type connection struct {
	URL             string `json:"url"`
	Version         string `json:"version"`
	Database        string `json:"database"`
	VerboseDatabase string `json:"verboseDatabase"`
	RoutesDatabase  string `json:"routesDatabase"`
	User            string `json:"user"`
	Password        string `json:"password"`
	Token           string `json:"token"`
	Interval        string `json:"interval"`
}

// instant is a time in RFC 3339 or Unix milliseconds, as a number or as text.
type instant struct{ time.Time }

func (t *instant) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if len(raw) > 0 && raw[0] == '"' {
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	}
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		t.Time = time.UnixMilli(ms)
		return nil
	}
	parsed, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return fmt.Errorf("%.64s is not a time: write it as 2026-01-31T22:30:00Z or in Unix milliseconds", raw)
	}
	t.Time = parsed
	return nil
}

func readRequest(stdin io.Reader, connectionOnly bool) (request, error) {
	var asked request
	raw, err := io.ReadAll(io.LimitReader(stdin, maxRequestBytes+1))
	switch {
	case err != nil:
		return asked, fmt.Errorf("standard input cannot be read: %w", err)
	case len(raw) > maxRequestBytes:
		return asked, fmt.Errorf("the request is longer than %d KB: shorten its lists", maxRequestBytes>>10)
	case len(raw) == 0:
		return asked, errors.New("standard input is empty: give the request as JSON (see --help)")
	}
	if err := json.Unmarshal(raw, &asked); err != nil {
		return asked, fmt.Errorf("the request cannot be read: %w (see --help)", err)
	}
	if connectionOnly {
		return asked, nil
	}
	switch {
	case len(asked.Query) == 0:
		return asked, errors.New("the request has no query (see --help)")
	case asked.From.IsZero() || asked.To.IsZero():
		return asked, errors.New("the request has no from or no to (see --help)")
	case asked.IntervalMs < 0 || asked.IntervalMs > math.MaxInt64/int64(time.Millisecond) || asked.MaxDataPoints < 0:
		return asked, errors.New("intervalMs or maxDataPoints is out of range")
	}
	return asked, nil
}

// instance is the connection as Grafana would store it.
func (r request) instance() backend.DataSourceInstanceSettings {
	c := r.Connection
	settings, err := json.Marshal(map[string]string{
		"version": c.Version, "database": c.Database, "verboseDatabase": c.VerboseDatabase, "routesDatabase": c.RoutesDatabase,
		"user": c.User, "interval": c.Interval,
	})
	if err != nil {
		panic(err) // texts always have a JSON form
	}
	return backend.DataSourceInstanceSettings{
		Name:                    "earshot-query",
		Type:                    "earshot-bgp-datasource",
		URL:                     c.URL,
		JSONData:                settings,
		DecryptedSecureJSONData: map[string]string{"password": c.Password, "token": c.Token},
	}
}

func (r request) query(refID string) backend.DataQuery {
	return backend.DataQuery{
		RefID:         refID,
		JSON:          r.Query,
		TimeRange:     backend.TimeRange{From: r.From.Time, To: r.To.Time},
		Interval:      time.Duration(r.IntervalMs) * time.Millisecond,
		MaxDataPoints: r.MaxDataPoints,
	}
}
