package store

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
)

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
	var err error
	if c.Named, err = tx.pointing(`
		SELECT name_key, id FROM customer WHERE company_id = $1 AND name_key IN ({list $2 TEXT}) AND merged_into IS NULL
		UNION SELECT name_key, merged_into FROM customer WHERE company_id = $1 AND name_key IN ({list $2 TEXT}) AND merged_into IS NOT NULL`, k.Names); err != nil {
		return c, err
	}
	if c.Numbered, err = tx.pointing(`SELECT lower(number), COALESCE(merged_into, id) FROM customer WHERE company_id = $1 AND lower(number) IN ({list $2 TEXT})`, k.Customers); err != nil {
		return c, err
	}
	if c.Learned, err = tx.Taught(k.Names); err != nil {
		return c, err
	}
	all := owners(&c, k.Owners)
	if c.Told, err = tx.told(k.Amounts, all, k.Since); err != nil {
		return c, err
	}
	for _, t := range c.Told {
		all = append(all, int64(t.Customer))
	}
	slices.Sort(all)
	c.Items, err = tx.matchItems(k, slices.Compact(all))
	return c, err
}

// pointing finds what points to customers. Who was merged points to whom he was merged
// into.
func (tx *Tx) pointing(query string, keys []string) ([]matching.Named, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (n matching.Named, err error) {
		return n, rows.Scan(&n.Key, &n.Customer)
	}, query+` ORDER BY 1, 2`, tx.Company, db.JSON(keys))
}

// owners are the customers that candidates and rules point to, each once.
func owners(c *matching.Candidates, ruled []id.ID) []int64 {
	seen := map[id.ID]bool{}
	var all []int64
	add := func(i id.ID) {
		if !seen[i] {
			seen[i], all = true, append(all, int64(i))
		}
	}
	for _, p := range c.Payers {
		add(p.Customer)
	}
	for _, named := range [][]matching.Named{c.Named, c.Numbered} {
		for _, n := range named {
			add(n.Customer)
		}
	}
	for _, t := range c.Learned {
		add(t.Customer)
	}
	for _, i := range ruled {
		add(i)
	}
	return all
}

// matchItems finds the items that keys name, and all that is open of some customers.
func (tx *Tx) matchItems(k matching.Keys, owners []int64) ([]matching.Item, error) {
	const columns = `SELECT id, customer_id, number, number_key, order_key, reference, issued_on, due_on, owed_minor, open_minor, claimed_minor, currency, discounts
		FROM invoice WHERE company_id = $1 AND `
	return db.Collect(tx.Tx, scanMatchItem, columns+`reference IN ({list $2 TEXT}) AND reference <> ''
		UNION `+columns+`number_key IN ({list $3 TEXT})
		UNION `+columns+`order_key IN ({list $3 TEXT}) AND order_key <> ''
		UNION `+columns+`customer_id IN ({list $4 BIGINT}) AND open_minor <> 0
		UNION `+columns+`customer_id IN ({list $4 BIGINT}) AND claimed_minor <> 0`,
		tx.Company, db.JSON(k.References), db.JSON(k.Numbers), db.JSON(owners))
}

func scanMatchItem(rows *sql.Rows) (matching.Item, error) { return scanMatchItemBehind(rows) }

// scanMatchItemBehind scans an item behind other columns.
func scanMatchItemBehind(rows *sql.Rows, others ...any) (matching.Item, error) {
	var i matching.Item
	var owed, open, claimed int64
	var currency, discounts string
	if err := rows.Scan(append(others, &i.Invoice, &i.Customer, &i.Number, &i.NumberKey, &i.OrderKey, &i.Reference, &i.IssuedOn, &i.DueOn, &owed, &open, &claimed, &currency, &discounts)...); err != nil {
		return i, err
	}
	c, err := money.ParseCurrency(currency)
	if claimed != 0 {
		i.Claimed = money.Of(claimed, c)
	}
	if i.Open = money.Of(open, c); err != nil || discounts == "" {
		return i, err
	}
	var early []invoice.Early
	err = json.Unmarshal([]byte(discounts), &early)
	for _, e := range early {
		i.Discounts = append(i.Discounts, matching.Discount{Until: e.Until, Of: money.Of(owed, c), Amount: e.Saves})
	}
	return i, err
}

// LoneItems finds the open items of some amounts, with their customers' names: all of an
// amount, or none where more than matching.MostOfAmount have it in all currencies. It reads
// no more than that of any. The name is looked up apart: where customers are joined, PostgreSQL may
// begin with them and read all that is open.
func (tx *Tx) LoneItems(amounts []money.Amount) ([]matching.Lone, error) {
	if len(amounts) == 0 {
		return nil, nil
	}
	return db.Collect(tx.Tx, func(rows *sql.Rows) (l matching.Lone, err error) {
		l.Item, err = scanMatchItemBehind(rows, &l.NameKey)
		return l, err
	}, `SELECT (SELECT c.name_key FROM customer c WHERE c.company_id = $1 AND c.id = i.customer_id),
			i.id, i.customer_id, i.number, i.number_key, i.order_key, i.reference, i.issued_on, i.due_on, i.owed_minor, i.open_minor, i.claimed_minor, i.currency, i.discounts
		FROM {rows $2 minor BIGINT, currency TEXT}
		JOIN invoice i ON i.company_id = $1 AND i.open_minor = r.minor AND i.open_minor <> 0 AND i.currency = r.currency
		WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM invoice k
			WHERE k.company_id = $1 AND k.open_minor = r.minor AND k.open_minor <> 0`+first(matching.MostOfAmount+1)+`) AS few) <= `+strconv.Itoa(matching.MostOfAmount)+`
		ORDER BY i.id`, tx.Company, amountRows(amounts))
}

// amountRows are amounts as rows of a query.
func amountRows(amounts []money.Amount) string {
	type row struct {
		Minor    int64  `json:"minor"`
		Currency string `json:"currency"`
	}
	rows := make([]row, len(amounts))
	for n, a := range amounts {
		rows[n] = row{a.Minor, a.Currency.String()}
	}
	return db.JSON(rows)
}
