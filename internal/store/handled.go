package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
)

// Handling is how an entry of incoming money found its place. It is empty while the
// entry waits, and for what is no customer's money.
type Handling string

// The ways.
const (
	HandledByItself    Handling = "automatic" // matching was certain
	HandledAsSuggested Handling = "suggested" // a person confirmed a suggestion
	HandledByHand      Handling = "by_hand"   // a person chose what it settles
	HandledOnAccount   Handling = "account"   // a person put all of it on account
	HandledIgnored     Handling = "ignored"   // it is no customer's payment
)

// Handlings lists them, those that cost the least work first.
var Handlings = [...]Handling{HandledByItself, HandledAsSuggested, HandledByHand, HandledOnAccount, HandledIgnored}

// HandledDay is how many entries of a booking day found their place in one way. Those
// that still wait have no way.
type HandledDay struct {
	On  date.Date
	How Handling
	N   int
}

// HandledSince counts the entries of incoming money from a booking day on, by day and
// way. It reads one index, whatever else is in the book.
func (tx *Tx) HandledSince(from date.Date) ([]HandledDay, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (d HandledDay, err error) {
		return d, rows.Scan(&d.On, &d.How, &d.N)
	}, `SELECT booked_on, handled, COUNT(*) FROM entry
		WHERE company_id = $1 AND handled <> '' AND handled IN ('automatic', 'suggested', 'by_hand', 'account', 'ignored') AND booked_on >= $2
		GROUP BY handled, booked_on
		UNION ALL SELECT booked_on, '', COUNT(*) FROM entry
		WHERE company_id = $1 AND state = 'ask' AND booked_on >= $2 AND amount_minor > 0 GROUP BY booked_on
		ORDER BY 1, 2`, tx.Company, from)
}

// Kind is a kind of evidence, and how much waits for a person that rests on it.
type Kind struct {
	Facts string // as matching.Proposal.Kind names it
	N     int
}

// mostKinds bounds the kinds that are told apart, the most frequent first.
const mostKinds = 30

// Kinds are the kinds of evidence on which the first suggestions of waiting entries
// rest.
func (tx *Tx) Kinds() ([]Kind, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (k Kind, err error) {
		return k, rows.Scan(&k.Facts, &k.N)
	}, `SELECT s.kind, COUNT(*) FROM entry e JOIN suggestion s ON s.company_id = e.company_id AND s.entry_id = e.id AND s.rank = 1
		WHERE e.company_id = $1 AND e.state = 'ask' AND s.kind <> '' GROUP BY s.kind ORDER BY 2 DESC, 1`+first(mostKinds), tx.Company)
}
