package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) todayRoutes() {
	s.get("/today", todayPage)
	s.post("/today/done", finishTasks)
	s.post("/today/reopen", reopenTasks)
	s.post("/today/later", putOffTasks)
	s.post("/today/again", takeUpTasks)
	s.post("/today/give", giveTasks)
}

// todayData is the list of what waits for people, or of what somebody put off.
type todayData struct {
	owning
	Tasks  []task.Task
	Names  map[id.ID]string    // of customers
	Later  bool                // the tasks that were put off are shown
	PutOff int                 // how many there are
	Nights []store.Night       // the last one, or none
	Told   []store.OpenMention // notes that name the person
	list   list
	more   string // address of the tasks after these
}

func todayPage(v *visit, tx *store.Tx) (answer, error) {
	l := v.list("later", "whose")
	d := &todayData{Later: l.get("later") != "", list: l}
	var err error
	if d.owning, err = v.loadOwning(tx, l.get("whose")); err != nil {
		return nil, err
	}
	at := v.cursor()
	day, err := date.Parse(at.Key)
	if err != nil {
		day, at = date.None, store.Cursor{}
	}
	if d.Tasks, err = d.tasks(tx, v, day, at.ID); err != nil {
		return nil, err
	}
	if len(d.Tasks) > rowsOnPage {
		d.Tasks = d.Tasks[:rowsOnPage]
		last := &d.Tasks[rowsOnPage-1]
		d.more = l.with("after", store.Cursor{Key: d.day(last).String(), ID: last.ID}.String())
	}
	if d.PutOff, err = tx.CountPutOff(v.Today, mostCounted); err != nil {
		return nil, err
	}
	if d.Nights, err = tx.Nights(1); err != nil {
		return nil, err
	}
	if !d.Later && at == (store.Cursor{}) {
		if d.Told, err = tx.MentionsOf(v.Person.ID, mentionsShown); err != nil {
			return nil, err
		}
	}
	var owners []id.ID
	for _, t := range d.Tasks {
		owners = append(owners, t.Customer)
	}
	if d.Names, err = tx.CustomerNames(owners); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("web.nav.today"), Place: today, Body: todayBody(v, d)}, nil
}

// tasks are those of one page, and one more where there are more.
func (d *todayData) tasks(tx *store.Tx, v *visit, day date.Date, after id.ID) ([]task.Task, error) {
	if d.Later {
		var whose store.Whose // all, while nothing else is asked for
		if d.Chosen != "" {
			whose = d.whose(v.Person.Email)
		}
		return tx.TasksPutOff(whose, v.Today, day, after, rowsOnPage+1)
	}
	return tx.TasksToDo(d.whose(v.Person.Email), v.Today, day, after, rowsOnPage+1)
}

// laterBar narrows what was put off to the person's own or nobody's, where anything is anybody's.
func (d *todayData) laterBar(v *visit) ui.FilterSpec {
	w, l := v.Words, d.list
	spec := ui.FilterSpec{Action: l.path, ClearTo: l.with("whose", ""), Keep: l.keep("whose"), Menus: []ui.FilterMenu{{Label: w.T("duty.whose")}}}
	for _, whose := range []string{whoseMine, whoseNobody} {
		spec.Menus[0].Options = append(spec.Menus[0].Options, l.choice("whose", whose, w.T("duty.whose."+whose)))
		if d.Chosen == whose {
			spec.Chips = []ui.Chip{{Label: w.T("duty.whose." + whose), Remove: l.with("whose", "")}}
		}
	}
	return spec
}

// day is the day by which a task stands in the list: when it is due, or shows again.
func (d *todayData) day(t *task.Task) date.Date {
	if d.Later {
		return t.AgainOn
	}
	return t.DueOn
}

// tabs lead from what is to do to what was put off, where anything was.
func (d *todayData) tabs(v *visit) []ui.TabSpec {
	w, all := v.Words, d.owning.tabs(v, d.list, d.Later)
	if d.PutOff == 0 && !d.Later {
		return all
	}
	if len(all) == 0 {
		all = []ui.TabSpec{{Label: w.T("today.tab_now"), Href: v.to("today"), Count: w.Int(int64(v.counts.Tasks + v.mentions)), Current: !d.Later}}
	}
	return append(all, ui.TabSpec{Label: w.T("today.tab_later"), Href: v.to("today") + "?later=1", Count: w.Int(int64(d.PutOff)), Current: d.Later})
}

