package claim

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/law"
)

// NoticeKind is what a message about a debt was in the eyes of the law.
type NoticeKind string

// The kinds. Each of them reminds; only the last two are more than that.
const (
	Reminded     NoticeKind = "reminded"
	FormalNotice NoticeKind = "formal_notice" // mise en demeure, ingebrekestelling, Mahnung
	FourteenDays NoticeKind = "fourteen_days" // the Dutch letter that names the costs of collection
)

// Notice is a message about a debt that left the house. Where it is doubtful how a
// message went, ByPost is the careful answer: it gives the longer time.
type Notice struct {
	Kind   NoticeKind
	On     date.Date
	ByPost bool
}

// Circumstances are what decides when more than the principal may be asked.
type Circumstances struct {
	Country string      // ISO 3166-1 alpha-2, whose law holds
	Segment law.Segment // a public buyer owes as a business
	// IssuedOn is the day of the invoice, DeliveredOn that of what it is for; None where that
	// is not known: IssuedOn stands for it. DueOn is the last day to pay.
	IssuedOn, DeliveredOn, DueOn date.Date
	// Clause: the contract has a clause on late payment, within the law (law.Check).
	Clause bool
	// ClauseVoid: it is beyond the law, which leaves nothing but the principal (law.Rule.Bind).
	ClauseVoid bool
	// Advance: the invoice asks for money before its seller has done his part, after which
	// alone interest runs by law.
	Advance bool
	// Mention: the invoice says what late payment costs, as Luxembourg and Germany ask for
	// consumers.
	Mention bool
	// SmallCreditor: a small or medium enterprise that makes use of it, so that interest of a
	// Belgian consumer runs from the day after the reminder. It is asked no earlier.
	SmallCreditor bool
	Notices       []Notice // in any order; those of the due day or before count for nothing
}

// Reminded reports whether a message about the debt left since it is late.
func (x *Circumstances) Reminded() bool {
	return slices.ContainsFunc(x.Notices, func(n Notice) bool { return n.On > x.DueOn })
}

// Opening says from when on more than the principal may be asked. A day is None where it
// never is as things are.
type Opening struct {
	InterestFrom date.Date // the first day that bears interest; never after InterestOn
	InterestOn   date.Date // the first day on which it may be asked
	// CompensationOn is the first day on which the sum for being late may be asked: it is
	// reckoned from what is open when that day begins, so that a consumer who pays a part in
	// the time that the law gives him owes it on the rest. In the Netherlands that sum is the
	// costs of collection, and CostsOn is the same day.
	CompensationOn date.Date
	CostsOn        date.Date // the first day on which what collecting costs otherwise may be asked
	Conditions     []Condition
}

// Condition is one thing that was decided: the sentence "condition.CODE" says it, and
// speaks of its Day where it has one.
type Condition struct {
	Code   ConditionCode
	Day    date.Date
	Source string   // "" for what no law decides, such as a country that nobody looked up
	Mark   law.Mark // how well the rule is known
}

// ConditionCode names what was decided.
type ConditionCode string

// The conditions. Behind each stands what its Day is.
const (
	NotLookedUp        ConditionCode = "not_looked_up"        // none
	DueDayUnknown      ConditionCode = "due_day_unknown"      // none
	Automatic          ConditionCode = "automatic"            // the first day that bears interest
	CalendarDay        ConditionCode = "calendar_day"         // the first day that bears interest
	ReminderNeeded     ConditionCode = "reminder_needed"      // none
	ReminderSent       ConditionCode = "reminder_sent"        // when it left
	GraceByPost        ConditionCode = "grace_by_post"        // the last day of the grace
	GraceByWire        ConditionCode = "grace_by_wire"        // the last day of the grace
	WithClause         ConditionCode = "with_clause"          // the first day on which it may be asked
	SmallCreditor      ConditionCode = "small_creditor"       // the first day that bears interest
	WithoutClause      ConditionCode = "without_clause"       // none
	FormalNoticeNeeded ConditionCode = "formal_notice_needed" // none
	FormalNoticeSent   ConditionCode = "formal_notice_sent"   // when it left
	TakenAsReceived    ConditionCode = "taken_as_received"    // when a letter is taken to have come
	InterestFromNotice ConditionCode = "interest_from_notice" // the first day that bears interest
	NoSum              ConditionCode = "no_sum"               // none
	NoOtherCosts       ConditionCode = "no_other_costs"       // none
	TermPassed         ConditionCode = "term_passed"          // the first day that bears interest
	FourteenNeeded     ConditionCode = "fourteen_needed"      // none
	FourteenSent       ConditionCode = "fourteen_sent"        // when it left
	FourteenOver       ConditionCode = "fourteen_over"        // the first day on which costs may be asked
	InvoiceDayUnknown  ConditionCode = "invoice_day_unknown"  // none
	MentionMissing     ConditionCode = "mention_missing"      // none
	InvoicedLate       ConditionCode = "invoiced_late"        // the last day on which it was in time
	ThirdMonth         ConditionCode = "third_month"          // the first day that bears interest
	DefaultNeeded      ConditionCode = "default_needed"       // none
	DefaultByReminder  ConditionCode = "default_by_reminder"  // the first day that bears interest
	DefaultByDays      ConditionCode = "default_by_days"      // the first day that bears interest
	InAdvance          ConditionCode = "in_advance"           // none
	ClauseVoid         ConditionCode = "clause_void"          // none
	CostsAsSpent       ConditionCode = "costs_as_spent"       // the first day on which they may be asked
)

