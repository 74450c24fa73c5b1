package store

import (
	"database/sql"
	"strings"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/payment"
)

// EntryKey is a place in a list of bank lines, which runs by booking day. The zero
// value is before the first.
type EntryKey struct {
	On date.Date
	ID id.ID
}

// EntryFilter narrows a list of bank lines; zero fields narrow nothing.
type EntryFilter struct {
	State     EntryState
	Account   id.ID
	Statement id.ID
	Amount    *int64 // minor units, in whatever currency
	IBAN      string // what the other side's account begins with, without blanks
	Name      string // what the other side's name begins with, in any case
	Oldest    bool   // oldest first; newest first otherwise
	After     EntryKey
	Limit     int
}

// mostNamed bounds how many lines a name or an account is looked for in: whoever
// types one letter has not said yet what he looks for.
const mostNamed = 1000

// Entries are the bank lines that a filter lets through.
func (tx *Tx) Entries(f EntryFilter) ([]Entry, error) {
	c := tx.conditions()
	c.add("company_id = $1")
	if f.State != "" {
		c.add("state = %s", string(f.State))
	}
	if f.Account != 0 {
		c.add("account_id = %s", f.Account)
	}
	if f.Statement != 0 {
		c.add("statement_id = %s", f.Statement)
	}
	if f.Amount != nil {
		c.add("amount_minor = %s", *f.Amount)
	}
	if f.IBAN != "" {
		c.add(`id IN (SELECT id FROM entry WHERE company_id = $1 AND iban <> '' AND iban >= %s AND iban < %s
			ORDER BY iban, id`+first(mostNamed)+`)`, f.IBAN, behind(f.IBAN))
	}
	if f.Name != "" {
		name := lower(f.Name)
		c.add(`id IN (SELECT id FROM entry WHERE company_id = $1 AND lower(name) >= %s AND lower(name) < %s
			ORDER BY lower(name), id`+first(mostNamed)+`)`, name, behind(name))
	}
	compare, order := "<", "DESC"
	if f.Oldest {
		compare, order = ">", "ASC"
	}
	if f.After != (EntryKey{}) {
		c.add("(booked_on, id) "+compare+" (%s, %s)", f.After.On, f.After.ID)
	}
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry WHERE `+c.where()+`
		ORDER BY booked_on `+order+`, id `+order+first(f.Limit), c.args...)
}

// behind is where the texts end that begin with a prefix, compared byte by byte:
// no character is written behind the last one of Unicode.
func behind(prefix string) string { return prefix + "\U0010FFFF" }

// lower folds A to Z only, as lower() does in both engines on a text that is
// compared byte by byte.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// CountEntries counts the entries of a state. It is meant for those that wait for
// someone, of which there are few.
func (tx *Tx) CountEntries(state EntryState) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM entry WHERE company_id = $1 AND state = $2`, tx.Company, string(state))
}

