package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"acquit/internal/bank"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/store"
)

type importCommands struct {
	Invoices   importInvoices   `cmd:"" help:"Invoices and credit notes: electronic ones, or tables with a row for each."`
	Balances   importBalances   `cmd:"" help:"Tables of what customers owe."`
	Statements importStatements `cmd:"" help:"Bank statements, also as tables."`
	Customers  importCustomers  `cmd:"" help:"Tables of customers, or of contacts."`
	Ledger     importLedger     `cmd:"" help:"French ledgers (FEC), one for each financial year: customers, what they were asked for and what they paid."`
}

// someFiles are the files that a command takes.
type someFiles struct {
	Paths []string `arg:"" name:"path" help:"Files, folders, or - for standard input."`
}

// tableFlags say how tables are to be read.
type tableFlags struct {
	Mapping string `placeholder:"FILE" help:"How the columns of tables are to be read: JSON as --dry-run --json prints it."`
	DryRun  bool   `name:"dry-run" help:"Show how tables are understood; nothing is taken in."`
}

// snapshotFlags say what a table of open items means for those that are not in it.
type snapshotFlags struct {
	Snapshot bool      `help:"The table is complete: what is open here and not in it was settled outside."`
	Sure     bool      `help:"Also when that closes most of what is open."`
	AsOf     date.Date `name:"as-of" placeholder:"YYYY-MM-DD" help:"The day of the table; today when left out."`
}

type importInvoices struct {
	someFiles
	tableFlags
	snapshotFlags
}

type importBalances struct {
	someFiles
	tableFlags
	snapshotFlags
}

type importStatements struct {
	someFiles
	tableFlags
}

type importCustomers struct {
	someFiles
	tableFlags
}

type importLedger struct {
	someFiles
	OpenOnly  bool          `name:"open-only" help:"Leave out what is wholly paid."`
	Customers customer.Kind `enum:"consumer,business" default:"consumer" help:"What new customers are, which a ledger does not say: consumer or business."`
}

func (c *importLedger) Run(a *app) error {
	return a.importFiles(c.Paths, func(d *intake.Desk, ctx context.Context, company id.ID, files []intake.File) ([]intake.Report, error) {
		return d.TakeLedgers(ctx, company, files, intake.LedgerOptions{OpenOnly: c.OpenOnly, Customers: c.Customers})
	})
}

func (c *importInvoices) Run(a *app) error {
	return a.importTables(c.Paths, c.tableFlags, c.wish(table.Invoices), (*intake.Desk).Invoices)
}

func (c *importBalances) Run(a *app) error {
	return a.importTables(c.Paths, c.tableFlags, c.wish(table.Balances), (*intake.Desk).Invoices)
}

func (c *importStatements) Run(a *app) error {
	return a.importTables(c.Paths, c.tableFlags, intake.TableWish{Kind: table.Entries}, (*intake.Desk).Statements)
}

func (c *importCustomers) Run(a *app) error {
	return a.importTables(c.Paths, c.tableFlags, intake.TableWish{Kind: table.Customers}, nil)
}

func (c *snapshotFlags) wish(k table.Kind) intake.TableWish {
	return intake.TableWish{Kind: k, TableOptions: intake.TableOptions{Snapshot: c.Snapshot, Sure: c.Sure, AsOf: c.AsOf}}
}

// importTables takes in files of which some, or all, are tables. others takes in those
// that are none; nil where there can be none.
func (a *app) importTables(paths []string, flags tableFlags, w intake.TableWish, others intake.Taking) error {
	if flags.Mapping != "" {
		body, err := readFile(flags.Mapping)
		if err != nil {
			return err
		}
		if w.Mapping, err = readMapping(body); err != nil {
			return fault.In(flags.Mapping, err)
		}
	}
	if flags.DryRun {
		return a.tryTables(paths, w)
	}
	return a.importFiles(paths, func(d *intake.Desk, ctx context.Context, company id.ID, files []intake.File) ([]intake.Report, error) {
		if others == nil {
			return d.Tables(ctx, company, files, w)
		}
		return d.Mixed(ctx, company, files, w, others)
	})
}

// importReport is what an import prints.
type importReport struct {
	Files     []intake.Report `json:"files"`
	Read      int             `json:"read"`
	Created   int             `json:"created"`
	Updated   int             `json:"updated"`
	Unchanged int             `json:"unchanged"`
	Failed    int             `json:"failed"`            // files with errors
	Waiting   int             `json:"waiting,omitempty"` // tables that wait for their columns to be explained
}

func (a *app) importFiles(paths []string, take intake.Taking) error {
	files, dispose, err := collectFiles(paths, os.Stdin)
	if err != nil {
		return err
	}
	defer dispose()
	return a.with(func(s *store.Store, c company.Company) error {
		bar := a.bar("importing", len(files))
		desk := &intake.Desk{Store: s, Actor: commandLine, Progress: bar.set}
		reports, err := take(desk, a.ctx, c.ID, files)
		bar.done()
		if err != nil {
			return err
		}
		total := importReport{Files: reports}
		for _, r := range reports {
			total.Read, total.Created = total.Read+r.Read, total.Created+r.Created
			total.Updated, total.Unchanged = total.Updated+r.Updated, total.Unchanged+r.Unchanged
			if r.Failed() {
				total.Failed++
			}
			if r.Waits {
				total.Waiting++
			}
		}
		if err := a.print(total, func() { a.sayImport(&total) }); err != nil {
			return err
		}
		if total.Failed > 0 {
			return fault.New(fault.Invalid, "%d of %d files had errors; what was good in them was taken in", total.Failed, len(files))
		}
		return nil
	})
}

