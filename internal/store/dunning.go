package store

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/deliver/sms"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/job"
	"acquit/internal/matching"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/phase"
	"acquit/internal/profile"
)

// Case is everything about the follow-up of one customer in one currency: the
// facts that are assessed, and what was decided and queued before.
type Case struct {
	Customer customer.Customer
	Contacts []customer.Contact // those who can be written to or called
	Snapshot dunning.Snapshot
	Debts    []invoice.Invoice // open invoices, as far as the law reckons with them: days and amounts
	Pending  []Pending         // messages that have not left
	Before   Decided
	Pinned   id.ID // the scenario that a person gave the customer by hand; zero where rules decide
}

// Decided is what was decided about a case the last time.
type Decided struct {
	Verdict  dunning.Verdict // "" when nothing was decided yet
	Step     string
	NextOn   date.Date
	Finished bool
	Scenario id.ID // the version that it follows; zero when none was chosen yet
	Code     dunning.Code
	Mark     string // fingerprint of the decision; "" when none was kept
	Phase    phase.Phase
	PhaseOn  date.Date // since when it is in that; None for a quiet one
}

type caseKey struct {
	customer id.ID
	currency money.Currency
}

// caseLoader gathers the facts of a batch of customers, each kind of fact by one
// query.
type caseLoader struct {
	tx    *Tx
	list  string // the customers, for {list}
	cases map[caseKey]*Case
	of    map[id.ID][]*Case // by customer, every currency
	who   map[id.ID]customer.Customer
}

func newCaseLoader(tx *Tx, customers []id.ID) *caseLoader {
	return &caseLoader{tx: tx, list: db.JSON(ints(customers)), cases: map[caseKey]*Case{}, of: map[id.ID][]*Case{}, who: map[id.ID]customer.Customer{}}
}

// Cases loads the cases of some customers: one for each currency in which they owe
// something, have money on account, or had a case. The snapshots lack only what is
// the company's: policy and calendar. Cases come in the order of customers, those of one by
// currency.
func (tx *Tx) Cases(customers []id.ID) ([]*Case, error) {
	l := newCaseLoader(tx, customers)
	for _, load := range []func() error{
		l.customers, l.before, l.items, l.parts, l.unsent, l.answered, l.onAccount, l.taken, l.agreed, l.lastSent, l.lastWritten, l.likely, l.holds, l.refused, l.pending, l.contacts, l.pins, l.payers, l.collecting, l.circumstances,
	} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	var all []*Case
	for _, i := range customers {
		all = append(all, l.ordered(i)...)
	}
	return all, nil
}

// ordered are the cases of a customer by currency: whoever looks at several on one day does
// so in one order.
func (l *caseLoader) ordered(customer id.ID) []*Case {
	all := l.of[customer]
	slices.SortFunc(all, func(a, b *Case) int { return cmp.Compare(a.Snapshot.Currency.String(), b.Snapshot.Currency.String()) })
	return all
}

// the returns the case of a customer and currency, made when it is new.
func (l *caseLoader) the(customer id.ID, currency string) (*Case, error) {
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return nil, err
	}
	k := caseKey{customer, c}
	if found := l.cases[k]; found != nil {
		return found, nil
	}
	made := &Case{Customer: l.who[customer], Snapshot: dunning.Snapshot{Customer: customer, Currency: c, Credits: money.Of(0, c)}}
	l.cases[k] = made
	l.of[customer] = append(l.of[customer], made)
	return made, nil
}

func (l *caseLoader) rows(scan func(*sql.Rows) error, query string) error {
	return l.tx.Rows(scan, query, l.tx.Company, l.list)
}

func (l *caseLoader) customers() error {
	return l.rows(func(rows *sql.Rows) error {
		c, err := scanCustomer(rows)
		l.who[c.ID] = c
		return err
	}, `SELECT `+customerColumns+` FROM customer WHERE company_id = $1 AND id IN ({list $2 BIGINT})`)
}

func (l *caseLoader) before() error {
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var currency string
		var d Decided
		if err := rows.Scan(&of, &currency, &d.Verdict, &d.Step, &d.NextOn, &d.Finished, &d.Scenario, &d.Code, &d.Mark, &d.Phase, &d.PhaseOn); err != nil {
			return err
		}
		c, err := l.the(of, currency)
		if err == nil {
			c.Before = d
		}
		return err
	}, `SELECT customer_id, currency, verdict, step, next_on, finished, scenario_id, code, mark, phase, phase_on FROM dunning_case
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) ORDER BY customer_id, currency`)
}

