package store

import (
	"cmp"
	"database/sql"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/payment"
)

const paymentColumns = `id, customer_id, source, external_id, entry_id, received_on, currency, amount_minor, open_minor, booked_minor, booked_currency, text, reference, booked_by, created_at, reversed_at`

func scanPayment(rows *sql.Rows) (payment.Payment, error) {
	var p payment.Payment
	var entry sql.NullInt64
	var currency string
	var amount, open int64
	var booked sum
	err := rows.Scan(&p.ID, &p.Customer, &p.Source, &p.ExternalID, &entry, &p.ReceivedOn, &currency, &amount, &open, &booked.minor, &booked.currency, &p.Text, &p.Reference, &p.BookedBy,
		db.ScanInstant(&p.CreatedAt), db.ScanInstant(&p.ReversedAt))
	if err != nil {
		return p, err
	}
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return p, err
	}
	p.Entry, p.Amount, p.OnAccount = id.ID(entry.Int64), money.Of(amount, c), money.Of(open, c)
	p.Booked, err = booked.amount()
	return p, err
}

// PaymentByID finds a payment.
func (tx *Tx) PaymentByID(i id.ID) (payment.Payment, bool, error) {
	return db.One(tx.Tx, scanPayment, `SELECT `+paymentColumns+` FROM payment WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// PaymentsByID finds payments.
func (tx *Tx) PaymentsByID(ids []id.ID) ([]payment.Payment, error) {
	return db.Collect(tx.Tx, scanPayment, `SELECT `+paymentColumns+` FROM payment
		WHERE company_id = $1 AND id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
}

// PaymentsByExternal finds the payments that another program calls by these names,
// those that were taken back included.
func (tx *Tx) PaymentsByExternal(names []string) ([]payment.Payment, error) {
	return db.Collect(tx.Tx, scanPayment, `SELECT `+paymentColumns+` FROM payment
		WHERE company_id = $1 AND external_id <> '' AND external_id IN ({list $2 TEXT})`, tx.Company, db.JSON(names))
}

// PaymentsOfEntries are the payments that entries became and that still stand.
func (tx *Tx) PaymentsOfEntries(entries []id.ID) ([]payment.Payment, error) {
	return db.Collect(tx.Tx, scanPayment, `SELECT `+paymentColumns+` FROM payment
		WHERE company_id = $1 AND entry_id IN ({list $2 BIGINT}) AND reversed_at IS NULL ORDER BY id`, tx.Company, db.JSON(ints(entries)))
}

// OnAccount are the payments of some customers that are not wholly allocated, oldest first.
func (tx *Tx) OnAccount(customers ...id.ID) ([]payment.Payment, error) {
	return db.Collect(tx.Tx, scanPayment, `SELECT `+paymentColumns+` FROM payment
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND open_minor <> 0 ORDER BY received_on, id`, tx.Company, db.JSON(ints(customers)))
}

// AddPayments stores new payments and gives identifiers to those without.
func (tx *Tx) AddPayments(all []*payment.Payment) error {
	now := tx.Now()
	n := 0
	_, err := tx.Insert("payment", []string{"company_id", "id", "customer_id", "source", "external_id", "entry_id", "received_on", "currency", "amount_minor", "open_minor", "booked_minor", "booked_currency", "text", "reference", "booked_by", "import_id", "created_at"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			p := all[n]
			n++
			if p.ID == 0 {
				p.ID = tx.NewID()
			}
			p.CreatedAt, p.Source = now, cmp.Or(p.Source, payment.Bank)
			booked, bookedCurrency := stored(p.Booked)
			return []any{int64(tx.Company), int64(p.ID), int64(p.Customer), string(p.Source), p.ExternalID, optional(p.Entry), p.ReceivedOn, p.Amount.Currency.String(),
				p.Amount.Minor, p.OnAccount.Minor, booked, bookedCurrency, p.Text, p.Reference, p.BookedBy, optional(p.Import), db.Instant(now)}, nil
		})
	for _, p := range all {
		tx.move(purse, p.ReceivedOn, money.Of(0, p.Amount.Currency), p.OnAccount)
		tx.grow(p.Customer, p.Amount.Currency, growth{account: p.OnAccount.Minor})
	}
	return err
}

// Book stores new payments together with what they settle: what that leaves of them is on
// account. It checks what Allocate does, and allocations of credit notes may stand among
// the others. Callers have locked the customers.
func (tx *Tx) Book(payments []*payment.Payment, all []*payment.Allocation) error {
	byID := make(map[id.ID]*payment.Payment, len(payments))
	for _, p := range payments {
		byID[p.ID], p.OnAccount = p, p.Amount
	}
	var invoices []id.ID
	for _, a := range all {
		invoices = append(invoices, a.Invoice)
		if a.Credit != 0 {
			invoices = append(invoices, a.Credit)
			continue
		}
		p := byID[a.Payment]
		if p.OnAccount = p.OnAccount.Sub(a.Amount); outside(p.OnAccount, p.Amount) {
			return fault.New(fault.Conflict, "the payment has %s left: %s cannot be booked from it", p.OnAccount.Add(a.Amount).Text(), a.Amount.Text())
		}
	}
	if err := tx.AddPayments(payments); err != nil {
		return err
	}
	if len(all) == 0 {
		return nil
	}
	if err := tx.addAllocations(all); err != nil {
		return err
	}
	return tx.reduceInvoices(all, invoices)
}

// setOnAccount stores what is left of payments after allocations.
func (tx *Tx) setOnAccount(changed []payment.Payment, open []money.Amount) error {
	type row struct {
		ID   int64 `json:"id"`
		Open int64 `json:"open_minor"`
	}
	rows := make([]row, 0, len(changed))
	for n, p := range changed {
		tx.move(purse, p.ReceivedOn, p.OnAccount, open[n])
		tx.recount(p.Customer, p.Amount.Currency)
		rows = append(rows, row{int64(p.ID), open[n].Minor})
	}
	_, err := tx.Exec(`UPDATE payment SET open_minor = r.open_minor FROM {rows $2 id BIGINT, open_minor BIGINT}
		WHERE payment.company_id = $1 AND payment.id = r.id`, tx.Company, db.JSON(rows))
	return err
}

// ReversePayments takes payments back: what they settle is undone by opposite
// allocations of a day, and what is on account then, all of it, goes. Callers have
// locked the customers.
func (tx *Tx) ReversePayments(all []payment.Payment, by string, on date.Date) error {
	return tx.ReverseFor(0, all, by, on)
}

// ReverseFor is ReversePayments as a file says it, so that it is known what undoing the
// file restores.
func (tx *Tx) ReverseFor(imported id.ID, all []payment.Payment, by string, on date.Date) error {
	return tx.reverse(imported, all, by, "[]", func(id.ID) date.Date { return on })
}

// reverse takes payments back on evidence, each with the day that on gives.
func (tx *Tx) reverse(imported id.ID, all []payment.Payment, by, evidence string, on func(payment id.ID) date.Date) error {
	ids := make([]id.ID, len(all))
	for n, p := range all {
		ids[n] = p.ID
	}
	standing, err := db.Collect(tx.Tx, scanAllocation, allocations+` AND (a.payment_id IN ({list $2 BIGINT}) OR a.beside_id IN ({list $2 BIGINT})) AND a.reverses_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id) ORDER BY a.id`, tx.Company, db.JSON(ints(ids)))
	if err != nil {
		return err
	}
	back := make([]*payment.Allocation, len(standing))
	for n, a := range standing {
		back[n] = &payment.Allocation{Payment: a.Payment, Credit: a.Credit, Invoice: a.Invoice, On: on(cmp.Or(a.Payment, a.Beside)), Amount: a.Amount.Neg(), Part: a.Part, Evidence: evidence, BookedBy: by, Reverses: a.ID, Import: imported}
	}
	if err := tx.Allocate(back); err != nil {
		return err
	}
	for _, p := range all {
		tx.move(purse, p.ReceivedOn, p.Amount, money.Of(0, p.Amount.Currency))
		tx.recount(p.Customer, p.Amount.Currency)
	}
	n, err := tx.Exec(`UPDATE payment SET open_minor = 0, reversed_at = $3
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND reversed_at IS NULL AND open_minor = amount_minor`,
		tx.Company, db.JSON(ints(ids)), db.Instant(tx.Now()))
	if err == nil && n != int64(len(all)) {
		err = fault.New(fault.Conflict, "the payment was taken back already")
	}
	return err
}

// scanAllocation reads an allocation; its currency is that of its invoice, which
// the query joins in last.
func scanAllocation(rows *sql.Rows) (payment.Allocation, error) {
	var a payment.Allocation
	var pay, credit, beside, reverses, imported sql.NullInt64
	var currency string
	err := rows.Scan(&a.ID, &pay, &credit, &beside, &a.Invoice, &a.On, &a.Amount.Minor, &a.Part, &a.Evidence, &a.BookedBy, &reverses, &imported, db.ScanInstant(&a.CreatedAt), &currency)
	if err != nil {
		return a, err
	}
	a.Payment, a.Credit, a.Beside, a.Reverses, a.Import = id.ID(pay.Int64), id.ID(credit.Int64), id.ID(beside.Int64), id.ID(reverses.Int64), id.ID(imported.Int64)
	if a.OfPrincipal() {
		a.Part = "" // as it is given
	}
	a.Amount.Currency, err = money.ParseCurrency(currency)
	return a, err
}

// GivenBefore says how much each of some payments ever gave to each invoice, what was
// undone since included: what a person took back is not to be given again.
func (tx *Tx) GivenBefore(payments []id.ID) (map[id.ID]map[id.ID]int64, error) {
	given := map[id.ID]map[id.ID]int64{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var from, to id.ID
		var minor int64
		if err := rows.Scan(&from, &to, &minor); err != nil {
			return err
		}
		if given[from] == nil {
			given[from] = map[id.ID]int64{}
		}
		given[from][to] = minor
		return nil
	}, `SELECT payment_id, invoice_id, CAST(SUM(amount_minor) AS BIGINT) FROM allocation
		WHERE company_id = $1 AND payment_id IS NOT NULL AND payment_id IN ({list $2 BIGINT}) AND reverses_id IS NULL AND of_part = 'principal'
		GROUP BY payment_id, invoice_id`, tx.Company, db.JSON(ints(payments)))
	return given, err
}

