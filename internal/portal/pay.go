package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/store"
)

// Names of what a selection is made of, in addresses.
const (
	payInvoice  = "i"      // the identifier of an invoice, once for each
	payAmount   = "amount" // less than all of it
	payCurrency = "c"
)

// selection is what somebody wants to pay.
type selection struct {
	*visit
	Ask      url.Values // by which it was chosen
	Owed     *owed
	Items    []item
	Whole    money.Amount // of the items, after Deducted
	Deducted money.Amount // what counts in the customer's favour; zero for nothing
	Amount   money.Amount // wanted: all, or a part
	Wanted   string       // the amount as it was typed, where it was refused
	Fault    string       // why
	Refused  bool         // the provider could not be reached, or does not take it
}

// selected reads what the address selects: invoices, or everything that is due in a currency.
func (v *visit) selected() (*selection, error) {
	var f facts
	err := v.view(func(tx *store.Tx) (err error) { f, err = loadFacts(tx, &v.Customer, v.Today); return err })
	if err != nil {
		return nil, err
	}
	s := v.selection(f.owed(), v.Request.URL.Query())
	if s == nil {
		return nil, fault.New(fault.NotFound, "nothing is open")
	}
	return s, nil
}

// selection is what is asked for of some accounts; nil where there are none.
func (v *visit) selection(accounts []*owed, ask url.Values) *selection {
	s := &selection{visit: v, Ask: ask, Owed: accountOf(accounts, ask)}
	if s.Owed == nil {
		return nil
	}
	s.choose(ask[payInvoice])
	s.amount(ask.Get(payAmount))
	return s
}

// accountOf is the account that a selection is about: that of its first invoice, of its currency,
// or the first.
func accountOf(all []*owed, ask url.Values) *owed {
	for _, o := range all {
		if len(ask[payInvoice]) > 0 {
			if slices.ContainsFunc(o.Items, func(i item) bool { return i.Invoice.ID.String() == ask[payInvoice][0] }) {
				return o
			}
		} else if o.Currency.String() == ask.Get(payCurrency) {
			return o
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// choose takes what is to be paid of some invoices; of none, what is due, or falls due next.
// Whoever pays all that is due pays it after credits, however it was chosen.
func (s *selection) choose(invoices []string) {
	due := s.Owed.due(s.Today)
	switch {
	case len(invoices) > 0:
		for _, i := range s.Owed.Items {
			if slices.Contains(invoices, i.Invoice.ID.String()) && i.Asked().Sign() > 0 {
				s.Items = append(s.Items, i)
			}
		}
	case len(due) > 0:
		s.Items = due
	default:
		s.Items = s.Owed.next()
	}
	s.Whole = money.Of(0, s.Owed.Currency)
	for n := range s.Items {
		s.Whole = s.Whole.Add(s.Items[n].Asked())
	}
	if all := !slices.ContainsFunc(due, func(i item) bool { return !s.chosen(&i) }); all {
		s.Deducted = s.Owed.Deducted
		s.Whole = s.Whole.Sub(s.Deducted)
	}
}

// amount takes a part of the whole where one was typed.
func (s *selection) amount(typed string) {
	s.Amount = s.Whole
	if typed = strings.TrimSpace(typed); typed == "" {
		return
	}
	part, err := s.Words.ParseAmount(typed, s.Owed.Currency)
	if err != nil || part.Sign() <= 0 || part.Cmp(s.Whole) > 0 {
		s.Wanted, s.Fault = typed, s.Words.T("portal.pay.bad_amount", "Amount", s.Whole)
		return
	}
	s.Amount = part
}

// transfer is how the selection is paid.
func (s *selection) transfer() *render.Transfer {
	t := render.TransferOf(s.Words, &s.Company, rendered(s.Items), s.Amount)
	return &t
}

// query names the selection in an address, as it was asked for.
func (s *selection) query() url.Values {
	q := url.Values{}
	for _, name := range []string{payInvoice, payAmount, payCurrency} {
		if asked := s.Ask[name]; len(asked) > 0 {
			q[name] = asked
		}
	}
	return q
}

// pay is the page on which a selection is paid.
func (s *site) pay(v *visit, w http.ResponseWriter) error {
	chosen, err := v.selected()
	if err != nil {
		return err
	}
	return v.show(w, payPage(chosen))
}

// code draws the QR code of a selection.
func (s *site) code(v *visit, w http.ResponseWriter) error {
	chosen, err := v.selected()
	if err != nil {
		return err
	}
	picture, err := chosen.transfer().Code()
	if err != nil {
		return err
	}
	if picture == nil {
		return fault.New(fault.NotFound, "no code can ask for this")
	}
	w.Header().Set("Content-Type", "image/png")
	_, err = w.Write(picture)
	return err
}

// numbers are those of the invoices that are chosen.
func (s *selection) numbers() string {
	var all []string
	for _, i := range s.Items {
		if n := i.Invoice.Number; !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return s.Words.List(all...)
}

// typed is the amount as it stands in the form; "" for all of it.
func (s *selection) typed() string {
	if s.Fault != "" {
		return s.Wanted
	}
	if s.Amount == s.Whole {
		return ""
	}
	return plainAmount(s.Amount)
}

// chosen reports whether the invoice of an item is among those that are paid.
func (s *selection) chosen(i *item) bool {
	return slices.ContainsFunc(s.Items, func(one item) bool { return one.Invoice.ID == i.Invoice.ID })
}

// first reports whether an item is the first that is open of its invoice.
func (i *item) first() bool {
	open := i.Invoice.OpenParts()
	return len(open) == 0 || open[0].Number == i.Part
}
