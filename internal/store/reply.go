package store

import (
	"database/sql"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/reply"
)

const replyColumns = `id, customer_id, sign, answers_id, kind, state, sender, sender_name, subject, excerpt, mail_id, content, files,
	back_on, owner, again_on, sent_at, received_at, closed_by, closed_at, given`

// scanReply reads a reply; more are the columns that a query adds behind replyColumns.
func scanReply(rows *sql.Rows, more ...any) (reply.Reply, error) {
	var r reply.Reply
	var customer, answers sql.NullInt64
	err := rows.Scan(append([]any{&r.ID, &customer, &r.Sign, &answers, &r.Kind, &r.State, &r.From, &r.FromName, &r.Subject, &r.Excerpt, &r.MailID, &r.Content, &r.Files,
		&r.BackOn, &r.Owner, &r.AgainOn, db.ScanInstant(&r.SentAt), db.ScanInstant(&r.ReceivedAt), &r.ClosedBy, db.ScanInstant(&r.ClosedAt), &r.Given}, more...)...)
	r.Customer, r.Answers = id.ID(customer.Int64), id.ID(answers.Int64)
	return r, err
}

func oneReply(rows *sql.Rows) (reply.Reply, error) { return scanReply(rows) }

// AddReply keeps a new reply, whose mail is kept already, and gives it an identifier; added is
// false for a mail that came before.
func (tx *Tx) AddReply(r *reply.Reply) (added bool, err error) {
	r.ID, r.ReceivedAt = tx.NewID(), tx.Now()
	n, err := tx.Exec(`INSERT INTO reply (company_id, `+replyColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
		ON CONFLICT (company_id, content) DO NOTHING`,
		tx.Company, r.ID, optional(r.Customer), string(r.Sign), optional(r.Answers), string(r.Kind), string(r.State), r.From, r.FromName, r.Subject, r.Excerpt, r.MailID,
		r.Content, r.Files, r.BackOn, r.Owner, r.AgainOn, db.Instant(r.SentAt), db.Instant(r.ReceivedAt), r.ClosedBy, db.Instant(r.ClosedAt), r.Given)
	return n > 0, err
}

// ReplyByID finds a reply.
func (tx *Tx) ReplyByID(i id.ID) (reply.Reply, bool, error) {
	return db.One(tx.Tx, oneReply, `SELECT `+replyColumns+` FROM reply WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// ReplyByMailID finds the reply of a customer that came as a mail of this Message-ID, without its
// angle brackets.
func (tx *Tx) ReplyByMailID(customer id.ID, mailID string) (reply.Reply, bool, error) {
	return db.One(tx.Tx, oneReply, `SELECT `+replyColumns+` FROM reply WHERE company_id = $1 AND mail_id = $2 AND customer_id = $3 ORDER BY id`+first(1), tx.Company, mailID, customer)
}

// SaidSince counts what a customer said on its page since an instant; of one kind where the
// Message-IDs of that begin with a word, of all where it is "".
func (tx *Tx) SaidSince(customer id.ID, word string, since time.Time) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM reply WHERE company_id = $1 AND customer_id = $2 AND sign = $3 AND received_at >= $4 AND mail_id LIKE $5`,
		tx.Company, customer, string(reply.ByPage), db.Instant(since), word+"%")
}

// RepliesByID are those of some replies that there are, in the order of their coming.
func (tx *Tx) RepliesByID(all []id.ID) ([]reply.Reply, error) {
	return db.Collect(tx.Tx, oneReply, `SELECT `+replyColumns+` FROM reply WHERE company_id = $1 AND id IN ({list $2 BIGINT}) ORDER BY id`, tx.Company, db.JSON(ints(all)))
}

// LockReply finds a reply and makes others who write to it wait.
func (tx *Tx) LockReply(i id.ID) (reply.Reply, bool, error) {
	return db.One(tx.Tx, oneReply, `SELECT `+replyColumns+` FROM reply WHERE company_id = $1 AND id = $2 {for update}`, tx.Company, i)
}

// SaveReply stores whose a reply is, and what became of it.
func (tx *Tx) SaveReply(r *reply.Reply) error {
	_, err := tx.Exec(`UPDATE reply SET customer_id = $3, sign = $4, state = $5, owner = $6, again_on = $7, closed_by = $8, closed_at = $9, given = $10
		WHERE company_id = $1 AND id = $2`,
		tx.Company, r.ID, optional(r.Customer), string(r.Sign), string(r.State), r.Owner, r.AgainOn, r.ClosedBy, db.Instant(r.ClosedAt), r.Given)
	return err
}

// RepliesOf are the last replies of a customer, the newest first.
func (tx *Tx) RepliesOf(customer id.ID, limit int) ([]reply.Reply, error) {
	return db.Collect(tx.Tx, oneReply, `SELECT `+replyColumns+` FROM reply WHERE company_id = $1 AND customer_id = $2 ORDER BY id DESC`+first(limit), tx.Company, customer)
}

// RepliesTo are the first replies that answer a message, or say that it did not arrive.
func (tx *Tx) RepliesTo(m id.ID, limit int) ([]reply.Reply, error) {
	return db.Collect(tx.Tx, oneReply, `SELECT `+replyColumns+` FROM reply WHERE company_id = $1 AND answers_id = $2 ORDER BY id`+first(limit), tx.Company, m)
}

// WaitingReplies reports whether a reply of a customer is open.
func (tx *Tx) WaitingReplies(customer id.ID) (waits bool, err error) {
	return waits, tx.Row([]any{&waits}, `SELECT EXISTS (SELECT 1 FROM reply WHERE company_id = $1 AND customer_id = $2 AND state = 'open')`, tx.Company, customer)
}

// CustomersWithMail are the customers of whom a contact has a mail address, whatever its case,
// at most limit. A customer that was merged into another is that one.
func (tx *Tx) CustomersWithMail(address string, limit int) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT DISTINCT COALESCE(c.merged_into, c.id) FROM contact p JOIN customer c ON c.company_id = p.company_id AND c.id = p.customer_id
		WHERE p.company_id = $1 AND p.email <> '' AND lower(p.email) = lower($2) ORDER BY 1`+first(limit), tx.Company, address)
}

