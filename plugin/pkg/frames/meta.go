// Package frames makes the rows of InfluxDB the data frames that Grafana's panels, expressions and alert rules read.
// Each frame says its type in the terms of Grafana's data plane contract; an empty answer is a frame without fields.
package frames

import (
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
)

// typeVersion is that of each frame type used; without one, alert rules would guess the type.
var typeVersion = data.FrameTypeVersion{0, 1}

// Empty is the answer that holds nothing, and why.
func Empty(frameType data.FrameType, why string) data.Frames {
	frame := newFrame(frameType)
	notice(frame, data.NoticeSeverityInfo, why)
	return data.Frames{frame}
}

func newFrame(frameType data.FrameType, fields ...*data.Field) *data.Frame {
	return data.NewFrame("", fields...).SetMeta(&data.FrameMeta{Type: frameType, TypeVersion: typeVersion})
}

func notice(frame *data.Frame, severity data.NoticeSeverity, text string) {
	frame.AppendNotices(data.Notice{Severity: severity, Text: text})
}

// Warn adds a warning to an answer.
func Warn(frames data.Frames, text string) {
	notice(frames[0], data.NoticeSeverityWarning, text)
}

// Executed notes in an answer which statements were asked.
func Executed(frames data.Frames, statements []influxql.Statement) {
	texts := make([]string, len(statements))
	for i, statement := range statements {
		texts[i] = statement.String()
	}
	frames[0].Meta.ExecutedQueryString = strings.Join(texts, "\n")
}
