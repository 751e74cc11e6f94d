package influxql

import (
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// InventoryLookBack holds the last repetition of the inventory: collectors write it every six hours.
const InventoryLookBack = 7 * time.Hour

// maxInventoryRows bounds the names that are read.
const maxInventoryRows = 20_000

// Inventory compiles the names in a window, the newest first.
func Inventory(w Window) Statement {
	s := from(schema.BgpInventory).fields("kind", "key", "name", "group")
	s.between(w.First, w.Last)
	s.newestFirst, s.limit = true, maxInventoryRows
	return s.statement()
}
