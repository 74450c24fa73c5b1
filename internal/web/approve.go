package web

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) approveRoutes() {
	s.get("/approve", approvePage)
	s.post("/approve", approveChosen)
	s.getWork("/approve/all", approveAllPage)
	s.post("/approve/all", approveAll)
	s.post("/approve/undo", unapprove)
	s.get("/approve/{message}", preparedPage)
	s.get("/approve/{message}/html", preparedHTML)
	s.get("/approve/{message}/letter.pdf", preparedLetter)
	s.post("/approve/{message}/text", editPrepared)
	s.post("/approve/{message}/aside", putAside)
}

// approveData is a page of the messages that wait for approval.
type approveData struct {
	*visit
	Prepared []collect.Prepared
	Sums     []store.WaitingSum
	Last     id.ID // of all messages that wait
	Pager    ui.Pager
}

func approvePage(v *visit, tx *store.Tx) (answer, error) {
	d := approveData{visit: v}
	var err error
	if d.Sums, err = tx.SumStanding(message.Proposed, 0); err != nil {
		return nil, err
	}
	at := v.cursor()
	rows, err := tx.Standing(message.Proposed, message.Channels(), at.ID, rowsOnPage+1)
	if err != nil {
		return nil, err
	}
	if len(rows) > rowsOnPage {
		rows = rows[:rowsOnPage]
		d.Pager.Next = v.list().with("after", store.Cursor{ID: rows[rowsOnPage-1].ID}.String())
	}
	all := make([]message.Message, len(rows))
	for n := range rows {
		all[n] = rows[n].Message
	}
	if d.Prepared, err = v.Desk.LookAt(tx, all, v.Today); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("approve.title"), Place: messages, Body: approveBody(d)}, nil
}

// summedUp is how many messages wait for approval.
func summedUp(sums []store.WaitingSum) (n int) {
	for _, s := range sums {
		n += s.Count
	}
	return n
}

// totals are what messages come to, by currency.
func totals(v *visit, waiting []store.WaitingSum) string {
	var all sums
	for _, s := range waiting {
		all.add(s.Sum)
	}
	return all.words(v)
}

// byChannel says how many messages go by which channel.
func byChannel(w *locale.Words, waiting []store.WaitingSum) string {
	count := map[message.Channel]int{}
	for _, s := range waiting {
		count[s.Channel] += s.Count
	}
	var parts []string
	for _, c := range message.Channels() {
		if count[c] > 0 {
			parts = append(parts, w.N("approve.by_"+string(c), count[c]))
		}
	}
	return w.List(parts...)
}

func (d approveData) state() string {
	if len(d.Sums) == 0 {
		return ""
	}
	return joined(d.Words.N("approve.n_wait", summedUp(d.Sums)), totals(d.visit, d.Sums), byChannel(d.Words, d.Sums))
}

