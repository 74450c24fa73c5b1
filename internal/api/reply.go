package api

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/reading"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/user"
)

// ReplyAnswer is a mail that came in, as it stands.
type ReplyAnswer struct {
	ID         string        `json:"id" doc:"What it is called here."`
	Customer   *CustomerName `json:"customer,omitempty" doc:"Whose it is; left out while that is not known."`
	KnownBy    reply.Sign    `json:"known_by,omitempty" enum:",message,tag,contact,number,person" doc:"By what that is known: it answers a message, came to the address of one, comes from a contact's address, names an invoice, or a person or program said so."`
	Kind       reply.Kind    `json:"kind" enum:"written,automatic,absence,returned" doc:"A person wrote it, or a program: that a mail came, that nobody is there, that a mail did not arrive."`
	State      reply.State   `json:"state" enum:"open,answered,dismissed,noted" doc:"It waits for a person, was answered, needs no answer, or never waited for anybody."`
	From       string        `json:"from,omitempty" doc:"The sender's address."`
	FromName   string        `json:"from_name,omitempty" doc:"The sender's name."`
	Subject    string        `json:"subject,omitempty" doc:"Its subject."`
	Excerpt    string        `json:"excerpt,omitempty" doc:"The first of the sender's own words, in one line."`
	MailID     string        `json:"mail_id,omitempty" doc:"Its Message-ID, without angle brackets."`
	Answers    string        `json:"answers,omitempty" doc:"The message that it answers, or that came back."`
	BackOn     date.Date     `json:"back_date,omitempty" doc:"Of an absence: when the sender is back."`
	Owner      string        `json:"owner,omitempty" doc:"Who is to answer it."`
	AgainOn    date.Date     `json:"put_off_until,omitempty" doc:"It was put off until then."`
	SentAt     *time.Time    `json:"sent_at,omitempty" doc:"When it was sent, as it says."`
	ReceivedAt time.Time     `json:"received_at" doc:"When it came in."`
	ClosedBy   string        `json:"closed_by,omitempty" doc:"Who dealt with it."`
	ClosedAt   *time.Time    `json:"closed_at,omitempty" doc:"When."`
	FileCount  int           `json:"file_count" doc:"How many files came with it."`
	SHA256     string        `json:"sha256" doc:"SHA-256 of its exact bytes in hexadecimal."`
	Text       string        `json:"text,omitempty" format:"lines" doc:"All that is there to be read, with quoted mails. Lists leave it out."`
	Own        string        `json:"own_text,omitempty" format:"lines" doc:"What the sender wrote now: the text without quoted mails and the signature. Lists leave it out."`
	Files      []FileAnswer  `json:"files,omitempty" doc:"What came with it. Lists leave them out."`
	Said       []SaidAnswer  `json:"suggestions,omitempty" doc:"What it seems to say, in its order; a person judges it. Lists leave it out."`
}

// SaidAnswer is something that a reply seems to say.
type SaidAnswer struct {
	Kind   reading.Kind `json:"kind" enum:"paid,promise,contest,plan,elsewhere,want_document,want_call,insolvent,thanks" doc:"It was paid, it will be paid, something is wrong, payment in parts or later, write to somebody else, a document is wanted, a call is wanted, proceedings were opened, nothing but thanks."`
	Why    reading.Why  `json:"detail,omitempty" doc:"More of the kind, such as amount or goods of what is contested."`
	Quote  string       `json:"quote" format:"lines" doc:"The words that say so, exactly as they stand in own_text, or in text where that is left out."`
	Day    date.Date    `json:"date,omitempty" doc:"The day that it names."`
	Money  string       `json:"amount_text,omitempty" format:"lines" doc:"The amount as it stands there."`
	Amount string       `json:"amount,omitempty" format:"amount" doc:"What that comes to; left out where it can be read in two ways."`
	In     string       `json:"currency,omitempty" doc:"The currency of that, ISO 4217."`
}

// ReplyList is one page of a list.
type ReplyList struct {
	Replies []ReplyAnswer `json:"replies" doc:"The replies of this page."`
	Next    string        `json:"next_cursor,omitempty" doc:"Send it as cursor for the next page; the last page has none."`
}

