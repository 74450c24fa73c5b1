package store

import (
	"database/sql"
	"encoding/json"
	"maps"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/plan"
)

const planColumns = `p.id, p.customer_id, p.number, p.state, p.every, p.currency, p.total_minor, p.beside_minor, p.with_beside, p.parts, p.text, p.grounds, p.asked_on, p.asked_by,
	p.agreed_on, p.agreed_by, p.missed_on, p.closed_on, p.closed_by, p.once, p.made_at`

func scanPlan(rows *sql.Rows, more ...any) (p plan.Plan, err error) {
	var currency, parts string
	err = rows.Scan(append([]any{&p.ID, &p.Customer, &p.Number, &p.State, &p.Every, &currency, &p.Total.Minor, &p.Beside.Minor, &p.WithBeside, &parts, &p.Text, &p.Grounds, &p.AskedOn, &p.AskedBy,
		&p.AgreedOn, &p.AgreedBy, &p.MissedOn, &p.ClosedOn, &p.ClosedBy, &p.Once, db.ScanInstant(&p.MadeAt)}, more...)...)
	if err != nil {
		return p, err
	}
	if p.Total.Currency, err = money.ParseCurrency(currency); err != nil {
		return p, err
	}
	p.Beside.Currency = p.Total.Currency
	return p, json.Unmarshal([]byte(parts), &p.Parts)
}

// MakePlan stores a plan, and gives it an identifier and its number.
func (tx *Tx) MakePlan(p *plan.Plan) error {
	p.ID, p.MadeAt = tx.NewID(), tx.Now()
	if err := tx.Row([]any{&p.Number}, `SELECT COALESCE(MAX(number), 0) + 1 FROM plan WHERE company_id = $1 AND customer_id = $2`, tx.Company, p.Customer); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO plan (company_id, id, customer_id, number, state, every, currency, total_minor, beside_minor, with_beside, parts, text, grounds, asked_on, asked_by,
			agreed_on, agreed_by, closed_on, closed_by, once, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CAST($11 AS {json}), $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		tx.Company, p.ID, p.Customer, p.Number, string(p.State), string(p.Every), p.Total.Currency.String(), p.Total.Minor, p.Beside.Minor, p.WithBeside, db.JSON(p.Parts), p.Text, p.Grounds, p.AskedOn, p.AskedBy,
		p.AgreedOn, p.AgreedBy, p.ClosedOn, p.ClosedBy, p.Once, db.Instant(p.MadeAt))
	if err != nil {
		return err
	}
	n := 0
	_, err = tx.Insert("plan_invoice", []string{"company_id", "plan_id", "invoice_id", "amount_minor"}, func() ([]any, error) {
		if n == len(p.Shares) {
			return nil, nil
		}
		s := p.Shares[n]
		n++
		return []any{int64(tx.Company), int64(p.ID), int64(s.Invoice), s.Amount.Minor}, nil
	})
	return err
}

// SavePlans stores what became of plans.
func (tx *Tx) SavePlans(all []*plan.Plan) error {
	if len(all) == 0 {
		return nil
	}
	type row struct {
		ID       int64     `json:"id"`
		State    string    `json:"state"`
		Grounds  string    `json:"grounds"`
		AgreedOn date.Date `json:"agreed_on,omitzero"`
		AgreedBy string    `json:"agreed_by"`
		MissedOn date.Date `json:"missed_on,omitzero"`
		ClosedOn date.Date `json:"closed_on,omitzero"`
		ClosedBy string    `json:"closed_by"`
	}
	rows := make([]row, len(all))
	for n, p := range all {
		rows[n] = row{int64(p.ID), string(p.State), p.Grounds, p.AgreedOn, p.AgreedBy, p.MissedOn, p.ClosedOn, p.ClosedBy}
	}
	_, err := tx.Exec(`UPDATE plan SET state = r.state, grounds = r.grounds, agreed_on = r.agreed_on, agreed_by = r.agreed_by, missed_on = r.missed_on, closed_on = r.closed_on, closed_by = r.closed_by
		FROM {rows $2 id BIGINT, state TEXT, grounds TEXT, agreed_on DATE, agreed_by TEXT, missed_on DATE, closed_on DATE, closed_by TEXT}
		WHERE plan.company_id = $1 AND plan.id = r.id`, tx.Company, db.JSON(rows))
	return err
}