func (d approveData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("approve.title"), Pager: d.Pager, Empty: nothingToApprove(d.visit), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.Cap("word.step"), From: ui.ScreenTablet},
		{Label: w.T("approve.channel"), Kind: ui.ColumnTight}, {Label: w.T("approve.tone"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("approve.oldest"), Kind: ui.ColumnTight, From: ui.ScreenTablet}, {Label: w.Cap("word.amount"), Kind: ui.ColumnAmount},
	}}
	if d.mayWork() {
		t.Select = bulk
		t.Columns = append(t.Columns, ui.Column{Label: w.T("approve.do"), Kind: ui.ColumnAction})
	}
	for n := range d.Prepared {
		p := &d.Prepared[n]
		m := &p.Message
		href := d.to("approve", m.ID.String())
		row := ui.Row{ID: "m-" + m.ID.String(), Href: href, Label: p.Case.Customer.Name, Cells: []templ.Component{
			ui.Stacked(ui.Link(p.Case.Customer.Name, href), ui.Words(d.why(p))), ui.Words(explain.StepName(w, &p.Step)),
			ui.Words(explain.Channel(w, m.Channel)), toneTag(w, p), ui.Words(oldest(w, p, d.Today)), ui.Money(w, m.Amount),
		}}
		if d.mayWork() {
			row.Cells = append(row.Cells, approveButton(d.visit, m.ID))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// why says why a message needs approval, and who gave it already.
func (v *visit) why(p *collect.Prepared) string {
	switch {
	case p.Overtaken:
		return v.Words.T("approve.overtaken")
	case p.Why.Code == "":
		return v.Words.T("approve.no_longer")
	}
	why := whyApprove(v.Words, p.Why)
	if len(p.Message.Approved) > 0 {
		why = joined(why, v.Words.T("approve.by", "People", v.Words.List(p.Message.Approved...)))
	}
	return why
}

// whyApprove says why somebody must approve a message.
func whyApprove(w *locale.Words, r dunning.Reason) string {
	return w.T("approve.why_"+string(r.Code), "Amount", r.Amount, "Limit", r.Limit, "Day", r.Day)
}

func oldest(w *locale.Words, p *collect.Prepared, today date.Date) string {
	if late := p.Oldest(today); late > 0 {
		return w.N("word.n_days_late", late)
	}
	return ""
}

func toneTag(w *locale.Words, p *collect.Prepared) templ.Component {
	tone := p.Step.Tone
	if p.Assessment.Step.Tone != "" {
		tone = p.Assessment.Step.Tone
	}
	return ui.Tag(toneLooks[tone], ui.NoIcon, explain.Tone(w, tone))
}

// approveChosen approves the messages that were ticked.
func approveChosen(v *visit) (answer, error) {
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	done, err := v.Desk.Approve(v.Request.Context(), v.Company.ID, chosen, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	return moved{To: v.backTo(v.to("approve")), Toast: v.approved(&done)}, nil
}

// approved says what an approval brought about, and offers to take it back.
func (v *visit) approved(done *collect.Approval) ui.Toast {
	var said []string
	if n := len(done.Approved); n > 0 {
		said = append(said, v.Words.N("approve.done", n))
	}
	if n := len(done.Another); n > 0 {
		said = append(said, v.Words.N("approve.another", n))
	}
	if done.Gone > 0 {
		said = append(said, v.Words.N("approve.gone", done.Gone))
	}
	toast := ui.Toast{Text: strings.Join(said, " ")}
	if all := slices.Concat(done.Approved, done.Another); len(all) > 0 && len(all) <= mostPicked {
		toast.Undo, toast.Hidden = v.to("approve", "undo"), params("id", all)
	}
	return toast
}

func unapprove(v *visit) (answer, error) {
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	n, err := v.Desk.Unapprove(v.Request.Context(), v.Company.ID, chosen, v.actor(), v.Today)
	return moved{To: v.to("approve"), Toast: ui.Toast{Text: v.Words.N("approve.undone", n)}}, err
}

// approveAllPage asks whether all messages are to leave that wait now, and says what that does.
func approveAllPage(v *visit, tx *store.Tx) (answer, error) {
	d := approveData{visit: v}
	last, err := tx.LastStanding(message.Proposed)
	if err != nil {
		return nil, err
	}
	d.Last = last
	if d.Sums, err = tx.SumStanding(message.Proposed, last); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("approve.all_title"), Place: messages, Body: approveAllBody(d)}, nil
}

func (d approveData) effect() string {
	return d.Words.N("approve.effect", summedUp(d.Sums), "Amount", totals(d.visit, d.Sums), "Channels", byChannel(d.Words, d.Sums))
}

// approveAll approves what waited when the person was asked.
func approveAll(v *visit) (answer, error) {
	through, err := id.Parse(v.form("through"))
	if err != nil {
		return nil, err
	}
	var all []id.ID
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.StandingThrough(message.Proposed, through)
		return err
	})
	if err != nil {
		return nil, err
	}
	done, err := v.Desk.Approve(v.Request.Context(), v.Company.ID, all, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("approve"), Toast: v.approved(&done)}, nil
}

// preparedData is one message as it would leave now.
type preparedData struct {
	*visit
	collect.Prepared
	Next    id.ID // the message that waits behind it; zero for none
	Editing bool
	Text    dunning.Text // in the form
	refusal
	Aside refusal // of the form that puts it aside
}

func preparedPage(v *visit, tx *store.Tx) (answer, error) {
	d, err := v.prepared(tx)
	if err != nil {
		return nil, err
	}
	if d.Message.State != message.Proposed {
		return moved{To: v.toMessage(d.Message.ID)}, nil
	}
	return d.page(tx)
}

func (v *visit) prepared(tx *store.Tx) (*preparedData, error) {
	m, err := v.outMessage(tx)
	if err != nil {
		return nil, err
	}
	d := &preparedData{visit: v, Editing: v.query("edit") != "" && v.mayWork()}
	d.Prepared, err = v.Desk.Compose(tx, &m, v.Today)
	if err == nil && d.Case == nil {
		err = errNoPage
	}
	d.Text = d.Prepared.Text
	return d, err
}

func (d *preparedData) page(tx *store.Tx) (answer, error) {
	next, err := tx.Standing(message.Proposed, message.Channels(), d.Message.ID, 1)
	if err != nil {
		return nil, err
	}
	if len(next) > 0 {
		d.Next = next[0].ID
	}
	return page{Title: d.title(), Place: messages, Status: formStatus(d.Problem + d.Aside.Problem), Body: preparedBody(d)}, nil
}

func (d *preparedData) title() string {
	return d.Words.T("web.task.about", "Task", explain.StepName(d.Words, &d.Step), "Customer", d.Case.Customer.Name)
}

