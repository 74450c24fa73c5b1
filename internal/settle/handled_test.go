package settle_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// ways counts the entries of the till's day by how they found their place.
func (b *till) ways() map[store.Handling]int {
	b.t.Helper()
	n := map[store.Handling]int{}
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		days, err := tx.HandledSince(today)
		for _, d := range days {
			if d.On != today {
				b.t.Errorf("an entry of %s is counted", d.On)
			}
			n[d.How] += d.N
		}
		return err
	})
	return n
}

// name is what the customer is called.
func (b *till) name() (name string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		c, _, err := tx.Customer(b.customer.Customer)
		name = c.Name
		return err
	})
	return name
}

// Who booked, and on what, is told of each entry, and forgotten when it is undone.
func TestHowEntriesFoundTheirPlaceIsCounted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		for _, number := range []string{"R-1001", "R-1002", "R-1003"} {
			b.owes(number, "100.00")
		}
		b.line("100.00", theirs, "R-1001")
		likely := func(e *store.Entry) { e.Name = b.name() }
		suggested := b.line("40.00", "", "merci", likely)
		byHand, account, ignored := b.line("30.00", another, "x"), b.line("20.00", another, "x"), b.line("10.00", another, "x")
		b.line("5.00", another, "x")
		b.line("-7.00", another, "fee")
		b.match()
		_, ask := b.entry(suggested)
		if len(ask) == 0 || len(ask[0].Shares) == 0 {
			t.Fatalf("nothing is suggested: %+v", ask)
		}
		other := b.owes("R-1004", "30.00")
		ours := b.customer.Customer
		err := errors.Join(b.confirm(suggested, ask[0]),
			b.confirm(byHand, matching.Proposal{Customer: ours, Shares: []matching.Share{{Customer: ours, Invoice: other.ID, Amount: testkit.Euro("30.00")}}}),
			b.confirm(account, matching.Proposal{Customer: ours}), settle.Ignore(t.Context(), s, b.company.ID, ignored))
		if err != nil {
			t.Fatal(err)
		}
		want := map[store.Handling]int{store.HandledByItself: 1, store.HandledAsSuggested: 1, store.HandledByHand: 1, store.HandledOnAccount: 1,
			store.HandledIgnored: 1, "": 1}
		if diff := cmp.Diff(want, b.ways()); diff != "" {
			t.Error(diff)
		}
		for how, entry := range map[store.Handling]id.ID{store.HandledByHand: byHand, store.HandledIgnored: ignored} {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				found, err := tx.Entries(store.EntryFilter{Handled: how, From: today, Before: today.AddDays(1), Limit: 5})
				if len(found) != 1 || found[0].ID != entry {
					t.Errorf("%s: %+v", how, found)
				}
				n, err2 := tx.CountListed(store.EntryFilter{Handled: how, From: today.AddDays(1)})
				if n != 0 {
					t.Errorf("%s tomorrow: %d", how, n)
				}
				return errors.Join(err, err2)
			})
		}
		b.sound()
		for _, e := range []id.ID{suggested, byHand, account, ignored} {
			if err := b.undo(e); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(map[store.Handling]int{store.HandledByItself: 1, "": 5}, b.ways()); diff != "" {
			t.Error("undone", diff)
		}
		b.sound()
	})
}