// CustomersOfNumbers are the customers to whom invoices of some numbers were sent, at most
// limit.
func (tx *Tx) CustomersOfNumbers(numbers []string, limit int) ([]id.ID, error) {
	keys := make([]string, len(numbers))
	for n := range numbers {
		keys[n] = invoice.NumberKey(numbers[n])
	}
	return db.Collect(tx.Tx, scanID, `SELECT DISTINCT customer_id FROM invoice WHERE company_id = $1 AND number_key IN ({list $2 TEXT}) ORDER BY customer_id`+first(limit),
		tx.Company, db.JSON(keys))
}

// MailsAbout are the mails that left about what messages list, the oldest first, by message.
// Their states are asked for one by one: in the first night few are sent, and statistics that
// say so would have all that were sent since read for each of them.
func (tx *Tx) MailsAbout(messages ...*message.Message) (map[id.ID][]id.ID, error) {
	type row struct {
		Message  int64 `json:"message_id"`
		Customer int64 `json:"customer_id"`
		Invoice  int64 `json:"invoice_id"`
	}
	var rows []row
	for _, m := range messages {
		for n := range m.Items {
			rows = append(rows, row{int64(m.ID), int64(m.Customer), int64(m.Items[n].Invoice)})
		}
	}
	before := map[id.ID][]id.ID{}
	return before, tx.Rows(func(rows *sql.Rows) error {
		var about, mail id.ID
		err := rows.Scan(&about, &mail)
		before[about] = append(before[about], mail)
		return err
	}, `SELECT DISTINCT r.message_id, c.message_id FROM {rows $2 message_id BIGINT, customer_id BIGINT, invoice_id BIGINT}
		JOIN contacted c ON c.company_id = $1 AND c.customer_id = r.customer_id AND c.invoice_id = r.invoice_id
		WHERE (SELECT m.channel = 'mail' AND m.state = 'sent' FROM message m WHERE m.company_id = c.company_id AND m.id = c.message_id)
		ORDER BY r.message_id, c.message_id`, tx.Company, db.JSON(rows))
}

// RefuseAddress notes that mails do not reach an address, of whichever customer it is, and
// returns whose it is.
func (tx *Tx) RefuseAddress(address, why string, on date.Date) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `UPDATE contact SET refused_on = $3, refused = $4
		WHERE company_id = $1 AND email <> '' AND lower(email) = lower($2) AND refused_on IS NULL RETURNING customer_id`, tx.Company, address, on, why)
}

// TryAddress takes back that mails, or text messages, do not reach a contact.
func (tx *Tx) TryAddress(contact id.ID) (bool, error) {
	n, err := tx.Exec(`UPDATE contact SET refused_on = NULL, refused = '', texts_refused_on = NULL, texts_refused = ''
		WHERE company_id = $1 AND id = $2 AND (refused_on IS NOT NULL OR texts_refused_on IS NOT NULL)`, tx.Company, contact)
	return n > 0, err
}

// TakeBackContacted forgets that items have taken their steps with a message: it did not arrive.
func (tx *Tx) TakeBackContacted(m *message.Message) error {
	_, err := tx.Exec(`DELETE FROM contacted WHERE company_id = $1 AND customer_id = $2 AND message_id = $3`, tx.Company, m.Customer, m.ID)
	return err
}
