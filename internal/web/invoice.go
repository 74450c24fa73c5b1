package web

import (
	"encoding/json"
	"slices"

	"github.com/a-h/templ"
	"github.com/govalues/decimal"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/explain"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) invoiceRoutes() {
	s.get("/invoices/{invoice}", invoicePage)
	s.get("/invoices/{invoice}/files/{hash}", invoiceFile)
}

// invoiceData is all that the page of an invoice shows.
type invoiceData struct {
	Invoice  invoice.Invoice
	Customer customer.Customer
	Edits    []invoice.Edit       // what people changed of it here
	Settled  []payment.Allocation // what settles it, or what a credit note settles
	Numbers  map[id.ID]string     // of the documents at the other end
	Entries  map[id.ID]id.ID      // the bank line of a payment
	Holds    []hold.Hold
	Term     termData
	Late     lateData
	Delivery deliveryData
	Messages []message.Message
	Proofs   []evidence.Attachment // what was attached to it
	Events   []timeline.Event
}

func invoicePage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	d, err := loadInvoice(tx, i)
	if err != nil {
		return nil, err
	}
	if err := d.Term.load(v, tx, &d.Customer, i); err != nil {
		return nil, err
	}
	if err := d.Late.load(v, tx, &d.Invoice); err != nil {
		return nil, err
	}
	if err := d.Delivery.load(tx, d); err != nil {
		return nil, err
	}
	if err := learnOf(v, tx, d.Messages, versionOf); err != nil {
		return nil, err
	}
	if err := v.learnEvents(tx, d.Events); err != nil {
		return nil, err
	}
	return page{Title: d.Invoice.Number, Place: invoices, Body: invoiceBody(v, d)}, nil
}

func loadInvoice(tx *store.Tx, i id.ID) (*invoiceData, error) {
	d := &invoiceData{}
	var err error
	if d.Invoice, err = tx.TheInvoice(i); err != nil {
		return nil, err
	}
	if d.Customer, err = theCustomer(tx, d.Invoice.Customer); err != nil {
		return nil, err
	}
	edits, err := tx.InvoiceEdits(i)
	if err != nil {
		return nil, err
	}
	d.Edits = edits[i]
	if err = d.loadSettled(tx); err != nil {
		return nil, err
	}
	if d.Holds, err = tx.Holds(d.Customer.ID); err != nil {
		return nil, err
	}
	if d.Messages, err = tx.MessagesAbout(i, mostMessages); err != nil {
		return nil, err
	}
	if d.Proofs, err = tx.AttachmentsOf(i); err != nil {
		return nil, err
	}
	d.Events, err = tx.TimelineOf(i, mostEvents)
	return d, err
}

// loadSettled loads the allocations, and what stands at their other end.
func (d *invoiceData) loadSettled(tx *store.Tx) (err error) {
	about := store.AllocationFilter{Invoice: d.Invoice.ID}
	if d.Invoice.Kind == invoice.CreditNote {
		about = store.AllocationFilter{Credit: d.Invoice.ID}
	}
	if d.Settled, err = tx.Allocations(about); err != nil {
		return err
	}
	var documents, payments []id.ID
	for _, a := range d.Settled {
		documents = append(documents, a.Invoice, a.Credit)
		payments = append(payments, a.Payment)
	}
	if d.Numbers, err = tx.InvoiceNumbers(documents); err != nil {
		return err
	}
	d.Entries, err = tx.EntriesOf(payments)
	return err
}

// state is what is left of the document, in one line.
func (d *invoiceData) state(v *visit) string {
	w, i := v.Words, &d.Invoice
	switch {
	case i.Kind == invoice.CreditNote && i.Open.IsZero():
		return w.T("web.invoice.credit_used")
	case i.Kind == invoice.CreditNote:
		return w.T("web.invoice.credit_open", "Amount", i.Open.Neg())
	case i.Open.IsZero():
		return w.T("web.invoice.settled")
	case i.DueOn < v.Today:
		return w.T("web.invoice.late", "Amount", i.Open, "Days", w.N("word.n_days", int(v.Today-i.DueOn)))
	}
	return w.T("web.invoice.open", "Amount", i.Open, "Day", i.DueOn)
}

