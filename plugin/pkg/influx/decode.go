package influx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
)

// Series is the head of rows that share their tags.
type Series struct {
	Name    string
	Tags    map[string]string
	Columns []string
}

// RowFunc takes one row; the values hold only until it returns, the series until the next one begins.
type RowFunc func(series *Series, row []Value) error

var errTooLarge = NewTooLarge(fmt.Sprintf(
	"the answer of InfluxDB is larger than %d MB: narrow the time range or the filter", maxResponseBytes>>20))

// boundedReader fails, rather than ends, where an answer is too long.
type boundedReader struct {
	reader io.Reader
	left   int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	n, err := b.reader.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// decoder reads the objects of a chunked answer, one after the other.
type decoder struct {
	scan  *scanner
	onRow RowFunc
	row   []Value
	text  []byte // of the row's values
	ends  []int  // of each of them in the text
	words string // an error that the server reports
	err   error  // of onRow, or of the form of the answer
}

func (c *Client) decode(body io.Reader, database string, onRow RowFunc) error {
	scan := newScanner(&boundedReader{reader: body, left: maxResponseBytes})
	d := &decoder{scan: scan, onRow: onRow}
	objects := 0
	for ; scan.peek() != 0; objects++ {
		whole := scan.object(d.top)
		switch {
		case d.err != nil:
			return d.err
		case d.words != "":
			return c.ofStatement(database, d.words)
		case !whole:
			return c.ofBrokenAnswer(scan.err)
		}
	}
	if scan.err != io.EOF || objects == 0 {
		return c.ofBrokenAnswer(scan.err)
	}
	return nil
}

// ofBrokenAnswer explains an answer that ends too soon or is not InfluxDB's.
func (c *Client) ofBrokenAnswer(err error) error {
	var known *Error
	var network net.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.As(err, &network):
		return c.ofTransport(err)
	}
	return &Error{Kind: Unavailable, cause: err, message: fmt.Sprintf(
		"the answer from %s breaks off or is not that of an InfluxDB: check the URL of the data source and the log of InfluxDB", c.address)}
}

func (d *decoder) top(key string) bool {
	switch key {
	case "results":
		return d.scan.array(func() bool { return d.scan.object(d.result) })
	case "error", "message":
		return d.readWords()
	default:
		return d.scan.skip()
	}
}

func (d *decoder) result(key string) bool {
	switch key {
	case "series":
		return d.scan.array(d.series)
	case "error":
		return d.readWords()
	default:
		return d.scan.skip()
	}
}

func (d *decoder) readWords() (ok bool) {
	d.words, ok = d.scan.text()
	return ok
}

func (d *decoder) series() bool {
	series := &Series{}
	return d.scan.object(func(key string) (ok bool) {
		switch key {
		case "name":
			series.Name, ok = d.scan.text()
			return ok
		case "tags":
			series.Tags = map[string]string{}
			return d.scan.object(func(tag string) (ok bool) {
				series.Tags[tag], ok = d.scan.text()
				return ok
			})
		case "columns":
			return d.scan.array(func() bool {
				column, ok := d.scan.text()
				series.Columns = append(series.Columns, column)
				return ok
			})
		case "values":
			return d.scan.array(func() bool { return d.values(series) })
		default:
			return d.scan.skip()
		}
	})
}

// values reads one row. Its texts are parts of one.
func (d *decoder) values(series *Series) bool {
	d.row, d.text, d.ends = d.row[:0], d.text[:0], d.ends[:0]
	if !d.scan.array(d.value) {
		return false
	}
	if len(d.row) != len(series.Columns) {
		d.err = fmt.Errorf("InfluxDB sent a row of %d values for %d columns", len(d.row), len(series.Columns))
		return false
	}
	all, begin := string(d.text), 0
	for i, end := range d.ends {
		d.row[i].text, begin = all[begin:end], end
	}
	d.err = d.onRow(series, d.row)
	return d.err == nil
}

func (d *decoder) value() (ok bool) {
	kind := number
	switch c := d.scan.peek(); {
	case c == '"':
		kind = text
		d.text, ok = d.scan.appendText(d.text)
	case c == '-' || c >= '0' && c <= '9':
		d.text, ok = d.scan.appendWord(d.text)
	default:
		kind, ok = null, d.scan.skipNull() || d.scan.skip()
	}
	d.row, d.ends = append(d.row, Value{kind: kind}), append(d.ends, len(d.text))
	return ok
}
