package frames

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// logLines is the frame type of logs in the data plane contract.
const logLines data.FrameType = "log-lines"

// Severities of log lines, as Grafana colours them.
const (
	severityInfo     = "info"
	severityWarning  = "warning"
	severityError    = "error"
	severityCritical = "critical"
)

// LogLine is one line of a log.
type LogLine struct {
	TimeNs         int64
	Body, Severity string
	Labels         map[string]string // without empty ones
}

// logLine makes a line of a log; labels come as name and value in turn.
func logLine(timeNs int64, severity, body string, labels ...string) LogLine {
	l := LogLine{TimeNs: timeNs, Body: body, Severity: severity, Labels: map[string]string{}}
	for i := 0; i+1 < len(labels); i += 2 {
		if labels[i+1] != "" {
			l.Labels[labels[i]] = labels[i+1]
		}
	}
	return l
}

// Logs is the frame of log lines, the newest first, at most so many.
func Logs(lines []LogLine, limit int, whyEmpty string) data.Frames {
	if len(lines) == 0 {
		return Empty(logLines, whyEmpty)
	}
	slices.SortStableFunc(lines, func(a, b LogLine) int { return cmp.Compare(b.TimeNs, a.TimeNs) })
	total := len(lines)
	lines = lines[:min(total, limit)]
	frame := newFrame(logLines, logFields(lines)...)
	frame.Meta.TypeVersion = data.FrameTypeVersion{0, 0}
	frame.Meta.PreferredVisualization = data.VisTypeLogs
	frames := data.Frames{frame}
	if total > len(lines) {
		Warn(frames, fmt.Sprintf("the newest %d of %d lines: narrow the filter or raise the limit", len(lines), total))
	}
	return frames
}

func logFields(lines []LogLine) []*data.Field {
	ids := map[string]int{}
	labels := column("labels", lines, func(l LogLine) json.RawMessage { return l.labels() })
	return []*data.Field{
		column("timestamp", lines, func(l LogLine) time.Time { return instant(l.TimeNs) }),
		column("body", lines, func(l LogLine) string { return l.Body }),
		column("severity", lines, func(l LogLine) string { return l.Severity }),
		column("id", lines, func(l LogLine) string {
			id := l.id()
			if ids[id]++; ids[id] > 1 {
				id = fmt.Sprintf("%s-%d", id, ids[id])
			}
			return id
		}),
		labels,
	}
}

func (l LogLine) labels() json.RawMessage {
	encoded, err := json.Marshal(l.Labels)
	if err != nil {
		panic(err) // texts always have a JSON form
	}
	return encoded
}

// id is the same for the same line in every answer.
func (l LogLine) id() string {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(l.Body))
	_, _ = hash.Write(l.labels())
	return fmt.Sprintf("%d-%016x", l.TimeNs, hash.Sum64())
}
