package registry

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/fault"
)

func TestNumbersOfRegisters(t *testing.T) {
	for _, c := range []struct {
		text, country string
		kind          Kind
		digits, said  string
	}{
		{"0123.456.749", "BE", Enterprise, "0123456749", "0123.456.749"},
		{"BE 0123 456 749", "BE", Enterprise, "0123456749", "0123.456.749"},
		{"be0123456749", "FR", Enterprise, "0123456749", "0123.456.749"},
		{"123.456.749", "BE", Enterprise, "0123456749", "0123.456.749"},
		{"TVA BE 123.456.749", "BE", Enterprise, "0123456749", "0123.456.749"},
		{"1000.000.021", "BE", Enterprise, "1000000021", "1000.000.021"},
		{"0202239951", "BE", Enterprise, "0202239951", "0202.239.951"},
		{"0403199702", "BE", Enterprise, "0403199702", "0403.199.702"},
		{"732829320", "FR", SIREN, "732829320", "732 829 320"},
		{"552 100 554", "FR", SIREN, "552100554", "552 100 554"},
		{"SIREN 123 456 782", "FR", SIREN, "123456782", "123 456 782"},
		{"RCS Orléans B 123 456 782", "FR", SIREN, "123456782", "123 456 782"},
		{"732 829 320 00074", "FR", SIRET, "73282932000074", "732 829 320 00074"},
		{"356 000 000 00010", "FR", SIRET, "35600000000010", "356 000 000 00010"}, // the post: the digits add up to 15
		{"356 000 000 00048", "FR", SIRET, "35600000000048", "356 000 000 00048"}, // its seat checks as others do
		{"12345678", "NL", KvK, "12345678", "12345678"},
		{"KvK 1234.5678", "NL", KvK, "12345678", "12345678"},
		{"000012345678", "NL", Branch, "000012345678", "000012345678"},
		{"123456782", "NL", RSIN, "123456782", "123456782"},
		{"RSIN 1234.56.782", "NL", RSIN, "123456782", "123456782"},
		{"b 123 456", "LU", RCS, "B123456", "B123456"},
		{"R.C.S. Luxembourg B123456", "LU", RCS, "B123456", "B123456"},
		{"RCS F77", "LU", RCS, "F77", "F77"},
		{"HRB 12345", "DE", Court, "HRB12345", "HRB 12345"},
		{"HRB 12345 B", "DE", Court, "HRB12345B", "HRB 12345 B"},
		{"Köln HRA 77", "DE", Court, "KÖLNHRA77", "KÖLN HRA 77"},
		{"whatever 1", "DE", Court, "WHATEVER1", "WHATEVER1"},
		{"12-34", "US", Other, "1234", "1234"},
		{"ab.12", "", Other, "AB12", "AB12"},
	} {
		got, err := ParseEnterprise(c.text, c.country)
		if err != nil || got.Kind != c.kind || got.Digits != c.digits || got.String() != c.said {
			t.Errorf("%q in %s: %+v %q, %v", c.text, c.country, got, got, err)
		}
	}
	if got, err := ParseEnterprise(" - ", "BE"); err != nil || got != (Number{}) {
		t.Errorf("nothing: %+v, %v", got, err)
	}
}

