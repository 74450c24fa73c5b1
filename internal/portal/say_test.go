package portal_test

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

// owes gives the customer two invoices: one that is late and one that falls due later.
func (h *house) owes() (late, ahead invoice.Invoice) {
	ref := customer.Ref{Company: h.company.ID, Customer: h.debtor.ID}
	late = testkit.Invoice(h.t, h.store, ref, "R-1", "1210.00", h.clock.Today().AddDays(-12))
	return late, testkit.Invoice(h.t, h.store, ref, "R-2", "500.00", h.clock.Today().AddDays(20))
}

// say sends a form, and returns where it leads, or the page that refuses it.
func (h *house) say(what string, form url.Values, files map[string]string) (status int, at, page string) {
	h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		for _, v := range values {
			w.WriteField(name, v)
		}
	}
	for name, content := range files {
		part, err := w.CreateFormFile("files", name)
		if err != nil {
			h.t.Fatal(err)
		}
		io.WriteString(part, content)
	}
	w.Close()
	r, err := http.NewRequestWithContext(h.t.Context(), "POST", h.url+h.path+"/say/"+what, &body)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Location"), string(text)
}

// once is the name of the act that a form has.
func (h *house) once(what string) string {
	h.t.Helper()
	_, page := h.ask("GET", h.path+"/say/"+what)
	if chosen := regexp.MustCompile(`type="radio" class="radio" name="i" value="([^"]+)"`).FindStringSubmatch(page); chosen != nil {
		_, page = h.ask("GET", h.path+"/say/"+what+"?i="+chosen[1])
	}
	found := regexp.MustCompile(`name="once" value="([A-Z2-7]{26})"`).FindStringSubmatch(page)
	if found == nil {
		h.t.Fatalf("the form of %s has no name of its act: %s", what, page)
	}
	return found[1]
}

// state is what stands of the customer.
type state struct {
	holds   []hold.Hold
	replies []reply.Reply
	tasks   []task.Kind
	files   []evidence.Attachment
}

func (h *house) state(about id.ID) (s state) {
	testkit.View(h.t, h.store, h.company.ID, func(tx *store.Tx) (err error) {
		if s.holds, err = tx.Holds(h.debtor.ID); err != nil {
			return err
		}
		if s.files, err = tx.AttachmentsOf(about); err != nil {
			return err
		}
		own, err := tx.AttachmentsOfCustomer(h.debtor.ID)
		if s.files = append(s.files, own...); err != nil {
			return err
		}
		all, err := tx.RepliesOf(h.debtor.ID, 50)
		if s.replies = all; err != nil {
			return err
		}
		open, err := tx.OpenTasks(date.None, 0, 50)
		for _, one := range open {
			s.tasks = append(s.tasks, one.Kind)
		}
		return err
	})
	return s
}

