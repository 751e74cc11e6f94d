package observation

import (
	"net/netip"
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// takesPeer tells whether one of the peers is asked for.
func takesPeer(f query.Filter, peers ...string) bool {
	return len(f.Peer) == 0 || slices.ContainsFunc(peers, func(text string) bool {
		peer, err := netip.ParseAddr(text)
		return err == nil && slices.Contains(f.Peer, peer)
	})
}

// takesText tells whether one of the texts is asked for; nothing asked for takes all.
func takesText(asked []string, texts ...string) bool {
	return len(asked) == 0 || slices.ContainsFunc(texts, func(text string) bool { return slices.Contains(asked, text) })
}

// takesPrefix tells whether one of the prefixes is asked for.
func takesPrefix(f query.Filter, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, f.TakesPrefix)
}
