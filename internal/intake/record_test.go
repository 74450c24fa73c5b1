package intake_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/payment"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// records reads records as a program writes them, placed as in a batch.
func records[T any](t testing.TB, batch string, texts ...string) []intake.Placed[T] {
	t.Helper()
	var all []intake.Placed[T]
	for n, text := range texts {
		r := intake.Placed[T]{At: fmt.Sprintf("/%s/%d", batch, n)}
		if err := json.Unmarshal([]byte(text), &r.Record); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		all = append(all, r)
	}
	return all
}

// program hands records over to an office and tells what became of each: "created", or
// the error with its place.
type program struct{ *office }

func newProgram(t testing.TB, s *store.Store) *program {
	o := newOffice(t, s)
	o.desk.Actor = "API Ledger"
	return &program{o}
}

func told(t testing.TB, all []intake.Outcome, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, o := range all {
		word := string(o.Result)
		if o.Result == intake.Refused {
			word = fault.Notes(o.Err)[0].String()
		}
		if (o.ID == 0) != (o.Result == intake.Refused) {
			t.Errorf("%s has the identifier %s", word, o.ID)
		}
		words = append(words, word)
	}
	return words
}

func (p *program) bills(texts ...string) []string {
	p.t.Helper()
	all, err := p.desk.RecordInvoices(p.t.Context(), p.company.ID, "api/invoices", records[intake.InvoiceRecord](p.t, "invoices", texts...))
	return told(p.t, all, err)
}

func (p *program) credits(texts ...string) []string {
	p.t.Helper()
	all, err := p.desk.RecordCreditNotes(p.t.Context(), p.company.ID, "api/credit-notes", records[intake.CreditNoteRecord](p.t, "credit_notes", texts...))
	return told(p.t, all, err)
}

func (p *program) people(texts ...string) []string {
	p.t.Helper()
	all, err := p.desk.RecordCustomers(p.t.Context(), p.company.ID, "api/customers", records[intake.CustomerRecord](p.t, "customers", texts...))
	return told(p.t, all, err)
}

func (p *program) payments(texts ...string) []string {
	p.t.Helper()
	all, err := p.desk.RecordPayments(p.t.Context(), p.company.ID, "api/payments", records[intake.PaymentRecord](p.t, "payments", texts...))
	return told(p.t, all, err)
}

// were compares what became of records with the beginnings of what is expected.
func were(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func (p *program) payment(external string) (found payment.Payment) {
	p.t.Helper()
	p.view(func(tx *store.Tx) error {
		all, err := tx.PaymentsByExternal([]string{external})
		if len(all) == 1 {
			found = all[0]
		}
		return err
	})
	return found
}

const acme = `"customer": {"external_id": "K-1", "name": "ACME SA", "vat_id": "BE 0400.000.086", "email": "compta@acme.example"}`

// billing is an invoice R-1 of 121.00 for ACME, with more members in front.
func billing(more string) string {
	return `{` + more + `"external_id": "F-1", "number": "R-1", ` + acme + `, "issue_date": "2026-01-02", "due_date": "2026-01-16", "total_amount": "121.00"}`
}

func TestTheSameRecordsTwiceChangeNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		batch := []string{
			billing(`"net_amount": "100", "tax_amount": "21.00", "order_reference": "PO-1", "notes": ["Thank you"], `),
			`{"number": "R-2", "customer": {"external_id": "K-1"}, "issue_date": "2026-01-03", "total_amount": "60", "currency": "EUR",
				"reference": "+++090/9337/55493+++", "instalments": [{"due_date": "2026-02-01", "amount": "20"}, {"due_date": "2026-03-01", "amount": "40.00"}]}`,
		}
		were(t, "first, one of them for a customer who comes with the other", p.bills(batch...), "created", "created")
		were(t, "again", p.bills(batch...), "unchanged", "unchanged")
		were(t, "credit", p.credits(`{"external_id": "F-1", "number": "C-1", "customer": {"external_id": "K-1"}, "issue_date": "2026-01-05", "total_amount": "21.00", "corrects": ["r 1"]}`), "created")
		were(t, "credit again", p.credits(`{"external_id": "F-1", "number": "C-1", "customer": {"external_id": "K-1"}, "issue_date": "2026-01-05", "total_amount": "21", "corrects": ["r 1"]}`), "unchanged")
		if _, err := settle.Match(t.Context(), s, p.company.ID, today, nil); err != nil {
			t.Fatal(err)
		}
		if i := p.invoice("R-1"); i.Open.Text() != "100.00 EUR" || i.ExternalID != "F-1" || i.Source != "api" || i.Document == "" || i.DueOn.String() != "2026-01-16" {
			t.Errorf("R-1 is %+v", i)
		}
		if i := p.invoice("R-2"); len(i.Parts) != 2 || i.DueOn.String() != "2026-02-01" || i.Reference != "090933755493" {
			t.Errorf("R-2 is %+v", i)
		}
		if c := p.customer("ACME SA"); c == nil || c.ExternalID != "K-1" || c.VATID != "BE0400000086" || p.count("customer") != 1 {
			t.Errorf("the customer is %+v, of %d", c, p.count("customer"))
		}
		if p.count("import") != 2 {
			t.Errorf("%d imports are remembered; those that brought nothing need not be", p.count("import"))
		}
		p.sound()
	})
}

