package store

import (
	"database/sql"
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/message"
)

// GatewayKind is what a provider does for a company.
type GatewayKind string

// The kinds.
const (
	Texts GatewayKind = "sms"   // sends text messages
	Press GatewayKind = "print" // prints letters and posts them
)

// GatewayKinds are all kinds.
func GatewayKinds() []GatewayKind { return []GatewayKind{Texts, Press} }

// Gateway is a provider of a company, and how it is used.
type Gateway struct {
	Kind       GatewayKind
	Definition string // JSON; see package gateway
	Secret     []byte // sealed; empty for none
	Path       []byte // sealed: the secret in the address at which the provider reports
	Sender     string // of text messages: a number, or a name where the country allows one
	Colour     bool   // of letters
	Duplex     bool
	Registered bool // it posts registered letters too
	On         bool
}

// Gateways are the company's providers.
func (tx *Tx) Gateways() ([]Gateway, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (g Gateway, err error) {
		return g, rows.Scan(&g.Kind, &g.Definition, &g.Secret, &g.Path, &g.Sender, &g.Colour, &g.Duplex, &g.Registered, &g.On)
	}, `SELECT kind, definition, secret, path, sender, colour, duplex, registered, active FROM gateway WHERE company_id = $1 ORDER BY kind`, tx.Company)
}

// Gateway is the company's provider of a kind; nil for none.
func (tx *Tx) Gateway(kind GatewayKind) (*Gateway, error) {
	all, err := tx.Gateways()
	n := slices.IndexFunc(all, func(g Gateway) bool { return g.Kind == kind })
	if err != nil || n < 0 {
		return nil, err
	}
	return &all[n], nil
}

// SaveGateway stores a provider in place of the one of its kind.
func (tx *Tx) SaveGateway(g *Gateway) error {
	_, err := tx.Exec(`INSERT INTO gateway (company_id, kind, definition, secret, path, sender, colour, duplex, registered, active)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (company_id, kind) DO UPDATE SET definition = $3, secret = $4, path = $5, sender = $6, colour = $7, duplex = $8, registered = $9, active = $10`,
		tx.Company, string(g.Kind), g.Definition, g.Secret, g.Path, g.Sender, g.Colour, g.Duplex, g.Registered, g.On)
	return err
}

// DropGateway forgets a provider, its secrets included.
func (tx *Tx) DropGateway(kind GatewayKind) error {
	_, err := tx.Exec(`DELETE FROM gateway WHERE company_id = $1 AND kind = $2`, tx.Company, string(kind))
	return err
}

// textsLeave reports whether the company has a provider of text messages that is on.
func (tx *Tx) textsLeave() (bool, error) {
	found, err := db.Collect(tx.Tx, scanID, `SELECT 1 FROM gateway WHERE company_id = $1 AND kind = 'sms' AND active`, tx.Company)
	return len(found) > 0, err
}

// RefuseTexts notes that text messages do not reach some contacts.
func (tx *Tx) RefuseTexts(contacts []id.ID, why string, on date.Date) error {
	_, err := tx.Exec(`UPDATE contact SET texts_refused_on = $3, texts_refused = $4 WHERE company_id = $1 AND texts_refused_on IS NULL AND id IN ({list $2 BIGINT})`,
		tx.Company, db.JSON(ints(contacts)), on, why)
	return err
}

// Dispatch is what a provider says of a message that it was given.
type Dispatch struct {
	Message      id.ID
	Kind         GatewayKind
	Number       string    // the provider's; "" where it gave none
	State        string    // what it said last, in the words of sms.State or press.Stage; "" before
	HandedAt     time.Time // when it was first given the message
	UnansweredAt time.Time // since when a try is without an answer; zero where none is
	NextAskAt    time.Time // when it is asked next; zero where it is not asked
}

const dispatchColumns = `message_id, kind, number, state, handed_at, unanswered_at, next_ask_at`

