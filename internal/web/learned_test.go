package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/company"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// leads fails unless an act was done, and returns where it leads.
func leads(t testing.TB, p page) string {
	t.Helper()
	if p.status != http.StatusSeeOther {
		t.Fatalf("the act answers %d: %s", p.status, p.text)
	}
	return p.location
}

func TestARuleIsTriedBeforeItActs(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		shows(t, l.anne.get(l.at("bank")), `href="`+l.at("bank", "learned")+`"`)
		shows(t, l.anne.get(l.at("bank", "learned")), "No rules yet", "New rule")
		canteen := l.receives("A", "40.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "", "", "cantine "+hostile })
		shows(t, l.anne.get(l.at("bank", "rules", "new")+"?entry="+canteen.ID.String()), `value="cantine &#34;`, "Show on what it would act")
		rule := leads(t, l.anne.post(l.at("bank", "rules", "new"), "words", "Cantine", "says", "ignore", "most", "50.00", "account", l.account.ID.String(), "flow", "in"))
		shows(t, l.anne.get(rule), "not switched on yet", "1 waiting entry has these words", "Booked entries", "None since 5 January 2025: nothing speaks against the rule.", "at most €50.00", "Switch on for 1 waiting entry")
		l.matches()
		if e := l.now(canteen.ID); e.State != store.EntryAsk {
			t.Fatalf("it acts before it is switched on: %s", e.State)
		}
		leads(t, l.anne.post(rule+"/on", "seen", "0"))
		shows(t, l.anne.get(rule), "of those that wait the rule would act on 1, not on 0", "not switched on yet")
		leads(t, l.anne.post(rule+"/on", "seen", "1"))
		l.matches()
		shows(t, l.anne.get(l.at("bank", "entries", canteen.ID.String())), "Ignored by the rule “Cantine”", "anne@lys.example made it", rule)
		shows(t, l.anne.get(l.at("bank", "learned")), "Cantine", "no customer’s: ignored", "acts")
		leads(t, l.anne.post(rule+"/off"))
		if to := leads(t, l.anne.post(rule+"/forget")); to != l.at("bank", "learned") {
			t.Errorf("forgetting leads to %s", to)
		}
		shows(t, l.anne.get(l.at("bank", "learned")), "No rules yet")
		if p := l.anne.get(rule); !strings.Contains(p.text, "forgotten") || strings.Contains(p.text, rule+"/on") || strings.Contains(p.text, "Waiting entries") {
			t.Error("a forgotten rule can be switched on, or tried")
		}
	})
}

