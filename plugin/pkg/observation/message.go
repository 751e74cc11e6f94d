package observation

import (
	"cmp"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
)

// Notification is one NOTIFICATION message (RFC 4271 §4.5).
type Notification struct {
	Speaker
	TimeNs          int64
	Direction       string
	Code, Subcode   int64
	Text, DataInHex string
}

// Notifications gathers NOTIFICATION messages in the order in which they come.
type Notifications struct {
	reader reader
	List   []Notification
}

// Add takes one row.
func (n *Notifications) Add(series *influx.Series, row []influx.Value) error {
	c, ok := n.reader.read(series, row)
	if !ok {
		return nil
	}
	if len(n.List) == maxKept {
		return errTooMany
	}
	n.List = append(n.List, Notification{
		Speaker: speakerOf(c), TimeNs: c.timeNs, Direction: c.text("direction"), Code: c.number("code"), Subcode: c.number("subcode"),
		Text: c.text("text"), DataInHex: c.text("data"),
	})
	return nil
}

// Turn is a session that came up or went down. Reason, Direction, Code and Subcode are of the NOTIFICATION that ended it,
// if one was seen.
type Turn struct {
	Speaker
	TimeNs            int64
	Up                bool
	State             string // of one that went down
	Reason, Direction string
	Code, Subcode     *int64
}

// Turns gathers when sessions came up and went down, and why.
type Turns struct {
	turns, downs reader
	list         []Turn
	why          map[turnKey]Turn
}

type turnKey struct {
	speaker Speaker
	timeNs  int64
}

// AddTurn takes a row of influxql.SessionTurns.
func (t *Turns) AddTurn(series *influx.Series, row []influx.Value) error {
	c, ok := t.turns.read(series, row)
	if !ok {
		return nil
	}
	if len(t.list) == maxKept {
		return errTooMany
	}
	t.list = append(t.list, Turn{Speaker: taggedSpeaker(c), TimeNs: c.timeNs, Up: c.number("turn") > 0})
	return nil
}

// HaveDown tells whether a session went down, so that there is a reason to look for.
func (t *Turns) HaveDown() bool {
	return slices.ContainsFunc(t.list, func(turn Turn) bool { return !turn.Up })
}

// AddDown takes a row of influxql.SessionDowns. Most of them only repeat that a session is down.
func (t *Turns) AddDown(series *influx.Series, row []influx.Value) error {
	c, ok := t.downs.read(series, row)
	if !ok {
		return nil
	}
	if t.why == nil {
		t.why = map[turnKey]Turn{}
		for _, turn := range t.list {
			t.why[turnKey{turn.Speaker, turn.TimeNs}] = turn
		}
	}
	key := turnKey{taggedSpeaker(c), c.timeNs}
	if turn, ok := t.why[key]; ok {
		turn.State, turn.Reason, turn.Direction = c.text("state"), c.text("reason"), c.text("direction")
		turn.Code, turn.Subcode = c.integer("code"), c.integer("subcode")
		t.why[key] = turn
	}
	return nil
}

// List is every turn, in the order of time.
func (t *Turns) List() []Turn {
	list := slices.Clone(t.list)
	for i, turn := range list {
		if known, ok := t.why[turnKey{turn.Speaker, turn.TimeNs}]; ok {
			list[i] = known
		}
	}
	slices.SortStableFunc(list, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.TimeNs, b.TimeNs), cmp.Compare(a.Router, b.Router), cmp.Compare(a.Peer, b.Peer))
	})
	return list
}

func taggedSpeaker(c cells) Speaker {
	return Speaker{Router: c.tags["router"], View: c.tags["view"], VRF: c.tags["vrf"], Peer: c.tags["peer"], PeerAS: c.tags["peer_as"]}
}
