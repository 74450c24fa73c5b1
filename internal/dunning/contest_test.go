package dunning

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
)

// What is contested of an invoice is not asked for, and the rest is: both make up what is open,
// and a contest never makes a message ask more.
func TestWhatIsContestedIsNotAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		today := anyDay(t, "today", 0, 60)
		before := Assess(s, &scenario, today)
		contested := *s
		contested.Holds = append(contested.Holds[:len(contested.Holds):len(contested.Holds)], anyContests(t, s)...)
		after := Assess(&contested, &scenario, today)
		open := map[itemName]money.Amount{}
		for _, d := range before.Items {
			open[nameOf(&d)] = d.Item.Open.Add(partOf(&d))
		}
		for _, d := range after.Items {
			if whole := d.Item.Open.Add(partOf(&d)); whole != open[nameOf(&d)] {
				t.Fatalf("of invoice %s are open %s, and decided is about %s", d.Item.Number, open[nameOf(&d)].Text(), whole.Text())
			}
		}
		if after.asked(today).Cmp(before.asked(today)) > 0 {
			t.Fatalf("%s are asked, and %s before something was contested", after.asked(today).Text(), before.asked(today).Text())
		}
	})
}

type itemName struct {
	invoice id.ID
	part    int
}

func nameOf(d *Decision) itemName { return itemName{d.Item.Invoice, d.Item.Part} }

// partOf is what is contested beside what the decision says is open.
func partOf(d *Decision) money.Amount {
	return money.Of(d.Item.Contested.Minor, d.Item.Open.Currency)
}

func anyContests(t *rapid.T, s *Snapshot) (all []hold.Hold) {
	for n := range s.Items {
		if rapid.Bool().Draw(t, "contested") {
			amount := money.Of(rapid.Int64Range(1, 20).Draw(t, "of it")*1000, s.Currency)
			all = append(all, hold.Hold{Customer: s.Customer, Invoice: s.Items[n].Invoice, Cause: hold.ForDispute, Reason: "broken", Currency: s.Currency, Amount: amount})
		}
	}
	return all
}

// The rest of an invoice climbs the ladder like any other debt; what is contested as a whole is
// held, as it always was.
func TestTheRestOfAnInvoiceGoesOn(t *testing.T) {
	scenario := Scenario{Name: "short", Steps: []Step{{Key: "first", Tone: Polite, Days: 10, From: FromDue}}}
	due := date.New(2026, 3, 2)
	whole := Item{Invoice: 1, Number: "R-1", IssuedOn: due.AddDays(-30), DueOn: due, Open: money.Of(121000, money.EUR)}
	first, last := whole, whole
	first.Part, first.Open = 1, money.Of(60500, money.EUR)
	last.Part, last.Open, last.DueOn = 2, money.Of(60500, money.EUR), due.AddDays(5)
	type decided struct {
		verdict         Verdict
		open, contested int64
	}
	for name, c := range map[string]struct {
		items     []Item
		contested []int64
		want      []decided
	}{
		"a part":                    {[]Item{whole}, []int64{30000}, []decided{{Act, 91000, 30000}}},
		"two parts":                 {[]Item{whole}, []int64{30000, 1000}, []decided{{Act, 90000, 31000}}},
		"all of it, by its amount":  {[]Item{whole}, []int64{121000}, []decided{{Hold, 121000, 0}}},
		"more than is left":         {[]Item{whole}, []int64{200000}, []decided{{Hold, 121000, 0}}},
		"the whole invoice":         {[]Item{whole}, []int64{0}, []decided{{Hold, 121000, 0}}},
		"the end of instalments":    {[]Item{first, last}, []int64{70500}, []decided{{Act, 50500, 10000}, {Hold, 60500, 0}}},
		"less than one instalment":  {[]Item{first, last}, []int64{500}, []decided{{Act, 60500, 0}, {Act, 60000, 500}}},
		"the whole invoice in both": {[]Item{first, last}, []int64{0}, []decided{{Hold, 60500, 0}, {Hold, 60500, 0}}},
	} {
		s := Snapshot{Customer: 1, Currency: money.EUR, Items: c.items, Credits: money.Of(0, money.EUR), MinimumDue: money.Of(0, money.EUR), Reach: Reach{Mail: true}}
		for _, minor := range c.contested {
			h := hold.Hold{Customer: 1, Invoice: 1, Cause: hold.ForDispute, Reason: "broken"}
			if minor != 0 {
				h.Amount, h.Currency = money.Of(minor, money.EUR), money.EUR
			}
			s.Holds = append(s.Holds, h)
		}
		a := Assess(&s, &scenario, due.AddDays(20))
		var got []decided
		for _, d := range a.Items {
			got = append(got, decided{d.Verdict, d.Item.Open.Minor, d.Item.Contested.Minor})
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(decided{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// While the time runs that the answer to a dispute gave, nothing of the invoice is asked for or
// even listed; when it is over all is as if there had been none.
func TestNothingIsAskedWhileAnAnswerRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		today := anyDay(t, "today", 0, 60)
		answered := *s
		answered.Items = append([]Item(nil), s.Items...)
		running := map[itemName]bool{}
		for n := range answered.Items {
			if i := &answered.Items[n]; rapid.Bool().Draw(t, "answered") {
				i.PayBy = anyDay(t, "pay by", 0, 60)
				running[itemName{i.Invoice, i.Part}] = today <= i.PayBy
			}
		}
		after := Assess(&answered, &scenario, today)
		for _, d := range after.Items {
			if running[nameOf(&d)] && (d.Due || d.Listed) {
				t.Fatalf("invoice %s is asked for on %s, and is to be paid by %s", d.Item.Number, today, d.Item.PayBy)
			}
		}
		if slices.Contains(slices.Collect(maps.Values(running)), true) {
			return
		}
		before := Assess(s, &scenario, today)
		if before.Verdict != after.Verdict || before.Once() != after.Once() || before.NextOn != after.NextOn {
			t.Fatalf("after its time it is %s on %s, and %s on %s without", after.Verdict, after.NextOn, before.Verdict, before.NextOn)
		}
	})
}
