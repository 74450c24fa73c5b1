package bank

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/testkit/corpus"
)

func TestParseReference(t *testing.T) {
	ogm := Reference{OGM, "123456789002"}
	rf := Reference{RF, "RF18539007547034"}
	qrr := Reference{QRR, "210000000003139471430009017"}
	none := Reference{}
	for _, c := range []struct {
		is, in string
		want   Reference
	}{
		{"Belgian between plus signs", "+++123/4567/89002+++", ogm},
		{"Belgian between asterisks", "***123/4567/89002***", ogm},
		{"Belgian with slashes only", "123/4567/89002", ogm},
		{"Belgian in bare digits", "123456789002", ogm},
		{"Belgian in bare digits between plus signs", "+++123456789002+++", ogm},
		{"Belgian with blanks inside", " +++ 123/4567/89002 +++ ", ogm},
		{"Belgian with check digits 97", "+++000/0000/09797+++", Reference{OGM, "000000009797"}},
		{"Belgian with 00 for a remainder of 0", "+++000/0000/09700+++", none},
		{"Belgian with a wrong digit", "+++123/4567/89003+++", none},
		{"Belgian cut in wrong places", "+++12/34567/89002+++", none},
		{"Belgian with mixed marks", "+++123/4567/89002***", none},
		{"Belgian with a word before it", "OGM 123/4567/89002", none},
		{"ISO 11649 compact", "RF18539007547034", rf},
		{"ISO 11649 in groups of four", "RF18 5390 0754 7034", rf},
		{"ISO 11649 in small letters", "rf18539007547034", rf},
		{"ISO 11649 with letters", "RF98INV2026000123", Reference{RF, "RF98INV2026000123"}},
		{"ISO 11649 of one character", "RF741", Reference{RF, "RF741"}},
		{"ISO 11649 with a wrong digit", "RF19539007547034", none},
		{"ISO 11649 without anything behind", "RF18", none},
		{"ISO 11649 longer than 25", "RF18539007547034539007547034", none},
		{"ISO 11649 with letters for check digits", "RFXY539007547034", none},
		{"ISO 11649 with a hyphen", "RF98INV-2026000123", none},
		{"Dutch of 16 digits", "5010002167010010", Reference{Kenmerk, "5010002167010010"}},
		{"Dutch of 16 digits in groups", "5010 0021 6701 0010", Reference{Kenmerk, "5010002167010010"}},
		{"Dutch of 16 digits with a wrong one", "5010002167010011", none},
		{"Dutch of 9 digits", "271234567", Reference{Kenmerk, "271234567"}},
		{"Dutch of 9 digits with a wrong length digit", "281234567", none},
		{"Dutch of 14 digits", "62202600123456", Reference{Kenmerk, "62202600123456"}},
		{"Dutch of 7 digits", "1234567", Reference{Kenmerk, "1234567"}},
		{"8 digits, which no scheme has", "12345678", none},
		{"Swiss of 27 digits", "210000000003139471430009017", qrr},
		{"Swiss as printed", "21 00000 00003 13947 14300 09017", qrr},
		{"Swiss with a wrong digit", "210000000003139471430009018", none},
		{"27 zeros, the filling of an empty field", strings.Repeat("0", 27), none},
		{"16 zeros, the filling of an empty field", strings.Repeat("0", 16), none},
		{"empty", "", none},
		{"marks without digits", "++++++", none},
	} {
		got, ok := ParseReference(c.in)
		if got != c.want || ok != (c.want != none) {
			t.Errorf("%s: ParseReference(%q) = %v, %v; want %v", c.is, c.in, got, ok, c.want)
		}
	}
}

func TestReferenceAsPrinted(t *testing.T) {
	for want, r := range map[string]Reference{
		"+++123/4567/89002+++":             {OGM, "123456789002"},
		"RF18 5390 0754 7034":              {RF, "RF18539007547034"},
		"RF98 INV2 0260 0012 3":            {RF, "RF98INV2026000123"},
		"5010 0021 6701 0010":              {Kenmerk, "5010002167010010"},
		"271234567":                        {Kenmerk, "271234567"},
		"21 00000 00003 13947 14300 09017": {QRR, "210000000003139471430009017"},
	} {
		if got := r.String(); got != want {
			t.Errorf("%v is printed %s, want %s", r.Digits, got, want)
		}
		if back, ok := ParseReference(want); !ok || back != r {
			t.Errorf("%s is read as %v, %v", want, back, ok)
		}
	}
}

func TestOnlyTheDutchReferenceOfSevenDigitsIsUnchecked(t *testing.T) {
	for s, want := range map[string]bool{"1234567": false, "271234567": true, "123456789002": true, "RF741": true} {
		if r, _ := ParseReference(s); r.Checked() != want {
			t.Errorf("%s: checked %v, want %v", s, r.Checked(), want)
		}
	}
}

