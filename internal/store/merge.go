package store

import (
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/timeline"
)

// Merging is a customer that was merged into another.
type Merging struct {
	ID, Kept, Gone id.ID
	Was            map[string]string // fields of the one that stays that were changed, before
	Is             map[string]string // and after
	WasEdited      []string          // its marks before
	IsEdited       []string          // and after
	By             string
	At             time.Time
	UndoneBy       string
	UndoneAt       time.Time // zero while it stands
	record         mergeRecord
}

// mergeRecord is what a merging keeps besides the rows in moved, as it is stored.
type mergeRecord struct {
	Was            map[string]string `json:"was,omitempty"`
	Is             map[string]string `json:"is,omitempty"`
	WasEdited      []string          `json:"was_edited,omitempty"`
	IsEdited       []string          `json:"is_edited,omitempty"`
	Payers         []string          `json:"payers,omitempty"`          // accounts that were moved
	Cases          []caseRecord      `json:"cases,omitempty"`           // of the one that is gone
	Currencies     []string          `json:"currencies,omitempty"`      // of its balances
	KeptCurrencies []string          `json:"kept_currencies,omitempty"` // of the balances of the one that stays
	Suggestions    []suggestionKey   `json:"suggestions,omitempty"`     // that were moved
}

type suggestionKey struct {
	Entry id.ID `json:"entry"`
	Rank  int   `json:"rank"`
}

// caseRecord is a row of dunning_case, without its fingerprint: the case is decided anew.
type caseRecord struct {
	Currency  string     `json:"currency"`
	Verdict   string     `json:"verdict"`
	Step      string     `json:"step"`
	NextOn    *date.Date `json:"next_on"`
	Scenario  int64      `json:"scenario_id"`
	Code      string     `json:"code"`
	DecidedOn date.Date  `json:"decided_on"`
	Finished  bool       `json:"finished"`
	Phase     string     `json:"phase"`
	PhaseOn   *date.Date `json:"phase_on"`
}

const mergingColumns = `id, kept_id, gone_id, record, merged_by, merged_at, undone_by, undone_at`

func scanMerging(rows *sql.Rows) (Merging, error) {
	var m Merging
	var record string
	err := rows.Scan(&m.ID, &m.Kept, &m.Gone, &record, &m.By, db.ScanInstant(&m.At), &m.UndoneBy, db.ScanInstant(&m.UndoneAt))
	if err != nil {
		return m, err
	}
	err = json.Unmarshal([]byte(record), &m.record)
	m.Was, m.Is, m.WasEdited, m.IsEdited = m.record.Was, m.record.Is, m.record.WasEdited, m.record.IsEdited
	return m, err
}