// CountEntriesBefore counts the entries of a state that lie before a place in the
// list, oldest first.
func (tx *Tx) CountEntriesBefore(state EntryState, before EntryKey) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM entry
		WHERE company_id = $1 AND state = $2 AND (booked_on, id) < ($3, $4)`, tx.Company, string(state), before.On, before.ID)
}

// EntryPayer is whose payment an entry became.
type EntryPayer struct {
	Entry    id.ID
	Customer id.ID
	Name     string
}

// EntryPayers are the customers whose payments the entries became and still are.
func (tx *Tx) EntryPayers(entries ...id.ID) (map[id.ID]EntryPayer, error) {
	payers := map[id.ID]EntryPayer{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var p EntryPayer
		err := rows.Scan(&p.Entry, &p.Customer, &p.Name)
		payers[p.Entry] = p
		return err
	}, `SELECT p.entry_id, c.id, c.name FROM payment p JOIN customer c ON c.company_id = p.company_id AND c.id = p.customer_id
		WHERE p.company_id = $1 AND p.entry_id IN ({list $2 BIGINT}) AND p.entry_id IS NOT NULL AND p.reversed_at IS NULL ORDER BY p.id DESC`,
		tx.Company, db.JSON(ints(entries)))
	return payers, err
}

// Settled is an invoice that a payment settles, wholly or in part.
type Settled struct {
	Invoice  id.ID
	Number   string
	Amount   money.Amount // of it, by this payment
	Open     money.Amount // what is left of the invoice now
	Evidence string       // JSON: the matching.Evidence it rests on
	BookedBy string
}

// SettledBy is what a payment settles now: what was undone is left out.
func (tx *Tx) SettledBy(p payment.Payment) ([]Settled, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (s Settled, err error) {
		s.Amount.Currency, s.Open.Currency = p.Amount.Currency, p.Amount.Currency
		return s, rows.Scan(&s.Invoice, &s.Number, &s.Amount.Minor, &s.Open.Minor, &s.Evidence, &s.BookedBy)
	}, `SELECT i.id, i.number, a.amount_minor, i.open_minor, a.evidence, a.booked_by
		FROM allocation a JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
		WHERE a.company_id = $1 AND a.payment_id = $2 AND a.reverses_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)
		ORDER BY i.due_on, i.id`, tx.Company, p.ID)
}

// StatementKey is a place in a list of statements, newest first. The zero value is
// before the first.
type StatementKey struct {
	On date.Date
	ID id.ID
}

// ListedStatement is a statement in a list. Before is what the account held at the
// end of the statement before it; Gap says that the statement begins with another
// sum, so that one in between is missing.
type ListedStatement struct {
	Statement
	On     date.Date // closing day, or else opening day
	Before *int64
	Gap    bool
}

// statementDay is the day by which statements are listed. One without balances
// stands at the end.
const statementDay = `COALESCE(s.closing_on, s.opening_on, '0001-01-01')`

// Statements are at most limit statements of an account, the newest first. An
// account has one for each working day: few enough to be put in order.
func (tx *Tx) Statements(account id.ID, after StatementKey, limit int) ([]ListedStatement, error) {
	c := tx.conditions()
	c.add("s.company_id = $1 AND s.account_id = %s", account)
	if after != (StatementKey{}) {
		c.add("("+statementDay+", s.id) < (%s, %s)", floor(after.On), after.ID)
	}
	return db.Collect(tx.Tx, scanListedStatement, listedStatement+c.where()+`
		ORDER BY `+statementDay+` DESC, s.id DESC`+first(limit), c.args...)
}

// StatementByID finds a statement.
func (tx *Tx) StatementByID(i id.ID) (ListedStatement, bool, error) {
	return db.One(tx.Tx, scanListedStatement, listedStatement+`s.company_id = $1 AND s.id = $2`, tx.Company, i)
}

// listedStatement selects statements with what the one before ends with: among
// several of one day, which no order tells apart, the one that fits counts.
const listedStatement = `SELECT s.id, s.account_id, s.format, s.number, s.sequence, s.opening_on, s.opening_minor, s.closing_on, s.closing_minor,
		s.entries, s.document,
		(SELECT b.closing_minor FROM statement b WHERE b.company_id = s.company_id AND b.account_id = s.account_id
			AND b.closing_on < s.closing_on AND b.closing_minor IS NOT NULL ORDER BY b.closing_on DESC, b.id DESC LIMIT 1),
		EXISTS (SELECT 1 FROM statement b WHERE b.company_id = s.company_id AND b.account_id = s.account_id AND b.id <> s.id
			AND b.closing_minor = s.opening_minor AND b.closing_on <= s.closing_on AND b.closing_on >= COALESCE((
				SELECT MAX(l.closing_on) FROM statement l WHERE l.company_id = s.company_id AND l.account_id = s.account_id
				AND l.closing_on < s.closing_on AND l.closing_minor IS NOT NULL), s.closing_on))
	FROM statement s WHERE `

func scanListedStatement(rows *sql.Rows) (ListedStatement, error) {
	var s ListedStatement
	var follows bool
	err := rows.Scan(&s.ID, &s.Account, &s.Format, &s.Number, &s.Sequence, &s.OpeningOn, &s.Opening, &s.ClosingOn, &s.Closing, &s.Entries, &s.Document,
		&s.Before, &follows)
	s.On = s.ClosingOn
	if s.On == date.None {
		s.On = s.OpeningOn
	}
	s.Gap = s.Before != nil && s.Opening != nil && !follows
	return s, err
}

// CountGaps counts, by account, the statements since a day that do not begin where
// the one before them ends.
func (tx *Tx) CountGaps(since date.Date) (map[id.ID]int, error) {
	gaps := map[id.ID]int{}
	err := tx.Rows(func(rows *sql.Rows) error {
		s, err := scanListedStatement(rows)
		if s.Gap {
			gaps[s.Account]++
		}
		return err
	}, listedStatement+`s.company_id = $1 AND s.closing_on >= $2 ORDER BY s.id`, tx.Company, since)
	return gaps, err
}
