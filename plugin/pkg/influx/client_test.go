package influx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
)

var question = influxql.Statement{Text: `SELECT "count" FROM "bgp_messages" WHERE "router" = $p0`, Params: map[string]any{"p0": "r1"}}

// serve answers every request alike and keeps the last one.
func serve(t *testing.T, auth Credentials, status int, body string) (*Client, *http.Request) {
	t.Helper()
	seen := &http.Request{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		*seen = *r
		w.Header().Set("X-Influxdb-Version", "v2.7.1")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	client, err := NewClient(server.Client(), server.URL+"/influx/", auth)
	if err != nil {
		t.Fatal(err)
	}
	return client, seen
}

// rows asks the question and prints each row with its tags.
func rows(client *Client) (text []string, err error) {
	_, err = client.Stream(context.Background(), "bgp", question, func(series *Series, row []Value) error {
		line := fmt.Sprintf("%s %v %v", series.Name, series.Tags, series.Columns)
		for _, value := range row {
			n, isInt := value.Int()
			f, isFloat := value.Float()
			switch {
			case value.IsNull():
				line += " null"
			case isInt:
				line += fmt.Sprint(" ", n)
			case isFloat:
				line += fmt.Sprint(" ", f)
			default:
				line += " " + value.String()
			}
		}
		text = append(text, line)
		return nil
	})
	return text, err
}

func TestRequest(t *testing.T) {
	cases := []struct {
		name string
		auth Credentials
		want string
	}{
		{"nobody", Credentials{Version: Auto}, ""},
		{"user", Credentials{Version: Auto, User: "u", Password: "p"}, "Basic dTpw"},
		{"token", Credentials{Version: Auto, Token: "secret", User: "u"}, "Token secret"},
		{"token of 3.x", Credentials{Version: V3, Token: "secret"}, "Token secret"},
		{"1.x knows no token", Credentials{Version: V1, Token: "secret", User: "u", Password: "p"}, "Basic dTpw"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			client, seen := serve(t, c.auth, 200, `{"results":[{"statement_id":0}]}`)
			version, err := client.Stream(context.Background(), "bgp", question, nil)
			if err != nil || version != "2.7.1" {
				t.Fatalf("version %q, error %v", version, err)
			}
			if got := seen.Header.Get("Authorization"); got != c.want {
				t.Errorf("authorization %q, want %q", got, c.want)
			}
			var params map[string]any
			if err := json.Unmarshal([]byte(seen.PostForm.Get("params")), &params); err != nil {
				t.Fatal(err)
			}
			if seen.Method != http.MethodPost || seen.URL.Path != "/influx/query" || seen.URL.RawQuery != "" ||
				seen.PostForm.Get("db") != "bgp" || seen.PostForm.Get("epoch") != "ns" || seen.PostForm.Get("q") != question.Text ||
				!reflect.DeepEqual(params, map[string]any{"p0": "r1"}) {
				t.Errorf("request %s %s %v", seen.Method, seen.URL, seen.PostForm)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	const head = `{"results":[{"statement_id":0,"series":[`
	cases := []struct{ name, body, want string }{
		{"nothing", `{"results":[{"statement_id":0}]}`, ""},
		{"without results", `{}`, ""},
		{"types, each exact", head + `{"name":"m","tags":{"a":"b"},"columns":["time","i","f","s","n","b"],"values":[[1764000000000000001,-9223372036854775808,0.5,"x\"é<",null,true]]}]}]}`,
			`m map[a:b] [time i f s n b] 1764000000000000001 -9223372036854775808 0.5 x"é< null null`},
		{"two series", head + `{"name":"m","columns":["time"],"values":[[1],[2]]},{"name":"n","columns":["time"],"values":[[3]]}]}]}`,
			"m map[] [time] 1|m map[] [time] 2|n map[] [time] 3"},
		{"chunks", head + `{"name":"m","columns":["time"],"values":[[1]],"partial":true}],"partial":true}]}` + "\n" + head + `{"name":"m","columns":["time"],"values":[[2]]}]}]}` + "\n",
			"m map[] [time] 1|m map[] [time] 2"},
		{"warnings are passed over", `{"results":[{"messages":[{"level":"warning","text":"x"}],"series":[{"name":"m","columns":["time"],"values":[[1]]}]}]}`, "m map[] [time] 1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			client, _ := serve(t, Credentials{}, 200, c.body)
			got, err := rows(client)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Join(got, "|") != c.want {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, "|"), c.want)
			}
		})
	}
}

func TestAnErrorOfTheReaderEndsTheAnswer(t *testing.T) {
	client, _ := serve(t, Credentials{}, 200, `{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1],[2],[3]]}]}]}`)
	enough, calls := errors.New("enough"), 0
	_, err := client.Stream(context.Background(), "bgp", question, func(*Series, []Value) error {
		calls++
		return enough
	})
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%d calls, error %v", calls, err)
	}
}

func TestRowsMustFitTheirColumns(t *testing.T) {
	client, _ := serve(t, Credentials{}, 200, `{"results":[{"series":[{"name":"m","columns":["time","x"],"values":[[1]]}]}]}`)
	if _, err := rows(client); err == nil || !strings.Contains(err.Error(), "1 values for 2 columns") {
		t.Errorf("error %v", err)
	}
}

func TestTooLarge(t *testing.T) {
	reader := &boundedReader{reader: strings.NewReader(strings.Repeat("x", 100)), left: 10}
	client := &Client{}
	buffer := make([]byte, 64)
	if n, err := reader.Read(buffer); n != 10 || err != nil {
		t.Errorf("read %d, %v", n, err)
	}
	_, err := reader.Read(buffer)
	var failure *Error
	if !errors.As(client.ofBrokenAnswer(err), &failure) || failure.Kind != TooLarge {
		t.Errorf("error %v", err)
	}
}

func TestOnlyReadingStatementsLeave(t *testing.T) {
	client, seen := serve(t, Credentials{}, 200, `{}`)
	for _, text := range []string{"", "DROP DATABASE bgp", "DELETE FROM x", "SELECT * INTO x FROM y", "select 1 into\tx", `SELECT 1 INTO"x"`, "SELECTED", "SELECT 1; DROP DATABASE bgp", "CREATE DATABASE x", "EXPLAIN SELECT 1"} {
		if _, err := client.Stream(context.Background(), "bgp", influxql.Statement{Text: text}, nil); err == nil {
			t.Errorf("sent: %s", text)
		}
	}
	if seen.Method != "" {
		t.Error("a request was made")
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1:8086", "ftp://host", "http://", "http://user:secret@host", "http://host?x=1", "http://host#x", "http://[::1"} {
		if _, err := NewClient(http.DefaultClient, address, Credentials{}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"results":[{"series":[{"name":"m","tags":{"a":"b"},"columns":["time","x"],"values":[[1,"y"]]}]}]}`))
	f.Add([]byte(`{"results":[{"error":"x"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		client := &Client{}
		_ = client.decode(strings.NewReader(string(body)), "bgp", func(series *Series, row []Value) error {
			if len(row) != len(series.Columns) {
				t.Errorf("%d values for %d columns", len(row), len(series.Columns))
			}
			return nil
		})
	})
}
