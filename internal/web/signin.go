package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"acquit/internal/fault"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

const (
	signInPath  = "/sign-in"
	signOutPath = "/sign-out"
)

func (s *site) signInRoutes() {
	s.mux.HandleFunc("GET /{$}", s.home)
	s.mux.HandleFunc("GET "+signInPath, func(w http.ResponseWriter, r *http.Request) {
		s.signInForm(w, r, http.StatusOK, "", "")
	})
	s.mux.HandleFunc("POST "+signInPath, s.signIn)
	s.mux.HandleFunc("POST "+signOutPath, s.signOut)
}

// home leads to the first company of whoever is signed in.
func (s *site) home(w http.ResponseWriter, r *http.Request) {
	var to string
	err := s.Store.View(r.Context(), 0, func(tx *store.Tx) error {
		person, err := s.person(r, tx)
		if err != nil {
			return err
		}
		works, err := tx.Memberships(person.ID)
		if err == nil && len(works) == 0 {
			return fault.New(fault.Denied, "%s belongs to no company", person.Email)
		}
		if err == nil {
			to = pathOf(works[0].Company.ID, string(overview))
		}
		return err
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *site) signInForm(w http.ResponseWriter, r *http.Request, status int, mail, problem string) {
	words := s.words(r)
	form := ui.SignIn(words, ui.SignInSpec{Action: signInPath, Title: words.T("web.sign_in.title"), Mail: mail, Error: problem,
		Hidden: []ui.Param{{Name: "next", Value: localPath(r.FormValue("next"))}}})
	s.bare(w, r, status, words.T("web.sign_in.title"), form)
}

// signIn answers the same, and takes as long, whether the address or the password
// is wrong.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	words, mail := s.words(r), r.PostFormValue("mail")
	account, address := "account "+strings.ToLower(strings.TrimSpace(mail)), "address "+s.sender(r)
	if wait, ok := s.tries.Allow(time.Now(), account, address); !ok {
		minutes := int(wait/time.Minute) + 1
		s.signInForm(w, r, http.StatusTooManyRequests, mail, words.N("web.sign_in.wait", minutes))
		return
	}
	person, ok, err := s.People.Known(r.Context(), mail, r.PostFormValue("password"))
	switch {
	case err != nil:
		s.fail(w, r, err)
		return
	case !ok:
		s.signInForm(w, r, http.StatusUnauthorized, mail, words.T("web.sign_in.wrong"))
		return
	}
	s.tries.Forget(account)
	s.tries.Refund(address)
	if err := s.admit(r.Context(), person); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, localPath(r.PostFormValue("next")), http.StatusSeeOther)
}

// admit begins a session under a new token, so that one that somebody planted is
// worth nothing.
func (s *site) admit(ctx context.Context, person user.User) error {
	if err := s.Store.Update(ctx, 0, func(tx *store.Tx) error { return tx.DropEndedSessions(time.Now()) }); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.remember(ctx, person)
	return nil
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, signInPath, http.StatusSeeOther)
}

// sender is the address that tries are counted by.
func (s *site) sender(r *http.Request) string { return guard.Sender(r, s.Proxied) }

// localPath is a path of this site, or its root: nobody is sent elsewhere.
func localPath(p string) string {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") {
		return "/"
	}
	return p
}
