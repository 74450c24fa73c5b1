package store

import (
	"cmp"
	"maps"
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
)

// The sums beside the facts: open_total and balance. Whoever changes what is open
// tells the transaction; the changes are written once, at its end, in one order
// everywhere, so that two transactions cannot wait for each other.

// side says what an open sum is made of.
type side string

const (
	debt  side = "debt"    // by due day
	note  side = "credit"  // credit notes, by issue day, negative
	purse side = "account" // money on account, by the day it came, positive
)

type totalKey struct {
	currency money.Currency
	side     side
	on       date.Date
}

type balanceKey struct {
	customer id.ID
	currency money.Currency
}

// change is how much more is open, in how many more items.
type change struct{ minor, items int64 }

type sums struct {
	totals  map[totalKey]change
	growth  map[balanceKey]growth
	recount map[balanceKey]bool // balances to be added up anew
}

// growth is what new documents and payments add to a balance.
type growth struct {
	open, account, items int64
	oldest               date.Date // earliest due day among new debts
}

// move notes that what is open of one item or payment changes from before to
// after. The caller also says what that means for the balance: grow or recount.
func (tx *Tx) move(s side, on date.Date, before, after money.Amount) {
	if before == after {
		return
	}
	currency := after.Currency
	if currency == (money.Currency{}) {
		currency = before.Currency
	}
	tx.shift(totalKey{currency, s, on}, change{after.Minor - before.Minor, present(after) - present(before)})
}

// shift notes by how much an open sum changes.
func (tx *Tx) shift(key totalKey, by change) {
	if tx.sums.totals == nil {
		tx.sums.totals = map[totalKey]change{}
	}
	c := tx.sums.totals[key]
	tx.sums.totals[key] = change{c.minor + by.minor, c.items + by.items}
}

// grow notes that something new is open: what a balance was stays true below it,
// so that a million new invoices need not be added up again.
func (tx *Tx) grow(customer id.ID, currency money.Currency, by growth) {
	if tx.sums.growth == nil {
		tx.sums.growth = map[balanceKey]growth{}
	}
	key := balanceKey{customer, currency}
	g := tx.sums.growth[key]
	g.open, g.account, g.items = g.open+by.open, g.account+by.account, g.items+by.items
	if g.oldest == date.None || by.oldest != date.None && by.oldest < g.oldest {
		g.oldest = by.oldest
	}
	tx.sums.growth[key] = g
}

// recount notes that a balance is to be added up anew.
func (tx *Tx) recount(customer id.ID, currency money.Currency) {
	if tx.sums.recount == nil {
		tx.sums.recount = map[balanceKey]bool{}
	}
	tx.sums.recount[balanceKey{customer, currency}] = true
}

func present(a money.Amount) int64 {
	if a.IsZero() {
		return 0
	}
	return 1
}

// writeSums writes what was noted.
func (tx *Tx) writeSums() error {
	if err := tx.writeTotals(); err != nil {
		return err
	}
	if err := tx.writeGrowth(); err != nil {
		return err
	}
	return tx.writeRecounts()
}

func (tx *Tx) writeTotals() error {
	type row struct {
		Currency string    `json:"currency"`
		Side     side      `json:"side"`
		On       date.Date `json:"on_day"`
		Minor    int64     `json:"minor"`
		Items    int64     `json:"items"`
	}
	if len(tx.sums.totals) == 0 {
		return nil
	}
	keys := slices.SortedFunc(maps.Keys(tx.sums.totals), func(a, b totalKey) int {
		return cmp.Or(cmp.Compare(a.currency.String(), b.currency.String()), cmp.Compare(a.side, b.side), cmp.Compare(a.on, b.on))
	})
	rows := make([]row, 0, len(keys))
	for _, k := range keys {
		c := tx.sums.totals[k]
		rows = append(rows, row{k.currency.String(), k.side, k.on, c.minor, c.items})
	}
	_, err := tx.Exec(`
		INSERT INTO open_total (company_id, currency, side, on_day, open_minor, items)
		SELECT $1, r.currency, r.side, r.on_day, r.minor, r.items
		FROM {rows $2 currency TEXT, side TEXT, on_day DATE, minor BIGINT, items BIGINT} WHERE TRUE
		ON CONFLICT (company_id, currency, side, on_day) DO UPDATE
		SET open_minor = open_total.open_minor + excluded.open_minor, items = open_total.items + excluded.items`,
		tx.Company, db.JSON(rows))
	return err
}

