package store_test

import (
	"errors"
	"testing"

	"golang.org/x/sync/errgroup"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/matching"
	"acquit/internal/message"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

func TestAViewCannotWriteAndSeesOneState(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		err := s.View(t.Context(), b.company, func(tx *store.Tx) error {
			return tx.AddCustomers([]*customer.Customer{testkit.NewCustomer("B")})
		})
		if err == nil {
			t.Error("a view wrote")
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			before, err := tx.OpenInvoices(b.customer.Customer)
			if err != nil {
				return err
			}
			testkit.Invoice(t, s, b.customer, "R-1", "10.00", day("2026-01-16"))
			after, err := tx.OpenInvoices(b.customer.Customer)
			if len(before) != 0 || len(after) != 0 {
				t.Errorf("a view saw %d invoices and then %d", len(before), len(after))
			}
			return err
		})
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			all, err := tx.OpenInvoices(b.customer.Customer)
			if len(all) != 1 {
				t.Errorf("the next view sees %d invoices", len(all))
			}
			return err
		})
	})
}

func TestAFailedUpdateLeavesNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		refused := errors.New("no")
		err := s.Update(t.Context(), b.company, func(tx *store.Tx) error {
			if err := tx.AddInvoices(invoices(testkit.NewInvoice(b.customer.Customer, "R-1", testkit.Euro("1.00"), day("2026-01-16")))); err != nil {
				return err
			}
			if err := tx.Note(happened(b.customer.Customer, "")); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Errorf("failed with %v", err)
		}
		checkSums(t, s, b.company)
		if chains := b.chains(t); len(chains) != 0 {
			t.Errorf("the timeline has %v", chains)
		}
	})
}

// jobs counts the jobs of a kind that wait in the queue.
func jobs(t testing.TB, s *store.Store, kind string) (n int) {
	t.Helper()
	testkit.View(t, s, 0, func(tx *store.Tx) error {
		return tx.Row([]any{&n}, `SELECT COUNT(*) FROM river_job WHERE kind = $1 AND state = 'available'`, kind)
	})
	return n
}

func TestWorkIsAskedForOnlyIfItsFactIsStored(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		ask := func(outcome error) {
			err := s.Update(t.Context(), b.company, func(tx *store.Tx) error {
				if err := tx.Enqueue(job.Match{Company: b.company}); err != nil {
					return err
				}
				return errors.Join(tx.WantReview(b.customer.Customer), outcome)
			})
			if !errors.Is(err, outcome) {
				t.Fatal(err)
			}
		}
		ask(errors.New("no"))
		if n := jobs(t, s, job.Match{}.Kind()) + jobs(t, s, job.Review{}.Kind()); n != 0 {
			t.Errorf("%d jobs stand although nothing was stored", n)
		}
		ask(nil)
		if match, review := jobs(t, s, job.Match{}.Kind()), jobs(t, s, job.Review{}.Kind()); match != 1 || review != 1 {
			t.Errorf("jobs to match %d, to review %d", match, review)
		}
	})
}

func TestReadersDoNotWaitForAWriter(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			if err := tx.AddInvoices(invoices(testkit.NewInvoice(b.customer.Customer, "R-1", testkit.Euro("1.00"), day("2026-01-16")))); err != nil {
				return err
			}
			return s.View(t.Context(), b.company, func(other *store.Tx) error {
				seen, err := other.OpenInvoices(b.customer.Customer)
				if len(seen) != 0 {
					t.Errorf("another transaction sees %d invoices that are not stored yet", len(seen))
				}
				return err
			})
		})
	})
}

func TestManyWritersKeepTheSums(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		other := testkit.Customer(t, s, b.company, "OTHER").ID
		var all errgroup.Group
		for n := range 8 {
			customers := []id.ID{b.customer.Customer, other}
			owner := customers[n%2]
			all.Go(func() error {
				return s.Update(t.Context(), b.company, func(tx *store.Tx) error {
					if err := tx.LockCustomers(customers); err != nil {
						return err
					}
					number := tx.NewID().String()
					if err := tx.AddInvoices(invoices(testkit.NewInvoice(owner, number, testkit.Euro("3.00"), day("2026-01-16")))); err != nil {
						return err
					}
					p := b.newPayment(0, "1.00")
					p.Customer = owner
					return tx.AddPayments([]*payment.Payment{p})
				})
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		checkSums(t, s, b.company)
	})
}

// TestCompaniesDoNotSeeEachOther gives two companies the same facts and reads
// everything of one: whatever a method returns, it is not the other's.
func TestCompaniesDoNotSeeEachOther(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		full := newBook(t, s)
		fill(t, full)
		empty := testkit.Company(t, s, called("Empty"))
		other := book{s, empty.ID, customer.Ref{Company: empty.ID, Customer: full.customer.Customer}}
		for what, count := range rowsOf(full, clock) {
			testkit.View(t, s, full.company, func(tx *store.Tx) error {
				if n, err := count(tx); err != nil || n == 0 {
					t.Errorf("the test finds nothing of its own: %s %v", what, err)
				}
				return nil
			})
			testkit.Update(t, s, other.company, func(tx *store.Tx) error {
				if n, err := count(tx); err != nil || n != 0 {
					t.Errorf("%s: %d rows of another company, %v", what, n, err)
				}
				return nil
			})
		}
	})
}

