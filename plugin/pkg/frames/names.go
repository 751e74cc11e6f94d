package frames

import (
	"cmp"
	"strings"
)

// names call each line by the tags asked for, and by those added that tell it from another line.
func (s *Series) names(lines []*line) []string {
	shown := make([]bool, len(s.groupBy()))
	for i, tag := range s.groupBy() {
		for _, asked := range s.Query.Asked {
			shown[i] = shown[i] || asked == tag
		}
		for _, l := range lines {
			shown[i] = shown[i] || l.tags[i] != lines[0].tags[i]
		}
	}
	names := make([]string, len(lines))
	for n, l := range lines {
		var parts []string
		for i, value := range l.tags {
			if shown[i] && value != "" {
				parts = append(parts, tagText(s.groupBy()[i], value))
			}
		}
		names[n] = cmp.Or(l.title, strings.Join(parts, " "), s.valueNames()[0])
	}
	return names
}

// tagText is the value of a tag as a part of a name.
func tagText(tag, value string) string {
	switch {
	case tag == "paths" && value == "1":
		return "1 path"
	case tag == "paths":
		return value + " paths"
	default:
		return value
	}
}
