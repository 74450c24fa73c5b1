package web

import (
	"io"
	"mime/multipart"
	"net/http"

	"github.com/a-h/templ"

	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) documentRoutes() {
	s.post("/invoices/{invoice}/documents", attachTo("invoice"))
	s.post("/customers/{customer}/documents", attachTo("customer"))
	s.get("/documents/{attachment}", attachedFile)
	s.post("/documents/{attachment}/remove", detach)
	s.post("/documents/{attachment}/restore", reattach)
	s.getWork("/import/{import}/attach", attachPage)
	s.post("/import/{import}/attach", attachImported)
}

// documentKinds are the kinds of document that a person chooses from.
func documentKinds(w *locale.Words) []ui.Option {
	var all []ui.Option
	for _, k := range evidence.Kinds() {
		all = append(all, ui.Option{Value: string(k), Label: w.T("document.kind_" + string(k))})
	}
	return all
}

// oneFile is the file of a form, of at most so many bytes. The caller removes what was put aside
// of the form.
func (v *visit) oneFile(most int64) (*multipart.FileHeader, error) {
	v.Request.Body = http.MaxBytesReader(nil, v.Request.Body, most+aroundFiles)
	if err := v.Request.ParseMultipartForm(1 << 20); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "%s", v.Words.T("document.too_large", "Megabytes", most>>20))
	}
	all := v.Request.MultipartForm.File["file"]
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "%s", v.Words.T("import.no_file"))
	}
	return all[0], nil
}

// attachTo takes the file of a form as proof of what its address names.
func attachTo(what string) act {
	return func(v *visit) (answer, error) {
		i, err := v.id(what)
		if err != nil {
			return nil, err
		}
		head, err := v.oneFile(intake.MostProof)
		if err != nil {
			return nil, err
		}
		defer v.Request.MultipartForm.RemoveAll()
		to, back := intake.Proof{Kind: evidence.Kind(v.form("kind")), Note: v.form("note")}, ""
		switch what {
		case "invoice":
			to.Invoice, back = i, v.toInvoice(i)+"#documents"
		case "message":
			to.Message, back = i, v.toMessage(i)+"#papers"
		default:
			to.Customer, back = i, v.toCustomer(i)+"#documents"
		}
		a, err := v.intake().Attach(v.Request.Context(), v.Company.ID, to, uploaded(head), v.Today)
		if err != nil {
			return nil, err
		}
		return moved{To: back, Toast: ui.Toast{Text: v.Words.T("document.attached", "File", a.Name), Undo: v.to("documents", a.ID.String(), "remove")}}, nil
	}
}

// theAttachment is the attached document that the address names.
func (v *visit) theAttachment(tx *store.Tx) (evidence.Attachment, error) {
	i, err := v.id("attachment")
	if err != nil {
		return evidence.Attachment{}, err
	}
	a, found, err := tx.Attachment(i)
	if err == nil && !found {
		err = errNoPage
	}
	return a, err
}

// attachedFile gives out an attached document.
func attachedFile(v *visit, tx *store.Tx) (answer, error) {
	a, err := v.theAttachment(tx)
	if err != nil {
		return nil, err
	}
	return kept(tx, a.Hash, a.Name)
}

func detach(v *visit) (answer, error) {
	i, err := v.id("attachment")
	if err != nil {
		return nil, err
	}
	a, err := v.intake().Detach(v.Request.Context(), v.Company.ID, i, v.Today)
	return moved{To: v.toAttached(&a), Toast: ui.Toast{Text: v.Words.T("document.removed", "File", a.Name), Undo: v.to("documents", i.String(), "restore")}}, err
}

func reattach(v *visit) (answer, error) {
	i, err := v.id("attachment")
	if err != nil {
		return nil, err
	}
	a, err := v.intake().Reattach(v.Request.Context(), v.Company.ID, i, v.Today)
	return moved{To: v.toAttached(&a), Toast: ui.Toast{Text: v.Words.T("document.attached", "File", a.Name)}}, err
}

// toAttached is the page on which an attached document stands.
func (v *visit) toAttached(a *evidence.Attachment) string {
	if a.Invoice != 0 {
		return v.toInvoice(a.Invoice) + "#documents"
	}
	if a.Message != 0 {
		return v.toMessage(a.Message) + "#papers"
	}
	return v.toCustomer(a.Customer) + "#documents"
}

// proofTable lists attached documents.
func proofTable(v *visit, all []evidence.Attachment) ui.TableSpec {
	w := v.Words
	t := ui.TableSpec{Caption: w.T("document.title"), Columns: []ui.Column{
		{Label: w.T("document.file"), Name: true}, {Label: w.T("document.kind"), Kind: ui.ColumnTight}, {Label: w.T("document.note"), From: ui.ScreenTablet},
		{Label: w.T("import.by"), From: ui.ScreenDesktop}, {Label: w.T("document.remove"), Kind: ui.ColumnAction},
	}}
	for n := range all {
		a := &all[n]
		href := v.to("documents", a.ID.String())
		remove := templ.Component(ui.Words(""))
		if v.mayWork() {
			remove = ui.PostButton(v.to("documents", a.ID.String(), "remove"), nil, ui.ButtonSpec{Label: w.T("document.remove"), Icon: ui.IconDelete, IconOnly: true, Size: ui.SizeSmall, Kind: ui.ButtonQuiet})
		}
		t.Rows = append(t.Rows, ui.Row{Label: a.Name, Cells: cells(
			ui.Files([]ui.File{{Name: a.Name, Size: render.FileSize(w, a.Size), Href: href}}), ui.Words(w.T("document.kind_"+string(a.Kind))), ui.Words(a.Note),
			ui.Words(placer(v.Words, a.AddedBy)+", "+v.stamp(a.AddedAt)), remove)})
	}
	return t
}

