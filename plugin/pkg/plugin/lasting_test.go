package plugin

import (
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
)

// An alert rule asks once a minute. What it compares is the same for as long as its cause lasts, and not after it.
func TestAlertsLastAsLongAsTheirCause(t *testing.T) {
	source := openServer(t).recorded(t, hybridIncidents)
	cases := []struct {
		name, model, rings string // per minute from 17:40 on: x it rings, . it does not, - no such instance
		when               func(value float64) bool
	}{
		{"session down", `{"queryType":"sessions","format":"numeric","filter":{"peer":["10.0.3.4"]}}`,
			"...xxx..............", func(value float64) bool { return value < 1 }},
		{"incident of the session", `{"queryType":"incidents","format":"numeric","filter":{"kind":["session-down"]}}`,
			"---xxxx...----------", func(value float64) bool { return value > 0 }},
		{"incident of the lost backup", `{"queryType":"incidents","format":"numeric","filter":{"kind":["redundancy"]}}`,
			"-----------xxxx...--", func(value float64) bool { return value > 0 }},
		{"paths to a prefix", `{"queryType":"routes","format":"numeric","metric":"paths","groupBy":["prefix"],"filter":{"prefix":"10.110.0.0/16"}}`,
			"...xxx....xxxx......", func(value float64) bool { return value < 2 }},
		{"not seen by a peer", `{"queryType":"history","format":"numeric","filter":{"prefix":"10.110.0.0/16","peer":["10.0.3.4"]}}`,
			"...xxx....xxxx......", func(value float64) bool { return value < 1 }},
	}
	begin := time.Date(2026, 3, 10, 17, 40, 30, 0, time.UTC)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got strings.Builder
			for minute := range len(c.rings) {
				end := begin.Add(time.Duration(minute) * time.Minute)
				reader, err := numeric.CollectionReaderFromFrames(answer(t, source, asked(end.Add(-10*time.Minute), end, c.model)))
				must(t, err)
				collection, err := reader.GetCollection(false)
				must(t, err)
				switch {
				case collection.NoData():
					got.WriteByte('-')
				case len(collection.Refs) != 1:
					t.Fatalf("%d instances at %s", len(collection.Refs), end)
				default:
					value, err := collection.Refs[0].ValueField.NullableFloatAt(0)
					must(t, err)
					got.WriteByte(map[bool]byte{true: 'x', false: '.'}[c.when(*value)])
				}
			}
			if got.String() != c.rings {
				t.Errorf("\n got %s\nwant %s", got.String(), c.rings)
			}
		})
	}
}