// What is changed of a rule is shown before it is done; what the rule was stays to be read.
func TestARuleIsChangedOnceItWasTried(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		says := func(text string) func(*store.Entry) {
			return func(e *store.Entry) { e.Name, e.IBAN, e.Text = "", "", text }
		}
		noon, evening := l.receives("A", "40.00", says("cantine midi")), l.receives("B", "50.00", says("cantine soir"))
		rule := leads(t, l.anne.post(l.at("bank", "rules", "new"), "words", "Cantine", "says", "ignore", "most", "1250.50"))
		leads(t, l.anne.post(rule+"/on", "seen", "2"))
		l.matches()
		shows(t, l.anne.get(l.at("bank", "learned")), `href="`+rule+`/change"`)
		shows(t, l.anne.get(rule+"/change"), "Change the rule “Cantine”", `value="Cantine"`, `value="1,250.50"`, `<option value="ignore" selected`, `method="get"`)
		same := "?words=Cantine&says=ignore&most=1%2C250.50"
		if to := leads(t, l.anne.get(rule+"/change"+same)); to != rule {
			t.Errorf("what changes nothing leads to %s", to)
		}
		midi := rule + "/change?words=midi&says=ignore&customer=&flow=in&least=&most=&account="
		shows(t, l.anne.get(midi), "1 entry that it ignored waits again", "1 entry that it ignored stays ignored.", "before: Cantine", "before: at most €1,250.50", "Replace the rule",
			`name="freed" value="1"`, `name="seen" value="0"`, "cantine soir")
		shows(t, l.anne.get(midi+"&again=1"), `value="midi"`, "Show on what it would act")
		if p := l.anne.get(rule + "/change?words=a&says=ignore"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "at least three letters") || !strings.Contains(p.text, `value="a"`) {
			t.Errorf("words that stand everywhere answer %d", p.status)
		}
		if e := l.now(evening.ID); e.State != store.EntryIgnored {
			t.Fatalf("looking at a change makes it: %s", e.State)
		}
		fields := []string{"words", "midi", "says", "ignore", "flow", "in", "seen", "0", "freed"}
		if to := leads(t, l.anne.post(rule+"/change", append(fields, "0")...)); !strings.HasPrefix(to, rule+"/change?") {
			t.Errorf("a change that is something else meanwhile leads to %s", to)
		} else {
			shows(t, l.anne.get(to), "the rule would act on 0 that wait and let 1 go, not on 0 and 0", "before: Cantine")
		}
		changed := leads(t, l.anne.post(rule+"/change", append(fields, "1")...))
		l.matches()
		if l.now(noon.ID).State != store.EntryIgnored || l.now(evening.ID).State != store.EntryAsk {
			t.Errorf("%s, %s", l.now(noon.ID).State, l.now(evening.ID).State)
		}
		shows(t, l.anne.get(changed), "The rule is changed", "Changed by", "Before", `href="`+rule+`"`, "acts")
		shows(t, l.anne.get(rule), "<span>replaced</span>", "Replaced by", `href="`+changed+`"`)
		shows(t, l.anne.get(l.at("bank", "entries", noon.ID.String())), "Ignored by the rule “midi”")
		if to := leads(t, l.anne.get(rule+"/change")); to != rule {
			t.Errorf("changing what was replaced leads to %s", to)
		}
		leads(t, l.anne.post(changed+"/forget"))
		shows(t, l.anne.get(changed), "Forgotten by", "anne@lys.example")
		if p := l.anne.get(l.at("bank", "learned")); !strings.Contains(p.text, "1 forgotten rule<") || !strings.Contains(p.text, `href="`+changed+`"`) || strings.Contains(p.text, `href="`+rule+`"`) {
			t.Error("of a rule that was changed and then forgotten the last words are to be listed")
		}
	})
}

func TestAChangedRuleOfACustomerIsTold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.receives("A", "10.00", func(*store.Entry) {})
		rule := leads(t, l.anne.post(l.at("bank", "rules", "new"), "words", "loyer", "says", "customer", "customer", "ACME", "most", "1250.50"))
		shows(t, l.anne.get(rule+"/change"), `value="ACME"`, "loyer", `<option value="customer" selected`)
		changed := leads(t, l.anne.post(rule+"/change", "words", "loyer mars", "says", "customer", "customer", "ACME", "flow", "in", "account", l.account.ID.String(), "seen", "0", "freed", "0"))
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "The rule is now “loyer mars”", "Words: loyer → loyer mars", "Direction: money in or out → money that came in",
			"Largest amount: €1,250.50 → –", "On the account: Any account → BE68 5390 0754 7034", `href="`+changed+`"`)
	})
}

func TestARuleThatPointsToACustomerShowsWhatSpeaksAgainstIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		other := testkit.Customer(t, s, l.company.ID, "BETA")
		e := l.receives("A", "10.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "Fiduciaire", "", "loyer mars" })
		leads(t, l.anne.post(l.at("bank", "entries", e.ID.String(), "confirm"), "customer", other.ID.String()))
		rule := leads(t, l.anne.post(l.at("bank", "rules", "new"), "words", "loyer", "says", "customer", "customer", "ACME"))
		shows(t, l.anne.get(rule), "1 entry booked since", "1 of them was booked for another customer than Acme", "Switch on")
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "Rule “loyer”", "not switched on yet")
		leads(t, l.anne.post(rule+"/on", "seen", "0"))
		l.receives("B", "12.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "", "", "loyer avril" })
		shows(t, l.anne.get(l.at("bank", "confirm")), "The rule “loyer” of anne@lys.example, made on", "<mark>loyer<sup>1</sup></mark>")
	})
}

func TestRulesThatAreRefusedKeepWhatWasTyped(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		for _, c := range []struct {
			form []string
			says string
		}{
			{[]string{"words", "à la", "says", "ignore"}, "at least three letters"},
			{[]string{"words", "loyer", "says", "customer", "customer", "nobody"}, "no customer is called"},
			{[]string{"words", "loyer", "says", "customer", "customer", " "}, "say which customer’s payments they are"},
			{[]string{"words", "loyer", "says", "ignore", "least", "x"}, "not saved"},
			{[]string{"words", "loyer", "says", "ignore", "least", "9", "most", "8"}, "is no amount"},
		} {
			p := l.anne.post(l.at("bank", "rules", "new"), c.form...)
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(strings.ToLower(p.text), c.says) || !strings.Contains(p.text, `value="`+c.form[1]+`"`) {
				t.Errorf("%q answers %d: %s", c.form, p.status, p.text)
			}
		}
	})
}