// fill stores one of everything.
func fill(t testing.TB, b book) {
	t.Helper()
	i := testkit.Invoice(t, b.Store, b.customer, "R-1", "100.00", day("2026-01-16"))
	note := testkit.Invoice(t, b.Store, b.customer, "C-1", "-5.00", day("2026-01-16"))
	note.Corrects = []string{"R1"}
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error { return tx.SaveInvoice(&note, &note) })
	entry := incoming("k", "10.00")
	statement(t, b.Store, b.company, entry)
	p := b.pay(t, "10.00")
	if err := b.allocate(t, settles(p, i, "5.00")); err != nil {
		t.Fatal(err)
	}
	m := newMessage(b, "r")
	rule := store.TextRule{Rule: matching.Rule{Words: "loyer", Customer: b.customer.Customer, On: day("2026-01-01")}, State: store.RuleOn}
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error {
		return errors.Join(
			tx.AddPayments([]*payment.Payment{b.newPayment(entry.ID, "10.00")}),
			tx.AddMessages([]*message.Message{m}),
			tx.Keep(evidence.New("f", "text/plain", []byte("f"))),
			tx.AddImport(&store.Import{Kind: "invoices", Report: "{}"}),
			tx.Note(happened(b.customer.Customer, "")),
			tx.AddTasks([]task.Task{newTask("t", "2026-01-01")}),
			tx.AddHolds(&hold.Hold{Customer: b.customer.Customer}, &hold.Hold{Label: "vip", Reason: "fair"}),
			tx.AddPayers([]store.Payer{{IBAN: "BE1", Customer: b.customer.Customer}}, "test"),
			tx.AddPayerNames([]store.PayerName{{Key: "lac", Name: "Lac", Customer: b.customer.Customer, Entry: entry.ID, On: day("2026-01-01")}}),
			tx.AddRule(&rule),
			tx.RuleOut(map[id.ID]id.ID{entry.ID: rule.ID}),
			startRule(tx),
			tx.SaveCases([]store.CaseRow{{Customer: b.customer.Customer, Currency: i.Owed.Currency, DecidedOn: day("2026-01-01")}}),
			tx.WantReview(b.customer.Customer),
			beginNight(tx, day("2026-01-05")),
			putOffEach(tx, day("2026-01-02")),
		)
	})
}

func beginNight(tx *store.Tx, on date.Date) error {
	_, err := tx.StartNight(on, 100)
	return err
}

// putOffEach puts every task off.
func putOffEach(tx *store.Tx, until date.Date) error {
	all, err := tx.OpenTasks(date.None, 0, 9)
	if err != nil {
		return err
	}
	var ids []id.ID
	for _, one := range all {
		ids = append(ids, one.ID)
	}
	_, err = tx.PutOff(ids, until, "anne@lys.example")
	return err
}

