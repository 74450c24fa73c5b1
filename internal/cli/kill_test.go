package cli

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/deliver/catcher"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// kills is how often the program is killed at work: few times by default, ACQUIT_KILLS for more.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("ACQUIT_KILLS")); err == nil && n > 0 {
		return n
	}
	return 8
}

// office is a company's book with a mail server beside it. The nights and the sending are done
// by real processes; its people approve, post, and look into the server's log.
type office struct {
	t       *testing.T
	acquit  string // the program
	url     string // of the database
	mails   *catcher.Catcher
	clock   *testkit.Clock
	store   *store.Store
	desk    collect.Desk
	company company.Company
	ladders map[id.ID][]string // the steps that each invoice is to take

	random    *rand.Rand
	idle      time.Duration            // that the program takes to look at the book and end
	usual     map[string]time.Duration // that a verb worked beyond that when nobody killed it
	killed    int
	atWork    int // of the kills, those that hit a night or a sending that had begun to write
	uncertain int // messages that were cut off between the server's answer and its record
}

func newOffice(t *testing.T, url string) *office {
	t.Helper()
	mails, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mails.Close() })
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, acquit: filepath.Join(t.TempDir(), "acquit"), url: url, mails: mails, clock: testkit.NewClock(),
		ladders: map[id.ID][]string{}, random: rand.New(rand.NewPCG(1, 2)), usual: map[string]time.Duration{}}
	// The test's own program is the command line when it is called so; see TestMain.
	if err := os.Symlink(program, o.acquit); err != nil {
		t.Fatal(err)
	}
	o.store = testkit.Open(t, url, o.clock)
	o.desk = collect.Desk{Store: o.store, Calendar: calendar.New(), Words: locale.NewBook()}
	return o
}

// ladders are scenarios that go by mail, on paper, and by what people approve, with the labels
// of those who follow them.
func ladders() map[string]dunning.Scenario {
	step := func(key string, tone dunning.Tone, days int, approve bool, by ...message.Channel) dunning.Step {
		return dunning.Step{Key: key, Tone: tone, Days: days, From: dunning.FromDue, Approve: approve, Channels: by}
	}
	return map[string]dunning.Scenario{
		"mails": {Steps: []dunning.Step{
			step("reminder-1", dunning.Polite, 3, false), step("reminder-2", dunning.Firm, 9, false)}},
		"paper": {Steps: []dunning.Step{
			step("reminder-1", dunning.Polite, 3, false), step("reminder-2", dunning.Firm, 9, false, message.Letter, message.Mail)}},
		"watched": {Limits: dunning.Limits{GapDays: 5}, Steps: []dunning.Step{
			step("reminder-1", dunning.Friendly, 2, true), step("reminder-2", dunning.Firm, 9, true)}},
	}
}

// found stores the company with its ladders, and customers who follow one of them each.
func (o *office) found(customers int) (who []*customer.Customer) {
	o.t.Helper()
	o.company = testkit.Company(o.t, o.store, func(c *company.Company) { c.Policy.MinimumGapDays = 3 })
	labels := []string{"mails", "paper", "watched"}
	plans := ladders()
	testkit.Update(o.t, o.store, o.company.ID, func(tx *store.Tx) error {
		var rules []dunning.Rule
		for _, label := range labels {
			s := plans[label]
			s.Name = label
			plan, err := tx.AddPlan(label)
			if err != nil {
				return err
			}
			if s.Plan = plan; tx.PublishScenario(&s, "anna@lys.example") != nil {
				return fmt.Errorf("the scenario %s cannot be published", label)
			}
			rules = append(rules, dunning.Rule{Plan: plan, Labels: []string{label}})
		}
		return tx.SaveScenarioRules(rules)
	})
	for n := range customers {
		c := testkit.NewCustomer(fmt.Sprintf("C%03d", n))
		c.Labels, c.Street, c.Postcode = []string{labels[n%3]}, "Rue du Moulin 1", "5000"
		who = append(who, c)
	}
	testkit.Update(o.t, o.store, o.company.ID, func(tx *store.Tx) error {
		if err := tx.AddCustomers(who); err != nil {
			return err
		}
		var contacts []*customer.Contact
		for _, c := range who {
			contacts = append(contacts, &customer.Contact{Customer: c.ID, Name: "Compta", Email: c.Number + "@customer.example", Position: customer.Accountant})
		}
		return tx.AddContacts(contacts)
	})
	return who
}