// learnDocuments finds which of the documents that events speak of still stand attached.
func (v *visit) learnDocuments(tx *store.Tx, events []timeline.Event) (err error) {
	var ids []id.ID
	for n := range events {
		if events[n].Kind != timeline.DocumentAttached {
			continue
		}
		if d, err := events[n].Read(); err == nil && d.File != 0 {
			ids = append(ids, d.File)
		}
	}
	v.attached, err = tx.AttachmentsByID(ids)
	return err
}

// documentEvent is an attached document in the timeline: the file itself, what it is, and the
// invoice that it is about. One that was taken off cannot be fetched there.
func (v *visit) documentEvent(d *timeline.Data) templ.Component {
	a, stands := v.attached[d.File]
	if !stands {
		return ui.Muted(numbers(v.Words, d))
	}
	about := joined(v.Words.T("document.kind_"+string(a.Kind)), numbers(v.Words, d), a.Note, render.FileSize(v.Words, a.Size))
	return ui.Files([]ui.File{{Name: a.Name, Size: about, Href: v.to("documents", a.ID.String())}})
}

// cells are the cells of a row.
func cells(all ...templ.Component) []templ.Component { return all }

// looseData is the question to which invoice a file belongs.
type looseData struct {
	*visit
	File   store.Import
	Search string
	Found  []invoice.Invoice
	Owners map[id.ID]string
	At     []evidence.Attachment // where it is attached already
}

func attachPage(v *visit, tx *store.Tx) (answer, error) {
	d := looseData{visit: v, Search: v.words("q")}
	var err error
	if d.File, err = v.imported(tx); err != nil {
		return nil, err
	}
	row, err := readImport(d.File)
	if err != nil || !row.Report.Loose {
		return nil, errNoPage
	}
	if d.At, err = tx.AttachedTo(d.File.Document); err != nil {
		return nil, err
	}
	found, err := v.find(tx, d.Search)
	if err != nil {
		return nil, err
	}
	d.Found, d.Owners = append(found.Invoices, found.Amounts...), found.Owners
	if err := d.ofCustomers(tx, found.Customers); err != nil {
		return nil, err
	}
	return page{Title: d.title(), Place: imports, Body: looseBody(d)}, nil
}

// ofCustomers adds the open invoices of the customers that were found.
func (d *looseData) ofCustomers(tx *store.Tx, all []found) error {
	for _, c := range all[:min(len(all), fewFound)] {
		open, err := tx.OpenInvoices(c.ID)
		if err != nil {
			return err
		}
		d.Found = append(d.Found, open...)
	}
	d.Found = d.Found[:min(len(d.Found), mostFound)]
	return nil
}

func (d looseData) title() string { return d.Words.T("document.choose_title", "File", d.File.Name) }

func (d looseData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("web.nav.invoices"), Columns: []ui.Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Label: w.Cap("word.customer")}, {Label: w.T("web.column.issued"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.Cap("word.open_amount"), Kind: ui.ColumnAmount}, {Label: w.T("document.attach"), Kind: ui.ColumnAction},
	}}
	for n := range d.Found {
		i := &d.Found[n]
		t.Rows = append(t.Rows, ui.Row{Label: i.Number, Cells: cells(ui.CustomerLink(i.Number, d.toInvoice(i.ID)), ui.Words(d.Owners[i.Customer]), ui.Day(w, i.IssuedOn),
			ui.Money(w, i.Open), chooseInvoice(d, i))})
	}
	return t
}

func attachImported(v *visit) (answer, error) {
	imported, err := v.id("import")
	if err != nil {
		return nil, err
	}
	to, err := id.Parse(v.form("invoice"))
	if err != nil {
		return nil, err
	}
	a, err := v.intake().AttachImported(v.Request.Context(), v.Company.ID, imported, intake.Proof{Invoice: to, Kind: evidence.Kind(v.form("kind"))}, v.Today)
	if err != nil {
		return nil, err
	}
	return moved{To: v.toInvoice(to) + "#documents", Toast: ui.Toast{Text: v.Words.T("document.attached", "File", a.Name), Undo: v.to("documents", a.ID.String(), "remove")}}, nil
}

// uploaded is a file of a form.
func uploaded(head *multipart.FileHeader) intake.File {
	return intake.File{Name: filename.Shown(head.Filename), Open: func() (io.ReadCloser, error) { return head.Open() }}
}