// plans loads plans by a query for planColumns, with their invoices.
func (tx *Tx) plans(query string, args ...any) ([]plan.Plan, error) {
	all, err := db.Collect(tx.Tx, func(rows *sql.Rows) (plan.Plan, error) { return scanPlan(rows) }, query, args...)
	if err != nil || len(all) == 0 {
		return all, err
	}
	at := map[id.ID]*plan.Plan{}
	ids := make([]id.ID, len(all))
	for n := range all {
		at[all[n].ID], ids[n] = &all[n], all[n].ID
	}
	return all, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var s plan.Share
		err := rows.Scan(&of, &s.Invoice, &s.Amount.Minor)
		s.Amount.Currency = at[of].Total.Currency
		at[of].Shares = append(at[of].Shares, s)
		return err
	}, `SELECT plan_id, invoice_id, amount_minor FROM plan_invoice WHERE company_id = $1 AND plan_id IN ({list $2 BIGINT}) ORDER BY plan_id, invoice_id`, tx.Company, db.JSON(ints(ids)))
}

// PlanByID finds a plan.
func (tx *Tx) PlanByID(i id.ID) (p plan.Plan, found bool, err error) {
	return onePlan(tx.plans(`SELECT `+planColumns+` FROM plan p WHERE p.company_id = $1 AND p.id = $2`, tx.Company, i))
}

// PlansByID finds plans, in the order of their making.
func (tx *Tx) PlansByID(ids []id.ID) ([]plan.Plan, error) {
	return tx.plans(`SELECT `+planColumns+` FROM plan p WHERE p.company_id = $1 AND p.id IN ({list $2 BIGINT}) ORDER BY p.id`, tx.Company, db.JSON(ints(ids)))
}

func onePlan(all []plan.Plan, err error) (plan.Plan, bool, error) {
	if err != nil || len(all) == 0 {
		return plan.Plan{}, false, err
	}
	return all[0], true, nil
}

// PlanByOnce finds the plan of a customer that an act made.
func (tx *Tx) PlanByOnce(customer id.ID, once string) (p plan.Plan, found bool, err error) {
	return onePlan(tx.plans(`SELECT `+planColumns+` FROM plan p WHERE p.company_id = $1 AND p.customer_id = $2 AND p.once = $3`, tx.Company, customer, once))
}

// PlansOf are at most limit plans of a customer, the newest first.
func (tx *Tx) PlansOf(customer id.ID, limit int) ([]plan.Plan, error) {
	return tx.plans(`SELECT `+planColumns+` FROM plan p WHERE p.company_id = $1 AND p.customer_id = $2 ORDER BY p.id DESC`+first(limit), tx.Company, customer)
}

// PlansAbout are the plans that wait or run and that are about any of some invoices.
func (tx *Tx) PlansAbout(invoices []id.ID) ([]plan.Plan, error) {
	return tx.plans(`SELECT `+planColumns+` FROM plan p WHERE p.company_id = $1 AND p.closed_on IS NULL AND p.id IN (
		SELECT i.plan_id FROM plan_invoice i WHERE i.company_id = $1 AND i.invoice_id IN ({list $2 BIGINT})) ORDER BY p.id`, tx.Company, db.JSON(ints(invoices)))
}

// agreed loads the plans that run, with the steps that their instalments took, and those that were
// broken.
func (l *caseLoader) agreed() error {
	all, err := l.tx.plans(`SELECT `+planColumns+` FROM plan p WHERE p.company_id = $1 AND p.customer_id IN ({list $2 BIGINT}) AND p.state IN ('running', 'broken')
		AND EXISTS (SELECT 1 FROM plan_invoice s JOIN invoice i ON i.company_id = s.company_id AND i.id = s.invoice_id
			WHERE s.company_id = p.company_id AND s.plan_id = p.id AND (p.state = 'running' OR i.open_minor <> 0)) ORDER BY p.customer_id, p.id`,
		l.tx.Company, l.list)
	if err != nil || len(all) == 0 {
		return err
	}
	for n := range all {
		p := &all[n]
		c, err := l.the(p.Customer, p.Total.Currency.String())
		if err != nil {
			return err
		}
		a := dunning.Agreed{Plan: p.ID, Number: p.Number, On: p.AgreedOn, Total: p.Total, Parts: p.Parts}
		for _, s := range p.Shares {
			a.Invoices = append(a.Invoices, s.Invoice)
		}
		a.WithBeside = p.WithBeside
		if p.State == plan.Running {
			c.Snapshot.Plans = append(c.Snapshot.Plans, a)
		} else {
			c.Snapshot.Broken = append(c.Snapshot.Broken, dunning.BrokenPlan{Plan: p.ID, Invoices: a.Invoices, MissedOn: p.MissedOn, On: p.ClosedOn})
		}
	}
	if err := l.beside(); err != nil {
		return err
	}
	return l.instalments()
}

