package store

import (
	"database/sql"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/message"
)

// byPost says whether a customer can be reached by letter, and where one came back, why not.
func byPost(c *customer.Customer) dunning.Reach {
	if c.HasAddress() && !c.Postable() {
		return dunning.Reach{BackOn: c.LettersRefusedOn, Back: message.Back(c.LettersRefused)}
	}
	return dunning.Reach{Post: c.Postable()}
}

// RefuseLetters notes that letters do not reach a customer's address. The first letter that came
// back counts.
func (tx *Tx) RefuseLetters(customer id.ID, why message.Back, on date.Date) error {
	_, err := tx.Exec(`UPDATE customer SET letters_refused_on = $3, letters_refused = $4 WHERE company_id = $1 AND id = $2 AND letters_refused_on IS NULL`,
		tx.Company, customer, on, string(why))
	return err
}

// TryLetters takes back that letters do not reach a customer, and reports whether it was so.
func (tx *Tx) TryLetters(customer id.ID) (bool, error) {
	n, err := tx.Exec(`UPDATE customer SET letters_refused_on = NULL, letters_refused = '' WHERE company_id = $1 AND id = $2 AND letters_refused_on IS NOT NULL`,
		tx.Company, customer)
	return n > 0, err
}

// FinishAddressTasks marks the tasks to find the addresses of some customers as done where
// letters may reach them again: somebody found it.
func (tx *Tx) FinishAddressTasks(customers []id.ID, by string) error {
	_, err := tx.Exec(`UPDATE task SET done_by = $3, done_at = $4
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND kind = 'letter_returned' AND done_at IS NULL
		AND EXISTS (SELECT 1 FROM customer c WHERE c.company_id = $1 AND c.id = task.customer_id AND c.letters_refused_on IS NULL)`,
		tx.Company, db.JSON(ints(customers)), by, db.Instant(tx.Now()))
	return err
}

// Lack is what is not known of a registered letter.
type Lack string

// What a registered letter may lack.
const (
	LacksNumber  Lack = "number"  // that the post gave it
	LacksReceipt Lack = "receipt" // of the post, for having taken it
)

// Lacks are all of them.
func Lacks() []Lack { return []Lack{LacksNumber, LacksReceipt} }

// LetterFilter narrows a list of letters that left; zero fields narrow nothing.
type LetterFilter struct {
	Words      string // the number of the letter or of its customer, or what the customer's name begins with
	Registered bool
	Lacks      Lack  // of registered letters
	Before     id.ID // the newest first: those prepared before this one
	Limit      int
}

// SentLetter is a letter that left, without its items.
type SentLetter struct {
	ListedMessage
	Number    string // that the post gave it, registered; "" where nobody said it
	Receipt   bool   // the post's receipt for it is kept
	Delivered bool   // and the proof that it was handed over
}

// NumberKey is the number of a registered letter as it is looked for: however it is spaced.
func NumberKey(number string) string {
	return strings.ToUpper(strings.Join(strings.Fields(number), ""))
}

// paperKept is whether a document of a kind is kept of the letter m.
func paperKept(kind evidence.Kind) string {
	return `EXISTS (SELECT 1 FROM attachment a WHERE a.company_id = $1 AND a.message_id = m.id AND a.kind = '` + string(kind) + `' AND a.removed_at IS NULL)`
}

// SentLetters are the letters that a filter lets through, the newest first.
func (tx *Tx) SentLetters(f LetterFilter) ([]SentLetter, error) {
	c := tx.conditions()
	c.add("m.company_id = $1")
	c.add("m.state = 'sent'")
	c.add("m.channel IN ('letter', 'registered')")
	if f.Registered || f.Lacks != "" {
		c.add("m.channel = 'registered'")
	}
	switch f.Lacks {
	case LacksNumber:
		c.add("r.number IS NULL")
	case LacksReceipt:
		c.add("NOT " + paperKept(evidence.Receipt))
	}
	if key := customer.NameKey(f.Words); key != "" {
		c.add(`(m.customer_id IN (SELECT id FROM customer WHERE company_id = $1 AND merged_into IS NULL AND name_key >= %s AND name_key < %s ORDER BY name_key, id`+first(mostNamed)+`)
			OR m.customer_id IN (SELECT COALESCE(merged_into, id) FROM customer WHERE company_id = $1 AND number = %s)
			OR m.id IN (SELECT message_id FROM registered WHERE company_id = $1 AND number_key = %s))`, key, behind(key), f.Words, NumberKey(f.Words))
	}
	if f.Before != 0 {
		c.add("m.id < %s", f.Before)
	}
	return db.Collect(tx.Tx, func(rows *sql.Rows) (l SentLetter, err error) {
		l.Message, err = scanMessage(rows, &l.CustomerName, &l.Number, &l.Receipt, &l.Delivered)
		return l, err
	}, `SELECT `+of("m", messageColumns)+`, c.name, COALESCE(r.number, ''), `+paperKept(evidence.Receipt)+`, `+paperKept(evidence.HandedOver)+`
		FROM message m JOIN customer c ON c.company_id = m.company_id AND c.id = m.customer_id
		LEFT JOIN registered r ON r.company_id = m.company_id AND r.message_id = m.id
		WHERE `+c.where()+` ORDER BY m.id DESC`+first(f.Limit), c.args...)
}
