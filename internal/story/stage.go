package story

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"acquit/internal/bank"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/smtp"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
)

// Stage is where a story is played: a database, a mail server and a clock.
type Stage struct {
	ctx   context.Context
	now   time.Time
	store *store.Store
	mails *catcher.Catcher
	post  *post
	texts *catcher.Texts // the provider of text messages; nil for none
	desk  *collect.Desk
	words *locale.Book

	company   company.Company
	scenarios map[string]dunning.Scenario
	customers []customer.Customer
	invoices  map[string]string // number to the customer's
	table     id.ID             // the import of the last one
	last      intake.File       // the statement file that was taken in last
	bank      map[string]*ledger
	shown     int      // ID of the last mail that was told
	read      int      // and of the last text message
	said      []string // what the verb at hand tells besides what is seen
}

// Open sets up an empty stage on the database at url. files is the folder of the
// files that the story names.
func Open(ctx context.Context, url string) (*Stage, error) {
	s := &Stage{ctx: ctx, words: locale.NewBook(), scenarios: map[string]dunning.Scenario{"standard": dunning.Standard()},
		invoices: map[string]string{}, bank: map[string]*ledger{}}
	var err error
	if s.store, err = store.Open(ctx, url, func() time.Time { return s.now }); err != nil {
		return nil, err
	}
	if s.mails, err = catcher.Start("127.0.0.1:0", ""); err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	if s.post, err = newPost(s.mails.URL()); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.desk = &collect.Desk{Store: s.store, Calendar: calendar.New(), Words: s.words, Channel: s.post}
	return s, nil
}

// Close ends the stage.
func (s *Stage) Close() error {
	var err error
	if s.post != nil {
		err = s.post.hangUp()
	}
	if s.texts != nil {
		err = errors.Join(err, s.texts.Close())
	}
	return errors.Join(err, s.mails.Close(), s.store.Close())
}

// Play plays a story, and returns the first thing that is not as it says.
func (s *Stage) Play(story *Story) error {
	s.now = firstDay(story).Time()
	for n := range story.Acts {
		act := &story.Acts[n]
		if err := s.play(act); err != nil {
			return fmt.Errorf("%s:%d: %w", story.File, act.Line, err)
		}
	}
	return nil
}

func firstDay(story *Story) date.Date {
	for _, a := range story.Acts {
		if a.Day != date.None {
			return a.Day
		}
	}
	return date.Must("2026-01-05")
}

// play lets one act happen and compares what came of it with what is expected.
func (s *Stage) play(act *Act) error {
	if err := s.turnClock(act); err != nil {
		return err
	}
	before, err := s.look()
	if err != nil {
		return err
	}
	s.said = nil
	if err := verbs[act.Verb].do(s, act); err != nil {
		s.said = append(s.said, "refused: "+err.Error())
	}
	after, err := s.look()
	if err != nil {
		return err
	}
	mails, err := s.newMails()
	if err != nil {
		return err
	}
	texts, err := s.newTexts()
	if err != nil {
		return err
	}
	happened := slices.Concat(mails, texts, s.said, before.changes(after))
	return s.compare(act, happened)
}

// turnClock moves the clock to the day and hour of an act: the hour it names, else
// the usual one of its verb, and never backwards.
func (s *Stage) turnClock(act *Act) error {
	day, clock := act.Day, act.Clock
	if day == date.None {
		day = s.today()
	}
	if clock == "" {
		clock = verbs[act.Verb].hour
	}
	minutes, err := calendar.ParseClock(clock)
	if err != nil {
		return err
	}
	year, month, d := day.Civil()
	at := time.Date(year, month, d, 0, int(minutes), 0, 0, s.company.Location())
	switch {
	case at.After(s.now):
		s.now = at.UTC()
	case act.Clock != "" || date.Of(s.now.In(s.company.Location())) > day && act.Verb != "night":
		return fmt.Errorf("a story goes forwards: it is %s already", s.now.In(s.company.Location()).Format("2006-01-02 15:04"))
	default:
		s.now = s.now.Add(time.Minute)
	}
	return nil
}

// today is the company's civil day.
func (s *Stage) today() date.Date { return date.Of(s.now.In(s.company.Location())) }

func (s *Stage) update(fn func(*store.Tx) error) error {
	return s.store.Update(s.ctx, s.company.ID, fn)
}

func (s *Stage) view(fn func(*store.Tx) error) error {
	return s.store.View(s.ctx, s.company.ID, fn)
}

// settle does what the background workers do after a fact: match, and review the
// customers whose facts changed. Sending is left to the acts "night" and "send".
func (s *Stage) settle() error {
	if _, err := settle.Match(s.ctx, s.store, s.company.ID, s.today(), nil); err != nil {
		return err
	}
	_, err := s.desk.ReviewWanted(s.ctx, s.company.ID, s.today())
	return err
}

// ledger is the bank's own book of one of the company's accounts.
type ledger struct {
	account bank.Account
	number  int
	balance money.Amount
	printed []*bank.Statement
}

// post is the way to the mail server, which may end the program while a message is
// on its way.
type post struct {
	config  smtp.Config
	channel *smtp.Channel
	cut     bool // the program stops when the next message was handed over
}

// stopped is what a program that stops on its way leaves behind: nothing is
// recorded any more.
type stopped struct{}

func newPost(url string) (*post, error) {
	config, err := smtp.Parse(url)
	if err != nil {
		return nil, err
	}
	return &post{config: config, channel: smtp.New(config)}, nil
}

// Deliver hands a message over.
func (p *post) Deliver(ctx context.Context, from string, to []string, raw []byte) deliver.Outcome {
	outcome := p.channel.Deliver(ctx, from, to, raw)
	if p.cut {
		p.cut = false
		panic(stopped{})
	}
	return outcome
}

// hangUp ends the connections that are kept open; a later delivery makes a new one.
func (p *post) hangUp() error { return p.channel.Close() }

// compare holds what happened against what is expected: each thing once.
func (s *Stage) compare(act *Act, happened []string) error {
	left := append([]string(nil), happened...)
	var missing []string
	for _, e := range act.Expect {
		if e.Text == "nothing" {
			continue
		}
		found, err := s.holds(e.Text)
		if err != nil {
			return fmt.Errorf("line %d: %w", e.Line, err)
		}
		if n := indexOf(left, e.Text); n >= 0 {
			left = append(left[:n], left[n+1:]...)
		} else if !found {
			missing = append(missing, fmt.Sprintf("line %d: > %s", e.Line, e.Text))
		}
	}
	if len(missing) == 0 && len(left) == 0 {
		return nil
	}
	return errors.New(s.difference(missing, left, happened))
}

// indexOf finds what happened by the words that are expected. An expectation that
// ends in … is the beginning of what happened.
func indexOf(happened []string, expected string) int {
	start, open := strings.CutSuffix(expected, "…")
	for n, h := range happened {
		if h == expected || open && strings.HasPrefix(h, start) {
			return n
		}
	}
	return -1
}

func (s *Stage) difference(missing, left, happened []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "on %s, %s\n", s.today(), s.now.In(s.company.Location()).Format("15:04"))
	list := func(title string, lines []string) {
		if len(lines) > 0 {
			fmt.Fprintf(&b, "  %s\n    %s\n", title, strings.Join(lines, "\n    "))
		}
	}
	list("expected, but did not happen:", missing)
	list("happened, but was not expected:", left)
	if len(happened) == 0 {
		happened = []string{"nothing"}
	}
	list("what really happened:", happened)
	list("where the customers stand:", s.standings())
	return strings.TrimRight(b.String(), "\n")
}
