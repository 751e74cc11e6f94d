package query

import "strings"

// ParseScope reads the routers and peers to which a completion is narrowed.
func ParseScope(routers, peers []string) (f Filter, err error) {
	if f.Router, err = parseList("router", routers, parseText); err != nil {
		return f, err
	}
	f.Peer, err = parseList("peer", peers, parseAddress)
	return f, err
}

// maxSearchLength bounds what was typed, in bytes.
const maxSearchLength = 64

// ParseSearch reads what was typed of a value or of its name, in lower case.
func ParseSearch(text string) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return "", nil
	}
	if len(text) > maxSearchLength {
		return "", wrong("search", "is longer than %d bytes", maxSearchLength)
	}
	return parseText("search", text)
}

// ParsePrefixSearch reads the begin of a prefix as far as it was typed.
func ParsePrefixSearch(text string) (string, error) {
	search, err := ParseSearch(text)
	if err == nil && strings.Trim(search, "0123456789abcdef.:/") != "" {
		err = wrong("search", "%.64q is not the begin of a prefix", search)
	}
	return search, err
}
