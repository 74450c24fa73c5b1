package web

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) callRoutes() {
	s.getWork("/customers/{customer}/call", callPage)
	s.post("/customers/{customer}/call", noteCall)
	s.post("/customers/{customer}/contacts/{contact}/dial", dialAgain)
}

// toCall is the address of a call to a customer.
func (v *visit) toCall(c id.ID) string { return v.to("customers", c.String(), "call") }

// callData is a call to a customer, or one that somebody had: what to know, whom to call, and
// how it went. Values of the form are as typed.
type callData struct {
	*visit
	Customer customer.Customer
	Contacts []customer.Contact
	Balances []store.Balance
	Open     []invoice.Invoice // what is open to be paid, the oldest first, at most mostOpen
	Holds    []hold.Hold
	Events   []timeline.Event
	Script   *collect.Prepared // the step of the follow-up that the call is; nil for none
	How      collect.Reached   // "" while it is not said
	Follows  collect.Following
	Unclear  string // why it is not known what follows
	refusal
}

// mostTold is how many of the last events are looked through for contacts and broken promises.
const mostTold = 200

// mostContacts is how many of the last contacts stand beside a call.
const mostContacts = 6

func callPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	return v.callForm(tx, i, nil)
}

// callForm is the page of a call, after a refusal with what was wrong.
func (v *visit) callForm(tx *store.Tx, i id.ID, why error) (answer, error) {
	d := &callData{visit: v}
	if how := collect.Reached(v.query("how")); slices.Contains(collect.Ends(), how) {
		d.How = how
	}
	if err := d.load(tx, i); err != nil {
		return nil, err
	}
	if why != nil {
		d.refusal = v.refusalOf(why)
	} else if d.How != "" {
		if err := d.foresee(tx); err != nil {
			return nil, err
		}
	}
	return page{Title: v.Words.T("call.title", "Customer", d.Customer.Name), Place: customers, Status: formStatus(d.Problem), Body: callBody(d)}, nil
}

func (d *callData) load(tx *store.Tx, i id.ID) error {
	for _, load := range []func() error{
		func() (err error) { d.Customer, err = theCustomer(tx, i); return err },
		func() error {
			all, err := tx.Contacts(i)
			d.Contacts = all[i]
			return err
		},
		func() (err error) { d.Balances, err = tx.Balances(i); return err },
		func() (err error) { d.Open, err = tx.OpenInvoices(i); return err },
		func() (err error) { d.Holds, err = holdsOn(tx, &d.Customer); return err },
		func() (err error) { d.Events, err = tx.Timeline(i, 0, mostTold); return err },
		func() error { return d.loadScript(tx) },
	} {
		if err := load(); err != nil {
			return err
		}
	}
	d.Open = slices.DeleteFunc(d.Open, func(i invoice.Invoice) bool { return i.Open.Sign() <= 0 })
	d.Open = d.Open[:min(len(d.Open), mostOpen)]
	return nil
}

// loadScript finds the step of the follow-up that waits to be made by telephone.
func (d *callData) loadScript(tx *store.Tx) error {
	waiting, err := tx.TasksOf(d.Customer.ID, mostTasks)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(waiting, func(t task.Task) bool { return t.Kind == task.Call })
	if n < 0 {
		return nil
	}
	m, found, err := tx.MessageByID(waiting[n].Subject)
	if err != nil || !found {
		return err
	}
	if err := d.learn(tx, m.Scenario); err != nil {
		return err
	}
	p, err := d.Desk.Compose(tx, &m, d.Today)
	if p.Case != nil {
		d.Script = &p
	}
	return err
}

// foresee says what follows from the call as the form stands; a form that is not filled in yet is
// read as it will be.
func (d *callData) foresee(tx *store.Tx) error {
	c, err := d.callAsked()
	if err != nil {
		d.Unclear = d.Words.Fault(err)
		return nil
	}
	c.Customer = d.Customer.ID
	c.Message, c.Note = d.step(), cmp.Or(c.Note, "–")
	c.PromisedOn = cmp.Or(c.PromisedOn, d.promiseDay())
	if c.How == collect.CallAgain {
		c.AgainOn = cmp.Or(c.AgainOn, d.tomorrow())
	}
	if c.How == collect.Contests && len(c.Invoices) == 0 && len(d.Open) > 0 {
		c.Invoices = []id.ID{d.Open[0].ID}
	}
	d.Follows, err = d.Desk.AfterCall(tx, c, d.Today)
	if k := fault.KindOf(err); k == fault.Invalid || k == fault.NotFound {
		d.Unclear, err = d.Words.Fault(err), nil
	}
	return err
}