func TestPayersAreRememberedAndForgotten(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		for _, list := range []string{"names", "accounts"} {
			shows(t, l.anne.get(l.at("bank", "learned", list)), "No "+list+" yet")
		}
		e := l.receives("A", "40.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "Fiduciaire du Lac", "", "merci" })
		entry := l.at("bank", "entries", e.ID.String())
		l.receives("A2", "41.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "FIDUCIAIRE DU LAC", "", "merci" })
		shows(t, l.anne.get(entry), `id="alias"`, "“Fiduciaire du Lac”", "2 entries that wait have this payer")
		if p := l.anne.post(entry+"/alias", "customer", "nobody"); p.status != http.StatusBadRequest && p.status != http.StatusUnprocessableEntity {
			t.Errorf("nobody pays: %d", p.status)
		}
		if to := leads(t, l.anne.post(entry+"/alias", "customer", "ACME", "back", l.at("bank", "confirm"))); to != l.at("bank", "confirm") {
			t.Errorf("remembering leads to %s", to)
		}
		l.matches()
		shows(t, l.anne.get(l.at("bank", "confirm")), "that the customer pays under the name “Fiduciaire du Lac”")
		l.receives("B", "1190.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "", "BE71096123456769", "INV-2026-0001" })
		names, accounts := l.at("bank", "learned", "names"), l.at("bank", "learned", "accounts")
		shows(t, l.anne.get(names+"?q=fid"), "Fiduciaire du Lac", "anne@lys.example said so on")
		shows(t, l.anne.get(names+"?q=lac"), "Nothing that was learned begins so")
		shows(t, l.anne.get(accounts+"?q=be71+0961"), "BE71 0961 2345 6769", "paid from it")
		customer := l.at("customers", l.acme.ID.String())
		shows(t, l.anne.get(customer), "Fiduciaire du Lac", "BE71 0961 2345 6769", "How payers are recognised")
		owner := l.acme.ID.String()
		if to := leads(t, l.anne.post(names+"/forget", "customer", owner, "name", "fiduciaire du lac", "back", customer+"#payers")); to != customer+"#payers" {
			t.Errorf("forgetting leads to %s", to)
		}
		leads(t, l.anne.post(accounts+"/forget", "customer", owner, "iban", "BE71096123456769"))
		if p := l.anne.post(accounts+"/forget", "customer", owner, "iban", "BE71096123456769"); p.status != http.StatusNotFound {
			t.Errorf("forgetting twice answers %d", p.status)
		}
		shows(t, l.anne.get(customer), "Remembered: “Fiduciaire du Lac” pays for this customer", "Forgotten: “Fiduciaire du Lac” pays for this customer",
			"Forgotten: this customer pays from BE71…6769")
		if p := l.anne.get(customer); strings.Contains(p.text, "How payers are recognised") {
			t.Error("what is forgotten is still shown")
		}
	})
}

func TestLongListsOfWhatWasLearnedArePaged(t *testing.T) {
	s := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock())
	l := newLedger(t, s, testkit.NewClock())
	testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
		var all []store.PayerName
		for n := range 51 {
			key := "lac " + string(rune('a'+n/26)) + string(rune('a'+n%26))
			all = append(all, store.PayerName{Key: key, Name: key, Customer: l.acme.ID, By: "anne", On: l.clock.Today()})
		}
		return tx.AddPayerNames(all)
	})
	first := l.anne.get(l.at("bank", "learned", "names"))
	shows(t, first, "lac aa", "lac bx")
	_, rest, found := strings.Cut(first.text, `href="`+l.at("bank", "learned", "names")+"?after=")
	if !found || strings.Contains(first.text, "lac by") {
		t.Fatal("the list is not cut")
	}
	after, _, _ := strings.Cut(rest, `"`)
	shows(t, l.anne.get(l.at("bank", "learned", "names")+"?after="+strings.ReplaceAll(after, "&amp;", "&")), "lac by")
	if p := l.anne.get(l.at("bank", "learned", "names") + "?after=x"); p.status != http.StatusNotFound {
		t.Errorf("an odd place answers %d", p.status)
	}
}

