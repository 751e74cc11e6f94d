package frames

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/observation"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

const whyNoEvent = "No announcement and no withdrawal in this time range for this filter."

// History is the answer on announcements and withdrawals in rows, the newest first.
func History(events []observation.RouteEvent, limit int) data.Frames {
	return rowsTable(events, limit, "rows, the newest", whyNoEvent, historyFields)
}

// HistoryLog is the same as a log, with the sessions that came up and went down meanwhile.
func HistoryLog(events []observation.RouteEvent, turns []observation.Turn, limit int, names *inventory.Names) data.Frames {
	lines := make([]LogLine, 0, len(events)+len(turns))
	for _, event := range events {
		lines = append(lines, eventLine(event, names))
	}
	for _, turn := range turns {
		lines = append(lines, turnLine(turn, names))
	}
	return Logs(lines, limit, whyNoEvent)
}

func eventLine(e observation.RouteEvent, names *inventory.Names) LogLine {
	peer := names.Text(inventory.Peer, e.Peer)
	labels := []string{
		"router", e.Router, "view", e.View, "vrf", e.VRF, "peer", e.Peer, "peer_as", e.PeerAS, "afi", e.AFI, "action", e.Action,
		"prefix", e.Prefix, "label", e.Label, "change", e.Change, "cause", e.Cause, "as_path", e.AsPath, "next_hop", e.NextHop,
		"communities", e.Communities, "large_communities", e.LargeCommunities, "ext_communities", e.ExtCommunities,
		"med", digits(e.MED), "local_pref", digits(e.LocalPref), "origin", e.Origin, "aggregator", e.Aggregator,
		"originator_id", e.OriginatorID, "cluster_list", e.ClusterList, "atomic_aggregate", digits(e.AtomicAggregate),
		"otc", digits(e.OTC), "other", e.Other, "rpki", e.RPKI, "rd", e.RD, "path_id", digits(e.PathID),
	}
	if e.Action == "withdraw" {
		return logLine(e.TimeNs, severityWarning, peer+" withdraws "+e.Prefix+inWords(e.Change, e.Cause), labels...)
	}
	body := []string{peer, "announces", e.Prefix, "path", e.AsPath}
	if e.AsPath == "" {
		body[4] = "(empty)"
	}
	if e.NextHop != "" {
		body = append(body, "next hop", names.Text(inventory.NextHop, e.NextHop))
	}
	return logLine(e.TimeNs, severityInfo, strings.Join(body, " ")+inWords(e.Change, e.Cause), labels...)
}

// digits are those of a number; empty where it is absent.
func digits(number *int64) string {
	if number == nil {
		return ""
	}
	return strconv.FormatInt(*number, 10)
}

// inWords says what a row did to the table where that is not what one would think.
func inWords(change, cause string) string {
	var words []string
	if change != "" && change != "withdrawn" {
		words = append(words, strings.ReplaceAll(change, "-", " "))
	}
	if cause != "" && cause != "update" {
		words = append(words, "by "+cause)
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, " ") + ")"
}

// AddEvent counts one announcement or withdrawal.
func (s *Series) AddEvent(e observation.RouteEvent) error {
	tags := map[string]string{
		"router": e.Router, "view": e.View, "vrf": e.VRF, "peer": e.Peer, "peer_as": e.PeerAS, "afi": e.AFI, "action": e.Action,
	}
	return s.put(tags, "", point{time: influxql.Floor(instant(e.TimeNs), s.Step), values: [maxValues]float64{1}})
}

// AddSums takes one row of sums of announcements and withdrawals.
func (s *Series) AddSums(series *influx.Series, row []influx.Value) error {
	start, ok := row[0].Int()
	if !ok {
		return nil
	}
	for _, action := range query.Actions {
		place := slices.Index(series.Columns, influxql.SumFields[action])
		if place < 0 {
			continue
		}
		if count, ok := row[place].Float(); ok && count > 0 {
			tags := maps.Clone(series.Tags)
			if tags == nil {
				tags = map[string]string{}
			}
			tags["action"] = action
			if err := s.put(tags, "", point{time: start, values: [maxValues]float64{count}}); err != nil {
				return err
			}
		}
	}
	return nil
}

// historyFields point to what the events hold, which nobody changes.
func historyFields(events []observation.RouteEvent) []*data.Field {
	type event = *observation.RouteEvent
	rows := pointers(events)
	text := func(name string, get func(event) string) *data.Field { return column(name, rows, get) }
	maybe := func(name string, get func(event) *string) *data.Field {
		return column(name, rows, func(e event) *string { return heldText(get(e)) })
	}
	whole := func(name string, get func(event) *int64) *data.Field { return column(name, rows, get) }
	return []*data.Field{
		column("time", rows, func(e event) time.Time { return instant(e.TimeNs) }),
		text("action", func(e event) string { return e.Action }),
		text("prefix", func(e event) string { return e.Prefix }),
		text("peer", func(e event) string { return e.Peer }),
		maybe("as_path", func(e event) *string { return &e.AsPath }),
		maybe("next_hop", func(e event) *string { return &e.NextHop }),
		maybe("label", func(e event) *string { return &e.Label }),
		maybe("change", func(e event) *string { return &e.Change }),
		maybe("cause", func(e event) *string { return &e.Cause }),
		text("router", func(e event) string { return e.Router }),
		text("peer_as", func(e event) string { return e.PeerAS }),
		whole("origin_as", func(e event) *int64 { return e.OriginAS }),
		whole("path_length", func(e event) *int64 { return e.PathLength }),
		whole("med", func(e event) *int64 { return e.MED }),
		whole("local_pref", func(e event) *int64 { return e.LocalPref }),
		maybe("communities", func(e event) *string { return &e.Communities }),
		maybe("large_communities", func(e event) *string { return &e.LargeCommunities }),
		maybe("ext_communities", func(e event) *string { return &e.ExtCommunities }),
		maybe("rpki", func(e event) *string { return &e.RPKI }),
		maybe("rd", func(e event) *string { return &e.RD }),
		whole("path_id", func(e event) *int64 { return e.PathID }),
		text("afi", func(e event) string { return e.AFI }),
		text("view", func(e event) string { return e.View }),
		text("vrf", func(e event) string { return e.VRF }),
		maybe("origin", func(e event) *string { return &e.Origin }),
		maybe("aggregator", func(e event) *string { return &e.Aggregator }),
		maybe("originator_id", func(e event) *string { return &e.OriginatorID }),
		maybe("cluster_list", func(e event) *string { return &e.ClusterList }),
		whole("atomic_aggregate", func(e event) *int64 { return e.AtomicAggregate }),
		whole("otc", func(e event) *int64 { return e.OTC }),
		maybe("other", func(e event) *string { return &e.Other }),
	}
}
