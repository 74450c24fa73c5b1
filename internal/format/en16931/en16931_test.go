package en16931

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/invoice"
)

func TestDue(t *testing.T) {
	const issued = "2026-01-15"
	for _, test := range []struct{ name, terms, want string }{
		{"English days", "Please pay within 30 days", "2026-02-14"},
		{"English days in words and figures", "Net 30 (thirty) days from invoice date.", "2026-02-14"},
		{"the shortest form", "Net 30", "2026-02-14"},
		{"French days", "PAIEMENT 30 JOURS NET", "2026-02-14"},
		{"French date", "À payer au plus tard le 31/01/2026", "2026-01-31"},
		{"French due date", "Échéance : 31.01.2026", "2026-01-31"},
		{"Dutch days", "Graag betalen binnen 14 dagen netto.", "2026-01-29"},
		{"Dutch date", "Te betalen vóór 31-01-2026", "2026-01-31"},
		{"German days", "Zahlbar innerhalb von 14 Tagen ohne Abzug", "2026-01-29"},
		{"German date", "Bitte überweisen Sie bis zum 5.2.2026 auf unser Konto.", "2026-02-05"},
		{"ISO date", "due date: 2026-02-01", "2026-02-01"},
		{"a month", "Zahlbar innerhalb 1 Monat", "2026-02-15"},
		{"at once", "Zahlbar sofort ohne Abzug.", "2026-01-15"},
		{"a date outweighs the days beside it", "Zahlbar innerhalb 30 Tagen netto bis 15.02.2026", "2026-02-15"},
		{"a discount with its own term", "Zahlbar innerhalb 30 Tagen netto, 3% Skonto innerhalb 10 Tagen bis 25.01.2026", "2026-02-14"},
		{"a discount first", "2 % discount within 8 days; 30 days net", "2026-02-14"},
		{"interest afterwards", "30 jours. En cas de retard, intérêts de 10 % après 8 jours.", "2026-02-14"},
		{"complaints in another term", "Réclamations dans les 8 jours. Paiement à 30 jours.", "2026-02-14"},
		{"twice the same", "30 days\nPayable within 30 days", "2026-02-14"},
		{"at the latest is not late", "Pay by 2026-01-31 at the latest", "2026-01-31"},

		{"nothing", "", ""},
		{"no term", "lorem ipsum", ""},
		{"a discount that may own the days", "Please pay within 10 days, discount 2%", ""},
		{"only a discount", "Innerhalb 14 Tagen gelten 2,0% Skonto.", ""},
		{"two terms", "30 days for goods, 60 days for services", ""},
		{"end of month", "30 jours fin de mois", ""},
		{"end of month in Dutch", "30 dagen einde maand", ""},
		{"from receipt", "Zahlbar innerhalb 14 Tagen nach Erhalt der Rechnung", ""},
		{"working days", "within 10 working days", ""},
		{"a date that an American reads otherwise", "due by 02/03/2026", ""},
		{"a date that does not exist", "bis zum 30.02.2026", ""},
		{"a date before the issue date", "bis zum 24.12.2025", ""},
		{"a date of something else", "Contract of 31.12.2026", ""},
		{"years of days", "999 days", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, source := Due(test.terms, date.Must(issued))
			if got.String() != test.want || (source == invoice.DueText) != (test.want != "") {
				t.Errorf("%q: got %s by %q, want %s", test.terms, got, source, test.want)
			}
		})
	}
}

func TestDueByNotation(t *testing.T) {
	got, source := Due("#SKONTO#TAGE=7#PROZENT=2.00#\n#SKONTO#TAGE=30#PROZENT=0.00#BASISBETRAG=100.00#\n#VERZUG#TAGE=60#PROZENT=0.00#\n", date.Must("2026-01-15"))
	if got.String() != "2026-02-14" || source != invoice.DueTerms {
		t.Errorf("got %s by %q", got, source)
	}
	if got, _ := Due("#SKONTO#TAGE=7#PROZENT=2.00#\n", date.Must("2026-01-15")); got != date.None {
		t.Errorf("a discount alone gives %s", got)
	}
}

func TestWithoutAnIssueDateOnlyWrittenDaysCount(t *testing.T) {
	for terms, want := range map[string]string{"30 days": "", "sofort": "", "until 2026-01-31": "2026-01-31", "#SKONTO#TAGE=30#PROZENT=0.00#\n": ""} {
		if got, _ := Due(terms, date.None); got.String() != want {
			t.Errorf("%q: got %s, want %s", terms, got, want)
		}
	}
}