// bill stores one or two invoices of each customer, that fall due on different days about one.
func (o *office) bill(who []*customer.Customer, about date.Date) {
	o.t.Helper()
	var owed []*invoice.Invoice
	of := map[*invoice.Invoice]*customer.Customer{}
	for n, c := range who {
		for k := range 1 + n%2 {
			i := testkit.NewInvoice(c.ID, fmt.Sprintf("R-%s-%d-%d", about, n, k), testkit.Euro("100.00"), about.AddDays(n%7-3+2*k))
			owed, of[i] = append(owed, i), c
		}
	}
	testkit.Update(o.t, o.store, o.company.ID, func(tx *store.Tx) error { return tx.AddInvoices(owed) })
	plans := ladders()
	for i, c := range of {
		for _, s := range plans[c.Labels[0]].Steps {
			o.ladders[i.ID] = append(o.ladders[i.ID], s.Key)
		}
	}
}

func (o *office) command(args ...string) *exec.Cmd {
	place := []string{"--data", filepath.Dir(o.url)}
	if db.IsPostgres(o.url) {
		place = []string{"--database-url", o.url}
	}
	all := append(place, "--smtp-url", o.mails.URL(), "--json", "--today", o.clock.Today().String())
	c := exec.Command(o.acquit, append(all, args...)...)
	c.Stderr = os.Stderr
	return c
}

// must runs the program to its end, and returns how long that took.
func (o *office) must(into any, args ...string) time.Duration {
	o.t.Helper()
	began := time.Now()
	out, err := o.command(args...).Output()
	if err == nil && into != nil {
		err = json.Unmarshal(out, into)
	}
	if err != nil {
		o.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return time.Since(began)
}

// through brings a verb to its end, and kills it up to so many times on the way.
func (o *office) through(kills int, verb string) {
	o.t.Helper()
	for ; kills > 0; kills-- {
		if !o.broken(verb, o.usual[verb]*2/time.Duration(kills+1)) {
			return
		}
	}
	o.usual[verb] = max(o.usual[verb], o.must(nil, verb)-o.idle, time.Millisecond)
}

// broken runs a verb and kills it at a random instant within some time of its work, as power
// that fails does. It reports whether the program was hit before it ended by itself.
func (o *office) broken(verb string, within time.Duration) bool {
	o.t.Helper()
	before := o.progress(verb)
	after := o.idle*9/10 + time.Duration(o.random.Int64N(int64(within)))
	c := o.command(verb)
	c.Stderr = nil
	if err := c.Start(); err != nil {
		o.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			o.t.Fatalf("%s: %v", verb, err)
		}
		return false
	case <-time.After(after):
		c.Process.Kill()
		<-ended
	}
	o.killed++
	if o.progress(verb) != before {
		o.atWork++
	}
	return true
}

// progress is a mark of what a verb has written so far: that a night began and is not over, or
// how far messages are.
func (o *office) progress(verb string) (mark string) {
	o.t.Helper()
	testkit.View(o.t, o.store, o.company.ID, func(tx *store.Tx) error {
		if verb == "run" {
			last, err := tx.Nights(1)
			if len(last) == 1 && last[0].FinishedAt.IsZero() {
				mark = last[0].StartedAt.String()
			}
			return err
		}
		return tx.Rows(func(rows *sql.Rows) error {
			var state string
			var messages, attempts int
			err := rows.Scan(&state, &messages, &attempts)
			mark += fmt.Sprintln(state, messages, attempts)
			return err
		}, `SELECT state, COUNT(*), CAST(SUM(attempts) AS BIGINT) FROM message WHERE company_id = $1 GROUP BY state ORDER BY state`, tx.Company)
	})
	return mark
}

// standing are the messages in a state.
func (o *office) standing(state message.State) (all []id.ID) {
	o.t.Helper()
	testkit.View(o.t, o.store, o.company.ID, func(tx *store.Tx) error {
		found, err := tx.Standing(state, message.Channels(), 0, 10_000)
		for n := range found {
			all = append(all, found[n].ID)
		}
		return err
	})
	return all
}

// live goes through a day: the night, what people do in the morning, the sending, and what
// they do in the afternoon.
func (o *office) live(kills int) {
	o.t.Helper()
	atNight := o.random.IntN(kills + 1)
	o.through(atNight, "run")
	if waiting := o.standing(message.Proposed); len(waiting) > 0 {
		if _, err := o.desk.Approve(o.t.Context(), o.company.ID, waiting, "anna@lys.example", o.clock.Today()); err != nil {
			o.t.Fatal(err)
		}
	}
	if len(o.standing(message.Queued)) == 0 {
		kills = atNight // nothing to be interrupted
	}
	o.through(kills-atNight, "send")
	o.settle()
	if written := o.standing(message.Ready); len(written) > 0 {
		done, err := o.desk.Post(o.t.Context(), o.company.ID, written, nil, "anna@lys.example", o.clock.Today())
		if err != nil || len(done.Left) != len(written) {
			o.t.Fatalf("%d of %d letters were posted: %v", len(done.Left), len(written), err)
		}
	}
}