// step is the message that the call is about; zero for none.
func (d *callData) step() id.ID {
	if d.Script == nil || d.query("incoming") != "" {
		return 0
	}
	return d.Script.Message.ID
}

// tomorrow is the next day on which people are at work.
func (d *callData) tomorrow() date.Date {
	return d.Calendar.AddBusinessDays(d.Company.Place(), d.Today, 1)
}

// promiseDay is the day for which payment is ordinarily promised: in a week.
func (d *callData) promiseDay() date.Date {
	return d.Calendar.NextBusinessDay(d.Company.Place(), d.Today.AddDays(7))
}

// callAsked reads the form of a call.
func (v *visit) callAsked() (c collect.Call, err error) {
	c = collect.Call{How: collect.Reached(v.query("how")), Incoming: v.query("incoming") != "", With: v.query("with"), Note: v.query("note"), AgainAt: v.query("at")}
	for name, to := range map[string]*date.Date{"on": &c.On, "promised": &c.PromisedOn, "paid": &c.PaidOn, "again": &c.AgainOn} {
		if *to, err = v.day(name); err != nil {
			return c, fault.At(0, name, "%q is not a day written as YYYY-MM-DD", v.query(name))
		}
	}
	if v.query("invoice") != "" {
		if c.Invoices, err = v.ids("invoice"); err != nil {
			return c, err
		}
	}
	if who := v.query("contact"); who != "" {
		if c.Contact, err = id.Parse(who); err != nil {
			return c, err
		}
	}
	if words := v.query("amount"); words != "" {
		currency, err := money.ParseCurrency(cmp.Or(v.query("amount_currency"), v.Company.Currency.String()))
		if err != nil {
			return c, err
		}
		if c.Amount, err = v.Words.ParseAmount(words, currency); err != nil {
			return c, fault.At(0, "amount", "%q is not an amount", words)
		}
	}
	return c, nil
}

func noteCall(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	c, err := v.callAsked()
	if err == nil {
		c.Customer = ref.Customer
		if step := v.form("message"); step != "" && !c.Incoming {
			c.Message, err = id.Parse(step)
		}
	}
	if err == nil {
		err = v.completeCall(&c)
	}
	if err == nil {
		err = v.Desk.NoteCall(v.Request.Context(), v.Company.ID, c, v.actor(), v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.callForm(tx, ref.Customer, err) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.backTo(v.toCustomer(ref.Customer)), Toast: ui.Toast{Text: v.Words.T("call.noted." + string(c.How))}}, nil
}

// completeCall says in words whom a call was with, and why what follows from it is held.
func (v *visit) completeCall(c *collect.Call) error {
	if c.How == collect.PaysAlready {
		c.Reason = v.Words.T("call.reason_paid")
	}
	if c.Contact == 0 {
		return nil
	}
	return v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) error {
		k, err := tx.ContactByID(c.Contact)
		if err == nil && c.With == "" {
			c.With = joined(contactName(&k), k.Phone)
		}
		return err
	})
}

// dialAgain says that a number is the contact's after all.
func dialAgain(v *visit) (answer, error) { return v.reinstate(v.Desk.TryNumber, "call.number_tried") }

// state says in one line what kind of call it is.
func (d *callData) state() string {
	switch {
	case d.query("incoming") != "":
		return d.Words.T("call.state_in")
	case d.Script != nil:
		return d.Words.T("call.state_step", "Step", explain.StepName(d.Words, &d.Script.Step), "Count", d.Script.Message.Attempts, "Most", collect.MostCalls)
	}
	return d.Words.T("call.state_free")
}

