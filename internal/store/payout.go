package store

import (
	"database/sql"
	"slices"

	"acquit/internal/checkout"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Payout is what a provider sent to the company's account at one time.
type Payout struct {
	checkout.Payout // Payments are not loaded; Amount is zero where it is not known
	Provider        checkout.Name
	Entry           id.ID        // on which it arrived; 0 before
	Gross           money.Amount // what its payments were, before fees
	Count           int          // how many of them are known here
}

// Fee is what the provider kept, and what it settled beside our payments: what Gross is more than
// what arrived. It is below zero where other payments are in it.
func (p *Payout) Fee(arrived money.Amount) money.Amount { return p.Gross.Sub(arrived) }

// SavePayouts stores what a provider has paid out, and which payments are in it. What has arrived
// already stays as it is.
func (tx *Tx) SavePayouts(provider checkout.Name, all []checkout.Payout) error {
	type row struct {
		Ref      string    `json:"ref"`
		Currency string    `json:"currency"`
		Minor    *int64    `json:"minor"`
		On       date.Date `json:"sent_on,omitzero"`
		Text     string    `json:"text"`
	}
	type part struct {
		Name string `json:"name"`
		Ref  string `json:"ref"`
	}
	var rows []row
	var parts []part
	for n := range all {
		p := &all[n]
		one := row{Ref: p.Ref, On: p.On, Text: p.Text}
		if p.Amount != (money.Amount{}) {
			one.Currency, one.Minor = p.Amount.Currency.String(), &p.Amount.Minor
		}
		rows = append(rows, one)
		for _, name := range p.Payments {
			parts = append(parts, part{name, p.Ref})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO payout (company_id, provider, ref, currency, amount_minor, sent_on, text)
		SELECT $1, $2, r.ref, r.currency, r.minor, r.sent_on, r.text FROM {rows $3 ref TEXT, currency TEXT, minor BIGINT, sent_on DATE, text TEXT} WHERE TRUE
		ON CONFLICT (company_id, provider, ref) DO UPDATE SET currency = excluded.currency, amount_minor = excluded.amount_minor, sent_on = excluded.sent_on, text = excluded.text
		WHERE payout.entry_id IS NULL AND excluded.amount_minor IS NOT NULL`, tx.Company, string(provider), db.JSON(rows))
	if err != nil || len(parts) == 0 {
		return err
	}
	_, err = tx.Exec(`UPDATE checkout SET payout_ref = r.ref FROM {rows $3 name TEXT, ref TEXT}
		WHERE checkout.company_id = $1 AND checkout.provider = $2 AND (checkout.ref = r.name OR checkout.alias <> '' AND checkout.alias = r.name)
		AND NOT EXISTS (SELECT 1 FROM payout p WHERE p.company_id = $1 AND p.provider = $2 AND p.ref = checkout.payout_ref AND p.entry_id IS NOT NULL)`,
		tx.Company, string(provider), db.JSON(parts))
	return err
}

// PayoutsAsked notes that a provider was just asked what it has paid out.
func (tx *Tx) PayoutsAsked(provider checkout.Name) error {
	_, err := tx.Exec(`UPDATE till SET payouts_at = $3 WHERE company_id = $1 AND provider = $2`, tx.Company, string(provider), db.Instant(tx.Now()))
	return err
}

const selectPayouts = `SELECT p.provider, p.ref, p.currency, p.amount_minor, p.sent_on, p.text, COALESCE(p.entry_id, 0), COUNT(c.id), COALESCE(SUM(c.amount_minor), 0), COALESCE(MAX(c.currency), '')
	FROM payout p LEFT JOIN checkout c ON c.company_id = p.company_id AND c.provider = p.provider AND c.payout_ref = p.ref WHERE p.company_id = $1 AND `

func scanPayout(rows *sql.Rows) (p Payout, err error) {
	var minor sql.NullInt64
	var currency, of string
	err = rows.Scan(&p.Provider, &p.Ref, &currency, &minor, &p.On, &p.Text, &p.Entry, &p.Count, &p.Gross.Minor, &of)
	if err != nil {
		return p, err
	}
	if p.Amount, err = (sum{minor, currency}).amount(); err != nil || of == "" {
		return p, err
	}
	p.Gross.Currency, err = money.ParseCurrency(of)
	return p, err
}

// OpenPayouts are those that no bank line has brought yet, oldest payments first, with what is
// known of payments of ours in them. Those of others alone are not among them.
func (tx *Tx) OpenPayouts() ([]Payout, error) {
	return db.Collect(tx.Tx, scanPayout, selectPayouts+`p.entry_id IS NULL GROUP BY p.provider, p.ref, p.currency, p.amount_minor, p.sent_on, p.text, p.entry_id
		HAVING COUNT(c.id) > 0 ORDER BY MAX(c.paid_at), p.ref`, tx.Company)
}

// PayoutsOf are those that some bank lines have brought.
func (tx *Tx) PayoutsOf(entries ...id.ID) ([]Payout, error) {
	return db.Collect(tx.Tx, scanPayout, selectPayouts+`p.entry_id IN ({list $2 BIGINT}) GROUP BY p.provider, p.ref, p.currency, p.amount_minor, p.sent_on, p.text, p.entry_id
		ORDER BY p.ref`, tx.Company, db.JSON(ints(entries)))
}

// CheckoutsOf are the payments in the payouts that some bank lines have brought.
func (tx *Tx) CheckoutsOf(entries ...id.ID) ([]Checkout, error) {
	return db.Collect(tx.Tx, scanCheckout, `SELECT `+checkoutColumns+` FROM checkout c WHERE c.company_id = $1
		AND EXISTS (SELECT 1 FROM payout p WHERE p.company_id = c.company_id AND p.provider = c.provider AND p.ref = c.payout_ref AND p.entry_id IN ({list $2 BIGINT})) ORDER BY c.paid_at, c.id`, tx.Company, db.JSON(ints(entries)))
}

// PayoutOfCheckout is the payout that a payment is part of; nil while that is not known.
func (tx *Tx) PayoutOfCheckout(c *Checkout) (*Payout, error) {
	all, err := db.Collect(tx.Tx, scanPayout, selectPayouts+`p.provider = $2 AND p.ref = $3 GROUP BY p.provider, p.ref, p.currency, p.amount_minor, p.sent_on, p.text, p.entry_id`,
		tx.Company, string(c.Provider), c.Payout)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// Arrived notes which bank lines brought payouts.
func (tx *Tx) Arrived(by map[id.ID]Payout) error {
	type row struct {
		Entry    int64  `json:"entry"`
		Provider string `json:"provider"`
		Ref      string `json:"ref"`
	}
	var rows []row
	for entry, p := range by {
		rows = append(rows, row{int64(entry), string(p.Provider), p.Ref})
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(x, y row) int { return int(x.Entry - y.Entry) })
	_, err := tx.Exec(`UPDATE payout SET entry_id = r.entry FROM {rows $2 entry BIGINT, provider TEXT, ref TEXT}
		WHERE payout.company_id = $1 AND payout.provider = r.provider AND payout.ref = r.ref`, tx.Company, db.JSON(rows))
	return err
}

// NotArrived takes back that some bank lines brought payouts.
func (tx *Tx) NotArrived(entries []id.ID) error {
	_, err := tx.Exec(`UPDATE payout SET entry_id = NULL WHERE company_id = $1 AND entry_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(entries)))
	return err
}

// PutTogether makes a payout of payments that a person says came together, where the provider does
// not tell its payouts: ref names it.
func (tx *Tx) PutTogether(provider checkout.Name, ref string, payments []id.ID) error {
	if _, err := tx.Exec(`INSERT INTO payout (company_id, provider, ref, currency, amount_minor, sent_on, text) VALUES ($1, $2, $3, '', NULL, NULL, '')
		ON CONFLICT (company_id, provider, ref) DO NOTHING`, tx.Company, string(provider), ref); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE checkout SET payout_ref = $3 WHERE company_id = $1 AND provider = $2 AND id IN ({list $4 BIGINT})`, tx.Company, string(provider), ref, db.JSON(ints(payments)))
	return err
}
