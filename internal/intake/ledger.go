package intake

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/format"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/registry"
	"acquit/internal/store"
)

// LedgerSource is the Source of an invoice that a ledger tells of.
const LedgerSource = "fec"

// largestLedger is how large a ledger may be, in bytes.
const largestLedger = 2 << 30

// LedgerOptions is how a person wants ledgers taken in.
type LedgerOptions struct {
	// OpenOnly leaves out what is wholly settled. What was paid, and when, is then not
	// known of it.
	OpenOnly bool
	// Customers is what new ones are, of whom a ledger says only the name: businesses, or
	// consumers when it is left out. What a table or a person says of them stays above it.
	Customers customer.Kind
}

// Ledgers takes in the ledgers (FEC) of one company, of one financial year each, the
// oldest first: the customers, what they were asked for, what they paid and when. All of
// them are stored in one transaction. One that cannot be read is left out.
func (d *Desk) Ledgers(ctx context.Context, company id.ID, files []File) ([]Report, error) {
	return d.TakeLedgers(ctx, company, files, LedgerOptions{})
}

// TakeLedgers is Ledgers as a person wants it.
func (d *Desk) TakeLedgers(ctx context.Context, company id.ID, files []File, o LedgerOptions) ([]Report, error) {
	files = unpack(files)
	all := make([]*ledgerFile, len(files))
	for n, f := range files {
		all[n] = readLedgerFile(f)
		defer all[n].close()
		d.progress(n, len(files))
	}
	slices.SortStableFunc(all, func(a, b *ledgerFile) int { return cmp.Compare(a.ledger.first, b.ledger.first) })
	var reports []Report
	err := d.Store.Update(ctx, company, func(tx *store.Tx) error {
		reports = nil
		for _, f := range all {
			r, err := d.storeLedger(tx, f, o)
			if err != nil {
				return err
			}
			reports = append(reports, r)
		}
		return nil
	})
	d.progress(len(files), len(files))
	return reports, err
}

// ledgerFile is a ledger, with what came of reading it.
type ledgerFile struct {
	read   Report
	body   *spooled // nil for what could not be read to its end
	ledger *ledger
}

func (f *ledgerFile) close() {
	if f.body != nil {
		f.body.Close()
	}
}

// readLedgerFile reads one file. What is wrong with it stands in the report.
func readLedgerFile(f File) *ledgerFile {
	l := &ledgerFile{read: newReport(f, Ledgers), ledger: &ledger{}}
	body, err := spool(f, largestLedger)
	if err != nil {
		l.read.fail(err)
		return l
	}
	l.body = body
	head, _, err := format.Head(body.Reader())
	if err != nil {
		l.read.fail(err)
		return l
	}
	kind := format.Detect(head)
	if l.read.Format = string(kind); kind != format.FEC {
		l.read.fail(fault.New(fault.Invalid, "this is no ledger (FEC): %s", unfit[kind]))
		return l
	}
	read, err := readLedger(body.Reader(), euro())
	if err != nil {
		l.read.fail(err)
		return l
	}
	l.ledger = read
	l.read.note(read.read.Warnings...)
	return l
}

// euro is the currency of ledgers: the law that asks for them is that of France.
func euro() money.Currency {
	c, err := money.ParseCurrency("EUR")
	if err != nil {
		panic(err)
	}
	return c
}

// storeLedger stores what was read of a file, and returns what came of it.
func (d *Desk) storeLedger(tx *store.Tx, f *ledgerFile, o LedgerOptions) (Report, error) {
	r := f.read.clone() // the transaction may run more than once
	r.Import = tx.NewID()
	c, err := tx.TheCompany()
	if err != nil {
		return r, err
	}
	if err := ofAnother(f.read.File, &c); err != nil {
		r.fail(err)
	}
	if !r.Failed() {
		b := &books{tx: tx, company: &c, ledger: f.ledger, options: o, report: &r, news: newTidings()}
		if b.cameBefore, err = tx.CameBefore(f.body.Hash); err != nil {
			return r, err
		}
		if err := b.store(); err != nil {
			return r, err
		}
	}
	doc := evidence.Document{}
	if f.body != nil {
		doc = evidence.Document{Hash: f.body.Hash, Name: r.File, MIME: "text/plain", Size: f.body.Size}
		if err := tx.KeepFrom(doc, f.body.Reader()); err != nil {
			return r, err
		}
	}
	return r, tx.AddImport(&store.Import{ID: r.Import, Kind: string(r.Kind), Name: r.File, Document: doc.Hash, Report: asJSON(&r), Actor: d.Actor, Span: f.ledger.span()})
}

// ofAnother refuses a ledger whose file is named after another company. The law names
// it by the number of the company (SIREN) and the last day of the year, such as
// 123456782FEC20261231.txt.
func ofAnother(name string, c *company.Company) error {
	number, _, found := strings.Cut(strings.ToUpper(path.Base(strings.ReplaceAll(name, `\`, "/"))), "FEC")
	own := siren(c)
	if !found || own == "" || len(number) != 9 || strings.Trim(number, "0123456789") != "" || strings.Trim(number, "0") == "" || number == own {
		return nil
	}
	return fault.New(fault.Invalid, "this is the ledger of the company %s, but %s is %s: if it is yours all the same, take the number out of the name of the file", number, c.Name, own)
}

// siren is the number of a French company in the register, "" when it is not known:
// its own, the beginning of a site's (SIRET), or the end of its VAT number.
func siren(c *company.Company) string {
	number, err := registry.ParseEnterprise(c.EnterpriseNumber, c.Country)
	if err == nil && number == (registry.Number{}) {
		var vat registry.Number
		if vat, err = registry.ParseVAT(c.VATID, c.Country); err == nil {
			number, _ = registry.RegisteredAs(vat)
		}
	}
	if err != nil || number.Kind != registry.SIREN && number.Kind != registry.SIRET {
		return ""
	}
	return number.Digits[:9]
}
