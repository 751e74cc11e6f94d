package frames

import "strings"

// hopsOf takes an AS path apart: AS numbers and sets, from the peer to the origin. Confederation segments lose their brackets.
func hopsOf(path string) []string {
	return strings.Fields(strings.NewReplacer("(", " ", ")", " ").Replace(path))
}

// pathLength counts the hops of an AS path: a set counts one, confederation segments none (RFC 4271 §9.1.2.2, RFC 5065 §5.3).
func pathLength(path string) (length int64) {
	inside := false
	for _, hop := range strings.Fields(path) {
		opens, closes := strings.HasPrefix(hop, "("), strings.HasSuffix(hop, ")")
		if inside = inside || opens; !inside {
			length++
		}
		inside = inside && !closes
	}
	return length
}

func lastOf(hops []string) string {
	if len(hops) == 0 {
		return ""
	}
	return hops[len(hops)-1]
}
