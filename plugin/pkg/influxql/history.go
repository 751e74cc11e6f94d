package influxql

import (
	"slices"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// routeTags and sessionTagNames tell of which table or session a row is; selected like fields, so that rows of all series
// come in one order and a limit is one of all.
var (
	routeTags   = []string{"router", "view", "vrf", "peer", "peer_as", "afi", "action"}
	messageTags = []string{"router", "view", "vrf", "peer", "peer_as", "direction"}
)

// eventFields are those that a row of history has besides the attributes of the route.
var eventFields = []string{"rpki", "change", "cause"}

// History compiles the newest rows of routes in a window, at most so many; 0 means all.
func History(q query.Query, w Window, limit int) Statement {
	s := from(schema.BgpRoutes).fields(routeTags...).fields(RouteFields...).fields(eventFields...).events(q.Filter)
	s.between(w.First, w.Last)
	s.newestFirst, s.limit = true, limit
	return s.statement()
}

// eventCounts compiles how many rows of a history there are in each bucket of time. Their times are their own, so that those
// of the range are counted and no others.
func eventCounts(q query.Query, r query.Range, step time.Duration) Statement {
	s := from(schema.BgpRoutes).aggregate("count", "length").events(q.Filter)
	s.between(r.From.UnixNano(), r.To.UnixNano())
	s.step, s.groupBy = step, q.GroupBy
	return s.statement()
}

// detailed is how long a time range is at most of which the rows of a history are counted where their sums could be taken:
// counting a day of full tables takes many seconds, and the sums lack the interval that has not ended.
const detailed = time.Hour

// AreSummed tells whether how many rows of a history there are is known from the sums of each interval, which know of no
// single routes. Routes that a peer did not tell again after a restart are not among them: no message withdraws these.
func AreSummed(q query.Query, r query.Range) bool {
	f := q.Filter
	isOfRoutes := f.Prefix.IsValid() || f.AsPath != nil || f.Community != nil || len(f.Origin)+len(f.Change) > 0
	return q.CountsRows() && !isOfRoutes && r.To.Sub(r.From) > detailed
}

// SumFields are the fields of the sums, by the action of the rows that they count.
var SumFields = map[string]string{"announce": "announced", "withdraw": "withdrawn"}

// eventSums compiles how many rows of a history there are from the sums of each interval.
func eventSums(q query.Query, r query.Range, step time.Duration) Statement {
	s := from(schema.BgpUpdates)
	for _, action := range actionsOf(q.Filter) {
		s.aggregate("sum", SumFields[action])
	}
	s.filter(q.Filter).family(q.Filter)
	s.wholeBuckets(r, step)
	s.groupBy = slices.DeleteFunc(slices.Clone(q.GroupBy), func(tag string) bool { return tag == "action" })
	return s.statement()
}

// events adds the conditions on what was announced and withdrawn.
func (s *selection) events(f query.Filter) *selection {
	s.whereIn("action", actionsOf(f)).filter(f).family(f)
	if f.Afi == "" {
		s.whereIn("afi", familiesOf(f.Prefix))
	}
	s.prefix(f).attributes(f)
	if f.Community != nil {
		s.matchingAny([]string{"communities", "large_communities", "ext_communities"}, f.Community.Expression())
	}
	return s.whereIn("change", f.Change)
}

// actionsOf leaves out the rows of table dumps, which tell of no event.
func actionsOf(f query.Filter) []string {
	if len(f.Action) == 0 {
		return query.Actions
	}
	return f.Action
}

// SessionTurns compiles when sessions came up (a difference of 1) and went down (-1) in a window. Each state is repeated at
// the interval, so that the last one before the window is found shortly before it.
func SessionTurns(f query.Filter, w Window, interval time.Duration) Statement {
	inner := from(schema.BgpSessions).filter(f)
	inner.columns = []string{`difference("up") AS "turn"`}
	inner.between(w.First-2*int64(interval), w.Last)
	inner.groupBy = schema.Measurements[schema.BgpSessions].Tags
	s := &selection{measurement: schema.BgpSessions, params: inner.params, within: inner, columns: []string{`"turn"`}}
	s.conditions = []string{`"turn" != 0`}
	s.between(w.First, w.Last)
	s.groupBy = schema.Measurements[schema.BgpSessions].Tags
	return s.statement()
}

// DownFields are those of a session that is down, in the order in which they are selected.
var DownFields = []string{"state", "direction", "code", "subcode", "reason"}

// SessionDowns compiles the rows of sessions that are down in a window: they say why.
func SessionDowns(f query.Filter, w Window) Statement {
	s := from(schema.BgpSessions).fields(DownFields...).where("up", "=", 0).filter(f)
	s.between(w.First, w.Last)
	s.groupBy = schema.Measurements[schema.BgpSessions].Tags
	return s.statement()
}

// NotificationFields are those of a NOTIFICATION, in the order in which they are selected.
var NotificationFields = []string{"code", "subcode", "text", "data"}

// Notifications compiles the newest NOTIFICATION messages of a window, at most so many; 0 means all.
func Notifications(q query.Query, w Window, limit int) Statement {
	s := from(schema.BgpNotification).fields(messageTags...).fields(NotificationFields...).filter(q.Filter)
	if q.Filter.Direction != "" {
		s.where("direction", "=", q.Filter.Direction)
	}
	s.whereCode(q.Filter.Code)
	s.between(w.First, w.Last)
	s.newestFirst, s.limit = true, limit
	return s.statement()
}

// whereCode adds a choice between NOTIFICATION codes; none mean no condition.
func (s *selection) whereCode(codes []query.NotificationCode) *selection {
	choices := make([]string, len(codes))
	for i, code := range codes {
		choices[i] = s.name("code") + " = " + s.bind(code.Code)
		if code.Subcode != nil {
			choices[i] = "(" + choices[i] + " AND " + s.name("subcode") + " = " + s.bind(*code.Subcode) + ")"
		}
	}
	return s.whereAny(choices)
}

// whereNumber adds a choice between values of an integer field; none mean no condition.
func (s *selection) whereNumber(field string, values []uint32) *selection {
	choices := make([]string, len(values))
	for i, value := range values {
		choices[i] = s.name(field) + " = " + s.bind(int64(value))
	}
	return s.whereAny(choices)
}
