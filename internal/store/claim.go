package store

import (
	"cmp"
	"database/sql"
	"slices"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/payment"
)

// ClaimedKind tells what was asked from what was let go.
type ClaimedKind string

// The kinds.
const (
	WasClaimed ClaimedKind = "claimed"
	WasWaived  ClaimedKind = "waived"
)

// Claimed is a line of the claims ledger: an amount that was asked of a debt beside its
// principal, or that was let go.
type Claimed struct {
	ID       id.ID
	Invoice  id.ID
	Item     int // the instalment; 0 for an invoice that is payable at once
	Kind     ClaimedKind
	Part     allocation.Part
	On       date.Date
	Amount   money.Amount // more than nothing
	Message  id.ID        // that asked for it; zero where a person did
	Step     string       // of that message
	Scenario id.ID        // the version by which that message was decided
	Reason   string       // a person's
	By       string
	At       time.Time
}

// AddClaimed notes what was asked or let go. Callers have locked the customers.
//
// Errors: Conflict for more let go than was asked and is neither paid nor let go.
func (tx *Tx) AddClaimed(all []Claimed) error {
	if len(all) == 0 {
		return nil
	}
	now := tx.Now()
	n := 0
	_, err := tx.Insert("claimed", []string{"company_id", "id", "invoice_id", "part", "kind", "of_part", "on_day", "amount_minor", "message_id", "step", "reason", "made_by", "created_at"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			c := &all[n]
			n++
			c.ID, c.At = tx.NewID(), now
			return []any{int64(tx.Company), int64(c.ID), int64(c.Invoice), c.Item, string(c.Kind), string(c.Part), c.On, c.Amount.Minor, optional(c.Message),
				c.Step, c.Reason, c.By, db.Instant(now)}, nil
		})
	if err != nil {
		return err
	}
	var invoices []id.ID
	for _, c := range all {
		invoices = append(invoices, c.Invoice)
	}
	return tx.recountClaimed(invoices)
}

// payClaimed stores what allocations, which are stored already, leave of what was claimed
// beside invoices.
func (tx *Tx) payClaimed(all []*payment.Allocation) error {
	var touched []id.ID
	for _, a := range all {
		if !a.OfPrincipal() {
			touched = append(touched, a.Invoice)
		}
	}
	return tx.recountClaimed(touched)
}

// recountClaimed stores what is left of what was claimed beside invoices.
func (tx *Tx) recountClaimed(invoices []id.ID) error {
	if len(invoices) == 0 {
		return nil
	}
	slices.Sort(invoices)
	invoices = slices.Compact(invoices)
	left, err := tx.ClaimedLeft(invoices)
	if err != nil {
		return err
	}
	type row struct {
		ID      int64 `json:"id"`
		Claimed int64 `json:"claimed_minor"`
	}
	var rows []row
	for _, i := range invoices {
		of := left[i]
		for _, p := range []allocation.Part{allocation.Interest, allocation.Compensation, allocation.Costs} {
			if of.Of(p).Sign() < 0 {
				return fault.New(fault.Conflict, "%s more would be paid or let go than was claimed", of.Of(p).Neg().Text())
			}
		}
		rows = append(rows, row{int64(i), of.Late().Minor})
	}
	_, err = tx.Exec(`UPDATE invoice SET claimed_minor = r.claimed_minor FROM {rows $2 id BIGINT, claimed_minor BIGINT}
		WHERE invoice.company_id = $1 AND invoice.id = r.id`, tx.Company, db.JSON(rows))
	return err
}

// ledgerSums adds up what was claimed, let go and paid, by invoice, instalment and part. What
// was paid is of an invoice as a whole, and stands beside the instalment 0.
const ledgerSums = `SELECT c.invoice_id, c.part, c.kind, c.of_part, i.currency, CAST(SUM(c.amount_minor) AS BIGINT)
		FROM claimed c JOIN invoice i ON i.company_id = c.company_id AND i.id = c.invoice_id
		WHERE c.company_id = $1 AND c.invoice_id IN ({list $2 BIGINT}) GROUP BY c.invoice_id, c.part, c.kind, c.of_part, i.currency
	UNION ALL SELECT a.invoice_id, 0, 'paid', a.of_part, i.currency, CAST(SUM(a.amount_minor) AS BIGINT)
		FROM allocation a JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
		WHERE a.company_id = $1 AND a.invoice_id IN ({list $2 BIGINT}) AND a.of_part <> 'principal' GROUP BY a.invoice_id, a.of_part, i.currency`

