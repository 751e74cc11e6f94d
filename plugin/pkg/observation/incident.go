package observation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// Occurrence names one time that an incident was open: its identifier is the same again when the trouble returns.
type Occurrence struct {
	Collector, ID string
	StartedNs     int64
}

// Incident is one occurrence as its last row tells of it; what does not apply is empty.
type Incident struct {
	Occurrence
	Kind, State, Severity               string
	Domain, Router, Peer, Prefix, Label string
	Summary, FirstPrefixes, Cause       string
	Prefixes                            *int64
	AtStart                             bool // found in the first table: it began earlier
	EndedNs                             *int64
	LastNs                              int64 // of its last row
}

// Incidents gathers the last row of each occurrence.
type Incidents struct {
	filter query.Filter
	reader reader
	last   map[Occurrence]Incident
}

// NewIncidents gathers incidents, of which those that the filter takes are given.
func NewIncidents(f query.Filter) *Incidents {
	return &Incidents{filter: f, last: map[Occurrence]Incident{}}
}

// Add takes one row.
func (i *Incidents) Add(series *influx.Series, row []influx.Value) error {
	c, ok := i.reader.read(series, row)
	if !ok {
		return nil
	}
	incident := Incident{
		Occurrence: Occurrence{Collector: c.tags["collector"], ID: c.text("id"), StartedNs: c.number("started")},
		Kind:       c.tags["kind"], State: c.text("state"), Severity: c.text("severity"),
		Domain: c.text("domain"), Router: c.text("router"), Peer: c.text("peer"), Prefix: c.text("prefix"), Label: c.text("label"),
		Summary: c.text("summary"), FirstPrefixes: c.text("first_prefixes"), Cause: c.text("cause"),
		Prefixes: c.integer("prefixes"), AtStart: c.number("at_start") == 1, LastNs: c.timeNs,
	}
	if incident.State == Resolved {
		incident.EndedNs = &c.timeNs
	}
	if before, known := i.last[incident.Occurrence]; known && before.LastNs > c.timeNs {
		return nil
	}
	i.last[incident.Occurrence] = incident
	if len(i.last) > maxKept {
		return errTooMany
	}
	return nil
}

// List is what was gathered: what is open first, then the newest. What ended before fromNs is left out; what was last
// spoken of as open before spokenNs may have ended since, and nobody heard.
func (i *Incidents) List(fromNs, spokenNs int64) []Incident {
	var found []Incident
	for _, incident := range i.last {
		if incident.State == Open && incident.LastNs < spokenNs {
			incident.State = Unknown
		}
		ended := incident.EndedNs != nil && *incident.EndedNs < fromNs
		if !ended && incident.matches(i.filter) {
			found = append(found, incident)
		}
	}
	slices.SortFunc(found, func(a, b Incident) int {
		return cmp.Or(compareStates(a.State, b.State), cmp.Compare(b.StartedNs, a.StartedNs), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Collector, b.Collector))
	})
	return found
}

func (i Incident) matches(f query.Filter) bool {
	return (f.State == "" || f.State == i.State) && takesText(f.Severity, i.Severity) && takesText(f.Domain, i.Domain) &&
		takesText(f.Router, i.Router) && takesPeer(f, i.Peer) && takesText(f.Label, i.Label) &&
		takesPrefix(f, append(strings.Fields(i.FirstPrefixes), i.Prefix)...)
}

// Title is the kind in words and what it is about, such as "session down 10.1.0.4".
func (i Incident) Title() string {
	words := []string{strings.ReplaceAll(i.Kind, "-", " ")}
	for _, about := range []string{i.Prefix, i.Peer, i.Label, i.Router} {
		if about != "" {
			words = append(words, about)
			break
		}
	}
	return strings.Join(words, " ")
}

// Tags are the values by which incidents can be grouped, by name.
func (i Incident) Tags() map[string]string {
	return map[string]string{
		"id": i.ID, "kind": i.Kind, "severity": i.Severity, "domain": i.Domain,
		"router": i.Router, "peer": i.Peer, "prefix": i.Prefix, "label": i.Label,
	}
}
