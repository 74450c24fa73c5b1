package portal

import (
	"net/http"
	"net/url"

	"acquit/internal/admit"
	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// Names of the fields of an account.
const (
	fieldPassword = "password" // by which a reader signs in
	fieldChosen   = "chosen"   // a new one
)

// signInParam asks for the password where a code is waited for.
const signInParam = "sign_in"

// readerCookie keeps that a reader is signed in, on the pages of all links to a company's customers.
func (v *visit) readerCookie(token id.Token, seconds int) *http.Cookie {
	return &http.Cookie{Name: v.readerName(), Value: string(token), Path: Path, MaxAge: seconds, HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteLaxMode}
}

// readerName is what that cookie is called: companies that share an installation know nothing of
// each other's readers.
func (v *visit) readerName() string { return "reader-" + v.Company.ID.String() }

// readerToken is what the browser has in it; "" for nothing.
func (v *visit) readerToken() id.Token {
	if c, err := v.Request.Cookie(v.readerName()); err == nil {
		return id.Token(c.Value)
	}
	return ""
}

// signedIn is the address by which the reader is signed in; "" for who is not.
func (v *visit) signedIn() (string, error) {
	return v.Guests.SignedIn(v.Request.Context(), v.Company.ID, &v.Customer, v.readerToken(), v.Now())
}

// known is the address at which the reader is answered: the one by which it is signed in, or that
// it has shown to read; "" for none.
func (v *visit) known() (address string, err error) {
	if address, err = v.signedIn(); err != nil || address != "" {
		return address, err
	}
	return v.reads(admit.GuestLife)
}

// asksForAccount is the page on which a reader signs in; or chooses a password, once it has shown to
// read the mail of its address; or has a code mailed for that.
func (v *visit) asksForAccount() (p *proof, err error) {
	p = &proof{visit: v, Asked: company.ByAccount}
	asked := v.Request.URL.Query()
	if asked.Has(signInParam) {
		return p, nil
	}
	if p.Chooser, err = v.reads(admit.SignerLife); err != nil || p.Chooser != "" {
		return p, err
	}
	if asked.Has(againParam) {
		p.Asked = company.ByCode
		return p, nil
	}
	if p.Sent, err = v.Guests.CodeAsked(v.Request.Context(), v.Company.ID, v.Message.ID, v.token(), v.Now()); p.Sent != "" {
		p.Asked = company.ByCode
	}
	return p, err
}

// proveByAccount takes what such a page asks for.
func (s *site) proveByAccount(v *visit, w http.ResponseWriter) error {
	form := v.Request.PostForm
	switch {
	case form.Has(fieldChosen):
		return v.choosePassword(w)
	case form.Has(fieldPassword):
		return v.signIn(w)
	}
	return s.proveByCode(v, w)
}

// signIn looks at an address and a password.
func (v *visit) signIn(w http.ResponseWriter) error {
	r := v.Request
	cookie, err := v.Guests.SignIn(r.Context(), v.Company.ID, v.Message.ID, &v.Customer, r.PostFormValue(fieldEmail), r.PostFormValue(fieldPassword), v.Today)
	p := &proof{visit: v, Asked: company.ByAccount, Typed: r.PostForm, Fault: v.Words.T("portal.prove.wrong_password")}
	switch {
	case fault.KindOf(err) == fault.Conflict:
		p.Fault = v.Words.Fault(err)
	case err != nil:
		return err
	case cookie != "":
		v.enter(w, cookie)
		return nil
	}
	return v.unproven(w, p)
}

// choosePassword keeps the password that a reader has chosen.
func (v *visit) choosePassword(w http.ResponseWriter) error {
	r := v.Request
	cookie, err := v.Guests.Choose(r.Context(), v.Company.ID, v.Message.ID, &v.Customer, v.token(), r.PostFormValue(fieldChosen))
	switch {
	case fault.KindOf(err) == fault.Invalid:
		p, failed := v.asksForAccount()
		if failed != nil {
			return failed
		}
		p.Fault = v.Words.Fault(err)
		return v.unproven(w, p)
	case err != nil:
		return err
	case cookie == "": // the time in which it could be chosen is over
		http.Redirect(w, r, v.again(), http.StatusSeeOther)
		return nil
	}
	v.enter(w, cookie)
	return nil
}

// enter gives the reader's browser its cookie, and leads it to the first page.
func (v *visit) enter(w http.ResponseWriter, token id.Token) {
	http.SetCookie(w, v.readerCookie(token, int(admit.ReaderLife.Seconds())))
	http.Redirect(w, v.Request, v.to(v.wants...), http.StatusSeeOther)
}

// toSignIn is the address of the page that asks for the password.
func (p *proof) toSignIn() string { return p.with(url.Values{signInParam: {"1"}}, p.wants...) }

// secret is a field for a password.
func (p *proof) secret(name, autocomplete string) ui.FieldSpec {
	f := p.typed(name, autocomplete)
	f.Type, f.Value, f.Short = "password", "", false
	if name == fieldChosen {
		f.Hint = p.Words.N("portal.prove.chosen_hint", user.MinPassword)
	}
	return f
}

// username is the address beside a password: browsers keep both together.
func (p *proof) username() ui.FieldSpec {
	f := p.emailField()
	f.Autocomplete = "username"
	return f
}

// intro says what is asked for, and why.
func (p *proof) intro() string {
	switch {
	case p.Chooser != "":
		return p.Words.T("portal.prove.intro_choose", "Address", p.Chooser)
	case p.signsIn():
		return p.Words.T("portal.prove.intro_first")
	}
	return p.Words.T("portal.prove.intro_" + string(p.Asked))
}

// signsIn reports whether a code is asked for by who has a password, or will choose one.
func (p *proof) signsIn() bool {
	return p.Asked == company.ByCode && len(p.wants) == 0 && admit.Asked(&p.Company, &p.Customer) == company.ByAccount
}
