package web

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// confirmData is the entry that a person decides about now.
type confirmData struct {
	*visit
	Walk    walk
	Entry   store.Entry // none when all is decided
	Account store.BankAccount
	Waiting int // entries of the walk
	Ask     []matching.Proposal
	Shown   int // the suggestion that is looked at: its evidence is marked, and the key a books it
	Names   map[id.ID]string
	Open    map[id.ID]invoice.Invoice // the invoices that are suggested
	Next    string                    // addresses
	Before  string                    // "" at the first one
	Last    *store.Entry              // what was decided about last, while it can be taken back
	Bar     ui.FilterSpec
	Kinds   []store.Kind // of evidence, of all that waits
}

// confirmPage shows the entries that wait, the oldest first and one at a time:
// that of the address, or the first behind the place that it names.
func confirmPage(v *visit, tx *store.Tx) (answer, error) {
	w, err := v.walking()
	if err != nil {
		return nil, err
	}
	d := confirmData{visit: v, Walk: w}
	if err := d.place(tx); err != nil {
		return nil, err
	}
	entries, err := v.waiting(tx, w)
	if err != nil {
		return nil, err
	}
	title := v.Words.T("bank.tab.confirm")
	if len(entries) == 0 {
		return page{Title: title, Place: bank, Body: allConfirmed(d)}, nil
	}
	d.Entry, d.Next = entries[0], d.Walk.address()
	if len(entries) > 1 {
		d.Next = d.Walk.behind(&d.Entry)
	}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	return page{Title: title, Place: bank, Body: confirmBody(d)}, nil
}

// place counts the walk, and finds what was decided about last.
func (d *confirmData) place(tx *store.Tx) (err error) {
	if d.Waiting, err = tx.CountListed(d.Walk.filter()); err != nil {
		return err
	}
	d.Walk.Of = max(d.Walk.Of, d.Waiting)
	accounts, err := tx.BankAccounts()
	if err != nil {
		return err
	}
	if d.Kinds, err = tx.Kinds(); err != nil {
		return err
	}
	d.Bar = d.Walk.bar(accounts, d.Kinds)
	if d.Walk.Last == 0 {
		return nil
	}
	e, found, err := tx.EntryByID(d.Walk.Last)
	if found && (e.State == store.EntryBooked || e.State == store.EntryIgnored) {
		d.Last = &e
	}
	return err
}

// waiting are the entry to decide about now and the one behind it. Behind the last
// comes the first again, since some may have been passed over.
func (v *visit) waiting(tx *store.Tx, w walk) ([]store.Entry, error) {
	f := w.filter()
	f.Limit = 2
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
	f := d.Walk.filter()
	f.Oldest, f.After, f.Limit = false, store.EntryKey{On: d.Entry.BookedOn, ID: d.Entry.ID}, 1
	before, err := tx.Entries(f)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		d.Before = d.Walk.at(before[0].ID)
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
	if n, err := strconv.Atoi(d.query("show")); err == nil && n >= 1 && n <= len(d.Ask) {
		d.Shown = n - 1
	}
	if d.Names, err = namesOf(tx, ask); err != nil {
		return err
	}
	d.Open, err = openOf(tx, d.Ask)
	return err
}

// openOf are the invoices that suggestions speak of.
func openOf(tx *store.Tx, ask []matching.Proposal) (map[id.ID]invoice.Invoice, error) {
	var wanted []id.ID
	for n := range ask {
		for _, s := range sharesOf(&ask[n]) {
			wanted = append(wanted, s.Invoice)
		}
	}
	invoices, err := tx.InvoicesByID(wanted)
	open := map[id.ID]invoice.Invoice{}
	for _, i := range invoices {
		open[i.ID] = i
	}
	return open, err
}

// left counts: "12 of 40 left".
func (d confirmData) left() ui.ProgressSpec {
	return ui.ProgressSpec{Label: d.Words.T("confirm.left", "Left", d.Waiting, "Of", d.Walk.Of), Done: d.Walk.Of - d.Waiting, Total: d.Walk.Of}
}

// lastWords says what became of the entry that was decided about last.
func (d confirmData) lastWords() string {
	return d.Words.T("confirm.last", "Amount", d.Last.Amount, "Name", entryName(d.Words, d.Last), "State", stateWord(d.Words, d.Last.State))
}

// confirmEntry books an entry: as a suggestion that the person saw, or as the form says
// by hand.
func confirmEntry(v *visit) (answer, error) {
	var e store.Entry
	var p matching.Proposal
	err := v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		if e, err = v.bankEntry(tx); err != nil {
			return err
		}
		if v.form("seal") != "" {
			p, err = v.sealed(tx, &e)
		} else {
			p, err = v.chosen(tx, &e)
		}
		return err
	})
	if err != nil {
		return v.notBooked(err)
	}
	err = settle.Confirm(v.Request.Context(), v.Store, v.Company.ID, e.ID, p, v.actor(), v.Today)
	if err != nil {
		return v.notBooked(err)
	}
	amount := v.Words.Money(e.Amount)
	if !p.Paid.IsZero() {
		amount = v.Words.T("confirm.booked_as", "Amount", e.Amount, "Paid", p.Paid)
	}
	text := v.Words.T("bank.booked_account", "Amount", amount)
	if n := len(debts(&p)); n > 0 {
		text = v.Words.N("bank.booked", n, "Amount", amount)
	}
	return v.next(&e, text)
}

