package collect_test

import (
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// demands gives the company a ladder of one step, five days after the due day, that asks
// for payment within so many days.
func (b *bureau) demands(days int) {
	b.t.Helper()
	step := dunning.Step{Key: "demand", Tone: dunning.Final, Days: 5, From: dunning.FromDue, DeadlineDays: days}
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.StartWith(&dunning.Scenario{Name: "demands", Steps: []dunning.Step{step}})
	})
}

// Good Friday 2026 is on 3 April, a holiday in Germany; Easter Monday, the 6th, is one on
// both sides.
func TestADeadlineCountsFromTheDayOnWhichItLeft(t *testing.T) {
	for _, c := range []struct {
		name, country string
		days          int
		dueOn         string
		nights        []string // on which it is run; it is sent on the last one
		want          string
	}{
		{"on the day on which it was decided", "BE", 3, "2026-03-25", []string{"2026-03-30"}, "2026-04-02"},
		{"queued on Friday, away on Monday", "BE", 3, "2026-03-22", []string{"2026-03-27", "2026-03-30"}, "2026-04-02"},
		{"due on a Saturday, away on Monday", "BE", 3, "2026-03-23", []string{"2026-03-28", "2026-03-29", "2026-03-30"}, "2026-04-02"},
		{"due on Easter Monday, away on Tuesday", "BE", 3, "2026-04-01", []string{"2026-04-06", "2026-04-07"}, "2026-04-10"},
		{"a Saturday moves to Monday", "BE", 5, "2026-03-18", []string{"2026-03-23"}, "2026-03-30"},
		{"a Sunday moves over Easter Monday", "BE", 6, "2026-03-25", []string{"2026-03-30"}, "2026-04-07"},
		{"Good Friday stays for a Belgian", "BE", 4, "2026-03-25", []string{"2026-03-30"}, "2026-04-03"},
		{"Good Friday moves for a German", "DE", 4, "2026-03-25", []string{"2026-03-30"}, "2026-04-07"},
	} {
		t.Run(c.name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				b := newBureau(t, s, clock)
				b.demands(c.days)
				who := testkit.Customer(t, s, b.company.ID, "ACME", func(of *customer.Customer) { of.Country = c.country })
				testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: who.ID}, "R-1", "100.00", date.Must(c.dueOn))
				for _, night := range c.nights {
					clock.SetDay(date.Must(night))
					b.run()
				}
				b.send()
				b.asksBy(date.Must(c.want))
			})
		})
	}
}

// asksBy holds the only mail against the day by which it asks to be paid.
func (b *bureau) asksBy(day date.Date) {
	b.t.Helper()
	if len(b.box.mails) != 1 {
		b.t.Fatalf("%d mails left", len(b.box.mails))
	}
	text, want := b.box.mails[0].Text, "au plus tard le "+book.In(locale.For("fr", "BE")).LongDate(day)
	if !strings.Contains(text, want) {
		b.t.Errorf("it does not say %q:\n%s", want, text)
	}
}
