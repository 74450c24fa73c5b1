package store

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

const invoiceColumns = `id, customer_id, kind, number, external_id, issued_on, due_on, due_source, currency,
	total_minor, owed_minor, open_minor, claimed_minor, parts, reference, order_reference, discounts, corrects, document, source, created_at,
	prepayment, lapses_on, allowed_on, delivered_on`

// scanInvoice reads an invoice; one that has instalments gets as many empty parts,
// which loadParts fills.
func scanInvoice(rows *sql.Rows) (invoice.Invoice, error) {
	var i invoice.Invoice
	var currency, discounts, corrects string
	var total, owed, open, claimed int64
	var parts int
	err := rows.Scan(&i.ID, &i.Customer, &i.Kind, &i.Number, &i.ExternalID, &i.IssuedOn, &i.DueOn, &i.DueSource, &currency,
		&total, &owed, &open, &claimed, &parts, &i.Reference, &i.OrderReference, &discounts, &corrects, &i.Document, &i.Source, db.ScanInstant(&i.CreatedAt),
		&i.Prepayment, &i.LapsesOn, &i.AllowedOn, &i.DeliveredOn)
	if err != nil {
		return i, err
	}
	c, err := money.ParseCurrency(currency)
	i.Total, i.Owed, i.Open = money.Of(total, c), money.Of(owed, c), money.Of(open, c)
	if claimed != 0 {
		i.Claimed = money.Of(claimed, c)
	}
	i.Corrects = strings.Fields(corrects)
	if parts > 0 {
		i.Parts = make([]invoice.Part, 0, parts)
	}
	if err == nil && discounts != "" {
		err = json.Unmarshal([]byte(discounts), &i.Discounts)
	}
	return i, err
}

// invoices runs a query for invoiceColumns and loads the instalments of those that
// have any.
func (tx *Tx) invoices(query string, args ...any) ([]invoice.Invoice, error) {
	all, err := db.Collect(tx.Tx, scanInvoice, query, args...)
	if err != nil {
		return nil, err
	}
	return all, tx.loadParts(all)
}

func (tx *Tx) loadParts(all []invoice.Invoice) error {
	var ids []int64
	place := map[id.ID]int{}
	for n := range all {
		if all[n].Parts != nil {
			ids = append(ids, int64(all[n].ID))
			place[all[n].ID] = n
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return tx.Rows(func(rows *sql.Rows) error {
		var owner id.ID
		var p invoice.Part
		if err := rows.Scan(&owner, &p.Number, &p.DueOn, &p.Amount.Minor); err != nil {
			return err
		}
		i := &all[place[owner]]
		p.Amount.Currency = i.Owed.Currency
		i.Parts = append(i.Parts, p)
		return nil
	}, `SELECT invoice_id, part, due_on, amount_minor FROM instalment
		WHERE company_id = $1 AND invoice_id IN ({list $2 BIGINT}) ORDER BY invoice_id, due_on, part`, tx.Company, db.JSON(ids))
}

// Invoice finds an invoice or credit note, with its detail.
func (tx *Tx) Invoice(i id.ID) (invoice.Invoice, bool, error) {
	all, err := tx.invoices(`SELECT `+invoiceColumns+` FROM invoice WHERE company_id = $1 AND id = $2`, tx.Company, i)
	if err != nil || len(all) == 0 {
		return invoice.Invoice{}, false, err
	}
	var detail string
	err = tx.Row([]any{&detail}, `SELECT detail FROM invoice_detail WHERE company_id = $1 AND invoice_id = $2`, tx.Company, i)
	if fault.KindOf(err) == fault.NotFound {
		return all[0], true, nil
	}
	if err != nil {
		return all[0], true, err
	}
	return all[0], true, json.Unmarshal([]byte(detail), &all[0].Detail)
}

// InvoiceDetails are the details of some documents; one without any is left out.
func (tx *Tx) InvoiceDetails(ids []id.ID) (map[id.ID]invoice.Detail, error) {
	details := map[id.ID]invoice.Detail{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var text string
		if err := rows.Scan(&i, &text); err != nil {
			return err
		}
		var d invoice.Detail
		err := json.Unmarshal([]byte(text), &d)
		details[i] = d
		return err
	}, `SELECT invoice_id, detail FROM invoice_detail WHERE company_id = $1 AND invoice_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
	return details, err
}

// InvoicesByID finds invoices by identifier, in no order.
func (tx *Tx) InvoicesByID(ids []id.ID) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice WHERE company_id = $1 AND id IN ({list $2 BIGINT})`,
		tx.Company, db.JSON(ints(ids)))
}

// HasInvoices reports whether the company has any document yet.
func (tx *Tx) HasInvoices() (found bool, err error) {
	return found, tx.Row([]any{&found}, `SELECT EXISTS (SELECT 1 FROM invoice WHERE company_id = $1)`, tx.Company)
}

// InvoicesByNumber finds the documents with exactly these numbers.
func (tx *Tx) InvoicesByNumber(numbers []string) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice WHERE company_id = $1 AND number IN ({list $2 TEXT})`,
		tx.Company, db.JSON(numbers))
}

// InvoicesByExternal finds the documents that another program calls by these names.
func (tx *Tx) InvoicesByExternal(names []string) ([]invoice.Invoice, error) {
	if len(names) == 0 {
		return nil, nil
	}
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice WHERE company_id = $1 AND external_id <> '' AND external_id IN ({list $2 TEXT})`,
		tx.Company, db.JSON(names))
}

