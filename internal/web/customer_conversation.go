package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/explain"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) conversationRoutes() {
	s.get("/customers/{customer}/conversation", conversationPage)
}

const (
	// mostSpoken is how much of a conversation a page shows: each mail is read whole.
	mostSpoken = 30
	// firstLines is how many lines of a text stand there before it is unfolded.
	firstLines = 8
)

// conversation is what was said between the company and a customer, the newest first.
type conversation struct {
	*visit
	Customer customer.Customer
	Said     []spoken
	More     bool // older things were said too
}

// spoken is one thing that was said.
type spoken struct {
	at    time.Time
	Line  ui.Entry
	Text  string
	State message.State // of what we wrote; "" for what the customer did
}

func conversationPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	d := conversation{visit: v}
	if d.Customer, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	if d.Customer.MergedInto != 0 {
		return moved{To: v.to("customers", d.Customer.MergedInto.String(), "conversation")}, nil
	}
	for _, load := range []func(*store.Tx) error{d.written, d.heard, d.called} {
		if err := load(tx); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(d.Said, func(a, b spoken) int { return b.at.Compare(a.at) })
	d.More = len(d.Said) > mostSpoken
	d.Said = d.Said[:min(len(d.Said), mostSpoken)]
	return page{Title: v.Words.T("talk.title"), Place: customers, Body: conversationBody(&d)}, nil
}

// channelLooks are the icons of what we say by a channel.
var channelLooks = map[message.Channel]ui.Icon{message.Mail: ui.IconSend, message.SMS: ui.IconMessages, message.Letter: ui.IconLetter, message.Registered: ui.IconLetter, message.Call: ui.IconCall}

// written are the messages that have left, or may have. The bodies lie on shelves that give
// out one at a time.
func (d *conversation) written(tx *store.Tx) error {
	all, err := tx.MessagesOf(d.Customer.ID, mostSpoken+1)
	if err != nil {
		return err
	}
	for n := range all {
		m := &all[n]
		if m.Channel == message.Call || m.State != message.Sent && m.State != message.Uncertain {
			continue // a call is told by what came of it
		}
		s := spoken{at: m.CreatedAt, State: m.State, Line: ui.Entry{Icon: channelLooks[m.Channel], Tone: ui.ToneInfo, Href: d.toMessage(m.ID),
			Title: cmp.Or(m.Subject, explain.Step(d.Words, m.Step))}}
		if err := d.words(tx, m, &s); err != nil {
			return err
		}
		s.Line.On, s.Line.At = m.SentOn, joined(d.local(s.at).Format("15:04"), d.Company.Name, explain.Channel(d.Words, m.Channel), strings.Join(m.Recipients, ", "))
		d.Said = append(d.Said, s)
	}
	return nil
}

// words are what a message said, where that is a text.
func (d *conversation) words(tx *store.Tx, m *message.Message, s *spoken) error {
	if m.Content == "" || m.Channel.OnPaper() {
		return nil
	}
	doc, found, err := tx.Document(m.Content)
	if err != nil || !found {
		return err
	}
	if m.Channel != message.Mail {
		s.Text = string(doc.Body)
		return nil
	}
	mail, err := deliver.Read(doc.Body)
	if err != nil {
		return err
	}
	s.Text, s.at = mail.Text, mail.Date
	return nil
}

// heard is what the customer wrote.
func (d *conversation) heard(tx *store.Tx) error {
	all, err := tx.RepliesOf(d.Customer.ID, mostSpoken+1)
	if err != nil {
		return err
	}
	for n := range all {
		r := &all[n]
		s := spoken{at: r.ReceivedAt, Line: ui.Entry{Icon: ui.IconReply, Tone: ui.TonePromised, Href: d.toReply(r.ID), Title: subjectOf(d.Words, r)}}
		s.Line.On, s.Line.At = date.Of(d.local(s.at)), joined(d.local(s.at).Format("15:04"), cmp.Or(r.FromName, r.From))
		if r.Kind != reply.Written {
			s.Line.Tone = ui.ToneNeutral
		}
		doc, found, err := tx.Document(r.Content)
		if err != nil {
			return err
		}
		if found {
			mail, _ := inbox.ReadMail(doc.Body) // of a broken one, what can be read
			s.Text = cmp.Or(mail.Own, mail.Text)
		}
		d.Said = append(d.Said, s)
	}
	return nil
}

// called is what was said by telephone.
func (d *conversation) called(tx *store.Tx) error {
	events, err := tx.HistoryOf(d.Customer.ID, store.HistoryFilter{Group: timeline.Calls}, store.Moment{}, mostSpoken+1)
	if err != nil {
		return err
	}
	for n := range events {
		d.Said = append(d.Said, spoken{at: events[n].At, Line: d.entry(&events[n])})
	}
	return nil
}

// fold cuts a text where it is long: what stands there at once, and what is unfolded.
func (s *spoken) fold() (first, rest string) {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(s.Text, "\r\n", "\n")), "\n")
	if len(lines) <= firstLines+2 { // two more lines are no longer than what unfolds them
		return strings.Join(lines, "\n"), ""
	}
	return strings.Join(lines[:firstLines], "\n"), strings.Join(lines[firstLines:], "\n")
}

// line is one thing as an entry of a timeline.
func (d *conversation) line(s *spoken) ui.Entry {
	line := s.Line
	if s.Text != "" || s.State == message.Uncertain {
		line.Detail = spokenWords(d, s)
	}
	return line
}

// lines are all of them.
func (d *conversation) lines() []ui.Entry {
	all := make([]ui.Entry, len(d.Said))
	for n := range d.Said {
		all[n] = d.line(&d.Said[n])
	}
	return all
}
