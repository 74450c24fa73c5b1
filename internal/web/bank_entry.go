package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/allocation"
	banking "acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// entryList is a list of bank lines with what became of each.
type entryList struct {
	*visit
	Entries []store.Entry
	Payers  map[id.ID]store.EntryPayer
	Ask     map[id.ID][]matching.Proposal
	Names   map[id.ID]string // of the customers that are suggested
	Pager   ui.Pager
	Empty   templ.Component
}

// listEntries loads one page of a list. base is the list's own address, up to
// where the place in the list is added.
func listEntries(v *visit, tx *store.Tx, f store.EntryFilter, base string) (entryList, error) {
	f.Limit = bankList + 1
	l := entryList{visit: v}
	all, err := tx.Entries(f)
	if err != nil {
		return l, err
	}
	if len(all) > bankList {
		all = all[:bankList]
		last := all[bankList-1]
		l.Pager.Next = base + "after=" + writeKey(last.BookedOn, last.ID)
	}
	if f.After != (store.EntryKey{}) {
		l.Pager.Previous = strings.TrimRight(base, "?&") // the head of the list
	}
	l.Entries = all
	return l, l.load(tx)
}

// load finds what became of the entries.
func (l *entryList) load(tx *store.Tx) (err error) {
	ids := make([]id.ID, len(l.Entries))
	for n, e := range l.Entries {
		ids[n] = e.ID
	}
	if l.Payers, err = tx.EntryPayers(ids...); err != nil {
		return err
	}
	if l.Ask, err = tx.Suggestions(ids...); err != nil {
		return err
	}
	l.Names, err = namesOf(tx, l.Ask)
	return err
}

// namesOf are the names of the customers that are suggested.
func namesOf(tx *store.Tx, ask map[id.ID][]matching.Proposal) (map[id.ID]string, error) {
	var ids []id.ID
	for _, all := range ask {
		for _, p := range all {
			if p.Customer != 0 {
				ids = append(ids, p.Customer)
			}
			for _, s := range p.Shares {
				if s.Customer != 0 && s.Customer != p.Customer {
					ids = append(ids, s.Customer)
				}
			}
		}
	}
	names := map[id.ID]string{}
	customers, err := tx.Customers(ids)
	for _, c := range customers {
		names[c.ID] = c.Name
	}
	return names, err
}

func (l entryList) spec(caption string) ui.TableSpec {
	w := l.Words
	t := ui.TableSpec{Caption: caption, Pager: l.Pager, Empty: l.Empty, Columns: []ui.Column{
		{Label: w.T("bank.counterparty"), Name: true},
		{Key: "day", Label: w.T("bank.day"), Kind: ui.ColumnTight},
		{Key: "value_day", Label: w.T("bank.value_day"), Kind: ui.ColumnTight, Spare: true},
		{Key: "iban", Label: w.T("bank.their_account"), Kind: ui.ColumnTight, Spare: true},
		{Key: "reference", Label: w.T("bank.reference"), Kind: ui.ColumnTight, Spare: true},
		{Key: "became", Label: w.T("bank.became")},
		{Key: "amount", Label: w.T("bank.amount"), Kind: ui.ColumnAmount},
	}}
	for n := range l.Entries {
		e := &l.Entries[n]
		href := l.to("bank", "entries", e.ID.String())
		t.Rows = append(t.Rows, ui.Row{ID: "entry-" + e.ID.String(), Href: href, Label: entryName(w, e), NoPick: certainly(e, l.Ask[e.ID]) == nil,
			Cells: []templ.Component{
				ui.Stacked(ui.Link(entryName(w, e), href), ui.Clipped(oneLine(e.Text))), ui.Day(w, e.BookedOn), ui.Day(w, e.ValueOn),
				ui.Words(formatAccount(e.IBAN)), ui.Words(formatReference(e.Reference)), l.became(e), ui.Money(w, e.Amount),
			}})
	}
	return t
}

// pickable reports whether some of the entries can be confirmed together.
func (l entryList) pickable() bool {
	return l.mayWork() && slices.ContainsFunc(l.Entries, func(e store.Entry) bool { return certainly(&e, l.Ask[e.ID]) != nil })
}