// OpenInvoices are what is open of a customer, credit notes included, oldest due
// day first.
func (tx *Tx) OpenInvoices(customer id.ID) ([]invoice.Invoice, error) {
	return tx.OpenInvoicesOf([]id.ID{customer})
}

// OpenInvoicesOf are those of several customers.
func (tx *Tx) OpenInvoicesOf(customers []id.ID) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND open_minor <> 0 ORDER BY due_on, id`, tx.Company, db.JSON(ints(customers)))
}

// OpenCredits are the open credit notes that name the invoices they are about.
func (tx *Tx) OpenCredits() ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND owed_minor < 0 AND open_minor < 0 AND corrects <> '' ORDER BY issued_on, id`, tx.Company)
}

// InvoicesByKey are the open debts whose folded numbers are among keys.
func (tx *Tx) InvoicesByKey(keys []string) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND number_key IN ({list $2 TEXT}) AND open_minor > 0 ORDER BY due_on, id`, tx.Company, db.JSON(keys))
}

// AddInvoices stores new documents and gives identifiers to those without. A number
// that is taken is a duplicate; see db.IsDuplicate.
func (tx *Tx) AddInvoices(all []*invoice.Invoice) error {
	now := tx.Now()
	n := 0
	_, err := tx.Insert("invoice", []string{"company_id", "id", "customer_id", "kind", "number", "number_key", "external_id", "issued_on", "due_on", "due_source",
		"currency", "total_minor", "owed_minor", "open_minor", "parts", "reference", "order_reference", "order_key",
		"discounts", "corrects", "document", "source", "import_id", "created_at", "prepayment", "delivered_on"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			i := all[n]
			n++
			if i.ID == 0 {
				i.ID = tx.NewID()
			}
			i.CreatedAt = now
			return []any{int64(tx.Company), int64(i.ID), int64(i.Customer), string(i.Kind), i.Number, invoice.NumberKey(i.Number), i.ExternalID,
				i.IssuedOn, i.DueOn, string(i.DueSource), i.Owed.Currency.String(), i.Total.Minor, i.Owed.Minor, i.Open.Minor, len(i.Parts),
				i.Reference, i.OrderReference, invoice.NumberKey(i.OrderReference), storedDiscounts(i), strings.Join(i.Corrects, " "), i.Document, i.Source,
				optional(i.Import), db.Instant(now), i.Prepayment, i.DeliveredOn}, nil
		})
	if err != nil {
		return err
	}
	for _, i := range all {
		tx.moveInvoice(i, money.Of(0, i.Owed.Currency), i.Open)
		g := growth{open: i.Open.Minor, items: present(i.Open)}
		if i.Open.Sign() > 0 {
			g.oldest = i.DueOn
		}
		tx.grow(i.Customer, i.Owed.Currency, g)
	}
	if err := tx.addParts(all); err != nil {
		return err
	}
	return tx.addDetails(all)
}

func (tx *Tx) addParts(all []*invoice.Invoice) error {
	i, p := 0, 0
	_, err := tx.Insert("instalment", []string{"company_id", "invoice_id", "part", "due_on", "amount_minor"}, func() ([]any, error) {
		for i < len(all) && p == len(all[i].Parts) {
			i, p = i+1, 0
		}
		if i == len(all) {
			return nil, nil
		}
		part := all[i].Parts[p]
		p++
		return []any{int64(tx.Company), int64(all[i].ID), part.Number, part.DueOn, part.Amount.Minor}, nil
	})
	return err
}

func (tx *Tx) addDetails(all []*invoice.Invoice) error {
	empty := db.JSON(invoice.Detail{})
	n := 0
	_, err := tx.Insert("invoice_detail", []string{"company_id", "invoice_id", "detail"}, func() ([]any, error) {
		for ; n < len(all); n++ {
			if detail := db.JSON(all[n].Detail); detail != empty {
				n++
				return []any{int64(tx.Company), int64(all[n-1].ID), detail}, nil
			}
		}
		return nil, nil
	})
	return err
}

// SaveInvoice stores a newer reading of a document: before is how it stood. The
// allocations stay; open has been worked out by the caller. When the document no
// longer stands as before says, it is a Conflict.
func (tx *Tx) SaveInvoice(before, after *invoice.Invoice) error {
	tx.moveInvoice(before, before.Open, money.Of(0, before.Owed.Currency))
	tx.moveInvoice(after, money.Of(0, after.Owed.Currency), after.Open)
	tx.recount(before.Customer, before.Owed.Currency)
	tx.recount(after.Customer, after.Owed.Currency)
	n, err := tx.Exec(`UPDATE invoice SET customer_id = $3, issued_on = $4, due_on = $5, due_source = $6, currency = $7,
			total_minor = $8, owed_minor = $9, open_minor = $10, parts = $11, reference = $12, order_reference = $13,
			corrects = $14, document = $15, source = $16, external_id = $17, order_key = $21, discounts = $22, prepayment = $23, delivered_on = $24,
			settled_on = NULL, paid_on = NULL
		WHERE company_id = $1 AND id = $2 AND customer_id = $18 AND owed_minor = $19 AND open_minor = $20`,
		tx.Company, after.ID, after.Customer, after.IssuedOn, after.DueOn, string(after.DueSource), after.Owed.Currency.String(),
		after.Total.Minor, after.Owed.Minor, after.Open.Minor, len(after.Parts), after.Reference, after.OrderReference,
		strings.Join(after.Corrects, " "), after.Document, after.Source, after.ExternalID, before.Customer, before.Owed.Minor, before.Open.Minor,
		invoice.NumberKey(after.OrderReference), storedDiscounts(after), after.Prepayment, after.DeliveredOn)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "%s was changed meanwhile; try again", before.Number)
	}
	if _, err := tx.Exec(`DELETE FROM instalment WHERE company_id = $1 AND invoice_id = $2`, tx.Company, after.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM invoice_detail WHERE company_id = $1 AND invoice_id = $2`, tx.Company, after.ID); err != nil {
		return err
	}
	if err := tx.addParts([]*invoice.Invoice{after}); err != nil {
		return err
	}
	if err := tx.addDetails([]*invoice.Invoice{after}); err != nil || !after.Open.IsZero() {
		return err
	}
	return tx.dateSettled([]int64{int64(after.ID)})
}

