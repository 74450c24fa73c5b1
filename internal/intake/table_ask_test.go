package intake_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// strange has headings that nobody knows.
const strange = "Ref;Qui;Le;Combien\nR-1;Acme;02/01/2026;121,00\nR-2;Beta;31/01/2026;10,00\n"

// explained is how strange is to be read.
func explained() table.Mapping {
	return table.Mapping{Kind: table.Invoices, HeaderRow: 1, Columns: []table.Column{
		{At: 0, Field: table.Number}, {At: 1, Field: table.CustomerName}, {At: 2, Field: table.IssuedOn}, {At: 3, Field: table.Total},
	}}
}

func (o *office) any(name, body string) intake.Report {
	o.t.Helper()
	reports, err := o.desk.Any(o.t.Context(), o.company.ID, []intake.File{intake.Bytes(name, []byte(body))})
	if err != nil || len(reports) != 1 {
		o.t.Fatalf("%+v, %v", reports, err)
	}
	return reports[0]
}

func (o *office) importRow(i id.ID) (row store.Import) {
	o.t.Helper()
	o.view(func(tx *store.Tx) (err error) {
		row, _, err = tx.ImportByID(i)
		return err
	})
	return row
}

func (o *office) question(i id.ID, a intake.Asked) *intake.Question {
	o.t.Helper()
	q, err := o.desk.TableQuestion(o.t.Context(), o.company.ID, i, a)
	if err != nil {
		o.t.Fatal(err)
	}
	return q
}

func TestATableWaitsForItsColumnsToBeExplained(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		waits := o.any("strange.csv", strange)
		if row := o.importRow(waits.Import); !waits.Waits || waits.Failed() || !row.Waits || o.count("invoice") != 0 || o.count("document") != 1 {
			t.Fatalf("%+v, %+v", waits, row)
		}
		q := o.question(waits.Import, intake.Asked{})
		if q.Lacks == nil || q.Preview != nil || q.File != "strange.csv" || !cmp.Equal(q.Headings, []string{"Ref", "Qui", "Le", "Combien"}) || len(q.Rows) != 2 {
			t.Errorf("%+v", q)
		}
		m := explained()
		q = o.question(waits.Import, intake.Asked{Mapping: &m})
		if q.Lacks != nil || q.Preview == nil || q.Preview.Read != 2 || q.Mapping.Column(table.IssuedOn).Order != table.DayMonthYear || q.Mapping.Column(table.Total).Decimal != "," {
			t.Errorf("%+v, %+v", q, q.Mapping)
		}
		if o.count("mapping") != 0 || o.count("invoice") != 0 {
			t.Error("a question stores something")
		}
		lacking := explained()
		lacking.Columns = lacking.Columns[:3]
		if _, err := o.desk.TakeTable(t.Context(), o.company.ID, waits.Import, lacking, intake.TableOptions{}); !errors.Is(err, fault.Invalid) {
			t.Errorf("without an amount: %v", err)
		}
		r, err := o.desk.TakeTable(t.Context(), o.company.ID, waits.Import, m, intake.TableOptions{})
		if row := o.importRow(waits.Import); err != nil || r.Import != waits.Import || r.Created != 2 || row.Waits || row.Kind != "invoices" || o.count("import") != 1 {
			t.Fatalf("%+v, %v, %+v", r, err, row)
		}
		if got := o.item("R-1"); !strings.HasPrefix(got, "invoice 121.00 of 121.00 EUR") {
			t.Error(got)
		}
		if _, err := o.desk.TakeTable(t.Context(), o.company.ID, waits.Import, m, intake.TableOptions{}); !errors.Is(err, fault.Conflict) {
			t.Errorf("taken in twice: %v", err)
		}
		// The next one with these headings needs nobody, also when other rows stand before them.
		next := o.any("next.csv", "Journal des ventes;;;\n\n"+strings.ReplaceAll(strange, "R-", "S-"))
		if next.Waits || next.Created != 2 || len(notes(&next)) != len(next.Warnings) {
			t.Errorf("%+v", next)
		}
		if q := o.question(next.Import, intake.Asked{}); !q.Saved {
			t.Errorf("%+v", q)
		}
		o.sound()
	})
}

