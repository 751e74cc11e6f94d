package frames

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// Collectors is the table of what each part of each collector told of itself last.
func Collectors(rows []observation.CollectorRow, limit int) data.Frames {
	return rowsTable(rows, limit, "parts, the first by name", whyEmpty[query.Collector], collectorFields)
}

func collectorFields(rows []observation.CollectorRow) []*data.Field {
	type row = observation.CollectorRow
	fields := []*data.Field{
		column("time", rows, func(r row) time.Time { return instant(r.TimeNs) }),
		column("collector", rows, func(r row) string { return r.Collector }),
		column("part", rows, func(r row) string { return r.Part }),
		column("reason", rows, func(r row) string { return r.Reason }),
	}
	for _, name := range influxql.CollectorFields {
		var field *data.Field
		switch schema.Measurements[schema.BgpCollector].Fields[name] {
		case schema.String:
			field = column(name, rows, func(r row) *string { return optionalText(r.Fields[name].String()) })
		case schema.Float:
			field = column(name, rows, func(r row) *float64 { return present(r.Fields[name].Float()) })
		default:
			field = column(name, rows, func(r row) *int64 { return present(r.Fields[name].Int()) })
		}
		if unit := metricUnits[query.Metric(name)]; unit != "" {
			field.Config = &data.FieldConfig{Unit: unit}
		}
		fields = append(fields, field)
	}
	return fields
}

func present[T any](value T, ok bool) *T {
	if !ok {
		return nil
	}
	return &value
}
