package web

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

func (s *site) replyRoutes() {
	s.get("/replies/{reply}", replyPage)
	s.get("/replies/{reply}/html", replyHTML)
	s.get("/replies/{reply}/file", replyFile)
	s.get("/replies/{reply}/files/{file}", filesOfReply)
	s.post("/replies/{reply}/place", placeReply)
	s.post("/replies/{reply}/note", noteSaid)
}

// mostWhose is how many customers are offered of each sign by which a reply may be theirs.
const mostWhose = 5

// replyData is one reply with all that is known of it.
type replyData struct {
	*visit
	Reply    reply.Reply
	Mail     inbox.Mail
	Customer customer.Customer // zero while it is not known whose it is
	Answers  *message.Message  // of ours; nil for none
	People   []store.Member    // who may be given it
	Said     []heard           // what it seems to say
	Query    string            // by which a customer is looked for
	Whose    []found           // customers of whom it may be
	Letter   *letterForm       // the answer, where one may be written
}

func replyPage(v *visit, tx *store.Tx) (answer, error) { return v.replyPage(tx, nil) }

// replyPage shows a reply, with the answer as it was refused, or as it begins.
func (v *visit) replyPage(tx *store.Tx, refused *letterForm) (answer, error) {
	r, mail, err := v.theReply(tx)
	if err != nil {
		return nil, err
	}
	d := &replyData{visit: v, Reply: r, Mail: mail, Query: v.words("whose"), Letter: refused}
	for _, load := range []func(*store.Tx) error{d.loadCustomer, d.loadAnswered, d.loadPeople, d.loadWhose, d.loadSaid} {
		if err := load(tx); err != nil {
			return nil, err
		}
	}
	if d.Letter == nil && d.mayWork() && r.Customer != 0 {
		d.Letter = v.answerForm(&r, &mail, &d.Customer)
	}
	status := http.StatusOK
	if refused != nil {
		status = formStatus(refused.Problem)
	}
	return page{Title: subjectOf(v.Words, &r), Place: replies, Status: status, Body: replyBody(d)}, nil
}

// theReply is the reply that the address names, with its mail. What cannot be read of a mail
// is left out; the mail itself can be fetched.
func (v *visit) theReply(tx *store.Tx) (r reply.Reply, mail inbox.Mail, err error) {
	i, err := v.id("reply")
	if err != nil {
		return r, mail, err
	}
	r, found, err := tx.ReplyByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	if err != nil {
		return r, mail, err
	}
	doc, found, err := tx.Document(r.Content)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "the mail is not kept any more")
	}
	if err == nil {
		mail, _ = inbox.ReadMail(doc.Body)
	}
	return r, mail, err
}

func (d *replyData) loadCustomer(tx *store.Tx) (err error) {
	if d.Reply.Customer != 0 {
		d.Customer, _, err = tx.Customer(d.Reply.Customer)
	}
	return err
}

func (d *replyData) loadAnswered(tx *store.Tx) error {
	if d.Reply.Answers == 0 {
		return nil
	}
	m, found, err := tx.MessageByID(d.Reply.Answers)
	if err != nil || !found {
		return err
	}
	d.Answers = &m
	return d.learn(tx, m.Scenario)
}

func (d *replyData) loadPeople(tx *store.Tx) (err error) {
	if d.mayWork() {
		d.People, err = answerers(tx)
	}
	return err
}

// loadWhose finds customers of whom the reply may be: by what somebody typed, or else by what
// stands in the mail.
func (d *replyData) loadWhose(tx *store.Tx) error {
	if !d.mayWork() {
		return nil
	}
	if d.Query != "" {
		f, err := d.findSome(tx, d.Query, fewFound)
		d.Whose = f.Customers
		for _, i := range f.Invoices {
			d.offer(found{ID: i.Customer, Name: f.Owners[i.Customer], Number: i.Number})
		}
		return err
	}
	if d.Reply.Customer != 0 {
		return nil
	}
	ids, err := collect.Whose(tx, &d.Mail, mostWhose)
	if err != nil {
		return err
	}
	named, err := tx.Customers(ids)
	for _, i := range ids {
		if n := slices.IndexFunc(named, func(c customer.Customer) bool { return c.ID == i }); n >= 0 {
			d.offer(found{i, named[n].Name, named[n].Number, named[n].City})
		}
	}
	return err
}

// offer adds a customer to those of whom the reply may be, once.
func (d *replyData) offer(c found) {
	if c.ID != 0 && !slices.ContainsFunc(d.Whose, func(known found) bool { return known.ID == c.ID }) {
		d.Whose = append(d.Whose, c)
	}
}

