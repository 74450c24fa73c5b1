package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/message"
	"acquit/internal/money"
)

const messageColumns = `id, customer_id, currency, scenario_id, step, channel, language, state, once, queued_on, sent_on,
	recipients, subject, content, document, amount_minor, attempts, next_try_at, outcome, created_at, claimed_at,
	not_before, approved, edited, warned, answers_id, enclosed`

// scanMessage reads a message; more are the columns that a query adds behind
// messageColumns.
func scanMessage(rows *sql.Rows, more ...any) (message.Message, error) {
	var m message.Message
	var currency, recipients, approved, edited, enclosed string
	var answers sql.NullInt64
	err := rows.Scan(append([]any{&m.ID, &m.Customer, &currency, &m.Scenario, &m.Step, &m.Channel, &m.Language, &m.State, &m.Once, &m.QueuedOn, &m.SentOn,
		&recipients, &m.Subject, &m.Content, &m.Document, &m.Amount.Minor, &m.Attempts, db.ScanInstant(&m.NextTryAt), &m.Outcome, db.ScanInstant(&m.CreatedAt),
		db.ScanInstant(&m.WrittenAt), db.ScanInstant(&m.NotBefore), &approved, &edited, &m.Warned, &answers, &enclosed}, more...)...)
	if err != nil {
		return m, err
	}
	m.Recipients, m.Approved, m.Answers = strings.Fields(recipients), strings.Fields(approved), id.ID(answers.Int64)
	if err := errors.Join(unpacked(edited, &m.Edited), unpacked(enclosed, &m.Enclosed)); err != nil {
		return m, err
	}
	m.Currency, err = money.ParseCurrency(currency)
	m.Amount.Currency = m.Currency
	return m, err
}

// unpacked reads what was kept as JSON; "" is nothing.
func unpacked(text string, into any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}

// AddMessages queues new messages with their items and gives them identifiers.
func (tx *Tx) AddMessages(all []*message.Message) error {
	now := tx.Now()
	n := 0
	_, err := tx.Insert("message", []string{"company_id", "id", "customer_id", "currency", "scenario_id", "step", "channel", "language", "state", "once",
		"queued_on", "recipients", "subject", "content", "amount_minor", "attempts", "next_try_at", "outcome", "created_at", "not_before", "edited", "answers_id", "enclosed"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			m := all[n]
			n++
			m.ID, m.CreatedAt, m.NextTryAt = tx.NewID(), now, now
			return []any{int64(tx.Company), int64(m.ID), int64(m.Customer), m.Currency.String(), int64(m.Scenario), m.Step, string(m.Channel), m.Language,
				string(m.State), m.Once, m.QueuedOn, strings.Join(m.Recipients, " "), m.Subject, m.Content, m.Amount.Minor, m.Attempts,
				db.Instant(m.NextTryAt), m.Outcome, db.Instant(now), db.Instant(m.NotBefore), editedText(m.Edited), optional(m.Answers), enclosedText(m.Enclosed)}, nil
		})
	if err != nil {
		return err
	}
	return tx.addMessageItems(all)
}

func (tx *Tx) addMessageItems(all []*message.Message) error {
	m, i := 0, 0
	_, err := tx.Insert("message_item", []string{"company_id", "message_id", "invoice_id", "part", "step", "open_minor", "interest_minor", "compensation_minor", "costs_minor"}, func() ([]any, error) {
		for m < len(all) && i == len(all[m].Items) {
			m, i = m+1, 0
		}
		if m == len(all) {
			return nil, nil
		}
		item := all[m].Items[i]
		i++
		return []any{int64(tx.Company), int64(all[m].ID), int64(item.Invoice), item.Part, item.Step, item.Open.Minor,
			item.Claims.Interest.Minor, item.Claims.Compensation.Minor, item.Claims.Costs.Minor}, nil
	})
	return err
}

