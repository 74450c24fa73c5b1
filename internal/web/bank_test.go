package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// hostile is text that would run, or break a page, if it were not escaped.
const hostile = `"><script>alert()</script>`

// ledger is a company with a bank account, a customer who owes two invoices, and
// somebody of each role.
type ledger struct {
	*desk
	company  company.Company
	acme     customer.Customer
	r1, r2   invoice.Invoice
	account  store.BankAccount
	anne     *browser // controller
	reader   *browser
	stranger *browser // owner of another company
}

func newLedger(t *testing.T, s *store.Store, clock *testkit.Clock) *ledger {
	t.Helper()
	l := &ledger{desk: open(t, s, clock), company: testkit.Company(t, s)}
	l.acme = testkit.Customer(t, s, l.company.ID, "ACME", func(c *customer.Customer) { c.Name = "Acme & Zonen " + hostile })
	ref := customer.Ref{Company: l.company.ID, Customer: l.acme.ID}
	l.r1 = testkit.Invoice(t, s, ref, "INV-2026-0001", "1190.00", clock.Today().AddDays(-20))
	l.r2 = testkit.Invoice(t, s, ref, "INV-2026-0002", "300.00", clock.Today().AddDays(-5))
	other := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
	l.person(l.company.ID, "anne@lys.example", user.Controller)
	l.person(l.company.ID, "reader@lys.example", user.Reader)
	l.person(other.ID, "stranger@lys.example", user.Owner)
	l.anne, l.reader, l.stranger = l.signIn("anne@lys.example"), l.signIn("reader@lys.example"), l.signIn("stranger@lys.example")
	return l
}

// at is the address of one of the company's pages.
func (l *ledger) at(parts ...string) string { return at(l.company.ID, parts...) }

// receives stores a statement with one entry and lets matching look at it.
func (l *ledger) receives(key, amount string, edit func(*store.Entry)) store.Entry {
	l.t.Helper()
	e := &store.Entry{Key: key, BookedOn: l.clock.Today(), ValueOn: l.clock.Today(), Amount: testkit.Euro(amount), Name: "ACME ZONEN",
		IBAN: "BE71096123456769", Text: "Betaling " + key, State: store.EntryNew}
	if edit != nil {
		edit(e)
	}
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) (err error) {
		if l.account, err = tx.EnsureAccount(bank.Account{IBAN: "BE68539007547034", Currency: "EUR", Owner: "Lys " + hostile}); err != nil {
			return err
		}
		head := store.Statement{Account: l.account.ID, Format: "coda", Number: key, ClosingOn: e.BookedOn, Entries: 1}
		if err := tx.AddStatement(&head); err != nil {
			return err
		}
		e.Account, e.Statement = l.account.ID, head.ID
		if err := tx.AddEntries([]*store.Entry{e}); err != nil {
			return err
		}
		return tx.Freshen(l.account.ID, e.BookedOn)
	})
	if _, err := settle.Match(l.t.Context(), l.store, l.company.ID, l.clock.Today(), nil); err != nil {
		l.t.Fatal(err)
	}
	return *e
}

// now is an entry as it stands.
func (l *ledger) now(i id.ID) (e store.Entry) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) (err error) {
		e, _, err = tx.EntryByID(i)
		return err
	})
	return e
}

// open is what is left of an invoice.
func (l *ledger) open(i invoice.Invoice) (left string) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		now, _, err := tx.Invoice(i.ID)
		left = now.Open.String()
		return err
	})
	return left
}

// shows fails unless a page was answered and holds every text and no script of a
// stranger.
func shows(t testing.TB, p page, texts ...string) {
	t.Helper()
	if p.status != http.StatusOK {
		t.Fatalf("the page answers %d: %s", p.status, p.text)
	}
	for _, text := range texts {
		if !strings.Contains(p.text, text) {
			t.Errorf("the page does not show %q", text)
		}
	}
	if strings.Contains(p.text, "<script>alert") {
		t.Error("a stranger's script stands in the page")
	}
}

