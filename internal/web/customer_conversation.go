package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/explain"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/render"
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
	// mostSpokenPrinted is how much of it is printed together.
	mostSpokenPrinted = 200
	// lastSpoken is how far back the pages of a conversation lead.
	lastSpoken = 3000
	// firstLines is how many lines of a text stand there before it is unfolded.
	firstLines = 8
)

// conversation is what was said between the company and a customer, the newest first.
type conversation struct {
	*visit
	Customer customer.Customer
	Said     []spoken
	Pager    ui.Pager
	skipped  int  // how much newer things stand on pages before this one
	most     int  // how much this page shows
	more     bool // older things were said too
}

// spoken is one thing that was said.
type spoken struct {
	at    time.Time
	Line  ui.Entry
	Text  string
	Files []ui.File
	State message.State // of what we wrote; "" for what the customer did

	read func(*store.Tx, *spoken) error // fills in the words; nil where there are none
}

func conversationPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	d := conversation{visit: v, most: mostSpoken}
	if v.printing = v.query("print") != ""; v.printing {
		d.most = mostSpokenPrinted
	}
	if n, err := strconv.Atoi(v.query("skip")); err == nil && n > 0 && n <= lastSpoken {
		d.skipped = n
	}
	if d.Customer, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	if d.Customer.MergedInto != 0 {
		return moved{To: v.to("customers", d.Customer.MergedInto.String(), "conversation")}, nil
	}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	d.Pager = d.pager()
	return page{Title: v.Words.T("talk.title"), Place: customers, Body: conversationBody(&d)}, nil
}

// load finds what this page shows: of all kinds together the newest, and of those only the
// words that stand here.
func (d *conversation) load(tx *store.Tx) error {
	for _, load := range []func(*store.Tx) error{d.written, d.heard, d.called} {
		if err := load(tx); err != nil {
			return err
		}
	}
	newestFirst(d.Said)
	d.Said = d.Said[min(len(d.Said), d.skipped):]
	d.more = len(d.Said) > d.most
	d.Said = d.Said[:min(len(d.Said), d.most)]
	for n := range d.Said {
		if s := &d.Said[n]; s.read != nil {
			if err := s.read(tx, s); err != nil {
				return err
			}
		}
	}
	newestFirst(d.Said) // a mail says itself when it left
	return nil
}

// enough is how much of each kind there must be, so that none that stands here is missing.
func (d *conversation) enough() int { return d.skipped + d.most + 1 }

func newestFirst(all []spoken) {
	slices.SortStableFunc(all, func(a, b spoken) int { return b.at.Compare(a.at) })
}

// pager leads to what was said before, and back.
func (d *conversation) pager() (p ui.Pager) {
	l := d.list("print")
	if d.skipped > 0 {
		p.Previous = l.with()
		if before := d.skipped - d.most; before > 0 {
			p.Previous = l.with("skip", strconv.Itoa(before))
		}
	}
	if next := d.skipped + d.most; d.more && next <= lastSpoken {
		p.Next = l.with("skip", strconv.Itoa(next))
	}
	return p
}

// channelLooks are the icons of what we say by a channel.
var channelLooks = map[message.Channel]ui.Icon{message.Mail: ui.IconSend, message.SMS: ui.IconMessages, message.Letter: ui.IconLetter, message.Registered: ui.IconLetter, message.Call: ui.IconCall}

// written are the messages that have left, or may have. The bodies lie on shelves that give
// out one at a time.
func (d *conversation) written(tx *store.Tx) error {
	all, err := tx.MessagesSaid(d.Customer.ID, d.enough())
	for n := range all {
		m := &all[n]
		s := spoken{at: m.CreatedAt, State: m.State, Line: ui.Entry{Icon: channelLooks[m.Channel], Tone: ui.ToneInfo, Href: d.toMessage(m.ID),
			Title: cmp.Or(m.Subject, explain.Step(d.Words, m.Step)), On: m.SentOn}}
		if morning := d.morning(m.SentOn); m.SentOn != date.None && morning.After(s.at) {
			s.at = morning // it was written on an earlier day
		}
		s.read = func(tx *store.Tx, s *spoken) error {
			err := d.words(tx, m, s)
			s.Line.At = joined(d.local(s.at).Format("15:04"), d.Company.Name, explain.Channel(d.Words, m.Channel), strings.Join(m.Recipients, ", "))
			return err
		}
		d.Said = append(d.Said, s)
	}
	return err
}

// morning is the beginning of a day of the company.
func (d *conversation) morning(day date.Date) time.Time {
	year, month, n := day.Civil()
	return time.Date(year, month, n, 0, 0, 0, 0, d.Company.Location())
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
	s.Files = d.enclosed(m.ID, &mail)
	return nil
}

// heard is what the customer wrote.
func (d *conversation) heard(tx *store.Tx) error {
	all, err := tx.RepliesOf(d.Customer.ID, d.enough())
	for n := range all {
		r := &all[n]
		s := spoken{at: r.ReceivedAt, Line: ui.Entry{Icon: ui.IconReply, Tone: ui.TonePromised, Href: d.toReply(r.ID), Title: subjectOf(d.Words, r)}}
		s.Line.On, s.Line.At = date.Of(d.local(s.at)), joined(d.local(s.at).Format("15:04"), cmp.Or(r.FromName, r.From))
		if r.Kind != reply.Written {
			s.Line.Tone = ui.ToneNeutral
		}
		s.read = func(tx *store.Tx, s *spoken) error { return d.answered(tx, r, s) }
		d.Said = append(d.Said, s)
	}
	return err
}

// answered is what the customer wrote in a mail, and the files that came with it.
func (d *conversation) answered(tx *store.Tx, r *reply.Reply, s *spoken) error {
	doc, found, err := tx.Document(r.Content)
	if err != nil || !found {
		return err
	}
	mail, _ := inbox.ReadMail(doc.Body) // of a broken one, what can be read
	s.Text = cmp.Or(mail.Own, mail.Text)
	for n, f := range collect.Brought(&mail) {
		s.Files = append(s.Files, ui.File{Name: f.Name, Size: render.FileSize(d.Words, int64(len(f.Body))), Href: d.toReply(r.ID, "files", strconv.Itoa(n+1))})
	}
	return nil
}

// called is what was said by telephone.
func (d *conversation) called(tx *store.Tx) error {
	events, err := tx.HistoryOf(d.Customer.ID, store.HistoryFilter{Group: timeline.Calls}, store.Moment{}, d.enough())
	if err != nil {
		return err
	}
	for n := range events {
		d.Said = append(d.Said, spoken{at: events[n].At, Line: d.entry(&events[n])})
	}
	return nil
}

// fold cuts a text where it is long: what stands there at once, and what is unfolded; on paper the whole stands there.
func (s *spoken) fold(whole bool) (first, rest string) {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(s.Text, "\r\n", "\n")), "\n")
	if whole || len(lines) <= firstLines+2 { // two more lines are no longer than what unfolds them
		return strings.Join(lines, "\n"), ""
	}
	return strings.Join(lines[:firstLines], "\n"), strings.Join(lines[firstLines:], "\n")
}

// line is one thing as an entry of a timeline.
func (d *conversation) line(s *spoken) ui.Entry {
	line := s.Line
	if s.Text != "" || len(s.Files) > 0 || s.State == message.Uncertain {
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