// entryName is who stands at the other side of an entry, or how the bank calls it.
func entryName(w *locale.Words, e *store.Entry) string {
	switch {
	case e.Name != "":
		return e.Name
	case e.IBAN != "":
		return banking.FormatIBAN(e.IBAN)
	}
	return w.T("bank.nobody")
}

// oneLine is a text without its line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// entryStates are the states that a list can be narrowed to, in the order of its
// tabs.
var entryStates = []store.EntryState{store.EntryAsk, store.EntryBooked, store.EntryOutgoing, store.EntryReturn, store.EntryReturned, store.EntryInternal, store.EntryIgnored,
	store.EntryAnnounced, lost}

// lost narrows a list to what was announced and is no longer waited for. It is no
// state: days alone tell.
const lost = "lost"

// expected is the first day for which what is announced is still waited for.
func (v *visit) expected() date.Date { return v.Today.AddDays(-store.AnnouncedDays) }

// isLost reports whether an entry was announced and will not be booked any more.
func (v *visit) isLost(e *store.Entry) bool {
	return e.State == store.EntryAnnounced && e.BookedOn < v.expected()
}

// entriesData is the list of bank lines as it was asked for.
type entriesData struct {
	*visit
	State   store.EntryState
	Handled store.Handling // how they found their place
	From    date.Date      // booking days; None narrows nothing
	Until   date.Date
	Query   string
	filter  store.EntryFilter
	List    entryList
	Columns []string // that the person chose
}

func entriesPage(v *visit, tx *store.Tx) (answer, error) {
	after, err := readKey(v.query("after"))
	if err != nil {
		return nil, err
	}
	d, err := v.entriesAsked()
	if err != nil {
		return nil, err
	}
	d.filter.After = after
	d.List, err = listEntries(v, tx, d.filter, d.address()+"&")
	if err != nil {
		return nil, err
	}
	d.List.Empty = noEntries(d)
	d.Columns, err = v.columns(tx, entryColumns)
	return page{Title: v.Words.T("bank.tab.entries"), Place: bank, Body: entriesBody(d)}, err
}

// entriesAsked reads the filters from the address.
func (v *visit) entriesAsked() (entriesData, error) {
	d := entriesData{visit: v, Query: v.words("q")}
	var err error
	if d.From, d.Until, err = v.days("until"); err != nil {
		return d, err
	}
	for _, how := range store.Handlings {
		if v.query("handled") == string(how) {
			d.Handled = how
		}
	}
	d.filter.Handled, d.filter.From = d.Handled, d.From
	if d.Until != date.None {
		d.filter.Before = d.Until.AddDays(1)
	}
	for _, s := range entryStates {
		if v.query("state") == string(s) {
			d.State = s
		}
	}
	if d.filter.State = d.State; d.State == lost {
		d.filter.State, d.filter.Before = store.EntryAnnounced, v.expected()
	}
	v.searchEntries(d.Query, &d.filter)
	return d, nil
}

// searchEntries reads words as an amount, an account, or else the name that
// somebody's name begins with.
func (v *visit) searchEntries(words string, f *store.EntryFilter) {
	compact := strings.ToUpper(strings.Join(strings.Fields(words), ""))
	amount, err := v.Words.ParseAmount(words, v.Company.Currency)
	switch {
	case words == "":
	case err == nil:
		f.Amount = &amount.Minor
	case looksLikeIBAN(compact):
		f.IBAN = compact
	default:
		f.Name = words
	}
}

// looksLikeIBAN reports whether a text begins as an IBAN does: two letters, two
// digits.
func looksLikeIBAN(s string) bool {
	letter := func(c byte) bool { return 'A' <= c && c <= 'Z' }
	digit := func(c byte) bool { return '0' <= c && c <= '9' }
	return len(s) >= 4 && letter(s[0]) && letter(s[1]) && digit(s[2]) && digit(s[3])
}

