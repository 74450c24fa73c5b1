package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// certainly is the one suggestion by which an entry can be confirmed together with
// others. Where several fit, a person looks at each.
func certainly(e *store.Entry, ask []matching.Proposal) *matching.Proposal {
	if e.State != store.EntryAsk || len(ask) != 1 || ask[0].Customer == 0 {
		return nil
	}
	return &ask[0]
}

// bookData is the question whether several entries are to be booked as suggested.
type bookData struct {
	entryList                        // those that can be booked
	Left      []leftEntry            // those that cannot
	Total     sums                   // of what can
	account   sums                   // what of it settles nothing
	forgiven  sums                   // what is let go beside it
	invoices  map[id.ID]bool         // that are paid
	open      map[id.ID]money.Amount // of the suggested invoices, less what entries before take
}

// leftEntry is an entry that is left out, and why.
type leftEntry struct {
	store.Entry
	Why string
}

func askBookings(v *visit, tx *store.Tx) (answer, error) {
	d := bookData{entryList: entryList{visit: v}, invoices: map[id.ID]bool{}, open: map[id.ID]money.Amount{}}
	var err error
	if d.Entries, err = v.entriesToBook(tx); err != nil {
		return nil, err
	}
	if len(d.Entries) == 0 {
		return nil, errNoPage
	}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	if err := d.loadOpen(tx); err != nil {
		return nil, err
	}
	d.sort()
	return page{Title: d.title(), Place: bank, Body: bookBody(d)}, nil
}

// entriesToBook are the entries that the address names: one by one, or as all that wait
// with one kind of evidence, the oldest of them.
func (v *visit) entriesToBook(tx *store.Tx) ([]store.Entry, error) {
	if kind := v.query("kind"); kind != "" {
		return tx.Entries(store.EntryFilter{State: store.EntryAsk, Kind: kind, Oldest: true, Limit: mostPicked})
	}
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	return tx.ChosenEntries(chosen)
}

// loadOpen finds what is open of the invoices that are suggested.
func (d *bookData) loadOpen(tx *store.Tx) error {
	var wanted []id.ID
	for n := range d.Entries {
		if p := certainly(&d.Entries[n], d.Ask[d.Entries[n].ID]); p != nil {
			for _, s := range sharesOf(p) {
				wanted = append(wanted, s.Invoice)
			}
		}
	}
	invoices, err := tx.InvoicesByID(wanted)
	for _, i := range invoices {
		d.open[i.ID] = i.Open
	}
	return err
}

// sort tells the entries that can be booked from those that cannot. An entry takes
// its shares before the ones behind it.
func (d *bookData) sort() {
	var kept []store.Entry
	for _, e := range d.Entries {
		if why := d.obstacle(&e); why != "" {
			d.Left = append(d.Left, leftEntry{e, d.Words.T("list.book_left_" + why)})
			continue
		}
		kept = append(kept, e)
		p := d.Ask[e.ID][0]
		for _, s := range sharesOf(&p) {
			d.open[s.Invoice] = d.open[s.Invoice].Sub(s.Amount)
			d.invoices[s.Invoice] = true
		}
		for _, x := range p.Differences {
			d.forgiven.add(x.Amount)
		}
		d.Total.add(e.Amount)
		if p.OnAccount.Sign() > 0 {
			d.account.add(p.OnAccount)
		}
	}
	d.Entries = kept
}

// obstacle is why an entry cannot be booked together with others; "" when it can.
func (d *bookData) obstacle(e *store.Entry) string {
	ask := d.Ask[e.ID]
	switch {
	case e.State != store.EntryAsk:
		return "gone"
	case len(ask) == 0 || ask[0].Customer == 0:
		return "none"
	case len(ask) > 1:
		return "several"
	}
	taken := map[id.ID]money.Amount{}
	for _, s := range sharesOf(&ask[0]) {
		if taken[s.Invoice] = taken[s.Invoice].Add(s.Amount); !covers(d.open[s.Invoice], taken[s.Invoice]) {
			return "settled"
		}
	}
	return ""
}

func (d bookData) title() string {
	if len(d.Entries) == 0 {
		return d.Words.T("list.book_none_title")
	}
	return d.Words.N("list.book_title", len(d.Entries), "Amount", d.Total.words(d.visit))
}

// effect says in numbers what the bookings do.
func (d bookData) effect() string {
	var parts []string
	if len(d.invoices) > 0 {
		parts = append(parts, d.Words.N("list.book_invoices", len(d.invoices)))
	}
	if left := d.account.words(d.visit); left != "" {
		parts = append(parts, d.Words.T("list.book_account", "Amount", left))
	}
	if gone := d.forgiven.words(d.visit); gone != "" {
		parts = append(parts, d.Words.T("confirm.together_gone", "Amount", gone))
	}
	return strings.Join(parts, " ")
}

