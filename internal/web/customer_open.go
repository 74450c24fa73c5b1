package web

import (
	"fmt"

	"github.com/a-h/templ"

	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/web/ui"
)

// openTable lists what is open: debts part by part, then credit notes and money on
// account.
func (d *customerData) openTable(v *visit) ui.TableSpec {
	w := v.Words
	spec := ui.TableSpec{Caption: w.Cap("word.open_items"), Columns: []ui.Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Label: w.Cap("word.due_date"), Kind: ui.ColumnTight},
		{Label: w.T("web.column.state"), Kind: ui.ColumnTight}, {Label: w.T("web.column.next_step"), From: ui.ScreenDesktop},
		{Label: w.Cap("word.amount"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.Cap("word.open_amount"), Kind: ui.ColumnAmount},
	}, Empty: ui.EmptyState(ui.EmptySpec{Icon: ui.IconPaid, Title: w.T("web.customer.nothing_open"), Text: w.T("web.customer.nothing_open_text")})}
	steps := d.nextSteps(v)
	sums := map[money.Currency]money.Amount{}
	for n := range d.Open {
		i := &d.Open[n]
		sums[i.Open.Currency] = sums[i.Open.Currency].Add(i.Open)
		if len(spec.Rows) < mostOpen {
			spec.Rows = append(spec.Rows, d.openRows(v, i, steps)...)
		}
	}
	for n := range d.OnAccount {
		p := &d.OnAccount[n]
		sums[p.OnAccount.Currency] = sums[p.OnAccount.Currency].Sub(p.OnAccount)
		spec.Rows = append(spec.Rows, onAccountRow(v, p))
	}
	if len(sums) == 1 && len(spec.Rows) > 1 {
		for _, sum := range sums {
			none := ui.Words("")
			spec.Total = []templ.Component{ui.Words(w.T("web.customer.balance")), none, none, none, none, ui.Sum(w, sum)}
		}
	}
	return spec
}

// itemKey names an instalment, or with part 0 an invoice that is payable at once.
type itemKey struct {
	invoice id.ID
	part    int
}

// nextSteps says for each item which step it takes when.
func (d *customerData) nextSteps(v *visit) map[itemKey]string {
	steps := map[itemKey]string{}
	for n := range d.Decisions {
		w := explain.Named(v.Words, d.Decisions[n].Scenario)
		for _, i := range d.Decisions[n].Assessment.Items {
			part, _ := i.Item.Debt()
			key := itemKey{i.Item.Invoice, part}
			switch {
			case steps[key] != "": // of an instalment of a plan: the first one says it
			case i.Verdict == dunning.Hold:
				steps[key] = w.T("web.customer.held_back")
			case i.Step != "":
				steps[key] = w.T("web.customer.step_on", "Step", explain.Step(w, i.Step), "Day", w.ShortDayMonth(max(i.On, v.Today)))
			}
		}
	}
	return steps
}

func (d *customerData) openRows(v *visit, i *invoice.Invoice, steps map[itemKey]string) []ui.Row {
	w, href := v.Words, v.toInvoice(i.ID)
	if i.Open.Sign() < 0 {
		return []ui.Row{{ID: "i-" + i.ID.String(), Href: href, Label: i.Number, Cells: []templ.Component{
			ui.InvoiceLink(i.Number, href), ui.Day(w, i.IssuedOn), v.invoiceStatus(i), ui.Words(""), ui.Money(w, i.Owed), ui.Money(w, i.Open)}}}
	}
	var rows []ui.Row
	for _, p := range i.OpenParts() {
		name, whole := ui.InvoiceLink(i.Number, href), i.Owed
		if p.Number > 0 {
			name = ui.Stacked(name, ui.Words(w.T("web.part_of", "Part", p.Number, "Parts", len(i.Parts))))
			whole = partAmount(i, p.Number)
		}
		status := debtStatus(p.Amount, p.DueOn, v.Today)
		if d.held(i.ID, v.Today) {
			status = ui.Status{State: ui.StateHeld}
		} else if d.onPlan(i.ID) {
			status = ui.Status{State: ui.StatePlan}
		}
		rows = append(rows, ui.Row{ID: fmt.Sprintf("i-%s-%d", i.ID, p.Number), Href: href, Label: i.Number, Cells: []templ.Component{
			name, ui.Day(w, p.DueOn), ui.StatusChip(w, status), ui.Muted(steps[itemKey{i.ID, p.Number}]), ui.Money(w, whole), ui.Money(w, p.Amount)}})
	}
	return rows
}

// partAmount is what an instalment asked for.
func partAmount(i *invoice.Invoice, number int) money.Amount {
	for _, p := range i.Parts {
		if p.Number == number {
			return p.Amount
		}
	}
	return i.Owed
}

func onAccountRow(v *visit, p *payment.Payment) ui.Row {
	w := v.Words
	row := ui.Row{ID: "p-" + p.ID.String(), Label: w.T("web.on_account"), Cells: []templ.Component{
		ui.Words(w.T("web.on_account")), ui.Day(w, p.ReceivedOn), ui.Tag(ui.ToneGood, ui.IconPayment, w.Cap("word.payment")), ui.Words(""),
		ui.Money(w, p.Amount), ui.Money(w, p.OnAccount.Neg())}}
	if p.Entry != 0 {
		row.Href = v.to("bank", "entries", p.Entry.String())
		row.Cells[0] = ui.Link(w.T("web.on_account"), row.Href)
	}
	if !p.Booked.IsZero() {
		row.Cells[0] = ui.Stacked(row.Cells[0], ui.Words(w.T("bank.bank_booked", "Booked", p.Booked, "Rate", explain.Rate(w, p.Amount, p.Booked))))
	}
	return row
}
