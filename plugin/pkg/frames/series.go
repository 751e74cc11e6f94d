package frames

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// frameTypes give the formats in the terms of the data plane contract.
var frameTypes = map[query.Format]data.FrameType{
	query.TimeSeries: data.FrameTypeTimeSeriesMulti,
	query.Numeric:    data.FrameTypeNumericMulti,
	query.Table:      data.FrameTypeTable,
}

// Frames is the answer: a frame for each line, or one table.
func (s *Series) Frames() data.Frames {
	frameType := frameTypes[s.Query.Format]
	lines, total := s.sorted()
	if total == 0 {
		return Empty(frameType, s.whyEmpty())
	}
	var frames data.Frames
	if s.Query.Format == query.Table {
		frames = data.Frames{s.table(lines)}
	} else {
		names := s.names(lines)
		for i, l := range lines {
			frames = append(frames, newFrame(frameType, s.fields(l, names[i])...))
		}
	}
	if total > len(lines) {
		Warn(frames, fmt.Sprintf("%d of %d series, the largest: narrow the filter, group by less or raise the limit", len(lines), total))
	}
	return frames
}

func (s *Series) whyEmpty() string {
	if s.Query.CountsRows() {
		return whyNoEvent
	}
	return whyEmpty[s.Query.Kind]
}

// whyEmpty says for each query type why there may be nothing.
var whyEmpty = map[query.Kind]string{
	query.MessageRates:  "No messages counted in this time range for this filter.",
	query.UpdateRates:   "No updates counted in this time range for this filter.",
	query.PrefixCounts:  "No table size in this time range for this filter. A peer has none until its whole table is known: by a table dump, or by its session seen to come up.",
	query.Totals:        "No totals in this time range for this filter. There are none until a whole table is known: by a table dump, or by a session seen to come up.",
	query.Overlaps:      "No number of overlaps in this time range for this filter. There is none until a whole table is known.",
	query.Redundancy:    "No number of paths in this time range for this filter. There is none until a whole table is known: by a table dump, or by a session seen to come up.",
	query.Sessions:      "No session state in this time range for this filter. A peer has none until its session is seen to change.",
	query.Flaps:         "No route became reachable or unreachable by UPDATE in this time range for this filter.",
	query.Incidents:     "No incident in this time range for this filter.",
	query.Collector:     "No collector told of itself in this time range for this filter: only one that runs (earshot run) does.",
	query.Routes:        whyNoRoute,
	query.History:       "No row of these prefixes in the 16 minutes before the end of this time range: only watched prefixes have them, while a collector runs.",
	query.Notifications: "No NOTIFICATION in this time range for this filter.",
}

// fields are those of one line: time and value, or for numeric the last value alone.
func (s *Series) fields(l *line, name string) []*data.Field {
	labels := data.Labels{}
	for i, tag := range s.groupBy() {
		if l.tags[i] != "" {
			labels[tag] = l.tags[i]
		}
	}
	points := l.points
	if s.Query.Format == query.Numeric {
		points = points[len(points)-1:]
	}
	value := s.valueField(points, 0)
	value.Name, value.Labels = s.valueNames()[0], labels
	value.Config = s.valueConfig(0)
	value.Config.DisplayNameFromDS = name
	value.Config.Color = colorOf(labels)
	if s.Query.Format == query.Numeric {
		return []*data.Field{value}
	}
	times := make([]time.Time, len(points))
	for i, p := range points {
		times[i] = time.Unix(0, p.time).UTC()
	}
	timeField := data.NewField("time", nil, times)
	timeField.Config = &data.FieldConfig{Interval: float64(s.Step.Milliseconds())}
	return []*data.Field{timeField, value}
}

// onlyValues call the value of what has one only.
var onlyValues = map[query.Kind]string{
	query.MessageRates: "messages", query.Sessions: "up", query.Redundancy: "prefixes", query.Flaps: "transitions", query.Incidents: "open",
	query.Notifications: "notifications", query.History: "rows",
}