// items loads the open debts that are payable at once, and adds up open credit
// notes.
func (l *caseLoader) items() error {
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var currency string
		var item dunning.Item
		debt := invoice.Invoice{Kind: invoice.Bill}
		if err := rows.Scan(&of, &currency, &item.Invoice, &item.Number, &item.IssuedOn, &item.DueOn, &item.Open.Minor,
			&debt.Owed.Minor, &debt.LapsesOn, &debt.AllowedOn); err != nil {
			return err
		}
		c, err := l.the(of, currency)
		if err != nil {
			return err
		}
		item.Open.Currency = c.Snapshot.Currency
		if item.Open.Sign() < 0 {
			c.Snapshot.Credits = c.Snapshot.Credits.Sub(item.Open)
		} else {
			c.Snapshot.Items = append(c.Snapshot.Items, item)
			debt.ID, debt.Customer, debt.Number, debt.IssuedOn, debt.DueOn, debt.Open = item.Invoice, of, item.Number, item.IssuedOn, item.DueOn, item.Open
			debt.Owed.Currency = item.Open.Currency
			c.Debts = append(c.Debts, debt)
		}
		return nil
	}, `SELECT customer_id, currency, id, number, issued_on, due_on, open_minor, owed_minor, lapses_on, allowed_on FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND open_minor <> 0 AND parts = 0`)
}