func (d *invoiceData) facts(v *visit) []ui.Fact {
	w, i := v.Words, &d.Invoice
	facts := []ui.Fact{
		{Label: w.T("web.column.state"), Value: v.invoiceStatus(i)},
		{Label: w.Cap("word.customer"), Value: ui.CustomerLink(d.Customer.Name, v.toCustomer(i.Customer))},
		{Label: w.T("web.column.issued"), Value: ui.Day(w, i.IssuedOn)},
	}
	if _, edited := importedValue(d.Edits, invoice.FieldDeliveredOn); edited || i.DeliveredOn != date.None {
		facts = append(facts, ui.Fact{Label: w.T("delivery.delivered_on"), Value: d.edited(v, invoice.FieldDeliveredOn, d.delivered(v))})
	}
	if i.Kind == invoice.Bill {
		facts = append(facts, ui.Fact{Label: w.Cap("word.due_date"), Value: d.due(v)})
	}
	facts = append(facts, ui.Fact{Label: w.T("web.invoice.total"), Value: ui.Money(w, i.Total)})
	if i.Owed != i.Total {
		facts = append(facts, ui.Fact{Label: w.T("web.invoice.owed"), Value: ui.Money(w, i.Owed)})
	}
	facts = append(facts, ui.Fact{Label: w.Cap("word.open_amount"), Value: ui.Sum(w, i.Open)})
	facts = append(facts, d.claimFacts(v)...)
	if origin := originWord(w, i); origin != "" {
		facts = append(facts, ui.Fact{Label: w.T("web.invoice.origin"), Value: ui.Words(origin)})
	}
	return append(facts, d.references(v)...)
}

// delivered is when what the invoice is for was delivered, and how long the invoice took from then.
func (d *invoiceData) delivered(v *visit) templ.Component {
	w, i := v.Words, &d.Invoice
	days := int(i.IssuedOn - i.DeliveredOn)
	if i.DeliveredOn == date.None || days < 0 {
		return ui.Words(fieldValue(w, invoice.FieldDeliveredOn, i.Field(invoice.FieldDeliveredOn)))
	}
	return ui.Stacked(ui.Day(w, i.DeliveredOn), ui.Words(w.N("delivery.n_invoiced_after", days)))
}

// originWord says where an invoice is known from that came without a document; "" when
// there is one, or when it was handed over through the API.
func originWord(w *locale.Words, i *invoice.Invoice) string {
	switch {
	case i.Document != "":
	case i.Source == intake.LedgerSource:
		return w.T("web.invoice.origin_ledger")
	case i.Source == intake.BalanceSource:
		return w.T("web.invoice.origin_balance")
	case i.Source == intake.TableSource:
		return w.T("web.invoice.origin_table")
	}
	return ""
}

// references are what the parties call the invoice, and what a person noted of it.
func (d *invoiceData) references(v *visit) (facts []ui.Fact) {
	w, i := v.Words, &d.Invoice
	for _, f := range []struct{ field, label, value string }{
		{"", w.Cap("word.reference"), formatReference(i.Reference)},
		{invoice.FieldOrderReference, w.T("web.invoice.order"), i.OrderReference},
		{invoice.FieldBuyerReference, w.T("web.invoice.buyer_reference"), i.Detail.BuyerReference},
		{"", w.T("web.invoice.terms"), i.Detail.Terms},
	} {
		if _, edited := importedValue(d.Edits, f.field); edited || f.value != "" {
			facts = append(facts, ui.Fact{Label: f.label, Value: d.edited(v, f.field, ui.Words(fieldValue(w, f.field, f.value)))})
		}
	}
	if i.Detail.Note != "" {
		facts = append(facts, ui.Fact{Label: w.T("edit.note"), Value: asWritten(i.Detail.Note)})
	}
	return facts
}

// files are the document as it came, and what it carried.
func (d *invoiceData) files(v *visit) []ui.File {
	var files []ui.File
	href := func(hash string) string { return v.to("invoices", d.Invoice.ID.String(), "files", hash) }
	if d.Invoice.Document != "" {
		files = append(files, ui.File{Name: v.Words.T("web.invoice.original"), Href: href(d.Invoice.Document)})
	}
	for _, a := range d.Invoice.Detail.Attachments {
		files = append(files, ui.File{Name: a.Name, Size: render.FileSize(v.Words, a.Size), Href: href(a.Hash)})
	}
	return files
}

// invoiceFile gives out a file that belongs to the invoice.
func invoiceFile(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	about, err := tx.TheInvoice(i)
	if err != nil {
		return nil, err
	}
	hash := v.Request.PathValue("hash")
	name := ""
	if hash == about.Document && hash != "" {
		name = about.Number + ".xml"
		if about.Source == intake.RecordSource {
			name = about.Number + ".json"
		}
	}
	for _, a := range about.Detail.Attachments {
		if a.Hash == hash {
			name = a.Name
		}
	}
	if name == "" {
		return nil, errNoPage
	}
	return kept(tx, hash, name)
}

