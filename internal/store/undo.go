package store

import (
	"database/sql"
	"maps"
	"slices"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/payment"
)

// What an import brought can be taken back as long as nothing was built on it. These
// are the only deletes of facts: what nobody saw, sent or settled may go.

// atATime is of how many invoices or customers something is taken back at once: what a
// million of them would take, neither this program nor the embedded database holds.
const atATime = 5000

// BuiltOn counts what an import brought that was used since, and names one: an invoice
// that was reminded of, settled or edited here, a bank line that was booked or decided
// about by hand.
func (tx *Tx) BuiltOn(imported id.ID) (n int, name string, err error) {
	for _, query := range []string{
		`SELECT COUNT(*), COALESCE(MIN(i.number), '') FROM invoice i WHERE i.company_id = $1 AND i.id > $2 AND i.import_id = $2 AND (
			EXISTS (SELECT 1 FROM message_item m WHERE m.company_id = $1 AND m.invoice_id = i.id)
			OR EXISTS (SELECT 1 FROM invoice_edit e WHERE e.company_id = $1 AND e.invoice_id = i.id)
			OR EXISTS (SELECT 1 FROM hold h WHERE h.company_id = $1 AND h.customer_id = i.customer_id AND h.invoice_id = i.id)
			OR EXISTS (SELECT 1 FROM attachment t WHERE t.company_id = $1 AND t.invoice_id = i.id)
			OR EXISTS (SELECT 1 FROM delivery d WHERE d.company_id = $1 AND d.invoice_id = i.id AND d.said_by <> '')
			OR EXISTS (SELECT 1 FROM plan_invoice p WHERE p.company_id = $1 AND p.invoice_id = i.id)
			OR EXISTS (SELECT 1 FROM signature_invoice s WHERE s.company_id = $1 AND s.invoice_id = i.id)
			OR EXISTS (SELECT 1 FROM told_invoice t WHERE t.company_id = $1 AND t.invoice_id = i.id)
			OR EXISTS (SELECT 1 FROM claimed c WHERE c.company_id = $1 AND c.invoice_id = i.id)
			OR EXISTS (SELECT 1 FROM allocation a WHERE a.company_id = $1 AND a.credit_id = i.id)
			OR EXISTS (SELECT 1 FROM allocation a LEFT JOIN payment p ON p.company_id = $1 AND p.id = a.payment_id
				LEFT JOIN import m ON m.company_id = $1 AND m.id = COALESCE(a.import_id, p.import_id)
				WHERE a.company_id = $1 AND a.invoice_id = i.id AND m.id IS DISTINCT FROM $2 AND m.undone_at IS NULL))`,
		`SELECT COUNT(*), COALESCE(MIN(e.text), '') FROM statement s JOIN entry e ON e.company_id = s.company_id AND e.statement_id = s.id
			WHERE s.company_id = $1 AND s.import_id = $2 AND (e.by_hand OR e.state IN ('booked', 'return', 'returned')
				OR EXISTS (SELECT 1 FROM payment p WHERE p.company_id = $1 AND p.entry_id = e.id))`,
	} {
		if err := tx.Row([]any{&n, &name}, query, tx.Company, imported); err != nil || n > 0 {
			return n, name, err
		}
	}
	return 0, "", nil
}