// hidden is what the form sends along: each entry with the seal of the suggestion
// that the person saw.
func (d bookData) hidden() []ui.Param {
	all := []ui.Param{{Name: "back", Value: d.backTo(d.to("bank", "entries"))}}
	for _, e := range d.Entries {
		all = append(all, param("id", e.ID), ui.Param{Name: "seal-" + e.ID.String(), Value: seal(&d.Ask[e.ID][0])})
	}
	return all
}

// table are the entries that can be booked, and as what.
func (d bookData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("bank.tab.entries"), Columns: []ui.Column{
		{Label: w.T("bank.counterparty"), Name: true}, {Label: w.T("list.book_as")}, {Label: w.T("bank.day"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("bank.amount"), Kind: ui.ColumnAmount},
	}}
	for n := range d.Entries {
		e := &d.Entries[n]
		t.Rows = append(t.Rows, d.row(e, ui.Words(suggestionTitle(w, &d.Ask[e.ID][0], d.Names))))
	}
	return t
}

// leftTable are the entries that are left out, and why.
func (d bookData) leftTable() ui.TableSpec {
	t := d.table()
	t.Caption, t.Rows, t.Columns[1].Label = d.Words.T("list.book_left"), nil, d.Words.T("list.book_why")
	for n := range d.Left {
		t.Rows = append(t.Rows, d.row(&d.Left[n].Entry, ui.Words(d.Left[n].Why)))
	}
	return t
}

func (d bookData) row(e *store.Entry, second templ.Component) ui.Row {
	href := d.to("bank", "confirm") + "?at=" + e.ID.String()
	return ui.Row{Href: href, Label: entryName(d.Words, e), Cells: []templ.Component{
		ui.Stacked(ui.Link(entryName(d.Words, e), href), ui.Clipped(oneLine(e.Text))), second, ui.Day(d.Words, e.BookedOn), ui.Money(d.Words, e.Amount),
	}}
}

// bookEntries books the entries as their suggestions were when the person looked.
func bookEntries(v *visit) (answer, error) {
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	choices, err := v.choices(chosen)
	if err != nil {
		return nil, err
	}
	booked, _, err := settle.ConfirmAll(v.Request.Context(), v.Store, v.Company.ID, choices, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	to := v.backTo(v.to("bank", "entries"))
	if left := notAmong(chosen, booked); len(left) > 0 { // they are named, each with what keeps it
		q := url.Values{"back": {to}}
		for _, i := range left {
			q.Add("id", i.String())
		}
		to = v.to("bank", "entries", "book") + "?" + q.Encode()
	}
	return moved{To: to, Toast: v.bookedToast(booked, len(chosen)-len(booked))}, nil
}

// notAmong are the chosen entries that were not booked.
func notAmong(chosen []id.ID, booked []store.Entry) []id.ID {
	return slices.DeleteFunc(slices.Clone(chosen), func(i id.ID) bool {
		return slices.ContainsFunc(booked, func(e store.Entry) bool { return e.ID == i })
	})
}

// undoEntries takes back what was booked just now.
func undoEntries(v *visit) (answer, error) {
	booked, err := v.picked()
	if err != nil {
		return nil, err
	}
	err = settle.UndoAll(v.Request.Context(), v.Store, v.Company.ID, booked, v.actor(), v.Today)
	return moved{To: v.backTo(v.to("bank", "entries")), Toast: ui.Toast{Text: v.Words.N("list.undone", len(booked))}}, err
}

// choices are the suggestions that still are what the person saw.
func (v *visit) choices(entries []id.ID) (all []settle.Choice, err error) {
	var ask map[id.ID][]matching.Proposal
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		ask, err = tx.Suggestions(entries...)
		return err
	})
	for _, i := range entries {
		for _, p := range ask[i] {
			if seal(&p) == v.form("seal-"+i.String()) {
				all = append(all, settle.Choice{Entry: i, Proposal: p})
				break
			}
		}
	}
	return all, err
}

// bookedToast says in numbers what was booked, and what was not, and offers to take it
// back.
func (v *visit) bookedToast(booked []store.Entry, left int) ui.Toast {
	var total sums
	for _, e := range booked {
		total.add(e.Amount)
	}
	w := v.Words
	said := w.N("list.booked", len(booked), "Amount", total.words(v))
	switch {
	case len(booked) == 0:
		return ui.Toast{Text: w.T("list.booked_none"), Tone: ui.ToneBad}
	case left > 0:
		said = w.N("list.booked_but", left, "Booked", said)
	}
	undo := []ui.Param{{Name: "back", Value: v.backTo(v.to("bank", "entries"))}}
	for _, e := range booked {
		undo = append(undo, param("id", e.ID))
	}
	return ui.Toast{Text: said, Undo: v.to("bank", "entries", "undo"), Hidden: undo}
}