// address is the list's address with its filters; it always has a question mark.
func (d entriesData) address() string {
	q := url.Values{"state": {string(d.State)}}
	for name, value := range map[string]string{"q": d.Query, "handled": string(d.Handled)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for name, day := range map[string]date.Date{"from": d.From, "until": d.Until} {
		if day != date.None {
			q.Set(name, day.String())
		}
	}
	return d.to("bank", "entries") + "?" + q.Encode()
}

// but is the list's address with filters changed.
func (d entriesData) but(change func(*entriesData)) string {
	change(&d)
	return d.address()
}

// export is the address of the list as a file.
func (d entriesData) export() string {
	return strings.Replace(d.address(), d.to("bank", "entries"), d.to("bank", "entries.csv"), 1)
}

func (d entriesData) bar() ui.FilterSpec {
	w := d.Words
	f := ui.FilterSpec{Action: d.to("bank", "entries"), Search: w.T("bank.search"), Query: d.Query, ClearTo: d.to("bank", "entries"), Keep: d.kept()}
	states, ways := ui.FilterMenu{Label: w.T("bank.state")}, ui.FilterMenu{Label: w.T("tolerance.title")}
	for _, s := range entryStates {
		states.Options = append(states.Options, ui.Choice{Label: stateWord(w, s), Current: s == d.State, Href: d.but(func(d *entriesData) { d.State = s })})
	}
	for _, how := range store.Handlings {
		ways.Options = append(ways.Options, ui.Choice{Label: w.T("rate." + string(how)), Current: how == d.Handled, Href: d.but(func(d *entriesData) { d.Handled = how })})
	}
	f.Menus = []ui.FilterMenu{states, ways}
	f.Chips = d.chips()
	return f
}

// kept are the filters that stay when somebody searches.
func (d entriesData) kept() []ui.Param {
	kept := []ui.Param{{Name: "state", Value: string(d.State)}}
	if d.Handled != "" {
		kept = append(kept, ui.Param{Name: "handled", Value: string(d.Handled)})
	}
	for name, day := range map[string]date.Date{"from": d.From, "until": d.Until} {
		if day != date.None {
			kept = append(kept, ui.Param{Name: name, Value: day.String()})
		}
	}
	return kept
}

// chips are the filters in force.
func (d entriesData) chips() (all []ui.Chip) {
	w := d.Words
	add := func(in bool, label string, remove func(*entriesData)) {
		if in {
			all = append(all, ui.Chip{Label: label, Remove: d.but(remove)})
		}
	}
	if d.State != "" {
		add(true, stateWord(w, d.State), func(d *entriesData) { d.State = "" })
	}
	if d.Handled != "" {
		add(true, w.T("rate."+string(d.Handled)), func(d *entriesData) { d.Handled = "" })
	}
	add(d.From != date.None, w.T("rate.since", "Day", d.From), func(d *entriesData) { d.From = date.None })
	add(d.Until != date.None, w.T("rate.until", "Day", d.Until), func(d *entriesData) { d.Until = date.None })
	add(d.Query != "", w.T("bank.words", "Words", d.Query), func(d *entriesData) { d.Query = "" })
	return all
}

// stateWord names the state of an entry.
func stateWord(w *locale.Words, s store.EntryState) string { return w.T("bank.state_" + string(s)) }

// entryData is one bank line with all that is known of it.
type entryData struct {
	*visit
	Entry     store.Entry
	Account   store.BankAccount
	Statement store.Statement
	Payments  []bookedPayment
	Lesson    entryLesson
	Return    entryReturn
	Online    entryOnline
	Told      []telling // who else told of the payment, or of a part of it
	More      int       // that are not among these
	refusal
}

// batch is the entry that books this one with others as one sum.
func (d entryData) batch() (*telling, bool) {
	for n := range d.Told {
		if t := &d.Told[n]; t.ID == d.Entry.SameAs && t.Amount != d.Entry.Amount {
			return t, true
		}
	}
	return nil, false
}

// telling is another entry that tells of the same payment.
type telling struct {
	store.Entry
	By store.Statement
}

// bookedPayment is a payment that an entry became, and what it settles.
type bookedPayment struct {
	payment.Payment
	Customer string
	Settled  []store.Settled
}

func entryPage(v *visit, tx *store.Tx) (answer, error) { return v.entryPage(tx, refusal{}) }

func (v *visit) entryPage(tx *store.Tx, wrong refusal) (answer, error) {
	e, err := v.bankEntry(tx)
	if err != nil {
		return nil, err
	}
	d := entryData{visit: v, Entry: e, refusal: wrong}
	if d.Payments, err = bookedAs(tx, e.ID); err != nil {
		return nil, err
	}
	if d.Statement, _, err = tx.StatementByID(e.Statement); err != nil {
		return nil, err
	}
	if d.Told, d.More, err = toldBy(tx, &e); err != nil {
		return nil, err
	}
	if d.Lesson, err = v.lessonOf(tx, &e); err != nil {
		return nil, err
	}
	if d.Return, err = returnOf(tx, &e); err != nil {
		return nil, err
	}
	if d.Online, err = loadEntryOnline(tx, &e); err != nil {
		return nil, err
	}
	accounts, err := tx.BankAccounts()
	for _, a := range accounts {
		if a.ID == e.Account {
			d.Account = a
		}
	}
	return page{Title: entryName(v.Words, &e), Place: bank, Status: formStatus(d.Problem), Body: entryBody(d)}, err
}

// toldBy are the other entries that tell of the same payment: those that an entry
// counts for, as a whole or in parts, and the one that counts for it.
func toldBy(tx *store.Tx, e *store.Entry) (all []telling, more int, err error) {
	others, more, err := tx.Tellings(e.ID)
	if err != nil {
		return nil, 0, err
	}
	if e.SameAs != 0 {
		counts, _, err := tx.EntryByID(e.SameAs)
		if err != nil {
			return nil, 0, err
		}
		others = append(others, counts)
	}
	for _, o := range others {
		by, _, err := tx.StatementByID(o.Statement)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, telling{o, by})
	}
	return all, more, nil
}

