package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

const (
	// tailPrefix is what the channels of a live tail begin with; the hash of the query follows.
	tailPrefix = "tail/"
	// tailInterval is how often a live tail looks for new lines.
	tailInterval = time.Second
	// tailOverlap is how far back it looks each time: rows of several peers do not come in the order of their times.
	tailOverlap = time.Minute
	// tailLimit bounds the lines of one look.
	tailLimit = 1000
	// maxTails bounds the channels of one data source that run at one time.
	maxTails = 16
)

// tails are the channels that run.
type tails struct {
	lock    sync.Mutex
	running map[string]bool
}

func (t *tails) begin(path string) error {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.running == nil {
		t.running = map[string]bool{}
	}
	if len(t.running) >= maxTails && !t.running[path] {
		return fmt.Errorf("%d live tails run already, which is the most: close one", maxTails)
	}
	t.running[path] = true
	return nil
}

func (t *tails) end(path string) {
	t.lock.Lock()
	defer t.lock.Unlock()
	delete(t.running, path)
}

// SubscribeStream lets in who brings a query that can be followed, to the channel that bears its hash.
func (d *Datasource) SubscribeStream(_ context.Context, request *backend.SubscribeStreamRequest) (*backend.SubscribeStreamResponse, error) {
	status := backend.SubscribeStreamStatusOK
	if d.ready() != nil {
		status = backend.SubscribeStreamStatusNotFound
	} else if _, err := followed(request.Path, request.Data); err != nil {
		status = backend.SubscribeStreamStatusNotFound
	}
	return &backend.SubscribeStreamResponse{Status: status}, nil
}

// PublishStream lets nobody write.
func (d *Datasource) PublishStream(context.Context, *backend.PublishStreamRequest) (*backend.PublishStreamResponse, error) {
	return &backend.PublishStreamResponse{Status: backend.PublishStreamStatusPermissionDenied}, nil
}

// RunStream sends what is new to the log of a query until nobody listens any more.
func (d *Datasource) RunStream(ctx context.Context, request *backend.RunStreamRequest, sender *backend.StreamSender) error {
	if err := d.ready(); err != nil {
		return err
	}
	q, err := followed(request.Path, request.Data)
	if err != nil {
		return err
	}
	if err := d.tails.begin(request.Path); err != nil {
		return err
	}
	defer d.tails.end(request.Path)
	ticker := time.NewTicker(tailInterval)
	defer ticker.Stop()
	for seen := newSeen(); ; {
		frame, err := d.newLines(ctx, q, seen)
		if ctx.Err() != nil {
			return nil // nobody listens any more
		}
		if err != nil {
			return err
		}
		if frame != nil {
			if err := sender.SendFrame(frame, data.IncludeAll); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// newLines are the lines of the last minute that no look before this one has seen; nil: none.
func (d *Datasource) newLines(ctx context.Context, q query.Query, seen *seenLines) (*data.Frame, error) {
	now := d.now()
	answer, err := d.run(ctx, q, query.Range{From: now.Add(-tailOverlap), To: now.Add(tailOverlap)})
	if err != nil {
		return nil, err
	}
	return seen.fresh(answer[0])
}

// seenLines tells lines by their ids from those of the two looks before.
type seenLines struct {
	last, before map[string]bool
	isFirst      bool
}

func newSeen() *seenLines { return &seenLines{isFirst: true} }

// fresh leaves the lines that are new. What is there at the first look is not.
func (s *seenLines) fresh(frame *data.Frame) (*data.Frame, error) {
	ids, _ := frame.FieldByName("id")
	if ids == nil {
		s.before, s.last, s.isFirst = s.last, nil, false
		return nil, nil
	}
	next := map[string]bool{}
	fresh, err := frame.FilterRowsByField(slices.Index(frame.Fields, ids), func(value any) (bool, error) {
		id, _ := value.(string)
		next[id] = true
		return !s.isFirst && !s.last[id] && !s.before[id], nil
	})
	s.before, s.last, s.isFirst = s.last, next, false
	if err != nil || fresh.Rows() == 0 {
		return nil, err
	}
	fresh.Meta = &data.FrameMeta{Type: frame.Meta.Type, TypeVersion: frame.Meta.TypeVersion, PreferredVisualization: frame.Meta.PreferredVisualization}
	return fresh, nil
}

// subscription is what comes with a channel.
type subscription struct {
	Query string `json:"query"` // the JSON of a query, as text, so that its hash is of the very bytes
}

// followed is the query of a channel, if it is one that can be followed and the channel bears its hash.
func followed(path string, raw json.RawMessage) (query.Query, error) {
	var asked subscription
	if err := json.Unmarshal(raw, &asked); err != nil {
		return query.Query{}, fmt.Errorf("the subscription cannot be read: %w", err)
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(asked.Query))
	if named, ok := strings.CutPrefix(path, tailPrefix); !ok || named != fmt.Sprintf("%016x", hash.Sum64()) {
		return query.Query{}, errors.New("the channel is not that of the query")
	}
	q, err := query.Parse([]byte(asked.Query))
	if err == nil && q.Format != query.Logs {
		err = errors.New("only logs can be followed")
	}
	q.Limit, q.LimitCut = min(q.Limit, tailLimit), false
	return q, err
}