func (d *todayData) state(v *visit) string {
	late := 0
	for _, t := range d.Tasks {
		if t.DueOn < v.Today {
			late++
		}
	}
	w := v.Words
	switch {
	case d.Later:
		return ""
	case v.counts.Tasks+v.mentions == 0:
		return w.T("web.today.state_none")
	case late == 0:
		return atMost(w, "word.n_tasks", v.counts.Tasks+v.mentions)
	}
	return w.T("web.today.state", "Tasks", atMost(w, "word.n_tasks", v.counts.Tasks+v.mentions), "Late", w.Int(int64(late)))
}

// taskIcons tell at a glance what is to be done.
var taskIcons = map[task.Kind]ui.Icon{
	task.NoAddress:         ui.IconPerson,
	task.MessageFailed:     ui.IconError,
	task.MessageUncertain:  ui.IconAlert,
	task.LadderFinished:    ui.IconOverdue,
	task.LimitationNears:   ui.IconOverdue,
	task.PromiseBroken:     ui.IconOverdue,
	task.ReviewFailed:      ui.IconError,
	task.PaymentReturned:   ui.IconUndo,
	task.NotPaidOut:        ui.IconBank,
	task.OpinionCame:       ui.IconReply,
	task.SignatureDeclined: ui.IconClose,
	task.ArrivalFailed:     ui.IconImport,
	task.TableWaits:        ui.IconImport,
	task.DocumentWaits:     ui.IconAttachment,
	task.MailboxFailed:     ui.IconAlert,
	task.OutletFailed:      ui.IconAlert,
	task.RateMissing:       ui.IconCollection,
	task.MessageLacks:      ui.IconAlert,
	task.ProviderShut:      ui.IconAlert,
	task.ClaimLeft:         ui.IconCollection,
	task.Call:              ui.IconCall,
	task.WrongNumber:       ui.IconCall,
	task.CallBack:          ui.IconCall,
	task.PlanAsked:         ui.IconPlans,
	task.Contested:         ui.IconDisputed,
	task.PlanWaits:         ui.IconPlans,
	task.PlanBroken:        ui.IconOverdue,
	task.CreditDue:         ui.IconNote,
	task.SendCopy:          ui.IconInvoices,
	task.OtherPerson:       ui.IconPerson,
	task.SupplyStop:        ui.IconHold,
	task.HandOver:          ui.IconCollection,
	task.LodgeClaim:        ui.IconAlert,
	task.HardshipEnds:      ui.IconPerson,
	task.WriteOff:          ui.IconCollection,
	task.WarnFailed:        ui.IconError,
	task.ReplyWaits:        ui.IconReply,
	task.SendInvoice:       ui.IconSend,
	task.InvoiceLacks:      ui.IconAttachment,
	task.InvoiceUnreached:  ui.IconPerson,
	task.InvoiceReturned:   ui.IconUndo,
	task.LetterReturned:    ui.IconUndo,
	task.ReceiptMissing:    ui.IconLetter,
}

// row is a task in the list. It leads to where it is done.
func (d *todayData) row(v *visit, t *task.Task) ui.TaskSpec {
	data := taskData(t)
	spec := ui.TaskSpec{ID: "t-" + t.ID.String(), Icon: taskIcons[t.Kind], Title: taskTitle(v.Words, t.Kind, d.Names[t.Customer]), Href: v.aboutTask(t),
		Why: taskWhy(v.Words, t.Kind, &data), Due: d.day(t)}
	if t.Kind == task.ArrivalFailed || t.Kind == task.TableWaits || t.Kind == task.MailboxFailed {
		spec.Why, spec.Href = arrivalWhy(v.Words, t), v.aboutArrival(t)
	}
	if t.Kind == task.RateMissing {
		spec.Why, spec.Href = v.rateWanted(t)
	}
	if d.Later {
		spec.Why = v.Words.T("today.by", "Person", t.PutOffBy)
	}
	spec.Why = joined(spec.Why, v.ownerWords(d.People, t.Owner, t.Given))
	if v.mayWork() && t.Kind != task.ReplyWaits { // a reply is answered or dismissed, not ticked off
		spec.Select = bulk
	}
	if spec.Icon == ui.NoIcon {
		spec.Icon = ui.IconToday
	}
	if !data.Amount.IsZero() {
		spec.Amount = ui.Money(v.Words, data.Amount)
	}
	return spec
}

// taskData is what a task's sentence needs; one that cannot be read has nothing.
func taskData(t *task.Task) timeline.Data {
	event := timeline.Event{Data: t.Data}
	d, err := event.Read()
	if err != nil {
		return timeline.Data{}
	}
	return d
}

