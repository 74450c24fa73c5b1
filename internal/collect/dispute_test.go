package collect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/duty"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// contest has a customer contest a part of its invoice, in cents; 0 for all of it.
func (b *bureau) contest(c customer.Customer, minor int64, text string) dispute.Dispute {
	b.t.Helper()
	what := collect.Contested{Invoice: b.invoiceOf("R-" + c.Number), Reason: dispute.Quality, Text: text, By: person}
	if minor != 0 {
		what.Amount = money.Of(minor, money.EUR)
	}
	d, err := b.desk.Contest(b.t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, what, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

func (b *bureau) dispute(i id.ID) (d dispute.Dispute) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		d, _, err = tx.DisputeByID(i)
		return err
	})
	return d
}

// openTasks are the tasks of a kind that wait.
func (b *bureau) openTasks(k task.Kind) (all []task.Task) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		open, err := tx.OpenTasks(date.None, 0, 100)
		for _, t := range open {
			if t.Kind == k {
				all = append(all, t)
			}
		}
		return err
	})
	return all
}

// Who contests lines of an invoice contests what they come to with their VAT, unless another
// amount is said; all of them are all that is open.
func TestLinesAreContested(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		line := func(text, net string) invoice.Line {
			return invoice.Line{Text: text, Net: decimal.MustParse(net), TaxRate: decimal.MustParse("21")}
		}
		for name, c := range map[string]struct {
			lines  []int
			amount string
			want   string // contested of 157.30; "" for all
			fault  string
		}{
			"one":                   {lines: []int{2}, want: "60.50"},
			"two, one said twice":   {lines: []int{3, 1, 3}, want: "96.80"},
			"with an amount":        {lines: []int{2}, amount: "10.00", want: "10.00"},
			"all":                   {lines: []int{1, 2, 3}},
			"none of the invoice’s": {lines: []int{4}, fault: "has no line 4"},
			"the zeroth":            {lines: []int{0}, fault: "has no line 0"},
			"a discount":            {lines: []int{1}, fault: "say how much is contested"},
			"a discount, and what":  {lines: []int{1}, amount: "5.00", want: "5.00"},
		} {
			who := b.mailed(name, "ada@acme.example")
			i := testkit.NewInvoice(who.ID, "L-"+name, testkit.Euro("157.30"), clock.Today().AddDays(-3))
			i.Detail.Lines = []invoice.Line{line("Discount", "-20.00"), line("Delivery", "50.00"), line("Paint", "100.00")}
			testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
			what := collect.Contested{Invoice: i.ID, Reason: dispute.Price, Text: "wrong", By: person, Lines: c.lines}
			if c.amount != "" {
				what.Amount = testkit.Euro(c.amount)
			}
			d, err := b.desk.Contest(t.Context(), customer.Ref{Company: b.company.ID, Customer: who.ID}, what, clock.Today())
			switch {
			case c.fault != "":
				if err == nil || !strings.Contains(err.Error(), c.fault) {
					t.Errorf("%s: %v", name, err)
				}
				continue
			case err != nil:
				t.Fatalf("%s: %v", name, err)
			}
			if kept := b.dispute(d.ID); len(kept.Lines) == 0 || kept.Lines[0].Place != slices.Min(c.lines) || !kept.Amount.IsZero() && kept.Amount.String() != c.want || kept.Amount.IsZero() && c.want != "" {
				t.Errorf("%s: %s of %+v, want %s", name, kept.Amount, kept.Lines, c.want)
			}
		}
	})
}

// A dispute has an owner, by the company's rules, and a day by which it is answered; both are
// those of its task.
func TestADisputeHasAnOwnerAndADeadline(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		vera := b.colleague("Vera", "vera@lysfils.example", "nl")
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.Join(vera.ID, user.Controller) })
		if _, err := b.desk.SetDutyRules(t.Context(), b.company.ID, []duty.Rule{{Kind: task.Contested, Person: "vera@lysfils.example"}}, clock.Today()); err != nil {
			t.Fatal(err)
		}
		d := b.dispute(b.contest(b.owes("ACME", 5), 3000, "broken").ID)
		if d.Owner != "vera@lysfils.example" || d.State != dispute.Open || d.Reason != dispute.Quality || d.Amount != money.Of(3000, money.EUR) {
			t.Errorf("it is %+v", d)
		}
		if d.AnswerBy < clock.Today().AddDays(10) || d.AnswerBy > clock.Today().AddDays(14) {
			t.Errorf("it is to be answered by %s", d.AnswerBy)
		}
		later := clock.Today().AddDays(30)
		if _, err := b.desk.ChangeDispute(t.Context(), b.company.ID, d.ID, collect.Change{AnswerBy: later, Reason: dispute.Price}, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		tasks := b.openTasks(task.Contested)
		if len(tasks) != 1 || tasks[0].Subject != d.ID || tasks[0].DueOn != later || tasks[0].Owner != d.Owner {
			t.Errorf("its task is %+v", tasks)
		}
		if d = b.dispute(d.ID); d.Reason != dispute.Price || d.AnswerBy != later {
			t.Errorf("it is %+v", d)
		}
		if _, err := b.desk.GiveTasks(t.Context(), b.company.ID, []id.ID{tasks[0].ID}, ""); err != nil {
			t.Fatal(err)
		}
		if d = b.dispute(d.ID); d.Owner != "" || d.Given != duty.Nobody {
			t.Errorf("given to nobody it is %q's, because of %q", d.Owner, d.Given)
		}
	})
}

