package web

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// confirmData is the entry that a person decides about now.
type confirmData struct {
	*visit
	Entry   store.Entry // none when all is decided
	Account store.BankAccount
	Place   int // of the entry among those that wait, from 1
	Waiting int
	Ask     []matching.Proposal
	Names   map[id.ID]string
	Open    map[id.ID]invoice.Invoice // the invoices that are suggested
	Next    string                    // address of the next one
}

// confirmPage shows the entries that wait, the oldest first and one at a time:
// that of the address, or the first behind the place that it names.
func confirmPage(v *visit, tx *store.Tx) (answer, error) {
	d := confirmData{visit: v}
	entries, err := v.waiting(tx)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return page{Title: v.Words.T("bank.tab.confirm"), Place: bank, Body: allConfirmed(d)}, nil
	}
	d.Entry = entries[0]
	d.Next = v.to("bank", "confirm")
	if len(entries) > 1 {
		d.Next += "?after=" + writeKey(d.Entry.BookedOn, d.Entry.ID)
	}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("bank.tab.confirm"), Place: bank, Body: confirmBody(d)}, nil
}

// waiting are the entry to decide about now and the one behind it. Behind the last
// comes the first again, since some may have been passed over.
func (v *visit) waiting(tx *store.Tx) ([]store.Entry, error) {
	f := store.EntryFilter{State: store.EntryAsk, Oldest: true, Limit: 2}
	var err error
	if f.After, err = readKey(v.query("after")); err != nil {
		return nil, err
	}
	if at := v.query("at"); at != "" {
		i, err := id.Parse(at)
		if err != nil {
			return nil, err
		}
		e, found, err := tx.EntryByID(i)
		if err != nil {
			return nil, err
		}
		if found && e.State == store.EntryAsk {
			f.After, f.Limit = store.EntryKey{On: e.BookedOn, ID: e.ID}, 1
			behind, err := tx.Entries(f)
			return append([]store.Entry{e}, behind...), err
		}
	}
	entries, err := tx.Entries(f)
	if err == nil && len(entries) == 0 && f.After != (store.EntryKey{}) {
		f.After = store.EntryKey{}
		entries, err = tx.Entries(f)
	}
	return entries, err
}

// load adds what the entry's page shows.
func (d *confirmData) load(tx *store.Tx) error {
	before, err := tx.CountEntriesBefore(store.EntryAsk, store.EntryKey{On: d.Entry.BookedOn, ID: d.Entry.ID})
	if err != nil {
		return err
	}
	d.Place = before + 1
	if d.Waiting, err = tx.CountEntries(store.EntryAsk); err != nil {
		return err
	}
	accounts, err := tx.BankAccounts()
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.ID == d.Entry.Account {
			d.Account = a
		}
	}
	ask, err := tx.Suggestions(d.Entry.ID)
	if err != nil {
		return err
	}
	d.Ask = ask[d.Entry.ID]
	if d.Names, err = namesOf(tx, ask); err != nil {
		return err
	}
	var wanted []id.ID
	for _, p := range d.Ask {
		for _, s := range p.Shares {
			wanted = append(wanted, s.Invoice)
		}
	}
	invoices, err := tx.InvoicesByID(wanted)
	d.Open = map[id.ID]invoice.Invoice{}
	for _, i := range invoices {
		d.Open[i.ID] = i
	}
	return err
}

// state counts: "3 of 12".
func (d confirmData) state() string {
	return d.Words.T("bank.place", "Place", d.Place, "Waiting", d.Waiting)
}

// confirmEntry books an entry as the form says: a customer, and so much for each of
// his invoices.
func confirmEntry(v *visit) (answer, error) {
	var e store.Entry
	var p matching.Proposal
	err := v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		if e, err = v.bankEntry(tx); err != nil {
			return err
		}
		p, err = v.proposed(tx, &e)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := settle.Confirm(v.Request.Context(), v.Store, v.Company.ID, e.ID, p, v.actor(), v.Today); err != nil {
		return nil, err
	}
	text := v.Words.N("bank.booked", len(p.Shares), "Amount", e.Amount)
	if len(p.Shares) == 0 {
		text = v.Words.T("bank.booked_account", "Amount", e.Amount)
	}
	return v.next(&e, text), nil
}

// next leads to the entry behind the one that was decided about, and offers to take
// the decision back.
func (v *visit) next(e *store.Entry, text string) moved {
	return moved{To: v.to("bank", "confirm") + "?after=" + writeKey(e.BookedOn, e.ID),
		Toast: ui.Toast{Text: text, Undo: v.to("bank", "entries", e.ID.String(), "undo")}}
}