func TestNumbersOfTaxOffices(t *testing.T) {
	for _, c := range []struct{ text, country, want, digits, said string }{
		{"BE 0123.456.749", "", "BE", "BE0123456749", "BE 0123.456.749"},
		{"BE123456749", "FR", "BE", "BE0123456749", "BE 0123.456.749"},
		{"0123.456.749", "BE", "BE", "BE0123456749", "BE 0123.456.749"},
		{"123 456 749", "BE", "BE", "BE0123456749", "BE 0123.456.749"},
		{"TVA BE 0123.456.749", "BE", "BE", "BE0123456749", "BE 0123.456.749"},
		{"BTW-nr. BE0123456749", "BE", "BE", "BE0123456749", "BE 0123.456.749"},
		{"fr 11 123 456 782", "", "FR", "FR11123456782", "FR 11 123 456 782"},
		{"11 123456782", "FR", "FR", "FR11123456782", "FR 11 123 456 782"},
		{"FR44732829320", "FR", "FR", "FR44732829320", "FR 44 732 829 320"},
		{"FRK7123456782", "FR", "FR", "FRK7123456782", "FR K7 123 456 782"},
		{"FR 90 000 012 345", "FR", "FR", "FR90000012345", "FR 90 000 012 345"}, // Monaco: zeros for a SIREN
		{"NL123456782B90", "NL", "NL", "NL123456782B90", "NL123456782B90"},      // a legal person: the digits check
		{"NL 1234.56.789.B13", "NL", "NL", "NL123456789B13", "NL123456789B13"},  // a person since 2020: the whole does
		{"123456782B01", "NL", "NL", "NL123456782B01", "NL123456782B01"},
		{"LU 123456 13", "LU", "LU", "LU12345613", "LU12345613"},
		{"DE 123 456 788", "DE", "DE", "DE123456788", "DE123456788"},
		{"USt-IdNr. DE234567894", "DE", "DE", "DE234567894", "DE234567894"},
		{"U12345675", "AT", "AT", "ATU12345675", "ATU12345675"},
		{"GR123456783", "", "GR", "EL123456783", "EL123456783"},
		{"123456783", "GR", "GR", "EL123456783", "EL123456783"},
		{"XIGD123", "", "XI", "XIGD123", "XIGD123"},
	} {
		got, err := ParseVAT(c.text, c.country)
		if err != nil || got.Kind != VAT || got.Country != c.want || got.Digits != c.digits || got.String() != c.said {
			t.Errorf("%q in %s: %+v %q, %v", c.text, c.country, got, got, err)
		}
	}
	for text, country := range map[string]string{"CHE-123.456.789 MWST": "CH", "GB 123 4567 89": "BE", "12-3456789": "US", "anything": ""} {
		if got, err := ParseVAT(text, country); err != nil || got.Kind != Other || got.Digits != Fold(text) {
			t.Errorf("%q in %q: %+v, %v", text, country, got, err)
		}
	}
	if got, err := ParseVAT(" ", "BE"); err != nil || got != (Number{}) {
		t.Errorf("nothing: %+v, %v", got, err)
	}
}

func TestTheShapesOfTheStatesAreLikeTheirExamples(t *testing.T) {
	if len(states) != 28 {
		t.Errorf("%d states", len(states))
	}
	for letters, s := range states {
		got, err := ParseVAT(s.like, "")
		if err != nil || got.Kind != VAT || got.Digits != s.like || !strings.HasPrefix(s.like, letters) {
			t.Errorf("%s: %+v, %v", letters, got, err)
		}
		if _, err := ParseVAT(s.like+"99999", ""); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), s.like) {
			t.Errorf("%s: with more digits %v", letters, err)
		}
	}
}

func TestNumbersThatCannotExist(t *testing.T) {
	for _, c := range []struct {
		read          func(text, country string) (Number, error)
		text, country string
		because       string
	}{
		{ParseEnterprise, "0446725999", "BE", "check digits"},
		{ParseEnterprise, "0454298899", "BE", "check digits"},
		{ParseEnterprise, "0123456700", "BE", "check digits"},
		{ParseEnterprise, "BE2123456749", "NL", "0 or 1"},
		{ParseEnterprise, "12345678", "BE", "10 digits"},
		{ParseEnterprise, "01234567AB", "BE", "10 digits"},
		{ParseEnterprise, "123456789", "FR", "check digit"},
		{ParseEnterprise, "73282932000075", "FR", "check digit"},
		{ParseEnterprise, "12345678900003", "FR", "check digit"}, // its SIREN does not check
		{ParseEnterprise, "35600000000011", "FR", "check digit"},
		{ParseEnterprise, "12345678", "FR", "9 and 14"},
		{ParseEnterprise, "123456789", "NL", "RSIN"},
		{ParseEnterprise, "1234567", "NL", "8 and 9"},
		{ParseEnterprise, "123456", "LU", "letter"},
		{ParseEnterprise, "B1234567", "LU", "letter"},
		{ParseVAT, "BE0123456748", "", "check digits"},
		{ParseVAT, "BE9123456749", "", "BE0123456749"},
		{ParseVAT, "BE", "", "BE0123456749"},
		{ParseVAT, "FR12123456782", "", "check digits"}, // another key
		{ParseVAT, "FRK7123456789", "", "check digits"}, // its SIREN does not check
		{ParseVAT, "FRIO123456782", "", "FR11123456782"},
		{ParseVAT, "NL123456789B01", "", "check digits"},
		{ParseVAT, "NL123456782B00", "", "NL123456782B90"},
		{ParseVAT, "LU12345614", "", "check digits"},
		{ParseVAT, "DE123456789", "", "check digits"},
		{ParseVAT, "DE012345678", "", "DE123456788"},
		{ParseVAT, "none yet", "BE", "BE0123456749"},
		{ParseVAT, "12345", "DE", "DE123456788"},
	} {
		if got, err := c.read(c.text, c.country); !errors.Is(err, fault.Invalid) || got != (Number{}) || !strings.Contains(err.Error(), c.because) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%q in %q: %+v, %v; want it to say %q", c.text, c.country, got, err, c.because)
		}
	}
}

