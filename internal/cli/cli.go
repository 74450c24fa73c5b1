// Package cli is the command line: it wires everything by hand, runs one command,
// and says what came of it, in words or as one JSON document.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"acquit/internal/admit"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/deliver"
	"acquit/internal/deliver/smtp"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/seal"
	"acquit/internal/store"
)

// Version is set when a release is built.
var Version = "development"

// commands is the command line as design §7 fixes it.
type commands struct {
	JSON        bool      `help:"Print one JSON document on standard output."`
	Data        string    `default:"./acquit-data" placeholder:"DIR" help:"Folder of the embedded database."`
	DatabaseURL string    `env:"ACQUIT_DATABASE_URL" placeholder:"URL" help:"Use PostgreSQL instead: postgres://…"`
	Documents   string    `env:"ACQUIT_DOCUMENTS" placeholder:"DIR" help:"Keep documents in this directory instead of the database."`
	Company     string    `placeholder:"NAME" help:"The company to work for, where there are several: its name or identifier."`
	Today       date.Date `placeholder:"YYYY-MM-DD" help:"Work as if it were this day."`
	SecretKey   string    `name:"secret-key" env:"ACQUIT_SECRET_KEY" placeholder:"KEY" help:"Seals passwords that are kept; 32 bytes in base64. Without it, secret.key in the data folder; on PostgreSQL, none."`
	PagesURL    string    `name:"pages-url" env:"ACQUIT_PAGES_URL" placeholder:"URL" help:"Where people reach the pages, https://acquit.example: for links in mails to account managers and to customers."`
	SMTPURL     string    `name:"smtp-url" env:"ACQUIT_SMTP_URL" placeholder:"URL" help:"Mail server: smtp://user:password@host:port?tls=starttls"`
	Networks    []string  `name:"gateway-network" env:"ACQUIT_GATEWAY_NETWORKS" placeholder:"CIDR" help:"Networks of the house in which providers of text messages and letters may be, 10.1.0.0/16; none without it."`

	Demo       demoCommand      `cmd:"" help:"A small company with a year of life, with its mails and pages."`
	Serve      serveCommand     `cmd:"" help:"Serve the pages and do the background work."`
	CompanyCmd companyCommands  `cmd:"" name:"company" help:"Create and list companies."`
	User       userCommands     `cmd:"" help:"Add people who may sign in."`
	Token      tokenCommands    `cmd:"" help:"Give programs access to the API, and take it back."`
	Import     importCommands   `cmd:"" help:"Take in invoices, bank statements or customers."`
	Parse      parseCommands    `cmd:"" help:"Read a file without storing it."`
	Match      matchCommand     `cmd:"" help:"Apply bank entries to invoices."`
	Report     reportCommands   `cmd:"" help:"Figures on the whole book."`
	Run        runCommand       `cmd:"" help:"Run the night: decide for every customer."`
	Send       sendCommand      `cmd:"" help:"Deliver the messages that are queued, all at once: only serve spreads them over the first part of the company's hours."`
	Message    messageCommands  `cmd:"" help:"Look at messages, and say what became of those whose outcome is not known."`
	Invoice    invoiceCommands  `cmd:"" help:"What becomes of invoices that are sent from here."`
	Simulate   simulateCommand  `cmd:"" help:"Foresee the coming nights; nothing is stored."`
	Why        whyCommand       `cmd:"" help:"The decision for one customer, today or on a past day, with every reason."`
	Coverage   coverageCommand  `cmd:"" help:"Whether each overdue item has a next step or a reason; exit code 1 when one has neither."`
	Reply      replyCommands    `cmd:"" help:"Look at what others wrote, and deal with it."`
	Dispute    disputeCommands  `cmd:"" help:"Look at what customers contest, and answer it."`
	Plan       planCommands     `cmd:"" help:"Look at payment plans, make them and decide about them."`
	Case       caseCommands     `cmd:"" help:"Look at cases by their phase, begin collection, and note troubles of customers."`
	Hold       holdCommands     `cmd:"" help:"Hold messages back, and let them go."`
	Claim      claimCommand     `cmd:"" help:"Compute what is owed for a debt that is late."`
	Law        lawCommands      `cmd:"" help:"Look at what is known of the law."`
	Reference  numberCommands   `cmd:"" help:"Check and make structured references, and numbers of registers."`
	Register   registerCommands `cmd:"" help:"What official registers say of businesses: take their extracts in, look in them, and ask VIES."`
	Dossier    dossierCommand   `cmd:"" help:"Write the complete file of a case: summary, exhibits, record, manifest."`
	Statement  statementCommand `cmd:"" help:"Print a customer's statement of account."`
	Doctor     doctorCommand    `cmd:"" help:"Recheck every sum, state and timeline."`
	Generate   generateCommand  `cmd:"" help:"Fill a company with a large synthetic book."`
	Backup     backupCommand    `cmd:"" help:"Copy the database while it is in use."`
	Migrate    migrateCommand   `cmd:"" help:"Bring the database's tables up to date."`
	Version    versionCommand   `cmd:"" help:"Print the version."`
}