// taskTitle says what is to be done; name is the customer's, or "".
func taskTitle(w *locale.Words, k task.Kind, name string) string {
	key := "web.task." + string(k)
	for _, other := range []string{"duty.task.", "registered.task."} {
		if !w.Has(key) {
			key = other + string(k)
		}
	}
	if !w.Has(key) {
		return joinList(string(k), name)
	}
	if name == "" {
		return w.T(key)
	}
	return w.T("web.task.about", "Task", w.T(key), "Customer", name)
}

// saidKinds are the tasks that tell in their second line what somebody said.
var saidKinds = [...]task.Kind{task.SignatureDeclined, task.OpinionCame, task.CallBack, task.PlanAsked, task.PlanWaits, task.Contested, task.CreditDue, task.SendCopy, task.OtherPerson}

// taskWhy is the quieter second line of a task.
func taskWhy(w *locale.Words, k task.Kind, d *timeline.Data) string {
	if k == task.ReplyWaits {
		return joined(strings.Join(d.To, ", "), d.Text) // a stranger's words, and no sentence of ours
	}
	if slices.Contains(saidKinds[:], k) || k == task.Call && d.Code != "" {
		return joined(d.Code, strings.Join(d.Numbers, ", "), d.Text) // the time, and what was said
	}
	if d.Text != "" {
		return w.Sentence(fault.ReadKept(d.Text))
	}
	if k == task.ReceiptMissing {
		return w.T("registered.receipt_why", "Day", d.Day)
	}
	if k == task.LetterReturned {
		return w.T("registered.task_why", "Day", d.Day, "Why", backWords(w, d.Code))
	}
	if k == task.LimitationNears {
		return w.T("term.task_why", "Invoice", numbers(w, d), "Day", d.Day)
	}
	if (k == task.SendInvoice || k == task.InvoiceLacks || k == task.InvoiceUnreached) && len(d.Numbers) > 0 {
		return w.T("delivery.task_"+string(k), "Invoice", numbers(w, d))
	}
	if k == task.PromiseBroken {
		return w.T("hold.task_why", "Day", d.Promised)
	}
	if k == task.LodgeClaim && d.Day == date.None {
		return w.T("case.task_lodge_unknown")
	}
	if k == task.LodgeClaim || k == task.HardshipEnds {
		return w.T("case.task_"+string(k), "Day", d.Day, "Who", cmp.Or(strings.Join(d.To, ", "), "–"))
	}
	if k == task.PlanBroken {
		return w.T("instalment.task_why", "Day", d.Promised)
	}
	if key := "web.task.why_" + string(k); w.Has(key) {
		return w.T(key)
	}
	return ""
}

// writeWith is what the mail begins with by which a task is ordinarily done.
var writeWith = map[task.Kind]string{task.SendCopy: "document", task.PlanAsked: "plan"}

// aboutTask is the page on which a task is done.
func (v *visit) aboutTask(t *task.Task) string {
	switch {
	case t.Kind == task.ReplyWaits:
		return v.toReply(t.Subject)
	case t.Kind == task.LodgeClaim || t.Kind == task.HardshipEnds:
		return v.to("customers", t.Customer.String(), "case")
	case (t.Kind == task.PlanWaits || t.Kind == task.PlanBroken) && t.Subject != 0:
		return v.toAgreement(t.Subject)
	case t.Kind == task.SignatureDeclined && t.Subject != 0:
		return v.toSignature(t.Subject)
	case (t.Kind == task.Contested || t.Kind == task.CreditDue || t.Kind == task.OpinionCame) && t.Subject != 0:
		return v.toDispute(t.Subject)
	case t.Customer != 0 && (t.Kind == task.Call || t.Kind == task.CallBack) && v.mayWork():
		return asked(v.toCall(t.Customer), "back", v.to("today"))
	case t.Kind == task.PlanAsked && t.Subject != 0:
		return asked(v.toReply(t.Subject), "begin", writeWith[t.Kind]) + "#body"
	case t.Customer != 0 && writeWith[t.Kind] != "" && v.mayWork():
		return asked(v.toWrite(t.Customer), "begin", writeWith[t.Kind]) + "#body"
	case t.Kind == task.WrongNumber && t.Subject != 0:
		return v.to("customers", t.Customer.String(), "contacts", t.Subject.String())
	case t.Kind == task.OtherPerson && t.Customer != 0:
		return v.to("customers", t.Customer.String(), "contacts", newContact)
	case t.Kind == task.DocumentWaits:
		return v.to("import", t.Subject.String(), "attach")
	case (t.Kind == task.PaymentReturned || t.Kind == task.NotPaidOut) && t.Subject != 0:
		return v.to("bank", "entries", t.Subject.String())
	case t.Kind == task.ProviderShut && v.Role.MayAdminister():
		return v.to("settings", "gateways")
	case slices.Contains(aboutMessage[:], t.Kind) && t.Subject != 0:
		return v.toMessage(t.Subject)
	case t.Kind == task.LadderFinished && v.mayWork():
		return v.toDecide(t)
	case (t.Kind == task.LimitationNears || t.Kind == task.SendInvoice || t.Kind == task.InvoiceLacks || t.Kind == task.InvoiceUnreached) && t.Subject != 0:
		return v.toInvoice(t.Subject)
	case t.Kind == task.ClaimLeft && t.Subject != 0:
		return v.toClaim(t.Subject, date.None)
	case t.Kind == task.NoAddress && t.Customer != 0:
		return v.to("customers", t.Customer.String(), "contacts", newContact)
	case t.Kind == task.OutletFailed && v.Role.MayAdminister():
		return v.toMail(taskData(t).Code)
	case t.Customer != 0:
		return v.toCustomer(t.Customer)
	}
	return v.to("today")
}

