package store

import (
	"database/sql"
	"maps"
	"slices"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/money"
)

// Dutch law has what a letter to a consumer asks for together cost as one debt does; here
// the claims that such a letter asked for learn of each other.

// bindLetters tells claims what else the letters asked for that they were in.
func (tx *Tx) bindLetters(all []Claim, letters map[itemKey]id.ID) error {
	items, invoices, err := tx.lettersItems(slices.Sorted(maps.Values(letters)))
	if err != nil {
		return err
	}
	others, _, err := tx.claims(invoices)
	if err != nil {
		return err
	}
	of := map[itemKey]*Claim{}
	for n := range others {
		of[itemKey{others[n].Invoice.ID, others[n].Item}] = &others[n]
	}
	for n := range all {
		c := &all[n]
		key := itemKey{c.Invoice.ID, c.Item}
		message, asked := letters[key]
		if !asked || c.Circumstances.Country != "NL" || c.Circumstances.Segment != law.B2C {
			continue
		}
		for _, k := range items[message] {
			if k == key {
				c.Letter.Own = len(c.Letter.Debts)
			}
			if other := of[k]; other != nil {
				c.Letter.Debts = append(c.Letter.Debts, other.Debt)
				c.inLetter = append(c.inLetter, k.invoice)
			}
		}
	}
	return tx.recurring(all)
}

// lettersItems are what letters asked for that was late when they left, and the invoices.
func (tx *Tx) lettersItems(messages []id.ID) (items map[id.ID][]itemKey, invoices []id.ID, err error) {
	items = map[id.ID][]itemKey{}
	err = tx.Rows(func(rows *sql.Rows) error {
		var message id.ID
		var k itemKey
		err := rows.Scan(&message, &k.invoice, &k.part)
		items[message], invoices = append(items[message], k), append(invoices, k.invoice)
		return err
	}, `SELECT t.message_id, t.invoice_id, t.part FROM message_item t
		JOIN message m ON m.company_id = t.company_id AND m.id = t.message_id
		JOIN invoice i ON i.company_id = t.company_id AND i.id = t.invoice_id
		LEFT JOIN instalment p ON p.company_id = t.company_id AND p.invoice_id = t.invoice_id AND p.part = t.part
		WHERE t.company_id = $1 AND t.message_id IN ({list $2 BIGINT}) AND COALESCE(p.due_on, i.due_on) < m.sent_on
		ORDER BY t.message_id, t.invoice_id, t.part`, tx.Company, db.JSON(ints(messages)))
	slices.Sort(invoices)
	return items, slices.Compact(invoices), err
}

// recurring tells claims whose debts recur what was asked before for collecting others of
// their customer.
func (tx *Tx) recurring(all []Claim) error {
	c, err := tx.TheCompany()
	if err != nil || !c.Policy.Late.Recurring {
		return err
	}
	var customers []id.ID
	for n := range all {
		if len(all[n].Letter.Debts) > 0 {
			customers = append(customers, all[n].Customer.ID)
		}
	}
	asked, err := tx.chargesOf(customers)
	for n := range all {
		if one := &all[n]; len(one.Letter.Debts) > 0 {
			one.Letter.Recurring = true
			for _, charge := range asked[one.Customer.ID] {
				if !slices.Contains(one.inLetter, charge.invoice) {
					one.Letter.Earlier = append(one.Letter.Earlier, charge.Charge)
				}
			}
		}
	}
	return err
}

// charged is a sum for collecting an invoice.
type charged struct {
	law.Charge
	invoice id.ID
}

// chargesOf are the sums that were asked of customers for collecting small invoices.
func (tx *Tx) chargesOf(customers []id.ID) (map[id.ID][]charged, error) {
	all := map[id.ID][]charged{}
	return all, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var c charged
		var owed money.Amount
		if err := rows.Scan(&of, &c.invoice, &c.On, &c.Sum.Minor, &owed.Minor); err != nil {
			return err
		}
		c.Sum.Currency, owed.Currency = money.EUR, money.EUR
		if law.CapRecurs(owed, c.On) {
			all[of] = append(all[of], c)
		}
		return nil
	}, `SELECT i.customer_id, i.id, c.on_day, c.amount_minor, i.owed_minor FROM claimed c
		JOIN invoice i ON i.company_id = c.company_id AND i.id = c.invoice_id
		WHERE c.company_id = $1 AND c.invoice_id IN (SELECT x.id FROM invoice x WHERE x.company_id = $1 AND x.customer_id IN ({list $2 BIGINT}))
		AND c.kind = 'claimed' AND c.of_part = 'compensation' AND i.currency = 'EUR' ORDER BY c.id`, tx.Company, db.JSON(ints(customers)))
}
