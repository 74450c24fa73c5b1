// Package explain puts what the rules decided into sentences: why a reminder leaves
// or does not, and what speaks for a payment.
package explain

import (
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/money"
)

// Sentence says why dunning decided as it did.
func Sentence(w *locale.Words, r dunning.Reason) string {
	text := r.Text
	if text == "" {
		text = w.T("reason.no_text")
	}
	if r.Code == dunning.LetterBack {
		text = w.T("registered.back_" + r.Text)
	}
	days := r.Days
	if days < 0 {
		days = -days
	}
	return w.T("reason."+reasonKey(w, r), "Step", Step(w, r.Step), "Invoice", r.Invoice, "Text", text,
		"Day", r.Day, "Days", w.N("word.n_days", days), "Amount", r.Amount, "Limit", r.Limit, "Holiday", w.T("calendar."+string(r.Holiday)), "Promised", r.Promised)
}

// reasonKey names the sentence of a reason. Some reasons have another one where a
// value is missing.
func reasonKey(w *locale.Words, r dunning.Reason) string {
	key := string(r.Code)
	if caused := key + "_" + r.Hold; r.Hold != "" && (w.Has("reason."+caused) || w.Has("reason."+caused+"_open")) {
		key = caused
	}
	switch r.Code {
	case dunning.StepDue:
		switch {
		case r.Days == 0:
			return key + "_today"
		case r.Days < 0:
			return key + "_before"
		}
	case dunning.LadderDone, dunning.CustomerHeld, dunning.InvoiceHeld, dunning.BankStale, dunning.NoSendDay, dunning.SendHoliday, dunning.SendClosed:
		if r.Day == date.None {
			return key + "_open"
		}
	}
	return key
}

// EvidenceSentence says what speaks for a proposal, or against it. The fact for
// which nothing is certain is one as well: matching.Evidence{Fact: r.Refused}.
func EvidenceSentence(w *locale.Words, e matching.Evidence) string {
	key := "evidence." + string(e.Fact)
	switch {
	case e.Fact == matching.NumberNamed && e.InEndToEnd:
		key += "_end_to_end"
	case e.Fact == matching.RuleIgnores && e.By == "": // why nothing is certain; the rule stands among the reasons
		key += "_bare"
	case e.Fact == matching.PersonSays && !e.Paid.IsZero():
		key += "_abroad"
	}
	args := []any{"Number", e.Number, "Paid", e.Paid, "Booked", e.Booked, "Rate", Rate(w, e.Paid, e.Booked), "Percent", e.Percent, "Words", e.Words, "By", e.By, "Day", e.On}
	if e.Fact == matching.AmountAlone {
		return w.N(key, e.Count, args...)
	}
	return w.T(key, args...)
}

// rateDigits is how many decimals of a rate are told, as central banks do, and
// mostRateDigits of one that begins far behind the point, such as a yen's in euro.
const (
	rateDigits     = 4
	mostRateDigits = 12
)

// Rate says what the unit of one amount is in the currency of another that was booked
// for it: "1 USD = 0.9213 EUR".
func Rate(w *locale.Words, of, booked money.Amount) string {
	if of.IsZero() {
		return ""
	}
	r, err := booked.Decimal().Quo(of.Decimal())
	if err != nil {
		return ""
	}
	scale := rateDigits
	for scale < mostRateDigits && r.Trunc(scale-rateDigits+1).IsZero() {
		scale++
	}
	return "1 " + of.Currency.String() + " = " + w.Number(r.Round(scale)) + " " + booked.Currency.String()
}

// ReturnReason says why a bank took a payment back, by its code of ISO 20022. A code
// without a sentence is named; "" where the bank gives none.
func ReturnReason(w *locale.Words, code string) string {
	switch key := "return." + code; {
	case code == "":
		return ""
	case w.Has(key):
		return w.T(key)
	}
	return w.T("return.other", "Code", code)
}

// Verdict says in a word or two what is to be done.
func Verdict(w *locale.Words, v dunning.Verdict) string { return w.T("reason.verdict." + string(v)) }
