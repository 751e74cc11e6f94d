package influx

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// found is what a scanner reads of any value, as encoding/json has it.
func found(s *scanner) (value any, ok bool) {
	switch c := s.peek(); {
	case c == '{':
		object := map[string]any{}
		ok = s.object(func(key string) (ok bool) {
			object[key], ok = found(s)
			return ok
		})
		return object, ok
	case c == '[':
		list := []any{}
		ok = s.array(func() bool {
			item, ok := found(s)
			list = append(list, item)
			return ok
		})
		return list, ok
	case c == '"':
		return s.text()
	case c == '-' || c >= '0' && c <= '9':
		digits, ok := s.appendWord(nil)
		return json.Number(digits), ok
	default:
		word, ok := s.appendWord(nil)
		return map[string]any{"true": true, "false": false, "null": nil}[string(word)], ok
	}
}

var documents = []string{
	`{"a":[1,-2.5e+10,"x",null,true,false,{}],"b":{"c":[]}}`, ` [ 1 , { "a" : "b" } ] `, `"\u00e9\ud83d\ude00\n\"\\\/\b\f\r\t"`,
	`"\ud83d"`, `"\ud83dx"`, `"\ud83d\n"`, `"\ud83d\u0041"`, `"\udc00\ud83d\ude00"`, `"é"`, `"` + strings.Repeat("long ", 30_000) + `"`, `0`, `null`, `[]`,
}

// What comes in pieces, in one, or with its end is the same.
func TestScannerReadsWhatJSONSays(t *testing.T) {
	for _, document := range documents {
		for _, reader := range []io.Reader{
			strings.NewReader(document), iotest.OneByteReader(strings.NewReader(document)), iotest.DataErrReader(strings.NewReader(document)),
		} {
			checkAgainstJSON(t, newScanner(reader), document)
		}
	}
}

func checkAgainstJSON(t *testing.T, s *scanner, document string) {
	t.Helper()
	value, ok := found(s)
	got, err := json.Marshal(value)
	if err != nil || !ok {
		t.Fatalf("%s: read %t, %v, %v", document, ok, s.err, err)
	}
	var expected any
	decoder := json.NewDecoder(strings.NewReader(document))
	decoder.UseNumber()
	if err := decoder.Decode(&expected); err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(expected)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%.200s: got %.200s, want %.200s", document, got, want)
	}
	if s.peek() != 0 || s.err != io.EOF {
		t.Errorf("%.200s: more after it, %v", document, s.err)
	}
}

func TestScannerRefuses(t *testing.T) {
	for document, want := range map[string]string{
		`{"a":1`:                    "unexpected EOF",
		`"abc`:                      "unexpected EOF",
		`"\u00`:                     "unexpected EOF",
		`"\x"`:                      `'x' where what can be escaped is expected`,
		`"\u00g0"`:                  `'g' where a hexadecimal digit is expected`,
		`[1 2]`:                     `'2' where , or ] is expected`,
		`{"a" 1}`:                   `'1' where : is expected`,
		`{1:2}`:                     `'1' where " is expected`,
		`[,]`:                       `',' where a value is expected`,
		strings.Repeat("[", 10_000): "JSON values nested too deep",
	} {
		for _, read := range []func(*scanner) bool{(*scanner).skip, func(s *scanner) bool { _, ok := found(s); return ok }} {
			s := newScanner(strings.NewReader(document))
			if ok := read(s); ok || s.err == nil || s.err.Error() != want {
				t.Errorf("%.20s: read %t, %v, want %s", document, ok, s.err, want)
			}
		}
	}
}

func FuzzScanner(f *testing.F) {
	for _, document := range documents {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document string) {
		var any any
		if utf8.ValidString(document) && json.Unmarshal([]byte(document), &any) == nil {
			checkAgainstJSON(t, newScanner(iotest.HalfReader(strings.NewReader(document))), document)
		}
		newScanner(strings.NewReader(document)).skip() // ends, whatever it is
	})
}