func TestARecordIsUpdated(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "first", p.bills(billing("")), "created")
		were(t, "only the order differs", p.bills(billing(`"order_reference": "PO-2", `)), "updated")
		were(t, "only a note differs", p.bills(billing(`"order_reference": "PO-2", "notes": ["now"], `)), "updated")
		were(t, "nothing differs", p.bills(billing(`"notes": ["now"], "order_reference": "PO-2", `)), "unchanged")
		were(t, "the total differs", p.bills(strings.Replace(billing(""), "121.00", "150.00", 1)), "updated")
		if i := p.invoice("R-1"); i.Open.Text() != "150.00 EUR" || i.OrderReference != "" {
			t.Errorf("R-1 is %+v", i)
		}
		were(t, "another number for the same", p.bills(strings.Replace(billing(""), "R-1", "R-9", 1)), "/invoices/0: F-1 is the external identifier of R-1 here")
		were(t, "another identifier for the same", p.bills(strings.Replace(billing(""), "F-1", "F-9", 1)), "/invoices/0: R-1 has the external identifier F-1 here")
		were(t, "twice in one batch", p.bills(billing(""), billing(`"notes": ["x"], `)), "updated", "/invoices/1: R-1 stands twice")
		p.sound()
	})
}

// What came by a file is known to the program by its number from then on.
func TestARecordFindsWhatCameByAFile(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		p.invoices(bill{number: "R-1", due: "2026-01-16", buyer: "Acme", buyerVAT: "BE0400000086"}.file())
		document := p.invoice("R-1").Document
		were(t, "the same as the file", p.bills(billing("")), "updated")
		if i := p.invoice("R-1"); i.ExternalID != "F-1" || i.Document != document {
			t.Errorf("R-1 is %+v", i)
		}
		if c := p.customer("Acme"); c == nil || c.ExternalID != "K-1" || p.count("customer") != 1 {
			t.Errorf("the customer is %+v", c)
		}
		were(t, "again", p.bills(billing("")), "unchanged")
		if got := what(&p.invoices(bill{number: "R-1", due: "2026-01-16", buyer: "Acme", buyerVAT: "BE0400000086"}.file())[0]); got != "unchanged" {
			t.Errorf("the file again: %s", got)
		}
		were(t, "another customer of that VAT number", p.bills(`{"number": "R-2", "customer": {"external_id": "K-2", "name": "ACME Gand", "vat_id": "BE0400000086"}, "issue_date": "2026-01-02", "total_amount": "1"}`), "created")
		if p.count("customer") != 2 {
			t.Errorf("%d customers", p.count("customer"))
		}
		p.sound()
	})
}

