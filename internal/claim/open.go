package claim

import (
	"slices"

	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/law"
)

// Open says when interest, the sum for being late and costs may be asked for a debt, and
// why. Nothing opens before the debt is late, and a notice never makes anything open
// later. A country whose law was not looked up opens nothing.
func Open(c *calendar.Calendar, x Circumstances) Opening {
	s := situation{Circumstances: x, calendar: c, late: x.DueOn.AddDays(1)}
	s.Notices = slices.DeleteFunc(slices.Clone(x.Notices), func(n Notice) bool { return n.On < s.late })
	if x.DueOn == date.None {
		s.say(DueDayUnknown, date.None)
		return s.opening
	}
	s.decide()
	return s.opening
}

// situation is what is decided on, and what is decided so far.
type situation struct {
	Circumstances
	calendar *calendar.Calendar
	late     date.Date // the first day of delay
	opening  Opening
}

func (s *situation) decide() {
	if _, err := law.Of(s.Country, s.Segment); err != nil {
		s.say(NotLookedUp, date.None)
		return
	}
	switch {
	case s.Advance:
		s.say(InAdvance, date.None)
	case s.ClauseVoid:
		s.say(ClauseVoid, date.None)
	case s.Segment == law.B2B:
		s.business()
	case s.Country == "BE":
		s.belgianConsumer()
	case s.Country == "FR":
		s.frenchConsumer()
	case s.Country == "NL":
		s.dutchConsumer()
	case s.Country == "LU":
		s.luxembourgConsumer()
	case s.Country == "DE":
		s.germanConsumer()
	}
}

func (s *situation) say(code ConditionCode, day date.Date) {
	s.opening.Conditions = append(s.opening.Conditions, condition(code, s.Country, day))
}

// interest lets interest run from a day on, on which it may be asked too.
func (s *situation) interest(from date.Date) {
	s.opening.InterestFrom, s.opening.InterestOn = from, from
}

// business owes by itself from the first day of delay. In Germany a due day that is a day
// of the calendar does what a reminder would (BGB § 286 (2) no. 1).
func (s *situation) business() {
	s.interest(s.late)
	s.opening.CompensationOn, s.opening.CostsOn = s.late, s.late
	if s.Country == "DE" {
		s.say(CalendarDay, s.late)
		return
	}
	s.say(Automatic, s.late)
}

// belgianConsumer owes nothing more before a first reminder, which is free, and fourteen
// days: then what the contract says, else legal interest from a formal notice on.
func (s *situation) belgianConsumer() {
	n, over, found := s.first("", s.graceInBelgium)
	if !found {
		s.say(ReminderNeeded, date.None)
		return
	}
	s.say(ReminderSent, n.On)
	if n.ByPost {
		s.say(GraceByPost, over.AddDays(-1))
	} else {
		s.say(GraceByWire, over.AddDays(-1))
	}
	if s.Clause {
		s.belgianClause(over)
	} else {
		s.say(WithoutClause, date.None)
		s.fromNotice(over)
	}
	s.say(NoOtherCosts, date.None)
}

func (s *situation) graceInBelgium(n Notice) date.Date {
	return Belgium(s.calendar, n.On, n.ByPost).Over()
}

// belgianClause is what a clause gives from a day on.
func (s *situation) belgianClause(over date.Date) {
	s.interest(over)
	s.opening.CompensationOn = over
	s.say(WithClause, over)
	if s.SmallCreditor {
		_, sent, _ := s.first("", func(n Notice) date.Date { return n.On })
		s.opening.InterestFrom = sent.AddDays(1)
		s.say(SmallCreditor, s.opening.InterestFrom)
	}
}

// frenchConsumer owes legal interest from a formal notice on, and nothing else.
func (s *situation) frenchConsumer() {
	s.fromNotice(s.late)
	s.say(NoSum, date.None)
	s.say(NoOtherCosts, date.None)
}

