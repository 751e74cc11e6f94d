package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func printJSON(w io.Writer, frames data.Frames) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(frames)
}

func printNotices(w io.Writer, frames data.Frames) {
	for _, frame := range frames {
		if frame.Meta == nil {
			continue
		}
		for _, notice := range frame.Meta.Notices {
			_, _ = fmt.Fprintln(w, "earshot-query: note:", clean(notice.Text))
		}
	}
}

// cell is one printed value; numbers stand to the right.
type cell struct {
	text   string
	number bool
}

// printTable prints all frames as one table; what labels a series becomes columns. Columns without any value are left out.
func printTable(w io.Writer, frames data.Frames) error {
	var columns []string
	values := map[string][]cell{}
	rows := 0
	for _, frame := range frames {
		length := frame.Rows()
		for _, part := range parts(frame) {
			if values[part.name] == nil {
				columns = append(columns, part.name)
				values[part.name] = []cell{}
			}
			values[part.name] = append(pad(values[part.name], rows), part.cells(length)...)
		}
		rows += length
	}
	columns = slices.DeleteFunc(columns, func(name string) bool {
		return !slices.ContainsFunc(values[name], func(c cell) bool { return c.text != "" })
	})
	if rows == 0 {
		_, err := fmt.Fprintln(w, "(no rows)")
		return err
	}
	for _, name := range columns {
		values[name] = pad(values[name], rows)
	}
	return write(w, columns, values, rows)
}

func pad(cells []cell, length int) []cell {
	for len(cells) < length {
		cells = append(cells, cell{})
	}
	return cells
}

// part is one column of one frame: a field, or a label of one.
type part struct {
	name  string
	cells func(rows int) []cell
}

func parts(frame *data.Frame) []part {
	var fields, labels []part
	for _, field := range frame.Fields {
		for _, key := range slices.Sorted(maps.Keys(field.Labels)) {
			value := clean(field.Labels[key])
			labels = append(labels, part{name: key, cells: func(rows int) []cell { return slices.Repeat([]cell{{text: value}}, rows) }})
		}
		fields = append(fields, part{name: field.Name, cells: func(rows int) []cell {
			cells := make([]cell, rows)
			for row := range cells {
				cells[row] = format(field, row)
			}
			return cells
		}})
	}
	if len(fields) > 0 && fields[0].name == "time" {
		return slices.Concat(fields[:1], labels, fields[1:])
	}
	return append(labels, fields...)
}

func format(field *data.Field, row int) cell {
	value, ok := field.ConcreteAt(row)
	if !ok {
		return cell{}
	}
	switch v := value.(type) {
	case time.Time:
		return cell{text: v.UTC().Format("2006-01-02T15:04:05.999999999Z")}
	case float64:
		return cell{text: strconv.FormatFloat(v, 'g', 6, 64), number: true}
	case int64:
		return cell{text: strconv.FormatInt(v, 10), number: true}
	case json.RawMessage:
		return cell{text: clean(string(v))}
	default:
		return cell{text: clean(fmt.Sprint(v))}
	}
}

// clean keeps what peers sent from steering the terminal.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

func write(w io.Writer, columns []string, values map[string][]cell, rows int) error {
	widths, right := make([]int, len(columns)), make([]bool, len(columns))
	for i, name := range columns {
		right[i] = slices.ContainsFunc(values[name], func(c cell) bool { return c.number })
		widths[i] = utf8.RuneCountInString(name)
		for _, c := range values[name] {
			widths[i] = max(widths[i], utf8.RuneCountInString(c.text))
		}
	}
	var out strings.Builder
	for row := -1; row < rows; row++ {
		var line strings.Builder
		for i, name := range columns {
			text := name
			if row >= 0 {
				text = values[name][row].text
			}
			gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if right[i] {
				line.WriteString(gap + text + "  ")
			} else {
				line.WriteString(text + gap + "  ")
			}
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}
