package query

import (
	"strings"
)

// ParseRouters reads a filter on routers alone.
func ParseRouters(routers []string) (Filter, error) {
	names, err := parseList("router", routers, parseText)
	return Filter{Router: names}, err
}

// ParseSearch reads the begin of a prefix as far as it was typed.
func ParseSearch(text string, maxLength int) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if len(text) > maxLength || strings.Trim(text, "0123456789abcdef.:/") != "" {
		return "", wrong("search", "%.64q is not the begin of a prefix", text)
	}
	return text, nil
}
