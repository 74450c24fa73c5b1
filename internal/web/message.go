package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

func (s *site) messageRoutes() {
	s.get("/messages", messagesPage)
	s.export("/messages.csv", messagesSheet)
	s.get("/messages/{message}", messagePage)
	s.get("/messages/{message}/html", messageHTML)
	s.get("/messages/{message}/letter.pdf", shownPaper)
	s.get("/messages/{message}/file", messageFile)
	s.get("/messages/{message}/files/{file}", fileOfMessage)
	s.get("/messages/{message}/proof.zip", messageProof)
	s.post("/messages/{message}/arrived", arrived)
	s.post("/messages/{message}/not-arrived", notArrived)
	s.post("/messages/{message}/retry", retryMessage)
}

// messageList is how many messages a list shows.
const messageList = 50

// messageStates are the views of the outbox: first what is on its way or waits for
// somebody.
var messageStates = []message.State{message.Proposed, message.Queued, message.Ready, message.Sending, message.Uncertain, message.Failed, message.Sent, message.Withdrawn}

// messagesData is the outbox as it was asked for.
type messagesData struct {
	*visit
	State    message.State
	Step     string
	Query    string
	Messages []store.ListedMessage
	Counts   map[message.State]int
	Steps    []string // of the scenarios that are followed, by their keys
	Columns  []string // that the person chose
	Pager    ui.Pager

	stepNames map[string]string
}

func messagesPage(v *visit, tx *store.Tx) (answer, error) {
	d := v.messagesAsked()
	if err := d.load(tx); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("web.nav.messages"), Place: messages, Body: messagesBody(d)}, nil
}

// messagesAsked reads the filters from the address.
func (v *visit) messagesAsked() messagesData {
	d := messagesData{visit: v, Step: v.words("step"), Query: v.words("q")}
	for _, s := range messageStates {
		if v.query("state") == string(s) {
			d.State = s
		}
	}
	return d
}

// filter is what of the outbox is wanted.
func (d *messagesData) filter() store.MessageFilter {
	return store.MessageFilter{State: d.State, Step: d.Step, Customer: customer.NameKey(d.Query)}
}

func (d *messagesData) load(tx *store.Tx) (err error) {
	f := d.filter()
	f.Limit = messageList + 1
	if at := d.query("before"); at != "" {
		if f.Before, err = id.Parse(at); err != nil {
			return err
		}
		d.Pager.Previous = d.address(d.State, d.Step, d.Query, 0)
	}
	if d.Messages, err = tx.Messages(f); err != nil {
		return err
	}
	if len(d.Messages) > messageList {
		d.Messages = d.Messages[:messageList]
		d.Pager.Next = d.address(d.State, d.Step, d.Query, d.Messages[messageList-1].ID)
	}
	if d.Columns, err = d.columns(tx, messageColumns); err != nil {
		return err
	}
	if d.Counts, err = tx.CountMessages(message.Proposed, message.Queued, message.Ready, message.Sending, message.Uncertain, message.Failed); err != nil {
		return err
	}
	if err = learnOf(d.visit, tx, d.Messages, versionOfListed); err != nil {
		return err
	}
	scenarios, _, err := tx.CurrentScenarios()
	d.Steps, d.stepNames = stepsOf(d.Words, scenarios)
	return err
}

// address is the list's own address, narrowed.
func (d *messagesData) address(state message.State, step, words string, before id.ID) string {
	return d.at(d.to("messages"), state, step, words, before)
}