// ledgers are the sums of some invoices, by invoice and instalment.
func (tx *Tx) ledgers(invoices []id.ID) (map[id.ID]map[int]*claim.Ledger, error) {
	all := map[id.ID]map[int]*claim.Ledger{}
	return all, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var item int
		var kind string
		var part allocation.Part
		var currency string
		var minor int64
		if err := rows.Scan(&of, &item, &kind, &part, &currency, &minor); err != nil {
			return err
		}
		c, err := money.ParseCurrency(currency)
		if err != nil {
			return err
		}
		if all[of] == nil {
			all[of] = map[int]*claim.Ledger{}
		}
		if all[of][item] == nil {
			none := allocation.Nothing(c)
			all[of][item] = &claim.Ledger{Claimed: none, Waived: none, Paid: none}
		}
		l := all[of][item]
		sums := map[string]*allocation.Claim{string(WasClaimed): &l.Claimed, string(WasWaived): &l.Waived, "paid": &l.Paid}[kind]
		*sums = sums.Plus(allocation.Only(part, money.Of(minor, c)))
		return nil
	}, ledgerSums, tx.Company, db.JSON(ints(invoices)))
}

// ClaimedLeft is what was claimed beside some invoices and is neither let go nor paid. One of
// which nothing was ever claimed is left out.
func (tx *Tx) ClaimedLeft(invoices []id.ID) (map[id.ID]allocation.Claim, error) {
	ledgers, err := tx.ledgers(invoices)
	left := map[id.ID]allocation.Claim{}
	for i, items := range ledgers {
		for _, l := range items {
			left[i] = left[i].Plus(l.Left())
		}
	}
	return left, err
}

func scanClaimed(rows *sql.Rows) (c Claimed, err error) {
	var message sql.NullInt64
	var currency string
	if err := rows.Scan(&c.ID, &c.Invoice, &c.Item, &c.Kind, &c.Part, &c.On, &c.Amount.Minor, &currency, &message, &c.Step, &c.Reason, &c.By, db.ScanInstant(&c.At), &c.Scenario); err != nil {
		return c, err
	}
	c.Message = id.ID(message.Int64)
	c.Amount.Currency, err = money.ParseCurrency(currency)
	return c, err
}

// ClaimLedger are the lines of an invoice's claims ledger, in the order in which they were
// written.
func (tx *Tx) ClaimLedger(i id.ID) ([]Claimed, error) {
	return db.Collect(tx.Tx, scanClaimed, `SELECT c.id, c.invoice_id, c.part, c.kind, c.of_part, c.on_day, c.amount_minor, i.currency, c.message_id, c.step, c.reason, c.made_by, c.created_at,
		COALESCE((SELECT m.scenario_id FROM message m WHERE m.company_id = $1 AND m.id = c.message_id), 0)
		FROM claimed c JOIN invoice i ON i.company_id = c.company_id AND i.id = c.invoice_id
		WHERE c.company_id = $1 AND c.invoice_id = $2 ORDER BY c.id`, tx.Company, i)
}

// Claim is the case of a claim, with what it is about.
type Claim struct {
	claim.Case
	Invoice  *invoice.Invoice
	Item     int // the instalment; 0 for an invoice that is payable at once
	Customer *customer.Customer
	// Refused is why nothing can be reckoned, whatever the day; nil where it can.
	Refused error
	// Sent is the message that brought the invoice from here; nil where none did.
	Sent *Brought

	inLetter []id.ID // the invoices of Letter.Debts
}