// storedDiscounts are the discounts of an invoice as stored.
func storedDiscounts(i *invoice.Invoice) string {
	if len(i.Discounts) == 0 {
		return ""
	}
	return db.JSON(i.Discounts)
}

// NameInvoices stores what another program calls documents that it hands over like
// they stand here.
func (tx *Tx) NameInvoices(all []*invoice.Invoice) error {
	if len(all) == 0 {
		return nil
	}
	var names []named
	for _, i := range all {
		names = append(names, named{int64(i.ID), i.ExternalID})
	}
	_, err := tx.Exec(`UPDATE invoice SET external_id = r.external_id FROM {rows $2 id BIGINT, external_id TEXT}
		WHERE invoice.company_id = $1 AND invoice.id = r.id`, tx.Company, db.JSON(names))
	return err
}

// named is a row by what another program calls it.
type named struct {
	ID       int64  `json:"id"`
	External string `json:"external_id"`
}

// setOpen stores what is left of invoices after allocations.
func (tx *Tx) setOpen(changed []invoice.Invoice, open []money.Amount) error {
	type row struct {
		ID   int64     `json:"id"`
		Open int64     `json:"open_minor"`
		Due  date.Date `json:"due_on"`
	}
	rows := make([]row, 0, len(changed))
	var settled []int64
	for n := range changed {
		i := &changed[n]
		due := invoice.NextDue(i.Parts, i.DueOn, i.Owed, open[n])
		tx.moveInvoice(i, i.Open, open[n])
		tx.recount(i.Customer, i.Owed.Currency)
		i.Open, i.DueOn = open[n], due
		rows = append(rows, row{int64(i.ID), open[n].Minor, due})
		if i.Open.IsZero() {
			settled = append(settled, int64(i.ID))
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return int(min(max(a.ID-b.ID, -1), 1)) })
	_, err := tx.Exec(`UPDATE invoice SET open_minor = r.open_minor, due_on = r.due_on, settled_on = NULL, paid_on = NULL
		FROM {rows $2 id BIGINT, open_minor BIGINT, due_on DATE}
		WHERE invoice.company_id = $1 AND invoice.id = r.id`, tx.Company, db.JSON(rows))
	if err != nil {
		return err
	}
	slices.Sort(settled)
	return tx.dateSettled(settled)
}

// moveInvoice notes a change of what is open of an invoice, part by part.
func (tx *Tx) moveInvoice(i *invoice.Invoice, before, after money.Amount) {
	zero := money.Of(0, i.Owed.Currency)
	if i.Owed.Sign() < 0 {
		tx.move(note, i.IssuedOn, before, after)
		return
	}
	for _, p := range invoice.OpenParts(i.Parts, i.DueOn, i.Owed, before) {
		tx.move(debt, p.DueOn, p.Amount, zero)
	}
	for _, p := range invoice.OpenParts(i.Parts, i.DueOn, i.Owed, after) {
		tx.move(debt, p.DueOn, zero, p.Amount)
	}
}
