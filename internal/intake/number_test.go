package intake_test

import (
	"slices"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// numbers are the VAT and enterprise number of the customer that a word finds.
func (o *office) numbers(word string) string {
	o.t.Helper()
	c := o.customer(word)
	if c == nil {
		o.t.Fatalf("there is no %s", word)
	}
	return c.VATID + " " + c.EnterpriseNumber
}

func TestANumberThatCannotExistIsAWarningAndKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		bad := p.invoices(bill{number: "R-1", buyer: "Wrong", buyerVAT: "BE 0400.000.087"}.file())[0]
		if said := notes(&bad); bad.Created != 1 || !slices.Equal(said, []string{`buyer/vat_id: "BE0400000087" is no VAT number of BE: its check digits are wrong`}) {
			t.Errorf("an invoice: %s, %q", what(&bad), said)
		}
		if got := p.numbers("Wrong"); got != "BE0400000087 " {
			t.Errorf("it is kept as %s", got)
		}
		people := p.customers("c.csv", "number;name;country;vat_id;enterprise_number\nK1;Good;BE;;0400.000.086\nK2;Bad;NL;;1234567\nK3;Odd;US;anything;12-34\n")
		if said := notes(&people); people.Created != 3 || !slices.Equal(said, []string{`line 3: "1234567" is no KvK number or RSIN: they have 8 and 9 digits`}) {
			t.Errorf("a table: %s, %q", what(&people), said)
		}
		all, err := p.desk.RecordCustomers(t.Context(), p.company.ID, "api/customers", records[intake.CustomerRecord](t, "customers",
			`{"number": "P1", "name": "Petra", "country": "DE", "vat_id": "DE123456789"}`,
			`{"number": "P2", "name": "Quint", "country": "BE", "enterprise_number": "0400.000.086", "endpoint": "0208:1000000021"}`,
			`{"number": "P3", "name": "Rosa", "country": "FR", "vat_id": "FR 11 123 456 782", "enterprise_number": "123 456 782 00005"}`))
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, o := range all {
			for _, w := range o.Warnings {
				said = append(said, w.String())
			}
		}
		if want := []string{`/customers/0/vat_id: "DE123456789" is no VAT number of DE: its check digits are wrong`,
			"/customers/1/endpoint: the electronic address 0208:1000000021 is not that of 0400.000.086",
			`/customers/2/enterprise_number: "12345678200005" is no SIREN or SIRET: its check digit is wrong`}; !slices.Equal(said, want) {
			t.Errorf("records: %s", strings.Join(said, "\n"))
		}
		papers, err := p.desk.RecordInvoices(t.Context(), p.company.ID, "api/invoices", records[intake.InvoiceRecord](t, "invoices",
			`{"number": "R-9", "customer": {"name": "Sven", "vat_id": "LU12345614", "country": "LU"}, "issue_date": "2026-01-02", "total_amount": "1"}`))
		if err != nil || len(papers[0].Warnings) != 1 || papers[0].Warnings[0].Place.Path != "/invoices/0/customer/vat_id" {
			t.Errorf("a record of an invoice: %+v, %v", papers, err)
		}
		p.sound()
	})
}

// However the number of a customer is written, and wherever it comes from, it is one number.
func TestANumberIsStoredInOneForm(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		for n, vat := range []string{"BE 0400.000.086", "BE400000086", "be0400000086"} {
			file := bill{number: "R-" + string(rune('1'+n)), buyer: "Acme " + string(rune('A'+n)), buyerVAT: vat}.file()
			if r := p.invoices(file)[0]; r.Created != 1 || len(notes(&r)) > 0 {
				t.Errorf("%s: %s, %q", vat, what(&r), notes(&r))
			}
		}
		were(t, "a record without the country and the zero", p.bills(`{"number": "R-7", "customer": {"name": "Acme D", "enterprise_number": "400.000.086"}, "issue_date": "2026-01-02", "total_amount": "1"}`), "created")
		r := p.rows("R-8;;Acme E;2026-01-02;2026-01-16;121;121;EUR")
		if r.Created != 1 || p.count("customer") != 2 {
			t.Errorf("%s; there are %d customers", what(&r), p.count("customer"))
		}
		if got := p.numbers("Acme A"); got != "BE0400000086 0400000086" {
			t.Errorf("stored as %s", got)
		}
		were(t, "the customer himself", p.people(`{"number": "K-1", "name": "Acme A", "kind": "`+string(customer.Business)+`", "vat_id": "400.000.086", "country": "BE"}`), "updated")
		if got := p.numbers("K-1"); got != "BE0400000086 0400000086" {
			t.Errorf("updated to %s", got)
		}
		p.sound()
	})
}
