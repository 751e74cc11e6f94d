package frames

import (
	"fmt"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// maxNamed bounds how many peers a notice names.
const maxNamed = 5

// WarnPartial says of which peers only a part of the table is known.
func WarnPartial(frames data.Frames, partials []rib.Partial) {
	var peers []string
	for _, partial := range partials {
		peers = append(peers, fmt.Sprintf("%s of %s: heard since %s, not the table",
			partial.Session.Peer, partial.Session.Router, instant(partial.Since).Format(time.RFC3339)))
	}
	warnOf(frames, "No table dump and no session start seen in the look-back: ", peers)
}

// WarnDown says which peers had no table, their sessions being down.
func WarnDown(frames data.Frames, down []rib.Session, names *inventory.Names) {
	var peers []string
	for _, session := range down {
		peers = append(peers, names.Text(inventory.Peer, session.Peer)+" of "+session.Router)
	}
	warnOf(frames, "Session down at this time, and so no routes: ", peers)
}

func warnOf(frames data.Frames, what string, peers []string) {
	switch {
	case len(peers) == 0:
		return
	case len(peers) > maxNamed:
		peers = append(peers[:maxNamed], fmt.Sprintf("and %d more", len(peers)-maxNamed))
	}
	Warn(frames, what+strings.Join(peers, "; "))
}