// A document that comes as a file tells more than the record before it.
func TestAFileTellsMoreThanTheRecordBeforeIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "record", p.bills(billing("")), "created")
		file := bill{number: "R-1", due: "2026-01-16", buyer: "Acme", buyerVAT: "BE0400000086"}.file()
		if got := what(&p.invoices(file)[0]); got != "updated" {
			t.Errorf("the file: %s", got)
		}
		if i := p.invoice("R-1"); i.ExternalID != "F-1" || i.Source == "api" {
			t.Errorf("R-1 is %+v", i)
		}
		were(t, "the record again", p.bills(billing("")), "unchanged")
		if got := what(&p.invoices(file)[0]); got != "unchanged" {
			t.Errorf("the file again: %s", got)
		}
	})
}

func TestOneBadRecordStopsNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		good := func(number string) string {
			return `{"number": "` + number + `", ` + acme + `, "issue_date": "2026-01-02", "total_amount": "10.00"}`
		}
		bad := func(members string) string {
			return `{"number": "R-X", ` + acme + `, "issue_date": "2026-01-02", ` + members + `}`
		}
		got := p.bills(good("R-1"),
			bad(`"total_amount": "1.001"`),
			bad(`"total_amount": "1", "instalments": [{"due_date": "2026-02-01", "amount": "1"}]`),
			bad(`"total_amount": "3", "instalments": [{"due_date": "2026-02-01", "amount": "1"}, {"due_date": "2026-03-01", "amount": "1"}]`),
			bad(`"total_amount": "3", "instalments": [{"due_date": "2026-02-01", "amount": "3"}, {"due_date": "2026-03-01", "amount": "0"}]`),
			bad(`"total_amount": "1", "reference": "R-X"`),
			bad(`"total_amount": "99999999999999999"`),
			`{"number": "R-X", "customer": {"vat_id": "BE0400000086"}, "issue_date": "2026-01-02", "total_amount": "1"}`,
			`{"number": "R-Y", "customer": {"number": "nobody"}, "issue_date": "2026-01-02", "total_amount": "1", "currency": "JPY"}`,
			good("R-2"))
		were(t, "outcomes", got, "created",
			"/invoices/1/total_amount: 1.001 has more than 2 decimals",
			"/invoices/2/instalments: an invoice has two instalments or more",
			"/invoices/3/instalments: the instalments add up to 2.00 EUR, but 3.00 EUR is payable",
			"/invoices/4/instalments/1/amount: an instalment is more than nothing",
			"/invoices/5/reference: \"R-X\" is no structured reference",
			"/invoices/6/total_amount: 99999999999999999 is too large",
			"/invoices/7/customer: R-X does not say who is to pay",
			"/invoices/8/customer: no customer is known as nobody here",
			"created")
		if p.count("invoice") != 2 || p.count("customer") != 1 {
			t.Errorf("%d invoices, %d customers", p.count("invoice"), p.count("customer"))
		}
		stored := p.stored()
		if len(stored) != 1 || stored[0].Created != 2 || len(stored[0].Errors) != 8 || stored[0].Format != "api" {
			t.Errorf("the history has %+v", stored)
		}
		p.sound()
	})
}

func TestWhatAPersonEditedSurvivesTheNextRecord(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "customer", p.people(`{"external_id": "K-1", "number": "1001", "name": "ACME SA", "city": "Namur", "terms_days": 30}`), "created")
		were(t, "first", p.bills(billing("")), "created")
		i, c := p.invoice("R-1"), p.customer("1001")
		edited := *c
		edited.City = "Dinant"
		desk := &collect.Desk{Store: s}
		if err := desk.EditCustomer(t.Context(), customer.Ref{Company: p.company.ID, Customer: c.ID}, edited, "anne@lys.example", today); err != nil {
			t.Fatal(err)
		}
		if err := desk.EditInvoice(t.Context(), p.company.ID, i.ID, map[string]string{"due_on": "2026-02-06", "order_reference": "ours"}, "anne@lys.example", today); err != nil {
			t.Fatal(err)
		}
		were(t, "the same invoice", p.bills(billing("")), "unchanged")
		were(t, "a new total", p.bills(strings.Replace(billing(""), "121.00", "150.00", 1)), "updated")
		if i = p.invoice("R-1"); i.DueOn.String() != "2026-02-06" || i.OrderReference != "ours" || i.Open.Text() != "150.00 EUR" {
			t.Errorf("R-1 is %+v", i)
		}
		all, err := p.desk.RecordCustomers(t.Context(), p.company.ID, "api", records[intake.CustomerRecord](t, "customers",
			`{"external_id": "K-1", "city": "Namur", "terms_days": 14}`, `{"external_id": "K-1", "city": "Liège", "terms_days": 14}`))
		were(t, "the customer", told(t, all, err), "updated", "unchanged")
		if len(all[1].Warnings) != 1 || all[1].Warnings[0].String() != `/customers/1/city: it was edited here and stays "Dinant"` {
			t.Errorf("warned of %v", all[1].Warnings)
		}
		if c = p.customer("1001"); c.City != "Dinant" || *c.TermsDays != 14 || c.ExternalID != "K-1" {
			t.Errorf("the customer is %+v", c)
		}
	})
}

