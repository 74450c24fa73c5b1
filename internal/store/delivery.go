package store

import (
	"database/sql"
	"strings"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/message"
)

// The steps that are beside every ladder, as lists of SQL: they are named by the indexes of 0032.
const (
	besideLadder = `('personal', 'invoice', 'invoice_copy')` // message.BesideLadder
	atOnce       = `('personal', 'invoice_copy')`            // what leaves whatever the hour: a person decided it
)

const deliveryColumns = `d.invoice_id, d.state, d.on_day, d.message_id, d.why, d.said_by, d.mail_fails`

func scanDelivery(rows *sql.Rows, more ...any) (d message.Delivery, err error) {
	var m sql.NullInt64
	err = rows.Scan(append([]any{&d.Invoice, &d.State, &d.On, &m, &d.Why, &d.By, &d.MailFails}, more...)...)
	d.Message = id.ID(m.Int64)
	return d, err
}

// Undecided are the invoices and credit notes of some customers that were issued since a day
// and of which nobody has decided yet how they get there; in the order of their identifiers.
// Details are not among what they hold.
func (tx *Tx) Undecided(customers []id.ID, since date.Date) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT i.id FROM invoice i WHERE i.company_id = $1 AND i.customer_id IN ({list $2 BIGINT}) AND i.issued_on >= $3
		AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.company_id = $1 AND d.invoice_id = i.id) ORDER BY i.id`,
		tx.Company, db.JSON(ints(customers)), since)
}

// AddDeliveries stores how invoices get to their customers.
func (tx *Tx) AddDeliveries(all []message.Delivery) error {
	now, n := db.Instant(tx.Now()), 0
	_, err := tx.Insert("delivery", []string{"company_id", "invoice_id", "state", "on_day", "message_id", "why", "said_by", "mail_fails", "created_at"}, func() ([]any, error) {
		if n == len(all) {
			return nil, nil
		}
		d := &all[n]
		n++
		return []any{int64(tx.Company), int64(d.Invoice), string(d.State), d.On, optional(d.Message), string(d.Why), d.By, d.MailFails, now}, nil
	})
	return err
}

// SaveDelivery stores how far an invoice has come.
func (tx *Tx) SaveDelivery(d *message.Delivery) error {
	return tx.SaveDeliveries([]message.Delivery{*d})
}

// SaveDeliveries stores how far invoices have come.
func (tx *Tx) SaveDeliveries(all []message.Delivery) error {
	if len(all) == 0 {
		return nil
	}
	type row struct {
		Invoice int64                 `json:"invoice_id"`
		State   message.DeliveryState `json:"state"`
		On      date.Date             `json:"on_day"`
		Message int64                 `json:"message_id"`
		Why     message.LeftOut       `json:"why"`
		By      string                `json:"said_by"`
		Fails   bool                  `json:"mail_fails"`
	}
	rows := make([]row, len(all))
	for n := range all {
		d := &all[n]
		rows[n] = row{int64(d.Invoice), d.State, d.On, int64(d.Message), d.Why, d.By, d.MailFails}
	}
	_, err := tx.Exec(`UPDATE delivery SET state = r.state, on_day = r.on_day, message_id = NULLIF(r.message_id, 0), why = r.why, said_by = r.said_by, mail_fails = r.mail_fails
		FROM {rows $2 invoice_id BIGINT, state TEXT, on_day DATE, message_id BIGINT, why TEXT, said_by TEXT, mail_fails BOOLEAN}
		WHERE delivery.company_id = $1 AND delivery.invoice_id = r.invoice_id`, tx.Company, db.JSON(rows))
	return err
}

// ReopenDeliveries lets those invoices of some customers be looked at again that lacked
// something, and those whose message was taken back; it returns how many there were.
func (tx *Tx) ReopenDeliveries(customers []id.ID) (int64, error) {
	return tx.Exec(`UPDATE delivery SET state = 'waits', message_id = NULL
		WHERE company_id = $1 AND invoice_id IN (SELECT i.id FROM invoice i WHERE i.company_id = $1 AND i.customer_id IN ({list $2 BIGINT}))
		AND (state IN ('lacks', 'unreached') OR state IN ('prepared', 'delivered') AND message_id IS NOT NULL
			AND EXISTS (SELECT 1 FROM message m WHERE m.company_id = $1 AND m.id = delivery.message_id AND m.state = 'withdrawn'))`,
		tx.Company, db.JSON(ints(customers)))
}

// DueDelivery is an invoice whose day to leave has come.
type DueDelivery struct{ Invoice, Customer id.ID }

// DueDeliveries are at most limit invoices that may leave on a day, after the one given.
func (tx *Tx) DueDeliveries(on date.Date, after id.ID, limit int) ([]DueDelivery, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (d DueDelivery, err error) { return d, rows.Scan(&d.Invoice, &d.Customer) },
		`SELECT d.invoice_id, i.customer_id FROM delivery d JOIN invoice i ON i.company_id = d.company_id AND i.id = d.invoice_id
		WHERE d.company_id = $1 AND d.state = 'waits' AND d.on_day <= $2 AND d.invoice_id > $3 ORDER BY d.invoice_id`+first(limit), tx.Company, on, after)
}

// Deliveries are how some invoices get to their customers; one that nobody sends from here is
// not among them.
func (tx *Tx) Deliveries(invoices ...id.ID) (map[id.ID]message.Delivery, error) {
	all, err := db.Collect(tx.Tx, func(rows *sql.Rows) (message.Delivery, error) { return scanDelivery(rows) },
		`SELECT `+deliveryColumns+` FROM delivery d WHERE d.company_id = $1 AND d.invoice_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(invoices)))
	found := map[id.ID]message.Delivery{}
	for _, d := range all {
		found[d.Invoice] = d
	}
	return found, err
}