// parts loads the open instalments.
func (l *caseLoader) parts() error {
	split, err := l.tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND open_minor <> 0 AND parts > 0`, l.tx.Company, l.list)
	if err != nil {
		return err
	}
	for n := range split {
		i := &split[n]
		c, err := l.the(i.Customer, i.Owed.Currency.String())
		if err != nil {
			return err
		}
		c.Debts = append(c.Debts, *i)
		for _, p := range i.OpenParts() {
			c.Snapshot.Items = append(c.Snapshot.Items, dunning.Item{
				Invoice: i.ID, Part: p.Number, Number: i.Number, IssuedOn: i.IssuedOn, DueOn: p.DueOn, Open: p.Amount,
			})
		}
	}
	return nil
}

// unsent marks the open items whose invoice is to be sent from here and has not left.
func (l *caseLoader) unsent() error {
	waiting := map[id.ID]date.Date{}
	err := l.rows(func(rows *sql.Rows) error {
		var i id.ID
		var on date.Date
		err := rows.Scan(&i, &on)
		waiting[i] = on
		return err
	}, `SELECT d.invoice_id, d.on_day FROM delivery d JOIN invoice i ON i.company_id = d.company_id AND i.id = d.invoice_id
		WHERE d.company_id = $1 AND i.customer_id IN ({list $2 BIGINT}) AND i.open_minor <> 0 AND d.state NOT IN ('delivered', 'left_out')`)
	if err != nil || len(waiting) == 0 {
		return err
	}
	for _, c := range l.cases {
		for n := range c.Snapshot.Items {
			c.Snapshot.Items[n].Unsent = waiting[c.Snapshot.Items[n].Invoice]
		}
	}
	return nil
}

// answered loads by when is paid what the company answered disputes about.
func (l *caseLoader) answered() error {
	until := map[id.ID]date.Date{}
	err := l.rows(func(rows *sql.Rows) error {
		var i id.ID
		var on date.Date
		err := rows.Scan(&i, &on)
		until[i] = on
		return err
	}, `SELECT d.invoice_id, MAX(d.pay_by) FROM dispute d JOIN invoice i ON i.company_id = d.company_id AND i.id = d.invoice_id
		WHERE d.company_id = $1 AND i.customer_id IN ({list $2 BIGINT}) AND i.open_minor <> 0 AND d.pay_by IS NOT NULL GROUP BY d.invoice_id`)
	if err != nil || len(until) == 0 {
		return err
	}
	for _, c := range l.cases {
		for n := range c.Snapshot.Items {
			c.Snapshot.Items[n].PayBy = until[c.Snapshot.Items[n].Invoice]
		}
	}
	return nil
}

func (l *caseLoader) onAccount() error {
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var currency string
		var minor int64
		if err := rows.Scan(&of, &currency, &minor); err != nil {
			return err
		}
		c, err := l.the(of, currency)
		if err == nil {
			c.Snapshot.Credits = c.Snapshot.Credits.Add(money.Of(minor, c.Snapshot.Currency))
		}
		return err
	}, `SELECT customer_id, currency, CAST(SUM(open_minor) AS BIGINT) FROM payment
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND open_minor <> 0
		GROUP BY customer_id, currency ORDER BY customer_id, currency`)
}

// taken loads the steps that each open item took.
func (l *caseLoader) taken() error {
	steps := map[itemKey][]dunning.Taken{}
	err := l.rows(func(rows *sql.Rows) error {
		var k itemKey
		var t dunning.Taken
		err := rows.Scan(&k.invoice, &k.part, &t.Step, &t.Times, &t.On, &t.Until)
		steps[k] = append(steps[k], t)
		return err
	}, `SELECT c.invoice_id, c.part, c.step, c.times, c.on_day, c.until_on
		FROM contacted c WHERE c.company_id = $1 AND c.customer_id IN ({list $2 BIGINT})
		AND (SELECT i.open_minor FROM invoice i WHERE i.company_id = c.company_id AND i.id = c.invoice_id) <> 0
		ORDER BY c.on_day, c.times, c.message_id`)
	if err != nil || len(steps) == 0 {
		return err
	}
	for _, c := range l.cases {
		for n := range c.Snapshot.Items {
			item := &c.Snapshot.Items[n]
			for _, t := range steps[itemKey{item.Invoice, item.Part}] {
				item.Took(t)
			}
		}
	}
	return nil
}

func (l *caseLoader) lastSent() error {
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var currency string
		var on date.Date
		if err := rows.Scan(&of, &currency, &on); err != nil {
			return err
		}
		c, err := l.the(of, currency)
		if err == nil {
			c.Snapshot.LastSent = on
		}
		return err
	}, `SELECT customer_id, currency, MAX(on_day) FROM contacted
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) GROUP BY customer_id, currency`)
}

// lastWritten loads the days on which a person wrote last, also what is about to leave: no reminder comes close behind,
// whatever its currency.
func (l *caseLoader) lastWritten() error {
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var on date.Date
		err := rows.Scan(&of, &on)
		for _, c := range l.of[of] {
			c.Snapshot.LastSent = max(c.Snapshot.LastSent, on)
		}
		return err
	}, `SELECT customer_id, MAX(COALESCE(sent_on, queued_on)) FROM message
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND step = 'personal' AND state IN ('queued', 'sending', 'uncertain', 'sent') GROUP BY customer_id`)
}

// likely loads the entries that wait for a person, or that are announced, and may pay
// these customers. States are not asked of the database: while its statistics know of no
// entry that waits, PostgreSQL would begin with those that do, and read them all.
func (l *caseLoader) likely() error {
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var currency, proposal string
		var minor int64
		var on date.Date
		var state EntryState
		if err := rows.Scan(&of, &currency, &minor, &on, &state, &proposal); err != nil {
			return err
		}
		if state != EntryAsk && state != EntryAnnounced {
			return nil
		}
		c, err := l.the(of, currency)
		if err != nil {
			return err
		}
		var p matching.Proposal
		if err := json.Unmarshal([]byte(proposal), &p); err != nil {
			return err
		}
		if len(p.Shares) == 0 {
			p.Shares = []matching.Share{{Amount: money.Of(minor, c.Snapshot.Currency)}}
		}
		for _, s := range p.Shares {
			c.Snapshot.Likely = append(c.Snapshot.Likely, dunning.Likely{Invoice: s.Invoice, Amount: s.Amount, On: on, Announced: state == EntryAnnounced})
		}
		return nil
	}, `SELECT s.customer_id, s.currency, s.amount_minor, e.booked_on, e.state, s.proposal
		FROM suggestion s JOIN entry e ON e.company_id = s.company_id AND e.id = s.entry_id
		WHERE s.company_id = $1 AND s.customer_id IN ({list $2 BIGINT})
		ORDER BY s.customer_id, e.booked_on, s.entry_id, s.rank`)
}

func (l *caseLoader) holds() error {
	return l.rows(func(rows *sql.Rows) error {
		h, err := scanHold(rows)
		for _, c := range l.of[h.Customer] {
			c.Snapshot.Holds = append(c.Snapshot.Holds, h)
		}
		return err
	}, `SELECT `+holdColumns+` FROM hold
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND lifted_at IS NULL ORDER BY customer_id, id`)
}

func (l *caseLoader) refused() error {
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var currency string
		var state message.State
		var refused dunning.Refusal
		if err := rows.Scan(&of, &currency, &refused.Once, &refused.Channel, &state); err != nil {
			return err
		}
		c, err := l.the(of, currency)
		if err != nil {
			return err
		}
		if state == message.Failed {
			c.Snapshot.Refused = append(c.Snapshot.Refused, refused)
		} else {
			c.Snapshot.OnItsWay = true
		}
		return nil
	}, `SELECT customer_id, currency, once, channel, state FROM message
		WHERE company_id = $1 AND state IN ('failed', 'sending', 'uncertain') AND step NOT IN `+besideLadder+` AND customer_id IN ({list $2 BIGINT}) ORDER BY customer_id, id`)
}

// contacts loads the people who can be written to or called, and says how the customer can be
// reached.
func (l *caseLoader) contacts() error {
	err := l.rows(func(rows *sql.Rows) error {
		contact, err := scanContact(rows)
		for _, c := range l.of[contact.Customer] {
			c.Contacts = append(c.Contacts, contact)
		}
		return err
	}, `SELECT `+contactColumns+` FROM contact
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND (email <> '' OR phone <> '') ORDER BY customer_id, id`)
	if err != nil {
		return err
	}
	texts, err := l.tx.textsLeave()
	for _, c := range l.cases {
		who := &c.Customer
		reach := byPost(who)
		reach.Mail = len(customer.Recipients(c.Contacts)) > 0
		reach.Phone = slices.ContainsFunc(c.Contacts, func(c customer.Contact) bool { return c.Callable() })
		c.Snapshot.Reach = reach
		if texts {
			_, c.Snapshot.Reach.SMS = sms.Among(c.Contacts, nil, who.Country)
		}
	}
	return err
}

// pins loads the scenarios that were given by hand.
func (l *caseLoader) pins() error {
	return l.rows(func(rows *sql.Rows) error {
		var of, plan id.ID
		err := rows.Scan(&of, &plan)
		for _, c := range l.of[of] {
			c.Pinned = plan
		}
		return err
	}, `SELECT p.customer_id, p.scenario_id FROM scenario_pin p JOIN scenario s ON s.company_id = $1 AND s.id = p.scenario_id AND s.retired_at IS NULL
		WHERE p.company_id = $1 AND p.customer_id IN ({list $2 BIGINT})`)
}

// payers loads what kind of payer each customer is.
func (l *caseLoader) payers() error {
	for _, cases := range l.of {
		for _, c := range cases {
			c.Snapshot.Payer = string(profile.New)
		}
	}
	return l.rows(func(rows *sql.Rows) error {
		var of id.ID
		var kind string
		err := rows.Scan(&of, &kind)
		for _, c := range l.of[of] {
			c.Snapshot.Payer = kind
		}
		return err
	}, `SELECT customer_id, kind FROM payer_profile WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})`)
}

// ContactDays are the days on which messages left to customers, one for each message, whatever
// the currency, in their order.
func (tx *Tx) ContactDays(customers []id.ID) (map[id.ID][]date.Date, error) {
	days := map[id.ID][]date.Date{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var on date.Date
		err := rows.Scan(&of, &on)
		days[of] = append(days[of], on)
		return err
	}, `SELECT customer_id, MAX(on_day) AS left_on FROM contacted
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) GROUP BY customer_id, message_id ORDER BY customer_id, left_on`,
		tx.Company, db.JSON(ints(customers)))
	return days, err
}

func scanID(rows *sql.Rows) (i id.ID, err error) { return i, rows.Scan(&i) }

// WantReview asks for a review of customers whose facts changed, in the
// transaction of the change, and for the work that does it.
func (tx *Tx) WantReview(customers ...id.ID) error {
	if len(customers) == 0 {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO review_wanted (company_id, customer_id)
		SELECT DISTINCT CAST($1 AS BIGINT), r.customer_id FROM {rows $2 customer_id BIGINT} WHERE TRUE
		ON CONFLICT (company_id, customer_id) DO NOTHING`, tx.Company, db.JSON(customerRows(customers)))
	if err != nil {
		return err
	}
	return tx.wantReviews()
}

