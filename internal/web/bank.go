package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	banking "acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) bankRoutes() {
	s.get("/bank", bankPage)
	s.get("/bank/accounts/{account}", accountPage)
	s.post("/bank/accounts/{account}/watch", watchAccount)
	s.get("/bank/statements/{statement}", statementPage)
	s.get("/bank/statements/{statement}/file", statementFile)
	s.get("/bank/entries", entriesPage)
	s.export("/bank/entries.csv", entriesSheet)
	s.getWork("/bank/entries/book", askBookings)
	s.post("/bank/entries/book", bookEntries)
	s.post("/bank/entries/undo", undoEntries)
	s.get("/bank/entries/{entry}", entryPage)
	s.get("/bank/entries/{entry}/choose", choosePage)
	s.post("/bank/entries/{entry}/choose", chooseMore)
	s.post("/bank/entries/{entry}/find", findItems)
	s.post("/bank/entries/{entry}/confirm", confirmEntry)
	s.post("/bank/entries/{entry}/ignore", ignoreEntry)
	s.post("/bank/entries/{entry}/undo", undoEntry)
	s.post("/bank/entries/{entry}/payout", savePayout)
	s.post("/bank/entries/{entry}/return", takeBackEntry)
	s.get("/bank/confirm", confirmPage)
	s.get("/bank/let-go", letGoPage)
	s.export("/bank/let-go.csv", letGoSheet)
	s.get("/bank/rate", ratePage)
}

// bankList is how many rows a list of the bank's pages shows.
const bankList = 50

// breakMonths is how far back missing days are looked for.
const breakMonths = 12

// shownBreaks is how many of an account's missing days the overview names; the
// account's own page names them all.
const shownBreaks = 3

// bankTabs are the views of the bank's pages.
func (v *visit) bankTabs(current string) []ui.TabSpec {
	tabs := []ui.TabSpec{
		{Label: v.Words.T("bank.tab.accounts"), Href: v.to("bank")},
		{Label: v.Words.T("bank.tab.confirm"), Href: v.to("bank", "confirm")},
		{Label: v.Words.T("bank.tab.entries"), Href: v.to("bank", "entries")},
		{Label: v.Words.T("letgo.tab"), Href: v.to("bank", "let-go")},
		{Label: v.Words.T("rate.tab"), Href: v.to("bank", "rate")},
	}
	if n := v.counts.Entries; n > 0 {
		tabs[1].Count = v.Words.Int(int64(n))
	}
	for n := range tabs {
		tabs[n].Current = tabs[n].Href == v.to(strings.Split(current, "/")...)
	}
	return tabs
}

// bankData is the overview of the company's accounts.
type bankData struct {
	*visit
	Accounts []accountRow
	New      int // entries that matching has not looked at yet
	Lost     int // entries that were announced and never booked
}

type accountRow struct {
	store.BankAccount
	Breaks []banking.Break // where its statements do not follow each other
	Stale  bool            // reminders wait for it
}

func bankPage(v *visit, tx *store.Tx) (answer, error) {
	accounts, err := tx.BankAccounts()
	if err != nil {
		return nil, err
	}
	breaks, err := tx.Breaks(0, v.Today.AddMonths(-breakMonths))
	if err != nil {
		return nil, err
	}
	d := bankData{visit: v}
	if d.New, err = tx.CountEntries(store.EntryNew); err != nil {
		return nil, err
	}
	if d.Lost, err = tx.CountListed(store.EntryFilter{State: store.EntryAnnounced, Before: v.expected()}); err != nil {
		return nil, err
	}
	for _, a := range accounts {
		d.Accounts = append(d.Accounts, accountRow{a, breaks[a.ID], v.tooOld(&a)})
	}
	return page{Title: v.Words.T("web.nav.bank"), Place: bank, Body: bankBody(d)}, nil
}

// tooOld reports whether an account is known too short a way for reminders to
// leave; the night asks the same of all accounts together.
func (v *visit) tooOld(a *store.BankAccount) bool {
	limit := v.Company.Policy.BankMaxAgeDays
	return a.Watched && limit > 0 && a.FreshOn != date.None && a.FreshOn.AddDays(limit) < v.Today
}

// state is the page's one line: how far the bank is known and what is to do.
func (d bankData) state() string {
	if len(d.Accounts) == 0 {
		return ""
	}
	reach := date.None
	for _, a := range d.Accounts {
		if a.Watched && a.FreshOn != date.None && (reach == date.None || a.FreshOn < reach) {
			reach = a.FreshOn
		}
	}
	parts := []string{d.Words.N("bank.n_accounts", len(d.Accounts))}
	if reach != date.None {
		parts = append(parts, d.Words.T("bank.known_to", "Day", reach))
	}
	if d.counts.Entries > 0 {
		parts = append(parts, atMost(d.Words, "bank.n_to_confirm", d.counts.Entries))
	}
	return strings.Join(parts, ", ")
}

// waits are the accounts for whose statements reminders wait.
func (d bankData) waits() (all []accountRow) {
	for _, a := range d.Accounts {
		if a.Stale {
			all = append(all, a)
		}
	}
	return all
}

