package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// planning is an owner's browser on a company with a customer who is late.
func planning(t *testing.T, s *store.Store, clock *testkit.Clock) (d *desk, c company.Company, b *browser, plan id.ID) {
	t.Helper()
	d = open(t, s, clock)
	c = testkit.Company(t, s)
	d.person(c.ID, "anne@lys.example", user.Owner)
	d.person(c.ID, "ben@lys.example", user.Controller)
	late := testkit.Customer(t, s, c.ID, "ACME", func(c *customer.Customer) { c.Labels = []string{"vip"} })
	testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: late.ID}, "R-1", "100.00", clock.Today().AddDays(-20))
	d.night(c)
	testkit.View(t, s, c.ID, func(tx *store.Tx) error {
		plans, err := tx.Plans()
		plan = plans[0].ID
		return err
	})
	return d, c, d.signIn("anne@lys.example"), plan
}

// night runs the night of a company.
func (d *desk) night(c company.Company) {
	d.t.Helper()
	if _, err := d.desk.RunDay(d.t.Context(), c.ID, d.clock.Today(), nil); err != nil {
		d.t.Fatal(err)
	}
}

// drafted is the draft of a scenario.
func (d *desk) drafted(c company.Company, plan id.ID) (s dunning.Scenario) {
	d.t.Helper()
	testkit.View(d.t, d.store, c.ID, func(tx *store.Tx) (err error) {
		s, _, err = tx.DraftOf(plan)
		return err
	})
	return s
}

func TestAScenarioIsEditedAndPublished(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, b, plan := planning(t, s, clock)
		to := at(c.ID, "scenarios", plan.String())
		shows(t, b.get(at(c.ID, "scenarios")), "standard", "usual", "1 scenario, 1 case.", "Everybody else")
		shows(t, b.get(to), "Version 1, followed by 1 case.", "First reminder", "10 days after the due day", `data-move="`+to+`/steps/reminder-1/move"`)

		leads(t, b.post(to+"/steps/reminder-1/move", "by", "15"))
		leads(t, b.post(to+"/steps", "after", "notice"))
		leads(t, b.post(to+"/broken"))
		form := []string{"name", "Second word", "tone", "final", "days", "40", "when", "due", "deadline", "8", "way0", "letter", "way1", "mail",
			"to", "director", "claims", "interest", "effects", "stop_supply", "approve", "1"}
		leads(t, b.post(to+"/steps/reminder-2", form...))
		leads(t, b.post(to+"/limits", "shown", "EUR", "least-EUR", "25.00", "gap", "9", "include", "late", "informal", "1", "softer", "prompt"))
		leads(t, b.post(to+"/thanks", "after", "firm"))
		draft := d.drafted(c, plan)
		if got := draft.Steps; len(got) != 6 || got[1].Key != "step-6" || got[4].Key != "reminder-2" || got[4].Name != "Second word" || got[4].Tone != dunning.Final ||
			got[4].DeadlineDays != 8 || len(got[4].Channels) != 2 || got[4].To[0] != customer.Director || !got[4].Approve || !got[4].Has(dunning.StopSupply) {
			t.Errorf("the draft's steps are %+v", got)
		}
		if draft.Broken == nil || draft.Limits.Least["EUR"] != 2500 || draft.Limits.GapDays != 9 || draft.Include != dunning.IncludeLate || !draft.Informal || draft.Thanks == nil {
			t.Errorf("the draft is %+v", draft)
		}
		shows(t, b.get(to+"/publish"), "Of 1 case, 1 gets another next step or day.", "1 prepared message is written anew.", "Second word", "Publish version 2", "ACME SA")
		leads(t, b.post(to+"/publish", "draft", draft.ID.String(), "cases", "move"))
		if p := b.post(to+"/publish", "draft", draft.ID.String()); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "meanwhile") {
			t.Errorf("publishing twice is %d", p.status)
		}
		shows(t, b.get(to), "Version 2, followed by 1 case.", "Version 1")
		shows(t, b.get(at(c.ID, "customers")+"?q=acme"), "ACME SA")
	})
}

