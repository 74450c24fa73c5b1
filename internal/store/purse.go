package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
)

// Purses are what the customers that candidates point to have on account.
func (tx *Tx) Purses(c *matching.Candidates) ([]matching.Purse, error) {
	var named []id.ID
	for _, i := range c.Items {
		named = append(named, i.Customer)
	}
	for _, i := range owners(c, nil) {
		named = append(named, id.ID(i))
	}
	return tx.PursesOf(named)
}

// PursesOf are what customers have on account.
func (tx *Tx) PursesOf(customers []id.ID) ([]matching.Purse, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p matching.Purse, err error) {
		var currency string
		if err := rows.Scan(&p.Customer, &currency, &p.Amount.Minor); err != nil {
			return p, err
		}
		p.Amount.Currency, err = money.ParseCurrency(currency)
		return p, err
	}, `SELECT customer_id, currency, on_account_minor FROM balance
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND on_account_minor > 0 ORDER BY customer_id, currency`, tx.Company, db.JSON(ints(customers)))
}
