package cli

import (
	"fmt"
	"os"
	"runtime"
	"time"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/generate"
	"acquit/internal/id"
	"acquit/internal/report"
	"acquit/internal/store"
)

type doctorCommand struct {
	MoveDocuments bool `name:"move-documents" help:"First move documents to where new ones are kept: into the directory of --documents, or back into the database with --to-database."`
	ToDatabase    bool `name:"to-database" help:"With --move-documents: move those in the directory of --documents into the database."`
}

func (c *doctorCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		if err := c.move(a, s, of.ID); err != nil {
			return err
		}
		findings, err := report.Doctor(a.ctx, s, of.ID)
		if err != nil {
			return err
		}
		err = a.print(map[string]any{"healthy": len(findings) == 0, "findings": findings}, func() {
			for _, f := range findings {
				a.say("%s: %s: %s", f.Check, f.Subject, f.Message)
			}
			if len(findings) == 0 {
				a.say("All sums, states and timelines of %s agree with their facts.", of.Name)
			}
		})
		if err == nil && len(findings) > 0 {
			err = fault.New(fault.Conflict, "%d findings", len(findings))
		}
		return err
	})
}

// move moves the documents of a company where that is asked for.
func (c *doctorCommand) move(a *app, s *store.Store, company id.ID) error {
	switch {
	case !c.MoveDocuments && !c.ToDatabase:
		return nil
	case !c.MoveDocuments || a.flags.Documents == "":
		return fault.New(fault.Invalid, "documents are moved with --move-documents and the directory --documents")
	}
	moved, err := s.MoveDocuments(a.ctx, company, c.ToDatabase)
	fmt.Fprintf(a.err, "%d documents moved\n", moved)
	return err
}

type generateCommand struct {
	Customers int    `default:"1000" help:"How many customers."`
	Invoices  int    `default:"10000" help:"How many open invoices."`
	Entries   int    `default:"0" help:"How many bank entries, not matched yet, pay some of them."`
	Seed      uint64 `default:"1" help:"The same seed makes the same book."`
}

func (c *generateCommand) Run(a *app) error {
	if c.Customers < 1 || c.Invoices < 0 || c.Entries < 0 || c.Entries > c.Invoices {
		return fault.New(fault.Invalid, "a book needs at least one customer, and no more entries than invoices")
	}
	return a.with(func(s *store.Store, of company.Company) error {
		bar := a.bar("generating", c.Invoices+c.Entries)
		start := time.Now()
		err := generate.Book(a.ctx, s, of.ID, generate.Plan{Customers: c.Customers, Invoices: c.Invoices, Entries: c.Entries,
			Seed: c.Seed, Today: a.today(&of), Progress: bar.set})
		bar.done()
		if err != nil {
			return err
		}
		took := time.Since(start)
		answer := map[string]any{"customers": c.Customers, "invoices": c.Invoices, "entries": c.Entries, "seconds": fmt.Sprintf("%.2f", took.Seconds())}
		return a.print(answer, func() {
			a.say("%d customers, %d invoices, %d entries in %s", c.Customers, c.Invoices, c.Entries, took.Round(time.Millisecond))
		})
	})
}

type backupCommand struct {
	File string `arg:"" help:"Where to write the copy; it must not exist yet."`
}

func (c *backupCommand) Run(a *app) error {
	if _, err := os.Stat(c.File); err == nil {
		return fault.New(fault.Conflict, "%s exists already", c.File)
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.DB.Backup(a.ctx, c.File); err != nil {
		return err
	}
	answer := map[string]string{"file": c.File}
	if a.flags.Documents != "" {
		answer["documents"] = a.flags.Documents
	}
	return a.print(answer, func() {
		a.say("Wrote %s.", c.File)
		if a.flags.Documents != "" {
			a.say("The documents in %s are not in it: copy that directory afterwards.", a.flags.Documents)
		}
	})
}

type migrateCommand struct{}

func (*migrateCommand) Run(a *app) error {
	s, err := a.open() // opening migrates
	if err != nil {
		return err
	}
	defer s.Close()
	return a.print(map[string]any{"engine": s.DB.Engine, "up_to_date": true}, func() { a.say("The tables are up to date.") })
}

type versionCommand struct{}

func (*versionCommand) Run(a *app) error {
	return a.print(map[string]string{"version": Version, "go": runtime.Version()}, func() { a.say("acquit %s (%s)", Version, runtime.Version()) })
}
