package store_test

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestWhatWasLearnedIsListedAndForgotten(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme, beta := testkit.Customer(t, s, c.ID, "ACME"), testkit.Customer(t, s, c.ID, "BETA")
		said := func(key string, owner, entry id.ID, by string) store.PayerName {
			return store.PayerName{Key: key, Name: key + " SA", Customer: owner, Entry: entry, By: by, On: day("2026-01-05")}
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if err := tx.AddPayers([]store.Payer{{"BE1", acme.ID}, {"BE2", acme.ID}, {"BE2", beta.ID}}, "import"); err != nil {
				return err
			}
			return tx.AddPayerNames([]store.PayerName{said("lac", acme.ID, 1, "anne"), said("lac", acme.ID, 2, "bob"), said("lac", beta.ID, 0, "anne"), said("lys", acme.ID, 2, "anne")})
		})
		names := func(f store.LearnedFilter) (all []string) {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				f.Limit = 2
				for {
					page, err := tx.PayerNames(f)
					if err != nil || len(page) == 0 {
						return err
					}
					for _, p := range page {
						all = append(all, p.Key+" "+p.Called+" "+p.By)
					}
					last := page[len(page)-1]
					f.After = store.LearnedKey{Key: last.Key, Customer: last.Customer}
				}
			})
			return all
		}
		accounts := func(f store.LearnedFilter) (all []string) {
			f.Limit = 9
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				found, err := tx.PayerAccounts(f)
				for _, p := range found {
					all = append(all, p.IBAN+" "+p.Called+" "+p.Source)
				}
				return err
			})
			return all
		}
		for _, c := range []struct {
			name      string
			got, want []string
		}{
			{"names", names(store.LearnedFilter{}), []string{"lac ACME SA bob", "lac BETA SA anne", "lys ACME SA anne"}},
			{"names of one", names(store.LearnedFilter{Customer: beta.ID}), []string{"lac BETA SA anne"}},
			{"names that begin so", names(store.LearnedFilter{Begins: "Ly"}), []string{"lys ACME SA anne"}},
			{"accounts", accounts(store.LearnedFilter{}), []string{"BE1 ACME SA import", "BE2 ACME SA import", "BE2 BETA SA import"}},
			{"accounts that begin so", accounts(store.LearnedFilter{Begins: "BE2", Customer: acme.ID}), []string{"BE2 ACME SA import"}},
			{"accounts behind one", accounts(store.LearnedFilter{After: store.LearnedKey{Key: "BE2", Customer: acme.ID}}), []string{"BE2 BETA SA import"}},
		} {
			if diff := gocmp.Diff(c.want, c.got); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			gone, err := tx.ForgetTaught([]id.ID{2, 3})
			slices.SortFunc(gone, func(x, y store.PayerName) int { return cmp.Compare(x.Key, y.Key) })
			if diff := gocmp.Diff([]store.PayerName{{Key: "lac", Name: "lac SA", Customer: acme.ID}, {Key: "lys", Name: "lys SA", Customer: acme.ID}}, gone); diff != "" {
				t.Error(diff)
			}
			return err
		})
		if diff := gocmp.Diff([]string{"lac ACME SA anne", "lac BETA SA anne"}, names(store.LearnedFilter{})); diff != "" {
			t.Error(diff)
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			for _, c := range []struct {
				owner id.ID
				want  bool
				name  string
			}{{acme.ID, true, "lac SA"}, {acme.ID, false, ""}, {beta.ID, true, "lac SA"}} {
				if name, err := tx.ForgetPayerName(c.owner, "lac"); name != c.name || err != nil {
					t.Errorf("%q, %v", name, err)
				}
				if known, err := tx.ForgetPayer(store.Payer{IBAN: "BE2", Customer: c.owner}); known != c.want || err != nil {
					t.Errorf("%t, %v", known, err)
				}
			}
			return nil
		})
		if names, accounts := names(store.LearnedFilter{}), accounts(store.LearnedFilter{}); len(names) != 0 || len(accounts) != 1 {
			t.Errorf("%q %q", names, accounts)
		}
	})
}

func TestARuleComesBackAsItWasKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		full := store.TextRule{Rule: matching.Rule{Words: "Loyer 100%", Account: 7, Flow: matching.FlowIn, Least: testkit.Euro("1.00"), Most: testkit.Euro("9.50"),
			Customer: acme.ID, By: "anne", On: day("2026-01-05")}, State: store.RuleOn}
		bare := store.TextRule{Rule: matching.Rule{Words: "tva", Most: testkit.Euro("3.00"), By: "bob", On: day("2026-01-06")}, State: store.RuleNew}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if err := tx.AddRule(&full); err != nil {
				return err
			}
			return tx.AddRule(&bare)
		})
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			all, err := tx.Rules(0, 9)
			if diff := gocmp.Diff([]store.TextRule{bare, full}, all); diff != "" {
				t.Error(diff)
			}
			one, found, err2 := tx.RuleByID(full.ID)
			if diff := gocmp.Diff(full, one); diff != "" || !found || err2 != nil {
				t.Error(diff, err2)
			}
			mine, err2 := tx.Rules(acme.ID, 9)
			if len(mine) != 1 || err2 != nil {
				t.Errorf("%+v, %v", mine, err2)
			}
			book, err2 := tx.Rulebook()
			acting := book.On(&matching.Entry{Amount: testkit.Euro("2.00"), Account: 7, Text: "tva loyer 100"})
			if len(acting) != 1 || acting[0].Rule != full.Rule || err2 != nil {
				t.Errorf("%+v, %v", acting, err2)
			}
			return err
		})
	})
}