func TestATextNeverGivesADayBeforeTheIssueDate(t *testing.T) {
	issued := date.Must("2026-01-15")
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.SampledFrom([]string{"14", "30", "days", "Tage", "bis", "01.01.2026", "31.01.2026", "2%", "Skonto", ",", ".", "sofort", "net", "\n"})).Draw(t, "words")
		terms := ""
		for _, word := range words {
			terms += " " + word
		}
		if got, source := Due(terms, issued); got != date.None && got < issued || (got == date.None) != (source == "") {
			t.Fatalf("%q gives %s by %q", terms, got, source)
		}
	})
}

func TestReference(t *testing.T) {
	for in, want := range map[string]string{
		"PO-1": "PO-1", "NA": "", "n/a": "", "N.A.": "", "Dummywert": "", "-": "", "": "", "n.v.t.": "", "Néant": "", "NAVY-1": "NAVY-1",
	} {
		if got := Reference(in); got != want {
			t.Errorf("Reference(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	for _, test := range []struct{ name, got, want string }{
		{"a VAT id with blanks", VATID("be 0400\u00a0000 086"), "BE0400000086"},
		{"an IBAN with blanks", Account("be68 5390 0754 7034"), "BE68539007547034"},
		{"an account that is no IBAN", Account("123-456 78"), "123-45678"},
		{"a BIC with blanks", BIC("gkcc bebb"), "GKCCBEBB"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
}

func TestIsCredit(t *testing.T) {
	for code, want := range map[string]bool{"381": true, "396": true, "261": true, "380": false, "384": false, "": false, "SalesInvoice": false} {
		if IsCredit(code) != want {
			t.Errorf("IsCredit(%q) = %v", code, !want)
		}
	}
}

func TestParseSum(t *testing.T) {
	for in, want := range map[string]string{"1190.00": "1190.00", "-0.5": "-0.5", "+3": "3", "007": "7", ".5": "0.5"} {
		got, err := ParseSum(in)
		if err != nil || !got.Stated || got.String() != want {
			t.Errorf("ParseSum(%q) = %s, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "1e2", "1,0", "1.0.0", "--1", "NaN", "Inf", "1 000", "99999999999999999999"} {
		if got, err := ParseSum(in); err == nil {
			t.Errorf("ParseSum(%q) = %s", in, got)
		}
	}
}

func TestParseDay(t *testing.T) {
	for in, want := range map[string]string{
		"2026-01-31": "2026-01-31", "2026-01-31Z": "2026-01-31", "2026-01-31+01:00": "2026-01-31",
		"2026-01-31-05:00": "2026-01-31", "2026-01-31T00:00:00": "2026-01-31",
		"20260131": "2026-01-31", "202601312359": "2026-01-31", "20260131235959": "2026-01-31",
		"2026013": "", "202601311": "", "20260230": "", "31.01.2026": "", "2026-02-30": "", "2026-01-311": "", "": "",
		"0001-01-01": "", "00010101": "", "1899-12-31": "", "1900-01-01": "1900-01-01",
	} {
		got, err := ParseDay(in)
		if err == nil && got.String() != want || (err == nil) != (want != "") {
			t.Errorf("ParseDay(%q) = %s, %v", in, got, err)
		}
	}
}

func TestCheck(t *testing.T) {
	sum := func(s string) Sum {
		got, err := ParseSum(s)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	whole := Totals{
		Lines: sum("100"), Allowances: sum("10"), Charges: sum("5.00"), Net: sum("95"), Tax: sum("19.95"),
		Gross: sum("114.95"), Prepaid: sum("14.94"), Rounding: sum("-0.01"), Payable: sum("100"),
	}
	if broken := whole.Check(); broken != nil {
		t.Errorf("sound totals: %q", broken)
	}
	wrong := whole
	wrong.Net = sum("96")
	want := []fault.Text{
		fault.Say("the net amount %s is not the lines less allowances plus charges (BR-CO-13)", "96"),
		fault.Say("the total %s is not the net amount plus VAT (BR-CO-15)", "114.95"),
	}
	if diff := cmp.Diff(want, wrong.Check()); diff != "" {
		t.Error(diff)
	}
	if broken := (Totals{Payable: sum("1")}).Check(); broken != nil {
		t.Errorf("totals that are not stated: %q", broken)
	}
}
