package frames

import "github.com/earshot-bgp/earshot/plugin/pkg/observation"

// incidentLines are two of each incident: when it began, and when it was resolved.
func incidentLines(incidents []observation.Incident) []LogLine {
	var lines []LogLine
	for _, i := range incidents {
		labels := func(state string) []string {
			return []string{
				"id", i.ID, "kind", i.Kind, "state", state, "severity", i.Severity, "domain", i.Domain, "router", i.Router, "peer", i.Peer,
				"prefix", i.Prefix, "label", i.Label, "cause", i.Cause, "collector", i.Collector,
			}
		}
		lines = append(lines, logLine(i.StartedNs, i.Severity, i.Title()+": "+i.Summary, labels(observation.Open)...))
		if i.EndedNs != nil {
			lines = append(lines, logLine(*i.EndedNs, severityInfo, i.Title()+": resolved", labels(observation.Resolved)...))
		}
	}
	return lines
}

func incidentMarks(incidents []observation.Incident) []Mark {
	var marks []Mark
	for _, i := range incidents {
		marks = append(marks, Mark{
			TimeNs: i.StartedNs, EndNs: i.EndedNs, Title: i.Title(), Text: i.Summary, Tags: []string{i.Kind, i.Severity, i.State}, ID: i.ID,
		})
	}
	return marks
}
