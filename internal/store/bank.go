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

	EntryReturn   EntryState = "return"   // it takes back what another entry brought, which Returns names
	EntryReturned EntryState = "returned" // another entry takes all of it back

	EntryAnnounced EntryState = "announced" // the bank says that it will book it; SameAs takes its place when it does
	EntrySame      EntryState = "same"      // another entry tells of the same payment; it is shown nowhere but here
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
// new. It makes others who take in statements of the account wait: what is known of
// it already decides what is new.
func (tx *Tx) EnsureAccount(a bank.Account) (BankAccount, error) {
	_, err := tx.Exec(`INSERT INTO bank_account (company_id, id, key, iban, other, currency, owner, watched, fresh_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE, NULL) ON CONFLICT (company_id, key) DO NOTHING`,
		tx.Company, tx.NewID(), a.Key(), a.IBAN, a.Other, a.Currency, a.Owner)
	if err != nil {
		return BankAccount{}, err
	}
	account, _, err := db.One(tx.Tx, scanAccount, `SELECT id, key, iban, other, currency, owner, watched, fresh_on FROM bank_account
		WHERE company_id = $1 AND key = $2 {for update}`, tx.Company, a.Key())
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
	ByHand       bool         // a person decided about it: matching only suggests from then on
	SameAs       id.ID        // the entry that tells of the same payment and counts; 0 for one that counts itself
	Original     money.Amount // what the other side paid or got, where that is not what was booked; zero when not known
	Charges      money.Amount // what the banks kept of it, positive
	MandateID    string       // of a direct debit
	PartOf       bank.Batch   // that it is a part of
	SumOf        bank.Batch   // that it books as one sum, its own references aside
	Returns      id.ID        // the entry that it takes back, wholly or one customer's part of it; 0 for none
	Fee          money.Amount // what the bank took for that beside it, positive; zero for nothing
}

// Sent is what the bank says was sent in another currency than that of the account, below
// zero where it left; zero where it says nothing of it. Banks write it with or without the
// sign.
func (e *Entry) Sent() money.Amount {
	sent := e.Original
	if sent.Currency == e.Amount.Currency {
		return money.Amount{}
	}
	if sent.Sign() != e.Amount.Sign() {
		return sent.Neg()
	}
	return sent
}

const entryColumns = `id, account_id, statement_id, key, booked_on, value_on, amount_minor, currency, reversal, return_reason,
	bank_reference, end_to_end_id, name, iban, bic, reference, text, code, place, state, by_hand,
	COALESCE(same_as, 0), original_minor, original_currency, charges_minor, charges_currency, mandate_id, part_of, sum_of,
	COALESCE(returns_id, 0), fee_minor`

func scanEntry(rows *sql.Rows) (Entry, error) { return scanEntryBehind(rows) }

// scanEntryBehind scans an entry behind other columns.
func scanEntryBehind(rows *sql.Rows, others ...any) (Entry, error) {
	var e Entry
	var amount, original, charges sum
	var partOf, sumOf string
	err := rows.Scan(append(others, &e.ID, &e.Account, &e.Statement, &e.Key, &e.BookedOn, &e.ValueOn, &amount.minor, &amount.currency, &e.Reversal, &e.ReturnReason,
		&e.BankRef, &e.EndToEnd, &e.Name, &e.IBAN, &e.BIC, &e.Reference, &e.Text, &e.Code, &e.Place, &e.State, &e.ByHand,
		&e.SameAs, &original.minor, &original.currency, &charges.minor, &charges.currency, &e.MandateID, &partOf, &sumOf, &e.Returns, &e.Fee.Minor)...)
	if err != nil {
		return e, err
	}
	e.PartOf, e.SumOf = bank.ParseBatch(partOf), bank.ParseBatch(sumOf)
	for _, s := range []struct {
		from sum
		to   *money.Amount
	}{{amount, &e.Amount}, {original, &e.Original}, {charges, &e.Charges}} {
		if *s.to, err = s.from.amount(); err != nil {
			return e, err
		}
	}
	if e.Fee.Minor != 0 {
		e.Fee.Currency = e.Amount.Currency
	}
	return e, nil
}

// sum is an amount as stored beside its currency; NULL and "" when there is none.
type sum struct {
	minor    sql.NullInt64
	currency string
}

