package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// terms are the invoices of a company that sells goods, to a business and to a consumer.
type terms struct {
	acme, lucie                 id.ID
	late, fresh, near, far, all id.ID
}

func sellsGoods(c *company.Company) { c.Policy.Supplies = law.Goods }

// fillTerms stores invoices as the law looks at them, and runs a night.
func (d *desk) fillTerms(c company.Company) (b terms) {
	d.t.Helper()
	t, s := d.t, d.store
	b.acme = testkit.Customer(t, s, c.ID, "ACME").ID
	b.lucie = testkit.Customer(t, s, c.ID, "LUCIE", func(c *customer.Customer) { c.Kind = customer.Consumer }).ID
	put := func(of id.ID, number, issued, due string, change func(*invoice.Invoice)) id.ID {
		i := testkit.NewInvoice(of, number, testkit.Euro("121.00"), date.Must(due))
		if i.IssuedOn = date.Must(issued); change != nil {
			change(i)
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
		return i.ID
	}
	b.late = put(b.acme, "R-1", "2025-10-01", "2025-12-31", nil)
	b.fresh = put(b.acme, "R-2", "2026-01-02", "2026-02-01", func(i *invoice.Invoice) { i.Prepayment = true })
	b.near = put(b.lucie, "R-3", "2025-01-16", "2025-02-15", nil)
	b.far = put(b.lucie, "R-4", "2025-05-31", "2025-06-30", nil)
	b.all = put(b.lucie, "R-5", "2025-12-01", "2025-12-31", nil)
	if _, err := d.desk.RunDay(t.Context(), c.ID, d.clock.Today(), nil); err != nil {
		t.Fatal(err)
	}
	return b
}

// tells fails unless a page says some things and none of others.
func (b *browser) tells(address string, says, silence []string) {
	b.t.Helper()
	p := b.get(address)
	for _, want := range says {
		if p.status != http.StatusOK || !strings.Contains(p.text, want) {
			b.t.Errorf("%s (%d) does not say %q", address, p.status, want)
		}
	}
	for _, not := range silence {
		if strings.Contains(p.text, not) {
			b.t.Errorf("%s says %q", address, not)
		}
	}
}

func TestAnInvoiceShowsWhatTheLawSaysOfItsDays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s, sellsGoods)
		d.person(c.ID, "anne@lys.example", user.Reader)
		book := d.fillTerms(c)
		b := d.signIn("anne@lys.example")
		for _, p := range []struct {
			invoice       id.ID
			says, silence []string
		}{
			{book.late, []string{"Due later than the law allows", "91 days after the invoice. The law allows 60 days, until 30 November 2025.", "interest may run from 1 November 2025",
				"taken for accepted since 16 October 2025", "until 31 December 2035", "Law of 2 August 2002", "Term too long"}, []string{"Advance"}},
			{book.fresh, []string{"may still be contested until 16 January 2026", "within about 14 days", "Advance", "As long as nothing was delivered", "VAT is due on what is received in advance"},
				[]string{"Due later than the law allows"}},
			{book.near, []string{"until 15 February 2026", `data-tone="late-4"`, "41 days left", "art. 2272", "Lapses"}, []string{"contested", "Term of payment</dt>"}},
			{book.far, []string{"until 30 June 2026", "176 days left"}, []string{"Lapses"}},
		} {
			b.tells(at(c.ID, "invoices", p.invoice.String()), p.says, p.silence)
		}
		b.tells(at(c.ID, "today"), []string{"A claim is soon lost: LUCIE SA", "R-3 can be claimed before a court until 15 February 2026 only.", at(c.ID, "invoices", book.near.String())}, []string{"R-4 can be"})
		b.tells(at(c.ID, "invoices?state=lapsing"), []string{"R-3", "Lapses", "Soon lost by lapse of time"}, []string{">R-4<", ">R-1<"})
		b.tells(at(c.ID, "invoices?state=beyond"), []string{"R-1", "Term too long"}, []string{">R-3<", ">R-2<"})
		b.tells(at(c.ID, "invoices"), []string{"Advance", "Term too long", "Lapses"}, nil)
		for language, words := range map[string][]string{
			"fr": {"Ce que la loi dit de ses délais", "Échéance au-delà du maximum légal", "présumée acceptée depuis le 16 octobre 2025", "jusqu’au 31 décembre 2035"},
			"nl": {"Wat de wet over de termijnen zegt", "Vervaldag later dan de wet toestaat", "geldt zij sinds 16 oktober 2025 als aanvaard", "tot 31 december 2035"},
			"de": {"Was das Recht zu den Fristen sagt", "Später fällig, als das Recht erlaubt", "gilt sie seit 16. Oktober 2025 als angenommen", "bis 31. Dezember 2035"},
		} {
			b.get("/language?to=" + language + "&back=/")
			b.tells(at(c.ID, "invoices", book.late.String()), words, nil)
		}
	})
}

