package intake_test

import (
	"os"
	"strings"
	"testing"

	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestAnInvoiceInAdvanceIsKnownByItsTypeInEveryFormat(t *testing.T) {
	for _, file := range []string{"../format/ubl/testdata/invoice.xml", "../format/cii/testdata/minimum.xml"} {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for code, want := range map[string]bool{"380": false, "386": true, "500": true, "384": false} {
			doc, _, err := intake.ReadInvoice([]byte(strings.Replace(string(body), "TypeCode>380<", "TypeCode>"+code+"<", 1)))
			if err != nil || doc.TypeCode != code || doc.Prepayment() != want {
				t.Errorf("%s of type %s: %v, type %q in advance %v", file, code, err, doc.TypeCode, doc.Prepayment())
			}
		}
	}
}

func TestAnInvoiceInAdvanceIsKeptAsOne(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		plain, advance := bill{number: "R-1"}.xml(), strings.Replace(bill{number: "R-1"}.xml(), ">380<", ">386<", 1)
		for _, step := range []struct {
			body, want string
			advance    bool
		}{{plain, "created", false}, {advance, "updated", true}, {advance, "unchanged", true}, {plain, "updated", false}} {
			reports := o.invoices(intake.Bytes("R-1.xml", []byte(step.body)))
			if got := what(&reports[0]); got != step.want || o.invoice("R-1").Prepayment != step.advance {
				t.Errorf("%s, in advance %v: want %s, %v", got, o.invoice("R-1").Prepayment, step.want, step.advance)
			}
		}
		o.sound()
	})
}
