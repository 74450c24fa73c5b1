package en16931

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

func TestDiscounts(t *testing.T) {
	const issued = "2026-01-15"
	for _, test := range []struct{ name, terms, want string }{
		{"the notation", "#SKONTO#TAGE=14#PROZENT=2.25#\n", "2.25% of 0 until 2026-01-29 (14 days) by terms"},
		{"the notation with a basis", "Danke.\n#SKONTO#TAGE=7#PROZENT=3.00#BASISBETRAG=1000.00#\n", "3.00% of 1000.00 until 2026-01-22 (7 days) by terms"},
		{"two in notation and the net term", "#SKONTO#TAGE=7#PROZENT=3.00#\n#SKONTO#TAGE=14#PROZENT=2.00#\n#SKONTO#TAGE=30#PROZENT=0.00#\n", "3.00% of 0 until 2026-01-22 (7 days) by terms; 2.00% of 0 until 2026-01-29 (14 days) by terms"},
		{"late interest in notation", "#VERZUG#TAGE=30#PROZENT=5.00#\n", ""},
		{"the notation outweighs words", "2% Skonto in 10 Tagen\n#SKONTO#TAGE=7#PROZENT=3.00#\n", "3.00% of 0 until 2026-01-22 (7 days) by terms"},
		{"German", "Innerhalb 14 Tagen gelten 2,0% Skonto.", "2.0% of 0 until 2026-01-29 (14 days) by text"},
		{"German with a day beside the days", "Zahlbar innerhalb 30 Tagen netto bis 14.02.2026, 3% Skonto innerhalb 10 Tagen bis 25.01.2026", "3% of 0 until 2026-01-25 (10 days) by text"},
		{"French", "Escompte de 1,5 % pour paiement sous 8 jours", "1.5% of 0 until 2026-01-23 (8 days) by text"},
		{"Dutch", "2 procent korting bij betaling binnen 8 dagen", "2% of 0 until 2026-01-23 (8 days) by text"},
		{"English", "2 % discount within 8 days; 30 days net", "2% of 0 until 2026-01-23 (8 days) by text"},
		{"two in words", "8 Tage 3% Skonto, 14 Tage 2% Skonto, 30 Tage netto", "3% of 0 until 2026-01-23 (8 days) by text; 2% of 0 until 2026-01-29 (14 days) by text"},

		{"nothing", "", ""},
		{"no discount", "30 days net", ""},
		{"without a percentage", "Skonto innerhalb 10 Tagen", ""},
		{"without a term", "2% Skonto", ""},
		{"with a term of another clause", "Please pay within 10 days, discount 2%", ""},
		{"two percentages", "2% Skonto und 3% Rabatt innerhalb 10 Tagen", ""},
		{"two terms", "2% Skonto innerhalb 10 Tagen oder 14 Tagen", ""},
		{"from receipt", "2% Skonto innerhalb 10 Tagen nach Erhalt", ""},
		{"none at all", "Nous n'accordons aucun escompte", ""},
		{"of nothing", "0% Skonto innerhalb 10 Tagen", ""},
		{"more than anybody gives", "50% discount within 10 days", ""},
		{"late interest", "8 % Verzugszinsen nach 30 Tagen, kein Skonto", ""},
		{"before the issue date", "2% Skonto bis 01.01.2026", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range Discounts(test.terms, date.Must(issued)) {
				got = append(got, fmt.Sprintf("%s%% of %s until %s (%d days) by %s", d.Percent, d.Basis, d.Until, d.Days, d.Source))
			}
			if diff := strings.Join(got, "; "); diff != test.want {
				t.Errorf("%q\ngot  %s\nwant %s", test.terms, diff, test.want)
			}
		})
	}
}

func TestParsePeriod(t *testing.T) {
	for _, test := range []struct {
		number, unit string
		want         Period
	}{
		{"30", "DAY", Period{Days: 30}}, {"30.00", "DAY", Period{Days: 30}}, {"8", "D", Period{Days: 8}}, {"2", "WEE", Period{Days: 14}},
		{"1", "MON", Period{Months: 1}}, {"1", "ANN", Period{Months: 12}}, {"0", "DAY", Period{}},
		{"30", "", Period{}}, {"30", "HUR", Period{}}, {"-1", "DAY", Period{}}, {"x", "DAY", Period{}}, {"400", "DAY", Period{}},
		{"9000000000000000000", "WEE", Period{}}, {"9000000000000000000", "ANN", Period{}}, {"13", "MON", Period{}},
	} {
		if got := ParsePeriod(test.number, test.unit); got != test.want {
			t.Errorf("%s %s is %+v, want %+v", test.number, test.unit, got, test.want)
		}
	}
}

