package frames

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// cease is the error code of what ends a session on purpose (RFC 4486).
const cease = 6

// Notifications is the answer on NOTIFICATION messages: rows, or how many there were over time or in the whole range.
func Notifications(q query.Query, found []observation.Notification, r query.Range, step time.Duration, names *inventory.Names) (data.Frames, error) {
	switch q.Format {
	case query.Logs:
		var lines []LogLine
		for _, n := range found {
			lines = append(lines, notificationLine(n, names))
		}
		return Logs(lines, q.Limit, whyEmpty[query.Notifications]), nil
	case query.Annotations:
		var marks []Mark
		for _, n := range found {
			l := notificationLine(n, names)
			marks = append(marks, Mark{TimeNs: n.TimeNs, Title: "NOTIFICATION " + n.Direction, Text: l.Body, Tags: []string{"notification", n.Direction}, ID: l.id()})
		}
		return Marks(marks, q.Limit, whyEmpty[query.Notifications]), nil
	case query.Table:
		return rowsTable(found, q.Limit, "messages, the newest", whyEmpty[query.Notifications], notificationFields), nil
	}
	s := Series{Query: q, Step: step, Names: names}
	for _, n := range found {
		at := influxql.Floor(instant(n.TimeNs), step)
		if q.Format == query.Numeric {
			at = r.To.UnixNano() // all of the range are one number
		}
		if err := s.put(notificationTags(n), "", point{time: at, values: [maxValues]float64{1}}); err != nil {
			return nil, err
		}
	}
	return s.Frames(), nil
}

func notificationTags(n observation.Notification) map[string]string {
	return map[string]string{
		"router": n.Router, "view": n.View, "vrf": n.VRF, "peer": n.Peer, "peer_as": n.PeerAS, "direction": n.Direction,
		"code": strconv.FormatInt(n.Code, 10),
	}
}

func notificationLine(n observation.Notification, names *inventory.Names) LogLine {
	severity := severityError
	if n.Code == cease {
		severity = severityWarning
	}
	way := map[string]string{"received": "from", "sent": "to"}[n.Direction]
	body := fmt.Sprintf("NOTIFICATION %s %s %s: %s", n.Direction, way, names.Text(inventory.Peer, n.Peer), n.Text)
	return logLine(n.TimeNs, severity, body,
		"router", n.Router, "view", n.View, "vrf", n.VRF, "peer", n.Peer, "peer_as", n.PeerAS, "direction", n.Direction,
		"code", fmt.Sprintf("%d/%d", n.Code, n.Subcode), "data", n.DataInHex)
}

func notificationFields(found []observation.Notification) []*data.Field {
	type message = observation.Notification
	text := func(name string, get func(message) string) *data.Field { return column(name, found, get) }
	return []*data.Field{
		column("time", found, func(n message) time.Time { return instant(n.TimeNs) }),
		text("direction", func(n message) string { return n.Direction }),
		text("router", func(n message) string { return n.Router }),
		text("peer", func(n message) string { return n.Peer }),
		text("peer_as", func(n message) string { return n.PeerAS }),
		column("code", found, func(n message) int64 { return n.Code }),
		column("subcode", found, func(n message) int64 { return n.Subcode }),
		text("text", func(n message) string { return n.Text }),
		text("data", func(n message) string { return n.DataInHex }),
		text("view", func(n message) string { return n.View }),
		text("vrf", func(n message) string { return n.VRF }),
	}
}

const whyNoTurn = "No session came up or went down in this time range for this filter."

// SessionLog is when sessions came up and went down.
func SessionLog(turns []observation.Turn, limit int, names *inventory.Names) data.Frames {
	var lines []LogLine
	for _, turn := range turns {
		lines = append(lines, turnLine(turn, names))
	}
	return Logs(lines, limit, whyNoTurn)
}

// SessionMarks are the stretches of time in which sessions were down, and the instants at which others came up.
func SessionMarks(turns []observation.Turn, limit int, names *inventory.Names) data.Frames {
	var marks []Mark
	down := map[observation.Speaker]int{} // place in marks
	for _, turn := range turns {
		if place, ok := down[turn.Speaker]; turn.Up && ok {
			marks[place].EndNs = &turn.TimeNs
			delete(down, turn.Speaker)
			continue
		}
		l := turnLine(turn, names)
		state := "down"
		if turn.Up {
			state = "up"
		} else {
			down[turn.Speaker] = len(marks)
		}
		marks = append(marks, Mark{
			TimeNs: turn.TimeNs, Title: "session " + state + " " + names.Text(inventory.Peer, turn.Peer), Text: l.Body,
			Tags: []string{"session", state}, ID: l.id(),
		})
	}
	return Marks(marks, limit, whyNoTurn)
}

func turnLine(t observation.Turn, names *inventory.Names) LogLine {
	words := []string{"session of", t.Router, "with", names.Text(inventory.Peer, t.Peer)}
	labels := []string{"router", t.Router, "view", t.View, "vrf", t.VRF, "peer", t.Peer, "peer_as", t.PeerAS}
	if t.Up {
		return logLine(t.TimeNs, severityInfo, strings.Join(append(words, "up"), " "), append(labels, "state", "up")...)
	}
	body := strings.Join(append(words, "down: "+cmp.Or(t.Reason, "no NOTIFICATION seen")), " ")
	return logLine(t.TimeNs, severityError, body, append(labels, "state", "down", "direction", t.Direction)...)
}