func TestAnUnsurePaymentIsShownAndConfirmed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "1190.00", func(e *store.Entry) { e.Name, e.Text = l.acme.Name, "merci "+hostile })
		shows(t, l.anne.get(l.at("bank")), "BE68 5390 0754 7034", "1 entry to confirm", "Up to date")
		p := l.anne.get(l.at("bank", "confirm"))
		shows(t, p, "1 of 1 left", "€1,190.00", `data-key="a"`, `data-key="n"`, `data-key="j s"`)
		if got := l.now(e.ID).State; got != store.EntryAsk {
			t.Fatalf("the entry is %s", got)
		}
		confirm := l.at("bank", "entries", e.ID.String(), "confirm")
		done := l.anne.post(confirm, "customer", l.acme.ID.String(), "share-"+l.r1.ID.String(), "1190.00")
		if done.status != http.StatusSeeOther || !strings.HasPrefix(done.location, l.at("bank", "confirm")) {
			t.Fatalf("confirming answers %d %s: %s", done.status, done.location, done.text)
		}
		if l.open(l.r1) != "0.00" || l.now(e.ID).State != store.EntryBooked {
			t.Errorf("%s is open, the entry is %s", l.open(l.r1), l.now(e.ID).State)
		}
		shows(t, l.anne.get(l.at("bank", "confirm")), "Everything is confirmed")
		if again := l.anne.post(confirm, "customer", l.acme.ID.String()); again.status != http.StatusConflict {
			t.Errorf("confirming twice answers %d", again.status)
		}
	})
}

func TestTheWordsThatPointToAnInvoiceAreMarked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		testkit.Invoice(t, s, customer.Ref{Company: l.company.ID, Customer: l.acme.ID}, "271828", "900.00", clock.Today())
		l.receives("A", "500.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "", "", "é "+hostile+" 271828 svp" })
		shows(t, l.anne.get(l.at("bank", "confirm")), "<mark>271828<sup>1</sup></mark>", "€900.00 open")
	})
}

func TestASuggestionForWhatWasSettledMeanwhileIsNotOffered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		likely := func(e *store.Entry) { e.Name, e.IBAN, e.Text = l.acme.Name, "", "merci" }
		first, second := l.receives("A", "1190.00", likely), l.receives("B", "1190.00", likely)
		if p := l.anne.post(l.at("bank", "entries", first.ID.String(), "confirm"), "customer", l.acme.ID.String(), "share-"+l.r1.ID.String(), "1190.00"); p.status != http.StatusSeeOther {
			t.Fatalf("confirming answers %d: %s", p.status, p.text)
		}
		p := l.anne.get(l.at("bank", "confirm") + "?at=" + second.ID.String())
		shows(t, p, "Invoice INV-2026-0001 is already settled")
		if strings.Contains(p.text, `data-key="a"`) {
			t.Error("it is offered all the same")
		}
	})
}

func TestABookingSaysWhatUndoingItOpensAndIsUndone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "1290.00", func(e *store.Entry) { e.Text = "INV-2026-0001" })
		here := l.at("bank", "entries", e.ID.String())
		shows(t, l.anne.get(here), "INV-2026-0001", "1 invoice becomes open again for €1,190.00", "€100.00 leave the customer", "booked automatically")
		if p := l.anne.post(here + "/undo"); p.status != http.StatusSeeOther {
			t.Fatalf("undoing answers %d: %s", p.status, p.text)
		}
		if l.open(l.r1) != "1190.00" || l.now(e.ID).State != store.EntryAsk {
			t.Errorf("%s is open, the entry is %s", l.open(l.r1), l.now(e.ID).State)
		}
		shows(t, l.anne.get(here), "A person decided", "To confirm")
	})
}