// fromNotice lets interest run from the day after a formal notice was received, and not
// before another day.
func (s *situation) fromNotice(least date.Date) {
	n, received, found := s.first(FormalNotice, s.received)
	if !found {
		s.say(FormalNoticeNeeded, date.None)
		return
	}
	s.say(FormalNoticeSent, n.On)
	s.tellReceipt(n, received)
	s.interest(max(least, received.AddDays(1)))
	s.say(InterestFromNotice, s.opening.InterestFrom)
}

// dutchConsumer owes legal interest by himself when an agreed term passed, and the costs of
// collection when the fourteen days of a letter passed that named them.
func (s *situation) dutchConsumer() {
	s.interest(s.late)
	s.say(TermPassed, s.late)
	n, over, found := s.first(FourteenDays, func(n Notice) date.Date { return Netherlands(s.calendar, n.On, n.ByPost).Over() })
	if !found {
		s.say(FourteenNeeded, date.None)
		return
	}
	s.opening.CompensationOn, s.opening.CostsOn = over, over
	s.say(FourteenSent, n.On)
	s.say(FourteenOver, over)
}

// luxembourgConsumer owes interest from the end of the third month after delivery, where
// the invoice came within a month of it and says so, and nothing else.
func (s *situation) luxembourgConsumer() {
	delivered := s.DeliveredOn
	if delivered == date.None {
		delivered = s.IssuedOn
	}
	switch month := delivered.AddMonths(1); {
	case s.IssuedOn == date.None:
		s.say(InvoiceDayUnknown, date.None)
	case !s.Mention:
		s.say(MentionMissing, date.None)
	case s.IssuedOn > month:
		s.say(InvoicedLate, month)
	default:
		s.interest(max(s.late, delivered.AddMonths(3).AddDays(1)))
		s.say(ThirdMonth, s.opening.InterestFrom)
	}
	s.say(NoSum, date.None)
	s.say(NoOtherCosts, date.None)
}

// germanConsumer is in default by a reminder, or thirty days after he got an invoice that
// says so, whichever comes first; from then on he owes what collecting costs, but no sum.
// An invoice is taken to have come on its day.
func (s *situation) germanConsumer() {
	n, received, reminded := s.first("", s.received)
	from, byDays := received.AddDays(1), max(s.DueOn, s.IssuedOn).AddDays(thirtyDays+1)
	switch {
	case reminded && (!s.Mention || from <= byDays):
		s.say(ReminderSent, n.On)
		s.tellReceipt(n, received)
		s.say(DefaultByReminder, from)
	case s.Mention:
		from = byDays
		s.say(DefaultByDays, from)
	default:
		s.say(DefaultNeeded, date.None)
	}
	if s.interest(from); from != date.None {
		s.opening.CostsOn = from
		s.say(CostsAsSpent, from)
	}
	s.say(NoSum, date.None)
}

// thirtyDays after it is due and invoiced, a German debtor is in default (BGB § 286 (3)).
const thirtyDays = 30

// first is the notice of a kind, or of any, whose day comes first.
func (s *situation) first(kind NoticeKind, day func(Notice) date.Date) (first Notice, on date.Date, found bool) {
	for _, n := range s.Notices {
		if kind != "" && n.Kind != kind {
			continue
		}
		if at := day(n); !found || at < on || at == on && n.On < first.On {
			first, on, found = n, at, true
		}
	}
	return first, on, found
}

// received is when a notice is taken to have come: what goes by wire on its day, a letter
// on the third working day after. No law says so for formal notices; it is never too early
// where post comes in time.
func (s *situation) received(n Notice) date.Date {
	if n.ByPost {
		return s.calendar.AddBusinessDays(calendar.Place(s.Country), n.On, 3)
	}
	return n.On
}

func (s *situation) tellReceipt(n Notice, received date.Date) {
	if n.ByPost {
		s.say(TakenAsReceived, received)
	}
}