// What goes with the mails of a step is ticked in its form, told before it is published, and
// cannot be ticked where the step sends no mail.
func TestAStepSaysWhatGoesWithItsMails(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, b, plan := planning(t, s, clock)
		to := at(c.ID, "scenarios", plan.String())
		form := []string{"tone", "polite", "days", "10", "when", "due", "way0", "mail", "encloses", "invoices"}
		leads(t, b.post(to+"/steps/reminder-1", form...))
		draft := d.drafted(c, plan)
		if step, _ := draft.Step("reminder-1"); !step.Sends(dunning.EncloseInvoices) {
			t.Errorf("the step is %+v", step)
		}
		shows(t, b.get(to+"?step=reminder-1"), `value="invoices" checked`, "mail; with the invoices", "A letter brings no files.")
		shows(t, b.get(to+"/publish"), "Enclosed with a mail", "the invoices")
		form[7] = "letter"
		leads(t, b.post(to+"/steps/reminder-1", form[:8]...))
		shows(t, b.get(to+"?step=reminder-1"), `value="invoices" disabled`, "This step does not go by mail")
	})
}

// Limits are amounts in each currency: one is added, changed and taken away, and publishing tells
// of it.
func TestLimitsAreEditedInEachCurrency(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, b, plan := planning(t, s, clock)
		far := testkit.Customer(t, s, c.ID, "BETA")
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			return tx.AddInvoices([]*invoice.Invoice{testkit.NewInvoice(far.ID, "R-2", money.Must("70.00", money.USD), clock.Today())})
		})
		to := at(c.ID, "scenarios", plan.String())
		shows(t, b.get(to), `name="least-EUR"`, `<option value="USD"`)
		p := b.post(to+"/limits", "shown", "EUR", "least-EUR", "25.00", "another", "usd")
		if p.location != to+"?currency=USD#limits-USD" {
			t.Fatalf("another currency: %d to %q", p.status, p.location)
		}
		shows(t, b.get(to+"?currency=USD"), `id="limits-USD"`, `name="ceiling-USD"`, "Remove limits in USD", `value="25.00"`)
		form := []string{"shown", "EUR", "least-EUR", "25.00", "shown", "USD", "floor-USD", "10", "ceiling-USD", "900"}
		leads(t, b.post(to+"/limits", form...))
		if got := d.drafted(c, plan).Limits; got.Least["EUR"] != 2500 || got.Floor["USD"] != 1000 || got.Ceiling["USD"] != 90000 {
			t.Errorf("the limits are %+v", got)
		}
		for name, wrong := range map[string][]string{"ceiling-USD": {"ceiling-USD", "-5"}, "carry-USD": {"carry-USD", "much"}, "gap": {"gap", "soon"}, "another": {"another", "euros"}} {
			p := b.post(to+"/limits", append(form[:8:8], wrong...)...)
			if p.status != http.StatusUnprocessableEntity || p.beside(name) == "" || !strings.Contains(p.text, `value="25.00"`) || !strings.Contains(p.text, `value="`+wrong[1]+`"`) {
				t.Errorf("%s %q: %d, beside it %q", name, wrong[1], p.status, p.beside(name))
			}
		}
		shows(t, b.get(to+"/publish"), "Amount below which an item is left", "10.00", "Sum above which a person decides", "900.00", "25.00")
		leads(t, b.post(to+"/limits", append(form, "drop", "USD")...))
		if got := d.drafted(c, plan).Limits; got.Least["EUR"] != 2500 || len(got.Floor)+len(got.Ceiling) != 0 {
			t.Errorf("without USD the limits are %+v", got)
		}
	})
}

