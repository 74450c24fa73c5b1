package web

import (
	"cmp"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// holdForm asks for a hold on a customer, on one currency of it, or on one invoice. Values
// are as typed.
type holdForm struct {
	*visit
	Customer   id.ID
	Name       string
	Invoice    id.ID  // zero: the customer
	Number     string // of the invoice
	Back       string
	Currencies []money.Currency // in which the customer owes, where these are several
	Currency   money.Currency   // of an amount
	Values     map[string]string
	refusal
}

// holdFormOf is the form about a customer who owes so much.
func (v *visit) holdFormOf(c *customer.Customer, balances []store.Balance) *holdForm {
	f := &holdForm{visit: v, Customer: c.ID, Name: c.Name, Back: v.toCustomer(c.ID), Currency: v.Company.Currency, Values: map[string]string{}}
	for n := range balances {
		if balances[n].Items > 0 {
			f.Currencies = append(f.Currencies, amountOf(&balances[n], 0).Currency)
		}
	}
	if len(f.Currencies) > 0 && !slices.Contains(f.Currencies, f.Currency) {
		f.Currency = f.Currencies[0]
	}
	if len(f.Currencies) == 1 {
		f.Currencies = nil
	}
	return f
}

func (d *customerData) holdForm(v *visit) *holdForm { return v.holdFormOf(&d.Customer, d.Balances) }

// holdForm is the form about the invoice.
func (d *invoiceData) holdForm(v *visit) *holdForm {
	f := v.holdFormOf(&d.Customer, nil)
	f.Invoice, f.Number, f.Back, f.Currency = d.Invoice.ID, d.Invoice.Number, v.toInvoice(d.Invoice.ID), d.Invoice.Owed.Currency
	return f
}

// causes are what the person may give as the reason of a hold here, the most general first.
// Plans and disputes bring their own holds.
func (f *holdForm) causes() []hold.Cause {
	switch {
	case f.Role == user.Sales:
		return []hold.Cause{hold.BySales}
	case f.Invoice != 0:
		return []hold.Cause{hold.ByPerson, hold.ForPromise, hold.BySales}
	}
	return []hold.Cause{hold.ByPerson, hold.ForPromise, hold.ForReply, hold.BySales}
}

// wideCauses are those of a hold on several customers.
func (v *visit) wideCauses() []hold.Cause {
	if v.Role == user.Sales {
		return []hold.Cause{hold.BySales}
	}
	return []hold.Cause{hold.ByPerson, hold.BySales}
}

// causeValue is a cause as a form names it.
func causeValue(c hold.Cause) string { return cmp.Or(string(c), "person") }

func causeName(w *locale.Words, c hold.Cause) string { return w.T("hold.cause." + causeValue(c)) }

func causeOptions(w *locale.Words, all []hold.Cause) []ui.Option {
	options := make([]ui.Option, len(all))
	for n, c := range all {
		options[n] = ui.Option{Value: causeValue(c), Label: causeName(w, c)}
	}
	return options
}

// cause is the cause that a form names: a person's own where it names none. Who works in
// sales holds for sales, whatever the form says.
func (v *visit) cause() hold.Cause {
	c := hold.Cause(v.query("cause"))
	switch {
	case v.Role == user.Sales:
		return hold.BySales
	case c == "person":
		return hold.ByPerson
	}
	return c
}

// untilHint says how long a hold may last.
func (v *visit) untilHint() string {
	w := v.Words
	limit := w.T("hold.until_sales_any")
	if most := v.Company.Policy.SalesHoldDays; most > 0 {
		limit = w.T("hold.until_sales", "Day", v.Today.AddDays(most))
	}
	if v.Role == user.Sales {
		return limit
	}
	return w.T("web.hold.until_hint") + " " + limit
}

// currencyOptions say what a hold is about where a customer owes in several currencies.
func (f *holdForm) currencyOptions() []ui.Option {
	all := []ui.Option{{Label: f.Words.T("hold.about_all")}}
	for _, c := range f.Currencies {
		all = append(all, ui.Option{Value: c.String(), Label: f.Words.T("hold.about_currency", "Currency", c.String())})
	}
	return all
}

func placeHold(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	h, err := v.holdAsked()
	if err == nil {
		h, err = v.Desk.PlaceHold(v.Request.Context(), ref, h, v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.holdAgain(tx, ref.Customer, err) })
	}
	if err != nil {
		return nil, err
	}
	said := v.Words.T("web.hold.placed")
	if h.Cause == hold.ForReply {
		said = v.Words.T("hold.answered")
	}
	return moved{To: v.backTo(v.toCustomer(ref.Customer)), Toast: ui.Toast{Text: said,
		Undo: v.to("customers", ref.Customer.String(), "holds", h.ID.String(), "lift")}}, nil
}

// holdAsked reads the form of a hold.
func (v *visit) holdAsked() (h hold.Hold, err error) {
	h = hold.Hold{Cause: v.cause(), Reason: v.form("reason"), Everything: v.form("everything") != "", PlacedBy: v.actor()}
	for name, to := range map[string]*date.Date{"until": &h.Until, "promised": &h.PromisedOn} {
		if *to, err = v.day(name); err != nil {
			return h, fault.At(0, name, "%q is not a day written as YYYY-MM-DD", v.form(name))
		}
	}
	if about := v.form("invoice"); about != "" {
		if h.Invoice, err = id.Parse(about); err != nil {
			return h, err
		}
	}
	if c := v.form("currency"); c != "" {
		if h.Currency, err = money.ParseCurrency(c); err != nil {
			return h, err
		}
	}
	if words := v.form("amount"); words != "" && h.Cause == hold.ForPromise {
		currency, err := money.ParseCurrency(cmp.Or(v.form("currency"), v.form("amount_currency"), v.Company.Currency.String()))
		if err != nil {
			return h, err
		}
		if h.Amount, err = v.Words.ParseAmount(words, currency); err != nil {
			return h, fault.At(0, "amount", "%q is not an amount", words)
		}
	}
	return h, nil
}