func (d bankData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("bank.tab.accounts"), Empty: noBank(d.visit), Columns: []ui.Column{
		{Label: w.T("bank.account"), Name: true},
		{Label: w.T("bank.known_until"), Kind: ui.ColumnTight},
		{Label: w.T("bank.state")},
		{Label: w.T("bank.actions"), Kind: ui.ColumnAction, From: ui.ScreenTablet},
	}}
	for n := range d.Accounts {
		a := &d.Accounts[n]
		href := d.to("bank", "accounts", a.ID.String())
		t.Rows = append(t.Rows, ui.Row{ID: "account-" + a.ID.String(), Href: href, Label: accountName(&a.BankAccount), Cells: []templ.Component{
			ui.Stacked(ui.Link(accountName(&a.BankAccount), href), ui.Words(strings.TrimSpace(a.Owner+" "+a.Currency))),
			ui.DayFrom(w, a.FreshOn, d.Today), accountTags(w, a), watchButton(d.visit, &a.BankAccount, ui.ButtonQuiet),
		}})
	}
	return t
}

// accountName is an account's number as people read it.
func accountName(a *store.BankAccount) string {
	if a.IBAN != "" {
		return banking.FormatIBAN(a.IBAN)
	}
	return a.Other
}

// accountData is one account with its statements.
type accountData struct {
	*visit
	Account    store.BankAccount
	Statements []store.Statement
	Breaks     []banking.Break
	Next       string
}

func accountPage(v *visit, tx *store.Tx) (answer, error) {
	a, err := v.bankAccount(tx)
	if err != nil {
		return nil, err
	}
	after, err := readKey(v.query("after"))
	if err != nil {
		return nil, err
	}
	d := accountData{visit: v, Account: a}
	all, err := tx.Statements(a.ID, store.StatementKey(after), bankList+1)
	if err != nil {
		return nil, err
	}
	if len(all) > bankList {
		all = all[:bankList]
		last := all[bankList-1]
		d.Next = v.to("bank", "accounts", a.ID.String()) + "?after=" + writeKey(last.On(), last.ID)
	}
	d.Statements = all
	breaks, err := tx.Breaks(a.ID, v.Today.AddMonths(-breakMonths))
	if err != nil {
		return nil, err
	}
	d.Breaks = breaks[a.ID]
	return page{Title: accountName(&a), Place: bank, Body: accountBody(d)}, nil
}

// bankAccount is the account that the address names.
func (v *visit) bankAccount(tx *store.Tx) (store.BankAccount, error) {
	i, err := v.id("account")
	if err != nil {
		return store.BankAccount{}, err
	}
	accounts, err := tx.BankAccounts()
	if err != nil {
		return store.BankAccount{}, err
	}
	for _, a := range accounts {
		if a.ID == i {
			return a, nil
		}
	}
	return store.BankAccount{}, errNoPage
}

func (d accountData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("bank.statements"), Pager: ui.Pager{Next: d.Next}, Empty: noBank(d.visit), Columns: []ui.Column{
		{Label: w.T("bank.statement"), Name: true},
		{Label: w.T("bank.closing_day"), Kind: ui.ColumnTight},
		{Label: w.T("bank.entries"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Label: w.T("bank.opening"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Label: w.T("bank.closing"), Kind: ui.ColumnAmount},
		{Label: w.T("bank.state"), From: ui.ScreenTablet},
	}}
	for n := range d.Statements {
		s := &d.Statements[n]
		href := d.to("bank", "statements", s.ID.String())
		t.Rows = append(t.Rows, ui.Row{ID: "statement-" + s.ID.String(), Href: href, Label: statementName(w, s), Cells: []templ.Component{
			ui.Link(statementName(w, s), href), ui.Day(w, s.On()), ui.Words(w.Int(int64(s.Entries))),
			balanceOf(w, s.Opening, &d.Account), balanceOf(w, s.Closing, &d.Account), breakTag(w, breakBefore(d.Breaks, s.ID)),
		}})
	}
	return t
}

// statementName is what the bank calls a statement.
func statementName(w *locale.Words, s *store.Statement) string {
	number := s.Sequence
	if strings.Trim(number, "0 ") == "" {
		number = s.Number
	}
	if strings.Trim(number, "0 ") == "" {
		return w.T("bank.statement_plain")
	}
	return w.T("bank.statement_number", "Number", number)
}

// balance is a balance of an account; false where it is not known.
func balance(minor *int64, a *store.BankAccount) (money.Amount, bool) {
	c, err := money.ParseCurrency(a.Currency)
	if minor == nil || err != nil {
		return money.Amount{}, false
	}
	return money.Of(*minor, c), true
}

// breakBefore is the break that a statement stands behind; nil when it follows the one
// before it.
func breakBefore(all []banking.Break, statement id.ID) *banking.Break {
	for n := range all {
		if all[n].After.Statement == statement {
			return &all[n]
		}
	}
	return nil
}

// breakWords says in a sentence where statements do not follow each other.
func breakWords(w *locale.Words, b *banking.Break) string {
	switch {
	case b.Ranks[0] > 0 && b.Ranks[0] == b.Ranks[1]:
		return w.T("bank.break_number", "Number", strconv.Itoa(b.Ranks[0]))
	case b.Ranks[0] > 0:
		return w.T("bank.break_numbers", "Number", strconv.Itoa(b.Ranks[0]), "Last", strconv.Itoa(b.Ranks[1]))
	case b.From == date.None:
		return w.T("bank.break_sum", "Amount", b.Difference(), "Before", w.Say(b.Before.Name()), "After", w.Say(b.After.Name()))
	case b.From == b.To:
		return w.T("bank.break_day", "From", b.From, "Amount", b.Difference())
	}
	return w.T("bank.break_days", "From", b.From, "To", b.To, "Amount", b.Difference())
}

// breakLines are breaks as sentences, the newest first; show below 0 is all of them.
func breakLines(w *locale.Words, all []banking.Break, show int) (lines []string) {
	for n := range all {
		if n == show {
			return append(lines, w.N("bank.n_breaks_more", len(all)-n))
		}
		lines = append(lines, breakWords(w, &all[len(all)-1-n]))
	}
	return lines
}

// watchAccount says whether reminders wait for an account's statements.
func watchAccount(v *visit) (answer, error) {
	var a store.BankAccount
	watched := v.form("watched") == "1"
	err := v.Store.Update(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		if a, err = v.bankAccount(tx); err != nil {
			return err
		}
		return tx.Watch(a.ID, watched)
	})
	if err != nil {
		return nil, err
	}
	key := "bank.unwatched"
	if watched {
		key = "bank.watched"
	}
	return moved{To: v.to("bank"), Toast: ui.Toast{Text: v.Words.T(key, "Account", accountName(&a))}}, nil
}

