// earshot-query answers one query on the command line by the very code that Grafana runs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/plugin"
)

// Exit codes.
const (
	answered = 0
	failed   = 1
	badInput = 2
)

const usage = `Usage: earshot-query [--json | --health] < request.json

Asks InfluxDB what Earshot wrote, as the Grafana data source would, and prints the answer as a table.

The request, on standard input:
  { "connection": { "url": "http://127.0.0.1:8086", "version": "auto", "database": "bgp", "verboseDatabase": "bgp_verbose",
                    "routesDatabase": "", "user": "", "password": "", "token": "", "interval": "60s" },
    "query": { "version": 1, "queryType": "messageRates" },
    "from": "2026-01-31T22:00:00Z", "to": "2026-01-31T23:00:00Z", "intervalMs": 60000, "maxDataPoints": 500 }
from and to are RFC 3339 or Unix milliseconds. --health needs the connection only.

`

func main() {
	quieten()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// quieten keeps standard error for people: of the SDK's own log only errors appear there.
func quieten() {
	log.DefaultLogger = log.NewWithLevel(log.Error)
	backend.Logger = log.DefaultLogger
}

// options are what the command line asks for.
type options struct{ json, health bool }

// parseArgs gives the exit code where there is nothing to do.
func parseArgs(args []string, stderr io.Writer) (asked options, code int, ok bool) {
	flags := flag.NewFlagSet("earshot-query", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		_, _ = io.WriteString(stderr, usage)
		flags.PrintDefaults()
	}
	flags.BoolVar(&asked.json, "json", false, "print the data frames as Grafana's JSON")
	flags.BoolVar(&asked.health, "health", false, "check the connection instead of asking a query")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return asked, answered, false
		}
		return asked, badInput, false
	}
	if flags.NArg() > 0 || asked.json && asked.health {
		flags.Usage()
		return asked, badInput, false
	}
	return asked, answered, true
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	wanted, code, ok := parseArgs(args, stderr)
	if !ok {
		return code
	}
	asked, err := readRequest(stdin, wanted.health)
	if err != nil {
		return complain(stderr, badInput, err)
	}
	instance, err := plugin.NewDatasource(ctx, asked.instance())
	if err != nil {
		return complain(stderr, failed, err)
	}
	source := instance.(*plugin.Datasource)
	defer source.Dispose()
	if wanted.health {
		return checkHealth(ctx, source, stdout, stderr)
	}
	frames, err := ask(ctx, source, asked)
	if err != nil {
		return complain(stderr, exitCode(err), err)
	}
	printFrames := printTable
	if wanted.json {
		printFrames = printJSON
	}
	if err := printFrames(stdout, frames); err != nil {
		return complain(stderr, failed, err)
	}
	printNotices(stderr, frames)
	return answered
}

func complain(stderr io.Writer, code int, err error) int {
	_, _ = fmt.Fprintln(stderr, "earshot-query:", err)
	return code
}

func checkHealth(ctx context.Context, source *plugin.Datasource, stdout, stderr io.Writer) int {
	result, err := source.CheckHealth(ctx, &backend.CheckHealthRequest{})
	if err != nil {
		return complain(stderr, failed, err)
	}
	if result.Status != backend.HealthStatusOk {
		return complain(stderr, failed, errors.New(result.Message))
	}
	_, _ = fmt.Fprintln(stdout, result.Message)
	return answered
}

// queryError is a query that failed, with the status that Grafana would see.
type queryError struct {
	status backend.Status
	error
}

// exitCode tells a query or connection that is wrong in itself from one that failed.
func exitCode(err error) int {
	var failure *queryError
	if errors.As(err, &failure) && failure.status == backend.StatusValidationFailed {
		return badInput
	}
	return failed
}

func ask(ctx context.Context, source *plugin.Datasource, asked request) (data.Frames, error) {
	const refID = "A"
	response, err := source.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{asked.query(refID)}})
	if err != nil {
		return nil, err
	}
	answer := response.Responses[refID]
	if answer.Error != nil {
		return nil, &queryError{status: answer.Status, error: answer.Error}
	}
	return answer.Frames, nil
}