// replyViews are the states by which replies are listed.
var replyViews = map[string]store.ReplyView{"": store.RepliesToAnswer, "open": store.RepliesToAnswer, "later": store.RepliesPutOff, "unplaced": store.RepliesUnplaced,
	"closed": store.RepliesClosed, "all": store.RepliesEvery}

// replyKey is the parameter that names a reply.
var replyKey = parameter{"key", "path", "What the reply is called here.", &schema{Type: "string"}}

func replyOperations() []operation {
	read := operation{Method: http.MethodGet, Group: "Replies", Scope: user.ReadScope}
	list, get, mail := read, read, read
	list.Path, list.Name, list.Summary, list.Answer, list.do = root+"/replies", "list_replies", "List what others wrote to the company", reflect.TypeFor[ReplyList](), (*visit).replies
	list.Text = "The oldest first; closed ones the newest first. With the state all and since, a program hears of each once."
	list.Parameters = append([]parameter{
		{"state", "query", "Which are listed: open ones when left out, those that were put off, open ones of which it is not known whose they are, those that wait for nobody, or all.",
			&schema{Type: "string", Enum: []string{"open", "later", "unplaced", "closed", "all"}}},
		{"customer", "query", "Only those of this customer: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}},
		{"owner", "query", "Only open ones that this person is to answer, by mail address; nobody for those that are nobody's yet.", &schema{Type: "string"}},
		{"since", "query", "Only those that came in then or later.", &schema{Type: "string", Format: "date-time"}},
	}, paging()...)
	list.Statuses = []int{http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity}
	get.Path, get.Name, get.Summary, get.Answer, get.do = root+"/replies/{key}", "get_reply", "One reply with its text and what it seems to say", reflect.TypeFor[ReplyAnswer](), (*visit).reply
	mail.Path, mail.Name, mail.Summary, mail.Media, mail.do = root+"/replies/{key}/mail", "get_reply_mail", "The exact bytes of a reply", mailMedia, (*visit).replyMail
	for _, o := range []*operation{&get, &mail} {
		o.Parameters, o.Statuses = []parameter{replyKey}, []int{http.StatusOK, http.StatusNotFound}
	}
	return append([]operation{list, get, mail}, replyVerbs()...)
}

func (v *visit) replies() (int, any, error) {
	at, limit, err := v.pageOf()
	if err != nil {
		return 0, nil, err
	}
	list := ReplyList{Replies: []ReplyAnswer{}}
	err = v.view(func(tx *store.Tx) error {
		f, err := v.repliesAsked(tx)
		if err != nil {
			return err
		}
		page, err := tx.ListReplies(f, at, limit)
		if err != nil {
			return err
		}
		var whose []id.ID
		for n := range page.Rows {
			whose = append(whose, page.Rows[n].Customer)
		}
		names, err := customerNames(tx, whose)
		for n := range page.Rows {
			list.Replies = append(list.Replies, replyAnswer(&page.Rows[n].Reply, names))
		}
		list.Next = nextOf(page.Next)
		return err
	})
	return http.StatusOK, list, err
}

// repliesAsked reads which replies are listed.
func (v *visit) repliesAsked(tx *store.Tx) (f store.ReplyFilter, err error) {
	query := v.Request.URL.Query()
	view, known := replyViews[query.Get("state")]
	if !known {
		return f, v.wrongParameter("state", "it is open, later, unplaced, closed or all")
	}
	f = store.ReplyFilter{View: view, Today: v.Today}
	if owner := query.Get("owner"); owner != "" {
		if view != store.RepliesToAnswer {
			return f, v.wrongParameter("owner", "owners are asked for of open replies")
		}
		f.View, f.Owner = store.RepliesOfOwner, strings.ToLower(owner)
		if owner == "nobody" {
			f.View = store.RepliesUnowned
		}
	}
	if text := query.Get("since"); text != "" {
		if f.Since, err = time.Parse(time.RFC3339, text); err != nil {
			return f, v.wrongParameter("since", "it is not an instant such as 2026-03-31T09:00:00Z")
		}
	}
	if key := query.Get("customer"); key != "" {
		who, err := findCustomer(tx, key)
		if err != nil {
			return f, err
		}
		f.Customer = who.ID
	}
	return f, nil
}

// theReply is the reply that the address names.
func (v *visit) theReply(tx *store.Tx) (reply.Reply, error) {
	i, err := v.called()
	if err != nil {
		return reply.Reply{}, err
	}
	r, found, err := tx.ReplyByID(i)
	if err == nil && !found {
		err = errNoSuch
	}
	return r, err
}

// replyNow is the reply that the address names, with all that is known of it.
func (v *visit) replyNow() (answer ReplyAnswer, err error) {
	err = v.view(func(tx *store.Tx) error {
		r, err := v.theReply(tx)
		if err != nil {
			return err
		}
		answer, err = v.wholeReply(tx, &r)
		return err
	})
	return answer, err
}

func (v *visit) reply() (int, any, error) {
	answer, err := v.replyNow()
	return http.StatusOK, answer, err
}

func (v *visit) replyMail() (int, any, error) {
	var mail *file
	err := v.view(func(tx *store.Tx) error {
		r, err := v.theReply(tx)
		if err == nil {
			mail, err = kept(tx, r.Content, r.ID)
		}
		return err
	})
	return http.StatusOK, mail, err
}

// wholeReply is a reply with its words, and what it seems to say.
func (v *visit) wholeReply(tx *store.Tx, r *reply.Reply) (ReplyAnswer, error) {
	names, err := customerNames(tx, []id.ID{r.Customer})
	if err != nil {
		return ReplyAnswer{}, err
	}
	a := replyAnswer(r, names)
	doc, found, err := tx.Document(r.Content)
	if err != nil || !found {
		return a, err
	}
	mail, _ := inbox.ReadMail(doc.Body) // what cannot be read of it is left out
	a.Text, a.Own = mail.Text, mail.Own
	for _, f := range collect.Brought(&mail) {
		a.Files = append(a.Files, FileAnswer{Name: f.Name, MIME: evidence.MediaType(f.Body), Size: len(f.Body), SHA256: evidence.Hash(f.Body)})
	}
	if r.Kind != reply.Written {
		return a, nil
	}
	language := v.Company.Language
	if who, found, err := tx.Customer(r.Customer); err != nil {
		return a, err
	} else if found {
		language = who.Language
	}
	for _, s := range collect.SaidIn(r, &mail, language, v.Company.Location()) {
		a.Said = append(a.Said, saidAnswer(&s))
	}
	return a, nil
}

func saidAnswer(s *reading.Said) SaidAnswer {
	a := SaidAnswer{Kind: s.Kind, Why: s.Why, Quote: s.Quote, Day: s.Day, Money: s.Money}
	if !s.Amount.IsZero() {
		a.Amount, a.In = s.Amount.String(), s.Amount.Currency.String()
	}
	return a
}

func replyAnswer(r *reply.Reply, names map[id.ID]CustomerName) ReplyAnswer {
	a := ReplyAnswer{ID: r.ID.String(), KnownBy: r.Sign, Kind: r.Kind, State: r.State, From: r.From, FromName: r.FromName, Subject: r.Subject, Excerpt: r.Excerpt,
		MailID: r.MailID, BackOn: r.BackOn, Owner: r.Owner, AgainOn: r.AgainOn, ReceivedAt: r.ReceivedAt, ClosedBy: r.ClosedBy, FileCount: r.Files, SHA256: r.Content}
	if name, known := names[r.Customer]; known {
		a.Customer = &name
	}
	if r.Answers != 0 {
		a.Answers = r.Answers.String()
	}
	if !r.SentAt.IsZero() {
		a.SentAt = &r.SentAt
	}
	if !r.ClosedAt.IsZero() {
		a.ClosedAt = &r.ClosedAt
	}
	return a
}

// unbracketed is a Message-ID without its angle brackets.
func unbracketed(name string) string { return strings.Trim(name, "<>") }

// errUnplaced is what a program hears that answers a reply of nobody.
var errUnplaced = &problem{Status: http.StatusConflict, Code: "conflict", Detail: "It is not known whose the reply is: place it first."}
