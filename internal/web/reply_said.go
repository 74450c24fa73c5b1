package web

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/reading"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// heard is one thing that a reply seems to say, and what is ordinarily done about it.
type heard struct {
	reading.Said
	Until date.Date         // of what was paid: until when reminders may wait for it to arrive
	About []invoice.Invoice // of what is contested: the open invoices, the likeliest first
}

// mostSaid is how many suggestions stand beside a reply.
const mostSaid = 6

// loadSaid reads what the reply seems to say, while something can be done about it.
func (d *replyData) loadSaid(tx *store.Tx) error {
	if !d.waits() || d.Reply.Customer == 0 {
		return nil
	}
	all := collect.SaidIn(&d.Reply, &d.Mail, d.Customer.Language, d.Company.Location())
	for _, s := range all[:min(len(all), mostSaid)] {
		one := heard{Said: s}
		var err error
		switch s.Kind {
		case reading.Paid:
			one.Until = d.Calendar.AddBusinessDays(d.Company.Place(), max(d.Today, s.Day), collect.BankDays)
		case reading.Contest:
			one.About, err = d.contestable(tx, &s)
		}
		if err != nil {
			return err
		}
		d.Said = append(d.Said, one)
	}
	return nil
}

// contestable are the open invoices of the customer: those that the mail names first, and of
// them the one that is named nearest to what is said.
func (d *replyData) contestable(tx *store.Tx, about *reading.Said) ([]invoice.Invoice, error) {
	open, err := tx.OpenInvoices(d.Reply.Customer)
	open = slices.DeleteFunc(open, func(i invoice.Invoice) bool { return i.Open.Sign() <= 0 })
	text := strings.ToLower(d.own())
	away := func(i *invoice.Invoice) int {
		number := strings.ToLower(i.Number)
		at := strings.Index(text, number)
		switch {
		case at >= 0:
			return max(at-about.At, about.At-at)
		case strings.Contains(strings.ToLower(d.Reply.Subject), number):
			return len(text) + 1
		}
		return math.MaxInt
	}
	slices.SortStableFunc(open, func(a, b invoice.Invoice) int { return cmp.Compare(away(&a), away(&b)) })
	return open[:min(len(open), mostOpen)], err
}

// heardSpans are a text with the quotes of what it says marked by their numbers. Quotes that
// overlap one before are not marked.
func heardSpans(text string, all []heard) []ui.Span {
	type mark struct{ from, to, number int }
	var marks []mark
	for n := range all {
		s := &all[n]
		if s.At >= 0 && s.At+len(s.Quote) <= len(text) && text[s.At:s.At+len(s.Quote)] == s.Quote {
			marks = append(marks, mark{s.At, s.At + len(s.Quote), n + 1})
		}
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Compare(a.from, b.from) })
	var spans []ui.Span
	at := 0
	for _, m := range marks {
		if m.from < at {
			continue
		}
		if m.from > at {
			spans = append(spans, ui.Span{Text: text[at:m.from]})
		}
		spans = append(spans, ui.Span{Text: text[m.from:m.to], Mark: m.number})
		at = m.to
	}
	return append(spans, ui.Span{Text: text[at:]})
}

// title says what the reply seems to say.
func (s *heard) title(w *locale.Words) string {
	if key := "reply.why." + string(s.Why); s.Why != reading.Generally && w.Has(key) {
		return w.T(key)
	}
	switch {
	case s.Kind == reading.Paid && s.Day != date.None:
		return w.T("reply.said.paid_on", "Day", s.Day)
	case s.Kind == reading.Promise && s.Day != date.None:
		return w.T("reply.said.promise_by", "Day", s.Day)
	}
	return w.T("reply.said." + string(s.Kind))
}

// card is the suggestion beside the text.
func (d *replyData) card(n int) ui.ProposalSpec {
	s := &d.Said[n]
	p := ui.ProposalSpec{ID: "said-" + strconv.Itoa(n+1), Number: n + 1, Title: s.title(d.Words), Current: n == 0}
	if !s.Amount.IsZero() {
		p.Amount = ui.Money(d.Words, s.Amount)
	} else if s.Money != "" {
		p.Amount = ui.Words(s.Money)
	}
	p.Found = []ui.Span{{Text: d.Words.T("reply.quote", "Words", s.Quote)}}
	p.Source = d.Words.T("reply.seems")
	return p
}

// mostQuoted is how many characters of a quote stand as the reason of a hold.
const mostQuoted = 100

// reason is the quote as the reason of a hold.
func (s *heard) reason(w *locale.Words) string {
	quote := []rune(strings.Join(strings.Fields(s.Quote), " "))
	if len(quote) > mostQuoted {
		quote = append(quote[:mostQuoted], '…')
	}
	return w.T("reply.quote", "Words", string(quote))
}

// dayField is a day as a field of a form holds it; "" for none, and for one that is over.
func (d *replyData) dayField(on date.Date) string {
	if on < d.Today {
		return ""
	}
	return on.String()
}

// amount is what a promise is about as it is typed; "" where that is not certain.
func (d *replyData) amount(s *heard) string {
	if s.Amount.IsZero() || s.Amount.Currency != d.Company.Currency {
		return ""
	}
	return d.Words.Amount(s.Amount)
}

// invoiceOptions are the invoices that may be contested.
func (s *heard) invoiceOptions(w *locale.Words) (all []ui.Option) {
	for n := range s.About {
		i := &s.About[n]
		all = append(all, ui.Option{Value: i.ID.String(), Label: joined(i.Number, w.Money(i.Open))})
	}
	return all
}

// begins is what an answer to something begins with; "" where none is offered.
func (s *heard) begins() string {
	return map[reading.Kind]string{reading.Plan: "plan", reading.WantDocument: "document", reading.WantCall: "call", reading.Elsewhere: "recipient"}[s.Kind]
}