// DeliveryBy is the invoice that a message is to bring, or brought.
func (tx *Tx) DeliveryBy(m id.ID) (message.Delivery, bool, error) {
	return db.One(tx.Tx, func(rows *sql.Rows) (message.Delivery, error) { return scanDelivery(rows) },
		`SELECT `+deliveryColumns+` FROM delivery d WHERE d.company_id = $1 AND d.message_id = $2`, tx.Company, m)
}

// NoteDelivered stores that invoices have left with messages on a day.
func (tx *Tx) NoteDelivered(messages []id.ID, on date.Date) error {
	_, err := tx.Exec(`UPDATE delivery SET state = 'delivered', on_day = $3 WHERE company_id = $1 AND message_id IN ({list $2 BIGINT})`,
		tx.Company, db.JSON(ints(messages)), on)
	return err
}

// Brought is a message that has brought an invoice to its customer.
type Brought struct {
	Invoice, Message id.ID
	On               date.Date
	Channel          message.Channel
	To               []string // addresses of a mail
	Answer           string   // what the server said, as kept
	Copy             bool     // a person sent it again
}

// BroughtOf are the messages that have brought some invoices, in the order in which they were
// prepared; at most limit.
func (tx *Tx) BroughtOf(invoices []id.ID, limit int) ([]Brought, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (b Brought, err error) {
		var step, to string
		err = rows.Scan(&b.Invoice, &b.Message, &b.On, &b.Channel, &to, &b.Answer, &step)
		b.To, b.Copy = strings.Fields(to), step == message.InvoiceCopy
		return b, err
	}, `SELECT i.invoice_id, m.id, m.sent_on, m.channel, m.recipients, m.outcome, m.step
		FROM message_item i JOIN message m ON m.company_id = i.company_id AND m.id = i.message_id
		WHERE i.company_id = $1 AND i.invoice_id IN ({list $2 BIGINT}) AND m.step IN ('invoice', 'invoice_copy') AND m.state = 'sent'
		ORDER BY m.id`+first(limit), tx.Company, db.JSON(ints(invoices)))
}

