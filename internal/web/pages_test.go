package web_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// nasty is a name that a careless page would run.
const nasty = `<script>alert("x")</script> & 'Söhne'`

// postman takes every message.
type postman struct{}

func (postman) Deliver(context.Context, string, []string, []byte) deliver.Outcome {
	return deliver.Outcome{Kind: deliver.Accepted, Answer: "250 taken"}
}

// book is a small book with something of everything in it.
type book struct {
	company   id.ID
	acme      id.ID
	bill      id.ID // open, overdue, with lines, an attachment and a file
	split     id.ID // in instalments
	credit    id.ID
	task      id.ID
	contact   id.ID
	twin      id.ID  // a customer who may be the same as acme
	proof     id.ID  // attached to the bill
	file      string // hash of the bill's document
	attached  string // hash of its attachment
	queueFrom date.Date
}

// fill stores a book in a company, up to a night that wrote a first reminder.
func (d *desk) fill(c company.Company) book {
	d.t.Helper()
	t, s, today := d.t, d.store, d.clock.Today()
	acme := testkit.Customer(t, s, c.ID, "ACME", func(c *customer.Customer) { c.Name = nasty })
	b := book{company: c.ID, acme: acme.ID, queueFrom: today}
	paper, extra := evidence.New("bill.xml", "application/xml", []byte("<Invoice/>")), evidence.New(nasty+".html", "text/html", []byte("<script>"))
	bill := testkit.NewInvoice(acme.ID, "R-1", testkit.Euro("1210.00"), today.AddDays(-20))
	bill.Document = paper.Hash
	bill.Detail = invoice.Detail{Net: "1000.00", Tax: "210.00", Terms: nasty, Notes: []string{nasty}, Lines: []invoice.Line{{
		Text: nasty, Quantity: decimal.MustParse("2"), Unit: "HUR", Price: decimal.MustParse("500"), Net: decimal.MustParse("1000"), TaxRate: decimal.MustParse("21"),
	}}, Attachments: []invoice.Stored{{Name: extra.Name, MIME: extra.MIME, Hash: extra.Hash, Size: 8}}}
	split := testkit.NewInvoice(acme.ID, "R-2", testkit.Euro("12345678.90"), today.AddDays(-70), 3)
	credit := testkit.NewInvoice(acme.ID, "C-1", testkit.Euro("-84.70"), today.AddDays(-3))
	credit.Corrects = []string{"R1"}
	testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
		if err := tx.Keep(paper, extra); err != nil {
			return err
		}
		return tx.AddInvoices([]*invoice.Invoice{bill, split, credit})
	})
	b.bill, b.split, b.credit, b.file, b.attached = bill.ID, split.ID, credit.ID, paper.Hash, extra.Hash
	b.twin = testkit.Customer(t, s, c.ID, "acme", func(c *customer.Customer) { c.Name = nasty + " bis" }).ID
	proof, err := (&intake.Desk{Store: s, Actor: "anne@lys.example"}).Attach(t.Context(), c.ID, intake.Proof{Invoice: bill.ID, Kind: evidence.Order, Note: nasty},
		intake.Bytes(nasty+".html", []byte("<script>alert")), today)
	if err != nil {
		t.Fatal(err)
	}
	b.proof = proof.ID
	if _, err := settle.Match(t.Context(), s, c.ID, today, nil); err != nil {
		t.Fatal(err)
	}
	work := &collect.Desk{Store: s, Calendar: d.desk.Calendar, Words: d.desk.Words, Channel: postman{}}
	if _, err := work.RunDay(t.Context(), c.ID, today, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := work.Send(t.Context(), c.ID, today, nil); err != nil {
		t.Fatal(err)
	}
	testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
		if err := tx.AddTasks([]task.Task{{Kind: task.LadderFinished, Customer: acme.ID, Once: "x", DueOn: today}}); err != nil {
			return err
		}
		tasks, err := tx.OpenTasks(date.None, 0, 1)
		if err != nil {
			return err
		}
		b.task = tasks[0].ID
		contacts, err := tx.Contacts(acme.ID)
		b.contact = contacts[acme.ID][0].ID
		return err
	})
	return b
}

