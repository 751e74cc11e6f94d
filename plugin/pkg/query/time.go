package query

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// At is the point in time that a table is asked for: an instant, else so long before the end of the time range.
type At struct {
	instant time.Time
	before  time.Duration
}

// In is the instant within a time range that ends at end.
func (a At) In(end time.Time) time.Time {
	if !a.instant.IsZero() {
		return a.instant
	}
	return end.Add(-a.before)
}

// parseInstant reads a time, a duration before another one, or that other one itself: end.
func parseInstant(field, text string) (At, error) {
	if text == "" || text == "end" {
		return At{}, nil
	}
	if instant, err := time.Parse(time.RFC3339Nano, text); err == nil {
		if !inRange(instant) {
			return At{}, wrong(field, "%q is outside the years 1970 to 2261", text)
		}
		return At{instant: instant}, nil
	}
	before, err := ParseDuration(text)
	if err != nil {
		return At{}, wrong(field, "%.64q is not a time: write end, a time such as 2026-01-31T22:30:00Z, or a duration before the end such as 30m", text)
	}
	return At{before: before}, nil
}

var durationPattern = regexp.MustCompile(`^([0-9]{1,9})(ms|s|m|h|d|w)$`)

var units = map[string]time.Duration{
	"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
}

// maxDuration bounds durations, so that sums with times stay in range.
const maxDuration = 100 * 365 * 24 * time.Hour

// ParseDuration reads a positive duration as Grafana writes them: 90s, 5m, 6h, 2d, 1w, also 1h30m.
func ParseDuration(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	duration, err := time.ParseDuration(text)
	if parts := durationPattern.FindStringSubmatch(text); parts != nil {
		count, _ := strconv.ParseInt(parts[1], 10, 64)
		duration, err = time.Duration(count)*units[parts[2]], nil
		if duration/units[parts[2]] != time.Duration(count) {
			duration = 0
		}
	}
	if err != nil || duration <= 0 || duration > maxDuration {
		return 0, wrong("duration", "%.64q is not a positive duration such as 60s", text)
	}
	return duration, nil
}

// Range is the time range of a query and how finely its answer is wanted.
type Range struct {
	From, To      time.Time
	Interval      time.Duration // the least step; 0: any
	MaxDataPoints int64         // 0: any
}

// maxSteps bounds the points of one series.
const maxSteps = 50_000

// Check refuses ranges that cannot be counted in nanoseconds or run backwards.
func (r Range) Check() error {
	if !inRange(r.From) || !inRange(r.To) {
		return wrong("time range", "is outside the years 1970 to 2261")
	}
	if !r.From.Before(r.To) {
		return wrong("time range", "ends at %s, not after its start at %s", r.To.UTC().Format(time.RFC3339), r.From.UTC().Format(time.RFC3339))
	}
	return nil
}

// Step is the width of the buckets of a range: a multiple of the interval at which the collector writes.
func (r Range) Step(interval time.Duration) time.Duration {
	length := r.To.Sub(r.From)
	step := max(r.Interval, interval, length/maxSteps)
	if r.MaxDataPoints > 0 {
		step = max(step, length/time.Duration(r.MaxDataPoints))
	}
	if rest := step % interval; rest != 0 {
		step += interval - rest
	}
	return step
}

// latest leaves room for a look-back or a step on either side of what int64 nanoseconds hold.
var latest = time.Date(2261, 1, 1, 0, 0, 0, 0, time.UTC)

func inRange(t time.Time) bool { return t.Unix() >= 0 && t.Before(latest) }
