package reading

import (
	"strings"
	"unicode/utf8"
)

// mostThanks is how many words a text of nothing but thanks has.
const mostThanks = 30

// thanks reports whether a text says thanks and nothing else: each of its words is one of
// politeness, but for the name below.
func (r *reader) thanks() (Said, bool) {
	text := r.text
	if bye := r.bye.FindStringIndex(text); bye != nil {
		text = text[:bye[0]]
	}
	at := r.thank.FindStringIndex(text)
	if at == nil || strings.Contains(text, "?") {
		return Said{}, false
	}
	words := strings.FieldsFunc(text, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= utf8.RuneSelf || c >= '0' && c <= '9' || c == '\'')
	})
	if len(words) > mostThanks {
		return Said{}, false
	}
	for n, word := range words {
		if !r.polite.MatchString(word) && !(n > 0 && n <= 3 && r.greets(words[:n])) {
			return Said{}, false
		}
	}
	from, to := r.at[at[0]], r.at[at[1]]
	quote := strings.Trim(r.original[from:to], " \t\r\n,.!")
	return Said{Kind: Thanks, Quote: quote, At: from + strings.Index(r.original[from:to], quote)}, true
}

// greets reports whether words are the beginning of a greeting, after which a name follows.
func (r *reader) greets(words []string) bool {
	return strings.Contains(" "+r.greeting+" ", " "+words[0]+" ")
}
