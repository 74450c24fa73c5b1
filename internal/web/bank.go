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
	s.post("/bank/entries/{entry}/confirm", confirmEntry)
	s.post("/bank/entries/{entry}/ignore", ignoreEntry)
	s.post("/bank/entries/{entry}/undo", undoEntry)
	s.get("/bank/confirm", confirmPage)
}

// bankList is how many rows a list of the bank's pages shows.
const bankList = 50

// gapMonths is how far back missing statements are counted for the overview of
// accounts.
const gapMonths = 12

// bankTabs are the views of the bank's pages.
func (v *visit) bankTabs(current string) []ui.TabSpec {
	tabs := []ui.TabSpec{
		{Label: v.Words.T("bank.tab.accounts"), Href: v.to("bank")},
		{Label: v.Words.T("bank.tab.confirm"), Href: v.to("bank", "confirm")},
		{Label: v.Words.T("bank.tab.entries"), Href: v.to("bank", "entries")},
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
}

type accountRow struct {
	store.BankAccount
	Gaps  int  // statements that seem to be missing
	Stale bool // reminders wait for it
}

func bankPage(v *visit, tx *store.Tx) (answer, error) {
	accounts, err := tx.BankAccounts()
	if err != nil {
		return nil, err
	}
	gaps, err := tx.CountGaps(v.Today.AddMonths(-gapMonths))
	if err != nil {
		return nil, err
	}
	d := bankData{visit: v}
	if d.New, err = tx.CountEntries(store.EntryNew); err != nil {
		return nil, err
	}
	for _, a := range accounts {
		d.Accounts = append(d.Accounts, accountRow{a, gaps[a.ID], v.tooOld(&a)})
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
	Statements []store.ListedStatement
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
		d.Next = v.to("bank", "accounts", a.ID.String()) + "?after=" + writeKey(last.On, last.ID)
	}
	d.Statements = all
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
		t.Rows = append(t.Rows, ui.Row{ID: "statement-" + s.ID.String(), Href: href, Label: statementName(w, &s.Statement), Cells: []templ.Component{
			ui.Link(statementName(w, &s.Statement), href), ui.Day(w, s.On), ui.Words(w.Int(int64(s.Entries))),
			balanceOf(w, s.Opening, &d.Account), balanceOf(w, s.Closing, &d.Account), gapTag(w, s, &d.Account),
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

// gapWords says in numbers what lies between two statements.
func gapWords(w *locale.Words, s *store.ListedStatement, a *store.BankAccount) string {
	before, _ := balance(s.Before, a)
	opening, _ := balance(s.Opening, a)
	return w.T("bank.gap_long", "Before", before, "Opening", opening)
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
	Statement store.ListedStatement
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
	here := v.to("bank", "statements", s.ID.String())
	d.List, err = listEntries(v, tx, store.EntryFilter{Statement: s.ID, After: after}, here+"?")
	return page{Title: statementName(v.Words, &s.Statement), Place: bank, Body: statementBody(d)}, err
}

// bankStatement is the statement that the address names, and its account.
func (v *visit) bankStatement(tx *store.Tx) (store.ListedStatement, store.BankAccount, error) {
	i, err := v.id("statement")
	if err != nil {
		return store.ListedStatement{}, store.BankAccount{}, err
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
		{Label: w.T("bank.format"), Value: ui.Words(d.Statement.Format)},
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
	doc, found, err := tx.Document(hash)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "the file is not kept here")
	}
	return download{Name: doc.Name, MIME: doc.MIME, Body: doc.Body}, err
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