// state is the page's one line: who wrote, and when.
func (d *replyData) state() string {
	who := d.Reply.From
	if d.Reply.FromName != "" {
		who = d.Reply.FromName + " <" + d.Reply.From + ">"
	}
	return joined(who, d.stamp(d.Reply.ReceivedAt))
}

func (d *replyData) facts() []ui.Fact {
	w, r := d.Words, &d.Reply
	facts := []ui.Fact{{Label: w.T("web.column.state"), Value: replyTag(w, r)}}
	if r.Customer != 0 {
		facts = append(facts, ui.Fact{Label: w.Cap("word.customer"), Value: ui.CustomerLink(d.Customer.Name, d.toCustomer(r.Customer))})
	}
	facts = append(facts, ui.Fact{Label: w.T("reply.known_by"), Value: ui.Words(d.signWords())})
	if d.Answers != nil {
		facts = append(facts, ui.Fact{Label: d.answersLabel(), Value: ui.Link(d.answersWords(), d.toMessage(d.Answers.ID))})
	}
	for _, f := range []struct {
		label, value string
	}{
		{"ui.to", strings.Join(d.Mail.To, ", ")}, {"reply.copy", strings.Join(d.Mail.Cc, ", ")}, {"reply.answer_to", d.answerTo()},
		{"reply.owner", r.Owner}, {"reply.closed_by", d.closedWords()}, {"reply.back_on", d.dayWords(r.BackOn)}, {"reply.later_until", d.laterWords()},
	} {
		if f.value != "" {
			facts = append(facts, ui.Fact{Label: w.T(f.label), Value: ui.Words(f.value)})
		}
	}
	return facts
}

// signWords say by what it is known whose the reply is.
func (d *replyData) signWords() string {
	if d.Reply.Sign == reply.ByNothing {
		return d.Words.T("reply.sign_nothing")
	}
	return d.Words.T("reply.sign_" + string(d.Reply.Sign))
}

// answersLabel says what the reply is to the message: its answer, or the news that it came back.
func (d *replyData) answersLabel() string {
	if d.Reply.Kind == reply.Returned {
		return d.Words.T("reply.about")
	}
	return d.Words.T("reply.answers")
}

// answersWords name the message that the reply answers.
func (d *replyData) answersWords() string {
	return d.Words.T("reply.message_of", "Step", d.stepName(d.Answers.Scenario, d.Answers.Step), "Day", lastDay(d.Answers))
}

// answerTo is where the sender wants answers, where that is another address.
func (d *replyData) answerTo() string {
	if strings.EqualFold(d.Mail.ReplyTo, d.Reply.From) {
		return ""
	}
	return d.Mail.ReplyTo
}

func (d *replyData) closedWords() string {
	if d.Reply.ClosedBy == "" {
		return ""
	}
	return joined(d.Reply.ClosedBy, d.stamp(d.Reply.ClosedAt))
}

func (d *replyData) dayWords(on date.Date) string {
	if on == date.None {
		return ""
	}
	return d.Words.LongDate(on)
}

// laterWords is the day until which the reply is put off; "" when it is not.
func (d *replyData) laterWords() string {
	if d.Reply.AgainOn <= d.Today || !d.Reply.Waits() {
		return ""
	}
	return d.Words.LongDate(d.Reply.AgainOn)
}

// own are the words that are shown as the writer's: all, where every word is quoted.
func (d *replyData) own() string { return d.Mail.Words() }

// rest is what stands in the mail beside the writer's own words.
func (d *replyData) rest() string {
	if d.Mail.Own == "" {
		return ""
	}
	var b strings.Builder
	for _, p := range inbox.Passages(d.Mail.Text) {
		if p.Voice != inbox.Writer {
			b.WriteString(p.Text)
		}
	}
	return strings.TrimSpace(b.String())
}

func (d *replyData) files() (all []ui.File) {
	for n, f := range collect.Brought(&d.Mail) {
		all = append(all, ui.File{Name: f.Name, Size: render.FileSize(d.Words, int64(len(f.Body))), Href: d.toReply(d.Reply.ID, "files", strconv.Itoa(n+1))})
	}
	return all
}

// failures are the addresses that a message did not reach, with what servers said.
func (d *replyData) failures() (all []ui.Fact) {
	for _, f := range d.Mail.Failed {
		all = append(all, ui.Fact{Label: f.Address, Value: ui.Words(joined(f.Status, f.Why))})
	}
	return all
}

