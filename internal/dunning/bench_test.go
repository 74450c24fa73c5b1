package dunning

import (
	"testing"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// BenchmarkAssess decides about a customer with ten open items, as the night does
// for each of a hundred thousand: most wait, some are due.
func BenchmarkAssess(b *testing.B) {
	today := date.Must("2026-06-30")
	scenario := Standard()
	s := Snapshot{Currency: money.EUR, HasBank: true, BankSeenTo: today, BankMaxAge: 5, GapDays: 7, Reach: Reach{Mail: true},
		SendDay: leaves(func(d date.Date) bool { return d.Weekday() != 0 })}
	for n := range 10 {
		due := today.AddDays(n*7 - 50)
		item := Item{Invoice: id.ID(n + 1), Number: "INV-2026-0001", IssuedOn: due.AddDays(-30), DueOn: due, Open: money.Of(int64(10000+n), money.EUR)}
		if n < 6 {
			item.Taken = Taken{Step: "reminder-1", On: due.AddDays(10), Times: 1}
		}
		s.Items = append(s.Items, item)
	}
	for _, c := range []struct {
		name  string
		today date.Date
		want  Verdict
	}{{"act", today, Act}, {"wait", today.AddDays(-40), Wait}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if a := Assess(&s, &scenario, c.today); a.Verdict != c.want {
					b.Fatalf("the verdict is %s", a.Verdict)
				}
			}
		})
	}
}