// Claims loads the claims of some invoices, each instalment by itself, in the order in which
// the invoices are given. Credit notes have none.
func (tx *Tx) Claims(invoices []id.ID) ([]Claim, error) {
	all, letters, err := tx.claims(invoices)
	if err != nil {
		return all, err
	}
	sent, err := tx.FirstBrought(invoices)
	if err != nil {
		return nil, err
	}
	for n := range all {
		all[n].Sent = sent[all[n].Invoice.ID]
	}
	if len(letters) == 0 {
		return all, nil
	}
	return all, tx.bindLetters(all, letters)
}

// claims are the claims of some invoices, and the letters to Dutch consumers that asked for
// them.
func (tx *Tx) claims(invoices []id.ID) ([]Claim, map[itemKey]id.ID, error) {
	l := &claimLoader{tx: tx, invoices: invoices, list: db.JSON(ints(invoices)), of: map[id.ID]*invoice.Invoice{}, who: map[id.ID]*customer.Customer{},
		facts: map[id.ID][]claim.Fact{}, notices: map[itemKey][]claim.Notice{}, letters: map[itemKey]id.ID{}, rates: map[bindKey]law.Binding{}}
	for _, load := range []func() error{l.theCompany, l.documents, l.debtors, l.settled, l.sent} {
		if err := load(); err != nil {
			return nil, nil, err
		}
	}
	ledgers, err := tx.ledgers(invoices)
	if err != nil {
		return nil, nil, err
	}
	var all []Claim
	for _, i := range invoices {
		claims, err := l.claims(l.of[i], ledgers[i])
		if err != nil {
			return nil, nil, err
		}
		all = append(all, claims...)
	}
	return all, l.letters, nil
}

// claimLoader gathers what claims follow from, each kind of fact by one query.
type claimLoader struct {
	tx       *Tx
	invoices []id.ID
	list     string // the invoices, for {list}
	company  company.Company
	of       map[id.ID]*invoice.Invoice
	who      map[id.ID]*customer.Customer
	facts    map[id.ID][]claim.Fact // by invoice, in the order of their days
	notices  map[itemKey][]claim.Notice
	letters  map[itemKey]id.ID // the first to a Dutch consumer about an item
	own      law.Own
	rates    map[bindKey]law.Binding
}

func (l *claimLoader) theCompany() (err error) {
	if l.company, err = l.tx.TheCompany(); err != nil {
		return err
	}
	l.own, err = l.tx.CompanyRates()
	return err
}

func (l *claimLoader) documents() error {
	found, err := l.tx.InvoicesByID(l.invoices)
	for n := range found {
		l.of[found[n].ID] = &found[n]
	}
	return err
}

func (l *claimLoader) debtors() error {
	var wanted []id.ID
	for _, i := range l.of {
		wanted = append(wanted, i.Customer)
	}
	found, err := l.tx.Customers(wanted)
	for n := range found {
		l.who[found[n].ID] = &found[n]
	}
	return err
}

// settled loads what stands of what made debts less. What was undone or taken back counts
// for no day: the money was not there.
func (l *claimLoader) settled() error {
	return l.tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var f claim.Fact
		if err := rows.Scan(&of, &f.On, &f.Amount.Minor, &f.Part); err != nil {
			return err
		}
		if i := l.of[of]; i != nil {
			f.Amount.Currency = i.Owed.Currency
			l.facts[of] = append(l.facts[of], f)
		}
		return nil
	}, `SELECT a.invoice_id, a.on_day, a.amount_minor, a.of_part FROM allocation a
		WHERE a.company_id = $1 AND a.invoice_id IN ({list $2 BIGINT}) AND a.reverses_id IS NULL AND a.amount_minor > 0
		AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)
		ORDER BY a.invoice_id, a.on_day, a.id`, l.tx.Company, l.list)
}

// itemKey is an invoice that is payable at once, or one instalment.
type itemKey struct {
	invoice id.ID
	part    int
}

