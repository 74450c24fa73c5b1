package store

import (
	"database/sql"
	"encoding/json"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
)

// EntryState says what became of a bank line.
type EntryState string

// The states of an entry.
const (
	EntryNew      EntryState = "new"      // matching has not looked yet
	EntryAsk      EntryState = "ask"      // a person is to confirm
	EntryBooked   EntryState = "booked"   // it became a payment
	EntryOutgoing EntryState = "outgoing" // money that left: nothing to match
	EntryInternal EntryState = "internal" // from another account of the company
	EntryIgnored  EntryState = "ignored"  // a person said that it is no customer's
)

// BankAccount is an account of the company.
type BankAccount struct {
	ID       id.ID
	Key      string // bank.Account.Key
	IBAN     string
	Other    string
	Currency string
	Owner    string
	Watched  bool      // reminders wait for its statements
	FreshOn  date.Date // the newest day that its statements reach to
}

func scanAccount(rows *sql.Rows) (BankAccount, error) {
	var a BankAccount
	return a, rows.Scan(&a.ID, &a.Key, &a.IBAN, &a.Other, &a.Currency, &a.Owner, &a.Watched, &a.FreshOn)
}

// BankAccounts are the company's accounts.
func (tx *Tx) BankAccounts() ([]BankAccount, error) {
	return db.Collect(tx.Tx, scanAccount, `SELECT id, key, iban, other, currency, owner, watched, fresh_on FROM bank_account
		WHERE company_id = $1 ORDER BY iban, other, currency`, tx.Company)
}

// EnsureAccount returns the account that a statement is about, stored when it is
// new.
func (tx *Tx) EnsureAccount(a bank.Account) (BankAccount, error) {
	_, err := tx.Exec(`INSERT INTO bank_account (company_id, id, key, iban, other, currency, owner, watched, fresh_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE, NULL) ON CONFLICT (company_id, key) DO NOTHING`,
		tx.Company, tx.NewID(), a.Key(), a.IBAN, a.Other, a.Currency, a.Owner)
	if err != nil {
		return BankAccount{}, err
	}
	account, _, err := db.One(tx.Tx, scanAccount, `SELECT id, key, iban, other, currency, owner, watched, fresh_on FROM bank_account
		WHERE company_id = $1 AND key = $2`, tx.Company, a.Key())
	return account, err
}

// Watch says whether reminders wait for an account's statements.
func (tx *Tx) Watch(account id.ID, watched bool) error {
	_, err := tx.Exec(`UPDATE bank_account SET watched = $3 WHERE company_id = $1 AND id = $2`, tx.Company, account, watched)
	return err
}

// Freshen notes that an account's statements reach to a day.
func (tx *Tx) Freshen(account id.ID, on date.Date) error {
	_, err := tx.Exec(`UPDATE bank_account SET fresh_on = $3
		WHERE company_id = $1 AND id = $2 AND (fresh_on IS NULL OR fresh_on < $3)`, tx.Company, account, on)
	return err
}

// Statement is a stored bank statement.
type Statement struct {
	ID        id.ID
	Account   id.ID
	Format    string
	Number    string
	Sequence  string
	OpeningOn date.Date
	Opening   *int64 // minor units; nil when the file had none
	ClosingOn date.Date
	Closing   *int64
	Entries   int
	Document  string
	Import    id.ID // the file that brought it; only when it is added
}

const statementColumns = `id, account_id, format, number, sequence, opening_on, opening_minor, closing_on, closing_minor, entries, document`

