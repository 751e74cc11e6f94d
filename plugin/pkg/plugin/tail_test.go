package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// follow is the channel and the data of a subscription.
func follow(t *testing.T, model string) (path string, raw json.RawMessage) {
	t.Helper()
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(model))
	raw, err := json.Marshal(map[string]string{"query": model})
	must(t, err)
	return fmt.Sprintf("tail/%016x", hash.Sum64()), raw
}

// packets hands over the bodies of the lines that a stream sends.
type packets struct {
	lines chan string
}

func (p packets) Send(packet *backend.StreamPacket) error {
	var frame data.Frame
	if err := json.Unmarshal(packet.Data, &frame); err != nil {
		return err
	}
	if frame.Meta.Type != "log-lines" {
		return fmt.Errorf("a frame of type %s", frame.Meta.Type)
	}
	bodies, _ := frame.FieldByName("body")
	for row := range bodies.Len() {
		p.lines <- bodies.At(row).(string)
	}
	return nil
}

// next is the line that comes next.
func (p packets) next(t *testing.T, ctx context.Context) string {
	t.Helper()
	select {
	case line := <-p.lines:
		return line
	case <-ctx.Done():
		t.Fatal("nothing more was sent")
		return ""
	}
}

func TestTailSendsWhatIsNewOnceAndNothingElse(t *testing.T) {
	server, now := openServer(t), time.Now()
	source := server.source(t, []string{hub.route(now.Add(-5*time.Second), "announce", "10.255.0.0/16", "65515 1")})
	path, raw := follow(t, `{"version":1,"queryType":"history","format":"logs","filter":{"prefix":"10.0.0.0/8","match":"longer"}}`)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	sink, ended := packets{lines: make(chan string, 1000)}, make(chan error, 1)
	go func() {
		ended <- source.RunStream(ctx, &backend.RunStreamRequest{Path: path, Data: raw}, backend.NewStreamSender(sink))
	}()
	// What is written before the first look is not new, so one row after the other is until a line comes.
	var first string
	for i := 0; first == ""; i++ {
		server.write(t, t.Name(), []string{
			hub.route(now.Add(time.Duration(i)), "withdraw", fmt.Sprintf("10.%d.0.0/16", i%250), ""), hub.route(now.Add(time.Duration(i)), "announce", "11.0.0.0/8", "65515"),
		})
		select {
		case first = <-sink.lines:
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("nothing was sent")
		}
	}
	server.write(t, t.Name(), []string{spoke.route(now.Add(-20*time.Second), "announce", "10.254.0.0/16", "65515 2")})
	sent := map[string]int{first: 1}
	late := "10.1.0.5 announces 10.254.0.0/16 path 65515 2 next hop 10.1.0.5"
	for line := ""; line != late; sent[line]++ {
		line = sink.next(t, ctx)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the end of a tail is no error: %v", err)
	}
	for line, times := range sent {
		if times != 1 || line != late && !strings.HasPrefix(line, "10.1.0.4 withdraws 10.") {
			t.Errorf("sent %d times: %s", times, line)
		}
	}
	if len(source.tails.running)+len(source.slots) != 0 {
		t.Error("the tail is still counted")
	}
}

