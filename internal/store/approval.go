package store

import (
	"database/sql"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
)

// LockMessages finds the messages among these, without their items, in the order of
// identifiers, and makes other senders wait.
func (tx *Tx) LockMessages(ids []id.ID) ([]message.Message, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (message.Message, error) { return scanMessage(rows) },
		`SELECT `+messageColumns+` FROM message WHERE company_id = $1 AND id IN ({list $2 BIGINT}) ORDER BY id {for update}`, tx.Company, db.JSON(ints(ids)))
}

// OwnersOf are the customers of the messages among these, each once.
func (tx *Tx) OwnersOf(messages []id.ID) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT DISTINCT customer_id FROM message WHERE company_id = $1 AND id IN ({list $2 BIGINT}) ORDER BY customer_id`,
		tx.Company, db.JSON(ints(messages)))
}

// SaveApprovals stores who approved some messages, and what they wait for since.
func (tx *Tx) SaveApprovals(all []message.Message) error {
	type row struct {
		ID       int64         `json:"id"`
		State    message.State `json:"state"`
		Approved string        `json:"approved"`
	}
	rows := make([]row, len(all))
	for n := range all {
		m := &all[n]
		rows[n] = row{ID: int64(m.ID), State: m.State, Approved: strings.Join(m.Approved, " ")}
	}
	_, err := tx.Exec(`UPDATE message SET state = r.state, approved = r.approved FROM {rows $2 id BIGINT, state TEXT, approved TEXT}
		WHERE message.company_id = $1 AND message.id = r.id`, tx.Company, db.JSON(rows))
	return err
}

// WaitUntil lets messages wait until an instant at least. warned notes that their account
// managers were told of them.
func (tx *Tx) WaitUntil(messages []id.ID, at time.Time, warned bool) error {
	_, err := tx.Exec(`UPDATE message SET not_before = CASE WHEN not_before > $3 THEN not_before ELSE $3 END, warned = warned OR $4
		WHERE company_id = $1 AND id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(messages)), db.Instant(at), warned)
	return err
}

// Unwarned is a message that waits for an hour, and of which no account manager was told.
type Unwarned struct {
	message.Message
	Name    string // the customer's
	Manager string // the account manager's mail address
}

// UnwarnedMessages are at most limit of them, after the one given.
func (tx *Tx) UnwarnedMessages(after id.ID, limit int) ([]Unwarned, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (u Unwarned, err error) {
		u.Message, err = scanMessage(rows, &u.Name, &u.Manager)
		return u, err
	}, `SELECT `+of("m", messageColumns)+`, c.name, c.manager
		FROM message m JOIN customer c ON c.company_id = m.company_id AND c.id = m.customer_id
		WHERE m.company_id = $1 AND m.state = 'queued' AND m.id > $2 AND m.not_before IS NOT NULL AND NOT m.warned AND c.manager <> ''
		ORDER BY m.id`+first(limit), tx.Company, after)
}

