package cii

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

func TestSamples(t *testing.T) { cii.Test(t) }

func TestRefusals(t *testing.T) {
	trial.Refusals(t, cii.Refused, func(file []byte) error {
		_, err := cii.Read(file)
		return err
	})
}

func TestDetect(t *testing.T) {
	cii.Kind.Test(t, map[string]string{
		"the root alone":      `<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100">`,
		"a later version":     `<a:CrossIndustryInvoice xmlns:a="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:200">`,
		"ZUGFeRD 1":           `<CrossIndustryDocument xmlns="urn:ferd:CrossIndustryDocument:invoice:1p0">`,
		"behind a comment":    `<?xml version="1.0"?><!-- ` + strings.Repeat("x", 5000) + ` --><CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100">`,
		"without a namespace": `<CrossIndustryInvoice>`,
	}, map[string]string{
		"a life-cycle message":          `<a:CrossDomainAcknowledgementAndResponse xmlns:a="urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100">`,
		"an envelope that is cut off":   `<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><StandardBusinessDocumentHeader>`,
		"an envelope of something else": `<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><Order/><CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>`,
		"nothing":                       "",
		"a table":                       "a;b;c\n1;2;3\n",
	})
}

// small is an invoice with something more in its settlement and totals.
func small(terms, totals string) string {
	return `<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100">
<ExchangedDocument><ID>R-1</ID><TypeCode>380</TypeCode><IssueDateTime>20260202</IssueDateTime></ExchangedDocument>
<SupplyChainTradeTransaction><ApplicableHeaderTradeSettlement><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>
` + terms + `<SpecifiedTradeSettlementHeaderMonetarySummation>` + totals + `</SpecifiedTradeSettlementHeaderMonetarySummation>
</ApplicableHeaderTradeSettlement></SupplyChainTradeTransaction></CrossIndustryInvoice>`
}

const whole = `<GrandTotalAmount>100.00</GrandTotalAmount><DuePayableAmount>100.00</DuePayableAmount>`

func read(t *testing.T, file string) *invoice.Document {
	t.Helper()
	doc, err := Read(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTerms(t *testing.T) {
	term := func(parts ...string) string {
		return "<SpecifiedTradePaymentTerms>" + strings.Join(parts, "") + "</SpecifiedTradePaymentTerms>"
	}
	words := func(s string) string { return "<Description>" + s + "</Description>" }
	on := func(day string) string {
		return `<DueDateDateTime><DateTimeString format="102">` + day + "</DateTimeString></DueDateDateTime>"
	}
	part := func(amount string) string { return "<PartialPaymentAmount>" + amount + "</PartialPaymentAmount>" }
	offer := func(inside string) string {
		return "<ApplicableTradePaymentDiscountTerms>" + inside + "</ApplicableTradePaymentDiscountTerms>"
	}
	const ten = `<BasisPeriodMeasure unitCode="DAY">10</BasisPeriodMeasure>`
	for _, test := range []struct{ name, terms, want string }{
		{"nothing", "", "due  by "},
		{"a day", term(on("20260304")), "due 2026-03-04 by document"},
		{"a day in the form of ISO", term(on("2026-03-04")), "due 2026-03-04 by document"},
		{"a day that does not exist", term(on("20260230"), words("30 days net")), "due 2026-03-04 by text"},
		{"a length of time", term(`<SettlementPeriodMeasure unitCode="MON">1</SettlementPeriodMeasure>`), "due 2026-03-02 by terms"},
		{"the day outweighs the words", term(on("20260304"), words("60 days net")), "due 2026-03-04 by document"},
		{"a discount beside the due day", term(on("20260304"), offer(ten+"<CalculationPercent>2</CalculationPercent>")), "due 2026-03-04 by document, 2% until 2026-02-12 by terms"},
		{"a discount counted from another day", term(on("20260304"), offer("<BasisDateTime>20260210</BasisDateTime>"+ten+"<CalculationPercent>2</CalculationPercent>")), "due 2026-03-04 by document, 2% until 2026-02-20 by terms"},
		{"a discount until the day of its term", term(on("20260304")) + term(on("20260212"), offer("<CalculationPercent>2</CalculationPercent>")), "due 2026-03-04 by document, 2% until 2026-02-12 by terms"},
		{"a discount without any day", term(offer("<CalculationPercent>2</CalculationPercent>")), "due  by , 2% until  by terms"},
		{"a discount of an amount", term(offer(ten + "<ActualDiscountAmount>5.00</ActualDiscountAmount>")), "due  by , 5.00 until 2026-02-12 by terms"},
		{"a discount of nothing is the net term", term(offer(ten + "<CalculationPercent>0.00</CalculationPercent>")), "due 2026-02-12 by terms"},
		{"a discount in words until the day of its term", term(words("Zahlbar ohne Abzug bis"), on("20260304")) + term(words("mit 2 % Skonto bis"), on("20260212")), "due 2026-03-04 by document, 2% until 2026-02-12 by text"},
		{"two discounts, the shorter first", term(words("2% Skonto innerhalb 20 Tagen, 3% Skonto innerhalb 10 Tagen, 30 Tage netto")), "due 2026-03-04 by text, 3% until 2026-02-12 by text, 2% until 2026-02-22 by text"},
		{"several days without amounts", term(on("20260304")) + term(on("20260404")), "due 2026-04-04 by document"},
		{"instalments", term(on("20260404"), part("60")) + term(on("20260304"), part("40")), "due 2026-03-04 by document, 40 on 2026-03-04, 60 on 2026-04-04"},
		{"instalments that leave something open", term(on("20260304"), part("40")) + term(on("20260404"), part("50")), "due 2026-04-04 by document, 40 on 2026-03-04, 50 on 2026-04-04"},
		{"instalments by share", term(on("20260304"), "<PartialPaymentPercent>33.3</PartialPaymentPercent>") + term(on("20260404"), "<PartialPaymentPercent>66.7</PartialPaymentPercent>"), "due 2026-03-04 by document, 33.30 on 2026-03-04, 66.70 on 2026-04-04"},
		{"an amount that is the whole is no instalment", term(on("20260304"), part("100")), "due 2026-03-04 by document"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := read(t, small(test.terms, whole))
			if got := said(doc); got != test.want {
				t.Errorf("got  %s\nwant %s\n%v", got, test.want, doc.Warnings)
			}
		})
	}
}

// said is what a document says of when to pay.
func said(d *invoice.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "due %s by %s", d.DueOn, d.DueSource)
	for _, x := range d.Discounts {
		sum := x.Percent.String() + "%"
		if !x.Amount.IsZero() {
			sum = x.Amount.String()
		}
		fmt.Fprintf(&b, ", %s until %s by %s", sum, x.Until, x.Source)
	}
	for _, x := range d.Instalments {
		fmt.Fprintf(&b, ", %s on %s", x.Amount, x.DueOn)
	}
	return b.String()
}

