package frames

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
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
	Labels         json.RawMessage // an object, by name, without empty ones
}

// logLine makes a line of a log; labels come as name and value in turn.
func logLine(timeNs int64, severity, body string, labels ...string) LogLine {
	pairs := make([][2]string, 0, len(labels)/2)
	for i := 0; i+1 < len(labels); i += 2 {
		if labels[i+1] != "" {
			pairs = append(pairs, [2]string{labels[i], labels[i+1]})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return cmp.Compare(a[0], b[0]) })
	return LogLine{TimeNs: timeNs, Body: body, Severity: severity, Labels: encodedPairs(pairs)}
}

func encodedPairs(pairs [][2]string) json.RawMessage {
	length := len("{}")
	for _, pair := range pairs {
		length += len(`"":"",`) + len(pair[0]) + len(pair[1])
	}
	encoded := append(make(json.RawMessage, 0, length), '{')
	for i, pair := range pairs {
		if i > 0 {
			encoded = append(encoded, ',')
		}
		encoded = appendEncoded(append(appendEncoded(encoded, pair[0]), ':'), pair[1])
	}
	return append(encoded, '}')
}

// appendEncoded appends a text as JSON; what is plain, as nearly all is, stands as it is.
func appendEncoded(encoded []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			escaped, err := json.Marshal(text)
			if err != nil {
				panic(err) // texts always have a JSON form
			}
			return append(encoded, escaped...)
		}
	}
	return append(append(append(encoded, '"'), text...), '"')
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
	ids := make(map[string]int, len(lines))
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
		column("labels", lines, func(l LogLine) json.RawMessage { return l.Labels }),
	}
}

// id is the same for the same line in every answer.
func (l LogLine) id() string {
	hash := fnv.New64a()
	_, _ = io.WriteString(hash, l.Body)
	_, _ = hash.Write(l.Labels)
	return fmt.Sprintf("%d-%016x", l.TimeNs, hash.Sum64())
}
