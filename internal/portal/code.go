package portal

import (
	"context"
	"net/http"
	"net/url"

	"acquit/internal/admit"
	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/web/ui"
)

// proveByCode takes an address to mail a code to, or the code.
func (s *site) proveByCode(v *visit, w http.ResponseWriter) error {
	if v.Request.PostFormValue(fieldEmail) != "" || !v.Request.PostForm.Has(fieldCode) {
		return v.askCode(w)
	}
	return v.showCode(w)
}

// askCode has a code mailed, and answers alike whoever has the address. The mail leaves after the
// answer, whose time would tell them apart.
func (v *visit) askCode(w http.ResponseWriter) error {
	r := v.Request
	mailed, err := v.Guests.AskCode(r.Context(), &v.Company, v.Message.ID, &v.Customer, r.PostFormValue(fieldEmail), v.Words)
	switch kind := fault.KindOf(err); {
	case kind == fault.Conflict, kind == fault.Invalid:
		return v.unproven(w, &proof{visit: v, Asked: company.ByCode, Typed: r.PostForm, Fault: v.Words.Fault(err)})
	case err != nil:
		return err
	}
	if mailed.Send != nil {
		go v.mails(context.WithoutCancel(r.Context()), mailed.Send)
	}
	v.keep(w, mailed.Cookie, int(admit.CodeLife.Seconds()))
	return nil
}

// unproven asks again for what was not shown, on the page for which it is.
func (v *visit) unproven(w http.ResponseWriter, p *proof) error {
	if len(v.wants) == 0 {
		v.send(w, v.Request, http.StatusForbidden, provePage(p))
		return nil
	}
	f, err := v.signForm()
	if err != nil {
		return err
	}
	f.Proof = p
	v.send(w, v.Request, http.StatusForbidden, signBody(f))
	return nil
}

// mails sends a code, for which nobody waits.
func (v *visit) mails(ctx context.Context, send func(context.Context) error) {
	if err := send(ctx); err != nil {
		v.Log.Warn("a code for the customer's page was not mailed", "company", v.Company.ID, "error", err)
	}
}

// showCode looks at a code that was typed.
func (v *visit) showCode(w http.ResponseWriter) error {
	r, token := v.Request, v.token()
	right, err := v.Guests.ShowCode(r.Context(), v.Company.ID, v.Message.ID, &v.Customer, token, r.PostFormValue(fieldCode), v.Today)
	if right {
		v.keep(w, token, int(admit.GuestLife.Seconds()))
		return nil
	}
	why := v.Words.T("portal.prove.wrong_code")
	if fault.KindOf(err) == fault.Conflict {
		why, err = v.Words.Fault(err), nil
	}
	if err != nil {
		return err
	}
	p, err := v.asksFor(company.ByCode)
	if err != nil {
		return err
	}
	p.Fault = why
	return v.unproven(w, p)
}

// codeField is where the code is typed; telephones offer to fill in the one that came.
func (p *proof) codeField() ui.FieldSpec {
	f := p.typed(fieldCode, "one-time-code")
	f.InputMode, f.Value = "numeric", ""
	return f
}

// emailField is where the address is typed.
func (p *proof) emailField() ui.FieldSpec {
	f := p.typed(fieldEmail, "email")
	f.Type, f.InputMode, f.Short = "email", "email", false
	return f
}

// again is the address of the page that asks for an address once more.
func (v *visit) again() string { return v.with(url.Values{againParam: {"1"}}, v.wants...) }
