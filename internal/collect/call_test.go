package collect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// phoned is a customer that owes something and has two numbers, with the call that its scenario
// asks for.
func (b *bureau) phoned() (c customer.Customer, call id.ID, numbers []*customer.Contact) {
	b.t.Helper()
	b.ladder(dunning.Step{Channels: []message.Channel{message.Call}})
	c = b.owes("ACME", 12)
	numbers = []*customer.Contact{{Customer: c.ID, Name: "Ada", Phone: "+3281550102"}, {Customer: c.ID, Name: "Bob", Phone: "+3281550103"}}
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error { return tx.AddContacts(numbers) })
	b.run()
	b.send()
	return c, b.theOne(message.Ready).ID, numbers
}

// noted notes a call of Anna's, and is what that fails with.
func (b *bureau) noted(c collect.Call) error {
	b.t.Helper()
	return b.desk.NoteCall(b.t.Context(), b.company.ID, c, anna, b.clock.Today())
}

func (b *bureau) mustNote(c collect.Call) {
	b.t.Helper()
	if err := b.noted(c); err != nil {
		b.t.Fatal(err)
	}
}

// theTask is the open task of a kind.
func (b *bureau) theTask(k task.Kind) (found task.Task) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		open, err := tx.OpenTasks(date.None, 0, 100)
		n := slices.IndexFunc(open, func(t task.Task) bool { return t.Kind == k })
		if n < 0 {
			b.t.Fatalf("no task %s among %d", k, len(open))
		}
		found = open[n]
		return err
	})
	return found
}

// after is what is foreseen after a call.
func (b *bureau) after(c collect.Call) (f collect.Following) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		f, err = b.desk.AfterCall(tx, c, b.clock.Today())
		return err
	})
	return f
}

func (b *bureau) invoicesOf(c id.ID) (ids []id.ID) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.OpenInvoices(c)
		for _, i := range all {
			ids = append(ids, i.ID)
		}
		return err
	})
	return ids
}

// What is promised on the telephone holds until then as a promise in a mail does, and the step is
// taken.
func TestACallWithAPromiseHoldsAndTakesItsStep(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c, call, numbers := b.phoned()
		day := clock.Today().AddDays(7)
		said := collect.Call{Message: call, How: collect.Promised, PromisedOn: day, Contact: numbers[0].ID, With: "Ada", Note: "after the weekly run", Invoices: b.invoicesOf(c.ID)}
		f := b.after(said)
		if f.Held < day || f.Open {
			t.Errorf("what follows holds until %s", f.Held)
		}
		b.mustNote(said)
		if b.theOne(message.Sent).ID != call {
			t.Error("the step was not taken")
		}
		holds := b.standing(c.ID)
		if len(holds) != 1 || holds[0].Cause != hold.ForPromise || holds[0].PromisedOn != day || holds[0].Until != f.Held || holds[0].Reason != "after the weekly run" {
			t.Errorf("held: %+v", holds)
		}
		if n := b.events(c.ID, timeline.CallMade); n != 1 {
			t.Errorf("%d calls are told", n)
		}
		if err := b.noted(said); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a call that was made is noted again: %v", err)
		}
	})
}

// Before a call is noted it is said what leaves next, and that is what leaves.
func TestWhatFollowsFromACallIsForetold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.StartWith(&dunning.Scenario{Name: "two", Steps: []dunning.Step{
				{Key: "ring", From: dunning.FromDue, Days: 5, Tone: dunning.Polite, Channels: []message.Channel{message.Call}},
				{Key: "firm", From: dunning.FromDue, Days: 20, Tone: dunning.Firm, Channels: []message.Channel{message.Mail}}}})
		})
		c := b.mailed("ACME", "ada@acme.example")
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.AddContacts([]*customer.Contact{{Customer: c.ID, Name: "Ada", Phone: "+3281550102"}})
		})
		b.run()
		b.send()
		call := b.theOne(message.Ready).ID
		plain := b.after(collect.Call{Message: call, How: collect.Called})
		if plain.Next == nil || plain.Next.Assessment.Step.Key != "firm" || plain.Held != date.None {
			t.Fatalf("after a call: %+v", plain)
		}
		later := b.after(collect.Call{Message: call, How: collect.PaysAlready, PaidOn: clock.Today(), Reason: "paid"})
		if later.Held <= clock.Today() || later.Next == nil || later.Next.On < plain.Next.On {
			t.Errorf("after what was paid: %+v", later)
		}
		disputed := b.after(collect.Call{Message: call, How: collect.Contests, Note: "damaged", Invoices: b.invoicesOf(c.ID)})
		if disputed.Next != nil || !disputed.Open {
			t.Errorf("after a dispute: %+v", disputed)
		}
		b.mustNote(collect.Call{Message: call, How: collect.Called})
		for len(b.inState(message.Sent)) == 1 && clock.Today() < plain.Next.On.AddDays(30) {
			clock.Advance(24 * time.Hour)
			b.run()
			b.send()
		}
		if clock.Today() != plain.Next.On {
			t.Errorf("the next message left on %s; foretold was %s", clock.Today(), plain.Next.On)
		}
	})
}

