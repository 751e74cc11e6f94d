package influx

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// text is a string; null is an empty one.
func (s *scanner) text() (string, bool) {
	if s.peek() == 'n' {
		return "", s.skip()
	}
	text, ok := s.appendText(nil)
	return string(text), ok
}

// appendText appends what a string says.
func (s *scanner) appendText(text []byte) ([]byte, bool) {
	if !s.take('"') {
		return text, false
	}
	for s.next < s.end || s.fill() {
		rest := s.buffer[s.next:s.end]
		quote := bytes.IndexByte(rest, '"')
		if quote >= 0 {
			rest = rest[:quote]
		}
		escape := bytes.IndexByte(rest, '\\')
		switch {
		case escape >= 0:
			text = append(text, rest[:escape]...)
			s.next += escape + 1
			var ok bool
			if text, ok = s.appendEscaped(text); !ok {
				return text, false
			}
		case quote >= 0:
			s.next += quote + 1
			return append(text, rest...), true
		default:
			text = append(text, rest...)
			s.next = s.end
		}
	}
	s.fail("the end of a string")
	return text, false
}

// escapes are what stands for one letter behind a backslash.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (s *scanner) appendEscaped(text []byte) ([]byte, bool) {
	c := s.byte()
	if c != 'u' {
		if escapes[c] == 0 {
			s.fail("what can be escaped")
			return text, false
		}
		s.next++
		return append(text, escapes[c]), true
	}
	unit, ok := s.codeUnit()
	for ok && utf16.IsSurrogate(unit) {
		if s.byte() != '\\' {
			break
		}
		s.next++
		if s.byte() != 'u' { // half a pair, and then another escape
			return s.appendEscaped(utf8.AppendRune(text, utf8.RuneError))
		}
		second, isUnit := s.codeUnit()
		if pair := utf16.DecodeRune(unit, second); pair != utf8.RuneError {
			return utf8.AppendRune(text, pair), true
		}
		text, unit, ok = utf8.AppendRune(text, utf8.RuneError), second, isUnit
	}
	return utf8.AppendRune(text, unit), ok // half a pair becomes the replacement character
}

// codeUnit reads u and four hexadecimal digits.
func (s *scanner) codeUnit() (unit rune, ok bool) {
	s.next++
	for range 4 {
		switch c := s.byte(); {
		case c >= '0' && c <= '9':
			unit = unit<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			unit = unit<<4 | rune(c|0x20-'a'+10)
		default:
			s.fail("a hexadecimal digit")
			return 0, false
		}
		s.next++
	}
	return unit, true
}
