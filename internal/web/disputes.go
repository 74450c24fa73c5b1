package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/duty"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) disputesRoutes() {
	s.get("/disputes", disputesPage)
	s.get("/disputes/reasons", disputeReasonsPage)
	s.export("/disputes.csv", disputesSheet)
	s.disputeRoutes()
}

// toDispute is the address of a dispute's page.
func (v *visit) toDispute(i id.ID, more ...string) string {
	return v.to(append([]string{"disputes", i.String()}, more...)...)
}

// disputeList is the disputes as they were asked for.
type disputeList struct {
	*visit
	list   list
	filter store.DisputeFilter
	Rows   store.Paged[store.DisputeRow]
	Counts map[store.DisputeView]int
	People []store.Member
}

func (v *visit) disputesAsked() *disputeList {
	d := &disputeList{visit: v, list: v.list("view", "q", "reason", "customer"), Counts: map[store.DisputeView]int{}}
	d.filter = store.DisputeFilter{Words: v.words("q"), Owner: v.Person.Email}
	if view := store.DisputeView(v.query("view")); slices.Contains(store.DisputeViews[:], view) {
		d.filter.View = view
	}
	if reason := dispute.Reason(v.query("reason")); reason.Known() {
		d.filter.Reason = reason
	}
	if i, err := id.Parse(v.query("customer")); err == nil {
		d.filter.Customer = i
	}
	return d
}

func disputesPage(v *visit, tx *store.Tx) (answer, error) {
	d := v.disputesAsked()
	var err error
	if d.Rows, err = tx.ListDisputes(d.filter, v.cursor(), rowsOnPage); err != nil {
		return nil, err
	}
	for _, view := range store.DisputeViews {
		if view == store.DisputesClosed {
			continue
		}
		if d.Counts[view], err = tx.CountDisputes(store.DisputeFilter{View: view, Owner: v.Person.Email}, mostCounted); err != nil {
			return nil, err
		}
	}
	d.People, err = answerers(tx)
	return page{Title: v.Words.T("dispute.title"), Place: disputes, Body: disputesBody(d)}, err
}

func (d *disputeList) state() string {
	if d.Counts[store.DisputesToAnswer] == 0 {
		return ""
	}
	return atMost(d.Words, "dispute.n_open", d.Counts[store.DisputesToAnswer])
}

func disputeViewName(w *locale.Words, view store.DisputeView) string {
	if view == store.DisputesToAnswer {
		return w.T("dispute.view_open")
	}
	return w.T("dispute.view_" + string(view))
}

func (d *disputeList) tabs() (tabs []ui.TabSpec) {
	for _, view := range store.DisputeViews {
		tab := ui.TabSpec{Label: disputeViewName(d.Words, view), Href: d.list.with("view", string(view)), Current: d.filter.View == view}
		if n := d.Counts[view]; n > 0 {
			tab.Count = d.Words.Int(int64(n))
		}
		tabs = append(tabs, tab)
	}
	return append(tabs, ui.TabSpec{Label: d.Words.T("dispute.by_reason"), Href: d.to("disputes", "reasons")})
}

func (d *disputeList) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	f := ui.FilterSpec{Action: l.path, Search: w.T("dispute.search"), Query: d.filter.Words, Keep: l.keep("q"), ClearTo: l.with("q", "", "reason", "", "customer", ""),
		Menus: []ui.FilterMenu{{Label: w.T("portal.told.reason"), Options: []ui.Choice{l.choice("reason", "", w.T("dispute.any_reason"))}}}}
	for _, r := range dispute.Reasons() {
		f.Menus[0].Options = append(f.Menus[0].Options, l.choice("reason", string(r), reasonName(w, r)))
	}
	if d.filter.Words != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: w.T("web.filter.words", "Words", d.filter.Words), Remove: l.with("q", "")})
	}
	if d.filter.Reason != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: reasonName(w, d.filter.Reason), Remove: l.with("reason", "")})
	}
	if d.filter.Customer != 0 && len(d.Rows.Rows) > 0 {
		f.Chips = append(f.Chips, ui.Chip{Label: d.Rows.Rows[0].CustomerName, Remove: l.with("customer", "")})
	}
	return f
}