func TestWhatIsWrongWithAScenarioStandsBesideIt(t *testing.T) {
	s, clock := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock()), testkit.NewClock()
	d, c, b, plan := planning(t, s, clock)
	to := at(c.ID, "scenarios", plan.String())
	p := b.post(to+"/steps/reminder-1", "name", "", "tone", "polite", "days", "soon", "when", "due")
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "is not a whole number from 0") || !strings.Contains(p.text, `value="soon"`) {
		t.Errorf("a strange day is %d", p.status)
	}
	leads(t, b.post(to+"/steps/reminder-1", "tone", "polite", "days", "24", "when", "due", "way0", "mail"))
	shows(t, b.get(to), "must count more than its 24 days")
	text := []string{"lang", "fr", "subject", "Bonjour {{custmer}}", "body", "{{items}}\n\n{{deadline}}\n\n{{pay}}"}
	leads(t, b.post(to+"/steps/reminder-1/text", text...))
	shows(t, b.get(to+"?step=reminder-1&lang=fr"), "did you mean {{customer}}", "this step sets none")
	shows(t, b.post(to+"/steps/reminder-1/check", text...), "In the subject:", "Line 3:")
	shows(t, b.get(to+"/publish"), "Not ready to be published", "First reminder, French:")
	if p := b.post(to+"/publish", "draft", d.drafted(c, plan).ID.String()); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a scenario with faults is published: %d", p.status)
	}
}

func TestATextIsSeenAsACustomerReadsIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, b, plan := planning(t, s, clock)
		step := at(c.ID, "scenarios", plan.String()) + "/steps/reminder-1"
		shows(t, b.get(step+"/preview?lang=nl"), "R-1", "Geachte")
		leads(t, b.post(step+"/text", "lang", "en", "do", "standard"))
		standard := d.drafted(c, plan).Steps[1].Texts["en"]
		if !strings.Contains(standard.Body, "{{items}}") {
			t.Fatalf("the text begins as %+v", standard)
		}
		if p := b.get(at(c.ID, "scenarios", plan.String()) + "?step=reminder-1&lang=en"); strings.Contains(p.text, `class="faults"`) {
			t.Error("the standard text has faults")
		}
		typed := b.post(step+"/preview", "lang", "en", "subject", "Hello", "body", "We are <b>still</b> waiting.\n\n{{items}}\n\n{{pay}}")
		shows(t, typed, "We are &lt;b&gt;still&lt;/b&gt; waiting.", "R-1")
		if policy := typed.header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox;") {
			t.Errorf("the preview is shown under %q", policy)
		}
		if d.drafted(c, plan).Steps[1].Texts["en"] != standard {
			t.Error("a look changes the draft")
		}
		shows(t, b.get(step+"/preview?lang=en&customer=nobody"), "No customer is called")
		leads(t, b.post(step+"/text", "lang", "en", "do", "drop"))
		if len(d.drafted(c, plan).Steps[1].Texts) != 0 {
			t.Error("the text is not gone")
		}
	})
}

var seenRules = regexp.MustCompile(`name="seen" value="([0-9a-f]+)"`)
var postedRules = regexp.MustCompile(`name="rules" value="([^"]+)"`)

func TestRulesAreSeenBeforeTheyAreSaved(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, b, _ := planning(t, s, clock)
		to := at(c.ID, "scenarios")
		made := leads(t, b.post(to, "from", "ready key_accounts", "name", "Gentle"))
		plan, err := id.Parse(made[strings.LastIndex(made, "/")+1:])
		if err != nil {
			t.Fatal(err)
		}
		if p := b.post(to, "from", "ready key_accounts", "name", "gentle"); p.status != http.StatusSeeOther && p.status != http.StatusUnprocessableEntity {
			t.Errorf("a name that is like another is %d", p.status)
		}
		leads(t, b.post(made+"/publish", "draft", d.drafted(c, plan).ID.String()))
		seen := seenRules.FindStringSubmatch(b.get(to + "/rule").text)[1]
		tried := b.post(to+"/rule", "at", "-1", "seen", seen, "labels", "VIP", "plan", plan.String(), "payer", "new")
		shows(t, tried, "1 customer changes scenario", "label VIP · pays: New", "ACME SA", "Gentle")
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			if rules, err := tx.ScenarioRules(); len(rules) != 0 || err != nil {
				t.Errorf("trying saves: %+v, %v", rules, err)
			}
			return nil
		})
		rules := strings.ReplaceAll(postedRules.FindStringSubmatch(tried.text)[1], "&#34;", `"`)
		leads(t, b.post(to+"/rules", "rules", rules, "seen", seen))
		d.night(c)
		shows(t, b.get(to), "label VIP · pays: New")
		if p := b.post(to+"/rules", "rules", "[]", "seen", seen); p.status != http.StatusConflict {
			t.Errorf("rules that somebody changed: %d", p.status)
		}
		if p := b.post(to+"/rule", "at", "-1", "seen", "", "plan", plan.String()); p.status != http.StatusSeeOther {
			t.Errorf("rules that were changed meanwhile: %d", p.status)
		}
	})
}

