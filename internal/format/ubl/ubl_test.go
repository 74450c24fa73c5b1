package ubl

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
	"acquit/internal/invoice"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

func TestSamples(t *testing.T) { ubl.Test(t) }

func TestDetect(t *testing.T) {
	ubl.Kind.Test(t, map[string]string{
		"an invoice":     start,
		"an envelope":    envelope(start),
		"behind a blank": "\n" + start,
	}, map[string]string{
		"UBL 1":                       `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-1.0"/>`,
		"an envelope that is cut off": `<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">`,
		"another kind of XML":         "<html/>",
		"nothing":                     "",
	})
}

func TestAttachmentsAreDecoded(t *testing.T) {
	doc, err := ubl.Read(golden.Content(t, "testdata/invoice.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(doc.Attachments[0].Body); got != "day;hours\n1;8\n" {
		t.Errorf("got %q", got)
	}
}

const start = `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">
<ID>R-1</ID>
<IssueDate>2026-02-02</IssueDate>
<DocumentCurrencyCode>EUR</DocumentCurrencyCode>
`

const end = `<LegalMonetaryTotal>
<PayableAmount>100.00</PayableAmount></LegalMonetaryTotal></Invoice>`

// read reads a small invoice with some more elements in its middle.
func read(t *testing.T, middle string) *invoice.Document {
	t.Helper()
	doc, err := Read(strings.NewReader(start + middle + end))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestKinds(t *testing.T) {
	for _, test := range []struct {
		name, root, code string
		want             invoice.Kind
	}{
		{"an invoice", "Invoice", "380", invoice.Bill},
		{"a credit note", "CreditNote", "381", invoice.CreditNote},
		{"a credit note under the root of an invoice", "Invoice", "381", invoice.CreditNote},
		{"a corrected invoice", "Invoice", "384", invoice.Bill},
		{"a credit note without a type", "CreditNote", "", invoice.CreditNote},
		{"an invoice whose type is no code", "Invoice", "SalesInvoice", invoice.Bill},
		{"a credit note whose type is that of an invoice", "CreditNote", "380", invoice.CreditNote},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := start + "<" + test.root + "TypeCode>" + test.code + "</" + test.root + "TypeCode>" + end
			doc, err := Read(strings.NewReader(strings.ReplaceAll(file, "Invoice", test.root)))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Kind != test.want || doc.TypeCode != test.code {
				t.Errorf("got %s %q, want %s %q", doc.Kind, doc.TypeCode, test.want, test.code)
			}
		})
	}
}

func TestAmounts(t *testing.T) {
	for _, test := range []struct{ name, root, totals, want string }{
		{"paid already", "Invoice", "<TaxInclusiveAmount>100.00</TaxInclusiveAmount><PrepaidAmount>100.00</PrepaidAmount><PayableAmount>0.00</PayableAmount>", "invoice 0.00 of 100.00"},
		{"paid in part", "Invoice", "<TaxInclusiveAmount>100.00</TaxInclusiveAmount><PrepaidAmount>40.00</PrepaidAmount><PayableAmount>60.00</PayableAmount>", "invoice 60.00 of 100.00"},
		{"paid beyond", "Invoice", "<TaxInclusiveAmount>100.00</TaxInclusiveAmount><PrepaidAmount>140.00</PrepaidAmount><PayableAmount>-40.00</PayableAmount>", "invoice -40.00 of 100.00"},
		{"a negative invoice", "Invoice", "<TaxInclusiveAmount>-25.00</TaxInclusiveAmount><PayableAmount>-25.00</PayableAmount>", "invoice -25.00 of -25.00"},
		{"a credit note", "CreditNote", "<TaxInclusiveAmount>25.00</TaxInclusiveAmount><PayableAmount>25.00</PayableAmount>", "credit_note -25.00 of 25.00"},
		{"rounded", "Invoice", "<TaxInclusiveAmount>99.98</TaxInclusiveAmount><PayableRoundingAmount>0.02</PayableRoundingAmount><PayableAmount>100.00</PayableAmount>", "invoice 100.00 of 99.98"},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := start + "<LegalMonetaryTotal>" + test.totals + "</LegalMonetaryTotal></Invoice>"
			doc, err := Read(strings.NewReader(strings.ReplaceAll(file, "Invoice", test.root)))
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%s %s of %s", doc.Kind, doc.Owed(), doc.Total); got != test.want || len(doc.Warnings) > 0 {
				t.Errorf("got %s, want %s; %v", got, test.want, doc.Warnings)
			}
		})
	}
}

