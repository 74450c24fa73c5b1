package store

import (
	"database/sql"
	"encoding/json"
	"time"

	"acquit/internal/bank"
	"acquit/internal/checkout"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Till is a provider through which the company's customers pay online.
type Till struct {
	Provider  checkout.Name
	Secrets   []byte    // sealed
	Parts     bool      // less than all that is asked for may be paid
	On        bool      // it takes new payments; one does
	PayoutsAt time.Time // when it was last asked what it has paid out; zero for never
}

// Tills are the company's providers.
func (tx *Tx) Tills() ([]Till, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (t Till, err error) {
		return t, rows.Scan(&t.Provider, &t.Secrets, &t.Parts, &t.On, db.ScanInstant(&t.PayoutsAt))
	}, `SELECT provider, secrets, parts, active, payouts_at FROM till WHERE company_id = $1 ORDER BY provider`, tx.Company)
}

// SaveTill stores a provider. One that is on takes the place of the other.
func (tx *Tx) SaveTill(t *Till) error {
	if t.On {
		if _, err := tx.Exec(`UPDATE till SET active = FALSE WHERE company_id = $1 AND provider <> $2`, tx.Company, string(t.Provider)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO till (company_id, provider, secrets, parts, active, payouts_at) VALUES ($1, $2, $3, $4, $5, NULL)
		ON CONFLICT (company_id, provider) DO UPDATE SET secrets = $3, parts = $4, active = $5`, tx.Company, string(t.Provider), t.Secrets, t.Parts, t.On)
	return err
}

// ForgetCheckouts has nobody asked any more about payments by a provider.
func (tx *Tx) ForgetCheckouts(p checkout.Name) error {
	_, err := tx.Exec(`UPDATE checkout SET ask_at = NULL WHERE company_id = $1 AND provider = $2 AND ask_at IS NOT NULL`, tx.Company, string(p))
	return err
}

// Checkout is a payment that a customer began on a provider's page.
type Checkout struct {
	ID          id.ID
	Customer    id.ID
	Message     id.ID // by whose link; 0 for none
	Provider    checkout.Name
	Once        string // by which it was begun once
	Status      checkout.Status
	Amount      money.Amount
	Refunded    money.Amount // of it, by the company
	Taken       money.Amount // of it, by the payer's bank
	Shares      []CheckoutShare
	Description string
	Ref, Alias  string // the provider's names for it
	Page        string // where it is paid
	Way         string // the provider's word for how it was paid
	Payout      string // the payout it is part of; "" while that is not known
	Entry       id.ID  // what it became; 0 before
	BegunAt     time.Time
	PaidAt      time.Time
	AskAt       time.Time // when the provider is asked next; zero for not any more
}

// LateOnce is what a person is given once where the payment does not come to the bank.
func (c *Checkout) LateOnce() string { return "online " + c.ID.String() }

// CheckoutShare is what of a payment is for an invoice.
type CheckoutShare struct {
	Invoice id.ID        `json:"invoice"`
	Amount  money.Amount `json:"amount"`
}

const checkoutColumns = `id, customer_id, COALESCE(message_id, 0), provider, once, status, currency, amount_minor, refunded_minor, taken_minor, shares, description, ref, alias, page, way,
	COALESCE(payout_ref, ''), COALESCE(entry_id, 0), begun_at, paid_at, ask_at`

func scanCheckout(rows *sql.Rows) (c Checkout, err error) {
	var currency, shares string
	err = rows.Scan(&c.ID, &c.Customer, &c.Message, &c.Provider, &c.Once, &c.Status, &currency, &c.Amount.Minor, &c.Refunded.Minor, &c.Taken.Minor, &shares, &c.Description, &c.Ref, &c.Alias, &c.Page, &c.Way,
		&c.Payout, &c.Entry, db.ScanInstant(&c.BegunAt), db.ScanInstant(&c.PaidAt), db.ScanInstant(&c.AskAt))
	if err != nil {
		return c, err
	}
	if c.Amount.Currency, err = money.ParseCurrency(currency); err != nil {
		return c, err
	}
	c.Refunded.Currency, c.Taken.Currency = c.Amount.Currency, c.Amount.Currency
	return c, json.Unmarshal([]byte(shares), &c.Shares)
}

// BeginCheckout stores a payment and gives it an identifier. One that was begun with the same
// Once is put in its place.
func (tx *Tx) BeginCheckout(c *Checkout) error {
	c.ID, c.BegunAt = tx.NewID(), tx.Now()
	_, err := tx.Exec(`INSERT INTO checkout (company_id, id, customer_id, message_id, provider, once, status, currency, amount_minor, refunded_minor, taken_minor, shares, description, ref, alias, page, way, begun_at, ask_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, CAST($10 AS {json}), $11, '', '', '', '', $12, $13) ON CONFLICT (company_id, once) DO NOTHING`,
		tx.Company, c.ID, c.Customer, optional(c.Message), string(c.Provider), c.Once, string(c.Status), c.Amount.Currency.String(), c.Amount.Minor, db.JSON(c.Shares), c.Description, db.Instant(c.BegunAt), db.Instant(c.AskAt))
	if err != nil {
		return err
	}
	*c, _, err = db.One(tx.Tx, scanCheckout, `SELECT `+checkoutColumns+` FROM checkout WHERE company_id = $1 AND once = $2`, tx.Company, c.Once)
	return err
}

// CheckoutByID finds a payment.
func (tx *Tx) CheckoutByID(i id.ID) (Checkout, bool, error) {
	return db.One(tx.Tx, scanCheckout, `SELECT `+checkoutColumns+` FROM checkout WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// LockCheckout finds a payment and makes others who write of it wait.
func (tx *Tx) LockCheckout(i id.ID) (Checkout, bool, error) {
	return db.One(tx.Tx, scanCheckout, `SELECT `+checkoutColumns+` FROM checkout WHERE company_id = $1 AND id = $2 {for update}`, tx.Company, i)
}

// CheckoutNamed finds a payment by one of the names that a provider has for it.
func (tx *Tx) CheckoutNamed(provider checkout.Name, name string) (Checkout, bool, error) {
	return db.One(tx.Tx, scanCheckout, `SELECT `+checkoutColumns+` FROM checkout WHERE company_id = $1 AND provider = $2 AND (ref = $3 OR alias <> '' AND alias = $3)`, tx.Company, string(provider), name)
}

// CheckoutOfEntry finds the payment that became an entry.
func (tx *Tx) CheckoutOfEntry(entry id.ID) (Checkout, bool, error) {
	return db.One(tx.Tx, scanCheckout, `SELECT `+checkoutColumns+` FROM checkout WHERE company_id = $1 AND entry_id = $2`, tx.Company, entry)
}

// SaveCheckout stores how far a payment came; SavePayouts which payout it is part of.
func (tx *Tx) SaveCheckout(c *Checkout) error {
	_, err := tx.Exec(`UPDATE checkout SET status = $3, refunded_minor = $4, taken_minor = $5, ref = $6, alias = $7, page = $8, way = $9, entry_id = $10, paid_at = $11, ask_at = $12
		WHERE company_id = $1 AND id = $2`, tx.Company, c.ID, string(c.Status), c.Refunded.Minor, c.Taken.Minor, c.Ref, c.Alias, c.Page, c.Way, optional(c.Entry), db.Instant(c.PaidAt), db.Instant(c.AskAt))
	return err
}

// AskCheckouts are at most limit payments of which the provider is to be asked now, those that
// wait longest first. Nobody else asks before the instant again.
func (tx *Tx) AskCheckouts(again time.Time, limit int) ([]Checkout, error) {
	return db.Collect(tx.Tx, scanCheckout, `UPDATE checkout SET ask_at = $3 WHERE company_id = $1 AND id IN (
			SELECT c.id FROM checkout c WHERE c.company_id = $1 AND c.ask_at <= $2 ORDER BY c.ask_at, c.id`+first(limit)+`)
		RETURNING `+checkoutColumns, tx.Company, db.Instant(tx.Now()), db.Instant(again))
}

// CheckoutsWait reports whether a provider is to be asked about payments.
func (tx *Tx) CheckoutsWait(at time.Time) (bool, error) {
	found, err := db.Collect(tx.Tx, scanID, `SELECT 1 FROM checkout WHERE company_id = $1 AND ask_at <= $2`+first(1), tx.Company, db.Instant(at))
	return len(found) > 0, err
}

// CheckoutsUnderWay are the payments that a provider has and that no bank line has brought yet,
// oldest first. What was given back of all of it is none.
func (tx *Tx) CheckoutsUnderWay(limit int) ([]Checkout, error) {
	return db.Collect(tx.Tx, scanCheckout, `SELECT `+checkoutColumns+` FROM checkout c WHERE c.company_id = $1 AND c.entry_id IS NOT NULL AND c.status = 'paid'
		AND c.refunded_minor + c.taken_minor < c.amount_minor
		AND NOT EXISTS (SELECT 1 FROM payout p WHERE p.company_id = c.company_id AND p.provider = c.provider AND p.ref = c.payout_ref AND p.entry_id IS NOT NULL)
		ORDER BY c.paid_at, c.id`+first(limit), tx.Company)
}

// TillStatement is the head under which the payments of a provider's account stand that were made
// on a day, with one more of some amount; it is stored when it is new. Callers have the account
// from TillAccount, so that nobody else stores it meanwhile.
func (tx *Tx) TillStatement(account id.ID, provider checkout.Name, on date.Date, amount money.Amount) (id.ID, error) {
	credit := max(amount.Minor, 0)
	known, err := db.Collect(tx.Tx, scanID, `UPDATE statement SET entries = entries + 1, leaves = leaves + 1, credits_minor = credits_minor + $5, debits_minor = debits_minor + $6
		WHERE company_id = $1 AND account_id = $2 AND number = $3 AND format = $4 RETURNING id`, tx.Company, account, on.String(), string(provider), credit, amount.Minor-credit)
	if err != nil || len(known) > 0 {
		return append(known, 0)[0], err
	}
	s := Statement{Account: account, Format: string(provider), Number: on.String(), ClosingOn: on, Entries: 1, Leaves: 1, Credits: credit, Debits: amount.Minor - credit}
	err = tx.AddStatement(&s)
	return s.ID, err
}

// TillAccount is the account that stands for what a provider has of the company: no bank's, so
// that no reminder waits for its statements.
func (tx *Tx) TillAccount(provider checkout.Name, c money.Currency) (BankAccount, error) {
	a, err := tx.EnsureAccount(bank.Account{Other: provider.Label(), Currency: c.String()})
	if err == nil && a.Watched {
		a.Watched, err = false, tx.Watch(a.ID, false)
	}
	return a, err
}
