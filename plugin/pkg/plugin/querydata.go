package plugin

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/frames"
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

func (d *Datasource) answer(ctx context.Context, asked backend.DataQuery) backend.DataResponse {
	var frames data.Frames
	err := guarded(func() (err error) {
		frames, err = d.frames(ctx, asked)
		return err
	})
	var ofPlugin *fault
	if errors.As(err, &ofPlugin) {
		backend.Logger.FromContext(ctx).Error("a query failed by an error of the plugin", "error", ofPlugin.cause, "stack", ofPlugin.stack)
	}
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
	if err := d.settings.limits.apply(&q, r); err != nil {
		return nil, err
	}
	return d.run(ctx, q, r)
}

// run answers a query by what it reads, and says in the answer what was asked and what was left out.
func (d *Datasource) run(ctx context.Context, q query.Query, r query.Range) (data.Frames, error) {
	names, err := d.inventory(ctx, r)
	if err != nil {
		return nil, err
	}
	a := &asking{source: d, query: q, span: r, names: names}
	answer, err := a.frames()(ctx)
	if err != nil {
		return nil, err
	}
	frames.Decorate(answer, names)
	frames.Executed(answer, a.asked)
	for _, warning := range a.warnings {
		frames.Warn(answer, warning)
	}
	if q.LimitCut {
		frames.Warn(answer, fmt.Sprintf("limit cut to %d, the most this query type gives", q.Limit))
	}
	return answer, nil
}

// apply keeps a query within the limits of the data source.
func (l limits) apply(q *query.Query, r query.Range) error {
	most := l.rows
	if q.IsSeries() {
		most = l.series
	}
	if q.Limit > most {
		q.Limit, q.LimitCut = most, true
	}
	if length := r.To.Sub(r.From); length > l.span {
		return &query.Error{Field: "time range", Message: fmt.Sprintf(
			"is %d days long, at most %d are taken: narrow it, or raise maxDays of the data source", length/(24*time.Hour), l.span/(24*time.Hour))}
	}
	return nil
}
