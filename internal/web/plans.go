package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) plansRoutes() {
	s.get("/plans", plansPage)
	s.export("/plans.csv", plansSheet)
	s.get("/plans/{plan}", agreementPage)
	s.post("/plans/{plan}/agree", agreePlan)
	s.post("/plans/{plan}/refuse", refusePlan)
	s.post("/plans/{plan}/end", endPlan)
	s.getWork("/customers/{customer}/plan", planFormPage)
	s.post("/customers/{customer}/plan", makePlan)
}

// toPlan is the address of a plan's page.
func (v *visit) toAgreement(i id.ID, more ...string) string {
	return v.to(append([]string{"plans", i.String()}, more...)...)
}

// partOfInvoice is the number of an invoice with the instalment that is meant, if one is.
func partOfInvoice(w *locale.Words, number string, item int) string {
	if _, n, planned := plan.ItemOf(item); planned {
		return w.T("instalment.of_plan", "Invoice", number, "Part", n)
	}
	if item > 0 {
		return w.T("message.part", "Invoice", number, "Part", item)
	}
	return number
}

// plansList is the plans as they were asked for, or the promises beside them.
type plansList struct {
	*visit
	list     list
	filter   store.PlanFilter
	Rows     store.Paged[store.PlanRow]
	Counts   map[store.PlanView]int
	Promised bool // promises instead
	Promises store.Paged[store.HoldRow]
}

// plansAsked is the list that the address asks for.
func (v *visit) plansAsked() *plansList {
	d := &plansList{visit: v, list: v.list("view", "q", "customer"), Counts: map[store.PlanView]int{}, Promised: v.query("view") == "promises"}
	d.filter.Words = v.words("q")
	if view := store.PlanView(v.query("view")); slices.Contains(store.PlanViews[:], view) {
		d.filter.View = view
	}
	if i, err := id.Parse(v.query("customer")); err == nil {
		d.filter.Customer = i
	}
	return d
}

func plansPage(v *visit, tx *store.Tx) (answer, error) {
	d := v.plansAsked()
	var err error
	if d.Promised {
		f := store.HoldFilter{Words: d.filter.Words, Caused: true, Cause: hold.ForPromise, Customer: d.filter.Customer, Today: v.Today}
		d.Promises, err = tx.ListHolds(f, v.cursor(), rowsOnPage)
	} else {
		d.Rows, err = tx.ListPlans(d.filter, v.cursor(), rowsOnPage)
	}
	if err != nil {
		return nil, err
	}
	for _, view := range store.PlanViews {
		if d.Counts[view], err = tx.CountPlans(store.PlanFilter{View: view}, mostCounted); err != nil {
			return nil, err
		}
	}
	return page{Title: v.Words.T("instalment.title"), Place: plans, Body: plansBody(d)}, nil
}

func (d *plansList) state() string {
	if d.Counts[store.PlansAsked] == 0 {
		return ""
	}
	return atMost(d.Words, "instalment.n_asked", d.Counts[store.PlansAsked])
}

func planViewName(w *locale.Words, view store.PlanView) string {
	if view == store.PlansRunning {
		return w.T("instalment.view_running")
	}
	return w.T("instalment.view_" + string(view))
}

func (d *plansList) tabs() (tabs []ui.TabSpec) {
	for _, view := range store.PlanViews {
		tab := ui.TabSpec{Label: planViewName(d.Words, view), Href: d.list.with("view", string(view)), Current: !d.Promised && d.filter.View == view}
		if n := d.Counts[view]; n > 0 && (view == store.PlansRunning || view == store.PlansAsked) {
			tab.Count = d.Words.Int(int64(n))
		}
		tabs = append(tabs, tab)
	}
	return append(tabs, ui.TabSpec{Label: d.Words.T("instalment.promises"), Href: d.list.with("view", "promises"), Current: d.Promised})
}

func (d *plansList) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	f := ui.FilterSpec{Action: l.path, Search: w.T("instalment.search"), Query: d.filter.Words, Keep: l.keep("q"), ClearTo: l.with("q", "", "customer", "")}
	if d.filter.Words != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: w.T("web.filter.words", "Words", d.filter.Words), Remove: l.with("q", "")})
	}
	if d.filter.Customer != 0 && len(d.Rows.Rows) > 0 {
		f.Chips = append(f.Chips, ui.Chip{Label: d.Rows.Rows[0].CustomerName, Remove: l.with("customer", "")})
	}
	return f
}