func TestAPersonSharesAPaymentOutByHand(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "500.00", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "Somebody else", "", "thank you" })
		choose := l.at("bank", "entries", e.ID.String(), "choose")
		shows(t, l.anne.get(choose+"?q=acme"), "?customer="+l.acme.ID.String())
		shows(t, l.anne.get(choose+"?q=inv-2026-0002"), "invoice="+l.r2.ID.String())
		shows(t, l.anne.get(choose+"?q=nobody"), "Nothing found")
		shows(t, l.anne.get(choose+"?customer="+l.acme.ID.String()), `value="500.00"`, "INV-2026-0002")
		confirm := l.at("bank", "entries", e.ID.String(), "confirm")
		for what, form := range map[string][]string{
			"more than came in":           {"customer", l.acme.ID.String(), "share-" + l.r1.ID.String(), "500.01"},
			"less than nothing":           {"customer", l.acme.ID.String(), "share-" + l.r1.ID.String(), "-1"},
			"no number":                   {"customer", l.acme.ID.String(), "share-" + l.r1.ID.String(), hostile},
			"an invoice that is not open": {"customer", l.acme.ID.String(), "share-" + id.ID(42).String(), "1.00"},
			"no customer":                 {"share-" + l.r1.ID.String(), "1.00"},
			"a customer of nobody":        {"customer", id.ID(42).String()},
		} {
			p := l.anne.post(confirm, form...)
			if p.status < 400 || p.status >= 500 || strings.Contains(p.text, "<script>alert") {
				t.Errorf("%s answers %d", what, p.status)
			}
		}
		p := l.anne.post(confirm, "customer", l.acme.ID.String(), "share-"+l.r1.ID.String(), "150,00", "share-"+l.r2.ID.String(), "300.00")
		if p.status != http.StatusSeeOther || l.open(l.r1) != "1040.00" || l.open(l.r2) != "0.00" {
			t.Errorf("answers %d; open are %s and %s", p.status, l.open(l.r1), l.open(l.r2))
		}
		shows(t, l.anne.get(l.at("bank", "entries", e.ID.String())), "€50.00 of it is on account", "anne@lys.example")
	})
}

func TestAnEntryIsSetAsideAndTakenBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "77.00", nil)
		here := l.at("bank", "entries", e.ID.String())
		if p := l.anne.post(here + "/ignore"); p.status != http.StatusSeeOther || l.now(e.ID).State != store.EntryIgnored {
			t.Fatalf("answers %d, the entry is %s", p.status, l.now(e.ID).State)
		}
		shows(t, l.anne.get(l.at("bank", "entries")+"?state=ignored"), "ACME ZONEN")
		shows(t, l.anne.get(l.at("bank", "entries")+"?state=booked"), "No entry is like this")
		if l.anne.post(here + "/undo"); l.now(e.ID).State != store.EntryAsk {
			t.Errorf("the entry is %s", l.now(e.ID).State)
		}
	})
}

func TestEntriesAreSearchedByNameAccountAndAmount(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.receives("A", "77.00", nil)
		l.receives("B", "88.00", func(e *store.Entry) { e.Name, e.IBAN = "Other "+hostile, "" })
		for words, want := range map[string]string{"acme": "ACME ZONEN", "BE71 0961": "ACME ZONEN", "77.00": "ACME ZONEN", "other": "Other ", "88": "Other "} {
			p := l.anne.get(l.at("bank", "entries") + "?q=" + strings.ReplaceAll(words, " ", "+"))
			shows(t, p, want)
			if strings.Contains(p.text, "ACME ZONEN") != (want == "ACME ZONEN") {
				t.Errorf("%q finds the other one", words)
			}
		}
		shows(t, l.anne.get(l.at("bank", "entries")+"?q="+"%22%3E%3Cscript%3Ealert"), "No entry is like this")
	})
}

func TestAnAccountIsNoLongerWatched(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.receives("A", "77.00", nil)
		clock.SetDay(clock.Today().AddDays(30))
		shows(t, l.anne.get(l.at("bank")), "Too old", "is known only until 5 January 2026")
		if p := l.anne.post(l.at("bank", "accounts", l.account.ID.String(), "watch"), "watched", "0"); p.status != http.StatusSeeOther {
			t.Fatalf("answers %d", p.status)
		}
		p := l.anne.get(l.at("bank"))
		shows(t, p, "Not watched", "Watch again")
		if strings.Contains(p.text, "is known only until") {
			t.Error("an account that is not watched still holds reminders back")
		}
	})
}

