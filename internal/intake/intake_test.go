package intake_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

var today = date.Must("2026-02-02")

// office is a company that files are handed to.
type office struct {
	t       testing.TB
	store   *store.Store
	company company.Company
	desk    *intake.Desk
}

func newOffice(t testing.TB, s *store.Store, options ...func(*company.Company)) *office {
	t.Helper()
	return &office{t: t, store: s, company: testkit.Company(t, s, options...), desk: &intake.Desk{Store: s, Actor: "anne@lys.example"}}
}

// called names a company, so that one store can hold several.
func called(name string) func(*company.Company) { return func(c *company.Company) { c.Name = name } }

func (o *office) invoices(files ...intake.File) []intake.Report {
	o.t.Helper()
	reports, err := o.desk.Invoices(o.t.Context(), o.company.ID, files)
	if err != nil {
		o.t.Fatal(err)
	}
	if len(reports) != len(files) {
		o.t.Fatalf("%d reports about %d files", len(reports), len(files))
	}
	return reports
}

func (o *office) statement(f intake.File) intake.Report {
	o.t.Helper()
	r, err := o.desk.Statement(o.t.Context(), o.company.ID, f)
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) customers(name, table string) intake.Report {
	o.t.Helper()
	r, err := o.desk.Customers(o.t.Context(), o.company.ID, intake.Bytes(name, []byte(table)))
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) view(fn func(*store.Tx) error) {
	o.t.Helper()
	testkit.View(o.t, o.store, o.company.ID, fn)
}

// invoice finds a document by its number; nil when there is none.
func (o *office) invoice(number string) *invoice.Invoice {
	o.t.Helper()
	var all []invoice.Invoice
	o.view(func(tx *store.Tx) (err error) {
		all, err = tx.InvoicesByNumber([]string{number})
		return err
	})
	if len(all) == 0 {
		return nil
	}
	return &all[0]
}

// customer finds a customer by its number or name; nil when there is none.
func (o *office) customer(word string) *customer.Customer {
	o.t.Helper()
	var c customer.Customer
	var found bool
	o.view(func(tx *store.Tx) (err error) {
		c, found, err = tx.CustomerByWord(word)
		return err
	})
	if !found {
		return nil
	}
	return &c
}

func (o *office) count(table string) (n int) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		return tx.Row([]any{&n}, `SELECT COUNT(*) FROM `+table+` WHERE company_id = $1`, tx.Company)
	})
	return n
}

// sound asks the doctor.
func (o *office) sound() {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		return tx.Check(func(f store.Finding) { o.t.Errorf("the doctor finds: %+v", f) })
	})
}

// what is a report in a few words: "created", "unchanged", "updated", or the error.
func what(r *intake.Report) string {
	switch {
	case r.Failed():
		return "error: " + r.Errors[0].Text.String()
	case r.Created+r.Updated+r.Unchanged != 1:
		return fmt.Sprintf("%d created, %d updated, %d unchanged", r.Created, r.Updated, r.Unchanged)
	case r.Created == 1:
		return "created"
	case r.Updated == 1:
		return "updated"
	}
	return "unchanged"
}

// bill is an invoice to write; zero fields are left out of the file.
type bill struct {
	number, buyer, buyerVAT, seller, due, payable, currency, note string
	credit                                                        bool
	about                                                         string
	parts                                                         []string // due day, amount, due day, amount…
}

func (b bill) file() intake.File {
	return intake.Bytes(b.number+".xml", []byte(b.xml()))
}

