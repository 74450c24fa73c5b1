package web

import (
	"strings"

	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

// entryReturn is what an entry takes back, or was taken back by.
type entryReturn struct {
	Of      *store.Entry     // what it takes back; nil for nothing
	Taken   money.Amount     // of that
	By      []store.Entry    // what takes it back, or a part of it
	Choices []returnChoice   // what it may take back, where nobody has said so yet
	Names   map[id.ID]string // of the customers
	Asked   bool             // the bank says that it takes something back
}

// returnChoice is a payment that an entry may take back.
type returnChoice struct {
	matching.Return
	Entry store.Entry
}

// shownReturns is how many payments are offered.
const shownReturns = 8

// returnOf finds what an entry takes back, may take back, or was taken back by.
func returnOf(tx *store.Tx, e *store.Entry) (r entryReturn, err error) {
	if r.By, err = tx.ReturnsOf([]id.ID{e.ID}); err != nil {
		return r, err
	}
	if e.Returns != 0 {
		of, _, err := tx.EntryByID(e.Returns)
		if err != nil {
			return r, err
		}
		gone, err := tx.ReturnedBy([]id.ID{e.ID})
		r.Of, r.Taken = &of, takenOf(&of, gone)
		return r, err
	}
	r.Asked = e.IsReturn() && (e.State == store.EntryOutgoing || e.State == store.EntryAsk)
	if !r.Asked && e.State != store.EntryOutgoing {
		return r, nil
	}
	err = r.offer(tx, e)
	return r, err
}

// takenOf is what was taken back of an entry, in the money of its payments; all of it
// where it was never booked.
func takenOf(of *store.Entry, gone []payment.Payment) money.Amount {
	var sum money.Amount
	for _, p := range gone {
		if p.Source != payment.Difference {
			sum = sum.Add(p.Amount)
		}
	}
	if len(gone) == 0 {
		return of.Amount
	}
	return sum
}

// offer finds what an entry may take back: where the bank does not say that it is a
// return, only what more than its amount points to.
func (r *entryReturn) offer(tx *store.Tx, e *store.Entry) error {
	all, of, err := settle.Returnable(tx, e)
	if err != nil {
		return err
	}
	var customers []id.ID
	for _, c := range all {
		if len(r.Choices) < shownReturns && (r.Asked || c.Likely()) {
			r.Choices = append(r.Choices, returnChoice{c, of[c.Of]})
			customers = append(customers, c.Customer)
		}
	}
	found, err := tx.Customers(customers)
	r.Names = map[id.ID]string{}
	for _, c := range found {
		r.Names[c.ID] = c.Name
	}
	return err
}

// returnProposal is a payment that an entry may take back, as it is drawn.
func (d entryData) returnProposal(c *returnChoice) ui.ProposalSpec {
	w := d.Words
	s := ui.ProposalSpec{ID: "return-" + c.Of.String() + "-" + c.Customer.String(), Amount: ui.Sum(w, c.Amount),
		Title:   w.T("return.choice", "Name", entryName(w, &c.Entry), "Day", c.Entry.BookedOn),
		Reasons: evidenceReasons(w, c.Evidence)}
	if name := d.Return.Names[c.Customer]; name != "" {
		s.Title = w.T("return.choice", "Name", name, "Day", c.Entry.BookedOn)
	}
	if c.Fee.Sign() > 0 {
		s.Reasons = append(s.Reasons, ui.Reason{Weight: ui.WeightNote, Text: w.T("return.fee", "Amount", c.Fee)})
	}
	return s
}

// returnWords say why an entry took something back, and what the bank took for that.
func returnWords(w *locale.Words, code string, fee money.Amount) string {
	parts := []string{explain.ReturnReason(w, code)}
	if fee.Sign() > 0 {
		parts = append(parts, w.T("return.fee", "Amount", fee))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// returnDetail is the second line of the event that tells of a return.
func returnDetail(w *locale.Words, d *timeline.Data) string {
	if len(d.Numbers) == 0 {
		return returnWords(w, d.Code, d.Fee)
	}
	return joinList(numbers(w, d), returnWords(w, d.Code, d.Fee))
}

// refundSentence says that money was paid back.
func refundSentence(w *locale.Words, d *timeline.Data) string {
	if len(d.Numbers) == 0 {
		return w.T("return.refunded_account", "Amount", d.Amount)
	}
	return w.T("return.refunded", "Amount", d.Amount, "Credits", numbers(w, d))
}

// refundTitle says what a suggestion for money that left would do; "" when it is none.
func refundTitle(w *locale.Words, p *matching.Proposal, name string) string {
	switch {
	case p.OnAccount.Sign() < 0:
		return w.T("return.would_account", "Customer", name)
	case len(p.Shares) == 0:
		return ""
	}
	sum := money.Of(0, p.Shares[0].Amount.Currency)
	var credits []string
	for _, s := range p.Shares {
		if sum = sum.Add(s.Amount); s.Amount.Sign() < 0 {
			credits = append(credits, s.Number)
		}
	}
	if sum.Sign() >= 0 {
		return ""
	}
	return w.T("return.would", "Credits", w.List(credits...), "Customer", name)
}

// takeBackEntry books, as a person says, what an entry takes back.
func takeBackEntry(v *visit) (answer, error) {
	entry, err := v.id("entry")
	if err != nil {
		return nil, err
	}
	of, err := id.Parse(v.form("of"))
	if err != nil {
		return nil, errNoPage
	}
	var customer id.ID
	if words := v.form("customer"); words != "" {
		if customer, err = id.Parse(words); err != nil {
			return nil, errNoPage
		}
	}
	if err := settle.TakeBack(v.Request.Context(), v.Store, v.Company.ID, entry, of, customer, v.actor(), v.Today); err != nil {
		return nil, err
	}
	here := v.to("bank", "entries", entry.String())
	return moved{To: here, Toast: ui.Toast{Text: v.Words.T("return.done"), Undo: here + "/undo"}}, nil
}
