package collect

import (
	"cmp"
	"slices"

	"acquit/internal/claim"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/explain"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/payment"
	"acquit/internal/plan"
	"acquit/internal/render"
	"acquit/internal/store"
)

// compose writes a message and claims it: a mail is on its way then, and what goes by hand is
// ready for a person. Nothing is stored; see keep.
func (d *Desk) compose(tx *store.Tx, set *setting, c *store.Case, scenario *dunning.Scenario, m *message.Message, a *dunning.Assessment, today date.Date) (letter, error) {
	r, asks, err := d.drafted(set, c, scenario, a, today, m.Edited)
	if err != nil {
		return letter{}, err
	}
	var l letter
	o := d.offer(tx, set, m, id.NewToken())
	r.Linked = o.linked()
	switch words := d.in(&c.Customer); {
	case a.Channel.OnPaper():
		l, err = d.onPaper(tx, set, c, m, &r, asks, words)
	case a.Channel == message.SMS:
		l, err = d.asText(tx, set, c, m, a, &r, asks)
	case a.Channel.ByHand():
		m.Subject, m.Content = "", "" // a call has no words of its own
	default:
		var mail deliver.Mail
		if mail, err = d.asMail(tx, set, c, m, a, &r, asks, o); err == nil {
			l, err = set.mailer.leaves(m, &mail, set.sender(&a.Step))
		}
	}
	if err != nil {
		return letter{}, err
	}
	if a.Channel != message.Call {
		l.offer = o.made()
	}
	if a.Channel.ByHand() && l.via == nil {
		m.State, m.Attempts = message.Ready, m.Attempts+1
	}
	// What is open may have changed since it was queued.
	m.Amount, m.Items, m.Document = a.Listed().Add(claimedIn(&r)), asks.note(itemsOf(a)), asks.document
	l.message, l.step, l.taken = *m, a.Step, taken(a, r.Deadline)
	return l, nil
}

// in are the words of a customer.
func (d *Desk) in(c *customer.Customer) *locale.Words {
	return d.Words.In(locale.For(locale.Language(c.Language), c.Country))
}

// onPaper prints a message. The annex lies behind the letter in one document, as it lies in
// one envelope. Where a provider posts letters it is on its way to it then.
func (d *Desk) onPaper(tx *store.Tx, set *setting, c *store.Case, m *message.Message, r *render.Reminder, asks *demand, w *locale.Words) (letter, error) {
	printed, written, err := printed(r, asks, w)
	if err != nil {
		return letter{}, err
	}
	doc := evidence.New(filename.Clean(w.T("post.file", "Customer", r.Customer.Number, "Day", r.On.String()))+".pdf", "application/pdf", printed)
	m.Subject, m.Content, m.Recipients = written.Subject, doc.Hash, nil
	l, err := set.gates.posts(tx, m, c.Customer.Country, printed)
	l.content = doc
	return l, err
}

// printed is a message on paper, and the same words as a mail.
func printed(r *render.Reminder, asks *demand, w *locale.Words) (pdf []byte, written render.Mail, err error) {
	if written, err = r.Mail(w); err != nil {
		return nil, written, err
	}
	all := make([][]byte, 1, 2)
	if all[0], err = r.Letter(w); err != nil {
		return nil, written, err
	}
	if len(asks.annex) > 0 {
		annex := render.Annex{Company: r.Company, Customer: r.Customer, Invoices: asks.annex}
		behind, err := annex.PDF(w)
		if err != nil {
			return nil, written, err
		}
		all = append(all, behind)
	}
	pdf, err = render.Bound(all)
	return pdf, written, err
}

