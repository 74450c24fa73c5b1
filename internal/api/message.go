package api

import (
	"encoding/json"
	"net/http"
	"path"
	"reflect"
	"time"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/plan"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/user"
)

// MessageAnswer is a message to a customer as it stands.
type MessageAnswer struct {
	ID         string          `json:"id" doc:"What it is called here."`
	Customer   CustomerName    `json:"customer" doc:"To whom it goes."`
	State      message.State   `json:"state" enum:"proposed,queued,ready,sending,sent,failed,withdrawn,uncertain" doc:"Where it is: it waits for a person's approval, for its hour, or for a person who posts it or calls; it is on its way, has left, was refused for good, was overtaken by facts, or nobody knows whether it left."`
	Channel    message.Channel `json:"channel" enum:"mail,letter,registered,sms,call" doc:"How it goes."`
	Step       string          `json:"step" doc:"The key of the step; personal for what a person wrote, invoice and invoice_copy for what brings an invoice."`
	Language   string          `json:"language" doc:"Its language."`
	Currency   string          `json:"currency" doc:"Currency, ISO 4217."`
	Amount     string          `json:"amount" format:"amount" doc:"What it asks for; 0 where it asks for none."`
	Recipients []string        `json:"recipients,omitempty" doc:"Mail addresses or telephone numbers to which it goes."`
	Subject    string          `json:"subject,omitempty" doc:"Its subject; left out before it was written, and where there is none."`
	QueuedOn   date.Date       `json:"queued_date" doc:"The day on which it was decided."`
	SentOn     date.Date       `json:"sent_date,omitempty" doc:"The day on which it left."`
	Outcome    string          `json:"outcome,omitempty" doc:"What the server or provider answered, or why it was withdrawn."`
	MailID     string          `json:"mail_id,omitempty" doc:"The Message-ID of a mail, without angle brackets."`
	Answers    string          `json:"answers,omitempty" doc:"The reply that it answers."`
	SHA256     string          `json:"sha256,omitempty" doc:"SHA-256 of its exact bytes in hexadecimal; left out before it was written."`
	Items      []MessageItem   `json:"items,omitempty" doc:"What it speaks of. Lists leave them out."`
	Files      []FileAnswer    `json:"files,omitempty" doc:"What goes with it."`
	CreatedAt  time.Time       `json:"created_at" doc:"When it was made."`
}

// MessageItem is something that a message speaks of.
type MessageItem struct {
	Invoice string `json:"invoice" doc:"Number of the invoice."`
	Part    int    `json:"instalment,omitempty" doc:"Which instalment; left out for an invoice that is payable at once."`
	Plan    int    `json:"plan,omitempty" doc:"Which of the customer's payment plans the instalment is of; left out for an instalment of the invoice itself."`
	Step    string `json:"step,omitempty" doc:"The step that it takes with the message; left out where it is only listed."`
	Open    string `json:"open_amount" format:"amount" doc:"What was open."`
}

// FileAnswer is a file that came with a reply, or goes with a message.
type FileAnswer struct {
	Name   string `json:"name" doc:"File name."`
	MIME   string `json:"media_type" doc:"Media type."`
	Size   int    `json:"size,omitempty" doc:"Length in bytes, of what came."`
	SHA256 string `json:"sha256" doc:"SHA-256 of its content in hexadecimal."`
}

// MessageList is one page of a list.
type MessageList struct {
	Messages []MessageAnswer `json:"messages" doc:"The messages of this page."`
	Next     string          `json:"next_cursor,omitempty" doc:"Send it as cursor for the next page; the last page has none."`
}

// The media types of the files that are given.
const (
	mailMedia = "message/rfc822"
	zipMedia  = "application/zip"
)

func messageOperations() []operation {
	customer := parameter{"key", "path", "The customer: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}}
	key := parameter{"key", "path", "What the message is called here.", &schema{Type: "string"}}
	one := operation{Method: http.MethodGet, Group: "Messages", Scope: user.ReadScope, Parameters: []parameter{key}, Statuses: []int{http.StatusOK, http.StatusNotFound}}
	get, mail, proof := one, one, one
	get.Path, get.Name, get.Summary, get.Answer, get.do = root+"/messages/{key}", "get_message", "One message", reflect.TypeFor[MessageAnswer](), (*visit).message
	mail.Path, mail.Name, mail.Summary, mail.Media, mail.do = root+"/messages/{key}/mail", "get_message_mail", "The exact bytes of a mail", mailMedia, (*visit).messageMail
	mail.Text = "As it was handed to the mail server. Other messages, and those that were not written yet, have none."
	proof.Path, proof.Name, proof.Summary, proof.Media, proof.do = root+"/messages/{key}/proof", "get_message_proof", "What proves that a message left", zipMedia, (*visit).messageProof
	proof.Text = "A ZIP file with its exact bytes, what servers and people said of it, what came back, and the part of the timeline about it with its hashes."
	return []operation{
		{Method: http.MethodGet, Path: root + "/customers/{key}/messages", Name: "list_messages", Summary: "List the messages to a customer", Group: "Messages", Scope: user.ReadScope,
			Text: "The newest first.", Parameters: append([]parameter{customer}, paging()...), Answer: reflect.TypeFor[MessageList](),
			Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity}, do: (*visit).messages},
		get, mail, proof,
	}
}