// wantReviews asks for the work that reviews those on the list.
func (tx *Tx) wantReviews() error { return tx.Enqueue(job.Review{Company: tx.Company}) }

type customerRow struct {
	Customer int64 `json:"customer_id"`
}

func customerRows(ids []id.ID) []customerRow {
	rows := make([]customerRow, len(ids))
	for n, i := range ids {
		rows[n].Customer = int64(i)
	}
	return rows
}

// TakeReviews returns at most limit customers whose review is wanted, locks them, and
// takes them off the list: the caller reviews them in this transaction. Customers
// are locked before the list is touched, as by everybody who wants a review, so that
// the two do not wait for each other.
func (tx *Tx) TakeReviews(limit int) ([]id.ID, error) {
	ids, err := db.Collect(tx.Tx, scanID, `SELECT customer_id FROM review_wanted WHERE company_id = $1
		ORDER BY customer_id`+first(limit), tx.Company)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if err := tx.LockCustomers(ids); err != nil {
		return nil, err
	}
	_, err = tx.Exec(`DELETE FROM review_wanted WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
	return ids, err
}

// CaseRow is a decision as it is stored.
type CaseRow struct {
	Customer   id.ID
	Currency   money.Currency
	DecidedOn  date.Date
	Finished   bool
	Scenario   id.ID // the version that the case follows
	Mark       string
	Phase      phase.Phase
	PhaseOn    date.Date // since when it is in that; None for a quiet one
	Assessment dunning.Assessment
	Facts      dunning.Snapshot // what it was decided from
}

// SaveCases stores decisions: what stands now, what stands about each item, and for good what
// was decided from which facts.
func (tx *Tx) SaveCases(all []CaseRow) error {
	if len(all) == 0 {
		return nil
	}
	if err := tx.saveCases(all); err != nil {
		return err
	}
	if err := tx.saveDecidedItems(all); err != nil {
		return err
	}
	return tx.keepDecisions(all)
}

func (tx *Tx) saveCases(all []CaseRow) error {
	type row struct {
		Customer  int64           `json:"customer_id"`
		Currency  string          `json:"currency"`
		Verdict   dunning.Verdict `json:"verdict"`
		Step      string          `json:"step"`
		NextOn    *date.Date      `json:"next_on"`
		DecidedOn date.Date       `json:"decided_on"`
		Finished  bool            `json:"finished"`
		Scenario  int64           `json:"scenario_id"`
		Code      dunning.Code    `json:"code"`
		Mark      string          `json:"mark"`
		Phase     phase.Phase     `json:"phase"`
		PhaseOn   *date.Date      `json:"phase_on"`
	}
	rows := make([]row, 0, len(all))
	for n := range all {
		c := &all[n]
		rows = append(rows, row{int64(c.Customer), c.Currency.String(), c.Assessment.Verdict, c.Assessment.Step.Key, dayOrNone(c.Assessment.NextOn), c.DecidedOn, c.Finished, int64(c.Scenario), c.code(), c.Mark, c.Phase, dayOrNone(c.PhaseOn)})
	}
	_, err := tx.Exec(`INSERT INTO dunning_case (company_id, customer_id, currency, verdict, step, next_on, decided_on, finished, scenario_id, code, mark, phase, phase_on)
		SELECT $1, r.customer_id, r.currency, r.verdict, r.step, r.next_on, r.decided_on, r.finished, r.scenario_id, r.code, r.mark, r.phase, r.phase_on
		FROM {rows $2 customer_id BIGINT, currency TEXT, verdict TEXT, step TEXT, next_on DATE, decided_on DATE, finished BOOLEAN, scenario_id BIGINT, code TEXT, mark TEXT, phase TEXT, phase_on DATE} WHERE TRUE
		ON CONFLICT (company_id, customer_id, currency) DO UPDATE SET verdict = excluded.verdict, step = excluded.step, next_on = excluded.next_on,
			decided_on = excluded.decided_on, finished = excluded.finished, scenario_id = excluded.scenario_id, code = excluded.code, mark = excluded.mark,
			phase = excluded.phase, phase_on = excluded.phase_on`,
		tx.Company, db.JSON(rows))
	return err
}

// code is the deciding reason of a decision.
func (c *CaseRow) code() dunning.Code {
	if len(c.Assessment.Reasons) == 0 {
		return ""
	}
	return c.Assessment.Reasons[0].Code
}

// StoredCases are the last decisions about a customer, by currency.
func (tx *Tx) StoredCases(customer id.ID) (map[money.Currency]Decided, error) {
	cases := map[money.Currency]Decided{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var currency string
		var d Decided
		if err := rows.Scan(&currency, &d.Verdict, &d.Step, &d.NextOn, &d.Finished, &d.Scenario, &d.Code, &d.Mark, &d.Phase, &d.PhaseOn); err != nil {
			return err
		}
		c, err := money.ParseCurrency(currency)
		cases[c] = d
		return err
	}, `SELECT currency, verdict, step, next_on, finished, scenario_id, code, mark, phase, phase_on FROM dunning_case
		WHERE company_id = $1 AND customer_id = $2`, tx.Company, customer)
	return cases, err
}