// AddStatement stores a statement's head and gives it an identifier.
func (tx *Tx) AddStatement(s *Statement) error {
	s.ID = tx.NewID()
	_, err := tx.Exec(`INSERT INTO statement (company_id, `+statementColumns+`, import_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		tx.Company, s.ID, s.Account, s.Format, s.Number, s.Sequence, s.OpeningOn, s.Opening, s.ClosingOn, s.Closing,
		s.Entries, s.Document, optional(s.Import), db.Instant(tx.Now()))
	return err
}

// HasStatement reports whether a statement of the same account, number, sequence
// and closing day is stored.
func (tx *Tx) HasStatement(s *Statement) (bool, error) {
	var n int
	err := tx.Row([]any{&n}, `SELECT COUNT(*) FROM statement WHERE company_id = $1 AND account_id = $2 AND number = $3 AND sequence = $4
		AND closing_on IS NOT DISTINCT FROM $5`, tx.Company, s.Account, s.Number, s.Sequence, s.ClosingOn)
	return n > 0, err
}

// Entry is a stored bank line.
type Entry struct {
	ID           id.ID
	Account      id.ID
	Statement    id.ID
	Key          string
	BookedOn     date.Date
	ValueOn      date.Date
	Amount       money.Amount
	Reversal     bool
	ReturnReason string
	BankRef      string
	EndToEnd     string
	Name         string
	IBAN         string
	BIC          string
	Reference    string
	Text         string
	Code         string
	Place        string
	State        EntryState
	ByHand       bool // a person decided about it: matching only suggests from then on
}

const entryColumns = `id, account_id, statement_id, key, booked_on, value_on, amount_minor, currency, reversal, return_reason,
	bank_reference, end_to_end_id, name, iban, bic, reference, text, code, place, state, by_hand`

func scanEntry(rows *sql.Rows) (Entry, error) {
	var e Entry
	var minor int64
	var currency string
	err := rows.Scan(&e.ID, &e.Account, &e.Statement, &e.Key, &e.BookedOn, &e.ValueOn, &minor, &currency, &e.Reversal, &e.ReturnReason,
		&e.BankRef, &e.EndToEnd, &e.Name, &e.IBAN, &e.BIC, &e.Reference, &e.Text, &e.Code, &e.Place, &e.State, &e.ByHand)
	if err != nil {
		return e, err
	}
	c, err := money.ParseCurrency(currency)
	e.Amount = money.Of(minor, c)
	return e, err
}

// KnownKeys are those among keys that entries of the account carry already. Each key
// is looked up by itself: joined, PostgreSQL would read the account's entries once for
// each key while its statistics are those of an empty table.
func (tx *Tx) KnownKeys(account id.ID, keys []string) (map[string]bool, error) {
	known := map[string]bool{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var key string
		err := rows.Scan(&key)
		known[key] = true
		return err
	}, `SELECT k.value FROM ({list $3 TEXT}) AS k
		WHERE (SELECT COUNT(*) FROM entry e WHERE e.company_id = $1 AND e.account_id = $2 AND e.key = k.value) > 0`, tx.Company, account, db.JSON(keys))
	return known, err
}

// AddEntries stores new bank lines and gives them identifiers.
func (tx *Tx) AddEntries(all []*Entry) error {
	n := 0
	_, err := tx.Insert("entry", []string{"company_id", "id", "account_id", "statement_id", "key", "booked_on", "value_on", "amount_minor",
		"currency", "reversal", "return_reason", "bank_reference", "end_to_end_id", "name", "iban", "bic", "reference", "text", "code", "place", "state", "by_hand"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			e := all[n]
			n++
			e.ID = tx.NewID()
			return []any{int64(tx.Company), int64(e.ID), int64(e.Account), int64(e.Statement), e.Key, e.BookedOn, e.ValueOn, e.Amount.Minor,
				e.Amount.Currency.String(), e.Reversal, e.ReturnReason, e.BankRef, e.EndToEnd, e.Name, e.IBAN, e.BIC, e.Reference,
				e.Text, e.Code, e.Place, string(e.State), e.ByHand}, nil
		})
	return err
}

// EntryByID finds a bank line.
func (tx *Tx) EntryByID(i id.ID) (Entry, bool, error) {
	return db.One(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// Unmatched are at most limit entries that matching has not looked at yet or could
// not book, in the order of their making, after the one given.
func (tx *Tx) Unmatched(after id.ID, limit int) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND state IN ('new', 'ask') AND id > $2 ORDER BY id`+first(limit), tx.Company, after)
}

// SetEntryStates moves entries to other states.
func (tx *Tx) SetEntryStates(states map[id.ID]EntryState) error {
	if len(states) == 0 {
		return nil
	}
	type row struct {
		ID    int64      `json:"id"`
		State EntryState `json:"state"`
	}
	rows := make([]row, 0, len(states))
	for i, s := range states {
		rows = append(rows, row{int64(i), s})
	}
	_, err := tx.Exec(`UPDATE entry SET state = r.state FROM {rows $2 id BIGINT, state TEXT}
		WHERE entry.company_id = $1 AND entry.id = r.id`, tx.Company, db.JSON(rows))
	return err
}

// SetByHand notes that a person decided about entries, and what.
func (tx *Tx) SetByHand(entries []id.ID, state EntryState) error {
	_, err := tx.Exec(`UPDATE entry SET state = $3, by_hand = TRUE WHERE company_id = $1 AND id IN ({list $2 BIGINT})`,
		tx.Company, db.JSON(ints(entries)), string(state))
	return err
}