// MergingByID finds a merging, undone or not.
func (tx *Tx) MergingByID(i id.ID) (Merging, bool, error) {
	return db.One(tx.Tx, scanMerging, `SELECT `+mergingColumns+` FROM merging WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// MergingsInto are at most limit customers that were merged into one and still are, the
// newest first.
func (tx *Tx) MergingsInto(kept id.ID, limit int) ([]Merging, error) {
	return db.Collect(tx.Tx, scanMerging, `SELECT `+mergingColumns+` FROM merging
		WHERE company_id = $1 AND kept_id = $2 AND undone_at IS NULL ORDER BY id DESC`+first(limit), tx.Company, kept)
}

// takenOver are the tables whose rows go with their customer, each under the noun by
// which moved names it. A table with a customer in it that is not here has its reason in
// TestEveryTableOfACustomerIsMerged.
var takenOver = []struct{ noun, column string }{
	{"invoice", "customer_id"}, {"payment", "customer_id"}, {"hold", "customer_id"}, {"message", "customer_id"},
	{"task", "customer_id"}, {"reply", "customer_id"}, {"attachment", "customer_id"}, {"customer", "merged_into"},
	{"payer_name", "customer_id"}, {"text_rule", "customer_id"}, {"note", "customer_id"}, {"plan", "customer_id"}, {"checkout", "customer_id"}, {"signature", "customer_id"},
	{"told_payment", "customer_id"}, {"circumstance", "customer_id"}, {"collecting", "customer_id"},
}

// Merge moves what belongs to a customer to another, which stands for it from then on.
// changed is the one that stays with the fields that were chosen, contacts are those that
// it takes over; tasks that the next review gives anew are done with. Queued messages
// are withdrawn, with the reason why. Callers have locked both.
func (tx *Tx) Merge(m *Merging, changed *customer.Customer, contacts []id.ID, doneTasks []string, why string) error {
	m.ID, m.At = tx.NewID(), tx.Now()
	m.record = mergeRecord{Was: m.Was, Is: m.Is, WasEdited: m.WasEdited, IsEdited: m.IsEdited}
	if err := tx.noteWhatGoes(m); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO merging (company_id, id, kept_id, gone_id, record, merged_by, merged_at, undone_by) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
		tx.Company, m.ID, m.Kept, m.Gone, db.JSON(m.record), m.By, db.Instant(m.At))
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return tx.endTasks(m, doneTasks) },
		func() error { return tx.withdrawFor(m, why) },
		func() error { return tx.moveRows(m) },
		func() error { return tx.moveContacts(m, contacts) },
		func() error { return tx.moveOthers(m) },
		func() error { return tx.SaveCustomers([]*customer.Customer{changed}) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`UPDATE customer SET merged_into = $3 WHERE company_id = $1 AND id = $2`, tx.Company, m.Gone, m.Kept)
	return err
}

// noteWhatGoes reads what cannot be found again by the rows that were moved.
func (tx *Tx) noteWhatGoes(m *Merging) (err error) {
	r, word := &m.record, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }
	if r.Payers, err = db.Collect(tx.Tx, word, `SELECT iban FROM payer g WHERE company_id = $1 AND customer_id = $2 AND NOT EXISTS (
		SELECT 1 FROM payer k WHERE k.company_id = $1 AND k.customer_id = $3 AND k.iban = g.iban) ORDER BY iban`, tx.Company, m.Gone, m.Kept); err != nil {
		return err
	}
	const currencies = `SELECT currency FROM balance WHERE company_id = $1 AND customer_id = $2 ORDER BY currency`
	if r.Currencies, err = db.Collect(tx.Tx, word, currencies, tx.Company, m.Gone); err != nil {
		return err
	}
	if r.KeptCurrencies, err = db.Collect(tx.Tx, word, currencies, tx.Company, m.Kept); err != nil {
		return err
	}
	if r.Suggestions, err = db.Collect(tx.Tx, func(rows *sql.Rows) (k suggestionKey, err error) { return k, rows.Scan(&k.Entry, &k.Rank) },
		`SELECT entry_id, rank FROM suggestion WHERE company_id = $1 AND customer_id = $2 ORDER BY entry_id, rank`, tx.Company, m.Gone); err != nil {
		return err
	}
	r.Cases, err = db.Collect(tx.Tx, func(rows *sql.Rows) (c caseRecord, err error) {
		var next, since date.Date
		err = rows.Scan(&c.Currency, &c.Verdict, &c.Step, &next, &c.Scenario, &c.Code, &c.DecidedOn, &c.Finished, &c.Phase, &since)
		c.NextOn, c.PhaseOn = dayOrNone(next), dayOrNone(since)
		return c, err
	}, `SELECT currency, verdict, step, next_on, scenario_id, code, decided_on, finished, phase, phase_on FROM dunning_case
		WHERE company_id = $1 AND customer_id = $2 ORDER BY currency`, tx.Company, m.Gone)
	return err
}

// remember notes rows in moved; the query gives their identifiers, $3 is the first of
// args.
func (tx *Tx) remember(m *Merging, noun, query string, args ...any) error {
	_, err := tx.Exec(`INSERT INTO moved (company_id, merging_id, noun, row_id) SELECT $1, $2, '`+noun+`', x.id FROM (`+query+`) AS x`,
		append([]any{tx.Company, m.ID}, args...)...)
	return err
}

// those are the rows of a noun that a merging, $2, has moved.
func those(noun string) string {
	return `(SELECT v.row_id FROM moved v WHERE v.company_id = $1 AND v.merging_id = $2 AND v.noun = '` + noun + `')`
}

// endTasks ticks off tasks that are about the decision for the one that is gone: the
// review of the one that stays makes its own.
func (tx *Tx) endTasks(m *Merging, once []string) error {
	err := tx.remember(m, "task done", `SELECT id FROM task WHERE company_id = $1 AND done_at IS NULL AND once IN ({list $3 TEXT})`, db.JSON(once))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE task SET done_by = $3, done_at = $4 WHERE company_id = $1 AND id IN `+those("task done"), tx.Company, m.ID, m.By, db.Instant(m.At))
	return err
}