func (s *Series) valueNames() []string {
	var names []string
	for _, metric := range s.Query.Metrics() {
		names = append(names, string(metric))
	}
	if len(names) == 0 {
		return []string{onlyValues[s.Query.Kind]}
	}
	return names
}

// perUnits are the times by which counters are divided, and how the quotient reads.
var perUnits = map[query.Per]struct {
	length time.Duration
	unit   map[query.Kind]string
}{
	query.PerSecond: {time.Second, map[query.Kind]string{query.MessageRates: "msg/s", query.UpdateRates: "prefixes/s"}},
	query.PerMinute: {time.Minute, map[query.Kind]string{query.MessageRates: "msg/min", query.UpdateRates: "prefixes/min"}},
}

// metricUnits are those of metrics that are no plain numbers.
var metricUnits = map[query.Metric]string{
	query.LimitUsedPercent: "percent", "lag": "s", "silent": "s", "uptime": "s", "journal_bytes": "bytes", "memory_bytes": "bytes",
}

func (s *Series) valueConfig(column int) *data.FieldConfig {
	if metrics := s.Query.Metrics(); len(metrics) > 0 && metricUnits[metrics[column]] != "" {
		return &data.FieldConfig{Unit: metricUnits[metrics[column]]}
	}
	if unit, ok := perUnits[s.Query.Per].unit[s.Query.Kind]; ok {
		return &data.FieldConfig{Unit: unit}
	}
	return &data.FieldConfig{Unit: "short"}
}

// valueField makes whole numbers of what was counted, and fractions of what is measured or was divided by time. In a
// table a value can be absent.
func (s *Series) valueField(points []point, column int) *data.Field {
	unit, divided := perUnits[s.Query.Per]
	divided = divided && s.Query.IsCounter()
	whole := !divided && !s.isFraction(column)
	absent := func(p point) bool { return math.IsNaN(p.values[column]) }
	switch {
	case whole && s.Query.Format == query.Table:
		return optionalField(points, absent, func(p point) int64 { return int64(p.values[column]) })
	case whole:
		return plainField(points, func(p point) int64 { return int64(p.values[column]) })
	case divided:
		return plainField(points, func(p point) float64 { return p.values[column] * float64(unit.length) / float64(s.Step) })
	case s.Query.Format == query.Table:
		return optionalField(points, absent, func(p point) float64 { return p.values[column] })
	default:
		return plainField(points, func(p point) float64 { return p.values[column] })
	}
}

func plainField[T any](points []point, get func(point) T) *data.Field { return column("", points, get) }

func optionalField[T any](points []point, absent func(point) bool, get func(point) T) *data.Field {
	if !slices.ContainsFunc(points, absent) {
		return plainField(points, get)
	}
	return column("", points, func(p point) *T {
		if absent(p) {
			return nil
		}
		value := get(p)
		return &value
	})
}

// isFraction tells whether a metric is a fraction by the schema.
func (s *Series) isFraction(column int) bool {
	metrics := s.Query.Metrics()
	return len(metrics) > 0 && schema.Measurements[s.Query.Measurement()].Fields[string(metrics[column])] == schema.Float
}

// table has a row for each bucket of counters, and the last row of each gauge.
func (s *Series) table(lines []*line) *data.Frame {
	var times []time.Time
	tags := make([][]string, len(s.groupBy()))
	var rows []point
	for _, l := range lines {
		points := l.points
		if !s.Query.IsCounter() {
			points = points[len(points)-1:]
		}
		for _, p := range points {
			times = append(times, time.Unix(0, p.time).UTC())
			for i, value := range l.tags {
				tags[i] = append(tags[i], value)
			}
			rows = append(rows, p)
		}
	}
	fields := []*data.Field{data.NewField("time", nil, times)}
	for i, tag := range s.groupBy() {
		fields = append(fields, data.NewField(tag, nil, tags[i]))
	}
	for column, name := range s.valueNames() {
		field := s.valueField(rows, column)
		field.Name, field.Config = name, s.valueConfig(column)
		fields = append(fields, field)
	}
	return newFrame(data.FrameTypeTable, fields...)
}
