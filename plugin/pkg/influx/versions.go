package influx

import (
	"encoding/json"
	"net/http"
	"strings"
)

// What InfluxDB 1.x, 2.x and 3.x do differently, all of it: how they want to be told who asks, and how they say what went
// wrong. The statements are those that all of them read; package influxql keeps to them.

// Versions of InfluxDB that a connection can name.
const (
	Auto = "auto"
	V1   = "1"
	V2   = "2"
	V3   = "3"
)

// Credentials say who asks: a token (2.x, 3.x), else user and password (1.x).
type Credentials struct{ Version, User, Password, Token string }

// authorize tells who asks. 2.x and 3.x take the scheme Token on /query; 1.6 refuses it, and takes Basic alone.
func (c Credentials) authorize(request *http.Request) {
	switch {
	case c.Token != "" && c.Version != V1:
		request.Header.Set("Authorization", "Token "+c.Token)
	case c.User != "":
		request.SetBasicAuth(c.User, c.Password)
	}
}

// versionOf is what a server says of itself: 2.x puts a v before it.
func versionOf(response *http.Response) string {
	return strings.TrimPrefix(response.Header.Get("X-Influxdb-Version"), "v")
}

// errorWords takes the message of a refusal: 1.x and 3.x call it error, 2.x message.
func errorWords(body []byte) string {
	var refusal struct{ Error, Message string }
	if json.Unmarshal(body, &refusal) != nil {
		return ""
	}
	if refusal.Error != "" {
		return refusal.Error
	}
	return refusal.Message
}

// isDatabaseMissing knows the words of 1.x, 2.x (no DBRP mapping or bucket) and 3.x.
func isDatabaseMissing(words string) bool {
	words = strings.ToLower(words)
	for _, known := range []string{"database not found", "dbrp mapping not found", "no dbrp mapping", "could not find bucket", "database does not exist"} {
		if strings.Contains(words, known) {
			return true
		}
	}
	return false
}