func scanDispatch(rows *sql.Rows) (d Dispatch, err error) {
	return d, rows.Scan(&d.Message, &d.Kind, &d.Number, &d.State, db.ScanInstant(&d.HandedAt), db.ScanInstant(&d.UnansweredAt), db.ScanInstant(&d.NextAskAt))
}

// DispatchesOf are what providers said of some messages.
func (tx *Tx) DispatchesOf(messages ...id.ID) ([]Dispatch, error) {
	return db.Collect(tx.Tx, scanDispatch, `SELECT `+dispatchColumns+` FROM dispatch WHERE company_id = $1 AND message_id IN ({list $2 BIGINT}) ORDER BY message_id`,
		tx.Company, db.JSON(ints(messages)))
}

// DispatchesNumbered are the messages that a provider knows by some numbers.
func (tx *Tx) DispatchesNumbered(kind GatewayKind, numbers []string) ([]Dispatch, error) {
	return db.Collect(tx.Tx, scanDispatch, `SELECT `+dispatchColumns+` FROM dispatch WHERE company_id = $1 AND kind = $2 AND number <> '' AND number IN ({list $3 TEXT}) ORDER BY message_id`,
		tx.Company, string(kind), db.JSON(numbers))
}

// AskDispatches are at most limit messages of which a provider is to be asked now, those that
// wait longest first. Nobody else asks before the instant again; zero for never.
func (tx *Tx) AskDispatches(kind GatewayKind, again time.Time, limit int) ([]Dispatch, error) {
	return db.Collect(tx.Tx, scanDispatch, `UPDATE dispatch SET next_ask_at = $4 WHERE company_id = $1 AND message_id IN (
			SELECT d.message_id FROM dispatch d WHERE d.company_id = $1 AND d.kind = $2 AND d.next_ask_at <= $3 ORDER BY d.next_ask_at, d.message_id`+first(limit)+`)
		RETURNING `+dispatchColumns, tx.Company, string(kind), db.Instant(tx.Now()), db.Instant(again))
}

// DispatchesWait reports whether a provider is to be asked of a message now.
func (tx *Tx) DispatchesWait(now time.Time) (bool, error) {
	found, err := db.Collect(tx.Tx, scanID, `SELECT message_id FROM dispatch WHERE company_id = $1 AND next_ask_at <= $2 ORDER BY next_ask_at`+first(1), tx.Company, db.Instant(now))
	return len(found) > 0, err
}

// HandingOver reports whether a message is being handed over by one of some channels.
func (tx *Tx) HandingOver(by []message.Channel) (busy bool, err error) {
	return busy, tx.Row([]any{&busy}, `SELECT EXISTS (SELECT 1 FROM message WHERE company_id = $1 AND state = 'sending' AND channel IN ({list $2 TEXT}))`, tx.Company, db.JSON(by))
}

// SaveDispatches stores what providers say of messages.
func (tx *Tx) SaveDispatches(all []Dispatch) error {
	if len(all) == 0 {
		return nil
	}
	type row struct {
		Message    int64  `json:"message_id"`
		Kind       string `json:"kind"`
		Number     string `json:"number"`
		State      string `json:"state"`
		Handed     any    `json:"handed"`
		Unanswered any    `json:"unanswered"`
		Next       any    `json:"next"`
	}
	rows := make([]row, len(all))
	for n := range all {
		d := &all[n]
		rows[n] = row{int64(d.Message), string(d.Kind), d.Number, d.State, db.Instant(d.HandedAt), db.Instant(d.UnansweredAt), db.Instant(d.NextAskAt)}
	}
	_, err := tx.Exec(`INSERT INTO dispatch (company_id, `+dispatchColumns+`)
		SELECT $1, message_id, kind, number, state, handed, unanswered, next
		FROM {rows $2 message_id BIGINT, kind TEXT, number TEXT, state TEXT, handed BIGINT, unanswered BIGINT, next BIGINT} WHERE true
		ON CONFLICT (company_id, message_id) DO UPDATE SET number = excluded.number, state = excluded.state, unanswered_at = excluded.unanswered_at, next_ask_at = excluded.next_ask_at`,
		tx.Company, db.JSON(rows))
	return err
}
