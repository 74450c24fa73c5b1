package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/sign"
)

const signatureColumns = `id, customer_id, message_id, kind, state, COALESCE(plan_id, 0), currency, total_minor, language, title, text, document, signed, asked_on, asked_by,
	name, role, address, sent_from, agent, signed_at, grounds, closed_on, closed_by`

func scanSignature(rows *sql.Rows) (r sign.Request, err error) {
	var currency string
	err = rows.Scan(&r.ID, &r.Customer, &r.Message, &r.Kind, &r.State, &r.Plan, &currency, &r.Total.Minor, &r.Language, &r.Title, &r.Text, &r.Document, &r.Signed, &r.AskedOn, &r.AskedBy,
		&r.Name, &r.Role, &r.Address, &r.From, &r.Agent, db.ScanInstant(&r.At), &r.Grounds, &r.ClosedOn, &r.ClosedBy)
	if err != nil {
		return r, err
	}
	r.Total.Currency, err = money.ParseCurrency(currency)
	return r, err
}

// AskSignature stores a request, and gives it an identifier.
func (tx *Tx) AskSignature(r *sign.Request) error {
	r.ID = tx.NewID()
	_, err := tx.Exec(`INSERT INTO signature (company_id, id, customer_id, message_id, kind, state, plan_id, currency, total_minor, language, title, text, document, signed, asked_on, asked_by,
			name, role, address, sent_from, agent, signed_at, grounds, closed_on, closed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, $15, '', '', '', '', '', NULL, '', NULL, '')`,
		tx.Company, r.ID, r.Customer, r.Message, string(r.Kind), string(r.State), optional(r.Plan), r.Total.Currency.String(), r.Total.Minor, r.Language, r.Title, r.Text, r.Document,
		r.AskedOn, r.AskedBy)
	if err != nil {
		return err
	}
	n := 0
	_, err = tx.Insert("signature_invoice", []string{"company_id", "signature_id", "invoice_id", "amount_minor"}, func() ([]any, error) {
		if n == len(r.Shares) {
			return nil, nil
		}
		s := r.Shares[n]
		n++
		return []any{int64(tx.Company), int64(r.ID), int64(s.Invoice), s.Amount.Minor}, nil
	})
	return err
}

// SaveSignature stores what became of a request.
func (tx *Tx) SaveSignature(r *sign.Request) error {
	_, err := tx.Exec(`UPDATE signature SET state = $3, signed = $4, name = $5, role = $6, address = $7, sent_from = $8, agent = $9, signed_at = $10, grounds = $11, closed_on = $12, closed_by = $13
		WHERE company_id = $1 AND id = $2`, tx.Company, r.ID, string(r.State), r.Signed, r.Name, r.Role, r.Address, r.From, r.Agent, db.Instant(r.At), r.Grounds, r.ClosedOn, r.ClosedBy)
	return err
}

// signatures loads requests by a query for signatureColumns, with their invoices.
func (tx *Tx) signatures(query string, args ...any) ([]sign.Request, error) {
	all, err := db.Collect(tx.Tx, scanSignature, query, args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	at := map[id.ID]*sign.Request{}
	ids := make([]id.ID, len(all))
	for n := range all {
		at[all[n].ID], ids[n] = &all[n], all[n].ID
	}
	return all, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var s sign.Share
		err := rows.Scan(&of, &s.Invoice, &s.Number, &s.Amount.Minor)
		s.Amount.Currency = at[of].Total.Currency
		at[of].Shares = append(at[of].Shares, s)
		return err
	}, `SELECT s.signature_id, s.invoice_id, i.number, s.amount_minor FROM signature_invoice s JOIN invoice i ON i.company_id = s.company_id AND i.id = s.invoice_id
		WHERE s.company_id = $1 AND s.signature_id IN ({list $2 BIGINT}) ORDER BY s.signature_id, i.due_on, s.invoice_id`, tx.Company, db.JSON(ints(ids)))
}

// SignatureByID finds a request.
func (tx *Tx) SignatureByID(i id.ID) (r sign.Request, found bool, err error) {
	all, err := tx.signatures(`SELECT `+signatureColumns+` FROM signature WHERE company_id = $1 AND id = $2`, tx.Company, i)
	if err != nil || len(all) == 0 {
		return r, false, err
	}
	return all[0], true, nil
}

// SignaturesOf are what a customer was asked to sign, the latest first.
func (tx *Tx) SignaturesOf(customer id.ID, limit int) ([]sign.Request, error) {
	return tx.signatures(`SELECT `+signatureColumns+` FROM signature WHERE company_id = $1 AND customer_id = $2 ORDER BY id DESC`+first(limit), tx.Company, customer)
}