// AllocationFilter names what allocations are wanted of; one field is set.
type AllocationFilter struct{ Payment, Credit, Invoice id.ID }

// Allocations are the allocations of a payment, a credit note or an invoice, the
// undone and the undoing included, in the order they were booked.
func (tx *Tx) Allocations(f AllocationFilter) ([]payment.Allocation, error) {
	column, value := "invoice_id", f.Invoice
	switch {
	case f.Payment != 0:
		column, value = "payment_id", f.Payment
	case f.Credit != 0:
		column, value = "credit_id", f.Credit
	}
	return db.Collect(tx.Tx, scanAllocation, allocations+` AND a.`+column+` = $2 ORDER BY a.id`, tx.Company, value)
}

// allocations selects those of the company, as scanAllocation reads them.
const allocations = `SELECT a.id, a.payment_id, a.credit_id, a.beside_id, a.invoice_id, a.on_day, a.amount_minor, a.of_part, a.evidence,
		a.booked_by, a.reverses_id, a.import_id, a.created_at, i.currency
	FROM allocation a JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
	WHERE a.company_id = $1`

// Allocate books allocations and stores what they leave open: of the invoices, of
// the payments and of the credit notes. More than an invoice owes, or than a
// payment or credit note has left, is a Conflict. Callers have locked the
// customers.
func (tx *Tx) Allocate(all []*payment.Allocation) error {
	if len(all) == 0 {
		return nil
	}
	if err := tx.addAllocations(all); err != nil {
		return err
	}
	var invoices, payments []id.ID
	for _, a := range all {
		invoices = append(invoices, a.Invoice)
		if a.Credit != 0 {
			invoices = append(invoices, a.Credit)
		} else {
			payments = append(payments, a.Payment)
		}
	}
	if err := tx.reduceInvoices(all, invoices); err != nil {
		return err
	}
	return tx.reducePayments(all, payments)
}