func TestACustomerIsGivenAScenarioByHand(t *testing.T) {
	s, clock := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock()), testkit.NewClock()
	d, c, b, plan := planning(t, s, clock)
	var acme id.ID
	testkit.View(t, s, c.ID, func(tx *store.Tx) error {
		found, _, err := tx.CustomerByWord("ACME")
		acme = found.ID
		return err
	})
	shows(t, b.get(at(c.ID, "customers", acme.String())), "standard, version 1, as usual")
	shows(t, b.get(at(c.ID, "customers", "scenario")+"?id="+acme.String()+"&plan="+plan.String()), "Give 1 customer the scenario standard", "1 of them is given another one than now.")
	leads(t, b.post(at(c.ID, "customers", "scenario"), "id", acme.String(), "plan", plan.String()))
	shows(t, b.get(at(c.ID, "customers", acme.String())), "standard, version 1, given by hand", "Was given the scenario standard by hand")
	shows(t, b.get(at(c.ID, "scenarios")), "Given by hand", "ACME SA")
	leads(t, b.post(at(c.ID, "customers", "scenario"), "pin", acme.String()+" "))
	shows(t, b.get(at(c.ID, "customers", acme.String())), "as usual", "Follows the scenario again that the rules give")
	_ = d
}

func TestOldDebtsAreSeenBeforeTheyAreTakenOn(t *testing.T) {
	s, clock := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock()), testkit.NewClock()
	d, c, b, _ := planning(t, s, clock)
	to, today := at(c.ID, "scenarios", "entry"), clock.Today()
	form := []string{"before", today.String(), "from", today.AddDays(3).String(), "nightly", "1", "by_age", ""}
	shows(t, b.post(to, with(form, "do", "look")...), "The first nights", "1 invoice of 1 customer are older.", "1 polite")
	if d.policyOf(c).Entry != nil {
		t.Error("a look saves")
	}
	for name, wrong := range map[string]string{"before": "long ago", "from": "", "nightly": "many", "by_age": "loud"} {
		if p := b.post(to, with(append([]string{"do", "save"}, form...), name, wrong)...); p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s %q is %d", name, wrong, p.status)
		}
	}
	leads(t, b.post(to, append([]string{"do", "save"}, form...)...))
	if e := d.policyOf(c).Entry; e == nil || e.From != today.AddDays(3) || e.Days != 1 {
		t.Errorf("stored as %+v", e)
	}
	leads(t, b.post(to, "do", "off"))
	if d.policyOf(c).Entry != nil {
		t.Error("it is not off")
	}
}

