package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"acquit/internal/customer"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// live are the holds of a customer that stand.
func (d *desk) live(company, c id.ID) (all []hold.Hold) {
	d.t.Helper()
	testkit.View(d.t, d.store, company, func(tx *store.Tx) (err error) {
		all, err = tx.Holds(c)
		return err
	})
	return all
}

func TestAHoldIsAskedForByItsCause(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		anne := d.signIn("anne@lys.example")
		page, bill := at(c.ID, "customers", book.acme.String()), at(c.ID, "invoices", book.bill.String())
		shows(t, anne.get(page), "Promised payment", "They answered", "Sales asked", "until 19 January 2026 at most", `data-for="promise"`)
		if p := anne.get(page); strings.Contains(p.text, "Contested") {
			t.Error("a customer as a whole is contested")
		}
		shows(t, anne.get(bill), "Note a dispute", "Promised payment")
		for _, tt := range []struct {
			name   string
			fields []string
			says   string
		}{
			{"no day of a promise", []string{"cause", "promise"}, "a promise needs the day by which is paid"},
			{"no day that is one", []string{"cause", "promise", "promised", "tomorrow"}, "is not a day"},
			{"an amount that is none", []string{"cause", "promise", "promised", "2026-01-14", "amount", "half"}, "is not an amount"},
			{"sales for too long", []string{"cause", "sales", "reason", "a large order", "until", "2026-02-01"}, "sales may hold messages back until 2026-01-19 at most"},
			{"no reason", []string{"cause", "person"}, "a hold needs a reason"},
			{"a cause that is none", []string{"cause", "moon", "reason", "x"}, "holds messages back"},
			{"nothing that is contested", []string{"cause", "dispute", "reason", "x"}, "a dispute is about an invoice"},
		} {
			p := anne.post(page+"/holds", tt.fields...)
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(strings.ToLower(p.text), strings.ToLower(tt.says)) || !strings.Contains(p.text, `action="`+page+`/holds"`) {
				t.Errorf("%s: %d, not %q", tt.name, p.status, tt.says)
			}
		}
		if p := anne.post(page+"/holds", "cause", "promise", "promised", "2026-01-14", "amount", "100"); p.location != page {
			t.Errorf("a promise: %d to %s", p.status, p.location)
		}
		if p := anne.post(page+"/holds", "cause", "dispute", "invoice", book.bill.String(), "reason", "half of it never came", "back", bill); p.location != bill {
			t.Errorf("a dispute: %d to %s", p.status, p.location)
		}
		shows(t, anne.get(page), "On hold until 16 January 2026", "100.00", "by 14 January 2026", "Payment promised by 14 January 2026", "R-1 is on hold")
		shows(t, anne.get(bill), "Contested", "half of it never came")
		held := d.live(c.ID, book.acme)
		if len(held) != 2 || held[0].Cause != hold.ForPromise || held[1].Cause != hold.ForDispute || held[1].Invoice != book.bill {
			t.Errorf("%+v", held)
		}
	})
}

func TestTheListOfHolds(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		d.person(c.ID, "rik@lys.example", user.Reader)
		book := d.fill(c)
		beta := testkit.Customer(t, s, c.ID, "BETA", func(c *customer.Customer) { c.Labels = []string{"Key account"} })
		anne, rik := d.signIn("anne@lys.example"), d.signIn("rik@lys.example")
		list := at(c.ID, "holds")
		shows(t, anne.get(list), "Nothing is on hold", "Nothing is held back today")
		anne.post(at(c.ID, "customers", book.acme.String(), "holds"), "cause", "reply")
		if p := anne.post(at(c.ID, "holds", "new"), "label", "key account", "reason", " "); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "A hold needs a reason") {
			t.Errorf("no reason is %d", p.status)
		}
		for _, label := range []string{"key account", ""} {
			if p := anne.post(at(c.ID, "holds", "new"), "label", label, "reason", "we move", "until", "2026-01-20"); p.location != list {
				t.Fatalf("%q: %d %s", label, p.status, p.text)
			}
		}
		shows(t, anne.get(list), "3 holds keep messages back today", "All customers", "Customers with the label “key account”", "Söhne", "Dealt with", "we move", "20 Jan")
		shows(t, anne.get(at(c.ID, "customers", beta.ID.String())), "All customers", "Customers with the label “key account”", "All holds")
		shows(t, anne.get(at(c.ID, "search?q=hold")), list)
		for query, want := range map[string]string{"?cause=reply": "Söhne", "?scope=broad": "All customers", "?scope=customer": "Söhne", "?q=s%C3%B6hne": "Söhne", "?customer=" + book.acme.String(): "Söhne"} {
			p := anne.get(list + query)
			if rows := strings.Count(p.text, `id="h-`); !strings.Contains(p.text, want) || rows < 1 || rows > 2 {
				t.Errorf("%s shows %d holds", query, rows)
			}
		}
		shows(t, anne.get(list+"?cause=dispute"), "No hold fits")
		if p := rik.get(list); p.status != http.StatusOK || strings.Contains(p.text, "customers/lift") || strings.Contains(p.text, "holds/new") {
			t.Errorf("a reader sees %d", p.status)
		}
		for _, path := range []string{at(c.ID, "holds", "new"), at(c.ID, "customers", "lift")} {
			if p := rik.post(path, "reason", "x"); p.status != http.StatusForbidden {
				t.Errorf("%s is %d to a reader", path, p.status)
			}
		}
		all := regexp.MustCompile(`name="hold" value="([^"]+)"`).FindAllStringSubmatch(anne.get(list).text, -1)
		for n, h := range all {
			if p := anne.post(at(c.ID, "customers", "lift"), "hold", h[1], "back", list); p.location != list {
				t.Errorf("lifting hold %d: %d", n, p.status)
			}
		}
		shows(t, anne.get(list), "Nothing is on hold")
		shows(t, anne.get(list+"?over=1"), "All customers", "Customers with the label “key account”", "Söhne", "anne@lys.example")
		for query, want := range map[string]int{"": 3, "&scope=broad": 2, "&scope=customer": 1, "&cause=reply": 1, "&cause=person": 2, "&q=s%C3%B6hne": 1,
			"&customer=" + book.acme.String(): 1, "&customer=" + beta.ID.String(): 0, "&cause=dispute": 0} {
			p := anne.get(list + "?over=1" + query)
			if rows := strings.Count(p.text, `id="h-`); rows != want || strings.Contains(p.text, "customers/lift") || want == 0 && !strings.Contains(p.text, "No hold fits") {
				t.Errorf("over%s shows %d holds, want %d", query, rows, want)
			}
		}
		if p := anne.post(at(c.ID, "holds", "new"), "label", "", "reason", "the fair", "until", "2026-01-06"); p.location != list {
			t.Fatalf("%d", p.status)
		}
		if p := anne.get(list + "?over=1"); strings.Contains(p.text, "the fair") {
			t.Error("what holds today is over")
		}
		clock.Advance(48 * time.Hour)
		shows(t, anne.get(list), "Nothing is on hold")
		shows(t, anne.get(list+"?over=1"), "the fair", "Its last day is over")
	})
}