func TestTailOfIncidents(t *testing.T) {
	server := openServer(t)
	source := server.source(t, nil)
	q, err := followed(follow(t, `{"queryType":"incidents","format":"logs"}`))
	must(t, err)
	seen := newSeen()
	look := func() []string {
		frame, err := source.newLines(context.Background(), q, seen)
		must(t, err)
		if frame == nil {
			return nil
		}
		return strings.Split(cellsOf(t, frame, "body"), " | ")
	}
	begun := time.Now().Add(-10 * time.Second)
	row := func(when time.Time, state string) string {
		return fmt.Sprintf(`bgp_incidents,collector=local,kind=overlap id="o-1",state=%q,severity="warning",prefix="10.5.0.0/16",summary="10.5.0.0/16 overlaps itself",started=%di %d`,
			state, begun.UnixNano(), when.UnixNano())
	}
	database := strings.ReplaceAll(t.Name(), "/", "_")
	if got := look(); got != nil {
		t.Errorf("at first: %q", got)
	}
	server.write(t, database, []string{row(begun, "open")})
	if got := look(); len(got) != 1 || got[0] != "overlap 10.5.0.0/16: 10.5.0.0/16 overlaps itself" {
		t.Errorf("begun: %q", got)
	}
	server.write(t, database, []string{row(begun.Add(time.Second), "open")})
	if got := look(); got != nil {
		t.Errorf("said again: %q", got)
	}
	server.write(t, database, []string{row(begun.Add(2*time.Second), "resolved")})
	if got := look(); len(got) != 1 || got[0] != "overlap 10.5.0.0/16: resolved" {
		t.Errorf("resolved: %q", got)
	}
}

func TestOnlyItsOwnChannelIsOpen(t *testing.T) {
	source := newSource[string](t, "http://127.0.0.1:1", nil, nil)
	path, raw := follow(t, `{"queryType":"history"}`)
	_, other := follow(t, `{"queryType":"history","limit":1}`)
	tablePath, table := follow(t, `{"queryType":"routes"}`)
	wrongPath, wrong := follow(t, `{"queryType":"history","filter":{"asPath":"("}}`)
	for _, c := range []struct {
		name, path string
		raw        json.RawMessage
		want       backend.SubscribeStreamStatus
	}{
		{"its own", path, raw, backend.SubscribeStreamStatusOK},
		{"another query's", path, other, backend.SubscribeStreamStatusNotFound},
		{"a table", tablePath, table, backend.SubscribeStreamStatusNotFound},
		{"a wrong query", wrongPath, wrong, backend.SubscribeStreamStatusNotFound},
		{"no data", path, nil, backend.SubscribeStreamStatusNotFound},
		{"another path", "anything", raw, backend.SubscribeStreamStatusNotFound},
	} {
		response, err := source.SubscribeStream(context.Background(), &backend.SubscribeStreamRequest{Path: c.path, Data: c.raw})
		must(t, err)
		if response.Status != c.want {
			t.Errorf("%s: status %d", c.name, response.Status)
		}
	}
	published, err := source.PublishStream(context.Background(), &backend.PublishStreamRequest{Path: path})
	must(t, err)
	if published.Status != backend.PublishStreamStatusPermissionDenied {
		t.Errorf("publishing has status %d", published.Status)
	}
	if err := source.RunStream(context.Background(), &backend.RunStreamRequest{Path: "tail/x", Data: raw}, nil); err == nil {
		t.Error("a channel runs that nobody may open")
	}
	for i := range maxTails {
		must(t, source.tails.begin(fmt.Sprint(i)))
	}
	if err := source.RunStream(context.Background(), &backend.RunStreamRequest{Path: path, Data: raw}, nil); err == nil || !strings.Contains(err.Error(), "close one") {
		t.Errorf("one more than the most: %v", err)
	}
}

func TestTailOfSessions(t *testing.T) {
	server := openServer(t)
	source := server.source(t, nil)
	q, err := followed(follow(t, `{"queryType":"sessions","format":"logs"}`))
	must(t, err)
	begun, seen := time.Now().Add(-30*time.Second), newSeen()
	for i, c := range []struct {
		up   int
		want string
	}{{1, ""}, {1, ""}, {0, "session of nva-0 with 10.1.0.4 down: no NOTIFICATION seen"}, {0, ""}, {1, "session of nva-0 with 10.1.0.4 up"}} {
		server.write(t, t.Name(), []string{hub.session(begun.Add(time.Duration(i)*time.Second), c.up)})
		frame, err := source.newLines(context.Background(), q, seen)
		must(t, err)
		got := ""
		if frame != nil {
			got = cellsOf(t, frame, "body")
		}
		if got != c.want {
			t.Errorf("look %d: %q, want %q", i, got, c.want)
		}
	}
}