// arrived are the Message-IDs that the server took, and how often.
func (o *office) arrived() map[string]int {
	all := map[string]int{}
	for _, m := range o.mails.List() {
		all["<"+strings.Trim(m.Mail.MessageID, "<>")+">"]++
	}
	return all
}

// settle says of each message whose outcome is not known what the server's log knows of it.
func (o *office) settle() {
	o.t.Helper()
	if len(o.standing(message.Uncertain)) == 0 {
		return
	}
	var list struct {
		Messages []struct {
			MessageID string `json:"message_id"`
		} `json:"messages"`
	}
	o.must(&list, "message", "list", "--state", "uncertain")
	log, said := o.arrived(), map[string][]string{}
	for _, m := range list.Messages {
		outcome := "--lost"
		if log[m.MessageID] > 0 {
			outcome = "--arrived"
		}
		said[outcome] = append(said[outcome], m.MessageID)
	}
	for outcome, of := range said {
		o.must(nil, append([]string{"message", "resolve", outcome}, of...)...)
	}
	o.uncertain += len(list.Messages)
}

// TestAProgramThatIsKilledSaysNothingTwiceAndForgetsNothing kills `acquit run` and `acquit
// send` at random instants, day after day, against a server that counts. Each step that is due
// must be taken for each invoice once; what was cut off between the server's answer and its
// record is settled by its Message-ID, without a second mail.
func TestAProgramThatIsKilledSaysNothingTwiceAndForgetsNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		want, monday := kills(), date.Must("2026-03-02")
		const weeks = 4 // in which everything is said, whatever is cut off
		daily, customers := 2, 60
		if want > 20 {
			daily, customers = want/10, 300
		}
		o := newOffice(t, url)
		o.clock.SetDay(monday)
		who := o.found(customers)
		o.idle = o.must(nil, "message", "list")
		for round := 0; round == 0 || o.atWork < want && round < 4; round++ {
			o.bill(who, monday)
			for day := range weeks * 5 { // nothing leaves on a weekend
				// An hour before the program's own clock.
				o.clock.Set(monday.AddDays(day/5*7 + day%5).Time().Add(8 * time.Hour))
				if round+day == 0 {
					o.live(0) // to learn how long it takes
				} else {
					o.live(min(daily, want-o.atWork))
				}
			}
			monday = monday.AddDays(weeks * 7)
		}
		o.check()
		t.Logf("killed %d times, %d of them at work; %d messages cut off between server and record; %d mails", o.killed, o.atWork, o.uncertain, o.mails.Count())
		if o.atWork < want {
			t.Errorf("it was to be killed %d times at work", want)
		}
		o.must(nil, "doctor")
	})
}

// check holds that each invoice took each step of its ladder with one message that left, and
// that the server has each mail that left once, and no other.
func (o *office) check() {
	o.t.Helper()
	arrived, told, letters := o.arrived(), map[string]int{}, 0
	for m, times := range arrived {
		if times != 1 {
			o.t.Errorf("%s came %d times", m, times)
		}
	}
	testkit.View(o.t, o.store, o.company.ID, func(tx *store.Tx) error {
		return tx.Rows(func(rows *sql.Rows) error {
			var m, i id.ID
			var channel message.Channel
			var step string
			if err := rows.Scan(&m, &channel, &i, &step); err != nil {
				return err
			}
			told[fmt.Sprint(i, step)]++
			mail := message.MailID(o.company.ID, m, o.company.Domain())
			if channel == message.Letter {
				letters++
			} else if _, there := arrived[mail]; !there {
				o.t.Errorf("%s is taken to have left, and never came", mail)
			}
			return nil
		}, `SELECT m.id, m.channel, i.invoice_id, i.step FROM message m JOIN message_item i ON i.company_id = m.company_id AND i.message_id = m.id
			WHERE m.company_id = $1 AND m.state = 'sent' AND i.step <> ''`, tx.Company)
	})
	steps := 0
	for i, ladder := range o.ladders {
		for _, step := range ladder {
			if steps++; told[fmt.Sprint(i, step)] != 1 {
				o.t.Errorf("%s was said %d times about %s", step, told[fmt.Sprint(i, step)], i)
			}
		}
	}
	if sent := len(o.standing(message.Sent)); len(told) != steps || letters == 0 || sent <= len(arrived) {
		o.t.Errorf("%d steps were taken of %d, %d of them on paper; %d messages and %d mails left", len(told), steps, letters, sent, len(arrived))
	}
}