// LockEntries makes other writers of these entries wait, and returns the entries
// as they are now.
func (tx *Tx) LockEntries(ids []id.ID) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) ORDER BY id {for update}`, tx.Company, db.JSON(ints(ids)))
}

// Suggestion is a proposal for an entry that waits for a person. Rank 1 is shown
// first.
type Suggestion struct {
	Entry    id.ID
	Rank     int
	Proposal matching.Proposal
}

// SetSuggestions replaces what is suggested for entries.
func (tx *Tx) SetSuggestions(entries []Entry, ask map[id.ID][]matching.Proposal) error {
	ids := make([]id.ID, len(entries))
	for n, e := range entries {
		ids[n] = e.ID
	}
	if _, err := tx.Exec(`DELETE FROM suggestion WHERE company_id = $1 AND entry_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids))); err != nil {
		return err
	}
	e, rank := 0, 0
	_, err := tx.Insert("suggestion", []string{"company_id", "entry_id", "rank", "customer_id", "currency", "amount_minor", "proposal"},
		func() ([]any, error) {
			for e < len(entries) && rank == len(ask[entries[e].ID]) {
				e, rank = e+1, 0
			}
			if e == len(entries) {
				return nil, nil
			}
			entry, proposal := entries[e], ask[entries[e].ID][rank]
			rank++
			return []any{int64(tx.Company), int64(entry.ID), rank, optional(proposal.Customer), entry.Amount.Currency.String(),
				entry.Amount.Minor, db.JSON(proposal)}, nil
		})
	return err
}

// Suggestions are what is suggested for some entries, by entry, best first.
func (tx *Tx) Suggestions(entries ...id.ID) (map[id.ID][]matching.Proposal, error) {
	all := map[id.ID][]matching.Proposal{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var entry id.ID
		var text string
		var p matching.Proposal
		if err := rows.Scan(&entry, &text); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(text), &p)
		all[entry] = append(all[entry], p)
		return err
	}, `SELECT entry_id, proposal FROM suggestion WHERE company_id = $1 AND entry_id IN ({list $2 BIGINT}) ORDER BY entry_id, rank`,
		tx.Company, db.JSON(ints(entries)))
	return all, err
}

// Candidates finds all that entries with these keys may match.
func (tx *Tx) Candidates(k matching.Keys) (matching.Candidates, error) {
	var c matching.Candidates
	if err := tx.Rows(func(rows *sql.Rows) error {
		var p matching.Payer
		err := rows.Scan(&p.IBAN, &p.Customer)
		c.Payers = append(c.Payers, p)
		return err
	}, `SELECT iban, customer_id FROM payer WHERE company_id = $1 AND iban IN ({list $2 TEXT}) ORDER BY iban, customer_id`, tx.Company, db.JSON(k.IBANs)); err != nil {
		return c, err
	}
	if err := tx.Rows(func(rows *sql.Rows) error {
		var n matching.Named
		err := rows.Scan(&n.Key, &n.Customer)
		c.Named = append(c.Named, n)
		return err
	}, `SELECT name_key, id FROM customer WHERE company_id = $1 AND name_key IN ({list $2 TEXT}) ORDER BY name_key, id`, tx.Company, db.JSON(k.Names)); err != nil {
		return c, err
	}
	payers := map[id.ID]bool{}
	for _, p := range c.Payers {
		payers[p.Customer] = true
	}
	for _, n := range c.Named {
		payers[n.Customer] = true
	}
	owners := make([]int64, 0, len(payers))
	for i := range payers {
		owners = append(owners, int64(i))
	}
	var err error
	c.Items, err = db.Collect(tx.Tx, scanMatchItem, `
		SELECT id, customer_id, number, number_key, reference, due_on, open_minor, currency FROM invoice WHERE company_id = $1 AND owed_minor > 0 AND reference IN ({list $2 TEXT}) AND reference <> ''
		UNION
		SELECT id, customer_id, number, number_key, reference, due_on, open_minor, currency FROM invoice WHERE company_id = $1 AND owed_minor > 0 AND number_key IN ({list $3 TEXT})
		UNION
		SELECT id, customer_id, number, number_key, reference, due_on, open_minor, currency FROM invoice WHERE company_id = $1 AND open_minor > 0 AND customer_id IN ({list $4 BIGINT}) AND open_minor <> 0`,
		tx.Company, db.JSON(k.References), db.JSON(k.Numbers), db.JSON(owners))
	return c, err
}

func scanMatchItem(rows *sql.Rows) (matching.Item, error) {
	var i matching.Item
	var minor int64
	var currency string
	if err := rows.Scan(&i.Invoice, &i.Customer, &i.Number, &i.NumberKey, &i.Reference, &i.DueOn, &minor, &currency); err != nil {
		return i, err
	}
	c, err := money.ParseCurrency(currency)
	i.Open = money.Of(minor, c)
	return i, err
}