// facts are what to know before calling.
func (d *callData) facts() (facts []ui.Fact) {
	w := d.Words
	for n := range d.Balances {
		b := &d.Balances[n]
		if b.Items == 0 {
			continue
		}
		facts = append(facts, ui.Fact{Label: w.Cap("word.outstanding"), Value: ui.Sum(w, amountOf(b, b.Open))})
		if b.OldestOn != date.None && b.OldestOn < d.Today {
			facts = append(facts, ui.Fact{Label: w.T("call.since"), Value: ui.Words(joined(w.ShortDate(b.OldestOn), w.N("word.n_days_late", int(d.Today-b.OldestOn))))})
		}
	}
	broken := 0
	for _, e := range d.Events {
		if e.Kind == timeline.PromiseBroken {
			broken++
		}
	}
	if broken > 0 {
		facts = append(facts, ui.Fact{Label: w.T("call.broken"), Value: ui.Words(w.Int(int64(broken)))})
	}
	return append(facts, ui.Fact{Label: w.T("web.field.language"), Value: ui.Words(languageName(w, d.Customer.Language))})
}

// contacted are the last times that something was said, on either side.
func (d *callData) contacted() (all []timeline.Event) {
	said := []timeline.Kind{timeline.MessageSent, timeline.CallMade, timeline.CallMissed, timeline.ReplyCame, timeline.HoldPlaced, timeline.PromiseBroken}
	for _, e := range d.Events {
		if slices.Contains(said, e.Kind) && len(all) < mostContacts {
			all = append(all, e)
		}
	}
	return all
}

// withNumber are the contacts who have a number, those first who may be called and pay.
func (d *callData) withNumber() []customer.Contact {
	all := slices.DeleteFunc(slices.Clone(d.Contacts), func(c customer.Contact) bool { return c.Phone == "" })
	rank := func(c *customer.Contact) int {
		switch {
		case !c.Callable():
			return 2
		case c.Position == customer.Accountant || c.Position == customer.Payer:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b customer.Contact) int { return rank(&a) - rank(&b) })
	return all
}

// contact is whom the call was with: as chosen, or else whom one calls first.
func (d *callData) contact() string {
	if d.Request.Form.Has("contact") {
		return d.query("contact")
	}
	return d.contactOptions()[0].Value
}

// contactOptions are whom the call was with.
func (d *callData) contactOptions() (all []ui.Option) {
	for _, c := range d.withNumber() {
		if c.Callable() {
			all = append(all, ui.Option{Value: c.ID.String(), Label: joined(contactName(&c), c.Phone)})
		}
	}
	return append(all, ui.Option{Label: d.Words.T("call.somebody_else")})
}

// endKeys are the keys of the ends of a call, in their order.
var endKeys = [...]string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "r"}

// ends are the buttons that say how it went. Who called was reached.
func (d *callData) ends() (all []ui.LinkSpec) {
	icons := map[collect.Reached]ui.Icon{collect.Called: ui.IconCheck, collect.Promised: ui.IconPromised, collect.Contests: ui.IconDisputed, collect.PaysAlready: ui.IconPayment,
		collect.WantsCopy: ui.IconInvoices, collect.Elsewhere: ui.IconPerson, collect.Unreached: ui.IconCall, collect.VoiceMail: ui.IconMessages, collect.CallAgain: ui.IconSnooze,
		collect.WrongNumber: ui.IconError, collect.Refused: ui.IconClose}
	incoming := d.query("incoming") != ""
	for n, how := range collect.Ends() {
		if incoming && !how.Spoke() && how != collect.CallAgain || len(d.Open) == 0 && (how == collect.Promised || how == collect.Contests) {
			continue
		}
		l := ui.LinkSpec{Label: endName(d.Words, how), Icon: icons[how], Key: endKeys[n], Href: d.here("how", string(how)) + "#outcome"}
		if how == d.How {
			l.Kind = ui.ButtonPrimary
		}
		all = append(all, l)
	}
	return all
}

// here is the address of the call with something else about it.
func (d *callData) here(name, value string) string {
	pairs := []string{name, value}
	for _, kept := range []string{"how", "incoming", "back"} {
		if is := d.query(kept); kept != name && is != "" {
			pairs = append(pairs, kept, is)
		}
	}
	return asked(d.toCall(d.Customer.ID), pairs...)
}

func endName(w *locale.Words, how collect.Reached) string { return w.T("call.end." + string(how)) }

// needs reports whether the form asks for something, by what was said.
func (d *callData) needs(all ...collect.Reached) bool { return slices.Contains(all, d.How) }

// field is the value of a field: as typed, or else what is ordinarily chosen.
func (d *callData) field(name, otherwise string) string { return cmp.Or(d.query(name), otherwise) }

