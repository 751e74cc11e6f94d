package query

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

type asPathVectors struct {
	Matches [][3]any
	Refused []string
}

func readAsPathVectors(t testing.TB) (vectors asPathVectors) {
	t.Helper()
	raw, err := os.ReadFile("../../../schema/vectors/as-paths.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	return vectors
}

// The front end checks the same patterns while they are typed.
func TestAsPathPatterns(t *testing.T) {
	vectors := readAsPathVectors(t)
	for _, c := range vectors.Matches {
		pattern, err := ParseAsPath(c[0].(string))
		if err != nil {
			t.Errorf("%s: %v", c[0], err)
		} else if got := pattern.Matches(c[1].(string)); got != c[2] {
			t.Errorf("%s on %q is %t", c[0], c[1], got)
		}
	}
	for _, text := range vectors.Refused {
		if pattern, err := ParseAsPath(text); err == nil {
			t.Errorf("%q is taken as %s", text, pattern.Expression)
		}
	}
	if len(vectors.Matches) == 0 || len(vectors.Refused) == 0 {
		t.Error("no vectors")
	}
}

func TestPatternsAreBounded(t *testing.T) {
	for _, text := range []string{strings.Repeat("_", 501), strings.Repeat("(", 500), strings.Repeat("(", 250) + strings.Repeat(")*", 125), "\x00", "\xff"} {
		if _, err := ParseAsPath(text); err == nil {
			t.Errorf("%.20q ... is taken", text)
		}
	}
	deep := strings.Repeat("(", 160) + "1" + strings.Repeat(")+", 160)
	pattern, err := ParseAsPath(deep)
	if err == nil && !pattern.Matches(strings.Repeat("1", 4000)) {
		t.Error("a deep pattern does not match")
	}
}

// Whatever is taken becomes an expression of the few characters that the grammar has, so that it cannot leave the place
// where a statement holds it; and it means what it says.
func FuzzAsPath(f *testing.F) {
	vectors := readAsPathVectors(f)
	for _, c := range vectors.Matches {
		f.Add(c[0].(string), c[1].(string))
	}
	for _, text := range vectors.Refused {
		f.Add(text, "1 2")
	}
	harmless := regexp.MustCompile(`^[0-9 ,{}()\[\]^$.*+?|:_\\-]*$`)
	f.Fuzz(func(t *testing.T, text, path string) {
		pattern, err := ParseAsPath(text)
		if err != nil {
			return
		}
		if !harmless.MatchString(pattern.Expression) || len(pattern.Expression) > 40*maxPatternLength {
			t.Fatalf("%q becomes %q", text, pattern.Expression)
		}
		same, err := regexp.Compile(strings.NewReplacer(`\_`, `_`, `_`, `(?:^|$|`+boundary+`)`, `(`, `(?:`, `\(`, `\(`, `\{`, `\{`, `{`, `\{`, `}`, `\}`, `\}`, `\}`, `\\`, `\\`).Replace(text))
		if err != nil {
			return // signs of repetition one behind the other, which only a group makes regular
		}
		if got := pattern.Matches(path); got != same.MatchString(path) && !strings.ContainsAny(text, "*+?") {
			t.Errorf("%q on %q is %t", text, path, got)
		}
	})
}
