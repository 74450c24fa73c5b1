package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Coverage says what stands about the items that are past their due day: the promise is that
// each has a next step or a named reason why not.
type Coverage struct {
	Overdue int           // items, instalments each for itself
	Reasons []ReasonCount // what stands about them, most first
	Waiting int           // customers whose review is wanted and did not happen yet, some hundred at most
}

// ReasonCount is how many overdue items there are for one reason.
type ReasonCount struct {
	Code  dunning.Code
	Items int
}

// Covered is how many overdue items have a next step or a reason.
func (c *Coverage) Covered() int {
	sum := 0
	for _, r := range c.Reasons {
		sum += r.Items
	}
	return sum
}

// Without is how many overdue items have neither. What was paid since the last review is
// counted below zero, and as none.
func (c *Coverage) Without() int { return max(0, c.Overdue-c.Covered()) }

// Percent is the covered part of what is overdue in whole per cent, rounded down: 100 is all.
func (c *Coverage) Percent() int {
	if c.Overdue == 0 {
		return 100
	}
	return 100 * (c.Overdue - c.Without()) / c.Overdue
}

// mostWaiting bounds how many wanted reviews are counted.
const mostWaiting = 500

// Coverage counts what stands about overdue items, beside the sums that are kept of what is
// open.
func (tx *Tx) Coverage(today date.Date) (Coverage, error) {
	var c Coverage
	totals, err := tx.Totals(today)
	if err != nil {
		return c, err
	}
	for n := range totals {
		c.Overdue += totals[n].Overdue().Items
	}
	c.Reasons, err = db.Collect(tx.Tx, func(rows *sql.Rows) (r ReasonCount, err error) {
		return r, rows.Scan(&r.Code, &r.Items)
	}, `SELECT code, COUNT(*) AS items FROM decided_item
		WHERE company_id = $1 AND due_on < $2 GROUP BY code ORDER BY items DESC, code`, tx.Company, today)
	if err != nil {
		return c, err
	}
	return c, tx.Row([]any{&c.Waiting}, `SELECT `+countTo(mostWaiting, `review_wanted WHERE company_id = $1`), tx.Company)
}

// CoveredItem is an overdue item with what stands about it.
type CoveredItem struct {
	Invoice  id.ID
	Part     int
	Number   string
	Customer id.ID
	Name     string       // of the customer
	Open     money.Amount // of the whole invoice
	DueOn    date.Date    // of the part
	Step     string       // its next one; "" for none
	StepOn   date.Date
	Code     dunning.Code
	Scenario id.ID // the version that its case follows
}

// CoveredItems is one page of the overdue items for which a reason stands, by due day. The
// cursor's key is due day and part.
func (tx *Tx) CoveredItems(code dunning.Code, today date.Date, at Cursor, limit int) (Paged[CoveredItem], error) {
	c := tx.conditions()
	c.add("code = %s AND due_on < %s", string(code), today)
	sign, order := ">", "due_on, invoice_id, part"
	if at.Back {
		sign, order = "<", "due_on DESC, invoice_id DESC, part DESC"
	}
	if day, part, ok := itemPlace(at.Key); ok {
		c.add("(due_on, invoice_id, part) "+sign+" (%s, %s, %s)", day, at.ID, part)
	} else {
		at = Cursor{}
	}
	items, err := db.Collect(tx.Tx, func(rows *sql.Rows) (i CoveredItem, err error) {
		return i, rows.Scan(&i.Invoice, &i.Part, &i.Customer, &i.DueOn, &i.Step, &i.StepOn, &i.Code, &i.Scenario)
	}, `SELECT invoice_id, part, customer_id, due_on, step, step_on, code, `+caseScenario+` FROM decided_item d
		WHERE company_id = $1 AND `+c.where()+` ORDER BY `+order+first(limit+1), c.args...)
	if err != nil {
		return Paged[CoveredItem]{}, err
	}
	page := turnCovered(items, at, limit)
	return page, tx.nameCovered(page.Rows)
}

// itemPlace reads the sort key of an item: its due day and its part.
func itemPlace(key string) (day date.Date, part int, ok bool) {
	due, number, _ := strings.Cut(key, " ")
	day, err := date.Parse(due)
	if err != nil {
		return day, part, false
	}
	part, err = strconv.Atoi(number)
	return day, part, err == nil
}

// turnCovered cuts what was found to a page.
func turnCovered(items []CoveredItem, at Cursor, limit int) Paged[CoveredItem] {
	keys := make([]keyed, len(items))
	for n := range items {
		keys[n] = keyed{items[n].Invoice, fmt.Sprintf("%s %d", items[n].DueOn, items[n].Part)}
	}
	turned := turnPage(keys, at, limit)
	items = items[:min(len(items), limit)]
	if at.Back {
		slices.Reverse(items)
	}
	return Paged[CoveredItem]{Rows: items, Previous: turned.Previous, Next: turned.Next}
}

// nameCovered adds what a list shows of items.
func (tx *Tx) nameCovered(items []CoveredItem) error {
	ids := make([]id.ID, len(items))
	for n := range items {
		ids[n] = items[n].Invoice
	}
	slices.Sort(ids)
	at := map[id.ID]CoveredItem{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var i CoveredItem
		var currency string
		if err := rows.Scan(&i.Invoice, &i.Number, &i.Open.Minor, &currency, &i.Name); err != nil {
			return err
		}
		var err error
		i.Open.Currency, err = money.ParseCurrency(currency)
		at[i.Invoice] = i
		return err
	}, `SELECT i.id, i.number, i.open_minor, i.currency, c.name
		FROM invoice i JOIN customer c ON c.company_id = i.company_id AND c.id = i.customer_id
		WHERE i.company_id = $1 AND i.id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(slices.Compact(ids))))
	for n := range items {
		i := &items[n]
		known := at[i.Invoice]
		i.Number, i.Open, i.Name = known.Number, known.Open, known.Name
	}
	return err
}

// UncoveredItems are at most limit overdue invoices about which nothing stands, by customer. It
// reads the open items, and is meant for when some are missing.
func (tx *Tx) UncoveredItems(today date.Date, limit int) ([]CoveredItem, error) {
	items, err := db.Collect(tx.Tx, func(rows *sql.Rows) (i CoveredItem, err error) {
		return i, rows.Scan(&i.Invoice, &i.Customer, &i.DueOn)
	}, `SELECT i.id, i.customer_id, i.due_on FROM invoice i
		WHERE i.company_id = $1 AND i.open_minor <> 0 AND i.open_minor > 0 AND i.due_on < $2
		AND NOT EXISTS (SELECT 1 FROM decided_item d WHERE d.company_id = $1 AND d.customer_id = i.customer_id AND d.currency = i.currency AND d.invoice_id = i.id)
		ORDER BY i.customer_id, i.id`+first(limit), tx.Company, today)
	if err != nil {
		return nil, err
	}
	return items, tx.nameCovered(items)
}