func (b bill) xml() string {
	var x strings.Builder
	put := func(when, format string, args ...any) {
		if when != "" {
			fmt.Fprintf(&x, format+"\n", args...)
		}
	}
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	root, code := "Invoice", "380"
	if b.credit {
		root, code = "CreditNote", "381"
	}
	currency, payable := or(b.currency, "EUR"), or(b.payable, "121.00")
	put("-", `<%[1]s xmlns="urn:oasis:names:specification:ubl:schema:xsd:%[1]s-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">`, root)
	put("-", `<cbc:ID>%s</cbc:ID><cbc:IssueDate>2026-01-02</cbc:IssueDate>`, b.number)
	put(b.due, `<cbc:DueDate>%s</cbc:DueDate>`, b.due)
	put("-", `<cbc:%[1]sTypeCode>%[2]s</cbc:%[1]sTypeCode>`, root, code)
	put(b.note, `<cbc:Note>%s</cbc:Note>`, b.note)
	put("-", `<cbc:DocumentCurrencyCode>%s</cbc:DocumentCurrencyCode>`, currency)
	put(b.about, `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>%s</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>`, b.about)
	party := func(role, name, vat string) {
		put("-", `<cac:%s><cac:Party>`, role)
		put(vat, `<cac:PartyTaxScheme><cbc:CompanyID>%s</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>`, vat)
		put("-", `<cac:PartyLegalEntity><cbc:RegistrationName>%s</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:%s>`, name, role)
	}
	party("AccountingSupplierParty", "Lys", or(b.seller, "BE0123456749"))
	party("AccountingCustomerParty", or(b.buyer, "ACME"), b.buyerVAT)
	for n := 0; n+1 < len(b.parts); n += 2 {
		put("-", `<cac:PaymentTerms><cbc:Amount currencyID="%s">%s</cbc:Amount><cbc:PaymentDueDate>%s</cbc:PaymentDueDate></cac:PaymentTerms>`, currency, b.parts[n+1], b.parts[n])
	}
	put("-", `<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="%[1]s">%[2]s</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="%[1]s">%[2]s</cbc:PayableAmount></cac:LegalMonetaryTotal>`, currency, payable)
	put("-", `</%s>`, root)
	return x.String()
}

// pay books a payment of an invoice through its bank line.
func (o *office) pay(number, amount string) {
	o.t.Helper()
	r := o.statement(codaFile("pay.coda", "2026-01-20", line{amount: amount, text: number}))
	if r.Failed() {
		o.t.Fatalf("%+v", r.Errors)
	}
	if _, err := settle.Match(o.t.Context(), o.store, o.company.ID, today, nil); err != nil {
		o.t.Fatal(err)
	}
}

func TestAFileThatCannotBeReadKeepsNoOtherBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		broken := bill{number: "R-2"}.xml()
		reports := o.invoices(
			bill{number: "R-1"}.file(),
			intake.Bytes("cut.xml", []byte(broken[:len(broken)-40])),
			intake.Bytes("empty.xml", nil),
			intake.Bytes("photo.xml", []byte("\x89PNG\r\n\x1a\n")),
			intake.Bytes("invoice.pdf", []byte("%PDF-1.7")),
			intake.Bytes("bomb.xml", []byte(`<!DOCTYPE a [<!ENTITY x "y">]><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">&x;</Invoice>`)),
			intake.File{Name: "gone.xml", Open: func() (io.ReadCloser, error) { return nil, errors.New("no such file") }},
			bill{number: "R-3"}.file(),
		)
		for n, want := range []string{"created", "error", "error: the file is empty", "error", "error: the PDF is damaged", "error", "error", "created"} {
			if got := what(&reports[n]); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s", reports[n].File, got)
			}
		}
		if got := reports[1].Errors[0].Place; got.Line == 0 {
			t.Errorf("the place of what is cut off: %q", got)
		}
		if o.count("invoice") != 2 || o.count("import") != len(reports) {
			t.Errorf("%d invoices, %d imports", o.count("invoice"), o.count("import"))
		}
		o.sound()
	})
}

func TestTheSameInvoicesTwiceChangeNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		files := []intake.File{
			bill{number: "R-1", buyerVAT: "BE0400000086"}.file(), bill{number: "R-2", buyerVAT: "BE 0400.000.086", buyer: "Acme SA"}.file(),
			bill{number: "C-1", credit: true, about: "R-1", payable: "21.00"}.file(), bill{number: "R-1", buyerVAT: "BE0400000086"}.file(),
			bill{number: "R-4", parts: []string{"2026-02-01", "100.00", "2026-03-01", "21.00"}}.file(),
		}
		for n, r := range o.invoices(files...) {
			if want := []string{"created", "created", "created", "unchanged", "created"}[n]; what(&r) != want {
				t.Errorf("%s: %s", r.File, what(&r))
			}
		}
		o.pay("R-4", "100.00")
		noted := bill{number: "R-4", parts: []string{"2026-02-01", "100.00", "2026-03-01", "21.00"}, note: "sent again"}.file()
		for _, r := range o.invoices(append(files, noted)...) {
			if what(&r) != "unchanged" {
				t.Errorf("again, %s: %s", r.File, what(&r))
			}
		}
		if o.count("customer") != 1 || o.count("invoice") != 4 {
			t.Errorf("%d customers, %d invoices", o.count("customer"), o.count("invoice"))
		}
		if i := o.invoice("R-4"); i.DueOn != date.Must("2026-03-01") || i.Open.String() != "21.00" {
			t.Errorf("due on %s, open %s", i.DueOn, i.Open)
		}
		o.sound()
	})
}

func TestANewerReadingOfAnInvoice(t *testing.T) {
	first := bill{number: "R-1", due: "2026-01-16", payable: "121.00"}
	instalments := bill{number: "R-1", parts: []string{"2026-02-01", "100.00", "2026-03-01", "21.00"}}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name          string
			before, after bill
			paid          string
			want          string
			open, due     string
		}{
			{"unpaid, more is owed", first, bill{number: "R-1", due: "2026-01-16", payable: "150.00"}, "", "updated", "150.00", "2026-01-16"},
			{"unpaid, later", first, bill{number: "R-1", due: "2026-03-01"}, "", "updated", "121.00", "2026-03-01"},
			{"unpaid, another currency", first, bill{number: "R-1", due: "2026-01-16", currency: "USD"}, "", "updated", "121.00", "2026-01-16"},
			{"unpaid, now in instalments", first, instalments, "", "updated", "121.00", "2026-02-01"},
			{"unpaid, other instalments", instalments, bill{number: "R-1", parts: []string{"2026-02-01", "60.00", "2026-03-01", "61.00"}}, "", "updated", "121.00", "2026-02-01"},
			{"part-paid, more is owed", first, bill{number: "R-1", due: "2026-01-16", payable: "150.00"}, "100.00", "updated", "50.00", "2026-01-16"},
			{"part-paid, now in instalments", first, instalments, "100.00", "updated", "21.00", "2026-03-01"},
			{"part-paid, exactly that is owed", first, bill{number: "R-1", due: "2026-01-16", payable: "100.00"}, "100.00", "updated", "0.00", "2026-01-16"},
			{"part-paid, less is owed than was paid", first, bill{number: "R-1", due: "2026-01-16", payable: "99.00"}, "100.00", "error: R-1 now asks for 99.00 EUR", "21.00", "2026-01-16"},
			{"part-paid, another currency", first, bill{number: "R-1", due: "2026-01-16", currency: "USD"}, "100.00", "error: R-1 was paid in part in EUR", "21.00", "2026-01-16"},
			{"unpaid, another new customer", first, bill{number: "R-1", due: "2026-01-16", buyer: "BETA"}, "", "updated", "121.00", "2026-01-16"},
			{"part-paid, another new customer", first, bill{number: "R-1", due: "2026-01-16", buyer: "BETA"}, "100.00", "error: R-1 was paid in part by another", "21.00", "2026-01-16"},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				o.invoices(c.before.file())
				if c.paid != "" {
					o.pay("R-1", c.paid)
				}
				r := o.invoices(c.after.file())[0]
				if got := what(&r); !strings.HasPrefix(got, c.want) {
					t.Errorf("%s, want %s", got, c.want)
				}
				if i := o.invoice("R-1"); i.Open.String() != c.open || i.DueOn.String() != c.due {
					t.Errorf("open %s, due on %s", i.Open, i.DueOn)
				}
				if owners := o.count("customer"); r.Failed() && owners != 1 {
					t.Errorf("%d customers after a refusal", owners)
				}
				o.sound()
			})
		}
	})
}

