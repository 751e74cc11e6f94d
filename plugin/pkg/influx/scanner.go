package influx

import (
	"errors"
	"fmt"
	"io"
)

// readBytes is how much of an answer is held while it is read.
const readBytes = 64 << 10

// maxDepth is how deep values may be nested; those of InfluxDB are 6 deep.
const maxDepth = 100

// scanner takes a stream of JSON values apart (RFC 8259) and makes nothing of what nobody asks for. After its first error,
// which is io.EOF where the stream ends, it finds nothing more.
type scanner struct {
	reader    io.Reader
	buffer    []byte
	next, end int // of what is in the buffer and not yet taken
	depth     int // of arrays and objects in one another
	skipped   []byte
	err       error
}

func newScanner(reader io.Reader) *scanner {
	return &scanner{reader: reader, buffer: make([]byte, readBytes)}
}

// fill gets more of the stream once all that was got is taken.
func (s *scanner) fill() bool {
	s.next, s.end = 0, 0
	for s.err == nil && s.end == 0 {
		s.end, s.err = s.reader.Read(s.buffer)
	}
	if s.end > 0 && s.err != nil { // what came before the error comes first
		s.reader, s.err = failed{s.err}, nil
	}
	return s.end > 0
}

// failed is a stream that has ended.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// byte is the next one, which stays; 0 at the end.
func (s *scanner) byte() byte {
	if s.next == s.end && !s.fill() {
		return 0
	}
	return s.buffer[s.next]
}

// peek is the next byte that is no white space, which stays; 0 at the end.
func (s *scanner) peek() byte {
	for {
		switch c := s.byte(); c {
		case ' ', '\t', '\r', '\n':
			s.next++
		default:
			return c
		}
	}
}

// take goes beyond an expected byte.
func (s *scanner) take(c byte) bool {
	if s.peek() != c || s.err != nil {
		s.fail(string(rune(c)))
		return false
	}
	s.next++
	return true
}

func (s *scanner) fail(expected string) {
	switch {
	case s.err == nil:
		s.err = fmt.Errorf("%q where %s is expected", s.byte(), expected)
	case errors.Is(s.err, io.EOF):
		s.err = io.ErrUnexpectedEOF
	}
}

// list calls for each item of an array or member of an object, until that gives false. Null has none.
func (s *scanner) list(open, shut byte, item func() bool) bool {
	if s.peek() == 'n' {
		return s.skip()
	}
	if !s.take(open) {
		return false
	}
	if s.depth++; s.depth > maxDepth {
		s.err = errors.New("JSON values nested too deep")
		return false
	}
	for c := s.peek(); c != shut; {
		if !item() {
			return false
		}
		switch c = s.peek(); c {
		case ',':
			s.next++
		case shut:
		default:
			s.fail(", or " + string(rune(shut)))
			return false
		}
	}
	s.depth--
	s.next++
	return true
}

func (s *scanner) array(item func() bool) bool { return s.list('[', ']', item) }

func (s *scanner) object(member func(key string) bool) bool {
	return s.list('{', '}', func() bool {
		key, ok := s.text()
		return ok && s.take(':') && member(key)
	})
}

// appendWord appends a number, true, false or null as it stands.
func (s *scanner) appendWord(word []byte) ([]byte, bool) {
	begin := len(word)
	s.peek()
	for s.next < s.end || s.fill() {
		rest := s.buffer[s.next:s.end]
		length := 0
		for length < len(rest) && isOfWord[rest[length]] {
			length++
		}
		word = append(word, rest[:length]...)
		s.next += length
		if s.next < s.end {
			break
		}
	}
	if len(word) == begin {
		s.fail("a value")
		return word, false
	}
	return word, true
}

// isOfWord marks what numbers and the names of JSON are made of.
var isOfWord = func() (is [256]bool) {
	for _, c := range []byte("+-.0123456789Eaeflnrstu") {
		is[c] = true
	}
	return is
}()

// skipNull goes beyond a null that is held whole, as most are; false where it is not, or another value stands.
func (s *scanner) skipNull() bool {
	if s.end-s.next < len("null") || string(s.buffer[s.next:s.next+len("null")]) != "null" {
		return false
	}
	s.next += len("null")
	return true
}

// skip goes beyond a value, whatever it is.
func (s *scanner) skip() (ok bool) {
	switch s.peek() {
	case '[':
		return s.array(s.skip)
	case '{':
		return s.object(func(string) bool { return s.skip() })
	case '"':
		s.skipped, ok = s.appendText(s.skipped[:0])
	default:
		s.skipped, ok = s.appendWord(s.skipped[:0])
	}
	return ok
}
