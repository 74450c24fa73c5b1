package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/locale"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) writeRoutes() {
	s.post("/replies/{reply}/answer", answerReply)
	s.getWork("/customers/{customer}/write", writePage)
	s.post("/customers/{customer}/write", writeMail)
	s.post("/customers/{customer}/contacts/{contact}/try", tryContact)
}

// letterForm asks for a mail that a person writes. Values are as typed.
type letterForm struct {
	*visit
	Customer customer.Customer
	Contacts []customer.Contact // to choose from; none where an address is typed
	Reply    *reply.Reply       // that it answers; nil for none
	To       []string
	Subject  string
	Body     string
	refusal
}

// begin is the answer to a reply, or the mail to a customer, before anything is typed. What a
// person chose to begin with stands in it in the customer's language.
func (f *letterForm) begin() *letterForm {
	words := f.site.Words.In(locale.For(locale.Language(f.Customer.Language), f.Customer.Country))
	if start := f.query("begin"); slices.Contains(beginnings[:], start) {
		f.Body = words.T("mail.greeting") + "\n\n" + words.T("reply.text."+start) + "\n\n" + words.T("mail.closing") + "\n"
	}
	return f
}

// beginnings are what answers begin with, by what they answer.
var beginnings = [...]string{"thanks", "paid", "promise", "dispute", "plan", "document", "recipient", "call"}

// answerForm is the answer to a reply, to whom its sender wants it.
func (v *visit) answerForm(r *reply.Reply, mail *inbox.Mail, c *customer.Customer) *letterForm {
	f := &letterForm{visit: v, Customer: *c, Reply: r, To: collect.AnswerTo(r, mail), Subject: collect.AnswerSubject(r.Subject)}
	return f.begin()
}

// action is where the form is sent.
func (f *letterForm) action() string {
	if f.Reply != nil {
		return f.toReply(f.Reply.ID, "answer") + "#answer"
	}
	return f.toWrite(f.Customer.ID)
}

// toWrite is the address of a mail to a customer.
func (v *visit) toWrite(customer id.ID) string { return v.to("customers", customer.String(), "write") }

// starts are the links that fill the form with the beginning of an answer.
func (f *letterForm) starts() (all []ui.Choice) {
	here := f.toWrite(f.Customer.ID)
	if f.Reply != nil {
		here = f.toReply(f.Reply.ID)
	}
	for _, start := range beginnings {
		all = append(all, ui.Choice{Label: f.Words.T("reply.begin." + start), Href: asked(here, "begin", start) + "#body"})
	}
	return all
}

// chosen reports whether a mail goes to a contact.
func (f *letterForm) chosen(c *customer.Contact) bool {
	return slices.ContainsFunc(f.To, func(to string) bool { return strings.EqualFold(to, c.Email) })
}

// verb is the button that sends the mail.
func (f *letterForm) verb() string {
	if f.Reply != nil {
		return f.Words.T("reply.send_answer")
	}
	return f.Words.T("reply.send")
}

// filesHint says how much a mail may bring.
func (f *letterForm) filesHint() string {
	return f.Words.T("reply.files_hint", "Megabytes", collect.MostEnclosed>>20)
}

func writePage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	f := &letterForm{visit: v}
	if err := f.load(tx, i); err != nil {
		return nil, err
	}
	f.To = customer.Recipients(f.Contacts)
	return f.begin().page(), nil
}

// load finds to whom a mail may go.
func (f *letterForm) load(tx *store.Tx, i id.ID) (err error) {
	if f.Customer, err = theCustomer(tx, i); err != nil {
		return err
	}
	contacts, err := tx.Contacts(i)
	f.Contacts = slices.DeleteFunc(contacts[i], func(c customer.Contact) bool { return c.Email == "" })
	return err
}

func (f *letterForm) page() page {
	return page{Title: f.Words.T("reply.write_title"), Place: customers, Status: formStatus(f.Problem), Body: writeBody(f)}
}

