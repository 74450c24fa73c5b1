package intake_test

import (
	"encoding/base64"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

// scan is a PDF without an electronic invoice.
func scan(t testing.TB, name string) intake.File {
	t.Helper()
	body, err := os.ReadFile("../format/pdf/testdata/no-invoice.pdf")
	if err != nil {
		t.Fatal(err)
	}
	return intake.Bytes(name, body)
}

func (o *office) attached(number string) (names []string) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		all, err := tx.AttachmentsOf(o.invoice(number).ID)
		for _, a := range all {
			names = append(names, string(a.Kind)+" "+a.Name+" "+a.MIME)
		}
		return err
	})
	return names
}

func (o *office) openTasks() (kinds []string) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		open, err := tx.OpenTasks(0, 0, 100)
		for _, one := range open {
			kinds = append(kinds, string(one.Kind))
		}
		return err
	})
	return kinds
}

func TestAPDFGoesToTheInvoiceThatItsNameSpeaksOf(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "R-2026-17"}.file(), bill{number: "R-2026-18"}.file(), bill{number: "2026"}.file())
		for name, want := range map[string]string{
			"Bon de livraison R-2026-17.pdf": "R-2026-17",
			"R-2026-18/scan 3.pdf":           "R-2026-18", // the subject of a mail stands before
			"R-2026-17 et R-2026-18.pdf":     "",
			"scan.pdf":                       "",
			"R-2026-99.pdf":                  "",
		} {
			r := o.invoices(scan(t, name))[0]
			if r.Failed() || r.Attached != want || r.Loose != (want == "") {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if got := o.attached("R-2026-17"); !slices.Equal(got, []string{"delivery_note Bon de livraison R-2026-17.pdf application/pdf"}) {
			t.Errorf("%q", got)
		}
		if got := o.attached("R-2026-18"); !slices.Equal(got, []string{"copy scan 3.pdf application/pdf"}) {
			t.Errorf("%q", got)
		}
		if got := o.openTasks(); len(got) != 3 || got[0] != string(task.DocumentWaits) {
			t.Errorf("tasks: %q", got)
		}
		o.sound()
	})
}

func TestADocumentThatWaitsIsAttachedByAPerson(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "R-2026-17"}.file())
		r := o.invoices(scan(t, "scan.pdf"))[0]
		a, err := o.desk.AttachImported(t.Context(), o.company.ID, r.Import, intake.Proof{Invoice: o.invoice("R-2026-17").ID, Kind: evidence.Order}, today)
		if err != nil || a.Name != "scan.pdf" {
			t.Fatalf("%+v, %v", a, err)
		}
		if got := o.openTasks(); len(got) != 0 {
			t.Errorf("tasks: %q", got)
		}
		if got := o.attached("R-2026-17"); !slices.Equal(got, []string{"order scan.pdf application/pdf"}) {
			t.Errorf("%q", got)
		}
		if _, err := o.undo(o.imported("R-2026-17")); !errors.Is(err, fault.Conflict) {
			t.Errorf("the import of an invoice with a document was undone: %v", err)
		}
		o.sound()
	})
}

// imported is the file that brought an invoice.
func (o *office) imported(number string) (i id.ID) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		return tx.Row([]any{&i}, `SELECT import_id FROM invoice WHERE company_id = $1 AND number = $2`, tx.Company, number)
	})
	return i
}

func TestAProofIsTakenOffAndPutBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "R-1"}.file())
		i := o.invoice("R-1")
		for what, c := range map[string]struct {
			to   intake.Proof
			file intake.File
		}{
			"an empty file":      {intake.Proof{Invoice: i.ID, Kind: evidence.Quote}, intake.Bytes("e", nil)},
			"no kind":            {intake.Proof{Invoice: i.ID, Kind: "poem"}, intake.Bytes("e", []byte("x"))},
			"nothing":            {intake.Proof{Kind: evidence.Quote}, intake.Bytes("e", []byte("x"))},
			"two things":         {intake.Proof{Invoice: i.ID, Customer: i.Customer, Kind: evidence.Quote}, intake.Bytes("e", []byte("x"))},
			"a note of a novel":  {intake.Proof{Invoice: i.ID, Kind: evidence.Quote, Note: strings.Repeat("x", 501)}, intake.Bytes("e", []byte("x"))},
			"more than is taken": {intake.Proof{Invoice: i.ID, Kind: evidence.Quote}, intake.Bytes("e", make([]byte, intake.MostProof+1))},
		} {
			if _, err := o.desk.Attach(t.Context(), o.company.ID, c.to, c.file, today); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		page := intake.Bytes(`C:\scans\offer.html`, []byte("<html><script>alert(1)</script>"))
		a, err := o.desk.Attach(t.Context(), o.company.ID, intake.Proof{Invoice: i.ID, Kind: evidence.Quote, Note: " signed "}, page, today)
		if err != nil || a.Name != "offer.html" || a.MIME != "application/octet-stream" || a.Note != "signed" {
			t.Errorf("%+v, %v", a, err)
		}
		again, err := o.desk.Attach(t.Context(), o.company.ID, intake.Proof{Invoice: i.ID, Kind: evidence.Order}, page, today)
		if err != nil || again.ID != a.ID {
			t.Errorf("twice: %+v, %v", again, err)
		}
		if _, err := o.desk.Detach(t.Context(), o.company.ID, a.ID, today); err != nil || len(o.attached("R-1")) != 0 {
			t.Errorf("%v, %q stay", err, o.attached("R-1"))
		}
		if _, err := o.desk.Reattach(t.Context(), o.company.ID, a.ID, today); err != nil || len(o.attached("R-1")) != 1 {
			t.Errorf("%v, %q are back", err, o.attached("R-1"))
		}
		o.sound()
	})
}

