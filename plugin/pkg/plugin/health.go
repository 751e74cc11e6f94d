package plugin

import (
	"context"
	"fmt"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// CheckHealth says whether queries can be answered, and else what is wrong and what to do.
func (d *Datasource) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	if err := d.ready(); err != nil {
		return unhealthy(err), nil
	}
	day := 24 * time.Hour
	recent := influxql.Window{First: d.now().Add(-day).UnixNano(), Last: d.now().Add(day).UnixNano()}
	peers, version, err := d.peers(ctx, query.Filter{}, recent)
	if err == nil && len(peers) == 0 {
		peers, version, err = d.peers(ctx, query.Filter{}, influxql.Window{First: 0, Last: recent.Last})
	}
	if err != nil {
		return unhealthy(err), nil
	}
	server := "InfluxDB"
	if version != "" {
		server += " " + version
	}
	if len(peers) == 0 {
		return healthy("connected to %s, database %s has no Earshot data yet: run earshot import or earshot run", server, d.settings.databases.general), nil
	}
	routers, speakers, newest := map[string]bool{}, map[peer]bool{}, time.Time{}
	for p, heard := range peers {
		routers[p.router], speakers[peer{router: p.router, address: p.address}] = true, true
		if heard.After(newest) {
			newest = heard
		}
	}
	return healthy("connected to %s, database %s: %s, %s, newest row %s", server, d.settings.databases.general,
		count(len(routers), "router"), count(len(speakers), "peer"), newest.Format(time.RFC3339)), nil
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func healthy(format string, args ...any) *backend.CheckHealthResult {
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: fmt.Sprintf(format, args...)}
}

func unhealthy(err error) *backend.CheckHealthResult {
	return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: err.Error()}
}
