package plugin

import (
	"context"
	"fmt"
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
	if err := d.ready(); err != nil {
		return failed(&settingsError{err})
	}
	select {
	case d.slots <- struct{}{}:
		defer func() { <-d.slots }()
	case <-ctx.Done():
		return failed(ctx.Err())
	}
	defer func() {
		if fault := recover(); fault != nil {
			backend.Logger.FromContext(ctx).Error("a query failed by an error of the plugin", "error", fault, "stack", string(debug.Stack()))
			response = failed(fmt.Errorf("the Earshot plugin failed on this query; the log of Grafana has the details: please report it"))
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
	q, err := query.Parse(asked.JSON)
	if err != nil {
		return nil, err
	}
	r := query.Range{From: asked.TimeRange.From, To: asked.TimeRange.To, Interval: asked.Interval, MaxDataPoints: asked.MaxDataPoints}
	if err := r.Check(); err != nil {
		return nil, err
	}
	if q.Kind == query.Routes {
		return d.routes(ctx, q, r)
	}
	return d.series(ctx, q, r)
}
