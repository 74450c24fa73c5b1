package dunning_test

import (
	"fmt"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/money"
)

// A customer owes two invoices. Twelve days after the first fell due its first
// reminder leaves; the second is listed in the same mail, but takes no step.
func ExampleAssess() {
	scenario := dunning.Standard()
	invoice := func(n id.ID, number, due, open string) dunning.Item {
		return dunning.Item{Invoice: n, Number: number, DueOn: date.Must(due), Open: money.Must(open, money.EUR)}
	}
	facts := dunning.Snapshot{
		Currency: money.EUR,
		Reach:    dunning.Reach{Mail: true},
		GapDays:  7,
		Items:    []dunning.Item{invoice(1, "R-1", "2026-03-02", "1190.00"), invoice(2, "R-2", "2026-03-12", "300.00")},
	}
	today := date.Must("2026-03-14")

	a := dunning.Assess(&facts, &scenario, today)
	fmt.Println(a.Verdict, a.Step.Key, a.Total().Text())
	for _, d := range a.Items {
		fmt.Println(d.Item.Number, d.Verdict, d.Reason.Code)
	}

	// The mail left. The next reminder waits for its day.
	facts.LastSent = today
	facts.Items[0].Taken = dunning.Taken{Step: "reminder-1", On: today, Times: 1}
	a = dunning.Assess(&facts, &scenario, today.AddDays(1))
	fmt.Println(a.Verdict, "until", a.NextOn)

	// The first invoice is paid, though not allocated yet: it is left alone.
	facts.Credits = money.Must("1190.00", money.EUR)
	a = dunning.Assess(&facts, &scenario, date.Must("2026-03-26"))
	for _, d := range a.Items {
		fmt.Println(d.Item.Number, d.Verdict, d.Reason.Code)
	}

	// Output:
	// act reminder-1 1490.00 EUR
	// R-1 act step_due
	// R-2 wait step_later
	// wait until 2026-03-22
	// R-1 hold money_waits
	// R-2 act step_due
}
