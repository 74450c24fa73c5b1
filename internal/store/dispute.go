package store

import (
	"database/sql"
	"encoding/json"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dispute"
	"acquit/internal/id"
	"acquit/internal/money"
)

// disputeColumns are those of a dispute d and of its invoice i.
const disputeColumns = `d.id, i.customer_id, d.invoice_id, d.hold_id, d.reason, i.currency, d.amount_minor, d.lines, d.text, d.state, d.owner, d.given, d.opened_on, d.opened_by,
	d.answer_by, d.protest_by, d.agreed_minor, d.grounds, d.decided_on, d.decided_by, d.pay_by, d.closed_on, d.closed_by, d.made_at`

// disputes are disputes d with their invoices i.
const disputes = `dispute d JOIN invoice i ON i.company_id = d.company_id AND i.id = d.invoice_id`

func scanDispute(rows *sql.Rows, more ...any) (d dispute.Dispute, err error) {
	var currency, lines string
	err = rows.Scan(append([]any{&d.ID, &d.Customer, &d.Invoice, &d.Hold, &d.Reason, &currency, &d.Amount.Minor, &lines, &d.Text, &d.State, &d.Owner, &d.Given, &d.OpenedOn, &d.OpenedBy,
		&d.AnswerBy, &d.ProtestBy, &d.Agreed.Minor, &d.Grounds, &d.DecidedOn, &d.DecidedBy, &d.PayBy, &d.ClosedOn, &d.ClosedBy, db.ScanInstant(&d.MadeAt)}, more...)...)
	if err != nil {
		return d, err
	}
	if err = json.Unmarshal([]byte(lines), &d.Lines); err != nil {
		return d, err
	}
	c, err := money.ParseCurrency(currency)
	for _, a := range []*money.Amount{&d.Amount, &d.Agreed} {
		if !a.IsZero() {
			a.Currency = c
		}
	}
	return d, err
}

func onlyDispute(rows *sql.Rows) (dispute.Dispute, error) { return scanDispute(rows) }

// DisputeByID finds a dispute, over or not.
func (tx *Tx) DisputeByID(i id.ID) (dispute.Dispute, bool, error) {
	return db.One(tx.Tx, onlyDispute, `SELECT `+disputeColumns+` FROM `+disputes+` WHERE d.company_id = $1 AND d.id = $2`, tx.Company, i)
}

// DisputesAbout are the disputes that last about some invoices.
func (tx *Tx) DisputesAbout(invoices []id.ID) ([]dispute.Dispute, error) {
	return db.Collect(tx.Tx, onlyDispute, `SELECT `+disputeColumns+` FROM `+disputes+`
		WHERE d.company_id = $1 AND d.invoice_id IN ({list $2 BIGINT}) AND d.closed_on IS NULL ORDER BY d.id`, tx.Company, db.JSON(ints(invoices)))
}

// DisputesByHold are the disputes that last and that some holds stand for.
func (tx *Tx) DisputesByHold(holds []id.ID) ([]dispute.Dispute, error) {
	return db.Collect(tx.Tx, onlyDispute, `SELECT `+disputeColumns+` FROM `+disputes+`
		WHERE d.company_id = $1 AND d.hold_id IN ({list $2 BIGINT}) AND d.closed_on IS NULL ORDER BY d.id`, tx.Company, db.JSON(ints(holds)))
}

// DisputesOf are at most limit disputes about an invoice, the newest first.
func (tx *Tx) DisputesOf(invoice id.ID, limit int) ([]dispute.Dispute, error) {
	return db.Collect(tx.Tx, onlyDispute, `SELECT `+disputeColumns+` FROM `+disputes+`
		WHERE d.company_id = $1 AND d.invoice_id = $2 ORDER BY d.id DESC`+first(limit), tx.Company, invoice)
}

// SaveDisputes stores disputes as they are, and gives the new ones identifiers. Whose a stored one
// is says its task.
func (tx *Tx) SaveDisputes(all []*dispute.Dispute) error {
	if len(all) == 0 {
		return nil
	}
	type row struct {
		ID        int64     `json:"id"`
		Invoice   int64     `json:"invoice_id"`
		Hold      int64     `json:"hold_id"`
		Reason    string    `json:"reason"`
		Amount    int64     `json:"amount_minor"`
		Lines     string    `json:"lines"`
		Text      string    `json:"text"`
		State     string    `json:"state"`
		Owner     string    `json:"owner"`
		OpenedOn  date.Date `json:"opened_on"`
		OpenedBy  string    `json:"opened_by"`
		AnswerBy  date.Date `json:"answer_by"`
		ProtestBy date.Date `json:"protest_by,omitzero"`
		Agreed    int64     `json:"agreed_minor"`
		Grounds   string    `json:"grounds"`
		DecidedOn date.Date `json:"decided_on,omitzero"`
		DecidedBy string    `json:"decided_by"`
		PayBy     date.Date `json:"pay_by,omitzero"`
		ClosedOn  date.Date `json:"closed_on,omitzero"`
		ClosedBy  string    `json:"closed_by"`
	}
	rows := make([]row, len(all))
	for n, d := range all {
		if d.ID == 0 {
			d.ID = tx.NewID()
		}
		rows[n] = row{int64(d.ID), int64(d.Invoice), int64(d.Hold), string(d.Reason), d.Amount.Minor, db.JSON(d.Lines), d.Text, string(d.State), d.Owner, d.OpenedOn, d.OpenedBy, d.AnswerBy, d.ProtestBy,
			d.Agreed.Minor, d.Grounds, d.DecidedOn, d.DecidedBy, d.PayBy, d.ClosedOn, d.ClosedBy}
	}
	_, err := tx.Exec(`INSERT INTO dispute (company_id, id, invoice_id, hold_id, reason, amount_minor, lines, text, state, owner, opened_on, opened_by, answer_by, protest_by,
			agreed_minor, grounds, decided_on, decided_by, pay_by, closed_on, closed_by, made_at)
		SELECT $1, r.id, r.invoice_id, r.hold_id, r.reason, r.amount_minor, r.lines, r.text, r.state, r.owner, r.opened_on, r.opened_by, r.answer_by, r.protest_by,
			r.agreed_minor, r.grounds, r.decided_on, r.decided_by, r.pay_by, r.closed_on, r.closed_by, $3
		FROM {rows $2 id BIGINT, invoice_id BIGINT, hold_id BIGINT, reason TEXT, amount_minor BIGINT, lines TEXT, text TEXT, state TEXT, owner TEXT, opened_on DATE, opened_by TEXT, answer_by DATE,
			protest_by DATE, agreed_minor BIGINT, grounds TEXT, decided_on DATE, decided_by TEXT, pay_by DATE, closed_on DATE, closed_by TEXT} WHERE TRUE
		ON CONFLICT (company_id, id) DO UPDATE SET hold_id = excluded.hold_id, reason = excluded.reason, amount_minor = excluded.amount_minor, lines = excluded.lines, text = excluded.text,
			state = excluded.state, answer_by = excluded.answer_by, agreed_minor = excluded.agreed_minor, grounds = excluded.grounds, decided_on = excluded.decided_on,
			decided_by = excluded.decided_by, pay_by = excluded.pay_by, closed_on = excluded.closed_on, closed_by = excluded.closed_by`,
		tx.Company, db.JSON(rows), db.Instant(tx.Now()))
	return err
}
