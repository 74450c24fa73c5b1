package web

import (
	"cmp"
	"slices"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/note"
	"acquit/internal/payment"
	"acquit/internal/plan"
	"acquit/internal/profile"
	"acquit/internal/registry"
	"acquit/internal/reply"
	"acquit/internal/settle"
	"acquit/internal/sign"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) customerRoutes() {
	s.get("/customers/{customer}", customerPage)
	s.postHold("/customers/{customer}/holds", placeHold)
	s.postHold("/customers/{customer}/holds/{hold}/lift", liftHold)
	s.accountRoutes()
	s.statementRoutes()
	s.mergeRoutes()
	s.documentRoutes()
	s.noteRoutes()
	s.conversationRoutes()
}

// customerData is all that the page of a customer shows.
type customerData struct {
	Customer  customer.Customer
	Balances  []store.Balance
	Phases    map[money.Currency]store.Decided
	Troubles  []customer.Circumstance // that last
	Decisions []collect.Decision      // by currency
	Foreseen  []collect.Planned       // the next steps, if nothing happens meanwhile
	Open      []invoice.Invoice       // credit notes included
	OnAccount []payment.Payment
	Claimed   []invoice.Invoice // beside which something was claimed that is not settled
	Deposits  []settle.Deposit  // the same that came in, with what each may be used for
	Announced []store.Entry     // that may be this customer's payments, and are not booked yet
	Contacts  []customer.Contact
	Manager   string          // what the account manager is called
	Lessons   customerLessons // how its payers are known
	Profile   profile.Profile
	Paid      []store.Paid // the last ones, the newest first
	Holds     []hold.Hold
	Agreed    []plan.Plan    // that wait or run
	ToSign    []sign.Request // that wait
	Messages  []message.Message
	Replies   []reply.Reply
	Tasks     []task.Task
	Proofs    []evidence.Attachment // attached to the customer itself
	Merged    []mergedCustomer      // that were merged into it
	Alike     []store.Pair          // it and others who may be the same
	Events    []timeline.Event
	before    store.Moment        // that the events stand before; the zero value at the newest
	Filter    store.HistoryFilter // which of them are shown
	most      int                 // how many at once
	filters   list                // the same, as the address says it
	Followed  followed            // the scenario of the first case
	Plans     []store.Plan
	Pinned    id.ID       // the scenario that a person gave by hand; zero for none
	OnTop     []note.Note // that always stand on top
	Note      *noteDraft  // nil for who may not write
}

// What one page shows of what may be long.
const (
	mostOpen     = 200
	mostEvents   = 25
	mostPrinted  = 1000 // events, where the page is shown to be printed
	mostMessages = 10
	mostTasks    = 10
)

func customerPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	d, err := loadCustomer(v, tx, i)
	if err != nil {
		return nil, err
	}
	if d.Customer.MergedInto != 0 {
		return moved{To: v.toCustomer(d.Customer.MergedInto)}, nil
	}
	return page{Title: d.Customer.Name, Place: customers, Body: customerBody(v, d)}, nil
}

// theCustomer is a customer of the company; one that does not exist is not found.
func theCustomer(tx *store.Tx, i id.ID) (customer.Customer, error) {
	c, found, err := tx.Customer(i)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such customer")
	}
	return c, err
}

// leftOnAccount is the customer's money that no debt has taken.
func leftOnAccount(tx *store.Tx, i id.ID) ([]payment.Payment, error) {
	payments, err := tx.OnAccount(i)
	return payment.Left(payments), err
}

