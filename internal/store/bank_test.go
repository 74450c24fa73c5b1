package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/sync/errgroup"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

var ourAccount = bank.Account{IBAN: "BE68539007547034", Currency: "EUR", Owner: "Lys & Fils"}

// statement stores a statement of our account with entries of some amounts.
func statement(t testing.TB, s *store.Store, company id.ID, entries ...*store.Entry) store.Statement {
	t.Helper()
	head := store.Statement{Format: "coda", Number: "1", Sequence: "1", Entries: len(entries)}
	testkit.Update(t, s, company, func(tx *store.Tx) error {
		account, err := tx.EnsureAccount(ourAccount)
		if err != nil {
			return err
		}
		head.Account = account.ID
		if err := tx.AddStatement(&head); err != nil {
			return err
		}
		for _, e := range entries {
			e.Account, e.Statement = account.ID, head.ID
		}
		return tx.AddEntries(entries)
	})
	return head
}

// incoming is a new bank line.
func incoming(key, amount string) *store.Entry {
	return &store.Entry{Key: key, BookedOn: day("2026-01-05"), ValueOn: day("2026-01-05"), Amount: testkit.Euro(amount), State: store.EntryNew}
}

func TestAnAccountIsStoredOnceHoweverManyWorkersMeetIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		const workers = 8
		var found [workers]id.ID
		var all errgroup.Group
		for n := range workers {
			all.Go(func() error {
				return s.Update(t.Context(), c.ID, func(tx *store.Tx) error {
					account, err := tx.EnsureAccount(ourAccount)
					found[n] = account.ID
					return err
				})
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		if slices.Min(found[:]) != slices.Max(found[:]) || found[0] == 0 {
			t.Errorf("one account became %d", found)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			accounts, err := tx.BankAccounts()
			want := []store.BankAccount{{ID: found[0], Key: ourAccount.Key(), IBAN: ourAccount.IBAN, Currency: "EUR", Owner: ourAccount.Owner, Watched: true}}
			if diff := cmp.Diff(want, accounts); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestAnAccountIsFreshUpToItsNewestDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		var account store.BankAccount
		testkit.Update(t, s, c.ID, func(tx *store.Tx) (err error) {
			account, err = tx.EnsureAccount(ourAccount)
			return err
		})
		for _, step := range []struct{ on, want string }{{"2026-01-05", "2026-01-05"}, {"2026-01-03", "2026-01-05"}, {"2026-01-09", "2026-01-09"}} {
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.Freshen(account.ID, day(step.on)) })
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				accounts, err := tx.BankAccounts()
				if accounts[0].FreshOn != day(step.want) {
					t.Errorf("after %s it is fresh on %s", step.on, accounts[0].FreshOn)
				}
				return err
			})
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.Watch(account.ID, false) })
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			accounts, err := tx.BankAccounts()
			if accounts[0].Watched {
				t.Error("it is still watched")
			}
			return err
		})
	})
}

func TestAStatementIsKnownByNumberSequenceAndClosingDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		open := statement(t, s, c.ID)
		full := open
		opening, closing := int64(7), int64(-1<<60)
		full.Number, full.OpeningOn, full.Opening, full.ClosingOn, full.Closing = "2", day("2026-01-06"), &opening, day("2026-01-07"), &closing
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddStatement(&full) })
		nextDay, otherNumber, otherFormat := full, full, full
		nextDay.ClosingOn, otherNumber.Number, otherFormat.Format = day("2026-01-08"), "1", "camt.053.001.08"
		for what, known := range map[string]struct {
			head store.Statement
			want bool
		}{"without days": {open, true}, "the same": {full, true}, "another day": {nextDay, false}, "another number": {otherNumber, false},
			"another format": {otherFormat, false}} {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				got, err := tx.HasStatement(&known.head)
				if got != known.want {
					t.Errorf("%s: %t", what, got)
				}
				return err
			})
		}
	})
}

func TestAnEntryIsReadBackAsItWasStored(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		full := incoming("k1", "-12.34")
		full.Reversal, full.ByHand, full.State = true, true, store.EntryOutgoing
		full.ReturnReason, full.BankRef, full.EndToEnd, full.Name, full.IBAN, full.BIC = "AC04", "b", "e", odd, "BE1", "GKCCBEBB"
		full.Reference, full.Text, full.Code, full.Place = "+++", odd, "c", "line 12"
		full.Original, full.Charges, full.MandateID = money.Must("-15.00", money.USD), testkit.Euro("0.50"), "M-1"
		bare := incoming("k2", "5.00")
		head := statement(t, s, c.ID, full, bare)
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			for _, want := range []*store.Entry{full, bare} {
				got, found, err := tx.EntryByID(want.ID)
				if diff := cmp.Diff(*want, got); diff != "" || !found || err != nil {
					t.Errorf("found %t, %v: %s", found, err, diff)
				}
			}
			known, err := tx.KnownKeys(head.Account, []string{"k1", "k3", "k1"})
			if diff := cmp.Diff(map[string]bool{"k1": true}, known); diff != "" {
				t.Error(diff)
			}
			return err
		})
		twice := incoming("k2", "5.00")
		err := s.Update(t.Context(), c.ID, func(tx *store.Tx) error {
			twice.Account, twice.Statement = head.Account, head.ID
			return tx.AddEntries([]*store.Entry{twice})
		})
		if !db.IsDuplicate(err) {
			t.Errorf("one key twice: %v", err)
		}
	})
}