func (d *preparedData) facts() []ui.Fact {
	w, m := d.Words, &d.Message
	facts := []ui.Fact{
		{Label: w.Cap("word.customer"), Value: ui.CustomerLink(d.Case.Customer.Name, d.toCustomer(m.Customer))},
		{Label: w.T("approve.channel"), Value: ui.Words(explain.Channel(w, m.Channel))},
		{Label: w.T("approve.tone"), Value: toneTag(w, &d.Prepared)},
		{Label: w.Cap("word.amount"), Value: ui.Sum(w, m.Amount)},
	}
	if late := oldest(w, &d.Prepared, d.Today); late != "" {
		facts = append(facts, ui.Fact{Label: w.T("approve.oldest"), Value: ui.Words(late)})
	}
	if d.Deadline != date.None {
		facts = append(facts, ui.Fact{Label: w.T("approve.deadline"), Value: ui.Day(w, d.Deadline)})
	}
	if len(m.Approved) > 0 {
		facts = append(facts, ui.Fact{Label: w.T("approve.approved_by"), Value: ui.Words(w.List(m.Approved...))})
	}
	if m.Edited != nil {
		facts = append(facts, ui.Fact{Label: w.T("approve.edited_by"), Value: ui.Words(m.Edited.By)})
	}
	return facts
}

func (d *preparedData) preview() ui.MessageSpec {
	m := d.Mail
	p := ui.MessageSpec{Subject: m.Subject, From: strings.TrimSpace(m.FromName + " <" + m.From + ">"), To: strings.Join(slices.Concat(m.To, m.Cc), ", "),
		At: d.stamp(m.Date), Text: m.Text}
	if m.HTML != "" {
		p.HTML = d.to("approve", d.Message.ID.String(), "html")
	}
	return p
}

// readLetter is what a letter says, beside the sheets themselves.
func (d *preparedData) readLetter() ui.MessageSpec {
	p := ui.MessageSpec{Subject: d.Subject, To: d.Case.Customer.Name, Text: d.Read.Text}
	if d.Read.HTML != "" {
		p.HTML = d.to("approve", d.Message.ID.String(), "html")
	}
	return p
}

func preparedHTML(v *visit, tx *store.Tx) (answer, error) {
	d, err := v.prepared(tx)
	if err != nil {
		return nil, err
	}
	shown := d.Mail
	if d.Read != nil {
		shown = d.Read
	}
	if shown == nil || shown.HTML == "" {
		return nil, errNoPage
	}
	return mailPart{shown.Shown()}, nil
}

func preparedLetter(v *visit, tx *store.Tx) (answer, error) {
	d, err := v.prepared(tx)
	if err == nil && d.Letter == nil {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	return paperShown{d.Letter}, nil
}

// paperShown is a document on paper that the browser shows.
type paperShown struct{ Body []byte }

func (p paperShown) answer(_ *visit, header http.Header, body *bytes.Buffer) (int, error) {
	header.Set("Content-Type", "application/pdf")
	header.Set("Content-Disposition", "inline")
	header.Set("X-Content-Type-Options", "nosniff")
	_, err := body.Write(p.Body)
	return http.StatusOK, err
}

// editPrepared puts a person's words into a message; none put the template's back.
func editPrepared(v *visit) (answer, error) {
	i, err := v.id("message")
	if err != nil {
		return nil, err
	}
	text := dunning.Text{Subject: v.form("subject"), Body: v.form("body")}
	if v.form("undo") != "" {
		text = dunning.Text{}
	}
	err = v.Desk.EditMessage(v.Request.Context(), v.Company.ID, i, text.Subject, text.Body, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) {
			d, failed := v.prepared(tx)
			if failed != nil {
				return nil, failed
			}
			d.Editing, d.Text, d.refusal = true, text, refusal{Problem: v.Words.Fault(err)}
			return d.page(tx)
		})
	}
	return moved{To: v.to("approve", i.String()), Toast: ui.Toast{Text: v.Words.T("approve.edited")}}, err
}

// putAside takes a message back for a person's reason.
func putAside(v *visit) (answer, error) {
	i, err := v.id("message")
	if err != nil {
		return nil, err
	}
	until, err := v.day("until")
	if err != nil {
		return nil, err
	}
	err = v.Desk.PutBack(v.Request.Context(), v.Company.ID, i, v.form("reason"), until, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) {
			d, failed := v.prepared(tx)
			if failed != nil {
				return nil, failed
			}
			d.Aside = v.refusalOf(err)
			return d.page(tx)
		})
	}
	return moved{To: v.to("approve"), Toast: ui.Toast{Text: v.Words.T("approve.put_aside")}}, err
}

// after is where one goes when the message was approved: to the next one.
func (d *preparedData) after() string {
	if d.Next != 0 {
		return d.to("approve", d.Next.String())
	}
	return d.to("approve")
}
