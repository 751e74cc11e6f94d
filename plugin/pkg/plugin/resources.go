package plugin

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

const (
	maxItems        = 500
	resourceTimeout = 15 * time.Second
)

// item is one choice that an editor offers.
type item struct {
	Value       string `json:"value"`
	Label       string `json:"label"`
	Description string `json:"description,omitempty"`
}

// completion is one request for choices.
type completion struct {
	source *Datasource
	params url.Values
	search string // in lower case
	names  *inventory.Names
}

// resources are all the paths there are; each reads the databases of the data source and nothing else.
var resources = map[string]func(*completion, context.Context) ([]item, error){
	"routers":     (*completion).routers,
	"peers":       (*completion).peers,
	"views":       (*completion).views,
	"vrfs":        (*completion).vrfs,
	"domains":     (*completion).domains,
	"labels":      (*completion).labels,
	"prefixes":    (*completion).prefixes,
	"asns":        (*completion).asns,
	"communities": (*completion).communities,
}

// CallResource answers completions for the editors. Any viewer can call it, so it takes no address and writes nothing.
func (d *Datasource) CallResource(ctx context.Context, request *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
	complete, ok := resources[strings.Trim(request.Path, "/")]
	if !ok {
		return send(sender, http.StatusNotFound, map[string]string{"error": "no such resource: ask for " + strings.Join(slices.Sorted(maps.Keys(resources)), ", ")})
	}
	if request.Method != http.MethodGet {
		return send(sender, http.StatusMethodNotAllowed, map[string]string{"error": "only GET is answered"})
	}
	params, err := paramsOf(request.URL)
	if err != nil {
		return send(sender, http.StatusBadRequest, map[string]string{"error": "the address of the request cannot be read"})
	}
	if err := d.ready(); err != nil {
		return send(sender, http.StatusBadRequest, map[string]string{"error": err.Error()})
	}
	ctx, cancel := context.WithTimeout(ctx, resourceTimeout)
	defer cancel()
	items, err := d.complete(ctx, params, complete)
	if err != nil {
		return send(sender, int(failed(err).Status), map[string]string{"error": err.Error()})
	}
	return send(sender, http.StatusOK, append([]item{}, items[:min(len(items), maxItems)]...))
}

func (d *Datasource) complete(ctx context.Context, params url.Values, list func(*completion, context.Context) ([]item, error)) ([]item, error) {
	c := &completion{source: d, params: params}
	window, err := c.window(peerLookBack)
	if err != nil {
		return nil, err
	}
	to := time.Unix(0, window.Last)
	if c.names, err = d.inventory(ctx, query.Range{From: to.Add(-time.Second), To: to}); err != nil {
		return nil, err
	}
	return list(c, ctx)
}

func send(sender backend.CallResourceResponseSender, status int, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return sender.Send(&backend.CallResourceResponse{
		Status: status, Body: encoded, Headers: map[string][]string{"Content-Type": {"application/json"}},
	})
}

func paramsOf(address string) (url.Values, error) {
	asked, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	return url.ParseQuery(asked.RawQuery)
}