func TestMatchingWalksTheEntriesThatWait(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		var all []*store.Entry
		for _, key := range []string{"1", "2", "3", "4", "5"} {
			all = append(all, incoming(key, "1.00"))
		}
		statement(t, s, c.ID, all...)
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if err := tx.SetEntryStates(nil, nil); err != nil {
				return err
			}
			return tx.SetEntryStates(map[id.ID]store.EntryState{all[1].ID: store.EntryBooked, all[2].ID: store.EntryAsk}, nil)
		})
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.SetByHand([]id.ID{all[3].ID}, store.EntryIgnored, nil) })
		var walked []string
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			walked = nil
			for after := id.ID(0); ; {
				page, err := tx.Unmatched(after, 2)
				if err != nil || len(page) == 0 {
					return err
				}
				locked, err := tx.LockEntries([]id.ID{page[0].ID})
				if err != nil {
					return err
				}
				if diff := cmp.Diff(page[:1], locked); diff != "" {
					t.Error(diff)
				}
				for _, e := range page {
					walked, after = append(walked, e.Key+" "+string(e.State)), e.ID
				}
			}
		})
		if diff := cmp.Diff([]string{"1 new", "3 ask", "5 new"}, walked); diff != "" {
			t.Error(diff)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			e, _, err := tx.EntryByID(all[3].ID)
			if e.State != store.EntryIgnored || !e.ByHand {
				t.Errorf("by hand it is %q, %t", e.State, e.ByHand)
			}
			return err
		})
	})
}

func TestSuggestionsAreReplacedAsAWhole(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		e1, e2, e3 := incoming("1", "10.00"), incoming("2", "20.00"), incoming("3", "30.00")
		statement(t, s, c.ID, e1, e2, e3)
		entries := []store.Entry{*e1, *e2, *e3}
		known := matching.Proposal{Customer: acme.ID, Shares: []matching.Share{{Invoice: 7, Number: odd, Amount: testkit.Euro("10.00")}},
			Evidence: []matching.Evidence{{Fact: matching.AmountExact, Number: "R-1"}}}
		unknown := matching.Proposal{OnAccount: testkit.Euro("30.00")}
		for _, ask := range []map[id.ID][]matching.Proposal{
			{e1.ID: {known, unknown}, e3.ID: {unknown}},
			{e3.ID: {known}},
			nil,
		} {
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.SetSuggestions(entries, ask) })
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				got, err := tx.Suggestions(e1.ID, e2.ID, e3.ID)
				if diff := cmp.Diff(ask, got, cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
	})
}

func TestCandidatesAreAllThatKeysMayMean(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME", func(c *customer.Customer) { c.Name = "Acme" })
		payer := testkit.Customer(t, s, c.ID, "PAYER")
		bystander := testkit.Customer(t, s, c.ID, "BYSTANDER")
		add := func(owner id.ID, number, amount, reference string) matching.Item {
			i := testkit.NewInvoice(owner, number, testkit.Euro(amount), day("2026-01-16"))
			i.Reference = reference
			if number == "O-1" {
				i.OrderReference, i.Discounts = "po 47/11", []invoice.Early{{Until: day("2026-01-20"), Saves: testkit.Euro("0.10")}}
			}
			if number == "SETTLED-1" {
				i.Open = money.Of(0, money.EUR)
			}
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices(invoices(i)) })
			return matching.Item{Invoice: i.ID, Customer: owner, Number: number, NumberKey: numberKey(number), Reference: reference, IssuedOn: i.IssuedOn, DueOn: i.DueOn, Open: i.Open}
		}
		named := add(acme.ID, "A-1", "1.00", "")
		paid := add(payer.ID, "P-1", "2.00", "")
		settled := add(bystander.ID, "SETTLED-1", "3.00", "RF18")
		add(bystander.ID, "B-2", "4.00", "")
		credit := add(bystander.ID, "C-3", "-4.00", "RF18")
		ordered := add(bystander.ID, "O-1", "5.00", "")
		ordered.OrderKey, ordered.Discounts = "PO4711", []matching.Discount{{Until: day("2026-01-20"), Of: testkit.Euro("5.00"), Amount: testkit.Euro("0.10")}}
		numbered := add(testkit.Customer(t, s, c.ID, "K-77").ID, "N-1", "6.00", "")
		ruled := add(testkit.Customer(t, s, c.ID, "RULED").ID, "M-1", "7.00", "")
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			taught := store.PayerName{Key: "acme", Name: "ACME SA", Customer: payer.ID, By: "anne", On: day("2026-01-05")}
			return errors.Join(tx.AddPayers([]store.Payer{{IBAN: "BE1", Customer: payer.ID}}, "test"), tx.AddPayerNames([]store.PayerName{taught}))
		})
		noRules := cmpopts.IgnoreFields(matching.Candidates{}, "Rules") // they are asked for before
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, err := tx.Candidates(matching.Keys{References: []string{"RF18", ""}, Numbers: []string{"SETTLED1", "PO4711"}, IBANs: []string{"BE1"}, Names: []string{"acme"}, Customers: []string{"k-77"}, Owners: []id.ID{ruled.Customer}})
			slices.SortFunc(got.Items, func(a, b matching.Item) int { return int(a.Invoice - b.Invoice) })
			want := matching.Candidates{
				Items:    []matching.Item{named, paid, settled, credit, ordered, numbered, ruled},
				Payers:   []matching.Payer{{IBAN: "BE1", Customer: payer.ID}},
				Named:    []matching.Named{{Key: "acme", Customer: acme.ID}},
				Learned:  []matching.Taught{{Named: matching.Named{Key: "acme", Customer: payer.ID}, By: "anne", On: day("2026-01-05")}},
				Numbered: []matching.Named{{Key: "k-77", Customer: numbered.Customer}},
			}
			if diff := cmp.Diff(want, got, noRules); diff != "" {
				t.Error(diff)
			}
			if err != nil {
				return err
			}
			none, err := tx.Candidates(matching.Keys{})
			if diff := cmp.Diff(matching.Candidates{}, none, noRules); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}