// ImportOwners are the customers that an import brought, or brought something to, and
// those for whom its bank lines may be payments.
func (tx *Tx) ImportOwners(imported id.ID) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT customer_id FROM invoice WHERE company_id = $1 AND id > $2 AND import_id = $2
		UNION SELECT customer_id FROM payment WHERE company_id = $1 AND id > $2 AND import_id = $2
		UNION SELECT i.customer_id FROM allocation a JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
			WHERE a.company_id = $1 AND a.id > $2 AND a.import_id = $2
		UNION SELECT id FROM customer WHERE company_id = $1 AND id > $2 AND import_id = $2 AND merged_into IS NULL
		UNION SELECT g.customer_id FROM statement s JOIN entry e ON e.company_id = s.company_id AND e.statement_id = s.id
			JOIN suggestion g ON g.company_id = e.company_id AND g.entry_id = e.id
			WHERE s.company_id = $1 AND s.import_id = $2 AND g.customer_id IS NOT NULL
		ORDER BY 1`, tx.Company, imported)
}

// PaymentsOfImport are the payments that an import brought and that still stand.
func (tx *Tx) PaymentsOfImport(imported id.ID) ([]payment.Payment, error) {
	return db.Collect(tx.Tx, scanPayment, `SELECT `+paymentColumns+` FROM payment
		WHERE company_id = $1 AND id > $2 AND import_id = $2 AND reversed_at IS NULL ORDER BY id`, tx.Company, imported)
}

// RemoveInvoices deletes the invoices that an import brought, and returns how many
// there were. Nothing is built on them, and what settled them with the import is
// reversed. They may be a million: none is loaded but those with instalments, and the
// database holds some of them at a time, not all.
func (tx *Tx) RemoveInvoices(imported id.ID) (removed int, err error) {
	for last := imported; ; {
		until, found, err := db.One(tx.Tx, scanID, `SELECT id FROM (SELECT id FROM invoice WHERE company_id = $1 AND id > $2 AND import_id = $3 ORDER BY id`+first(atATime)+`) AS those
			ORDER BY id DESC`+first(1), tx.Company, last, imported)
		if err != nil || !found {
			return removed, err
		}
		n, err := tx.removeInvoices(imported, last, until)
		if err != nil {
			return removed, err
		}
		removed, last = removed+n, until
	}
}

// removeInvoices removes those of an import after one identifier and up to another.
func (tx *Tx) removeInvoices(imported, after, until id.ID) (int, error) {
	for _, forget := range []func(imported, after, until id.ID) error{tx.forgetWhole, tx.forgetParts, tx.recountOwners} {
		if err := forget(imported, after, until); err != nil {
			return 0, err
		}
	}
	const those = `(SELECT i.id FROM invoice i WHERE i.company_id = $1 AND i.import_id = $2 AND i.id > $3 AND i.id <= $4)`
	if err := tx.execAll([]string{
		`DELETE FROM allocation WHERE company_id = $1 AND reverses_id IS NOT NULL AND invoice_id IN ` + those,
		`DELETE FROM allocation WHERE company_id = $1 AND invoice_id IN ` + those,
		`DELETE FROM instalment WHERE company_id = $1 AND invoice_id IN ` + those,
		`DELETE FROM delivery WHERE company_id = $1 AND invoice_id IN ` + those,
		`DELETE FROM invoice_detail WHERE company_id = $1 AND invoice_id IN ` + those,
	}, tx.Company, imported, after, until); err != nil {
		return 0, err
	}
	n, err := tx.Exec(`DELETE FROM invoice WHERE company_id = $1 AND import_id = $2 AND id > $3 AND id <= $4`, tx.Company, imported, after, until)
	return int(n), err
}

// forgetWhole takes what is open of invoices without instalments, and of credit notes,
// off the sums; see moveInvoice.
func (tx *Tx) forgetWhole(imported, after, until id.ID) error {
	return tx.Rows(func(rows *sql.Rows) error {
		var currency string
		var key totalKey
		var gone change
		err := rows.Scan(&currency, &key.side, &key.on, &gone.minor, &gone.items)
		if err != nil {
			return err
		}
		key.currency, err = money.ParseCurrency(currency)
		tx.shift(key, change{-gone.minor, -gone.items})
		return err
	}, `SELECT o.currency, o.side, o.on_day, CAST(SUM(o.open_minor) AS BIGINT), COUNT(*)
		FROM (SELECT currency, open_minor, CASE WHEN owed_minor < 0 THEN 'credit' ELSE 'debt' END AS side,
				CASE WHEN owed_minor < 0 THEN issued_on ELSE due_on END AS on_day
			FROM invoice WHERE company_id = $1 AND import_id = $2 AND id > $3 AND id <= $4 AND open_minor <> 0 AND (parts = 0 OR owed_minor < 0)) o
		GROUP BY o.currency, o.side, o.on_day`, tx.Company, imported, after, until)
}

// forgetParts does the same for invoices with instalments.
func (tx *Tx) forgetParts(imported, after, until id.ID) error {
	all, err := tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND import_id = $2 AND id > $3 AND id <= $4 AND parts > 0 AND owed_minor >= 0`, tx.Company, imported, after, until)
	for n := range all {
		tx.moveInvoice(&all[n], all[n].Open, money.Of(0, all[n].Owed.Currency))
	}
	return err
}

// recountOwners has the balances of those who owe invoices added up anew.
func (tx *Tx) recountOwners(imported, after, until id.ID) error {
	return tx.Rows(func(rows *sql.Rows) error {
		var customer id.ID
		var currency string
		if err := rows.Scan(&customer, &currency); err != nil {
			return err
		}
		c, err := money.ParseCurrency(currency)
		tx.recount(customer, c)
		return err
	}, `SELECT DISTINCT customer_id, currency FROM invoice WHERE company_id = $1 AND import_id = $2 AND id > $3 AND id <= $4`, tx.Company, imported, after, until)
}

