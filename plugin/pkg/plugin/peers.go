package plugin

import (
	"context"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// peer is a routing table of a peer of a router.
type peer struct{ router, view, vrf, address, as string }

// peers finds every peer heard in a window with the time of its newest row.
func (d *Datasource) peers(ctx context.Context, f query.Filter, w influxql.Window) (found map[peer]time.Time, version string, err error) {
	found = map[peer]time.Time{}
	for _, statement := range influxql.Peers(f, w) {
		version, err = d.ask(ctx, statement, func(series *influx.Series, row []influx.Value) error {
			tags := series.Tags
			p := peer{router: tags["router"], view: tags["view"], vrf: tags["vrf"], address: tags["peer"], as: tags["peer_as"]}
			if ns, ok := row[0].Int(); ok && time.Unix(0, ns).After(found[p]) {
				found[p] = time.Unix(0, ns).UTC()
			}
			return nil
		})
		if err != nil {
			return nil, version, err
		}
	}
	return found, version, nil
}