func TestOneNumberFollowsFromTheOther(t *testing.T) {
	for _, c := range []struct{ enterprise, country, vat string }{
		{"0123456749", "BE", "BE0123456749"},
		{"123456782", "FR", "FR11123456782"},
		{"73282932000074", "FR", "FR44732829320"},
		{"12345678", "NL", ""},
		{"B123456", "LU", ""},
		{"HRB 1", "DE", ""},
	} {
		n, err := ParseEnterprise(c.enterprise, c.country)
		if vat, follows := VATOf(n); err != nil || vat.Digits != c.vat || follows != (c.vat != "") {
			t.Errorf("%s: %+v, %v, %v", c.enterprise, vat, follows, err)
		}
	}
	for vat, want := range map[string]string{"BE0123456749": "0123456749", "FR11123456782": "123456782", "FR90000012345": "", "NL123456782B90": "", "DE123456788": ""} {
		n, err := ParseVAT(vat, "")
		if got, has := RegisteredAs(n); err != nil || got.Digits != want || has != (want != "") {
			t.Errorf("%s: %+v, %v, %v", vat, got, has, err)
		}
	}
}

func TestWhatIsSaidOfAParty(t *testing.T) {
	for name, c := range map[string]struct {
		said, normal Said
		wrong        []string
	}{
		"nothing":     {},
		"all is well": {Said{"BE", "be 0123.456.749", "0123 456 749", "0208:0123456749"}, Said{"BE", "BE0123456749", "0123456749", "0208:0123456749"}, nil},
		"a wrong number stays": {Said{"BE", "BE 0123.456.748", "BE 77", ""}, Said{"BE", "BE0123456748", "77", ""},
			[]string{"vat_id BE 0123.456.748", "enterprise_number BE 77"}},
		"the address of another business":       {Said{"BE", "", "0123456749", "0208:1000000021"}, Said{"BE", "", "0123456749", "0208:1000000021"}, []string{"endpoint 0208:1000000021 0123.456.749"}},
		"an address that cannot exist":          {Said{"BE", "", "", "0208:0123456748"}, Said{"BE", "", "", "0208:0123456748"}, []string{"endpoint 0208:0123456748 check digits"}},
		"the address by the VAT number":         {Said{"BE", "BE0123456749", "", "9925:BE0123456749"}, Said{"BE", "BE0123456749", "", "9925:BE0123456749"}, nil},
		"the address by another VAT number":     {Said{"BE", "BE0123456749", "", "9925:BE1000000021"}, Said{"BE", "BE0123456749", "", "9925:BE1000000021"}, []string{"endpoint 9925:BE1000000021 BE 0123.456.749"}},
		"the VAT number of a group":             {Said{"BE", "BE1000000021", "0123456749", "0208:0123456749"}, Said{"BE", "BE1000000021", "0123456749", "0208:0123456749"}, nil},
		"a place and the whole are one":         {Said{"FR", "", "732829320", "0009:73282932000074"}, Said{"FR", "", "732829320", "0009:73282932000074"}, nil},
		"an address that carries no number":     {Said{"BE", "", "", "0088:5790000435975"}, Said{"BE", "", "", "0088:5790000435975"}, nil},
		"an address in the register of another": {Said{"NL", "", "12345678", "0106:87654321"}, Said{"NL", "", "12345678", "0106:87654321"}, []string{"endpoint 0106:87654321 12345678"}},
	} {
		normal, wrong := c.said.Normal()
		if normal != c.normal || len(wrong) != len(c.wrong) {
			t.Errorf("%s: %+v, %v", name, normal, wrong)
			continue
		}
		for n, w := range wrong {
			field, words, _ := strings.Cut(c.wrong[n], " ")
			for word := range strings.SplitSeq(words, " ") {
				if string(w.Field) != field || !strings.Contains(w.Err.Error(), word) {
					t.Errorf("%s: %s: %v", name, w.Field, w.Err)
				}
			}
		}
		if again, _ := normal.Normal(); again != normal {
			t.Errorf("%s: read again it is %+v", name, again)
		}
	}
}