// asMail writes a message as a mail, which says what o links to. What has no room in it is offered
// by that link as well.
func (d *Desk) asMail(tx *store.Tx, set *setting, c *store.Case, m *message.Message, a *dunning.Assessment, r *render.Reminder, asks *demand, o *offer) (deliver.Mail, error) {
	words := d.in(&c.Customer)
	written, err := r.Mail(words)
	if err != nil {
		return deliver.Mail{}, err
	}
	enclosed, err := enclosures(r, asks, words)
	if err != nil {
		return deliver.Mail{}, err
	}
	enclosed, left, err := set.enclosed(tx, c, a, enclosed, words, r.On)
	if err != nil {
		return deliver.Mail{}, err
	}
	mail := set.envelope(tx, m, &written, string(words.Tag))
	mail.To, mail.Attachments = recipients(c, &a.Step), append(mail.Attachments, enclosed...)
	if who := c.Customer.Manager; a.Step.CopyManager && who != "" && !slices.Contains(mail.To, who) {
		mail.Cc = []string{who}
	}
	if s := set.sender(&a.Step); s != nil {
		mail.FromName = s.Name
	}
	set.goesOn(tx.Company, m, &mail)
	return mail, o.fit(&mail, set.company.Policy.MostInMail(deliver.Limit), left, func() (render.Mail, error) {
		r.Linked = o.linked()
		return r.Mail(words)
	})
}

// mostBefore is how many of the mails before it a mail names.
const mostBefore = 10

// goesOn puts a reminder into the conversation of those that left before about the same
// invoices, so that mail programs show them together.
func (s *setting) goesOn(of id.ID, m *message.Message, mail *deliver.Mail) {
	before := s.material.before[m.ID]
	if len(before) == 0 {
		return
	}
	before = before[max(0, len(before)-mostBefore):]
	names := make([]string, len(before))
	for n, i := range before {
		names[n] = message.MailID(of, i, s.company.Domain())
	}
	last := len(names) - 1
	mail.Follow(names[last], names[:last])
}

// envelope is what a mail of the company has, whatever it says.
func (s *setting) envelope(tx *store.Tx, m *message.Message, written *render.Mail, language string) deliver.Mail {
	mail := deliver.Mail{
		From: s.company.Email, FromName: s.company.Name, Subject: written.Subject, Text: written.Text, HTML: written.HTML, Language: language,
		MessageID: message.MailID(tx.Company, m.ID, s.company.Domain()), Date: tx.Now().In(s.company.Location()),
	}
	if written.Code != nil {
		mail.Attachments = []deliver.Attachment{{Name: "qr.png", MIME: "image/png", Body: written.Code, ContentID: render.CodeID}}
	}
	return mail
}

// sender is in whose name a step writes; nil for the company's.
func (s *setting) sender(step *dunning.Step) *company.Sender {
	for n := range s.company.Policy.Senders {
		if one := &s.company.Policy.Senders[n]; one.Key == step.Sender {
			return one
		}
	}
	return nil
}

// drafted is what the message of a decision says, and what it asks: the reminder as it is
// before it is written. edited are a person's words for this message; nil for none.
func (d *Desk) drafted(set *setting, c *store.Case, scenario *dunning.Scenario, a *dunning.Assessment, today date.Date, edited *message.Edited) (render.Reminder, *demand, error) {
	r := set.reminder(c, a, today)
	asks, err := d.demandOf(set, c, scenario, a, today)
	if err != nil {
		return r, nil, err
	}
	d.voice(set, &r, c, scenario, a, edited)
	leaves := set.leavesBy(a.Channel, today)
	if a.Channel.OnPaper() {
		asks.byPost = true
	}
	if asks.document == law.FirstReminder {
		asks.until = claim.Belgium(d.Calendar, leaves, asks.byPost).Until
	}
	r.Deadline = c.Snapshot.Deadline(&a.Step, leaves)
	asks.tell(&r)
	r.Deadline = set.payable(c.Customer.Country, r.Deadline)
	return r, asks, nil
}

// voice is in whose name, and in which words, a reminder speaks.
func (d *Desk) voice(set *setting, r *render.Reminder, c *store.Case, scenario *dunning.Scenario, a *dunning.Assessment, edited *message.Edited) {
	r.Informal, r.EndService = scenario.Informal, a.Step.Has(dunning.EndService)
	r.Step = cmp.Or(a.Step.Name, explain.Step(d.in(&c.Customer), a.Step.Key))
	if text, own := a.Step.Texts[c.Customer.Language]; own {
		r.Text = &text
	}
	if edited != nil {
		r.Text = &dunning.Text{Subject: edited.Subject, Body: edited.Body}
	}
	if s := set.sender(&a.Step); s != nil {
		r.Company = s.Speaking(r.Company)
		r.Sender = s
	}
	if to := recipients(c, &a.Step); a.Channel == message.Mail && len(to) == 1 {
		for _, contact := range c.Contacts {
			if contact.Email == to[0] {
				r.Contact = contact.Name
			}
		}
	}
}

