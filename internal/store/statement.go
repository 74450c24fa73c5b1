package store

import (
	"cmp"
	"database/sql"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Statement is a stored bank statement.
type Statement struct {
	ID          id.ID
	Account     id.ID
	Format      string
	Family      string // the format without its version; see bank.Family
	Preliminary bool   // it only announces what a statement will book, and has no balances
	Number      string
	Sequence    string
	OpeningOn   date.Date
	Opening     *int64 // minor units; nil when the file had none
	ClosingOn   date.Date
	Closing     *int64
	Entries     int   // that were new with it
	Leaves      int   // payments in the file, new or known
	Credits     int64 // what of them came in, minor units
	Debits      int64 // what of them left, negative
	SameAs      id.ID // the statement that says the same in another format; 0 for none
	Document    string
	Import      id.ID // the file that brought it; only when it is added
}

const statementColumns = `id, account_id, format, family, preliminary, number, sequence, opening_on, opening_minor, closing_on, closing_minor,
	entries, leaves, credits_minor, debits_minor, same_as, document`

func scanStatement(rows *sql.Rows) (s Statement, err error) {
	return s, rows.Scan(&s.ID, &s.Account, &s.Format, &s.Family, &s.Preliminary, &s.Number, &s.Sequence, &s.OpeningOn, &s.Opening, &s.ClosingOn, &s.Closing,
		&s.Entries, &s.Leaves, &s.Credits, &s.Debits, &s.SameAs, &s.Document)
}

// selectStatements reads statements as scanStatement scans them.
const selectStatements = `SELECT s.id, s.account_id, s.format, s.family, s.preliminary, s.number, s.sequence, s.opening_on, s.opening_minor,
	s.closing_on, s.closing_minor, s.entries, s.leaves, s.credits_minor, s.debits_minor, COALESCE(s.same_as, 0), s.document
	FROM statement s WHERE s.company_id = $1 AND `

// family is the statement's own, or that of its format.
func (s *Statement) family() string { return cmp.Or(s.Family, bank.Family(s.Format)) }

// AddStatement stores a statement's head and gives it an identifier.
func (tx *Tx) AddStatement(s *Statement) error {
	s.ID = tx.NewID()
	_, err := tx.Exec(`INSERT INTO statement (company_id, `+statementColumns+`, import_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		tx.Company, s.ID, s.Account, s.Format, s.family(), s.Preliminary, s.Number, s.Sequence, s.OpeningOn, s.Opening, s.ClosingOn, s.Closing,
		s.Entries, s.Leaves, s.Credits, s.Debits, optional(s.SameAs), s.Document, optional(s.Import), db.Instant(tx.Now()))
	return err
}

// SetStatementEntries notes how many entries were new with a statement, once all of
// them are stored.
func (tx *Tx) SetStatementEntries(statement id.ID, entries int) error {
	_, err := tx.Exec(`UPDATE statement SET entries = $3 WHERE company_id = $1 AND id = $2`, tx.Company, statement, entries)
	return err
}

// HasStatement reports whether a statement of the same account, kind of format,
// number, sequence and closing day is stored.
func (tx *Tx) HasStatement(s *Statement) (bool, error) {
	var n int
	err := tx.Row([]any{&n}, `SELECT COUNT(*) FROM statement WHERE company_id = $1 AND account_id = $2 AND number = $3 AND sequence = $4
		AND closing_on IS NOT DISTINCT FROM $5 AND family = $6`, tx.Company, s.Account, s.Number, s.Sequence, s.ClosingOn, s.family())
	return n > 0, err
}

// SameStatement finds the statement that says the same in another format: with the
// same balances and closing day, as many payments, and the same sums. One stands for
// one statement of each other format at most, so that of two that are alike both count.
func (tx *Tx) SameStatement(s *Statement) (Statement, bool, error) {
	return db.One(tx.Tx, scanStatement, selectStatements+`s.account_id = $2 AND s.family <> $3 AND s.same_as IS NULL AND NOT s.preliminary
		AND s.closing_on = $4 AND s.closing_minor = $5 AND s.opening_minor = $6
		AND s.leaves = $7 AND s.credits_minor = $8 AND s.debits_minor = $9
		AND NOT EXISTS (SELECT 1 FROM statement a WHERE a.company_id = s.company_id AND a.same_as = s.id AND a.family = $3
			AND (a.number <> $10 OR a.sequence <> $11))
		ORDER BY s.id`+first(1), tx.Company, s.Account, s.family(), s.ClosingOn, s.Closing, s.Opening, s.Leaves, s.Credits, s.Debits, s.Number, s.Sequence)
}

// OtherFamilies reports whether anything of an account stands here that another kind
// of format told.
func (tx *Tx) OtherFamilies(account id.ID, family string) (bool, error) {
	var n int
	err := tx.Row([]any{&n}, `SELECT COUNT(*) FROM (SELECT 1 FROM statement WHERE company_id = $1 AND account_id = $2 AND family <> $3 AND same_as IS NULL`+
		first(1)+`) AS s`, tx.Company, account, family)
	return n > 0, err
}

// Link is a statement in the chain of its account.
type Link struct {
	Account id.ID
	bank.Link
}

// mostLinks bounds how many statements of all accounts together are followed.
const mostLinks = 20_000

// Links are the statements whose balances are both known and that close on a day or
// later, of one account or, for 0, of all.
func (tx *Tx) Links(account id.ID, since date.Date) ([]Link, error) {
	c := tx.conditions()
	c.add("s.company_id = $1 AND NOT s.preliminary AND s.opening_minor IS NOT NULL AND s.closing_minor IS NOT NULL AND s.closing_on >= %s", floor(since))
	if account != 0 {
		c.add("s.account_id = %s", account)
	}
	return db.Collect(tx.Tx, func(rows *sql.Rows) (l Link, err error) {
		var currency string
		err = rows.Scan(&l.Account, &l.Statement, &l.Family, &l.Number, &l.Sequence, &l.OpeningOn, &l.Opening.Minor, &l.ClosingOn, &l.Closing.Minor, &currency)
		if err != nil {
			return l, err
		}
		c, err := money.ParseCurrency(currency)
		l.Opening.Currency, l.Closing.Currency = c, c
		return l, err
	}, `SELECT s.account_id, s.id, s.family, s.number, s.sequence, s.opening_on, s.opening_minor, s.closing_on, s.closing_minor, a.currency
		FROM statement s JOIN bank_account a ON a.company_id = s.company_id AND a.id = s.account_id AND a.currency <> ''
		WHERE `+c.where()+` ORDER BY s.account_id, s.closing_on DESC, s.id DESC`+first(mostLinks), c.args...)
}

// Breaks are, by account, the places since a day where statements do not follow each
// other, of one account or, for 0, of all.
func (tx *Tx) Breaks(account id.ID, since date.Date) (map[id.ID][]bank.Break, error) {
	links, err := tx.Links(account, since)
	chains := map[id.ID][]bank.Link{}
	for _, l := range links {
		chains[l.Account] = append(chains[l.Account], l.Link)
	}
	breaks := map[id.ID][]bank.Break{}
	for a, chain := range chains {
		if found := bank.Breaks(chain); len(found) > 0 {
			breaks[a] = found
		}
	}
	return breaks, err
}

// StatementKey is a place in a list of statements, newest first. The zero value is
// before the first.
type StatementKey struct {
	On date.Date
	ID id.ID
}

// On is the day by which a statement is listed: its closing day, or else its opening
// day.
func (s *Statement) On() date.Date {
	if s.ClosingOn == date.None {
		return s.OpeningOn
	}
	return s.ClosingOn
}

// statementDay is On in SQL. A statement without balances stands at the end.
const statementDay = `COALESCE(s.closing_on, s.opening_on, '0001-01-01')`

// Statements are at most limit statements of an account, the newest first, without
// those that say again what another one says. An account has one for each working
// day: few enough to be put in order.
func (tx *Tx) Statements(account id.ID, after StatementKey, limit int) ([]Statement, error) {
	c := tx.conditions()
	c.add("s.account_id = %s AND s.same_as IS NULL AND NOT s.preliminary", account)
	if after != (StatementKey{}) {
		c.add("("+statementDay+", s.id) < (%s, %s)", floor(after.On), after.ID)
	}
	return db.Collect(tx.Tx, scanStatement, selectStatements+c.where()+`
		ORDER BY `+statementDay+` DESC, s.id DESC`+first(limit), c.args...)
}

// StatementByID finds a statement.
func (tx *Tx) StatementByID(i id.ID) (Statement, bool, error) {
	return db.One(tx.Tx, scanStatement, selectStatements+`s.id = $2`, tx.Company, i)
}