func TestWhatIsSaidHasItsEffectOnce(t *testing.T) {
	for name, c := range map[string]struct {
		form  func(h *house, late invoice.Invoice) url.Values
		holds []hold.Cause
		tasks []task.Kind
		state reply.State
	}{
		"paid": {func(h *house, late invoice.Invoice) url.Values {
			return url.Values{"on": {h.clock.Today().String()}, "i": {late.ID.String()}, "note": {"By transfer"}}
		}, []hold.Cause{hold.ByPerson}, nil, reply.Noted},
		"promise": {func(h *house, late invoice.Invoice) url.Values {
			return url.Values{"on": {h.clock.Today().AddDays(9).String()}, "i": {late.ID.String()}, "amount": {"210.00"}}
		}, []hold.Cause{hold.ForPromise}, nil, reply.Noted},
		"plan": {func(h *house, _ invoice.Invoice) url.Values {
			return url.Values{"parts": {"3"}, "on": {h.clock.Today().AddDays(9).String()}}
		}, []hold.Cause{hold.ForReply}, []task.Kind{task.PlanWaits, task.ReplyWaits}, reply.Open},
		"contest": {func(h *house, late invoice.Invoice) url.Values {
			return url.Values{"reason": {"quality"}, "i": {late.ID.String()}, "amount": {"300.00"}, "note": {"Three are broken"}}
		}, []hold.Cause{hold.ForDispute}, []task.Kind{task.Contested, task.ReplyWaits}, reply.Open},
		"call": {func(*house, invoice.Invoice) url.Values {
			return url.Values{"phone": {"+32 9 000 11 22"}, "when": {"morning"}}
		}, []hold.Cause{hold.ForReply}, []task.Kind{task.CallBack, task.ReplyWaits}, reply.Open},
		"ask": {func(*house, invoice.Invoice) url.Values {
			return url.Values{"note": {"Where is the delivery note?"}, "email": {"Ann@acme.example"}, "name": {"Ann"}}
		}, []hold.Cause{hold.ForReply}, []task.Kind{task.ReplyWaits}, reply.Open},
		"person": {func(*house, invoice.Invoice) url.Values { return url.Values{"note": {"Bo does"}} },
			[]hold.Cause{hold.ForReply}, []task.Kind{task.OtherPerson, task.ReplyWaits}, reply.Open},
		"details": {func(*house, invoice.Invoice) url.Values { return url.Values{"note": {"We moved"}} }, nil, []task.Kind{task.ReplyWaits}, reply.Open},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				h := open(t, s, clock)
				late, _ := h.owes()
				form := c.form(h, late)
				form.Set("once", h.once(name))
				for range 2 { // sent twice, as by a double click or the back button
					if status, at, page := h.say(name, form, nil); status != http.StatusSeeOther || at != h.path+"?said="+name {
						t.Fatalf("%d %q: %s", status, at, page)
					}
				}
				now := h.state(late.ID)
				var causes []hold.Cause
				for _, one := range now.holds {
					causes = append(causes, one.Cause)
				}
				slices.Sort(now.tasks)
				if !slices.Equal(causes, c.holds) || !slices.Equal(now.tasks, c.tasks) {
					t.Errorf("held for %q, tasks %q", causes, now.tasks)
				}
				if len(now.replies) != 1 || now.replies[0].State != c.state || now.replies[0].Sign != reply.ByPage || now.replies[0].Answers != h.message {
					t.Errorf("%+v", now.replies)
				}
				if _, page := h.ask("GET", h.path+"?said="+name); !strings.Contains(page, `role="status"`) {
					t.Errorf("the page does not thank: %s", page)
				}
			})
		})
	}
}

// What is said of several invoices at once counts for each of them.
func TestSeveralInvoicesAreSpokenOf(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, ahead := h.owes()
		for what, days := range map[string]int{"paid": 0, "promise": 6} {
			form := url.Values{"once": {h.once(what)}, "on": {clock.Today().AddDays(days).String()}, "i": {late.ID.String(), ahead.ID.String()}}
			if status, _, page := h.say(what, form, nil); status != http.StatusSeeOther {
				t.Fatalf("%s: %d: %s", what, status, page)
			}
		}
		about := map[hold.Cause][]id.ID{}
		for _, one := range h.state(late.ID).holds {
			about[one.Cause] = append(about[one.Cause], one.Invoice)
		}
		for _, cause := range []hold.Cause{hold.ByPerson, hold.ForPromise} {
			if slices.Sort(about[cause]); !slices.Equal(about[cause], []id.ID{late.ID, ahead.ID}) {
				t.Errorf("held for %q: %v", cause, about[cause])
			}
		}
	})
}

