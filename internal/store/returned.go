package store

import (
	"database/sql"
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/payment"
)

// What a bank line brought may be taken back by another one: a direct debit that is
// refused, a transfer that comes back. The line that takes back names the other in
// returns_id, and the payments that it took back name it in returned_by, so that all of
// it can be restored.

// NewOutgoing are at most limit entries that matching has not looked at yet and that are
// money that left, or of which the bank says that they take something back, in the order
// of their making, after the one given. The signs keep the engines from reading all entries in their order.
func (tx *Tx) NewOutgoing(after id.ID, limit int) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND state = 'new' AND (amount_minor < 0 OR return_reason <> '' OR reversal) AND +id > $2 ORDER BY +id`+first(limit), tx.Company, after)
}

// IsReturn reports whether the bank says that an entry takes another one back.
func (e *Entry) IsReturn() bool { return e.ReturnReason != "" || e.Reversal }

// returnMonths is how long after a payment it may be taken back: a debtor has thirteen
// months to say that he never agreed to a direct debit.
const returnMonths = 14

// mostReturnable bounds how many entries of an amount are offered to a person who says
// himself what an entry takes back.
const mostReturnable = 20

// Returnable are the entries that some others may take back: those with the same
// end-to-end reference or mandate, and those of their accounts with their amounts; and
// what else tells of one, or of a part of one, by which it was found. Days
// and states are not asked of the database: without statistics it would look for them,
// and find nearly every entry.
func (tx *Tx) Returnable(others []Entry) ([]Entry, error) {
	if len(others) == 0 {
		return nil, nil
	}
	var references, mandates, accounts []string
	var amounts []int64
	from := date.None
	for _, e := range others {
		if from == date.None || e.BookedOn < from {
			from = e.BookedOn
		}
		references, mandates, accounts = append(references, e.EndToEnd), append(mandates, e.MandateID), append(accounts, e.IBAN)
		amounts = append(amounts, -e.Amount.Minor, -e.Amount.Minor-e.Charges.Minor)
	}
	all, err := db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry WHERE company_id = $1 AND id IN (
			SELECT id FROM entry WHERE company_id = $1 AND end_to_end_id <> '' AND end_to_end_id IN ({list $2 TEXT})
			UNION SELECT id FROM entry WHERE company_id = $1 AND mandate_id <> '' AND mandate_id IN ({list $3 TEXT})
			UNION SELECT id FROM entry WHERE company_id = $1 AND iban <> '' AND iban IN ({list $4 TEXT}) AND +amount_minor IN ({list $5 BIGINT}))
		ORDER BY id`, tx.Company, db.JSON(references), db.JSON(mandates), db.JSON(accounts), db.JSON(amounts))
	if err != nil {
		return nil, err
	}
	if all, err = tx.withCounting(all); err != nil {
		return nil, err
	}
	first := from.AddMonths(-returnMonths)
	return slices.DeleteFunc(all, func(e Entry) bool { return e.BookedOn < first || e.State != EntrySame && !e.returnable() }), nil
}

// withCounting adds to entries those that count for them.
func (tx *Tx) withCounting(all []Entry) ([]Entry, error) {
	known := map[id.ID]bool{}
	for _, e := range all {
		known[e.ID] = true
	}
	var wanted []id.ID
	for _, e := range all {
		if e.SameAs != 0 && !known[e.SameAs] {
			wanted, known[e.SameAs] = append(wanted, e.SameAs), true
		}
	}
	if len(wanted) == 0 {
		return all, nil
	}
	counting, err := tx.ChosenEntries(wanted)
	return append(all, counting...), err
}

// returnable reports whether an entry may be taken back: it was booked, or still waits.
func (e *Entry) returnable() bool {
	return e.State == EntryNew || e.State == EntryAsk || e.State == EntryBooked
}

