package influx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	jsoniter "github.com/json-iterator/go"
)

// Series is the head of rows that share their tags.
type Series struct {
	Name    string
	Tags    map[string]string
	Columns []string
}

// RowFunc takes one row; the values hold only until it returns, the series until the next one begins.
type RowFunc func(series *Series, row []Value) error

// readBytes is how much of an answer is held while it is read.
const readBytes = 64 << 10

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
	iter  *jsoniter.Iterator
	onRow RowFunc
	row   []Value
	words string // an error that the server reports
	err   error  // of onRow, or of the form of the answer
}

func (c *Client) decode(body io.Reader, database string, onRow RowFunc) error {
	bounded := &boundedReader{reader: body, left: maxResponseBytes}
	d := &decoder{iter: jsoniter.Parse(jsoniter.ConfigDefault, bounded, readBytes), onRow: onRow}
	objects := 0
	for ; d.iter.WhatIsNext() != jsoniter.InvalidValue; objects++ {
		d.iter.ReadObjectCB(d.top)
		if d.err != nil {
			return d.err
		}
		if d.words != "" {
			return c.ofStatement(database, d.words)
		}
		if d.iter.Error != nil {
			return c.ofBrokenAnswer(d.iter.Error)
		}
	}
	if d.iter.Error != io.EOF || objects == 0 {
		return c.ofBrokenAnswer(d.iter.Error)
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

func (d *decoder) top(iter *jsoniter.Iterator, key string) bool {
	switch key {
	case "results":
		return iter.ReadArrayCB(func(iter *jsoniter.Iterator) bool { return iter.ReadObjectCB(d.result) && d.ok() })
	case "error", "message":
		d.words = iter.ReadString()
	default:
		iter.Skip()
	}
	return true
}

func (d *decoder) result(iter *jsoniter.Iterator, key string) bool {
	switch key {
	case "series":
		return iter.ReadArrayCB(d.series)
	case "error":
		d.words = iter.ReadString()
	default:
		iter.Skip()
	}
	return true
}

func (d *decoder) series(iter *jsoniter.Iterator) bool {
	series := &Series{}
	return iter.ReadObjectCB(func(iter *jsoniter.Iterator, key string) bool {
		switch key {
		case "name":
			series.Name = iter.ReadString()
		case "tags":
			iter.ReadVal(&series.Tags)
		case "columns":
			iter.ReadVal(&series.Columns)
		case "values":
			return iter.ReadArrayCB(func(iter *jsoniter.Iterator) bool { return d.values(iter, series) })
		default:
			iter.Skip()
		}
		return true
	}) && d.ok()
}

func (d *decoder) values(iter *jsoniter.Iterator, series *Series) bool {
	d.row = d.row[:0]
	if !iter.ReadArrayCB(func(iter *jsoniter.Iterator) bool {
		d.row = append(d.row, readValue(iter))
		return true
	}) {
		return false
	}
	if len(d.row) != len(series.Columns) {
		d.err = fmt.Errorf("InfluxDB sent a row of %d values for %d columns", len(d.row), len(series.Columns))
		return false
	}
	d.err = d.onRow(series, d.row)
	return d.ok()
}

func (d *decoder) ok() bool { return d.err == nil }

func readValue(iter *jsoniter.Iterator) Value {
	switch iter.WhatIsNext() {
	case jsoniter.NumberValue:
		return Number(string(iter.ReadNumber()))
	case jsoniter.StringValue:
		return Text(iter.ReadString())
	default:
		iter.Skip()
		return Value{}
	}
}
