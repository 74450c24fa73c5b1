package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/message"
)

// SaveNumbers stores the numbers that the post gave to registered letters, by letter, in place of
// those that were said before.
func (tx *Tx) SaveNumbers(numbers map[id.ID]string, by string) error {
	if len(numbers) == 0 {
		return nil
	}
	type row struct {
		Message int64  `json:"message_id"`
		Number  string `json:"number"`
		Key     string `json:"number_key"`
	}
	var rows []row
	for m, number := range numbers {
		rows = append(rows, row{int64(m), number, NumberKey(number)})
	}
	_, err := tx.Exec(`INSERT INTO registered (company_id, message_id, number, number_key, said_by, said_at)
		SELECT $1, message_id, number, number_key, $3, $4 FROM {rows $2 message_id BIGINT, number TEXT, number_key TEXT} WHERE true
		ON CONFLICT (company_id, message_id) DO UPDATE SET number = excluded.number, number_key = excluded.number_key, said_by = excluded.said_by, said_at = excluded.said_at`,
		tx.Company, db.JSON(rows), by, db.Instant(tx.Now()))
	return err
}

// NumbersOf are the numbers that the post gave to some letters, by letter; one without is not
// among them.
func (tx *Tx) NumbersOf(letters []id.ID) (map[id.ID]string, error) {
	numbers := map[id.ID]string{}
	return numbers, tx.Rows(func(rows *sql.Rows) error {
		var m id.ID
		var number string
		err := rows.Scan(&m, &number)
		numbers[m] = number
		return err
	}, `SELECT message_id, number FROM registered WHERE company_id = $1 AND message_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(letters)))
}

// NumbersKnown are the letters that have some numbers, by the keys of those; see NumberKey.
func (tx *Tx) NumbersKnown(keys []string) (map[string]id.ID, error) {
	letters := map[string]id.ID{}
	return letters, tx.Rows(func(rows *sql.Rows) error {
		var m id.ID
		var key string
		err := rows.Scan(&m, &key)
		letters[key] = m
		return err
	}, `SELECT message_id, number_key FROM registered WHERE company_id = $1 AND number_key IN ({list $2 TEXT})`, tx.Company, db.JSON(keys))
}

// AttachmentsOfMessage are the documents that stand attached to a letter, in the order of their
// coming.
func (tx *Tx) AttachmentsOfMessage(m id.ID) ([]evidence.Attachment, error) {
	return db.Collect(tx.Tx, scanAttachment, attachments+` AND a.message_id = $2 AND a.removed_at IS NULL ORDER BY a.id`+first(mostAttachments), tx.Company, m)
}

// AttachmentsOfMessages are the documents that stand attached to some letters, in the order of
// their coming.
func (tx *Tx) AttachmentsOfMessages(all []id.ID) (map[id.ID][]evidence.Attachment, error) {
	of := map[id.ID][]evidence.Attachment{}
	return of, tx.Rows(func(rows *sql.Rows) error {
		a, err := scanAttachment(rows)
		of[a.Message] = append(of[a.Message], a)
		return err
	}, attachments+` AND a.message_id IN ({list $2 BIGINT}) AND a.removed_at IS NULL ORDER BY a.id`, tx.Company, db.JSON(ints(all)))
}

// WithoutReceipt are at most limit registered letters that people posted in some days, of which
// the post's receipt is not kept and nobody was asked for it yet; the oldest first, without their
// items. For what a provider posted, its report stands.
func (tx *Tx) WithoutReceipt(from, through date.Date, limit int) ([]message.Message, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (message.Message, error) { return scanMessage(rows) },
		`SELECT `+of("m", messageColumns)+` FROM message m
		WHERE m.company_id = $1 AND m.state = 'sent' AND m.channel = 'registered' AND m.sent_on >= $2 AND m.sent_on <= $3
		AND NOT `+paperKept(evidence.Receipt)+`
		AND NOT EXISTS (SELECT 1 FROM dispatch d WHERE d.company_id = $1 AND d.message_id = m.id)
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.company_id = $1 AND t.customer_id = m.customer_id AND t.subject_id = m.id AND t.kind = 'receipt_missing')
		ORDER BY m.sent_on, m.id`+first(limit), tx.Company, from, through)
}