// chosen reports whether an invoice was chosen.
func (d *callData) chosen(i id.ID) bool {
	all, err := d.ids("invoice")
	return err == nil && slices.Contains(all, i)
}

func (d *callData) invoiceOptions() (all []ui.Option) {
	for n := range d.Open {
		i := &d.Open[n]
		all = append(all, ui.Option{Value: i.ID.String(), Label: d.invoiceLine(i)})
	}
	return all
}

// invoiceLine is an invoice as it is spoken of.
func (d *callData) invoiceLine(i *invoice.Invoice) string {
	late := ""
	if i.DueOn < d.Today {
		late = d.Words.N("word.n_days_late", int(d.Today-i.DueOn))
	}
	return joined(i.Number, d.Words.Money(i.Open), late)
}

// amountCurrency is the currency of an amount that is typed.
func (d *callData) amountCurrency() money.Currency {
	if len(d.Open) > 0 {
		return d.Open[0].Open.Currency
	}
	return d.Company.Currency
}

// follows says what happens after the call, sentence by sentence.
func (d *callData) follows() (all []string) {
	w, f := d.Words, &d.Follows
	say := func(key string, args ...any) { all = append(all, w.T("call.follows."+key, args...)) }
	if d.Unclear != "" {
		return []string{d.Unclear}
	}
	if d.step() != 0 && d.How.Spoke() {
		say("step", "Step", explain.StepName(w, &d.Script.Step))
	}
	switch {
	case d.needs(collect.Promised, collect.PaysAlready):
		say(string(d.How), "Day", f.Held)
	case d.needs(collect.Unreached, collect.VoiceMail) && d.step() != 0:
		all = append(all, d.tries())
		return all
	case d.needs(collect.Unreached, collect.VoiceMail):
		if d.Request.FormValue("again") == "" && d.Request.Form.Has("again") {
			say("noted")
		} else {
			all = append(all, d.comesBack())
		}
	case d.needs(collect.CallAgain):
		all = append(all, d.comesBack())
	case d.needs(collect.Contests, collect.WantsCopy, collect.Elsewhere, collect.WrongNumber):
		say(string(d.How))
	}
	return append(all, d.next())
}

// comesBack says when the call is to be made.
func (d *callData) comesBack() string {
	if at := d.query("at"); at != "" {
		return d.Words.T("call.follows.again_at", "Day", d.againOn(), "Time", at)
	}
	return d.Words.T("call.follows.again", "Day", d.againOn())
}

// againOn is the day on which somebody is called again.
func (d *callData) againOn() date.Date {
	on, err := d.day("again")
	if err != nil || on == date.None {
		return d.tomorrow()
	}
	return on
}

// tries says what becomes of a step that reached nobody.
func (d *callData) tries() string {
	if n := d.Script.Message.Attempts; n < collect.MostCalls {
		return d.Words.T("call.follows.tries", "Count", n, "Most", collect.MostCalls, "Day", d.againOn())
	}
	return d.Words.T("call.follows.other_way", "Most", collect.MostCalls)
}

// next says which message leaves first, and when.
func (d *callData) next() string {
	p := d.Follows.Next
	switch {
	case p == nil && d.Follows.Open:
		return d.Words.T("call.follows.nothing_held")
	case p == nil:
		return d.Words.T("call.follows.nothing")
	}
	w := explain.Named(d.Words, p.Scenario)
	return d.Words.T("call.follows.next", "Day", p.On, "Step", explain.Step(w, p.Assessment.Step.Key), "Channel", explain.Channel(d.Words, p.Assessment.Channel))
}

// callSentence says that somebody was called, or called, and how it went.
func callSentence(w *locale.Words, d *timeline.Data) string {
	way := "out"
	if d.Cause != "" {
		way = "in"
	}
	return w.T("call.event_"+way, "End", endName(w, collect.Reached(d.Code)))
}

// callDetail is with whom and what was said.
func callDetail(w *locale.Words, d *timeline.Data) string {
	all := []string{strings.Join(d.To, ", "), amountWords(w, d), strings.Join(d.Numbers, ", ")}
	if d.Promised != date.None {
		all = append(all, w.LongDate(d.Promised))
	}
	if d.Day != date.None {
		all = append(all, w.LongDate(d.Day))
	}
	return joined(append(all, d.Text)...)
}
