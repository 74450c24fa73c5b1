package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/store"
	"acquit/internal/user"
)

// visit is one request of a program that has access to a company.
type visit struct {
	*site
	Request   *http.Request
	Writer    http.ResponseWriter
	Operation *operation
	Access    user.Access
	Company   company.Company
	Today     date.Date // the company's day
}

// enter is the one place that decides which program may do what: it must send a token
// that can be used, not too often, and one whose scope allows what it asks for. The
// token says which company it is about.
func (s *site) enter(w http.ResponseWriter, r *http.Request, o *operation) (*visit, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, errNoToken
	}
	company, access, err := s.People.Bearer(r.Context(), strings.TrimSpace(secret))
	switch {
	case fault.KindOf(err) == fault.Denied:
		return nil, errNoToken
	case err != nil:
		return nil, err
	}
	if wait := s.rate.allow(access.ID, time.Now()); wait > 0 {
		return nil, &problem{Status: http.StatusTooManyRequests, Code: "too_many_requests", Detail: "This token has asked too often.", after: wait}
	}
	if !access.Scope.Allows(o.Scope) {
		return nil, errScope(access.Scope)
	}
	v := &visit{site: s, Request: r, Writer: w, Operation: o, Access: access}
	err = s.Store.View(r.Context(), company, func(tx *store.Tx) error {
		v.Company, err = tx.TheCompany()
		return err
	})
	v.Today = s.Today(&v.Company)
	return v, err
}

// actor is who the history of imports says handed over what the visit brings.
func (v *visit) actor() string { return "API " + v.Access.Name }

// view answers from one state of the company's data.
func (v *visit) view(fn func(*store.Tx) error) error {
	return v.Store.View(v.Request.Context(), v.Company.ID, fn)
}

// What a body may be: so large, and here after so long.
const (
	mostBody     = 10 << 20
	bodyPatience = time.Minute
)

// body reads the body of a request, which is one JSON value.
func (v *visit) body() ([]byte, error) {
	kind, _, err := mime.ParseMediaType(v.Request.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, &problem{Status: http.StatusUnsupportedMediaType, Code: "unsupported_media_type", Detail: "The body must be application/json."}
	}
	// A body that trickles in keeps nobody else waiting, and one that is here may wait for
	// others that write. Not every writer can do this, such as those of tests.
	line := http.NewResponseController(v.Writer)
	_ = line.SetReadDeadline(time.Now().Add(bodyPatience))
	defer func() { _ = line.SetReadDeadline(time.Time{}) }()
	body, err := io.ReadAll(http.MaxBytesReader(v.Writer, v.Request.Body, mostBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &problem{Status: http.StatusRequestEntityTooLarge, Code: "too_large", Detail: "The body is larger than 10 MB: send fewer records at once."}
	case err != nil:
		return nil, &problem{Status: http.StatusBadRequest, Code: "malformed_json", Detail: "The body broke off."}
	case !utf8.Valid(body):
		return nil, &problem{Status: http.StatusBadRequest, Code: "malformed_json", Detail: "The body is not UTF-8."}
	}
	var whole json.RawMessage
	if err := json.Unmarshal(body, &whole); err != nil {
		return nil, &problem{Status: http.StatusBadRequest, Code: "malformed_json", Detail: "The body is not one JSON value: " + err.Error() + "."}
	}
	return whole, nil
}