// letterAsked reads what a person wrote.
func (v *visit) letterAsked() (l collect.Letter, err error) {
	v.Request.Body = http.MaxBytesReader(nil, v.Request.Body, collect.MostEnclosed+aroundFiles)
	if err := v.Request.ParseMultipartForm(aroundFiles); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return l, fault.Wrap(fault.Invalid, err, "the files of a mail have at most %d MB together", collect.MostEnclosed>>20)
	}
	l.Subject, l.Body = v.form("subject"), v.form("body")
	for _, to := range v.Request.PostForm["to"] {
		for one := range strings.FieldsFuncSeq(to, func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) }) {
			l.To = append(l.To, one)
		}
	}
	if v.Request.MultipartForm == nil {
		return l, nil
	}
	defer v.Request.MultipartForm.RemoveAll()
	for _, head := range v.Request.MultipartForm.File["files"] {
		doc, err := enclosed(head)
		if err != nil {
			return l, err
		}
		l.Files = append(l.Files, doc)
	}
	return l, nil
}

// enclosed is a file of a form that goes with a mail.
func enclosed(head *multipart.FileHeader) (evidence.Document, error) {
	file, err := head.Open()
	if err != nil {
		return evidence.Document{}, err
	}
	defer file.Close()
	body, err := io.ReadAll(file)
	return evidence.New(filename.Shown(head.Filename), evidence.MediaType(body), body), err
}

// write sends what a person wrote. A refusal is shown by again, with what was typed.
func (v *visit) write(c customer.Ref, answers id.ID, again func(*store.Tx, *letterForm) (answer, error)) (bool, answer, error) {
	l, err := v.letterAsked()
	if err == nil && len(l.To) == 0 {
		err = fault.At(0, "to", "choose at least one address to which the mail goes")
	}
	if err == nil {
		l.Answers = answers
		_, err = v.Desk.Write(v.Request.Context(), c, l, v.actor(), v.Today)
	}
	if fault.KindOf(err) != fault.Invalid {
		return err == nil, nil, err
	}
	f := &letterForm{visit: v, To: l.To, Subject: v.form("subject"), Body: v.form("body"), refusal: v.refusalOf(err)}
	a, err := v.show(func(v *visit, tx *store.Tx) (answer, error) { return again(tx, f) })
	return false, a, err
}

func writeMail(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	sent, a, err := v.write(ref, 0, func(tx *store.Tx, f *letterForm) (answer, error) {
		err := f.load(tx, ref.Customer)
		return f.page(), err
	})
	if !sent {
		return a, err
	}
	return moved{To: v.toCustomer(ref.Customer), Toast: ui.Toast{Text: v.Words.T("reply.written")}}, nil
}

// answerReply answers a reply, which waits no more then.
func answerReply(v *visit) (answer, error) {
	var r reply.Reply
	if _, err := v.show(func(v *visit, tx *store.Tx) (_ answer, err error) {
		r, _, err = v.theReply(tx)
		return nil, err
	}); err != nil {
		return nil, err
	}
	sent, a, err := v.write(customer.Ref{Company: v.Company.ID, Customer: r.Customer}, r.ID, func(tx *store.Tx, f *letterForm) (answer, error) {
		f.Reply = &r
		var err error
		if f.Customer, err = theCustomer(tx, r.Customer); err != nil {
			return nil, err
		}
		return v.replyPage(tx, f)
	})
	if !sent {
		return a, err
	}
	return moved{To: v.to("replies"), Toast: ui.Toast{Text: v.Words.T("reply.answered")}}, nil
}

// tryContact says that mails may reach a contact after all.
func tryContact(v *visit) (answer, error) { return v.reinstate(v.Desk.TryAddress, "reply.tried") }

// reinstate takes back what keeps a contact from being written to or called.
func (v *visit) reinstate(verb func(context.Context, customer.Ref, id.ID) error, said string) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	i, err := v.id("contact")
	if err != nil {
		return nil, err
	}
	if err := verb(v.Request.Context(), ref, i); err != nil {
		return nil, err
	}
	return moved{To: v.back(v.toCustomer(ref.Customer) + "#contacts"), Toast: ui.Toast{Text: v.Words.T(said)}}, nil
}
