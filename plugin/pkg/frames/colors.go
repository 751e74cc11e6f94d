package frames

import "github.com/grafana/grafana-plugin-sdk-go/data"

// colors are those of what is one of few things, the same wherever it is shown, by name and value.
var colors = map[string]map[string]string{
	"type":     {"UPDATE": "green", "KEEPALIVE": "#8e9ba8", "OPEN": "blue", "NOTIFICATION": "red", "ROUTE-REFRESH": "purple"},
	"action":   {"announce": "green", "withdraw": "orange"},
	"severity": {"critical": "red", "warning": "orange", "info": "blue"},
	"state":    {"open": "orange", "unknown": "yellow", "resolved": "green"},
	"change": {
		"gained": "green", "lost": "red", "fewer": "orange", "more": "green", "changed": "blue", "new": "green", "withdrawn": "orange",
	},
}

// colorOf is the color of a line that is of one such thing and of nothing else; none: that of its place among the others.
func colorOf(labels data.Labels) map[string]any {
	for tag, value := range labels {
		if color, ok := colors[tag][value]; ok && len(labels) == 1 {
			return map[string]any{"mode": "fixed", "fixedColor": color}
		}
	}
	return nil
}
