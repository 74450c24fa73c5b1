package cli

import (
	"io"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/smtp"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/format/ubl"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/user"
)

type demoCommand struct {
	Listen string `default:"localhost:8080" help:"Address and port of the pages."`
}

// Who signs in to the demo. It listens on this machine only, and holds nothing but
// invented people, so its password is no secret.
const (
	demoEmail    = "demo@ketelkraan.example"
	demoPassword = "ketel-en-kraan"
)

// demoNights is how many days before the story's end the nights begin: far enough
// for an invoice to climb the whole ladder.
const demoNights = 112

func (c *demoCommand) Run(a *app) error {
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

	d := &demo{app: a, store: s, calendar: calendar, channel: channel, mails: mails}
	if err := d.prepare(); err != nil {
		return err
	}
	calendar.set(examples.Today)
	inbox, err := a.inbox(s, "")
	if err != nil {
		return err
	}
	n := node{app: a, store: s, channel: channel, inbox: inbox, log: slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
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

// demo builds the year of a small company, from files, through the ordinary flows.
type demo struct {
	app      *app
	store    *store.Store
	calendar *storyCalendar
	channel  *smtp.Channel
	mails    *catcher.Catcher
	company  company.Company
	intake   *intake.Desk
}

// prepare builds the story unless an earlier run did.
func (d *demo) prepare() error {
	var all []company.Company
	err := d.store.View(d.app.ctx, 0, func(tx *store.Tx) (err error) {
		all, err = tx.Companies()
		return err
	})
	for _, c := range all {
		if c.Name == examples.Company.Name {
			d.company = c
			return err
		}
	}
	if err != nil {
		return err
	}
	return d.build()
}

func (d *demo) build() error {
	plan, err := readStory()
	if err != nil {
		return err
	}
	first := examples.Today.AddDays(-demoNights)
	d.calendar.set(first)
	if err := d.settleIn(); err != nil {
		return err
	}
	d.intake = &intake.Desk{Store: d.store, Actor: demoEmail}
	if _, err := d.intake.Customers(d.app.ctx, d.company.ID, d.file("customers.csv")); err != nil {
		return err
	}
	bar := d.app.bar("a year in Ghent", demoNights)
	defer bar.done()
	if err := d.day(plan.before(first), first, false); err != nil {
		return err
	}
	for n := range demoNights {
		today := first.AddDays(n + 1)
		d.calendar.set(today)
		if err := d.day(plan.on(today), today, true); err != nil {
			return err
		}
		bar.set(n+1, demoNights)
	}
	return d.takeOver()
}

// takeOver hands over what came on the last day from another program: a table that waits
// for a person, and customers of whom one is here already.
func (d *demo) takeOver() error {
	reports, err := d.intake.Any(d.app.ctx, d.company.ID, d.files([]string{examples.NewCustomers, examples.OpenItems}))
	if err != nil {
		return err
	}
	return failed(reports)
}

// failed is the first thing that could not be taken in, nil where all was.
func failed(reports []intake.Report) error {
	for _, r := range reports {
		if r.Failed() {
			return fault.New(fault.Invalid, "%s: %s", r.File, r.Errors[0].Text)
		}
	}
	return nil
}

// settleIn makes the company and the person who works there.
func (d *demo) settleIn() error {
	e := examples.Company
	d.company = company.Company{
		Name: e.Name, Country: e.Country, Language: e.Language, Currency: money.EUR, TimeZone: "Europe/Brussels",
		EnterpriseNumber: e.Enterprise, VATID: e.VAT, Email: e.Email, Phone: e.Phone, Street: e.Street, Postcode: e.Postcode, City: e.City,
		IBAN: e.IBAN, BIC: e.BIC, Policy: company.Standard(),
	}
	d.company.Policy.TermsDays = e.TermsDays
	hash, err := user.NewHash(demoPassword)
	if err != nil {
		return err
	}
	err = d.store.Update(d.app.ctx, 0, func(tx *store.Tx) error { return tx.AddCompany(&d.company, dunning.Standard()) })
	if err != nil {
		return err
	}
	demo := user.User{Email: demoEmail, Name: e.Contact, Language: e.Language, Password: hash}
	_, _, err = d.app.people(d.store, nil).Add(d.app.ctx, d.company.ID, demo, user.Owner)
	return err
}

func (d *demo) file(name string) intake.File {
	return intake.File{Name: name, Open: func() (io.ReadCloser, error) { return examples.Files.Open(name) }}
}

// day takes in what came on a day, matches it, and runs the night and its mails.
func (d *demo) day(s *storyDay, today date.Date, night bool) error {
	ctx, company := d.app.ctx, d.company.ID
	for _, take := range []func() ([]intake.Report, error){
		func() ([]intake.Report, error) { return d.intake.Invoices(ctx, company, d.files(s.invoices)) },
		func() ([]intake.Report, error) { return d.intake.Statements(ctx, company, d.files(s.statements)) },
	} {
		reports, err := take()
		if err != nil {
			return err
		}
		if err := failed(reports); err != nil {
			return err
		}
	}
	if _, err := settle.Match(ctx, d.store, company, today, nil); err != nil {
		return err
	}
	if err := d.tidy(today); err != nil || !night {
		return err
	}
	desk := d.app.desk(d.store, d.channel)
	if _, err := desk.RunDay(ctx, company, today, nil); err != nil {
		return err
	}
	_, err := desk.Send(ctx, company, today, nil)
	return err
}

// patience is how many days an entry waits before the story's bookkeeper takes it
// in hand, so that what waits on the last day is what came lately.
const patience = 12

// tidy is the bookkeeper's work: an old entry is booked as matching suggests, or
// set aside where it suggests nothing.
func (d *demo) tidy(today date.Date) error {
	var entries []store.Entry
	var ask map[id.ID][]matching.Proposal
	err := d.store.View(d.app.ctx, d.company.ID, func(tx *store.Tx) (err error) {
		if entries, err = tx.Unmatched(0, 1000); err != nil {
			return err
		}
		ids := make([]id.ID, len(entries))
		for n, e := range entries {
			ids[n] = e.ID
		}
		ask, err = tx.Suggestions(ids...)
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch {
		case e.State != store.EntryAsk || e.BookedOn > today.AddDays(-patience):
		case len(ask[e.ID]) > 0 && ask[e.ID][0].Customer != 0:
			err = settle.Confirm(d.app.ctx, d.store, d.company.ID, e.ID, ask[e.ID][0], demoEmail, today)
		default:
			err = settle.Ignore(d.app.ctx, d.store, d.company.ID, e.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) files(names []string) []intake.File {
	files := make([]intake.File, len(names))
	for n, name := range names {
		files[n] = d.file(name)
	}
	return files
}

// story is which files come on which day: an invoice on its issue day, a statement
// on the first working day of the bank after the last day it covers.
type story map[date.Date]*storyDay

type storyDay struct{ invoices, statements []string }

func (s story) on(day date.Date) *storyDay {
	if s[day] == nil {
		return &storyDay{}
	}
	return s[day]
}

// before is everything that came before a day, or on it.
func (s story) before(day date.Date) *storyDay {
	all := &storyDay{}
	var days []date.Date
	for d := range s {
		if d <= day {
			days = append(days, d)
		}
	}
	sort.Slice(days, func(i, j int) bool { return days[i] < days[j] })
	for _, d := range days {
		all.invoices = append(all.invoices, s[d].invoices...)
		all.statements = append(all.statements, s[d].statements...)
	}
	return all
}

func (s story) add(day date.Date) *storyDay {
	if s[day] == nil {
		s[day] = &storyDay{}
	}
	return s[day]
}

func readStory() (story, error) {
	s := story{}
	err := fs.WalkDir(examples.Files, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
			return err
		case strings.HasPrefix(path, "invoices/"):
			day, err := issueDay(path)
			d := s.add(day)
			d.invoices = append(d.invoices, path)
			return err
		case strings.HasPrefix(path, "statements/"):
			day, err := statementDay(path)
			d := s.add(day)
			d.statements = append(d.statements, path)
			return err
		}
		return nil
	})
	return s, err
}

func issueDay(path string) (date.Date, error) {
	f, err := examples.Files.Open(path)
	if err != nil {
		return date.None, err
	}
	defer f.Close()
	doc, err := ubl.Read(f)
	if err != nil {
		return date.None, fault.In(path, err)
	}
	return doc.IssuedOn, nil
}

// statementDay is the day after the last one that a file covers, which its name
// tells.
func statementDay(path string) (date.Date, error) {
	name := filepath.Base(path)
	day, err := date.Parse(name[:min(len(name), len("2026-11-20"))])
	return day.AddDays(1), err
}

func (d *demo) welcome(listen string) {
	a := d.app
	a.say("")
	a.say("  %s, %s %s", examples.Company.Name, examples.Company.Postcode, examples.Company.City)
	a.say("  The story's day is %s, a Friday.", examples.Today)
	a.say("")
	a.say("  Pages     http://%s", listen)
	a.say("  Sign in   %s", demoEmail)
	a.say("  Password  %s", demoPassword)
	a.say("  Mails     http://%s/mails   (%d caught; none leaves this machine)", listen, d.mails.Count())
	a.say("  Account   %s", bank.FormatIBAN(examples.Company.IBAN))
	a.say("")
	a.say("  Stop with Ctrl-C; starting again finds everything as it was.")
}