// inOrder sorts the keys of balances.
func inOrder[V any](balances map[balanceKey]V) []balanceKey {
	return slices.SortedFunc(maps.Keys(balances), func(a, b balanceKey) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.currency.String(), b.currency.String()))
	})
}

// writeGrowth adds what is new to the balances that are not added up anew.
func (tx *Tx) writeGrowth() error {
	type row struct {
		Customer int64      `json:"customer_id"`
		Currency string     `json:"currency"`
		Open     int64      `json:"open_minor"`
		Account  int64      `json:"account_minor"`
		Items    int64      `json:"items"`
		Oldest   *date.Date `json:"oldest_on"`
	}
	var rows []row
	for _, k := range inOrder(tx.sums.growth) {
		if g := tx.sums.growth[k]; !tx.sums.recount[k] {
			r := row{int64(k.customer), k.currency.String(), g.open, g.account, g.items, nil}
			if g.oldest != date.None {
				r.Oldest = &g.oldest
			}
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Exec(`
		INSERT INTO balance (company_id, customer_id, currency, open_minor, on_account_minor, items, oldest_on)
		SELECT CAST($1 AS BIGINT), r.customer_id, r.currency, r.open_minor, r.account_minor, r.items, r.oldest_on
		FROM {rows $2 customer_id BIGINT, currency TEXT, open_minor BIGINT, account_minor BIGINT, items BIGINT, oldest_on DATE} WHERE TRUE
		ON CONFLICT (company_id, customer_id, currency) DO UPDATE
		SET open_minor = balance.open_minor + excluded.open_minor, on_account_minor = balance.on_account_minor + excluded.on_account_minor,
			items = balance.items + excluded.items,
			oldest_on = CASE WHEN balance.oldest_on IS NULL OR excluded.oldest_on < balance.oldest_on THEN excluded.oldest_on ELSE balance.oldest_on END`,
		tx.Company, db.JSON(rows))
	return err
}

// writeRecounts adds up touched balances anew from their open invoices and
// payments: few rows each, found by index. The CASE inside MIN keeps SQLite from
// walking the index by due day, which it would rather do for a bare MIN.
func (tx *Tx) writeRecounts() error {
	for some := range slices.Chunk(inOrder(tx.sums.recount), atATime) {
		if err := tx.writeRecount(some); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) writeRecount(keys []balanceKey) error {
	type row struct {
		Customer int64  `json:"customer_id"`
		Currency string `json:"currency"`
	}
	rows, customers := make([]row, 0, len(keys)), make([]int64, 0, len(keys))
	for _, k := range keys {
		rows = append(rows, row{int64(k.customer), k.currency.String()})
		customers = append(customers, int64(k.customer))
	}
	_, err := tx.Exec(`
		INSERT INTO balance (company_id, customer_id, currency, open_minor, on_account_minor, items, oldest_on)
		SELECT CAST($1 AS BIGINT), r.customer_id, r.currency, COALESCE(i.open_minor, 0), COALESCE(p.open_minor, 0), COALESCE(i.items, 0), i.oldest_on
		FROM {rows $2 customer_id BIGINT, currency TEXT}
		LEFT JOIN (SELECT customer_id, currency, CAST(SUM(open_minor) AS BIGINT) AS open_minor, COUNT(*) AS items,
				MIN(CASE WHEN open_minor > 0 THEN due_on END) AS oldest_on
			FROM invoice WHERE company_id = $1 AND open_minor <> 0 AND customer_id IN ({list $3 BIGINT})
			GROUP BY customer_id, currency) i ON i.customer_id = r.customer_id AND i.currency = r.currency
		LEFT JOIN (SELECT customer_id, currency, CAST(SUM(open_minor) AS BIGINT) AS open_minor
			FROM payment WHERE company_id = $1 AND open_minor <> 0 AND customer_id IN ({list $3 BIGINT})
			GROUP BY customer_id, currency) p ON p.customer_id = r.customer_id AND p.currency = r.currency
		WHERE TRUE
		ON CONFLICT (company_id, customer_id, currency) DO UPDATE
		SET open_minor = excluded.open_minor, on_account_minor = excluded.on_account_minor,
			items = excluded.items, oldest_on = excluded.oldest_on`,
		tx.Company, db.JSON(rows), db.JSON(customers))
	return err
}
