package store

import (
	"database/sql"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/profile"
)

// Debtor is a customer who owes something in a currency, as the rules of scenarios see it.
type Debtor struct {
	Customer id.ID
	Name     string
	Pinned   id.ID // the scenario that a person gave; zero where rules decide
	dunning.Debtor
}

// Debtors are those who owe something, by customer, after one of them: all currencies of so
// many customers. Holds that are about no customer alone are not looked at.
func (tx *Tx) Debtors(after id.ID, customers int) ([]Debtor, error) {
	return db.Collect(tx.Tx, scanDebtor, `SELECT b.customer_id, b.currency, c.name, c.kind, c.country, c.labels, c.manager, COALESCE(y.kind, ''), COALESCE(p.scenario_id, 0),
			EXISTS (SELECT 1 FROM hold h WHERE h.company_id = $1 AND h.customer_id = b.customer_id AND h.lifted_at IS NULL AND h.cause = 'sales'),
			(SELECT CAST(COALESCE(SUM(i.open_minor), 0) AS BIGINT) FROM invoice i
				WHERE i.company_id = $1 AND i.customer_id = b.customer_id AND i.currency = b.currency AND i.open_minor > 0)
		FROM (SELECT DISTINCT customer_id FROM balance WHERE company_id = $1 AND customer_id > $2 AND items > 0 ORDER BY customer_id`+first(customers)+`) o
		JOIN balance b ON b.company_id = $1 AND b.customer_id = o.customer_id AND b.items > 0
		JOIN customer c ON c.company_id = $1 AND c.id = b.customer_id
		LEFT JOIN payer_profile y ON y.company_id = $1 AND y.customer_id = b.customer_id
		LEFT JOIN scenario_pin p ON p.company_id = $1 AND p.customer_id = b.customer_id
			AND EXISTS (SELECT 1 FROM scenario s WHERE s.company_id = $1 AND s.id = p.scenario_id AND s.retired_at IS NULL)
		ORDER BY b.customer_id, b.currency`, tx.Company, after)
}

func scanDebtor(rows *sql.Rows) (d Debtor, err error) {
	var currency, labels string
	var minor int64
	if err := rows.Scan(&d.Customer, &currency, &d.Name, &d.Kind, &d.Country, &labels, &d.Manager, &d.Payer, &d.Pinned, &d.Held, &minor); err != nil {
		return d, err
	}
	if d.Payer == "" {
		d.Payer = string(profile.New)
	}
	if labels != "" {
		d.Labels = strings.Split(labels, "\n")
	}
	c, err := money.ParseCurrency(currency)
	d.Owes = money.Of(minor, c)
	return d, err
}

// Followers are customers with an open case that follows any version of a scenario, after one
// of them.
func (tx *Tx) Followers(plan, after id.ID, limit int) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT DISTINCT k.customer_id FROM scenario_version v
		JOIN dunning_case k ON k.company_id = $1 AND k.scenario_id = v.id AND k.customer_id > $3 AND k.verdict <> 'close'
		WHERE v.company_id = $1 AND v.scenario_id = $2 ORDER BY k.customer_id`+first(limit), tx.Company, plan, after)
}

// Pinned is a customer to whom a person gave a scenario.
type Pinned struct {
	Customer id.ID
	Name     string
	Plan     id.ID
	By       string
	At       time.Time
}

// Pins are the customers to whom a person gave a scenario, by name.
func (tx *Tx) Pins(limit int) ([]Pinned, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p Pinned, err error) {
		return p, rows.Scan(&p.Customer, &p.Name, &p.Plan, &p.By, db.ScanInstant(&p.At))
	}, `SELECT p.customer_id, c.name, p.scenario_id, p.pinned_by, p.created_at FROM scenario_pin p
		JOIN customer c ON c.company_id = $1 AND c.id = p.customer_id
		JOIN scenario s ON s.company_id = $1 AND s.id = p.scenario_id AND s.retired_at IS NULL
		WHERE p.company_id = $1 ORDER BY c.name_key, c.id`+first(limit), tx.Company)
}

// PinsOf are the scenarios that a person gave to customers, of those who have one.
func (tx *Tx) PinsOf(customers []id.ID) (map[id.ID]id.ID, error) {
	pins := map[id.ID]id.ID{}
	return pins, tx.Rows(func(rows *sql.Rows) error {
		var of, plan id.ID
		err := rows.Scan(&of, &plan)
		pins[of] = plan
		return err
	}, `SELECT customer_id, scenario_id FROM scenario_pin WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(customers)))
}

// LongestOverdue is the customer with the oldest debt in a currency; zero for nobody.
func (tx *Tx) LongestOverdue(c money.Currency) (i id.ID, err error) {
	i, _, err = db.One(tx.Tx, scanID, `SELECT customer_id FROM balance
		WHERE company_id = $1 AND currency = $2 AND oldest_on IS NOT NULL ORDER BY oldest_on, customer_id`+first(1), tx.Company, c.String())
	return i, err
}

// OldDebtors are customers with an open debt that was due before a day, in their order.
func (tx *Tx) OldDebtors(before date.Date, limit int) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT DISTINCT customer_id FROM invoice
		WHERE company_id = $1 AND due_on < $2 AND open_minor <> 0 AND owed_minor > 0 ORDER BY customer_id`+first(limit), tx.Company, before)
}

// OldDebts are how many open debts were due before a day, and of how many customers.
func (tx *Tx) OldDebts(before date.Date) (invoices, customers int, err error) {
	err = tx.Row([]any{&invoices, &customers}, `SELECT COUNT(*), COUNT(DISTINCT customer_id) FROM invoice
		WHERE company_id = $1 AND due_on < $2 AND open_minor <> 0 AND owed_minor > 0`, tx.Company, before)
	return invoices, customers, err
}
