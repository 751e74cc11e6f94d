package query

import (
	"slices"
)

// Parse reads one query from its JSON form.
func Parse(raw []byte) (Query, error) {
	m, err := decode(raw)
	if err != nil {
		return Query{}, err
	}
	q := Query{Kind: Kind(m.QueryType)}
	r, ok := rulesOf(q.Kind, Format(m.Format))
	if m.QueryType == "" {
		return q, wrong("queryType", "is missing: choose one of %s", list(Kinds))
	}
	if !ok {
		return q, wrong("queryType", "query type %q is not known; this version answers %s", m.QueryType, list(Kinds))
	}
	steps := []func(*Query, rules, model) error{parseShape, parseGroupBy, parseLimit, parseTime, parseFilter, parseBase}
	for _, step := range steps {
		if err := step(&q, r, m); err != nil {
			return q, err
		}
	}
	return q, nil
}

func parseShape(q *Query, r rules, m model) (err error) {
	if m.Format != "" && !slices.Contains(r.formats, Format(m.Format)) {
		return wrong("format", "%q is not a form of %s: choose one of %s", m.Format, q.Kind, list(r.formats))
	}
	if q.Format, err = oneOf("format", m.Format, r.formats); err != nil {
		return err
	}
	if q.Per, err = oneOf("per", m.Per, []Per{PerInterval, PerSecond, PerMinute}); err != nil {
		return err
	}
	return parseMetric(q, r, m)
}

func parseMetric(q *Query, r rules, m model) (err error) {
	switch {
	case len(r.metrics) > 0:
		q.Metric, err = oneOf("metric", m.Metric, r.metrics)
	case m.Metric != "":
		err = wrong("metric", "does not apply to %s: remove it", q.Kind)
	}
	return err
}

// oneOf is the named choice; the first one if none is named.
func oneOf[T ~string](field, value string, choices []T) (T, error) {
	if value == "" {
		return choices[0], nil
	}
	if !slices.Contains(choices, T(value)) {
		return "", wrong(field, "%q is not known: choose one of %s", value, list(choices))
	}
	return T(value), nil
}

func parseGroupBy(q *Query, r rules, m model) error {
	if len(r.groups) == 0 && len(m.GroupBy) > 0 {
		return wrong("groupBy", "does not apply to %s: remove it", q.Kind)
	}
	tags := r.groupDefault
	if m.GroupBy != nil {
		tags = nil
	}
	for _, name := range m.GroupBy {
		tag, ok := tagOf(name)
		if !ok || !slices.Contains(r.groups, tag) {
			return wrong("groupBy", "%q cannot group %s: choose from %s", name, q.Kind, r.groupNames())
		}
		tags = append(tags, tag)
	}
	if q.Kind == PrefixCounts && q.Metric != Prefixes {
		// Distinct AS paths and origins of two labels or families overlap, so they cannot be added up.
		tags = append(tags, "afi", "label")
	}
	q.Asked = tags
	for _, tag := range slices.Concat(r.groupAlways, tags) {
		if !slices.Contains(q.GroupBy, tag) {
			q.GroupBy = append(q.GroupBy, tag)
		}
	}
	return nil
}

func parseLimit(q *Query, r rules, m model) error {
	switch {
	case m.Limit < 0:
		return wrong("limit", "%d is below zero: leave it out for %d", m.Limit, limitDefault)
	case m.Limit == 0:
		q.Limit = limitDefault
	default:
		q.Limit = min(m.Limit, r.limitMax)
		q.LimitCut = m.Limit > r.limitMax
	}
	return nil
}

func parseTime(q *Query, r rules, m model) (err error) {
	if q.At, err = parseInstant("at", m.At); err != nil {
		return err
	}
	if !r.at && q.At != (At{}) {
		return wrong("at", "does not apply to %s, which answers for the whole time range: remove it", q.Kind)
	}
	return nil
}
