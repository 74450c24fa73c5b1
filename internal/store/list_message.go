package store

import (
	"database/sql"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/message"
)

// MessageFilter narrows a list of messages; zero fields narrow nothing.
type MessageFilter struct {
	State    message.State
	Step     string
	Customer string // what the customer's name begins with, folded as by customer.NameKey
	Of       id.ID  // the customer; zero for everybody
	Before   id.ID  // the newest first: those made before this one
	Limit    int
}

// ListedMessage is a message in a list, without its items.
type ListedMessage struct {
	message.Message
	CustomerName string
}

// Messages are the messages that a filter lets through, the newest first.
func (tx *Tx) Messages(f MessageFilter) ([]ListedMessage, error) {
	c := tx.conditions()
	c.add("m.company_id = $1")
	if f.State != "" {
		c.add("m.state = %s", string(f.State))
	}
	if f.Step != "" {
		c.add("m.step = %s", f.Step)
	}
	if f.Customer != "" {
		c.add(`m.customer_id IN (SELECT id FROM customer WHERE company_id = $1 AND merged_into IS NULL AND name_key >= %s AND name_key < %s
			ORDER BY name_key, id`+first(mostNamed)+`)`, f.Customer, behind(f.Customer))
	}
	if f.Of != 0 {
		c.add("m.customer_id = %s", f.Of)
	}
	if f.Before != 0 {
		c.add("m.id < %s", f.Before)
	}
	return db.Collect(tx.Tx, func(rows *sql.Rows) (l ListedMessage, err error) {
		l.Message, err = scanMessage(rows, &l.CustomerName)
		return l, err
	}, `SELECT `+of("m", messageColumns)+`, c.name
		FROM message m JOIN customer c ON c.company_id = m.company_id AND c.id = m.customer_id
		WHERE `+c.where()+` ORDER BY m.id DESC`+first(f.Limit), c.args...)
}

// CountMessages counts the messages of the states given, by state. It is meant for
// those that are on their way or wait for a person, of which there are few.
func (tx *Tx) CountMessages(states ...message.State) (map[message.State]int, error) {
	counts := map[message.State]int{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var s message.State
		var n int
		err := rows.Scan(&s, &n)
		counts[s] = n
		return err
	}, `SELECT state, COUNT(*) FROM message WHERE company_id = $1 AND state IN ({list $2 TEXT}) GROUP BY state`, tx.Company, db.JSON(states))
	return counts, err
}

// NextTimes are the steps that the items of messages take with them, by message, and how
// often each item will have taken its step then.
func (tx *Tx) NextTimes(messages ...id.ID) (map[id.ID][]Contacted, error) {
	all := map[id.ID][]Contacted{}
	return all, tx.Rows(func(rows *sql.Rows) error {
		var m id.ID
		var c Contacted
		err := rows.Scan(&m, &c.Invoice, &c.Part, &c.Step, &c.Times)
		all[m] = append(all[m], c)
		return err
	}, `SELECT m.id, i.invoice_id, i.part, i.step, 1 + COALESCE((SELECT MAX(c.times) FROM contacted c
			WHERE c.company_id = i.company_id AND c.customer_id = m.customer_id AND c.invoice_id = i.invoice_id AND c.part = i.part AND c.step = i.step), 0)
		FROM message m JOIN message_item i ON i.company_id = m.company_id AND i.message_id = m.id
		WHERE m.company_id = $1 AND m.id IN ({list $2 BIGINT}) AND i.step <> '' ORDER BY m.id, i.invoice_id, i.part`, tx.Company, db.JSON(ints(messages)))
}