// at is address under another path, such as that of the list as a file.
func (d *messagesData) at(path string, state message.State, step, words string, before id.ID) string {
	q := url.Values{}
	for name, value := range map[string]string{"state": string(state), "step": step, "q": words} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if before != 0 {
		q.Set("before", before.String())
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// state says what is on its way and what waits for somebody.
func (d *messagesData) state() string {
	var parts []string
	for _, s := range messageStates {
		if n := d.Counts[s]; n > 0 {
			parts = append(parts, d.Words.N("message.n_"+string(s), n))
		}
	}
	return strings.Join(parts, ", ")
}

func (d *messagesData) tabs() []ui.TabSpec {
	tabs := []ui.TabSpec{{Label: d.Words.T("message.all"), Href: d.address("", d.Step, d.Query, 0), Current: d.State == ""}}
	for _, s := range messageStates {
		tab := ui.TabSpec{Label: messageWord(d.Words, s), Href: d.address(s, d.Step, d.Query, 0), Current: d.State == s}
		if n := d.Counts[s]; n > 0 {
			tab.Count = d.Words.Int(int64(n))
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

func (d *messagesData) bar() ui.FilterSpec {
	w := d.Words
	f := ui.FilterSpec{Action: d.to("messages"), Search: w.T("message.search"), Query: d.Query, ClearTo: d.to("messages")}
	menu := ui.FilterMenu{Label: w.Cap("word.step")}
	for _, s := range d.Steps {
		menu.Options = append(menu.Options, ui.Choice{Label: d.stepNames[s], Href: d.address(d.State, s, d.Query, 0), Current: s == d.Step})
	}
	f.Menus = []ui.FilterMenu{menu}
	if d.State != "" {
		f.Keep = append(f.Keep, ui.Param{Name: "state", Value: string(d.State)})
	}
	if d.Step != "" {
		f.Keep = append(f.Keep, ui.Param{Name: "step", Value: d.Step})
		f.Chips = append(f.Chips, ui.Chip{Label: cmp.Or(d.stepNames[d.Step], explain.Step(w, d.Step)), Remove: d.address(d.State, "", d.Query, 0)})
	}
	if d.Query != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: w.T("message.words", "Words", d.Query), Remove: d.address(d.State, d.Step, "", 0)})
	}
	return f
}

func (d *messagesData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("web.nav.messages"), Pager: d.Pager, Empty: noMessages(d), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Key: "state", Label: w.T("message.state"), Kind: ui.ColumnTight},
		{Key: "day", Label: w.T("message.day"), Kind: ui.ColumnTight}, {Key: "decided", Label: w.T("message.decided"), Kind: ui.ColumnTight, Spare: true},
		{Key: "step", Label: w.Cap("word.step"), From: ui.ScreenTablet}, {Key: "language", Label: w.T("web.field.language"), Spare: true},
		{Key: "recipients", Label: w.T("message.recipients"), Spare: true},
		{Key: "amount", Label: w.Cap("word.amount"), Kind: ui.ColumnAmount},
	}}
	for n := range d.Messages {
		m := &d.Messages[n]
		href := d.toMessage(m.ID)
		t.Rows = append(t.Rows, ui.Row{ID: "message-" + m.ID.String(), Href: href, Label: m.CustomerName, Cells: []templ.Component{
			ui.Stacked(ui.Link(m.CustomerName, href), ui.Clipped(m.Subject)), messageTag(w, m.State), ui.Day(w, lastDay(&m.Message)),
			ui.Day(w, m.QueuedOn), ui.Words(d.stepName(m.Scenario, m.Step)), ui.Words(languageName(w, m.Language)), ui.Words(strings.Join(m.Recipients, ", ")),
			ui.Money(w, m.Amount),
		}})
	}
	return t
}

// lastDay is the day on which a message left, or else was decided.
func lastDay(m *message.Message) date.Date {
	if m.SentOn != date.None {
		return m.SentOn
	}
	return m.QueuedOn
}

// messageWord names the state of a message.
func messageWord(w *locale.Words, s message.State) string { return w.T("message.state_" + string(s)) }

// messageTones and messageIcons are the looks of the states.
var (
	messageTones = map[message.State]ui.Tone{message.Proposed: ui.ToneWarn, message.Ready: ui.ToneWarn, message.Queued: ui.ToneInfo, message.Sending: ui.ToneInfo, message.Sent: ui.ToneGood,
		message.Failed: ui.ToneBad, message.Uncertain: ui.ToneWarn, message.Withdrawn: ui.ToneNeutral}
	messageIcons = map[message.State]ui.Icon{message.Proposed: ui.IconCheck, message.Ready: ui.IconLetter, message.Queued: ui.IconDueSoon, message.Sending: ui.IconSend, message.Sent: ui.IconPaid,
		message.Failed: ui.IconError, message.Uncertain: ui.IconHelp, message.Withdrawn: ui.IconUndo}
)

