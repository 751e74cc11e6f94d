package influxql

import (
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

const (
	// InventoryLookBack holds the last repetition of the inventory, unless collectors are told to write it less often than the
	// six hours that are their default.
	InventoryLookBack = 7 * time.Hour
	// InventoryLength is longer than the rows of one writing of the inventory are apart.
	InventoryLength = time.Second
)

// maxInventoryRows bounds the names that are read.
const maxInventoryRows = 20_000

// Inventory compiles the names in a window, the newest first; those of some collectors, or of all.
func Inventory(w Window, collectors ...string) Statement {
	s := from(schema.BgpInventory).fields("collector", "kind", "key", "name", "group")
	s.whereIn("collector", collectors)
	s.between(w.First, w.Last)
	s.newestFirst, s.limit = true, maxInventoryRows
	return s.statement()
}

// LastInventories compiles when each collector wrote its names last before an instant.
func LastInventories(before int64) Statement {
	s := from(schema.BgpInventory).fields("key")
	s.between(0, before-1)
	s.groupBy = []string{"collector"}
	s.newestFirst, s.limit = true, 1
	return s.statement()
}