// withdrawFor takes back the messages that were prepared for the two.
func (tx *Tx) withdrawFor(m *Merging, why string) error {
	err := tx.remember(m, "message withdrawn", `SELECT id FROM message WHERE company_id = $1 AND state = 'queued' AND step <> 'invoice' AND customer_id IN ($3, $4)`, m.Kept, m.Gone)
	if err != nil {
		return err
	}
	// What waits for approval, or for the post, is prepared anew, and so are invoices: only what
	// else is queued comes back when the merge is undone.
	_, err = tx.Exec(`UPDATE message SET state = 'withdrawn', outcome = $3 WHERE company_id = $1 AND (id IN `+those("message withdrawn")+`
		OR customer_id IN ($4, $5) AND (state IN ('proposed', 'ready') OR state = 'queued' AND step = 'invoice'))`, tx.Company, m.ID, why, m.Kept, m.Gone)
	return err
}

// moveRows moves the rows of the tables in takenOver. The sums beside them are added up
// anew for the one that stays; the other has none.
func (tx *Tx) moveRows(m *Merging) error {
	if _, err := tx.Exec(`UPDATE payment SET moved_from = $2 WHERE company_id = $1 AND customer_id = $2 AND moved_from = 0`, tx.Company, m.Gone); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE collecting SET ended_on = began_on, ended_by = $4 WHERE company_id = $1 AND customer_id = $2 AND ended_on IS NULL AND currency IN (
		SELECT k.currency FROM collecting k WHERE k.company_id = $1 AND k.customer_id = $3 AND k.ended_on IS NULL)`, tx.Company, m.Gone, m.Kept, m.By); err != nil {
		return err // it is collected from the one that stays already
	}
	for _, t := range takenOver {
		if err := tx.remember(m, t.noun, `SELECT id FROM `+t.noun+` WHERE company_id = $1 AND `+t.column+` = $3`, m.Gone); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE `+t.noun+` SET `+t.column+` = $3 WHERE company_id = $1 AND `+t.column+` = $2`, tx.Company, m.Gone, m.Kept); err != nil {
			return err
		}
	}
	return tx.recountAll(m.Kept, slices.Concat(m.record.Currencies, m.record.KeptCurrencies))
}

func (tx *Tx) recountAll(customer id.ID, currencies []string) error {
	for _, code := range currencies {
		c, err := money.ParseCurrency(code)
		if err != nil {
			return err
		}
		tx.recount(customer, c)
	}
	return nil
}

