package store

import (
	"database/sql"
	"fmt"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/phase"
)

const collectingColumns = `id, customer_id, currency, began_on, began_by, words, ended_on, ended_by, ended_as, grounds, made_at`

func scanCollecting(rows *sql.Rows, more ...any) (c phase.Collecting, err error) {
	var currency string
	if err := rows.Scan(append([]any{&c.ID, &c.Customer, &currency, &c.BeganOn, &c.BeganBy, &c.Words, &c.EndedOn, &c.EndedBy, &c.As, &c.Grounds, db.ScanInstant(&c.MadeAt)}, more...)...); err != nil {
		return c, err
	}
	c.Currency, err = money.ParseCurrency(currency)
	return c, err
}

func oneCollecting(rows *sql.Rows) (phase.Collecting, error) { return scanCollecting(rows) }

// BeginCollecting stores that the company collects itself, and gives it identifiers. Where it does
// already nothing is stored.
func (tx *Tx) BeginCollecting(all ...*phase.Collecting) error {
	for _, c := range all {
		c.ID, c.MadeAt = tx.NewID(), tx.Now()
	}
	type row struct {
		ID       int64  `json:"id"`
		Customer int64  `json:"customer_id"`
		Currency string `json:"currency"`
		On       string `json:"began_on"`
		By       string `json:"began_by"`
		Words    string `json:"words"`
	}
	rows := make([]row, len(all))
	for n, c := range all {
		rows[n] = row{int64(c.ID), int64(c.Customer), c.Currency.String(), c.BeganOn.String(), c.BeganBy, c.Words}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO collecting (company_id, id, customer_id, currency, began_on, began_by, words, ended_by, ended_as, grounds, made_at)
		SELECT CAST($1 AS BIGINT), r.id, r.customer_id, r.currency, r.began_on, r.began_by, r.words, '', '', '', $3
		FROM {rows $2 id BIGINT, customer_id BIGINT, currency TEXT, began_on DATE, began_by TEXT, words TEXT} WHERE TRUE ON CONFLICT DO NOTHING`,
		tx.Company, db.JSON(rows), db.Instant(tx.Now()))
	return err
}

// EndCollecting stores how times of collection ended.
func (tx *Tx) EndCollecting(all []phase.Collecting) error {
	type row struct {
		ID      int64  `json:"id"`
		On      string `json:"ended_on"`
		By      string `json:"ended_by"`
		As      string `json:"ended_as"`
		Grounds string `json:"grounds"`
	}
	rows := make([]row, len(all))
	for n := range all {
		rows[n] = row{int64(all[n].ID), all[n].EndedOn.String(), all[n].EndedBy, string(all[n].As), all[n].Grounds}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Exec(`UPDATE collecting SET ended_on = r.ended_on, ended_by = r.ended_by, ended_as = r.ended_as, grounds = r.grounds
		FROM {rows $2 id BIGINT, ended_on DATE, ended_by TEXT, ended_as TEXT, grounds TEXT} WHERE collecting.company_id = $1 AND collecting.id = r.id`, tx.Company, db.JSON(rows))
	return err
}

// CollectingNow are the times of collection of some customers that last.
func (tx *Tx) CollectingNow(customers []id.ID) ([]phase.Collecting, error) {
	return db.Collect(tx.Tx, oneCollecting, `SELECT `+collectingColumns+` FROM collecting
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND ended_on IS NULL ORDER BY id`, tx.Company, db.JSON(ints(customers)))
}

// CollectingOf are at most limit times of collection of a customer, the newest first.
func (tx *Tx) CollectingOf(customer id.ID, limit int) ([]phase.Collecting, error) {
	return db.Collect(tx.Tx, oneCollecting, `SELECT `+collectingColumns+` FROM collecting
		WHERE company_id = $1 AND customer_id = $2 ORDER BY id DESC`+first(limit), tx.Company, customer)
}

// collecting loads since when the company collects itself.
func (l *caseLoader) collecting() error {
	return l.rows(func(rows *sql.Rows) error {
		c, err := scanCollecting(rows)
		if known := l.cases[caseKey{c.Customer, c.Currency}]; known != nil {
			known.Snapshot.Collecting = c.BeganOn
		}
		return err
	}, `SELECT `+collectingColumns+` FROM collecting WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND ended_on IS NULL`)
}

// CaseOf names a case: a customer in one currency.
type CaseOf struct {
	Customer id.ID
	Currency money.Currency
}

// Endings say how cases came to be closed: by what settled most of the debts that the last decision
// about each of them spoke of. One without such debts is not named.
func (tx *Tx) Endings(cases []CaseOf) (map[CaseOf]phase.Ending, error) {
	names, customers := make([]string, len(cases)), make([]int64, len(cases))
	for n, c := range cases {
		names[n], customers[n] = fmt.Sprintf("%d %s", int64(c.Customer), c.Currency), int64(c.Customer)
	}
	endings, most := map[CaseOf]phase.Ending{}, map[CaseOf]int64{}
	if len(cases) == 0 {
		return endings, nil
	}
	return endings, tx.Rows(func(rows *sql.Rows) error {
		var of CaseOf
		var currency, ending string
		var settled int64
		if err := rows.Scan(&of.Customer, &currency, &ending, &settled); err != nil {
			return err
		}
		var err error
		if of.Currency, err = money.ParseCurrency(currency); err == nil && settled > most[of] {
			endings[of], most[of] = phase.Ending(ending), settled
		}
		return err
	}, `SELECT d.customer_id, d.currency, `+endingBy+` AS ending, CAST(SUM(a.amount_minor) AS BIGINT)
		FROM (SELECT DISTINCT customer_id, currency, invoice_id FROM decided_item WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})
			AND CAST(customer_id AS TEXT) || ' ' || currency IN ({list $3 TEXT})) d
		JOIN allocation a ON a.company_id = $1 AND a.invoice_id = d.invoice_id
		LEFT JOIN payment p ON p.company_id = a.company_id AND p.id = a.payment_id
		WHERE a.of_part = 'principal'`+standing+` GROUP BY 1, 2, 3 ORDER BY 1, 2, 4 DESC, 3`, tx.Company, db.JSON(customers), db.JSON(names))
}

// endingBy is the ending that an allocation a by a payment p speaks for.
const endingBy = `CASE WHEN a.credit_id IS NOT NULL THEN 'withdrawn' WHEN p.source IN ('bank', 'api') THEN 'paid' ELSE 'settled' END`