// What a person changed of an invoice stands; the next reading says beside it what the
// document says now.
func TestWhatAPersonEditedSurvivesTheNextReading(t *testing.T) {
	first := bill{number: "R-1", due: "2026-01-16", payable: "121.00"}
	split := bill{number: "R-1", parts: []string{"2026-02-01", "100.00", "2026-03-01", "21.00"}}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name          string
			before, after bill
			edit          map[string]string
			paid          string
			want          string // what the report says
			due           string
			edits         []invoice.Edit
			lost          int // warnings
		}{
			{"the same again", first, first, map[string]string{"due_on": "2026-02-06"}, "", "unchanged", "2026-02-06",
				[]invoice.Edit{{Field: "due_on", Value: "2026-02-06", Imported: "2026-01-16"}}, 0},
			{"the same in another file", first, bill{number: "R-1", due: "2026-01-16", payable: "121.00", note: "again"}, map[string]string{"due_on": "2026-02-06"}, "", "unchanged", "2026-02-06",
				[]invoice.Edit{{Field: "due_on", Value: "2026-02-06", Imported: "2026-01-16"}}, 0},
			{"more is owed", first, bill{number: "R-1", due: "2026-01-16", payable: "150.00"}, map[string]string{"due_on": "2026-02-06", "note": "agreed"}, "", "updated", "2026-02-06",
				[]invoice.Edit{{Field: "due_on", Value: "2026-02-06", Imported: "2026-01-16"}, {Field: "note", Value: "agreed"}}, 0},
			{"only the day differs", first, bill{number: "R-1", due: "2026-01-30", payable: "121.00"}, map[string]string{"due_on": "2026-02-06"}, "", "updated", "2026-02-06",
				[]invoice.Edit{{Field: "due_on", Value: "2026-02-06", Imported: "2026-01-30"}}, 0},
			{"only what was not edited differs", first, bill{number: "R-1", due: "2026-01-30", payable: "121.00"}, map[string]string{"order_reference": "PO-1"}, "", "updated", "2026-01-30",
				[]invoice.Edit{{Field: "order_reference", Value: "PO-1"}}, 0},
			{"an instalment, part-paid", split, bill{number: "R-1", payable: "130.00", parts: []string{"2026-02-01", "100.00", "2026-03-01", "30.00"}}, map[string]string{"due_on/2": "2026-04-01"}, "100.00", "updated", "2026-04-01",
				[]invoice.Edit{{Field: "due_on/2", Value: "2026-04-01", Imported: "2026-03-01"}}, 0},
			{"no instalments any more", split, first, map[string]string{"due_on/2": "2026-04-01", "note": "agreed"}, "", "updated", "2026-01-16",
				[]invoice.Edit{{Field: "note", Value: "agreed"}}, 1},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				o.invoices(c.before.file())
				if c.paid != "" {
					o.pay("R-1", c.paid)
				}
				i := o.invoice("R-1")
				desk := &collect.Desk{Store: s}
				if err := desk.EditInvoice(t.Context(), o.company.ID, i.ID, c.edit, "anne@lys.example", today); err != nil {
					t.Fatal(err)
				}
				for range 2 { // and once more, which changes nothing
					r := o.invoices(c.after.file())[0]
					if got := what(&r); got != c.want || len(r.Warnings) != c.lost {
						t.Errorf("%s, want %s; %+v", got, c.want, r.Warnings)
					}
					c.want, c.lost = "unchanged", 0
				}
				o.view(func(tx *store.Tx) error {
					found, err := tx.TheInvoice(i.ID)
					edits, err2 := tx.InvoiceEdits(i.ID)
					if diff := cmp.Diff(c.edits, edits[i.ID]); diff != "" || found.DueOn.String() != c.due {
						t.Errorf("due on %s: %s", found.DueOn, diff)
					}
					for _, e := range edits[i.ID] {
						if found.Field(e.Field) != e.Value {
							t.Errorf("%s is %q", e.Field, found.Field(e.Field))
						}
					}
					return errors.Join(err, err2)
				})
				o.sound()
			})
		}
	})
}