func (d *plansList) table() ui.TableSpec {
	if d.Promised {
		return d.promiseTable()
	}
	w := d.Words
	t := ui.TableSpec{Caption: w.T("instalment.title"), Empty: plansNone(d), Pager: d.list.pager(d.Rows.Previous, d.Rows.Next, ""), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("instalment.total"), Kind: ui.ColumnAmount}, {Label: w.T("instalment.left"), Kind: ui.ColumnAmount},
		{Label: w.T("instalment.parts"), Kind: ui.ColumnTight, From: ui.ScreenTablet}, {Label: w.T("instalment.next"), Kind: ui.ColumnTight}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight}}}
	for n := range d.Rows.Rows {
		r := &d.Rows.Rows[n]
		next := ui.Muted("–")
		left := plan.Left(r.Parts, r.Total, r.Open)
		if r.Lasts() && len(left) > 0 {
			next = ui.Stacked(ui.Day(w, left[0].DueOn), ui.Words(w.Money(left[0].Amount)))
		}
		t.Rows = append(t.Rows, ui.Row{ID: "p-" + r.ID.String(), Href: d.toAgreement(r.ID), Label: r.CustomerName, Cells: []templ.Component{
			ui.Link(r.CustomerName, d.toAgreement(r.ID)), ui.Money(w, r.Total), ui.Money(w, r.Open.Min(r.Total)),
			ui.Words(w.T("instalment.share", "Paid", len(r.Parts)-len(left), "Parts", len(r.Parts))), next, planTag(w, r, d.Today)}})
	}
	return t
}

// plansSheet is the list of plans as a file: a line for each instalment.
func plansSheet(v *visit, tx *store.Tx) (*sheet, error) {
	d, w := v.plansAsked(), v.Words
	heads := []string{w.Cap("word.customer"), w.T("instalment.plan_number"), w.T("web.column.state"), w.T("instalment.asked_on"), w.T("instalment.agreed_on"), w.T("dispute.closed_on"),
		w.T("instalment.number"), w.Cap("word.due_date"), w.Cap("word.amount"), w.T("instalment.left"), w.T("web.filter.currency")}
	return &sheet{Name: w.T("instalment.title"), Heads: heads, Rows: func(r *render.Sheet) error {
		return everyBatch(func(at store.Cursor) (store.Paged[store.PlanRow], error) {
			return tx.ListPlans(d.filter, at, sheetBatch)
		}, func(rows []store.PlanRow) error {
			for n := range rows {
				if err := planLines(r, w, &rows[n]); err != nil {
					return err
				}
			}
			return nil
		})
	}}, nil
}

// planLines are the instalments of a plan.
func planLines(r *render.Sheet, w *locale.Words, p *store.PlanRow) error {
	left := plan.LeftByNumber(p.Parts, p.Total, p.Open)
	for _, part := range p.Parts {
		r.Text(p.CustomerName, strconv.Itoa(p.Number), w.T("instalment.state."+string(p.State)))
		r.Day(p.AskedOn)
		r.Day(p.AgreedOn)
		r.Day(p.ClosedOn)
		r.Text(strconv.Itoa(part.Number))
		r.Day(part.DueOn)
		r.Money(p.Total.Currency, part.Amount, left[part.Number])
		if err := r.End(); err != nil {
			return err
		}
	}
	return nil
}

// promiseTable lists the promises that stand.
func (d *plansList) promiseTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("instalment.promises"), Empty: ui.EmptyState(ui.EmptySpec{Icon: ui.IconPromised, Title: w.T("instalment.no_promise_title"), Text: w.T("instalment.no_promise_text")}),
		Pager: d.list.pager(d.Promises.Previous, d.Promises.Next, ""), Columns: []ui.Column{{Label: w.Cap("word.customer"), Name: true}, {Label: w.Cap("word.invoice"), Kind: ui.ColumnTight},
			{Label: w.T("instalment.promised_by"), Kind: ui.ColumnTight}, {Label: w.Cap("word.amount"), Kind: ui.ColumnAmount}}}
	for n := range d.Promises.Rows {
		r := &d.Promises.Rows[n]
		amount, about := ui.Muted("–"), ui.Muted("–")
		if !r.Amount.IsZero() {
			amount = ui.Money(w, r.Amount)
		}
		if r.Invoice != 0 {
			about = ui.Link(r.Bill, d.toInvoice(r.Invoice))
		}
		t.Rows = append(t.Rows, ui.Row{ID: "h-" + r.ID.String(), Href: d.toCustomer(r.Customer), Label: r.Name, Cells: []templ.Component{
			ui.CustomerLink(r.Name, d.toCustomer(r.Customer)), about, ui.Day(w, r.PromisedOn), amount}})
	}
	return t
}