func TestATableIsExplainedAnewOnceItsImportIsUndone(t *testing.T) {
	const body = "number;customer;issue_date;total;net\nR-1;Acme;2026-01-02;121.00;100.00\n"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		first := o.any("t.csv", body)
		if first.Created != 1 || !first.Table {
			t.Fatalf("%+v", first)
		}
		other := table.Mapping{Kind: table.Invoices, HeaderRow: 1, Columns: []table.Column{
			{At: 0, Field: table.Number}, {At: 1, Field: table.CustomerName}, {At: 2, Field: table.IssuedOn}, {At: 4, Field: table.Total}}}
		if _, err := o.desk.TakeTable(t.Context(), o.company.ID, first.Import, other, intake.TableOptions{}); !errors.Is(err, fault.Conflict) {
			t.Errorf("while it stands: %v", err)
		}
		if _, err := o.undo(first.Import); err != nil {
			t.Fatal(err)
		}
		again, err := o.desk.TakeTable(t.Context(), o.company.ID, first.Import, other, intake.TableOptions{})
		if row := o.importRow(first.Import); err != nil || again.Created != 1 || !row.UndoneAt.IsZero() || row.UndoneBy != "" || !strings.Contains(o.item("R-1"), "100.00 of 100.00") {
			t.Errorf("%+v, %v, %+v, %s", again, err, row, o.item("R-1"))
		}
		if _, err := o.undo(first.Import); err != nil || o.invoice("R-1") != nil {
			t.Errorf("undone again: %v", err)
		}
		o.sound()
	})
}

func TestWhatAPersonChangesOfAQuestion(t *testing.T) {
	none := 0
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		waits := o.any("strange.csv", strange)
		for _, c := range []struct {
			name  string
			asked intake.Asked
			check func(q *intake.Question) bool
		}{
			{"another kind", intake.Asked{Kind: table.Contacts}, func(q *intake.Question) bool { return q.Mapping.Kind == table.Contacts && q.Lacks != nil }},
			{"no headings", intake.Asked{HeaderRow: &none}, func(q *intake.Question) bool { return q.Mapping.HeaderRow == 0 && len(q.Rows) == 3 }},
			{"a mapping for another kind", intake.Asked{Kind: table.Balances, Mapping: &table.Mapping{HeaderRow: 1, Columns: []table.Column{{At: 1, Field: table.CustomerName}, {At: 3, Field: table.OpenAmount}}}},
				func(q *intake.Question) bool {
					return q.Preview != nil && q.Preview.Read == 2 && q.Mapping.Kind == table.Balances
				}},
		} {
			if q := o.question(waits.Import, c.asked); !c.check(q) {
				t.Errorf("%s: %+v", c.name, q)
			}
		}
		if _, err := o.desk.TableQuestion(t.Context(), o.company.ID, waits.Import+1, intake.Asked{}); !errors.Is(err, fault.NotFound) {
			t.Errorf("no such import: %v", err)
		}
	})
}

// A bank's table that does not say which account it is of waits; the person says it, and
// again where there are two.
func TestABanksTableWithoutItsAccountWaits(t *testing.T) {
	const body = "Buchungstag;Valuta;Auftraggeber;Verwendungszweck;Betrag;Währung\n05.01.2026;05.01.2026;Acme;R-1;121,00;EUR\n31.01.2026;31.01.2026;Beta;R-2;7,50;EUR\n"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		waits := o.any("umsatz.csv", body)
		if !waits.Waits || waits.Kind != intake.Statements {
			t.Fatalf("%+v", waits)
		}
		q := o.question(waits.Import, intake.Asked{})
		if q.Lacks == nil || q.Mapping.Kind != table.Entries {
			t.Fatalf("%+v", q)
		}
		m := q.Mapping
		m.Account = "BE71096123456769"
		r, err := o.desk.TakeTable(t.Context(), o.company.ID, waits.Import, m, intake.TableOptions{})
		if n, sum := o.entries(); err != nil || r.Created != 2 || n != 2 || sum != "128.50" {
			t.Fatalf("%+v, %v, %d entries of %s", r, err, n, sum)
		}
		if next := o.any("umsatz.csv", body+"03.02.2026;03.02.2026;Acme;R-3;1,00;EUR\n"); next.Waits || next.Created != 1 || next.Unchanged != 2 {
			t.Errorf("with one account there is no other: %+v", next)
		}
		o.statement(codaFile("other.coda", "2026-01-20", line{amount: "100.00"}))
		if next := o.any("umsatz.csv", body); !next.Waits {
			t.Errorf("with two it may be the other's: %+v", next)
		}
		o.sound()
	})
}

