package plugin

import (
	"fmt"
	"strings"
	"time"
)

// collector writes what its detectors observe, as the schema has it.
type collector struct{ name, domain string }

var local = collector{name: "local", domain: "default"}

func (c collector) total(when time.Time, afi, label string, prefixes, paths, origins, overlaps, single int) string {
	return fmt.Sprintf("bgp_totals,collector=%s,domain=%s,afi=%s,label=%s prefixes=%di,as_paths=%di,origins=%di,overlaps=%di,single_path=%di %d",
		c.name, c.domain, afi, label, prefixes, paths, origins, overlaps, single, when.UnixNano())
}

func (c collector) redundancy(when time.Time, afi, paths string, prefixes int) string {
	return fmt.Sprintf("bgp_redundancy,collector=%s,domain=%s,afi=%s,paths=%s prefixes=%di %d", c.name, c.domain, afi, paths, prefixes, when.UnixNano())
}

func (c collector) flap(when time.Time, rank int, prefix string, s speaker, label string, transitions, announces, withdraws, changes int, more ...string) string {
	fields := append([]string{fmt.Sprintf("prefix=%q,router=%q,peer=%q,label=%q,transitions=%di,announces=%di,withdraws=%di,changes=%di",
		prefix, s.router, s.address, label, transitions, announces, withdraws, changes)}, more...)
	return fmt.Sprintf("bgp_flaps,collector=%s,afi=%s,rank=%02d %s %d", c.name, familyOf(prefix), rank, strings.Join(fields, ","), when.UnixNano())
}

// pair writes a row of a pair; each side is its peer, label and origin.
func (c collector) pair(when time.Time, state string, since time.Time, prefix, covering string, specific, covers [3]string, more ...string) string {
	kind := "covering"
	if prefix == covering {
		kind = "equal"
	}
	fields := append([]string{fmt.Sprintf("prefix=%q,covering=%q,state=%q,since=%di", prefix, covering, state, since.UnixNano()),
		side("", specific), side("covering_", covers)}, more...)
	return fmt.Sprintf("bgp_overlaps,collector=%s,domain=%s,afi=%s,kind=%s %s %d",
		c.name, c.domain, familyOf(prefix), kind, strings.Join(fields, ","), when.UnixNano())
}

func side(name string, s [3]string) string {
	return fmt.Sprintf("%speer=%q,%[1]slabel=%[3]q,%[1]sorigin=%[4]q,%[1]sas_path=%[5]q,%[1]snext_hop=%[2]q", name, s[0], s[1], s[2], "65515 "+s[2])
}

func (c collector) origins(when time.Time, kind, state string, since time.Time, prefix, before, now string) string {
	return fmt.Sprintf("bgp_origins,collector=%s,domain=%s,afi=%s,kind=%s prefix=%q,state=%q,since=%di,origins=%q,origins_before=%q,peer=%q,label=\"none\",as_path=%q %d",
		c.name, c.domain, familyOf(prefix), kind, prefix, state, since.UnixNano(), now, before, hub.address, "65515 "+now, when.UnixNano())
}

// incident writes a row of an incident; more holds the fields that apply.
func (c collector) incident(when time.Time, kind, id, state, severity string, started time.Time, more ...string) string {
	fields := append([]string{fmt.Sprintf("id=%q,state=%q,severity=%q,started=%di,summary=%q", id, state, severity, started.UnixNano(), kind+" "+id)}, more...)
	return fmt.Sprintf("bgp_incidents,collector=%s,kind=%s %s %d", c.name, kind, strings.Join(fields, ","), when.UnixNano())
}

func familyOf(prefix string) string {
	if strings.Contains(prefix, ":") {
		return "ipv6"
	}
	return "ipv4"
}