// sent loads the messages about the debts that have left the house: those with which they
// took a step, and those that say of all that they list what the law asks for.
func (l *claimLoader) sent() error {
	return l.tx.Rows(func(rows *sql.Rows) error {
		var k itemKey
		var n claim.Notice
		var document law.Document
		var channel string
		var message id.ID
		if err := rows.Scan(&k.invoice, &k.part, &n.On, &document, &channel, &message); err != nil {
			return err
		}
		if document == law.FourteenDays && l.letters[k] == 0 {
			l.letters[k] = message
		}
		n.Kind, n.ByPost = claim.NoticeOf(document), channel != "mail" || l.company.Policy.Late.MailsAsLetters
		l.notices[k] = append(l.notices[k], n)
		return nil
	}, `SELECT t.invoice_id, t.part, m.sent_on, m.document, m.channel, m.id
		FROM message_item t JOIN message m ON m.company_id = t.company_id AND m.id = t.message_id
		WHERE t.company_id = $1 AND t.invoice_id IN ({list $2 BIGINT}) AND m.state = 'sent'
		AND (t.step <> '' OR m.document IN ('first_reminder', 'fourteen_days')) ORDER BY m.sent_on, m.id`, l.tx.Company, l.list)
}

// claims are those of one invoice. What was paid fills the instalments in the order of their
// due days, as everywhere.
func (l *claimLoader) claims(i *invoice.Invoice, ledgers map[int]*claim.Ledger) ([]Claim, error) {
	if i == nil || i.Owed.Sign() <= 0 {
		return nil, nil
	}
	parts := i.Parts
	if len(parts) == 0 {
		parts = []invoice.Part{{DueOn: i.DueOn, Amount: i.Owed}}
	}
	facts := slices.Clone(l.facts[i.ID])
	all := make([]Claim, len(parts))
	for n, p := range parts {
		c := &all[n]
		c.Invoice, c.Item, c.Customer = i, p.Number, l.who[i.Customer]
		c.Debt = claim.Debt{Principal: p.Amount, DueOn: p.DueOn}
		c.Ledger = ledgerOf(ledgers, p.Number, i.Owed.Currency)
		room := c.Ledger.Claimed.Less(c.Ledger.Waived)
		room.Principal = p.Amount
		c.Debt.Facts = claim.Take(facts, &room)
		for _, f := range c.Debt.Facts {
			if f.Part != allocation.Principal {
				c.Ledger.Paid = c.Ledger.Paid.Plus(allocation.Only(f.Part, f.Amount))
			}
		}
		if err := l.bind(c, p); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ledgerOf is what was claimed and let go of an instalment; what was paid follows from the
// facts.
func ledgerOf(ledgers map[int]*claim.Ledger, item int, c money.Currency) claim.Ledger {
	none := allocation.Nothing(c)
	if l := ledgers[item]; l != nil {
		return claim.Ledger{Claimed: l.Claimed, Waived: l.Waived, Paid: none}
	}
	return claim.Ledger{Claimed: none, Waived: none, Paid: none}
}

// bind says under which law and terms a claim stands.
func (l *claimLoader) bind(c *Claim, p invoice.Part) error {
	late := &l.company.Policy.Late
	buyer := law.Buyer(c.Customer.Kind)
	segment, country := buyer.Segment(), cmp.Or(buyer.Land(l.company.Country, c.Customer.Country), l.company.Country)
	c.Circumstances = claim.Circumstances{Country: country, Segment: segment, IssuedOn: c.Invoice.IssuedOn, DueOn: p.DueOn,
		Advance: c.Invoice.Prepayment, Clause: late.ConsumerClause, Mention: late.Mention, SmallCreditor: late.SmallCreditor, Notices: l.notices[itemKey{c.Invoice.ID, p.Number}]}
	var order allocation.Law
	if c.Rule, c.Refused = law.Of(country, segment); c.Refused != nil {
		return nil
	}
	if order, c.Refused = allocation.Of(country); c.Refused != nil {
		return nil
	}
	if !late.ConsumerClause {
		c.Rule = c.Rule.WithoutClause()
	}
	bound, err := l.bindRates(&c.Rule)
	c.Circumstances.ClauseVoid = bound.Void
	c.Terms = claim.Terms{Rates: bound.Rates, Count: c.Rule.Count, Compounds: c.Rule.Compounds, Compensation: c.Rule.Compensation, CostsVAT: costsVAT(country, late), Order: order.Parts, PaymentDayFree: late.PaymentDayFree}
	if late.CostsLast && order.CostsLast != nil {
		c.Terms.Order = order.CostsLast
	}
	return err
}

// costsVAT is by what costs of collection are raised: in the Netherlands only.
func costsVAT(country string, late *company.Late) law.Percent {
	if country == "NL" {
		return late.CostsVAT
	}
	return 0
}

// bindRates are the rates by which the company reckons under a rule.
func (l *claimLoader) bindRates(r *law.Rule) (law.Binding, error) {
	key := bindKey{r.Series(), r.Segment}
	if known, found := l.rates[key]; found {
		return known, nil
	}
	bound, err := r.Bind(l.own)
	l.rates[key] = bound
	return bound, err
}

// bindKey is what rates are bound by.
type bindKey struct {
	series  law.Series
	segment law.Segment
}

// Owed is what an invoice owes, part by part, and the order in which payments settle it.
type Owed struct {
	allocation.Claim
	Order allocation.Order
	// PrincipalFirst says that the company has agreed to a plan that runs and by which nothing is
	// asked beside it: the order of the law gives way.
	PrincipalFirst bool
}

// OwedBeside says what is owed of those among some invoices beside which something was
// claimed that is neither let go nor paid. Mostly there are none, and one query says so.
func (tx *Tx) OwedBeside(invoices []id.ID) (map[id.ID]Owed, error) {
	claimed, err := db.Collect(tx.Tx, scanID, `SELECT id FROM invoice WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND claimed_minor <> 0`,
		tx.Company, db.JSON(ints(invoices)))
	if err != nil || len(claimed) == 0 {
		return nil, err
	}
	left, err := tx.ClaimedLeft(claimed)
	if err != nil {
		return nil, err
	}
	claims, err := tx.Claims(claimed)
	all := map[id.ID]Owed{}
	for _, c := range claims {
		owed := left[c.Invoice.ID]
		owed.Principal = c.Invoice.Open
		all[c.Invoice.ID] = Owed{Claim: owed, Order: c.Terms.Order}
	}
	if err != nil {
		return nil, err
	}
	planned, err := db.Collect(tx.Tx, scanID, `SELECT DISTINCT s.invoice_id FROM plan_invoice s JOIN plan p ON p.company_id = s.company_id AND p.id = s.plan_id
		WHERE s.company_id = $1 AND s.invoice_id IN ({list $2 BIGINT}) AND p.state = 'running' AND NOT p.with_beside`, tx.Company, db.JSON(ints(claimed)))
	for _, i := range planned {
		owed := all[i]
		owed.PrincipalFirst = true
		all[i] = owed
	}
	return all, err
}

// ClaimedOf are the invoices of some customers beside which something was claimed that is
// neither let go nor paid.
func (tx *Tx) ClaimedOf(customers []id.ID) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT id FROM invoice WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND claimed_minor <> 0 ORDER BY id`,
		tx.Company, db.JSON(ints(customers)))
}

// ClaimRests are the invoices of some customers whose principal is paid while something that
// was claimed beside it is neither let go nor paid.
func (tx *Tx) ClaimRests(customers []id.ID) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT id FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND claimed_minor <> 0 AND open_minor = 0 ORDER BY id`, tx.Company, db.JSON(ints(customers)))
}

// ClaimTasksDone are the invoices of some customers of whose claim a person is asked what
// becomes of the rest, while there is none.
func (tx *Tx) ClaimTasksDone(customers []id.ID) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT t.subject_id FROM task t
		WHERE t.company_id = $1 AND t.customer_id IN ({list $2 BIGINT}) AND t.kind = 'claim_left' AND t.done_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.id = t.subject_id AND i.claimed_minor <> 0 AND i.open_minor = 0)
		ORDER BY t.subject_id`, tx.Company, db.JSON(ints(customers)))
}