// rowsOf counts what each reading method returns about the facts of b.
func rowsOf(b book, clock *testkit.Clock) map[string]func(*store.Tx) (int, error) {
	acme := b.customer.Customer
	return map[string]func(*store.Tx) (int, error){
		"customers": func(tx *store.Tx) (int, error) { return counted(tx.Customers([]id.ID{acme})) },
		"customers by key": func(tx *store.Tx) (int, error) {
			return counted(tx.CustomersByKeys(store.CustomerKeys{Numbers: []string{"ACME"}}))
		},
		"contacts": func(tx *store.Tx) (int, error) { all, err := tx.Contacts(acme); return len(all), err },
		"payers":   func(tx *store.Tx) (int, error) { return counted(tx.Payers(acme)) },
		"learned accounts": func(tx *store.Tx) (int, error) {
			return counted(tx.PayerAccounts(store.LearnedFilter{Customer: acme, Limit: 9}))
		},
		"learned names": func(tx *store.Tx) (int, error) {
			return counted(tx.PayerNames(store.LearnedFilter{Customer: acme, Limit: 9}))
		},
		"who pays so":      func(tx *store.Tx) (int, error) { return counted(tx.Taught([]string{"lac"})) },
		"rules":            func(tx *store.Tx) (int, error) { return counted(tx.Rules(acme, 9)) },
		"rules of all":     func(tx *store.Tx) (int, error) { return counted(tx.Rules(0, 9)) },
		"balances":         func(tx *store.Tx) (int, error) { return counted(tx.Balances(acme)) },
		"invoices":         func(tx *store.Tx) (int, error) { return counted(tx.OpenInvoices(acme)) },
		"invoices, number": func(tx *store.Tx) (int, error) { return counted(tx.InvoicesByNumber([]string{"R-1"})) },
		"invoices, key":    func(tx *store.Tx) (int, error) { return counted(tx.InvoicesByKey([]string{"R1"})) },
		"credits":          func(tx *store.Tx) (int, error) { return counted(tx.OpenCredits()) },
		"on account":       func(tx *store.Tx) (int, error) { return counted(tx.OnAccount(acme)) },
		"accounts":         func(tx *store.Tx) (int, error) { return counted(tx.BankAccounts()) },
		"unmatched":        func(tx *store.Tx) (int, error) { return counted(tx.Unmatched(0, 9)) },
		"messages due":     func(tx *store.Tx) (int, error) { return counted(tx.DueMessages(clock.Now(), 0, 9)) },
		"documents":        func(tx *store.Tx) (int, error) { return one(tx.Document(evidence.Hash([]byte("f")))) },
		"imports":          func(tx *store.Tx) (int, error) { return counted(tx.Imports(0, 9)) },
		"timeline":         func(tx *store.Tx) (int, error) { return counted(tx.Timeline(acme, 0, 9)) },
		"tasks":            func(tx *store.Tx) (int, error) { return counted(tx.OpenTasks(0, 0, 9)) },
		"tasks to do":      func(tx *store.Tx) (int, error) { return counted(tx.TasksToDo(store.Whose{}, clock.Today(), 0, 0, 9)) },
		"tasks put off": func(tx *store.Tx) (int, error) {
			return counted(tx.TasksPutOff(store.Whose{}, day("2025-01-01"), 0, 0, 9))
		},
		"tasks by kind":     func(tx *store.Tx) (int, error) { all, err := tx.CountTasks(); return len(all), err },
		"holds":             func(tx *store.Tx) (int, error) { return counted(tx.Holds(acme)) },
		"stored cases":      func(tx *store.Tx) (int, error) { all, err := tx.StoredCases(acme); return len(all), err },
		"kept decisions":    func(tx *store.Tx) (int, error) { return counted(tx.KeptDecisions(acme, 0, day("2027-01-01"), 9)) },
		"broad holds":       func(tx *store.Tx) (int, error) { return counted(tx.BroadHolds()) },
		"scenario rules":    func(tx *store.Tx) (int, error) { return counted(tx.ScenarioRules()) },
		"cases":             func(tx *store.Tx) (int, error) { return counted(tx.Cases([]id.ID{acme})) },
		"who owes":          func(tx *store.Tx) (int, error) { return counted(tx.OpenCustomers(0, 9)) },
		"nights":            func(tx *store.Tx) (int, error) { return counted(tx.Nights(9)) },
		"a customer's word": func(tx *store.Tx) (int, error) { return one(tx.CustomerByWord("ACME")) },
	}
}

// startRule gives everybody the usual scenario by a rule.
func startRule(tx *store.Tx) error {
	usual, err := tx.Scenario()
	if err != nil {
		return err
	}
	return tx.SaveScenarioRules([]dunning.Rule{{Plan: usual.Plan}})
}

func counted[T any](all []T, err error) (int, error) { return len(all), err }

func one[T any](_ T, found bool, err error) (int, error) {
	if found {
		return 1, err
	}
	return 0, err
}

func TestANewerReadingOfWhatChangedMeanwhileIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		before := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		if err := b.allocate(t, settles(b.pay(t, "30.00"), before, "30.00")); err != nil {
			t.Fatal(err)
		}
		after := before
		after.Owed, after.Open = testkit.Euro("90.00"), testkit.Euro("90.00")
		err := s.Update(t.Context(), b.company, func(tx *store.Tx) error { return tx.SaveInvoice(&before, &after) })
		if !errors.Is(err, fault.Conflict) {
			t.Errorf("it was stored: %v", err)
		}
		checkSums(t, s, b.company)
	})
}