// aboutMessage are the tasks that are done on the page of a message.
var aboutMessage = [...]task.Kind{task.MessageFailed, task.MessageUncertain, task.MessageLacks, task.Call, task.InvoiceReturned, task.ReceiptMissing, task.ProviderShut}

// later is a day until which tasks are put off with one press.
type later struct {
	Word string
	On   date.Date
}

// laters are the days that are offered. Next week begins on its Monday.
func (v *visit) laters() []later {
	monday := v.Today.AddDays(7 - (int(v.Today.Weekday())+6)%7)
	return []later{
		{v.Words.Cap("word.tomorrow"), v.Today.AddDays(1)},
		{v.Words.T("today.three_days"), v.Today.AddDays(3)},
		{v.Words.T("today.next_week"), monday},
	}
}

// shortDay is a near day: "Mon 23 Nov".
func (v *visit) shortDay(on date.Date) string {
	return v.Words.ShortWeekday(on.Weekday()) + " " + v.Words.ShortDayMonth(on)
}

func finishTasks(v *visit) (answer, error) {
	return v.tasksDone("today.done", "reopen", func(tasks []id.ID) ([]id.ID, error) {
		return v.Desk.FinishTasks(v.Request.Context(), v.Company.ID, tasks, v.actor())
	})
}

// putOffTasks hides tasks until the day of the button that was pressed, or the one
// that was typed.
func putOffTasks(v *visit) (answer, error) {
	until, err := v.day("until")
	if err != nil {
		return nil, err
	}
	return v.tasksDone("today.put_off_until", "again", func(tasks []id.ID) ([]id.ID, error) {
		return v.Desk.PutOffTasks(v.Request.Context(), v.Company.ID, tasks, until, v.actor(), v.Today)
	}, "Day", until)
}

// tasksDone does something with the tasks that a form names, says how many it was, and
// offers to take it back.
func (v *visit) tasksDone(said, undo string, do func([]id.ID) ([]id.ID, error), args ...any) (answer, error) {
	tasks, err := v.picked()
	if err != nil {
		return nil, err
	}
	touched, err := do(tasks)
	if err != nil {
		return nil, err
	}
	return moved{To: v.back(v.to("today")), Toast: ui.Toast{Text: v.Words.N(said, len(touched), args...),
		Undo: v.to("today", undo), Hidden: params("id", touched)}}, nil
}

func reopenTasks(v *visit) (answer, error) {
	tasks, err := v.picked()
	if err != nil {
		return nil, err
	}
	return moved{To: v.back(v.to("today"))}, v.Desk.ReopenTasks(v.Request.Context(), v.Company.ID, tasks)
}

func takeUpTasks(v *visit) (answer, error) {
	tasks, err := v.picked()
	if err != nil {
		return nil, err
	}
	err = v.Desk.TakeUpTasks(v.Request.Context(), v.Company.ID, tasks)
	return moved{To: v.back(v.to("today")), Toast: ui.Toast{Text: v.Words.N("today.shown", len(tasks))}}, err
}

// back is the page of this site from which something was done.
func (v *visit) back(otherwise string) string {
	if from := referer(v.Request); from != "/" {
		return from
	}
	return otherwise
}

// doneButton finishes a task.
func (v *visit) doneButton(t *task.Task, b ui.ButtonSpec) templ.Component {
	b.Label, b.Size = v.Words.T("web.today.finish"), ui.SizeSmall
	return ui.PostButton(v.to("today", "done"), []ui.Param{param("id", t.ID)}, b)
}