func (s sum) amount() (money.Amount, error) {
	if !s.minor.Valid {
		return money.Amount{}, nil
	}
	c, err := money.ParseCurrency(s.currency)
	return money.Of(s.minor.Int64, c), err
}

// stored is an amount as sum scans it.
func stored(a money.Amount) (minor any, currency string) {
	if a == (money.Amount{}) {
		return nil, ""
	}
	return a.Minor, a.Currency.String()
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
		"currency", "reversal", "return_reason", "bank_reference", "end_to_end_id", "name", "iban", "bic", "reference", "text", "code", "place", "state", "by_hand",
		"same_as", "original_minor", "original_currency", "charges_minor", "charges_currency", "mandate_id", "part_of", "sum_of"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			e := all[n]
			n++
			e.ID = tx.NewID()
			original, originalCurrency := stored(e.Original)
			charges, chargesCurrency := stored(e.Charges)
			return []any{int64(tx.Company), int64(e.ID), int64(e.Account), int64(e.Statement), e.Key, e.BookedOn, e.ValueOn, e.Amount.Minor,
				e.Amount.Currency.String(), e.Reversal, e.ReturnReason, e.BankRef, e.EndToEnd, e.Name, e.IBAN, e.BIC, e.Reference,
				e.Text, e.Code, e.Place, string(e.State), e.ByHand, optional(e.SameAs), original, originalCurrency, charges, chargesCurrency, e.MandateID,
				e.PartOf.String(), e.SumOf.String()}, nil
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
	return tx.unmatched(after, limit, "")
}

// LockUnmatched are those of Unmatched, for which it makes other writers wait.
func (tx *Tx) LockUnmatched(after id.ID, limit int) ([]Entry, error) {
	return tx.unmatched(after, limit, " {for update}")
}

func (tx *Tx) unmatched(after id.ID, limit int, how string) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND state IN ('new', 'ask') AND id > $2 ORDER BY id`+first(limit)+how, tx.Company, after)
}

// SetEntryStates moves entries to other states; how says of those that are booked how
// they found their place.
func (tx *Tx) SetEntryStates(states map[id.ID]EntryState, how map[id.ID]Handling) error {
	if len(states) == 0 {
		return nil
	}
	return tx.setStates(states, how, "")
}

// SetByHand notes that a person decided about entries, and what; how is as SetEntryStates
// has it.
func (tx *Tx) SetByHand(entries []id.ID, state EntryState, how map[id.ID]Handling) error {
	states := map[id.ID]EntryState{}
	for _, i := range entries {
		states[i] = state
	}
	return tx.setStates(states, how, ", by_hand = TRUE")
}

// setStates writes the state and what goes with it at once: an entry has many indexes.
func (tx *Tx) setStates(states map[id.ID]EntryState, how map[id.ID]Handling, also string) error {
	type row struct {
		ID    int64      `json:"id"`
		State EntryState `json:"state"`
		How   Handling   `json:"how"`
	}
	rows := make([]row, 0, len(states))
	for i, s := range states {
		rows = append(rows, row{int64(i), s, how[i]})
	}
	_, err := tx.Exec(`UPDATE entry SET state = r.state, handled = CASE WHEN r.state = 'ignored' AND amount_minor > 0 THEN 'ignored' ELSE r.how END`+also+`
		FROM {rows $2 id BIGINT, state TEXT, how TEXT} WHERE entry.company_id = $1 AND entry.id = r.id`, tx.Company, db.JSON(rows))
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
	_, err := tx.Insert("suggestion", []string{"company_id", "entry_id", "rank", "customer_id", "currency", "amount_minor", "proposal", "kind"},
		func() ([]any, error) {
			for e < len(entries) && rank == len(ask[entries[e].ID]) {
				e, rank = e+1, 0
			}
			if e == len(entries) {
				return nil, nil
			}
			entry, proposal := entries[e], ask[entries[e].ID][rank]
			kind := ""
			if rank++; rank == 1 {
				kind = proposal.Kind()
			}
			paid := entry.Amount
			if !proposal.Paid.IsZero() {
				paid = proposal.Paid
			}
			return []any{int64(tx.Company), int64(entry.ID), rank, optional(proposal.Customer), paid.Currency.String(),
				paid.Minor, db.JSON(proposal), kind}, nil
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