// What is contested, asked for, or somebody else's holds or gives a task to who spoke.
func TestWhatIsSaidOnTheTelephoneGivesWork(t *testing.T) {
	for _, c := range []struct {
		how  collect.Reached
		task task.Kind
		held hold.Cause
		none bool // nothing is held
	}{
		{how: collect.Contests, task: task.Contested, held: hold.ForDispute},
		{how: collect.WantsCopy, task: task.SendCopy, none: true},
		{how: collect.Elsewhere, task: task.OtherPerson, none: true},
	} {
		t.Run(string(c.how), func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				b := newBureau(t, s, clock)
				who := b.owes("ACME", 12)
				b.mustNote(collect.Call{Customer: who.ID, How: c.how, Incoming: true, Note: "two are missing", Invoices: b.invoicesOf(who.ID)})
				got := b.theTask(c.task)
				if got.Owner != anna || got.Customer != who.ID || !strings.Contains(got.Data, "two are missing") {
					t.Errorf("the task is %+v", got)
				}
				holds := b.standing(who.ID)
				if c.none != (len(holds) == 0) || !c.none && holds[0].Cause != c.held {
					t.Errorf("held: %+v", holds)
				}
			})
		})
	}
}

// A number that is wrong is not called again. While there is another one the step waits; then it
// goes another way.
func TestAWrongNumberIsNotOfferedAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c, call, numbers := b.phoned()
		b.mustNote(collect.Call{Message: call, How: collect.WrongNumber, Contact: numbers[0].ID})
		if m := b.theOne(message.Ready); m.ID != call {
			t.Error("the step does not wait for the other number")
		}
		if got := b.theTask(task.WrongNumber); got.Subject != numbers[0].ID {
			t.Errorf("the task is about %s", got.Subject)
		}
		b.theTask(task.Call)
		b.mustNote(collect.Call{Message: call, How: collect.WrongNumber, Contact: numbers[1].ID})
		if len(b.inState(message.Ready)) > 0 || !slices.Contains(b.tasks(), task.MessageFailed) {
			t.Errorf("without a number: %v", b.tasks())
		}
		ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
		if err := b.desk.TryNumber(t.Context(), ref, numbers[1].ID); err != nil {
			t.Fatal(err)
		}
		mended := *numbers[0]
		mended.Phone = "+3281550199"
		if err := b.desk.SaveContact(t.Context(), ref, mended, anna, clock.Today()); err != nil {
			t.Fatal(err)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := tx.Contacts(c.ID)
			for _, k := range all[c.ID] {
				if k.Phone != "" && !k.Callable() {
					t.Errorf("%s is not offered: %+v", k.Name, k)
				}
			}
			return err
		})
	})
}

// Several invoices are promised in one call.
func TestSeveralInvoicesArePromisedInACall(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 5)
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: c.ID}, "R-2", "50.00", clock.Today().AddDays(-3))
		b.mustNote(collect.Call{Customer: c.ID, How: collect.Promised, PromisedOn: clock.Today().AddDays(4), Invoices: b.invoicesOf(c.ID)})
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			holds, err := tx.Holds(c.ID)
			if len(holds) != 2 || holds[0].Invoice == holds[1].Invoice || holds[0].Cause != hold.ForPromise {
				t.Errorf("%+v", holds)
			}
			return err
		})
	})
}

// What was paid already, as they say on the telephone, is looked for on the statements.
func TestWhatIsSaidToBePaidIsLookedForOnStatements(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c, call, _ := b.phoned()
		owed := b.invoicesOf(c.ID)
		b.mustNote(collect.Call{Message: call, How: collect.PaysAlready, Reason: "paid", Invoices: owed[:1], Amount: testkit.Euro("12.34")})
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			found, err := tx.Candidates(matching.Keys{Amounts: []money.Amount{testkit.Euro("12.34")}, Since: clock.Today()})
			if len(found.Told) != 1 || found.Told[0].Customer != c.ID || found.Told[0].On != clock.Today() || !slices.Equal(found.Told[0].Invoices, owed[:1]) {
				t.Errorf("matching looks for %+v", found.Told)
			}
			return err
		})
	})
}