// kept is a stored document as a download.
func kept(tx *store.Tx, hash, name string) (answer, error) {
	doc, found, err := tx.DocumentFacts(hash)
	if err == nil && !found {
		err = errNoPage
	}
	return &stored{Name: name, Document: doc}, err
}

// lineTable shows the lines of the document as it states them.
func (d *invoiceData) lineTable(v *visit) ui.TableSpec {
	w, c := v.Words, d.Invoice.Owed.Currency
	spec := ui.TableSpec{Caption: w.T("web.invoice.lines"), Columns: []ui.Column{
		{Label: w.T("web.invoice.line"), Name: true}, {Label: w.T("web.invoice.quantity"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Label: w.T("web.invoice.price"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.T("web.invoice.tax_rate"), Kind: ui.ColumnAmount, From: ui.ScreenDesktop},
		{Label: w.T("web.invoice.net"), Kind: ui.ColumnAmount}}}
	for _, l := range d.Invoice.Detail.Lines {
		spec.Rows = append(spec.Rows, ui.Row{Cells: []templ.Component{
			ui.Words(l.Text), ui.Words(joinWords(w.Number(l.Quantity), unitName(l.Unit))), ui.Words(w.Number(l.Price)),
			ui.Words(w.Percent(l.TaxRate)), documentAmount(w, l.Net, c)}})
	}
	none := ui.Words("")
	for _, sum := range []struct{ label, value string }{{w.T("web.invoice.net_total"), d.Invoice.Detail.Net}, {w.T("web.invoice.tax"), d.Invoice.Detail.Tax}} {
		if value, err := decimal.Parse(sum.value); err == nil {
			spec.Rows = append(spec.Rows, ui.Row{Cells: []templ.Component{ui.Muted(sum.label), none, none, none, documentAmount(w, value, c)}})
		}
	}
	spec.Total = []templ.Component{ui.Words(w.T("web.invoice.total")), none, none, none, ui.Sum(w, positive(d.Invoice.Total))}
	return spec
}

// units are the signs of the commonest UN/ECE recommendation 20 codes, which every
// language writes alike; pieces have none.
var units = map[string]string{"C62": "", "EA": "", "H87": "", "NAR": "", "XPP": "", "ZZ": "", "HUR": "h", "MIN": "min", "KGM": "kg", "GRM": "g",
	"TNE": "t", "LTR": "l", "HLT": "hl", "MTR": "m", "CMT": "cm", "KMT": "km", "MTK": "m²", "MTQ": "m³", "KWH": "kWh"}

// unitName is a unit as people write it; a code that is not known stays.
func unitName(code string) string {
	if name, ok := units[code]; ok {
		return name
	}
	return code
}

// documentAmount is an amount as a document states it, which may have more
// decimals than its currency.
func documentAmount(w *locale.Words, d decimal.Decimal, c money.Currency) templ.Component {
	if a, exact, err := money.Round(d, c); err == nil && exact {
		return ui.Money(w, a)
	}
	return ui.Words(w.Number(d) + " " + c.String())
}

// positive is an amount as its document states it: credit notes state what they
// give without a sign.
func positive(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// partTable lists the instalments, with what is left of each.
func (d *invoiceData) partTable(v *visit) ui.TableSpec {
	w, i := v.Words, &d.Invoice
	left := map[int]money.Amount{}
	for _, p := range i.OpenParts() {
		left[p.Number] = p.Amount
	}
	spec := ui.TableSpec{Caption: w.Cap("word.instalments"), Columns: []ui.Column{
		{Label: w.Cap("word.instalment"), Name: true}, {Label: w.Cap("word.due_date"), Kind: ui.ColumnTight}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight},
		{Label: w.Cap("word.amount"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.Cap("word.open_amount"), Kind: ui.ColumnAmount}}}
	for _, p := range i.Parts {
		open := money.Of(left[p.Number].Minor, i.Owed.Currency)
		spec.Rows = append(spec.Rows, ui.Row{Cells: []templ.Component{
			ui.Words(w.T("web.part_of", "Part", p.Number, "Parts", len(i.Parts))), d.edited(v, invoice.PartField(p.Number), ui.Day(w, p.DueOn)),
			ui.StatusChip(w, debtStatus(open, p.DueOn, v.Today)), ui.Money(w, p.Amount), ui.Money(w, open)}})
	}
	return spec
}

// settledTable lists what settles the invoice, or what a credit note settles, and
// on what evidence. What was undone stays visible, with what undid it.
func (d *invoiceData) settledTable(v *visit) ui.TableSpec {
	w := v.Words
	spec := ui.TableSpec{Caption: w.Cap("word.allocations"), Columns: []ui.Column{
		{Label: w.T("web.invoice.by"), Name: true}, {Label: w.Cap("ui.date"), Kind: ui.ColumnTight},
		{Label: w.T("web.invoice.because"), From: ui.ScreenTablet}, {Label: w.Cap("word.amount"), Kind: ui.ColumnAmount}}}
	for n := range d.Settled {
		a := &d.Settled[n]
		spec.Rows = append(spec.Rows, ui.Row{ID: "a-" + a.ID.String(), Cells: []templ.Component{
			d.settledBy(v, a), ui.Day(w, a.On), lines(d.because(v, a)), ui.Money(w, a.Amount)}})
	}
	return spec
}

// settledBy names the payment or document at the other end of an allocation, and the part
// that it settles where that is not the principal.
func (d *invoiceData) settledBy(v *visit, a *payment.Allocation) templ.Component {
	w := v.Words
	name, part := w.Cap("word.payment"), ofPart(w, a)
	href := ""
	switch {
	case a.Credit == d.Invoice.ID:
		name, href = d.Numbers[a.Invoice], v.toInvoice(a.Invoice)
	case a.Credit != 0:
		name, href = d.Numbers[a.Credit], v.toInvoice(a.Credit)
	case d.Entries[a.Payment] != 0:
		href = v.to("bank", "entries", d.Entries[a.Payment].String())
	}
	var by templ.Component = ui.Words(name)
	if href != "" {
		by = ui.Link(name, href)
	}
	switch {
	case a.Reverses != 0:
		return ui.Stacked(by, ui.Words(joined(part, w.T("web.invoice.undoes", "Person", actorName(w, a.BookedBy)))))
	case d.undone(a.ID):
		return ui.Stacked(by, ui.Words(joined(part, w.T("web.invoice.undone"))))
	case d.frees(v, a):
		return lines([]templ.Component{ui.Stacked(by, ui.Words(joined(part, actorName(w, a.BookedBy)))), freeButton(v, d, a)})
	}
	return ui.Stacked(by, ui.Words(joined(part, actorName(w, a.BookedBy))))
}

func (d *invoiceData) undone(i id.ID) bool {
	return slices.ContainsFunc(d.Settled, func(a payment.Allocation) bool { return a.Reverses == i })
}

// because is the evidence of an allocation, sentence by sentence.
func (d *invoiceData) because(v *visit, a *payment.Allocation) (all []templ.Component) {
	var stored []matching.Evidence
	if err := json.Unmarshal([]byte(a.Evidence), &stored); err != nil {
		v.Log.Error("the evidence of an allocation cannot be read", "allocation", a.ID, "error", err)
	}
	for _, e := range stored {
		all = append(all, ui.Words(explain.EvidenceSentence(v.Words, e)))
	}
	return all
}

// liveHolds are the holds on this invoice that hold today.
func (d *invoiceData) liveHolds(today date.Date) (live []hold.Hold) {
	for _, h := range d.Holds {
		if h.Invoice == d.Invoice.ID && h.HoldsOn(today) {
			live = append(live, h)
		}
	}
	return live
}

// contested reports whether a dispute about the invoice lasts.
func (d *invoiceData) contested() bool {
	return slices.ContainsFunc(d.Holds, func(h hold.Hold) bool { return h.Invoice == d.Invoice.ID && h.Cause == hold.ForDispute })
}

// asCustomer is what holdLine needs to know of the invoice's customer.
func (d *invoiceData) asCustomer() *customerData {
	return &customerData{Customer: d.Customer, Open: []invoice.Invoice{d.Invoice}}
}

func documentTitle(w *locale.Words, i *invoice.Invoice) string {
	if i.Kind == invoice.CreditNote {
		return w.T("web.invoice.credit_title", "Number", i.Number)
	}
	return w.T("web.invoice.title", "Number", i.Number)
}

func settledTitle(w *locale.Words, i *invoice.Invoice) string {
	if i.Kind == invoice.CreditNote {
		return w.T("web.invoice.settles")
	}
	return w.T("web.invoice.settled_by")
}
