package web

import (
	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) todayRoutes() {
	s.get("/today", todayPage)
	s.post("/today/{task}/done", finishTask)
	s.post("/today/{task}/reopen", reopenTask)
}

// todayData is the list of what waits for people.
type todayData struct {
	Tasks []task.Task
	Names map[id.ID]string // of customers
	more  string           // address of the tasks after these
}

func todayPage(v *visit, tx *store.Tx) (answer, error) {
	at := v.cursor()
	due, err := date.Parse(at.Key)
	if err != nil {
		due, at = date.None, store.Cursor{}
	}
	tasks, err := tx.OpenTasks(due, at.ID, rowsOnPage+1)
	if err != nil {
		return nil, err
	}
	d := &todayData{Tasks: tasks}
	if len(tasks) > rowsOnPage {
		d.Tasks = tasks[:rowsOnPage]
		last := d.Tasks[rowsOnPage-1]
		d.more = v.list().with("after", store.Cursor{Key: last.DueOn.String(), ID: last.ID}.String())
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

func (d *todayData) state(v *visit) string {
	late := 0
	for _, t := range d.Tasks {
		if t.DueOn < v.Today {
			late++
		}
	}
	w := v.Words
	switch {
	case v.counts.Tasks == 0:
		return w.T("web.today.state_none")
	case late == 0:
		return atMost(w, "word.n_tasks", v.counts.Tasks)
	}
	return w.T("web.today.state", "Tasks", atMost(w, "word.n_tasks", v.counts.Tasks), "Late", w.Int(int64(late)))
}

// taskIcons tell at a glance what is to be done.
var taskIcons = map[task.Kind]ui.Icon{
	task.NoAddress:        ui.IconPerson,
	task.MessageFailed:    ui.IconError,
	task.MessageUncertain: ui.IconAlert,
	task.LadderFinished:   ui.IconOverdue,
	task.ReviewFailed:     ui.IconError,
	task.PaymentReturned:  ui.IconUndo,
}

// taskSpec is a task as a row. It leads to where it is done.
func (v *visit) taskSpec(t *task.Task, name string) ui.TaskSpec {
	d := taskData(t)
	spec := ui.TaskSpec{ID: "t-" + t.ID.String(), Icon: taskIcons[t.Kind], Title: taskTitle(v.Words, t.Kind, name), Href: v.aboutTask(t),
		Why: taskWhy(v.Words, t.Kind, &d), Due: t.DueOn}
	if spec.Icon == ui.NoIcon {
		spec.Icon = ui.IconToday
	}
	if !d.Amount.IsZero() {
		spec.Amount = ui.Money(v.Words, d.Amount)
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
	if !w.Has(key) {
		return joinList(string(k), name)
	}
	if name == "" {
		return w.T(key)
	}
	return w.T("web.task.about", "Task", w.T(key), "Customer", name)
}

// taskWhy is the quieter second line of a task.
func taskWhy(w *locale.Words, k task.Kind, d *timeline.Data) string {
	if d.Text != "" {
		return d.Text
	}
	if key := "web.task.why_" + string(k); w.Has(key) {
		return w.T(key)
	}
	return ""
}

// aboutTask is the page on which a task is done.
func (v *visit) aboutTask(t *task.Task) string {
	switch {
	case t.Kind == task.PaymentReturned && t.Subject != 0:
		return v.to("bank", t.Subject.String())
	case (t.Kind == task.MessageFailed || t.Kind == task.MessageUncertain) && t.Subject != 0:
		return v.toMessage(t.Subject)
	case t.Kind == task.NoAddress && t.Customer != 0:
		return v.to("customers", t.Customer.String(), "contacts", newContact)
	case t.Customer != 0:
		return v.toCustomer(t.Customer)
	}
	return v.to("today")
}

func finishTask(v *visit) (answer, error) {
	i, err := v.id("task")
	if err != nil {
		return nil, err
	}
	if err := v.Desk.FinishTask(v.Request.Context(), v.Company.ID, i, v.actor()); err != nil {
		return nil, err
	}
	return moved{To: v.back(), Toast: ui.Toast{Text: v.Words.T("web.today.done"), Undo: v.to("today", i.String(), "reopen")}}, nil
}

func reopenTask(v *visit) (answer, error) {
	i, err := v.id("task")
	if err != nil {
		return nil, err
	}
	if err := v.Desk.ReopenTask(v.Request.Context(), v.Company.ID, i); err != nil {
		return nil, err
	}
	return moved{To: v.back()}, nil
}

// back is the page from which something was done.
func (v *visit) back() string {
	if from := referer(v.Request); from != "/" {
		return from
	}
	return v.to("today")
}

// doneButton finishes a task.
func (v *visit) doneButton(t *task.Task, b ui.ButtonSpec) templ.Component {
	b.Label, b.Size = v.Words.T("web.today.finish"), ui.SizeSmall
	return ui.PostButton(v.to("today", t.ID.String(), "done"), nil, b)
}