// planned are the invoices of plans that run, each with its plan.
func (l *caseLoader) planned() map[id.ID]*dunning.Agreed {
	about := map[id.ID]*dunning.Agreed{}
	for _, c := range l.cases {
		for n := range c.Snapshot.Plans {
			for _, i := range c.Snapshot.Plans[n].Invoices {
				about[i] = &c.Snapshot.Plans[n]
			}
		}
	}
	return about
}

// beside loads what is left of what was claimed beside the invoices of plans by which it is paid.
func (l *caseLoader) beside() error {
	about := l.planned()
	maps.DeleteFunc(about, func(_ id.ID, a *dunning.Agreed) bool { return !a.WithBeside })
	if len(about) == 0 {
		return nil
	}
	return l.tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var left int64
		err := rows.Scan(&i, &left)
		about[i].Beside = append(about[i].Beside, plan.Share{Invoice: i, Amount: money.Of(left, about[i].Total.Currency)})
		return err
	}, `SELECT id, claimed_minor FROM invoice WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND claimed_minor <> 0 ORDER BY id`,
		l.tx.Company, db.JSON(ints(slices.Sorted(maps.Keys(about)))))
}

// instalments loads the steps that the instalments of plans that run took.
func (l *caseLoader) instalments() error {
	about := l.planned()
	if len(about) == 0 {
		return nil
	}
	invoices := slices.Sorted(maps.Keys(about))
	return l.tx.Rows(func(rows *sql.Rows) error {
		var i dunning.Instalment
		err := rows.Scan(&i.Invoice, &i.Part, &i.Taken.Step, &i.Taken.Times, &i.Taken.On, &i.Taken.Until)
		a := about[i.Invoice]
		if number, _, planned := plan.ItemOf(i.Part); planned && number == a.Number {
			a.Taken = append(a.Taken, i)
		}
		return err
	}, `SELECT invoice_id, part, step, times, on_day, until_on FROM contacted WHERE company_id = $1 AND invoice_id IN ({list $2 BIGINT}) AND part >= $3
		ORDER BY on_day, times, message_id`, l.tx.Company, db.JSON(ints(invoices)), plan.Item(1, 0))
}

// FinishBrokenTasks finishes the tasks of some customers about broken plans of which nothing is open
// any more, or which another plan has taken the place of.
func (tx *Tx) FinishBrokenTasks(customers []id.ID, by string) error {
	_, err := tx.Exec(`UPDATE task SET done_by = $3, done_at = $4
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND kind = 'plan_broken' AND done_at IS NULL AND NOT EXISTS (
			SELECT 1 FROM plan_invoice s JOIN invoice i ON i.company_id = s.company_id AND i.id = s.invoice_id
			WHERE s.company_id = $1 AND s.plan_id = task.subject_id AND i.open_minor <> 0 AND NOT EXISTS (
				SELECT 1 FROM plan_invoice o JOIN plan p ON p.company_id = o.company_id AND p.id = o.plan_id
				WHERE o.company_id = $1 AND o.invoice_id = i.id AND p.state = 'running'))`, tx.Company, db.JSON(ints(customers)), by, db.Instant(tx.Now()))
	return err
}

// PlanView is which plans are listed.
type PlanView string

// The views.
const (
	PlansRunning PlanView = ""       // that run, the newest first
	PlansAsked   PlanView = "asked"  // that wait for a person
	PlansBroken  PlanView = "broken" // of which an instalment did not come in time
	PlansClosed  PlanView = "closed" // that are over
)

