package plugin

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influxql"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

func TestWhoAsksForTheSameSharesIt(t *testing.T) {
	var r rebuilds
	begun, release := make(chan struct{}), make(chan struct{})
	work := func(context.Context) (rebuilt, error) {
		close(begun) // a second time would be a fault
		<-release
		return rebuilt{asked: []influxql.Statement{{Text: "SELECT 1"}}}, nil
	}
	answers := make(chan rebuilt)
	wait := func() {
		found, err := r.share(context.Background(), "tables", work)
		if err != nil {
			t.Error(err)
		}
		answers <- found
	}
	go wait()
	<-begun
	go wait()
	for r.waitingFor("tables") < 2 {
		time.Sleep(time.Millisecond)
	}
	close(release)
	for range 2 {
		if found := <-answers; len(found.asked) != 1 {
			t.Errorf("%d statements", len(found.asked))
		}
	}
	if len(r.running) != 0 {
		t.Error("what is done is kept")
	}
}

func (r *rebuilds) waitingFor(name string) int {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.running[name].waiting
}

func TestWhatNobodyWaitsForEnds(t *testing.T) {
	var r rebuilds
	ctx, cancel := context.WithCancel(context.Background())
	begun, ended := make(chan struct{}), make(chan struct{})
	go func() {
		<-begun
		cancel()
	}()
	_, err := r.share(ctx, "tables", func(own context.Context) (rebuilt, error) {
		close(begun)
		<-own.Done()
		close(ended)
		return rebuilt{}, own.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	<-ended
	if len(r.running) != 0 {
		t.Error("what was given up is kept")
	}
}

// A fault in a goroutine of its own would end the plugin for everybody.
func TestAFaultWhileTablesAreRebuiltIsAnError(t *testing.T) {
	var r rebuilds
	_, err := r.share(context.Background(), "tables", func(context.Context) (rebuilt, error) { panic("fault") })
	if err == nil {
		t.Error("no error")
	}
	source := newSource[string](t, "http://127.0.0.1:1", nil, nil)
	source.client = nil
	q, err := query.Parse([]byte(`{"queryType":"routes"}`))
	must(t, err)
	if _, err := source.rebuilt(context.Background(), q, at(0)); err == nil {
		t.Error("no error of a reader")
	}
	if len(source.slots)+len(source.tables) != 0 {
		t.Error("a slot was not given back")
	}
}

// Filters that are looked at after the tables are there do not tell rebuilds apart, all others do.
func TestNamesOfRebuilds(t *testing.T) {
	name := func(model string) string {
		q, err := query.Parse([]byte(model))
		must(t, err)
		return nameOf(q, at(0))
	}
	all := name(`{"queryType":"routes"}`)
	for model, isSame := range map[string]bool{
		`{"queryType":"routes","filter":{"asPath":"_65010_"}}`:  false,
		`{"queryType":"routes","filter":{"asPath":"^$"}}`:       true,
		`{"queryType":"routes","filter":{"label":["vnet"]}}`:    true,
		`{"queryType":"routes","filter":{"peer":["10.1.0.4"]}}`: false,
		`{"queryType":"routes","filter":{"afi":"ipv6"}}`:        false,
		`{"queryType":"routes","groupBy":["peer"]}`:             false,
	} {
		if (name(model) == all) != isSame {
			t.Errorf("%s", model)
		}
	}
	ofPath := `{"queryType":"routes","filter":{"asPath":"_65010_"}}`
	if name(ofPath) != name(`{"queryType":"routes","filter":{"asPath":"_65010_","origin":[65010]}}`) {
		t.Error("the origin is looked at where the path is known")
	}
}
