package store

import (
	"database/sql"
	"fmt"

	"acquit/internal/money"
	"acquit/internal/timeline"
)

// Finding is a place where a sum or a chain is not what its facts say.
type Finding struct {
	Check   string `json:"check"`
	Subject string `json:"subject"`
	Message string `json:"message"`
}

// checks compare what is kept for speed with the facts. Each query names what is
// wrong and gives the stored and the computed number.
var checks = []struct{ name, query string }{
	{"invoice open", `
		SELECT i.number, i.open_minor, i.owed_minor - COALESCE(s.settled, 0) + COALESCE(c.used, 0)
		FROM invoice i
		LEFT JOIN (SELECT invoice_id, CAST(SUM(amount_minor) AS BIGINT) AS settled FROM allocation WHERE company_id = $1 AND of_part = 'principal' GROUP BY invoice_id) s ON s.invoice_id = i.id
		LEFT JOIN (SELECT credit_id, CAST(SUM(amount_minor) AS BIGINT) AS used FROM allocation WHERE company_id = $1 AND credit_id IS NOT NULL GROUP BY credit_id) c ON c.credit_id = i.id
		WHERE i.company_id = $1 AND i.open_minor <> i.owed_minor - COALESCE(s.settled, 0) + COALESCE(c.used, 0)`},
	{"day an invoice was settled", `
		SELECT i.number, 0, 1 FROM invoice i LEFT JOIN (
			SELECT i.id, MAX(s.on_day) AS settled_on, ` + paidOn + ` AS paid_on
			FROM (` + settledBy + usedUpBy + `) s JOIN invoice i ON i.company_id = $1 AND i.id = s.document
			WHERE i.open_minor = 0 GROUP BY i.id, i.owed_minor) d ON d.id = i.id
		WHERE i.company_id = $1 AND (i.settled_on IS DISTINCT FROM d.settled_on OR i.paid_on IS DISTINCT FROM d.paid_on)`},
	{"claimed beside an invoice", `
		SELECT i.number, i.claimed_minor, COALESCE(c.claimed, 0) - COALESCE(s.settled, 0)
		FROM invoice i
		LEFT JOIN (SELECT invoice_id, CAST(SUM(CASE WHEN kind = 'waived' THEN -amount_minor ELSE amount_minor END) AS BIGINT) AS claimed
			FROM claimed WHERE company_id = $1 GROUP BY invoice_id) c ON c.invoice_id = i.id
		LEFT JOIN (SELECT invoice_id, CAST(SUM(amount_minor) AS BIGINT) AS settled FROM allocation WHERE company_id = $1 AND of_part <> 'principal' GROUP BY invoice_id) s ON s.invoice_id = i.id
		WHERE i.company_id = $1 AND i.claimed_minor <> COALESCE(c.claimed, 0) - COALESCE(s.settled, 0)`},
	{"payment on account", `
		SELECT CAST(p.id AS TEXT), p.open_minor, CASE WHEN p.reversed_at IS NULL THEN p.amount_minor - COALESCE(s.used, 0) ELSE 0 END
		FROM payment p
		LEFT JOIN (SELECT payment_id, CAST(SUM(amount_minor) AS BIGINT) AS used FROM allocation WHERE company_id = $1 AND payment_id IS NOT NULL GROUP BY payment_id) s ON s.payment_id = p.id
		WHERE p.company_id = $1 AND p.open_minor <> CASE WHEN p.reversed_at IS NULL THEN p.amount_minor - COALESCE(s.used, 0) ELSE 0 END`},
	{"customer balance", `
		SELECT COALESCE(k.number, '?') || ' ' || f.currency, COALESCE(b.open_minor, 0), f.open_minor
		FROM (SELECT customer_id, currency, CAST(SUM(open_minor) AS BIGINT) AS open_minor, COUNT(*) AS items, MIN(CASE WHEN open_minor > 0 THEN due_on END) AS oldest_on
			FROM invoice WHERE company_id = $1 AND open_minor <> 0 GROUP BY customer_id, currency) f
		LEFT JOIN balance b ON b.company_id = $1 AND b.customer_id = f.customer_id AND b.currency = f.currency
		LEFT JOIN customer k ON k.company_id = $1 AND k.id = f.customer_id
		WHERE b.open_minor IS DISTINCT FROM f.open_minor OR b.items IS DISTINCT FROM f.items OR b.oldest_on IS DISTINCT FROM f.oldest_on`},
	{"customer balance without open invoices", `
		SELECT COALESCE(k.number, '?') || ' ' || b.currency, b.open_minor, 0
		FROM balance b LEFT JOIN customer k ON k.company_id = $1 AND k.id = b.customer_id
		WHERE b.company_id = $1 AND (b.open_minor <> 0 OR b.items <> 0) AND NOT EXISTS (
			SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.customer_id = b.customer_id AND i.currency = b.currency AND i.open_minor <> 0)`},
	{"money on account", `
		SELECT COALESCE(k.number, '?') || ' ' || b.currency, b.on_account_minor, COALESCE(p.open_minor, 0)
		FROM balance b LEFT JOIN customer k ON k.company_id = $1 AND k.id = b.customer_id
		LEFT JOIN (SELECT customer_id, currency, CAST(SUM(open_minor) AS BIGINT) AS open_minor FROM payment WHERE company_id = $1 AND open_minor <> 0 GROUP BY customer_id, currency) p
			ON p.customer_id = b.customer_id AND p.currency = b.currency
		WHERE b.company_id = $1 AND b.on_account_minor <> COALESCE(p.open_minor, 0)`},
	{"entry state", `
		SELECT CAST(e.id AS TEXT), 0, 1 FROM entry e
		WHERE e.company_id = $1 AND e.state = 'booked' AND (
			SELECT COUNT(*) FROM payment p WHERE p.company_id = $1 AND p.entry_id = e.id AND p.reversed_at IS NULL) = 0`},
	{"how an entry found its place", `
		SELECT CAST(e.id AS TEXT), 0, 1 FROM entry e
		WHERE e.company_id = $1 AND e.amount_minor > 0 AND (
			(e.handled = 'ignored') <> (e.state = 'ignored')
			OR e.handled NOT IN ('automatic', 'suggested', 'by_hand', 'account') AND e.state = 'booked'
			OR e.handled <> '' AND e.state NOT IN ('booked', 'returned', 'ignored')
			OR e.state = 'booked' AND (e.handled = 'automatic') <> EXISTS (SELECT 1 FROM payment p
				WHERE p.company_id = $1 AND p.entry_id = e.id AND p.reversed_at IS NULL AND p.booked_by = 'matching'))`},
	{"ignored entry", `
		SELECT CAST(e.id AS TEXT), 0, 1 FROM entry e
		WHERE e.company_id = $1 AND e.state = 'ignored' AND NOT e.by_hand AND NOT EXISTS (
			SELECT 1 FROM ruled_out x WHERE x.company_id = $1 AND x.entry_id = e.id)`},
	{"returned entry", `
		SELECT CAST(e.id AS TEXT), 0, 1 FROM entry e
		WHERE e.company_id = $1 AND (e.returns_id IS NOT NULL) <> (e.state = 'return')
		UNION ALL SELECT CAST(e.id AS TEXT), 0, 1 FROM entry e
		WHERE e.company_id = $1 AND e.state = 'returned' AND (
			NOT EXISTS (SELECT 1 FROM entry r WHERE r.company_id = $1 AND r.returns_id = e.id)
			OR EXISTS (SELECT 1 FROM payment p WHERE p.company_id = $1 AND p.entry_id = e.id AND p.reversed_at IS NULL))`},
	{"returned payment", `
		SELECT CAST(p.id AS TEXT), 0, 1 FROM payment p
		WHERE p.company_id = $1 AND p.returned_by IS NOT NULL AND (p.reversed_at IS NULL OR NOT EXISTS (
			SELECT 1 FROM entry r WHERE r.company_id = $1 AND r.id = p.returned_by AND r.returns_id = p.entry_id))`},
	{"payments of an entry", `
		SELECT CAST(e.id AS TEXT), CAST(SUM(COALESCE(p.booked_minor, p.amount_minor)) AS BIGINT), e.amount_minor
		FROM payment p JOIN entry e ON e.company_id = p.company_id AND e.id = p.entry_id
		WHERE p.company_id = $1 AND p.source = 'bank' AND (p.reversed_at IS NULL OR p.returned_by IS NOT NULL) AND e.amount_minor > 0
		GROUP BY e.id, e.amount_minor, e.currency
		HAVING SUM(COALESCE(p.booked_minor, p.amount_minor)) <> e.amount_minor
			OR SUM(CASE WHEN (p.booked_minor IS NULL AND p.currency = e.currency) OR p.booked_currency = e.currency THEN 0 ELSE 1 END) > 0`},
	{"entry that another one tells of", `
		SELECT CAST(e.id AS TEXT), 0, 1 FROM entry e
		WHERE e.company_id = $1 AND (e.same_as IS NOT NULL) <> (e.state = 'same')
		UNION ALL SELECT CAST(e.id AS TEXT), 0, 1 FROM entry e
		WHERE e.company_id = $1 AND e.same_as IS NOT NULL AND NOT EXISTS (
			SELECT 1 FROM entry k WHERE k.company_id = $1 AND k.id = e.same_as AND (k.same_as IS NULL OR EXISTS (
				SELECT 1 FROM entry b WHERE b.company_id = $1 AND b.id = k.same_as AND b.same_as IS NULL AND b.amount_minor <> k.amount_minor)))`},
	{"edited invoice", `
		SELECT i.number || ' ' || e.field, 0, 1 FROM invoice_edit e JOIN invoice i ON i.company_id = $1 AND i.id = e.invoice_id
		WHERE e.company_id = $1 AND (e.field = 'due_on' AND CAST(i.due_on AS TEXT) <> e.value
			OR e.field = 'order_reference' AND i.order_reference <> e.value
			OR e.field LIKE 'due_on/%' AND NOT EXISTS (SELECT 1 FROM instalment p WHERE p.company_id = $1 AND p.invoice_id = i.id
				AND 'due_on/' || CAST(p.part AS TEXT) = e.field AND CAST(p.due_on AS TEXT) = e.value))`},
	{"merged customer", `
		SELECT c.number, 0, 1 FROM customer c WHERE c.company_id = $1 AND c.merged_into IS NOT NULL AND (
			EXISTS (SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.customer_id = c.id)
			OR EXISTS (SELECT 1 FROM payment p WHERE p.company_id = $1 AND p.customer_id = c.id)
			OR EXISTS (SELECT 1 FROM customer k WHERE k.company_id = $1 AND k.id = c.merged_into AND k.merged_into IS NOT NULL))`},
	{"case", `
		SELECT k.number || ' ' || c.currency, 0, 1 FROM dunning_case c JOIN customer k ON k.company_id = $1 AND k.id = c.customer_id
		WHERE c.company_id = $1 AND c.verdict = 'close' AND EXISTS (
			SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.customer_id = c.customer_id AND i.currency = c.currency AND i.open_minor > 0)
		AND NOT EXISTS (SELECT 1 FROM review_wanted w WHERE w.company_id = $1 AND w.customer_id = c.customer_id)`},
	{"phase of a case", `
		SELECT k.number || ' ' || c.currency, 0, 1 FROM dunning_case c JOIN customer k ON k.company_id = $1 AND k.id = c.customer_id
		WHERE c.company_id = $1 AND ((c.phase = 'collection') <> EXISTS (
				SELECT 1 FROM collecting g WHERE g.company_id = $1 AND g.customer_id = c.customer_id AND g.currency = c.currency AND g.ended_on IS NULL)
			OR (c.phase = '') <> (c.phase_on IS NULL)
			OR c.phase IN ('reminder', 'notice') AND NOT EXISTS (
				SELECT 1 FROM contacted t JOIN invoice i ON i.company_id = t.company_id AND i.id = t.invoice_id
				WHERE t.company_id = $1 AND t.customer_id = c.customer_id AND i.currency = c.currency AND i.open_minor > 0))
		AND NOT EXISTS (SELECT 1 FROM review_wanted w WHERE w.company_id = $1 AND w.customer_id = c.customer_id)
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.company_id = $1 AND t.customer_id = c.customer_id AND t.kind = 'review_failed' AND t.done_at IS NULL)`},
	{"what stands about an open item", `
		SELECT i.number, 0, 1 FROM invoice i WHERE i.company_id = $1 AND i.open_minor <> 0 AND i.open_minor > 0
		AND EXISTS (SELECT 1 FROM dunning_case c WHERE c.company_id = $1 AND c.customer_id = i.customer_id AND c.currency = i.currency AND c.mark <> '')
		AND NOT EXISTS (SELECT 1 FROM decided_item d WHERE d.company_id = $1 AND d.customer_id = i.customer_id AND d.currency = i.currency AND d.invoice_id = i.id)
		AND NOT EXISTS (SELECT 1 FROM review_wanted w WHERE w.company_id = $1 AND w.customer_id = i.customer_id)
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.company_id = $1 AND t.customer_id = i.customer_id AND t.kind = 'review_failed' AND t.done_at IS NULL)`},
	{"what stands about an item that is not open", `
		SELECT COALESCE(i.number, '?'), 1, 0 FROM decided_item d LEFT JOIN invoice i ON i.company_id = $1 AND i.id = d.invoice_id
		WHERE d.company_id = $1 AND (i.id IS NULL OR i.open_minor <= 0 OR i.customer_id <> d.customer_id)
		AND NOT EXISTS (SELECT 1 FROM review_wanted w WHERE w.company_id = $1 AND w.customer_id = d.customer_id)
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.company_id = $1 AND t.customer_id = d.customer_id AND t.kind = 'review_failed' AND t.done_at IS NULL)`},
}

