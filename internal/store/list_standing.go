package store

import (
	"database/sql"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/id"
)

// Standing is what the last review decided about an invoice: of one in instalments, about the
// earliest that is open.
type Standing struct {
	Code     dunning.Code // "" where nothing stands: it is settled, a credit note, or not looked at yet
	Step     string       // its next one; "" for none
	StepOn   date.Date    // when that falls due, held or not; None for none
	Scenario id.ID        // the version that its case follows
}

// Standings are what stands about some invoices, of those about which something does.
func (tx *Tx) Standings(invoices []id.ID) (map[id.ID]Standing, error) {
	standings := map[id.ID]Standing{}
	return standings, tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var s Standing
		err := rows.Scan(&i, &s.Step, &s.StepOn, &s.Code, &s.Scenario)
		if _, known := standings[i]; !known {
			standings[i] = s
		}
		return err
	}, `SELECT d.invoice_id, d.step, d.step_on, d.code, `+caseScenario+` FROM decided_item d
		WHERE d.company_id = $1 AND d.invoice_id IN ({list $2 BIGINT}) ORDER BY d.invoice_id, d.due_on, d.part`, tx.Company, db.JSON(ints(invoices)))
}

// caseScenario is the version that the case of an item d follows; 0 for none.
const caseScenario = `COALESCE((SELECT k.scenario_id FROM dunning_case k
	WHERE k.company_id = $1 AND k.customer_id = d.customer_id AND k.currency = d.currency), 0)`

// standing are the reasons one of which stands about what is listed; none for whatever stands.
func (f *InvoiceFilter) standing() (codes []dunning.Code) {
	if f.Code != "" {
		codes = append(codes, f.Code)
	}
	for _, c := range dunning.ItemCodes() {
		if f.Code == "" && f.Verdict != "" && c.Verdict() == f.Verdict {
			codes = append(codes, c)
		}
	}
	return codes
}

// asksStanding reports whether the list is narrowed by what stands about its invoices.
func (f *InvoiceFilter) asksStanding() bool { return f.Code != "" || f.Verdict != "" }

// selective reports whether so little is asked for besides what stands that the engines begin
// with it.
func (f *InvoiceFilter) selective() bool {
	return f.Customer != 0 || f.Number != "" || f.State == LapsingState || f.State == BeyondState ||
		f.Label != "" && !f.commonLabel || f.Manager != "" && f.Manager != NoManager && !f.commonManager
}

// theEarliest is that no item of the invoice of d is due before it.
const theEarliest = `NOT EXISTS (SELECT 1 FROM decided_item e WHERE e.company_id = $1 AND e.invoice_id = d.invoice_id
	AND (e.due_on, e.part) < (d.due_on, d.part) LIMIT 1)`

// narrowStanding adds that one of the reasons stands about an invoice.
func (f *InvoiceFilter) narrowStanding(c *conditions) {
	c.add(`EXISTS (SELECT 1 FROM decided_item d WHERE d.company_id = $1 AND d.invoice_id = invoice.id
		AND d.code IN ({list ` + c.arg(db.JSON(f.standing())) + ` TEXT}) AND ` + theEarliest + ` LIMIT 1)`)
}

// standingKeys is invoiceKeys for what is narrowed by what stands, and by little besides: it
// walks what stands, one reason beside the other, each by due day as its index has them.
func (tx *Tx) standingKeys(f InvoiceFilter, at Cursor, limit int) ([]keyed, error) {
	day, err := date.Parse(at.Key)
	if err != nil {
		at = Cursor{}
	}
	c := tx.conditions()
	order := c.from(at, day, "d.due_on", "d.invoice_id", f.Reverse)
	f.narrowItems(c)
	c.add(theEarliest)
	var arms []string
	for _, code := range f.standing() {
		arms = append(arms, `SELECT * FROM (SELECT d.invoice_id, d.due_on FROM decided_item d
			WHERE d.company_id = $1 AND d.code = `+c.arg(string(code))+` AND `+c.where()+` ORDER BY `+order+first(limit)+`) d`)
	}
	return db.Collect(tx.Tx, scanKeyed, `SELECT d.invoice_id, d.due_on FROM (`+strings.Join(arms, " UNION ALL ")+`) d ORDER BY `+order+first(limit), c.args...)
}

// narrowItems adds what is asked for to a walk over items d: their own days, which their index
// has, and the rest of their invoices.
func (f *InvoiceFilter) narrowItems(c *conditions) {
	if f.State == OverdueState {
		c.add("d.due_on < %s", f.Today)
	}
	if f.DueFrom != date.None {
		c.add("d.due_on >= %s", f.DueFrom)
	}
	if f.DueTo != date.None {
		c.add("d.due_on <= %s", f.DueTo)
	}
	if f.Currency != "" {
		c.add("d.currency = %s", f.Currency)
	}
	of := &conditions{args: c.args}
	f.narrow(of)
	c.args = of.args
	if len(of.all) > 0 {
		c.add("EXISTS (SELECT 1 FROM invoice WHERE company_id = $1 AND id = d.invoice_id AND " + of.where() + " LIMIT 1)")
	}
}

// offersNothing reports whether nothing that is asked for can stand about what is listed:
// something stands about open invoices alone.
func (f *InvoiceFilter) offersNothing() bool {
	return f.asksStanding() && (slices.Contains([]InvoiceState{CreditState, SettledState}, f.State) || len(f.standing()) == 0)
}
