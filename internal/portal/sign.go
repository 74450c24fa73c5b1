package portal

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"acquit/internal/admit"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/plan"
	"acquit/internal/sign"
	"acquit/internal/store"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

// Names of the fields by which something is signed, beside who signs.
const (
	fieldRole    = "role"
	fieldAccept  = "accept"
	fieldGrounds = "grounds"
)

// Files of a document that is signed, as their addresses name them.
const (
	fileAsked  = "document.pdf"
	fileSigned = "signed.pdf"
)

// mostToSign is how many documents the first page asks to be signed.
const mostToSign = 20

// toSign are the documents that wait for the customer's signature.
func (v *visit) toSign(tx *store.Tx) ([]sign.Request, error) {
	all, err := tx.SignaturesOf(v.Customer.ID, mostToSign)
	return slices.DeleteFunc(all, func(r sign.Request) bool { return r.State != sign.Asked }), err
}

// signForm is a document to sign, with what was typed and what was wrong.
type signForm struct {
	*visit
	Request sign.Request
	Plan    *plan.Plan // of a plan; nil otherwise
	Signer  string     // the address that the reader has shown to read; "" before
	Proof   *proof     // asks for it; nil once it is shown
	Typed   url.Values
	Faults  map[string]string
	General string
}

// signForm loads the document that the address names. What is shown to sign it leads back to it.
func (v *visit) signForm() (*signForm, error) {
	f := &signForm{visit: v, Faults: map[string]string{}, Typed: url.Values{}}
	i, err := id.Parse(v.Request.PathValue("document"))
	if err != nil {
		return nil, err
	}
	v.wants = []string{"sign", i.String()}
	err = v.view(func(tx *store.Tx) error {
		var found bool
		if f.Request, found, err = tx.SignatureByID(i); err != nil {
			return err
		}
		if !found || f.Request.Customer != v.Customer.ID {
			return fault.New(fault.NotFound, "there is no such document to sign")
		}
		if f.Request.Plan != 0 {
			p, _, err := tx.PlanByID(f.Request.Plan)
			f.Plan = &p
			return err
		}
		return nil
	})
	if err != nil || f.Request.State != sign.Asked {
		return f, err
	}
	f.Signer, err = v.reads(admit.SignerLife)
	return f, err
}

// reads is the address that the reader has shown to read, by a code that came no longer ago; "" for
// none.
func (v *visit) reads(within time.Duration) (string, error) {
	return v.Guests.Reads(v.Request.Context(), v.Company.ID, v.Message.ID, &v.Customer, v.token(), within, v.Now())
}

// signPage is a document to sign, or what became of it.
func (s *site) signPage(v *visit, w http.ResponseWriter) error {
	f, err := v.signForm()
	if err != nil {
		return err
	}
	if f.Request.State == sign.Asked && f.Signer == "" {
		if f.Proof, err = v.asksFor(company.ByCode); err != nil {
			return err
		}
	}
	return v.show(w, signBody(f))
}

// signCode takes an address to mail a code to, or the code, by which who signs is known.
func (s *site) signCode(v *visit, w http.ResponseWriter) error {
	f, err := v.signForm()
	if err != nil {
		return err
	}
	if f.Signer != "" || f.Request.State != sign.Asked { // sent twice
		http.Redirect(w, v.Request, v.to(v.wants...), http.StatusSeeOther)
		return nil
	}
	v.Request.Body = http.MaxBytesReader(w, v.Request.Body, mostTyped)
	return s.proveByCode(v, w)
}

// sign takes the signature. Sent twice it is signed once.
func (s *site) sign(v *visit, w http.ResponseWriter) error {
	return s.answerSign(v, w, func(f *signForm) error {
		if v.Request.PostFormValue(fieldAccept) == "" {
			f.Faults[fieldAccept] = f.Words.T("portal.sign.need_accept")
			return nil
		}
		by := sign.Signature{Name: v.Request.PostFormValue(fieldName), Role: v.Request.PostFormValue(fieldRole), Address: f.Signer,
			From: guard.Sender(v.Request, s.Proxied), Agent: v.Request.UserAgent()}
		_, err := s.Desk.Sign(v.Request.Context(), customer.Ref{Company: v.Company.ID, Customer: v.Customer.ID}, f.Request.ID, by, v.Today)
		return err
	})
}

// decline keeps that the customer does not want to sign.
func (s *site) decline(v *visit, w http.ResponseWriter) error {
	return s.answerSign(v, w, func(f *signForm) error {
		return s.Desk.DeclineSignature(v.Request.Context(), customer.Ref{Company: v.Company.ID, Customer: v.Customer.ID}, f.Request.ID, v.Request.PostFormValue(fieldGrounds), v.Today)
	})
}

// answerSign does something about a document, by who has shown to read an address, and shows what
// became of it; or what is wrong.
func (s *site) answerSign(v *visit, w http.ResponseWriter, do func(*signForm) error) error {
	v.Request.Body = http.MaxBytesReader(w, v.Request.Body, mostTyped)
	f, err := v.signForm()
	if err != nil {
		return err
	}
	f.Typed = v.Request.PostForm
	if f.Request.State == sign.Asked && f.Signer == "" { // its time is over: a code is asked for again
		http.Redirect(w, v.Request, v.to(v.wants...), http.StatusSeeOther)
		return nil
	}
	if f.Request.State == sign.Asked {
		err = do(f)
	}
	f.Typed = v.Request.PostForm
	if mendable(f.Words, err, f.Faults, &f.General, asNamed); f.General != "" || len(f.Faults) > 0 {
		v.send(w, v.Request, http.StatusUnprocessableEntity, signBody(f))
		return nil
	}
	if err != nil {
		return err
	}
	http.Redirect(w, v.Request, v.to(v.wants...), http.StatusSeeOther)
	return nil
}

// signFile gives out the document, as it was asked to be signed or as it was.
func (s *site) signFile(v *visit, w http.ResponseWriter) error {
	f, err := v.signForm()
	if err != nil {
		return err
	}
	hash, name := f.Request.Document, v.Words.T("sign.file_"+string(f.Request.Kind))+".pdf"
	switch v.Request.PathValue("file") {
	case fileAsked:
	case fileSigned:
		hash = f.Request.Signed
	default:
		return noFile()
	}
	if hash == "" {
		return noFile()
	}
	_, err = v.give(w, name, "application/pdf", hash)
	return err
}

// field is a field of the form, with what was typed and what was wrong with it.
func (f *signForm) field(name, autocomplete string) ui.FieldSpec {
	return ui.FieldSpec{Name: name, Label: f.Words.T("sign." + name), Value: f.Typed.Get(name), Error: f.Faults[name], Autocomplete: autocomplete, Required: true}
}

// says is what became of the document, as the catalogue names it.
func (f *signForm) says() string { return "portal.sign.is_" + string(f.Request.State) }
