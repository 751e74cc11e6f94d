package plugin

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/rib"
)

// rebuilt is the routing tables of one time, and what was asked for them. It is read by many and changed by none.
type rebuilt struct {
	evidence *rib.Evidence
	replay   *rib.Replay
	asked    []influxql.Statement
}

// rebuilt puts the tables of one time together. The panels of a dashboard ask for the same whole tables at the same moment:
// they share one.
func (d *Datasource) rebuilt(ctx context.Context, q query.Query, at time.Time) (rebuilt, error) {
	if q.Filter.Prefix.IsValid() {
		return d.rebuild(ctx, q, at)
	}
	return d.rebuilds.share(ctx, nameOf(q, at), func(ctx context.Context) (rebuilt, error) {
		leave, err := take(ctx, d.tables)
		if err != nil {
			return rebuilt{}, err
		}
		defer leave()
		return d.rebuild(ctx, q, at)
	})
}

// nameOf tells apart what is rebuilt, by all that is asked for it.
func nameOf(q query.Query, at time.Time) string {
	var name strings.Builder
	until := influxql.Window{Last: at.UnixNano()}
	for _, statement := range append(influxql.Starts(q, at).List(), influxql.Dumped(q, until), influxql.Updated(q, until)) {
		name.WriteString(statement.String() + "\n")
	}
	return name.String()
}

// rebuild reads what the newest dump before a time holds, and what changed from there on.
func (d *Datasource) rebuild(ctx context.Context, q query.Query, at time.Time) (rebuilt, error) {
	a := &asking{source: d}
	evidence := rib.NewEvidence(at, d.settings.interval)
	takers := evidence.Takers()
	var starts []reading
	for i, statement := range influxql.Starts(q, at).List() {
		starts = append(starts, reading{statement, takers[i]})
	}
	if err := a.askTogether(ctx, starts...); err != nil {
		return rebuilt{}, err
	}
	replay := rib.NewReplay(evidence, q.Filter, at)
	if !q.Filter.Prefix.IsValid() && !influxql.TakesFew(q.Filter) {
		replay.ExpectAll()
	}
	err := a.read(ctx, replay, q, influxql.Dumped, influxql.Updated)
	return rebuilt{evidence: evidence, replay: replay, asked: a.asked}, err
}

// statementOfRows compiles what is asked of a window.
type statementOfRows func(query.Query, influxql.Window) influxql.Statement

// read reads dumps and what changed since.
func (a *asking) read(ctx context.Context, replay *rib.Replay, q query.Query, dumped, updated statementOfRows) error {
	var routes []reading
	for _, window := range replay.DumpWindows() {
		routes = append(routes, reading{dumped(q, window), replay.Reader()})
	}
	if window := replay.UpdateWindow(); window.First <= window.Last {
		routes = append(routes, reading{updated(q, window), replay.Reader()})
	}
	return a.askTogether(ctx, routes...)
}

// rebuilds are those that run, by name.
type rebuilds struct {
	lock    sync.Mutex
	running map[string]*running
}

// running is one for which somebody waits.
type running struct {
	done    chan struct{}
	found   rebuilt
	err     error
	waiting int
	end     context.CancelFunc
}

// share waits for the work of a name, which is begun unless it runs. It ends when nobody waits for it any more.
func (r *rebuilds) share(ctx context.Context, name string, work func(context.Context) (rebuilt, error)) (rebuilt, error) {
	shared := r.join(ctx, name, work)
	defer r.leave(name, shared)
	select {
	case <-shared.done:
		return shared.found, shared.err
	case <-ctx.Done():
		return rebuilt{}, ctx.Err()
	}
}

func (r *rebuilds) join(ctx context.Context, name string, work func(context.Context) (rebuilt, error)) *running {
	r.lock.Lock()
	defer r.lock.Unlock()
	shared := r.running[name]
	if shared == nil {
		own, end := context.WithCancel(context.WithoutCancel(ctx))
		shared = &running{done: make(chan struct{}), end: end}
		if r.running == nil {
			r.running = map[string]*running{}
		}
		r.running[name] = shared
		go func() {
			defer close(shared.done)
			shared.err = guarded(func() (err error) {
				shared.found, err = work(own)
				return err
			})
		}()
	}
	shared.waiting++
	return shared
}

func (r *rebuilds) leave(name string, shared *running) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if shared.waiting--; shared.waiting > 0 {
		return
	}
	shared.end()
	if r.running[name] == shared {
		delete(r.running, name)
	}
}
