package bank

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/fault"
	"acquit/internal/money"
)

// made is what a reference must come to, and how it is printed.
func made(t *testing.T, from string, r Reference, err error, digits, printed string) {
	t.Helper()
	if err != nil || r.Digits != digits || r.String() != printed {
		t.Errorf("%s: %v, %v; want %s", from, r, err, printed)
		return
	}
	for _, written := range []string{digits, printed} {
		if back, ok := ParseReference(written); !ok || back != r {
			t.Errorf("%s: %s is read as %v, %v", from, written, back, ok)
		}
	}
}

func TestBelgianReferencesAreMade(t *testing.T) {
	for base, want := range map[string][2]string{
		"0000000000": {"000000000097", "+++000/0000/00097+++"},
		"0000000001": {"000000000101", "+++000/0000/00101+++"},
		"0000000096": {"000000009696", "+++000/0000/09696+++"},
		"0000000097": {"000000009797", "+++000/0000/09797+++"},
		"0000000098": {"000000009801", "+++000/0000/09801+++"},
		"0000000194": {"000000019497", "+++000/0000/19497+++"},
		"1234567890": {"123456789002", "+++123/4567/89002+++"},
		"0909337554": {"090933755493", "+++090/9337/55493+++"},
		"2026000123": {"202600012320", "+++202/6000/12320+++"},
		"9999999999": {"999999999948", "+++999/9999/99948+++"},
		"9999999909": {"999999990955", "+++999/9999/90955+++"},
	} {
		n, err := strconv.ParseInt(base, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		r, err := MakeOGM(n)
		made(t, base, r, err, want[0], want[1])
	}
}

func TestCreditorReferencesAreMade(t *testing.T) {
	for base, want := range map[string][2]string{
		"539007547034":          {"RF18539007547034", "RF18 5390 0754 7034"},
		"1":                     {"RF741", "RF74 1"},
		"INV2026000123":         {"RF98INV2026000123", "RF98 INV2 0260 0012 3"},
		"2026000123":            {"RF462026000123", "RF46 2026 0001 23"},
		"ABC":                   {"RF45ABC", "RF45 ABC"},
		"00000000000000000000A": {"RF2500000000000000000000A", "RF25 0000 0000 0000 0000 0000 A"},
		"F202677":               {"RF06F202677", "RF06 F202 677"},
		"f-2026/77":             {"RF06F202677", "RF06 F202 677"},
	} {
		r, err := MakeRF(base)
		made(t, base, r, err, want[0], want[1])
	}
}

func TestDutchReferencesAreMade(t *testing.T) {
	for base, want := range map[string][2]string{
		"010002167010010":    {"5010002167010010", "5010 0021 6701 0010"},
		"010002167042021":    {"3010002167042021", "3010 0021 6704 2021"},
		"001041146910100":    {"0001041146910100", "0001 0411 4691 0100"},
		"001041146812501":    {"9001041146812501", "9001 0411 4681 2501"},
		"017166777600001":    {"2017166777600001", "2017 1667 7760 0001"},
		"017166778854231":    {"0017166778854231", "0017 1667 7885 4231"},
		"202600000000123":    {"6202600000000123", "6202 6000 0000 0123"},
		"000000000000001":    {"9000000000000001", "9000 0000 0000 0001"},
		"1":                  {"9000000000000001", "9000 0000 0000 0001"},
		"2026 0000 0000 123": {"6202600000000123", "6202 6000 0000 0123"},
	} {
		r, err := MakeKenmerk(base)
		made(t, base, r, err, want[0], want[1])
	}
	for base, want := range map[string]string{"1234567": "271234567", "202600123456": "62202600123456"} {
		r, err := MakeShortKenmerk(base)
		made(t, base, r, err, want, want)
	}
}

func TestSwissReferencesAreMade(t *testing.T) {
	r, err := MakeQRR("21000000000313947143000901")
	made(t, "26 digits", r, err, "210000000003139471430009017", "21 00000 00003 13947 14300 09017")
	r, err = MakeQRR("2026 0077")
	made(t, "filled up", r, err, "000000000000000000202600772", "00 00000 00000 00000 02026 00772")
}

func TestWhatHasNoDutchOrSwissReference(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(string) (Reference, error)
		from []string
	}{
		{"16 digits", MakeKenmerk, []string{"", "0", "000", "1234567890123456", "12a", "1-2"}},
		{"with a length", MakeShortKenmerk, []string{"", "123456", "0000000000", "1234567890123", "123456x"}},
		{"Swiss", MakeQRR, []string{"", "0", "123456789012345678901234567", "RF1"}},
	} {
		for _, from := range c.from {
			if r, err := c.make(from); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %q gives %v, %v", c.name, from, r, err)
			}
		}
	}
}

func TestDutchAndSwissReferencesAreMadeAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range []struct {
			make func(string) (Reference, error)
			like string
		}{{MakeKenmerk, `[0-9]{0,14}[1-9]`}, {MakeShortKenmerk, `[0-9]{6,11}[1-9]`}, {MakeQRR, `[0-9]{0,25}[1-9]`}} {
			r, err := c.make(rapid.StringMatching(c.like).Draw(t, "from"))
			if err != nil {
				t.Fatal(err)
			}
			for _, written := range []string{r.Digits, r.String()} {
				got, ok := ParseReference(written)
				belgian := len(r.Digits) == 12 && ogmChecks(r.Digits) // twelve digits may be both
				if !ok || got != r && !belgian {
					t.Fatalf("%s is read as %v, %v", written, got, ok)
				}
			}
		}
	})
}

func FuzzParseReference(f *testing.F) {
	for _, s := range []string{"+++123/4567/89002+++", "RF18 5390 0754 7034", "5010 0021 6701 0010", "271234567", "1234567",
		"21 00000 00003 13947 14300 09017", "***000/0000/09797***", "rf741", "+++", "RF"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, ok := ParseReference(text)
		if !ok {
			if r != (Reference{}) {
				t.Fatalf("%q is none, and gives %v", text, r)
			}
			return
		}
		for _, written := range []string{r.Digits, r.String()} {
			if back, ok := ParseReference(written); !ok || back != r {
				t.Fatalf("%q: %s is read back as %v, %v", text, written, back, ok)
			}
		}
	})
}

func TestPayloadsAsTheyMustBe(t *testing.T) {
	for name, c := range map[string]struct {
		order   Order
		payload string
		bytes   int
	}{
		"a Belgian reference stands in the text": {Order{Name: "Exemple SA", IBAN: "BE71 0961 2345 6769", Amount: euros("1062.68"), Reference: reference(t, "202600012320")},
			"BCD\n002\n1\nSCT\n\nExemple SA\nBE71096123456769\nEUR1062.68\n\n\n+++202/6000/12320+++", 76},
		"an ISO 11649 reference has its own line": {Order{Name: "Exemple SA", IBAN: "BE71096123456769", Amount: euros("0.01"), Reference: reference(t, "RF98INV2026000123")},
			"BCD\n002\n1\nSCT\n\nExemple SA\nBE71096123456769\nEUR0.01\n\nRF98INV2026000123", 69},
		"version 1 names the bank": {Order{First: true, BIC: "GKCCBEBB", Name: "Exemple SA", IBAN: "BE71096123456769", Amount: euros("999999999.99"), Purpose: "GDDS", Text: "Facture 2026-00123"},
			"BCD\n001\n1\nSCT\nGKCCBEBB\nExemple SA\nBE71096123456769\nEUR999999999.99\nGDDS\n\nFacture 2026-00123", 91},
		"letters of two bytes": {Order{Name: "Brûlerie Générale d’Étagères", IBAN: "BE71096123456769", Amount: euros("123.45"), Reference: reference(t, "RF462026000123"), Note: "Merci"},
			"BCD\n002\n1\nSCT\n\nBrûlerie Générale d’Étagères\nBE71096123456769\nEUR123.45\n\nRF462026000123\n\nMerci", 100},
	} {
		got, err := c.order.Payload()
		if err != nil || got != c.payload || len(got) != c.bytes {
			t.Errorf("%s: %q (%d bytes), %v", name, got, len(got), err)
		}
	}
	nobody := Order{First: true, Name: "Exemple SA", IBAN: "BE71096123456769", Amount: money.Must("1.00", money.EUR)}
	if got, err := nobody.Payload(); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "BIC") {
		t.Errorf("version 1 without a bank: %q, %v", got, err)
	}
}