// planTag says how far a plan has come.
func planTag(w *locale.Words, r *store.PlanRow, today date.Date) templ.Component {
	state := w.T("instalment.state." + string(r.State))
	left := plan.Left(r.Parts, r.Total, r.Open)
	switch {
	case r.State == plan.Asked:
		return ui.Tag(ui.ToneWarn, ui.IconHelp, state)
	case r.State == plan.Running && len(left) > 0 && left[0].DueOn < today:
		return ui.Tag(ui.ToneBad, ui.IconOverdue, w.N("instalment.late", int(today-left[0].DueOn)))
	case r.State == plan.Running:
		return ui.Tag(ui.ToneInfo, ui.IconPlans, state)
	case r.State == plan.Kept:
		return ui.Tag(ui.ToneGood, ui.IconPaid, state)
	case r.State == plan.Ended:
		return ui.Tag(ui.ToneNeutral, ui.IconClose, state)
	}
	return ui.Tag(ui.ToneBad, ui.IconClose, state)
}

// agreement is one plan.
type agreement struct {
	*visit
	store.PlanRow
	Numbers map[id.ID]string // of its invoices
	Events  []timeline.Event
	refusal
}

func agreementPage(v *visit, tx *store.Tx) (answer, error) { return v.agreementPage(tx, refusal{}) }

func (v *visit) agreementPage(tx *store.Tx, wrong refusal) (answer, error) {
	d := &agreement{visit: v, refusal: wrong}
	i, err := v.id("plan")
	if err != nil {
		return nil, err
	}
	var found bool
	if d.PlanRow, found, err = tx.PlanRow(i); err == nil && !found {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	var about []id.ID
	for _, s := range d.Shares {
		about = append(about, s.Invoice)
	}
	if d.Numbers, err = tx.InvoiceNumbers(about); err != nil {
		return nil, err
	}
	d.Events, err = tx.TimelineOf(i, mostEvents)
	return page{Title: v.Words.T("instalment.one", "Customer", d.CustomerName), Place: plans, Status: formStatus(d.Problem), Body: agreementBody(d)}, err
}

func (d *agreement) state() string {
	return joined(d.Words.Money(d.Total), d.Words.N("instalment.n_parts", len(d.Parts)))
}

func (d *agreement) facts() []ui.Fact {
	w := d.Words
	facts := []ui.Fact{{Label: w.T("web.column.state"), Value: planTag(w, &d.PlanRow, d.Today)}, {Label: w.Cap("word.customer"), Value: ui.Link(d.CustomerName, d.toCustomer(d.Customer))},
		{Label: w.T("instalment.total"), Value: ui.Money(w, d.Total)}, {Label: w.T("instalment.left"), Value: ui.Money(w, d.Open.Min(d.Total))}}
	if !d.Beside.IsZero() {
		key := "instalment.beside_out"
		if d.WithBeside {
			key = "instalment.beside_in"
		}
		facts = append(facts, ui.Fact{Label: w.T("instalment.beside"), Value: ui.Stacked(ui.Money(w, d.Beside), ui.Words(w.T(key)))})
	}
	facts = append(facts, ui.Fact{Label: w.T("instalment.asked_on"), Value: ui.Stacked(ui.Day(w, d.AskedOn), ui.Words(placer(w, d.AskedBy)))})
	if d.AgreedOn != date.None {
		facts = append(facts, ui.Fact{Label: w.T("instalment.agreed_on"), Value: ui.Stacked(ui.Day(w, d.AgreedOn), ui.Words(actorName(w, d.AgreedBy)))})
	}
	if d.ClosedOn != date.None {
		facts = append(facts, ui.Fact{Label: w.T("dispute.closed_on"), Value: ui.Stacked(ui.Day(w, d.ClosedOn), ui.Words(actorName(w, d.ClosedBy)))})
	}
	return facts
}

// schedule are the instalments with what came in.
func (d *agreement) schedule() ui.TableSpec {
	left := plan.LeftByNumber(d.Parts, d.Total, d.Open)
	return scheduleTable(d.visit, d.Parts, func(p plan.Part) templ.Component {
		w, open := d.Words, left[p.Number]
		switch {
		case open.IsZero():
			return ui.Tag(ui.ToneGood, ui.IconPaid, w.T("instalment.paid"))
		case p.DueOn < d.Today:
			return ui.Tag(ui.ToneBad, ui.IconOverdue, w.T("instalment.missing", "Amount", open))
		case open != p.Amount:
			return ui.Tag(ui.ToneInfo, ui.IconPayment, w.T("instalment.missing", "Amount", open))
		}
		return ui.Muted("–")
	})
}

// scheduleTable is a schedule, with what there is to say of each instalment.
func scheduleTable(v *visit, parts []plan.Part, says func(plan.Part) templ.Component) ui.TableSpec {
	w := v.Words
	t := ui.TableSpec{Caption: w.T("instalment.schedule"), Columns: []ui.Column{{Label: w.T("instalment.number"), Kind: ui.ColumnTight, Name: true}, {Label: w.Cap("word.due_date"), Kind: ui.ColumnTight},
		{Label: w.Cap("word.amount"), Kind: ui.ColumnAmount}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight}}}
	for _, p := range parts {
		t.Rows = append(t.Rows, ui.Row{ID: "n-" + strconv.Itoa(p.Number), Cells: []templ.Component{ui.Words(strconv.Itoa(p.Number)), ui.Day(w, p.DueOn), ui.Money(w, p.Amount), says(p)}})
	}
	return t
}

