package plugin

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// A collector that is told to write its names once a day, and one that was stopped weeks ago, are taken at their last word.
func TestNamesAreFoundWheneverTheyWereWritten(t *testing.T) {
	named := func(collector string, when time.Time, address, name string) string {
		return fmt.Sprintf(`bgp_inventory,collector=%s,kind=peer key=%q,name=%q %d`, collector, address, name, when.UnixNano())
	}
	day := 24 * time.Hour
	source := openServer(t).source(t, []string{
		named("often", at(0), "10.1.0.1", "new"), named("often", at(0).Add(-9*time.Hour), "10.1.0.1", "old"),
		named("often", at(0).Add(-9*time.Hour), "10.1.0.2", "no longer named"),
		named("daily", at(0).Add(-20*time.Hour), "10.1.0.3", "of yesterday"), named("daily", at(1).Add(-20*time.Hour), "10.1.0.4", "of yesterday too"),
		named("daily", at(0).Add(-44*time.Hour), "10.1.0.3", "of the day before"),
		named("stopped", at(0).Add(-40*day), "10.1.0.1", "of one who is gone"), named("stopped", at(0).Add(-40*day+1), "10.1.0.5", "of weeks ago"),
		named("later", at(0).Add(3*time.Hour), "10.1.0.6", "of later"),
	})
	for _, c := range []struct {
		from, to time.Time
		want     [6]string
	}{
		{at(-60), at(60), [6]string{"new", "", "of yesterday", "of yesterday too", "of weeks ago", ""}},
		{at(-60).Add(-10 * time.Hour), at(60), [6]string{"new", "no longer named", "of yesterday", "of yesterday too", "of weeks ago", ""}},
		{at(-60).Add(-30 * day), at(0).Add(-29 * day), [6]string{"of one who is gone", "", "", "", "of weeks ago", ""}},
	} {
		names, err := source.inventory(t.Context(), query.Range{From: c.from, To: c.to})
		must(t, err)
		var got [6]string
		for i := range got {
			got[i] = names.Name(inventory.Peer, fmt.Sprintf("10.1.0.%d", i+1))
		}
		if got != c.want {
			t.Errorf("from %s to %s\n got %q\nwant %q", c.from, c.to, got, c.want)
		}
	}
}

// A server that reads only the last days refuses to look further back; what is near has its names nevertheless.
func TestNamesThatAreTooFarBackAreMissedByNobody(t *testing.T) {
	server := openServer(t)
	named := fmt.Sprintf(`bgp_inventory,collector=local,kind=peer key="10.1.0.4",name="rs-0" %d`, at(0).UnixNano())
	database := server.source(t, []string{named}).settings.databases.general
	address, err := url.Parse(server.url)
	must(t, err)
	influx, refusals := httputil.NewSingleHostReverseProxy(address), 0
	forgetful := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		form, formErr := url.ParseQuery(string(body))
		if err != nil || formErr != nil || bytes.Contains([]byte(form.Get("q")+request.URL.Query().Get("q")), []byte("time >= 0 ")) {
			refusals++
			http.Error(w, `{"error":"Query would exceed file limit of 432 parquet files"}`, http.StatusInternalServerError)
			return
		}
		request.Body = io.NopCloser(bytes.NewReader(body))
		influx.ServeHTTP(w, request)
	}))
	defer forgetful.Close()
	names, err := newSource(t, forgetful.URL, map[string]string{"database": database}, nil).inventory(t.Context(), query.Range{From: at(-60), To: at(60)})
	must(t, err)
	if got := names.Name(inventory.Peer, "10.1.0.4"); got != "rs-0" || refusals != 1 {
		t.Errorf("called %q after %d refusals", got, refusals)
	}
}
