package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/law"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestRatesOfACompanyGoBeforeThoseOfTheLaw(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c, other := testkit.Company(t, s), testkit.Company(t, s, func(c *company.Company) { c.Name = "Another" })
		be := law.Series{Country: "BE", Name: "B2B"}
		rate := func(series law.Series, from, until string, percent law.Percent, mark law.Mark) store.CompanyRate {
			return store.CompanyRate{By: "anne", Rate: law.Rate{Series: series, From: day(from), Until: day(until), Percent: percent, Mark: mark, Source: "terms, art. 7"}}
		}
		coming, agreed := rate(be, "2027-01-01", "2027-06-30", 110_000, law.Entered), rate(be, "2026-03-01", "2026-03-31", -12_500, law.Agreed)
		forever := rate(law.Series{Country: "NL", Name: "B2C"}, "2026-01-01", "9999-12-31", 80_000, law.Agreed)
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			for _, r := range []*store.CompanyRate{&coming, &agreed, &forever} {
				if err := tx.AddCompanyRate(r); err != nil {
					return err
				}
			}
			return nil
		})
		on := func(tx *store.Tx, series law.Series, at string) string {
			own, err := tx.CompanyRates()
			if err != nil {
				t.Error(err)
			}
			all, err := own.Of(series)
			if err != nil {
				t.Error(err)
			}
			if r, found := all.On(day(at)); found {
				return r.Percent.String() + " " + string(r.Mark)
			}
			return "none"
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			for at, want := range map[string]string{"2026-02-28": "10.50 seen", "2026-03-01": "-1.25 agreed", "2026-03-31": "-1.25 agreed", "2026-04-01": "10.50 seen",
				"2027-06-30": "11.00 entered", "2027-07-01": "none"} {
				if got := on(tx, be, at); got != want {
					t.Errorf("on %s: %s, want %s", at, got, want)
				}
			}
			if got := on(tx, forever.Series, "2345-06-07"); got != "8.00 agreed" {
				t.Error(got)
			}
			own, err := tx.CompanyRates()
			if diff := cmp.Diff(law.Own{be: {agreed.Rate, coming.Rate}, forever.Series: {forever.Rate}}, own); diff != "" {
				t.Error(diff)
			}
			return err
		})
		testkit.View(t, s, other.ID, func(tx *store.Tx) error {
			if got := on(tx, be, "2026-03-01"); got != "10.50 seen" {
				t.Errorf("another company: %s", got)
			}
			return nil
		})
		clock.Advance(time.Hour)
		for n, want := range []bool{true, false} {
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
				ended, err := tx.EndCompanyRate(agreed.ID, "bob")
				if ended != want {
					t.Errorf("ended the %d. time: %v", n+1, ended)
				}
				return err
			})
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			if got := on(tx, be, "2026-03-01"); got != "10.50 seen" {
				t.Errorf("once it was ended: %s", got)
			}
			ended := agreed
			ended.EndedBy, ended.EndedAt = "bob", clock.Now()
			if gone, err := tx.EndedRates(forever.Series, 9); len(gone) != 0 || err != nil {
				t.Error(gone, err)
			}
			gone, err := tx.EndedRates(be, 9)
			if diff := cmp.Diff([]store.CompanyRate{ended}, gone); diff != "" {
				t.Error(diff)
			}
			if r, found, err := tx.CompanyRateByID(agreed.ID); !found || err != nil || r != ended {
				t.Error(r, found, err)
			}
			standing, err2 := tx.StandingRates()
			if diff := cmp.Diff([]store.CompanyRate{coming, forever}, standing); diff != "" {
				t.Error(diff)
			}
			if err == nil {
				err = err2
			}
			return err
		})
	})
}

func TestWhereTheCustomersOfACompanyLive(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		live := func(others bool, want ...string) {
			t.Helper()
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				has, err := tx.HasOthers()
				if err != nil {
					return err
				}
				got, err := tx.ConsumersIn([]string{"NL", "LU", "BE"})
				if diff := cmp.Diff(want, got); diff != "" || has != others {
					t.Errorf("others: %v; consumers: %s", has, diff)
				}
				return err
			})
		}
		live(false)
		consumer := func(number, country string) {
			testkit.Customer(t, s, c.ID, number, func(c *customer.Customer) { c.Kind, c.Country = customer.Consumer, country })
		}
		consumer("ANNE", "BE")
		consumer("BOB", "BE")
		consumer("CARL", "NL")
		consumer("DORA", "ES")
		live(false, "NL", "BE")
		testkit.Customer(t, s, c.ID, "TOWN", func(c *customer.Customer) { c.Kind = customer.Public })
		live(true, "NL", "BE")
	})
}