// shares are the invoices of the plan.
func (d *agreement) shares() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("web.nav.invoices"), Columns: []ui.Column{{Label: w.Cap("word.invoice"), Name: true}, {Label: w.T("instalment.planned"), Kind: ui.ColumnAmount}}}
	for _, s := range d.Shares {
		href := d.toInvoice(s.Invoice)
		t.Rows = append(t.Rows, ui.Row{ID: "s-" + s.Invoice.String(), Href: href, Label: d.Numbers[s.Invoice], Cells: cells(ui.InvoiceLink(d.Numbers[s.Invoice], href), ui.Money(w, s.Amount))})
	}
	return t
}

// planDone does something about the plan that the address names, and says so.
func (v *visit) planDone(said string, do func(ctx context.Context, i id.ID) error) (answer, error) {
	i, err := v.id("plan")
	if err != nil {
		return nil, err
	}
	if err := do(v.Request.Context(), i); err != nil {
		if fault.KindOf(err) == fault.Invalid {
			wrong := v.refusalOf(err)
			return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.agreementPage(tx, wrong) })
		}
		return nil, err
	}
	return moved{To: v.toAgreement(i), Toast: ui.Toast{Text: v.Words.T(said)}}, nil
}

func agreePlan(v *visit) (answer, error) {
	return v.planDone("instalment.done_agreed", func(ctx context.Context, i id.ID) error {
		_, err := v.Desk.AgreePlan(ctx, v.Company.ID, i, v.actor(), v.Today)
		return err
	})
}

func refusePlan(v *visit) (answer, error) {
	return v.planDone("instalment.done_refused", func(ctx context.Context, i id.ID) error {
		_, err := v.Desk.RefusePlan(ctx, v.Company.ID, i, v.form("grounds"), v.actor(), v.Today)
		return err
	})
}

func endPlan(v *visit) (answer, error) {
	return v.planDone("instalment.done_ended", func(ctx context.Context, i id.ID) error {
		_, err := v.Desk.EndPlan(ctx, v.Company.ID, i, v.form("grounds"), v.actor(), v.Today)
		return err
	})
}

// planForm divides what a customer owes.
type planForm struct {
	*visit
	Customer customer.Customer
	Open     []invoice.Invoice
	Wish     collect.Wish
	Preview  []plan.Part
	refusal
}

func planFormPage(v *visit, tx *store.Tx) (answer, error) { return v.planFormPage(tx, refusal{}) }

