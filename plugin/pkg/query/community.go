package query

import (
	"regexp"
	"slices"
	"strings"
)

// CommunityPattern is a community as tables print it: 65000:1 (RFC 1997), 64500:1:2 (large, RFC 8092), rt:65000:1 or hex
// (extended, RFC 4360), no-export. A * stands for one number.
type CommunityPattern struct{ parts []string }

var communityForms = regexp.MustCompile(`^(?:\d+|\*)(?::(?:\d+|\*)){1,2}$|^(?:rt|soo):(?:\d+|\*|\d+(?:\.\d+){3}):(?:\d+|\*)$|^0x[0-9a-f]{16}$`)

// knownCommunities have names (RFC 1997, RFC 7999); the values are how tables print them.
var knownCommunities = map[string]string{
	"no-export": "no-export", "no-advertise": "no-advertise", "local-as": "local-AS", "blackhole": "65535:666",
}

func parseCommunity(field, value string) (*CommunityPattern, error) {
	text, err := parseText(field, strings.TrimSpace(value))
	if err != nil {
		return nil, err
	}
	if known, ok := knownCommunities[strings.ToLower(text)]; ok {
		text = known
	} else if !communityForms.MatchString(text) {
		return nil, wrong(field, "%.64q is no community: write it as 65000:1, 65000:*, 64500:1:2, rt:65000:1 or no-export", text)
	}
	return &CommunityPattern{parts: strings.Split(text, ":")}, nil
}

// Matches tells whether one of the communities in lists, separated by blanks, is meant.
func (c *CommunityPattern) Matches(lists ...string) bool {
	return slices.ContainsFunc(lists, func(list string) bool {
		return slices.ContainsFunc(strings.Fields(list), c.is)
	})
}

// Expression is the regular expression of the lists that Matches takes.
func (c *CommunityPattern) Expression() string {
	parts := make([]string, len(c.parts))
	for i, part := range c.parts {
		if parts[i] = regexp.QuoteMeta(part); part == "*" {
			parts[i] = "[^: ]+"
		}
	}
	return "(^| )" + strings.Join(parts, ":") + "( |$)"
}

func (c *CommunityPattern) is(community string) bool {
	parts := strings.Split(community, ":")
	return slices.EqualFunc(parts, c.parts, func(part, wanted string) bool { return wanted == "*" || part == wanted })
}
