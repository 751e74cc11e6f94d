package query

import (
	"fmt"
	"regexp"
	"strings"
)

// maxPatternLength bounds an AS-path pattern, in characters.
const maxPatternLength = 500

// Characters between two AS numbers of a path, and before and after a set or confederation segment.
const boundary = `[ ,(){}\[\]]`

// AsPathPattern finds AS paths by a regular expression as routers take it: digits, `_` (an end of the path, a blank, comma
// or bracket), `^ $ . * + ? | ( ) [0-9]` and `\` before a bracket. The collector reads the same for its labels.
type AsPathPattern struct {
	// Text is the pattern as it was written.
	Text string
	// Expression is the same in the syntax of RE2, made of nothing but what the grammar has.
	Expression string
	compiled   *regexp.Regexp
}

// Matches tells whether a path, as the collector writes it, holds the pattern.
func (p *AsPathPattern) Matches(path string) bool { return p.compiled.MatchString(path) }

// ParseAsPath translates a pattern; the time to match is in proportion to the path, whatever the pattern.
func ParseAsPath(pattern string) (*AsPathPattern, error) {
	const field = "filter.asPath"
	if len(pattern) > maxPatternLength {
		return nil, wrong(field, "is longer than %d characters: shorten it", maxPatternLength)
	}
	t := translator{pattern: pattern}
	if err := t.alternatives(); err != nil {
		return nil, wrong(field, "%v", err)
	}
	if t.at < len(pattern) {
		return nil, wrong(field, "%v", t.unexpected())
	}
	expression := t.out.String()
	compiled, err := regexp.Compile(expression)
	if err != nil {
		return nil, wrong(field, "%.64q is too deep: write it with fewer brackets and repetitions", pattern)
	}
	return &AsPathPattern{Text: pattern, Expression: expression, compiled: compiled}, nil
}

// translator writes each construct anew as it reads it: alternatives of sequences of repeated atoms.
type translator struct {
	pattern string
	at      int
	out     strings.Builder
}

func (t *translator) next() byte {
	if t.at < len(t.pattern) {
		return t.pattern[t.at]
	}
	return 0
}

func (t *translator) unexpected() error {
	rest := t.pattern[t.at:]
	return fmt.Errorf("%.8q at character %d is no part of an AS-path pattern: it takes digits, _ ^ $ . * + ? | ( ) and [0-9], as in _12076_", rest, t.at+1)
}

func (t *translator) alternatives() error {
	if err := t.sequence(); err != nil {
		return err
	}
	for t.next() == '|' {
		t.take("|")
		if err := t.sequence(); err != nil {
			return err
		}
	}
	return nil
}

func (t *translator) sequence() error {
	for t.at < len(t.pattern) && t.next() != '|' && t.next() != ')' {
		if err := t.repeated(); err != nil {
			return err
		}
	}
	return nil
}

// repeated puts an atom into a group, so that several signs of repetition after it keep their meaning.
func (t *translator) repeated() error {
	var inner translator
	inner.pattern, inner.at = t.pattern, t.at
	if err := inner.atom(); err != nil {
		return err
	}
	t.at = inner.at
	atom := inner.out.String()
	for sign := t.next(); sign == '*' || sign == '+' || sign == '?'; sign = t.next() {
		atom = "(?:" + atom + ")" + string(sign)
		t.at++
	}
	t.out.WriteString(atom)
	return nil
}

func (t *translator) atom() error {
	c := t.next()
	switch {
	case c >= '0' && c <= '9', c == ' ', c == ',':
		t.take(string(c))
	case c == '{', c == '}':
		t.take(`\` + string(c))
	case c == '_':
		t.take(`(?:^|$|` + boundary + `)`)
	case c == '^', c == '$', c == '.':
		t.take(string(c))
	case c == '(':
		return t.group()
	case c == '[':
		return t.set()
	case c == '\\':
		return t.literal()
	default:
		return t.unexpected()
	}
	return nil
}

// take writes what one character of the pattern means.
func (t *translator) take(expression string) {
	t.out.WriteString(expression)
	t.at++
}

func (t *translator) group() error {
	t.take("(?:")
	if err := t.alternatives(); err != nil {
		return err
	}
	if t.next() != ')' {
		return fmt.Errorf("a bracket ( is not closed")
	}
	t.take(")")
	return nil
}

func (t *translator) literal() error {
	if rest := t.pattern[t.at+1:]; rest == "" || !strings.Contains(`$^.*+?|()[]{}_\`, rest[:1]) {
		return t.unexpected()
	}
	t.at++
	t.take(regexp.QuoteMeta(t.pattern[t.at : t.at+1]))
	return nil
}

var digitSet = regexp.MustCompile(`^\[\^?(?:[0-9](?:-[0-9])?)+\]`)

// set takes single digits and ranges of them.
func (t *translator) set() error {
	set := digitSet.FindString(t.pattern[t.at:])
	if set == "" {
		return t.unexpected()
	}
	if _, err := regexp.Compile(set); err != nil {
		return t.unexpected() // a range that runs backwards
	}
	t.out.WriteString(set)
	t.at += len(set)
	return nil
}
