package duty_test

import (
	"testing"

	"acquit/internal/date"
	"acquit/internal/duty"
	"acquit/internal/task"
)

func TestTheFirstRuleThatFitsGives(t *testing.T) {
	const vera, wim, mia = "vera@lys.example", "wim@lys.example", "mia@lys.example"
	day := date.Must("2026-03-10")
	all := duty.Roster{Today: day, People: []string{vera, wim, mia}, Rules: []duty.Rule{
		{Person: "gone@lys.example", Country: "NL"},
		{Person: vera, Label: "Wholesale", Least: 100_00},
		{Person: wim, Kind: task.Call, Language: "de"},
		{Person: mia, Country: "NL", Manager: "sal@lys.example"},
	}}
	for _, c := range []struct {
		name   string
		work   duty.Work
		away   []duty.Absence
		person string
		why    duty.Why
	}{
		{name: "by label, whatever its case, from an amount on", work: duty.Work{Labels: []string{"A", "wholesale"}, Owes: 100_00}, person: vera, why: duty.Why{Rule: all.Rules[1]}},
		{name: "below the amount nobody", work: duty.Work{Labels: []string{"Wholesale"}, Owes: 99_99}},
		{name: "by kind and language", work: duty.Work{Kind: task.Call, Language: "de"}, person: wim, why: duty.Why{Rule: all.Rules[2]}},
		{name: "another kind", work: duty.Work{Kind: task.CallBack, Language: "de"}},
		{name: "who does not work here is passed over", work: duty.Work{Country: "NL", Manager: "Sal@lys.example"}, person: mia, why: duty.Why{Rule: all.Rules[3]}},
		{name: "else the account manager", work: duty.Work{Country: "BE", Manager: mia}, person: mia, why: duty.Why{Rule: duty.Rule{Person: mia}, IsManager: true}},
		{name: "a manager who does not work here", work: duty.Work{Country: "BE", Manager: "sal@lys.example"}},
		{name: "the deputy of who is away", work: duty.Work{Kind: task.Call, Language: "de"}, away: []duty.Absence{{Person: wim, From: day, Through: day, Deputy: mia}}, person: mia,
			why: duty.Why{Rule: all.Rules[2], For: wim}},
		{name: "who is back already", work: duty.Work{Kind: task.Call, Language: "de"}, away: []duty.Absence{{Person: wim, From: day - 5, Through: day - 1, Deputy: mia}}, person: wim,
			why: duty.Why{Rule: all.Rules[2]}},
		{name: "a deputy who is away too", work: duty.Work{Kind: task.Call, Language: "de"}, away: []duty.Absence{{Person: wim, From: day, Through: day, Deputy: mia}, {Person: mia, From: day, Through: day, Deputy: wim}}},
		{name: "away without a deputy", work: duty.Work{Kind: task.Call, Language: "de", Manager: vera}, away: []duty.Absence{{Person: wim, From: day, Through: day}}, person: vera,
			why: duty.Why{Rule: duty.Rule{Person: vera}, IsManager: true}},
	} {
		r := all
		r.Absences = c.away
		person, why := r.Give(&c.work)
		if person != c.person || why != c.why {
			t.Errorf("%s: %s, %+v", c.name, person, why)
		}
		if back, ok := duty.Read(why.Text()); !ok || back != why {
			t.Errorf("%s: kept as %s", c.name, why.Text())
		}
	}
	if _, ok := duty.Read(duty.Nobody); ok {
		t.Error("what is nobody's has a reason")
	}
}
