package frames

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
)

// dashboards are those that single values lead to, and their variable.
var (
	prefixLink = link("History of ${__value.raw}", "earshot-prefix-history", "prefix")
	peerLink   = link("Sessions of ${__value.raw}", "earshot-sessions", "peer")
	asnLink    = link("AS${__value.raw}", "earshot-asn", "asn")
)

func link(title, dashboard, variable string) *data.DataLink {
	return &data.DataLink{
		Title: title, URL: fmt.Sprintf("/d/%s?var-%s=${__value.raw:percentencode}&${__url_time_range}", dashboard, variable),
	}
}

// columnKind is what the values of a column are.
type columnKind struct {
	named    string // in the inventory; empty: has no name
	link     *data.DataLink
	colors   map[string]string // of its values
	minWidth int               // in pixels; 0: that of Grafana
}

var (
	prefixColumn = columnKind{link: prefixLink}
	peerColumn   = columnKind{named: inventory.Peer, link: peerLink}
	asnColumn    = columnKind{named: inventory.ASN, link: asnLink}
)

// columnKinds are those of the columns of tables, by name; that of what was before has its name behind before_.
var columnKinds = map[string]columnKind{
	"prefix": prefixColumn, "covering": prefixColumn,
	"peer": peerColumn, "covering_peer": peerColumn,
	"peer_as": asnColumn, "origin_as": asnColumn, "covering_origin": asnColumn,
	"next_hop": {named: inventory.NextHop}, "covering_next_hop": {named: inventory.NextHop},
	"as_path": {minWidth: 240}, "time": {minWidth: 170}, "since": {minWidth: 170},
	"timeEnd": {minWidth: 170}, "title": {minWidth: 220}, "text": {minWidth: 360},
	"action": {colors: colors["action"]}, "change": {colors: colors["change"]},
	"severity": {colors: colors["severity"]}, "state": {colors: colors["state"]},
}

// Decorate shows in tables what the inventory calls a value, and where it leads to. The values stay what they are.
func Decorate(frames data.Frames, names *inventory.Names) {
	for _, frame := range frames {
		if frame.Meta.Type != data.FrameTypeTable {
			continue
		}
		for _, field := range frame.Fields {
			kind, ok := kindOf(field, frame)
			if !ok {
				continue
			}
			if field.Config == nil {
				field.Config = &data.FieldConfig{}
			}
			if kind.link != nil {
				field.Config.Links = []data.DataLink{*kind.link}
			}
			if mapping := namesIn(field, kind.named, names); len(mapping) > 0 {
				field.Config.Mappings = data.ValueMappings{mapping}
			}
			if kind.minWidth > 0 {
				field.Config.Custom = map[string]any{"minWidth": kind.minWidth}
			}
			if len(kind.colors) > 0 {
				field.Config.Custom = map[string]any{"cellOptions": map[string]string{"type": "color-text"}}
				field.Config.Mappings = data.ValueMappings{coloredBy(kind.colors)}
			}
		}
	}
}

// kindOf tells the origin AS of an overlap from the ORIGIN attribute of a route, which has the same name.
func kindOf(field *data.Field, frame *data.Frame) (columnKind, bool) {
	if covering, _ := frame.FieldByName("covering"); field.Name == "origin" && covering != nil {
		return asnColumn, true
	}
	kind, ok := columnKinds[strings.TrimPrefix(field.Name, "before_")]
	return kind, ok
}

// namesIn are the names of the values that a column holds.
func namesIn(field *data.Field, kind string, names *inventory.Names) data.ValueMapper {
	mapping := data.ValueMapper{}
	if kind == "" {
		return mapping
	}
	seen := map[string]bool{}
	for row := range field.Len() {
		text := textAt(field, row)
		if text == "" || seen[text] {
			continue
		}
		seen[text] = true
		if names.Name(kind, text) != "" {
			mapping[text] = data.ValueMappingResult{Text: names.Text(kind, text)}
		}
	}
	return mapping
}

// coloredBy gives values their colors, and leaves their words as they are.
func coloredBy(colors map[string]string) data.ValueMapper {
	mapping := data.ValueMapper{}
	for value, color := range colors {
		mapping[value] = data.ValueMappingResult{Color: color}
	}
	return mapping
}

// textAt is a value of a column as text; empty where it is absent.
func textAt(field *data.Field, row int) string {
	switch value := field.At(row).(type) {
	case string:
		return value
	case *string:
		if value != nil {
			return *value
		}
	case int64:
		return strconv.FormatInt(value, 10)
	case *int64:
		if value != nil {
			return strconv.FormatInt(*value, 10)
		}
	}
	return ""
}
