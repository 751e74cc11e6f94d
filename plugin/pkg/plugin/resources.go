package plugin

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
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

// resources are all the paths there are; each reads the database of the data source and nothing else.
var resources = map[string]func(*Datasource, context.Context, url.Values) ([]item, error){
	"routers":  (*Datasource).completeRouters,
	"peers":    (*Datasource).completePeers,
	"domains":  (*Datasource).completeDomains,
	"labels":   (*Datasource).completeLabels,
	"prefixes": (*Datasource).completePrefixes,
}

// CallResource answers completions for the editors. Any viewer can call it, so it takes no address and writes nothing.
func (d *Datasource) CallResource(ctx context.Context, request *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
	complete, ok := resources[strings.Trim(request.Path, "/")]
	if !ok {
		return send(sender, http.StatusNotFound, map[string]string{"error": "no such resource: ask for routers, peers, domains, labels or prefixes"})
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
	items, err := complete(d, ctx, params)
	if err != nil {
		return send(sender, int(failed(err).Status), map[string]string{"error": err.Error()})
	}
	return send(sender, http.StatusOK, append([]item{}, items[:min(len(items), maxItems)]...))
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
