package collect_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

// typed is a rate as somebody enters it.
func typed(series, from, until, percent string, mark law.Mark) store.CompanyRate {
	country, name, _ := strings.Cut(series, " ")
	p, err := law.ParsePercent(percent)
	if err != nil {
		panic(err)
	}
	return store.CompanyRate{Rate: law.Rate{Series: law.Series{Country: country, Name: name}, From: date.Must(from), Until: date.Must(until), Percent: p, Mark: mark, Source: " official journal of 3 December 2026 "}}
}

func (b *bureau) enters(r store.CompanyRate) (id.ID, error) {
	return b.desk.AddRate(b.t.Context(), b.company.ID, r, "anne@lys.example", b.clock.Today())
}

// on is the rate of a day in a series of Belgium between businesses.
func (b *bureau) on(day string) string {
	b.t.Helper()
	said := "none"
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		own, err := tx.CompanyRates()
		if err != nil {
			return err
		}
		rates, err := own.Of(law.Series{Country: "BE", Name: "B2B"})
		if r, found := rates.On(date.Must(day)); found {
			said = r.Percent.String() + " " + string(r.Mark) + ": " + r.Source
		}
		return err
	})
	return said
}

func TestARateIsEndedAndAnotherPutInItsPlace(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		first, err := b.enters(typed("BE B2B", "2027-01-01", "2027-06-30", "10.75", law.Entered))
		if err != nil {
			t.Fatal(err)
		}
		if got := b.on("2027-06-30"); got != "10.75 entered: official journal of 3 December 2026" {
			t.Error(got)
		}
		right := typed("BE B2B", "2027-01-01", "2027-06-30", "11.00", law.Entered)
		_, err = b.enters(right)
		if !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "a rate of your own of 10.75 per cent holds from 2027-01-01 to 2027-06-30") {
			t.Errorf("a second one for the same days: %v", err)
		}
		right.Replaces = first
		second, err := b.enters(right)
		if got := b.on("2027-06-30"); err != nil || got != "11.00 entered: official journal of 3 December 2026" {
			t.Error(got, err)
		}
		if _, err := b.enters(right); !errors.Is(err, fault.Conflict) {
			t.Errorf("the first was replaced twice: %v", err)
		}
		elsewhere := typed("NL B2B", "2027-01-01", "2027-06-30", "11.00", law.Entered)
		elsewhere.Replaces = second
		if _, err := b.enters(elsewhere); !errors.Is(err, fault.NotFound) {
			t.Errorf("one of another series was replaced: %v", err)
		}
		if err := b.desk.EndRate(t.Context(), b.company.ID, second, "bob"); err != nil || b.on("2027-06-30") != "none" {
			t.Error(err, b.on("2027-06-30"))
		}
		if err := b.desk.EndRate(t.Context(), b.company.ID, second, "bob"); !errors.Is(err, fault.Conflict) {
			t.Errorf("it was ended twice: %v", err)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			ended, err := tx.EndedRates(right.Series, 9)
			var all []string
			for _, r := range ended {
				all = append(all, r.Percent.String()+" by "+r.By+", ended by "+r.EndedBy)
			}
			if diff := cmp.Diff([]string{"11.00 by anne@lys.example, ended by bob", "10.75 by anne@lys.example, ended by anne@lys.example"}, all); diff != "" {
				t.Error(diff)
			}
			if ended[0].Replaces != first {
				t.Error("nobody knows what it replaced")
			}
			return err
		})
	})
}

func TestARateThatCannotBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		whole := typed("BE B2B", "2027-01-01", "2027-06-30", "11", law.Entered)
		for name, c := range map[string]struct {
			field  string
			change func(*store.CompanyRate)
		}{
			"of no series":          {"series", func(r *store.CompanyRate) { r.Name = "B2X" }},
			"of no mark":            {"mark", func(r *store.CompanyRate) { r.Mark = law.Seen }},
			"without a beginning":   {"from", func(r *store.CompanyRate) { r.From = date.None }},
			"without an end":        {"until", func(r *store.CompanyRate) { r.Until = date.None }},
			"of a law that stays":   {"until", func(r *store.CompanyRate) { r.Until = law.NoEnd }},
			"ending first":          {"until", func(r *store.CompanyRate) { r.Until = date.Must("2026-12-31") }},
			"of usury":              {"percent", func(r *store.CompanyRate) { r.Percent = 100_0001 }},
			"far below nothing":     {"percent", func(r *store.CompanyRate) { r.Percent = -10_0001 }},
			"of a generous company": {"percent", func(r *store.CompanyRate) { r.Percent, r.Mark = -1, law.Agreed }},
			"without a source":      {"source", func(r *store.CompanyRate) { r.Source = " \n" }},
			"with a novel":          {"source", func(r *store.CompanyRate) { r.Source = strings.Repeat("é", 301) }},
		} {
			r := whole
			c.change(&r)
			_, err := b.enters(r)
			var e *fault.Error
			if !errors.Is(err, fault.Invalid) || !errors.As(err, &e) || e.Place.Path != c.field {
				t.Errorf("a rate %s: %v", name, err)
			}
		}
		forever := typed("BE B2B", "2026-01-01", law.NoEnd.String(), "0", law.Agreed)
		if _, err := b.enters(forever); err != nil || !strings.HasPrefix(b.on("2026-02-01"), "0.00 agreed") {
			t.Error(err, b.on("2026-02-01"))
		}
		if _, err := b.enters(whole); !errors.Is(err, fault.Conflict) {
			t.Errorf("beside one that never ends: %v", err)
		}
	})
}

