package store

import (
	"database/sql"

	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/money"
)

const circumstanceColumns = `id, customer_id, trouble, since_on, until_on, words, procedure, court, reference, administrator, mail, lodge_by, lodged_on, noted_by, noted_at, ended_on, ended_by`

func scanCircumstance(rows *sql.Rows) (c customer.Circumstance, err error) {
	return c, rows.Scan(&c.ID, &c.Customer, &c.Trouble, &c.Since, &c.Until, &c.Words, &c.Procedure, &c.Court, &c.Reference, &c.Administrator, &c.Mail, &c.LodgeBy, &c.LodgedOn,
		&c.NotedBy, db.ScanInstant(&c.NotedAt), &c.EndedOn, &c.EndedBy)
}

// AddCircumstance stores a trouble of a customer, and gives it an identifier.
func (tx *Tx) AddCircumstance(c *customer.Circumstance) error {
	c.ID, c.NotedAt = tx.NewID(), tx.Now()
	_, err := tx.Exec(`INSERT INTO circumstance (company_id, id, customer_id, trouble, since_on, until_on, words, procedure, court, reference, administrator, mail, lodge_by, lodged_on, noted_by, noted_at, ended_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '')`,
		tx.Company, c.ID, c.Customer, string(c.Trouble), c.Since, c.Until, c.Words, string(c.Procedure), c.Court, c.Reference, c.Administrator, c.Mail, c.LodgeBy, c.LodgedOn, c.NotedBy, db.Instant(c.NotedAt))
	return err
}

// SaveCircumstance stores what became of a trouble: that it ended, or that what is owed was lodged.
func (tx *Tx) SaveCircumstance(c *customer.Circumstance) error {
	_, err := tx.Exec(`UPDATE circumstance SET lodged_on = $3, ended_on = $4, ended_by = $5 WHERE company_id = $1 AND id = $2`, tx.Company, c.ID, c.LodgedOn, c.EndedOn, c.EndedBy)
	return err
}

// CircumstanceByID finds a trouble.
func (tx *Tx) CircumstanceByID(i id.ID) (customer.Circumstance, bool, error) {
	return db.One(tx.Tx, scanCircumstance, `SELECT `+circumstanceColumns+` FROM circumstance WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// CircumstancesOf are at most limit troubles of a customer, the newest first.
func (tx *Tx) CircumstancesOf(of id.ID, limit int) ([]customer.Circumstance, error) {
	return db.Collect(tx.Tx, scanCircumstance, `SELECT `+circumstanceColumns+` FROM circumstance WHERE company_id = $1 AND customer_id = $2 ORDER BY id DESC`+first(limit), tx.Company, of)
}

// Troubled are the troubles of some customers that nobody has ended.
func (tx *Tx) Troubled(customers []id.ID) ([]customer.Circumstance, error) {
	return db.Collect(tx.Tx, scanCircumstance, `SELECT `+circumstanceColumns+` FROM circumstance
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND ended_on IS NULL ORDER BY id`, tx.Company, db.JSON(ints(customers)))
}

// circumstances loads the troubles of customers.
func (l *caseLoader) circumstances() error {
	return l.rows(func(rows *sql.Rows) error {
		t, err := scanCircumstance(rows)
		for _, c := range l.of[t.Customer] {
			switch s := &c.Snapshot; t.Trouble {
			case customer.Insolvency:
				s.Insolvent = max(s.Insolvent, t.Since)
			case customer.Hardship:
				s.Hardship = dunning.Spell{Since: t.Since, Until: t.Until}
			}
		}
		return err
	}, `SELECT `+circumstanceColumns+` FROM circumstance WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND ended_on IS NULL ORDER BY id`)
}

// Longstanding says of some customers since when they are invoiced, and what they have paid of
// that, by currency. From stays open.
func (tx *Tx) Longstanding(customers []id.ID) (map[CaseOf]dunning.Loyal, error) {
	all := map[CaseOf]dunning.Loyal{}
	return all, tx.Rows(func(rows *sql.Rows) error {
		var of CaseOf
		var l dunning.Loyal
		var currency string
		err := rows.Scan(&of.Customer, &currency, &l.Since, &l.Paid.Minor)
		if err == nil {
			of.Currency, err = money.ParseCurrency(currency)
		}
		l.Paid.Currency = of.Currency
		all[of] = l
		return err
	}, `SELECT customer_id, currency, MIN(issued_on), CAST(SUM(CASE WHEN paid_on IS NOT NULL THEN owed_minor ELSE 0 END) AS BIGINT) FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND owed_minor > 0 GROUP BY customer_id, currency`, tx.Company, db.JSON(ints(customers)))
}
