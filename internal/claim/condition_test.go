package claim

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/locale"
)

// opened reads the four days of an opening: "" is none.
func opened(from, interest, compensation, costs string) (o Opening) {
	for _, d := range []struct {
		text string
		into *date.Date
	}{{from, &o.InterestFrom}, {interest, &o.InterestOn}, {compensation, &o.CompensationOn}, {costs, &o.CostsOn}} {
		if d.text != "" {
			*d.into = date.Must(d.text)
		}
	}
	return o
}

func told(all []Condition) (codes []ConditionCode) {
	for _, c := range all {
		codes = append(codes, c.Code)
	}
	return codes
}

// owing is a debt of an invoice of 10 January 2026 that was due at the end of the month.
func owing(country string, s law.Segment, notices ...Notice) Circumstances {
	return Circumstances{Country: country, Segment: s, IssuedOn: date.Must("2026-01-10"), DueOn: date.Must("2026-01-31"), Notices: notices}
}

func with(x Circumstances, change func(*Circumstances)) Circumstances {
	change(&x)
	return x
}

func clauseOf(x *Circumstances)  { x.Clause = true }
func mentionOf(x *Circumstances) { x.Mention = true }

func mailed(kind NoticeKind, on string) Notice { return Notice{Kind: kind, On: date.Must(on)} }
func posted(kind NoticeKind, on string) Notice {
	return Notice{Kind: kind, On: date.Must(on), ByPost: true}
}

func TestOpenBetweenBusinesses(t *testing.T) {
	day := "2026-02-01"
	for country, code := range map[string]ConditionCode{"BE": Automatic, "FR": Automatic, "NL": Automatic, "LU": Automatic, "DE": CalendarDay} {
		got := Open(calendar.New(), owing(country, law.B2B))
		if codes := told(got.Conditions); !slices.Equal(codes, []ConditionCode{code}) || got.Conditions[0].Day != date.Must(day) {
			t.Errorf("%s: %+v", country, got.Conditions)
		}
		got.Conditions = nil
		if diff := cmp.Diff(opened(day, day, day, day), got); diff != "" {
			t.Errorf("%s: %s", country, diff)
		}
	}
}

