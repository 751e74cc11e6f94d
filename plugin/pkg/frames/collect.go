package frames

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/earshot-bgp/earshot/plugin/pkg/influx"
	"github.com/earshot-bgp/earshot/plugin/pkg/inventory"
	"github.com/earshot-bgp/earshot/plugin/pkg/query"
	"github.com/earshot-bgp/earshot/plugin/pkg/schema"
)

// maxPoints bounds the points of one answer over all its series.
const maxPoints = 2_000_000

// settle is how long after the end of a bucket its counters are awaited from the collector.
const settle = 10 * time.Second

var errTooManyPoints = influx.NewTooLarge("the answer has more than 2,000,000 points: narrow the time range or the filter, or group by less")

// Series gathers the rows of a query in buckets of time into lines: one for each combination of the tags grouped by.
type Series struct {
	Query  query.Query
	Step   time.Duration
	Now    time.Time
	Names  *inventory.Names
	lines  map[string]*line
	points int
}

// line is one series of the answer.
type line struct {
	tags   []string // values of the tags grouped by, in their order
	title  string   // how people call it, where its tags do not say it well
	points []point
}

// maxValues is how many metrics a table shows side by side.
const maxValues = 7

// point is the values of a line in one bucket; one value but for tables of several metrics. What is absent is not a number.
type point struct {
	time   int64 // start of the bucket, Unix nanoseconds
	values [maxValues]float64
}

// Add takes one row. Rows of one line and one bucket add up.
func (s *Series) Add(series *influx.Series, row []influx.Value) error {
	start, ok := row[0].Int()
	prefix, isTagged := series.Tags["prefix"]
	if !ok || s.unfinished(start) || isTagged && !s.Query.Filter.TakesPrefix(prefix) {
		return nil
	}
	p, isThere := point{time: start - start%int64(s.Step)}, false // newest rows come with times of their own
	for i, value := range row[1:] {
		f, ok := value.Float()
		if !ok {
			f = math.NaN()
		}
		p.values[i], isThere = f, isThere || ok
	}
	if !isThere {
		return nil
	}
	return s.put(series.Tags, "", p)
}

// put takes points of the line with these tags.
func (s *Series) put(tags map[string]string, title string, points ...point) error {
	if s.points += len(points); s.points > maxPoints {
		return errTooManyPoints
	}
	l := s.line(tags)
	l.points, l.title = append(l.points, points...), title
	return nil
}

// unfinished tells whether counters of a bucket are still to come: its sum would read as a fall. Rows that are counted come
// one by one, when they happen.
func (s *Series) unfinished(start int64) bool {
	return s.Query.IsCounter() && !s.Query.CountsRows() && start+int64(s.Step+settle) > s.Now.UnixNano()
}

func (s *Series) line(tags map[string]string) *line {
	if s.lines == nil {
		s.lines = map[string]*line{}
	}
	values := make([]string, len(s.groupBy()))
	for i, tag := range s.groupBy() {
		values[i] = tags[tag]
	}
	key := strings.Join(values, "\x00")
	if s.lines[key] == nil {
		s.lines[key] = &line{tags: values}
	}
	return s.lines[key]
}

// groupBy are the tags that tell lines apart. A table of gauges shows each of its rows as it was written.
func (s *Series) groupBy() []string {
	if !s.Query.IsCounter() && s.Query.Format == query.Table {
		return schema.Measurements[s.Query.Measurement()].Tags
	}
	return s.Query.GroupBy
}

// sorted adds up what falls into one bucket and gives the lines by their tags, cut to the largest of the limit.
func (s *Series) sorted() (lines []*line, total int) {
	for _, l := range s.lines {
		l.merge()
		lines = append(lines, l)
	}
	byTags := func(a, b *line) int { return slices.CompareFunc(a.tags, b.tags, compareTags) }
	slices.SortFunc(lines, byTags)
	total = len(lines)
	if total > s.Query.Limit {
		slices.SortStableFunc(lines, func(a, b *line) int { return cmp.Compare(s.size(b), s.size(a)) })
		lines = lines[:s.Query.Limit]
		slices.SortFunc(lines, byTags)
	}
	return lines, total
}

func (l *line) merge() {
	byTime := func(a, b point) int { return cmp.Compare(a.time, b.time) }
	if !slices.IsSortedFunc(l.points, byTime) { // as they come of one time series
		slices.SortStableFunc(l.points, byTime)
	}
	merged := l.points[:0]
	for _, p := range l.points {
		if n := len(merged); n > 0 && merged[n-1].time == p.time {
			for i, value := range p.values {
				if sum := &merged[n-1].values[i]; math.IsNaN(*sum) {
					*sum = value
				} else if !math.IsNaN(value) {
					*sum += value
				}
			}
			continue
		}
		merged = append(merged, p)
	}
	l.points = merged
}

// compareTags puts numbers in their order, also those with a sign after them: 2 comes before 10+.
func compareTags(a, b string) int {
	if isNumber(a) && isNumber(b) {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789+") == ""
}

// size ranks a line: counts by their sum, gauges by their last value.
func (s *Series) size(l *line) (sum float64) {
	if !s.Query.IsCounter() && s.Query.Kind != query.Flaps {
		return l.points[len(l.points)-1].values[0]
	}
	for _, p := range l.points {
		sum += p.values[0]
	}
	return sum
}