func TestRecordsAttachDocuments(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "R-1"}.file())
		records := []intake.Placed[intake.DocumentRecord]{
			{At: "/documents/0", Record: intake.DocumentRecord{Name: "Lieferschein 7.txt", Content: base64.StdEncoding.EncodeToString([]byte("ten chairs"))}},
			{At: "/documents/1", Record: intake.DocumentRecord{Name: "b.pdf", Content: "not base64!"}},
		}
		for n, want := range [][]intake.Result{{intake.Created, intake.Refused}, {intake.Unchanged, intake.Refused}} {
			all, err := o.desk.RecordDocuments(t.Context(), o.company.ID, o.invoice("R-1").ID, records, today)
			if err != nil || all[0].Result != want[0] || all[1].Result != want[1] {
				t.Errorf("time %d: %+v, %v", n+1, all, err)
			}
		}
		if got := o.attached("R-1"); !slices.Equal(got, []string{"delivery_note Lieferschein 7.txt text/plain; charset=utf-8"}) {
			t.Errorf("%q", got)
		}
		o.sound()
	})
}

// What comes under the name, the number or the marks of a customer who was merged finds
// the one that stays, and does not change it.
func TestWhatComesUnderAMergedNameFindsTheOneThatStays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.customers("k.csv", "number;name;vat_id;city\n1;ACME;BE0400000086;Liège\n2;Akme Industries;;Gent\n")
		kept, gone := o.customer("1"), o.customer("2")
		desk := collect.Desk{Store: s}
		if _, err := desk.Merge(t.Context(), o.company.ID, kept.ID, gone.ID, nil, o.desk.Actor, today); err != nil {
			t.Fatal(err)
		}
		o.invoices(bill{number: "R-1", buyer: "Akme Industries"}.file(), bill{number: "R-2", buyer: "Anything", buyerVAT: "BE0400000086"}.file())
		for _, number := range []string{"R-1", "R-2"} {
			if i := o.invoice(number); i == nil || i.Customer != kept.ID {
				t.Errorf("%s is not the kept one's: %+v", number, i)
			}
		}
		r := o.customers("again.csv", "number;name;city;email\n2;Akme Industries;Antwerpen;akme@customer.example\n")
		if r.Updated != 1 || len(r.Warnings) != 2 || o.customer("2").City != "Liège" || o.customer("2").ID != kept.ID {
			t.Errorf("%+v: %+v", r, o.customer("2"))
		}
		records := []intake.Placed[intake.CustomerRecord]{{At: "/customers/0", Record: intake.CustomerRecord{Number: "2", Name: "Akme", IBANs: []string{"BE71096123456769"}}}}
		all, err := o.desk.RecordCustomers(t.Context(), o.company.ID, "api", records)
		if err != nil || all[0].Result != intake.Updated || all[0].ID != kept.ID || o.customer("1").Name != "ACME" {
			t.Errorf("%+v, %v", all, err)
		}
		o.recorded("F-9", invoice.Party{ID: "2"}, kept)
		o.sound()
	})
}

// recorded hands over an invoice that only says a customer's number.
func (o *office) recorded(number string, of invoice.Party, want *customer.Customer) {
	o.t.Helper()
	total := decimal.MustParse("10.00")
	r := intake.InvoiceRecord{}
	r.Number, r.Total, r.Customer.Number, r.IssuedOn = number, &total, of.ID, today
	all, err := o.desk.RecordInvoices(o.t.Context(), o.company.ID, "api", []intake.Placed[intake.InvoiceRecord]{{At: "/invoices/0", Record: r}})
	if err != nil || all[0].Result != intake.Created || o.invoice(number).Customer != want.ID {
		o.t.Errorf("%+v, %v", all, err)
	}
}
