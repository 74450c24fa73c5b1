package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// table takes a table in as is wished.
func (o *office) table(body string, w intake.TableWish) intake.Report {
	o.t.Helper()
	r, err := o.desk.Table(o.t.Context(), o.company.ID, intake.Bytes("t.csv", []byte(body)), w)
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

// rows takes in a table of invoices under headings that leave nothing open.
func (o *office) rows(lines ...string) intake.Report {
	o.t.Helper()
	return o.table("number;customer_number;customer;issue_date;due_date;total;open;currency\n"+strings.Join(lines, "\n")+"\n", intake.TableWish{Kind: table.Invoices})
}

// notes are what a report says, without how the columns were read.
func notes(r *intake.Report) (all []string) {
	for _, n := range slices.Concat(r.Errors, r.Warnings) {
		if text := n.String(); !strings.HasPrefix(text, "nobody explained") {
			all = append(all, text)
		}
	}
	return all
}

// item is a document in a few words: "invoice 100.00 of 121.00, due 2026-01-16".
func (o *office) item(number string) string {
	o.t.Helper()
	i := o.invoice(number)
	if i == nil {
		return "none"
	}
	return fmt.Sprintf("%s %s of %s, due %s", i.Kind, i.Open, i.Owed.Text(), i.DueOn)
}

func TestInvoicesInTablesOfManyHands(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct{ name, table string }{
			{"English", "invoice number,customer,invoice date,due date,total,balance due,currency\nR-1,Acme,2026-01-02,2026-01-16,1210.00,210.00,EUR\n"},
			{"French, decimal comma", "N° facture;Client;Date facture;Échéance;Montant TTC;Solde;Devise\nR-1;Acme;02/01/2026;16/01/2026;1 210,00;210,00;EUR\nR-2;Acme;31/01/2026;28/02/2026;5,00;5,00;EUR\n"},
			{"Dutch, thousands with dots", "Factuurnummer;Klant;Factuurdatum;Vervaldatum;Totaalbedrag;Openstaand\nR-1;Acme;02-01-2026;16-01-2026;1.210,00;210,00\nR-2;Acme;31-01-2026;28-02-2026;5,00;5,00\n"},
			{"German", "Rechnungsnummer;Kunde;Rechnungsdatum;Fällig am;Bruttobetrag;Offener Betrag\nR-1;Acme;02.01.2026;16.01.2026;1.210,00;210,00\nR-2;Acme;31.01.2026;28.02.2026;5,00;5,00\n"},
			{"what was paid instead of what is open", "invoice number,customer,invoice date,due date,total,paid\nR-1,Acme,2026-01-02,2026-01-16,1210.00,1000.00\n"},
			{"the amount in the heading of another currency's sign", "invoice number,customer,invoice date,due date,total (€),open (€)\nR-1,Acme,2026-01-02,2026-01-16,1210.00,210.00\n"},
			{"days to pay in instead of a due date", "invoice number,customer,invoice date,terms,total,open\nR-1,Acme,2026-01-02,14,1210.00,210.00\n"},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				r := o.table(c.table, intake.TableWish{})
				if r.Failed() || r.Waits || r.Kind != intake.Invoices || r.Created != r.Read {
					t.Fatalf("%+v", r)
				}
				if got := o.item("R-1"); got != "invoice 210.00 of 1210.00 EUR, due 2026-01-16" {
					t.Error(got)
				}
				if again := o.table(c.table, intake.TableWish{}); again.Unchanged != r.Read || again.Created+again.Updated != 0 {
					t.Errorf("again: %+v", again)
				}
				o.sound()
			})
		}
	})
}

