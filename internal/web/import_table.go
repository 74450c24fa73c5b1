package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) importTableRoutes() {
	s.getSlow("/import/{import}/columns", columnsPage)
	s.post("/import/{import}/columns", explainColumns)
}

// tableData is a table whose columns a person explains.
type tableData struct {
	*visit
	*intake.Question
	Row      importRow
	Accounts []store.BankAccount // of the company, for a table of bank entries
	Options  intake.TableOptions
	AsOf     string // as typed
	Doubt    bool   // the snapshot closes most of what is open: a person must be sure
	Problem  string // why nothing was taken in, or why the form is as it was before
	Status   int
}

func columnsPage(v *visit) (answer, error) {
	d, err := v.tableAs(intake.Asked{})
	if err != nil {
		return nil, err
	}
	return d.page(), nil
}

// tableAs reads a table as it is asked for.
func (v *visit) tableAs(a intake.Asked) (*tableData, error) {
	d := &tableData{visit: v}
	i, err := v.id("import")
	if err != nil {
		return nil, err
	}
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) error {
		imported, err := v.imported(tx)
		if err != nil {
			return err
		}
		if d.Row, err = readImport(imported); err == nil {
			d.Accounts, err = tx.BankAccounts()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if !d.Row.Report.Table {
		return nil, errNoPage
	}
	d.Question, err = v.intake().TableQuestion(v.Request.Context(), v.Company.ID, i, a)
	return d, err
}

func (v *visit) intake() *intake.Desk { return &intake.Desk{Store: v.Store, Actor: v.actor()} }

func (d *tableData) page() page {
	return page{Title: d.Row.Name, Place: imports, Status: d.Status, Body: tableBody(d)}
}

// explainColumns shows a table as a person explains it, or takes it in.
func explainColumns(v *visit) (answer, error) {
	asked, before := v.asked()
	var typed string
	asked.TableOptions, typed, _ = v.tableOptions() // a day that is none is said when the table is taken in
	before.TableOptions, asked.Whole = asked.TableOptions, v.form("action") == "whole"
	if v.form("action") == "take" && asked.Mapping != nil {
		return v.takeTable(asked)
	}
	d, err := v.tableAs(asked)
	if fault.KindOf(err) == fault.Invalid { // such as headings where none can stand
		problem := v.Words.Fault(err)
		if d, err = v.tableAs(before); err == nil {
			d.Problem, d.Status = problem, http.StatusUnprocessableEntity
		}
	}
	if err != nil {
		return nil, err
	}
	d.Options, d.AsOf = asked.TableOptions, typed
	d.Doubt = d.Options.Sure // who was asked and said so is not asked again
	if v.partial() {
		return fragment{Body: tableBody(d)}, nil
	}
	return d.page(), nil
}

// takeTable takes a table in as it is explained. What cannot be is shown again, with
// the reason.
func (v *visit) takeTable(a intake.Asked) (answer, error) {
	i, err := v.id("import")
	if err != nil {
		return nil, err
	}
	options, typed, err := v.tableOptions()
	if err == nil {
		var report intake.Report
		report, err = v.intake().TakeTable(v.Request.Context(), v.Company.ID, i, *a.Mapping, options)
		if err == nil {
			return moved{To: v.to("import", i.String()), Toast: ui.Toast{Text: v.Words.T("table.taken", "What", outcome(v.Words, &report))}}, nil
		}
	}
	kind := fault.KindOf(err)
	if kind != fault.Invalid && kind != fault.Conflict {
		return nil, err
	}
	d, again := v.tableAs(a)
	if again != nil {
		return nil, err
	}
	d.Options, d.AsOf, d.Doubt = options, typed, errors.Is(err, intake.ErrSure)
	d.Problem, d.Status = v.Words.Fault(err), statuses[kind]
	return d.page(), nil
}

// tableOptions are the options of the form; typed is the day as it was typed.
func (v *visit) tableOptions() (o intake.TableOptions, typed string, err error) {
	o = intake.TableOptions{Snapshot: v.form("snapshot") != "", Sure: v.form("sure") != ""}
	if typed = v.form("as_of"); typed != "" {
		o.AsOf, err = date.Parse(typed)
	}
	return o, typed, err
}

// asked is what the form asks for, and what it showed before. Another kind, sheet or
// line of headings is another table: its columns are guessed anew.
func (v *visit) asked() (now, before intake.Asked) {
	var was table.Mapping
	if json.Unmarshal([]byte(v.form("was")), &was) != nil {
		return now, before
	}
	before = intake.Asked{Kind: was.Kind, Sheet: was.Layout.Sheet, HeaderRow: &was.HeaderRow, Mapping: &was}
	now = intake.Asked{Kind: table.Kind(v.form("kind")), Sheet: v.form("sheet")}
	row, err := strconv.Atoi(v.form("header_row"))
	switch {
	case now.Sheet != was.Layout.Sheet:
		return intake.Asked{Sheet: now.Sheet}, before
	case err != nil || now.Kind != was.Kind || row != was.HeaderRow:
		if err == nil {
			now.HeaderRow = &row
		}
		return now, before
	}
	m := v.explained(was)
	now.HeaderRow, now.Mapping = &row, &m
	return now, before
}

// explained is the mapping as the form has it.
func (v *visit) explained(was table.Mapping) table.Mapping {
	m := was
	m.Columns = v.columnsAsChosen(&was)
	if v.Request.PostForm.Has("currency") {
		m.Currency = strings.ToUpper(v.form("currency"))
	}
	if v.Request.PostForm.Has("account") {
		m.Account = v.form("account")
	}
	if rule := table.Rule(v.form("sign")); rule != "" {
		m.Sign.Rule = rule
	}
	if m.Sign.Rule == was.Sign.Rule {
		m.Sign.Rule = suitingRule(&m)
	}
	return m
}

// suitingRule is the rule for signs that suits the columns: those of debits and
// credits say nothing by themselves, and there must be some for a rule about them.
func suitingRule(m *table.Mapping) table.Rule {
	split := m.Column(table.Debit) != nil || m.Column(table.Credit) != nil
	whole := m.Column(table.Amount) != nil || m.Column(table.Total) != nil || m.Column(table.OpenAmount) != nil
	bySides := m.Sign.Rule == table.Debited || m.Sign.Rule == table.Credited
	switch {
	case split && !whole && !bySides && m.Kind == table.Entries:
		return table.Credited
	case split && !whole && !bySides:
		return table.Debited
	case !split && bySides:
		return table.Signed
	}
	return m.Sign.Rule
}

// columnsAsChosen are the columns as the form has them. A field that a row may have
// once, and that was now chosen for another column, leaves the one that had it.
func (v *visit) columnsAsChosen(was *table.Mapping) (all []table.Column) {
	chosen := map[table.Field]bool{} // now, and not before
	for n := 0; v.Request.PostForm.Has(columnField(n)); n++ {
		var f table.Field
		if err := f.UnmarshalText([]byte(v.form(columnField(n)))); err != nil || f == table.None {
			continue
		}
		c := table.Column{At: n, Field: f}
		before := slices.IndexFunc(was.Columns, func(c table.Column) bool { return c.At == n && c.Field == f })
		if before >= 0 {
			c = was.Columns[before]
			v.written(&c)
		} else {
			chosen[f] = true
		}
		all = append(all, c)
	}
	return slices.DeleteFunc(all, func(c table.Column) bool {
		return chosen[c.Field] && !c.Field.Several() && slices.ContainsFunc(was.Columns, func(w table.Column) bool { return w.At == c.At && w.Field == c.Field })
	})
}

// written is how the form says that a column writes its days or amounts.
func (v *visit) written(c *table.Column) {
	switch form := v.form(writtenField(c.At)); {
	case form == "":
	case c.Field.IsAmount():
		c.Decimal = form
	default:
		c.Order = table.Order(form)
	}
}

// columnField and writtenField name the fields of the form for a column.
func columnField(n int) string  { return "column-" + strconv.Itoa(n) }
func writtenField(n int) string { return "written-" + strconv.Itoa(n) }

// explainable reports whether the columns of a file can be explained: a table that
// waits, or whose import was undone.
func (r *importRow) explainable() bool { return r.Waits || r.Report.Table && !r.UndoneAt.IsZero() }

// toColumns is where the columns of a file are explained.
func (v *visit) toColumns(i id.ID) string { return v.to("import", i.String(), "columns") }
