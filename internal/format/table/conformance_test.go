package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/testkit/corpus"
)

// TestCollectedListsAreUnderstood reads the lists of invoices and payments that were
// collected, by nothing but what they say themselves, and holds them against what is
// known of them.
func TestCollectedListsAreUnderstood(t *testing.T) {
	type known struct {
		kind    Kind
		columns string // the fields of the columns, in their order
		rows    int
		total   string
	}
	for path, want := range map[string]known{
		"ar-ibm-pedroteles/data/WA_Fn-UseC_-Accounts-Receivable.csv":             {Invoices, "customer_number number issue_date due_date total", 2466, "147703.18"},
		"ar-sap-items/items.csv":                                                 {Invoices, "number customer_number issue_date due_date total", 18738, ""},
		"ar-llmeval-pay2inv/pay_to_inv/download/single/descriptive/invoices.csv": {Invoices, "number customer_number customer_name currency total issue_date due_date", 15527, ""},
		"ar-llmeval-pay2inv/pay_to_inv/download/single/descriptive/payments.csv": {Entries, "name iban text amount currency booking_date", 12262, ""},
		"ar-payments-matcher/Datasets/Property_DB_Invoices.csv":                  {Invoices, "number customer_number issue_date customer_name street total", 13, ""},
		"ar-payments-matcher/Datasets/merged_payments.csv":                       {Entries, "booking_date iban text name amount bank_reference", 12, ""},
	} {
		source, inside, _ := strings.Cut(path, "/")
		table := open(t, corpus.Content(t, source, inside))
		m, problems, ok := table.Understand()
		if !ok || m.Kind != want.kind {
			t.Errorf("%s is taken for %q", path, m.Kind)
			continue
		}
		for _, p := range problems {
			if p.Asks {
				t.Errorf("%s: %s", path, p.Text)
			}
		}
		var columns []string
		for _, c := range m.Columns {
			columns = append(columns, c.Field.String())
		}
		if got := strings.Join(columns, " "); got != want.columns {
			t.Errorf("%s: %s", path, got)
		}
		p, err := table.Preview(m, 0)
		if err != nil || p.Read != want.rows || p.Refused > 0 {
			t.Errorf("%s: %d read, %d refused, %v, %v", path, p.Read, p.Refused, p.Problems, err)
		}
		if want.total != "" {
			sum := decimal.Zero
			for _, i := range invoices(t, table, m) {
				sum, _ = sum.Add(i.Total)
			}
			if fmt.Sprint(sum) != want.total {
				t.Errorf("%s: %s", path, sum)
			}
		}
	}
}
