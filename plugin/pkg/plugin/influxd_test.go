package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// influxd is a real InfluxDB server on loopback, started by the tests.
type influxd struct {
	url     string
	process *exec.Cmd
	dir     string
}

// servers started so far: one open to all, one with authentication.
var (
	serversLock sync.Mutex
	servers     = map[bool]*influxd{}
)

func TestMain(m *testing.M) {
	log.DefaultLogger = log.NewNullLogger()
	backend.Logger = log.DefaultLogger
	code := m.Run()
	for _, server := range servers {
		server.stop()
	}
	os.Exit(code)
}

// openServer is the shared server; each test uses a database of its own.
func openServer(t *testing.T) *influxd { return sharedServer(t, false) }

// authServer asks for user and password.
func authServer(t *testing.T) *influxd { return sharedServer(t, true) }

func sharedServer(t *testing.T, auth bool) *influxd {
	t.Helper()
	serversLock.Lock()
	defer serversLock.Unlock()
	if servers[auth] == nil {
		binary, err := exec.LookPath("influxd")
		if err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal("influxd is not installed, and CI must run these tests")
			}
			t.Skip("SKIP: influxd not installed")
		}
		servers[auth] = startInfluxd(t, binary, auth)
	}
	return servers[auth]
}

func startInfluxd(t *testing.T, binary string, auth bool) *influxd {
	t.Helper()
	dir, err := os.MkdirTemp("", "earshot-influxd-")
	must(t, err)
	http, rpc := freePort(t), freePort(t)
	config := filepath.Join(dir, "influxdb.conf")
	must(t, os.WriteFile(config, []byte(fmt.Sprintf(`
reporting-disabled = true
bind-address = "%s"
[meta]
  dir = "%[3]s/meta"
[data]
  dir = "%[3]s/data"
  wal-dir = "%[3]s/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "%[2]s"
  auth-enabled = %[4]t
  log-enabled = false
`, rpc, http, dir, auth)), 0o600))
	server := &influxd{url: "http://" + http, dir: dir, process: exec.Command(binary, "-config", config)}
	must(t, server.process.Start())
	server.awaitReady(t)
	return server
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func (s *influxd) awaitReady(t *testing.T) {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for time.Now().Before(deadline) {
		if response, err := http.Get(s.url + "/ping"); err == nil {
			_ = response.Body.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.stop()
	t.Fatal("influxd did not answer within 60 s")
}

func (s *influxd) stop() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	_ = os.RemoveAll(s.dir)
}

// admin runs a statement that the data source itself would never send.
func (s *influxd) admin(t *testing.T, statement string) {
	t.Helper()
	s.post(t, "/query", url.Values{"q": {statement}, "u": {"admin"}, "p": {"admin-password"}}, "")
}

func (s *influxd) write(t *testing.T, database string, lines []string) {
	t.Helper()
	for batch := range slices.Chunk(lines, 20_000) {
		s.post(t, "/write", url.Values{"db": {database}, "precision": {"ns"}, "u": {"admin"}, "p": {"admin-password"}}, strings.Join(batch, "\n"))
	}
}

func (s *influxd) post(t *testing.T, path string, params url.Values, body string) {
	t.Helper()
	response, err := http.Post(s.url+path+"?"+params.Encode(), "text/plain", strings.NewReader(body))
	must(t, err)
	answer, err := io.ReadAll(response.Body)
	must(t, err)
	must(t, response.Body.Close())
	if response.StatusCode >= 300 || strings.Contains(string(answer), `"error"`) {
		t.Fatalf("%s answered %d %s", path, response.StatusCode, answer)
	}
}

// source is a data source on a new database that holds the lines.
func (s *influxd) source(t *testing.T, lines []string) *Datasource {
	t.Helper()
	database := strings.NewReplacer("/", "_", " ", "_").Replace(t.Name())
	s.admin(t, fmt.Sprintf("CREATE DATABASE %q", database))
	if len(lines) > 0 {
		s.write(t, database, lines)
	}
	return newSource(t, s.url, map[string]string{"database": database}, nil)
}

func newSource[V any](t *testing.T, address string, settings map[string]V, secrets map[string]string) *Datasource {
	t.Helper()
	encoded, err := json.Marshal(settings)
	must(t, err)
	instance, err := NewDatasource(context.Background(), backend.DataSourceInstanceSettings{
		Name: "test", Type: "earshot-bgp-datasource", URL: address, JSONData: encoded, DecryptedSecureJSONData: secrets,
	})
	must(t, err)
	source := instance.(*Datasource)
	t.Cleanup(source.Dispose)
	return source
}

// asked is a query over a time range.
func asked(from, to time.Time, model string) backend.DataQuery {
	return backend.DataQuery{RefID: "A", JSON: []byte(model), TimeRange: backend.TimeRange{From: from, To: to}, MaxDataPoints: 1000}
}

// answer asks one query and fails the test if it fails.
func answer(t *testing.T, source *Datasource, q backend.DataQuery) data.Frames {
	t.Helper()
	response, err := source.QueryData(context.Background(), &backend.QueryDataRequest{Queries: []backend.DataQuery{q}})
	must(t, err)
	must(t, response.Responses[q.RefID].Error)
	return response.Responses[q.RefID].Frames
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// asked is what the server answers to a statement of its administrator.
func (s *influxd) asked(t *testing.T, statement string) string {
	t.Helper()
	response, err := http.Get(s.url + "/query?" + url.Values{"q": {statement}}.Encode())
	must(t, err)
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	must(t, err)
	return string(answer)
}