func (a *app) sayImport(t *importReport) {
	for _, r := range t.Files {
		if len(r.Errors)+len(r.Warnings)+r.Closed == 0 && !r.Waits && len(t.Files) > 20 {
			continue
		}
		a.say("%s: %d read, %d created, %d updated, %d unchanged", r.File, r.Read, r.Created, r.Updated, r.Unchanged)
		for _, n := range r.Errors {
			a.say("  error   %s", n)
		}
		for _, n := range r.Warnings {
			a.say("  warning %s", n)
		}
		if r.Waits {
			a.say("  waits for its columns to be explained: on the page of the import, or with --mapping")
		}
		if r.Closed > 0 {
			a.say("  %d items were closed that the table no longer has", r.Closed)
		}
	}
	a.say("%d files: %d read, %d created, %d updated, %d unchanged, %d with errors",
		len(t.Files), t.Read, t.Created, t.Updated, t.Unchanged, t.Failed)
}

// collectFiles turns the paths of a command line into files: a folder stands for
// all files below it, sorted; "-" for standard input, which is kept in a temporary file
// until dispose is called.
func collectFiles(paths []string, stdin io.Reader) (files []intake.File, dispose func(), err error) {
	dispose = func() {}
	for _, path := range paths {
		var more []intake.File
		if path == "-" {
			more, dispose, err = keepInput(stdin, dispose)
		} else {
			more, err = walk(path)
		}
		if err != nil {
			dispose()
			return nil, nil, err
		}
		files = append(files, more...)
	}
	return files, dispose, nil
}

// keepInput writes standard input to a temporary file: it may be larger than memory, and
// is read more than once. dispose does before what it returns.
func keepInput(stdin io.Reader, before func()) (files []intake.File, dispose func(), err error) {
	kept, err := os.CreateTemp("", "acquit-import-*")
	if err != nil {
		return nil, before, fault.Wrap(fault.Unavailable, err, "no temporary file can be written")
	}
	dispose = func() {
		before()
		os.Remove(kept.Name())
	}
	_, err = io.Copy(kept, stdin)
	open := func() (io.ReadCloser, error) { return os.Open(kept.Name()) }
	return []intake.File{{Name: "standard input", Open: open}}, dispose, errors.Join(err, kept.Close())
}

func walk(root string) ([]intake.File, error) {
	var names []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "%s cannot be read", root)
	}
	sort.Strings(names)
	files := make([]intake.File, len(names))
	for n, name := range names {
		files[n] = intake.Path(name)
	}
	return files, nil
}

type parseCommands struct {
	Invoice   parseInvoice   `cmd:"" help:"Read an invoice or credit note."`
	Statement parseStatement `cmd:"" help:"Read a file of bank statements."`
	Table     parseTable     `cmd:"" help:"Show how a table is understood."`
	Any       parseAny       `cmd:"" hidden:"" default:"withargs" help:"Read a file of whatever kind."`
}

type parseInvoice struct {
	File string `arg:"" help:"The file, or - for standard input."`
}

func (c *parseInvoice) Run(a *app) error {
	body, err := readFile(c.File)
	if err != nil {
		return err
	}
	doc, _, err := intake.ReadInvoice(body)
	if err != nil {
		return fault.In(c.File, err)
	}
	return a.print(doc, func() { a.sayDocument(doc) })
}

func (a *app) sayDocument(d *invoice.Document) {
	a.say("%s %s of %s, due %s (%s)", d.Kind, d.Number, d.IssuedOn, d.DueOn, d.DueSource)
	a.say("%s to %s", d.Seller.Name, d.Buyer.Name)
	a.say("payable %s %s of %s, prepaid %s", d.Payable, d.Currency, d.Total, d.Prepaid)
	for _, w := range d.Warnings {
		a.say("warning: %s", w)
	}
}

type parseStatement struct {
	File string `arg:"" help:"The file, or - for standard input."`
}

func (c *parseStatement) Run(a *app) error {
	body, err := readFile(c.File)
	if err != nil {
		return err
	}
	statements, _, err := intake.ReadStatements(body)
	if err != nil {
		return fault.In(c.File, err)
	}
	for _, s := range statements {
		emptyLists(s)
	}
	return a.print(statements, func() {
		for _, s := range statements {
			a.say("%s %s %s: %d entries", s.Format, s.Account.Key(), s.Number, len(s.Entries))
			for _, e := range s.Entries {
				a.say("  %s  %12s %s  %s", e.BookedOn, e.Amount, e.Currency, e.Counterparty.Name)
			}
			for _, w := range s.Warnings {
				a.say("  warning: %s", w)
			}
		}
	})
}

// emptyLists makes absent lists empty ones, as the contract has them.
func emptyLists(s *bank.Statement) {
	if s.Entries == nil {
		s.Entries = []bank.Entry{}
	}
	if s.Warnings == nil {
		s.Warnings = []fault.Note{}
	}
	for n := range s.Entries {
		if s.Entries[n].Details == nil {
			s.Entries[n].Details = []bank.Entry{}
		}
		for k := range s.Entries[n].Details {
			s.Entries[n].Details[k].Details = []bank.Entry{}
		}
	}
}

func readFile(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(os.Stdin)
	}
	body, err := os.ReadFile(path)
	return body, fault.Wrap(fault.NotFound, err, "%s cannot be read", path)
}