// draft is a document of a payable amount in euros.
func draft(t testing.TB, payable decimal.Decimal) *Draft {
	t.Helper()
	d := onElement(t, "<a/>")
	d.Doc.Number, d.Doc.Currency, d.Doc.IssuedOn = "R-1", "EUR", date.Must("2026-01-15")
	d.Totals.Payable, d.Totals.Gross = Sum{payable, true}, Sum{payable, true}
	return d
}

func onElement(t testing.TB, xml string) *Draft {
	t.Helper()
	x, err := xmlread.New(strings.NewReader(xml))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := x.Root(); err != nil {
		t.Fatal(err)
	}
	return NewDraft(x, "test", Places{})
}

func TestSharesMakeUpTheWhole(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		payable := money.Of(rapid.Int64Range(-1e12, 1e12).Draw(r, "payable"), money.EUR)
		d := draft(t, payable.Decimal())
		left := int64(10000)
		n := rapid.IntRange(2, 12).Draw(r, "parts")
		for i := range n {
			percent := left
			if i < n-1 {
				percent = rapid.Int64Range(0, left).Draw(r, "percent")
			}
			left -= percent
			d.Terms.List = append(d.Terms.List, Term{On: date.Must("2026-02-01").AddDays(rapid.IntRange(0, 400).Draw(r, "day")),
				Source: invoice.DueTerms, Percent: Sum{decimal.MustNew(percent, 2), true}})
		}
		doc, err := d.Finish()
		if err != nil {
			r.Fatal(err)
		}
		sum, last := decimal.Zero, date.None
		for _, part := range doc.Instalments {
			if part.Amount.Scale() > 2 || part.DueOn < last {
				r.Fatalf("%s on %s, after %s", part.Amount, part.DueOn, last)
			}
			sum, last = plain(sum.Add(part.Amount)), part.DueOn
		}
		if len(doc.Instalments) != n || !sum.Equal(doc.Payable) || doc.DueOn != doc.Instalments[0].DueOn {
			r.Fatalf("%d instalments make up %s of %s, due on %s", len(doc.Instalments), sum, doc.Payable, doc.DueOn)
		}
	})
}

func plain(d decimal.Decimal, err error) decimal.Decimal {
	if err != nil {
		panic(err)
	}
	return d
}

func TestNothingFallsDueBeforeItsTermsSay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := draft(t, decimal.MustNew(10000, 2))
		first := date.Must("2026-12-31")
		for range rapid.IntRange(1, 6).Draw(r, "terms") {
			term := Term{On: date.Must("2026-02-01").AddDays(rapid.IntRange(0, 60).Draw(r, "day")), Source: invoice.DueDocument}
			if rapid.Bool().Draw(r, "partial") {
				term.Amount = Sum{decimal.MustNew(rapid.Int64Range(1, 10000).Draw(r, "amount"), 2), true}
			}
			if rapid.Bool().Draw(r, "discount") {
				term.Offers = []Offer{{Percent: Sum{decimal.Two, true}}}
			}
			first = min(first, term.On)
			d.Terms.List = append(d.Terms.List, term)
		}
		doc, err := d.Finish()
		if err != nil {
			r.Fatal(err)
		}
		if doc.DueOn < first {
			r.Fatalf("due on %s, but the first day is %s", doc.DueOn, first)
		}
		for _, x := range doc.Discounts {
			if x.Until > doc.DueOn && len(doc.Instalments) == 0 {
				r.Fatalf("a discount until %s, due on %s", x.Until, doc.DueOn)
			}
		}
	})
}

func TestFileName(t *testing.T) {
	for _, test := range []struct{ name, kind, want string }{
		{"../invoice.pdf", "application/pdf", "invoice.pdf"},
		{"", "application/pdf", "attachment.pdf"},
		{"..", "image/png", "attachment.png"},
		{"???", "text/plain", "attachment"},
	} {
		if got := FileName(test.name, test.kind); got != test.want {
			t.Errorf("%q becomes %q, want %q", test.name, got, test.want)
		}
	}
}