func TestOnlyOwnersShapeScenarios(t *testing.T) {
	s, clock := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock()), testkit.NewClock()
	d, c, _, plan := planning(t, s, clock)
	b, to := d.signIn("ben@lys.example"), at(c.ID, "scenarios", plan.String())
	shows(t, b.get(to), "First reminder", "10 days after the due day")
	if p := b.get(to); strings.Contains(p.text, "data-move") || strings.Contains(p.text, "step-form") {
		t.Error("a controller is offered what only owners may do")
	}
	if p := b.get(to + "/steps/reminder-1/preview?lang=fr"); p.status != http.StatusOK {
		t.Errorf("a controller may not look: %d", p.status)
	}
	for _, what := range []string{"/steps", "/steps/reminder-1", "/steps/reminder-1/move", "/steps/reminder-1/remove", "/steps/reminder-1/text", "/steps/reminder-1/test",
		"/limits", "/thanks", "/broken", "/name", "/usual", "/retire", "/drop", "/publish", "/move"} {
		if p := b.post(to+what, "by", "1"); p.status != http.StatusForbidden {
			t.Errorf("%s is %d", what, p.status)
		}
	}
	for _, what := range []string{"/rule", "/rules", "/entry"} {
		if p := b.post(at(c.ID, "scenarios") + what); p.status != http.StatusForbidden {
			t.Errorf("%s is %d", what, p.status)
		}
	}
	if d.drafted(c, plan).ID != 0 {
		t.Error("there is a draft")
	}
}

// What is said by SMS or on the telephone has own words, which are checked, counted and shown as
// the customer gets them, and publishing tells of them.
func TestWordsForAnSMSAndACall(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, b, plan := planning(t, s, clock)
		to := at(c.ID, "scenarios", plan.String())
		here, step := to+"?step=reminder-1&lang=en", to+"/steps/reminder-1"
		if p := b.get(here); strings.Contains(p.text, "spoken-sms") {
			t.Error("a step that goes by mail has words for an SMS")
		}
		leads(t, b.post(step, "tone", "polite", "days", "10", "when", "due", "way0", "sms", "way1", "call", "way2", "mail"))
		shows(t, b.get(here), `id="spoken-sms"`, `id="spoken-call"`, "Lys", "100.00", ": 1 SMS", "is anything wrong with it?")
		leads(t, b.post(step+"/spoken", "lang", "en", "channel", "sms", "do", "standard"))
		if got := d.drafted(c, plan).Steps[1].Short["en"]; !strings.HasPrefix(got, "{{company}}") {
			t.Fatalf("the words begin as %q", got)
		}
		if p := b.get(here); strings.Contains(p.text, `class="faults"`) {
			t.Error("the program's words have faults")
		}
		if p := b.post(step+"/spoken", "lang", "en", "channel", "sms", "words-sms", "Where is our money, my friend?\r\n{{items}} {{totl}} ê"); !strings.HasSuffix(p.location, "#spoken-sms") {
			t.Errorf("saved: %d to %q", p.status, p.location)
		}
		shows(t, b.get(here), "Line 2:", "needs a page", "did you mean {{total}}", "says who writes")
		shows(t, b.get(to+"/publish"), "Not ready to be published")
		leads(t, b.post(step+"/spoken", "lang", "en", "channel", "sms", "words-sms", "{{company}}: {{total}} reste à payer, même aujourd’hui."))
		shows(t, b.get(here), "reste à payer, même aujourd&#39;hui.", "because of ê")
		leads(t, b.post(step+"/spoken", "lang", "en", "channel", "call", "words-call", "Ask for the accountant.\nSay that {{numbers}} is late."))
		shows(t, b.get(here), "Say that R-1 is late.")
		shows(t, b.get(to+"/publish"), "SMS (English)", "What is said on the telephone (English)", "Ask for the accountant.")
		leads(t, b.post(step+"/spoken", "lang", "en", "channel", "call", "do", "drop"))
		if got := d.drafted(c, plan).Steps[1]; len(got.Scripts) != 0 || len(got.Short) != 1 || len(got.Texts) != 0 {
			t.Errorf("dropped, the step says %+v", got)
		}
		for _, wrong := range [][]string{{"lang", "en", "channel", "mail"}, {"lang", "xx", "channel", "sms"}} {
			if p := b.post(step+"/spoken", wrong...); p.status != http.StatusNotFound {
				t.Errorf("%v is %d", wrong, p.status)
			}
		}
		if p := d.signIn("ben@lys.example").post(step+"/spoken", "lang", "en", "channel", "sms", "do", "standard"); p.status != http.StatusForbidden {
			t.Errorf("who only looks saves words: %d", p.status)
		}
	})
}
