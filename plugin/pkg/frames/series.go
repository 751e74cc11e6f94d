package frames

import (
	"fmt"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
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
		return Empty(frameType, whyEmpty[s.Query.Kind])
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

// whyEmpty says for each query type why there may be nothing.
var whyEmpty = map[query.Kind]string{
	query.MessageRates: "No messages counted in this time range for this filter.",
	query.UpdateRates:  "No updates counted in this time range for this filter.",
	query.PrefixCounts: "No table size in this time range for this filter. A peer has none until its whole table is known: by a table dump, or by its session seen to come up.",
	query.Totals:       "No totals in this time range for this filter. There are none until a whole table is known: by a table dump, or by a session seen to come up.",
	query.Overlaps:     "No number of overlaps in this time range for this filter. There is none until a whole table is known.",
	query.Redundancy:   "No number of paths in this time range for this filter. There is none until a whole table is known: by a table dump, or by a session seen to come up.",
	query.Sessions:     "No session state in this time range for this filter. A peer has none until its session is seen to change.",
	query.Flaps:        "No route became reachable or unreachable by UPDATE in this time range for this filter.",
	query.Incidents:    "No incident in this time range for this filter.",
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
	value.Config = s.valueConfig()
	value.Config.DisplayNameFromDS = name
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
}

func (s *Series) valueNames() []string {
	if name, ok := onlyValues[s.Query.Kind]; ok {
		return []string{name}
	}
	var names []string
	for _, metric := range s.Query.Metrics() {
		names = append(names, string(metric))
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

func (s *Series) valueConfig() *data.FieldConfig {
	if unit, ok := perUnits[s.Query.Per].unit[s.Query.Kind]; ok {
		return &data.FieldConfig{Unit: unit}
	}
	return &data.FieldConfig{Unit: "short"}
}

// valueField makes whole numbers of what was counted, and fractions of what was divided by time.
func (s *Series) valueField(points []point, column int) *data.Field {
	unit, divided := perUnits[s.Query.Per]
	if !divided || !s.Query.Kind.IsCounter() {
		values := make([]int64, len(points))
		for i, p := range points {
			values[i] = p.values[column]
		}
		return data.NewField("", nil, values)
	}
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = float64(p.values[column]) * float64(unit.length) / float64(s.Step)
	}
	return data.NewField("", nil, values)
}

// table has a row for each bucket of counters, and the last row of each gauge.
func (s *Series) table(lines []*line) *data.Frame {
	var times []time.Time
	tags := make([][]string, len(s.groupBy()))
	var rows []point
	for _, l := range lines {
		points := l.points
		if !s.Query.Kind.IsCounter() {
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
		field.Name, field.Config = name, s.valueConfig()
		fields = append(fields, field)
	}
	return newFrame(data.FrameTypeTable, fields...)
}
