package bank

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFindReferences(t *testing.T) {
	for _, c := range []struct {
		is, text string
		want     []string // scheme, what is highlighted, "weak"
	}{
		{"alone", "+++123/4567/89002+++", []string{"ogm +++123/4567/89002+++"}},
		{"inside a sentence", "paiement facture +++123/4567/89002+++ merci", []string{"ogm +++123/4567/89002+++"}},
		{"between asterisks", "***123/4567/89002***", []string{"ogm ***123/4567/89002***"}},
		{"with blanks at the slashes and marks", "+++ 123 / 4567 / 89002 +++", []string{"ogm +++ 123 / 4567 / 89002 +++"}},
		{"with its end cut off", "VIREMENT +++123/4567/89002", []string{"ogm +++123/4567/89002"}},
		{"without marks", "facture 123/4567/89002.", []string{"ogm 123/4567/89002"}},
		{"glued to a word", "MEDEDELING123/4567/89002", []string{"ogm 123/4567/89002"}},
		{"in bare digits", "ref 123456789002 svp", []string{"ogm 123456789002 weak"}},
		{"in bare digits between marks", "+++123456789002+++", []string{"ogm +++123456789002+++"}},
		{"parted by blanks", "123 4567 89002", []string{"ogm 123 4567 89002 weak"}},
		{"parted by dots between marks", "+++123.4567.89002+++", []string{"ogm +++123.4567.89002+++"}},
		{"with wrong check digits", "+++123/4567/89003+++", nil},
		{"inside a longer number", "9123/4567/89002 and 123/4567/890021", nil},
		{"bare digits inside a word", "INV123456789002 123456789002A", nil},
		{"bare digits that are an amount", "123456789002,50", nil},
		{"the digits of an IBAN", "BE71096123456769", nil},
		{"two in one text", "123/4567/89002 RF18539007547034", []string{"ogm 123/4567/89002", "rf RF18539007547034"}},
		{"ISO 11649 in a sentence", "Rechnung RF18539007547034, danke", []string{"rf RF18539007547034"}},
		{"ISO 11649 in groups and a word behind", "RF18 5390 0754 7034 facture", []string{"rf RF18 5390 0754 7034"}},
		{"ISO 11649 in groups and a word of four behind", "RF18 5390 0754 7034 MAIL", []string{"rf RF18 5390 0754 7034"}},
		{"ISO 11649 parted once", "rf18 539007547034", []string{"rf rf18 539007547034"}},
		{"ISO 11649 glued to a word", "XRF18539007547034", nil},
		{"RF and digits that mean something else", "RF1234 and RF12", nil},
		{"Dutch of 16 digits", "betalingskenmerk 5010002167010010", []string{"betalingskenmerk 5010002167010010 weak"}},
		{"Dutch of 16 digits in groups", "5010 0021 6701 0010", []string{"betalingskenmerk 5010 0021 6701 0010 weak"}},
		{"a number of seven digits", "factuur 1234567", nil},
		{"Swiss", "210000000003139471430009017", []string{"qrr 210000000003139471430009017"}},
		{"Swiss as printed", "Ref. 21 00000 00003 13947 14300 09017", []string{"qrr 21 00000 00003 13947 14300 09017"}},
		{"27 zeros", strings.Repeat("0", 27), nil},
		{"letters beyond ASCII around", "réf.é+++123/4567/89002+++é", []string{"ogm +++123/4567/89002+++"}},
		{"no reference", "Loyer janvier 2026, merci", nil},
		{"empty", "", nil},
	} {
		var got []string
		for _, f := range FindReferences(c.text) {
			s := string(f.Scheme) + " " + c.text[f.Start:f.End]
			if f.Weak {
				s += " weak"
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %q (-want +got)\n%s", c.is, c.text, diff)
		}
	}
}

func TestMadeReferencesAreFoundInText(t *testing.T) {
	word := rapid.StringMatching(`[A-Za-zé]{0,5}`)
	rapid.Check(t, func(t *rapid.T) {
		ogm, err := MakeOGM(rapid.Int64Range(0, 9_999_999_999).Draw(t, "number"))
		if err != nil {
			t.Fatal(err)
		}
		rf, err := MakeRF(rapid.StringMatching(`[0-9A-Z]{1,21}`).Draw(t, "text"))
		if err != nil {
			t.Fatal(err)
		}
		before := word.Draw(t, "before") + " "
		text := before + ogm.String() + " " + rf.Digits + ". " + word.Draw(t, "after")
		middle := len(before) + len(ogm.String())
		want := []Found{
			{Reference: ogm, Start: len(before), End: middle},
			{Reference: rf, Start: middle + 1, End: middle + 1 + len(rf.Digits)},
		}
		if diff := cmp.Diff(want, FindReferences(text)); diff != "" {
			t.Fatalf("%q (-want +got)\n%s", text, diff)
		}
	})
}

func FuzzFindReferences(f *testing.F) {
	for _, s := range []string{
		"+++123/4567/89002+++ RF18 5390 0754 7034", "123 4567 89002***", "5010 0021 6701 0010",
		"21 00000 00003 13947 14300 09017", "RF74 1", "+++ 123456789002",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, found := range FindReferences(text) {
			if found.Start < last || found.End <= found.Start || found.End > len(text) {
				t.Fatalf("%q: %+v after %d", text, found, last)
			}
			last = found.End
			if r, ok := ParseReference(found.Digits); !ok || r != found.Reference {
				t.Fatalf("%q: %v is read back as %v, %v", text, found.Reference, r, ok)
			}
			if r, ok := ParseReference(found.String()); !ok || r != found.Reference {
				t.Fatalf("%q: %s is read back as %v, %v", text, found, r, ok)
			}
		}
	})
}

func BenchmarkFindReferences(b *testing.B) {
	for name, text := range map[string]string{
		"none":    "LOYER JANVIER 2026 APPARTEMENT 12 RUE DE LA STATION 47 5000 NAMUR",
		"slashed": "PAIEMENT FACTURE +++123/4567/89002+++ MERCI",
		"bare":    "MEDEDELING 123456789002 FACTUUR 2026-00123",
		"rf":      "INVOICE RF18 5390 0754 7034 THANK YOU",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				FindReferences(text)
			}
		})
	}
}