// A guess that leaves nothing open may be wrong all the same: it is not taken when most
// rows say so.
func TestAGuessThatMostRowsRefuseWaits(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.any("t.csv", "number;customer;issue_date;total\nR-1;Acme;2026-01-02;121.00\nR-2;;2026-01-02;1.00\n;Beta;2026-01-02;1.00\n")
		if !r.Waits || r.Failed() || o.count("invoice") != 0 {
			t.Errorf("%+v", r)
		}
		if q := o.question(r.Import, intake.Asked{}); q.Lacks == nil || q.Preview == nil || q.Preview.Refused != 2 {
			t.Errorf("%+v", q)
		}
	})
}

func TestContactsInATable(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.customers("k.csv", "number;name;email\nK1;Acme;a@acme.example\nK2;Beta;\n")
		const body = "customer number;contact;email;phone;position\nK1;Anne;A@acme.example;02 500;Buchhalterin\nK2;Ben;ben@beta.example;;director\nK7;Nobody;n@nobody.example;;\n"
		r := o.any("c.csv", body)
		if r.Waits || r.Kind != intake.Contacts || r.Updated != 2 || len(r.Errors) != 1 || r.Errors[0].Place.Line != 4 {
			t.Fatalf("%+v", r)
		}
		var got []string
		for _, number := range []string{"K1", "K2"} {
			for _, c := range o.contacts(number) {
				got = append(got, strings.Join([]string{number, c.Name, c.Email, c.Phone, string(c.Position)}, " "))
			}
		}
		if diff := cmp.Diff([]string{"K1 Anne a@acme.example 02 500 accountant", "K2 Ben ben@beta.example  director"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if again := o.customers("c.csv", body); again.Kind != intake.Contacts || again.Unchanged != 2 {
			t.Errorf("again, as a table of customers: %+v", again)
		}
		o.sound()
	})
}

func TestLabelsAndManagersInATable(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		testkit.Update(t, s, o.company.ID, func(tx *store.Tx) error {
			for _, u := range []user.User{{Email: "anna@lys.example", Name: "Anna Lys", Language: "fr"}, {Email: "ben@lys.example", Name: "Ben", Language: "fr"}, {Email: "ben2@lys.example", Name: "BEN", Language: "fr"}} {
				if err := tx.AddUser(&u); err != nil {
					return err
				}
				if err := tx.Join(u.ID, user.Reader); err != nil {
					return err
				}
			}
			return nil
		})
		const body = "Kundennummer;Name;Schlagworte;Kundenbetreuer\nK1;Acme;\"vip, Bau\";anna LYS\nK2;Beta;;Zoe@Lys.example\nK3;Gamma;bau;Ben\nK4;Delta;;\n"
		r := o.customers("k.csv", body)
		if r.Created != 4 || len(r.Warnings) != 2 || r.Warnings[1].Place.Line != 4 || !strings.Contains(r.Warnings[1].String(), `"Ben" is neither a mail address`) {
			t.Fatalf("%+v", r)
		}
		var got []string
		for _, number := range []string{"K1", "K2", "K3", "K4"} {
			c := o.customer(number)
			got = append(got, number+" "+customer.LabelText(c.Labels)+" "+c.Manager)
		}
		if diff := cmp.Diff([]string{"K1 Bau, vip anna@lys.example", "K2  zoe@lys.example", "K3 bau ", "K4  "}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if again := o.customers("again.csv", body); again.Unchanged != 4 {
			t.Errorf("again: %+v", again)
		}
		o.sound()
	})
}

