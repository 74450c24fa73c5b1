package dunning

import (
	"fmt"
	"strings"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
)

// due0 is the due day of the first item in most tests, a Monday.
var due0 = date.Must("2026-03-02")

func day(n int) date.Date { return due0.AddDays(n) }

func eur(s string) money.Amount { return money.Must(s, money.EUR) }

// ladder is a scenario of steps that count from the due date.
func ladder(days ...int) Scenario {
	s := Scenario{Name: "test"}
	for n, d := range days {
		s.Steps = append(s.Steps, Step{Key: fmt.Sprintf("step-%d", n+1), Tone: Polite, Days: d, From: FromDue})
	}
	return s
}

// debt is an open item R-n.
func debt(n int, dueOn date.Date, open money.Amount) Item {
	return Item{Invoice: id.ID(n), Number: fmt.Sprintf("R-%d", n), IssuedOn: dueOn.AddDays(-30), DueOn: dueOn, Open: open}
}

// owing is a customer in euro who can be written to on any day.
func owing(items ...Item) *Snapshot {
	return &Snapshot{Customer: 1, Currency: money.EUR, Items: items, Reach: Reach{Mail: true}}
}

// says puts an assessment in a few words: the step and the items that take one,
// each with its own step where that is another; or the verdict and its reason.
func says(a *Assessment) string {
	if a.Verdict != Act {
		return string(a.Verdict) + ": " + string(a.Reasons[0].Code)
	}
	words := []string{a.Step.Key}
	for _, d := range a.Items {
		switch {
		case !d.Due:
		case d.Step == a.Step.Key:
			words = append(words, d.Item.Number)
		default:
			words = append(words, d.Item.Number+"@"+d.Step)
		}
	}
	return strings.Join(words, " ")
}

// night assesses, and lets the message leave when there is one.
func night(s *Snapshot, scenario *Scenario, today date.Date) string {
	a := Assess(s, scenario, today)
	if a.Verdict == Act {
		s.Take(&a, today)
	}
	return says(&a)
}

func held(reason string, until date.Date) hold.Hold { return hold.Hold{Reason: reason, Until: until} }

func heldInvoice(n int, until date.Date) hold.Hold {
	return hold.Hold{Invoice: id.ID(n), Reason: "contested", Until: until}
}

// leaves is a calendar that is open on the days that fit.
func leaves(fits func(date.Date) bool) SendDay {
	return func(d date.Date) (Closed, bool) { return Closed{Code: NoSendDay}, !fits(d) }
}