// RemoveStatements deletes the bank lines that an import brought, and returns how many
// there were. Their accounts are known only as far as other statements reach. What
// other files tell of the same payments counts from then on: revived says how many.
func (tx *Tx) RemoveStatements(imported id.ID) (entries, revived int, err error) {
	const those = `(SELECT s.id FROM statement s WHERE s.company_id = $1 AND s.import_id = $2)`
	if err := tx.Row([]any{&entries}, `SELECT COUNT(*) FROM entry WHERE company_id = $1 AND state <> 'same' AND statement_id IN `+those, tx.Company, imported); err != nil {
		return 0, 0, err
	}
	if revived, err = tx.revive(imported); err != nil {
		return 0, 0, err
	}
	return entries, revived, tx.execAll([]string{
		`UPDATE bank_account SET fresh_on = (SELECT MAX(o.closing_on) FROM statement o WHERE o.company_id = $1
				AND o.account_id = bank_account.id AND o.import_id IS DISTINCT FROM $2 AND (o.same_as IS NULL OR o.same_as NOT IN ` + those + `))
			WHERE company_id = $1 AND id IN (SELECT s.account_id FROM statement s WHERE s.company_id = $1 AND s.import_id = $2)`,
		`DELETE FROM suggestion WHERE company_id = $1 AND entry_id IN (SELECT e.id FROM entry e WHERE e.company_id = $1 AND e.statement_id IN ` + those + `)`,
		`DELETE FROM ruled_out WHERE company_id = $1 AND entry_id IN (SELECT e.id FROM entry e WHERE e.company_id = $1 AND e.statement_id IN ` + those + `)`,
		`DELETE FROM entry WHERE company_id = $1 AND statement_id IN ` + those,
		`DELETE FROM statement WHERE company_id = $1 AND same_as IN ` + those,
		`DELETE FROM statement WHERE company_id = $1 AND import_id = $2`,
	}, tx.Company, imported)
}

// RemoveCustomers deletes the customers that an import brought and of whom nothing else
// is known, with their timelines, and returns them.
func (tx *Tx) RemoveCustomers(imported id.ID) ([]id.ID, error) {
	gone, err := db.Collect(tx.Tx, scanID, `SELECT c.id FROM customer c WHERE c.company_id = $1 AND c.id > $2 AND c.import_id = $2 AND c.edited = ''
		AND NOT EXISTS (SELECT 1 FROM merging m WHERE m.company_id = $1 AND c.id IN (m.kept_id, m.gone_id))
		AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.company_id = $1 AND p.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM message m WHERE m.company_id = $1 AND m.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.company_id = $1 AND h.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM payer_name n WHERE n.company_id = $1 AND n.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM text_rule r WHERE r.company_id = $1 AND r.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM note o WHERE o.company_id = $1 AND o.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM reply y WHERE y.company_id = $1 AND y.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM signature s WHERE s.company_id = $1 AND s.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM told_payment t WHERE t.company_id = $1 AND t.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM timeline l WHERE l.company_id = $1 AND l.customer_id = c.id AND l.kind IN ('payer_taught', 'rule_made'))
		AND NOT EXISTS (SELECT 1 FROM contact k WHERE k.company_id = $1 AND k.customer_id = c.id AND k.edited <> '')`, tx.Company, imported)
	if err != nil || len(gone) == 0 {
		return nil, err
	}
	var statements []string
	for _, table := range []string{"contact", "customer_label", "payer", "timeline", "balance", "dunning_case", "decided_item", "decision", "scenario_pin", "delivery_way", "payer_profile", "review_wanted", "task"} {
		statements = append(statements, `DELETE FROM `+table+` WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})`)
	}
	statements = append(statements, `DELETE FROM customer WHERE company_id = $1 AND id IN ({list $2 BIGINT})`)
	for part := range slices.Chunk(gone, atATime) {
		if err := tx.execAll(statements, tx.Company, db.JSON(ints(part))); err != nil {
			return nil, err
		}
	}
	away := make(map[id.ID]bool, len(gone))
	for _, i := range gone {
		away[i] = true
	}
	maps.DeleteFunc(tx.sums.recount, func(k balanceKey, _ bool) bool { return away[k.customer] }) // there is nobody left to keep a balance of
	return gone, nil
}

// MarkUndone notes that an import was undone; false when it was before.
func (tx *Tx) MarkUndone(imported id.ID, by string) (bool, error) {
	n, err := tx.Exec(`UPDATE import SET undone_by = $3, undone_at = $4 WHERE company_id = $1 AND id = $2 AND undone_at IS NULL`,
		tx.Company, imported, by, db.Instant(tx.Now()))
	return n > 0, err
}

// LockImportEntries makes other writers of the bank lines that an import brought wait.
func (tx *Tx) LockImportEntries(imported id.ID) error {
	return tx.Rows(func(*sql.Rows) error { return nil }, `SELECT e.id FROM entry e WHERE e.company_id = $1 AND e.statement_id IN (
		SELECT s.id FROM statement s WHERE s.company_id = $1 AND s.import_id = $2) ORDER BY e.id {for update}`, tx.Company, imported)
}

func (tx *Tx) execAll(statements []string, args ...any) error {
	for _, s := range statements {
		if _, err := tx.Exec(s, args...); err != nil {
			return err
		}
	}
	return nil
}
