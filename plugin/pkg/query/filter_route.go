package query

import (
	"strconv"
	"strings"
)

// Actions are what a row of a route tells, other than of a table dump.
var Actions = []string{"announce", "withdraw"}

// Directions are those of a message.
var Directions = []string{"received", "sent"}

// parseRoute reads what narrows single routes.
func parseRoute(f *Filter, r rules, m filterModel) (err error) {
	if m.AsPath != "" {
		if f.AsPath, err = ParseAsPath(m.AsPath); err != nil {
			return err
		}
	}
	if f.Origin, err = parseList("filter.origin", m.Origin, parseAS); err != nil {
		return err
	}
	if m.Community != "" {
		if f.Community, err = parseCommunity("filter.community", m.Community); err != nil {
			return err
		}
	}
	if f.Action, err = parseList("filter.action", m.Action, choice(Actions)); err != nil {
		return err
	}
	if f.Change, err = parseList("filter.change", m.Change, choice(r.changes)); err != nil {
		return err
	}
	if m.MaxPaths != nil && *m.MaxPaths < 0 {
		return wrong("filter.maxPaths", "%d is below zero: leave it out for any number", *m.MaxPaths)
	}
	f.MaxPaths = m.MaxPaths
	return nil
}

// parseNotification reads what narrows NOTIFICATION messages.
func parseNotification(f *Filter, _ rules, m filterModel) (err error) {
	if m.Direction != "" {
		if f.Direction, err = choice(Directions)("filter.direction", m.Direction); err != nil {
			return err
		}
	}
	f.Code, err = parseList("filter.code", m.Code, parseCode)
	return err
}

func parseCode(field string, value codeText) (NotificationCode, error) {
	text, err := parseText(field, string(value))
	if err != nil {
		return NotificationCode{}, err
	}
	codeDigits, subcodeDigits, hasSubcode := strings.Cut(text, "/")
	code, err := strconv.ParseUint(codeDigits, 10, 8)
	found := NotificationCode{Code: int64(code)}
	if err == nil && hasSubcode {
		subcode, subcodeErr := strconv.ParseUint(subcodeDigits, 10, 8)
		number := int64(subcode)
		found.Subcode, err = &number, subcodeErr
	}
	if err != nil {
		return found, wrong(field, "%.64q is no NOTIFICATION code: write it as 6, or with its subcode as 6/2", text)
	}
	return found, nil
}
