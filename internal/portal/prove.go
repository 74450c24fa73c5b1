package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"acquit/internal/admit"
	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/web/ui"
)

// againParam asks for an address anew where a code is waited for.
const againParam = "again"

// guestCookie keeps what a reader has shown beside the link.
const guestCookie = "guest"

// Names of the fields in which it is shown.
const (
	fieldPostcode = "postcode"
	fieldNumber   = "number"
	fieldCode     = "code"
)

// proof is the page that asks for something beside the link.
type proof struct {
	*visit
	Asked company.Proof
	Sent  string // the address for which a code was asked for; "" where an address is
	// Chooser is the address of who chooses a password; "" for who signs in.
	Chooser string
	Fault   string
	Typed   url.Values
}

// asks is what is asked for before the page tells anything; ByLink for nothing more.
func (v *visit) asks() (company.Proof, error) {
	asked := admit.Asked(&v.Company, &v.Customer)
	if who, err := v.signedIn(); who != "" || err != nil {
		return company.ByLink, err
	}
	proven, err := v.Guests.Proven(v.Request.Context(), v.Company.ID, v.Message.ID, &v.Customer, asked, v.token(), v.Now())
	if proven {
		return company.ByLink, err
	}
	return asked, err
}

// token is what the reader's browser has in its cookie; "" for nothing.
func (v *visit) token() id.Token {
	if c, err := v.Request.Cookie(guestCookie); err == nil {
		return id.Token(c.Value)
	}
	return ""
}

// asksFor is the page that asks for something. A code that was asked for is asked for, unless the
// reader would rather have another.
func (v *visit) asksFor(asked company.Proof) (p *proof, err error) {
	if asked == company.ByAccount {
		return v.asksForAccount()
	}
	p = &proof{visit: v, Asked: asked}
	if asked == company.ByCode && !v.Request.URL.Query().Has(againParam) {
		p.Sent, err = v.Guests.CodeAsked(v.Request.Context(), v.Company.ID, v.Message.ID, v.token(), v.Now())
	}
	return p, err
}

// guarded shows a page to who has shown what is asked for, and asks everybody else.
func (s *site) guarded(show page) page {
	return func(s *site, v *visit, w http.ResponseWriter) error {
		asked, err := v.asks()
		switch {
		case err != nil:
			return err
		case asked != company.ByLink:
			p, err := v.asksFor(asked)
			if err != nil {
				return err
			}
			return v.show(w, provePage(p))
		}
		return show(s, v, w)
	}
}

// prove looks at what was shown. What is right leads to the first page; what is wrong is asked for
// again, with what was typed.
func (s *site) prove(v *visit, w http.ResponseWriter) error {
	asked, err := v.asks()
	if err != nil {
		return err
	}
	if asked == company.ByLink { // sent twice
		http.Redirect(w, v.Request, v.to(), http.StatusSeeOther)
		return nil
	}
	r := v.Request
	r.Body = http.MaxBytesReader(w, r.Body, mostTyped)
	r.ParseForm() // what is not whole lacks what is asked for
	switch asked {
	case company.ByCode:
		return s.proveByCode(v, w)
	case company.ByAccount:
		return s.proveByAccount(v, w)
	}
	typed := strings.TrimSpace(r.PostFormValue(fieldAmount))
	shown := admit.Shown{Postcode: r.PostFormValue(fieldPostcode), Number: r.PostFormValue(fieldNumber),
		Amount: func(c money.Currency) (money.Amount, error) { return v.Words.ParseAmount(typed, c) }}
	cookie, err := v.Guests.Show(r.Context(), v.Company.ID, v.Message.ID, &v.Customer, asked, shown, v.Today)
	wrong := &proof{visit: v, Asked: asked, Typed: r.PostForm, Fault: v.Words.T("portal.prove.wrong")}
	switch {
	case fault.KindOf(err) == fault.Conflict:
		wrong.Fault = v.Words.Fault(err)
	case err != nil:
		return err
	case cookie != "":
		v.keep(w, cookie, int(admit.GuestLife.Seconds()))
		return nil
	}
	v.send(w, r, http.StatusForbidden, provePage(wrong))
	return nil
}

// leave forgets what was shown by this browser.
func (s *site) leave(v *visit, w http.ResponseWriter) error {
	if err := v.Guests.SignOut(v.Request.Context(), v.Company.ID, v.readerToken()); err != nil {
		return err
	}
	http.SetCookie(w, v.cookie("", -1))
	http.SetCookie(w, v.readerCookie("", -1))
	http.Redirect(w, v.Request, v.to(), http.StatusSeeOther)
	return nil
}

// keep gives the reader's browser a token, and leads it to the first page, or back to the one for
// which it was shown.
func (v *visit) keep(w http.ResponseWriter, token id.Token, seconds int) {
	http.SetCookie(w, v.cookie(token, seconds))
	http.Redirect(w, v.Request, v.to(v.wants...), http.StatusSeeOther)
}

// cookie keeps a token for the pages behind this link alone.
func (v *visit) cookie(token id.Token, seconds int) *http.Cookie {
	return &http.Cookie{Name: guestCookie, Value: string(token), Path: Path + v.Request.PathValue("token"), MaxAge: seconds, HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteLaxMode}
}

// left reports whether the reader has shown something, which can be forgotten.
func (v *visit) left() bool {
	return v.token() != "" || v.readerToken() != ""
}

// action is where the form leads.
func (p *proof) action() string {
	if len(p.wants) > 0 {
		return p.to(append(slices.Clone(p.wants), "code")...)
	}
	return p.to("proof")
}

// typed is a field of the page.
func (p *proof) typed(name, autocomplete string) ui.FieldSpec {
	return ui.FieldSpec{Name: name, Label: p.Words.T("portal.prove." + name), Value: p.Typed.Get(name), Autocomplete: autocomplete, Required: true, Short: true}
}