// A call that comes again waits out of sight until its day, with the time that was agreed.
func TestACallComesAgainOnItsDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c, call, _ := b.phoned()
		day := clock.Today().AddDays(3)
		b.mustNote(collect.Call{Message: call, How: collect.CallAgain, AgainOn: day, AgainAt: "14:30"})
		if got := b.theTask(task.Call); got.AgainOn != day || !strings.Contains(got.Data, "14:30") {
			t.Errorf("the call is %+v", got)
		}
		for range collect.MostCalls - 1 {
			b.mustNote(collect.Call{Message: call, How: collect.VoiceMail})
		}
		if b.theOne(message.Ready).ID != call {
			t.Error("a call is given up before its last try")
		}
		b.mustNote(collect.Call{Message: call, How: collect.Unreached})
		if len(b.inState(message.Ready)) > 0 {
			t.Error("a call is tried for ever")
		}
		b.mustNote(collect.Call{Customer: c.ID, How: collect.Unreached, AgainOn: day})
		if got := b.theTask(task.CallBack); got.AgainOn != day || got.Owner != anna {
			t.Errorf("to call back: %+v", got)
		}
		b.mustNote(collect.Call{Customer: c.ID, How: collect.Called})
		if slices.Contains(b.tasks(), task.CallBack) {
			t.Error("who was reached is still to be called back")
		}
	})
}

func TestACallThatCannotBeIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c, call, _ := b.phoned()
		today := clock.Today()
		other := b.owes("Zeno", 3)
		eur := money.Of(100_00, b.company.Currency)
		for name, said := range map[string]collect.Call{
			"an odd end":                 {How: "sung"},
			"of tomorrow":                {How: collect.Called, On: today.AddDays(1)},
			"of last year":               {How: collect.Called, On: today.AddDays(-400)},
			"again without a day":        {How: collect.CallAgain},
			"again yesterday":            {How: collect.CallAgain, AgainOn: today.AddDays(-1)},
			"again at noon":              {How: collect.CallAgain, AgainOn: today.AddDays(1), AgainAt: "noon"},
			"a promise without a day":    {How: collect.Promised},
			"a dispute about nothing":    {How: collect.Contests, Note: "no"},
			"a dispute without a reason": {How: collect.Contests, Invoices: b.invoicesOf(c.ID)},
			"paid tomorrow":              {How: collect.PaysAlready, PaidOn: today.AddDays(1), Reason: "paid"},
			"who called did not answer":  {How: collect.VoiceMail, Incoming: true},
			"one amount for two":         {How: collect.Promised, PromisedOn: today, Amount: eur, Invoices: append(b.invoicesOf(c.ID), b.invoicesOf(other.ID)...)},
			"somebody else's step":       {Customer: other.ID, Message: call, How: collect.Called},
		} {
			if said.Customer == 0 {
				said.Customer = c.ID
			}
			if err := b.noted(said); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, said := range map[string]collect.Call{
			"somebody else's invoice": {How: collect.Promised, PromisedOn: today, Invoices: b.invoicesOf(other.ID)},
			"somebody else's number":  {How: collect.WrongNumber, Contact: 1},
		} {
			said.Customer = c.ID
			if err := b.noted(said); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := b.events(c.ID, timeline.CallMade); n != 0 || len(b.standing(c.ID)) > 0 {
			t.Errorf("what was refused left %d traces", n)
		}
	})
}

// Who writes to be called, or to pay in parts, gives a task with the words that say so; an answer
// deals with a plan, and a call with the other.
func TestWhatAReplyWantsIsATask(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.mailed("ACME", "ada@acme.example")
		r := b.comes("ada@acme.example", "Subject: R-ACME", "Hello,\n\nCould you please call me back about this?\n\nWould it be possible to pay in three instalments?\n")
		call, plan := b.theTask(task.CallBack), b.theTask(task.PlanAsked)
		if call.Subject != r.ID || call.Customer != c.ID || !strings.Contains(call.Data, "call me back") || !strings.Contains(plan.Data, "instalments") {
			t.Errorf("the tasks are %s and %s", call.Data, plan.Data)
		}
		if _, err := b.desk.Dismiss(t.Context(), b.company.ID, []id.ID{r.ID}, anna, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if got := b.tasks(); !slices.Equal(got, []task.Kind{task.CallBack}) {
			t.Errorf("after the reply was dealt with: %v", got)
		}
		b.mustNote(collect.Call{Customer: c.ID, How: collect.Called})
		if got := b.tasks(); len(got) > 0 {
			t.Errorf("after the call: %v", got)
		}
	})
}
