package reading

import (
	"regexp"
	"strings"

	"acquit/internal/locale"
	"acquit/internal/money"
)

// figure is a number as people write amounts.
const figure = `(\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?:,-|,--)?`

// sum is an amount in a text: a number beside a currency. Its first group is all of it.
var sum = regexp.MustCompile(`(?:^|[^\da-z/.,-])((?:(€|eur|euros?|chf|gbp|usd|£|\$) ?` + figure + `)|(?:` + figure + ` ?(€|eur\b|euros?\b|chf\b|gbp\b|usd\b|£|\$)))`)

// currencies are how a text names them.
var currencies = map[string]money.Currency{"€": {'E', 'U', 'R'}, "eur": {'E', 'U', 'R'}, "euro": {'E', 'U', 'R'}, "euros": {'E', 'U', 'R'},
	"chf": {'C', 'H', 'F'}, "gbp": {'G', 'B', 'P'}, "£": {'G', 'B', 'P'}, "usd": {'U', 'S', 'D'}, "$": {'U', 'S', 'D'}}

// writtenSum is an amount as it stands in a text.
type writtenSum struct {
	span
	amount money.Amount // zero when it can be read in two ways
}

// amounts are the amounts in a piece of the text, each once.
func (r *reader) amounts(in span) []writtenSum {
	var all []writtenSum
	text := r.text[in.from:in.to]
	seen := map[string]bool{}
	for _, m := range sum.FindAllStringSubmatchIndex(text, -1) {
		currency, digits := group(text, m, 2)+group(text, m, 5), group(text, m, 3)+group(text, m, 4)
		if seen[digits] {
			continue
		}
		seen[digits] = true
		a, err := locale.For(r.language, "").Format().ParseAmount(strings.TrimSpace(digits), currencies[currency])
		if err != nil {
			a = money.Amount{}
		}
		all = append(all, writtenSum{span{in.from + m[2], in.from + m[3]}, a})
	}
	return all
}

// group is a piece that an expression found; "" when it did not.
func group(text string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return text[m[2*n]:m[2*n+1]]
}