func loadCustomer(v *visit, tx *store.Tx, i id.ID) (*customerData, error) {
	d := &customerData{}
	d.before, d.most = readMoment(v.query("before")), mostEvents
	if v.printing = v.query("print") != ""; v.printing {
		d.most = mostPrinted
	}
	if err := d.filter(v, i); err != nil {
		return nil, err
	}
	var contacts map[id.ID][]customer.Contact
	for _, load := range []func() error{
		func() (err error) { d.Customer, err = theCustomer(tx, i); return err },
		func() (err error) { d.Balances, err = tx.Balances(i); return err },
		func() (err error) { d.Decisions, err = v.Desk.Explain(tx, i, v.Today); return err },
		func() (err error) { d.Foreseen, err = v.foreseen(tx, i); return err },
		func() (err error) { d.Phases, err = tx.StoredCases(i); return err },
		func() (err error) { d.Troubles, err = v.troubled(tx, i); return err },
		func() (err error) { d.Plans, err = tx.Plans(); return err },
		func() (err error) { d.Pinned, err = tx.PinOf(i); return err },
		func() (err error) { d.Followed, err = v.followedBy(tx, d); return err },
		func() (err error) { d.Open, err = tx.OpenInvoices(i); return err },
		func() (err error) { d.Claimed, err = tx.ClaimedBeside(i, mostOpen); return err },
		func() (err error) { d.OnAccount, err = leftOnAccount(tx, i); return err },
		func() (err error) { d.Deposits, err = settle.Deposits(tx, []id.ID{i}); return err },
		func() (err error) { d.Announced, err = tx.AnnouncedFor(i, v.Today); return err },
		func() (err error) { contacts, err = tx.Contacts(i); return err },
		func() error {
			names, err := tx.NamesOf([]string{d.Customer.Manager})
			d.Manager = cmp.Or(names[d.Customer.Manager], d.Customer.Manager)
			return err
		},
		func() (err error) { d.Lessons, err = v.lessonsOf(tx, i); return err },
		func() error {
			profiles, err := tx.Profiles([]id.ID{i}, v.Today)
			d.Profile = profiles[i]
			return err
		},
		func() (err error) { d.Paid, err = tx.LastPaid(i, mostHabits); return err },
		func() (err error) { d.Holds, err = holdsOn(tx, &d.Customer); return err },
		func() (err error) { d.Agreed, err = lastingPlans(tx, i); return err },
		func() (err error) { d.ToSign, err = waitingSignatures(tx, i); return err },
		func() (err error) { d.Messages, err = tx.MessagesOf(i, mostMessages); return err },
		func() error { return learnOf(v, tx, d.Messages, versionOf) },
		func() (err error) { d.Replies, err = tx.RepliesOf(i, mostMessages); return err },
		func() (err error) { d.Tasks, err = tx.TasksOf(i, mostTasks); return err },
		func() (err error) { d.Proofs, err = tx.AttachmentsOfCustomer(i); return err },
		func() (err error) { d.Merged, err = loadMerged(tx, i); return err },
		func() (err error) { d.OnTop, err = v.pinnedNotes(tx, i); return err },
		func() (err error) { d.Note, err = v.noteAsked(tx); return err },
		func() (err error) { d.Alike, err = tx.DuplicatesOf(i, mostAlike); return err },
		func() (err error) { d.Events, err = tx.HistoryOf(i, d.Filter, d.before, d.most+1); return err },
		func() error { return v.learnEvents(tx, d.Events) },
	} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	d.Contacts = contacts[i]
	return d, nil
}

// state is what the customer owes, in one line.
func (d *customerData) state(v *visit) string {
	w := v.Words
	var owed, late []string
	var oldest date.Date
	for n := range d.Balances {
		b := &d.Balances[n]
		if b.Items == 0 {
			continue
		}
		owed = append(owed, w.Money(amountOf(b, b.Open)))
		overdue := d.overdue(v, amountOf(b, 0).Currency)
		if overdue.Sign() > 0 {
			late = append(late, w.Money(overdue))
			if oldest == date.None || b.OldestOn < oldest {
				oldest = b.OldestOn
			}
		}
	}
	switch {
	case len(owed) == 0:
		return w.T("web.customer.owes_nothing")
	case len(late) == 0:
		return w.T("web.customer.owes", "Amount", w.List(owed...))
	}
	return w.T("web.customer.owes_late", "Amount", w.List(owed...), "Late", w.List(late...), "Days", w.N("word.n_days", int(v.Today-oldest)))
}

// overdue is what is past due in a currency, instalment by instalment.
func (d *customerData) overdue(v *visit, c money.Currency) money.Amount {
	sum := money.Of(0, c)
	for n := range d.Open {
		i := &d.Open[n]
		if i.Open.Currency != c || i.Open.Sign() < 0 {
			continue
		}
		for _, p := range i.OpenParts() {
			if p.DueOn < v.Today {
				sum = sum.Add(p.Amount)
			}
		}
	}
	return sum
}

