package plugin

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// peerLookBack is how far completion of what is heard of peers looks back without a time range.
const peerLookBack = 90 * 24 * time.Hour

// heard is what a choice stands for: in how many tables or rows, and the newest of them.
type heard struct {
	what   string
	newest time.Time
}

// newer takes over what was heard later.
func newer(found map[string]heard, value, what string, when time.Time) {
	if value != "" && value != "none" && !when.Before(found[value].newest) {
		found[value] = heard{what: what, newest: when}
	}
}

// items are the choices that were searched for, in order: by the value or by its name.
func (c *completion) items(found map[string]heard, kind string) ([]item, error) {
	search, err := query.ParseSearch(c.params.Get("search"))
	if err != nil {
		return nil, err
	}
	var items []item
	for value, h := range found {
		label := c.names.Text(kind, value)
		if !strings.Contains(strings.ToLower(label), search) {
			continue
		}
		one := item{Value: value, Label: label, Description: h.what}
		if !h.newest.IsZero() {
			one.Description = strings.TrimPrefix(h.what+", "+lastHeard(h.newest), ", ")
		}
		items = append(items, one)
	}
	slices.SortFunc(items, func(a, b item) int { return compareChoices(a.Value, b.Value) })
	return items, nil
}

// tables finds the routing tables that were heard, of the routers and peers asked for.
func (c *completion) tables(ctx context.Context) (map[peer]time.Time, error) {
	window, err := c.window(peerLookBack)
	if err != nil {
		return nil, err
	}
	filter, err := c.scope()
	if err != nil {
		return nil, err
	}
	found, _, err := c.source.peers(ctx, filter, window)
	return found, err
}

func (c *completion) scope() (query.Filter, error) {
	return query.ParseScope(c.params["router"], c.params["peer"])
}

func (c *completion) routers(ctx context.Context) ([]item, error) {
	tables, err := c.tables(ctx)
	if err != nil {
		return nil, err
	}
	speakers := map[string]map[string]bool{}
	for p := range tables {
		if speakers[p.router] == nil {
			speakers[p.router] = map[string]bool{}
		}
		speakers[p.router][p.address] = true
	}
	found := map[string]heard{}
	for p, when := range tables {
		newer(found, p.router, count(len(speakers[p.router]), "peer"), when)
	}
	return c.items(found, "")
}

func (c *completion) peers(ctx context.Context) ([]item, error) {
	return c.ofTables(ctx, inventory.Peer, func(p peer) (value, what string) { return p.address, "AS" + p.as + " at " + p.router })
}

func (c *completion) views(ctx context.Context) ([]item, error) {
	return c.ofTables(ctx, "", func(p peer) (value, what string) { return p.view, "" })
}

func (c *completion) vrfs(ctx context.Context) ([]item, error) {
	return c.ofTables(ctx, "", func(p peer) (value, what string) { return p.vrf, "" })
}

func (c *completion) ofTables(ctx context.Context, kind string, of func(peer) (value, what string)) ([]item, error) {
	tables, err := c.tables(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]heard{}
	for p, when := range tables {
		value, what := of(p)
		newer(found, value, what, when)
	}
	return c.items(found, kind)
}

func (c *completion) domains(ctx context.Context) ([]item, error) { return c.ofTotals(ctx, "domain") }

func (c *completion) labels(ctx context.Context) ([]item, error) { return c.ofTotals(ctx, "label") }

// ofTotals lists the values of a tag of the totals.
func (c *completion) ofTotals(ctx context.Context, tag string) ([]item, error) {
	window, err := c.window(peerLookBack)
	if err != nil {
		return nil, err
	}
	newest := map[string]int64{}
	_, err = c.source.ask(ctx, influxql.Scopes(window), func(series *influx.Series, row []influx.Value) error {
		ns, _ := row[0].Int()
		newest[series.Tags[tag]] = max(newest[series.Tags[tag]], ns)
		return nil
	})
	if err != nil {
		return nil, err
	}
	found := map[string]heard{}
	for value, ns := range newest {
		found[value] = heard{newest: time.Unix(0, ns).UTC()}
	}
	return c.items(found, "")
}

func lastHeard(t time.Time) string { return "last heard " + t.Format(time.RFC3339) }

// compareChoices puts addresses, prefixes and numbers in their order.
func compareChoices(a, b string) int {
	first, second := asPrefix(a), asPrefix(b)
	firstNumber, errFirst := strconv.ParseUint(a, 10, 64)
	secondNumber, errSecond := strconv.ParseUint(b, 10, 64)
	if errFirst == nil && errSecond == nil {
		return cmp.Compare(firstNumber, secondNumber)
	}
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
func (c *completion) window(lookBack time.Duration) (influxql.Window, error) {
	to, err := c.instant("to", c.source.now())
	if err != nil {
		return influxql.Window{}, err
	}
	from, err := c.instant("from", to.Add(-lookBack))
	if err != nil {
		return influxql.Window{}, err
	}
	r := query.Range{From: from, To: to}
	return influxql.Window{First: from.UnixNano(), Last: to.UnixNano()}, r.Check()
}

func (c *completion) instant(name string, fallback time.Time) (time.Time, error) {
	text := c.params.Get(name)
	if text == "" {
		return fallback, nil
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, &query.Error{Field: name, Message: "is not a time in Unix milliseconds"}
	}
	return time.UnixMilli(ms), nil
}
