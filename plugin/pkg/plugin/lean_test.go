package plugin

import (
	"fmt"
	"strings"
	"testing"
)

// What a route was is no longer found by its AS path; what it is comes with all its attributes.
func TestRoutesByTheirPath(t *testing.T) {
	source := openServer(t).source(t, history())
	cases := []struct {
		at             int
		filter, want   string
		med, community any
	}{
		{61, `{"asPath":"_65009_"}`, "10.2.0.0/16@10.1.0.4 65515 65009 65001 announce", int64(50), "65000:1 no-export"},
		{61, `{"asPath":"^65515 65001$"}`, "", nil, nil},
		{61, `{"origin":[65001]}`, "10.2.0.0/16@10.1.0.4 65515 65009 65001 announce", int64(50), "65000:1 no-export"},
		{61, `{"origin":[65002],"asPath":"_65515_"}`, "10.3.0.0/16@10.1.0.4 65515 65002 rib", nil, nil},
		{150, `{"origin":[65002]}`, "", nil, nil},
		{220, `{"asPath":"^65515 65001$"}`, "10.2.0.0/16@10.1.0.4 65515 65001 announce", nil, nil},
	}
	for _, c := range cases {
		frame := answer(t, source, asked(at(-3600), at(c.at), fmt.Sprintf(`{"queryType":"routes","filter":%s}`, c.filter)))[0]
		if got := strings.Join(described(frame), "|"); got != c.want {
			t.Errorf("%s at %d: got %s, want %s", c.filter, c.at, got, c.want)
			continue
		}
		for name, want := range map[string]any{"med": c.med, "communities": c.community} {
			field, _ := frame.FieldByName(name)
			if field == nil {
				continue
			}
			if got, ok := field.ConcreteAt(0); ok != (want != nil) || ok && got != want {
				t.Errorf("%s at %d: %s = %v, want %v", c.filter, c.at, name, got, want)
			}
		}
	}
}
