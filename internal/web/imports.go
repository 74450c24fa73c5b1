package web

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) importRoutes() {
	s.get("/import", importPage)
	s.post("/import", takeIn)
	s.get("/import/{import}", importedPage)
	s.get("/import/{import}/file", importedFile)
	s.post("/import/{import}/undo", undoImport)
}

// importList is how many imports a page of the history shows.
const importList = 50

// importData is the page that takes files, with those that were taken before.
type importData struct {
	*visit
	Reports []intake.Report // of the files that were just sent
	History []importRow
	Pager   ui.Pager
}

// importRow is a file that was taken in, with its report.
type importRow struct {
	store.Import
	Report intake.Report
}

func importPage(v *visit, tx *store.Tx) (answer, error) { return v.importsWith(tx, nil) }

// importsWith draws the page around the reports of files that were just sent.
func (v *visit) importsWith(tx *store.Tx, reports []intake.Report) (answer, error) {
	d := importData{visit: v, Reports: reports}
	before := id.ID(0)
	if at := v.Request.URL.Query().Get("before"); at != "" {
		var err error
		if before, err = id.Parse(at); err != nil {
			return nil, err
		}
		d.Pager.Previous = v.to("import")
	}
	all, err := tx.Imports(before, importList+1)
	if err != nil {
		return nil, err
	}
	if len(all) > importList {
		all = all[:importList]
		d.Pager.Next = v.to("import") + "?before=" + all[importList-1].ID.String()
	}
	for _, i := range all {
		row, err := readImport(i)
		if err != nil {
			return nil, err
		}
		d.History = append(d.History, row)
	}
	if v.partial() {
		return fragment{Body: importAnswer(d)}, nil
	}
	return page{Title: v.Words.T("web.nav.import"), Place: imports, Body: importBody(d)}, nil
}

func readImport(i store.Import) (importRow, error) {
	row := importRow{Import: i}
	return row, json.Unmarshal([]byte(i.Report), &row.Report)
}

// takeIn takes in the files of a form: each goes to a temporary file as it comes,
// so that no upload fills the memory, and is read when all are here.
func takeIn(v *visit) (answer, error) {
	dir, err := os.MkdirTemp("", "acquit-import-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	u, err := v.receive(dir)
	if err != nil {
		return nil, err
	}
	reports, err := v.intake().TakeAny(db.Patient(v.Request.Context(), uploadPatience), v.Company.ID, u.files, u.ledgers())
	if err != nil {
		return nil, err
	}
	return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.importsWith(tx, reports) })
}

// importedPage is one file that was taken in, with its whole report.
func importedPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.imported(tx)
	if err != nil {
		return nil, err
	}
	row, err := readImport(i)
	return page{Title: i.Name, Place: imports, Body: importedBody(v, row)}, err
}

func (v *visit) imported(tx *store.Tx) (store.Import, error) {
	i, err := v.id("import")
	if err != nil {
		return store.Import{}, err
	}
	f, found, err := tx.ImportByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	return f, err
}

func importedFile(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.imported(tx)
	if err != nil {
		return nil, err
	}
	return documentDownload(tx, i.Document)
}

// undoImport takes back what a file brought.
func undoImport(v *visit) (answer, error) {
	i, err := v.id("import")
	if err != nil {
		return nil, err
	}
	done, err := intake.Undo(v.Request.Context(), v.Store, v.Company.ID, i, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("import", i.String()), Toast: ui.Toast{Text: v.Words.T("import.undone_done", "What", undoneWords(v.Words, &done))}}, nil
}

// newCustomerOptions are what the new customers of a ledger may be.
func newCustomerOptions(w *locale.Words) (all []ui.Option) {
	for _, k := range []customer.Kind{customer.Consumer, customer.Business} {
		all = append(all, ui.Option{Value: string(k), Label: kindName(w, k)})
	}
	return all
}