func (tx *Tx) addAllocations(all []*payment.Allocation) error {
	now := tx.Now()
	n := 0
	_, err := tx.Insert("allocation", []string{"company_id", "id", "payment_id", "credit_id", "beside_id", "invoice_id", "on_day", "amount_minor",
		"of_part", "evidence", "booked_by", "reverses_id", "import_id", "created_at"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			a := all[n]
			n++
			a.ID, a.CreatedAt = tx.NewID(), now
			return []any{int64(tx.Company), int64(a.ID), optional(a.Payment), optional(a.Credit), optional(a.Beside), int64(a.Invoice), a.On, a.Amount.Minor,
				string(cmp.Or(a.Part, allocation.Principal)), a.Evidence, a.BookedBy, optional(a.Reverses), optional(a.Import), db.Instant(now)}, nil
		})
	if db.IsDuplicate(err) {
		return fault.New(fault.Conflict, "this was undone already")
	}
	return err
}

func (tx *Tx) reduceInvoices(all []*payment.Allocation, ids []id.ID) error {
	invoices, err := tx.InvoicesByID(ids)
	if err != nil {
		return err
	}
	taken := map[id.ID]money.Amount{}
	for _, a := range all {
		if !a.OfPrincipal() {
			continue
		}
		taken[a.Invoice] = taken[a.Invoice].Add(a.Amount)
		if a.Credit != 0 {
			taken[a.Credit] = taken[a.Credit].Sub(a.Amount)
		}
	}
	if err := tx.payClaimed(all); err != nil {
		return err
	}
	open := make([]money.Amount, len(invoices))
	for n := range invoices {
		i := &invoices[n]
		open[n] = i.Open.Sub(taken[i.ID])
		if outside(open[n], i.Owed) {
			return fault.New(fault.Conflict, "%s has %s open: %s cannot be booked on it", i.Number, i.Open.Text(), taken[i.ID].Text())
		}
	}
	return tx.setOpen(invoices, open)
}

// outside reports whether open is no share of owed.
func outside(open, owed money.Amount) bool {
	if owed.Sign() < 0 {
		open, owed = open.Neg(), owed.Neg()
	}
	return open.Sign() < 0 || open.Cmp(owed) > 0
}

func (tx *Tx) reducePayments(all []*payment.Allocation, ids []id.ID) error {
	if len(ids) == 0 {
		return nil
	}
	payments, err := tx.PaymentsByID(ids)
	if err != nil {
		return err
	}
	taken := map[id.ID]money.Amount{}
	for _, a := range all {
		if a.Payment != 0 {
			taken[a.Payment] = taken[a.Payment].Add(a.Amount)
		}
	}
	open := make([]money.Amount, len(payments))
	for n, p := range payments {
		open[n] = p.OnAccount.Sub(taken[p.ID])
		if outside(open[n], p.Amount) {
			return fault.New(fault.Conflict, "the payment has %s left: %s cannot be booked from it", p.OnAccount.Text(), taken[p.ID].Text())
		}
	}
	return tx.setOnAccount(payments, open)
}