// ground is the source of a condition in the law of a country; "" is any country.
type ground struct {
	code    ConditionCode
	country string
	source  string
	mark    law.Mark
}

const (
	belgianBook = "Economic Law Code, book XIX (law of 4 May 2023), art. XIX.2"
	careful     = "no source says when a letter came: the third working day, as Belgium reckons reminders"
)

// grounds are why each condition holds, by its code.
var grounds = []ground{
	{Automatic, "BE", "Law of 2 August 2002 on late payment, art. 5 and 6", law.Seen},
	{Automatic, "FR", "Code de commerce art. L441-10 II and D441-5", law.Seen},
	{Automatic, "NL", "Burgerlijk Wetboek art. 6:119a; Besluit vergoeding voor buitengerechtelijke incassokosten", law.Seen},
	{Automatic, "LU", "Law of 18 April 2004 on time limits for payment and default interest; the 40 euros from memory", law.Memory},
	{CalendarDay, "DE", "BGB § 286 (2) no. 1, § 288 (2) and (5)", law.Seen},
	{ReminderNeeded, "BE", belgianBook, law.Seen},
	{ReminderSent, "BE", belgianBook, law.Seen},
	{ReminderSent, "DE", "BGB § 286 (1)", law.Seen},
	{GraceByPost, "BE", belgianBook + ": from the third working day after sending; whether Saturday is one, the sources do not say", law.Seen},
	{GraceByWire, "BE", belgianBook + ": from the calendar day after sending; one source gives three days here too", law.Seen},
	{WithClause, "BE", "Economic Law Code art. XIX.4: the caps of interest and of the sum", law.Seen},
	{SmallCreditor, "BE", "Economic Law Code art. XIX.2 and XIX.4, as a small enterprise practises it", law.Memory},
	{WithoutClause, "BE", "Civil Code art. 5.240: the legal rate from a formal notice on", law.Seen},
	{FormalNoticeNeeded, "BE", "Civil Code art. 5.240", law.Seen},
	{FormalNoticeNeeded, "FR", "Code civil art. 1231-6 and 1344-1", law.Memory},
	{FormalNoticeSent, "BE", "Civil Code art. 5.240", law.Seen},
	{FormalNoticeSent, "FR", "Code civil art. 1231-6 and 1344-1", law.Memory},
	{InterestFromNotice, "BE", "Civil Code art. 5.240 and Economic Law Code art. XIX.2", law.Seen},
	{InterestFromNotice, "FR", "Code civil art. 1231-6 and 1344-1: from the day after it was received", law.Memory},
	{TakenAsReceived, "", careful, law.Memory},
	{NoSum, "FR", "Code de commerce art. L441-10 II and D441-5 speak of professionals only", law.Seen},
	{NoSum, "LU", "Law of 18 April 2004: the 40 euros are due between businesses", law.Memory},
	{NoSum, "DE", "BGB § 288 (5): the debtor is no consumer", law.Seen},
	{NoOtherCosts, "BE", "Economic Law Code art. XIX.2 and XIX.4", law.Memory},
	{NoOtherCosts, "FR", "Code des procédures civiles d’exécution art. L111-8", law.Seen},
	{NoOtherCosts, "LU", "no source says that they may be asked", law.Memory},
	{TermPassed, "NL", "Burgerlijk Wetboek art. 6:119: from default on, which a term that was agreed brings by itself", law.Seen},
	{FourteenNeeded, "NL", "Burgerlijk Wetboek art. 6:96 (6)", law.Seen},
	{FourteenSent, "NL", "Burgerlijk Wetboek art. 6:96 (6)", law.Seen},
	{FourteenOver, "NL", "Burgerlijk Wetboek art. 6:96 (6); ECLI:NL:HR:2016:2704", law.Seen},
	{InvoiceDayUnknown, "LU", "Law of 18 April 2004, consumers", law.Seen},
	{MentionMissing, "LU", "Law of 18 April 2004, consumers", law.Seen},
	{InvoicedLate, "LU", "Law of 18 April 2004, consumers", law.Seen},
	{ThirdMonth, "LU", "Law of 18 April 2004, consumers", law.Seen},
	{DefaultNeeded, "DE", "BGB § 286 (1) and (3)", law.Seen},
	{DefaultByReminder, "DE", "BGB § 286 (1)", law.Seen},
	{DefaultByDays, "DE", "BGB § 286 (3)", law.Seen},
	{InAdvance, "", "Directive 2011/7/EU art. 3 (1) (a)", law.Derived},
	{ClauseVoid, "BE", "Economic Law Code art. XIX.4; the sources disagree between nothing but the invoice and the legal rate, and the lesser is taken", law.Seen},
	{CostsAsSpent, "DE", "BGB § 280 (2) and § 286; that the first reminder is free, from memory", law.Memory},
}

// condition is a condition with its ground in a country.
func condition(code ConditionCode, country string, day date.Date) Condition {
	c := Condition{Code: code, Day: day}
	for _, g := range grounds {
		if g.code == code && (g.country == country || g.country == "") {
			c.Source, c.Mark = g.source, g.mark
		}
	}
	return c
}