// messageData is one message with all that is known of it.
type messageData struct {
	*visit
	Message  message.Message
	Customer customer.Customer
	Numbers  map[id.ID]string  // of the invoices it speaks of
	Mail     *deliver.Mail     // as it was kept; nil before it was written, and for what is no mail
	Text     string            // as it was kept, of a text message; "" before it was written
	Call     *collect.Prepared // a call that waits to be made; nil for none
	Papers   paperData         // of a registered letter that left
	Link     linkData          // in a mail that had no room for all its files
}

func messagePage(v *visit, tx *store.Tx) (answer, error) {
	m, err := v.outMessage(tx)
	if err != nil {
		return nil, err
	}
	d := messageData{visit: v, Message: m, Numbers: map[id.ID]string{}}
	if err = v.learn(tx, m.Scenario); err != nil {
		return nil, err
	}
	if d.Customer, _, err = tx.Customer(m.Customer); err != nil {
		return nil, err
	}
	if d.Mail, err = keptMail(tx, &m); err != nil {
		return nil, err
	}
	if d.Text, err = keptText(tx, &m); err != nil {
		return nil, err
	}
	if err = d.Papers.load(tx, &m); err != nil {
		return nil, err
	}
	if err = d.Link.load(tx, &d); err != nil {
		return nil, err
	}
	if m.Channel == message.Call && m.State == message.Ready {
		call, err := v.Desk.Compose(tx, &m, v.Today)
		if err != nil {
			return nil, err
		}
		if call.Case != nil {
			d.Call = &call
		}
	}
	var ids []id.ID
	for _, i := range m.Items {
		ids = append(ids, i.Invoice)
	}
	invoices, err := tx.InvoicesByID(ids)
	for _, i := range invoices {
		d.Numbers[i.ID] = i.Number
	}
	return page{Title: d.title(), Place: messages, Body: messageBody(d)}, err
}

// outMessage is the message that the address names.
func (v *visit) outMessage(tx *store.Tx) (message.Message, error) {
	i, err := v.id("message")
	if err != nil {
		return message.Message{}, err
	}
	m, found, err := tx.MessageByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	return m, err
}

// keptMail is a message as it was written; nil for one that was not yet.
func keptMail(tx *store.Tx, m *message.Message) (*deliver.Mail, error) {
	if m.Content == "" || m.Channel != message.Mail {
		return nil, nil
	}
	doc, found, err := tx.Document(m.Content)
	if err != nil || !found {
		return nil, err
	}
	mail, err := deliver.Read(doc.Body)
	return &mail, err
}

func (d messageData) title() string {
	if d.Message.Subject != "" {
		return d.Message.Subject
	}
	return d.stepName(d.Message.Scenario, d.Message.Step)
}

// state is the page's one line: where the message is.
func (d messageData) state() string {
	m, w := &d.Message, d.Words
	switch m.State {
	case message.Sent:
		if m.Channel != message.Mail {
			return w.T("message.line_sent_"+string(m.Channel), "Day", m.SentOn)
		}
		return w.T("message.line_sent", "Day", m.SentOn)
	case message.Queued:
		return w.T("message.line_queued", "Day", m.QueuedOn)
	}
	return w.T("message.line_"+string(m.State), "Day", m.QueuedOn)
}

// why is the reason for which a message was withdrawn, as a sentence; "" where
// none is known.
func (d messageData) why() string {
	var r dunning.Reason
	if json.Unmarshal([]byte(d.Message.Outcome), &r) != nil {
		return ""
	}
	return explain.Sentence(d.speaking(d.Message.Scenario), r)
}

// serverAnswer is what the mail server said last.
func (d messageData) serverAnswer() string {
	if d.Message.State == message.Withdrawn || d.Message.Outcome == "" {
		return ""
	}
	return d.Words.Sentence(fault.ReadKept(d.Message.Outcome))
}

