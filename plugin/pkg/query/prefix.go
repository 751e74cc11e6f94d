package query

import (
	"net/netip"
	"slices"
	"strings"
)

func parsePrefixFilter(f *Filter, r rules, m filterModel) error {
	matches := r.matches
	if len(matches) == 0 {
		matches = routes.matches // the prefix itself is refused where it does not apply
	}
	match, err := oneOf("filter.match", m.Match, matches)
	if err != nil {
		return err
	}
	if m.Prefix == "" {
		return nil
	}
	f.Match = match
	if f.Prefix, err = parsePrefix(m.Prefix, match, matches); err != nil {
		return err
	}
	family := "ipv6"
	if f.Prefix.Addr().Is4() {
		family = "ipv4"
	}
	if f.Afi != "" && !strings.HasPrefix(f.Afi, family) {
		return wrong("filter.prefix", "%s is an %s prefix but filter.afi is %s: change one of them", f.Prefix, family, f.Afi)
	}
	return nil
}

func parsePrefix(value string, match Match, matches []Match) (netip.Prefix, error) {
	const field = "filter.prefix"
	text, err := parseText(field, strings.TrimSpace(value))
	if err != nil {
		return netip.Prefix{}, err
	}
	if !strings.Contains(text, "/") {
		return parseHost(field, text, match, matches)
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil || prefix.Addr().Is4In6() {
		return netip.Prefix{}, wrong(field, "%q is not a prefix: write it as 10.1.0.0/16 or 2001:db8::/32", text)
	}
	if prefix != prefix.Masked() {
		return netip.Prefix{}, wrong(field, "%q: host bits set: did you mean %s?", text, prefix.Masked())
	}
	return prefix, nil
}

// parseHost takes an address where that is enough: to find what covers it.
func parseHost(field, text string, match Match, matches []Match) (netip.Prefix, error) {
	address, err := netip.ParseAddr(text)
	if err != nil || address.Zone() != "" || address.Is4In6() {
		return netip.Prefix{}, wrong(field, "%q is neither a prefix nor an address: write it as 10.1.0.0/16 or 10.1.4.7", text)
	}
	host := netip.PrefixFrom(address, address.BitLen())
	switch {
	case match == Lookup, match == Shorter, match == Overlap:
		return host, nil
	case slices.Contains(matches, Lookup):
		return netip.Prefix{}, wrong(field, "%q has no length: write %s, or choose match lookup", text, host)
	case slices.Contains(matches, Shorter):
		return netip.Prefix{}, wrong(field, "%q has no length: write %s, or choose match shorter", text, host)
	default:
		return netip.Prefix{}, wrong(field, "%q has no length: write %s", text, host)
	}
}

// TakesPrefix tells whether a prefix in text is one that the filter asks for; without a prefix in it, all are.
func (f Filter) TakesPrefix(text string) bool {
	if !f.Prefix.IsValid() {
		return true
	}
	prefix, err := netip.ParsePrefix(text)
	return err == nil && f.Takes(prefix)
}

// Takes tells whether a prefix is one that the filter asks for. Of a look-up it takes all that cover, of which the longest
// is to be found.
func (f Filter) Takes(prefix netip.Prefix) bool {
	if !f.Prefix.IsValid() {
		return true
	}
	switch f.Match {
	case Exact:
		return prefix == f.Prefix
	case Longer:
		return prefix.Overlaps(f.Prefix) && prefix.Bits() >= f.Prefix.Bits()
	case Overlap:
		return prefix.Overlaps(f.Prefix)
	default:
		return prefix.Overlaps(f.Prefix) && prefix.Bits() <= f.Prefix.Bits()
	}
}