// pages are the addresses of my pages over the book, under any company.
func (b *book) pages(company id.ID) []string {
	acme := b.acme.String()
	return []string{
		at(company, "overview"), at(company, "today"), at(company, "customers"), at(company, "customers?q=zzz"),
		at(company, "customers?overdue=1&held=1&account=1&kind=business&language=fr&sort=outstanding"), at(company, "customers?sort=oldest&currency=EUR"),
		at(company, "invoices"), at(company, "invoices?state=overdue&sort=reverse"), at(company, "invoices?state=settled"), at(company, "invoices?state=credits"),
		at(company, "invoices?age=more"), at(company, "invoices?q=R&from=2020-01-01&to=2030-01-01&currency=EUR"), at(company, "settings"), at(company, "settings/calendar"),
		at(company, "customers", acme), at(company, "customers", acme, "edit"), at(company, "customers", acme, "contacts", "new"),
		at(company, "customers", acme, "contacts", b.contact.String()), at(company, "invoices", b.bill.String()), at(company, "invoices", b.split.String()),
		at(company, "invoices", b.credit.String()), at(company, "invoices?state=all&customer="+acme),
		at(company, "invoices", b.bill.String(), "edit"), at(company, "invoices", b.split.String(), "edit"), at(company, "invoices", b.credit.String(), "edit"),
		at(company, "customers", "duplicates"), at(company, "customers", acme, "merge"), at(company, "customers", acme, "merge?q=Z"),
		at(company, "customers", acme, "merge?with="+b.twin.String()), at(company, "settings", "people"), at(company, "settings", "people", "new"), at(company, "settings", "inbox"),
		at(company, "settings", "api"), at(company, "settings", "api", "new"), at(company, "account"),
		at(company, "settings", "late"), at(company, "invoices", b.bill.String(), "claim"), at(company, "invoices", b.split.String(), "claim"),
		at(company, "invoices", b.bill.String(), "claim?on=2030-01-01"),
		at(company, "settings", "rates"), at(company, "settings", "rates?series=BE+B2B"), at(company, "settings", "rates?series=LU+B2C&from=2026-01-01"),
	}
}

// missing finds keys that no catalogue had, where a reader would see them.
var missing = regexp.MustCompile(`>[^<]*\b(?:web|ui|word|reason|evidence|step|people|edit|access|merge|document|rates|claim|condition|contract|paper)\.[a-z_0-9.]+`)

func TestEveryPageIsWrittenInFourLanguages(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		book := d.fill(c)
		browser := d.signIn("anne@lys.example")
		for _, language := range []string{"fr", "nl", "de", "en"} {
			browser.get("/language?to=" + language)
			for _, path := range book.pages(c.ID) {
				p := browser.get(path)
				if p.status != http.StatusOK {
					t.Fatalf("%s in %s is %d", path, language, p.status)
				}
				if !strings.Contains(p.text, `<html lang="`+language) {
					t.Errorf("%s is not in %s", path, language)
				}
				if key := missing.FindString(p.text); key != "" {
					t.Errorf("%s in %s shows %q", path, language, key)
				}
				if strings.Contains(p.text, "<script>alert") {
					t.Errorf("%s runs the name of a customer", path)
				}
			}
		}
	})
}

func TestPagesOfAnEmptyCompanySayWhatToDo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		b := d.signIn("anne@lys.example")
		for path, says := range map[string]string{"overview": "Import", "customers": "Import", "invoices": "Import", "today": "The list is cleared"} {
			if p := b.get(at(c.ID, path)); p.status != http.StatusOK || !strings.Contains(p.text, says) {
				t.Errorf("%s is %d and does not say %q", path, p.status, says)
			}
		}
	})
}

