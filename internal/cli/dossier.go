package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/report"
	"acquit/internal/report/dossier"
	"acquit/internal/store"
)

// dossierCommand writes the complete file of a case.
type dossierCommand struct {
	Customer string    `arg:"" help:"The customer's number, or a name that only one has."`
	Invoice  string    `placeholder:"NUMBER" help:"Only what is about this invoice."`
	Currency string    `placeholder:"EUR" help:"Its currency; the company's when left out."`
	On       date.Date `placeholder:"YYYY-MM-DD" help:"The day for which the claim is computed; today when left out."`
	Language string    `enum:"fr,nl,de,en,," default:"" help:"Of its words: fr, nl, de or en; the customer's when left out."`
	Internal bool      `help:"Leave in what people wrote for each other."`
	Out      string    `short:"o" required:"" placeholder:"FILE.zip" help:"Where to write it."`
}

// dossierLine is a file as "dossier" prints it.
type dossierLine struct {
	Customer string    `json:"customer"`
	On       date.Date `json:"on"`
	Currency string    `json:"currency"`
	Total    string    `json:"total"`
	Invoices int       `json:"invoices"`
	Exhibits int       `json:"exhibits"`
	Bytes    int64     `json:"bytes"`
	SHA256   string    `json:"sha256"`
	File     string    `json:"file"`
}

func (c *dossierCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		line := dossierLine{File: c.Out, On: c.On}
		if line.On == date.None {
			line.On = a.today(&of)
		}
		gathered, err := c.gather(a, s, &of, &line)
		if err != nil {
			return err
		}
		f, err := gathered.Print()
		if err != nil {
			return err
		}
		if line.Bytes, line.SHA256, err = writeWhole(c.Out, func(out io.Writer) error { return f.Write(a.ctx, s, of.ID, out) }); err != nil {
			return err
		}
		line.Total, line.Currency, line.Invoices, line.Exhibits = f.Claim.Total().String(), f.Claim.Principal.Currency.String(), f.Invoices, len(f.Exhibits)
		return a.print(line, func() {
			a.say("%s: %s %s for %d invoices, %d exhibits, %d bytes", line.File, line.Total, line.Currency, line.Invoices, line.Exhibits, line.Bytes)
		})
	})
}

func (c *dossierCommand) gather(a *app, s *store.Store, of *company.Company, line *dossierLine) (g *dossier.Gathered, err error) {
	about := dossier.About{Currency: of.Currency, On: line.On, Internal: c.Internal}
	if c.Currency != "" {
		if about.Currency, err = money.ParseCurrency(c.Currency); err != nil {
			return nil, err
		}
	}
	return g, s.View(a.ctx, of.ID, func(tx *store.Tx) error {
		who, err := customerCalled(tx, c.Customer)
		if err != nil {
			return err
		}
		if c.Invoice != "" {
			if about.Invoice, err = invoiceCalled(tx, c.Invoice); err != nil {
				return err
			}
		}
		about.Customer, line.Customer = who.ID, who.Number
		reader := report.ReaderOf(&who)
		if c.Language != "" {
			reader = locale.For(locale.Language(c.Language), who.Country)
		}
		g, err = dossier.Gather(tx, a.calendar, a.words.In(reader), about)
		return err
	})
}

// writeWhole writes a file that is there as a whole or not at all, and returns its length and its
// SHA-256 sum.
func writeWhole(name string, write func(io.Writer) error) (size int64, sum string, err error) {
	part, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return 0, "", fault.Wrap(fault.Invalid, err, "%s cannot be written", name)
	}
	defer os.Remove(part.Name()) // where it was not renamed
	hash := sha256.New()
	err = write(io.MultiWriter(part, hash))
	if closed := part.Close(); err == nil && closed != nil {
		err = fault.Wrap(fault.Invalid, closed, "%s cannot be written", name)
	}
	if err != nil {
		return 0, "", err
	}
	kept, err := os.Stat(part.Name())
	if err == nil {
		err = os.Rename(part.Name(), name)
	}
	if err != nil {
		return 0, "", fault.Wrap(fault.Invalid, err, "%s cannot be written", name)
	}
	return kept.Size(), hex.EncodeToString(hash.Sum(nil)), nil
}