// narrowed reports whether a filter is in force.
func (d *disputeList) narrowed() bool {
	return d.filter.Words != "" || d.filter.Reason != "" || d.filter.Customer != 0
}

func reasonName(w *locale.Words, r dispute.Reason) string { return w.T("dispute.reason." + string(r)) }

func (d *disputeList) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("dispute.title"), Empty: disputesNone(d), Pager: d.list.pager(d.Rows.Previous, d.Rows.Next, ""), Columns: []ui.Column{
		{Label: joined(w.Cap("word.customer"), w.Cap("word.invoice")), Name: true}, {Label: w.T("portal.told.reason")}, {Label: w.T("dispute.contested"), Kind: ui.ColumnAmount},
		{Label: d.dayLabel(), Kind: ui.ColumnTight}, {Label: w.T("reply.owner"), From: ui.ScreenTablet}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight}}}
	for n := range d.Rows.Rows {
		r := &d.Rows.Rows[n]
		t.Rows = append(t.Rows, ui.Row{ID: "d-" + r.ID.String(), Href: d.toDispute(r.ID), Label: w.T("dispute.one", "Invoice", r.Number), Cells: []templ.Component{
			ui.Stacked(ui.Link(r.CustomerName, d.toDispute(r.ID)), ui.Words(r.Number)), ui.Stacked(ui.Words(reasonName(w, r.Reason)), ui.Clipped(r.Text)), ui.Money(w, r.Contested()),
			ui.Day(w, d.day(&r.Dispute)), ui.Words(memberName(d.People, r.Owner)), disputeTag(w, &r.Dispute, d.Today)}})
	}
	return t
}

// day is the day that counts in the view.
func (d *disputeList) day(of *dispute.Dispute) date.Date {
	if d.filter.View == store.DisputesClosed {
		return of.ClosedOn
	}
	return of.AnswerBy
}

func (d *disputeList) dayLabel() string {
	if d.filter.View == store.DisputesClosed {
		return d.Words.T("dispute.closed_on")
	}
	return d.Words.T("dispute.answer_by")
}

// disputeTag says how far a dispute has come.
func disputeTag(w *locale.Words, d *dispute.Dispute, today date.Date) templ.Component {
	state := w.T("dispute.state." + string(d.State))
	switch {
	case d.LateOn(today):
		return ui.Tag(ui.ToneBad, ui.IconOverdue, w.N("dispute.late", int(today-d.AnswerBy)))
	case d.State == dispute.Accepted && d.Lasts():
		return ui.Tag(ui.ToneWarn, ui.IconNote, w.T("dispute.state.credit"))
	case d.Waits():
		return ui.Tag(ui.ToneDisputed, ui.IconDisputed, state)
	case d.State == dispute.Rejected:
		return ui.Tag(ui.ToneBad, ui.IconClose, state)
	case d.State == dispute.Withdrawn:
		return ui.Tag(ui.ToneNeutral, ui.IconUndo, state)
	}
	return ui.Tag(ui.ToneGood, ui.IconCheck, state)
}

// disputeOwner is whose a dispute is, and why where it was given by itself.
func (v *visit) disputeOwner(people []store.Member, d *dispute.Dispute) string {
	if d.Owner == "" {
		return "–"
	}
	if why, ok := duty.Read(d.Given); ok {
		return joined(memberName(people, d.Owner), v.whyWords(people, &why))
	}
	return memberName(people, d.Owner)
}