func TestAGuessedIdentifierOpensNothingOfAnotherCompany(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		ours := testkit.Company(t, s)
		theirs := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		d.person(ours.ID, "anne@lys.example", user.Owner)
		book := d.fill(theirs)
		anne := d.signIn("anne@lys.example")
		acme := book.acme.String()
		for _, path := range [][]string{
			{"customers", acme}, {"customers", acme, "edit"}, {"customers", acme, "contacts", "new"}, {"customers", acme, "contacts", book.contact.String()},
			{"invoices", book.bill.String()}, {"invoices", book.bill.String(), "edit"}, {"invoices", book.bill.String(), "files", book.file}, {"invoices", book.bill.String(), "files", book.attached},
			{"invoices?customer=" + acme}, {"customers", acme, "merge"}, {"customers", acme, "merge?with=" + book.twin.String()}, {"documents", book.proof.String()},
			{"invoices", book.bill.String(), "claim"}, {"invoices", book.bill.String(), "claim", "annex.pdf"}, {"invoices", book.bill.String(), "claim", "statement.pdf"},
			{"customers", acme, "claim.pdf"},
		} {
			for _, company := range []id.ID{ours.ID, theirs.ID} {
				if p := anne.get(at(company, path...)); p.status != http.StatusNotFound || strings.Contains(p.text, "R-1") {
					t.Errorf("%v is %d", path, p.status)
				}
			}
		}
		for _, post := range [][]string{
			{at(ours.ID, "customers", acme, "holds"), "reason", "x"},
			{at(ours.ID, "customers", acme, "edit"), "name", "x", "kind", "business", "language", "fr", "country", "BE"},
			{at(ours.ID, "customers", acme, "contacts", "new"), "name", "x"},
			{at(ours.ID, "customers", acme, "contacts", book.contact.String()), "name", "x"},
			{at(ours.ID, "invoices", book.bill.String(), "edit"), "note", "x"},
			{at(ours.ID, "invoices", book.bill.String(), "claim", "waive"), "reason", "x"},
			{at(theirs.ID, "invoices", book.bill.String(), "claim", "waive"), "reason", "x"},
			{at(ours.ID, "invoices", book.bill.String(), "claim", "costs"), "amount", "1.00", "costs-reason", "x"},
			{at(theirs.ID, "invoices", book.bill.String(), "edit"), "note", "x"},
			{at(theirs.ID, "account"), "name", "x", "email", "x@lys.example", "language", "fr"},
			{at(theirs.ID, "customers", acme, "holds"), "reason", "x"},
			{at(theirs.ID, "today", "done"), "id", book.task.String()},
			{at(theirs.ID, "today", "later"), "id", book.task.String(), "until", "2026-03-01"},
			{at(theirs.ID, "customers", "hold"), "id", acme, "reason", "x"},
			{at(ours.ID, "customers", "hold"), "id", acme, "reason", "x"},
			{at(theirs.ID, "settings"), "name", "x"},
			{at(ours.ID, "customers", acme, "merge"), "with", book.twin.String()},
			{at(theirs.ID, "customers", acme, "merge"), "with", book.twin.String()},
			{at(ours.ID, "customers", "apart"), "id", acme, "id", book.twin.String()},
			{at(ours.ID, "documents", book.proof.String(), "remove")},
			{at(theirs.ID, "documents", book.proof.String(), "remove")},
		} {
			if p := anne.post(post[0], post[1:]...); p.status != http.StatusNotFound {
				t.Errorf("%s is %d", post[0], p.status)
			}
		}
		if p := anne.post(at(ours.ID, "today", "done"), "id", book.task.String()); p.status != http.StatusConflict {
			t.Errorf("the task of others is %d", p.status)
		}
		testkit.View(t, s, theirs.ID, func(tx *store.Tx) error {
			holds, err := tx.Holds(book.acme)
			c, _, err2 := tx.Customer(book.acme)
			open, err3 := tx.OpenTasks(date.None, 0, 9)
			if len(holds) != 0 || c.Name != nasty || len(open) != 1 || err != nil || err2 != nil || err3 != nil {
				t.Errorf("changed: %v %v %v %v %v", holds, c.Name, open, err, err2)
			}
			return nil
		})
	})
}

