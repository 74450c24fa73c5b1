package web

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/web/ui"
)

func (s *site) inboxRoutes() {
	s.getOwner("/settings/inbox", inboxPage)
	s.postOwner("/settings/inbox", saveMailbox)
	s.postOwner("/settings/inbox/test", testMailbox)
	s.postOwner("/settings/inbox/forget", forgetMailbox)
}

// inboxData is where a company's files come by themselves: its folder, and its mailbox
// with the values of the form as typed.
type inboxData struct {
	Folder  string // "" where none is watched
	All     []store.Mailbox
	Box     store.Mailbox // the one that is shown
	Has     bool          // it is stored; else it is a new one
	Values  map[string]string
	Problem string
	Tried   *tried // the answer to a test, once one was asked for
}

// tried is what came of a test of the settings.
type tried struct {
	intake.Tried
	Problem string // why they do not work
}

// mailboxFields are the names of the form's fields, but for the password.
var mailboxFields = [...]string{"host", "port", "security", "user", "folder", "done", "failed", "senders"}

func inboxPage(v *visit, tx *store.Tx) (answer, error) {
	d := inboxData{}
	if err := d.load(v, tx); err != nil {
		return nil, err
	}
	d.Values = valuesOf(&d.Box.Mailbox)
	if !d.Has {
		d.Values["folder"], d.Values["port"] = "INBOX", ""
	}
	return v.inboxForm(&d), nil
}

// load reads what is stored, and where the folder is.
func (d *inboxData) load(v *visit, tx *store.Tx) (err error) {
	all, err := tx.Companies()
	if err != nil {
		return err
	}
	d.Folder = v.Inbox.Folders(all)[v.Company.ID]
	if d.All, err = tx.Mailboxes(); err != nil {
		return err
	}
	shown := v.Request.FormValue("box")
	for n := range d.All {
		if shown == boxName(d.All[n].ID) || shown == "" && n == 0 {
			d.Box, d.Has = d.All[n], true
		}
	}
	if shown != "" && shown != newBox && !d.Has {
		return fault.New(fault.NotFound, "there is no such mailbox")
	}
	return nil
}

// newBox is what an address calls a mailbox that is not stored yet, and boxName what it calls
// the others.
const newBox = "new"

func boxName(i id.ID) string {
	if i == 0 {
		return "first"
	}
	return i.String()
}

// name is what addresses and forms call the mailbox that is shown.
func (d *inboxData) name() string {
	if !d.Has {
		return newBox
	}
	return boxName(d.Box.ID)
}

// typedBox is the mailbox that a form is about, and whether it is a new one.
func (v *visit) typedBox() (i id.ID, isNew bool, err error) {
	switch name := v.form("box"); name {
	case newBox:
		return 0, true, nil
	case boxName(0), "":
		return 0, false, nil
	default:
		i, err = id.Parse(name)
		return i, false, err
	}
}

// toBox is the page with a mailbox.
func (v *visit) toBox(name string) string {
	if name == boxName(0) {
		return v.to("settings", "inbox")
	}
	return v.to("settings", "inbox") + "?box=" + name
}

// boxes are the company's mailboxes.
func (d *inboxData) boxes(v *visit) ui.TableSpec {
	w := v.Words
	t := ui.TableSpec{Caption: w.T("inbox.mailboxes"), Columns: []ui.Column{{Label: w.T("inbox.user")}, {Label: w.T("inbox.host")}, {Label: w.T("inbox.last")}}}
	for n := range d.All {
		b := &d.All[n]
		to, last := v.toBox(boxName(b.ID)), w.T("inbox.not_looked")
		if b.LookedAt.Unix() != 0 {
			last = w.T("inbox.looked", "Time", v.local(b.LookedAt))
		}
		if b.Trouble != "" {
			last = w.T("inbox.trouble")
		}
		t.Rows = append(t.Rows, ui.Row{ID: "b-" + boxName(b.ID), Href: to, Cells: []templ.Component{ui.Link(b.User, to), ui.Words(b.Host), ui.Words(last)}})
	}
	return t
}

func valuesOf(m *inbox.Mailbox) map[string]string {
	return map[string]string{"host": m.Host, "port": strconv.Itoa(m.Port), "security": string(m.Security), "user": m.User,
		"folder": m.Folder, "done": m.Done, "failed": m.Failed, "senders": strings.Join(m.Senders, "\n")}
}

func (v *visit) inboxForm(d *inboxData) page {
	return page{Title: v.Words.T("inbox.title"), Place: settings, Status: formStatus(d.Problem), Body: inboxBody(v, d)}
}

// typedMailbox reads the form. A port that is left out is the usual one.
func (v *visit) typedMailbox() (m inbox.Mailbox, values map[string]string, err error) {
	values = map[string]string{}
	for _, name := range mailboxFields {
		values[name] = v.form(name)
	}
	m = inbox.Mailbox{Host: values["host"], Security: inbox.Security(values["security"]), User: values["user"],
		Folder: values["folder"], Done: values["done"], Failed: values["failed"], Senders: strings.Fields(strings.ReplaceAll(values["senders"], ",", " "))}
	if values["port"] == "" {
		m.Port = usualPorts[m.Security]
		return m, values, nil
	}
	m.Port, err = strconv.Atoi(values["port"])
	if err != nil {
		err = fault.New(fault.Invalid, "%s", v.Words.T("web.settings.no_number", "Text", values["port"]))
	}
	return m, values, err
}

