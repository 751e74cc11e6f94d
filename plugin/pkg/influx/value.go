package influx

import (
	"encoding/binary"
	"strconv"
)

// Value is one cell of an answer, kept as exact as it came: numbers are text until they are asked for as a type.
type Value struct {
	kind kind
	text string
}

type kind uint8

const (
	null kind = iota
	number
	text
)

// Number makes a value of a number's text.
func Number(digits string) Value { return Value{kind: number, text: digits} }

// Text makes a value of a string.
func Text(s string) Value { return Value{kind: text, text: s} }

// AppendTo appends what tells the value from all others.
func (v Value) AppendTo(key []byte) []byte {
	return append(append(binary.AppendUvarint(key, uint64(len(v.text))), byte(v.kind)), v.text...)
}

// IsNull tells whether the row has no such field.
func (v Value) IsNull() bool { return v.kind == null }

// Int is an integer field; false where it is absent or no 64 bit integer.
func (v Value) Int() (int64, bool) {
	if v.kind != number {
		return 0, false
	}
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil
}

// Float is a number; false where it is absent.
func (v Value) Float() (float64, bool) {
	if v.kind != number {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.text, 64)
	return f, err == nil
}

// String is a string field; empty where it is absent.
func (v Value) String() string {
	if v.kind != text {
		return ""
	}
	return v.text
}