// notBooked shows a choice by hand anew with what is wrong with it; whatever else could not
// be booked is a failure.
func (v *visit) notBooked(err error) (answer, error) {
	kind := fault.KindOf(err)
	if !v.Request.PostForm.Has("owner") || kind != fault.Invalid && kind != fault.Conflict {
		return nil, err
	}
	return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.choosing(tx, v.Words.Fault(err)) })
}

// next leads to the entry behind the one that was decided about, and offers to take
// the decision back.
func (v *visit) next(e *store.Entry, text string) (answer, error) {
	w, err := v.walking()
	if err != nil {
		return nil, err
	}
	w.Last = e.ID
	return moved{To: w.behind(e), Toast: ui.Toast{Text: text, Undo: v.to("bank", "entries", e.ID.String(), "undo"), Hidden: []ui.Param{w.hidden()}}}, nil
}

func ignoreEntry(v *visit) (answer, error) {
	e, err := v.entryNow()
	if err != nil {
		return nil, err
	}
	if err := settle.Ignore(v.Request.Context(), v.Store, v.Company.ID, e.ID); err != nil {
		return nil, err
	}
	return v.next(&e, v.Words.T("bank.ignored", "Amount", e.Amount))
}

func undoEntry(v *visit) (answer, error) {
	w, err := v.walking()
	if err != nil {
		return nil, err
	}
	e, err := v.entryNow()
	if err != nil {
		return nil, err
	}
	if err := settle.Undo(v.Request.Context(), v.Store, v.Company.ID, e.ID, v.actor(), v.Today); err != nil {
		return nil, err
	}
	w.Last = 0
	to, text := w.at(e.ID), v.Words.T("bank.undone", "Amount", e.Amount)
	if e.State == store.EntryReturn { // its own page asks again what came back
		to, text = v.to("bank", "entries", e.ID.String()), v.Words.T("return.undone", "Amount", e.Amount.Neg())
	}
	return moved{To: to, Toast: ui.Toast{Text: text}}, nil
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
	if e.Charges != (money.Amount{}) {
		facts = append(facts, ui.Fact{Label: w.T("bank.charges"), Value: ui.Money(w, e.Charges)})
	}
	return facts
}

// chooseAt is the page on which a suggestion is changed.
func (d confirmData) chooseAt(n int) string {
	return d.to("bank", "entries", d.Entry.ID.String(), "choose") + "?rank=" + strconv.Itoa(n+1) + "&walk=" + escaped(d.Walk)
}

// drawn is a suggestion with what it does in numbers.
func (d confirmData) drawn(n int) ui.ProposalSpec {
	s := d.proposal(n)
	if len(d.Ask[n].Shares) > 0 {
		s.Body = ui.Table(d.Words, d.shareTable(&d.Ask[n]))
	}
	return s
}

// choice begins a choice by hand for the entry.
func (d confirmData) choice() *chooseData {
	return &chooseData{visit: d.visit, Walk: d.Walk, Entry: d.Entry}
}

// fewestTogether is how many entries of a kind are worth confirming together.
const fewestTogether = 2

// kindTable counts what waits by its evidence.
func (d confirmData) kindTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("confirm.by_kind"), Columns: []ui.Column{{Label: w.T("confirm.evidence"), Name: true},
		{Label: w.T("bank.entries"), Kind: ui.ColumnAmount}, {Label: w.T("bank.actions"), Kind: ui.ColumnAction}}}
	for _, k := range d.Kinds {
		if k.N < fewestTogether {
			continue
		}
		look := d.Walk.only(func(w *walk) { w.Kind, w.Unknown = k.Facts, false })
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Link(d.kindWords(k.Facts), look), ui.Words(w.Int(int64(k.N))), kindButton(d, k)}})
	}
	return t
}

// bookKind is the page that asks whether all entries of a kind are to be booked.
func (d confirmData) bookKind(facts string) string {
	q := url.Values{"kind": {facts}, "back": {d.Walk.address()}}
	return d.to("bank", "entries", "book") + "?" + q.Encode()
}

// confirmKeys are the keys of the page.
var confirmKeys = []ui.Shortcut{
	{Keys: []string{"a"}, Word: "confirm.key_a"}, {Keys: []string{"1", "2", "3"}, Word: "confirm.key_1"}, {Keys: []string{"d"}, Word: "confirm.key_d"},
	{Keys: []string{"p"}, Word: "confirm.key_p"}, {Keys: []string{"l"}, Word: "confirm.key_l"}, {Keys: []string{"o"}, Word: "confirm.key_o"},
	{Keys: []string{"n"}, Word: "confirm.key_n"}, {Keys: []string{"m"}, Word: "confirm.key_m"}, {Keys: []string{"r"}, Word: "confirm.key_r"},
	{Keys: []string{"f"}, Word: "confirm.key_f"}, {Keys: []string{"j", "s"}, Word: "confirm.key_j"}, {Keys: []string{"k"}, Word: "confirm.key_k"},
	{Keys: []string{"u"}, Word: "confirm.key_u"},
}

// entryText is the heading of an entry's text: the payer wrote it, or, where money left,
// whoever paid it out.
func entryText(w *locale.Words, e *store.Entry) string {
	if e.Amount.Sign() < 0 {
		return w.T("bank.text_out")
	}
	return w.T("bank.text")
}

// notOurs is the answer to an entry that is about no customer.
func (d confirmData) notOurs() string {
	if d.Entry.Amount.Sign() < 0 {
		return d.Words.T("return.not_ours")
	}
	return d.Words.T("bank.not_ours")
}