// What cannot be is refused beside its field, with what was typed, and has no effect.
func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, _ := h.owes()
		other := testkit.Customer(t, s, h.company.ID, "OTHER")
		theirs := testkit.Invoice(t, s, customer.Ref{Company: h.company.ID, Customer: other.ID}, "R-9", "10.00", clock.Today())
		day := func(n int) []string { return []string{clock.Today().AddDays(n).String()} }
		for name, c := range map[string]struct {
			what   string
			form   url.Values
			files  map[string]string
			status int
			says   string
		}{
			"a promise beyond the limit":      {"promise", url.Values{"on": day(15)}, nil, 422, "at the latest"},
			"a promise for yesterday":         {"promise", url.Values{"on": day(-1)}, nil, 422, "This day is over"},
			"more than is open":               {"promise", url.Values{"on": day(3), "i": {late.ID.String()}, "amount": {"1210.01"}}, nil, 422, "is no part of"},
			"no day":                          {"paid", url.Values{"on": {"soon"}}, nil, 422, "Choose a day"},
			"paid tomorrow":                   {"paid", url.Values{"on": day(1)}, nil, 422, "still to come"},
			"an amount that is none":          {"promise", url.Values{"on": day(3), "amount": {"lots"}}, nil, 422, "Type an amount"},
			"a contest without reason":        {"contest", url.Values{"i": {late.ID.String()}, "note": {"x"}}, nil, 422, "Choose what is wrong"},
			"a contest without words":         {"contest", url.Values{"i": {late.ID.String()}, "reason": {"price"}}, nil, 422, "Write a few words"},
			"an invoice of somebody else":     {"contest", url.Values{"i": {theirs.ID.String()}, "reason": {"price"}, "note": {"x"}}, nil, 404, ""},
			"a page to run":                   {"ask", url.Values{"note": {"x"}}, map[string]string{"a.pdf": "<!DOCTYPE html><script>alert(1)</script>"}, 422, "neither a PDF"},
			"too much":                        {"ask", url.Values{"note": {"x"}}, map[string]string{"a.pdf": "%PDF-1.7\n" + strings.Repeat("x", 11<<20)}, 422, "larger than 10"},
			"a mail address that is none":     {"ask", url.Values{"note": {"x"}, "email": {"ann at acme"}}, nil, 422, "Type a mail address"},
			"a form that no page gave":        {"ask", url.Values{"note": {"<b>kept</b>"}, "once": {""}}, nil, 422, "&lt;b&gt;kept&lt;/b&gt;"},
			"something that is never offered": {"buy", url.Values{}, nil, 404, ""},
		} {
			if c.form.Get("once") == "" && !c.form.Has("once") {
				c.form.Set("once", string(id.NewToken()))
			}
			status, _, page := h.say(c.what+"?in=en", c.form, c.files)
			if status != c.status || !strings.Contains(html.UnescapeString(page), html.UnescapeString(c.says)) {
				t.Errorf("%s: %d: %s", name, status, page)
			}
			if strings.Contains(page, "<b>kept") {
				t.Errorf("%s: what was typed is not escaped", name)
			}
		}
		if now := h.state(late.ID); len(now.holds)+len(now.replies)+len(now.tasks)+len(now.files) > 0 {
			t.Errorf("%+v", now)
		}
	})
}

// A file goes to the invoice that it is about, with the type that its content has.
func TestFilesOfWhatIsSaidAreKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, _ := h.owes()
		form := url.Values{"once": {h.once("contest")}, "i": {late.ID.String()}, "reason": {"quality"}, "note": {"See the picture"}}
		if status, _, page := h.say("contest", form, map[string]string{"broken.exe": "\x89PNG\r\n\x1a\n", "note.pdf": "%PDF-1.7\n"}); status != http.StatusSeeOther {
			t.Fatalf("%d: %s", status, page)
		}
		var kinds []string
		for _, f := range h.state(late.ID).files {
			kinds = append(kinds, f.MIME)
		}
		slices.Sort(kinds)
		if !slices.Equal(kinds, []string{"application/pdf", "image/png"}) {
			t.Errorf("kept are %q", kinds)
		}
	})
}

// Who says again what was not kept is heard by a person: nothing is held back for ever.
func TestWhatIsSaidAgainWaitsForAPerson(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, _ := h.owes()
		for _, c := range []struct {
			what string
			days int
		}{{"paid", 0}, {"promise", 5}} {
			var states []reply.State
			for range 2 {
				form := url.Values{"once": {h.once(c.what)}, "on": {clock.Today().AddDays(c.days).String()}, "i": {late.ID.String()}}
				if status, _, page := h.say(c.what, form, nil); status != http.StatusSeeOther {
					t.Fatalf("%s: %d: %s", c.what, status, page)
				}
			}
			for _, r := range h.state(late.ID).replies {
				if strings.HasPrefix(r.MailID, c.what+".") {
					states = append(states, r.State)
				}
			}
			slices.Sort(states)
			if !slices.Equal(states, []reply.State{reply.Noted, reply.Open}) {
				t.Errorf("%s twice: %q", c.what, states)
			}
		}
	})
}