// Check rechecks everything that is kept beside its facts, and calls see with what
// is wrong. It reads the whole book.
func (tx *Tx) Check(see func(Finding)) error {
	for _, c := range checks {
		err := tx.Rows(func(rows *sql.Rows) error {
			var subject string
			var stored, computed int64
			if err := rows.Scan(&subject, &stored, &computed); err != nil {
				return err
			}
			see(Finding{c.name, subject, fmt.Sprintf("stored %d, the facts say %d", stored, computed)})
			return nil
		}, c.query, tx.Company)
		if err != nil {
			return err
		}
	}
	if err := tx.checkTotals(see); err != nil {
		return err
	}
	if err := tx.checkDocuments(see); err != nil {
		return err
	}
	if err := tx.checkLabels(see); err != nil {
		return err
	}
	return tx.checkTimelines(see)
}

// checkTimelines verifies every chain, and that those of customers who were merged into
// others end as the others have sealed it.
func (tx *Tx) checkTimelines(see func(Finding)) error {
	sealed := map[string]string{} // by the hash that must be there: whose it is
	err := tx.WholeTimeline(func(events []timeline.Event) error {
		if at := timeline.Verify(events); at > 0 {
			see(Finding{"timeline", events[0].Customer.String(), fmt.Sprintf("row %d does not follow from the rows before it", at)})
		}
		for _, e := range events {
			if e.Kind != timeline.CustomerMerged {
				continue
			}
			data, err := e.Read()
			if err != nil {
				return err
			}
			sealed[data.Head] = e.Subject.String()
		}
		return nil
	})
	if err != nil || len(sealed) == 0 {
		return err
	}
	err = tx.Rows(func(rows *sql.Rows) error {
		var hash string
		err := rows.Scan(&hash)
		delete(sealed, hash)
		return err
	}, `SELECT hash FROM timeline WHERE company_id = $1 AND kind = 'merged_into'`, tx.Company)
	for _, of := range sealed {
		see(Finding{"timeline", of, "it does not end as it did when the customer was merged into another"})
	}
	return err
}

