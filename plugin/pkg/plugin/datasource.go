// Package plugin answers Grafana: queries, health checks, completions and live tails, over the same client and compiler.
package plugin

import (
	"context"
	"fmt"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
)

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ backend.StreamHandler         = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// maxConcurrentTables bounds the memory of one data source over all requests. A whole table of a million routes takes about
// 600 MB while it is rebuilt.
const maxConcurrentTables = 1

// Datasource is one configured data source.
type Datasource struct {
	settings settings
	client   *influx.Client
	closeAll func()
	slots    chan struct{} // of statements that InfluxDB answers
	tables   chan struct{} // of whole tables that are rebuilt
	rebuilds rebuilds
	names    nameCache
	tails    tails
	now      func() time.Time
	// broken says why the settings cannot be used. It is reported with each answer, so that it reaches who asks.
	broken error
}

// NewDatasource makes the instance for the settings of a data source. Grafana calls it again when they change.
func NewDatasource(ctx context.Context, instance backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	d := &Datasource{
		slots:    make(chan struct{}, defaultLimits.queries),
		tables:   make(chan struct{}, maxConcurrentTables),
		now:      time.Now,
		closeAll: func() {},
	}
	if d.settings, d.broken = loadSettings(instance); d.broken != nil {
		return d, nil
	}
	d.slots = make(chan struct{}, d.settings.limits.queries)
	options, err := instance.HTTPClientOptions(ctx)
	if err != nil {
		d.broken = fmt.Errorf("the connection settings of the data source cannot be used: %w", err)
		return d, nil
	}
	if d.settings.auth.User != "" || d.settings.auth.Token != "" {
		options.BasicAuth = nil
	}
	client, err := httpclient.New(options)
	if err != nil {
		d.broken = fmt.Errorf("the connection settings of the data source cannot be used: %w", err)
		return d, nil
	}
	d.closeAll = client.CloseIdleConnections
	d.client, d.broken = influx.NewClient(client, d.settings.url, d.settings.auth)
	return d, nil
}

// Dispose lets go of the connections when the settings change.
func (d *Datasource) Dispose() { d.closeAll() }

// ready tells why the data source cannot answer, if it cannot.
func (d *Datasource) ready() error {
	if d == nil || d.slots == nil {
		return fmt.Errorf("the data source has no settings: save them in Grafana")
	}
	return d.broken
}

// ask streams the rows of one statement from the database that holds its measurement, once fewer than the limit run.
func (d *Datasource) ask(ctx context.Context, s influxql.Statement, onRow influx.RowFunc) (version string, err error) {
	return d.askIn(ctx, d.settings.databases.of(s.Measurement), s, onRow)
}

func (d *Datasource) askIn(ctx context.Context, database string, s influxql.Statement, onRow influx.RowFunc) (version string, err error) {
	leave, err := take(ctx, d.slots)
	if err != nil {
		return "", err
	}
	defer leave()
	return d.client.Stream(ctx, database, s, onRow)
}

// take waits for a slot.
func take(ctx context.Context, slots chan struct{}) (giveBack func(), err error) {
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