// MessageByID finds a message with its items.
func (tx *Tx) MessageByID(i id.ID) (message.Message, bool, error) {
	return tx.message(`SELECT `+messageColumns+` FROM message WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// LockMessage finds a message with its items and makes other senders wait.
func (tx *Tx) LockMessage(i id.ID) (message.Message, bool, error) {
	return tx.message(`SELECT `+messageColumns+` FROM message WHERE company_id = $1 AND id = $2 {for update}`, tx.Company, i)
}

func (tx *Tx) message(query string, args ...any) (message.Message, bool, error) {
	m, found, err := db.One(tx.Tx, func(rows *sql.Rows) (message.Message, error) { return scanMessage(rows) }, query, args...)
	if err != nil || !found {
		return m, found, err
	}
	all := []message.Message{m}
	err = tx.LoadItems(all)
	return all[0], true, err
}

// LoadItems gives messages the items that they list.
func (tx *Tx) LoadItems(all []message.Message) error {
	at, ids := map[id.ID]*message.Message{}, make([]id.ID, len(all))
	for n := range all {
		at[all[n].ID], ids[n], all[n].Items = &all[n], all[n].ID, nil
	}
	return tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var item message.Item
		var open, interest, compensation, costs int64
		err := rows.Scan(&of, &item.Invoice, &item.Part, &item.Step, &open, &interest, &compensation, &costs)
		m := at[of]
		item.Open, item.Claims = money.Of(open, m.Currency), allocation.Nothing(m.Currency)
		item.Claims.Interest.Minor, item.Claims.Compensation.Minor, item.Claims.Costs.Minor = interest, compensation, costs
		m.Items = append(m.Items, item)
		return err
	}, `SELECT message_id, invoice_id, part, step, open_minor, interest_minor, compensation_minor, costs_minor FROM message_item
		WHERE company_id = $1 AND message_id IN ({list $2 BIGINT}) ORDER BY message_id, invoice_id, part`, tx.Company, db.JSON(ints(ids)))
}

// SetMessageItems replaces what messages list.
func (tx *Tx) SetMessageItems(all ...*message.Message) error {
	ids := make([]id.ID, len(all))
	for n, m := range all {
		ids[n] = m.ID
	}
	if _, err := tx.Exec(`DELETE FROM message_item WHERE company_id = $1 AND message_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids))); err != nil {
		return err
	}
	return tx.addMessageItems(all)
}

// DueMessage is a queued message whose time to be tried has come.
type DueMessage struct {
	ID, Customer id.ID
	Tried        bool // before: the recipient's server could not take it
	Personal     bool // a person wrote it, or sends an invoice again
	Channel      message.Channel
	Recipients   []string
}

// PreparedOn are the messages to some customers that were prepared in some days, the last
// first, at most limit. Items are not among what they hold.
func (tx *Tx) PreparedOn(customers []id.ID, from, through date.Date, limit int) ([]message.Message, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (message.Message, error) { return scanMessage(rows) },
		`SELECT `+messageColumns+` FROM message WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND queued_on >= $3 AND queued_on <= $4
		ORDER BY id DESC`+first(limit), tx.Company, db.JSON(ints(customers)), floor(from), through)
}

const dueColumns = `id, customer_id, attempts > 0, step IN ` + atOnce + `, channel, recipients`

func scanDue(rows *sql.Rows) (m DueMessage, err error) {
	var recipients string
	err = rows.Scan(&m.ID, &m.Customer, &m.Tried, &m.Personal, &m.Channel, &recipients)
	m.Recipients = strings.Fields(recipients)
	return m, err
}

// DueMessages are at most limit queued messages whose time to be tried has come,
// after the one given. One that was never tried has no time to wait for, whatever
// clock it was queued by.
func (tx *Tx) DueMessages(now time.Time, after id.ID, limit int) ([]DueMessage, error) {
	return db.Collect(tx.Tx, scanDue, `SELECT `+dueColumns+` FROM message
		WHERE company_id = $1 AND state = 'queued' AND (attempts = 0 OR next_try_at <= $2) AND (not_before IS NULL OR not_before <= $2) AND id > $3 ORDER BY id`+first(limit),
		tx.Company, db.Instant(now), after)
}

// DuePersonal are at most limit queued messages that people wrote, or sent again, and whose time to be tried
// has come, after the one given.
func (tx *Tx) DuePersonal(now time.Time, after id.ID, limit int) ([]DueMessage, error) {
	return db.Collect(tx.Tx, scanDue, `SELECT `+dueColumns+` FROM message WHERE company_id = $1 AND state = 'queued' AND step IN `+atOnce+`
		AND (attempts = 0 OR next_try_at <= $2) AND id > $3 ORDER BY id`+first(limit), tx.Company, db.Instant(now), after)
}