// statementData is one statement with its entries.
type statementData struct {
	*visit
	Account   store.BankAccount
	Statement store.Statement
	Break     *banking.Break // before it
	List      entryList
}

func statementPage(v *visit, tx *store.Tx) (answer, error) {
	s, a, err := v.bankStatement(tx)
	if err != nil {
		return nil, err
	}
	after, err := readKey(v.query("after"))
	if err != nil {
		return nil, err
	}
	d := statementData{visit: v, Statement: s, Account: a}
	if s.ClosingOn != date.None {
		breaks, err := tx.Breaks(a.ID, s.ClosingOn.AddMonths(-breakMonths))
		if err != nil {
			return nil, err
		}
		d.Break = breakBefore(breaks[a.ID], s.ID)
	}
	here := v.to("bank", "statements", s.ID.String())
	d.List, err = listEntries(v, tx, store.EntryFilter{Statement: s.ID, After: after}, here+"?")
	return page{Title: statementName(v.Words, &s), Place: bank, Body: statementBody(d)}, err
}

// bankStatement is the statement that the address names, and its account.
func (v *visit) bankStatement(tx *store.Tx) (store.Statement, store.BankAccount, error) {
	i, err := v.id("statement")
	if err != nil {
		return store.Statement{}, store.BankAccount{}, err
	}
	s, found, err := tx.StatementByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	if err != nil {
		return s, store.BankAccount{}, err
	}
	accounts, err := tx.BankAccounts()
	for _, a := range accounts {
		if a.ID == s.Account {
			return s, a, err
		}
	}
	return s, store.BankAccount{}, err
}

func (d statementData) facts() []ui.Fact {
	w := d.Words
	return []ui.Fact{
		{Label: w.T("bank.account"), Value: ui.Link(accountName(&d.Account), d.to("bank", "accounts", d.Account.ID.String()))},
		{Label: w.T("bank.opening"), Value: dayAndBalance(w, d.Statement.OpeningOn, d.Statement.Opening, &d.Account)},
		{Label: w.T("bank.closing"), Value: dayAndBalance(w, d.Statement.ClosingOn, d.Statement.Closing, &d.Account)},
		{Label: w.T("bank.entries"), Value: ui.Words(strconv.Itoa(d.Statement.Entries))},
		{Label: w.T("bank.format"), Value: ui.Words(formatWord(w, d.Statement.Format))},
	}
}

// statementFile is the bank's file as it came.
func statementFile(v *visit, tx *store.Tx) (answer, error) {
	s, _, err := v.bankStatement(tx)
	if err != nil {
		return nil, err
	}
	return documentDownload(tx, s.Document)
}

// documentDownload is a stored document as it came.
func documentDownload(tx *store.Tx, hash string) (answer, error) {
	doc, found, err := tx.DocumentFacts(hash)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "the file is not kept here")
	}
	return &stored{Name: doc.Name, Document: doc}, err
}

// writeKey is a place in a list by day, for an address.
func writeKey(on date.Date, i id.ID) string { return on.String() + "." + i.String() }

// readKey reads what writeKey wrote; no text is the head of the list.
func readKey(s string) (k store.EntryKey, err error) {
	if s == "" {
		return k, nil
	}
	day, i, _ := strings.Cut(s, ".")
	if day != "" {
		if k.On, err = date.Parse(day); err != nil {
			return k, errNoPage
		}
	}
	k.ID, err = id.Parse(i)
	return k, err
}
