package payment

import (
	"testing"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

func TestLeft(t *testing.T) {
	at := func(i id.ID, owner id.ID, on, left string) Payment {
		return Payment{ID: i, Customer: owner, ReceivedOn: date.Must(on), OnAccount: money.Must(left, money.EUR)}
	}
	for _, c := range []struct {
		name string
		all  []Payment
		want map[id.ID]string
	}{
		{"nothing was paid back", []Payment{at(1, 7, "2026-01-05", "50.00")}, map[id.ID]string{1: "50.00"}},
		{"all of it was", []Payment{at(1, 7, "2026-01-05", "50.00"), at(2, 7, "2026-01-09", "-50.00")}, map[id.ID]string{}},
		{"what came last before goes first", []Payment{at(1, 7, "2026-01-02", "50.00"), at(2, 7, "2026-01-05", "50.00"), at(3, 7, "2026-01-09", "-60.00")}, map[id.ID]string{1: "40.00"}},
		{"then what came after", []Payment{at(1, 7, "2026-01-05", "50.00"), at(2, 7, "2026-01-09", "-60.00"), at(3, 7, "2026-01-10", "50.00")}, map[id.ID]string{3: "40.00"}},
		{"more than there is", []Payment{at(1, 7, "2026-01-05", "50.00"), at(2, 7, "2026-01-09", "-60.00")}, map[id.ID]string{2: "-10.00"}},
		{"another customer's", []Payment{at(1, 7, "2026-01-05", "50.00"), at(2, 8, "2026-01-09", "-50.00")}, map[id.ID]string{1: "50.00", 2: "-50.00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := c.all[0].OnAccount
			left := Left(c.all)
			for _, p := range left {
				if p.OnAccount.String() != c.want[p.ID] {
					t.Errorf("of %d there is %s left", p.ID, p.OnAccount)
				}
			}
			if len(left) != len(c.want) || c.all[0].OnAccount != before {
				t.Errorf("%d are left; what was given is %s", len(left), c.all[0].OnAccount)
			}
		})
	}
}
