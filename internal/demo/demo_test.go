package demo

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acquit/examples"
	"acquit/internal/admit"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/smtp"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/profile"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
	"acquit/internal/user"
)

// build builds the whole story in an empty database.
func build(t *testing.T, s *store.Store, clock *testkit.Clock) *Builder {
	t.Helper()
	mails, err := catcher.Start("127.0.0.1:0", filepath.Join(t.TempDir(), "mails"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mails.Close() })
	config, err := smtp.Parse(mails.URL())
	if err != nil {
		t.Fatal(err)
	}
	channel := smtp.New(config)
	t.Cleanup(func() { channel.Close() })
	words := locale.NewBook()
	b := &Builder{Desk: &collect.Desk{Store: s, Calendar: calendar.New(), Words: words, Channel: channel}, People: admit.New(s, words, nil), SetDay: clock.SetDay}
	if err := b.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// What the demo shows, on both engines the same: so two runs tell the same story.
func TestTheDemoShowsTheWholeOfFollowUp(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a whole demo")
	}
	var told []string
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := build(t, s, clock)
		findings, err := report.Doctor(t.Context(), s, b.company.ID)
		if err != nil || len(findings) > 0 {
			t.Errorf("the doctor found %v, %v", findings, err)
		}
		if err := b.view(func(tx *store.Tx) error { return shown(t, b, tx) }); err != nil {
			t.Fatal(err)
		}
		text, err := b.tell()
		if err != nil {
			t.Fatal(err)
		}
		if told = append(told, text); told[0] != text {
			t.Errorf("two builds differ:\n%s", difference(told[0], text))
		}
		if err := b.Build(t.Context()); err != nil {
			t.Errorf("to build it again: %v", err)
		}
		if again, err := b.tell(); err != nil || again != text {
			t.Errorf("to build it again changed the book: %v", err)
		}
	})
}

// shown counts what a visitor meets on the pages.
func shown(t *testing.T, b *Builder, tx *store.Tx) error {
	found := map[string]int{}
	for _, count := range []func(*Builder, *store.Tx, map[string]int) error{countScenarios, countMessages, countHolds, countPeople, countTasks, countPlan, countReplies, countDeliveries} {
		if err := count(b, tx, found); err != nil {
			return err
		}
	}
	least := map[string]int{
		"scenarios": 7, "scenarios with cases": 7, "drafts": 1, "rules": 6, "pins": 1, "cases behind": 10, "cases that would change": 3,
		"waiting for approval": 5, "in tone polite": 1, "in tone firm": 2, "in tone formal": 2, "approved by one of two": 1, "in own words": 1,
		"letters to post": 2, "calls to make": 3,
		"held for dispute": 1, "held for promise": 1, "held for sales": 1, "held for reply": 1, "held for ": 3,
		"holds on invoice": 1, "holds on customer": 3, "holds on case": 1, "holds on label": 1, "holds of everything": 1, "sales holds that end soon": 1,
		"plans that run": 1, "disputes": 2,
		"promises kept": 1, "promises broken": 2, "messages about a broken promise": 1, "thanks": 1,
		"role owner": 1, "role controller": 1, "role sales": 1, "role reader": 1, "senders": 1, "closing periods": 2,
		"payers prompt": 5, "payers late": 5, "payers habitual": 4, "payers new": 2, "ends to decide": 3,
		"replies that wait": 4, "replies of strangers": 1, "replies of programs": 1,
		"invoices sent": 2, "invoices that wait": 2, "invoices with a day of delivery": 100,
		"per cent covered": 100, "overdue": 40, "foreseen in 30 days": 30, "customers in a replay": 20, "messages in a replay": 100,
	}
	for what, n := range least {
		if found[what] < n {
			t.Errorf("the demo shows %d of %q, want at least %d", found[what], what, n)
		}
	}
	if found["without reason"] > 0 || found["reviews wanted"] > 0 {
		t.Errorf("%d overdue items have no reason, %d reviews are wanted", found["without reason"], found["reviews wanted"])
	}
	return nil
}

