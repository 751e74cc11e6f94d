package frames

import (
	"fmt"
	"strings"
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
	switch s.Query.Kind {
	case query.PrefixCounts:
		return "No table size in this time range for this filter. A peer has none until its whole table is known: by a table dump, or by its session seen to come up."
	case query.Sessions:
		return "No session state in this time range for this filter. A peer has none until its session is seen to change."
	default:
		return "No messages counted in this time range for this filter."
	}
}

// fields are those of one line: time and value, or for numeric the last value alone.
func (s *Series) fields(l *line, name string) []*data.Field {
	labels := data.Labels{}
	for i, tag := range s.groupBy() {
		labels[tag] = l.tags[i]
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

func (s *Series) valueNames() []string {
	switch {
	case s.Query.Kind == query.MessageRates:
		return []string{"messages"}
	case s.Query.Kind == query.Sessions:
		return []string{"up"}
	case s.Query.Format == query.Table:
		return []string{"prefixes", "as_paths", "origins"}
	default:
		return []string{string(s.Query.Metric)}
	}
}

func (s *Series) valueConfig() *data.FieldConfig {
	units := map[query.Per]string{query.PerSecond: "msg/s", query.PerMinute: "msg/min"}
	if unit, ok := units[s.Query.Per]; ok && s.Query.Kind == query.MessageRates {
		return &data.FieldConfig{Unit: unit}
	}
	return &data.FieldConfig{Unit: "short"}
}

// valueField makes whole numbers of what was counted, and fractions of what was divided by time.
func (s *Series) valueField(points []point, column int) *data.Field {
	perUnit := map[query.Per]time.Duration{query.PerSecond: time.Second, query.PerMinute: time.Minute}
	unit, divided := perUnit[s.Query.Per]
	if !divided || s.Query.Kind != query.MessageRates {
		values := make([]int64, len(points))
		for i, p := range points {
			values[i] = p.values[column]
		}
		return data.NewField("", nil, values)
	}
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = float64(p.values[column]) * float64(unit) / float64(s.Step)
	}
	return data.NewField("", nil, values)
}

// names call each line by the tags asked for, and by those added that tell it from another line.
func (s *Series) names(lines []*line) []string {
	shown := make([]bool, len(s.groupBy()))
	for i, tag := range s.groupBy() {
		for _, asked := range s.Query.Asked {
			shown[i] = shown[i] || asked == tag
		}
		for _, l := range lines {
			shown[i] = shown[i] || l.tags[i] != lines[0].tags[i]
		}
	}
	names := make([]string, len(lines))
	for n, l := range lines {
		var parts []string
		for i, value := range l.tags {
			if shown[i] {
				parts = append(parts, value)
			}
		}
		names[n] = strings.Join(parts, " ")
		if len(parts) == 0 {
			names[n] = s.valueNames()[0]
		}
	}
	return names
}

// table has a row for each bucket of counters, and the last row of each gauge.
func (s *Series) table(lines []*line) *data.Frame {
	var times []time.Time
	tags := make([][]string, len(s.groupBy()))
	var rows []point
	for _, l := range lines {
		points := l.points
		if s.Query.Kind.IsGauge() {
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
