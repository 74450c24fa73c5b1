package web

import (
	"github.com/a-h/templ"

	"acquit/internal/render"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// letGoData is the list of what was let go.
type letGoData struct {
	*visit
	Rows  []store.LetGo
	Pager ui.Pager
}

func letGoPage(v *visit, tx *store.Tx) (answer, error) {
	after, err := readKey(v.query("after"))
	if err != nil {
		return nil, err
	}
	d := letGoData{visit: v}
	if d.Rows, err = tx.LetGo(after, bankList+1); err != nil {
		return nil, err
	}
	here := v.to("bank", "let-go")
	if n := behindPage(d.Rows, bankList); n < len(d.Rows) {
		d.Rows = d.Rows[:n]
		last := d.Rows[n-1]
		d.Pager.Next = here + "?after=" + writeKey(last.On, last.Payment)
	}
	if after != (store.EntryKey{}) {
		d.Pager.Previous = here // the head of the list
	}
	return page{Title: v.Words.T("letgo.tab"), Place: bank, Body: letGoBody(d)}, nil
}

// behindPage is where the rows of so many payments end.
func behindPage(rows []store.LetGo, payments int) int {
	seen := 0
	for n := range rows {
		if n == 0 || rows[n].Payment != rows[n-1].Payment {
			seen++
		}
		if seen > payments {
			return n
		}
	}
	return len(rows)
}

func (d letGoData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("letgo.tab"), Pager: d.Pager, Empty: noLetGo(d.visit), Columns: []ui.Column{
		{Label: w.T("bank.invoice"), Name: true}, {Label: w.T("bank.day"), Kind: ui.ColumnTight}, {Label: w.T("letgo.reason")},
		{Label: w.T("letgo.by"), From: ui.ScreenTablet}, {Label: w.T("letgo.account"), From: ui.ScreenDesktop}, {Label: w.T("letgo.amount"), Kind: ui.ColumnAmount},
		{Label: w.T("bank.actions"), Kind: ui.ColumnAction},
	}}
	for n := range d.Rows {
		l := &d.Rows[n]
		t.Rows = append(t.Rows, ui.Row{Label: l.Bill, Cells: []templ.Component{
			ui.Stacked(ui.InvoiceLink(l.Bill, d.toInvoice(l.Invoice)), ui.Words(l.Name)), ui.Day(w, l.On),
			ui.Words(letGoWord(w, l.Reason)), ui.Words(d.letGoBy(l)), ui.Words(d.Company.Policy.DifferenceAccount), ui.Money(w, l.Amount), toEntry(d.visit, l),
		}})
	}
	return t
}

// letGoBy says who let something go: a person, or the program by itself.
func (v *visit) letGoBy(l *store.LetGo) string {
	if l.By == settle.Actor {
		return v.Words.T("letgo.by_itself")
	}
	return l.By
}

// letGoSheet is the whole list as a file, for the books.
func letGoSheet(v *visit, tx *store.Tx) (*sheet, error) {
	w := v.Words
	heads := []string{w.T("bank.day"), w.T("web.field.number"), w.Cap("word.customer"), w.T("bank.invoice"), w.T("letgo.reason"), w.T("letgo.by"),
		w.T("letgo.account"), w.T("letgo.amount"), w.T("web.filter.currency")}
	return &sheet{Name: w.T("letgo.tab"), Heads: heads, Rows: func(r *render.Sheet) error {
		for after := (store.EntryKey{}); ; {
			rows, err := tx.LetGo(after, sheetBatch)
			if err != nil || len(rows) == 0 {
				return err
			}
			for n := range rows {
				l := &rows[n]
				r.Day(l.On)
				r.Text(l.Number, l.Name, l.Bill, letGoWord(w, l.Reason), v.letGoBy(l), v.Company.Policy.DifferenceAccount)
				r.Money(l.Amount.Currency, l.Amount)
				if err := r.End(); err != nil {
					return err
				}
			}
			last := rows[len(rows)-1]
			after = store.EntryKey{On: last.On, ID: last.Payment}
		}
	}}, nil
}
