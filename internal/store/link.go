package store

import (
	"database/sql"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
)

// MessageLink leads the reader of a message to what the message had no room for.
type MessageLink struct {
	Company, Message id.ID
	Hash             string // of its token
	Until            time.Time
	EndedAt          time.Time // when a person ended it before its time; zero for one that works
	EndedBy          string
	OpenedOn         date.Date // when somebody with the link last opened the page; None for never
	Files            []LinkedFile
}

// Works reports whether the link leads somewhere at an instant.
func (l *MessageLink) Works(now time.Time) bool { return l.EndedAt.IsZero() && now.Before(l.Until) }

// LinkedFile is a file behind a link.
type LinkedFile struct {
	Name, MIME string
	Size       int64 // in bytes
	Hash       string
	FetchedOn  date.Date // when somebody with the link last fetched it; None for never
}

// SaveLinks stores the links of messages in place of those that they had.
func (tx *Tx) SaveLinks(all []MessageLink) error {
	if len(all) == 0 {
		return nil
	}
	messages := make([]id.ID, len(all))
	for n := range all {
		messages[n] = all[n].Message
	}
	if _, err := tx.Exec(`DELETE FROM link WHERE company_id = $1 AND message_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(messages))); err != nil {
		return err
	}
	next := 0
	_, err := tx.Insert("link", []string{"company_id", "message_id", "hash", "until_at", "ended_by"}, func() ([]any, error) {
		if next == len(all) {
			return nil, nil
		}
		l := &all[next]
		next++
		return []any{int64(tx.Company), int64(l.Message), l.Hash, db.Instant(l.Until), ""}, nil
	})
	if err != nil {
		return err
	}
	return tx.addLinkedFiles(all)
}

func (tx *Tx) addLinkedFiles(all []MessageLink) error {
	l, f := 0, 0
	_, err := tx.Insert("linked_file", []string{"company_id", "message_id", "number", "name", "mime", "size", "hash"}, func() ([]any, error) {
		for l < len(all) && f == len(all[l].Files) {
			l, f = l+1, 0
		}
		if l == len(all) {
			return nil, nil
		}
		file := &all[l].Files[f]
		f++
		return []any{int64(tx.Company), int64(all[l].Message), f, file.Name, file.MIME, file.Size, file.Hash}, nil
	})
	return err
}

const linkColumns = `company_id, message_id, hash, until_at, ended_at, ended_by, opened_on`

func scanLink(rows *sql.Rows) (l MessageLink, err error) {
	return l, rows.Scan(&l.Company, &l.Message, &l.Hash, db.ScanInstant(&l.Until), db.ScanInstant(&l.EndedAt), &l.EndedBy, &l.OpenedOn)
}

// LinkByHash finds the link of a token, of whichever company it is, without its files.
func (tx *Tx) LinkByHash(hash string) (MessageLink, bool, error) {
	return db.One(tx.Tx, scanLink, `SELECT `+linkColumns+` FROM link WHERE hash = $1`, hash)
}

// LinkOf finds the link of a message, with its files.
func (tx *Tx) LinkOf(message id.ID) (MessageLink, bool, error) {
	l, found, err := db.One(tx.Tx, scanLink, `SELECT `+linkColumns+` FROM link WHERE company_id = $1 AND message_id = $2`, tx.Company, message)
	if err != nil || !found {
		return l, found, err
	}
	l.Files, err = db.Collect(tx.Tx, func(rows *sql.Rows) (f LinkedFile, err error) {
		return f, rows.Scan(&f.Name, &f.MIME, &f.Size, &f.Hash, &f.FetchedOn)
	}, `SELECT name, mime, size, hash, fetched_on FROM linked_file WHERE company_id = $1 AND message_id = $2 ORDER BY number`, tx.Company, message)
	return l, true, err
}

// EndLink ends the link of a message before its time, and reports whether it had one that was
// not ended.
func (tx *Tx) EndLink(message id.ID, by string) (bool, error) {
	n, err := tx.Exec(`UPDATE link SET ended_at = $3, ended_by = $4 WHERE company_id = $1 AND message_id = $2 AND ended_at IS NULL`,
		tx.Company, message, db.Instant(tx.Now()), by)
	return n > 0, err
}

// NoteFetched notes that a file behind the link of a message was fetched on a day; number counts
// from 1. It reports whether it is the first time on that day.
func (tx *Tx) NoteFetched(message id.ID, number int, on date.Date) (bool, error) {
	n, err := tx.Exec(`UPDATE linked_file SET fetched_on = $4 WHERE company_id = $1 AND message_id = $2 AND number = $3 AND (fetched_on IS NULL OR fetched_on < $4)`,
		tx.Company, message, number, on)
	return n > 0, err
}

// NoteOpened notes that the page behind the link of a message was opened on a day. It reports
// whether it is the first time on that day.
func (tx *Tx) NoteOpened(message id.ID, on date.Date) (bool, error) {
	n, err := tx.Exec(`UPDATE link SET opened_on = $3 WHERE company_id = $1 AND message_id = $2 AND (opened_on IS NULL OR opened_on < $3)`, tx.Company, message, on)
	return n > 0, err
}
