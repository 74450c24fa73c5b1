package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/user"
)

// Problem is why a request as a whole was not met (RFC 9457).
type Problem struct {
	Type   string `json:"type" doc:"Where the code is explained."`
	Title  string `json:"title" doc:"The status in words."`
	Status int    `json:"status" doc:"The HTTP status."`
	Code   string `json:"code" doc:"What kind of problem it is; it stays the same whatever the sentences say."`
	Detail string `json:"detail,omitempty" doc:"What happened, and what to do."`
	Errors []Flaw `json:"errors,omitempty" doc:"What is wrong, place by place."`
}

// problem is a failure that is told as it stands.
type problem struct {
	Status int
	Code   string
	Detail string
	Flaws  []Flaw
	after  time.Duration // when to try again; 0 says nothing about it
}

func (p *problem) Error() string { return p.Code + ": " + p.Detail }

// errOurs is all that others hear of what went wrong here.
var errOurs = &problem{Status: http.StatusInternalServerError, Code: "internal", Detail: "Something went wrong here; the log of the server has it."}

// kinds is how each kind of failure is told to programs. A failure without a kind is
// ours.
var kinds = map[fault.Kind]struct {
	status int
	code   string
}{
	fault.Invalid:     {http.StatusUnprocessableEntity, "invalid"},
	fault.Conflict:    {http.StatusConflict, "conflict"},
	fault.NotFound:    {http.StatusNotFound, "not_found"},
	fault.Denied:      {http.StatusForbidden, "denied"},
	fault.Unavailable: {http.StatusServiceUnavailable, "unavailable"},
}

// retrySeconds is when to try again what did not work for the moment.
const retrySeconds = 5

// errBusy is what is told when others kept writing, such as an import of a large file.
var errBusy = &problem{Status: http.StatusServiceUnavailable, Code: "unavailable", Detail: "A large file is being taken in; please try again in a minute. Nothing was stored.",
	after: time.Minute}

// problemOf turns a failure into what is told of it.
func (s *site) problemOf(r *http.Request, err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	if errors.Is(err, db.ErrBusy) {
		s.Log.Warn("the API waited in vain for others that write", "operation", r.Pattern)
		return errBusy
	}
	known, ok := kinds[fault.KindOf(err)]
	if !ok || known.status == http.StatusServiceUnavailable {
		s.Log.Error("the API failed", "operation", r.Pattern, "error", err)
	}
	switch {
	case !ok:
		return errOurs
	case known.status == http.StatusServiceUnavailable:
		return &problem{Status: known.status, Code: known.code, Detail: "It does not work for the moment; try again.", after: retrySeconds * time.Second}
	}
	return &problem{Status: known.status, Code: known.code, Detail: err.Error()}
}

// fail answers a request that could not be met.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // who asked has left
	}
	p := s.problemOf(r, err)
	if p.after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((p.after+time.Second-1)/time.Second)))
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="Acquit"`)
	}
	s.write(w, p.Status, "application/problem+json", Problem{Type: docsPath + "#" + p.Code, Title: http.StatusText(p.Status), Status: p.Status,
		Code: p.Code, Detail: p.Detail, Errors: p.Flaws})
}

func (s *site) write(w http.ResponseWriter, status int, kind string, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		panic(err) // every answer can be written
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
}

// codes explains every code, for the document and its page.
var codes = []struct{ Code, Text string }{
	{"unauthorized", "There is no token in the request, or one that is not known or was revoked. Send the header Authorization: Bearer followed by the token."},
	{"denied", "The token may only read."},
	{"not_found", "What is named does not exist; in a record, the customer or invoice that it names."},
	{"method_not_allowed", "The method is not for this address."},
	{"conflict", "It disagrees with what is stored. Of a whole request: others store the same records; try again."},
	{"too_large", "The request is larger than 10 MB, or a number is too large."},
	{"unsupported_media_type", "The body is not application/json."},
	{"malformed_json", "The body is not one JSON value in UTF-8. Nothing was stored."},
	{"invalid", "It is wrong and will stay so. Of a whole request, nothing was stored."},
	{"too_many_requests", "The token has asked too often; wait as Retry-After says."},
	{"unavailable", "It does not work for the moment; try again."},
	{"internal", "Something went wrong on the server. Nothing was stored."},
	{unknownField, "There is no such field. Names are written in small letters."},
	{duplicateField, "A field stands twice in one object."},
	{missingField, "A field is missing that must be there."},
	{wrongType, "Another type is expected; null is never allowed."},
	{tooShort, "A text is empty that must not be."},
	{tooLong, "A text has too many characters, or a list too many entries."},
	{tooSmall, "A number is too small."},
	{notAllowed, "The text is none of the words that may stand there."},
	{badFormat, "The text is not written as it must be: a day, an amount, a code, or characters that are not allowed."},
	{"warning", "The record was stored, but not all of it as it was said."},
}

// errNoToken is what strangers hear.
var errNoToken = &problem{Status: http.StatusUnauthorized, Code: "unauthorized", Detail: "Send a token that can be used: Authorization: Bearer …"}

func errScope(has user.Scope) error {
	return &problem{Status: http.StatusForbidden, Code: "denied", Detail: "This token may " + string(has) + " only."}
}
