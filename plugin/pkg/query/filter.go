package query

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxListLength = 500 // values of one filter
	maxTextLength = 256 // bytes of one value
)

// Views are the routing tables of a router (RFC 7854, 8671, 9069).
var Views = []string{"adj-in-pre", "adj-in-post", "adj-out-pre", "adj-out-post", "loc-rib"}

// Families are the address families; those without a suffix are unicast.
var Families = []string{"ipv4", "ipv6", "ipv4-multicast", "ipv6-multicast", "ipv4-labeled", "ipv6-labeled", "ipv4-vpn", "ipv6-vpn"}

func parseFilter(q *Query, r rules, m model) (err error) {
	if err := applies(q.Kind, r, m.Filter); err != nil {
		return err
	}
	f := &q.Filter
	if f.Router, err = parseList("filter.router", m.Filter.Router, parseText); err != nil {
		return err
	}
	if f.Peer, err = parseList("filter.peer", m.Filter.Peer, parseAddress); err != nil {
		return err
	}
	if f.PeerAs, err = parseList("filter.peerAs", m.Filter.PeerAs, parseAS); err != nil {
		return err
	}
	if f.View, err = parseList("filter.view", m.Filter.View, choice(Views)); err != nil {
		return err
	}
	if f.Vrf, err = parseList("filter.vrf", m.Filter.Vrf, parseText); err != nil {
		return err
	}
	if f.Label, err = parseList("filter.label", m.Filter.Label, parseText); err != nil {
		return err
	}
	if m.Filter.Afi != "" {
		if f.Afi, err = choice(Families)("filter.afi", m.Filter.Afi); err != nil {
			return err
		}
	}
	for _, part := range []func(*Filter, rules, filterModel) error{parseObserved, parseRoute, parseNotification, parsePrefixFilter} {
		if err := part(f, r, m.Filter); err != nil {
			return err
		}
	}
	if r.needsPrefix && !f.Prefix.IsValid() {
		return wrong("filter.prefix", "is missing: a %s is of one prefix and what lies around it", q.Format)
	}
	return nil
}

// Severities are those of incidents, the gravest first.
var Severities = []string{"critical", "warning", "info"}

// parseObserved reads what narrows the rows of the detectors.
func parseObserved(f *Filter, r rules, m filterModel) (err error) {
	parseKind := parseText
	if len(r.kinds) > 0 {
		parseKind = choice(r.kinds)
	}
	if f.Domain, err = parseList("filter.domain", m.Domain, parseText); err != nil {
		return err
	}
	if f.Collector, err = parseList("filter.collector", m.Collector, parseText); err != nil {
		return err
	}
	if f.Part, err = parseList("filter.part", m.Part, parseText); err != nil {
		return err
	}
	if f.Reason, err = parseList("filter.reason", m.Reason, parseText); err != nil {
		return err
	}
	if f.Kind, err = parseList("filter.kind", m.Kind, parseKind); err != nil {
		return err
	}
	if f.Severity, err = parseList("filter.severity", m.Severity, choice(Severities)); err != nil {
		return err
	}
	if m.State != "" {
		f.State, err = choice(r.states)("filter.state", m.State)
	}
	return err
}

// applies refuses filters that would otherwise be ignored without a word.
func applies(kind Kind, r rules, f filterModel) error {
	for _, filter := range []struct {
		name string
		set  bool
	}{
		{"router", len(f.Router) > 0}, {"peer", len(f.Peer) > 0}, {"peerAs", len(f.PeerAs) > 0}, {"view", len(f.View) > 0},
		{"vrf", len(f.Vrf) > 0}, {"afi", f.Afi != ""}, {"label", len(f.Label) > 0}, {"domain", len(f.Domain) > 0},
		{"kind", len(f.Kind) > 0}, {"severity", len(f.Severity) > 0}, {"state", f.State != ""}, {"prefix", f.Prefix != ""},
		{"asPath", f.AsPath != ""}, {"origin", len(f.Origin) > 0}, {"community", f.Community != ""}, {"action", len(f.Action) > 0},
		{"change", len(f.Change) > 0}, {"direction", f.Direction != ""}, {"code", len(f.Code) > 0}, {"maxPaths", f.MaxPaths != nil},
		{"collector", len(f.Collector) > 0}, {"part", len(f.Part) > 0}, {"reason", len(f.Reason) > 0},
	} {
		if filter.set && !slices.Contains(r.filters, filter.name) {
			return wrong("filter."+filter.name, "does not apply to %s: remove it", kind)
		}
	}
	return nil
}

func parseList[S, T any](field string, values []S, parse func(string, S) (T, error)) ([]T, error) {
	if len(values) > maxListLength {
		return nil, wrong(field, "holds %d values, at most %d are taken: leave it empty for all", len(values), maxListLength)
	}
	var parsed []T
	for _, value := range values {
		one, err := parse(field, value)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, one)
	}
	return parsed, nil
}

func parseText(field, value string) (string, error) {
	switch {
	case value == "":
		return "", wrong(field, "holds an empty value: remove it")
	case len(value) > maxTextLength:
		return "", wrong(field, "holds a value of %d bytes, at most %d are taken", len(value), maxTextLength)
	case !utf8.ValidString(value):
		return "", wrong(field, "%q is not UTF-8 text", value)
	case strings.ContainsFunc(value, unicode.IsControl):
		return "", wrong(field, "%q holds a control character: remove it", value)
	}
	return value, nil
}

func parseAddress(field, value string) (netip.Addr, error) {
	text, err := parseText(field, value)
	if err != nil {
		return netip.Addr{}, err
	}
	address, err := netip.ParseAddr(text)
	if err != nil || address.Zone() != "" {
		return netip.Addr{}, wrong(field, "%q is not an IP address: write it as 10.0.0.1 or 2001:db8::1", value)
	}
	return address, nil
}

func parseAS(field string, value asText) (uint32, error) {
	text, err := parseText(field, string(value))
	if err != nil {
		return 0, err
	}
	digits := text
	if len(text) > 2 && strings.EqualFold(text[:2], "AS") {
		digits = text[2:]
	}
	number, err := strconv.ParseUint(digits, 10, 32)
	if err != nil {
		return 0, wrong(field, "%q is not an AS number: write it as 65010 or AS65010", text)
	}
	return uint32(number), nil
}

func choice(choices []string) func(field, value string) (string, error) {
	return func(field, value string) (string, error) {
		if !slices.Contains(choices, value) {
			return "", wrong(field, "%.64q is not known: choose from %s", value, strings.Join(choices, ", "))
		}
		return value, nil
	}
}
