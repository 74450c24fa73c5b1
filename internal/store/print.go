package store

import (
	"database/sql"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/message"
)

// Print is letters that were printed together: all of them go as they are, or all are
// registered.
type Print struct {
	ID        id.ID
	Channel   message.Channel
	On        date.Date
	By        string
	At        time.Time
	Letters   int
	Waiting   int // of them wait to be posted, as they were printed
	Overtaken int // of them were withdrawn or written anew: those sheets must not go
}

// Printed is a letter of a print.
type Printed struct {
	Message                        id.ID
	Number                         int    // in the list, from 1
	Content                        string // hash of what was printed
	Name, Place, Postcode, Country string // as in the list
}

// PrintedLetter is a letter of a print with what became of it.
type PrintedLetter struct {
	Printed
	Letter message.Message // as it is now, without its items
}

// Waits reports whether the sheets that were printed wait to be posted.
func (p *PrintedLetter) Waits() bool {
	return p.Letter.State == message.Ready && p.Letter.Content == p.Content
}

// Overtaken reports whether the sheets must not be posted any more.
func (p *PrintedLetter) Overtaken() bool {
	return p.Letter.State != message.Sent && !p.Waits()
}

// mostPrints bounds how many prints are listed.
const mostPrints = 50

const unprinted = ` AND m.state = 'ready' AND m.channel IN ('letter', 'registered')
	AND NOT EXISTS (SELECT 1 FROM printed p WHERE p.company_id = $1 AND p.message_id = m.id AND p.content = m.content)`

// Unprinted are at most limit letters that wait to be posted and were not printed as they are
// now, without their items, after the one given.
func (tx *Tx) Unprinted(after id.ID, limit int) ([]message.Message, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (message.Message, error) { return scanMessage(rows) },
		`SELECT `+of("m", messageColumns)+` FROM message m WHERE m.company_id = $1 AND m.id > $2`+unprinted+` ORDER BY m.id`+first(limit), tx.Company, after)
}

// CountUnprinted is how many letters Unprinted would list, by channel.
func (tx *Tx) CountUnprinted() (map[message.Channel]int, error) {
	counts := map[message.Channel]int{}
	return counts, tx.Rows(func(rows *sql.Rows) error {
		var c message.Channel
		var n int
		err := rows.Scan(&c, &n)
		counts[c] = n
		return err
	}, `SELECT m.channel, COUNT(*) FROM message m WHERE m.company_id = $1`+unprinted+` GROUP BY m.channel`, tx.Company)
}

// AddPrint stores letters that are printed together, and gives the print an identifier. A
// letter that somebody else has printed meanwhile is a duplicate; see db.IsDuplicate.
func (tx *Tx) AddPrint(p *Print, letters []Printed) error {
	p.ID, p.At, p.Letters, p.Waiting = tx.NewID(), tx.Now(), len(letters), len(letters)
	if _, err := tx.Exec(`INSERT INTO print (company_id, id, channel, printed_on, printed_by, printed_at, letters) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.Company, p.ID, string(p.Channel), p.On, p.By, db.Instant(p.At), p.Letters); err != nil {
		return err
	}
	n := 0
	_, err := tx.Insert("printed", []string{"company_id", "print_id", "number", "message_id", "content", "name", "place", "postcode", "country"}, func() ([]any, error) {
		if n == len(letters) {
			return nil, nil
		}
		l := &letters[n]
		n++
		return []any{int64(tx.Company), int64(p.ID), l.Number, int64(l.Message), l.Content, l.Name, l.Place, l.Postcode, l.Country}, nil
	})
	return err
}

const prints = `SELECT b.id, b.channel, b.printed_on, b.printed_by, b.printed_at, b.letters,
		SUM(CASE WHEN m.state = 'ready' AND m.content = p.content THEN 1 ELSE 0 END),
		SUM(CASE WHEN m.state <> 'sent' AND (m.state <> 'ready' OR m.content <> p.content) THEN 1 ELSE 0 END)
	FROM print b JOIN printed p ON p.company_id = $1 AND p.print_id = b.id JOIN message m ON m.company_id = $1 AND m.id = p.message_id
	WHERE b.company_id = $1`

const printGroups = ` GROUP BY b.id, b.channel, b.printed_on, b.printed_by, b.printed_at, b.letters`

func scanPrint(rows *sql.Rows) (p Print, err error) {
	return p, rows.Scan(&p.ID, &p.Channel, &p.On, &p.By, db.ScanInstant(&p.At), &p.Letters, &p.Waiting, &p.Overtaken)
}

// Prints are the prints since a day, the newest first.
func (tx *Tx) Prints(since date.Date) ([]Print, error) {
	return db.Collect(tx.Tx, scanPrint, prints+` AND b.printed_on >= $2`+printGroups+` ORDER BY b.id DESC`+first(mostPrints), tx.Company, since)
}

// PrintByID finds a print.
func (tx *Tx) PrintByID(i id.ID) (Print, bool, error) {
	return db.One(tx.Tx, scanPrint, prints+` AND b.id = $2`+printGroups, tx.Company, i)
}

// LettersOf are the letters of a print, in its order.
func (tx *Tx) LettersOf(i id.ID) ([]PrintedLetter, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (l PrintedLetter, err error) {
		p := &l.Printed
		l.Letter, err = scanMessage(rows, &p.Number, &p.Content, &p.Name, &p.Place, &p.Postcode, &p.Country)
		p.Message = l.Letter.ID
		return l, err
	}, `SELECT `+of("m", messageColumns)+`, p.number, p.content, p.name, p.place, p.postcode, p.country
		FROM printed p JOIN message m ON m.company_id = $1 AND m.id = p.message_id
		WHERE p.company_id = $1 AND p.print_id = $2 ORDER BY p.number`, tx.Company, i)
}

// PrintedBefore is when some letters were last printed with other words than they have now, by
// letter: those sheets must not go.
func (tx *Tx) PrintedBefore(letters []id.ID) (map[id.ID]date.Date, error) {
	on := map[id.ID]date.Date{}
	return on, tx.Rows(func(rows *sql.Rows) error {
		var m id.ID
		var day date.Date
		err := rows.Scan(&m, &day)
		on[m] = day
		return err
	}, `SELECT p.message_id, MAX(b.printed_on) FROM printed p
		JOIN print b ON b.company_id = p.company_id AND b.id = p.print_id JOIN message m ON m.company_id = p.company_id AND m.id = p.message_id
		WHERE p.company_id = $1 AND p.message_id IN ({list $2 BIGINT}) AND p.content <> m.content GROUP BY p.message_id`, tx.Company, db.JSON(ints(letters)))
}