func TestAttach(t *testing.T) {
	whole := base64.StdEncoding.EncodeToString([]byte("a file"))
	for _, test := range []struct{ name, xml, want, warning string }{
		{"with a name", `<a filename="f.txt" mimeCode="text/plain">` + whole + "</a>", "f.txt text/plain a file", ""},
		{"without a name", "<a>" + whole + "</a>", "other application/octet-stream a file", ""},
		{"with white space", "<a>\n" + whole[:3] + " \r\n\t" + whole[3:] + "</a>", "other application/octet-stream a file", ""},
		{"without its last sign", "<a>" + strings.TrimRight(base64.StdEncoding.EncodeToString([]byte("ab")), "=") + "</a>", "other application/octet-stream ab", ""},
		{"empty", "<a/>", "other application/octet-stream ", ""},
		{"damaged", "<a>!!!</a>", "", "line 1: a: the embedded file is damaged and left out"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := onElement(t, test.xml)
			if err := d.Attach("other"); err != nil {
				t.Fatal(err)
			}
			got, warning := "", ""
			for _, f := range d.Doc.Attachments {
				got += f.Name + " " + f.MIME + " " + string(f.Body)
			}
			for _, n := range d.Doc.Warnings {
				warning += n.String()
			}
			if got != test.want || warning != test.warning {
				t.Errorf("got %q, %q", got, warning)
			}
		})
	}
}

func TestALargeFileIsLeftOut(t *testing.T) {
	body := bytes.Repeat([]byte("QUFB"), maxAttachment/3+1)
	d := onElement(t, `<a filename="film.mp4">`+string(body)+"</a>")
	if err := d.Attach(""); err != nil {
		t.Fatal(err)
	}
	if len(d.Doc.Attachments) != 0 || len(d.Doc.Warnings) != 1 || d.Doc.Warnings[0].String() != "line 1: a: the embedded file film.mp4 is larger than 32 MB and left out" {
		t.Errorf("%d files, %v", len(d.Doc.Attachments), d.Doc.Warnings)
	}
}

func TestAFileOfSeveralHundredMegabytesIsRefused(t *testing.T) {
	r := &bounded{r: strings.NewReader("<a>" + strings.Repeat(" ", 1000)), left: 100}
	x, err := xmlread.New(r)
	if err == nil {
		if _, _, err = x.Root(); err == nil {
			_, err = x.Text()
		}
	}
	if want := "the file is larger than 128 MB"; !errors.Is(err, fault.Invalid) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestForeign(t *testing.T) {
	const envelope = `<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><StandardBusinessDocumentHeader/>%s</StandardBusinessDocument>`
	for _, test := range []struct{ name, file, want string }{
		{"a UBL reminder", `<Reminder xmlns="urn:oasis:names:specification:ubl:schema:xsd:Reminder-2"/>`, "line 1: Reminder: this is the UBL document Reminder-2, which is not read here"},
		{"a UN/CEFACT catalogue", `<a:Catalogue xmlns:a="urn:un:unece:uncefact:data:standard:Catalogue:1"/>`, "line 1: Catalogue: this is the UN/CEFACT document Catalogue, which is not read here"},
		{"a Swiss e-invoice", `<XML-FSCM-INVOICE-2003A/>`, "line 1: XML-FSCM-INVOICE-2003A: this is a Swiss e-invoice (XML-FSCM-INVOICE-2003A), which is not read"},
		{"a page", "<html/>", "line 1: html: this is neither an invoice nor a credit note in UBL or in Cross Industry Invoice"},
		{"an envelope of an order", fmt.Sprintf(envelope, `<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>`), "line 1: StandardBusinessDocument/Order: this is the UBL document Order-2, which is not read here"},
		{"an empty envelope", fmt.Sprintf(envelope, ""), "line 1: StandardBusinessDocument: the envelope is empty"},
		{"no XML", "a;b;c", "line 1: text stands outside of the root element"},
	} {
		err := Foreign(strings.NewReader(test.file))
		if !errors.Is(err, fault.Invalid) || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}