func TestDueDates(t *testing.T) {
	terms := func(s string) string { return "<PaymentTerms>" + s + "</PaymentTerms>" }
	for _, test := range []struct {
		name, middle, day string
		source            invoice.DueSource
		warning           string
	}{
		{"a stated day", "<DueDate>2026-03-01</DueDate>" + terms("<Note>14 days</Note>"), "2026-03-01", invoice.DueDocument, ""},
		{"a stated day with a zone", "<DueDate>2026-03-01Z</DueDate>", "2026-03-01", invoice.DueDocument, ""},
		{"a day beside the means of payment", "<PaymentMeans><PaymentDueDate>2026-03-01</PaymentDueDate></PaymentMeans>", "2026-03-01", invoice.DueDocument, ""},
		{"a day in the terms", terms("<PaymentDueDate>2026-03-01</PaymentDueDate>"), "2026-03-01", invoice.DueTerms, ""},
		{"a number of days in the terms", terms(`<SettlementPeriod><DurationMeasure unitCode="DAY">30</DurationMeasure></SettlementPeriod>`), "2026-03-04", invoice.DueTerms, ""},
		{"a period for a discount is none", terms(`<SettlementDiscountPercent>2</SettlementDiscountPercent><SettlementPeriod><DurationMeasure unitCode="DAY">10</DurationMeasure></SettlementPeriod>`), "", "", ""},
		{"the net term of an XRechnung", terms("<Note>#SKONTO#TAGE=14#PROZENT=2.00#\n#SKONTO#TAGE=30#PROZENT=0.00#\n</Note>"), "2026-03-04", invoice.DueTerms, ""},
		{"terms in words", terms("<Note>Zahlbar innerhalb von 14 Tagen</Note>"), "2026-02-16", invoice.DueText, "line 5: Invoice/PaymentTerms/Note: the due date 2026-02-16 is read from the terms in words"},
		{"a day in digits", "<DueDate>20260301</DueDate>", "2026-03-01", invoice.DueDocument, ""},
		{"two means of payment, each with its day", "<PaymentMeans><PaymentDueDate>2026-03-01</PaymentDueDate></PaymentMeans><PaymentMeans><PaymentDueDate>2026-04-01</PaymentDueDate></PaymentMeans>", "2026-04-01", invoice.DueDocument, ""},
		{"several days without amounts", terms("<PaymentDueDate>2026-03-01</PaymentDueDate>") + terms("<PaymentDueDate>2026-04-01</PaymentDueDate>"), "2026-04-01", invoice.DueTerms, "line 5: Invoice/PaymentTerms/Note: the terms name several due dates: the last one counts, 2026-04-01"},
		{"a day beside a discount", terms("<SettlementDiscountPercent>2</SettlementDiscountPercent><PaymentDueDate>2026-03-01</PaymentDueDate>"), "2026-03-01", invoice.DueTerms, ""},
		{"instalments", terms("<Amount>60</Amount><InstallmentDueDate>2026-04-01</InstallmentDueDate>") + terms("<Amount>40</Amount><InstallmentDueDate>2026-03-01</InstallmentDueDate>"), "2026-03-01", invoice.DueTerms, ""},
		{"instalments that leave something open", terms("<Amount>40</Amount><InstallmentDueDate>2026-03-01</InstallmentDueDate>") + terms("<Amount>50</Amount><InstallmentDueDate>2026-04-01</InstallmentDueDate>"), "2026-04-01", invoice.DueTerms, ""},
		{"nothing", "", "", "", ""},
		{"a malformed day", "<DueDate>2026-13-01</DueDate>", "", "", `line 5: Invoice/DueDate: "2026-13-01" is not a day`},
		{"a malformed day and terms in words", "<DueDate>2026-02-30</DueDate>" + terms("<Note>30 days</Note>"), "2026-03-04", invoice.DueText, `line 5: Invoice/DueDate: "2026-02-30" is not a day`},
		{"a day before the issue date", "<DueDate>2026-01-01</DueDate>", "2026-01-01", invoice.DueDocument, "line 1: Invoice/DueDate: the due date 2026-01-01 lies before the issue date 2026-02-02"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := read(t, test.middle)
			if doc.DueOn.String() != test.day || doc.DueSource != test.source {
				t.Errorf("got %s by %q, want %s by %q", doc.DueOn, doc.DueSource, test.day, test.source)
			}
			if warnings := strings.Join(trial.English(doc.Warnings), "\n"); !strings.Contains(warnings, test.warning) {
				t.Errorf("no warning %q in %q", test.warning, warnings)
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"totals that do not add up", start + "<LegalMonetaryTotal><TaxExclusiveAmount>90</TaxExclusiveAmount><TaxInclusiveAmount>100</TaxInclusiveAmount><PayableAmount>101</PayableAmount></LegalMonetaryTotal></Invoice>",
			"line 5: Invoice/LegalMonetaryTotal: the total 100 is not the net amount plus VAT (BR-CO-15)\n" +
				"line 5: Invoice/LegalMonetaryTotal: the payable amount 101 is not the total less prepayments plus rounding (BR-CO-16)"},
		{"an amount that cannot be read", start + "<TaxTotal><TaxAmount>21,00</TaxAmount></TaxTotal>" + end,
			`line 5: Invoice/TaxTotal/TaxAmount: "21,00" is not an amount` + "\n" + noTotal},
		{"a payable amount of fractions", start + "<LegalMonetaryTotal><TaxInclusiveAmount>100.005</TaxInclusiveAmount><PayableAmount>100.005</PayableAmount></LegalMonetaryTotal></Invoice>",
			"line 5: Invoice/LegalMonetaryTotal/PayableAmount: 100.005 cannot be paid exactly in EUR"},
		{"no issue date", strings.Replace(start, "<IssueDate>2026-02-02</IssueDate>", "", 1) + end,
			noTotal + "\nline 1: Invoice/IssueDate: the document has no issue date"},
		{"no currency but that of the amount", strings.Replace(start, "<DocumentCurrencyCode>EUR</DocumentCurrencyCode>", "", 1) + strings.Replace(end, "<PayableAmount", `<PayableAmount currencyID="USD"`, 1),
			"line 1: Invoice/DocumentCurrencyCode: the document names no currency: USD stands beside its payable amount\n" + noTotal},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, err := Read(strings.NewReader(test.file))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, strings.Join(trial.English(doc.Warnings), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const noTotal = "line 5: Invoice/LegalMonetaryTotal/TaxInclusiveAmount: the total is missing: 100.00 follows from the payable amount"

func TestWarningsAreBounded(t *testing.T) {
	doc := read(t, strings.Repeat("<DueDate>soon</DueDate>", 1000))
	if len(doc.Warnings) != 100 {
		t.Errorf("got %d warnings", len(doc.Warnings))
	}
}

func TestRefusals(t *testing.T) {
	without := func(part string) string { return strings.Replace(start+end, part, "", 1) }
	for _, test := range []struct{ name, file, want string }{
		{"an empty file", "", "line 1: there is no XML element"},
		{"another kind of XML", "<html/>", "line 1: html: this is neither an invoice nor a credit note in UBL or in Cross Industry Invoice"},
		{"an invoice without a namespace", "<Invoice/>", "line 1: Invoice: this is neither an invoice nor a credit note in UBL or in Cross Industry Invoice"},
		{"UBL 1", `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-1.0"/>`, "line 1: Invoice: this is the UBL document Invoice-1.0, which is not read here"},
		{"no number", without("<ID>R-1</ID>"), "line 1: Invoice/ID: the document has no number"},
		{"no currency", without("<DocumentCurrencyCode>EUR</DocumentCurrencyCode>"), "line 1: Invoice/DocumentCurrencyCode: the document names no currency"},
		{"a currency that is none", strings.Replace(start+end, "EUR", "euro", 1), `line 1: Invoice/DocumentCurrencyCode: "EURO" is not a currency code of three letters`},
		{"a payable amount in another currency", start + strings.Replace(end, "<PayableAmount", `<PayableAmount currencyID="USD"`, 1), "line 5: Invoice/LegalMonetaryTotal/PayableAmount: the payable amount is in USD, the document in EUR"},
		{"no totals", start + "</Invoice>", "line 1: Invoice/LegalMonetaryTotal/PayableAmount: the document has no payable amount"},
		{"no payable amount", without("<PayableAmount>100.00</PayableAmount>"), "line 5: Invoice/LegalMonetaryTotal/PayableAmount: the document has no payable amount"},
		{"an empty payable amount", strings.Replace(start+end, "100.00", "", 1), `line 6: Invoice/LegalMonetaryTotal/PayableAmount: the payable amount "" is not an amount`},
		{"a payable amount with a comma", strings.Replace(start+end, "100.00", "1.100,00", 1), `line 6: Invoice/LegalMonetaryTotal/PayableAmount: the payable amount "1.100,00" is not an amount`},
		{"a payable amount with an exponent", strings.Replace(start+end, "100.00", "1e2", 1), `line 6: Invoice/LegalMonetaryTotal/PayableAmount: the payable amount "1e2" is not an amount`},
		{"a payable amount beyond all measure", strings.Replace(start+end, "100.00", strings.Repeat("9", 30), 1), `line 6: Invoice/LegalMonetaryTotal/PayableAmount: the payable amount "` + strings.Repeat("9", 30) + `" is not an amount`},
		{"a file that is cut off", start, "line 5: Invoice: the file ends inside the element Invoice"},
		{"bytes that are not UTF-8", start + "<Note>\xE9</Note>" + end, "line 5: Invoice/Note: the byte 0xe9 is not UTF-8"},
		{"a document type", "<!DOCTYPE Invoice>" + start + end, "line 1: document type and entity declarations are not allowed"},
		{"an empty envelope", envelope(""), "line 1: StandardBusinessDocument: the envelope is empty"},
		{"an envelope of something else", envelope("<Order/>"), "line 1: StandardBusinessDocument/Order: this is neither an invoice nor a credit note in UBL or in Cross Industry Invoice"},
		{"an envelope of an envelope", envelope(envelope("")), "line 1: StandardBusinessDocument/StandardBusinessDocument: this is neither an invoice nor a credit note in UBL or in Cross Industry Invoice"},
		{"an envelope of another syntax", envelope(`<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>`), "line 1: StandardBusinessDocument/CrossIndustryInvoice: this is the UN/CEFACT document CrossIndustryInvoice, which is not read here"},
		{"an envelope of two documents", envelope(start + end + start + end), "line 6: StandardBusinessDocument/Invoice: the envelope holds more than one document"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(test.file))
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("got %v, want a fault.Invalid", err)
			}
			if err.Error() != test.want {
				t.Errorf("got  %s\nwant %s", err, test.want)
			}
		})
	}
}

func envelope(inside string) string {
	return `<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">` + inside + "</StandardBusinessDocument>"
}

func FuzzRead(f *testing.F) {
	ubl.Fuzz(f, func([]byte, error) bool { return true }, start+end)
}

func BenchmarkRead(b *testing.B) { ubl.Bench(b, golden.Content(b, "testdata/invoice.xml")) }

func BenchmarkCollected(b *testing.B) { ubl.Bench(b, ubl.Collected(b)...) }

func ExampleIs() {
	fmt.Println(Is("urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "Invoice"))
	fmt.Println(Is("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "CrossIndustryInvoice"))
	// Output:
	// true
	// false
}
