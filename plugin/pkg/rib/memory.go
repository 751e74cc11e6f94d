package rib

import (
	"slices"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
)

// maxTold is how many different things are remembered; whoever is told one again later holds one of its own.
const maxTold = 100_000

// memory finds what a row tells of a route among what rows before it told, so that it is made and held once.
type memory struct {
	columns columns
	places  []int // of the columns in a row that it is made of
	key     []byte
	known   map[string]*Told
}

func newMemory() memory { return memory{known: map[string]*Told{}} }

// begin takes rows of other columns.
func (m *memory) begin(c columns) {
	if c == m.columns {
		return
	}
	m.columns, m.places = c, slices.DeleteFunc(c.ofTold(), func(place int) bool { return place < 0 })
	clear(m.known)
}

func (m *memory) of(row []influx.Value) *Told {
	m.key = m.key[:0]
	for _, place := range m.places {
		m.key = row[place].AppendTo(m.key)
	}
	if known, ok := m.known[string(m.key)]; ok {
		return known
	}
	if len(m.known) >= maxTold {
		clear(m.known)
	}
	found := m.columns.told(row)
	m.known[string(m.key)] = found
	return found
}
