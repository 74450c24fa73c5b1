package web

import (
	"net/http"
	"strings"
	"time"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// passwordPath leads to the page on which the person of a one-time link sets a
// password.
const passwordPath = "/password/"

func (s *site) passwordRoutes() {
	s.mux.HandleFunc("GET "+passwordPath+"{token}", s.passwordPage)
	s.mux.HandleFunc("POST "+passwordPath+"{token}", s.setPassword)
}

// passwordAddress is the whole address of a link, by the name under which the one who
// asks for it reached these pages.
func (v *visit) passwordAddress(t id.Token) string {
	scheme := "http"
	if v.Secure {
		scheme = "https"
	}
	return scheme + "://" + v.Request.Host + passwordPath + string(t)
}

// passwordPage only looks whether the link can be used: programs that read mails
// follow links before people do.
func (s *site) passwordPage(w http.ResponseWriter, r *http.Request) {
	person, err := s.People.Linked(r.Context(), id.Token(r.PathValue("token")), time.Now())
	if err != nil {
		s.failLink(w, r, err)
		return
	}
	s.sessions.Put(r.Context(), languageKey, person.Language)
	s.passwordForm(w, r, http.StatusOK, person, "")
}

func (s *site) passwordForm(w http.ResponseWriter, r *http.Request, status int, person user.User, problem string) {
	words := s.words(r)
	s.bare(w, r, status, words.T("people.set_password"), passwordBody(words, r.URL.Path, person, problem))
}

// setPassword uses the link up, and signs in who had it.
func (s *site) setPassword(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	token := id.Token(r.PathValue("token"))
	person, err := s.People.Linked(r.Context(), token, time.Now())
	if err != nil {
		s.failLink(w, r, err)
		return
	}
	next := r.PostFormValue("next")
	if next != r.PostFormValue("again") {
		s.passwordForm(w, r, http.StatusUnprocessableEntity, person, s.words(r).T("people.not_the_same"))
		return
	}
	set, err := s.People.UseLink(r.Context(), token, next, time.Now())
	switch fault.KindOf(err) {
	case fault.NotFound:
		s.failLink(w, r, err)
		return
	case fault.Invalid:
		s.passwordForm(w, r, http.StatusUnprocessableEntity, person, s.words(r).Fault(err))
		return
	}
	if err == nil {
		err = s.admit(r.Context(), set)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.tries.Forget("account " + strings.ToLower(set.Email))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// linkDays is how long a link may be used.
func linkDays(w *locale.Words) string { return w.N("word.n_days", int(user.LinkLife/(24*time.Hour))) }

// failLink says what to do with a link that cannot be used any more.
func (s *site) failLink(w http.ResponseWriter, r *http.Request, err error) {
	if fault.KindOf(err) != fault.NotFound {
		s.fail(w, r, err)
		return
	}
	words := s.words(r)
	title := words.T("people.link_over")
	s.bare(w, r, http.StatusGone, title, ui.ErrorPage(ui.ErrorSpec{Title: title,
		Text: words.T("people.link_over_text", "Days", linkDays(words)),
		Back: ui.Choice{Label: words.T("ui.sign_in"), Href: signInPath}}))
}
