package query

import (
	"encoding/json"
	"fmt"
)

// migrations bring the JSON of a query from the version of their place to the next one.
var migrations = []func(object) error{listsOfSingles}

// object is a JSON object whose parts are not read yet.
type object map[string]json.RawMessage

// Migrate gives a query as the present version writes it. schema/vectors/migrations.json has an example of each step.
func Migrate(raw []byte) ([]byte, error) {
	var stored object
	if err := json.Unmarshal(raw, &stored); err != nil || stored == nil {
		return raw, nil // not a query: whoever reads it says why
	}
	version, err := versionOf(stored)
	if err != nil || version == Version {
		return raw, err
	}
	for _, migrate := range migrations[version:] {
		if err := migrate(stored); err != nil {
			return nil, err
		}
	}
	stored["version"] = fmt.Append(nil, Version)
	return json.Marshal(stored)
}

// versionOf is 0 for a query that names none.
func versionOf(stored object) (version int, err error) {
	raw, ok := stored["version"]
	if !ok {
		return 0, nil
	}
	if err := json.Unmarshal(raw, &version); err != nil {
		return 0, wrong("version", "must be a whole number")
	}
	if version < 0 || version > Version {
		return 0, wrong("version", "%d is not known, this plugin reads version %d: update the plugin", version, Version)
	}
	return version, nil
}

// lists are the fields that hold several values from version 1 on.
var lists = []string{
	"router", "peer", "peerAs", "view", "vrf", "label", "domain", "kind", "severity", "origin", "action", "change", "code",
	"collector", "part", "reason",
}

// listsOfSingles lets a query without a version, as people write them, name one value where there may be several.
func listsOfSingles(stored object) error {
	asList(stored, "groupBy")
	var filter object
	if raw, ok := stored["filter"]; !ok || json.Unmarshal(raw, &filter) != nil {
		return nil
	}
	for _, name := range lists {
		asList(filter, name)
	}
	encoded, err := json.Marshal(filter)
	stored["filter"] = encoded
	return err
}

func asList(holder object, name string) {
	raw := string(holder[name])
	switch {
	case raw == "" || raw == "null" || raw[0] == '[' || raw[0] == '{':
	case raw == `""`:
		holder[name] = json.RawMessage(`[]`)
	default:
		holder[name] = json.RawMessage("[" + raw + "]")
	}
}