func (d messageData) facts() []ui.Fact {
	w, m := d.Words, &d.Message
	facts := []ui.Fact{{Label: w.Cap("word.customer"), Value: ui.CustomerLink(d.Customer.Name, d.toCustomer(d.Customer.ID))}}
	if m.Step == message.Personal {
		facts = append(facts, d.personalFacts()...)
	} else {
		facts = append(facts, ui.Fact{Label: w.Cap("word.step"), Value: ui.Words(d.stepName(m.Scenario, m.Step))},
			ui.Fact{Label: w.Cap("word.amount"), Value: ui.Sum(w, m.Amount)})
	}
	facts = append(facts, ui.Fact{Label: w.T("approve.channel"), Value: ui.Words(explain.Channel(w, m.Channel))},
		ui.Fact{Label: w.T("message.decided"), Value: ui.Day(w, m.QueuedOn)})
	if d.Papers.Number != "" {
		facts = append(facts, ui.Fact{Label: w.T("post.number"), Value: ui.Words(d.Papers.Number)})
	}
	if m.BringsInvoice() && len(m.Enclosed) > 0 {
		facts = append(facts, ui.Fact{Label: w.T("delivery.files"), Value: ui.Words(d.enclosedNames())})
	}
	if len(m.Recipients) > 0 {
		facts = append(facts, ui.Fact{Label: w.T("message.recipients"), Value: ui.Words(strings.Join(m.Recipients, ", "))})
	}
	if len(m.Approved) > 0 {
		facts = append(facts, ui.Fact{Label: w.T("approve.approved_by"), Value: ui.Words(w.List(m.Approved...))})
	}
	if m.State == message.Queued && m.NotBefore.After(d.Now()) {
		facts = append(facts, ui.Fact{Label: w.T("approve.not_before"), Value: ui.Words(d.stamp(m.NotBefore))})
	}
	if m.Document != law.Plain {
		facts = append(facts, ui.Fact{Label: w.T("claim.document"), Value: ui.Words(w.T("claim.document_" + string(m.Document)))})
	}
	if m.State == message.Queued && m.NextTryAt.After(d.Now()) {
		facts = append(facts, ui.Fact{Label: w.T("message.next_try"), Value: ui.Words(d.stamp(m.NextTryAt))})
	}
	if m.Attempts > 1 {
		facts = append(facts, ui.Fact{Label: w.T("message.attempts"), Value: ui.Words(w.Int(int64(m.Attempts)))})
	}
	if a := d.serverAnswer(); a != "" {
		label := w.T("message.answer")
		if m.Channel != message.Mail {
			label = w.T("approve.note")
		}
		facts = append(facts, ui.Fact{Label: label, Value: ui.Words(a)})
	}
	return facts
}

// preview is the mail as it was kept, byte for byte; its HTML is another address.
func (d messageData) preview() ui.MessageSpec {
	m := d.Mail
	p := ui.MessageSpec{Subject: m.Subject, From: strings.TrimSpace(m.FromName + " <" + m.From + ">"), To: strings.Join(m.To, ", "),
		At: d.stamp(m.Date), State: messageTag(d.Words, d.Message.State), Text: m.Text, Files: d.enclosed(d.Message.ID, m)}
	if m.HTML != "" {
		p.HTML = d.to("messages", d.Message.ID.String(), "html")
	}
	return p
}

func (d messageData) items() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("message.items"), Columns: []ui.Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Label: w.Cap("word.open_amount"), Kind: ui.ColumnAmount},
	}}
	for _, i := range d.Message.Items {
		step := w.T("message.only_listed")
		if d.Message.BringsInvoice() {
			step = d.stepName(0, d.Message.Step)
		} else if i.Step != "" {
			step = d.stepName(d.Message.Scenario, i.Step)
		}
		number := d.Numbers[i.Invoice]
		number = partOfInvoice(w, number, i.Part)
		t.Rows = append(t.Rows, ui.Row{Href: d.toInvoice(i.Invoice), Label: number, Cells: []templ.Component{
			d.itemName(&i, number, step), ui.Money(w, i.Open),
		}})
	}
	return t
}