func TestWhoMayTeach(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "40.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "Fiduciaire", "", "cantine" })
		rule := leads(t, l.anne.post(l.at("bank", "rules", "new"), "words", "cantine", "says", "ignore"))
		for _, path := range []string{l.at("bank", "learned"), l.at("bank", "learned", "names"), l.at("bank", "learned", "accounts"), rule, l.at("bank", "entries", e.ID.String())} {
			shows(t, l.reader.get(path))
			if p := l.reader.get(path); strings.Contains(p.text, `method="post" action="`+l.at("bank")) {
				t.Errorf("a reader is offered an act on %s", path)
			}
			if p := l.stranger.get(path); p.status != http.StatusNotFound && p.status != http.StatusForbidden {
				t.Errorf("a stranger's %s answers %d", path, p.status)
			}
		}
		for _, form := range []string{l.at("bank", "rules", "new"), rule + "/change"} {
			if p := l.reader.get(form); p.status != http.StatusForbidden {
				t.Errorf("a reader is asked for a rule: %d", p.status)
			}
		}
		for _, act := range []string{rule + "/on", rule + "/off", rule + "/forget", rule + "/change", l.at("bank", "rules", "new"), l.at("bank", "learned", "names", "forget"),
			l.at("bank", "learned", "accounts", "forget"), l.at("bank", "entries", e.ID.String(), "alias")} {
			if p := l.reader.post(act, "customer", l.acme.ID.String(), "seen", "1"); p.status != http.StatusForbidden {
				t.Errorf("a reader's %s answers %d", act, p.status)
			}
		}
		if p := l.anne.get(l.at("bank", "rules", id.ID(42).String())); p.status != http.StatusNotFound {
			t.Errorf("a rule that is none answers %d", p.status)
		}
	})
}

// A rule is made, tried and switched on, and a payer remembered, with nothing but the
// keyboard once the page is open.
func TestBrowserTeachesWhoPays(t *testing.T) {
	var entry id.ID
	d, c, w := openOffice(t, func(d *desk, c company.Company) {
		l := &ledger{desk: d, company: c, acme: testkit.Customer(t, d.store, c.ID, "ACME")}
		entry = l.receives("A", "40.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "Fiduciaire du Lac", "", "prime cantine" }).ID
	})
	w.press(`.rail a[href$="/bank"]`)
	w.follow("What was learned")
	w.follow("New rule")
	w.MustElement("#words").MustInput("cantine")
	w.MustElement("#says").MustSelect("It is no customer’s: ignore it")
	w.enters("#most", "50")
	if got := w.title(); got != "Rule “cantine”" {
		t.Fatalf("the rule's page is headed %q", got)
	}
	w.check("rule")
	w.MustElement(`form[action$="/on"] button`).MustFocus()
	w.types('\r')
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "acts") {
		t.Errorf("the rule does not act:\n%s", got)
	}
	w.follow("Change")
	w.MustElement("#words").MustSelectAllText()
	w.enters("#words", "prime cantine")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "before: cantine") {
		t.Errorf("what was changed is not shown:\n%s", got)
	}
	w.check("what a changed rule would do")
	w.MustElement(`form[action$="/change"] button`).MustFocus()
	w.types('\r')
	if got := w.title(); got != "Rule “prime cantine”" {
		t.Errorf("the changed rule's page is headed %q", got)
	}
	w.press(`form[action$="/off"] button`)

	w.MustNavigate(d.url + at(c.ID, "bank", "entries", entry.String())).MustWaitLoad()
	w.check("entry that waits")
	w.enters("#customer", "ACME")
	w.press(`.rail a[href$="/customers"]`)
	w.follow("ACME")
	if got := w.MustElement("#payers").MustText(); !strings.Contains(got, "Fiduciaire du Lac") {
		t.Errorf("the customer's page does not show who pays:\n%s", got)
	}
	w.check("customer with payers")
}

// enters writes into a field and presses Enter there.
func (w *window) enters(field, words string) {
	w.t.Helper()
	w.MustElement(field).MustInput(words)
	w.types('\r')
}

// types presses a key that leads to another page.
func (w *window) types(key input.Key) {
	w.t.Helper()
	wait := w.MustWaitNavigation()
	w.Keyboard.MustType(key)
	wait()
	w.MustWaitLoad()
}
