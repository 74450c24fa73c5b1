package store

import (
	"database/sql"
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
)

// InvoiceState says which documents are listed.
type InvoiceState string

// The states.
const (
	OpenState    InvoiceState = "open"    // invoices of which something is left
	OverdueState InvoiceState = "overdue" // and whose due day has passed
	CreditState  InvoiceState = "credits" // what lessens the debt: credit notes, used or not
	SettledState InvoiceState = "settled" // nothing is left
	EveryState   InvoiceState = "all"
	LapsingState InvoiceState = "lapsing" // open, and soon lost by lapse of time, or lost already
	BeyondState  InvoiceState = "beyond"  // open, and due later than the law allows
)

// InvoiceFilter says which documents are listed. Open ones, and those about which something
// stands, are listed by due day, the oldest first; others by issue day, the newest first.
// Reverse turns that around.
type InvoiceFilter struct {
	State    InvoiceState
	Customer id.ID           // zero: of all
	Currency string          // "": of all
	DueFrom  date.Date       // None: no bound
	DueTo    date.Date       // inclusive
	Number   string          // the beginning of the number, in any spelling
	Code     dunning.Code    // the reason that stands about them; "": whatever stands
	Verdict  dunning.Verdict // what that reason means; "": whatever. Code goes before it
	Reverse  bool
	Today    date.Date
	Marked   // of the customers
}

// ByDue reports whether the list is in the order of due days: all that lists open
// invoices alone is.
func (f *InvoiceFilter) ByDue() bool {
	return f.asksStanding() || slices.Contains([]InvoiceState{OpenState, OverdueState, LapsingState, BeyondState}, f.State)
}

// InvoiceRow is a document in a list.
type InvoiceRow struct {
	invoice.Invoice
	Name     string // of the customer
	Standing Standing
}

// ListInvoices is one page of documents.
func (tx *Tx) ListInvoices(f InvoiceFilter, at Cursor, limit int) (Paged[InvoiceRow], error) {
	if f.offersNothing() {
		return Paged[InvoiceRow]{}, nil
	}
	if err := tx.weigh(&f.Marked); err != nil {
		return Paged[InvoiceRow]{}, err
	}
	keys := tx.invoiceKeys
	if f.asksStanding() && !f.selective() {
		keys = tx.standingKeys
	}
	rows, err := keys(f, at, limit+1)
	if err != nil {
		return Paged[InvoiceRow]{}, err
	}
	page := turnPage(rows, at, limit)
	list, err := tx.invoiceRows(page.Rows)
	return Paged[InvoiceRow]{Rows: list, Previous: page.Previous, Next: page.Next}, err
}

func (tx *Tx) invoiceKeys(f InvoiceFilter, at Cursor, limit int) ([]keyed, error) {
	day, err := date.Parse(at.Key)
	if err != nil {
		at = Cursor{}
	}
	c := tx.conditions()
	column, descending := "issued_on", !f.Reverse
	if f.ByDue() {
		column, descending = "due_on", f.Reverse
	}
	order := c.from(at, day, column, "id", descending)
	f.narrow(c)
	if f.asksStanding() {
		f.narrowStanding(c)
	}
	query := "SELECT id, " + column + " FROM invoice WHERE company_id = $1"
	if where := c.where(); where != "" {
		query += " AND " + where
	}
	return db.Collect(tx.Tx, scanKeyed, query+" ORDER BY "+order+first(limit), c.args...)
}

// narrow adds what is asked for. The conditions are written as the partial indexes
// are, which is how the engines recognise them.
func (f *InvoiceFilter) narrow(c *conditions) {
	switch f.State {
	case OpenState:
		c.add("open_minor <> 0 AND open_minor > 0")
	case OverdueState:
		c.add("open_minor <> 0 AND open_minor > 0 AND due_on < %s", f.Today)
	case LapsingState:
		c.add("lapses_on IS NOT NULL AND open_minor <> 0")
	case BeyondState:
		c.add("allowed_on IS NOT NULL AND open_minor <> 0")
	case CreditState:
		c.add("owed_minor < 0")
	case SettledState:
		c.add("open_minor = 0")
	}
	if f.Customer != 0 {
		c.add("customer_id = %s", f.Customer)
	}
	f.narrowLabel(c, "invoice.customer_id")
	f.narrowManager(c, "invoice.customer_id")
	if f.Currency != "" {
		c.add("currency = %s", f.Currency)
	}
	if f.DueFrom != date.None {
		c.add("due_on >= %s", f.DueFrom)
	}
	if f.DueTo != date.None {
		c.add("due_on <= %s", f.DueTo)
	}
	if key := invoice.NumberKey(f.Number); key != "" {
		c.add("id IN (SELECT id FROM invoice WHERE company_id = $1 AND " + startsWith(c, "number_key", key) + ")")
	} else if f.Number != "" {
		c.add("FALSE") // no number is without letters and digits
	}
}

// invoiceRows loads what a list shows of documents, in the order given.
func (tx *Tx) invoiceRows(ids []id.ID) ([]InvoiceRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := tx.InvoicesByID(ids)
	if err != nil {
		return nil, err
	}
	owners := make([]id.ID, 0, len(all))
	for _, i := range all {
		owners = append(owners, i.Customer)
	}
	names, err := tx.CustomerNames(owners)
	if err != nil {
		return nil, err
	}
	standings, err := tx.Standings(ids)
	rows := make([]InvoiceRow, len(ids))
	for _, i := range all {
		rows[slices.Index(ids, i.ID)] = InvoiceRow{i, names[i.Customer], standings[i.ID]}
	}
	return rows, err
}

// InvoiceNumbers are the numbers of some documents.
func (tx *Tx) InvoiceNumbers(ids []id.ID) (map[id.ID]string, error) {
	numbers := map[id.ID]string{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var number string
		err := rows.Scan(&i, &number)
		numbers[i] = number
		return err
	}, `SELECT id, number FROM invoice WHERE company_id = $1 AND id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
	return numbers, err
}

// MessagesAbout are at most limit messages that spoke of an invoice, the newest
// first, without their items.
func (tx *Tx) MessagesAbout(invoice id.ID, limit int) ([]message.Message, error) {
	return db.Collect(tx.Tx, scanOneMessage, `SELECT `+messageColumns+` FROM message
		WHERE company_id = $1 AND id IN (SELECT message_id FROM message_item WHERE company_id = $1 AND invoice_id = $2)
		ORDER BY id DESC`+first(limit), tx.Company, invoice)
}

// TheInvoice is Invoice, with one that does not exist as a failure.
func (tx *Tx) TheInvoice(i id.ID) (invoice.Invoice, error) {
	found, ok, err := tx.Invoice(i)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "there is no such invoice")
	}
	return found, err
}

// EntriesOf are the bank lines that payments came on, by payment.
func (tx *Tx) EntriesOf(payments []id.ID) (map[id.ID]id.ID, error) {
	entries := map[id.ID]id.ID{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var payment, entry id.ID
		err := rows.Scan(&payment, &entry)
		entries[payment] = entry
		return err
	}, `SELECT id, entry_id FROM payment WHERE company_id = $1 AND entry_id IS NOT NULL AND id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(payments)))
	return entries, err
}
