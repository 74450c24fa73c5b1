package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/web/ui"
)

var (
	errNoPage = fault.New(fault.NotFound, "there is no such page")
	errSignIn = errors.New("nobody is signed in")
)

// statuses is how each kind of failure is told to browsers. A failure without a
// kind is ours.
var statuses = map[fault.Kind]int{
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.Conflict:    http.StatusConflict,
	fault.NotFound:    http.StatusNotFound,
	fault.Denied:      http.StatusForbidden,
	fault.Unavailable: http.StatusServiceUnavailable,
	"":                http.StatusInternalServerError,
}

// fail answers a request that could not be met. Only what is our own fault is
// logged as one.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, errSignIn):
		s.askToSignIn(w, r)
		return
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		return // the reader left
	case errors.Is(err, db.ErrBusy):
		s.Log.Warn("a page waited in vain for others that write", "page", r.Pattern)
		w.Header().Set("Retry-After", "60")
		s.failSentence(w, r, http.StatusServiceUnavailable, s.words(r).Fault(db.ErrBusy))
		return
	}
	kind := fault.KindOf(err)
	if kind == "" || kind == fault.Unavailable {
		s.Log.Error("a page failed", "page", r.Pattern, "error", err)
	}
	if kind == fault.Invalid || kind == fault.Conflict && r.Method == http.MethodPost {
		s.failSentence(w, r, statuses[kind], s.words(r).Fault(err))
		return
	}
	s.failPage(w, r, statuses[kind])
}

// failWithoutSession answers when the session itself cannot be read or kept.
func (s *site) failWithoutSession(w http.ResponseWriter, r *http.Request, err error) {
	s.Log.Error("a session failed", "error", err)
	http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
}

// askToSignIn leads to the sign-in, and from there back to a page that was asked
// for.
func (s *site) askToSignIn(w http.ResponseWriter, r *http.Request) {
	to := signInPath
	if r.Method == http.MethodGet && r.URL.Path != "/" && r.Header.Get("HX-Request") == "" {
		to += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
	}
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// failBroken answers for a page that panicked.
func (s *site) failBroken(w http.ResponseWriter, r *http.Request) {
	s.failPage(w, r, http.StatusInternalServerError)
}

func (s *site) refuseCrossOrigin(w http.ResponseWriter, r *http.Request) {
	s.failPage(w, r, http.StatusForbidden)
}

// failPage says calmly what happened, for a status of the table above.
func (s *site) failPage(w http.ResponseWriter, r *http.Request, status int) {
	s.failSentence(w, r, status, s.words(r).T("web.fail.text_"+strconv.Itoa(status)))
}

func (s *site) failSentence(w http.ResponseWriter, r *http.Request, status int, sentence string) {
	words := s.words(r)
	title := words.T("web.fail.title_" + strconv.Itoa(status))
	if r.Header.Get("HX-Request") == "true" {
		s.send(w, r, status, ui.Alert(ui.ToneBad, title, sentence))
		return
	}
	back := ui.Choice{Label: words.T("web.fail.home"), Href: "/"}
	if r.Method == http.MethodPost {
		back = ui.Choice{Label: words.T("web.fail.back"), Href: referer(r)}
	}
	s.bare(w, r, status, title, ui.ErrorPage(ui.ErrorSpec{Title: title, Text: sentence, Back: back, Code: strconv.Itoa(status)}))
}

// referer is the page of this site from which a request came, or its root.
func referer(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return "/"
	}
	return localPath(from.RequestURI())
}

// bare sends a page without the program around it.
func (s *site) bare(w http.ResponseWriter, r *http.Request, status int, title string, body templ.Component) {
	words := s.words(r)
	s.send(w, r, status, with(ui.Bare(words, title, theme(r), languages(words, r)), body))
}

// send sends what is drawn, with a status.
func (s *site) send(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	var page bytes.Buffer
	if err := c.Render(r.Context(), &page); err != nil {
		s.Log.Error("an error page could not be drawn", "error", err)
		http.Error(w, http.StatusText(status), status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(page.Bytes())
}