// checkTotals adds up what is open by day anew and compares.
func (tx *Tx) checkTotals(see func(Finding)) error {
	computed := map[totalKey]change{}
	add := func(k totalKey, a money.Amount) {
		c := computed[k]
		computed[k] = change{c.minor + a.Minor, c.items + 1}
	}
	err := tx.Rows(func(rows *sql.Rows) error {
		i, err := scanInvoice(rows)
		if err != nil || i.Parts != nil {
			return err
		}
		key := totalKey{i.Open.Currency, debt, i.DueOn}
		if i.Owed.Sign() < 0 {
			key.side, key.on = note, i.IssuedOn
		}
		add(key, i.Open)
		return nil
	}, `SELECT `+invoiceColumns+` FROM invoice WHERE company_id = $1 AND open_minor <> 0`, tx.Company)
	if err != nil {
		return err
	}
	split, err := tx.invoices(`SELECT `+invoiceColumns+` FROM invoice WHERE company_id = $1 AND open_minor <> 0 AND parts > 0`, tx.Company)
	if err != nil {
		return err
	}
	for n := range split {
		for _, p := range split[n].OpenParts() {
			add(totalKey{p.Amount.Currency, debt, p.DueOn}, p.Amount)
		}
	}
	err = tx.Rows(func(rows *sql.Rows) error {
		p, err := scanPayment(rows)
		add(totalKey{p.OnAccount.Currency, purse, p.ReceivedOn}, p.OnAccount)
		return err
	}, `SELECT `+paymentColumns+` FROM payment WHERE company_id = $1 AND open_minor <> 0`, tx.Company)
	if err != nil {
		return err
	}
	return tx.compareTotals(computed, see)
}

func (tx *Tx) compareTotals(computed map[totalKey]change, see func(Finding)) error {
	err := tx.Rows(func(rows *sql.Rows) error {
		var k totalKey
		var currency string
		var stored change
		if err := rows.Scan(&currency, &k.side, &k.on, &stored.minor, &stored.items); err != nil {
			return err
		}
		if err := k.currency.UnmarshalText([]byte(currency)); err != nil {
			return err
		}
		if stored != computed[k] {
			see(Finding{"open total", fmt.Sprintf("%s %s %s", k.side, k.on, k.currency),
				fmt.Sprintf("stored %d in %d, the facts say %d in %d", stored.minor, stored.items, computed[k].minor, computed[k].items)})
		}
		delete(computed, k)
		return nil
	}, `SELECT currency, side, on_day, open_minor, items FROM open_total WHERE company_id = $1`, tx.Company)
	for k, c := range computed {
		see(Finding{"open total", fmt.Sprintf("%s %s %s", k.side, k.on, k.currency), fmt.Sprintf("missing; the facts say %d in %d", c.minor, c.items)})
	}
	return err
}