func countDeliveries(b *Builder, tx *store.Tx, found map[string]int) error {
	waiting, err := tx.ListDeliveries("", 0, 100)
	if err != nil {
		return err
	}
	found["invoices that wait"] = len(waiting)
	lags, err := tx.DaysToInvoice(examples.Today.AddMonths(-12), examples.Today)
	if err != nil {
		return err
	}
	_, _, found["invoices with a day of delivery"] = invoice.Lags(lags)
	sent, err := tx.Messages(store.MessageFilter{Step: message.Invoice, State: message.Sent, Limit: 100})
	found["invoices sent"] = len(sent)
	return err
}

func countScenarios(b *Builder, tx *store.Tx, found map[string]int) error {
	plans, err := tx.CountedPlans()
	if err != nil {
		return err
	}
	for _, p := range plans {
		found["scenarios"]++
		found["cases behind"] += p.Behind
		if p.Cases > 0 {
			found["scenarios with cases"]++
		}
		if p.Draft != 0 {
			found["drafts"]++
		}
	}
	rules, err := tx.ScenarioRules()
	if err != nil {
		return err
	}
	pins, err := tx.Pins(10)
	found["rules"], found["pins"] = len(rules), len(pins)
	if err != nil {
		return err
	}
	usual, err := b.usual()
	if err != nil {
		return err
	}
	current, _, err := tx.CurrentOf(usual)
	if err != nil {
		return err
	}
	effect, err := b.Desk.EffectOf(b.ctx, b.company.ID, usual, &current, examples.Today, func(collect.Differs) {})
	found["cases that would change"] = effect.Changed
	return err
}

func countReplies(b *Builder, tx *store.Tx, found map[string]int) error {
	return tx.Rows(func(rows *sql.Rows) error {
		var state, kind string
		var known bool
		err := rows.Scan(&state, &kind, &known)
		switch {
		case kind != "written":
			found["replies of programs"]++
		case !known:
			found["replies of strangers"]++
		}
		if state == "open" {
			found["replies that wait"]++
		}
		return err
	}, `SELECT state, kind, customer_id IS NOT NULL FROM reply WHERE company_id = $1`, b.company.ID)
}

func countMessages(b *Builder, tx *store.Tx, found map[string]int) error {
	proposed, err := tx.Standing(message.Proposed, message.Channels(), 0, 500)
	if err != nil {
		return err
	}
	all := make([]message.Message, len(proposed))
	for n := range proposed {
		all[n] = proposed[n].Message
		found["approved by one of two"] += len(all[n].Approved)
	}
	prepared, err := b.Desk.LookAt(tx, all, examples.Today)
	if err != nil {
		return err
	}
	for n := range prepared {
		step := &prepared[n].Step
		found["waiting for approval"]++
		found["in tone "+string(step.Tone)]++
		if len(step.Texts) > 0 {
			found["in own words"]++
		}
	}
	for what, channels := range map[string][]message.Channel{"letters to post": {message.Letter, message.Registered}, "calls to make": {message.Call}} {
		ready, err := tx.Standing(message.Ready, channels, 0, 500)
		if err != nil {
			return err
		}
		found[what] = len(ready)
	}
	sent, err := tx.Messages(store.MessageFilter{State: message.Sent, Limit: 2000})
	for _, m := range sent {
		switch m.Step {
		case "broken-promise":
			found["messages about a broken promise"]++
		case "thanks":
			found["thanks"]++
		}
	}
	return err
}

func countHolds(_ *Builder, tx *store.Tx, found map[string]int) error {
	holds, err := tx.ListHolds(store.HoldFilter{Today: examples.Today}, store.Cursor{}, 100)
	if err != nil {
		return err
	}
	if found["plans that run"], err = tx.CountPlans(store.PlanFilter{}, 100); err != nil {
		return err
	}
	if found["disputes"], err = tx.CountDisputes(store.DisputeFilter{View: store.DisputesEvery}, 100); err != nil {
		return err
	}
	for _, h := range holds.Rows {
		found["held for "+string(h.Cause)]++
		found["holds on "+widthOf(&h.Hold)]++
		if h.Everything {
			found["holds of everything"]++
		}
		if h.Cause == hold.BySales && h.Until < examples.Today.AddDays(6) {
			found["sales holds that end soon"]++
		}
	}
	return err
}

// widthOf is what a hold is about.
func widthOf(h *hold.Hold) string {
	switch {
	case h.Label != "":
		return "label"
	case h.Customer == 0:
		return "company"
	case h.Invoice != 0:
		return "invoice"
	case h.Currency.String() != "":
		return "case"
	}
	return "customer"
}

