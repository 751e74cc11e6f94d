package frames

import (
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// Mark is an annotation: an instant, or a stretch of time.
type Mark struct {
	TimeNs      int64
	EndNs       *int64 // nil: an instant, or not ended yet
	Title, Text string
	Tags        []string
	ID          string
}

// Marks is the frame of annotations, the first of so many.
func Marks(marks []Mark, limit int, whyEmpty string) data.Frames {
	return rowsTable(marks, limit, "marks", whyEmpty, func(marks []Mark) []*data.Field {
		return []*data.Field{
			column("time", marks, func(m Mark) time.Time { return instant(m.TimeNs) }),
			column("timeEnd", marks, func(m Mark) *time.Time { return optionalInstant(m.EndNs) }),
			column("title", marks, func(m Mark) string { return m.Title }),
			column("text", marks, func(m Mark) string { return m.Text }),
			column("tags", marks, func(m Mark) string { return strings.Join(m.Tags, ",") }),
			column("id", marks, func(m Mark) string { return m.ID }),
		}
	})
}
