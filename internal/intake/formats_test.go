package intake_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestAPDFIsTakenInForTheInvoiceItCarries(t *testing.T) {
	body, err := os.ReadFile("../format/pdf/testdata/factur-x.pdf")
	if err != nil {
		t.Fatal(err)
	}
	bare, err := os.ReadFile("../format/pdf/testdata/no-invoice.pdf")
	if err != nil {
		t.Fatal(err)
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		reports := o.invoices(intake.Bytes("march.pdf", body), intake.Bytes("bare.pdf", bare))
		if what(&reports[0]) != "created" || !strings.HasSuffix(reports[0].Format, " pdf") {
			t.Errorf("the first: %s, %s", what(&reports[0]), reports[0].Format)
		}
		if !reports[1].Loose || reports[1].Failed() || !strings.Contains(reports[1].Warnings[0].Text.String(), "carries no electronic invoice") {
			t.Errorf("the second: %+v", reports[1])
		}
		if o.customer("Cycles Vantorre SRL") == nil {
			t.Error("its buyer is not known")
		}
		o.view(func(tx *store.Tx) error {
			kept, found, err := tx.Document(documentOf(t, tx))
			if !found || !bytes.Equal(kept.Body, body) || kept.MIME != "application/pdf" {
				t.Errorf("the PDF is not kept: %v, %s", found, kept.MIME)
			}
			return err
		})
		if again := o.invoices(intake.Bytes("march.pdf", body)); what(&again[0]) != "unchanged" {
			t.Errorf("again: %s", what(&again[0]))
		}
		o.sound()
	})
}

// documentOf is the document of the one invoice.
func documentOf(t *testing.T, tx *store.Tx) (hash string) {
	t.Helper()
	if err := tx.Row([]any{&hash}, `SELECT document FROM invoice WHERE company_id = $1`, tx.Company); err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestAnArchiveIsTakenInFileByFile(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		bank := codaBytes(codaStatement("1", "2026-01-20", line{amount: "100.00", text: "R-1"}))
		box := intake.Bytes("january.zip", []byte(testkit.Packed(t, "invoices/r1.xml", bill{number: "R-1"}.xml(), "bank.cod", string(bank), "readme", "hello")))
		reports, err := o.desk.Any(t.Context(), o.company.ID, []intake.File{box})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for n := range reports {
			got[reports[n].File] = what(&reports[n])
		}
		if len(got) != 3 || got["january.zip/invoices/r1.xml"] != "created" || got["january.zip/bank.cod"] != "created" ||
			!strings.HasPrefix(got["january.zip/readme"], "error: the file is of no kind") {
			t.Errorf("%v", got)
		}
		damaged := intake.Bytes("damaged.zip", []byte("PK\x03\x04 and nothing else"))
		if reports, err = o.desk.Any(t.Context(), o.company.ID, []intake.File{damaged}); err != nil || len(reports) != 1 || !reports[0].Failed() {
			t.Errorf("a damaged archive: %+v, %v", reports, err)
		}
		o.sound()
	})
}

func TestBankTablesThatOverlapBookNothingTwice(t *testing.T) {
	const head = "IBAN;Currency;Booking date;Amount;Name;Counterparty IBAN;Text\n"
	row := func(day, amount, text string) string {
		return "BE68539007547034;EUR;" + day + ";" + amount + ";ACME;BE71096123456769;" + text + "\n"
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		twin := row("2026-01-20", "100,00", "R-1")
		first := o.statement(intake.Bytes("january.csv", []byte(head+row("2026-01-19", "7,50", "R-0")+twin+twin)))
		if first.Failed() || first.Created != 3 {
			t.Fatalf("the first: %+v", first)
		}
		second := o.statement(intake.Bytes("late.csv", []byte(head+twin+twin+row("2026-01-21", "9,00", "R-2"))))
		if second.Failed() || second.Created != 1 || second.Unchanged != 2 {
			t.Errorf("the second: %+v", second)
		}
		if n, sum := o.entries(); n != 4 || sum != "216.50" {
			t.Errorf("%d entries, %s", n, sum)
		}
		o.sound()
	})
}