func (v *visit) planFormPage(tx *store.Tx, wrong refusal) (answer, error) {
	f := &planForm{visit: v, refusal: wrong}
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	if f.Customer, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	all, err := tx.OpenInvoices(i)
	if err != nil {
		return nil, err
	}
	for n := range all {
		if all[n].Open.Sign() > 0 {
			f.Open = append(f.Open, all[n])
		}
	}
	if f.Wish, err = v.wish(); err == nil && v.query("parts") != "" && wrong.Problem == "" {
		f.Preview, err = v.Desk.PlanOf(tx, i, f.Wish, v.Today)
	}
	if err != nil && wrong.Problem == "" {
		if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
			return nil, err
		}
		f.refusal = v.refusalOf(err)
	}
	return page{Title: v.Words.T("instalment.make"), Place: customers, Status: formStatus(f.Problem), Body: planFormBody(f)}, nil
}

// chosen reports whether an invoice is one that the plan is to be about.
func (f *planForm) chosen(i *invoice.Invoice) bool {
	if f.query("parts") == "" {
		return i.DueOn <= f.Today
	}
	return slices.Contains(f.Wish.Invoices, i.ID)
}

// beside is what was claimed for being late beside the open invoices, in each currency; "" for
// nothing.
func (f *planForm) beside() string {
	sums := map[money.Currency]money.Amount{}
	for n := range f.Open {
		if c := f.Open[n].Claimed; !c.IsZero() {
			sums[c.Currency] = c.Add(sums[c.Currency])
		}
	}
	var said []string
	for _, sum := range sums {
		said = append(said, f.Words.Money(sum))
	}
	slices.Sort(said)
	return strings.Join(said, ", ")
}

// paysBeside reports whether it is to be paid in instalments as well.
func (f *planForm) paysBeside() bool {
	if f.Wish.Beside != nil {
		return *f.Wish.Beside
	}
	return collect.PaysBeside(&f.Customer)
}

func (f *planForm) typed(field, otherwise string) string {
	if typed := f.query(field); typed != "" {
		return typed
	}
	return otherwise
}

func (f *planForm) intervals() (all []ui.Option) {
	for _, e := range plan.Intervals() {
		all = append(all, ui.Option{Value: string(e), Label: f.Words.T("instalment.every." + string(e))})
	}
	return all
}

// wish reads what the form asks for.
func (v *visit) wish() (w collect.Wish, err error) {
	w = collect.Wish{Every: plan.Every(v.query("every")), Text: v.query("text"), By: v.actor(), Tell: v.query("tell") != ""}
	typed := v.query("parts")
	if typed == "" { // nothing was asked yet
		return w, nil
	}
	if v.query("beside_asked") != "" {
		with := v.query("beside") != ""
		w.Beside = &with
	}
	if w.Invoices, err = v.ids("invoice"); err != nil {
		return w, fault.At(0, "invoices", "a plan is about open invoices of the customer")
	}
	if w.Parts, err = strconv.Atoi(typed); err != nil {
		return w, fault.At(0, "parts", "a plan has %d to %d instalments", plan.LeastParts, plan.MostParts)
	}
	if typed := v.query("first"); typed != "" {
		if w.First, err = date.Parse(typed); err != nil {
			return w, fault.At(0, "first", "%q is not a day written as YYYY-MM-DD", typed)
		}
	}
	return w, nil
}

func makePlan(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	w, err := v.wish()
	var made plan.Plan
	if err == nil {
		made, err = v.Desk.MakePlan(v.Request.Context(), ref, w, v.Today)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		wrong := v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.planFormPage(tx, wrong) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toAgreement(made.ID), Toast: ui.Toast{Text: v.Words.T("instalment.done_made")}}, nil
}

func planTitle(w *locale.Words, p *plan.Plan) string {
	return w.T("instalment.line_"+string(p.State), "Amount", p.Total, "Parts", w.N("instalment.n_parts", len(p.Parts)))
}

func planText(w *locale.Words, p *plan.Plan) string {
	last := p.Parts[len(p.Parts)-1]
	return w.T("instalment.line_text", "First", p.Parts[0].DueOn, "Last", last.DueOn)
}

// lastingPlans are the plans of a customer that wait or run.
func lastingPlans(tx *store.Tx, customer id.ID) ([]plan.Plan, error) {
	all, err := tx.PlansOf(customer, mostPlans)
	return slices.DeleteFunc(all, func(p plan.Plan) bool { return !p.Lasts() }), err
}

// mostPlans is among how many of a customer's last plans those are looked for that wait or run.
const mostPlans = 50
