package influx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Kind tells apart what the person who reads an error has to do about it.
type Kind int

const (
	Unreachable Kind = iota
	Unauthorized
	Forbidden
	DatabaseMissing
	QueryRefused
	TooLarge
	Timeout
	Unavailable
)

// Error is a failed question to InfluxDB: what went wrong and what to do.
type Error struct {
	Kind    Kind
	message string
	cause   error
}

func (e *Error) Error() string { return e.message }
func (e *Error) Unwrap() error { return e.cause }

// NewTooLarge is the error of an answer that would not fit, in words for who asked.
func NewTooLarge(message string) *Error { return &Error{Kind: TooLarge, message: message} }

// maxForeignText bounds what is repeated of a server's own words.
const maxForeignText = 300

func shorten(words string) string {
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
	if len(words) > maxForeignText {
		words = strings.ToValidUTF8(words[:maxForeignText], "") + " ..."
	}
	return words
}

// ofTransport explains why no answer came.
func (c *Client) ofTransport(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var timeout interface{ Timeout() bool }
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return &Error{Kind: Timeout, cause: err, message: fmt.Sprintf(
			"InfluxDB at %s did not answer in time: narrow the time range or the filter, or raise the timeout of the data source", c.address)}
	}
	cause := err
	for inner := errors.Unwrap(cause); inner != nil; inner = errors.Unwrap(cause) {
		cause = inner
	}
	return &Error{Kind: Unreachable, cause: err, message: fmt.Sprintf(
		"InfluxDB at %s cannot be reached (%s): check the URL of the data source and that InfluxDB runs", c.address, shorten(cause.Error()))}
}

// ofStatus explains an answer other than 200; words are the server's.
func (c *Client) ofStatus(status int, database, words string) error {
	words = shorten(words)
	switch {
	case isDatabaseMissing(words) || status == http.StatusNotFound && strings.Contains(words, "not found"):
		return c.databaseMissing(database)
	case status == http.StatusUnauthorized:
		return &Error{Kind: Unauthorized, message: fmt.Sprintf(
			"InfluxDB refuses who asks (401%s): check user and password, or the token, of the data source", inBrackets(words))}
	case status == http.StatusForbidden:
		return &Error{Kind: Forbidden, message: fmt.Sprintf(
			"InfluxDB does not let this user or token read database %s (403%s): grant it READ there", database, inBrackets(words))}
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		return queryRefused(words)
	case status == http.StatusNotFound:
		return &Error{Kind: Unreachable, message: fmt.Sprintf(
			"no InfluxDB answers at %s (404 for /query): check the path in the URL of the data source", c.address)}
	case status >= 300 && status < 400:
		return &Error{Kind: Unreachable, message: fmt.Sprintf(
			"%s answers with a redirect (%d): set the URL of the data source to the final address", c.address, status)}
	default:
		return &Error{Kind: Unavailable, message: fmt.Sprintf("InfluxDB answers with status %d%s: see its log", status, inBrackets(words))}
	}
}

func inBrackets(words string) string {
	if words == "" {
		return ""
	}
	return ", " + words
}

// ofStatement explains an error that came inside an answer.
func (c *Client) ofStatement(database, words string) error {
	if isDatabaseMissing(words) {
		return c.databaseMissing(database)
	}
	return queryRefused(shorten(words))
}

func queryRefused(words string) error {
	return &Error{Kind: QueryRefused, message: "InfluxDB refuses the query: " + words}
}

func (c *Client) databaseMissing(database string) error {
	return &Error{Kind: DatabaseMissing, message: fmt.Sprintf(
		"InfluxDB has no database %s: create it with 'earshot setup', or correct the database of the data source", database)}
}