// What waits is counted by its evidence, and found by it.
func TestWhatWaitsIsCountedByItsEvidence(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		b.line("1.00", another, "nothing that is known")
		likely := func(e *store.Entry) { e.Name = b.name() }
		short, other := b.line("60.00", "", "merci", likely), b.line("100.00", "", "merci", likely)
		b.match()
		var kinds []store.Kind
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) (err error) {
			kinds, err = tx.Kinds()
			return err
		})
		sum := 0
		for _, k := range kinds {
			sum += k.N
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				found, err := tx.Entries(store.EntryFilter{State: store.EntryAsk, Kind: k.Facts, Oldest: true, Limit: 9})
				n, err2 := tx.CountListed(store.EntryFilter{State: store.EntryAsk, Kind: k.Facts})
				if len(found) != k.N || n != k.N {
					t.Errorf("%q: %d are found, %d counted of %d", k.Facts, len(found), n, k.N)
				}
				for _, e := range found {
					_, ask := b.entry(e.ID)
					if ask[0].Kind() != k.Facts || e.ID != short && e.ID != other {
						t.Errorf("%q: %+v", k.Facts, ask[0].Evidence)
					}
				}
				return errors.Join(err, err2)
			})
		}
		asked := 0
		for _, e := range []id.ID{short, other} {
			if e, _ := b.entry(e); e.State == store.EntryAsk {
				asked++
			}
		}
		if sum != asked || asked == 0 {
			t.Errorf("%d are counted, %d wait: %+v", sum, asked, kinds)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			n, err := tx.CountListed(store.EntryFilter{State: store.EntryAsk, Unknown: true})
			if n != 1 {
				t.Errorf("for %d nothing is suggested", n)
			}
			return err
		})
	})
}

// A person lets go what is small for the company, a discount, or a bank charge; all of it
// stands in one list until its entry is undone.
func TestAPersonLetsGoAndTheListTells(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s, func(c *company.Company) { c.Policy.ToleratedMost = map[string]int64{"EUR": 50} })
		one := b.owes("R-1001", "100.00")
		two := b.owes("R-1002", "100.00")
		entry := b.line("197.60", another, "merci")
		b.match()
		ours := b.customer.Customer
		share := func(i id.ID, amount string) matching.Share {
			return matching.Share{Customer: ours, Invoice: i, Amount: testkit.Euro(amount)}
		}
		with := func(small, discount string, why matching.Fact) matching.Proposal {
			return matching.Proposal{Customer: ours, Shares: []matching.Share{share(one.ID, "99.60"), share(two.ID, "98.00")},
				Differences: []matching.Difference{{Share: share(one.ID, small), Reason: matching.SmallDifference}, {Share: share(two.ID, discount), Reason: why}}}
		}
		for what, p := range map[string]matching.Proposal{
			"a reason that is none":       with("0.40", "2.00", matching.NameSame),
			"more than is small":          with("0.40", "2.00", matching.SmallDifference),
			"more than is left":           with("0.41", "2.00", matching.DiscountTaken),
			"less than nothing is let go": with("-0.40", "2.00", matching.DiscountTaken),
		} {
			if err := b.confirm(entry, p); !errors.Is(err, fault.Invalid) && !errors.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := b.confirm(entry, with("0.40", "2.00", matching.DiscountTaken)); err != nil {
			t.Fatal(err)
		}
		if b.open("R-1001") != "0.00" || b.open("R-1002") != "0.00" {
			t.Errorf("%s and %s are open", b.open("R-1001"), b.open("R-1002"))
		}
		list := func(after store.EntryKey) (all []store.LetGo) {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) (err error) {
				all, err = tx.LetGo(after, 10)
				return err
			})
			return all
		}
		all := list(store.EntryKey{})
		var told []string
		for _, l := range all {
			told = append(told, l.On.String()+" "+l.Number+" "+l.Bill+" "+l.Amount.Text()+" "+string(l.Reason)+" "+l.By)
			if l.Entry != entry || l.Customer != ours {
				t.Errorf("%+v", l)
			}
		}
		want := []string{"2026-02-02 ACME R-1001 0.40 EUR small_difference " + person, "2026-02-02 ACME R-1002 2.00 EUR discount_taken " + person}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Error(diff)
		}
		if more := list(store.EntryKey{On: all[0].On, ID: all[0].Payment}); len(more) != 0 {
			t.Errorf("behind the last: %+v", more)
		}
		b.sound()
		if err := b.undo(entry); err != nil || len(list(store.EntryKey{})) != 0 {
			t.Errorf("undone: %v, %d are left", err, len(list(store.EntryKey{})))
		}
		b.sound()
	})
}