func TestReadersLookAndOwnersAloneSet(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "rik@lys.example", user.Reader)
		d.person(c.ID, "con@lys.example", user.Controller)
		book := d.fill(c)
		reader, controller := d.signIn("rik@lys.example"), d.signIn("con@lys.example")
		for _, path := range []string{at(c.ID, "overview"), at(c.ID, "today"), at(c.ID, "customers", book.acme.String()), at(c.ID, "invoices", book.bill.String())} {
			p := reader.get(path)
			if p.status != http.StatusOK {
				t.Errorf("%s is %d to a reader", path, p.status)
			}
			if n := strings.Count(p.text, `method="post"`) - strings.Count(p.text, `action="/sign-out"`); n != 0 {
				t.Errorf("%s offers a reader %d forms", path, n)
			}
		}
		for _, path := range []string{at(c.ID, "customers", book.acme.String(), "holds"), at(c.ID, "today", "done"), at(c.ID, "today", "later"), at(c.ID, "customers", "hold"),
			at(c.ID, "customers", "lift"), at(c.ID, "bank", "entries", "book"), at(c.ID, "customers", book.acme.String(), "edit")} {
			if p := reader.post(path, "reason", "x", "id", book.acme.String(), "until", "2026-03-01"); p.status != http.StatusForbidden {
				t.Errorf("%s is %d to a reader", path, p.status)
			}
		}
		for _, b := range []*browser{reader, controller} {
			if p := b.get(at(c.ID, "settings")); p.status != http.StatusForbidden {
				t.Errorf("the settings are %d", p.status)
			}
			if p := b.post(at(c.ID, "settings"), "name", "x"); p.status != http.StatusForbidden {
				t.Errorf("saving the settings is %d", p.status)
			}
		}
	})
}

func TestAHoldIsPlacedAndUndone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		b := d.signIn("anne@lys.example")
		page := at(c.ID, "customers", book.acme.String())
		if p := b.post(page+"/holds", "reason", " "); p.status != http.StatusUnprocessableEntity {
			t.Errorf("a hold without a reason is %d", p.status)
		}
		if p := b.post(page+"/holds", "reason", nasty, "until", "2026-02-01"); p.status != http.StatusSeeOther || p.location != page {
			t.Fatalf("placed: %d to %s", p.status, p.location)
		}
		p := b.get(page)
		undo := regexp.MustCompile(`action="(` + page + `/holds/[0-9a-z]+/lift)"`).FindStringSubmatch(p.text)
		if undo == nil || !strings.Contains(p.text, "On hold until 1 February 2026") || !strings.Contains(p.text, "toast-card") {
			t.Fatal("the page does not show the hold")
		}
		if strings.Contains(b.get(page).text, "toast-card") {
			t.Error("the toast comes twice")
		}
		if p := b.get(at(c.ID, "customers?held=1")); !strings.Contains(p.text, "Söhne") {
			t.Error("the list of held customers does not have the customer")
		}
		if p := b.post(undo[1]); p.status != http.StatusSeeOther {
			t.Fatalf("lifted: %d", p.status)
		}
		if p := b.post(undo[1]); p.status != http.StatusConflict {
			t.Errorf("lifted twice: %d", p.status)
		}
		if p := b.get(page); !strings.Contains(p.text, "Hold lifted") || strings.Contains(p.text, "On hold until") {
			t.Error("the timeline does not tell of it, or the hold still shows")
		}
		if p := b.post(page+"/holds", "reason", "x", "invoice", book.bill.String()); p.status != http.StatusSeeOther {
			t.Fatalf("on the invoice: %d", p.status)
		}
		if p := b.get(at(c.ID, "invoices", book.bill.String())); !strings.Contains(p.text, "Invoice R-1 is on hold") {
			t.Error("the invoice does not show its hold")
		}
	})
}

func TestWhatAPersonEditsIsMarkedAndKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		b := d.signIn("anne@lys.example")
		page := at(c.ID, "customers", book.acme.String())
		bad := b.post(page+"/edit", "name", "Kept", "kind", "business", "language", "fr", "country", "BE", "terms_days", "soon")
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.text, `value="Kept"`) || !strings.Contains(bad.text, `value="soon"`) {
			t.Errorf("a wrong term is %d, or what was typed is gone", bad.status)
		}
		if p := b.post(page+"/edit", "name", "Acme Group", "kind", "public", "language", "nl", "country", "be", "terms_days", "60", "city", "Namur", "vat_id", "BE 0123.456.749"); p.status != http.StatusSeeOther {
			t.Fatalf("edited: %d", p.status)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, _, err := tx.Customer(book.acme)
			if got.Name != "Acme Group" || got.Kind != customer.Public || got.Country != "BE" || got.VATID != "BE0123456749" || *got.TermsDays != 60 ||
				strings.Join(got.Edited, " ") != "name kind language vat_id terms_days" {
				t.Errorf("stored as %+v", got)
			}
			return err
		})
		if p := b.get(page); !strings.Contains(p.text, "edited here") || !strings.Contains(p.text, "Customer changed") {
			t.Error("the page does not show what was edited")
		}
		refused := b.post(page+"/contacts/new", "name", "Zoë", "email", "not an address")
		if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.text, `value="Zoë"`) {
			t.Errorf("a wrong address is %d, or what was typed is gone", refused.status)
		}
		if p := b.post(page+"/contacts/new", "name", "Zoë", "email", "zoe@acme.example", "position", "payer", "purpose", "disputes", "purpose", "nonsense"); p.status != http.StatusSeeOther {
			t.Fatalf("added: %d", p.status)
		}
		if p := b.post(page+"/contacts/"+book.contact.String(), "name", "Compta", "email", "new@acme.example", "position", "accountant"); p.status != http.StatusSeeOther {
			t.Fatalf("changed: %d", p.status)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			all, err := tx.Contacts(book.acme)
			contacts := all[book.acme]
			if len(contacts) != 2 || contacts[0].Email != "new@acme.example" || contacts[1].Position != customer.Payer ||
				len(contacts[1].Purposes) != 1 || len(contacts[1].Edited) == 0 {
				t.Errorf("stored as %+v", contacts)
			}
			return err
		})
	})
}

func TestATaskIsDoneAndTakenBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		b := d.signIn("anne@lys.example")
		if p := b.get(at(c.ID, "today")); !strings.Contains(p.text, "Decide what comes next") {
			t.Error("the list does not have the task")
		}
		decide := regexp.MustCompile(`<a[^>]* href="[^"]*/customers/` + book.acme.String() + `/decide[^"]*"[^>]*data-key="e"|<a[^>]*data-key="e"[^>]* href="[^"]*/customers/` + book.acme.String() + `/decide`)
		if p := b.get(at(c.ID, "today")); !decide.MatchString(p.text) {
			t.Error("the task's own button does not lead to the decision")
		}
		done, task := at(c.ID, "today", "done"), "t-"+book.task.String()
		if p := b.post(done, "id", task); p.status != http.StatusSeeOther || p.location != at(c.ID, "today") {
			t.Fatalf("done: %d to %s", p.status, p.location)
		}
		if p := b.get(at(c.ID, "today")); !strings.Contains(p.text, "The list is cleared") || !strings.Contains(p.text, "/reopen") || !strings.Contains(p.text, "1 task is done") {
			t.Error("the task is still there, or cannot be taken back")
		}
		if p := b.post(done, "id", task); p.status != http.StatusConflict {
			t.Errorf("done twice: %d", p.status)
		}
		if p := b.post(at(c.ID, "today", "reopen"), "id", task); p.status != http.StatusSeeOther {
			t.Errorf("taken back: %d", p.status)
		}
		if p := b.get(at(c.ID, "today")); !strings.Contains(p.text, "Decide what comes next") {
			t.Error("the task did not come back")
		}
	})
}