func TestAmounts(t *testing.T) {
	for _, test := range []struct{ name, kind, totals, want, warning string }{
		{"paid already", "380", `<GrandTotalAmount>100.00</GrandTotalAmount><TotalPrepaidAmount>100.00</TotalPrepaidAmount><DuePayableAmount>0.00</DuePayableAmount>`, "invoice 0.00 of 100.00", ""},
		{"paid in part", "380", `<GrandTotalAmount>100.00</GrandTotalAmount><TotalPrepaidAmount>40.00</TotalPrepaidAmount><DuePayableAmount>60.00</DuePayableAmount>`, "invoice 60.00 of 100.00", ""},
		{"a negative invoice", "384", `<GrandTotalAmount>-8.79</GrandTotalAmount><DuePayableAmount>-8.79</DuePayableAmount>`, "invoice -8.79 of -8.79", ""},
		{"a credit note", "381", whole, "credit_note -100.00 of 100.00", ""},
		{"a negative credit note", "381", `<GrandTotalAmount>-5</GrandTotalAmount><DuePayableAmount>-5</DuePayableAmount>`, "credit_note 5 of -5",
			"line 4: CrossIndustryInvoice/SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/DuePayableAmount: a credit note of a negative amount adds to what is owed: -5"},
		{"a proforma invoice", "325", whole, "invoice 100.00 of 100.00", "line 1: CrossIndustryInvoice/ExchangedDocument/ID: this is a proforma invoice, which does not ask for payment yet"},
		{"no payable amount", "380", `<GrandTotalAmount>100.00</GrandTotalAmount><TotalPrepaidAmount>40.00</TotalPrepaidAmount>`, "invoice 60.00 of 100.00",
			"line 4: CrossIndustryInvoice/SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/DuePayableAmount: the payable amount is missing: 60.00 follows from the total"},
		{"totals in two currencies", "380", `<TaxBasisTotalAmount>80</TaxBasisTotalAmount><TaxBasisTotalAmount>90</TaxBasisTotalAmount><TaxTotalAmount currencyID="USD">22</TaxTotalAmount><TaxTotalAmount currencyID="EUR">20</TaxTotalAmount><GrandTotalAmount>100</GrandTotalAmount><GrandTotalAmount>112</GrandTotalAmount><DuePayableAmount>100</DuePayableAmount>`, "invoice 100 of 100", ""},
		{"totals that do not add up", "380", `<GrandTotalAmount>100</GrandTotalAmount><DuePayableAmount>101</DuePayableAmount>`, "invoice 101 of 100",
			"line 4: CrossIndustryInvoice/SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation: the payable amount 101 is not the total less prepayments plus rounding (BR-CO-16)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := read(t, strings.Replace(small("", test.totals), "380", test.kind, 1))
			if got := fmt.Sprintf("%s %s of %s", doc.Kind, doc.Owed(), doc.Total); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if diff := cmp.Diff(test.warning, strings.Join(trial.English(doc.Warnings), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	cii.Fuzz(f, func(file []byte, err error) bool {
		if err == nil {
			return Detect(file)
		}
		return errors.Is(en16931.Foreign(bytes.NewReader(file)), fault.Invalid)
	}, small("", whole))
}

func BenchmarkRead(b *testing.B) { cii.Bench(b, golden.Content(b, "testdata/extended.xml")) }

func BenchmarkCollected(b *testing.B) { cii.Bench(b, cii.Collected(b)...) }