// app is what commands work with.
type app struct {
	ctx      context.Context
	out, err io.Writer
	flags    *commands
	now      func() time.Time
	calendar *calendar.Calendar
	words    *locale.Book
}

// Main runs the command line and returns the exit code.
func Main(ctx context.Context, args []string, out, errOut io.Writer) int {
	var flags commands
	parser, err := kong.New(&flags, kong.Name("acquit"), kong.Writers(out, errOut), kong.UsageOnError(),
		kong.Description("Follows up every invoice until it is paid."), kong.Exit(func(code int) { panic(exit(code)) }))
	if err != nil {
		fmt.Fprintln(errOut, "acquit:", err)
		return exitOther
	}
	return parseAndRun(ctx, parser, &flags, args, out, errOut)
}

// exit carries the exit code of a command line that ended by itself, such as
// --help.
type exit int

func parseAndRun(ctx context.Context, parser *kong.Kong, flags *commands, args []string, out, errOut io.Writer) (code int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case exit:
			code = int(p)
		default:
			panic(p)
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(errOut, "acquit:", err)
		return exitInvalid
	}
	a := &app{ctx: ctx, out: out, err: errOut, flags: flags, now: clock(flags.Today), calendar: calendar.New(), words: locale.NewBook()}
	if err := parsed.Run(a); err != nil {
		fmt.Fprintln(errOut, "acquit:", err)
		return exitCode(err)
	}
	return 0
}

// The exit codes of design §7.
const (
	exitOther    = 1
	exitInvalid  = 2
	exitConflict = 3
	exitNotFound = 4
)

// exitCode is the one table of what failures mean to a shell.
func exitCode(err error) int {
	switch fault.KindOf(err) {
	case fault.Invalid:
		return exitInvalid
	case fault.Conflict:
		return exitConflict
	case fault.NotFound:
		return exitNotFound
	}
	return exitOther
}

// morning is the hour, in UTC, at which a day given by --today begins: within the
// send window of every country that is served.
const morning = 9 * time.Hour

// clock tells the time: the machine's, or, when a day is given, that day from the
// morning on.
func clock(today date.Date) func() time.Time {
	if today == date.None {
		return time.Now
	}
	start := time.Now()
	shift := today.Time().Add(morning).Sub(start)
	return func() time.Time { return time.Now().Add(shift) }
}

// url is where the database is.
func (a *app) url() string {
	if a.flags.DatabaseURL != "" {
		return a.flags.DatabaseURL
	}
	return filepath.Join(a.flags.Data, "acquit.db")
}

func (a *app) open() (*store.Store, error) { return a.openAt(a.url()) }

// openAt opens a database, and the directory of its documents where there is one.
func (a *app) openAt(url string) (*store.Store, error) {
	s, err := store.Open(a.ctx, url, a.now)
	if err != nil || a.flags.Documents == "" {
		return s, err
	}
	if err := s.KeepDocumentsIn(a.flags.Documents); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// with opens the database and the company that the command line means.
func (a *app) with(do func(*store.Store, company.Company) error) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := a.company(s)
	if err != nil {
		return err
	}
	return do(s, c)
}