func TestFilesAreGivenOutToBeKeptNotShown(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Reader)
		book := d.fill(c)
		b := d.signIn("anne@lys.example")
		file := b.get(at(c.ID, "invoices", book.bill.String(), "files", book.file))
		if file.status != http.StatusOK || file.text != "<Invoice/>" || file.header.Get("Content-Disposition") != "attachment; filename=R-1.xml" {
			t.Errorf("%d %q %s", file.status, file.text, file.header.Get("Content-Disposition"))
		}
		page := b.get(at(c.ID, "invoices", book.bill.String(), "files", book.attached))
		if kind := page.header.Get("Content-Type"); page.status != http.StatusOK || kind != "application/octet-stream" {
			t.Errorf("a page of strangers comes as %s (%d)", kind, page.status)
		}
		if how := page.header.Get("Content-Disposition"); !strings.HasPrefix(how, "attachment") || strings.ContainsAny(how, "<>\n") {
			t.Errorf("it is given out as %s", how)
		}
		if p := b.get(at(c.ID, "invoices", book.split.String(), "files", book.file)); p.status != http.StatusNotFound {
			t.Errorf("the file of another invoice is %d", p.status)
		}
	})
}

func TestAnOwnerSetsThePolicy(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		b := d.signIn("anne@lys.example")
		form := []string{"name", "Lys SRL", "language", "nl", "email", "compta@lys.example", "iban", "BE68 5390 0754 7034",
			"gap", "5", "bank_age", "0", "terms", "14", "night", "2", "supplies", "periodic", "limitation", "60", "sales_hold", "21", "promise", "0", "answer_days", "12", "pay_days", "9", "protest_days", "8", "plan_most", "4", "plan_first", "14", "plan_least", "25", "plan_largest", "1,500.00", "minimum", "12.50", "pay_page", "https://pay.lys.example/{reference}"}
		if p := b.post(at(c.ID, "settings"), form...); p.status != http.StatusSeeOther {
			t.Fatalf("saved: %d", p.status)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, err := tx.TheCompany()
			p := got.Policy
			if got.Name != "Lys SRL" || got.Country != "BE" || got.IBAN != "BE68539007547034" || p.MinimumGapDays != 5 || p.BankMaxAgeDays != 0 || p.TermsDays != 14 ||
				p.NightHour != 2 || p.Supplies != law.Periodic || p.LimitationDays != 60 || p.SalesHoldDays != 21 || p.PromiseDays != 0 || p.Disputes != (company.Disputes{AnswerDays: 12, PayDays: 9, ProtestDays: 8}) || p.Plans.Most != 4 || p.Plans.FirstDays != 14 || p.Plans.Least["EUR"] != 2500 || p.Plans.Largest["EUR"] != 150000 || p.MinimumDue["EUR"] != 1250 || p.PayPage != "https://pay.lys.example/{reference}" {
				t.Errorf("stored as %+v", got)
			}
			return err
		})
		for name, wrong := range map[string]string{"gap": "often", "minimum": "1.2.3", "iban": "BE00", "email": "nobody", "name": "", "night": "24", "supplies": "luck", "limitation": "-1", "sales_hold": "a fortnight", "promise": "100000", "pay_page": "http://pay.lys.example/"} {
			changed := append([]string{}, form...)
			for n := 0; n < len(changed); n += 2 {
				if changed[n] == name {
					changed[n+1] = wrong
				}
			}
			p := b.post(at(c.ID, "settings"), changed...)
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Not saved") {
				t.Errorf("%s %q is %d", name, wrong, p.status)
			}
		}
	})
}

func TestAnOldHoldDoesNotShow(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Reader)
		book := d.fill(c)
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			return tx.AddHolds(&hold.Hold{Customer: book.acme, Reason: "over", Until: clock.Today().AddDays(-1), PlacedBy: "anne@lys.example"})
		})
		if p := d.signIn("anne@lys.example").get(at(c.ID, "customers", book.acme.String())); strings.Contains(p.text, "On hold") {
			t.Error("a hold that is over shows")
		}
	})
}
