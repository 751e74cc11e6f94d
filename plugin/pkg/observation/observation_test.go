package observation

import (
	"testing"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

var incidentSeries = &influx.Series{
	Tags:    map[string]string{"collector": "local", "kind": "overlap"},
	Columns: []string{"time", "id", "state", "started"},
}

func incidentRow(timeNs, state string) []influx.Value {
	return []influx.Value{influx.Number(timeNs), influx.Text("x"), influx.Text(state), influx.Number("5")}
}

// Statements of an answer overlap in time, so that rows come twice and not in order.
func TestTheLastRowHoldsWhateverTheOrder(t *testing.T) {
	rows := [][]influx.Value{incidentRow("10", Open), incidentRow("20", Open), incidentRow("30", Resolved)}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 2, 0}} {
		incidents := NewIncidents(query.Filter{})
		for _, i := range order {
			if err := incidents.Add(incidentSeries, rows[i]); err != nil {
				t.Fatal(err)
			}
		}
		found := incidents.List(0, 0)
		if len(found) != 1 || found[0].State != Resolved || *found[0].EndedNs != 30 {
			t.Errorf("in order %v: %+v", order, found)
		}
	}
}

func TestARowWithoutTimeCountsForNothing(t *testing.T) {
	incidents, pairs, origins, flaps := NewIncidents(query.Filter{}), NewOverlaps(query.Filter{}), NewOrigins(query.Filter{}), NewFlaps(query.Filter{})
	for _, add := range []influx.RowFunc{incidents.Add, pairs.Add, origins.Add, flaps.Add} {
		if err := add(incidentSeries, []influx.Value{{}, {}, {}, {}}); err != nil {
			t.Error(err)
		}
	}
	if n := len(incidents.List(0, 0)) + len(pairs.Open()) + len(origins.List()) + len(flaps.Top()); n != 0 {
		t.Errorf("%d rows", n)
	}
}

// A server may leave out a field that no row of an answer has.
func TestAFieldThatIsNotInTheAnswerIsAbsent(t *testing.T) {
	incidents := NewIncidents(query.Filter{})
	if err := incidents.Add(incidentSeries, incidentRow("10", Open)); err != nil {
		t.Fatal(err)
	}
	found := incidents.List(0, 0)
	if len(found) != 1 || found[0].Severity != "" || found[0].Prefixes != nil || found[0].Title() != "overlap" {
		t.Errorf("%+v", found)
	}
}

func TestPrefixesAreInTheOrderOfTheirNumbers(t *testing.T) {
	ordered := []string{"", "none", "9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "2001:db8::/32"}
	for i := range ordered[1:] {
		if placeOf(ordered[i]).compare(placeOf(ordered[i+1])) >= 0 {
			t.Errorf("%q does not come before %q", ordered[i], ordered[i+1])
		}
	}
}