// ReturnableByAmount are the last entries that another one may take back by its amount
// alone.
func (tx *Tx) ReturnableByAmount(e *Entry) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND amount_minor = $2 AND currency = $3 AND booked_on >= $4 AND booked_on <= $5 AND state IN ('new', 'ask', 'booked')
		ORDER BY booked_on DESC, id DESC`+first(mostReturnable),
		tx.Company, -e.Amount.Minor, e.Amount.Currency.String(), floor(e.BookedOn.AddMonths(-returnMonths)), e.BookedOn)
}

// Taking says that an entry takes another one back: these payments of it, which are none
// where it was not booked.
type Taking struct {
	Entry, Of id.ID
	On        date.Date
	FeeMinor  int64
	Payments  []payment.Payment
	ByHand    bool
}

// TakeBack takes payments back by the entries that return them. An entry of which no
// payment stands any more is returned as a whole. Callers have locked the entries and
// the customers.
func (tx *Tx) TakeBack(all []Taking, by string) error {
	type row struct {
		Entry  int64 `json:"entry_id"`
		Of     int64 `json:"of_id"`
		Fee    int64 `json:"fee"`
		ByHand bool  `json:"hand"`
	}
	type paid struct {
		Payment int64 `json:"payment_id"`
		Entry   int64 `json:"entry_id"`
	}
	var rows []row
	var returned []paid
	var payments []payment.Payment
	days := map[id.ID]date.Date{}
	for _, t := range all {
		rows = append(rows, row{int64(t.Entry), int64(t.Of), t.FeeMinor, t.ByHand})
		for _, p := range t.Payments {
			payments, returned, days[p.ID] = append(payments, p), append(returned, paid{int64(p.ID), int64(t.Entry)}), t.On
		}
	}
	if err := tx.reverse(0, payments, by, db.JSON([]matching.Evidence{{Fact: matching.TakenBack}}), func(i id.ID) date.Date { return days[i] }); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE payment SET returned_by = r.entry_id FROM {rows $2 payment_id BIGINT, entry_id BIGINT}
		WHERE payment.company_id = $1 AND payment.id = r.payment_id`, tx.Company, db.JSON(returned)); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE entry SET state = 'return', returns_id = r.of_id, fee_minor = r.fee, by_hand = entry.by_hand OR r.hand
		FROM {rows $2 entry_id BIGINT, of_id BIGINT, fee BIGINT, hand BOOLEAN}
		WHERE entry.company_id = $1 AND entry.id = r.entry_id`, tx.Company, db.JSON(rows)); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE entry SET state = 'returned' FROM {rows $2 of_id BIGINT}
		WHERE entry.company_id = $1 AND entry.id = r.of_id
		AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.company_id = $1 AND p.entry_id = entry.id AND p.reversed_at IS NULL)`, tx.Company, db.JSON(rows))
	return err
}

// ReturnedBy are the payments that entries took back.
func (tx *Tx) ReturnedBy(entries []id.ID) ([]payment.Payment, error) {
	return db.Collect(tx.Tx, scanPayment, `SELECT `+paymentColumns+` FROM payment
		WHERE company_id = $1 AND returned_by IN ({list $2 BIGINT}) ORDER BY id`, tx.Company, db.JSON(ints(entries)))
}

// ReturnsOf are the entries that take others back, wholly or in parts.
func (tx *Tx) ReturnsOf(entries []id.ID) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND returns_id IN ({list $2 BIGINT}) ORDER BY id`, tx.Company, db.JSON(ints(entries)))
}

// TakenWith are the allocations that were taken back with payments: those that stood
// then, those of credit notes beside them included.
func (tx *Tx) TakenWith(payments []id.ID) ([]payment.Allocation, error) {
	return db.Collect(tx.Tx, scanAllocation, allocations+` AND (a.payment_id IN ({list $2 BIGINT}) OR a.beside_id IN ({list $2 BIGINT}))
		AND EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id AND CAST(r.evidence AS TEXT) LIKE $3) ORDER BY a.id`,
		tx.Company, db.JSON(ints(payments)), `%"`+string(matching.TakenBack)+`"%`)
}

// ReturnsUndone notes that entries take nothing back any more: what they took back is
// booked again, or waits for a person where it never was.
func (tx *Tx) ReturnsUndone(entries []id.ID) error {
	list := db.JSON(ints(entries))
	return tx.execAll([]string{
		`UPDATE entry SET state = CASE WHEN EXISTS (SELECT 1 FROM payment p WHERE p.company_id = $1 AND p.entry_id = entry.id AND p.reversed_at IS NULL)
				THEN 'booked' ELSE 'ask' END
			WHERE company_id = $1 AND state = 'returned' AND id IN (SELECT r.returns_id FROM entry r WHERE r.company_id = $1 AND r.id IN ({list $2 BIGINT}))`,
		`UPDATE entry SET returns_id = NULL, fee_minor = 0 WHERE company_id = $1 AND id IN ({list $2 BIGINT})`,
		`UPDATE payment SET returned_by = NULL WHERE company_id = $1 AND returned_by IN ({list $2 BIGINT})`,
	}, tx.Company, list)
}

// NumbersSettled are the numbers of the invoices that payments settle now, by payment.
func (tx *Tx) NumbersSettled(payments []id.ID) (map[id.ID][]string, error) {
	numbers := map[id.ID][]string{}
	return numbers, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var number string
		err := rows.Scan(&of, &number)
		numbers[of] = append(numbers[of], number)
		return err
	}, `SELECT a.payment_id, i.number FROM allocation a JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
		WHERE a.company_id = $1 AND a.payment_id IS NOT NULL AND a.payment_id IN ({list $2 BIGINT})`+standing+` ORDER BY i.due_on, i.id`, tx.Company, db.JSON(ints(payments)))
}
