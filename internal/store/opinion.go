package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/dispute"
	"acquit/internal/id"
)

const opinionColumns = `id, dispute_id, hash, address, question, language, asked_on, asked_by, until_at, view, text, said_at`

func scanOpinion(rows *sql.Rows) (o dispute.Opinion, err error) {
	return o, rows.Scan(&o.ID, &o.Dispute, &o.Hash, &o.Address, &o.Question, &o.Language, &o.AskedOn, &o.AskedBy, db.ScanInstant(&o.Until), &o.View, &o.Text, db.ScanInstant(&o.At))
}

// AskOpinion stores what a colleague is asked, and gives it an identifier.
func (tx *Tx) AskOpinion(o *dispute.Opinion) error {
	o.ID = tx.NewID()
	_, err := tx.Exec(`INSERT INTO opinion (company_id, `+opinionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', NULL)`,
		tx.Company, o.ID, o.Dispute, o.Hash, o.Address, o.Question, o.Language, o.AskedOn, o.AskedBy, db.Instant(o.Until))
	return err
}

// DropOpinion forgets a question that could not be mailed.
func (tx *Tx) DropOpinion(i id.ID) error {
	_, err := tx.Exec(`DELETE FROM opinion WHERE company_id = $1 AND id = $2 AND view = ''`, tx.Company, i)
	return err
}

// GiveOpinion stores what a colleague says, and reports whether he had said nothing before.
func (tx *Tx) GiveOpinion(o *dispute.Opinion) (bool, error) {
	n, err := tx.Exec(`UPDATE opinion SET view = $3, text = $4, said_at = $5 WHERE company_id = $1 AND id = $2 AND view = ''`, tx.Company, o.ID, string(o.View), o.Text, db.Instant(o.At))
	return n > 0, err
}

// OpinionByHash finds whose a link is: the company and the question. It needs no company.
func (tx *Tx) OpinionByHash(hash string) (company, i id.ID, found bool, err error) {
	type owner struct{ company, opinion id.ID }
	o, found, err := db.One(tx.Tx, func(rows *sql.Rows) (o owner, err error) { return o, rows.Scan(&o.company, &o.opinion) },
		`SELECT company_id, id FROM opinion WHERE hash = $1`, hash)
	return o.company, o.opinion, found, err
}

// OpinionByID finds a question.
func (tx *Tx) OpinionByID(i id.ID) (dispute.Opinion, bool, error) {
	return db.One(tx.Tx, scanOpinion, `SELECT `+opinionColumns+` FROM opinion WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// OpinionsOf are what colleagues were asked about a dispute, the latest first.
func (tx *Tx) OpinionsOf(of id.ID) ([]dispute.Opinion, error) {
	return db.Collect(tx.Tx, scanOpinion, `SELECT `+opinionColumns+` FROM opinion WHERE company_id = $1 AND dispute_id = $2 ORDER BY id DESC`, tx.Company, of)
}
