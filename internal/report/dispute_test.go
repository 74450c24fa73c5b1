package report

import (
	"testing"

	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/money"
	"acquit/internal/store"
)

func TestDisputesByReason(t *testing.T) {
	on := date.New(2026, 3, 2)
	figure := func(r dispute.Reason, s dispute.State, days, count int, minor int64) store.DisputeFigure {
		f := store.DisputeFigure{Reason: r, State: s, OpenedOn: on, Currency: money.EUR, Count: count, Amount: money.Of(minor, money.EUR)}
		if days >= 0 {
			f.ClosedOn = on.AddDays(days)
		}
		return f
	}
	all := disputesBy([]store.DisputeFigure{
		figure(dispute.Price, dispute.Open, -1, 1, 100), figure(dispute.Quality, dispute.Accepted, -1, 1, 50), figure(dispute.Quality, dispute.Rejected, 3, 2, 700),
		figure(dispute.Quality, dispute.Withdrawn, 40, 1, 10), figure(dispute.Quality, dispute.Settled, 9, 2, 10),
	})
	if len(all) != 2 || all[0].Reason != dispute.Quality || all[1].Days != -1 || all[1].Lasting != 1 {
		t.Fatalf("%+v", all)
	}
	q := all[0]
	if q.Opened != 6 || q.Lasting != 1 || q.Accepted != 1 || q.Rejected != 2 || q.Answered() != 3 || q.Days != 9 || q.Amount[money.EUR] != money.Of(770, money.EUR) {
		t.Errorf("%+v", q)
	}
}
