package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/user"
)

// PlaceRecord says whose a reply is.
type PlaceRecord struct {
	Customer string `json:"customer" max:"200" doc:"The customer: what the sending program calls it, or else its number, or what it is called here."`
}

// GiveRecord says who is to answer a reply.
type GiveRecord struct {
	Owner string `json:"owner,omitempty" max:"254" doc:"The mail address of a person of the company; left out for nobody."`
}

// WriteRecord is the answer to a reply.
type WriteRecord struct {
	Text    string       `json:"text" max:"50000" format:"lines" doc:"What to write."`
	Subject string       `json:"subject,omitempty" max:"200" doc:"The subject; that of the reply when left out."`
	To      []string     `json:"to,omitempty" max:"20" doc:"Mail addresses to which it goes; left out, where the sender wants answers."`
	Files   []FileRecord `json:"files,omitempty" max:"20" doc:"Files that go with it."`
}

// FileRecord names a file that is kept here.
type FileRecord struct {
	SHA256 string `json:"sha256" max:"64" doc:"SHA-256 of its content, as lists of documents and replies tell it."`
	Name   string `json:"name,omitempty" max:"200" doc:"What it is to be called; as it was first called when left out."`
}

// replyVerbs are what can be done with a reply that waits.
func replyVerbs() []operation {
	answer := reflect.TypeFor[ReplyAnswer]()
	return []operation{
		{Method: http.MethodPost, Path: root + "/replies/{key}/dismiss", Name: "dismiss_reply", Summary: "Say that a reply needs no answer", Group: "Replies", Scope: user.WriteScope,
			Text: "Reminders go on, unless another reply waits. One that waits no more is a conflict. There is no body.", Parameters: []parameter{replyKey}, Answer: answer,
			Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusConflict}, do: (*visit).dismissReply},
		changing("/replies/{key}/place", "place_reply", "Replies", "Say whose a reply is", "Reminders to the customer wait until it was answered or dismissed.",
			`{"customer": "1001"}`, replyKey, answer, (*visit).placeReply),
		changing("/replies/{key}/give", "give_reply", "Replies", "Say who is to answer a reply", "One that waits no more is a conflict.",
			`{"owner": "anne@lys.example"}`, replyKey, answer, (*visit).giveReply),
		changing("/replies/{key}/answer", "answer_reply", "Replies", "Answer a reply by mail",
			"The mail leaves at once, in the conversation of the reply, which waits no more. A reply that waits no more is a conflict, so that an answer that is sent again leaves once.",
			`{"text": "Thank you. Here is the copy that you asked for.",
    "files": [{"sha256": "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"}]}`,
			replyKey, reflect.TypeFor[MessageAnswer](), (*visit).answerReply),
	}
}

func (v *visit) dismissReply() (int, any, error) {
	answer, err := v.changed(func(ctx context.Context, i id.ID) error {
		_, err := v.collects().Dismiss(ctx, v.Company.ID, []id.ID{i}, v.actor(), v.Today)
		return err
	})
	return http.StatusOK, answer, err
}

// changed does something with the reply that the address names, and returns it as it stands then.
func (v *visit) changed(do func(context.Context, id.ID) error) (any, error) {
	var i id.ID
	err := v.view(func(tx *store.Tx) error {
		r, err := v.theReply(tx)
		i = r.ID
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := do(v.Request.Context(), i); err != nil {
		return nil, err
	}
	return v.replyNow()
}

func (v *visit) placeReply(asked *PlaceRecord) (any, error) {
	var who customer.Customer
	err := v.view(func(tx *store.Tx) (err error) {
		if _, err = v.theReply(tx); err != nil {
			return err
		}
		if who, err = findCustomer(tx, asked.Customer); err == errNoSuch {
			err = refused("/customer", "there is no such customer")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return v.changed(func(ctx context.Context, i id.ID) error {
		return v.collects().PlaceReply(ctx, v.Company.ID, i, who.ID, v.actor(), v.Today)
	})
}

// mostPeople is among how many people of a company an owner is looked for.
const mostPeople = 1000

func (v *visit) giveReply(asked *GiveRecord) (any, error) {
	return v.changed(func(ctx context.Context, i id.ID) error {
		if asked.Owner != "" {
			err := v.view(func(tx *store.Tx) error {
				people, err := tx.Members(mostPeople)
				if err == nil && !slices.ContainsFunc(people, func(m store.Member) bool { return m.Role.MayWrite() && strings.EqualFold(m.Email, asked.Owner) }) {
					err = refused("/owner", "nobody with this address works on the company's receivables")
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		_, err := v.collects().GiveReplies(ctx, v.Company.ID, []id.ID{i}, asked.Owner)
		return err
	})
}

// writtenFields are the fields of a WriteRecord that are called otherwise within.
var writtenFields = map[string]string{"body": "text"}

func (v *visit) answerReply(asked *WriteRecord) (any, error) {
	var r reply.Reply
	letter := collect.Letter{To: asked.To, Subject: asked.Subject, Body: asked.Text, Once: true}
	err := v.view(func(tx *store.Tx) (err error) {
		if r, err = v.theReply(tx); err != nil {
			return err
		}
		if r.Customer == 0 {
			return errUnplaced
		}
		letter.Answers = r.ID
		if letter.Files, err = filesNamed(tx, asked.Files); err != nil {
			return err
		}
		return sentTo(tx, &r, &letter)
	})
	if err != nil {
		return nil, err
	}
	written, err := v.collects().Write(v.Request.Context(), customer.Ref{Company: v.Company.ID, Customer: r.Customer}, letter, v.actor(), v.Today)
	if err != nil {
		return nil, placed(err, writtenFields)
	}
	var answer MessageAnswer
	err = v.view(func(tx *store.Tx) error {
		m, _, err := tx.MessageByID(written)
		if err == nil {
			answer, err = v.wholeMessage(tx, &m)
		}
		return err
	})
	return answer, err
}

// sentTo gives an answer the address and the subject that it does not say: where the sender
// wants answers, and that of the reply.
func sentTo(tx *store.Tx, r *reply.Reply, l *collect.Letter) error {
	if l.Subject == "" {
		l.Subject = collect.AnswerSubject(r.Subject)
	}
	if len(l.To) > 0 {
		return nil
	}
	doc, _, err := tx.Document(r.Content)
	if err != nil {
		return err
	}
	mail, _ := inbox.ReadMail(doc.Body) // what cannot be read of it is left out
	l.To = collect.AnswerTo(r, &mail)
	return nil
}

// filesNamed are the kept files that a body names.
func filesNamed(tx *store.Tx, named []FileRecord) (all []evidence.Document, err error) {
	for n, f := range named {
		doc, err := fileNamed(tx, f.SHA256, "/files/"+strconv.Itoa(n)+"/sha256")
		if err != nil {
			return nil, err
		}
		if f.Name != "" {
			doc.Name = f.Name
		}
		all = append(all, doc)
	}
	return all, nil
}

// fileNamed is a kept file by its hash. One that no mail can bring is not read.
func fileNamed(tx *store.Tx, hash, at string) (evidence.Document, error) {
	hash = strings.ToLower(hash)
	doc, found, err := tx.DocumentFacts(hash)
	switch {
	case err != nil:
		return doc, err
	case !found:
		return doc, refused(at, "no file with this content is kept here")
	case doc.Size > collect.MostEnclosed:
		return doc, refused(at, "the files of a mail have at most "+strconv.Itoa(collect.MostEnclosed>>20)+" MB together")
	}
	doc, _, err = tx.Document(hash)
	return doc, err
}
