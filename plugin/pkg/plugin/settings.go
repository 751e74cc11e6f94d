package plugin

import (
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
	url      string
	database string
	auth     influx.Credentials
	interval time.Duration
}

// jsonSettings are the settings that are no secrets.
type jsonSettings struct {
	Version         string `json:"version"`
	Database        string `json:"database"`
	VerboseDatabase string `json:"verboseDatabase"`
	User            string `json:"user"`
	Interval        string `json:"interval"`
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
	fillDefault(&stored.Interval, defaultInterval)
	if !slices.Contains([]string{influx.Auto, influx.V1, influx.V2, influx.V3}, stored.Version) {
		return settings{}, fmt.Errorf("version %.16q of the data source is not known: choose auto, 1, 2 or 3", stored.Version)
	}
	interval, err := query.ParseDuration(stored.Interval)
	if err != nil || interval < time.Second || interval > 24*time.Hour || interval%time.Second != 0 {
		return settings{}, fmt.Errorf("interval %.16q of the data source is not a number of whole seconds up to a day: "+
			"set it to the interval of the collector, such as 60s", stored.Interval)
	}
	if instance.URL == "" {
		return settings{}, errors.New("the data source has no URL: set it to the address of InfluxDB, such as http://127.0.0.1:8086")
	}
	return settings{
		url:      instance.URL,
		database: stored.Database,
		interval: interval,
		auth: influx.Credentials{
			Version:  stored.Version,
			User:     stored.User,
			Password: instance.DecryptedSecureJSONData["password"],
			Token:    instance.DecryptedSecureJSONData["token"],
		},
	}, nil
}

func fillDefault(value *string, fallback string) {
	if *value == "" {
		*value = fallback
	}
}
