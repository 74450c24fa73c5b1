package collect

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
)

// Looked is a message as it would be said, for a look at it.
type Looked struct {
	Customer string // name
	Language string // code of the language that it is in
	Mail     render.Mail
}

// Look composes the message that a step of a scenario would say to a customer today, as it
// is composed before it leaves, and stores nothing. It is said whether the step is due or not,
// in the currency in which the customer owes most, of all that is open there. language is the
// one to say it in; "" for the customer's own.
//
// Errors: NotFound for a step or customer that does not exist; Invalid for what cannot be said,
// such as a customer who owes nothing.
func (d *Desk) Look(tx *store.Tx, customer id.ID, scenario *dunning.Scenario, key, language string, today date.Date) (l Looked, err error) {
	r, words, err := d.supposedly(tx, customer, scenario, key, language, message.Mail, today)
	if r.Customer != nil {
		l = Looked{Customer: r.Customer.Name, Language: r.Customer.Language}
	}
	if err == nil {
		l.Mail, err = r.Mail(words)
	}
	return l, err
}

// LookSpoken says the lines that a step would say to a customer today by SMS or on the telephone:
// in the company's own words where it has some in the language, else in the program's.
//
// Errors: as Look.
func (d *Desk) LookSpoken(tx *store.Tx, customer id.ID, scenario *dunning.Scenario, key, language string, channel message.Channel, today date.Date) ([]string, error) {
	r, words, err := d.supposedly(tx, customer, scenario, key, language, channel, today)
	if err != nil {
		return nil, err
	}
	step, _ := scenario.Step(key)
	return r.Say(words, spoken(words, &step, channel, r.Customer.Language))
}

// spoken is what a step says without a page, in the template language of render.
func spoken(w *locale.Words, step *dunning.Step, channel message.Channel, language string) string {
	if own, found := step.Spoken(channel, language); found {
		return own
	}
	return render.StandardSpoken(w, channel)
}

// supposedly is the reminder that a step would be to a customer today, before it is written.
func (d *Desk) supposedly(tx *store.Tx, customer id.ID, scenario *dunning.Scenario, key, language string, channel message.Channel, today date.Date) (r render.Reminder, w *locale.Words, err error) {
	set, err := d.setting(tx)
	if err != nil {
		return r, nil, err
	}
	cases, err := set.cases(tx, []id.ID{customer})
	if err != nil {
		return r, nil, err
	}
	c := largest(cases)
	if c == nil {
		return r, nil, fault.New(fault.Invalid, "the customer owes nothing: choose another one to look at a message")
	}
	a, found := supposed(c, scenario, key, today)
	if !found {
		return r, nil, fault.New(fault.NotFound, "the step %q is gone", key)
	}
	a.Channel = channel
	c.Customer.Language = cmp.Or(language, c.Customer.Language)
	if err := set.gather(tx, []*store.Case{c}); err != nil {
		return r, nil, err
	}
	r, _, err = d.drafted(set, c, scenario, &a, today, nil)
	return r, d.in(&c.Customer), err
}

// largest is the case with most that is open; nil where nothing is.
func largest(cases []*store.Case) (largest *store.Case) {
	most := int64(0)
	for _, c := range cases {
		if owes := debtor(c).Owes.Minor; owes > most {
			largest, most = c, owes
		}
	}
	return largest
}

// supposed is the decision to take a step with everything that is open today: what is late, or
// all where nothing is.
func supposed(c *store.Case, scenario *dunning.Scenario, key string, today date.Date) (a dunning.Assessment, found bool) {
	step, found := scenario.Step(key)
	if !found {
		return a, false
	}
	a = dunning.Assess(&c.Snapshot, scenario, today)
	late := slices.ContainsFunc(a.Items, func(d dunning.Decision) bool { return d.Item.DueOn < today })
	for n := range a.Items {
		i := &a.Items[n]
		i.Listed, i.Due, i.Step, i.Times = true, !late || i.Item.DueOn < today, key, 1
	}
	a.Verdict, a.Step, a.Channel = dunning.Act, step, message.Mail
	return a, true
}

// LookAtThanks composes the thanks of a scenario to a customer, for what was paid last.
//
// Errors: Invalid for a customer who has paid nothing yet.
func (d *Desk) LookAtThanks(tx *store.Tx, customer id.ID, scenario *dunning.Scenario, language string, today date.Date) (l Looked, err error) {
	thanks, err := thanksFor(tx, customer, today)
	if err != nil {
		return l, err
	}
	l = Looked{Customer: thanks.Customer.Name, Language: cmp.Or(language, thanks.Customer.Language)}
	thanks.Informal = scenario.Informal
	if scenario.Thanks != nil {
		if own, found := scenario.Thanks.Texts[l.Language]; found {
			thanks.Text = &own
		}
	}
	l.Mail, err = thanks.Mail(d.Words.In(locale.For(locale.Language(l.Language), thanks.Customer.Country)))
	return l, err
}

// thanksFor are thanks to a customer for the invoice that was paid last.
func thanksFor(tx *store.Tx, customer id.ID, today date.Date) (t render.Thanks, err error) {
	of, err := tx.TheCompany()
	if err != nil {
		return t, err
	}
	to, found, err := tx.Customer(customer)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such customer")
	}
	if err != nil {
		return t, err
	}
	t = render.Thanks{Company: &of, Customer: &to, On: today}
	last, err := tx.LastPaid(customer, 1)
	if err != nil {
		return t, err
	}
	if len(last) == 0 {
		return t, fault.New(fault.Invalid, "the customer has paid nothing yet: choose another one to look at thanks")
	}
	paid, err := tx.InvoicesByID([]id.ID{last[0].ID})
	for _, i := range paid {
		t.Items = append(t.Items, render.Item{Number: i.Number, IssuedOn: i.IssuedOn, DueOn: i.DueOn, Total: i.Owed})
	}
	return t, err
}

// SendTest mails a look at a message to a person of the company, marked as a test. Nothing is
// stored, and no customer hears of it.
//
// Errors: Invalid for a company without an address, or an address that cannot be written to;
// Unavailable when the mail server did not take it.
func (d *Desk) SendTest(ctx context.Context, company id.ID, l *Looked, w *locale.Words, to string) error {
	to, err := deliver.Address(to)
	if err != nil {
		return err
	}
	mail := deliver.Mail{To: []string{to}, Subject: w.T("scenario.test.subject", "Subject", l.Mail.Subject), Text: l.Mail.Text, HTML: l.Mail.HTML, Language: l.Language}
	if l.Mail.Code != nil {
		mail.Attachments = []deliver.Attachment{{Name: "qr.png", MIME: "image/png", Body: l.Mail.Code, ContentID: render.CodeID}}
	}
	err = d.Store.View(ctx, company, func(tx *store.Tx) error {
		from, err := tx.TheCompany()
		mail.From, mail.FromName, mail.Date = from.Email, from.Name, tx.Now().In(from.Location())
		mail.MessageID = message.MailID(company, tx.NewID(), from.Domain())
		return errors.Join(err, checkSender(&from))
	})
	if err != nil {
		return err
	}
	o, err := d.Deliver(ctx, company, &mail)
	if err != nil {
		return err
	}
	if o.Kind != deliver.Accepted {
		return fault.New(fault.Unavailable, "the mail server did not take the test: %s", fault.ReadKept(o.Answer))
	}
	return nil
}
