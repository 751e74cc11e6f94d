package inventory

import (
	"testing"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
)

func TestNamesAreThoseOfTheNewestRow(t *testing.T) {
	series := &influx.Series{Columns: []string{"time", "kind", "key", "name", "group"}}
	var names Names
	for _, row := range [][]string{
		{"peer", "10.1.0.4", "rs-0", "route-server"}, {"peer", "10.1.0.4", "old", ""}, {"asn", "65010", "HQ", ""}, {"asn", "", "nobody", ""},
	} {
		cells := []influx.Value{influx.Number("1")}
		for _, text := range row {
			cells = append(cells, influx.Text(text))
		}
		if err := names.Add(series, cells); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ kind, value, want string }{
		{Peer, "10.1.0.4", "rs-0 (10.1.0.4)"}, {ASN, "65010", "HQ (65010)"}, {ASN, "10.1.0.4", "10.1.0.4"}, {Peer, "10.1.0.5", "10.1.0.5"},
	} {
		if got := names.Text(c.kind, c.value); got != c.want {
			t.Errorf("%s %s is %s", c.kind, c.value, got)
		}
	}
	if names.Group("10.1.0.4") != "route-server" || names.Group("10.1.0.5") != "" {
		t.Error("groups of peers")
	}
	count := 0
	names.Each(ASN, func(_, _ string) { count++ })
	if count != 1 {
		t.Errorf("%d ASNs have a name", count)
	}
	var nobody *Names
	if got := nobody.Text(Peer, "10.1.0.4"); got != "10.1.0.4" {
		t.Error(got)
	}
}

// A server that answers with other columns than were asked for names nothing.
func TestRowsWithoutTheirColumnsAreLeftOut(t *testing.T) {
	var names Names
	if err := names.Add(&influx.Series{Columns: []string{"time", "count"}}, []influx.Value{influx.Number("1"), influx.Number("2")}); err != nil {
		t.Fatal(err)
	}
	names.Each("", func(value, name string) { t.Errorf("%q is called %q", value, name) })
}