func (tx *Tx) moveContacts(m *Merging, contacts []id.ID) error {
	if err := tx.remember(m, "contact", `SELECT id FROM contact WHERE company_id = $1 AND id IN ({list $3 BIGINT})`, db.JSON(ints(contacts))); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE contact SET customer_id = $3 WHERE company_id = $1 AND id IN `+those("contact"), tx.Company, m.ID, m.Kept)
	return err
}

// moveOthers moves what has no identifier of its own, and deletes what is only decided
// and added up.
func (tx *Tx) moveOthers(m *Merging) error {
	if err := tx.moveSuggestions(m.record.Suggestions, m.Gone, m.Kept); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE payer SET customer_id = $3 WHERE company_id = $1 AND customer_id = $2 AND iban IN ({list $4 TEXT})`,
		tx.Company, m.Gone, m.Kept, db.JSON(m.record.Payers)); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE contacted SET customer_id = $3 WHERE company_id = $1 AND customer_id = $2`, tx.Company, m.Gone, m.Kept); err != nil {
		return err
	}
	return tx.execAll([]string{
		`DELETE FROM dunning_case WHERE company_id = $1 AND customer_id = $2`,
		`DELETE FROM decided_item WHERE company_id = $1 AND customer_id = $2`,
		`DELETE FROM balance WHERE company_id = $1 AND customer_id = $2`,
		`DELETE FROM review_wanted WHERE company_id = $1 AND customer_id = $2`,
	}, tx.Company, m.Gone)
}

// moveSuggestions names another customer in suggestions, as far as they stand as they
// did.
func (tx *Tx) moveSuggestions(keys []suggestionKey, from, to id.ID) error {
	type row struct {
		Entry    int64  `json:"entry_id"`
		Rank     int    `json:"rank"`
		Proposal string `json:"proposal"`
	}
	wanted := make([]row, len(keys))
	for n, k := range keys {
		wanted[n] = row{int64(k.Entry), k.Rank, ""}
	}
	rows, err := db.Collect(tx.Tx, func(rows *sql.Rows) (r row, err error) {
		var entry id.ID
		if err := rows.Scan(&entry, &r.Rank, &r.Proposal); err != nil {
			return r, err
		}
		var p matching.Proposal
		err = json.Unmarshal([]byte(r.Proposal), &p)
		p.Customer = to
		r.Entry, r.Proposal = int64(entry), db.JSON(p)
		return r, err
	}, `SELECT s.entry_id, s.rank, s.proposal FROM {rows $2 entry_id BIGINT, rank INTEGER}
		JOIN suggestion s ON s.company_id = $1 AND s.entry_id = r.entry_id AND s.rank = r.rank AND s.customer_id = $3`, tx.Company, db.JSON(wanted), from)
	if err != nil || len(rows) == 0 {
		return err
	}
	_, err = tx.Exec(`UPDATE suggestion SET customer_id = $3, proposal = CAST(r.proposal AS {json})
		FROM {rows $2 entry_id BIGINT, rank INTEGER, proposal TEXT}
		WHERE suggestion.company_id = $1 AND suggestion.entry_id = r.entry_id AND suggestion.rank = r.rank`, tx.Company, db.JSON(rows), to)
	return err
}

// Mixed counts what was built on a merging that belongs to both customers: sums that
// are booked from what one paid, or was credited, to what the other owes, and messages
// that have left about the invoices of both.
func (tx *Tx) Mixed(m *Merging) (bookings, messages int, err error) {
	err = tx.Row([]any{&bookings}, `SELECT COUNT(*) FROM allocation a WHERE a.company_id = $1 AND a.id > $2 AND a.reverses_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM allocation b WHERE b.company_id = $1 AND b.reverses_id = a.id)
		AND (a.invoice_id IN `+those("invoice")+`) <> (COALESCE(a.payment_id IN `+those("payment")+`, FALSE) OR COALESCE(a.credit_id IN `+those("invoice")+`, FALSE))
		AND EXISTS (SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.id = a.invoice_id AND i.customer_id = $3)`, tx.Company, m.ID, m.Kept)
	if err != nil {
		return 0, 0, err
	}
	err = tx.Row([]any{&messages}, `SELECT COUNT(*) FROM message g WHERE g.company_id = $1 AND g.customer_id = $3 AND g.id > $2 AND g.state NOT IN ('withdrawn', 'proposed', 'queued', 'ready')
		AND EXISTS (SELECT 1 FROM message_item x WHERE x.company_id = $1 AND x.message_id = g.id AND x.invoice_id IN `+those("invoice")+`)
		AND EXISTS (SELECT 1 FROM message_item x WHERE x.company_id = $1 AND x.message_id = g.id AND x.invoice_id NOT IN `+those("invoice")+`)`, tx.Company, m.ID, m.Kept)
	return bookings, messages, err
}

// Unmerge gives back what a merging moved and is still with the one that stays, with
// what belongs to it since; the customer has changed back already. It reports whether
// the merging stood.
func (tx *Tx) Unmerge(m *Merging, changed *customer.Customer, by, why string) (bool, error) {
	n, err := tx.Exec(`UPDATE merging SET undone_by = $3, undone_at = $4 WHERE company_id = $1 AND id = $2 AND undone_at IS NULL`,
		tx.Company, m.ID, by, db.Instant(tx.Now()))
	if err != nil || n == 0 {
		return false, err
	}
	if _, err := tx.Exec(`UPDATE message SET state = 'withdrawn', outcome = $4 WHERE company_id = $1 AND id > $2 AND customer_id = $3 AND state IN ('proposed', 'queued', 'ready')`,
		tx.Company, m.ID, m.Kept, why); err != nil {
		return true, err
	}
	if err := tx.giveBack(m); err != nil {
		return true, err
	}
	if err := tx.restore(m); err != nil {
		return true, err
	}
	if _, err := tx.Exec(`UPDATE customer SET merged_into = NULL WHERE company_id = $1 AND id = $2`, tx.Company, m.Gone); err != nil {
		return true, err
	}
	return true, tx.SaveCustomers([]*customer.Customer{changed})
}

// giveBack moves rows back: those that were moved, and what was noted of them since.
func (tx *Tx) giveBack(m *Merging) error {
	var back []string
	for _, t := range takenOver {
		back = append(back, `UPDATE `+t.noun+` SET `+t.column+` = $4 WHERE company_id = $1 AND `+t.column+` = $3 AND id IN `+those(t.noun))
	}
	back = append(back,
		`UPDATE contact SET customer_id = $4 WHERE company_id = $1 AND customer_id = $3 AND id IN `+those("contact"),
		`UPDATE contacted SET customer_id = $4 WHERE company_id = $1 AND customer_id = $3 AND invoice_id IN `+those("invoice"),
		`UPDATE payment SET moved_from = 0 WHERE company_id = $1 AND customer_id = $4 AND moved_from = $4 AND $3 <> $4 AND id IN `+those("payment"),
		`UPDATE hold SET customer_id = $4 WHERE company_id = $1 AND customer_id = $3 AND invoice_id IN `+those("invoice"),
		`UPDATE message SET customer_id = $4 WHERE company_id = $1 AND customer_id = $3 AND id > $2 AND id IN (
			SELECT x.message_id FROM message_item x WHERE x.company_id = $1 AND x.invoice_id IN `+those("invoice")+`)
			AND NOT EXISTS (SELECT 1 FROM message_item x WHERE x.company_id = $1 AND x.message_id = message.id AND x.invoice_id NOT IN `+those("invoice")+`)`,
		`UPDATE task SET customer_id = $4 WHERE company_id = $1 AND customer_id = $3 AND subject_id IN (
			SELECT v.row_id FROM moved v WHERE v.company_id = $1 AND v.merging_id = $2 AND v.noun IN ('invoice', 'message'))`,
	)
	return tx.execAll(back, tx.Company, m.ID, m.Kept, m.Gone)
}

// restore puts back what merging ended: cases, tasks, queued messages, payers, sums.
func (tx *Tx) restore(m *Merging) error {
	err := tx.execAll([]string{
		`UPDATE task SET done_by = '', done_at = NULL WHERE company_id = $1 AND id IN ` + those("task done") + `
			AND NOT EXISTS (SELECT 1 FROM task o WHERE o.company_id = $1 AND o.once = task.once AND o.done_at IS NULL)`,
		`UPDATE message SET state = 'queued', outcome = '' WHERE company_id = $1 AND state = 'withdrawn' AND id IN ` + those("message withdrawn") + `
			AND NOT EXISTS (SELECT 1 FROM message o WHERE o.company_id = $1 AND o.customer_id = message.customer_id AND o.id <> message.id
				AND (o.currency = message.currency AND o.state IN ('proposed', 'queued', 'ready', 'sending', 'uncertain') OR o.once = message.once AND o.channel = message.channel AND o.state <> 'withdrawn'))`,
	}, tx.Company, m.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE payer SET customer_id = $3 WHERE company_id = $1 AND customer_id = $2 AND iban IN ({list $4 TEXT})
		AND NOT EXISTS (SELECT 1 FROM payer o WHERE o.company_id = $1 AND o.customer_id = $3 AND o.iban = payer.iban)`,
		tx.Company, m.Kept, m.Gone, db.JSON(m.record.Payers)); err != nil {
		return err
	}
	if err := tx.moveSuggestions(m.record.Suggestions, m.Kept, m.Gone); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO dunning_case (company_id, customer_id, currency, verdict, step, next_on, scenario_id, code, decided_on, finished, phase, phase_on)
		SELECT $1, $3, r.currency, r.verdict, r.step, r.next_on, COALESCE(r.scenario_id, 0), COALESCE(r.code, ''), r.decided_on, r.finished, COALESCE(r.phase, ''), r.phase_on
		FROM {rows $2 currency TEXT, verdict TEXT, step TEXT, next_on DATE, scenario_id BIGINT, code TEXT, decided_on DATE, finished BOOLEAN, phase TEXT, phase_on DATE} WHERE TRUE
		ON CONFLICT (company_id, customer_id, currency) DO NOTHING`, tx.Company, db.JSON(m.record.Cases), m.Gone)
	if err != nil {
		return err
	}
	return tx.partSums(m)
}

// partSums adds the balances of both up anew. One that the merging alone had given to
// the customer that stays goes again, unless something belongs to it since.
func (tx *Tx) partSums(m *Merging) error {
	_, err := tx.Exec(`DELETE FROM balance WHERE company_id = $1 AND customer_id = $2 AND currency NOT IN ({list $3 TEXT})
		AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.customer_id = $2 AND i.currency = balance.currency)
		AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.company_id = $1 AND p.customer_id = $2 AND p.currency = balance.currency)`,
		tx.Company, m.Kept, db.JSON(m.record.KeptCurrencies))
	if err != nil {
		return err
	}
	balances, err := tx.Balances(m.Kept)
	if err != nil {
		return err
	}
	kept := make([]string, len(balances))
	for n, b := range balances {
		kept[n] = b.Currency
	}
	if err := tx.recountAll(m.Kept, kept); err != nil {
		return err
	}
	return tx.recountAll(m.Gone, m.record.Currencies)
}

// Head is the hash of the last row of a customer's timeline.
func (tx *Tx) Head(customer id.ID) (string, error) {
	heads, err := tx.timelineHeads([]timeline.Event{{Customer: customer}})
	return heads[customer].Hash, err
}

// OnTheirWay are the messages to some customers that were handed over and of which it
// is not known that they arrived.
func (tx *Tx) OnTheirWay(customers ...id.ID) (sending, uncertain int, err error) {
	err = tx.Row([]any{&sending, &uncertain}, `SELECT COUNT(*) FILTER (WHERE state = 'sending'), COUNT(*) FILTER (WHERE state = 'uncertain') FROM message
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND state IN ('sending', 'uncertain')`, tx.Company, db.JSON(ints(customers)))
	return sending, uncertain, err
}

// Belongings count what belongs to a customer.
type Belongings struct{ Invoices, Payments, Messages, Documents int }

// BelongingsOf counts what belongs to a customer.
func (tx *Tx) BelongingsOf(customer id.ID) (b Belongings, err error) {
	return b, tx.Row([]any{&b.Invoices, &b.Payments, &b.Messages, &b.Documents}, `SELECT
		(SELECT COUNT(*) FROM invoice WHERE company_id = $1 AND customer_id = $2),
		(SELECT COUNT(*) FROM payment WHERE company_id = $1 AND customer_id = $2 AND reversed_at IS NULL),
		(SELECT COUNT(*) FROM message WHERE company_id = $1 AND customer_id = $2),
		(SELECT COUNT(*) FROM attachment WHERE company_id = $1 AND customer_id = $2 AND removed_at IS NULL)`, tx.Company, customer)
}