// CutOff are the messages that were handed to a channel before an instant and
// whose outcome was never recorded: the program was stopped in between.
func (tx *Tx) CutOff(before time.Time) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT id FROM message
		WHERE company_id = $1 AND state = 'sending' AND claimed_at < $2 ORDER BY id`, tx.Company, db.Instant(before))
}

// SaveMessage stores how far a message has come.
func (tx *Tx) SaveMessage(m *message.Message, claimedAt time.Time) error {
	return tx.SaveMessages(claimedAt, m)
}

// SaveMessages stores how far messages have come.
func (tx *Tx) SaveMessages(claimedAt time.Time, all ...*message.Message) error {
	type row struct {
		ID         int64         `json:"id"`
		State      message.State `json:"state"`
		SentOn     *date.Date    `json:"sent_on"`
		Recipients string        `json:"recipients"`
		Subject    string        `json:"subject"`
		Content    string        `json:"content"`
		Attempts   int           `json:"attempts"`
		NextTryAt  any           `json:"next_try_at"`
		Outcome    string        `json:"outcome"`
		Amount     int64         `json:"amount_minor"`
		Document   law.Document  `json:"document"`
		Approved   string        `json:"approved"`
		Edited     string        `json:"edited"`
	}
	rows := make([]row, len(all))
	for n, m := range all {
		rows[n] = row{int64(m.ID), m.State, dayOrNone(m.SentOn), strings.Join(m.Recipients, " "), m.Subject, m.Content, m.Attempts,
			db.Instant(m.NextTryAt), m.Outcome, m.Amount.Minor, m.Document, strings.Join(m.Approved, " "), editedText(m.Edited)}
	}
	_, err := tx.Exec(`UPDATE message SET state = r.state, sent_on = r.sent_on, recipients = r.recipients, subject = r.subject, content = r.content,
			attempts = r.attempts, next_try_at = r.next_try_at, claimed_at = $3, outcome = r.outcome, amount_minor = r.amount_minor,
			document = r.document, approved = r.approved, edited = r.edited
		FROM {rows $2 id BIGINT, state TEXT, sent_on DATE, recipients TEXT, subject TEXT, content TEXT, attempts BIGINT, next_try_at BIGINT,
			outcome TEXT, amount_minor BIGINT, document TEXT, approved TEXT, edited TEXT}
		WHERE message.company_id = $1 AND message.id = r.id`, tx.Company, db.JSON(rows), db.Instant(claimedAt))
	return err
}

// dayOrNone is a day as a column of {rows} has it, null for None.
func dayOrNone(d date.Date) *date.Date {
	if d == date.None {
		return nil
	}
	return &d
}

func editedText(e *message.Edited) string {
	if e == nil {
		return ""
	}
	return db.JSON(e)
}

func enclosedText(all []message.Enclosed) string {
	if len(all) == 0 {
		return ""
	}
	return db.JSON(all)
}

// SaveLeft stores that messages have left the house, with their outcomes.
func (tx *Tx) SaveLeft(all []message.Message, on date.Date) error {
	type row struct {
		ID      int64  `json:"id"`
		Outcome string `json:"outcome"`
	}
	rows := make([]row, len(all))
	for n := range all {
		rows[n] = row{int64(all[n].ID), all[n].Outcome}
	}
	_, err := tx.Exec(`UPDATE message SET state = 'sent', sent_on = $3, claimed_at = NULL, outcome = r.outcome FROM {rows $2 id BIGINT, outcome TEXT}
		WHERE message.company_id = $1 AND message.id = r.id`, tx.Company, db.JSON(rows), on)
	return err
}

// Doubt says of queued messages that nobody knows whether they left, and why.
func (tx *Tx) Doubt(all []id.ID, why string) error {
	if len(all) == 0 {
		return nil
	}
	_, err := tx.Exec(`UPDATE message SET state = 'uncertain', outcome = $3 WHERE company_id = $1 AND state = 'queued' AND id IN ({list $2 BIGINT})`,
		tx.Company, db.JSON(ints(all)), why)
	return err
}

// Withdraw takes back messages that have not left and that facts have overtaken. why is by
// message.
func (tx *Tx) Withdraw(why map[id.ID]string) error {
	if len(why) == 0 {
		return nil
	}
	type row struct {
		ID  int64  `json:"id"`
		Why string `json:"why"`
	}
	rows := make([]row, 0, len(why))
	for i, w := range why {
		rows = append(rows, row{int64(i), w})
	}
	_, err := tx.Exec(`UPDATE message SET state = 'withdrawn', outcome = r.why FROM {rows $2 id BIGINT, why TEXT}
		WHERE message.company_id = $1 AND message.id = r.id AND message.state IN ('proposed', 'queued', 'ready')`, tx.Company, db.JSON(rows))
	return err
}

// Contacted is a step that an item has taken with a message that left the house.
type Contacted struct {
	Invoice id.ID
	Part    int
	Step    string
	Times   int
	Until   date.Date // the last day of the time that the message gave; None for none
}

// Took are the steps that items have taken with a message.
type Took struct {
	Message *message.Message
	Items   []Contacted
}

// NoteContacted records the steps that were taken with messages on a day. A step that was
// taken before is a duplicate; see db.IsDuplicate.
func (tx *Tx) NoteContacted(on date.Date, all ...Took) error {
	m, i := 0, 0
	_, err := tx.Insert("contacted", []string{"company_id", "customer_id", "currency", "invoice_id", "part", "step", "times", "on_day", "until_on", "message_id"},
		func() ([]any, error) {
			for m < len(all) && i == len(all[m].Items) {
				m, i = m+1, 0
			}
			if m == len(all) {
				return nil, nil
			}
			of, c := all[m].Message, all[m].Items[i]
			i++
			return []any{int64(tx.Company), int64(of.Customer), of.Currency.String(), int64(c.Invoice), c.Part, c.Step, c.Times, on, c.Until, int64(of.ID)}, nil
		})
	return err
}
