// Package dossier puts the complete file of a case together: what a partner, a lawyer or a judge
// needs to know that a claim is right. It is a ZIP file with a summary as PDF, every document as an
// exhibit with a number, the claim and the record of the case as data, and a manifest with the
// SHA-256 sum of each file.
package dossier

import (
	"archive/zip"
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/report"
	"acquit/internal/store"
)

// About is what a file is about, and for whom.
type About struct {
	Customer id.ID
	Currency money.Currency
	Invoice  id.ID     // zero: everything that is late in the currency
	On       date.Date // for which the claim is reckoned
	// Internal leaves in what people wrote for each other. Without it those rows of the record
	// lack their words.
	Internal bool
}

// File is a complete file, ready to be written.
type File struct {
	Name     string // of the ZIP file
	Claim    allocation.Claim
	Invoices int
	Exhibits []render.Exhibit
	entries  []entry
}

// entry is one file in it: what was printed for it, or a document that is kept.
type entry struct {
	path string
	hash string
	at   time.Time
	body []byte // nil for a kept one, which may be large
}

// Gather reads what a file tells. Nothing of it is printed yet, and no document was opened: neither
// needs the book; see Print and Write.
//
// Errors: NotFound for a customer that is not there, a country whose law was not looked up, a day
// without a rate and a document that is missing; Conflict where nothing is late, and where the
// timeline was changed.
func Gather(tx *store.Tx, days *calendar.Calendar, w *locale.Words, about About) (*Gathered, error) {
	g := &Gathered{tx: tx, days: days, Words: w, about: about, number: map[id.ID]int{}, known: map[string]int{}}
	for _, gather := range []func() error{g.parties, g.debts, g.correspondence, g.record, g.exhibit, g.moved} {
		if err := gather(); err != nil {
			return nil, err
		}
	}
	g.tx = nil
	return g, nil
}

// Gathered is what a file tells, before it is printed.
type Gathered struct {
	*locale.Words
	tx    *store.Tx
	days  *calendar.Calendar
	about About

	company  company.Company
	customer customer.Customer
	late     []report.Reckoned
	claim    render.ClaimStatement
	invoices []billed
	written  written
	recorded recorded
	account  *render.Account

	exhibits []render.Exhibit
	kept     []entry        // of the exhibits
	number   map[id.ID]int  // of exhibits, by the message, reply or invoice that they are
	known    map[string]int // and by their hash: what is the same is one exhibit
}

func (g *Gathered) parties() (err error) {
	if g.company, err = g.tx.TheCompany(); err != nil {
		return err
	}
	var found bool
	if g.customer, found, err = g.tx.Customer(g.about.Customer); err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such customer")
	}
	return err
}

// debts reckons what is late.
func (g *Gathered) debts() error {
	late, err := report.ClaimsOf(g.tx, g.days, g.customer.ID, g.about.Currency, g.about.On)
	if err != nil {
		return err
	}
	g.claim = render.ClaimStatement{Company: &g.company, Customer: &g.customer, On: g.about.On}
	var ids []id.ID
	for n := range late {
		r := &late[n]
		if due := r.Standing.Due(); due.Total().IsZero() || g.about.Invoice != 0 && r.Invoice.ID != g.about.Invoice {
			continue
		}
		g.late, ids = append(g.late, *r), append(ids, r.Invoice.ID)
		g.claim.Invoices = append(g.claim.Invoices, report.Printed(g.Words, r))
	}
	if len(g.late) == 0 {
		return fault.New(fault.Conflict, "nothing is late in %s that a file could be made of", g.about.Currency)
	}
	return g.bills(slices.Compact(slices.Sorted(slices.Values(ids))))
}

// Print prints what is printed, and lays everything into its order.
//
// Errors: Invalid and Unlawful where the claim lacks what the law asks for.
func (g *Gathered) Print() (*File, error) {
	f := &File{Invoices: len(g.invoices), Exhibits: g.exhibits, Claim: allocation.Nothing(g.about.Currency)}
	for n := range g.late {
		f.Claim = f.Claim.Plus(g.late[n].Standing.Due())
	}
	summary := render.Dossier{ClaimStatement: g.claim, Happened: g.happened(), Exhibits: g.exhibits, Events: len(g.recorded.events), Head: g.recorded.head()}
	pdf, err := summary.PDF(g.Words)
	if err != nil {
		return nil, err
	}
	account, err := g.account.PDF(g.Words)
	if err != nil {
		return nil, err
	}
	f.Name = filename.Shown(g.T("paper.dossier.file", "Number", cmp.Or(g.only(), g.customer.Number), "Day", g.about.On.String())) + ".zip"
	f.print(g.T("paper.dossier.summary_file")+".pdf", pdf, g.about.On)
	f.entries = append(f.entries, g.kept...)
	f.print(g.T("paper.dossier.account_file")+".pdf", account, g.about.On)
	if err := g.data(f); err != nil {
		return nil, err
	}
	f.print("README.txt", []byte(g.T("paper.dossier.readme")+"\n"), g.about.On)
	f.print("manifest.sha256", f.manifest(), g.about.On)
	return f, nil
}

// only is the number of the one invoice that the file is about; "" where it is about all.
func (g *Gathered) only() string {
	if g.about.Invoice == 0 {
		return ""
	}
	return g.invoices[0].Number
}

// moved loads the customer's account.
func (g *Gathered) moved() (err error) {
	g.account, err = report.Account(g.tx, &g.company, &g.customer, report.Span{Currency: g.about.Currency, Until: g.about.On}, g.about.On)
	return err
}

// print adds a file that was made here.
func (f *File) print(name string, body []byte, on date.Date) {
	f.entries = append(f.entries, entry{path: name, hash: evidence.Hash(body), at: on.Time(), body: body})
}

// manifest lists the files so far, as sha256sum reads it.
func (f *File) manifest() []byte {
	var all strings.Builder
	for n := range f.entries {
		fmt.Fprintf(&all, "%s  %s\n", f.entries[n].hash, f.entries[n].path)
	}
	return []byte(all.String())
}

// Write writes the file, reading one document after the other: however much they come to, none is
// held as a whole. Each is proved while it is read, so that one that was changed since it was kept
// ends it.
//
// Errors: Conflict for a document that is not what was kept; NotFound for one that is missing.
func (f *File) Write(ctx context.Context, s *store.Store, of id.ID, out io.Writer) error {
	z := zip.NewWriter(out)
	for n := range f.entries {
		if err := f.entries[n].write(ctx, s, of, z); err != nil {
			return err
		}
	}
	return z.Close()
}

func (e *entry) write(ctx context.Context, s *store.Store, of id.ID, z *zip.Writer) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: e.path, Method: e.method(), Modified: e.at.UTC()})
	if err != nil {
		return err
	}
	if e.body != nil {
		_, err := w.Write(e.body)
		return err
	}
	body, err := s.OpenDocument(ctx, of, e.hash)
	if err != nil {
		return err
	}
	defer body.Close()
	_, err = io.Copy(w, body)
	return err
}

// packed are the endings of files that are packed already: packing them again takes time and saves
// nothing.
var packed = []string{".pdf", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".zip", ".docx", ".xlsx", ".odt", ".ods", ".mp4", ".gz"}

func (e *entry) method() uint16 {
	if slices.Contains(packed, strings.ToLower(path.Ext(e.path))) {
		return zip.Store
	}
	return zip.Deflate
}
