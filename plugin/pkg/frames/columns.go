package frames

import (
	"fmt"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// column makes a field of one part of each row.
func column[R, T any](name string, rows []R, get func(R) T) *data.Field {
	values := make([]T, len(rows))
	for i, row := range rows {
		values[i] = get(row)
	}
	return data.NewField(name, nil, values)
}

// pointers are those to rows that are too large to be copied for each column.
func pointers[R any](rows []R) []*R {
	list := make([]*R, len(rows))
	for i := range rows {
		list[i] = &rows[i]
	}
	return list
}

// optionalText is absent where the text is empty.
func optionalText(text string) *string { return heldText(&text) }

// heldText is the same of a text that is held anyway.
func heldText(text *string) *string {
	if *text == "" {
		return nil
	}
	return text
}

func instant(ns int64) time.Time { return time.Unix(0, ns).UTC() }

func optionalInstant(ns *int64) *time.Time {
	if ns == nil {
		return nil
	}
	t := instant(*ns)
	return &t
}

// rowsTable is a table of at most so many rows; what says which ones those are.
func rowsTable[R any](rows []R, limit int, what string, whyEmpty string, fields func([]R) []*data.Field) data.Frames {
	if len(rows) == 0 {
		return Empty(data.FrameTypeTable, whyEmpty)
	}
	total := len(rows)
	rows = rows[:min(total, limit)]
	frame := newFrame(data.FrameTypeTable, fields(rows)...)
	if total > len(rows) {
		notice(frame, data.NoticeSeverityWarning, fmt.Sprintf("%d of %d %s: narrow the filter or raise the limit", len(rows), total, what))
	}
	return data.Frames{frame}
}
