package en16931

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/invoice"
)

// Due returns the day on which a document issued on a day falls due by its terms
// in words (BT-20), written in English, French, Dutch or German. When they say
// nothing, or could mean two days, it returns date.None: a guess would send
// reminders on the wrong day.
//
// The net term of XRechnung's own notation ("#SKONTO#TAGE=30#PROZENT=0.00#") is
// invoice.DueTerms, everything else invoice.DueText.
func Due(terms string, issued date.Date) (date.Date, invoice.DueSource) {
	if day := coded(terms, issued); day != date.None {
		return day, invoice.DueTerms
	}
	if day := worded(code.ReplaceAllString(terms, "\n"), issued); day != date.None && day >= issued {
		return day, invoice.DueText
	}
	return date.None, ""
}

// code is a line of XRechnung's notation for discounts.
// Source: KoSIT, XRechnung BR-DE-18.
var code = regexp.MustCompile(`#(SKONTO|VERZUG)#TAGE=([0-9]+)#PROZENT=([0-9]+\.[0-9]{2})(#BASISBETRAG=-?[0-9]+\.[0-9]{2})?#`)

// coded returns the net term: a discount of nothing.
func coded(terms string, issued date.Date) date.Date {
	found := date.None
	for _, match := range code.FindAllStringSubmatch(terms, -1) {
		if match[1] == "SKONTO" && strings.Trim(match[3], "0.") == "" {
			if days, ok := small(match[2]); ok && issued != date.None {
				found = max(found, issued.AddDays(days))
			}
		}
	}
	return found
}

// Discounts returns what the terms in words (BT-20) take off for paying early, with
// the last day on which they do: by XRechnung's own notation, which is
// invoice.DueTerms, else by clauses that name one percentage and one term, which is
// invoice.DueText. What could mean two things is left out.
func Discounts(terms string, issued date.Date) []invoice.Discount {
	var found []invoice.Discount
	for _, match := range code.FindAllStringSubmatch(terms, -1) {
		if discount, ok := codedDiscount(match, issued); ok {
			found = append(found, discount)
		}
	}
	if found != nil {
		return found
	}
	for _, clause := range cut.Split(terms, -1) {
		percent, ok := early(clause)
		until, days := clauseUntil(clause, issued)
		if ok && until != date.None && until >= issued {
			found = append(found, invoice.Discount{Percent: percent, Days: days, Until: until, Source: invoice.DueText})
		}
	}
	return found
}

// codedDiscount reads a line of XRechnung's notation.
func codedDiscount(match []string, issued date.Date) (invoice.Discount, bool) {
	percent, err := ParseSum(match[3])
	days, ok := small(match[2])
	if err != nil || !ok || match[1] != "SKONTO" || percent.Sign() == 0 {
		return invoice.Discount{}, false
	}
	basis, _ := ParseSum(strings.TrimPrefix(match[4], "#BASISBETRAG=")) // "" is none
	return invoice.Discount{Percent: percent.Decimal, Basis: basis.Decimal, Days: days, Until: issued.AddDays(days), Source: invoice.DueTerms}, true
}

// early returns the one percentage of a text that grants a discount.
func early(text string) (decimal.Decimal, bool) {
	if !earlyWords.MatchString(text) || aside.MatchString(text) || unclear.MatchString(text) {
		return decimal.Zero, false
	}
	matches := percentage.FindAllStringSubmatch(text, -1)
	if len(matches) != 1 {
		return decimal.Zero, false
	}
	percent, err := decimal.Parse(strings.ReplaceAll(matches[0][1], ",", "."))
	return percent, err == nil && percent.Sign() > 0 && percent.Less(mostOff)
}

// mostOff is more than anybody takes off for paying early, in percent.
var mostOff = decimal.MustNew(20, 0)

// clauseUntil returns the day until which a clause grants a discount, and the days
// that it counts: date.None when it names no day, or several.
func clauseUntil(clause string, issued date.Date) (until date.Date, counting int) {
	written, counts := anyDay.FindAllStringSubmatch(clause, -1), days.FindAllStringSubmatch(clause, -1)
	if len(counts) == 1 {
		counting, _ = small(counts[0][1])
	}
	switch {
	case len(written) == 1:
		return figures(written[0]), counting
	case len(written) == 0 && len(counts) == 1:
		return issued.AddDays(counting), counting
	}
	return date.None, 0
}

