package table

import (
	"slices"
	"strconv"
	"strings"
)

// fits weighs a heading's claim on a field against the values of the column: 0 where
// they contradict it. A heading that leaves no doubt may have a few odd values below
// it: each of them is named when it is read.
func (p *profile) fits(k Kind, f Field, score int) int {
	if p.filled == 0 {
		return max(score-partly+100, 1) // nothing contradicts it, and nothing is lost
	}
	ok, clear := true, score > exactly-100
	switch fields[f].sort {
	case day:
		ok = p.mostly(p.days) || clear && (p.half(p.days) || p.mostly(p.serial))
	case amount:
		ok = p.mostly(p.amounts) || clear && p.half(p.amounts)
	default:
		return p.suits(k, f, score)
	}
	if !ok {
		return 0
	}
	return score
}

// suits is fits for texts.
func (p *profile) suits(k Kind, f Field, score int) int {
	dated := p.mostly(p.days) && p.runs*2 < p.days
	money := p.mostly(p.amounts) && p.half(p.cents)
	ok := true
	switch f {
	case Currency, OriginalCurrency:
		ok = p.mostly(p.currencies)
	case Email:
		ok = p.half(p.emails)
	case IBAN, PayerIBAN, PayeeIBAN, Account:
		ok = p.half(p.accounts)
	case VATID, EnterpriseNumber:
		ok = p.half(p.vats) || !money && !dated && p.length >= 8*p.filled
	case Reference:
		ok = p.half(p.references) || k == Invoices && score > exactly-40 && !dated && !money
	case Text:
		ok = !dated && !money && score > partly*2/3
	case Side:
		ok = p.within(debitWords, creditWords)
	case Status:
		ok = p.statuses()
	case TermsDays:
		terms := p.terms()
		ok = !p.other && (terms == p.filled || score > exactly-100 && p.half(terms))
	case Country:
		ok = p.mostly(p.lettered) && p.length <= 24*p.filled
	case Language:
		ok = p.mostly(p.lettered)
	case Manager:
		ok = p.half(p.emails) || !dated && !money && p.mostly(p.lettered)
	case CustomerName, Name, PayerName, PayeeName, Contact, FirstName, LastName, City, Owner:
		ok = !dated && !money && !p.half(p.ibans) && !p.half(p.emails)
		if !p.half(p.lettered) {
			score -= 200
		}
	case CustomerNumber:
		ok = !dated && !money && !p.half(p.emails)
		if p.mostly(p.lettered) && p.length >= 9*p.filled {
			score -= 200 // these are names
		}
	default:
		ok = !dated && !money
	}
	if !ok {
		return 0
	}
	return max(score, 1)
}

// The words by which banks say how far an entry is.
var (
	bookedWords  = wordSet("booked completed complete settled posted execute executee accepte acceptee uitgevoerd aanvaard geaccepteerd geboekt verwerkt gebucht ausgefuhrt abgeschlossen umsatz_gebucht")
	pendingWords = wordSet("pending open processing en_attente en_cours in_behandeling gereserveerd vorgemerkt ausstehend in_bearbeitung umsatz_vorgemerkt authorised authorized")
	refusedWords = wordSet("refused rejected failed cancelled canceled reverted declined refuse refusee rejete annule annulee geweigerd geannuleerd afgewezen abgelehnt storniert fehlgeschlagen")
)

// statusWord is a status as the lists have it.
func statusWord(text string) string { return strings.ReplaceAll(Fold(text), " ", "_") }

// statuses reports whether all different values say how far an entry is.
func (p *profile) statuses() bool {
	for text := range p.seen {
		if word := statusWord(text); !bookedWords[word] && !pendingWords[word] && !refusedWords[word] {
			return false
		}
	}
	return !p.other && len(p.seen) > 0
}

// terms counts the values that begin with a number of days.
func (p *profile) terms() (n int) {
	for text, times := range p.seen {
		if _, ok := termsDays(text); ok {
			n += times
		}
	}
	return n
}

// termsDays reads a number of days: "30", "30 days", "30 jours". Other words, such as
// the end of the month, count otherwise and are not guessed.
func termsDays(text string) (days int, ok bool) {
	words := strings.Fields(Fold(text))
	if len(words) > 0 {
		if stem := strings.TrimRight(words[0], "djt"); stem != words[0] && len(words) == 1 {
			words[0] = stem
		}
	}
	switch {
	case len(words) == 1:
	case len(words) == 2 && slices.Contains([]string{"days", "day", "jours", "jour", "dagen", "dag", "tage", "tag", "tagen", "d", "j", "net", "netto"}, words[1]):
	case len(words) == 3 && slices.Contains([]string{"days net", "jours net", "tage netto", "dagen netto"}, words[1]+" "+words[2]):
	default:
		return 0, false
	}
	days, err := strconv.Atoi(words[0])
	return days, err == nil && days >= 0 && days <= 365
}

// byValue are the fields that a column may be when its heading says nothing, by its
// values alone. Dates and amounts are too many things to guess, but in a bank's table
// without headings.
func (t *Table) byValue(k Kind, n int) (all []Field) {
	p := &t.profiles[n]
	add := func(ok bool, fs ...Field) {
		for _, f := range fs {
			if ok && f.of(k) {
				all = append(all, f)
			}
		}
	}
	add(p.mostly(p.ibans) && p.constant(), Account)
	add(p.mostly(p.ibans), IBAN)
	add(p.mostly(p.emails), Email)
	add(p.mostly(p.vats), VATID)
	add(p.mostly(p.currencies), Currency)
	if k == Entries && t.header < 0 {
		add(p.mostly(p.days) && p.runs == 0, BookedOn, ValueOn)
		add(p.mostly(p.amounts) && p.mostly(p.cents), Amount, Balance)
		add(p.mostly(p.lettered) && p.length >= 12*p.filled, Text)
	}
	return all
}
