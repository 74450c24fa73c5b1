package cli

import (
	"slices"
	"strings"
	"time"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/reply"
	"acquit/internal/store"
)

type replyCommands struct {
	List    replyList    `cmd:"" help:"List what others wrote to the company."`
	Show    replyShow    `cmd:"" help:"Print one reply with its words."`
	Dismiss replyDismiss `cmd:"" help:"Say that replies need no answer: reminders go on."`
	Give    replyGive    `cmd:"" help:"Say who is to answer replies."`
	Answer  replyAnswer  `cmd:"" help:"Answer a reply by mail; send delivers it."`
}

// replyLine is a reply as the command line prints it. Instants are in UTC.
type replyLine struct {
	ID         string      `json:"id"`
	Customer   string      `json:"customer,omitempty"` // its name; "" while it is not known whose it is
	Kind       reply.Kind  `json:"kind"`
	State      reply.State `json:"state"`
	From       string      `json:"from"`
	Subject    string      `json:"subject"`
	Excerpt    string      `json:"excerpt"`
	Owner      string      `json:"owner,omitempty"`
	AgainOn    string      `json:"again_on,omitempty"`
	ReceivedAt string      `json:"received_at"`
	Words      string      `json:"words,omitempty"` // all that the writer says, of one that is shown
}

func lineOfReply(r *store.ReplyRow) replyLine {
	return replyLine{ID: r.ID.String(), Customer: r.CustomerName, Kind: r.Kind, State: r.State, From: r.From, Subject: r.Subject, Excerpt: r.Excerpt, Owner: r.Owner,
		AgainOn: r.AgainOn.String(), ReceivedAt: r.ReceivedAt.UTC().Format(time.RFC3339)}
}

type replyList struct {
	State    string `default:"open" enum:"open,later,closed" help:"open, later (put off) or closed."`
	Owner    string `help:"Only those that this person is to answer, by mail address; nobody for those that are nobody's yet. Of open ones."`
	Customer string `help:"Only those of this customer, by number or name."`
	Limit    int    `default:"1000" help:"How many at most."`
}

func (c *replyList) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		lines := []replyLine{}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			f, err := c.filter(a, tx, &of)
			if err != nil {
				return err
			}
			page, err := tx.ListReplies(f, store.Cursor{}, max(c.Limit, 1))
			for n := range page.Rows {
				lines = append(lines, lineOfReply(&page.Rows[n]))
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"replies": lines}, func() {
			for n := range lines {
				l := &lines[n]
				a.say("%s  %s  %-9s %s: %s (%s)", l.ID, l.ReceivedAt, l.State, l.From, l.Subject, l.Customer)
			}
			if len(lines) == 0 {
				a.say("no reply")
			}
		})
	})
}

func (c *replyList) filter(a *app, tx *store.Tx, of *company.Company) (f store.ReplyFilter, err error) {
	f = store.ReplyFilter{Today: a.today(of), View: map[string]store.ReplyView{"later": store.RepliesPutOff, "closed": store.RepliesClosed}[c.State]}
	if c.Owner != "" && c.State != "open" {
		return f, fault.New(fault.Invalid, "owners are asked for of open replies")
	}
	switch c.Owner {
	case "":
	case "nobody":
		f.View = store.RepliesUnowned
	default:
		f.View, f.Owner = store.RepliesOfOwner, strings.ToLower(c.Owner)
	}
	if c.Customer != "" {
		who, err := customerCalled(tx, c.Customer)
		if err != nil {
			return f, err
		}
		f.Customer = who.ID
	}
	return f, nil
}

type replyShow struct {
	Reply string `arg:"" help:"What the reply is called here."`
}

func (c *replyShow) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		var line replyLine
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			r, err := replyCalled(tx, c.Reply)
			if err != nil {
				return err
			}
			row := store.ReplyRow{Reply: r}
			if r.Customer != 0 {
				who, _, err := tx.Customer(r.Customer)
				if err != nil {
					return err
				}
				row.CustomerName = who.Name
			}
			line = lineOfReply(&row)
			line.Words, err = wordsOf(tx, &r)
			return err
		})
		if err != nil {
			return err
		}
		return a.print(line, func() {
			a.say("%s  %s\n%s\n\n%s", line.ReceivedAt, line.From, line.Subject, line.Words)
		})
	})
}

// wordsOf is what a reply says, as its mail is kept.
func wordsOf(tx *store.Tx, r *reply.Reply) (string, error) {
	doc, found, err := tx.Document(r.Content)
	if err != nil || !found {
		return r.Excerpt, err
	}
	mail, err := inbox.ReadMail(doc.Body)
	return mail.Text, err
}

// replyCalled finds a reply by what it is called here.
func replyCalled(tx *store.Tx, word string) (reply.Reply, error) {
	i, err := id.Parse(word)
	if err != nil {
		return reply.Reply{}, err
	}
	r, found, err := tx.ReplyByID(i)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such reply")
	}
	return r, err
}

// replyIDs are replies as a command line names them.
func replyIDs(words []string) (all []id.ID, err error) {
	for _, word := range words {
		i, err := id.Parse(word)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

type replyDismiss struct {
	Replies []string `arg:"" help:"What the replies are called here."`
}

func (c *replyDismiss) Run(a *app) error {
	return a.withReplies(c.Replies, "dismissed", func(desk *collect.Desk, of *company.Company, all []id.ID) ([]id.ID, error) {
		return desk.Dismiss(a.ctx, of.ID, all, commandLine, a.today(of))
	})
}

type replyGive struct {
	To      string   `arg:"" help:"The mail address of who is to answer; nobody for nobody."`
	Replies []string `arg:"" help:"What the replies are called here."`
}

func (c *replyGive) Run(a *app) error {
	return a.withReplies(c.Replies, "given", func(desk *collect.Desk, of *company.Company, all []id.ID) ([]id.ID, error) {
		if c.To == "nobody" {
			c.To = ""
		}
		return desk.GiveReplies(a.ctx, of.ID, all, c.To)
	})
}

// withReplies does something with the replies that a command names, and prints how many it was.
func (a *app) withReplies(words []string, done string, do func(*collect.Desk, *company.Company, []id.ID) ([]id.ID, error)) error {
	all, err := replyIDs(words)
	if err != nil {
		return err
	}
	return a.with(func(s *store.Store, of company.Company) error {
		touched, err := do(a.desk(s, nil), &of, all)
		if err != nil {
			return err
		}
		slices.Sort(touched)
		return a.print(map[string]any{done: len(touched)}, func() { a.say("%s: %d", done, len(touched)) })
	})
}

type replyAnswer struct {
	Reply   string `arg:"" help:"What the reply is called here."`
	Text    string `arg:"" help:"What to write."`
	Subject string `help:"The subject; that of the reply when left out."`
}

func (c *replyAnswer) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		var r reply.Reply
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) (err error) {
			r, err = replyCalled(tx, c.Reply)
			return err
		})
		if err != nil {
			return err
		}
		if r.Customer == 0 {
			return fault.New(fault.Conflict, "it is not known whose the reply is: say so on its page")
		}
		letter := collect.Letter{To: []string{r.From}, Subject: c.Subject, Body: c.Text, Answers: r.ID}
		if letter.Subject == "" {
			letter.Subject = collect.AnswerSubject(r.Subject)
		}
		m, err := a.desk(s, nil).Write(a.ctx, customer.Ref{Company: of.ID, Customer: r.Customer}, letter, commandLine, a.today(&of))
		if err != nil {
			return err
		}
		return a.print(map[string]any{"message": m.String()}, func() { a.say("queued: %s", m) })
	})
}