// FirstBrought are the messages that brought some invoices first, by invoice; copies are none.
func (tx *Tx) FirstBrought(invoices []id.ID) (map[id.ID]*Brought, error) {
	if len(invoices) == 0 {
		return nil, nil
	}
	all, err := tx.BroughtOf(invoices, mostBrought*len(invoices))
	first := map[id.ID]*Brought{}
	for n := range all {
		if b := &all[n]; !b.Copy && first[b.Invoice] == nil {
			first[b.Invoice] = b
		}
	}
	return first, err
}

// mostBrought is how many times an invoice is sent at most where the first counts.
const mostBrought = 20

// DeliveryWays are by what customers get invoices, of those who do not get them the usual way.
func (tx *Tx) DeliveryWays(customers ...id.ID) (map[id.ID]message.Way, error) {
	ways := map[id.ID]message.Way{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var way message.Way
		err := rows.Scan(&of, &way)
		ways[of] = way
		return err
	}, `SELECT customer_id, way FROM delivery_way WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(customers)))
	return ways, err
}

// ChooseDeliveryWay stores by what a customer gets invoices.
func (tx *Tx) ChooseDeliveryWay(customer id.ID, way message.Way, by string) error {
	if way == message.WayUsual {
		_, err := tx.Exec(`DELETE FROM delivery_way WHERE company_id = $1 AND customer_id = $2`, tx.Company, customer)
		return err
	}
	_, err := tx.Exec(`INSERT INTO delivery_way (company_id, customer_id, way, chosen_by, chosen_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (company_id, customer_id) DO UPDATE SET way = excluded.way, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at`,
		tx.Company, customer, string(way), by, db.Instant(tx.Now()))
	return err
}

// DocumentsByHash are what is known of some documents, without their bodies.
func (tx *Tx) DocumentsByHash(hashes []string) (map[string]DocumentKind, error) {
	kinds := map[string]DocumentKind{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var hash string
		var k DocumentKind
		err := rows.Scan(&hash, &k.Name, &k.MIME, &k.Size)
		kinds[hash] = k
		return err
	}, `SELECT hash, name, mime, size FROM document WHERE company_id = $1 AND hash IN ({list $2 TEXT})`, tx.Company, db.JSON(hashes))
	return kinds, err
}

// DocumentKind is what a document is, how it was first called, and its size in bytes.
type DocumentKind struct {
	Name string
	MIME string
	Size int64
}

// AttachmentsOfAll are the documents that stand attached to some invoices, in the order of
// their coming.
func (tx *Tx) AttachmentsOfAll(invoices []id.ID) (map[id.ID][]evidence.Attachment, error) {
	all := map[id.ID][]evidence.Attachment{}
	err := tx.Rows(func(rows *sql.Rows) error {
		a, err := scanAttachment(rows)
		all[a.Invoice] = append(all[a.Invoice], a)
		return err
	}, attachments+` AND a.invoice_id IN ({list $2 BIGINT}) AND a.removed_at IS NULL ORDER BY a.id`, tx.Company, db.JSON(ints(invoices)))
	return all, err
}

// NumbersIn are the numbers of the invoices that some messages list, by message.
func (tx *Tx) NumbersIn(messages []id.ID) (map[id.ID][]string, error) {
	numbers := map[id.ID][]string{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var m id.ID
		var number string
		err := rows.Scan(&m, &number)
		numbers[m] = append(numbers[m], number)
		return err
	}, `SELECT x.message_id, i.number FROM message_item x JOIN invoice i ON i.company_id = x.company_id AND i.id = x.invoice_id
		WHERE x.company_id = $1 AND x.message_id IN ({list $2 BIGINT}) ORDER BY x.message_id, i.id`, tx.Company, db.JSON(ints(messages)))
	return numbers, err
}