func (v *visit) messages() (int, any, error) {
	at, limit, err := v.pageOf()
	if err != nil {
		return 0, nil, err
	}
	list := MessageList{Messages: []MessageAnswer{}}
	err = v.view(func(tx *store.Tx) error {
		who, err := findCustomer(tx, v.Request.PathValue("key"))
		if err != nil {
			return err
		}
		all, err := tx.Messages(store.MessageFilter{Of: who.ID, Before: at.ID, Limit: limit + 1})
		if len(all) > limit {
			all = all[:limit]
			list.Next = nextOf(&store.Cursor{ID: all[limit-1].ID})
		}
		for n := range all {
			list.Messages = append(list.Messages, v.messageAnswer(&all[n].Message, nameOf(&who)))
		}
		return err
	})
	return http.StatusOK, list, err
}

// theMessage is the message that the address names.
func (v *visit) theMessage(tx *store.Tx) (message.Message, error) {
	i, err := v.called()
	if err != nil {
		return message.Message{}, err
	}
	m, found, err := tx.MessageByID(i)
	if err == nil && !found {
		err = errNoSuch
	}
	return m, err
}

func (v *visit) message() (int, any, error) {
	var answer MessageAnswer
	err := v.view(func(tx *store.Tx) error {
		m, err := v.theMessage(tx)
		if err != nil {
			return err
		}
		answer, err = v.wholeMessage(tx, &m)
		return err
	})
	return http.StatusOK, answer, err
}

// wholeMessage is a message with what it speaks of.
func (v *visit) wholeMessage(tx *store.Tx, m *message.Message) (MessageAnswer, error) {
	names, err := customerNames(tx, []id.ID{m.Customer})
	if err != nil {
		return MessageAnswer{}, err
	}
	about := make([]id.ID, len(m.Items))
	for n := range m.Items {
		about[n] = m.Items[n].Invoice
	}
	numbers, err := tx.InvoiceNumbers(about)
	a := v.messageAnswer(m, names[m.Customer])
	for _, i := range m.Items {
		a.Items = append(a.Items, MessageItem{Invoice: numbers[i.Invoice], Part: instalmentOf(i.Part), Plan: planOf(i.Part), Step: i.Step, Open: i.Open.String()})
	}
	return a, err
}

func (v *visit) messageAnswer(m *message.Message, to CustomerName) MessageAnswer {
	a := MessageAnswer{ID: m.ID.String(), Customer: to, State: m.State, Channel: m.Channel, Step: m.Step, Language: m.Language, Currency: m.Currency.String(), Amount: m.Amount.String(),
		Recipients: m.Recipients, Subject: m.Subject, QueuedOn: m.QueuedOn, SentOn: m.SentOn, Outcome: v.outcomeOf(m), SHA256: m.Content, CreatedAt: m.CreatedAt}
	if m.Channel == message.Mail {
		a.MailID = unbracketed(message.MailID(v.Company.ID, m.ID, v.Company.Domain()))
	}
	if m.Answers != 0 {
		a.Answers = m.Answers.String()
	}
	for _, e := range m.Enclosed {
		a.Files = append(a.Files, FileAnswer{Name: e.Name, MIME: e.MIME, SHA256: e.Hash})
	}
	return a
}

// outcomeOf is what became of a message, as a sentence: what was withdrawn has a reason of the
// rules, all else what somebody answered.
func (v *visit) outcomeOf(m *message.Message) string {
	var r dunning.Reason
	if json.Unmarshal([]byte(m.Outcome), &r) == nil && r.Code != "" {
		return explain.Sentence(v.Words.In(locale.For(locale.English, v.Company.Country)), r)
	}
	return fault.ReadKept(m.Outcome).String()
}

func (v *visit) messageMail() (int, any, error) {
	var mail *file
	err := v.view(func(tx *store.Tx) error {
		m, err := v.theMessage(tx)
		if err == nil && (m.Channel != message.Mail || m.Content == "") {
			err = &problem{Status: http.StatusNotFound, Code: "not_found", Detail: "The message is no mail, or it has not been written yet."}
		}
		if err != nil {
			return err
		}
		mail, err = kept(tx, m.Content, m.ID)
		return err
	})
	return http.StatusOK, mail, err
}

// kept is a mail that is kept, under a name that says what it is here.
func kept(tx *store.Tx, hash string, of id.ID) (*file, error) {
	doc, found, err := tx.Document(hash)
	if err == nil && !found {
		err = &problem{Status: http.StatusNotFound, Code: "not_found", Detail: "The mail is not kept any more."}
	}
	return &file{of.String() + path.Ext(doc.Name), doc.Body}, err
}

func (v *visit) messageProof() (int, any, error) {
	var proof *file
	err := v.view(func(tx *store.Tx) error {
		m, err := v.theMessage(tx)
		if err != nil {
			return err
		}
		body, err := report.ProofOf(tx, m.ID, v.Words.In(locale.For(locale.English, v.Company.Country)))
		proof = &file{"proof-" + m.ID.String() + ".zip", body}
		return err
	})
	return http.StatusOK, proof, err
}

// instalmentOf is which instalment an item is, of the invoice itself or of a plan.
func instalmentOf(item int) int {
	if _, n, planned := plan.ItemOf(item); planned {
		return n
	}
	return item
}

// planOf is which of the customer's plans an item is an instalment of; 0 for none.
func planOf(item int) int {
	number, _, _ := plan.ItemOf(item)
	return number
}
