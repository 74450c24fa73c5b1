package bank

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/testkit/corpus"
)

func TestParseIBAN(t *testing.T) {
	for _, c := range []struct{ is, in, want string }{
		{"compact", "BE71096123456769", "BE71096123456769"},
		{"printed in groups", "BE71 0961 2345 6769", "BE71096123456769"},
		{"parted by hyphens and no-break blanks", "be71-0961\u00a02345.6769", "BE71096123456769"},
		{"with letters in the account", "FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"},
		{"Dutch", "NL91ABNA0417164300", "NL91ABNA0417164300"},
		{"Luxembourgish", "LU28 0019 4006 4475 0000", "LU280019400644750000"},
		{"one digit changed", "BE71096123456768", ""},
		{"two digits swapped", "BE71096123457669", ""},
		{"one digit short", "BE7109612345676", ""},
		{"of a country without IBANs", "US71096123456769", ""},
		{"check digits out of their range", "BE00000000000097", ""},
		{"empty", "", ""},
		{"no number at all", "NOTPROVIDED", ""},
		{"letters that are no Latin capitals", "BÉ71096123456769", ""},
	} {
		got, err := ParseIBAN(c.in)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: ParseIBAN(%q) = %q, %v; want %q", c.is, c.in, got, err, c.want)
		}
	}
}

func TestParseIBANSaysWhatIsWrong(t *testing.T) {
	for in, want := range map[string]string{
		"539-007547":       `"539-007547" is not an IBAN`,
		"US71096123456769": `"US71096123456769" is not an IBAN: no country US uses one`,
		"BE7109612345676":  `"BE7109612345676" is not an IBAN: one of BE has 16 characters, not 15`,
		"BE72096123456769": `"BE72096123456769" is not an IBAN: its check digits are wrong`,
	} {
		if _, err := ParseIBAN(in); err == nil || err.Error() != want {
			t.Errorf("ParseIBAN(%q): %v; want %s", in, err, want)
		}
	}
}

func TestBelgianIBAN(t *testing.T) {
	for _, c := range []struct{ is, in, want string }{
		{"twelve digits", "096123456769", "BE71096123456769"},
		{"as printed on old cards", "096-1234567-69", "BE71096123456769"},
		{"check digits 97 for a remainder of 0", "000000009797", "BE54000000009797"},
		{"wrong check digits", "096123456768", ""},
		{"an IBAN already", "BE71096123456769", ""},
		{"nothing but zeros", "000000000000", ""},
		{"too short", "9612345669", ""},
	} {
		if got, ok := BelgianIBAN(c.in); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: BelgianIBAN(%q) = %q, %v; want %q", c.is, c.in, got, ok, c.want)
		}
	}
}

func TestFormatIBAN(t *testing.T) {
	for in, want := range map[string]string{
		"BE71096123456769":            "BE71 0961 2345 6769",
		"be71 0961 2345 6769":         "BE71 0961 2345 6769",
		"FR1420041010050500013M02606": "FR14 2004 1010 0505 0001 3M02 606",
		"":                            "",
	} {
		if got := FormatIBAN(in); got != want {
			t.Errorf("FormatIBAN(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestIBANIsMadeAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bban := rapid.StringMatching(`[0-9]{12}`).Draw(t, "number")
		iban := MakeIBAN("BE", bban)
		if got, err := ParseIBAN(FormatIBAN(iban)); err != nil || got != iban {
			t.Fatalf("%s is read back as %q, %v", iban, got, err)
		}
		if changed := changeDigit(t, iban, 2); changed != iban {
			if _, err := ParseIBAN(changed); err == nil {
				t.Fatalf("%s passes for %s", changed, iban)
			}
		}
	})
}

// changeDigit puts another digit at a place of s that is at or after from.
func changeDigit(t *rapid.T, s string, from int) string {
	at := rapid.IntRange(from, len(s)-1).Draw(t, "place")
	if !isDigit(s[at]) {
		return s
	}
	digit := '0' + (int(s[at]-'0')+rapid.IntRange(1, 9).Draw(t, "step"))%10
	return s[:at] + string(rune(digit)) + s[at+1:]
}

func TestIBANsOfTheCollectedRegistry(t *testing.T) {
	// Registered since the collected list was made, with other lengths; AA stands
	// for no country.
	newer := map[string]bool{"BI": true, "NI": true, "AA": true}
	file, err := os.Open(filepath.Join(corpus.Dir(t), "refs-phpiban", "registry.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma, r.LazyQuotes = '|', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		country, example := row[0], row[7]
		if newer[country] {
			continue
		}
		if length, _ := strconv.Atoi(row[10]); ibanLength[[2]byte{country[0], country[1]}] != length {
			t.Errorf("%s: %d characters, want %d", country, ibanLength[[2]byte{country[0], country[1]}], length)
		}
		if _, err := ParseIBAN(example); err != nil {
			t.Errorf("%s: %v", country, err)
		}
	}
}

// numbers are the lists of valid numbers that another library was tested with.
func numbers(t *testing.T) map[string][]string {
	raw, err := os.ReadFile(filepath.Join(corpus.Dir(t), "refs-stdnum", "numbers.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lists map[string][]string
	if err := json.Unmarshal(raw, &lists); err != nil {
		t.Fatal(err)
	}
	return lists
}

func TestIBANsOfTheCollectedLists(t *testing.T) {
	lists := numbers(t)
	refused := 0
	for _, s := range lists["iban"] {
		if _, err := ParseIBAN(s); err != nil {
			refused++
		}
	}
	// The list holds 16 numbers that are made wrong on purpose.
	if refused != 16 {
		t.Errorf("%d of %d IBANs are refused, want 16", refused, len(lists["iban"]))
	}
	for _, line := range lists["be_iban"] {
		if len(compact(line)) < 16 {
			t.Errorf("%q holds no Belgian IBAN", line)
			continue
		}
		iban, err := ParseIBAN(compact(line)[:16])
		if err != nil {
			t.Error(err)
			continue
		}
		if got, ok := BelgianIBAN(iban[4:]); !ok || got != iban {
			t.Errorf("BelgianIBAN(%s) = %q, %v; want %s", iban[4:], got, ok, iban)
		}
	}
	t.Logf("%d IBANs, %d of them Belgian", len(lists["iban"])+len(lists["be_iban"]), len(lists["be_iban"]))
}

func BenchmarkParseIBAN(b *testing.B) {
	for name, s := range map[string]string{
		"compact": "BE71096123456769",
		"grouped": "BE71 0961 2345 6769",
		"wrong":   strings.Repeat("9", 16),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ParseIBAN(s)
			}
		})
	}
}