func TestAMissingStatementShows(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		day, cents := date.Must("2026-01-02"), func(n int64) *int64 { return &n }
		var last store.Statement
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) (err error) {
			if l.account, err = tx.EnsureAccount(bank.Account{IBAN: "BE68539007547034", Currency: "EUR"}); err != nil {
				return err
			}
			for n, sums := range [][2]int64{{100, 200}, {200, 300}, {450, 500}} {
				last = store.Statement{Account: l.account.ID, Number: "S", Sequence: string(rune('1' + n)), OpeningOn: day, Opening: cents(sums[0]),
					ClosingOn: day.AddDays(n), Closing: cents(sums[1])}
				if err := tx.AddStatement(&last); err != nil {
					return err
				}
			}
			return nil
		})
		const differs = "The balance differs by €1.50 between statement 2 and statement 3"
		shows(t, l.anne.get(l.at("bank")), "1 gap", "Statements of BE68 5390 0754 7034 are missing", differs)
		p := l.anne.get(l.at("bank", "accounts", l.account.ID.String()))
		shows(t, p, "Gap before it", differs, "ask the bank for the statements")
		if n := strings.Count(p.text, "Gap before it"); n != 1 {
			t.Errorf("%d gaps are shown", n)
		}
		shows(t, l.anne.get(l.at("bank", "statements", last.ID.String())), differs)
	})
}

func TestTheBanksPagesAreForThoseWhoMay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "77.00", func(e *store.Entry) { e.Text = hostile })
		entry, account := l.at("bank", "entries", e.ID.String()), l.at("bank", "accounts", l.account.ID.String())
		pages := []string{l.at("bank"), l.at("bank", "confirm"), l.at("bank", "let-go"), l.at("bank", "entries"), entry, entry + "/choose", account,
			l.at("bank", "statements", e.Statement.String())}
		for _, path := range pages {
			p := l.reader.get(path)
			shows(t, p)
			acts := strings.ReplaceAll(p.text, `method="post" action="`+l.at("columns"), "") // which everybody chooses for themselves
			if strings.Contains(acts, `method="post" action="/c/`) {
				t.Errorf("a reader is offered an act on %s", path)
			}
			for _, foreign := range []string{path, strings.Replace(path, l.company.ID.String(), l.strangersCompany().String(), 1)} {
				if p := l.stranger.get(foreign); p.status == http.StatusOK && strings.Contains(p.text, "ACME ZONEN") {
					t.Errorf("another company sees %s", foreign)
				}
			}
		}
		for _, act := range []string{entry + "/confirm", entry + "/choose", entry + "/find", entry + "/ignore", entry + "/undo", account + "/watch"} {
			if p := l.reader.post(act, "customer", l.acme.ID.String(), "watched", "0"); p.status != http.StatusForbidden {
				t.Errorf("a reader's %s answers %d", act, p.status)
			}
			foreign := strings.Replace(act, l.company.ID.String(), l.strangersCompany().String(), 1)
			if p := l.stranger.post(foreign, "customer", l.acme.ID.String(), "watched", "0"); p.status != http.StatusNotFound && p.status != http.StatusUnprocessableEntity {
				t.Errorf("another company's %s answers %d", foreign, p.status)
			}
		}
		if got := l.now(e.ID).State; got != store.EntryAsk {
			t.Errorf("the entry is %s", got)
		}
	})
}

// strangersCompany is the company of the stranger.
func (l *ledger) strangersCompany() (i id.ID) {
	l.t.Helper()
	testkit.View(l.t, l.store, 0, func(tx *store.Tx) error {
		all, err := tx.Companies()
		for _, c := range all {
			if c.ID != l.company.ID {
				i = c.ID
			}
		}
		return err
	})
	return i
}

func TestOddAddressesOfTheBankAreNotFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		none := id.ID(42).String()
		for _, path := range []string{"bank/accounts/" + none, "bank/entries/" + none, "bank/statements/" + none, "bank/entries/x", "bank/confirm?after=x",
			"bank/entries?after=2026-13-01." + none, "bank/confirm?at=x", "bank/confirm?account=x", "bank/let-go?after=x", "bank/statements/" + none + "/file"} {
			if p := l.anne.get(l.at() + path); p.status != http.StatusNotFound {
				t.Errorf("%s answers %d", path, p.status)
			}
		}
		shows(t, l.anne.get(l.at("bank")), "No bank statement was imported yet")
		shows(t, l.anne.get(l.at("bank", "confirm")), "Everything is confirmed")
	})
}

// A suggestion is booked as the person saw it; what it lets go may be taken off, or added
// within what the company lets go.
func TestASuggestionIsBookedAsItWasSeen(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		e := l.receives("A", "299.60", func(e *store.Entry) { e.Name, e.IBAN, e.Text = l.acme.Name, "", "INV-2026-0002" })
		if l.now(e.ID).State == store.EntryBooked { // a part payment that names its invoice is certain
			l.anne.post(l.at("bank", "entries", e.ID.String(), "undo"))
			l.matches()
		}
		confirm := l.at("bank", "entries", e.ID.String(), "confirm")
		page := l.anne.get(l.at("bank", "confirm"))
		if strings.Contains(page.text, `name="letgo"`) {
			t.Error("40 cents may be let go, though the company lets nothing go")
		}
		seen := page.hidden(confirm, "seal")[0]
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			now, err := tx.TheCompany()
			if err != nil {
				return err
			}
			now.Policy.ToleratedMost = map[string]int64{"EUR": 50}
			return tx.SaveCompany(&now)
		})
		shows(t, l.anne.get(l.at("bank", "confirm")), "Book and let €0.40 go")
		if p := l.anne.post(confirm, "seal", "another"); p.status != http.StatusConflict {
			t.Errorf("what nobody saw answers %d", p.status)
		}
		if p := l.anne.post(confirm, "seal", seen, "letgo", "1"); p.status != http.StatusSeeOther || l.open(l.r2) != "0.00" {
			t.Errorf("answers %d, %s is open: %s", p.status, l.open(l.r2), p.text)
		}
		shows(t, l.anne.get(l.at("bank", "let-go")), "INV-2026-0002", "Small difference", "€0.40")
		if sheet := l.anne.get(l.at("bank", "let-go.csv")); !strings.Contains(sheet.text, ",INV-2026-0002,Small difference,anne@lys.example,,0.40,EUR") {
			t.Errorf("the file says %q", sheet.text)
		}
		l.anne.post(l.at("bank", "entries", e.ID.String(), "undo"))
		l.matches()
		page = l.anne.get(l.at("bank", "confirm"))
		shows(t, page, "Let go of INV-2026-0002", "Book as part payment")
		if p := l.anne.post(confirm, "seal", page.hidden(confirm, "seal")[0], "part", "1"); p.status != http.StatusSeeOther || l.open(l.r2) != "0.40" {
			t.Errorf("answers %d, %s is open", p.status, l.open(l.r2))
		}
		shows(t, l.anne.get(l.at("bank", "let-go")), "Nothing was let go")
		shows(t, l.anne.get(l.at("bank", "rate")), "0% of incoming payments found their place by themselves", "handled=suggested")
		shows(t, l.anne.get(l.at("bank", "entries")+"?handled=suggested"), "Acme &amp; Zonen")
		shows(t, l.anne.get(l.at("bank", "entries")+"?handled=by_hand"), "No entry is like this")
	})
}

// matches looks for what to suggest, as the worker does.
func (l *ledger) matches() {
	l.t.Helper()
	if _, err := settle.Match(l.t.Context(), l.store, l.company.ID, l.clock.Today(), nil); err != nil {
		l.t.Fatal(err)
	}
}
