package matching

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestListedTokens(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"INV-2026-012", ""},
		{"2022-12-10196+10189+10343", "20221210189 20221210343"},
		{"2024-101 à 105 et 108", "2024102 2024103 2024104 2024105 2024108"},
		{"INV-2026-012/013", "INV2026013"},
		{"INV-2026-012, 015 et 018", "INV2026015 INV2026018"},
		{"KK-2026-0102 en 0103", "KK20260103"},
		{"2024-101 à 105", "2024102 2024103 2024104 2024105"},
		{"2024-101 t/m 103", "2024102 2024103"},
		{"2024-101 bis 103 und 110", "2024102 2024103 2024110"},
		{"2024-101 - 103", "2024102 2024103"},
		{"2024-101 à 99", "2024199"},
		{"2024-101 103", ""},
		{"12 et 13", ""},
		{"INV-2026-012 et 2 pommes", "INV2026012"},
		{"INV-2026-012 et 015, 16/06/2026", "INV2026015"},
		{"INV-2026-012, 12/06/2026", ""},
		{"2024-000001 à 999999", "2024999999"},
		{"R-099998 à 100001", "R099999 R100000 R100001"},
	} {
		var got []string
		for _, k := range listedTokens(c.text) {
			got = append(got, k.key)
			if k.strength != weak || c.text[k.start:k.end] == "" {
				t.Errorf("%q: the token %+v", c.text, k)
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q\n%s", c.text, diff)
		}
	}
}

func TestGluedTokens(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"20260012", ""},
		{"20260012KLANT", "20260012"},
		{"FACT20260012", "20260012"},
		{"2026001KLANT", ""},
		{"2026001220260013", "20260012 20260013"},
		{"123456789123456789123456789", "123456789 123456789 123456789"},
		{"BE68539007547034", ""},
		{strings.Repeat("1", 149), ""},
	} {
		var got []string
		for _, k := range gluedTokens(c.text) {
			got = append(got, c.text[k.start:k.end])
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q\n%s", c.text, diff)
		}
	}
}

// FuzzNumbers checks what must hold of every text: what is found stands inside it.
func FuzzNumbers(f *testing.F) {
	for _, text := range []string{"INV-2026-012/013", "2024-101 à 105", "1,2,3", "2026001220260013", "9\xff0 - 1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, k := range numbersIn(text) {
			if k.start < 0 || k.start >= k.end || k.end > len(text) || k.key == "" {
				t.Fatalf("%q: a token %+v", text, k)
			}
		}
	})
}
