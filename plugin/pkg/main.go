// The Earshot data source: answers Grafana's queries about what the collector wrote.
package main

import (
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/earshot-bgp/earshot/plugin/pkg/plugin"
)

func main() {
	if err := datasource.Manage("earshot-bgp-datasource", plugin.NewDatasource, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("the data source stopped", "error", err)
		os.Exit(1)
	}
}