// itemName is the invoice of an item with the step that it takes and, where the message asks
// more of it than before, what that is. They share a column: it stands beside the message.
func (d messageData) itemName(i *message.Item, number, step string) templ.Component {
	name := ui.Stacked(ui.InvoiceLink(number, d.toInvoice(i.Invoice)), ui.Words(step))
	if i.Claims.Late().IsZero() {
		return name
	}
	return ui.Stacked(name, ui.Link(d.Words.T("claim.item_asks", "Parts", partsSaid(d.Words, i.Claims)), d.toClaim(i.Invoice, date.None)))
}

// mailPart is the HTML of a mail as it was sent, in a sandbox.
type mailPart struct{ HTML string }

func (p mailPart) answer(_ *visit, header http.Header, body *bytes.Buffer) (int, error) {
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", ui.MailPolicy)
	_, err := body.WriteString(p.HTML)
	return http.StatusOK, err
}

func messageHTML(v *visit, tx *store.Tx) (answer, error) {
	m, err := v.outMessage(tx)
	if err != nil {
		return nil, err
	}
	mail, err := keptMail(tx, &m)
	if err == nil && (mail == nil || mail.HTML == "") {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	return mailPart{mail.Shown()}, nil
}

// messageFile is the mail as it was handed over.
func messageFile(v *visit, tx *store.Tx) (answer, error) {
	m, err := v.outMessage(tx)
	if err != nil {
		return nil, err
	}
	return documentDownload(tx, m.Content)
}

// enclosed are the files that went with a mail.
func (v *visit) enclosed(m id.ID, mail *deliver.Mail) (all []ui.File) {
	for n, a := range mail.Enclosed() {
		all = append(all, ui.File{Name: a.Name, Size: render.FileSize(v.Words, int64(len(a.Body))), Href: v.to("messages", m.String(), "files", strconv.Itoa(n+1))})
	}
	return all
}

// fileOfMessage is one of the files that went with a mail.
func fileOfMessage(v *visit, tx *store.Tx) (answer, error) {
	m, err := v.outMessage(tx)
	if err != nil {
		return nil, err
	}
	mail, err := keptMail(tx, &m)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(v.Request.PathValue("file"))
	if err != nil || mail == nil || n < 1 || n > len(mail.Enclosed()) {
		return nil, errNoPage
	}
	a := mail.Enclosed()[n-1]
	return brought{inbox.Attachment{Name: a.Name, Body: a.Body}}, nil
}

// messageProof is what shows that a message left, and what became of it, in one file.
func messageProof(v *visit, tx *store.Tx) (answer, error) {
	m, err := v.outMessage(tx)
	if err != nil {
		return nil, err
	}
	body, err := report.ProofOf(tx, m.ID, v.Words)
	return proofFile{Name: v.Words.T("proof.file", "Message", m.ID.String()) + ".zip", Body: body}, err
}

// proofFile is a proof as a download.
type proofFile struct {
	Name string
	Body []byte
}

func (f proofFile) answer(_ *visit, header http.Header, body *bytes.Buffer) (int, error) {
	guard.AsDownload(header, f.Name, "application/zip")
	body.Write(f.Body)
	return http.StatusOK, nil
}

func arrived(v *visit) (answer, error) { return v.resolve(v.Desk.Arrived, "message.noted_arrived") }

func notArrived(v *visit) (answer, error) {
	return v.resolve(v.Desk.NotArrived, "message.noted_not_arrived")
}

func retryMessage(v *visit) (answer, error) { return v.resolve(v.Desk.Retry, "message.noted_retry") }

// resolve does what a person decided about a message that nobody else can decide.
func (v *visit) resolve(verb func(context.Context, id.ID, id.ID, string, date.Date) error, said string) (answer, error) {
	i, err := v.id("message")
	if err != nil {
		return nil, err
	}
	if err := verb(v.Request.Context(), v.Company.ID, i, v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.toMessage(i), Toast: ui.Toast{Text: v.Words.T(said)}}, nil
}