// The words that decide what a clause is about.
var (
	earlyWords = regexp.MustCompile(`(?i)skonto|discount|escompte|remise|rabais|rabat|korting|abschlag von`)
	percentage = regexp.MustCompile(`(?i)(?:^|[^\d.,])(\d{1,2}(?:[.,]\d{1,3})?)\s*(?:%|prozent|percent|per cent|pour cent|procent)`)
	discount   = regexp.MustCompile(`(?i)%|skonto|discount|escompte|remise|rabais|rabat|korting|abschlag von`)
	// A clause about what happens otherwise, or about something else than paying.
	aside = regexp.MustCompile(`(?i)verzug|zinsen|mahn|\blate\b|overdue|interest|penalt|retard|int[ée]r[êe]t|p[ée]nalit|indemnit|` +
		`\brente\b|boete|laattijdig|schadevergoeding|reklam|beanstand|widerspr|complain|dispute|r[ée]clam|contest|klacht|bezwaar|betwist|` +
		`retour|return|livraison|deliver|lieferung|levering|garant`)
	// A start that is not the day of issue, or days that are not calendar days.
	unclear = regexp.MustCompile(`(?i)receipt|receiv|erhalt|eingang|r[ée]ception|ontvangst|month[- ]end|end of|fin (de|du) mois|f\.?d\.?m\b|` +
		`einde (van de )?maand|eind (van de )?maand|monatsende|ultimo|working|business|banking|werkdag|werktag|arbeitstag|bankdag|ouvr[ée]|ouvrable|` +
		`\bbefore the\b|delivery|lieferdatum`)
	atOnce = regexp.MustCompile(`(?i)\b(sofort|umgehend|immediately|immediate|comptant|imm[ée]diatement|contant|onmiddellijk|per direct)\b`)
	days   = regexp.MustCompile(`(?i)\b(\d{1,3})\s*(?:\([^)]*\)\s*)?(?:kalender|calendar |net |netto )?(?:tag|tage|tagen|jour|jours|dag|dagen|day|days)\b`)
	net    = regexp.MustCompile(`(?i)\b(?:net|netto)\s+(\d{1,3})$|^(\d{1,3})\s+(?:net|netto)\b`)
	months = regexp.MustCompile(`(?i)\b(\d{1,2})\s*(?:monate?n?|mois|maand(?:en)?|months?)\b`)
	until  = regexp.MustCompile(`(?i)(?:^|\P{L})(?:bis|bis zum|zum|sp[äa]testens am|f[äa]llig am|until|by|before|due|due on|due date|on or before|` +
		`avant le|au plus tard le|jusqu'au|[ée]ch[ée]ance|[ée]ch[ée]ance le|pour le|uiterlijk|uiterlijk op|tot|v[óo]{2}r|vervaldag|vervaldatum|ten laatste op)\s*:?\s*` + written)
	anyDay = regexp.MustCompile(written)
	cut    = regexp.MustCompile(`[;\n]|[.,!]\s|[.,!]$|\s[-–/]\s|\b(?:otherwise|sonst|sinon|anders|danach|ensuite|daarna)\b`)
)

// written is a day in figures: 2026-01-31, or 31.01.2026 with any separator.
const written = `(?:\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{1,2})([./-])(\d{1,2})[./-](\d{4})\b)`

// worded returns the one day that the clauses about paying in full agree on.
func worded(terms string, issued date.Date) date.Date {
	found := date.None
	for _, clause := range cut.Split(terms, -1) {
		clause = strings.TrimSpace(clause)
		days, readable := clauseDays(clause, issued)
		if !readable {
			return date.None
		}
		for _, day := range days {
			if found != date.None && day != found {
				return date.None
			}
			found = day
		}
	}
	return found
}

// clauseDays returns the days that a clause could mean; a day that is written
// out outweighs a count of days beside it. A clause is not readable when it
// speaks of paying but leaves the day open.
func clauseDays(clause string, issued date.Date) (found []date.Date, readable bool) {
	switch {
	case aside.MatchString(clause):
		return nil, true
	case discount.MatchString(clause):
		// A discount that names its own term leaves the other clauses alone; one
		// that does not takes its term from them.
		return nil, days.MatchString(clause) || anyDay.MatchString(clause)
	case unclear.MatchString(clause):
		return nil, false
	}
	if found, readable = stated(clause); len(found) > 0 || !readable {
		return found, readable
	}
	return counted(clause, issued), true
}

// stated returns the days that a clause writes out behind a word such as "until".
func stated(clause string) (found []date.Date, readable bool) {
	for _, part := range until.FindAllString(clause, -1) {
		day := figures(anyDay.FindStringSubmatch(part))
		if day == date.None {
			return nil, false
		}
		found = append(found, day)
	}
	return found, true
}

// figures returns the day of a match of written, or date.None when there is no
// such day or an American could read another one.
func figures(match []string) date.Date {
	year, month, dayOfMonth := match[1], match[2], match[3]
	if year == "" {
		year, month, dayOfMonth = match[7], pad(match[6]), pad(match[4])
		if match[5] == "/" && month <= "12" && dayOfMonth <= "12" && month != dayOfMonth {
			return date.None
		}
	}
	day, err := date.Digits(year, month, dayOfMonth)
	if err != nil {
		return date.None
	}
	return day
}

// pad makes two digits of one.
func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// counted returns the days that a clause counts from the day of issue.
func counted(clause string, issued date.Date) (found []date.Date) {
	if issued == date.None {
		return nil
	}
	for _, pattern := range []*regexp.Regexp{days, net} {
		for _, match := range pattern.FindAllStringSubmatch(clause, -1) {
			if n, ok := small(match[1] + strings.Join(match[2:], "")); ok {
				found = append(found, issued.AddDays(n))
			}
		}
	}
	for _, match := range months.FindAllStringSubmatch(clause, -1) {
		if n, ok := small(match[1]); ok {
			found = append(found, issued.AddMonths(n))
		}
	}
	if len(found) == 0 && atOnce.MatchString(clause) {
		found = append(found, issued)
	}
	return found
}

// small reads a number of days or months that a term may have.
func small(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n <= 365
}