func TestCustomersAreRecorded(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		p.invoices(bill{number: "R-1", buyer: "Gamma", buyerVAT: "BE0400000196"}.file())
		batch := []string{
			`{"external_id": "K-1", "number": "1001", "name": "ACME SA", "kind": "public", "language": "nl", "country": "be", "vat_id": "BE 0400.000.086",
				"contacts": [{"name": "Zoë", "email": "Zoe@acme.example", "position": "accountant", "purposes": ["reminders"]}, {"name": "Desk"}], "ibans": ["BE68 5390 0754 7034"]}`,
			`{"number": "1002", "name": "Beta SPRL", "country": "FR"}`,
			`{"external_id": "K-3", "name": "Gamma", "vat_id": "BE0400000196", "number": "1003"}`,
		}
		were(t, "first", p.people(batch...), "created", "created", "updated")
		were(t, "again", p.people(batch...), "unchanged", "unchanged", "unchanged")
		a, b, g := p.customer("1001"), p.customer("1002"), p.customer("1003")
		if a == nil || b == nil || g == nil || a.Kind != customer.Public || a.Country != "BE" || a.VATID != "BE0400000086" || b.Kind != customer.Consumer || b.Language != "fr" || g.ExternalID != "K-3" || p.count("customer") != 3 {
			t.Fatalf("%+v\n%+v\n%+v", a, b, g)
		}
		were(t, "changes", p.people(
			`{"external_id": "K-1", "number": "1009", "vat_id": "", "street": "Rue du Port 1", "contacts": [{"email": "zoe@acme.example", "phone": "+32 2 123 45 67"}, {"name": "New"}]}`,
			`{"number": "1002", "external_id": "K-2", "language": "de"}`), "updated", "updated")
		p.view(func(tx *store.Tx) error {
			people, err := tx.Contacts(a.ID)
			var names []string
			for _, c := range people[a.ID] {
				names = append(names, fmt.Sprint(c.Name, " ", c.Email, " ", c.Phone, " ", c.Position, " ", c.Purposes))
			}
			if want := []string{"Zoë zoe@acme.example +32 2 123 45 67 accountant [reminders]", "Desk   other []", "New   other []"}; !slices.Equal(names, want) {
				t.Errorf("%q", names)
			}
			payers, err2 := tx.Payers(a.ID)
			if !slices.Equal(payers, []string{"BE68539007547034"}) {
				t.Errorf("paying from %v", payers)
			}
			return errorsOf(err, err2)
		})
		if a = p.customer("1009"); a == nil || a.VATID != "" || a.Street != "Rue du Port 1" || a.Name != "ACME SA" {
			t.Errorf("%+v", a)
		}
		if b = p.customer("1002"); b.ExternalID != "K-2" || b.Language != "de" {
			t.Errorf("%+v", b)
		}
		p.sound()
	})
}

func errorsOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestLabelsAndManagersAreRecorded(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		said := func(number string) string {
			c := p.customer(number)
			return customer.LabelText(c.Labels) + " | " + c.Manager
		}
		one := `{"external_id": "K-1", "number": "1001", "name": "ACME SA", "labels": ["vip", " Construction", "VIP"], "manager": "Anna@Lys.example"}`
		were(t, "first", p.people(one, `{"external_id": "K-2", "number": "1002", "name": "Beta"}`), "created", "created")
		were(t, "again", p.people(one), "unchanged")
		were(t, "nothing said", p.people(`{"external_id": "K-1", "name": "ACME SA"}`), "unchanged")
		if got := said("1001"); got != "Construction, vip | anna@lys.example" || said("1002") != " | " {
			t.Errorf("%s; %s", got, said("1002"))
		}
		were(t, "taken away", p.people(`{"external_id": "K-1", "labels": ["north"], "manager": ""}`), "updated")
		if got := said("1001"); got != "north | " {
			t.Errorf("then %s", got)
		}
		desk := &collect.Desk{Store: s}
		if _, err := desk.Mark(t.Context(), p.company.ID, []collect.Mark{{Customer: p.customer("1001").ID, Label: "ours"}}, "anne@lys.example", today); err != nil {
			t.Fatal(err)
		}
		all, err := p.desk.RecordCustomers(t.Context(), p.company.ID, "api", records[intake.CustomerRecord](t, "customers", one, `{"external_id": "K-2", "manager": "Anna"}`))
		were(t, "edited", told(t, all, err), "updated", `/customers/1/manager: "anna" is not an e-mail address`)
		if len(all[0].Warnings) != 1 || all[0].Warnings[0].String() != `/customers/0/labels: it was edited here and stays "north, ours"` {
			t.Errorf("warned of %v", all[0].Warnings)
		}
		if got := said("1001"); got != "north, ours | anna@lys.example" {
			t.Errorf("at last %s", got)
		}
		p.sound()
	})
}

func TestABadCustomerStopsNoOther(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "first", p.people(`{"external_id": "K-1", "number": "1001", "name": "ACME SA"}`, `{"external_id": "K-2", "number": "1002", "name": "Beta"}`), "created", "created")
		were(t, "outcomes", p.people(
			`{"external_id": "K-3"}`,
			`{"name": "Nobody"}`,
			`{"external_id": "K-9", "number": "1001", "name": "Another"}`,
			`{"external_id": "K-1", "number": "1002"}`,
			`{"external_id": "K-4", "name": "D", "contacts": [{"phone": "1"}, {"email": "no address"}], "ibans": ["BE00"]}`,
			`{"external_id": "K-2", "city": "Namur"}`,
			`{"external_id": "K-2", "city": "Dinant"}`,
			`{"external_id": "K-1", "number": "1005"}`,
			`{"external_id": "K-6", "number": "1001", "name": "Takes a number that was just given up"}`,
			`{"external_id": "K-5", "name": "Epsilon"}`),
			"/customers/0/name: the customer has no name",
			"/customers/1: a customer needs an external identifier or a number",
			"/customers/2/number: the number 1001 is that of ACME SA",
			"/customers/3/number: the number 1002 is that of Beta",
			"/customers/4/contacts/0: a contact needs a name",
			"updated",
			"/customers/6: 1002 stands twice in this import",
			"updated",
			"/customers/8/number: the number 1001 is that of ACME SA",
			"created")
		were(t, "the next batch", p.people(`{"external_id": "K-6", "number": "1001", "name": "Zeta"}`), "created")
		if c := p.customer("K-5"); c == nil || c.Name != "Epsilon" {
			t.Errorf("without a number: %+v", c)
		}
		p.sound()
	})
}

// paid is a payment of 100.00 by ACME, with more members in front.
func paid(more string) string {
	return `{` + more + `"external_id": "P-1", "customer": {"external_id": "K-1"}, "received_date": "2026-01-20", "amount": "100.00"}`
}

func TestAPaymentIsBookedOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "invoice", p.bills(billing("")), "created")
		were(t, "on account", p.payments(paid("")), "created")
		were(t, "again", p.payments(paid(""), paid("")), "unchanged", "unchanged")
		if got := p.payment("P-1"); got.OnAccount.Text() != "100.00 EUR" || got.Source != payment.API || got.BookedBy != "API Ledger" {
			t.Errorf("%+v", got)
		}
		were(t, "given", p.payments(paid(`"allocations": [{"external_id": "F-1", "amount": "60"}], `)), "updated")
		were(t, "given again", p.payments(paid(`"allocations": [{"number": "R-1", "amount": "60.00"}], `), paid("")), "unchanged", "unchanged")
		were(t, "more is given", p.payments(paid(`"allocations": [{"number": "R-1", "external_id": "F-1", "amount": "70"}], `)), "updated")
		if i, got := p.invoice("R-1"), p.payment("P-1"); i.Open.Text() != "51.00 EUR" || got.OnAccount.Text() != "30.00 EUR" {
			t.Errorf("R-1 has %s open, the payment %s on account", i.Open.Text(), got.OnAccount.Text())
		}
		were(t, "another amount", p.payments(strings.Replace(paid(""), "100.00", "90.00", 1)), "/payments/0: P-1 is booked here already, 100.00 EUR on 2026-01-20")
		p.sound()
	})
}

func TestABadPaymentStopsNoOther(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "invoices", p.bills(billing(""), `{"number": "U-1", "customer": {"name": "Beta"}, "issue_date": "2026-01-02", "total_amount": "50"}`), "created", "created")
		with := func(name, members string) string {
			return `{"external_id": "` + name + `", "customer": {"external_id": "K-1"}, "received_date": "2026-01-20", ` + members + `}`
		}
		were(t, "outcomes", p.payments(
			with("P-1", `"amount": "0"`),
			with("P-2", `"amount": "1.001"`),
			with("P-3", `"amount": "10", "allocations": [{"number": "R-1", "amount": "11"}]`),
			with("P-4", `"amount": "200", "allocations": [{"number": "R-1", "amount": "121.01"}]`),
			with("P-5", `"amount": "50", "allocations": [{"number": "U-1", "amount": "50"}]`),
			with("P-6", `"amount": "50", "currency": "USD", "allocations": [{"number": "R-1", "amount": "50"}]`),
			with("P-7", `"amount": "50", "allocations": [{"number": "R-1", "amount": "1"}, {"external_id": "F-1", "amount": "1"}]`),
			`{"external_id": "P-8", "customer": {}, "received_date": "2026-01-20", "amount": "1"}`,
			`{"external_id": "P-9", "customer": {"number": "?"}, "received_date": "2026-01-20", "amount": "1"}`,
			with("P-10", `"amount": "121", "allocations": [{"number": "R-1", "amount": "121"}]`),
			with("P-11", `"amount": "121", "allocations": [{"number": "R-1", "amount": "121"}]`)),
			"/payments/0/amount: 0.00 EUR is not more than nothing",
			"/payments/1/amount: 1.001 has more than 2 decimals",
			"/payments/2/allocations/0: the payment has 10.00 EUR left",
			"/payments/3/allocations/0: R-1 has 121.00 EUR open",
			"/payments/4/allocations/0: the customer has no such invoice",
			"/payments/5/allocations/0: 50.00 USD cannot settle invoices in EUR",
			"/payments/6/allocations/1: R-1 stands twice in this payment",
			"/payments/7/customer: a customer needs an external identifier or a number",
			"/payments/8/customer: no customer is known as ? here",
			"created",
			"/payments/10/allocations/0: R-1 has 0.00 EUR open")
		if i := p.invoice("R-1"); !i.Open.IsZero() || p.count("payment") != 1 {
			t.Errorf("R-1 has %s open, %d payments", i.Open, p.count("payment"))
		}
		p.sound()
	})
}

// What was taken back here is not booked again by sending it again.
func TestAPaymentThatWasTakenBackStaysSo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "invoice", p.bills(billing("")), "created")
		given := paid(`"allocations": [{"number": "R-1", "amount": "100"}], `)
		were(t, "payment", p.payments(given), "created")
		var imported id.ID
		p.view(func(tx *store.Tx) error {
			all, err := tx.Imports(0, 1)
			imported = all[0].ID
			return err
		})
		if _, err := intake.Undo(t.Context(), s, p.company.ID, imported, "anne@lys.example", today); err != nil {
			t.Fatal(err)
		}
		if i := p.invoice("R-1"); i.Open.Text() != "121.00 EUR" {
			t.Errorf("after undoing %s are open", i.Open.Text())
		}
		all, err := p.desk.RecordPayments(t.Context(), p.company.ID, "api", records[intake.PaymentRecord](t, "payments", given))
		were(t, "sent again", told(t, all, err), "unchanged")
		if len(all[0].Warnings) != 1 || p.invoice("R-1").Open.Text() != "121.00 EUR" {
			t.Errorf("warned of %v", all[0].Warnings)
		}
		p.sound()
	})
}

func TestBooksSayWhatIsLeftOfAnInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "wholly open", p.bills(billing(`"open_amount": "121", `)), "created")
		were(t, "partly", p.bills(billing(`"open_amount": "21", `)), "updated")
		were(t, "again", p.bills(billing(`"open_amount": "21", `)), "unchanged")
		if i := p.invoice("R-1"); i.Open.Text() != "21.00 EUR" {
			t.Errorf("%s open", i.Open.Text())
		}
		p.sound()
	})
}

// Programs that send the same at the same time make everything once.
func TestTwoBatchesWithTheSameRecords(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		var people, bills, payments []string
		for n := range 40 {
			people = append(people, fmt.Sprintf(`{"external_id": "K-%d", "name": "Customer %d"}`, n, n))
			bills = append(bills, fmt.Sprintf(`{"external_id": "F-%d", "number": "R-%d", "customer": {"external_id": "K-%d", "name": "Customer %d", "number": "%d"}, "issue_date": "2026-01-02", "total_amount": "10"}`, n, n, n, n, n))
			payments = append(payments, fmt.Sprintf(`{"external_id": "P-%d", "customer": {"external_id": "K-%d"}, "received_date": "2026-01-20", "amount": "10", "allocations": [{"number": "R-%d", "amount": "10"}]}`, n, n, n))
		}
		ctx, company := context.Background(), p.company.ID
		at := func(do func() ([]intake.Outcome, error)) {
			t.Helper()
			made := make(chan int, 4)
			var all errgroup.Group
			for range 4 {
				all.Go(func() error {
					outcomes, err := do()
					created := 0
					for _, o := range outcomes {
						if o.Result == intake.Created {
							created++
						} else if o.Result != intake.Unchanged {
							t.Errorf("%s: %v", o.Result, o.Err)
						}
					}
					made <- created
					return err
				})
			}
			if err := all.Wait(); err != nil {
				t.Fatal(err)
			}
			if total := <-made + <-made + <-made + <-made; total != 40 {
				t.Errorf("%d were made", total)
			}
		}
		reversed := func(texts []string) []string {
			texts = slices.Clone(texts)
			slices.Reverse(texts)
			return texts
		}
		at(func() ([]intake.Outcome, error) {
			return p.desk.RecordInvoices(ctx, company, "api", records[intake.InvoiceRecord](t, "invoices", reversed(bills)...))
		})
		at(func() ([]intake.Outcome, error) {
			return p.desk.RecordPayments(ctx, company, "api", records[intake.PaymentRecord](t, "payments", payments...))
		})
		were(t, "customers", p.people(people[0]), "unchanged")
		if p.count("customer") != 40 || p.count("invoice") != 40 || p.count("payment") != 40 || p.count("allocation") != 40 {
			t.Errorf("%d customers, %d invoices, %d payments, %d allocations", p.count("customer"), p.count("invoice"), p.count("payment"), p.count("allocation"))
		}
		p.sound()
	})
}

func TestNewCustomersAreMadeOnceByBatchesAtTheSameTime(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		var texts []string
		for n := range 40 {
			texts = append(texts, fmt.Sprintf(`{"external_id": "K-%d", "number": "%d", "name": "Customer %d", "contacts": [{"email": "a@c%d.example"}]}`, n, n, n, n))
		}
		var all errgroup.Group
		for range 4 {
			all.Go(func() error {
				_, err := p.desk.RecordCustomers(context.Background(), p.company.ID, "api", records[intake.CustomerRecord](t, "customers", texts...))
				return err
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		if p.count("customer") != 40 || p.count("contact") != 40 {
			t.Errorf("%d customers, %d contacts", p.count("customer"), p.count("contact"))
		}
	})
}