// bankEntry is the bank line that the address names.
func (v *visit) bankEntry(tx *store.Tx) (store.Entry, error) {
	i, err := v.id("entry")
	if err != nil {
		return store.Entry{}, err
	}
	e, found, err := tx.EntryByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	return e, err
}

// bookedAs are the payments that an entry became, nearly always one.
func bookedAs(tx *store.Tx, entry id.ID) ([]bookedPayment, error) {
	payments, err := tx.PaymentsOfEntries([]id.ID{entry})
	if err != nil {
		return nil, err
	}
	var all []bookedPayment
	for _, p := range payments {
		c, _, err := tx.Customer(p.Customer)
		if err != nil {
			return nil, err
		}
		settled, err := tx.SettledBy(p)
		if err != nil {
			return nil, err
		}
		all = append(all, bookedPayment{p, c.Name, settled})
	}
	return all, nil
}

// facts are what the bank's file says, word for word.
func (d entryData) facts() []ui.Fact {
	w, e := d.Words, &d.Entry
	facts := []ui.Fact{
		{Label: w.T("bank.counterparty"), Value: ui.Words(entryName(w, e))},
		{Label: w.T("bank.day"), Value: ui.Day(w, e.BookedOn)},
	}
	if e.ValueOn != e.BookedOn && e.ValueOn != date.None {
		facts = append(facts, ui.Fact{Label: w.T("bank.value_day"), Value: ui.Day(w, e.ValueOn)})
	}
	for _, f := range []struct{ label, value string }{
		{"bank.their_account", strings.TrimSpace(formatAccount(e.IBAN) + " " + e.BIC)}, {"bank.reference", formatReference(e.Reference)},
		{"bank.end_to_end", e.EndToEnd}, {"bank.mandate", e.MandateID}, {"bank.bank_reference", e.BankRef}, {"bank.code", e.Code}, {"bank.return_reason", e.ReturnReason},
		{"bank.in_file", w.Say(fault.ParsePlace(e.Place).Text())},
	} {
		if f.value != "" {
			facts = append(facts, ui.Fact{Label: w.T(f.label), Value: ui.Words(f.value)})
		}
	}
	for _, f := range []struct {
		label  string
		amount money.Amount
	}{{"bank.original", e.Original}, {"bank.charges", e.Charges}} {
		if f.amount != (money.Amount{}) {
			facts = append(facts, ui.Fact{Label: w.T(f.label), Value: ui.Money(w, f.amount)})
		}
	}
	facts = append(facts, d.onlineFacts()...)
	for _, o := range d.Told {
		label, words := d.toldWords(&o)
		facts = append(facts, ui.Fact{Label: label, Value: ui.Link(words, d.to("bank", "entries", o.ID.String()))})
	}
	if d.More > 0 {
		facts = append(facts, ui.Fact{Label: w.T("bank.told_by"), Value: ui.Words(w.N("bank.n_tellings_more", d.More))})
	}
	return append(facts,
		ui.Fact{Label: w.T("bank.account"), Value: ui.Link(accountName(&d.Account), d.to("bank", "accounts", d.Account.ID.String()))},
		ui.Fact{Label: w.T("bank.statement"), Value: ui.Link(statementName(w, &d.Statement), d.to("bank", "statements", e.Statement.String()))})
}