// Of an invoice that is chosen the lines are shown; those that are ticked are contested, with what
// they come to.
func TestLinesAreContestedOnThePage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		bill := testkit.NewInvoice(h.debtor.ID, "R-3", testkit.Euro("363.00"), clock.Today().AddDays(-2))
		for _, text := range []string{"Delivery", "Paint, <blue>", "Brushes"} {
			bill.Detail.Lines = append(bill.Detail.Lines, invoice.Line{Text: text, Net: decimal.MustParse("100.00"), TaxRate: decimal.MustParse("21")})
		}
		testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{bill}) })
		if _, page := h.ask("GET", h.path+"/say/contest?in=en"); strings.Contains(page, "Paint") || !strings.Contains(page, "Which invoice?") {
			t.Errorf("no invoice is chosen: %s", page)
		}
		if _, page := h.ask("GET", h.path+"/say/contest?in=en&i="+bill.ID.String()); !strings.Contains(page, "Paint, &lt;blue&gt;") || !strings.Contains(page, "121.00") || strings.Contains(page, "Which invoice?") {
			t.Errorf("the lines are not shown: %s", page)
		}
		form := func(lines ...string) url.Values {
			return url.Values{"once": {h.once("contest")}, "i": {bill.ID.String()}, "line": lines, "reason": {"price"}, "note": {"Too dear"}}
		}
		for _, wrong := range []string{"4", "x"} {
			if status, _, page := h.say("contest", form(wrong), nil); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Too dear") {
				t.Errorf("line %s: %d: %s", wrong, status, page)
			}
		}
		if status, _, page := h.say("contest", form("2", "3"), nil); status != http.StatusSeeOther {
			t.Fatalf("%d: %s", status, page)
		}
		now := h.state(bill.ID)
		testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
			all, err := tx.DisputesOf(bill.ID, 2)
			if len(all) != 1 || len(all[0].Lines) != 2 || all[0].Lines[0].Text != "Paint, <blue>" || all[0].Amount != testkit.Euro("242.00") {
				t.Errorf("%+v", all)
			}
			return err
		})
		if len(now.replies) != 1 || !strings.Contains(now.replies[0].Excerpt, "Too dear") {
			t.Errorf("%+v", now.replies)
		}
	})
}

// What is said to be paid is kept for matching, once however often the form arrives: what was
// typed, or all that is open of what was ticked, or of everything.
func TestWhatWasPaidIsLookedForOnStatements(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, ahead := h.owes()
		day := clock.Today().String()
		for name, form := range map[string]url.Values{
			"typed":   {"on": {day}, "amount": {"77.00"}},
			"ticked":  {"on": {day}, "i": {late.ID.String()}},
			"neither": {"on": {day}},
		} {
			form.Set("once", h.once("paid"))
			for range 2 {
				if status, _, page := h.say("paid", form, nil); status != http.StatusSeeOther {
					t.Fatalf("%s: %d: %s", name, status, page)
				}
			}
		}
		testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
			for amount, want := range map[money.Amount][]id.ID{
				testkit.Euro("77.00"): nil, late.Open: {late.ID}, late.Open.Add(ahead.Open): {late.ID, ahead.ID},
			} {
				found, err := tx.Candidates(matching.Keys{Amounts: []money.Amount{amount}, Since: clock.Today()})
				if err != nil {
					return err
				}
				if len(found.Told) != 1 || found.Told[0].Customer != h.debtor.ID || !slices.Equal(found.Told[0].Invoices, want) {
					t.Errorf("%s: %+v, want %v", amount, found.Told, want)
				}
			}
			return nil
		})
	})
}

// Whoever has the link cannot fill the company's desk.
func TestTooMuchIsSaidOnOneDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		last := 0
		for range 21 {
			last, _, _ = h.say("ask", url.Values{"once": {string(id.NewToken())}, "note": {"again"}}, nil)
		}
		if last != http.StatusUnprocessableEntity || len(h.state(0).replies) != 20 {
			t.Errorf("%d, and %d things were said", last, len(h.state(0).replies))
		}
	})
}
