package store_test

import (
	"errors"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/calendar"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// claimed is a line of the ledger that a person wrote.
func claimed(i invoice.Invoice, item int, kind store.ClaimedKind, p allocation.Part, amount string) store.Claimed {
	return store.Claimed{Invoice: i.ID, Item: item, Kind: kind, Part: p, On: day("2026-03-12"), Amount: testkit.Euro(amount), Reason: "agreed", By: "anne@lys.example"}
}

func (b book) invoiceNow(t testing.TB, i id.ID) (now invoice.Invoice) {
	t.Helper()
	testkit.View(t, b.Store, b.company, func(tx *store.Tx) error {
		all, err := tx.InvoicesByID([]id.ID{i})
		if len(all) == 1 {
			now = all[0]
		}
		return err
	})
	return now
}

func TestWhatWasClaimedIsPaidLetGoAndTakenBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "1000.00", day("2026-02-02"))
		add := func(lines ...store.Claimed) error {
			return s.Update(t.Context(), b.company, func(tx *store.Tx) error { return tx.AddClaimed(lines) })
		}
		left := func(want string) {
			t.Helper()
			if got := b.invoiceNow(t, i.ID).Claimed; money.Of(got.Minor, money.EUR) != testkit.Euro(want) {
				t.Errorf("claimed and left: %s, want %s", got, want)
			}
			soundBook(t, b)
		}
		if err := add(claimed(i, 0, store.WasClaimed, allocation.Interest, "10.93"), claimed(i, 0, store.WasClaimed, allocation.Compensation, "40.00")); err != nil {
			t.Fatal(err)
		}
		left("50.93")
		if err := add(claimed(i, 0, store.WasWaived, allocation.Interest, "10.94")); fault.KindOf(err) != fault.Conflict {
			t.Errorf("more let go than was claimed: %v", err)
		}
		left("50.93")
		p := b.pay(t, "500.00")
		of := func(part allocation.Part, amount string) *payment.Allocation {
			a := settles(p, i, amount)
			a.Part = part
			return a
		}
		if err := b.allocate(t, of(allocation.Costs, "1.00")); fault.KindOf(err) != fault.Conflict {
			t.Errorf("costs that nobody claimed are paid: %v", err)
		}
		paid := of(allocation.Compensation, "40.00")
		if err := b.allocate(t, paid, of("", "100.00")); err != nil {
			t.Fatal(err)
		}
		left("10.93")
		if open := b.invoiceNow(t, i.ID).Open; open != testkit.Euro("900.00") {
			t.Errorf("open %s: what settles the compensation settles no principal", open)
		}
		if err := add(claimed(i, 0, store.WasWaived, allocation.Interest, "10.93")); err != nil {
			t.Fatal(err)
		}
		left("0.00")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			now, _, err := tx.PaymentByID(p.ID)
			if err != nil {
				return err
			}
			return tx.ReversePayments([]payment.Payment{now}, "test", day("2026-03-20"))
		})
		left("40.00")
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			lines, err := tx.ClaimLedger(i.ID)
			if len(lines) != 3 || lines[2].Kind != store.WasWaived || lines[2].Reason != "agreed" || lines[2].Amount != testkit.Euro("10.93") {
				t.Errorf("the ledger: %+v", lines)
			}
			return err
		})
	})
}

// soundBook fails where a sum is not that of its facts.
func soundBook(t *testing.T, b book) {
	t.Helper()
	testkit.View(t, b.Store, b.company, func(tx *store.Tx) error {
		return tx.Check(func(f store.Finding) { t.Errorf("%s of %s: %s", f.Check, f.Subject, f.Message) })
	})
}

func TestTheDoctorFindsAWrongClaim(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "1000.00", day("2026-02-02"))
		found := 0
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			if _, err := tx.Exec(`UPDATE invoice SET claimed_minor = 5 WHERE company_id = $1 AND id = $2`, b.company, i.ID); err != nil {
				return err
			}
			return tx.Check(func(f store.Finding) {
				if f.Check == "claimed beside an invoice" && f.Subject == "R-1" {
					found++
				}
			})
		})
		if found != 1 {
			t.Errorf("found %d times", found)
		}
	})
}