// Who works in sales holds for a limited time, and lifts what sales asked for, and nothing
// else.
func TestSalesHoldsForALimitedTime(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		d.person(c.ID, "sam@lys.example", user.Sales)
		book := d.fill(c)
		anne, sam := d.signIn("anne@lys.example"), d.signIn("sam@lys.example")
		page := at(c.ID, "customers", book.acme.String())
		if p := sam.get(page); !strings.Contains(p.text, "Sales asked") || strings.Contains(p.text, "Promised payment") || strings.Contains(p.text, page+"/edit") {
			t.Error("the page offers sales something else")
		}
		anne.post(page+"/holds", "reason", "new accountant")
		if p := sam.post(page+"/holds", "cause", "person", "reason", "a large order"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("sales holds without end: %d", p.status)
		}
		if p := sam.post(page+"/holds", "cause", "person", "reason", "a large order", "until", "2026-01-12"); p.location != page {
			t.Errorf("sales holds: %d", p.status)
		}
		held := d.live(c.ID, book.acme)
		if len(held) != 2 || held[1].Cause != hold.BySales || held[1].PlacedBy != "sam@lys.example" {
			t.Fatalf("%+v", held)
		}
		for n, want := range []int{http.StatusConflict, http.StatusSeeOther} {
			if p := sam.post(page + "/holds/" + held[n].ID.String() + "/lift"); p.status != want {
				t.Errorf("sales lifts hold %d: %d", n, p.status)
			}
		}
		for _, path := range []string{at(c.ID, "holds", "new"), at(c.ID, "today", "done"), page + "/edit"} {
			if p := sam.post(path, "reason", "x", "id", book.acme.String()); p.status != http.StatusForbidden {
				t.Errorf("%s is %d to sales", path, p.status)
			}
		}
		if p := sam.post(at(c.ID, "customers", "hold"), "id", book.acme.String(), "reason", "the fair", "until", "2026-01-12"); p.status != http.StatusSeeOther {
			t.Errorf("sales holds several: %d", p.status)
		}
	})
}

func TestBrowserTheDialogAsksForWhatACauseNeeds(t *testing.T) {
	l, w := openList(t, chromium(t))
	w.MustNavigate(l.url + at(l.company.ID, "customers", l.acme.ID.String())).MustWaitLoad()
	w.MustElement("[data-open=hold]").MustClick()
	choose := func(cause string) {
		w.MustElement("#hold [name=cause]").MustEval(`cause => { this.value = cause; this.dispatchEvent(new Event("change")) }`, cause)
	}
	seen := func(name string) bool { return w.MustElement("#hold [name=" + name + "]").MustVisible() }
	if first := w.MustElement("#hold select").MustProperty("value").Str(); first != "person" || seen("promised") || !seen("until") {
		t.Errorf("it begins with %q, and asks for the promised day: %t", first, seen("promised"))
	}
	for _, cause := range []string{"promise", "reply", "sales", "person"} {
		choose(cause)
		if seen("promised") != (cause == "promise") || seen("amount") != (cause == "promise") || seen("until") == (cause == "promise") || !seen("reason") {
			t.Errorf("%s: promised %t, amount %t, until %t", cause, seen("promised"), seen("amount"), seen("until"))
		}
	}
	w.check("hold dialog")
	choose("promise")
	w.MustEval(`() => document.querySelector("#hold [name=promised]").value = "2026-01-14"`)
	w.press("#hold .btn-primary")
	w.says("#toasts", "Put on hold")
	w.press(`.rail a[href$="/customers"]`)
	w.press(`a[href$="/holds"]`)
	w.says("main", "By 14 January 2026")
	w.check("holds")
	w.press(`a[href$="/holds/new"]`)
	w.check("hold a label")
}