// toldWords names who told of a payment or of a part of it, and when, and what that is to
// the entry.
func (d entryData) toldWords(t *telling) (label, words string) {
	w := d.Words
	told := w.T("bank.booked_by", "Format", formatWord(w, t.By.Format), "Day", t.BookedOn)
	if t.By.Preliminary {
		told = w.T("bank.announced_by", "Day", t.BookedOn)
	}
	switch {
	case t.Amount == d.Entry.Amount:
		return w.T("bank.told_by"), told
	case t.ID == d.Entry.SameAs:
		return w.T("bank.part_of"), w.T("bank.amount_told", "Amount", t.Amount, "Told", told)
	}
	return w.T("bank.told_part"), w.T("bank.amount_told", "Amount", t.Amount, "Told", told)
}

// formatAccount groups an IBAN and leaves any other number as it is.
func formatAccount(s string) string {
	if iban, err := banking.ParseIBAN(s); err == nil {
		return banking.FormatIBAN(iban)
	}
	return s
}

// formatReference writes a structured reference as it stands on invoices.
func formatReference(s string) string {
	if r, ok := banking.ParseReference(s); ok {
		return r.String()
	}
	return s
}

// settledSum is what the entry's payments settle of invoices, and of how many.
func (d entryData) settledSum() (sum money.Amount, invoices int) {
	of := map[id.ID]bool{}
	for _, p := range d.Payments {
		for _, s := range p.Settled {
			sum, of[s.Invoice] = sum.Add(s.Amount), true
		}
	}
	return sum, len(of)
}

// settledName is the invoice of which something is settled, and which part where that is not
// the principal.
func (d entryData) settledName(s *store.Settled) templ.Component {
	name := ui.InvoiceLink(s.Number, d.toInvoice(s.Invoice))
	if s.Part == allocation.Principal {
		return name
	}
	return ui.Stacked(name, ui.Link(partName(d.Words, s.Part), d.toClaim(s.Invoice, date.None)))
}

// onAccount is what of the entry's payments settles nothing yet.
func (d entryData) onAccount() (sum money.Amount) {
	for _, p := range d.Payments {
		sum = sum.Add(p.OnAccount)
	}
	return sum
}

// undoEffect says in numbers what undoing opens again.
func (d entryData) undoEffect() string {
	var parts []string
	if sum, n := d.settledSum(); n > 0 {
		parts = append(parts, d.Words.N("bank.undo_reopens", n, "Amount", sum))
	}
	if left := d.onAccount(); left.Sign() > 0 {
		parts = append(parts, d.Words.T("bank.undo_account", "Amount", left))
	}
	return strings.Join(append(parts, d.Words.T("bank.undo_after")), " ")
}

// bookedWho says who booked: a person, or the program by itself.
func bookedWho(w *locale.Words, by string) string {
	if by == settle.Actor {
		return w.T("bank.by_matching")
	}
	return w.T("bank.by_person", "Person", by)
}

func (d entryData) allocations(p bookedPayment) ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("bank.settles"), Columns: []ui.Column{
		{Label: w.T("bank.invoice"), Name: true}, {Label: w.T("bank.settled"), Kind: ui.ColumnAmount},
		{Label: w.T("bank.left_open"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
	}}
	for _, s := range p.Settled {
		t.Rows = append(t.Rows, ui.Row{Href: d.toInvoice(s.Invoice), Label: s.Number, Cells: []templ.Component{
			d.settledName(&s), ui.Money(w, s.Amount), ui.Money(w, s.Open),
		}})
	}
	return t
}
