package store_test

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// cases loads the cases of some customers, items by due day.
func (b book) cases(t testing.TB, customers ...id.ID) []*store.Case {
	t.Helper()
	var all []*store.Case
	testkit.View(t, b.Store, b.company, func(tx *store.Tx) (err error) {
		all, err = tx.Cases(customers)
		return err
	})
	for _, c := range all {
		slices.SortFunc(c.Snapshot.Items, func(a, b dunning.Item) int {
			return cmp.Or(cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.Invoice, b.Invoice))
		})
	}
	return all
}

func TestACaseHoldsEveryFactThatIsAssessed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		acme := b.customer.Customer
		plain := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		split := testkit.NewInvoice(acme, "R-2", testkit.Euro("90.00"), day("2026-01-20"), 3)
		note := testkit.NewInvoice(acme, "C-1", testkit.Euro("-7.00"), day("2026-01-10"))
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{split, note}) })
		p := b.pay(t, "45.00")
		if err := b.allocate(t, settles(p, *split, "40.00")); err != nil {
			t.Fatal(err)
		}
		entry := incoming("1", "60.00")
		statement(t, s, b.company, entry)
		ask := []matching.Proposal{{Customer: acme, Shares: []matching.Share{{Invoice: plain.ID, Amount: testkit.Euro("60.00")}}}, {Customer: acme}}
		m := newMessage(b, "r")
		h := hold.Hold{Customer: acme, Invoice: plain.ID, Reason: odd, Until: day("2026-02-01"), PlacedBy: "anne@lys.example"}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			steps := []func() error{
				func() error { return tx.SetEntryStates(map[id.ID]store.EntryState{entry.ID: store.EntryAsk}, nil) },
				func() error {
					return tx.SetSuggestions([]store.Entry{*entry}, map[id.ID][]matching.Proposal{entry.ID: ask})
				},
				func() error { return tx.AddMessages([]*message.Message{m}) },
				func() error { return tx.AddHolds(&h) },
				func() error {
					return tx.NoteContacted(day("2026-01-12"), store.Took{Message: m, Items: []store.Contacted{{Invoice: plain.ID, Step: "notice", Times: 1}, {Invoice: split.ID, Part: 2, Step: "notice", Times: 1}}})
				},
				func() error {
					return tx.NoteContacted(day("2026-01-26"), store.Took{Message: m, Items: []store.Contacted{{Invoice: plain.ID, Step: "reminder-1", Times: 1}}})
				},
			}
			for _, step := range steps {
				if err := step(); err != nil {
					return err
				}
			}
			return nil
		})
		all := b.cases(t, acme, 42)
		if len(all) != 1 {
			t.Fatalf("%d cases", len(all))
		}
		want := dunning.Snapshot{
			Customer: acme, Currency: money.EUR, Credits: testkit.Euro("12.00"), LastSent: day("2026-01-26"), Reach: dunning.Reach{Mail: true}, Payer: "new", Holds: []hold.Hold{h},
			Items: []dunning.Item{
				{Invoice: plain.ID, Number: "R-1", IssuedOn: plain.IssuedOn, DueOn: plain.DueOn, Open: plain.Open,
					Taken:   dunning.Taken{Step: "reminder-1", On: day("2026-01-26"), Times: 1},
					Earlier: []dunning.Taken{{Step: "notice", On: day("2026-01-12"), Times: 1}}},
				{Invoice: split.ID, Part: 2, Number: "R-2", IssuedOn: split.IssuedOn, DueOn: day("2026-02-20"), Open: testkit.Euro("20.00"),
					Taken: dunning.Taken{Step: "notice", On: day("2026-01-12"), Times: 1}},
				{Invoice: split.ID, Part: 3, Number: "R-2", IssuedOn: split.IssuedOn, DueOn: day("2026-03-20"), Open: testkit.Euro("30.00")},
			},
			Likely: []dunning.Likely{
				{Invoice: plain.ID, Amount: testkit.Euro("60.00"), On: entry.BookedOn},
				{Amount: testkit.Euro("60.00"), On: entry.BookedOn},
			},
		}
		if diff := gocmp.Diff(want, all[0].Snapshot, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		if diff := gocmp.Diff([]store.Pending{{ID: m.ID, Currency: money.EUR, Once: "r", Channel: m.Channel, Scenario: m.Scenario, State: message.Queued, Step: m.Step}}, all[0].Pending); diff != "" {
			t.Error(diff)
		}
		if len(all[0].Contacts) != 1 || all[0].Customer.Number != "ACME" || all[0].Snapshot.OnItsWay {
			t.Errorf("the case is %+v", all[0])
		}
	})
}

