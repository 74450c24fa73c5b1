package cli

import (
	"log/slog"
	"net/netip"
	"path/filepath"
	"sync/atomic"
	"time"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/smtp"
	"acquit/internal/demo"
	"acquit/internal/fault"
	"acquit/internal/store"
)

type demoCommand struct {
	Listen string `default:"localhost:8080" help:"Address and port of the pages."`
}

func (c *demoCommand) Run(a *app) error {
	if a.flags.PagesURL == "" { // so that the mails lead to the pages of customers
		a.flags.PagesURL = "http://" + c.Listen
	}
	calendar := &storyCalendar{}
	calendar.set(examples.Today)
	a.now = calendar.now
	s, err := a.openAt(a.demoURL())
	if err != nil {
		return err
	}
	defer s.Close()
	mails, err := catcher.Start("127.0.0.1:0", filepath.Join(a.flags.Data, "demo-mails"))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the mail catcher cannot start")
	}
	defer mails.Close()
	config, err := smtp.Parse(mails.URL())
	if err != nil {
		return err
	}
	channel := smtp.New(config)
	defer channel.Close()

	texts, err := catcher.StartTexts("127.0.0.1:0", filepath.Join(a.flags.Data, "demo-texts.json"))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the catcher of text messages cannot start")
	}
	defer texts.Close()

	d := &demonstration{app: a, store: s, calendar: calendar, channel: channel, mails: mails, texts: texts}
	if err := d.prepare(); err != nil {
		return err
	}
	calendar.set(examples.Today)
	inbox, err := a.inbox(s, "")
	if err != nil {
		return err
	}
	desk, err := d.desk()
	if err != nil {
		return err
	}
	n := node{app: a, store: s, desk: desk, inbox: inbox, log: slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
		listen: c.Listen, web: true, api: true, worker: true, extra: d.withMails}
	return n.run(func() { d.welcome(c.Listen) })
}

func (a *app) demoURL() string {
	if a.flags.DatabaseURL != "" {
		return a.flags.DatabaseURL
	}
	return filepath.Join(a.flags.Data, "demo.db")
}

// storyCalendar tells the time of the story: nine in the morning, UTC, of the day
// that was set, and on from there.
type storyCalendar struct{ shift atomic.Int64 }

func (c *storyCalendar) set(day date.Date) {
	c.shift.Store(int64(time.Until(day.Time().Add(morning))))
}

func (c *storyCalendar) now() time.Time { return time.Now().Add(time.Duration(c.shift.Load())) }

// demonstration is a demo that runs.
type demonstration struct {
	app      *app
	store    *store.Store
	calendar *storyCalendar
	channel  *smtp.Channel
	mails    *catcher.Catcher
	texts    *catcher.Texts
}

// desk is one whose text messages go to the catcher on this machine.
func (d *demonstration) desk() (*collect.Desk, error) {
	desk, err := d.app.sender(d.store, d.channel)
	if err == nil {
		desk.Networks = append(desk.Networks, netip.MustParsePrefix("127.0.0.0/8"))
	}
	return desk, err
}

// prepare builds the story unless an earlier run did.
func (d *demonstration) prepare() error {
	bar := d.app.bar("a year in Ghent", demo.Nights)
	defer bar.done()
	desk, err := d.desk()
	if err != nil {
		return err
	}
	b := demo.Builder{Desk: desk, Texts: d.texts.URL(), People: d.app.people(d.store, nil), SetDay: d.calendar.set, Progress: bar.set}
	return b.Build(d.app.ctx)
}

func (d *demonstration) welcome(listen string) {
	a := d.app
	a.say("")
	a.say("  %s, %s %s", examples.Company.Name, examples.Company.Postcode, examples.Company.City)
	a.say("  The story's day is %s, a Friday.", examples.Today)
	a.say("")
	a.say("  Pages     http://%s", listen)
	a.say("  Sign in   %s", demo.Email)
	a.say("  Password  %s", demo.Password)
	a.say("  As well   %s (books), %s, %s (only looks)", demo.Bookkeeper, demo.Sales, demo.Accountant)
	a.say("  Mails     http://%s/mails   (%d caught; none leaves this machine)", listen, d.mails.Count())
	a.say("            the link in one opens its customer’s page")
	a.say("  Texts     http://%s/texts   (%d caught)", listen, len(d.texts.List()))
	a.say("  Account   %s", bank.FormatIBAN(examples.Company.IBAN))
	a.say("")
	a.say("  Stop with Ctrl-C; starting again finds everything as it was.")
}
