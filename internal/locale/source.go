package locale

import (
	"regexp"
	"strings"
)

// Where something stands in the law is written in English in the tables of the law, and
// translated where it is read. The room "source" of the catalogues is therefore keyed by
// the English text or, where that names several places, by each of them. A rate in a text
// is a slot, as in fault's: "ECB rate {1} + 8 points" is the key for every half-year.
const cited = "source"

// between stands between the places that a source names.
const between = "; "

// Source is where something stands in the law, in the reader's language. What no catalogue
// has stays as it is: addresses, numbers of judgments, and what a person wrote of a rate.
func (w *Words) Source(text string) string {
	places := strings.Split(text, between)
	known := false
	for n, place := range places {
		if translation, ok := w.place(place); ok {
			places[n], known = translation, true
		}
	}
	if !known {
		return text
	}
	return w.Several(places)
}

// Several names several things, one after the other, which have commas of their own.
func (w *Words) Several(all []string) string {
	if w.Tag.Language() == French {
		return strings.Join(all, "\u202f"+between)
	}
	return strings.Join(all, between)
}

// rateIn is a rate in a source, "2.40"; articles look alike, "art. 5.88", and are found
// with their text.
var rateIn = regexp.MustCompile(`\b[0-9]+\.[0-9]{2}\b`)

// place translates one place that a source names.
func (w *Words) place(text string) (translation string, ok bool) {
	texts := w.catalogue().cited()
	if translation, ok = texts[text]; ok {
		return translation, true
	}
	at := rateIn.FindStringIndex(text)
	if at == nil {
		return "", false
	}
	translation, ok = texts[text[:at[0]]+"{1}"+text[at[1]:]]
	return w.filled(translation, []any{text[at[0]:at[1]]}), ok
}