// What is said again of one invoice goes on in the same dispute, and a new one begins once that is
// over.
func TestAnInvoiceHasOneDisputeAtATime(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		acme := b.owes("ACME", 5)
		first := b.contest(acme, 3000, "three are broken")
		again := b.contest(acme, 4000, "four are broken")
		if again.ID != first.ID || again.Amount.Minor != 4000 || again.Text != "four are broken" || again.Hold == first.Hold {
			t.Errorf("said again it is %+v", again)
		}
		if n := len(b.openTasks(task.Contested)); n != 1 {
			t.Errorf("%d tasks for one dispute", n)
		}
		if _, err := b.desk.WithdrawDispute(t.Context(), b.company.ID, first.ID, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if third := b.contest(acme, 0, "all of it"); third.ID == first.ID {
			t.Error("a dispute that was withdrawn goes on")
		}
	})
}

// A dispute is answered once, and a hold that somebody lifts by hand is a dispute withdrawn.
func TestADisputeIsAnsweredOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		d := b.contest(b.owes("ACME", 5), 3000, "broken")
		ctx, today := t.Context(), clock.Today()
		if _, err := b.desk.RejectDispute(ctx, b.company.ID, d.ID, collect.Answer{Tell: true}, person, today); !errors.Is(err, fault.Invalid) {
			t.Errorf("without grounds: %v", err)
		}
		if _, err := b.desk.AcceptDispute(ctx, b.company.ID, d.ID, collect.Answer{Agreed: money.Of(3001, money.EUR)}, person, today); !errors.Is(err, fault.Invalid) {
			t.Errorf("more than is contested: %v", err)
		}
		if _, err := b.desk.ReviewDispute(ctx, b.company.ID, d.ID, person, today); err != nil {
			t.Fatal(err)
		}
		answer := collect.Answer{Grounds: "It is signed.", Tell: true}
		rejected, err := b.desk.RejectDispute(ctx, b.company.ID, d.ID, answer, person, today)
		if err != nil || rejected.State != dispute.Rejected || rejected.PayBy < today.AddDays(8) {
			t.Fatalf("%+v, %v", rejected, err)
		}
		for name, again := range map[string]func() (dispute.Dispute, error){
			"rejected": func() (dispute.Dispute, error) {
				return b.desk.RejectDispute(ctx, b.company.ID, d.ID, answer, person, today)
			},
			"accepted": func() (dispute.Dispute, error) {
				return b.desk.AcceptDispute(ctx, b.company.ID, d.ID, answer, person, today)
			},
			"withdrawn": func() (dispute.Dispute, error) { return b.desk.WithdrawDispute(ctx, b.company.ID, d.ID, person, today) },
			"looked at": func() (dispute.Dispute, error) { return b.desk.ReviewDispute(ctx, b.company.ID, d.ID, person, today) },
		} {
			if _, err := again(); !errors.Is(err, fault.Conflict) {
				t.Errorf("%s once more: %v", name, err)
			}
		}
		b.send()
		if len(b.box.mails) != 1 || !strings.Contains(b.box.mails[0].Text, "It is signed.") {
			t.Errorf("%d mails tell the customer", len(b.box.mails))
		}
		if _, err := b.desk.RejectDispute(ctx, b.company.ID, id.ID(7), answer, person, today); !errors.Is(err, fault.NotFound) {
			t.Errorf("one that does not exist: %v", err)
		}
	})
}

func TestWhoeverLiftsTheHoldWithdrawsTheDispute(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		d := b.contest(b.owes("ACME", 5), 3000, "broken")
		if _, err := b.desk.LiftHolds(t.Context(), b.company.ID, []id.ID{d.Hold}, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if d = b.dispute(d.ID); d.State != dispute.Withdrawn || d.ClosedBy != person || len(b.openTasks(task.Contested)) != 0 {
			t.Errorf("it is %+v", d)
		}
	})
}

// An accepted part waits for its credit note, and the rest is asked for when its new day is over.
func TestAnAcceptedPartWaitsForItsCreditNote(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		acme := b.owes("ACME", 12)
		d := b.contest(acme, 0, "broken")
		accepted, err := b.desk.AcceptDispute(t.Context(), b.company.ID, d.ID, collect.Answer{Agreed: money.Of(2500, money.EUR)}, person, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		if n := len(b.openTasks(task.CreditDue)); n != 1 || len(b.openTasks(task.Contested)) != 0 || !accepted.Lasts() {
			t.Errorf("%d credit notes are asked for, and it is %+v", n, accepted)
		}
		b.run()
		if b.send(); len(b.box.mails) != 0 {
			t.Error("the rest is asked for before its day is over")
		}
		clock.SetDay(accepted.PayBy.AddDays(1))
		b.run()
		b.send()
		if len(b.box.mails) != 1 || !strings.Contains(b.box.mails[0].Text, "75") {
			t.Fatalf("%d mails ask for the rest", len(b.box.mails))
		}
	})
}

// Terms of sale may say until when customers protest; one who comes later is heard all the same.
func TestAProtestAfterItsTimeIsNoted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.Disputes.ProtestDays = 8 })
		d := b.contest(b.owes("ACME", 5), 0, "broken")
		if !d.TooLate() || d.State != dispute.Open {
			t.Errorf("it is %+v", d)
		}
	})
}

// A dispute goes with its invoice when two customers become one.
func TestADisputeGoesWithItsInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		acme, beta := b.owes("ACME", 5), b.owes("BETA", 5)
		d := b.contest(beta, 3000, "broken")
		b.merge(acme.ID, beta.ID)
		if is := b.dispute(d.ID); is.Customer != acme.ID || !is.Lasts() {
			t.Errorf("it is %+v", is)
		}
		if _, err := b.desk.WithdrawDispute(t.Context(), b.company.ID, d.ID, person, clock.Today()); err != nil {
			t.Error(err)
		}
	})
}