// PlanViews are the views among which people choose.
var PlanViews = [...]PlanView{PlansRunning, PlansAsked, PlansBroken, PlansClosed}

// PlanFilter says which plans are listed.
type PlanFilter struct {
	View     PlanView
	Words    string // with which the customer's name or number begins
	Customer id.ID  // zero for everybody's
}

// PlanRow is a plan in a list.
type PlanRow struct {
	plan.Plan
	CustomerName string
	Open         money.Amount // of its invoices now
}

// ListPlans is one page of plans, the newest first.
func (tx *Tx) ListPlans(f PlanFilter, at Cursor, limit int) (Paged[PlanRow], error) {
	c := tx.conditions()
	f.narrow(c)
	sign, order := "<", "p.id DESC"
	if at.Back {
		sign, order = ">", "p.id"
	}
	if at.ID != 0 {
		c.add("p.id "+sign+" %s", at.ID)
	}
	keys, err := db.Collect(tx.Tx, func(rows *sql.Rows) (k keyed, err error) { return k, rows.Scan(&k.id) },
		`SELECT p.id FROM plan p JOIN customer c ON c.company_id = p.company_id AND c.id = p.customer_id WHERE p.company_id = $1 AND `+c.where()+` ORDER BY `+order+first(limit+1), c.args...)
	if err != nil {
		return Paged[PlanRow]{}, err
	}
	page := turnPage(keys, at, limit)
	rows, err := tx.planRows(page.Rows)
	return Paged[PlanRow]{Rows: rows, Previous: page.Previous, Next: page.Next}, err
}

func (f *PlanFilter) narrow(c *conditions) {
	switch f.View {
	case PlansAsked:
		c.add("p.state = 'asked'")
	case PlansBroken:
		c.add("p.state = 'broken'")
	case PlansClosed:
		c.add("p.closed_on IS NOT NULL")
	default:
		c.add("p.state = 'running'")
	}
	if f.Customer != 0 {
		c.add("p.customer_id = %s", f.Customer)
	}
	if f.Words != "" {
		found := startsWith(c, "lower(c.number)", lower(f.Words))
		if name := customer.NameKey(f.Words); name != "" {
			found += " OR " + startsWith(c, "c.name_key", name)
		}
		c.add("(" + found + ")")
	}
}

// planRows loads what a list shows of plans, in the order given.
func (tx *Tx) planRows(ids []id.ID) ([]PlanRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := tx.PlansByID(ids)
	if err != nil {
		return nil, err
	}
	rows := make([]PlanRow, len(all))
	at := map[id.ID]*PlanRow{}
	for n := range all {
		rows[n] = PlanRow{Plan: all[n], Open: money.Of(0, all[n].Total.Currency)}
		at[all[n].ID] = &rows[n]
	}
	err = tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var name string
		var open int64
		err := rows.Scan(&i, &name, &open)
		at[i].CustomerName, at[i].Open.Minor = name, open
		return err
	}, `SELECT p.id, c.name, COALESCE((SELECT CAST(SUM(i.open_minor + CASE WHEN p.with_beside AND i.open_minor <> 0 THEN i.claimed_minor ELSE 0 END) AS BIGINT) FROM plan_invoice s JOIN invoice i ON i.company_id = s.company_id AND i.id = s.invoice_id
			WHERE s.company_id = p.company_id AND s.plan_id = p.id), 0)
		FROM plan p JOIN customer c ON c.company_id = p.company_id AND c.id = p.customer_id WHERE p.company_id = $1 AND p.id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
	slices.SortFunc(rows, func(a, b PlanRow) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return rows, err
}

// PlanRow is a plan as lists show it.
func (tx *Tx) PlanRow(i id.ID) (r PlanRow, found bool, err error) {
	rows, err := tx.planRows([]id.ID{i})
	if err != nil || len(rows) == 0 {
		return r, false, err
	}
	return rows[0], true, nil
}

// CountPlans counts the plans of a view, up to a limit.
func (tx *Tx) CountPlans(f PlanFilter, limit int) (n int, err error) {
	c := tx.conditions()
	f.narrow(c)
	return n, tx.Row([]any{&n}, `SELECT `+countTo(limit, `plan p JOIN customer c ON c.company_id = p.company_id AND c.id = p.customer_id WHERE p.company_id = $1 AND `+c.where()), c.args...)
}
