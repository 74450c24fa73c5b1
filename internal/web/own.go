package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"acquit/internal/admit"
	"acquit/internal/fault"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

func (s *site) ownRoutes() {
	s.get("/account", ownPage)
	s.postOwn("/account", saveOwn)
	s.postOwn("/account/password", changeOwnPassword)
}

// ownData is a person's own account, as typed.
type ownData struct {
	Name, Email, Language string
	Problem               string // of the first form
	PasswordProblem       string // of the second
	Status                int
}

func ownPage(v *visit, _ *store.Tx) (answer, error) { return v.ownForm(v.asStored()), nil }

func (v *visit) asStored() ownData {
	return ownData{Name: v.Person.Name, Email: v.Person.Email, Language: v.Person.Language}
}

func (v *visit) ownForm(d ownData) page {
	return page{Title: v.Words.T("people.account"), Status: d.Status, Body: ownBody(v, &d)}
}

// saveOwn stores name, language and address. The language that was chosen in this
// browser gives way to one that is chosen here.
func saveOwn(v *visit) (answer, error) {
	d := ownData{Name: v.form("name"), Email: v.form("email"), Language: v.form("language")}
	to := user.User{Name: d.Name, Email: d.Email, Language: d.Language}
	var err error
	d.Problem, d.Status, err = v.guarded(func() error {
		return v.People.EditOwn(v.Request.Context(), v.Person, to, v.Request.PostFormValue("password"))
	})
	if err != nil {
		return nil, err
	}
	if d.Problem != "" {
		return v.ownForm(d), nil
	}
	if d.Language != v.Person.Language {
		http.SetCookie(v.Writer, &http.Cookie{Name: languageCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteLaxMode})
		v.sessions.Put(v.Request.Context(), languageKey, d.Language)
	}
	return moved{To: v.to("account"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// changeOwnPassword sets the person's own password. All other sessions end with the old
// one; this one goes on under a new token.
func changeOwnPassword(v *visit) (answer, error) {
	d, next := v.asStored(), v.Request.PostFormValue("next")
	if next != v.Request.PostFormValue("again") {
		d.PasswordProblem, d.Status = v.Words.T("people.not_the_same"), http.StatusUnprocessableEntity
		return v.ownForm(d), nil
	}
	ctx := v.Request.Context()
	var err error
	d.PasswordProblem, d.Status, err = v.guarded(func() error {
		changed, err := v.People.ChangePassword(ctx, v.Person.ID, v.Request.PostFormValue("current"), next)
		if err != nil {
			return err
		}
		if err := v.sessions.RenewToken(ctx); err != nil {
			return err
		}
		v.remember(ctx, changed)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if d.PasswordProblem != "" {
		return v.ownForm(d), nil
	}
	return moved{To: v.to("account"), Toast: ui.Toast{Text: v.Words.T("people.password_changed")}}, nil
}

// guarded does something that asks for the person's password. Wrong passwords are
// counted with those of the sign-in, so that a session that was stolen is no way to
// try them. What the person can mend comes back as a sentence and a status.
func (v *visit) guarded(do func() error) (problem string, status int, err error) {
	account := "account " + strings.ToLower(v.Person.Email)
	if wait, ok := v.tries.Allow(time.Now(), account); !ok {
		return v.Words.N("web.sign_in.wait", int(wait/time.Minute)+1), http.StatusTooManyRequests, nil
	}
	err = do()
	if !errors.Is(err, admit.ErrPassword) {
		v.tries.Refund(account)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		return v.Words.Fault(err), statuses[kind], nil
	}
	return "", 0, err
}
