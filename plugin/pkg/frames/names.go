package frames

import (
	"cmp"
	"slices"
	"strings"

	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
)

// names call each line by the tags asked for, and where these do not tell all lines apart, by those added that differ.
func (s *Series) names(lines []*line) []string {
	shown := make([]bool, len(s.groupBy()))
	for i, tag := range s.groupBy() {
		shown[i] = slices.Contains(s.Query.Asked, tag)
	}
	if !areToldApart(lines, shown) {
		for i := range shown {
			for _, l := range lines {
				shown[i] = shown[i] || l.tags[i] != lines[0].tags[i]
			}
		}
	}
	names := make([]string, len(lines))
	for n, l := range lines {
		var parts []string
		for i, value := range l.tags {
			if text := s.tagText(s.groupBy()[i], value); shown[i] && text != "" {
				parts = append(parts, text)
			}
		}
		names[n] = cmp.Or(l.title, strings.Join(parts, " "), s.valueNames()[0])
	}
	return names
}

// areToldApart tells whether no two lines have the same values of the shown tags.
func areToldApart(lines []*line, shown []bool) bool {
	seen := map[string]bool{}
	for _, l := range lines {
		key := ""
		for i, value := range l.tags {
			if shown[i] {
				key += value + "\x00"
			}
		}
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

// tagText is the value of a tag as a part of a name; empty where it adds nothing, as the family beside a unicast prefix.
func (s *Series) tagText(tag, value string) string {
	switch {
	case tag == "paths" && value == "1":
		return "1 path"
	case tag == "paths":
		return value + " paths"
	case tag == "afi" && (value == "ipv4" || value == "ipv6") && slices.Contains(s.groupBy(), "prefix"):
		return ""
	case tag == "code":
		return "code " + value
	case tag == "peer":
		return s.Names.Text(inventory.Peer, value)
	case tag == "peer_as" || tag == "origin_as":
		return s.Names.Text(inventory.ASN, value)
	default:
		return value
	}
}
