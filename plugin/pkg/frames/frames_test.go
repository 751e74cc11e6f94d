package frames

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

func parsed(t *testing.T, model string) query.Query {
	t.Helper()
	q, err := query.Parse([]byte(model))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// gathered takes rows of one bucket each: tag values and a count.
func gathered(t *testing.T, model string, rows ...[]string) data.Frames {
	t.Helper()
	s := Series{Query: parsed(t, model), Step: time.Minute, Now: time.Unix(1_000_000, 0)}
	for _, row := range rows {
		series := &influx.Series{Tags: map[string]string{"type": row[0], "peer": row[1]}}
		if err := s.Add(series, []influx.Value{influx.Number(row[2]), influx.Number(row[3])}); err != nil {
			t.Fatal(err)
		}
	}
	return s.Frames()
}

// Alert rules read an answer without series as "no data", not as an error.
func TestEmptyAnswersAreNoData(t *testing.T) {
	series, err := timeseries.CollectionReaderFromFrames(gathered(t, `{"queryType":"messageRates"}`))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := series.GetCollection(true); err != nil || !c.NoData() {
		t.Errorf("collection %+v, error %v", c, err)
	}
	numbers, err := numeric.CollectionReaderFromFrames(gathered(t, `{"queryType":"prefixCounts","format":"numeric"}`))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := numbers.GetCollection(false); err != nil || !c.NoData() {
		t.Errorf("collection %+v, error %v", c, err)
	}
}

func TestEveryFrameSaysItsTypeAndWhyItIsEmpty(t *testing.T) {
	for _, model := range []string{
		`{"queryType":"messageRates"}`, `{"queryType":"messageRates","format":"numeric"}`, `{"queryType":"messageRates","format":"table"}`,
		`{"queryType":"prefixCounts"}`, `{"queryType":"prefixCounts","format":"numeric"}`, `{"queryType":"prefixCounts","format":"table"}`,
	} {
		frame := gathered(t, model)[0]
		if len(frame.Fields) != 0 || frame.Meta.Type == "" || frame.Meta.TypeVersion != typeVersion || len(frame.Meta.Notices) != 1 {
			t.Errorf("%s: %+v", model, frame.Meta)
		}
	}
	if frame := Routes(nil, 0)[0]; frame.Meta.Type != data.FrameTypeTable || len(frame.Fields) != 0 {
		t.Errorf("%+v", frame.Meta)
	}
}

func TestGapsStayGaps(t *testing.T) {
	frames := gathered(t, `{"queryType":"messageRates"}`,
		[]string{"UPDATE", "a", "0", "5"}, []string{"UPDATE", "b", "180000000000", "7"}, []string{"UPDATE", "a", "180000000000", "1"})
	if len(frames) != 1 || frames[0].Rows() != 2 || frames[0].Fields[1].At(1) != int64(8) {
		t.Errorf("%d frames, %v", len(frames), frames[0].Fields[1])
	}
}

func TestNamesTellSeriesApart(t *testing.T) {
	cases := map[string]string{
		`{"queryType":"messageRates"}`:                              "KEEPALIVE|UPDATE",
		`{"queryType":"messageRates","groupBy":[]}`:                 "messages",
		`{"queryType":"messageRates","groupBy":["peer","type"]}`:    "a KEEPALIVE|a UPDATE|b UPDATE",
		`{"queryType":"messageRates","groupBy":["type"],"limit":1}`: "UPDATE",
	}
	for model, want := range cases {
		var names []string
		for _, frame := range gathered(t, model, []string{"UPDATE", "a", "0", "5"}, []string{"UPDATE", "b", "0", "7"}, []string{"KEEPALIVE", "a", "0", "1"}) {
			names = append(names, frame.Fields[1].Config.DisplayNameFromDS)
		}
		if got := strings.Join(names, "|"); got != want {
			t.Errorf("%s: %s, want %s", model, got, want)
		}
	}
}

func TestLimitIsSaid(t *testing.T) {
	frames := gathered(t, `{"queryType":"messageRates","limit":1}`, []string{"UPDATE", "a", "0", "5"}, []string{"KEEPALIVE", "a", "0", "9"})
	if len(frames) != 1 || frames[0].Fields[1].Labels["type"] != "KEEPALIVE" || !strings.Contains(frames[0].Meta.Notices[0].Text, "1 of 2 series") {
		t.Errorf("%d frames, %+v", len(frames), frames[0].Meta.Notices)
	}
}

func TestTableHasARowForEachBucket(t *testing.T) {
	frame := gathered(t, `{"queryType":"messageRates","format":"table"}`, []string{"UPDATE", "a", "0", "5"}, []string{"UPDATE", "a", "60000000000", "6"})[0]
	if frame.Rows() != 2 || frame.Fields[0].Name+" "+frame.Fields[1].Name+" "+frame.Fields[2].Name != "time type messages" {
		t.Errorf("%d rows: %v", frame.Rows(), frame.Fields)
	}
}

func TestPartialPeersAreNamedUpToFive(t *testing.T) {
	var partials []rib.Partial
	for i := range 7 {
		partials = append(partials, rib.Partial{Session: rib.Session{Router: "r", Peer: fmt.Sprintf("10.0.0.%d", i)}})
	}
	frames := Routes(nil, 0)
	WarnPartial(frames, partials)
	text := frames[0].Meta.Notices[1].Text
	if !strings.Contains(text, "10.0.0.4 of r: heard since 1970-01-01T00:00:00Z, not the table; and 2 more") {
		t.Error(text)
	}
}

func TestFramesHaveAJSONForm(t *testing.T) {
	raw, err := json.Marshal(gathered(t, `{"queryType":"messageRates","per":"second"}`, []string{"UPDATE", "a", "0", "5"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"type":"timeseries-multi"`, `"typeVersion":[0,1]`, `"unit":"msg/s"`, `"labels":{"type":"UPDATE"}`, `"interval":60000`} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("no %s in %s", part, raw)
		}
	}
}
