package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"acquit/internal/bank"
	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/store"
)

type importCommands struct {
	Invoices   importInvoices   `cmd:"" help:"UBL invoices and credit notes."`
	Statements importStatements `cmd:"" help:"CODA and CAMT bank statements."`
	Customers  importCustomers  `cmd:"" help:"Customers and contacts from delimited text."`
}

type importInvoices struct {
	Paths []string `arg:"" name:"path" help:"Files, folders, or - for standard input."`
}

type importStatements struct {
	Paths []string `arg:"" name:"path" help:"Files, folders, or - for standard input."`
}

type importCustomers struct {
	Paths []string `arg:"" name:"path" help:"Files, folders, or - for standard input."`
}

func (c *importInvoices) Run(a *app) error { return a.importFiles(c.Paths, (*intake.Desk).Invoices) }

func (c *importStatements) Run(a *app) error {
	return a.importFiles(c.Paths, (*intake.Desk).Statements)
}

func (c *importCustomers) Run(a *app) error {
	return a.importFiles(c.Paths, (*intake.Desk).CustomerTables)
}

// importReport is what an import prints.
type importReport struct {
	Files     []intake.Report `json:"files"`
	Read      int             `json:"read"`
	Created   int             `json:"created"`
	Updated   int             `json:"updated"`
	Unchanged int             `json:"unchanged"`
	Failed    int             `json:"failed"` // files with errors
}

func (a *app) importFiles(paths []string, take intake.Taking) error {
	files, err := collectFiles(paths)
	if err != nil {
		return err
	}
	return a.with(func(s *store.Store, c company.Company) error {
		bar := a.bar("importing", len(files))
		desk := &intake.Desk{Store: s, Actor: "command line", Progress: bar.set}
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
		if len(r.Errors)+len(r.Warnings) == 0 && len(t.Files) > 20 {
			continue
		}
		a.say("%s: %d read, %d created, %d updated, %d unchanged", r.File, r.Read, r.Created, r.Updated, r.Unchanged)
		for _, n := range r.Errors {
			a.say("  error   %s", n)
		}
		for _, n := range r.Warnings {
			a.say("  warning %s", n)
		}
	}
	a.say("%d files: %d read, %d created, %d updated, %d unchanged, %d with errors",
		len(t.Files), t.Read, t.Created, t.Updated, t.Unchanged, t.Failed)
}

// collectFiles turns the paths of a command line into files: a folder stands for
// all files below it, sorted; "-" for standard input.
func collectFiles(paths []string) ([]intake.File, error) {
	var files []intake.File
	for _, path := range paths {
		if path == "-" {
			body, err := io.ReadAll(os.Stdin)
			if err != nil {
				return nil, err
			}
			files = append(files, intake.Bytes("standard input", body))
			continue
		}
		below, err := walk(path)
		if err != nil {
			return nil, err
		}
		files = append(files, below...)
	}
	return files, nil
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