// Two people who enter a rate for the same days at the same time cannot both be right.
func TestTwoPeopleEnterARateAtOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		var all sync.WaitGroup
		errs := make([]error, 4)
		for n := range errs {
			all.Go(func() { _, errs[n] = b.enters(typed("BE B2B", "2027-01-01", "2027-06-30", "11", law.Entered)) })
		}
		all.Wait()
		kept := 0
		for _, err := range errs {
			switch {
			case err == nil:
				kept++
			case !errors.Is(err, fault.Conflict):
				t.Error(err)
			}
		}
		if kept != 1 {
			t.Errorf("%d were kept: %v", kept, errs)
		}
	})
}

// wanted are the rates that open tasks ask for, by series and first day.
func (b *bureau) wanted() (all []string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		tasks, err := tx.OpenTasks(0, 0, 99)
		for _, t := range tasks {
			if t.Kind == task.RateMissing {
				r := collect.ReadRateWanted(t.Data)
				all = append(all, r.Country+" "+r.Series+" "+r.From.String()+" "+r.Until.String()+" due "+t.DueOn.String())
			}
		}
		return err
	})
	return all
}

func (b *bureau) night(day string) {
	b.t.Helper()
	b.clock.SetDay(date.Must(day))
	if _, err := b.desk.RunDay(b.t.Context(), b.company.ID, date.Must(day), nil); err != nil {
		b.t.Fatal(err)
	}
}

func TestTheRatesOfTheComingHalfYearAreAskedForInItsLastMonth(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		testkit.Customer(t, s, b.company.ID, "ACME")
		expect := func(when string, want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, b.wanted()); diff != "" {
				t.Errorf("%s: %s", when, diff)
			}
		}
		b.night("2026-11-30")
		expect("while all is known")
		const first, second = "BE B2B 2027-01-01 2027-06-30 due 2026-12-31", "BE B2B 2027-07-01 2027-12-31 due 2027-06-30"
		b.night("2026-12-01")
		expect("on 1 December", first)
		b.tickOff()
		b.night("2026-12-02")
		expect("once somebody said that it is done")
		if _, err := b.enters(typed("BE B2B", "2027-01-01", "2027-06-30", "11", law.Entered)); err != nil {
			t.Fatal(err)
		}
		testkit.Customer(t, s, b.company.ID, "ANNE", func(c *customer.Customer) { c.Kind = customer.Consumer })
		b.night("2027-06-02") // nobody was here on the first
		expect("in June", "BE B2C_CAP 2027-01-01 2027-06-30 due 2027-06-02", "BE B2C 2027-01-01 2027-06-30 due 2027-06-02",
			second, "BE B2C_CAP 2027-07-01 2027-12-31 due 2027-06-30", "BE B2C 2027-07-01 2027-12-31 due 2027-06-30")
		for _, r := range []store.CompanyRate{typed("BE B2C", "2027-01-01", "2027-12-31", "4.5", law.Entered), typed("BE B2B", "2027-07-01", "2027-09-30", "11", law.Agreed)} {
			if _, err := b.enters(r); err != nil {
				t.Fatal(err)
			}
		}
		expect("when some are known", "BE B2C_CAP 2027-01-01 2027-06-30 due 2027-06-02", second, "BE B2C_CAP 2027-07-01 2027-12-31 due 2027-06-30")
		b.night("2027-06-03")
		if got := len(b.wanted()); got != 3 {
			t.Errorf("the next night %d are asked for", got)
		}
	})
}

// tickOff says of all open tasks that they are done.
func (b *bureau) tickOff() {
	b.t.Helper()
	var tasks []id.ID
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		open, err := tx.OpenTasks(0, 0, 99)
		for _, t := range open {
			tasks = append(tasks, t.ID)
		}
		return err
	})
	if _, err := b.desk.FinishTasks(b.t.Context(), b.company.ID, tasks, "anne@lys.example"); err != nil {
		b.t.Fatal(err)
	}
}

// A company that begins with a rate missing is told at once. Consumers are claimed upon by
// the law of their country, and nobody by one that was not looked up.
func TestACompanyIsAskedForTheRatesThatItNeeds(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		for n, c := range []struct {
			company, lives string
			want           []string
		}{
			{"BE", "FR", []string{"FR B2C 2026-07-01 2026-12-31 due 2026-09-15"}},
			{"IT", "LU", []string{"LU B2C 2026-07-01 2026-12-31 due 2026-09-15"}},
			{"FR", "BE", nil}, {"BE", "IT", nil},
		} {
			b := newBureau(t, s, clock, func(of *company.Company) { of.Name, of.Country = "Lys "+string(rune('A'+n)), c.company })
			testkit.Customer(t, s, b.company.ID, "ANNE", func(of *customer.Customer) { of.Kind, of.Country = customer.Consumer, c.lives })
			testkit.Customer(t, s, b.company.ID, "ACME")
			b.night("2026-09-15")
			if diff := cmp.Diff(c.want, b.wanted()); diff != "" {
				t.Errorf("%s, %s: %s", c.company, c.lives, diff)
			}
		}
	})
}
