package account

import (
	"testing"

	"acquit/internal/date"
	"acquit/internal/money"
)

func euro(s string) money.Amount { return money.Must(s, money.EUR) }

func TestAgeOf(t *testing.T) {
	due := date.Must("2026-01-31")
	for days, want := range map[int]Age{-400: NotDue, -1: NotDue, 0: NotDue, 1: Late30, 30: Late30, 31: Late60, 60: Late60, 61: Late90, 90: Late90, 91: LateMore, 4000: LateMore} {
		if got := AgeOf(due, due.AddDays(days)); got != want {
			t.Errorf("%d days after it is due a debt is %d, want %d", days, got, want)
		}
	}
}

func TestAnAccountClosesWithItsMovements(t *testing.T) {
	a := Account{Opening: euro("100.00"), Movements: []Movement{{Amount: euro("50.00")}, {Amount: euro("-120.00")}}}
	if got := a.Closing(); got != euro("30.00") {
		t.Errorf("closes with %s", got)
	}
	if got := (&Account{Opening: euro("-7.00")}).Closing(); got != euro("-7.00") {
		t.Errorf("without movements: %s", got)
	}
	for n := range a.Debts {
		a.Debts[n] = money.Of(int64(n), money.EUR)
	}
	if got := a.Open(); got != euro("0.10") {
		t.Errorf("%s is open", got)
	}
}