func TestWhatRowsOfInvoicesSay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.rows(
			"R-1;K1;Acme;2026-01-02;2026-01-16;121.00;121.00;EUR",
			"R-2;K1;;2026-01-02;2026-01-16;121.00;0.00;EUR",       // known by its number alone, and paid
			"C-1;K1;Acme;2026-01-03;;-50.00;-20.00;EUR",           // a credit note, used in part
			"R-3;K2;Dupont;2026-01-02;2026-01-16;10.00;10.00;EUR", // two customers of one name
			"R-4;K3;Dupont;2026-01-02;2026-01-16;20.00;20.00;EUR",
			"R-5;;;2026-01-02;2026-01-16;20.00;20.00;EUR",   // nobody
			"R-6;K9;;2026-01-02;2026-01-16;20.00;20.00;EUR", // nobody known
			"R-7;K1;Acme;;2026-01-31;30.00;30.00;EUR",       // without a day of issue
			"R-8;K1;Acme;2026-01-02;2026-01-16;abc;1;EUR",
			"R-9;K1;Acme;2026-01-02;2026-01-16;0.00;0.00;EUR",
			"R-1;K1;Acme;2026-01-02;2026-01-16;121.00;121.00;EUR", // said twice
			"R-3;K2;Dupont;2026-01-02;2026-01-16;11.00;11.00;EUR", // and otherwise
			"R-10;K1;Acme;2026-01-02;2026-01-16;10.00;10.00;USD",
		)
		for number, want := range map[string]string{
			"R-1": "invoice 121.00 of 121.00 EUR, due 2026-01-16", "R-2": "invoice 0.00 of 121.00 EUR, due 2026-01-16", "C-1": "credit_note -20.00 of -50.00 EUR, due 2026-02-02",
			"R-3": "invoice 10.00 of 10.00 EUR, due 2026-01-16", "R-4": "invoice 20.00 of 20.00 EUR, due 2026-01-16", "R-5": "none", "R-6": "none",
			"R-7": "invoice 30.00 of 30.00 EUR, due 2026-01-31", "R-8": "none", "R-9": "none", "R-10": "invoice 10.00 of 10.00 USD, due 2026-01-16",
		} {
			if got := o.item(number); got != want {
				t.Errorf("%s: %s, want %s", number, got, want)
			}
		}
		want := []string{
			"line 7: B7 customer_number: the row does not say which customer it is about",
			`line 10: F10 total: "abc" is no amount`,
			"line 8: no customer is known as K9 here: hand the customer over first",
			"line 13: R-3 stands twice in this import, and the two differ",
			"line 11: nothing is owed on R-9: it is left out",
			"1 invoices have no day of issue in the table: it was reckoned from the day they are due",
		}
		if diff := cmp.Diff(want, notes(&r)); diff != "" || r.Read != 13 || r.Created != 7 || r.Unchanged != 2 {
			t.Errorf("%+v (-want +got):\n%s", r, diff)
		}
		if k2, k3 := o.customer("K2"), o.customer("K3"); k2 == nil || k3 == nil || k2.ID == k3.ID {
			t.Errorf("two customers of one name: %+v, %+v", k2, k3)
		}
		if i := o.invoice("R-7"); i.IssuedOn != date.Must("2026-01-31").AddDays(-o.company.Policy.TermsDays) {
			t.Errorf("issued on %s", i.IssuedOn)
		}
		o.sound()
	})
}

// A row says little: what it leaves out of a document that came as a file stays.
func TestARowLeavesWhatItDoesNotSay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name, head, row string
			want            string // what the report says
			item            string
			parts           int
		}{
			{"nothing new", "number;customer;issue_date;total", "R-1;Acme;2026-01-02;121.00", "unchanged", "invoice 121.00 of 121.00 EUR, due 2026-01-20", 0},
			{"the day it is due, and no other", "number;customer;due_date;total", "R-1;Acme;2026-01-20;121.00", "unchanged", "invoice 121.00 of 121.00 EUR, due 2026-01-20", 0},
			{"a later day", "number;customer;due_date;total", "R-1;Acme;2026-01-30;121.00", "updated", "invoice 121.00 of 121.00 EUR, due 2026-01-30", 0},
			{"what is left alone", "number;customer;issue_date;open", "R-1;Acme;2026-01-02;21.00", "updated", "invoice 21.00 of 121.00 EUR, due 2026-01-20", 0},
			{"another total", "number;customer;issue_date;total", "R-1;Acme;2026-01-02;150.00", "updated", "invoice 150.00 of 150.00 EUR, due 2026-01-20", 0},
			{"a total of what is paid in parts", "number;customer;due_date;total", "P-1;Acme;2026-06-01;121.00", "unchanged", "invoice 121.00 of 121.00 EUR, due 2026-02-01", 2},
			{"an order", "number;customer;issue_date;total;order reference", "R-1;Acme;2026-01-02;121.00;PO-7", "updated", "invoice 121.00 of 121.00 EUR, due 2026-01-20", 0},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				o.invoices(bill{number: "R-1", buyer: "Acme", due: "2026-01-20", note: "with thanks"}.file(),
					bill{number: "P-1", buyer: "Acme", parts: []string{"2026-02-01", "100.00", "2026-03-01", "21.00"}}.file())
				number, _, _ := strings.Cut(c.row, ";")
				before := o.whole(number)
				r := o.table(c.head+"\n"+c.row+"\n", intake.TableWish{Kind: table.Invoices})
				if got := what(&r); got != c.want {
					t.Errorf("%s, want %s: %q", got, c.want, notes(&r))
				}
				after := o.whole(number)
				if got := o.item(number); got != c.item || len(after.Parts) != c.parts {
					t.Errorf("%s, %d parts", got, len(after.Parts))
				}
				if diff := cmp.Diff(before.Detail, after.Detail); diff != "" || before.Document != after.Document || before.Source != after.Source || before.IssuedOn != after.IssuedOn {
					t.Errorf("%s (-before +after):\n%s", after.Source, diff)
				}
				o.sound()
			})
		}
	})
}