// proposed reads what a person wants booked. Only open invoices of the customer may
// be named, and the evidence of a suggestion is kept with it.
func (v *visit) proposed(tx *store.Tx, e *store.Entry) (matching.Proposal, error) {
	customer, err := id.Parse(v.form("customer"))
	if err != nil {
		return matching.Proposal{}, fault.New(fault.Invalid, "a payment needs a customer")
	}
	p := matching.Proposal{Customer: customer}
	open, err := tx.OpenInvoices(customer)
	if err != nil {
		return p, err
	}
	named := 0
	for _, i := range open {
		words := v.form("share-" + i.ID.String())
		if words == "" || i.Open.Currency != e.Amount.Currency {
			continue
		}
		named++
		amount, err := v.shareAmount(words, e.Amount)
		if err != nil {
			return p, err
		}
		if amount.Sign() > 0 {
			p.Shares = append(p.Shares, matching.Share{Invoice: i.ID, Number: i.Number, Amount: amount})
		}
	}
	if named != v.shares() {
		return p, fault.New(fault.Conflict, "%s", v.Words.T("bank.gone"))
	}
	ask, err := tx.Suggestions(e.ID)
	for _, s := range ask[e.ID] {
		if s.Customer == p.Customer && sameShares(s.Shares, p.Shares) {
			p.Evidence = s.Evidence
		}
	}
	return p, err
}

// shares counts the invoices that the form gives something.
func (v *visit) shares() (n int) {
	for name, values := range v.Request.PostForm {
		if strings.HasPrefix(name, "share-") && strings.TrimSpace(values[0]) != "" {
			n++
		}
	}
	return n
}

// shareAmount reads an amount as a form holds it, or as a person writes it.
func (v *visit) shareAmount(words string, most money.Amount) (money.Amount, error) {
	amount, err := money.Parse(words, most.Currency)
	if err != nil {
		amount, err = v.Words.ParseAmount(words, most.Currency)
	}
	if err == nil && (amount.Sign() < 0 || amount.Cmp(most) > 0) {
		err = fault.New(fault.Invalid, "%s", v.Words.T("bank.share_outside", "Share", amount, "Amount", most))
	}
	return amount, err
}

func sameShares(a, b []matching.Share) bool {
	byInvoice := func(x, y matching.Share) int { return cmp.Compare(x.Invoice, y.Invoice) }
	a, b = slices.Clone(a), slices.Clone(b)
	slices.SortFunc(a, byInvoice)
	slices.SortFunc(b, byInvoice)
	return slices.Equal(a, b)
}

func ignoreEntry(v *visit) (answer, error) {
	e, err := v.entryNow()
	if err != nil {
		return nil, err
	}
	if err := settle.Ignore(v.Request.Context(), v.Store, v.Company.ID, e.ID); err != nil {
		return nil, err
	}
	return v.next(&e, v.Words.T("bank.ignored", "Amount", e.Amount)), nil
}

func undoEntry(v *visit) (answer, error) {
	e, err := v.entryNow()
	if err != nil {
		return nil, err
	}
	if err := settle.Undo(v.Request.Context(), v.Store, v.Company.ID, e.ID, v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.to("bank", "confirm") + "?at=" + e.ID.String(), Toast: ui.Toast{Text: v.Words.T("bank.undone", "Amount", e.Amount)}}, nil
}

// entryNow is the entry that the address names, for an act.
func (v *visit) entryNow() (e store.Entry, err error) {
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		e, err = v.bankEntry(tx)
		return err
	})
	return e, err
}

// entryFacts are the facts that help to decide; the entry's own page has them all.
func (d confirmData) entryFacts() []ui.Fact {
	w, e := d.Words, &d.Entry
	facts := []ui.Fact{{Label: w.T("bank.day"), Value: ui.DayFrom(w, e.BookedOn, d.Today)}}
	for _, f := range []struct{ label, value string }{
		{"bank.their_account", formatAccount(e.IBAN)}, {"bank.reference", formatReference(e.Reference)}, {"bank.account", accountName(&d.Account)},
	} {
		if f.value != "" {
			facts = append(facts, ui.Fact{Label: w.T(f.label), Value: ui.Words(f.value)})
		}
	}
	return facts
}

// chooseAt is the page on which a suggestion for a customer is changed.
func (d confirmData) chooseAt(customer id.ID) string {
	return d.to("bank", "entries", d.Entry.ID.String(), "choose") + "?customer=" + customer.String()
}
