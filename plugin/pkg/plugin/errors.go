package plugin

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// statuses give the kinds of a failed question as HTTP statuses. 400 is left for what is wrong before one is asked.
var statuses = map[influx.Kind]backend.Status{
	influx.Unreachable:     backend.StatusBadGateway,
	influx.Unauthorized:    backend.StatusUnauthorized,
	influx.Forbidden:       backend.StatusForbidden,
	influx.DatabaseMissing: backend.StatusNotFound,
	influx.QueryRefused:    backend.Status(http.StatusUnprocessableEntity),
	influx.TooLarge:        backend.Status(http.StatusRequestEntityTooLarge),
	influx.Timeout:         backend.StatusTimeout,
	influx.Unavailable:     backend.StatusBadGateway,
}

// failed is the answer to a query that failed. What the user or InfluxDB can put right is not the plugin's error.
func failed(err error) backend.DataResponse {
	var ofQuery *query.Error
	var ofInflux *influx.Error
	var ofSettings *settingsError
	switch {
	case errors.As(err, &ofQuery):
		return downstream(backend.StatusValidationFailed, err)
	case errors.As(err, &ofInflux):
		return downstream(statuses[ofInflux.Kind], err)
	case errors.As(err, &ofSettings):
		return downstream(backend.StatusBadRequest, err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return downstream(backend.StatusTimeout, err)
	default:
		return backend.ErrDataResponseWithSource(backend.StatusInternal, backend.ErrorSourcePlugin, err.Error())
	}
}

func downstream(status backend.Status, err error) backend.DataResponse {
	return backend.ErrDataResponseWithSource(status, backend.ErrorSourceDownstream, err.Error())
}

// settingsError is a fault in the settings of the data source.
type settingsError struct{ cause error }

func (e *settingsError) Error() string { return e.cause.Error() }
func (e *settingsError) Unwrap() error { return e.cause }

// fault is an error of the plugin itself; the log has the rest of it.
type fault struct {
	cause any
	stack string
}

func (f *fault) Error() string {
	return "the Earshot plugin failed on this query; the log of Grafana has the details: please report it"
}

// guarded makes a fault the error of what failed by it; without, it would end the plugin for everybody.
func guarded(work func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = &fault{cause: cause, stack: string(debug.Stack())}
		}
	}()
	return work()
}