// undoneWords says in numbers what was taken back.
func undoneWords(w *locale.Words, u *intake.Undone) string {
	return counts(w, []counted{{"import.n_documents", u.Invoices}, {"import.n_reopened", u.Closed}, {"import.n_lines", u.Entries},
		{"import.n_customers_gone", u.Customers}})
}

// importFacts are what is known of a file besides its report.
func importFacts(v *visit, row *importRow) []ui.Fact {
	w := v.Words
	facts := []ui.Fact{
		{Label: w.T("import.when"), Value: ui.Words(v.stamp(row.At))},
		{Label: w.T("import.by"), Value: ui.Words(row.Actor)},
		{Label: w.T("import.holds"), Value: ui.Words(holds(w, &row.Report))},
	}
	if !row.Waits {
		facts = append(facts, ui.Fact{Label: w.T("import.records"), Value: ui.Words(w.Int(int64(row.Report.Read)))})
	}
	if !row.UndoneAt.IsZero() {
		facts = append(facts, ui.Fact{Label: w.T("import.undone_by"), Value: ui.Words(row.UndoneBy + ", " + v.stamp(row.UndoneAt))})
	}
	return facts
}

// undoable reports whether an import did anything: brought records, changed some, or
// closed what was open.
func (r *importRow) undoable() bool {
	return r.UndoneAt.IsZero() && r.Report.Created+r.Report.Updated+r.Report.Closed > 0
}

// kindWord names what a file holds.
func kindWord(w *locale.Words, k intake.Kind) string {
	switch k {
	case intake.Invoices:
		return w.T("import.kind_invoices")
	case intake.Statements:
		return w.T("import.kind_statements")
	case intake.Balances:
		return w.T("import.kind_balances")
	case intake.Customers:
		return w.T("import.kind_customers")
	case intake.Contacts:
		return w.T("import.kind_contacts")
	case intake.Payments:
		return w.T("import.kind_payments")
	case intake.Ledgers:
		return w.T("import.kind_ledgers")
	}
	return w.T("import.kind_unknown")
}

// outcome says in a sentence what came of a file.
func outcome(w *locale.Words, r *intake.Report) string {
	return counts(w, []counted{{"import.n_created", r.Created}, {"import.n_updated", r.Updated}, {"import.n_unchanged", r.Unchanged},
		{"import.n_closed", r.Closed}, {"import.n_announced", r.Announced}, {"import.n_booked", r.Booked}})
}

// undoEffect says what undoing the import takes back.
func (r *importRow) undoEffect(w *locale.Words) string {
	switch {
	case r.Report.Created == 0:
		return w.T("import.undo_settled")
	case r.Report.Closed == 0:
		return w.N("import.undo_effect", r.Report.Created)
	}
	return w.N("import.undo_reopens", r.Report.Closed) + " " + w.N("import.undo_effect", r.Report.Created)
}

// stateWords say how a file stands: what came of it, that it waits, or that it was
// undone.
func (r *importRow) stateWords(w *locale.Words) string {
	switch {
	case r.Waits:
		return w.T("import.waits")
	case !r.UndoneAt.IsZero():
		return w.T("import.undone")
	}
	return outcome(w, &r.Report)
}

// counted is so many of something.
type counted struct {
	key string
	n   int
}

// counts lists what there is any of.
func counts(w *locale.Words, all []counted) string {
	var parts []string
	for _, c := range all {
		if c.n > 0 {
			parts = append(parts, w.N(c.key, c.n))
		}
	}
	if len(parts) == 0 {
		return w.T("import.nothing")
	}
	return strings.Join(parts, ", ")
}

// sum adds up the reports of one upload.
func (d importData) sum() (total intake.Report, failed int) {
	for _, r := range d.Reports {
		total.Created, total.Updated, total.Unchanged = total.Created+r.Created, total.Updated+r.Updated, total.Unchanged+r.Unchanged
		total.Closed, total.Announced, total.Booked = total.Closed+r.Closed, total.Announced+r.Announced, total.Booked+r.Booked
		total.Warnings = append(total.Warnings, r.Warnings...)
		if r.Failed() {
			failed++
		}
	}
	return total, failed
}