var usualPorts = map[inbox.Security]int{inbox.Implicit: 993, inbox.StartTLS: 143, inbox.None: 143}

// mailboxPassword is the password as it was typed, blanks included.
func (v *visit) mailboxPassword() string { return v.Request.PostFormValue("secret") }

func saveMailbox(v *visit) (answer, error) {
	m, values, err := v.typedMailbox()
	if err == nil {
		err = v.saveBox(m)
	}
	if fault.KindOf(err) == "" && err != nil {
		return nil, err
	}
	if err != nil {
		return v.inboxWith(inboxData{Values: values, Problem: v.Words.Fault(err)})
	}
	return moved{To: v.to("settings", "inbox"), Toast: ui.Toast{Text: v.Words.T("inbox.saved")}}, nil
}

// saveBox stores the mailbox that the form is about.
func (v *visit) saveBox(m inbox.Mailbox) error {
	box, isNew, err := v.typedBox()
	if err != nil {
		return err
	}
	if isNew {
		_, err = v.Inbox.AddMailbox(v.Request.Context(), v.Company.ID, m, v.mailboxPassword())
		return err
	}
	return v.Inbox.SaveMailbox(v.Request.Context(), v.Company.ID, box, m, v.mailboxPassword())
}

// inboxWith draws the page around what was typed.
func (v *visit) inboxWith(d inboxData) (answer, error) {
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		if err := d.load(v, tx); err != nil {
			return nil, err
		}
		return v.inboxForm(&d), nil
	})
}

// testMailbox asks the mail server, and says its answer.
func testMailbox(v *visit) (answer, error) {
	m, values, err := v.typedMailbox()
	t := &tried{}
	box := id.ID(0)
	if err == nil {
		box, _, err = v.typedBox()
	}
	if err == nil {
		t.Tried, err = v.Inbox.TryMailbox(v.Request.Context(), v.Company.ID, box, m, v.mailboxPassword())
	}
	if fault.KindOf(err) == "" && err != nil {
		return nil, err
	}
	if err != nil {
		t.Problem = v.Words.Fault(err)
	}
	if v.partial() {
		return fragment{Body: triedAnswer(v.Words, t)}, nil
	}
	return v.inboxWith(inboxData{Values: values, Tried: t})
}

func forgetMailbox(v *visit) (answer, error) {
	box, _, err := v.typedBox()
	if err == nil {
		err = v.Inbox.DropMailbox(v.Request.Context(), v.Company.ID, box)
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "inbox"), Toast: ui.Toast{Text: v.Words.T("inbox.forgotten")}}, nil
}

// protections are the ways in which a connection to a mail server may be protected. Plain text
// is only offered where it is chosen already: it is for this very machine.
func protections(w *locale.Words, chosen string) []ui.Option {
	all := []ui.Option{{Value: string(inbox.Implicit), Label: w.T("inbox.implicit")}, {Value: string(inbox.StartTLS), Label: w.T("inbox.starttls")}}
	if chosen == string(inbox.None) {
		all = append(all, ui.Option{Value: string(inbox.None), Label: w.T("inbox.none")})
	}
	return all
}

// passwordHint says whether a password is known.
func (d *inboxData) passwordHint(w *locale.Words) string {
	if d.Has {
		return w.T("inbox.password_known")
	}
	return w.T("inbox.password_hint")
}

// trouble is why the mailbox could not be read the last time, "" when it could.
func (d *inboxData) trouble(w *locale.Words) string {
	var why fault.Text
	if d.Box.Trouble == "" || json.Unmarshal([]byte(d.Box.Trouble), &why) != nil {
		return d.Box.Trouble
	}
	return w.Sentence(why)
}

// state says how the last look into the mailbox went.
func (d *inboxData) state(v *visit) string {
	switch {
	case !d.Has:
		return v.Words.T("inbox.mailbox_note")
	case d.Box.LookedAt.Unix() == 0:
		return v.Words.T("inbox.not_looked")
	}
	return v.Words.T("inbox.looked", "Time", v.local(d.Box.LookedAt))
}

// arrivalWhy is the second line of a task about something that came by itself.
func arrivalWhy(w *locale.Words, t *task.Task) string {
	d := intake.ReadTrouble(t.Data)
	why := w.Sentence(d.Why)
	if d.From == "" || d.From == intake.FolderActor {
		return joined(d.Name, why)
	}
	return joined(d.From, d.Name, why)
}

// aboutArrival is the page on which a task about something that came by itself is done.
func (v *visit) aboutArrival(t *task.Task) string {
	switch {
	case t.Kind == task.MailboxFailed && v.Role.MayAdminister():
		return v.toBox(boxName(t.Subject))
	case t.Kind == task.TableWaits:
		return v.to("import", t.Subject.String(), "columns")
	case t.Subject != 0:
		return v.to("import", t.Subject.String())
	}
	return v.to("import")
}