// whole is a document with its detail.
func (o *office) whole(number string) (i invoice.Invoice) {
	o.t.Helper()
	o.view(func(tx *store.Tx) (err error) {
		i, _, err = tx.Invoice(o.invoice(number).ID)
		return err
	})
	return i
}

// What a person changed stays over a row that is silent about it, and what the document
// said before stays known.
func TestAnEditSurvivesARowThatIsSilent(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "R-1", buyer: "Acme", due: "2026-01-20"}.file())
		desk := &collect.Desk{Store: s}
		if err := desk.EditInvoice(t.Context(), o.company.ID, o.invoice("R-1").ID, map[string]string{"due_on": "2026-02-20", "note": "promised"}, "anne@lys.example", today); err != nil {
			t.Fatal(err)
		}
		r := o.table("number;customer;issue_date;total\nR-1;Acme;2026-01-02;150.00\n", intake.TableWish{Kind: table.Invoices})
		if got := o.item("R-1"); what(&r) != "updated" || got != "invoice 150.00 of 150.00 EUR, due 2026-02-20" || o.whole("R-1").Detail.Note != "promised" {
			t.Errorf("%s: %s, %+v", what(&r), got, o.whole("R-1").Detail)
		}
		o.view(func(tx *store.Tx) error {
			edits, err := tx.InvoiceEdits(o.invoice("R-1").ID)
			want := []invoice.Edit{{Field: "due_on", Value: "2026-02-20", Imported: "2026-01-20"}, {Field: "note", Value: "promised"}}
			if diff := cmp.Diff(want, edits[o.invoice("R-1").ID]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			return err
		})
	})
}

func TestARowMakesItsContactKnown(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.customers("k.csv", "number;name;email;contact\nK1;Acme;anne@acme.example;Anne\n")
		const head = "number;customer_number;customer;issue_date;total;email;contact\n"
		for _, rows := range []string{"R-1;K1;Acme;2026-01-02;10.00;ANNE@acme.example;Anne L.", "R-1;K1;Acme;2026-01-02;10.00;ben@acme.example, zoe@acme.example;Ben", "R-2;K2;Beta;2026-01-02;10.00;b@beta.example;Bo"} {
			for range 2 {
				o.table(head+rows+"\n", intake.TableWish{Kind: table.Invoices})
			}
		}
		var got []string
		for _, number := range []string{"K1", "K2"} {
			for _, c := range o.contacts(number) {
				got = append(got, number+" "+c.Name+" "+c.Email)
			}
		}
		want := []string{"K1 Anne anne@acme.example", "K1 Ben ben@acme.example", "K1  zoe@acme.example", "K2 Bo b@beta.example"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		o.sound()
	})
}

// contacts are those of a customer.
func (o *office) contacts(number string) []customer.Contact {
	o.t.Helper()
	owner := o.customer(number).ID
	var of map[id.ID][]customer.Contact
	o.view(func(tx *store.Tx) (err error) {
		of, err = tx.Contacts(owner)
		return err
	})
	return of[owner]
}

// A table is stored part by part: what stands twice in it is found across them, and a
// customer's timeline hears of all of them once.
func TestALongTableIsOneImport(t *testing.T) {
	const rows = 5200
	var b strings.Builder
	b.WriteString("number;customer_number;customer;issue_date;due_date;total;open\n")
	for n := range rows {
		fmt.Fprintf(&b, "R-%d;K%d;Customer %d;2026-01-02;2026-01-16;10.00;%d.00\n", n, n%7, n%7, 10-n%2)
	}
	b.WriteString("R-3;K3;Customer 3;2026-01-02;2026-01-16;11.00;10.00\nR-4;K4;Customer 4;2026-01-02;2026-01-16;10.00;10.00\n")
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.table(b.String(), intake.TableWish{Kind: table.Invoices})
		if r.Read != rows+2 || r.Created != rows || r.Unchanged != 1 || len(r.Errors) != 1 || r.Errors[0].Place.Line != rows+2 {
			t.Errorf("%+v", r)
		}
		if events := o.count("timeline"); o.count("import") != 1 || o.count("customer") != 7 || events != 14 {
			t.Errorf("%d imports, %d customers, %d events", o.count("import"), o.count("customer"), events)
		}
		o.sound()
		done, err := o.undo(r.Import)
		if err != nil || done != (intake.Undone{Invoices: rows, Customers: 7}) {
			t.Errorf("%+v, %v", done, err)
		}
		o.sound()
	})
}
