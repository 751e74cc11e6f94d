package query

import "strings"

// parseBase reads what a table is compared with.
func parseBase(q *Query, r rules, m model) error {
	for _, asked := range []struct{ field, text string }{{"compareTo", m.CompareTo}, {"compareToPeer", m.CompareToPeer}} {
		if asked.text != "" && !r.compares {
			return wrong(asked.field, "does not apply to %s: remove it", q.Kind)
		}
	}
	switch {
	case m.CompareTo != "" && m.CompareToPeer != "":
		return wrong("compareToPeer", "cannot go with compareTo: remove one of them")
	case m.CompareToPeer != "":
		return parseBasePeer(q, m)
	case m.CompareTo != "":
		at, err := parseInstant("compareTo", strings.TrimSpace(m.CompareTo))
		if err != nil {
			return err
		}
		if at == (At{}) {
			return wrong("compareTo", "must be another time than the table's: write a duration before it such as 1h, or a time such as 2026-01-31T22:30:00Z")
		}
		q.Base = &Base{At: at}
	case r.compares && len(q.Filter.Change) > 0:
		return wrong("filter.change", "tells apart two tables: set compareTo or compareToPeer")
	}
	return nil
}

func parseBasePeer(q *Query, m model) error {
	peer, err := parseAddress("compareToPeer", m.CompareToPeer)
	if err != nil {
		return err
	}
	if len(q.Filter.Peer) != 1 || q.Filter.Peer[0] == peer {
		return wrong("compareToPeer", "compares one peer with another: name the other one, and it alone, in filter.peer")
	}
	q.Base = &Base{Peer: peer}
	return nil
}