func TestTwoReadingsInOneImport(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		second, third := bill{number: "R-1", payable: "90.00"}, bill{number: "R-1", payable: "80.00"}
		reports := o.invoices(bill{number: "R-1"}.file(), second.file())
		if what(&reports[0]) != "created" || !strings.Contains(what(&reports[1]), "stands twice in this import, and the two differ") {
			t.Errorf("new: %s, %s", what(&reports[0]), what(&reports[1]))
		}
		reports = o.invoices(second.file(), third.file(), second.file())
		if what(&reports[0]) != "updated" || !strings.Contains(what(&reports[1]), "the two differ") || what(&reports[2]) != "unchanged" {
			t.Errorf("known: %s, %s, %s", what(&reports[0]), what(&reports[1]), what(&reports[2]))
		}
		if i := o.invoice("R-1"); i.Open.String() != "90.00" {
			t.Errorf("open: %s", i.Open)
		}
		o.sound()
	})
}

func TestWhatIsNoReceivableIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		reports := o.invoices(
			bill{number: "R-1", seller: "BE0400000086"}.file(),
			intake.Bytes("nobody.xml", []byte(strings.ReplaceAll(bill{number: "R-2", buyer: "NOBODY"}.xml(), "NOBODY", ""))),
			intake.Bytes("undated.xml", []byte(strings.ReplaceAll(bill{number: "R-3"}.xml(), "<cbc:IssueDate>2026-01-02</cbc:IssueDate>", ""))),
			bill{number: "R-4", currency: "euro"}.file(),
		)
		for n, want := range []string{"R-1 was issued by Lys (BE0400000086), not by", "R-2 does not say who is to pay", "R-3 has no issue date", ""} {
			if got := what(&reports[n]); !strings.HasPrefix(got, "error: "+want) {
				t.Errorf("%s: %s", reports[n].File, got)
			}
		}
		if o.count("invoice") != 0 || o.count("customer") != 0 {
			t.Errorf("%d invoices, %d customers", o.count("invoice"), o.count("customer"))
		}
	})
}

// Parties are found by their surest mark; a name alone is enough when only one
// customer has it and nothing speaks against it.
func TestWhoAnInvoiceIsAddressedTo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.customers("c.csv", "number,name,vat\nK1,Acme SA,BE0400000086\nK2,Beta,\nK3,Gamma BV,\nK4,Gamma SRL,\n")
		for n, c := range []struct {
			bill bill
			want string // the customer's number; "" for a new one
		}{
			{bill{buyer: "Something else", buyerVAT: "BE 0400.000.086"}, "K1"},
			{bill{buyer: "ACME"}, "K1"},
			{bill{buyer: "Acme", buyerVAT: "BE0123456749"}, ""},
			{bill{buyer: "beta s.a."}, "K2"},
			{bill{buyer: "Gamma"}, ""},
		} {
			c.bill.number = fmt.Sprintf("R-%d", n)
			before := o.count("customer")
			o.invoices(c.bill.file())
			var owner customer.Customer
			o.view(func(tx *store.Tx) (err error) {
				owner, _, err = tx.Customer(o.invoice(c.bill.number).Customer)
				return err
			})
			if made := o.count("customer") > before; c.want == "" && !made || c.want != "" && owner.Number != c.want {
				t.Errorf("%q %q is %s %q", c.bill.buyer, c.bill.buyerVAT, owner.Number, owner.Name)
			}
		}
	})
}

func TestFilesOfEveryKindFindTheirWay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		reports, err := o.desk.Any(t.Context(), o.company.ID, []intake.File{
			bill{number: "R-1", buyer: "ACME"}.file(),
			codaFile("s.txt", "2026-01-20", line{amount: "121.00", text: "R-1"}),
			intake.Bytes("customers", []byte("number;name\nK1;ACME\n")),
			intake.Bytes("what.bin", []byte("hello")),
			intake.Path("/no/such/file"),
		})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, r := range reports {
			got[r.File] = what(&r)
		}
		for file, want := range map[string]string{"R-1.xml": "created", "s.txt": "created", "customers": "created",
			"what.bin": "error: the file is of no kind that is known here", "/no/such/file": "error: the file cannot be opened"} {
			if !strings.HasPrefix(got[file], want) {
				t.Errorf("%s: %s", file, got[file])
			}
		}
		if i := o.invoice("R-1"); i == nil || i.Customer != o.customer("K1").ID {
			t.Error("the invoice is not the customer's who came in the same import")
		}
	})
}
