package observation

import (
	"cmp"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
)

// CollectorRow is what one part of a collector told of itself: its fields by name.
type CollectorRow struct {
	Collector, Part, Reason string
	TimeNs                  int64
	Fields                  map[string]influx.Value
}

// CollectorRows gathers the newest row of each part.
type CollectorRows struct{ rows []CollectorRow }

// Add takes one row.
func (c *CollectorRows) Add(series *influx.Series, row []influx.Value) error {
	timeNs, ok := row[0].Int()
	if !ok {
		return nil
	}
	if len(c.rows) == maxKept {
		return errTooMany
	}
	told := CollectorRow{
		Collector: series.Tags["collector"], Part: series.Tags["part"], Reason: series.Tags["reason"], TimeNs: timeNs,
		Fields: map[string]influx.Value{},
	}
	for place, name := range series.Columns[1:] {
		told.Fields[name] = row[place+1]
	}
	c.rows = append(c.rows, told)
	return nil
}

// Sorted are the rows by collector, part and reason; what tells of a whole comes first.
func (c *CollectorRows) Sorted() []CollectorRow {
	whole := func(tag string) string {
		if tag == "none" {
			return ""
		}
		return tag
	}
	slices.SortFunc(c.rows, func(a, b CollectorRow) int {
		return cmp.Or(cmp.Compare(a.Collector, b.Collector), cmp.Compare(whole(a.Part), whole(b.Part)), cmp.Compare(whole(a.Reason), whole(b.Reason)))
	})
	return c.rows
}
