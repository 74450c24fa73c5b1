package portal

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/settle/till"
	"acquit/internal/store"
)

// mostForm bounds the form by which a payment is begun.
const mostForm = 1 << 16

// payableOnline reports whether the selection can be paid on the provider's page: a part of what
// is asked for only where the company lets it.
func (s *selection) payableOnline() bool {
	return s.Online != nil && s.Amount.Sign() > 0 && s.Fault == "" && (s.Online.Parts || s.Amount == s.Whole)
}

// online begins a payment on the provider's page, and leads there. Sent twice it is one payment.
func (s *site) online(v *visit, w http.ResponseWriter) error {
	v.Request.Body = http.MaxBytesReader(w, v.Request.Body, mostForm)
	if err := v.Request.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err, "the form is not whole; open the page again")
	}
	var f facts
	err := v.view(func(tx *store.Tx) (err error) { f, err = loadFacts(tx, &v.Customer, v.Today); return err })
	if err != nil {
		return err
	}
	chosen := v.selection(f.owed(), v.Request.PostForm)
	if chosen == nil || len(chosen.Items) == 0 || !chosen.payableOnline() {
		http.Redirect(w, v.Request, v.to("pay"), http.StatusSeeOther) // somebody paid it meanwhile
		return nil
	}
	page, err := s.Till.Start(v.Request.Context(), chosen.order(v.Request.PostForm.Get(fieldOnce)))
	if kind := fault.KindOf(err); kind != "" {
		s.Log.Warn("a payment could not be begun", "company", v.Company.ID, "error", err)
		chosen.Refused = true
		v.send(w, v.Request, http.StatusServiceUnavailable, payPage(chosen))
		return nil
	}
	if err != nil {
		return err
	}
	if strings.HasPrefix(page, s.Till.Address+Path) { // it is paid already
		http.Redirect(w, v.Request, page, http.StatusSeeOther)
		return nil
	}
	// The policy of our pages lets no form lead elsewhere, not by a redirect either; a refresh may.
	w.Header().Set("Refresh", "0;url="+page)
	return v.show(w, goingPage(v, page))
}

// order is the selection as it is ordered: what it is for, oldest first.
func (s *selection) order(once string) till.Order {
	o := till.Order{Ref: customer.Ref{Company: s.Company.ID, Customer: s.Customer.ID}, Message: s.Message.ID, Once: once, Amount: s.Amount, Description: s.numbers(), Language: string(s.Words.Tag),
		Return: func(i id.ID) string { return s.Till.Address + s.to("online", i.String()) }}
	left := s.Amount
	for n := range s.Items {
		i := &s.Items[n]
		share := i.Asked().Min(left)
		if share.Sign() <= 0 {
			continue
		}
		left = left.Sub(share)
		if last := len(o.Shares) - 1; last >= 0 && o.Shares[last].Invoice == i.Invoice.ID {
			o.Shares[last].Amount = o.Shares[last].Amount.Add(share)
			continue
		}
		o.Shares = append(o.Shares, store.CheckoutShare{Invoice: i.Invoice.ID, Amount: share})
	}
	return o
}

// fields are what the form by which the selection is paid online says of it.
func (s *selection) fields() url.Values {
	q := s.query()
	q.Set(payCurrency, s.Owed.Currency.String())
	q.Set(fieldOnce, string(id.NewToken()))
	return q
}

// onlineData is what became of a payment.
type onlineData struct {
	*visit
	store.Checkout
}

// becameOf says what became of a payment on the provider's page, to which the customer comes back
// from there.
func (s *site) becameOf(v *visit, w http.ResponseWriter) error {
	i, err := id.Parse(v.Request.PathValue("payment"))
	if err != nil {
		return err
	}
	d := onlineData{visit: v}
	var found bool
	err = v.view(func(tx *store.Tx) (err error) {
		d.Checkout, found, err = tx.CheckoutByID(i)
		return err
	})
	if err != nil {
		return err
	}
	if !found || d.Checkout.Customer != v.Customer.ID {
		return fault.New(fault.NotFound, "there is no such payment")
	}
	if d.Status.Waits() && s.mayLook(i) {
		d.Checkout, err = s.Till.Look(v.Request.Context(), v.Company.ID, i)
		if fault.KindOf(err) != "" { // what is known is shown, and the worker asks again
			s.Log.Warn("what became of a payment is not known", "company", v.Company.ID, "error", err)
		} else if err != nil {
			return err
		}
	}
	return v.show(w, onlinePage(&d))
}

// mayLook slows down who has the provider asked over and over.
func (s *site) mayLook(i id.ID) bool {
	if s.Till == nil {
		return false
	}
	_, ok := s.looks.Allow(time.Now(), "payment "+i.String())
	return ok
}

// says is what became of the payment, as the catalogue names it.
func (d *onlineData) says() string {
	switch d.Status {
	case checkout.Paid:
		return "paid"
	case checkout.Pending:
		return "pending"
	case checkout.Starting, checkout.Open:
		return "open"
	}
	return "not"
}
