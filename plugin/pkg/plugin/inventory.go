package plugin

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

const (
	// namesFor is how long the names of an inventory are kept before they are read again.
	namesFor = time.Minute
	// maxInventories bounds how many are kept, each of another hour.
	maxInventories = 64
	// maxWritings bounds the collectors whose names are looked for before a time range.
	maxWritings = 16
)

// nameCache keeps what was read of inventories, by the hours in which they were written.
type nameCache struct {
	lock sync.Mutex
	kept map[influxql.Window]keptNames
}

type keptNames struct {
	names *inventory.Names
	read  time.Time
}

// inventory is what is named in a time range, or was last before it.
func (d *Datasource) inventory(ctx context.Context, r query.Range) (*inventory.Names, error) {
	from := r.To.Add(-influxql.InventoryLookBack)
	if r.From.Before(from) {
		from = r.From
	}
	window := influxql.Window{First: influxql.Floor(from, time.Hour), Last: influxql.Floor(r.To.Add(time.Hour), time.Hour)}
	if kept, ok := d.names.find(window, d.now()); ok {
		return kept, nil
	}
	names, err := d.readNames(ctx, window)
	if err != nil {
		return nil, err
	}
	d.names.keep(window, keptNames{names: names, read: d.now()})
	return names, nil
}

// readNames reads what is named in a window, and of each collector that named nothing there what it named last before it.
func (d *Datasource) readNames(ctx context.Context, w influxql.Window) (*inventory.Names, error) {
	var names inventory.Names
	if _, err := d.ask(ctx, influxql.Inventory(w), names.Add); err != nil {
		return nil, err
	}
	var before []writing
	_, err := d.ask(ctx, influxql.LastInventories(w.First), func(series *influx.Series, row []influx.Value) error {
		if ns, ok := row[0].Int(); ok && !names.Tells(series.Tags["collector"]) {
			before = append(before, writing{series.Tags["collector"], ns})
		}
		return nil
	})
	var refused *influx.Error
	if errors.As(err, &refused) {
		return &names, nil // 3.x Core reads about three days and no more; what else is wrong, the question itself will say
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(before, func(a, b writing) int { return cmp.Compare(b.ns, a.ns) })
	for _, last := range before[:min(len(before), maxWritings)] {
		written := influxql.Window{First: last.ns - int64(influxql.InventoryLength), Last: last.ns}
		if _, err := d.ask(ctx, influxql.Inventory(written, last.collector), names.Add); err != nil {
			return nil, err
		}
	}
	return &names, nil
}

// writing is when a collector wrote its names.
type writing struct {
	collector string
	ns        int64
}

func (c *nameCache) find(w influxql.Window, now time.Time) (*inventory.Names, bool) {
	c.lock.Lock()
	defer c.lock.Unlock()
	kept, ok := c.kept[w]
	return kept.names, ok && now.Sub(kept.read) < namesFor
}

func (c *nameCache) keep(w influxql.Window, names keptNames) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.kept == nil || len(c.kept) >= maxInventories {
		c.kept = map[influxql.Window]keptNames{}
	}
	c.kept[w] = names
}