func TestOpenForConsumers(t *testing.T) {
	for name, c := range map[string]struct {
		x     Circumstances
		want  Opening
		codes []ConditionCode
	}{
		"a Belgian who was never reminded owes the principal": {owing("BE", law.B2C), Opening{}, []ConditionCode{ReminderNeeded}},
		"a notice before the due day reminds of nothing": {owing("BE", law.B2C, mailed(Reminded, "2026-01-26"), mailed(FormalNotice, "2026-01-31")), Opening{},
			[]ConditionCode{ReminderNeeded}},
		"fourteen days after a mail a clause holds": {with(owing("BE", law.B2C, mailed(Reminded, "2026-03-02")), clauseOf),
			opened("2026-03-17", "2026-03-17", "2026-03-17", ""), []ConditionCode{ReminderSent, GraceByWire, WithClause, NoOtherCosts}},
		"a letter takes three working days more": {with(owing("BE", law.B2C, posted(Reminded, "2026-03-02")), clauseOf),
			opened("2026-03-19", "2026-03-19", "2026-03-19", ""), []ConditionCode{ReminderSent, GraceByPost, WithClause, NoOtherCosts}},
		"a mail after a letter may be over first": {with(owing("BE", law.B2C, posted(Reminded, "2026-03-02"), mailed(Reminded, "2026-03-03")), clauseOf),
			opened("2026-03-18", "2026-03-18", "2026-03-18", ""), []ConditionCode{ReminderSent, GraceByWire, WithClause, NoOtherCosts}},
		"a small creditor’s interest runs from the day after the reminder": {with(owing("BE", law.B2C, mailed(Reminded, "2026-03-02")), func(x *Circumstances) { x.Clause, x.SmallCreditor = true, true }),
			opened("2026-03-03", "2026-03-17", "2026-03-17", ""), []ConditionCode{ReminderSent, GraceByWire, WithClause, SmallCreditor, NoOtherCosts}},
		"without a clause a reminder opens nothing": {owing("BE", law.B2C, mailed(Reminded, "2026-03-02")), Opening{},
			[]ConditionCode{ReminderSent, GraceByWire, WithoutClause, FormalNoticeNeeded, NoOtherCosts}},
		"without a clause interest runs from a formal notice": {owing("BE", law.B2C, mailed(Reminded, "2026-03-02"), mailed(FormalNotice, "2026-04-01")),
			opened("2026-04-02", "2026-04-02", "", ""), []ConditionCode{ReminderSent, GraceByWire, WithoutClause, FormalNoticeSent, InterestFromNotice, NoOtherCosts}},
		"a formal notice that is the first reminder leaves its fourteen days": {owing("BE", law.B2C, posted(FormalNotice, "2026-03-02")),
			opened("2026-03-19", "2026-03-19", "", ""), []ConditionCode{ReminderSent, GraceByPost, WithoutClause, FormalNoticeSent, TakenAsReceived, InterestFromNotice, NoOtherCosts}},

		"money that is asked in advance bears nothing": {with(owing("BE", law.B2B), func(x *Circumstances) { x.Advance = true }), Opening{}, []ConditionCode{InAdvance}},
		"a clause beyond the law leaves the principal": {with(owing("BE", law.B2C, mailed(Reminded, "2026-03-02"), mailed(FormalNotice, "2026-04-01")), func(x *Circumstances) { x.Clause, x.ClauseVoid = true, true }),
			Opening{}, []ConditionCode{ClauseVoid}},

		"a reminder gives nothing in France": {owing("FR", law.B2C, mailed(Reminded, "2026-03-02")), Opening{}, []ConditionCode{FormalNoticeNeeded, NoSum, NoOtherCosts}},
		"a formal notice gives interest in France from the day after it came": {owing("FR", law.B2C, mailed(FormalNotice, "2026-02-10")),
			opened("2026-02-11", "2026-02-11", "", ""), []ConditionCode{FormalNoticeSent, InterestFromNotice, NoSum, NoOtherCosts}},
		"a letter comes on the third working day": {owing("FR", law.B2C, posted(FormalNotice, "2026-02-12")),
			opened("2026-02-18", "2026-02-18", "", ""), []ConditionCode{FormalNoticeSent, TakenAsReceived, InterestFromNotice, NoSum, NoOtherCosts}},

		"a Dutchman owes interest by himself, and costs after the letter only": {owing("NL", law.B2C, mailed(FormalNotice, "2026-02-10")),
			opened("2026-02-01", "2026-02-01", "", ""), []ConditionCode{TermPassed, FourteenNeeded}},
		"the fourteen days follow the day on which the letter came": {owing("NL", law.B2C, posted(FourteenDays, "2026-03-03")),
			opened("2026-02-01", "2026-02-01", "2026-03-20", "2026-03-20"), []ConditionCode{TermPassed, FourteenSent, FourteenOver}},
		"the letter may go by mail": {owing("NL", law.B2C, mailed(FourteenDays, "2026-03-03")),
			opened("2026-02-01", "2026-02-01", "2026-03-18", "2026-03-18"), []ConditionCode{TermPassed, FourteenSent, FourteenOver}},

		"Luxembourg asks for the mention": {owing("LU", law.B2C), Opening{}, []ConditionCode{MentionMissing, NoSum, NoOtherCosts}},
		"three months after the invoice where nothing else is known": {with(owing("LU", law.B2C), mentionOf),
			opened("2026-04-11", "2026-04-11", "", ""), []ConditionCode{ThirdMonth, NoSum, NoOtherCosts}},
		"three months after delivery": {with(owing("LU", law.B2C), func(x *Circumstances) { x.Mention, x.DeliveredOn = true, date.Must("2025-12-10") }),
			opened("2026-03-11", "2026-03-11", "", ""), []ConditionCode{ThirdMonth, NoSum, NoOtherCosts}},
		"an invoice more than a month after delivery gives nothing": {with(owing("LU", law.B2C), func(x *Circumstances) { x.Mention, x.DeliveredOn = true, date.Must("2025-12-09") }),
			Opening{}, []ConditionCode{InvoicedLate, NoSum, NoOtherCosts}},
		"nor does one whose day nobody knows": {with(owing("LU", law.B2C), func(x *Circumstances) {
			x.Mention, x.IssuedOn, x.DeliveredOn = true, date.None, date.Must("2025-12-09")
		}), Opening{},
			[]ConditionCode{InvoiceDayUnknown, NoSum, NoOtherCosts}},
		"never before it is due": {with(owing("LU", law.B2C), func(x *Circumstances) { x.Mention, x.DueOn = true, date.Must("2026-06-30") }),
			opened("2026-07-01", "2026-07-01", "", ""), []ConditionCode{ThirdMonth, NoSum, NoOtherCosts}},

		"a German consumer is in default by neither": {owing("DE", law.B2C), Opening{}, []ConditionCode{DefaultNeeded, NoSum}},
		"by a reminder from the day after it came": {owing("DE", law.B2C, mailed(Reminded, "2026-02-10")),
			opened("2026-02-11", "2026-02-11", "", "2026-02-11"), []ConditionCode{ReminderSent, DefaultByReminder, CostsAsSpent, NoSum}},
		"by thirty days where the invoice says so": {with(owing("DE", law.B2C), mentionOf),
			opened("2026-03-03", "2026-03-03", "", "2026-03-03"), []ConditionCode{DefaultByDays, CostsAsSpent, NoSum}},
		"whichever comes first": {with(owing("DE", law.B2C, posted(Reminded, "2026-02-27")), mentionOf),
			opened("2026-03-03", "2026-03-03", "", "2026-03-03"), []ConditionCode{DefaultByDays, CostsAsSpent, NoSum}},

		"a country that nobody looked up opens nothing":    {owing("ES", law.B2C), Opening{}, []ConditionCode{NotLookedUp}},
		"nor does a debt of which nobody knows when it is": {Circumstances{Country: "BE", Segment: law.B2B}, Opening{}, []ConditionCode{DueDayUnknown}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Open(calendar.New(), c.x)
			if diff := cmp.Diff(c.codes, told(got.Conditions)); diff != "" {
				t.Error(diff)
			}
			got.Conditions = nil
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What the vectors say of consumers in words: when interest begins.
func TestTheVectorsOfOpenings(t *testing.T) {
	var doc struct {
		Interest []struct {
			ID    string    `json:"id"`
			First date.Date `json:"first_interest_day"`
			DueOn date.Date `json:"due_date"`
		}
	}
	vectors(t, &doc)
	reminded := with(Circumstances{Country: "BE", Segment: law.B2C, Notices: []Notice{mailed(Reminded, "2026-03-02")}}, clauseOf)
	known := map[string]Circumstances{
		"BE-B2C-01": reminded,
		"BE-B2C-02": with(reminded, func(x *Circumstances) { x.SmallCreditor = true }),
		"FR-B2C-01": {Country: "FR", Segment: law.B2C, DueOn: date.Must("2025-12-31"), Notices: []Notice{mailed(FormalNotice, "2026-01-10")}},
		"LU-B2C-01": {Country: "LU", Segment: law.B2C, IssuedOn: date.Must("2024-01-10"), DueOn: date.Must("2024-02-10"), Mention: true},
		"DE-B2B-01": {Country: "DE", Segment: law.B2B},
		"NL-B2B-01": {Country: "NL", Segment: law.B2B},
	}
	for _, v := range doc.Interest {
		x, found := known[v.ID]
		if !found {
			continue
		}
		delete(known, v.ID)
		if x.DueOn == date.None {
			x.DueOn = v.DueOn
		}
		if got := Open(calendar.New(), x); got.InterestFrom != v.First {
			t.Errorf("%s: interest from %s, want %s", v.ID, got.InterestFrom, v.First)
		}
	}
	if len(known) > 0 {
		t.Errorf("no vector is called %v", known)
	}
}

func anyCircumstances(t *rapid.T) Circumstances {
	x := Circumstances{
		Country: rapid.SampledFrom([]string{"BE", "FR", "NL", "LU", "DE"}).Draw(t, "country"), Segment: rapid.SampledFrom([]law.Segment{law.B2B, law.B2C}).Draw(t, "segment"),
		Clause: rapid.Bool().Draw(t, "clause"), Mention: rapid.Bool().Draw(t, "mention"), SmallCreditor: rapid.Bool().Draw(t, "small"),
	}
	x.ClauseVoid = x.Country == "BE" && x.Segment == law.B2C && x.Clause && rapid.Bool().Draw(t, "void")
	x.IssuedOn = anyDay(t, "issued", date.Must("2025-01-01"), date.Must("2026-12-31"))
	x.DueOn = x.IssuedOn.AddDays(rapid.IntRange(0, 90).Draw(t, "term"))
	if rapid.Bool().Draw(t, "delivery known") {
		x.DeliveredOn = x.IssuedOn.AddDays(rapid.IntRange(-60, 30).Draw(t, "delivered"))
	}
	x.Notices = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Notice { return anyNotice(t, x.DueOn.AddDays(-20)) }), 0, 4).Draw(t, "notices")
	return x
}

func anyNotice(t *rapid.T, from date.Date) Notice {
	return Notice{Kind: rapid.SampledFrom([]NoticeKind{Reminded, FormalNotice, FourteenDays}).Draw(t, "kind"),
		On: from.AddDays(rapid.IntRange(0, 80).Draw(t, "on")), ByPost: rapid.Bool().Draw(t, "by post")}
}

// later reports whether something opens later in one opening than in another; what never
// opens is the latest.
func later(a, b date.Date) bool { return b != date.None && (a == date.None || a > b) }

func (o *Opening) days() []date.Date {
	return []date.Date{o.InterestFrom, o.InterestOn, o.CompensationOn, o.CostsOn}
}

// One notice more, or the same one a day earlier while the debt is late already, never
// makes anything open later. Nothing opens before that, interest is not asked before it
// runs, and the order in which notices are told makes no difference.
func TestWhatHoldsOfEveryOpening(t *testing.T) {
	c := calendar.New()
	rapid.Check(t, func(t *rapid.T) {
		x := anyCircumstances(t)
		got := Open(c, x)
		for _, day := range got.days() {
			if day != date.None && day <= x.DueOn {
				t.Errorf("it is due on %s and opens on %s: %+v", x.DueOn, day, got)
			}
		}
		if got.InterestFrom > got.InterestOn || (got.InterestFrom == date.None) != (got.InterestOn == date.None) {
			t.Errorf("interest runs from %s and is asked on %s", got.InterestFrom, got.InterestOn)
		}
		shuffled := with(x, func(x *Circumstances) { x.Notices = rapid.Permutation(x.Notices).Draw(t, "in another order") })
		if again := Open(c, shuffled); !slices.Equal(again.days(), got.days()) {
			t.Errorf("in another order %+v, not %+v", again, got)
		}
		more := with(x, func(x *Circumstances) {
			x.Notices = append(slices.Clone(x.Notices), anyNotice(t, x.DueOn.AddDays(-20)))
		})
		sooner := with(x, func(x *Circumstances) {
			x.Notices = slices.Clone(x.Notices)
			for n := range x.Notices {
				if x.Notices[n].On > x.DueOn.AddDays(1) {
					x.Notices[n].On = x.Notices[n].On.AddDays(-1)
				}
			}
		})
		for _, other := range []Circumstances{more, sooner} {
			opening := Open(c, other)
			for n, day := range opening.days() {
				if later(day, got.days()[n]) {
					t.Errorf("with %+v it opens later: %+v, not %+v", other.Notices, opening, got)
				}
			}
		}
	})
}

// Whatever is decided has its source, its mark, and its sentence in every language; a
// sentence speaks of a day where there is one.
func TestEveryConditionHasItsGroundAndSentence(t *testing.T) {
	book := locale.NewBook()
	seen := map[ConditionCode]bool{NotLookedUp: true, DueDayUnknown: true}
	for _, g := range grounds {
		if g.source == "" || g.mark == "" {
			t.Errorf("%s in %q has no source, or no mark", g.code, g.country)
		}
		seen[g.code] = true
	}
	for code := range seen {
		for _, l := range locale.Languages {
			if text := book.In(locale.For(l, "BE")).T("condition."+string(code), "Day", date.Must("2026-03-17")); text == "" || text == "condition."+string(code) {
				t.Errorf("%s has no sentence in %s", code, l)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range Open(calendar.New(), anyCircumstances(t)).Conditions {
			if c.Source == "" || c.Mark == "" {
				t.Errorf("%+v has no ground", c)
			}
			sentence := func(day string) string {
				return book.In(locale.For("en", "IE")).T("condition."+string(c.Code), "Day", date.Must(day))
			}
			if speaks := sentence("2026-01-01") != sentence("2026-02-02"); speaks != (c.Day != date.None) {
				t.Errorf("%+v, and its sentence is %q", c, sentence("2026-01-01"))
			}
		}
	})
}