// company is the one that --company names, or the only one there is.
func (a *app) company(s *store.Store) (company.Company, error) {
	var all []company.Company
	err := s.View(a.ctx, 0, func(tx *store.Tx) (err error) {
		all, err = tx.Companies()
		return err
	})
	if err != nil {
		return company.Company{}, err
	}
	for _, c := range all {
		if a.flags.Company == c.Name || a.flags.Company == c.ID.String() || a.flags.Company == "" && len(all) == 1 {
			return c, nil
		}
	}
	switch {
	case a.flags.Company != "":
		return company.Company{}, fault.New(fault.NotFound, "there is no company called %q", a.flags.Company)
	case len(all) == 0:
		return company.Company{}, fault.New(fault.NotFound, "there is no company yet; make one with: acquit company create --name NAME")
	}
	return company.Company{}, fault.New(fault.Invalid, "there are %d companies; choose one with --company NAME", len(all))
}

// today is a company's civil day.
func (a *app) today(c *company.Company) date.Date {
	if a.flags.Today != date.None {
		return a.flags.Today
	}
	return date.Of(a.now().In(c.Location()))
}

// desk wires what follow-up needs. channel may be nil where nothing is sent.
func (a *app) desk(s *store.Store, channel deliver.Channel) *collect.Desk {
	return &collect.Desk{Store: s, Calendar: a.calendar, Words: a.words, Channel: channel, Address: strings.TrimSuffix(a.flags.PagesURL, "/")}
}

// serverBack is how long a mail server is given at first to come back, such as one that is
// restarted; then four times as long.
const serverBack = time.Second

// sender wires what sending needs besides: the key of what is sealed, and the networks in
// which providers may be.
func (a *app) sender(s *store.Store, channel deliver.Channel) (*collect.Desk, error) {
	d := a.desk(s, channel)
	d.Pause = func(ctx context.Context, times int) {
		select {
		case <-ctx.Done():
		case <-time.After(serverBack << (2 * (times - 1))):
		}
	}
	for _, text := range a.flags.Networks {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fault.New(fault.Invalid, "%q is no network, such as 10.1.0.0/16", text)
		}
		d.Networks = append(d.Networks, network)
	}
	var err error
	d.Key, err = a.key()
	return d, err
}

// people wires what letting people in needs. channel may be nil where no mail is sent.
func (a *app) people(s *store.Store, channel deliver.Channel) *admit.Desk {
	return admit.New(s, a.words, channel)
}

// channel is the mail server that the command line names.
func (a *app) channel() (deliver.Channel, func() error, error) {
	if a.flags.SMTPURL == "" {
		return nil, func() error { return nil }, nil
	}
	config, err := smtp.Parse(a.flags.SMTPURL)
	if err != nil {
		return nil, nil, err
	}
	server := smtp.New(config)
	if config.Rate == 0 {
		return server, server.Close, nil
	}
	return deliver.Pace(server, config.Rate, time.Now), server.Close, nil
}

// key seals the passwords that are kept: the one that was given, or the one beside the
// embedded database. It is nil on PostgreSQL without one, since each node would have
// another.
func (a *app) key() (*seal.Key, error) {
	switch {
	case a.flags.SecretKey != "":
		return seal.Parse(a.flags.SecretKey)
	case db.IsPostgres(a.url()):
		return nil, nil
	}
	return seal.File(filepath.Join(a.flags.Data, "secret.key"))
}

// print writes v as JSON when that is asked for, and else calls say for the words.
func (a *app) print(v any, say func()) error {
	if !a.flags.JSON {
		say()
		return nil
	}
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (a *app) say(format string, args ...any) { fmt.Fprintf(a.out, format+"\n", args...) }

// terminal reports whether standard error is one, so that progress may be shown.
func (a *app) terminal() bool {
	f, ok := a.err.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
