// Package observation reads what the detectors wrote: pairs of prefixes that overlap, origins, routes that flap,
// incidents. Rows that only repeat what is open become one.
package observation

import (
	"cmp"
	"net/netip"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
)

// maxKept bounds how many different things one answer is made of.
const maxKept = 500_000

var errTooMany = influx.NewTooLarge("more than 500,000 different rows match: narrow the time range or the filter")

// reader finds the fields of rows by name.
type reader struct {
	series *influx.Series
	places map[string]int
}

// cells are one row: its tags, its time and its fields.
type cells struct {
	tags   map[string]string
	timeNs int64
	places map[string]int
	row    []influx.Value
}

// read gives false for a row without a time.
func (r *reader) read(series *influx.Series, row []influx.Value) (cells, bool) {
	if r.series != series {
		r.series, r.places = series, map[string]int{}
		for place, name := range series.Columns {
			r.places[name] = place
		}
	}
	timeNs, ok := row[0].Int()
	return cells{tags: series.Tags, timeNs: timeNs, places: r.places, row: row}, ok
}

// text is empty where the row has no such field.
func (c cells) text(field string) string {
	if place, ok := c.places[field]; ok {
		return c.row[place].String()
	}
	return ""
}

func (c cells) integer(field string) *int64 {
	place, ok := c.places[field]
	if !ok {
		return nil
	}
	n, ok := c.row[place].Int()
	if !ok {
		return nil
	}
	return &n
}

// number is 0 where the row has no such field.
func (c cells) number(field string) int64 {
	if n := c.integer(field); n != nil {
		return *n
	}
	return 0
}

// placed is a prefix with its number, by which lists are put in order: it is read once and compared often.
type placed struct {
	prefix netip.Prefix
	text   string
}

func placeOf(text string) placed {
	prefix, _ := netip.ParsePrefix(text)
	return placed{prefix: prefix, text: text}
}

// compare puts prefixes in the order of their numbers; other text comes first.
func (p placed) compare(other placed) int {
	return cmp.Or(p.prefix.Compare(other.prefix), cmp.Compare(p.text, other.text))
}
