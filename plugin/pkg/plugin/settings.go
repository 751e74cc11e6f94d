package plugin

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// defaultInterval is the interval at which a collector writes unless configured.
const defaultInterval = "60s"

// settings are those of a data source.
type settings struct {
	url       string
	databases databases
	auth      influx.Credentials
	interval  time.Duration
	limits    limits
}

// databases are where the measurements are; one without a name is the general one.
type databases struct{ general, verbose, routes string }

// of is the database that holds a measurement.
func (d databases) of(measurement string) string {
	switch measurement {
	case schema.BgpRoutes:
		return cmp.Or(d.routes, d.general)
	case schema.BgpNotification:
		return cmp.Or(d.verbose, d.general)
	default:
		return d.general
	}
}

// limits bound what one query and all of a data source together may take.
type limits struct {
	rows    int           // of a table or log
	series  int           // of an answer over time
	span    time.Duration // of a time range
	queries int           // at one time
}

var defaultLimits = limits{rows: 100_000, series: 5000, span: 400 * 24 * time.Hour, queries: 4}

// jsonSettings are the settings that are no secrets.
type jsonSettings struct {
	Version         string `json:"version"`
	Database        string `json:"database"`
	VerboseDatabase string `json:"verboseDatabase"`
	RoutesDatabase  string `json:"routesDatabase"`
	User            string `json:"user"`
	Interval        string `json:"interval"`
	MaxRows         int    `json:"maxRows"`
	MaxSeries       int    `json:"maxSeries"`
	MaxDays         int    `json:"maxDays"`
	MaxQueries      int    `json:"maxQueries"`
}

func loadSettings(instance backend.DataSourceInstanceSettings) (settings, error) {
	var stored jsonSettings
	if len(instance.JSONData) > 0 {
		if err := json.Unmarshal(instance.JSONData, &stored); err != nil {
			return settings{}, fmt.Errorf("the settings of the data source cannot be read (%w): save them again", err)
		}
	}
	fillDefault(&stored.Version, influx.Auto)
	fillDefault(&stored.Database, schema.DefaultDatabases["general"])
	fillDefault(&stored.VerboseDatabase, schema.DefaultDatabases["verbose"])
	fillDefault(&stored.Interval, defaultInterval)
	if !slices.Contains([]string{influx.Auto, influx.V1, influx.V2, influx.V3}, stored.Version) {
		return settings{}, fmt.Errorf("version %.16q of the data source is not known: choose auto, 1, 2 or 3", stored.Version)
	}
	interval, err := query.ParseDuration(stored.Interval)
	if err != nil || interval < time.Second || interval > 24*time.Hour || interval%time.Second != 0 {
		return settings{}, fmt.Errorf("interval %.16q of the data source is not a number of whole seconds up to a day: "+
			"set it to the interval of the collector, such as 60s", stored.Interval)
	}
	bounds, err := loadLimits(stored)
	if err != nil {
		return settings{}, err
	}
	if instance.URL == "" {
		return settings{}, errors.New("the data source has no URL: set it to the address of InfluxDB, such as http://127.0.0.1:8086")
	}
	return settings{
		url:       instance.URL,
		databases: databases{general: stored.Database, verbose: stored.VerboseDatabase, routes: stored.RoutesDatabase},
		interval:  interval,
		limits:    bounds,
		auth: influx.Credentials{
			Version:  stored.Version,
			User:     stored.User,
			Password: instance.DecryptedSecureJSONData["password"],
			Token:    instance.DecryptedSecureJSONData["token"],
		},
	}, nil
}

// loadLimits reads those that are set; 0 stands for the default.
func loadLimits(stored jsonSettings) (limits, error) {
	bounds := defaultLimits
	days := int(bounds.span / (24 * time.Hour))
	for _, limit := range []struct {
		name  string
		asked int
		most  int
		value *int
	}{
		{"maxRows", stored.MaxRows, 1_000_000, &bounds.rows},
		{"maxSeries", stored.MaxSeries, 50_000, &bounds.series},
		{"maxDays", stored.MaxDays, 36_500, &days},
		{"maxQueries", stored.MaxQueries, 64, &bounds.queries},
	} {
		if limit.asked < 0 || limit.asked > limit.most {
			return limits{}, fmt.Errorf("%s %d of the data source is out of range: set it to 1 to %d, or leave it out", limit.name, limit.asked, limit.most)
		}
		if limit.asked > 0 {
			*limit.value = limit.asked
		}
	}
	bounds.span = time.Duration(days) * 24 * time.Hour
	return bounds, nil
}

func fillDefault(value *string, fallback string) {
	if *value == "" {
		*value = fallback
	}
}
