package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/id"
	written "acquit/internal/note"
	"acquit/internal/timeline"
)

// notes reads notes with the words that the timeline keeps of them.
const notes = `SELECT n.id, n.customer_id, n.invoice_id, n.pinned_by, n.pinned_at, t.actor, t.created_at, t.data
	FROM note n JOIN timeline t ON t.company_id = n.company_id AND t.subject_id = n.id AND t.kind = 'note_written'
	WHERE n.company_id = $1`

func scanNote(rows *sql.Rows) (written.Note, error) {
	var n written.Note
	var invoice sql.NullInt64
	var e timeline.Event
	err := rows.Scan(&n.ID, &n.Customer, &invoice, &n.PinnedBy, db.ScanInstant(&n.PinnedAt), &n.By, db.ScanInstant(&n.At), &e.Data)
	if err != nil {
		return n, err
	}
	n.Invoice = id.ID(invoice.Int64)
	d, err := e.Read()
	n.Text, n.Told = d.Text, d.To
	if len(d.Numbers) > 0 {
		n.Number = d.Numbers[0]
	}
	return n, err
}

// AddNote stores a note and gives it an identifier. Its words are those of the event that the
// caller notes with it as subject.
func (tx *Tx) AddNote(n *written.Note) error {
	n.ID, n.At = tx.NewID(), tx.Now()
	_, err := tx.Exec(`INSERT INTO note (company_id, id, customer_id, invoice_id, pinned_by) VALUES ($1, $2, $3, $4, '')`,
		tx.Company, n.ID, n.Customer, optional(n.Invoice))
	return err
}

// NoteByID finds a note.
func (tx *Tx) NoteByID(i id.ID) (written.Note, bool, error) {
	return db.One(tx.Tx, scanNote, notes+` AND n.id = $2`, tx.Company, i)
}

// NotesByID are the notes among these, in any order.
func (tx *Tx) NotesByID(ids []id.ID) ([]written.Note, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return db.Collect(tx.Tx, scanNote, notes+` AND n.id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
}

// NotesOf are the last notes about a customer, the newest first, at most limit.
func (tx *Tx) NotesOf(customer id.ID, limit int) ([]written.Note, error) {
	return db.Collect(tx.Tx, scanNote, notes+` AND n.customer_id = $2 ORDER BY n.id DESC`+first(limit), tx.Company, customer)
}

// PinnedNotes are the notes that always stand on top of a customer, the oldest first.
func (tx *Tx) PinnedNotes(customer id.ID) ([]written.Note, error) {
	return db.Collect(tx.Tx, scanNote, notes+` AND n.customer_id = $2 AND n.pinned_at IS NOT NULL ORDER BY n.id`+first(written.MostPinned), tx.Company, customer)
}

// PinNote lets a note stand on top, or no longer, and reports whether that changed anything.
func (tx *Tx) PinNote(i id.ID, pinned bool, by string) (bool, error) {
	query, args := `UPDATE note SET pinned_by = '', pinned_at = NULL WHERE company_id = $1 AND id = $2 AND pinned_at IS NOT NULL`, []any{tx.Company, i}
	if pinned {
		query = `UPDATE note SET pinned_by = $3, pinned_at = $4 WHERE company_id = $1 AND id = $2 AND pinned_at IS NULL`
		args = append(args, by, db.Instant(tx.Now()))
	}
	n, err := tx.Exec(query, args...)
	return n > 0, err
}