// mostPictures bounds what the pictures of a mail's page come to, in bytes.
const mostPictures = 8 << 20

// replyHTML is a mail as the page that its writer made of it, with nothing in it that runs or
// loads, in a sandbox.
func replyHTML(v *visit, tx *store.Tx) (answer, error) {
	_, mail, err := v.theReply(tx)
	if err == nil && mail.HTML == "" {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	left := mostPictures
	return mailPart{inbox.Clean(mail.HTML, func(cid string) string {
		at := slices.IndexFunc(mail.Pictures, func(a inbox.Attachment) bool { return a.ContentID == cid })
		if at < 0 || len(mail.Pictures[at].Body) > left {
			return ""
		}
		left -= len(mail.Pictures[at].Body)
		return pictureData(mail.Pictures[at].Body)
	})}, nil
}

// pictureTypes are the pictures that a mail may show. Others can hold a program.
var pictureTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// pictureData is a picture as an address that holds all of it; "" for what is none.
func pictureData(body []byte) string {
	kind := http.DetectContentType(body)
	if !slices.Contains(pictureTypes, kind) {
		return ""
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(body)
}

// replyFile is the mail as it came.
func replyFile(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("reply")
	if err != nil {
		return nil, err
	}
	r, found, err := tx.ReplyByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	return documentDownload(tx, r.Content)
}

// brought is a file that came with a mail, as a download.
type brought struct{ inbox.Attachment }

func (f brought) answer(_ *visit, header http.Header, body *bytes.Buffer) (int, error) {
	guard.AsDownload(header, f.Name, evidence.MediaType(f.Body))
	_, err := body.Write(f.Body)
	return http.StatusOK, err
}

func filesOfReply(v *visit, tx *store.Tx) (answer, error) {
	n, err := strconv.Atoi(v.Request.PathValue("file"))
	if err != nil || n < 1 {
		return nil, errNoPage
	}
	_, mail, err := v.theReply(tx)
	files := collect.Brought(&mail)
	if err == nil && n > len(files) {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	return brought{files[n-1]}, nil
}

// placeReply says whose the reply is.
func placeReply(v *visit) (answer, error) {
	i, err := v.id("reply")
	if err != nil {
		return nil, err
	}
	whose, err := id.Parse(v.form("customer"))
	if err != nil {
		return nil, err
	}
	if err := v.Desk.PlaceReply(v.Request.Context(), v.Company.ID, i, whose, v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.toReply(i), Toast: ui.Toast{Text: v.Words.T("reply.placed")}}, nil
}

// waits reports whether the person may deal with the reply, and it waits for that.
func (d *replyData) waits() bool { return d.mayWork() && d.Reply.Waits() }

// replyKeys are the keys of the page.
var replyKeys = []ui.Shortcut{
	{Keys: []string{"1", "2", "3"}, Word: "reply.key_1"}, {Keys: []string{"r"}, Word: "reply.key_r"}, {Keys: []string{"e"}, Word: "reply.key_e"},
	{Keys: []string{"s"}, Word: "ui.key_snooze"},
}

// hereBack leads to the list once the reply was dealt with.
func (d *replyData) hereBack() []ui.Param {
	return []ui.Param{param("id", d.Reply.ID), {Name: "back", Value: d.to("replies")}}
}

// marked are the own words of the mail, with what suggestions rest on marked by their numbers.
func (d *replyData) marked() []ui.Span { return heardSpans(d.own(), d.Said) }

// whoseTitle asks whose the reply is, or whether it is somebody else's.
func (d *replyData) whoseTitle() string {
	if d.Reply.Customer == 0 {
		return d.Words.T("reply.whose_title")
	}
	return d.Words.T("reply.whose_other")
}

// whoseTable lists the customers of whom the reply may be.
func (d *replyData) whoseTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: d.whoseTitle(), Columns: []ui.Column{{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("hold.actions"), Kind: ui.ColumnAction}}}
	for _, c := range d.Whose {
		if c.ID == d.Reply.Customer {
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Label: c.Name, Cells: []templ.Component{
			ui.Stacked(ui.CustomerLink(c.Name, d.toCustomer(c.ID)), ui.Words(joined(c.Number, c.Place))),
			ui.PostButton(d.toReply(d.Reply.ID, "place"), []ui.Param{param("customer", c.ID)}, ui.ButtonSpec{Label: w.T("reply.place"), Size: ui.SizeSmall})}})
	}
	return t
}