// disputesSheet is the list of disputes as a file.
func disputesSheet(v *visit, tx *store.Tx) (*sheet, error) {
	d, w := v.disputesAsked(), v.Words
	heads := []string{w.Cap("word.customer"), w.Cap("word.invoice"), w.T("portal.told.reason"), "Peppol", w.T("dispute.text"), w.T("web.column.state"), w.T("reply.owner"),
		w.T("dispute.opened_on"), w.T("dispute.answer_by"), w.T("dispute.closed_on"), w.T("dispute.pay_by"), w.T("dispute.grounds"), w.T("dispute.contested"), w.T("web.filter.currency")}
	return &sheet{Name: w.T("dispute.title"), Heads: heads, Rows: func(r *render.Sheet) error {
		return everyBatch(func(at store.Cursor) (store.Paged[store.DisputeRow], error) {
			return tx.ListDisputes(d.filter, at, sheetBatch)
		}, func(rows []store.DisputeRow) error {
			for n := range rows {
				if err := disputeLine(r, w, &rows[n]); err != nil {
					return err
				}
			}
			return nil
		})
	}}, nil
}

func disputeLine(r *render.Sheet, w *locale.Words, d *store.DisputeRow) error {
	r.Text(d.CustomerName, d.Number, reasonName(w, d.Reason), d.Reason.Codes().Peppol, d.Text, w.T("dispute.state."+string(d.State)), d.Owner)
	r.Day(d.OpenedOn)
	r.Day(d.AnswerBy)
	r.Day(d.ClosedOn)
	r.Day(d.PayBy)
	r.Text(d.Grounds)
	r.Money(d.Open.Currency, d.Contested())
	return r.End()
}

// reasonMonths is how far back the figures by reason look.
const reasonMonths = 12

// disputeReasons are the figures by reason.
type disputeReasons struct {
	*visit
	since date.Date
	By    []report.DisputesBy
}

func disputeReasonsPage(v *visit, tx *store.Tx) (answer, error) {
	d := &disputeReasons{visit: v, since: v.Today.AddMonths(-reasonMonths)}
	var err error
	d.By, err = report.Disputes(tx, d.since)
	return page{Title: v.Words.T("dispute.by_reason"), Place: disputes, Body: disputeReasonsBody(d)}, err
}

func (d *disputeReasons) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("dispute.by_reason"), Columns: []ui.Column{{Label: w.T("portal.told.reason"), Name: true}, {Label: w.T("dispute.opened"), Kind: ui.ColumnAmount},
		{Label: w.T("dispute.contested"), Kind: ui.ColumnAmount}, {Label: w.T("dispute.lasting"), Kind: ui.ColumnAmount}, {Label: w.T("dispute.right"), Kind: ui.ColumnAmount},
		{Label: w.T("dispute.days"), Kind: ui.ColumnAmount}},
		Empty: ui.EmptyState(ui.EmptySpec{Icon: ui.IconDisputed, Title: w.T("dispute.no_figures_title"), Text: w.T("dispute.no_figures_text")})}
	for n := range d.By {
		by := &d.By[n]
		right, days := "–", "–"
		if by.Answered() > 0 {
			right = w.T("dispute.share", "Accepted", w.Int(int64(by.Accepted)), "Answered", w.Int(int64(by.Answered())))
		}
		if by.Days >= 0 {
			days = w.Int(int64(by.Days))
		}
		href := asked(d.to("disputes"), "reason", string(by.Reason), "view", string(store.DisputesClosed))
		if by.Lasting > 0 {
			href = asked(d.to("disputes"), "reason", string(by.Reason))
		}
		t.Rows = append(t.Rows, ui.Row{ID: "r-" + string(by.Reason), Href: href, Label: reasonName(w, by.Reason), Cells: []templ.Component{
			ui.Link(reasonName(w, by.Reason), href), ui.Words(w.Int(int64(by.Opened))), d.sums(by.Amount), ui.Words(w.Int(int64(by.Lasting))), ui.Words(right), ui.Words(days)}})
	}
	return t
}

// sums are amounts in several currencies, one below the other.
func (d *disputeReasons) sums(of map[money.Currency]money.Amount) templ.Component {
	var all []templ.Component
	for _, c := range slices.SortedFunc(maps.Keys(of), func(a, b money.Currency) int { return strings.Compare(a.String(), b.String()) }) {
		all = append(all, ui.Money(d.Words, of[c]))
	}
	return lines(all)
}