// ReadyLetters are the letters that wait to be posted, were written before an instant and were not
// printed together with others.
func (tx *Tx) ReadyLetters(before time.Time) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT id FROM message
		WHERE company_id = $1 AND state = 'ready' AND channel IN ('letter', 'registered') AND claimed_at < $2
		AND NOT EXISTS (SELECT 1 FROM printed p WHERE p.company_id = $1 AND p.message_id = message.id AND p.content = message.content) ORDER BY id`, tx.Company, db.Instant(before))
}

// Requeue sends messages that wait to be posted back to be written anew.
func (tx *Tx) Requeue(messages []id.ID) error {
	_, err := tx.Exec(`UPDATE message SET state = 'queued', claimed_at = NULL WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND state = 'ready'`,
		tx.Company, db.JSON(ints(messages)))
	return err
}

// Standing are the messages in a state, after the one given and the oldest first, with the
// names of their customers.
func (tx *Tx) Standing(state message.State, channels []message.Channel, after id.ID, limit int) ([]ListedMessage, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (l ListedMessage, err error) {
		l.Message, err = scanMessage(rows, &l.CustomerName)
		return l, err
	}, `SELECT `+of("m", messageColumns)+`, c.name
		FROM message m JOIN customer c ON c.company_id = m.company_id AND c.id = m.customer_id
		WHERE m.company_id = $1 AND m.state = $2 AND m.channel IN ({list $3 TEXT}) AND m.id > $4 ORDER BY m.id`+first(limit),
		tx.Company, string(state), db.JSON(channels), after)
}

// WaitingSum is how many messages wait to go by a channel, and what they come to.
type WaitingSum struct {
	Channel message.Channel
	Count   int
	Sum     money.Amount
}

// SumStanding adds up the messages in a state by channel and currency, through the one given;
// through 0 all.
func (tx *Tx) SumStanding(state message.State, through id.ID) ([]WaitingSum, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (w WaitingSum, err error) {
		var currency string
		if err = rows.Scan(&w.Channel, &currency, &w.Count, &w.Sum.Minor); err != nil {
			return w, err
		}
		w.Sum.Currency, err = money.ParseCurrency(currency)
		return w, err
	}, `SELECT channel, currency, COUNT(*), CAST(SUM(amount_minor) AS BIGINT) FROM message
		WHERE company_id = $1 AND state = $2 AND (id <= $3 OR $3 = 0) GROUP BY channel, currency ORDER BY channel, currency`, tx.Company, string(state), through)
}

// PaidAfter is an invoice that was paid after a message had left about it.
type PaidAfter struct {
	Customer id.ID
	Invoice  id.ID
	Total    money.Amount // what was owed
	Step     string       // that the message took, by the version Scenario
	Scenario id.ID
}

// PaidAfter are the invoices of some customers that payments settled since a day, one for each
// step that was taken for them; no thanks speak of them yet.
func (tx *Tx) PaidAfter(customers []id.ID, since date.Date) ([]PaidAfter, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p PaidAfter, err error) {
		var currency string
		if err = rows.Scan(&p.Customer, &p.Invoice, &currency, &p.Total.Minor, &p.Step, &p.Scenario); err != nil {
			return p, err
		}
		p.Total.Currency, err = money.ParseCurrency(currency)
		return p, err
	}, `SELECT i.customer_id, i.id, i.currency, i.owed_minor, c.step, m.scenario_id
		FROM invoice i JOIN contacted c ON c.company_id = i.company_id AND c.customer_id = i.customer_id AND c.invoice_id = i.id
		JOIN message m ON m.company_id = c.company_id AND m.id = c.message_id
		WHERE i.company_id = $1 AND i.customer_id IN ({list $2 BIGINT}) AND i.settled_on >= $3 AND i.paid_on IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM message_item x JOIN message t ON t.company_id = x.company_id AND t.id = x.message_id
			WHERE x.company_id = i.company_id AND x.invoice_id = i.id AND t.step = 'thanks' AND t.state <> 'withdrawn')
		ORDER BY i.customer_id, i.due_on, i.id, c.step, c.times`, tx.Company, db.JSON(ints(customers)), since)
}

// LastStanding is the newest message in a state; zero where there is none.
func (tx *Tx) LastStanding(state message.State) (last id.ID, err error) {
	return last, tx.Row([]any{&last}, `SELECT COALESCE(MAX(id), 0) FROM message WHERE company_id = $1 AND state = $2`, tx.Company, string(state))
}

// StandingThrough are the messages in a state through the one given, the oldest first.
func (tx *Tx) StandingThrough(state message.State, through id.ID) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT id FROM message WHERE company_id = $1 AND state = $2 AND id <= $3 ORDER BY id`, tx.Company, string(state), through)
}

// MessagesIn are those of the messages given that are in a state, the oldest first, without
// their items.
func (tx *Tx) MessagesIn(ids []id.ID, state message.State) ([]message.Message, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (message.Message, error) { return scanMessage(rows) },
		`SELECT `+messageColumns+` FROM message WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND state = $3 ORDER BY id`, tx.Company, db.JSON(ints(ids)), string(state))
}
