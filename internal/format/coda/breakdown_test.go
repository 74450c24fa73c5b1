package coda

import (
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/testkit/golden"
)

func TestWhatWasPaidAndWhatBanksKeptIsRead(t *testing.T) {
	statements, err := coda.Gather(golden.Content(t, "testdata/foreign.coda"))
	if err != nil || len(statements) != 1 || len(statements[0].Warnings) != 0 {
		t.Fatalf("%v %+v", err, statements)
	}
	for n, c := range []struct{ name, amount, original, charges, reference string }{
		{"in the movement itself", "250.00", "271.25 USD", "", "123456789002"},
		{"more was booked than was paid", "-103.00", "-84.00 GBP", "3.00 EUR", ""},
		{"in an information record", "95.00", "15900 JPY", "5.00 EUR", ""},
		{"details that do not add up claim no charges", "480.00", "", "", ""},
		{"what was booked is not said twice", "70.00", "", "", ""},
		{"a currency that is none", "60.00", "", "", ""},
		{"charges on top, in two details", "-1026.05", "-1000.00 EUR", "26.05 EUR", ""},
		{"costs of nothing are no charges", "-12.50", "", "", ""},
	} {
		e := statements[0].Entries[n]
		if e.Amount.String() != c.amount || said(e.Original) != c.original || said(e.Charges) != c.charges || e.Reference != c.reference || e.Details != nil {
			t.Errorf("%s: %s, original %q, charges %q, reference %q", c.name, e.Amount, said(e.Original), said(e.Charges), e.Reference)
		}
	}
}

func said(s *bank.Sum) string {
	if s == nil {
		return ""
	}
	return s.Amount.String() + " " + s.Currency
}

// The charges of one payment of a batch are its own, and no other's.
func TestDetailsTellOfThePaymentBeforeThem(t *testing.T) {
	raw := golden.Content(t, "testdata/batch.coda")
	statements, err := coda.Gather(raw)
	if err != nil {
		t.Fatal(err)
	}
	batch := statements[0].Entries[1]
	if len(batch.Details) != 2 || said(batch.Original)+said(batch.Charges) != "" ||
		said(batch.Details[0].Original)+", "+said(batch.Details[0].Charges) != "100.00 EUR, 2.00 EUR" || said(batch.Details[1].Charges) != "" {
		t.Errorf("%+v", batch)
	}
	// A commission that says what it was in another currency says it of itself.
	own := strings.Replace(string(raw), "0COMMISSION"+blanks[:43], "1105000000000020000000000000230000001150000000NOK"+blanks[:5], 1)
	if statements, err = coda.Gather([]byte(own)); err != nil || own == string(raw) || len(own) != len(raw) {
		t.Fatalf("%v, %d bytes of %d", err, len(own), len(raw))
	}
	if d := statements[0].Entries[1].Details[0]; !strings.Contains(d.Text, "NOK") || said(d.Original) != "100.00 EUR" {
		t.Errorf("%+v", d)
	}
}
