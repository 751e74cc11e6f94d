package plugin

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// QueryData answers each query by itself: one that fails does not touch the others.
func (d *Datasource) QueryData(ctx context.Context, request *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	var lock sync.Mutex
	var wait sync.WaitGroup
	for _, asked := range request.Queries {
		wait.Go(func() {
			answer := d.answer(ctx, asked)
			lock.Lock()
			defer lock.Unlock()
			response.Responses[asked.RefID] = answer
		})
	}
	wait.Wait()
	return response, nil
}

func (d *Datasource) answer(ctx context.Context, asked backend.DataQuery) (response backend.DataResponse) {
	defer func() {
		if fault := recover(); fault != nil {
			backend.Logger.FromContext(ctx).Error("a query failed by an error of the plugin", "error", fault, "stack", string(debug.Stack()))
			response = failed(errors.New("the Earshot plugin failed on this query; the log of Grafana has the details: please report it"))
		}
	}()
	frames, err := d.frames(ctx, asked)
	if err != nil {
		return failed(err)
	}
	for _, frame := range frames {
		frame.RefID = asked.RefID
	}
	return backend.DataResponse{Frames: frames, Status: backend.StatusOK}
}

func (d *Datasource) frames(ctx context.Context, asked backend.DataQuery) (data.Frames, error) {
	if err := d.ready(); err != nil {
		return nil, &settingsError{err}
	}
	q, err := query.Parse(asked.JSON)
	if err != nil {
		return nil, err
	}
	r := query.Range{From: asked.TimeRange.From, To: asked.TimeRange.To, Interval: asked.Interval, MaxDataPoints: asked.MaxDataPoints}
	if err := r.Check(); err != nil {
		return nil, err
	}
	leave, err := d.enter(ctx, q)
	if err != nil {
		return nil, err
	}
	defer leave()
	switch {
	case q.Kind == query.Routes:
		return d.routes(ctx, q, r)
	case q.IsSeries():
		return d.series(ctx, q, r)
	default:
		return d.observed(ctx, q, r)
	}
}

// enter waits until a query may run. One that reads whole tables waits for those before it first, so that it does not
// keep the small ones from running.
func (d *Datasource) enter(ctx context.Context, q query.Query) (leave func(), err error) {
	leaveTables := func() {}
	if q.Kind == query.Routes && !q.Filter.Prefix.IsValid() {
		if leaveTables, err = take(ctx, d.tables); err != nil {
			return nil, err
		}
	}
	leaveSlot, err := take(ctx, d.slots)
	if err != nil {
		leaveTables()
		return nil, err
	}
	return func() {
		leaveSlot()
		leaveTables()
	}, nil
}

func take(ctx context.Context, slots chan struct{}) (giveBack func(), err error) {
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