func TestADueDayBeyondTheLawIsTakenWithAWarning(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book, b := d.fillTerms(c), d.signIn("anne@lys.example")
		page := at(c.ID, "invoices", book.fresh.String())
		b.tells(page+"/edit", []string{"The law allows 60 days."}, nil)
		if p := b.post(page+"/edit", "due_on", "2026-03-04"); p.status != http.StatusSeeOther {
			t.Fatalf("saved: %d", p.status)
		}
		b.tells(page, []string{"61 days after the invoice", "interest may run from 2 February 2026"}, nil)
		b.tells(page+"/edit", []string{"the document says: 1 February 2026", "The law allows 60 days."}, nil)
		if p := b.post(page+"/edit", "due_on", "2026-03-03"); p.status != http.StatusSeeOther {
			t.Fatalf("saved: %d", p.status)
		}
		b.tells(page, nil, []string{"Due later than the law allows"})
		b.tells(at(c.ID, "invoices", book.all.String(), "edit"), nil, []string{"The law allows"}) // a consumer
	})
}

func TestATermThatIsTooLongIsTakenWithAWarning(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s, func(c *company.Company) { c.Country = "NL" })
		d.person(c.ID, "anne@lys.example", user.Controller)
		acme := testkit.Customer(t, s, c.ID, "ACME", func(c *customer.Customer) { c.Country = "NL" })
		page, b := at(c.ID, "customers", acme.ID.String()), d.signIn("anne@lys.example")
		form := []string{"name", "ACME", "kind", "business", "language", "nl", "country", "NL", "city", "Namur"}
		b.tells(page+"/edit", []string{"The law allows 60 days; more only where it was agreed expressly", `name="large"`}, []string{"is longer than the law allows"})
		save := func(more ...string) {
			t.Helper()
			if p := b.post(page+"/edit", append(form, more...)...); p.status != http.StatusSeeOther {
				t.Fatalf("%v: %d", more, p.status)
			}
		}
		save("terms_days", "60")
		b.tells(page, nil, []string{"is longer than the law allows"})
		save("terms_days", "61")
		b.tells(page, []string{"A term of 61 days is longer than the law allows", "The law allows 60 days; more only"}, nil)
		b.tells(page+"/edit", []string{"A term of 61 days is longer than the law allows"}, nil)
		save("terms_days", "45", "large", "1")
		b.tells(page, []string{"A term of 45 days is longer than the law allows", "The law allows 30 days.", "Stb. 2022, 146", "Large undertaking"}, nil)
		save("terms_days", "45")
		b.tells(page, nil, []string{"is longer than the law allows"})
		save("terms_days", "90", "kind", "consumer")
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, _, err := tx.Customer(acme.ID)
			if got.Large || *got.TermsDays != 90 {
				t.Errorf("stored as %+v", got)
			}
			return err
		})
	})
}

func TestBrowserShowsWhatTheLawSays(t *testing.T) {
	var book terms
	d, c, w := openOffice(t, func(d *desk, c company.Company) { book = d.fillTerms(c) })
	for name, i := range map[string]id.ID{"invoice beyond the law": book.late, "invoice in advance": book.fresh, "invoice that lapses": book.near} {
		w.MustNavigate(d.url + at(c.ID, "invoices", i.String())).MustWaitLoad()
		w.says("#law", "law")
		w.check(name)
	}
	w.press(`.rail a[href$="/invoices"]`)
	w.MustNavigate(d.url + "/language?to=de&back=" + at(c.ID, "invoices?state=lapsing")).MustWaitLoad()
	w.says("main", "Bald verjährt")
	w.says("main", "Verjährt am")
	w.check("invoices that lapse")
	w.keys('j', '\r')
	w.says("#law", "Verjährung")
	w.check("invoice that lapses in german")
	w.press(`.rail a[href$="/settings"]`)
	w.MustElement("#supplies").MustFocus()
	w.Keyboard.MustType('W') // Waren
	w.press("main form .btn-primary")
	if got := w.MustElement("#supplies").MustProperty("value").Str(); got != "goods" {
		t.Errorf("it supplies %q", got)
	}
	w.check("settings on limitation")
}