func TestStoredNumbersArePrinted(t *testing.T) {
	for _, c := range [][3]string{{"0123456749", "BE", "0123.456.749"}, {"0123456748", "BE", "0123456748"}, {"", "BE", ""}, {"HRB77", "DE", "HRB 77"}} {
		if got := PrintEnterprise(c[0], c[1]); got != c[2] {
			t.Errorf("%s is printed %s", c[0], got)
		}
	}
	if got := PrintVAT("FR11123456782", "BE"); got != "FR 11 123 456 782" {
		t.Error(got)
	}
}

// A number is read back as it was printed, and its check finds a digit that was mistyped,
// or two neighbours that changed places where the rule promises that.
func TestNumbersAreReadBackAndMistakesFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, n := range []Number{belgianNumber(t), frenchNumber(t)} {
			vat, _ := VATOf(n)
			for _, one := range []Number{n, vat} {
				read := ParseEnterprise
				if one.Kind == VAT {
					read = ParseVAT
				}
				for _, written := range []string{one.Digits, one.String(), strings.ToLower(one.String())} {
					if got, err := read(written, n.Country); err != nil || got != one {
						t.Fatalf("%s is read as %+v, %v", written, got, err)
					}
				}
			}
			if back, has := RegisteredAs(vat); !has || back != n {
				t.Fatalf("%s is %+v", vat, back)
			}
			at := rapid.IntRange(0, len(n.Digits)-1).Draw(t, "at")
			digit := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
			if digit != n.Digits[at] {
				mistyped := n.Digits[:at] + string(digit) + n.Digits[at+1:]
				if got, err := ParseEnterprise(mistyped, n.Country); err == nil {
					t.Fatalf("%s passes for %s: %+v", mistyped, n.Digits, got)
				}
			}
		}
	})
}

func belgianNumber(t *rapid.T) Number {
	first := rapid.StringMatching(`[01][0-9]{7}`).Draw(t, "first")
	check := 97 - value(first)%97
	return Number{"BE", Enterprise, first + string([]byte{byte('0' + check/10), byte('0' + check%10)})}
}

func frenchNumber(t *rapid.T) Number {
	first := rapid.StringMatching(`[1-9][0-9]{7}`).Draw(t, "siren")
	for check := '0'; check <= '9'; check++ {
		if luhn(first + string(check)) {
			return Number{"FR", SIREN, first + string(check)}
		}
	}
	t.Fatalf("%s has no check digit", first)
	return Number{}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"BE 0123.456.749", "FR 11 123 456 782", "NL123456782B01", "KvK 12345678", "b 123 456", "HRB 12345 B", "0208:0123456749", "", "É1", "TVA"} {
		for _, country := range []string{"BE", "FR", "NL", "LU", "DE", "GR", "US", ""} {
			f.Add(s, country)
		}
	}
	f.Fuzz(func(t *testing.T, text, country string) {
		said := Said{country, text, text, text}
		normal, _ := said.Normal()
		if again, _ := normal.Normal(); again != normal {
			t.Fatalf("%q in %q: %+v, and again %+v", text, country, normal, again)
		}
		for _, read := range []func(text, country string) (Number, error){ParseVAT, ParseEnterprise} {
			n, err := read(text, country)
			if err != nil || n == (Number{}) {
				continue
			}
			if back, err := read(n.String(), country); err != nil || back.Digits != n.Digits {
				t.Fatalf("%q in %q: %+v is read back as %+v, %v", text, country, n, back, err)
			}
		}
	})
}

func BenchmarkNormal(b *testing.B) {
	for name, said := range map[string]Said{
		"Belgian":   {"BE", "BE0123456749", "0123456749", "0208:0123456749"},
		"as typed":  {"FR", "FR 11 123 456 782", "123 456 782", ""},
		"wrong":     {"BE", "BE0123456748", "", ""},
		"consumers": {"BE", "", "", ""},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				said.Normal()
			}
		})
	}
}
