package plugin

import (
	"context"
	"sync"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

const (
	// namesFor is how long the names of an inventory are kept before they are read again.
	namesFor = time.Minute
	// maxInventories bounds how many are kept, each of another hour.
	maxInventories = 64
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

// inventory is what is named in a time range, or shortly before it.
func (d *Datasource) inventory(ctx context.Context, r query.Range) (*inventory.Names, error) {
	from := r.To.Add(-influxql.InventoryLookBack)
	if r.From.Before(from) {
		from = r.From
	}
	window := influxql.Window{First: influxql.Floor(from, time.Hour), Last: influxql.Floor(r.To.Add(time.Hour), time.Hour)}
	if kept, ok := d.names.find(window, d.now()); ok {
		return kept, nil
	}
	var names inventory.Names
	if _, err := d.ask(ctx, influxql.Inventory(window), names.Add); err != nil {
		return nil, err
	}
	d.names.keep(window, keptNames{names: &names, read: d.now()})
	return &names, nil
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