func TestWhatSaysTooMuchIsCounted(t *testing.T) {
	var b strings.Builder
	b.WriteString("number;customer;issue_date;total\n")
	for range 70 {
		b.WriteString("R-1;;2026-01-02;121.00\nR-1;Acme;2026-01-02;121.00\n")
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.table(b.String(), intake.TableWish{Kind: table.Invoices})
		if r.Read != 140 || r.Created != 1 || len(r.Errors) != 21 || r.Errors[20].String() != "50 more rows: the row does not say which customer it is about" {
			t.Errorf("%d errors, %v", len(r.Errors), r.Errors[len(r.Errors)-1])
		}
	})
}

// The customer whom an invoice made known is given the company's own number by its
// table of customers.
func TestATableOfCustomersNumbersThoseWhoCameWithInvoices(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "R-1", buyer: "Acme", buyerVAT: "BE0400000086"}.file())
		r := o.customers("k.csv", "number;name;vat\nK1;Acme SA;BE 0400.000.086\nK2;Acme SA;\n")
		if who := o.customer("K1"); r.Created != 1 || r.Updated != 1 || who == nil || o.invoice("R-1").Customer != who.ID || o.customer("K2").ID == who.ID {
			t.Errorf("%+v, %+v", r, who)
		}
		o.sound()
	})
}

// Of a long table an answer is about the first rows, and says so; the whole is looked at
// when it is asked for, and always when the table is taken in.
func TestALongTableIsAnsweredFromItsFirstRows(t *testing.T) {
	const long = 50_000
	body := "Ref;Qui;Le;Combien\n" + strings.Repeat("R-0;Acme;13/01/2026;rien\n", long) + "R-1;Acme;13/01/2026;121,00\n"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		waits := o.any("long.csv", body)
		m := explained()
		first := o.question(waits.Import, intake.Asked{Mapping: &m, TableOptions: intake.TableOptions{Snapshot: true}})
		if p := first.Preview; p.Read != 0 || p.Refused != long || !p.More || len(p.Rows) != 6 || first.Open+first.Closes != 0 {
			t.Errorf("the first rows: %+v", p)
		}
		whole := o.question(waits.Import, intake.Asked{Mapping: &m, Whole: true})
		if p := whole.Preview; p.Read != 1 || p.Refused != long || p.More || p.Problems[0].Count != long {
			t.Errorf("the whole: %+v", p)
		}
		r, err := o.desk.TakeTable(t.Context(), o.company.ID, waits.Import, m, intake.TableOptions{})
		if err != nil || r.Read != long+1 || r.Created != 1 || len(r.Errors) != 21 {
			t.Errorf("taken in: %d read, %d created, %d errors, %v", r.Read, r.Created, len(r.Errors), err)
		}
	})
}

// A column that was passed over is told of in the answer and in the report.
func TestAColumnThatWasNotUsedIsToldOf(t *testing.T) {
	const body = "customer number;name;email\nK1;Acme;xyz\nK2;Beta;\n"
	const told = `column C email was not used: "xyz" is not an e-mail address`
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.any("customers.csv", body)
		if said := notes(&r); r.Created != 2 || !slices.Contains(said, told) {
			t.Errorf("%d created: %q", r.Created, said)
		}
		if _, err := o.undo(r.Import); err != nil {
			t.Fatal(err)
		}
		q := o.question(r.Import, intake.Asked{})
		if len(q.Problems) != 1 || q.Problems[0].Text.String() != told {
			t.Errorf("%+v", q.Problems)
		}
		r, err := o.desk.TakeTable(t.Context(), o.company.ID, r.Import, q.Mapping, intake.TableOptions{})
		if said := notes(&r); err != nil || !slices.Equal(said, []string{told}) {
			t.Errorf("explained: %q, %v", said, err)
		}
	})
}
