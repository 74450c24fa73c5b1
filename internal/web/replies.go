package web

import (
	"slices"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/duty"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

func (s *site) repliesRoutes() {
	s.get("/replies", repliesPage)
	s.post("/replies/dismiss", dismissReplies)
	s.post("/replies/reopen", reopenReplies)
	s.post("/replies/give", giveReplies)
	s.post("/replies/later", putOffReplies)
	s.post("/replies/again", takeUpReplies)
	s.replyRoutes()
	s.writeRoutes()
}

// toReply is the address of a reply's page.
func (v *visit) toReply(i id.ID, more ...string) string {
	return v.to(append([]string{"replies", i.String()}, more...)...)
}

// replyList is the replies as they were asked for.
type replyList struct {
	*visit
	list   list
	filter store.ReplyFilter
	Rows   store.Paged[store.ReplyRow]
	Counts map[store.ReplyView]int
	People []store.Member // who may be given a reply
}

func repliesPage(v *visit, tx *store.Tx) (answer, error) {
	d := &replyList{visit: v, list: v.list("view", "q"), Counts: map[store.ReplyView]int{}}
	d.filter = store.ReplyFilter{Words: v.words("q"), Owner: v.Person.Email, Today: v.Today}
	if view := store.ReplyView(v.query("view")); slices.Contains(store.ReplyViews[:], view) {
		d.filter.View = view
	}
	var err error
	if d.Rows, err = tx.ListReplies(d.filter, v.cursor(), rowsOnPage); err != nil {
		return nil, err
	}
	for _, view := range store.ReplyViews {
		if view == store.RepliesClosed {
			continue
		}
		if d.Counts[view], err = tx.CountReplies(store.ReplyFilter{View: view, Owner: v.Person.Email, Today: v.Today}, mostCounted); err != nil {
			return nil, err
		}
	}
	if v.mayWork() {
		d.People, err = answerers(tx)
	}
	return page{Title: v.Words.T("reply.title"), Place: replies, Body: repliesBody(d)}, err
}

// answerers are the people who may answer replies.
func answerers(tx *store.Tx) ([]store.Member, error) {
	all, err := tx.Members(mostMembers)
	return slices.DeleteFunc(all, func(m store.Member) bool { return !m.Role.MayWrite() }), err
}

// state says in one line how much waits.
func (d *replyList) state() string {
	if d.Counts[store.RepliesToAnswer] == 0 {
		return ""
	}
	return atMost(d.Words, "reply.n_waiting", d.Counts[store.RepliesToAnswer])
}

// viewName names a view.
func viewName(w *locale.Words, view store.ReplyView) string {
	if view == store.RepliesToAnswer {
		return w.T("reply.view_open")
	}
	return w.T("reply.view_" + string(view))
}

func (d *replyList) tabs() (tabs []ui.TabSpec) {
	for _, view := range store.ReplyViews {
		if view == store.RepliesPutOff && d.Counts[view] == 0 && d.filter.View != view {
			continue
		}
		tab := ui.TabSpec{Label: viewName(d.Words, view), Href: d.list.with("view", string(view)), Current: d.filter.View == view}
		if n := d.Counts[view]; n > 0 {
			tab.Count = d.Words.Int(int64(n))
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

func (d *replyList) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	f := ui.FilterSpec{Action: l.path, Search: w.T("reply.search"), Query: d.filter.Words, Keep: l.keep("q"), ClearTo: l.with("q", "")}
	if d.filter.Words != "" {
		f.Chips = []ui.Chip{{Label: w.T("web.filter.words", "Words", d.filter.Words), Remove: l.with("q", "")}}
	}
	return f
}

func (d *replyList) table() ui.TableSpec {
	w, closed := d.Words, d.filter.View == store.RepliesClosed
	t := ui.TableSpec{Caption: w.T("reply.title"), Empty: repliesNone(d), Pager: d.list.pager(d.Rows.Previous, d.Rows.Next, ""), Columns: []ui.Column{
		{Label: w.T("reply.from"), Name: true}, {Label: w.T("reply.subject")}, {Label: joined(w.Cap("word.customer"), w.T("reply.owner"))},
		{Label: w.Cap("ui.date"), Kind: ui.ColumnWhen}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight}}}
	if !closed {
		t.Columns[4] = ui.Column{Label: w.T("hold.actions"), Kind: ui.ColumnAction}
		if d.mayWork() {
			t.Select = bulk
		}
	}
	for n := range d.Rows.Rows {
		r := &d.Rows.Rows[n]
		last := replyTag(w, &r.Reply)
		if !closed {
			last = replyButtons(d, &r.Reply)
		}
		t.Rows = append(t.Rows, ui.Row{ID: "r-" + r.ID.String(), Href: d.toReply(r.ID), Label: subjectOf(w, &r.Reply), Cells: []templ.Component{
			ui.Stacked(ui.Link(writerName(w, &r.Reply), d.toReply(r.ID)), ui.Clipped(r.From)), replySubject(w, &r.Reply), ui.Stacked(d.whose(r), ui.Clipped(d.ownerLine(d.People, &r.Reply))),
			ui.Stacked(ui.Day(w, date.Of(d.local(r.ReceivedAt))), ui.Words(d.local(r.ReceivedAt).Format("15:04"))), last}})
	}
	return t
}

// ownerLine is who is to answer a reply, and why where it was given by itself.
func (v *visit) ownerLine(people []store.Member, r *reply.Reply) string {
	if why, ok := duty.Read(r.Given); ok && r.Owner != "" {
		return joined(memberName(people, r.Owner), v.whyWords(people, &why))
	}
	return memberName(people, r.Owner)
}

// whose is the customer of a reply, or the question.
func (d *replyList) whose(r *store.ReplyRow) templ.Component {
	switch {
	case r.Customer != 0:
		return ui.CustomerLink(r.CustomerName, d.toCustomer(r.Customer))
	case r.Waits():
		return ui.Tag(ui.ToneWarn, ui.IconHelp, d.Words.T("reply.whose"))
	}
	return ui.Muted("–")
}

// writerName is who wrote, as the mail says it.
func writerName(w *locale.Words, r *reply.Reply) string {
	for _, name := range []string{r.FromName, r.From} {
		if name != "" {
			return name
		}
	}
	return w.T("reply.nobody")
}

// subjectOf is what a reply is about, as the mail says it.
func subjectOf(w *locale.Words, r *reply.Reply) string {
	if r.Subject == "" {
		return w.T("reply.no_subject")
	}
	return r.Subject
}

// filesWords counts the files that came with a reply.
func filesWords(w *locale.Words, r *reply.Reply) string { return w.N("reply.n_files", r.Files) }

// stateLook is how a reply that waits for nobody is drawn.
type stateLook struct {
	tone ui.Tone
	icon ui.Icon
	word string
}

// replyTag says what became of a reply, or why it never waited.
func replyTag(w *locale.Words, r *reply.Reply) templ.Component {
	look := stateLook{ui.ToneNeutral, ui.IconInfo, "reply.kind_automatic"}
	switch {
	case r.State == reply.Open:
		look = stateLook{ui.ToneWarn, ui.IconReply, "reply.state_open"}
	case r.State == reply.Answered:
		look = stateLook{ui.ToneGood, ui.IconSend, "reply.state_answered"}
	case r.State == reply.Dismissed:
		look = stateLook{ui.ToneNeutral, ui.IconCheck, "reply.state_dismissed"}
	case r.Kind == reply.Returned:
		look = stateLook{ui.ToneBad, ui.IconError, "reply.kind_returned"}
	case r.Kind == reply.Absence:
		look = stateLook{ui.ToneInfo, ui.IconWait, "reply.kind_absence"}
	}
	return ui.Tag(look.tone, look.icon, w.T(look.word))
}

// replyTable lists the replies of one customer.
func (v *visit) replyTable(all []reply.Reply) ui.TableSpec {
	w := v.Words
	t := ui.TableSpec{Caption: w.T("reply.title"), Columns: []ui.Column{{Label: w.T("reply.from"), Name: true}, {Label: w.T("reply.subject")},
		{Label: w.Cap("ui.date"), Kind: ui.ColumnTight}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight}}}
	for n := range all {
		r := &all[n]
		t.Rows = append(t.Rows, ui.Row{ID: "r-" + r.ID.String(), Href: v.toReply(r.ID), Label: subjectOf(w, r), Cells: []templ.Component{
			ui.Link(writerName(w, r), v.toReply(r.ID)), replySubject(w, r), ui.Day(w, date.Of(v.local(r.ReceivedAt))), replyTag(w, r)}})
	}
	return t
}

// cleared is the list without what was searched.
func (d *replyList) cleared() string { return d.list.with("q", "") }

func dismissReplies(v *visit) (answer, error) {
	return v.repliesDone("reply.dismissed", "reopen", func(all []id.ID) ([]id.ID, error) {
		return v.Desk.Dismiss(v.Request.Context(), v.Company.ID, all, v.actor(), v.Today)
	})
}

func reopenReplies(v *visit) (answer, error) {
	return v.repliesDone("reply.reopened", "", func(all []id.ID) ([]id.ID, error) {
		if err := v.liftAgain(); err != nil {
			return nil, err
		}
		return v.Desk.Reopen(v.Request.Context(), v.Company.ID, all, v.Today)
	})
}

// giveReplies says who is to answer: a person of the company, or nobody yet.
func giveReplies(v *visit) (answer, error) {
	owner, err := user.ParseEmail(v.form("owner"))
	if v.form("owner") == "" {
		owner, err = "", nil
	}
	if err != nil {
		return nil, err
	}
	said := "reply.given"
	if owner == "" {
		said = "reply.given_nobody"
	}
	return v.repliesDone(said, "", func(all []id.ID) ([]id.ID, error) {
		return v.Desk.GiveReplies(v.Request.Context(), v.Company.ID, all, owner)
	}, "Person", owner)
}

func putOffReplies(v *visit) (answer, error) {
	until, err := v.day("until")
	if err != nil {
		return nil, err
	}
	return v.repliesDone("reply.put_off", "again", func(all []id.ID) ([]id.ID, error) {
		return v.Desk.PutOffReplies(v.Request.Context(), v.Company.ID, all, until, v.actor(), v.Today)
	}, "Day", until)
}

func takeUpReplies(v *visit) (answer, error) {
	return v.repliesDone("reply.shown", "", func(all []id.ID) ([]id.ID, error) {
		return v.Desk.PutOffReplies(v.Request.Context(), v.Company.ID, all, date.None, v.actor(), v.Today)
	})
}

// repliesDone does something with the replies that a form names, says how many it was, and
// offers to take it back where undo says how.
func (v *visit) repliesDone(said, undo string, do func([]id.ID) ([]id.ID, error), args ...any) (answer, error) {
	all, err := v.picked()
	if err != nil {
		return nil, err
	}
	touched, err := do(all)
	if err != nil {
		return nil, err
	}
	toast := ui.Toast{Text: v.Words.N(said, len(touched), args...)}
	back := v.backTo(v.back(v.to("replies")))
	if undo != "" {
		toast.Undo, toast.Hidden = v.to("replies", undo), append(params("id", touched), ui.Param{Name: "back", Value: back})
	}
	return moved{To: back, Toast: toast}, nil
}