// leavesBy is the last day on which a message leaves the house that is written on a day: a
// letter may be posted until the next day on which the post works, and gives its time from
// then on.
func (s *setting) leavesBy(channel message.Channel, written date.Date) date.Date {
	if !channel.OnPaper() {
		return written
	}
	return s.calendar.NextBusinessDay(s.company.Place(), written.AddDays(1))
}

// gave is the last day of the time that a message gave which was written on a day; None for
// none. It says what drafted said.
func (s *setting) gave(c *store.Case, step *dunning.Step, m *message.Message, written date.Date) date.Date {
	leaves := s.leavesBy(m.Channel, written)
	until := c.Snapshot.Deadline(step, leaves)
	switch m.Document {
	case law.FourteenDays:
		return date.None
	case law.FirstReminder:
		byPost := s.company.Policy.Late.MailsAsLetters || m.Channel.OnPaper()
		until = max(until, claim.Belgium(s.calendar, leaves, byPost).Until)
	}
	return s.payable(c.Customer.Country, until)
}

// reminder gathers what a message says.
func (s *setting) reminder(c *store.Case, a *dunning.Assessment, today date.Date) render.Reminder {
	r := render.Reminder{Company: &s.company, Customer: &c.Customer, Tone: a.Step.Tone, On: today}
	open, sent := s.material.open[c.Customer.ID], s.material.broughtTo(accountOf(c), &a.Step)
	at := map[id.ID]int{}
	for n, i := range open {
		at[i.ID] = n
		if i.Open.Sign() < 0 && i.Open.Currency == c.Snapshot.Currency {
			r.Credits = append(r.Credits, render.Credit{Number: i.Number, On: i.IssuedOn, Amount: i.Open.Neg()})
		}
	}
	for _, decided := range a.Items {
		if !decided.Listed {
			continue
		}
		i, item := &open[at[decided.Item.Invoice]], decided.Item
		line := render.Item{Number: i.Number, IssuedOn: i.IssuedOn, DueOn: item.DueOn, Part: item.Part, Parts: len(i.Parts),
			Total: i.Owed, Open: item.Open, Contested: item.Contested, Reference: i.Reference, RemindedOn: item.Taken.On, Supplied: s.material.supplied[i.ID], Sent: proofOf(sent[i.ID])}
		for _, p := range i.Parts {
			if p.Number == item.Part {
				line.Total = p.Amount
			}
		}
		instalment(&line, &c.Snapshot)
		r.Items = append(r.Items, line)
	}
	for _, p := range payment.Left(s.material.onAccount[c.Customer.ID]) {
		if p.OnAccount.Currency == c.Snapshot.Currency {
			r.Credits = append(r.Credits, render.Credit{On: p.ReceivedOn, Amount: p.OnAccount})
		}
	}
	return r
}

// instalment says of which plan a line is an instalment, if of any.
func instalment(line *render.Item, s *dunning.Snapshot) {
	number, part, planned := plan.ItemOf(line.Part)
	if !planned {
		return
	}
	for n := range s.Plans {
		if p := &s.Plans[n]; p.Number == number {
			line.Part, line.Parts, line.PlanOn, line.Total = part, len(p.Parts), p.On, line.Open
		}
	}
}

// taken are the steps that the items take with a message that gives them time through a day.
func taken(a *dunning.Assessment, until date.Date) (all []store.Contacted) {
	for _, d := range a.Items {
		if d.Due {
			all = append(all, store.Contacted{Invoice: d.Item.Invoice, Part: d.Item.Part, Step: d.Step, Times: d.Times, Until: until})
		}
	}
	return all
}