// Each instalment is a debt of its own: what was paid fills them in the order of their days.
func TestInstalmentsAreDebtsOfTheirOwn(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.NewInvoice(b.customer.Customer, "R-1", testkit.Euro("900.00"), day("2026-02-02"), 3)
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
		p := b.pay(t, "450.00")
		if err := b.allocate(t, settles(p, *i, "450.00")); err != nil {
			t.Fatal(err)
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			claims, err := tx.Claims([]id.ID{i.ID})
			if err != nil || len(claims) != 3 {
				t.Fatalf("%d claims, %v", len(claims), err)
			}
			for n, want := range []string{"300.00", "150.00", ""} {
				var paid money.Amount
				for _, f := range claims[n].Debt.Facts {
					paid = paid.Add(f.Amount)
				}
				if c := &claims[n]; c.Item != i.Parts[n].Number || c.Debt.DueOn != i.Parts[n].DueOn || want != "" && paid != testkit.Euro(want) || want == "" && !paid.IsZero() {
					t.Errorf("instalment %d, due %s, paid %s; want %s", c.Item, c.Debt.DueOn, paid, want)
				}
			}
			return nil
		})
	})
}

// A debt is under the law of the creditor; a consumer is protected by that of his country.
func TestWhoseLawADebtIsUnder(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		for name, c := range map[string]struct {
			kind    customer.Kind
			lives   string
			country string
			segment law.Segment
			series  string
		}{
			"a business abroad owes under the creditor's": {customer.Business, "DE", "BE", law.B2B, "B2B"},
			"a public body as a business":                 {customer.Public, "BE", "BE", law.B2B, "B2B"},
			"a consumer abroad under his own":             {customer.Consumer, "DE", "DE", law.B2C, "B2C"},
			"a consumer of whom no country is known":      {customer.Consumer, "", "BE", law.B2C, "B2C"},
		} {
			who := testkit.Customer(t, s, b.company, name, func(k *customer.Customer) { k.Kind, k.Country = c.kind, c.lives })
			i := testkit.Invoice(t, s, customer.Ref{Company: b.company, Customer: who.ID}, "R "+name, "100.00", day("2026-02-02"))
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				claims, err := tx.Claims([]id.ID{i.ID})
				if err != nil {
					return err
				}
				if x := claims[0].Circumstances; x.Country != c.country || x.Segment != c.segment || claims[0].Rule.Rates != c.series {
					t.Errorf("%s: %s %s, rates %s; want %s %s, %s", name, x.Country, x.Segment, claims[0].Rule.Rates, c.country, c.segment, c.series)
				}
				return nil
			})
		}
	})
}

func TestACountryWhoseLawNobodyLookedUpIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		who := testkit.Customer(t, s, b.company, "SILVA", func(k *customer.Customer) { k.Kind, k.Country = customer.Consumer, "PT" })
		i := testkit.Invoice(t, s, customer.Ref{Company: b.company, Customer: who.ID}, "R-1", "100.00", day("2026-02-02"))
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			claims, err := tx.Claims([]id.ID{i.ID})
			if err == nil && (len(claims) != 1 || fault.KindOf(claims[0].Refused) != fault.NotFound) {
				err = errors.New("a claim under a law that nobody knows")
			}
			return err
		})
	})
}

// The program's own rates hold but for the days for which the company has one.
func TestAClaimGoesByTheCompanysRates(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "36500.00", day("2026-02-02"))
		interest := func() (sum money.Amount) {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				claims, err := tx.Claims([]id.ID{i.ID})
				if err != nil {
					return err
				}
				owed, err := claims[0].On(calendar.New(), day("2026-02-12"))
				sum = owed.Owed.Interest
				return err
			})
			return sum
		}
		if got := interest(); got != testkit.Euro("105.00") {
			t.Errorf("by the law: %s", got)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			rate, err := law.ParsePercent("8")
			if err != nil {
				return err
			}
			return tx.AddCompanyRate(&store.CompanyRate{Rate: law.Rate{Series: law.Series{Country: "BE", Name: "B2B"}, From: day("2026-02-08"), Until: day("2026-12-31"),
				Percent: rate, Mark: law.Agreed, Source: "the frame contract"}, By: "anne@lys.example"})
		})
		if got := interest(); got != testkit.Euro("92.50") { // five days at 10.5 %, five at 8 %
			t.Errorf("by the contract from the sixth day on: %s", got)
		}
	})
}
