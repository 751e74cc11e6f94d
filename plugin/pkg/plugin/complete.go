package plugin

import (
	"cmp"
	"context"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

const (
	maxSearchLength = 64
	// peerLookBack is how far completion of routers and peers looks back without a time range.
	peerLookBack = 90 * 24 * time.Hour
)

func (d *Datasource) completeRouters(ctx context.Context, asked url.Values) ([]item, error) {
	window, err := d.window(asked, peerLookBack)
	if err != nil {
		return nil, err
	}
	peers, _, err := d.peers(ctx, query.Filter{}, window)
	if err != nil {
		return nil, err
	}
	counts, newest := map[string]int{}, map[string]time.Time{}
	for p, heard := range peers {
		counts[p.router]++
		if heard.After(newest[p.router]) {
			newest[p.router] = heard
		}
	}
	var items []item
	for router, peers := range counts {
		items = append(items, item{Value: router, Label: router, Description: count(peers, "peer") + ", " + lastHeard(newest[router])})
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Compare(a.Value, b.Value) })
	return items, nil
}

func (d *Datasource) completePeers(ctx context.Context, asked url.Values) ([]item, error) {
	window, err := d.window(asked, peerLookBack)
	if err != nil {
		return nil, err
	}
	filter, err := query.ParseRouters(asked["router"])
	if err != nil {
		return nil, err
	}
	peers, _, err := d.peers(ctx, filter, window)
	if err != nil {
		return nil, err
	}
	var items []item
	for p, heard := range peers {
		items = append(items, item{Value: p.address, Label: p.address, Description: "AS" + p.as + " at " + p.router + ", " + lastHeard(heard)})
	}
	slices.SortFunc(items, func(a, b item) int {
		return cmp.Or(compareAddresses(a.Value, b.Value), cmp.Compare(a.Description, b.Description))
	})
	return slices.CompactFunc(items, func(a, b item) bool { return a.Value == b.Value }), nil
}

func (d *Datasource) completeDomains(ctx context.Context, asked url.Values) ([]item, error) {
	return d.completeScope(ctx, asked, "domain")
}

func (d *Datasource) completeLabels(ctx context.Context, asked url.Values) ([]item, error) {
	return d.completeScope(ctx, asked, "label")
}

// completeScope lists the values of a tag of the totals.
func (d *Datasource) completeScope(ctx context.Context, asked url.Values, tag string) ([]item, error) {
	window, err := d.window(asked, peerLookBack)
	if err != nil {
		return nil, err
	}
	newest := map[string]int64{}
	_, err = d.ask(ctx, influxql.Scopes(window), func(series *influx.Series, row []influx.Value) error {
		ns, _ := row[0].Int()
		newest[series.Tags[tag]] = max(newest[series.Tags[tag]], ns)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var items []item
	for value, ns := range newest {
		items = append(items, item{Value: value, Label: value, Description: lastHeard(time.Unix(0, ns).UTC())})
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Compare(a.Value, b.Value) })
	return items, nil
}

func (d *Datasource) completePrefixes(ctx context.Context, asked url.Values) ([]item, error) {
	search, err := query.ParseSearch(asked.Get("search"), maxSearchLength)
	if err != nil {
		return nil, err
	}
	window, err := d.window(asked, influxql.LookBack)
	if err != nil {
		return nil, err
	}
	newest := map[string]int64{}
	_, err = d.ask(ctx, influxql.PrefixesLike(search, window), func(_ *influx.Series, row []influx.Value) error {
		ns, _ := row[0].Int()
		if prefix := row[1].String(); strings.HasPrefix(prefix, search) {
			newest[prefix] = max(newest[prefix], ns)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var items []item
	for prefix, ns := range newest {
		items = append(items, item{Value: prefix, Label: prefix, Description: lastHeard(time.Unix(0, ns).UTC())})
	}
	slices.SortFunc(items, func(a, b item) int { return compareAddresses(a.Value, b.Value) })
	return items, nil
}

func lastHeard(t time.Time) string { return "last heard " + t.Format(time.RFC3339) }

// compareAddresses puts addresses and prefixes in the order of their numbers.
func compareAddresses(a, b string) int {
	first, second := asPrefix(a), asPrefix(b)
	return cmp.Or(first.Addr().Compare(second.Addr()), cmp.Compare(first.Bits(), second.Bits()), cmp.Compare(a, b))
}

func asPrefix(text string) netip.Prefix {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}
	}
	return netip.PrefixFrom(address, address.BitLen())
}

// window is the time range that a completion looks at: from and to in Unix milliseconds, else up to now.
func (d *Datasource) window(asked url.Values, lookBack time.Duration) (influxql.Window, error) {
	to := d.now()
	if text := asked.Get("to"); text != "" {
		ms, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return influxql.Window{}, &query.Error{Field: "to", Message: "is not a time in Unix milliseconds"}
		}
		to = time.UnixMilli(ms)
	}
	from := to.Add(-lookBack)
	if text := asked.Get("from"); text != "" {
		ms, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return influxql.Window{}, &query.Error{Field: "from", Message: "is not a time in Unix milliseconds"}
		}
		from = time.UnixMilli(ms)
	}
	r := query.Range{From: from, To: to}
	return influxql.Window{First: from.UnixNano(), Last: to.UnixNano()}, r.Check()
}
