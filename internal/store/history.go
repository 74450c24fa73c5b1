package store

import (
	"encoding/json"
	"strings"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/timeline"
)

// HistoryFilter narrows the history of a customer; zero fields narrow nothing.
type HistoryFilter struct {
	Group      timeline.Group
	From, Till date.Date // the first and the last civil day
	Number     string    // of an invoice
}

// mostSame is how many documents of one number are looked at: a company and its customers
// number theirs alike.
const mostSame = 20

// HistoryOf is what happened to a customer and to those that were merged into it, as far as a
// filter lets it through, the newest first: at most limit events before a moment. What is
// about an invoice is what names its number, and what was written or noted about it.
func (tx *Tx) HistoryOf(customer id.ID, f HistoryFilter, before Moment, limit int) ([]timeline.Event, error) {
	c := tx.conditions()
	c.add("t.company_id = $1")
	c.add("t.customer_id IN (SELECT CAST(%s AS BIGINT) UNION ALL SELECT m.id FROM customer m WHERE m.company_id = $1 AND m.merged_into = %s)", customer, customer)
	if !before.At.IsZero() {
		c.add("(t.created_at, t.customer_id, t.seq) < (%s, %s, %s)", db.Instant(before.At), before.Customer, before.Seq)
	}
	f.group(c)
	if f.From != date.None {
		c.add("t.on_day >= %s", f.From)
	}
	if f.Till != date.None {
		c.add("t.on_day <= %s", f.Till)
	}
	f.number(c)
	return db.Collect(tx.Tx, scanEvent, `SELECT `+of("t", timelineColumns)+` FROM timeline t
		WHERE `+c.where()+` ORDER BY t.created_at DESC, t.customer_id DESC, t.seq DESC`+first(limit), c.args...)
}

// group narrows to what belongs to the group. A step that was taken by telephone tells the
// same as one by mail: its message says which it was.
func (f *HistoryFilter) group(c *conditions) {
	const isCall = "EXISTS (SELECT 1 FROM message m WHERE m.company_id = $1 AND m.id = t.subject_id AND m.channel = "
	switch f.Group {
	case "":
	case timeline.Messages:
		c.add("t.kind IN ({list %s TEXT}) AND NOT "+isCall+"%s)", db.JSON(f.Group.Kinds()), string(message.Call))
	case timeline.Calls:
		c.add("(t.kind IN ({list %s TEXT}) OR t.kind IN ({list %s TEXT}) AND "+isCall+"%s))", db.JSON(f.Group.Kinds()), db.JSON(timeline.Messages.Kinds()), string(message.Call))
	default:
		c.add("t.kind IN ({list %s TEXT})", db.JSON(f.Group.Kinds()))
	}
}

// number narrows to what is about an invoice.
func (f *HistoryFilter) number(c *conditions) {
	if f.Number == "" {
		return
	}
	quoted, err := json.Marshal(f.Number)
	if err != nil {
		panic(err) // a text can be written
	}
	within := c.arg("%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(string(quoted)) + "%")
	invoices := "(SELECT i.id FROM invoice i WHERE i.company_id = $1 AND i.number = " + c.arg(f.Number) + first(mostSame) + ")"
	c.add("(lower(t.data) LIKE lower(" + within + `) ESCAPE '\' OR t.subject_id IN ` + invoices + `
		OR EXISTS (SELECT 1 FROM message_item x WHERE x.company_id = $1 AND x.message_id = t.subject_id AND x.invoice_id IN ` + invoices + `)
		OR EXISTS (SELECT 1 FROM note n WHERE n.company_id = $1 AND n.id = t.subject_id AND n.invoice_id IN ` + invoices + `)
		OR EXISTS (SELECT 1 FROM hold h WHERE h.company_id = $1 AND h.id = t.subject_id AND h.invoice_id IN ` + invoices + `))`)
}