func countPeople(b *Builder, tx *store.Tx, found map[string]int) error {
	members, err := tx.Members(10)
	if err != nil {
		return err
	}
	for _, m := range members {
		for _, r := range []user.Role{user.Owner, user.Controller, user.Sales, user.Reader} {
			if m.Role == r {
				found["role "+string(r)]++
			}
		}
	}
	c, err := tx.TheCompany()
	found["senders"], found["closing periods"] = len(c.Policy.Senders), len(c.Policy.Closed)
	for _, kind := range profile.Kinds {
		rows, err := tx.ListCustomers(store.CustomerFilter{Payer: kind, Today: examples.Today}, store.Cursor{}, 500)
		if err != nil {
			return err
		}
		found["payers "+string(kind)] = len(rows.Rows)
	}
	for _, s := range b.shop.customers {
		c, _, err := tx.CustomerByWord(s.Record.Number)
		if err != nil {
			return err
		}
		events, err := tx.Timeline(c.ID, 0, 500)
		if err != nil {
			return err
		}
		for _, e := range events {
			switch e.Kind {
			case timeline.PromiseKept:
				found["promises kept"]++
			case timeline.PromiseBroken:
				found["promises broken"]++
			}
		}
	}
	return err
}

func countTasks(_ *Builder, tx *store.Tx, found map[string]int) error {
	tasks, err := tx.CountTasks()
	if err != nil {
		return err
	}
	found["ends to decide"] = tasks[task.LadderFinished]
	covered, err := tx.Coverage(examples.Today)
	found["per cent covered"], found["overdue"] = covered.Percent(), covered.Overdue
	found["without reason"], found["reviews wanted"] = covered.Without(), covered.Waiting
	return err
}

// countPlan foresees a month and replays a year.
func countPlan(b *Builder, tx *store.Tx, found map[string]int) error {
	err := b.Desk.Foresee(tx, collect.Asked{Today: examples.Today, Days: 30}, func(collect.Planned) { found["foreseen in 30 days"]++ })
	if err != nil {
		return err
	}
	usual, err := b.usual()
	if err != nil {
		return err
	}
	current, _, err := tx.CurrentOf(usual)
	if err != nil {
		return err
	}
	heard := map[id.ID]bool{}
	_, err = b.Desk.Replay(tx, collect.Span{From: examples.Today.AddDays(-365), Through: examples.Today, Trial: collect.Trial{Scenario: &current}},
		func(p collect.Planned) {
			found["messages in a replay"]++
			heard[p.Customer] = true
		})
	found["customers in a replay"] = len(heard)
	return err
}

// tell writes down what a build holds that a person can see, in an order of its own.
func (b *Builder) tell() (string, error) {
	var lines []string
	err := b.view(func(tx *store.Tx) error {
		for _, state := range []message.State{message.Proposed, message.Queued, message.Ready, message.Sent, message.Withdrawn} {
			all, err := tx.Messages(store.MessageFilter{State: state, Limit: 5000})
			if err != nil {
				return err
			}
			for _, m := range all {
				lines = append(lines, fmt.Sprint(m.CustomerName, m.State, m.Step, m.Channel, m.Amount, m.Approved))
			}
		}
		rows, err := tx.ListCustomers(store.CustomerFilter{Today: examples.Today}, store.Cursor{}, 500)
		if err != nil {
			return err
		}
		for _, c := range rows.Rows {
			lines = append(lines, fmt.Sprint(c.Number, c.Name, c.Labels, c.Manager))
		}
		holds, err := tx.ListHolds(store.HoldFilter{Today: examples.Today}, store.Cursor{}, 100)
		for _, h := range holds.Rows {
			lines = append(lines, fmt.Sprint(h.Number, h.Bill, h.Cause, h.Reason, h.Until))
		}
		return err
	})
	slices.Sort(lines)
	return strings.Join(lines, "\n"), err
}

// difference is the lines that only one of two texts has.
func difference(a, b string) string {
	var only []string
	one, other := strings.Split(a, "\n"), strings.Split(b, "\n")
	for _, line := range one {
		if !slices.Contains(other, line) {
			only = append(only, "- "+line)
		}
	}
	for _, line := range other {
		if !slices.Contains(one, line) {
			only = append(only, "+ "+line)
		}
	}
	return strings.Join(only, "\n")
}