func TestThereIsACaseForEachCurrencyWithFacts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		acme, silent := b.customer.Customer, testkit.Customer(t, s, b.company, "SILENT", func(c *customer.Customer) { c.Language = "de" })
		testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		dollars := testkit.NewInvoice(acme, "R-2", money.Of(500, money.USD), day("2026-01-16"))
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddInvoices(invoices(dollars)) })
		failed, sending := newMessage(b, "failed"), newMessage(b, "sending")
		if err := b.queue(t, failed); err != nil {
			t.Fatal(err)
		}
		b.save(t, failed, message.Failed)
		sending.Currency, sending.Amount = money.USD, money.Of(500, money.USD)
		if err := b.queue(t, sending); err != nil {
			t.Fatal(err)
		}
		b.save(t, sending, message.Sending)
		all := b.cases(t, silent.ID, acme)
		if len(all) != 2 {
			t.Fatalf("%d cases", len(all))
		}
		for _, c := range all {
			switch c.Snapshot.Currency {
			case money.EUR:
				if c.Snapshot.OnItsWay || !slices.Equal(c.Snapshot.Refused, []dunning.Refusal{{Once: "failed", Channel: message.Mail}}) {
					t.Errorf("in euros %+v", c)
				}
			case money.USD:
				if !c.Snapshot.OnItsWay || len(c.Snapshot.Refused) > 0 {
					t.Errorf("in dollars %+v", c)
				}
			}
		}
	})
}

// What stands about a case is the last decision; what was decided before is kept with its facts.
func TestADecisionIsReplacedByTheNextAndKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		acme := b.customer.Customer
		first := store.CaseRow{Customer: acme, Currency: money.EUR, DecidedOn: day("2026-01-26"), Finished: true, Scenario: 5, Assessment: dunning.Assessment{
			Verdict: dunning.Act, Step: dunning.Standard().Steps[1], Reasons: []dunning.Reason{{Code: dunning.StepDue, Text: odd}}}}
		dollars := first
		dollars.Currency, dollars.Finished = money.USD, false
		dollars.Assessment.NextOn = day("2026-02-01")
		save := func(rows ...store.CaseRow) {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.SaveCases(rows) })
		}
		save()
		save(first, dollars)
		was := first
		first.Assessment.NextOn, first.Finished, first.Mark, first.DecidedOn = day("2026-03-01"), false, "m", day("2026-02-03")
		first.Facts = dunning.Snapshot{Customer: acme, Currency: money.EUR, Items: []dunning.Item{{Invoice: 7, Number: odd, DueOn: day("2026-01-16"), Open: testkit.Euro("1.00")}}}
		save(first)
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			got, err := tx.StoredCases(acme)
			want := map[money.Currency]store.Decided{
				money.EUR: {Verdict: dunning.Act, Step: "reminder-1", NextOn: day("2026-03-01"), Scenario: 5, Code: dunning.StepDue, Mark: "m"},
				money.USD: {Verdict: dunning.Act, Step: "reminder-1", NextOn: day("2026-02-01"), Scenario: 5, Code: dunning.StepDue},
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		kept := func(from, through string) (on []date.Date) {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				all, err := tx.KeptDecisions(acme, day(from), day(through), 10)
				for _, k := range all {
					if on = append(on, k.On); k.On == first.DecidedOn {
						if diff := gocmp.Diff(&first.Facts, k.Facts); diff != "" || k.Mark != "m" || k.Scenario != 5 {
							t.Errorf("%+v %s", k, diff)
						}
					}
				}
				return err
			})
			return on
		}
		// On the 1st of February what was decided on the 26th of January still stood, in both currencies.
		for _, c := range []struct {
			from, through string
			want          []date.Date
		}{
			{"2026-02-01", "2026-02-02", []date.Date{was.DecidedOn, was.DecidedOn}},
			{"2026-02-01", "2026-02-28", []date.Date{first.DecidedOn, was.DecidedOn, was.DecidedOn}},
			{"2026-02-10", "2026-02-28", []date.Date{first.DecidedOn, was.DecidedOn}},
			{"2026-01-01", "2026-01-25", nil},
		} {
			if got := kept(c.from, c.through); !slices.Equal(got, c.want) {
				t.Errorf("%s to %s: decided on %v, want %v", c.from, c.through, got, c.want)
			}
		}
		all := b.cases(t, acme)
		if len(all) != 2 || all[0].Before != (store.Decided{Verdict: dunning.Act, Step: "reminder-1", NextOn: day("2026-03-01"), Scenario: 5, Code: dunning.StepDue, Mark: "m"}) {
			t.Errorf("before: %+v", all)
		}
	})
}

func TestReviewsAreTakenOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		ids := []id.ID{b.customer.Customer}
		for _, number := range []string{"B", "C"} {
			ids = append(ids, testkit.Customer(t, s, b.company, number).ID)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.WantReview() })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.WantReview(ids[0], ids[1], ids[0]) })
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.WantReview(ids[1], ids[2]) })
		for _, want := range [][]id.ID{ids[:2], ids[2:], nil} {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				got, err := tx.TakeReviews(2)
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
	})
}

func TestTheNightWalksWhoOwes(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		var owing []id.ID
		for _, number := range []string{"A", "B", "C", "D"} {
			owner := testkit.Customer(t, s, b.company, number)
			if number == "C" {
				continue
			}
			i := testkit.NewInvoice(owner.ID, "R-"+number, testkit.Euro("1.00"), day("2026-01-16"))
			usd := testkit.NewInvoice(owner.ID, "U-"+number, money.Of(1, money.USD), day("2026-01-16"))
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddInvoices(invoices(i, usd)) })
			owing = append(owing, owner.ID)
		}
		var walked []id.ID
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			for after := id.ID(0); ; after = walked[len(walked)-1] {
				page, err := tx.OpenCustomers(after, 2)
				if err != nil || len(page) == 0 {
					return err
				}
				walked = append(walked, page...)
			}
		})
		if diff := gocmp.Diff(owing, walked); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAHoldStandsUntilItIsLifted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBook(t, s)
		whole := hold.Hold{Customer: b.customer.Customer, Reason: odd, PlacedBy: "anne@lys.example"}
		one := hold.Hold{Customer: b.customer.Customer, Invoice: 7, Until: day("2026-02-01"), PlacedBy: "anne@lys.example"}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddHolds(&whole, &one) })
		standing := func(want ...hold.Hold) {
			t.Helper()
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				got, err := tx.Holds(b.customer.Customer)
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
		standing(whole, one)
		lift := func(want bool) {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				lifted, err := tx.LiftHolds([]id.ID{whole.ID, 42}, "anne@lys.example")
				if found := len(lifted) == 1; found != want || found && (lifted[0].ID != whole.ID || !lifted[0].LiftedAt.Equal(clock.Now())) {
					t.Errorf("lifted: %+v", lifted)
				}
				return err
			})
		}
		lift(true)
		lift(false)
		standing(one)
	})
}

func TestOldDaysAreKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		for _, on := range []date.Date{day("0001-01-02"), day("1900-02-28"), day("9999-12-31")} {
			i := testkit.NewInvoice(b.customer.Customer, on.String(), testkit.Euro("1.00"), on)
			i.IssuedOn = on
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddInvoices(invoices(i)) })
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				got, _, err := tx.Invoice(i.ID)
				if got.DueOn != on || got.IssuedOn != on {
					t.Errorf("%s became %s", on, got.DueOn)
				}
				return err
			})
		}
		checkSums(t, s, b.company)
	})
}
