package plugin

import (
	"context"
	"strings"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// routeWindow bounds what is read of routes: they are many.
func (c *completion) routeWindow() (influxql.Window, error) {
	window, err := c.window(influxql.LookBack)
	window.First = max(window.First, window.Last-int64(influxql.LookBack))
	return window, err
}

func (c *completion) prefixes(ctx context.Context) ([]item, error) {
	search, err := query.ParsePrefixSearch(c.params.Get("search"))
	if err != nil {
		return nil, err
	}
	found := map[string]heard{}
	err = c.ofRoutes(ctx, func(f query.Filter, w influxql.Window) influxql.Statement { return influxql.PrefixesLike(search, f, w) },
		func(when time.Time, cells []influx.Value) {
			if prefix := cells[0].String(); strings.HasPrefix(prefix, search) {
				newer(found, prefix, "", when)
			}
		})
	if err != nil {
		return nil, err
	}
	return c.items(found, "")
}

// asns lists what has a name, the neighbours, and what stands in the paths of the newest routes.
func (c *completion) asns(ctx context.Context) ([]item, error) {
	found := map[string]heard{}
	c.names.Each(inventory.ASN, func(as, _ string) { found[as] = heard{} })
	tables, err := c.tables(ctx)
	if err != nil {
		return nil, err
	}
	for p, when := range tables {
		newer(found, p.as, "peer", when)
	}
	err = c.ofRoutes(ctx, routesOf("as_path"), func(when time.Time, cells []influx.Value) {
		isBetween := func(r rune) bool { return r < '0' || r > '9' }
		for as := range strings.FieldsFuncSeq(cells[0].String(), isBetween) {
			newer(found, as, found[as].what, when)
		}
	})
	if err != nil {
		return nil, err
	}
	return c.items(found, inventory.ASN)
}

func (c *completion) communities(ctx context.Context) ([]item, error) {
	found := map[string]heard{}
	fields := routesOf("communities", "large_communities", "ext_communities")
	err := c.ofRoutes(ctx, fields, func(when time.Time, cells []influx.Value) {
		for _, list := range cells {
			for community := range strings.FieldsSeq(list.String()) {
				newer(found, community, "", when)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return c.items(found, "")
}

type statementOf func(query.Filter, influxql.Window) influxql.Statement

func routesOf(fields ...string) statementOf {
	return func(f query.Filter, w influxql.Window) influxql.Statement { return influxql.RoutesOf(f, w, fields...) }
}

// ofRoutes hands over the fields of the newest routes.
func (c *completion) ofRoutes(ctx context.Context, statement statementOf, take func(when time.Time, cells []influx.Value)) error {
	window, err := c.routeWindow()
	if err != nil {
		return err
	}
	filter, err := c.scope()
	if err != nil {
		return err
	}
	_, err = c.source.ask(ctx, statement(filter, window), func(_ *influx.Series, row []influx.Value) error {
		if ns, ok := row[0].Int(); ok {
			take(time.Unix(0, ns).UTC(), row[1:])
		}
		return nil
	})
	return err
}
