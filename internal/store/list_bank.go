package store

import (
	"database/sql"
	"strings"

	"acquit/internal/allocation"
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
	Handled   Handling
	From      date.Date // booked, or announced for, this day or later
	Before    date.Date // booked, or announced for, an earlier day
	Kind      string    // of the evidence of the first suggestion
	Unknown   bool      // nothing is suggested
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
	c, order := f.conditions(tx), "DESC"
	if f.Oldest {
		order = "ASC"
	}
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry WHERE `+c.where()+`
		ORDER BY booked_on `+order+`, id `+order+first(f.Limit), c.args...)
}

// conditions are what a filter asks for.
func (f *EntryFilter) conditions(tx *Tx) *conditions {
	c := tx.conditions()
	c.add("company_id = $1")
	switch {
	case f.State != "":
		c.add("state = %s", string(f.State))
	case f.Statement == 0: // a statement's own page shows what others tell of too
		c.add("state <> 'same'")
	}
	if f.Handled != "" { // as the partial index is written
		c.add("handled <> '' AND handled = %s", string(f.Handled))
	}
	if f.From != date.None {
		c.add("booked_on >= %s", f.From)
	}
	if f.Before != date.None {
		c.add("booked_on < %s", f.Before)
	}
	if f.Account != 0 {
		c.add("account_id = %s", f.Account)
	}
	if f.Statement != 0 {
		c.add("statement_id = %s", f.Statement)
	}
	if f.After != (EntryKey{}) {
		c.add("(booked_on, id) "+map[bool]string{true: ">", false: "<"}[f.Oldest]+" (%s, %s)", f.After.On, f.After.ID)
	}
	f.suggested(c)
	f.named(c)
	return c
}

// suggested narrows by what is suggested.
func (f *EntryFilter) suggested(c *conditions) {
	if f.Kind != "" {
		c.add("id IN (SELECT entry_id FROM suggestion WHERE company_id = $1 AND kind <> '' AND kind = %s)", f.Kind)
	}
	if f.Unknown {
		c.add("NOT EXISTS (SELECT 1 FROM suggestion s WHERE s.company_id = $1 AND s.entry_id = entry.id)")
	}
}

// named narrows by what a person typed.
func (f *EntryFilter) named(c *conditions) {
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

// CountListed counts the entries that a filter lets through, behind its place. It is
// meant for those that wait for someone, of which there are few.
func (tx *Tx) CountListed(f EntryFilter) (n int, err error) {
	c := f.conditions(tx)
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM entry WHERE `+c.where(), c.args...)
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
	Part     allocation.Part // of the claim that is settled
	Amount   money.Amount    // of it, by this payment
	Open     money.Amount    // what is left of the invoice now
	Evidence string          // JSON: the matching.Evidence it rests on
	BookedBy string
}

// SettledBy is what a payment settles now: what was undone is left out.
func (tx *Tx) SettledBy(p payment.Payment) ([]Settled, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (s Settled, err error) {
		s.Amount.Currency, s.Open.Currency = p.Amount.Currency, p.Amount.Currency
		return s, rows.Scan(&s.Invoice, &s.Number, &s.Part, &s.Amount.Minor, &s.Open.Minor, &s.Evidence, &s.BookedBy)
	}, `SELECT i.id, i.number, a.of_part, a.amount_minor, i.open_minor, a.evidence, a.booked_by
		FROM allocation a JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
		WHERE a.company_id = $1 AND a.payment_id = $2 AND a.reverses_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)
		ORDER BY i.due_on, i.id, a.id`, tx.Company, p.ID)
}