// sumTone is how the whole upload went.
func (d importData) sumTone() ui.Tone {
	switch _, failed := d.sum(); {
	case failed == len(d.Reports):
		return ui.ToneBad
	case failed > 0 || d.waiting() > 0:
		return ui.ToneWarn
	}
	return ui.ToneGood
}

// waiting counts the tables of the upload that a person must explain.
func (d importData) waiting() (n int) {
	for _, r := range d.Reports {
		if r.Waits {
			n++
		}
	}
	return n
}

func (d importData) sumTitle() string {
	_, failed := d.sum()
	title := d.Words.N("import.n_files", len(d.Reports))
	if failed > 0 {
		title += ", " + d.Words.N("import.n_refused", failed)
	}
	if n := d.waiting(); n > 0 {
		title += ", " + d.Words.N("import.n_waiting", n)
	}
	return title
}

func (d importData) reportTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("import.report"), Columns: []ui.Column{
		{Label: w.T("import.file"), Name: true}, {Label: w.T("import.holds"), From: ui.ScreenTablet}, {Label: w.T("import.outcome")},
	}}
	for n := range d.Reports {
		r := &d.Reports[n]
		t.Rows = append(t.Rows, ui.Row{Label: r.File, Cells: []templ.Component{
			ui.Clipped(r.File), ui.Words(holds(w, r)), templ.Join(importOutcome(w, r, shownNotes), d.explainLink(r.Import, r.Waits), attachLink(d.visit, r.Import, r)),
		}})
	}
	return t
}

// shownNotes is how many warnings and errors of a file a list shows; the file's own
// page has them all.
const shownNotes = 5

// holds says what a file is, and in which format.
func holds(w *locale.Words, r *intake.Report) string {
	return joined(kindWord(w, r.Kind), formatWord(w, r.Format))
}

func (d importData) historyTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("import.history"), Pager: d.Pager, Columns: []ui.Column{
		{Label: w.T("import.file"), Name: true}, {Label: w.T("import.when"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("import.holds"), From: ui.ScreenDesktop}, {Label: w.T("import.outcome")}, {Label: w.T("import.by"), From: ui.ScreenDesktop},
	}}
	for n := range d.History {
		i := &d.History[n]
		href := d.to("import", i.ID.String())
		t.Rows = append(t.Rows, ui.Row{ID: "import-" + i.ID.String(), Href: href, Label: i.Name, Cells: []templ.Component{
			importLink(i.Name, href), ui.Words(d.stamp(i.At)), ui.Words(holds(w, &i.Report)), templ.Join(importState(w, i), d.explainLink(i.ID, i.Waits)), ui.Muted(i.Actor),
		}})
	}
	return t
}

// brought reports whether the files held something of a kind that was taken in.
func (d importData) brought(k intake.Kind) bool {
	for _, r := range d.Reports {
		if r.Kind == k && r.Created+r.Updated > 0 {
			return true
		}
	}
	return false
}

// placeOf is where what was taken in can be seen.
func (v *visit) placeOf(k intake.Kind) string {
	switch k {
	case intake.Statements:
		return v.to("bank")
	case intake.Customers, intake.Contacts:
		return v.to("customers")
	}
	return v.to("invoices")
}

// noteReasons are the first notes as a list; show below 0 is all of them.
func noteReasons(w *locale.Words, notes []intake.Note, weight ui.Weight, show int) []ui.Reason {
	var all []ui.Reason
	for n, note := range notes {
		if n == show {
			return append(all, ui.Reason{Weight: ui.WeightNote, Text: w.N("import.n_more", len(notes)-n)})
		}
		all = append(all, ui.Reason{Weight: weight, Text: w.Sentence(note.Sentence())})
	}
	return all
}
