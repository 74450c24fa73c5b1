package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// hidden are the values that a page's form of an address sends along under a name.
func (p page) hidden(action, name string) (all []string) {
	_, form, _ := strings.Cut(p.text, ` action="`+action+`"`)
	form, _, _ = strings.Cut(form, "</form>")
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		if m[1] == name {
			all = append(all, m[2])
		}
	}
	return all
}

// pairs repeats a name before each value, as post takes forms.
func pairs(name string, values []string) (form []string) {
	for _, v := range values {
		form = append(form, name, v)
	}
	return form
}

func TestSeveralCustomersArePutOnHoldAndTakenBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		beta := testkit.Customer(t, s, l.company.ID, "BETA")
		testkit.Invoice(t, s, customer.Ref{Company: l.company.ID, Customer: beta.ID}, "B-1", "10.00", clock.Today())
		if _, err := l.desk.desk.RunDay(t.Context(), l.company.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
		list := l.anne.get(l.at("customers"))
		shows(t, list, `name="id" value="c-`+beta.ID.String()+`" form="bulk"`, "Put on hold…", "Lift holds…")
		ids := []string{"id", "c-" + l.acme.ID.String(), "id", "c-" + beta.ID.String()}
		query := url.Values{"id": {ids[1], ids[3]}, "until": {"2026-01-31"}, "back": {l.at("customers") + "?language=fr"}}.Encode()
		ask := l.at("customers", "hold") + "?" + query
		shows(t, l.anne.get(ask), "Hold 2 customers until 31 January 2026?", "They owe €1,500.00.", "2 messages that wait are withdrawn.", "BETA SA", "language=fr")
		hold := l.at("customers", "hold")
		form := append(slices.Clone(ids), "until", "2026-01-31", "back", l.at("customers")+"?language=fr")
		if p := l.anne.post(hold, append(form, "reason", " ")...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "A hold needs a reason") ||
			!strings.Contains(p.text, "Hold 2 customers until 31 January 2026") {
			t.Errorf("without a reason: %d", p.status)
		}
		if p := l.anne.post(hold, append(form, "reason", "the fair "+hostile)...); p.status != http.StatusSeeOther || p.location != l.at("customers")+"?language=fr" {
			t.Fatalf("held: %d to %s", p.status, p.location)
		}
		held := l.anne.get(l.at("customers?held=1"))
		shows(t, held, "2 customers are on hold until 31 January 2026", "BETA SA", "Acme &amp; Zonen")
		lift := l.at("customers", "lift")
		holds := held.hidden(lift, "hold")
		if len(holds) != 2 {
			t.Fatalf("the toast takes %d holds back", len(holds))
		}
		shows(t, l.anne.get(ask), "2 of them are on hold already.")
		shows(t, l.anne.get(lift+"?"+query), "Lift 2 holds?", "For 2 customers.", "the fair", "anne@lys.example")
		if p := l.anne.post(lift, pairs("hold", holds)...); p.status != http.StatusSeeOther {
			t.Fatalf("lifted: %d", p.status)
		}
		shows(t, l.anne.get(l.at("customers")), "2 holds are lifted")
		if p := l.anne.post(lift, pairs("hold", holds)...); p.status != http.StatusConflict {
			t.Errorf("lifted twice: %d", p.status)
		}
		shows(t, l.anne.get(lift+"?"+query), "None of them is on hold")
		shows(t, l.anne.get(l.at("customers", beta.ID.String())), "Hold lifted", "Put on hold until 31 January 2026")
	})
}

func TestSelectionsThatCannotBeUsed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		acme := "c-" + l.acme.ID.String()
		for path, want := range map[string]int{
			"customers/hold": http.StatusUnprocessableEntity, "customers/lift": http.StatusUnprocessableEntity, "bank/entries/book": http.StatusUnprocessableEntity,
			"customers/hold?id=x": http.StatusNotFound, "customers/hold?id=c-" + id.ID(42).String(): http.StatusNotFound,
			"customers/hold?id=" + acme + "&until=never": http.StatusUnprocessableEntity, "bank/entries/book?id=entry-" + id.ID(42).String(): http.StatusNotFound,
		} {
			if p := l.anne.get(l.at() + path); p.status != want {
				t.Errorf("%s is %d, want %d", path, p.status, want)
			}
			if p := l.reader.get(l.at() + path); p.status != http.StatusForbidden {
				t.Errorf("%s is %d to a reader", path, p.status)
			}
		}
		if p := l.anne.post(l.at("customers", "hold"), "id", acme, "reason", "x", "back", "//evil.example/"); p.location != l.at("customers") {
			t.Errorf("the form leads to %s", p.location)
		}
		list := l.reader.get(l.at("customers"))
		if strings.Contains(list.text, `class="pick"`) || strings.Contains(list.text, "data-bulk") {
			t.Error("a reader may select rows")
		}
	})
}

func TestSuggestionsAreConfirmedTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		likely := func(e *store.Entry) { e.Name, e.IBAN, e.Text = l.acme.Name, "", "merci" }
		one, two := l.receives("A", "1190.00", likely), l.receives("B", "300.00", likely)
		twice, nobody := l.receives("C", "1190.00", likely), l.receives("D", "5.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "Nobody", "", "?" })
		list := l.anne.get(l.at("bank", "entries") + "?state=ask")
		shows(t, list, `value="entry-`+one.ID.String()+`" form="bulk"`, "Confirm…")
		if strings.Contains(list.text, `value="entry-`+nobody.ID.String()+`" form="bulk"`) {
			t.Error("an entry without a suggestion can be selected")
		}
		q := url.Values{"back": {l.at("bank", "entries") + "?state=ask"}}
		for _, e := range []store.Entry{one, two, twice, nobody} {
			q.Add("id", "entry-"+e.ID.String())
		}
		book := l.at("bank", "entries", "book")
		p := l.anne.get(book + "?" + q.Encode())
		shows(t, p, "Book 2 entries, €1,490.00?", "They pay 2 invoices.", "Pays INV-2026-0001 of", "Left out", "other money settles the invoice", "nothing is suggested")
		form := pairs("id", p.hidden(book, "id"))
		for n := 1; n < len(form); n += 2 {
			form = append(form[:len(form):len(form)], "seal-"+form[n], p.hidden(book, "seal-"+form[n])[0])
			if n >= 3 {
				break
			}
		}
		form = append(form, "id", twice.ID.String(), "seal-"+twice.ID.String(), "something else", "back", q.Get("back"))
		done := l.anne.post(book, form...)
		named := book + "?" + url.Values{"back": {q.Get("back")}, "id": {twice.ID.String()}}.Encode()
		if done.status != http.StatusSeeOther || done.location != named {
			t.Fatalf("booked: %d to %s", done.status, done.location)
		}
		p = l.anne.get(named) // which says what keeps the other one
		shows(t, p, "2 entries are booked, €1,490.00; 1 changed meanwhile and still waits", "other money settles the invoice", `href="`+q.Get("back")+`"`)
		taken := p.hidden(l.at("bank", "entries", "undo"), "id")
		shows(t, l.anne.get(book+"?"+q.Encode()), "Nothing here can be confirmed in one go", "waits no longer")
		if l.open(l.r1) != "0.00" || l.open(l.r2) != "0.00" || l.now(twice.ID).State != store.EntryAsk || !l.now(one.ID).ByHand {
			t.Errorf("open %s and %s, the other entry is %s", l.open(l.r1), l.open(l.r2), l.now(twice.ID).State)
		}
		if again := l.anne.post(book, form...); again.status != http.StatusSeeOther {
			t.Errorf("booked again: %d", again.status)
		}
		shows(t, l.anne.get(q.Get("back")), "Nothing was booked")
		undo := l.at("bank", "entries", "undo")
		if undone := l.anne.post(undo, pairs("id", taken)...); undone.status != http.StatusSeeOther || l.open(l.r1) != "1190.00" || l.open(l.r2) != "300.00" {
			t.Errorf("undone: %d; open %s and %s", undone.status, l.open(l.r1), l.open(l.r2))
		}
		shows(t, l.anne.get(q.Get("back")), "2 entries are no longer booked and wait for you")
		if undone := l.anne.post(undo, pairs("id", taken)...); undone.status != http.StatusConflict {
			t.Errorf("undone twice: %d", undone.status)
		}
		if undone := l.reader.post(undo, pairs("id", taken)...); undone.status != http.StatusForbidden {
			t.Errorf("a reader's undo: %d", undone.status)
		}
	})
}

// chores gives the company so many tasks, due one day after the other up to today.
func (l *ledger) chores(n int) (ids []string) {
	l.t.Helper()
	var all []task.Task
	for i := range n {
		all = append(all, task.Task{Kind: task.SupplyStop, Customer: l.acme.ID, Once: string(rune('a' + i)), DueOn: l.clock.Today().AddDays(i + 1 - n),
			Data: timeline.Data{Amount: testkit.Euro("780.45")}.JSON()})
	}
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error { return tx.AddTasks(all) })
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		open, err := tx.OpenTasks(date.None, 0, n)
		for _, t := range open {
			ids = append(ids, "t-"+t.ID.String())
		}
		return err
	})
	return ids
}

func TestTasksArePutOffAndComeBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		ids := l.chores(3)
		today, later := l.at("today"), l.at("today", "later")
		p := l.anne.get(today)
		shows(t, p, "3 tasks, 2 late", "Tomorrow", "Tue 6 Jan", "In three days", "Thu 8 Jan", "Next week", "Mon 12 Jan", `data-key="s"`, `data-key="e"`, `form="bulk"`)
		if strings.Contains(p.text, "?later=1") {
			t.Error("a tab leads to nothing")
		}
		for _, wrong := range []string{"", "2026-01-05", "2027-02-01", "soon"} {
			if p := l.anne.post(later, "id", ids[0], "until", wrong); p.status != http.StatusUnprocessableEntity {
				t.Errorf("put off until %q: %d", wrong, p.status)
			}
		}
		if p := l.anne.post(later, "id", ids[0], "id", ids[1], "until", "2026-01-08"); p.status != http.StatusSeeOther || p.location != today {
			t.Fatalf("put off: %d to %s", p.status, p.location)
		}
		p = l.anne.get(today)
		shows(t, p, "2 tasks are put off until 8 January 2026", "?later=1", "<title>Today")
		if strings.Contains(p.text, ids[0]+`"`) && strings.Contains(p.text, `id="`+ids[0]+`"`) {
			t.Error("the task is still in the list")
		}
		if undone := p.hidden(l.at("today", "again"), "id"); len(undone) != 2 {
			t.Errorf("the toast takes %d back", len(undone))
		}
		p = l.anne.get(today + "?later=1")
		shows(t, p, "Put off by anne@lys.example", "08/01/2026", "Show again", `id="`+ids[0]+`"`)
		if p := l.anne.post(l.at("today", "again"), "id", ids[0]); p.status != http.StatusSeeOther {
			t.Fatalf("shown again: %d", p.status)
		}
		shows(t, l.anne.get(today), "1 task is back in the list", `id="`+ids[0]+`"`, `id="`+ids[2]+`"`)
		clock.SetDay(date.Must("2026-01-08"))
		p = l.anne.get(today)
		shows(t, p, `id="`+ids[1]+`"`)
		if strings.Contains(p.text, "?later=1") {
			t.Error("what shows again is still called put off")
		}
		if p := l.anne.post(l.at("today", "done"), pairs("id", ids)...); p.status != http.StatusSeeOther {
			t.Fatalf("done: %d", p.status)
		}
		p = l.anne.get(today)
		shows(t, p, "3 tasks are done", "The list is cleared")
		if p := l.anne.post(l.at("today", "reopen"), pairs("id", p.hidden(l.at("today", "reopen"), "id"))...); p.status != http.StatusSeeOther {
			t.Fatalf("taken back: %d", p.status)
		}
		shows(t, l.anne.get(today), `id="`+ids[0]+`"`, `id="`+ids[1]+`"`, `id="`+ids[2]+`"`)
		shows(t, l.anne.get(today+"?later=1"), "Nothing is put off")
	})
}

func TestColumnsAreChosenByEachPerson(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.receives("A", "77.00", nil)
		columns := func(b *browser, list string) string {
			p := b.get(l.at() + list)
			shows(t, p)
			var heads []string
			for _, m := range regexp.MustCompile(`(?s)<th scope="col"[^>]*>(.*?)</th>`).FindAllStringSubmatch(p.text, -1) {
				heads = append(heads, strings.TrimSpace(regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(m[1], "")))
			}
			return strings.Join(heads, ", ")
		}
		usual := "Customer, State, Oldest due date, Payer, Open items, Outstanding"
		if got := columns(l.anne, "customers"); got != usual {
			t.Errorf("usually %q", got)
		}
		choose := func(b *browser, list string, form ...string) page { return b.post(l.at("columns", list), form...) }
		if p := choose(l.reader, "customers", "column", "vat", "column", "account", "column", "<script>", "column", "nothing"); p.status != http.StatusSeeOther || p.location != l.at("customers") {
			t.Fatalf("chosen: %d to %s", p.status, p.location)
		}
		if got := columns(l.reader, "customers"); got != "Customer, VAT number, On account" {
			t.Errorf("chosen are %q", got)
		}
		if got := columns(l.anne, "customers"); got != usual {
			t.Errorf("somebody else sees %q", got)
		}
		p := l.reader.get(l.at("customers"))
		if !strings.Contains(p.text, `data-label="VAT number"`) || strings.Contains(p.text, "from-desktop") || !strings.Contains(p.text, "As usual") {
			t.Error("a phone does not show what was chosen, or the choice cannot be taken back")
		}
		choose(l.reader, "customers")
		if got := columns(l.reader, "customers"); got != "Customer" {
			t.Errorf("of no column %q is shown", got)
		}
		choose(l.reader, "customers", "usual", "1", "column", "vat")
		if got := columns(l.reader, "customers"); got != usual {
			t.Errorf("taken back: %q", got)
		}
		for list, want := range map[string]string{"invoices": "Invoice, Payment reference, Amount", "entries": "From or to, Value day"} {
			path := map[string]string{"invoices": "invoices?state=all", "entries": "bank/entries"}[list]
			choose(l.anne, list, "column", "reference", "column", "amount")
			if list == "entries" {
				choose(l.anne, list, "column", "value_day")
			}
			if got := columns(l.anne, path); got != want {
				t.Errorf("%s shows %q, want %q", list, got, want)
			}
		}
		if p := choose(l.anne, "everything", "column", "x"); p.status != http.StatusNotFound {
			t.Errorf("a list that is none: %d", p.status)
		}
		if p := choose(l.stranger, "customers", "column", "x"); p.status != http.StatusNotFound {
			t.Errorf("another company's list: %d", p.status)
		}
	})
}