func (d *customerData) facts(v *visit) []ui.Fact {
	w, c := v.Words, &d.Customer
	var facts []ui.Fact
	for n := range d.Balances {
		b := &d.Balances[n]
		if b.Items == 0 && b.OnAccount == 0 {
			continue
		}
		open := amountOf(b, b.Open)
		facts = append(facts, ui.Fact{Label: w.Cap("word.outstanding"), Value: ui.Sum(w, open)},
			ui.Fact{Label: w.Cap("word.overdue"), Value: ui.Money(w, d.overdue(v, open.Currency))})
		if b.Items > 0 {
			facts = append(facts, ui.Fact{Label: w.Cap("word.phase"), Value: ui.Link(phaseName(w, d.Phases[open.Currency].Phase), v.toCase(c.ID, open.Currency))})
		}
		if claimed := d.claimedIn(open.Currency); !claimed.IsZero() {
			facts = append(facts, ui.Fact{Label: w.T("claim.claimed"), Value: ui.Link(w.Money(claimed), "#claimed")})
		}
		if b.OnAccount != 0 {
			facts = append(facts, ui.Fact{Label: w.T("web.on_account"), Value: ui.Money(w, amountOf(b, b.OnAccount))})
		}
	}
	facts = append(facts, d.markFacts(v)...)
	return append(facts,
		d.fact(v, "number", w.T("web.field.number"), c.Number),
		d.fact(v, "kind", w.T("web.field.kind"), kindName(w, c.Kind)),
		ui.Fact{Label: w.T("profile.payer"), Value: ui.Words(payerName(w, d.Profile.Kind))},
		ui.Fact{Label: w.Cap("word.scenario"), Value: followedLine(v, &d.Followed)},
		d.fact(v, "language", w.T("web.field.language"), languageName(w, c.Language)),
		d.fact(v, "street", w.T("web.field.address"), address(c)),
		d.fact(v, "vat_id", w.T("web.field.vat_id"), registry.PrintVAT(c.VATID, c.Country)),
		d.fact(v, "enterprise_number", w.T("web.field.enterprise_number"), registry.PrintEnterprise(c.EnterpriseNumber, c.Country)),
		d.fact(v, "terms_days", w.T("web.field.terms_days"), d.terms(v)))
}

// fact is a field of the customer, with a mark when it was edited here.
func (d *customerData) fact(v *visit, field, label, value string) ui.Fact {
	if value == "" {
		value = "–"
	}
	return d.edited(v, field, ui.Fact{Label: label, Value: ui.Words(value)})
}

// edited is a fact, with a mark when its field was edited here.
func (d *customerData) edited(v *visit, field string, f ui.Fact) ui.Fact {
	if d.Customer.EditedHere(field) {
		f.Value = editedHere(v.Words, f.Value)
	}
	return f
}

func (d *customerData) terms(v *visit) string {
	if d.Customer.TermsDays == nil {
		return v.Words.T("web.customer.usual_terms", "Days", v.Words.N("word.n_days", v.Company.Policy.TermsDays))
	}
	return v.Words.N("word.n_days", *d.Customer.TermsDays)
}

// address is a customer's address on one line.
func address(c *customer.Customer) string {
	line := c.Street
	if place := joinWords(c.Postcode, c.City); place != "" {
		line = joinList(line, place)
	}
	return joinList(line, c.Country)
}

func joinWords(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

func joinList(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// held reports whether an invoice is held today.
func (d *customerData) held(i id.ID, today date.Date) bool {
	return slices.ContainsFunc(d.Holds, func(h hold.Hold) bool { return h.Invoice == i && h.HoldsOn(today) })
}

// onPlan reports whether an invoice is paid in instalments that were agreed.
func (d *customerData) onPlan(i id.ID) bool {
	return slices.ContainsFunc(d.Agreed, func(p plan.Plan) bool {
		return p.State == plan.Running && slices.ContainsFunc(p.Shares, func(s plan.Share) bool { return s.Invoice == i })
	})
}

// numberOf is the number of an open invoice of the customer; "" for another.
func (d *customerData) numberOf(i id.ID) string {
	for n := range d.Open {
		if d.Open[n].ID == i {
			return d.Open[n].Number
		}
	}
	return ""
}

// liveHolds are the holds that hold today.
func (d *customerData) liveHolds(today date.Date) []hold.Hold {
	var live []hold.Hold
	for _, h := range d.Holds {
		if h.HoldsOn(today) {
			live = append(live, h)
		}
	}
	return live
}

// events are the events that are shown, and the address of earlier ones.
func (d *customerData) events(v *visit) (shown []timeline.Event, earlier string) {
	if len(d.Events) <= d.most {
		return d.Events, ""
	}
	shown = d.Events[:d.most]
	return shown, d.filters.with("before", writeMoment(&shown[d.most-1])) + "#timeline"
}

// ref names the customer that an act is about.
func (v *visit) ref() (customer.Ref, error) {
	i, err := v.id("customer")
	return customer.Ref{Company: v.Company.ID, Customer: i}, err
}