func TestMakingRefusesWhatHasNoReference(t *testing.T) {
	for _, number := range []int64{-1, 10_000_000_000} {
		if r, err := MakeOGM(number); err == nil {
			t.Errorf("MakeOGM(%d) = %v", number, r)
		}
	}
	for _, text := range []string{"", " - ", "F2026#12", "1234567890123456789012", "FACTURE-É"} {
		if r, err := MakeRF(text); err == nil {
			t.Errorf("MakeRF(%q) = %v", text, r)
		}
	}
}

func TestReferencesAreMadeAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ogm, err := MakeOGM(rapid.Int64Range(0, 9_999_999_999).Draw(t, "number"))
		if err != nil {
			t.Fatal(err)
		}
		rf, err := MakeRF(rapid.StringMatching(`[0-9A-Za-z][-./ 0-9A-Za-z]{0,12}`).Draw(t, "text"))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []Reference{ogm, rf} {
			for _, written := range []string{r.Digits, r.String()} {
				if got, ok := ParseReference(written); !ok || got != r {
					t.Fatalf("%s is read as %v, %v", written, got, ok)
				}
			}
			if changed := changeDigit(t, r.Digits, 2); changed != r.Digits {
				if got, ok := ParseReference(changed); ok && got.Scheme == r.Scheme {
					t.Fatalf("%s passes for %s", changed, r.Digits)
				}
			}
		}
	})
}

func TestSwissAndDutchCheckDigitsCatchAWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		qrr := rapid.StringMatching(`[1-9][0-9]{25}`).Draw(t, "swiss")
		for check := '0'; !qrrChecks(qrr[:26] + string(check)); check++ {
			if check > '9' {
				t.Fatalf("%s has no check digit", qrr)
			}
			qrr = qrr[:26] + string(check+1)
		}
		if len(qrr) == 26 {
			qrr += "0"
		}
		if changed := changeDigit(t, qrr, 0); qrrChecks(changed) {
			t.Fatalf("%s passes for %s", changed, qrr)
		}
		// The Dutch rule writes both 10 and 1 as 1, so that it can only promise the
		// wrong digits that lead to another check digit.
		payload := rapid.StringMatching(`[1-9][0-9]{14}`).Draw(t, "dutch")
		kenmerk := string(kenmerkDigit(payload)) + payload
		if !kenmerkChecks(kenmerk) {
			t.Fatalf("%s is refused", kenmerk)
		}
		if changed := changeDigit(t, kenmerk, 0); kenmerk[0] != '1' && changed[1:] != payload && kenmerkChecks(changed) {
			t.Fatalf("%s passes for %s", changed, kenmerk)
		}
	})
}

func TestReferencesOfTheWorkedVectors(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpus.Dir(t), "..", "law", "bank_references.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		OGM []struct{ Base, Digits, Formatted string }
		ISO []struct{ Reference, RF, Print string } `json:"iso11649"`

		Kenmerk    []struct{ Reference string } `json:"betalingskenmerk"`
		InvalidOGM []string                     `json:"ogm_invalid"`
		InvalidISO []string                     `json:"iso11649_invalid"`
		Other      struct {
			IBAN map[string]bool `json:"iban_valid"`
		}
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	for _, c := range v.OGM {
		r, ok := ParseReference(c.Formatted)
		if !ok || r.Scheme != OGM || r.Digits != c.Digits || r.String() != c.Formatted || c.Digits[:10] != c.Base {
			t.Errorf("%s is read as %v, %v", c.Formatted, r, ok)
		}
	}
	for _, c := range v.ISO {
		r, err := MakeRF(c.Reference)
		if err != nil || r.Digits != c.RF || r.String() != c.Print {
			t.Errorf("MakeRF(%s) = %v, %v; want %s", c.Reference, r, err, c.Print)
		}
	}
	for _, c := range v.Kenmerk {
		if r, ok := ParseReference(c.Reference); !ok || r != (Reference{Kenmerk, c.Reference}) {
			t.Errorf("%s is read as %v, %v", c.Reference, r, ok)
		}
	}
	for _, s := range append(v.InvalidOGM, v.InvalidISO...) {
		if r, ok := ParseReference(s); ok {
			t.Errorf("%s is read as %v", s, r)
		}
	}
	for s, valid := range v.Other.IBAN {
		if _, err := ParseIBAN(s); (err == nil) != valid {
			t.Errorf("ParseIBAN(%s): %v", s, err)
		}
	}
	t.Logf("%d OGM, %d RF, %d betalingskenmerk, %d refused", len(v.OGM), len(v.ISO), len(v.Kenmerk), len(v.InvalidOGM)+len(v.InvalidISO))
}

func TestReferencesOfTheCollectedLists(t *testing.T) {
	list := numbers(t)["iso11649"]
	for _, s := range list {
		if r, ok := ParseReference(s); !ok || r.Scheme != RF {
			t.Errorf("%s is refused", s)
		}
	}
	t.Logf("%d RF references", len(list))
}
