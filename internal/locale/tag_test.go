package locale

import "testing"

func TestFor(t *testing.T) {
	for _, c := range []struct {
		name    string
		lang    Language
		country string
		want    Tag
	}{
		{"a country with a format of its own", French, "BE", "fr-BE"},
		{"a country in small letters", Dutch, "be", "nl-BE"},
		{"a country without one takes the language's home", German, "FR", "de-DE"},
		{"no country takes the language's home", Dutch, "", "nl-NL"},
		{"English on the continent counts in euros", English, "LU", "en-IE"},
		{"English at its own home", English, "US", "en-US"},
		{"a language without catalogues is read in English", "pt", "PT", "en-IE"},
		{"no language at all is read in English", "", "", "en-IE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := For(c.lang, c.country); got != c.want {
				t.Errorf("For(%q, %q) = %s, want %s", c.lang, c.country, got, c.want)
			}
		})
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct{ name, header, want string }{
		{"the first choice", "fr-BE,fr;q=0.9,en;q=0.8", "fr-BE"},
		{"the heaviest choice, wherever it stands", "en;q=0.5,nl-BE;q=0.9", "nl-BE"},
		{"the first that has catalogues", "pt-PT,de-AT;q=0.7,en;q=0.5", "de-AT"},
		{"none that has catalogues", "pt-PT,es", "nl-NL"},
		{"no header", "", "nl-NL"},
		{"a broken header", ";;;=,q", "nl-NL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Match(c.header, "nl-NL"); got != Tag(c.want) {
				t.Errorf("Match(%q) = %s, want %s", c.header, got, c.want)
			}
		})
	}
}

func TestParseLanguage(t *testing.T) {
	for _, l := range Languages {
		if got, err := ParseLanguage(string(l)); err != nil || got != l {
			t.Errorf("ParseLanguage(%q) = %q, %v", l, got, err)
		}
	}
	if got, err := ParseLanguage("FR"); err != nil || got != French {
		t.Errorf("ParseLanguage in capitals = %q, %v", got, err)
	}
	for _, wrong := range []string{"", "pt", "fr-BE", "français"} {
		if got, err := ParseLanguage(wrong); err == nil {
			t.Errorf("ParseLanguage(%q) = %q, want an error", wrong, got)
		}
	}
}

func TestEveryTagReadsItsOwnFormat(t *testing.T) {
	for tag, f := range formats {
		if f.Tag != tag || tag.Format() != f {
			t.Errorf("the format of %s says it is of %s", tag, f.Tag)
		}
		if _, err := ParseLanguage(string(tag.Language())); err != nil {
			t.Errorf("%s: %v", tag, err)
		}
	}
	if f := Tag("pt-PT").Format(); f.Tag != "en-IE" {
		t.Errorf("an unknown tag is written as %s", f.Tag)
	}
}