// holdAgain is the form once more, with what was wrong with it.
func (v *visit) holdAgain(tx *store.Tx, c id.ID, why error) (answer, error) {
	who, err := theCustomer(tx, c)
	if err != nil {
		return nil, err
	}
	balances, err := tx.Balances(c)
	if err != nil {
		return nil, err
	}
	f := v.holdFormOf(&who, balances)
	if about, err := id.Parse(v.form("invoice")); err == nil {
		i, found, err := tx.Invoice(about)
		if err != nil {
			return nil, err
		}
		if found && i.Customer == c {
			f = (&invoiceData{Customer: who, Invoice: i}).holdForm(v)
		}
	}
	for _, name := range []string{"cause", "currency", "promised", "amount", "until", "reason", "everything"} {
		f.Values[name] = v.form(name)
	}
	f.refusal = v.refusalOf(why)
	return page{Title: v.Words.T("web.hold.title"), Place: customers, Status: formStatus(f.Problem), Body: holdPage(f)}, nil
}

func liftHold(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	i, err := v.id("hold")
	if err != nil {
		return nil, err
	}
	if v.Role == user.Sales {
		_, err = v.Desk.LiftSalesHolds(v.Request.Context(), v.Company.ID, []id.ID{i}, v.actor(), v.Today)
	} else {
		err = v.Desk.LiftHold(v.Request.Context(), ref, i, v.actor(), v.Today)
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.backTo(v.toCustomer(ref.Customer)), Toast: ui.Toast{Text: v.Words.T("web.hold.lifted")}}, nil
}

// mayLift reports whether the person may lift a hold.
func (v *visit) mayLift(h *hold.Hold) bool {
	return v.mayWork() || v.Role == user.Sales && h.Cause == hold.BySales
}

// mayHold reports whether to show what keeps reminders back.
func (v *visit) mayHold() bool { return v.Role.MayHold() }

// holdEffect says what a hold on the customer, or on one invoice, keeps back.
func (f *holdForm) effect() string {
	if f.Invoice != 0 {
		return f.Words.T("web.hold.effect_invoice")
	}
	return f.Words.T("web.hold.effect_customer")
}

// holdWords says what a hold holds, until when and why.
func (d *customerData) holdWords(v *visit, h *hold.Hold) (title, text string) {
	w := v.Words
	switch number := d.numberOf(h.Invoice); {
	case h.Invoice != 0 && h.Cause == hold.ForDispute && !h.Amount.IsZero():
		title = w.T("hold.part_contested", "Invoice", number, "Amount", h.Amount)
	case number != "" && h.Until != date.None:
		title = w.T("web.hold.invoice_until", "Invoice", number, "Day", h.Until)
	case h.Invoice != 0:
		title = w.T("web.hold.invoice", "Invoice", number)
	case h.Until != date.None:
		title = w.T("web.hold.customer_until", "Day", h.Until)
	default:
		title = w.T("web.hold.customer")
	}
	if about := wideWords(w, h); about != "" {
		title = joined(title, about)
	}
	return title, joined(causeWords(w, h), holdBy(v, h))
}

// holdBy says who placed a hold, when and with which words.
func holdBy(v *visit, h *hold.Hold) string {
	if h.Reason == "" {
		return joined(placer(v.Words, h.PlacedBy), v.stamp(h.PlacedAt))
	}
	return v.Words.T("web.hold.by", "Reason", h.Reason, "Person", placer(v.Words, h.PlacedBy), "Time", v.stamp(h.PlacedAt))
}

// wideWords say what a hold is about that is not simply a customer or an invoice; "" for
// those.
func wideWords(w *locale.Words, h *hold.Hold) string {
	switch {
	case h.Customer == 0 && h.Label != "":
		return w.T("hold.on_label", "Label", h.Label)
	case h.Customer == 0:
		return w.T("hold.on_all")
	case h.Invoice == 0 && h.Currency != (money.Currency{}) && h.Amount.IsZero():
		return w.T("hold.about_currency", "Currency", h.Currency.String())
	}
	return ""
}

// causeWords say what brought a hold about, with what was promised or is contested; "" for a
// person's own.
func causeWords(w *locale.Words, h *hold.Hold) string {
	name := causeName(w, h.Cause)
	switch {
	case h.Cause == hold.ByPerson:
		name = ""
	case h.Cause == hold.ForPromise && h.Amount.IsZero():
		name = joined(name, w.T("hold.promise_all", "Day", h.PromisedOn))
	case h.Cause == hold.ForPromise:
		name = joined(name, w.T("hold.promise_part", "Amount", h.Amount, "Day", h.PromisedOn))
	case !h.Amount.IsZero():
		name = joined(name, w.Money(h.Amount))
	}
	if h.Everything {
		name = joined(name, w.T("hold.all_messages"))
	}
	return name
}

// liftLabel is the button that ends a hold.
func liftLabel(w *locale.Words, h *hold.Hold) string {
	if h.Cause == hold.ForReply {
		return w.T("hold.dealt_with")
	}
	return w.T("web.hold.lift")
}

// title names what the form is about.
func (f *holdForm) title() string { return cmp.Or(f.Number, f.Name) }

func (f *holdForm) hidden() []ui.Param {
	all := []ui.Param{{Name: "back", Value: f.Back}, {Name: "amount_currency", Value: f.Currency.String()}}
	if f.Invoice != 0 {
		all = append(all, param("invoice", f.Invoice))
	}
	return all
}
