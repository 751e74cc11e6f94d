package query

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Version of the query model that this package reads. Earlier ones are migrated.
const Version = 1

// maxModelBytes bounds the JSON of one query.
const maxModelBytes = 64 << 10

// model is the JSON form of a query. Fields that Grafana adds (refId, datasource, hide ...) are ignored.
type model struct {
	Version       int         `json:"version"`   // 1
	QueryType     string      `json:"queryType"` // a Kind
	Format        string      `json:"format"`    // a Format; absent: the first of the query type's
	Metric        string      `json:"metric"`    // a Metric, where there is a choice; absent: the first of the query type's
	Per           string      `json:"per"`       // of messageRates and updateRates: interval (default: the sum of a step), second or minute
	Filter        filterModel `json:"filter"`
	GroupBy       []string    `json:"groupBy"`       // absent: the query type's default; empty: no more than keeps counts right
	At            string      `json:"at"`            // of tables: end (default), RFC 3339, or a duration before the end
	CompareTo     string      `json:"compareTo"`     // of tables: RFC 3339, or a duration before at
	CompareToPeer string      `json:"compareToPeer"` // of tables of one peer: the address of another
	Limit         int         `json:"limit"`         // series or rows; absent: 1000
}

// filterModel narrows a query; an empty field means all.
type filterModel struct {
	Router    []string   `json:"router"`
	Peer      []string   `json:"peer"`
	PeerAs    []asText   `json:"peerAs"` // 65010, "65010" or "AS65010"
	View      []string   `json:"view"`
	Vrf       []string   `json:"vrf"`
	Afi       string     `json:"afi"`
	Label     []string   `json:"label"`
	Domain    []string   `json:"domain"`
	Kind      []string   `json:"kind"`      // of overlaps, origins and incidents
	Severity  []string   `json:"severity"`  // of incidents
	State     string     `json:"state"`     // of origins and incidents
	Prefix    string     `json:"prefix"`    // of a route, or that a row of a detector names
	Match     string     `json:"match"`     // a Match; absent: exact
	AsPath    string     `json:"asPath"`    // an AsPathPattern
	Origin    []asText   `json:"origin"`    // as peerAs
	Community string     `json:"community"` // a CommunityPattern
	Action    []string   `json:"action"`    // of history
	Change    []string   `json:"change"`    // of history, and of tables that are compared
	Direction string     `json:"direction"` // of notifications
	Code      []codeText `json:"code"`      // of notifications: 6, "6" or "6/2"
	Collector []string   `json:"collector"` // of collectors, as part and reason
	Part      []string   `json:"part"`
	Reason    []string   `json:"reason"`
	MaxPaths  *int       `json:"maxPaths"` // of routes: prefixes with at most so many distinct paths
}

// codeText is a NOTIFICATION code as written: a JSON number or a string such as "6/2".
type codeText = asText

// asText is an AS number as written: a JSON number or a string such as "AS65010".
type asText string

func (a *asText) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(a))
	}
	var number json.Number
	if err := json.Unmarshal(raw, &number); err != nil {
		return err
	}
	*a = asText(number)
	return nil
}

// Error says which field of a query is wrong, and what to write instead.
type Error struct {
	Field   string
	Message string
}

func (e *Error) Error() string { return e.Field + ": " + e.Message }

func wrong(field, format string, args ...any) error {
	return &Error{Field: field, Message: fmt.Sprintf(format, args...)}
}

func decode(raw []byte) (model, error) {
	var m model
	if len(raw) > maxModelBytes {
		return m, wrong("query", "longer than %d KB: shorten its lists", maxModelBytes>>10)
	}
	if !utf8.Valid(raw) {
		return m, wrong("query", "is not UTF-8 text")
	}
	raw, err := Migrate(raw)
	if err != nil {
		return m, err
	}
	err = json.Unmarshal(raw, &m)
	var typeError *json.UnmarshalTypeError
	switch {
	case errors.As(err, &typeError) && typeError.Field == "":
		return m, wrong("query", "must be a JSON object, not %s", typeError.Value)
	case errors.As(err, &typeError):
		return m, wrong(typeError.Field, "must be %s, not %s", jsonName(typeError.Type.String()), typeError.Value)
	case err != nil:
		return m, wrong("query", "is not valid JSON: %v", err)
	}
	return m, nil
}

func jsonName(goType string) string {
	switch {
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case goType == "int", goType == "*int":
		return "a whole number"
	case goType == "query.filterModel":
		return "an object"
	default:
		return "text"
	}
}
