// Package influx asks InfluxDB 1.x, 2.x or 3.x over /query and reads its answers row by row.
package influx

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
)

// maxResponseBytes bounds one answer, maxErrorBytes what is read of a refusal.
const (
	maxResponseBytes = 1 << 30
	maxErrorBytes    = 16 << 10
)

// chunkRows is how many rows the server puts together before it sends them.
const chunkRows = "10000"

// Client asks one InfluxDB.
type Client struct {
	http     *http.Client
	endpoint string
	address  string // without credentials, for messages
	auth     Credentials
}

// NewClient makes a client for the InfluxDB at a base URL.
func NewClient(client *http.Client, baseURL string, auth Credentials) (*Client, error) {
	base, err := url.Parse(strings.TrimSpace(baseURL))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("the URL of the data source is not an http or https address: set it to one such as http://127.0.0.1:8086")
	}
	if base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("the URL of the data source holds more than an address: move user and password to their own settings")
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{http: &own, endpoint: base.JoinPath("query").String(), address: base.String(), auth: auth}, nil
}

// Stream asks one statement and hands its rows over as they come. The server's version is returned where it tells it.
func (c *Client) Stream(ctx context.Context, database string, s influxql.Statement, onRow RowFunc) (version string, err error) {
	if err := checkReadOnly(s.Text); err != nil {
		return "", err
	}
	request, err := c.request(ctx, database, s)
	if err != nil {
		return "", err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return "", c.ofTransport(err)
	}
	defer func() { _ = response.Body.Close() }()
	version = versionOf(response)
	if response.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(response.Body, maxErrorBytes))
		return version, c.ofStatus(response.StatusCode, database, errorWords(body))
	}
	return version, c.decode(response.Body, database, onRow)
}

func (c *Client) request(ctx context.Context, database string, s influxql.Statement) (*http.Request, error) {
	form := url.Values{"db": {database}, "epoch": {"ns"}, "q": {s.Text}, "chunked": {"true"}, "chunk_size": {chunkRows}}
	if len(s.Params) > 0 {
		params, err := json.Marshal(s.Params)
		if err != nil {
			return nil, err
		}
		form.Set("params", string(params))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Accept-Encoding", "identity") // a large answer takes the server longer to compress than a network to carry
	c.auth.authorize(request)
	return request, nil
}

var (
	reads  = regexp.MustCompile(`(?i)^\s*(SELECT|SHOW)\b`)
	writes = regexp.MustCompile(`(?i)\bINTO\b|;`)
)

// checkReadOnly lets nothing but one SELECT or SHOW statement leave.
func checkReadOnly(statement string) error {
	if !reads.MatchString(statement) || writes.MatchString(statement) {
		return errors.New("influx: only a single SELECT or SHOW statement without INTO is sent")
	}
	return nil
}
