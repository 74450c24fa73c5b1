package web_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// file is an exported list, as a program reads it that knows the reader's language.
type file struct {
	heads []string
	rows  [][]string
}

// export reads a list as a file. Every row must have a cell for each heading.
func (b *browser) export(path string, words *locale.Words) file {
	b.t.Helper()
	p := b.get(path)
	if p.status != http.StatusOK {
		b.t.Fatalf("%s is %d: %s", path, p.status, p.text)
	}
	if kind, how := p.header.Get("Content-Type"), p.header.Get("Content-Disposition"); kind != "text/csv; charset=utf-8" || !strings.HasPrefix(how, "attachment; filename") {
		b.t.Errorf("%s comes as %s, %s", path, kind, how)
	}
	text, marked := strings.CutPrefix(p.text, "\ufeff")
	if !marked {
		b.t.Errorf("%s has no byte order mark", path)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = words.SheetSeparator()
	all, err := r.ReadAll()
	if err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	return file{all[0], all[1:]}
}

// column are the cells under a heading.
func (f file) column(t *testing.T, head string) []string {
	t.Helper()
	at := slices.Index(f.heads, head)
	if at < 0 {
		t.Fatalf("no column is headed %q: %q", head, f.heads)
	}
	var cells []string
	for _, row := range f.rows {
		cells = append(cells, row[at])
	}
	return cells
}

// crowded stores a company with so many customers, each of whom owes one invoice.
func crowded(t *testing.T, s *store.Store, clock *testkit.Clock, n int) (company.Company, []*customer.Customer) {
	t.Helper()
	c := testkit.Company(t, s)
	all := make([]*customer.Customer, n)
	for i := range all {
		all[i] = testkit.NewCustomer(fmt.Sprintf("K%05d", i))
	}
	testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
		if err := tx.AddCustomers(all); err != nil {
			return err
		}
		invoices := make([]*invoice.Invoice, n)
		for i := range invoices {
			invoices[i] = testkit.NewInvoice(all[i].ID, fmt.Sprintf("R-%05d", i), money.Of(int64(100+i), money.EUR), clock.Today().AddDays(i%40-20))
		}
		return tx.AddInvoices(invoices)
	})
	return c, all
}

func TestALongListIsExportedWholeAndInItsOrder(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		const n = 1203 // three batches
		d := open(t, s, clock)
		c, _ := crowded(t, s, clock, n)
		d.person(c.ID, "rik@lys.example", user.Reader)
		b, w := d.signIn("rik@lys.example"), locale.NewBook().In(locale.For(locale.English, "BE"))
		numbers := b.export(at(c.ID, "customers.csv"), w).column(t, "Number")
		if len(numbers) != n || !slices.IsSorted(numbers) || len(slices.Compact(numbers)) != n {
			t.Errorf("%d customers, sorted %t", len(numbers), slices.IsSorted(numbers))
		}
		largest := b.export(at(c.ID, "customers.csv?sort=outstanding"), w).column(t, "Number")
		slices.Reverse(largest)
		if !slices.Equal(largest, numbers) {
			t.Error("the largest debtors do not come first")
		}
		bills := b.export(at(c.ID, "invoices.csv"), w)
		if days := bills.column(t, "Due date"); len(days) != n || !slices.IsSorted(days) {
			t.Errorf("%d invoices, sorted %t", len(days), slices.IsSorted(days))
		}
		sum := money.Of(0, money.EUR)
		for _, cell := range bills.column(t, "Amount open") {
			sum = sum.Add(money.Must(cell, money.EUR))
		}
		if want := int64(n*100 + n*(n-1)/2); sum.Minor != want {
			t.Errorf("the column adds up to %s, want %s", sum.Text(), money.Of(want, money.EUR).Text())
		}
	})
}

// odd are names that a spreadsheet program would reckon with, or that break a row.
var odd = []string{"=1+1", "+32 2 511 11 11", "-5", "@SUM(A1:A2)", "\t=1+1", "\r=1", " =1+1", "\u00a0-1", "＝1＋1", "\ufeff=HYPERLINK(\"x\")",
	`"quoted"; and, parted`, "two\nlines", "Café Zoë Œuvré Straße", nasty}

func TestNoCellIsTakenForAFormula(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.receives("A", "77.00", func(e *store.Entry) { e.Name, e.Text, e.EndToEnd = "=cmd|' /C calc'!A0", "@text", "+1" })
		for n, name := range odd {
			c := testkit.Customer(t, s, l.company.ID, fmt.Sprintf("=%d", n), func(c *customer.Customer) { c.Name, c.City, c.VATID = name, name, "" })
			testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
				i := testkit.NewInvoice(c.ID, fmt.Sprintf("-%d", n), testkit.Euro("-12.50"), clock.Today())
				i.OrderReference = name
				return tx.AddInvoices([]*invoice.Invoice{i})
			})
		}
		w := locale.NewBook().In(locale.For(locale.English, "BE"))
		numeric := []string{"Outstanding", "Amount", "Amount open"}
		for _, path := range []string{"customers.csv", "invoices.csv?state=all", "bank/entries.csv", "messages.csv"} {
			f := l.anne.export(l.at()+path, w)
			for _, row := range f.rows {
				for n, cell := range row {
					first := strings.TrimLeft(cell, " \t\r\n\u00a0\ufeff")
					if strings.ContainsAny(cell[:min(1, len(cell))], "\t\r") || first != "" && strings.ContainsAny(first[:1], "=+-@") && !slices.Contains(numeric, f.heads[n]) ||
						strings.HasPrefix(first, "＝") {
						t.Errorf("%s: %s is %q", path, f.heads[n], cell)
					}
				}
			}
		}
		names := l.anne.export(l.at("customers.csv"), w).column(t, "Name")
		for _, name := range odd {
			name = strings.ReplaceAll(name, "\r", "") // which a reader of CSV folds into the line's end
			if !slices.ContainsFunc(names, func(cell string) bool { return strings.ReplaceAll(strings.TrimPrefix(cell, "'"), "\r", "") == name }) {
				t.Errorf("%q is not among %q", name, names)
			}
		}
		if plain := "Café Zoë Œuvré Straße"; !slices.Contains(names, plain) {
			t.Errorf("%q has an apostrophe", plain)
		}
	})
}

func TestAnExportReadsBackInEachLanguage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		d.fill(c)
		terms := 45
		testkit.Customer(t, s, c.ID, "007", func(c *customer.Customer) {
			c.Name, c.Kind, c.Street, c.Postcode, c.VATID, c.TermsDays = "Stadt; \"Köln\"", customer.Public, "Domplatz 1", "50667", "DE123456788", &terms
		})
		dollars := testkit.NewInvoice(0, "USD-1", money.Must("1234567.80", money.USD), clock.Today().AddDays(-3))
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			found, _, err := tx.CustomerByWord("ACME")
			dollars.Customer, dollars.Reference = found.ID, "090933755493"
			if err != nil {
				return err
			}
			return tx.AddInvoices([]*invoice.Invoice{dollars})
		})
		b := d.signIn("anne@lys.example")
		heads := map[string]bool{}
		for _, language := range locale.Languages {
			w := locale.NewBook().In(locale.For(language, c.Country))
			b.get("/language?to=" + string(language))
			bills := b.export(at(c.ID, "invoices.csv?state=all"), w)
			heads[strings.Join(bills.heads, "|")] = true
			d.sameInvoices(c.ID, bills, w)
			customers := b.get(at(c.ID, "customers.csv"))
			report, err := (&intake.Desk{Store: s, Actor: "anne@lys.example"}).Customers(t.Context(), c.ID, intake.Bytes("customers.csv", []byte(customers.text)))
			if err != nil || report.Failed() || report.Created+report.Updated != 0 || report.Unchanged != 3 {
				t.Errorf("taken in again in %s: %+v, %v", language, report, err)
			}
		}
		if len(heads) != len(locale.Languages) {
			t.Errorf("the headings are in %d languages", len(heads))
		}
	})
}

// sameInvoices holds an exported list of all invoices against what is stored. Columns
// are found by their place: the headings are in any language.
func (d *desk) sameInvoices(company id.ID, f file, w *locale.Words) {
	d.t.Helper()
	testkit.View(d.t, d.store, company, func(tx *store.Tx) error {
		page, err := tx.ListInvoices(store.InvoiceFilter{State: store.EveryState, Today: d.clock.Today()}, store.Cursor{}, 100)
		if len(page.Rows) != len(f.rows) || len(page.Rows) < 4 {
			d.t.Fatalf("%d rows, want %d", len(f.rows), len(page.Rows))
		}
		for n, i := range page.Rows {
			row := f.rows[n]
			issued, err1 := date.Parse(row[4])
			due, err2 := date.Parse(row[5])
			currency, err3 := money.ParseCurrency(row[10])
			owed, err4 := w.ParseAmount(row[8], currency)
			open, err5 := w.ParseAmount(row[9], currency)
			if row[0] != i.Number || row[2] != "ACME" || row[3] != i.Name || issued != i.IssuedOn || due != i.DueOn || owed != i.Owed || open != i.Open {
				d.t.Errorf("%q is not %+v (%v %v %v %v %v)", row, i.Invoice, err1, err2, err3, err4, err5)
			}
		}
		return err
	})
}

func TestAnExportHasTheFiltersOfItsList(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		beta := testkit.Customer(t, s, l.company.ID, "BETA", func(c *customer.Customer) { c.Kind, c.Language = customer.Consumer, "nl" })
		testkit.Invoice(t, s, customer.Ref{Company: l.company.ID, Customer: beta.ID}, "B-1", "10.00", clock.Today().AddDays(40))
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			return tx.AddHolds(&hold.Hold{Customer: beta.ID, Reason: "x", PlacedBy: "anne@lys.example"})
		})
		l.receives("A", "1190.00", func(e *store.Entry) { e.Text = "INV-2026-0001" })
		l.receives("B", "88.00", func(e *store.Entry) { e.Name, e.IBAN = "Zoë", "" })
		w := locale.NewBook().In(locale.For(locale.English, "BE"))
		for _, tt := range []struct{ path, head, want string }{
			{"customers.csv", "Number", "ACME BETA"}, {"customers.csv?kind=consumer", "Number", "BETA"}, {"customers.csv?held=1", "State", "on hold"},
			{"customers.csv?overdue=1", "Number", "ACME"}, {"customers.csv?q=beta", "Number", "BETA"}, {"customers.csv?language=fr", "Number", "ACME"},
			{"customers.csv?sort=oldest", "Number", "ACME BETA"}, {"customers.csv?q=nobody", "Number", ""},
			{"invoices.csv", "Invoice number", "INV-2026-0002 B-1"}, {"invoices.csv?sort=reverse", "Invoice number", "B-1 INV-2026-0002"},
			{"invoices.csv?state=settled", "Invoice number", "INV-2026-0001"}, {"invoices.csv?state=overdue", "Days late", "5"},
			{"invoices.csv?customer=" + beta.ID.String(), "Invoice number", "B-1"}, {"invoices.csv?q=b", "Invoice number", "B-1"},
			{"invoices.csv?from=2030-01-01", "Invoice number", ""},
			{"bank/entries.csv?state=booked", "Amount", "1190.00"}, {"bank/entries.csv?q=88.00", "From or to", "Zoë"}, {"bank/entries.csv?state=ask", "State", "To confirm"},
			{"messages.csv", "Customer", ""},
		} {
			if got := strings.Join(l.anne.export(l.at()+tt.path, w).column(t, tt.head), " "); got != tt.want {
				t.Errorf("%s has %q, want %q", tt.path, got, tt.want)
			}
		}
		shows(t, l.anne.get(l.at("customers?kind=consumer")), `href="`+l.at("customers.csv")+`?kind=consumer"`)
		shows(t, l.anne.get(l.at("bank", "entries?state=ask")), `href="`+l.at("bank", "entries.csv")+`?state=ask"`)
	})
}

func TestExportsAreForThoseWhoMayLook(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		for _, path := range []string{"customers.csv", "invoices.csv", "bank/entries.csv", "messages.csv"} {
			if p := l.reader.get(l.at() + path); p.status != http.StatusOK {
				t.Errorf("%s is %d to a reader", path, p.status)
			}
			if p := l.stranger.get(l.at() + path); p.status != http.StatusNotFound || strings.Contains(p.text, "ACME") {
				t.Errorf("%s is %d to a stranger", path, p.status)
			}
			if p := l.browser().get(l.at() + path); p.status != http.StatusSeeOther || p.header.Get("Content-Disposition") != "" {
				t.Errorf("%s is %d to nobody", path, p.status)
			}
		}
		if p := l.anne.get(l.at("invoices.csv?customer=nobody")); p.status != http.StatusNotFound || !strings.Contains(p.header.Get("Content-Type"), "html") {
			t.Errorf("a wrong filter is %d, %s", p.status, p.header.Get("Content-Type"))
		}
	})
}

// What cannot be read breaks the file off, so that nobody takes a part for the whole;
// before the first row has left, it is a page that says so.
func TestAnExportThatFailsIsNoFile(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c, _ := crowded(t, s, clock, 1800)
		d.person(c.ID, "rik@lys.example", user.Reader)
		b := d.signIn("rik@lys.example")
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { // the last row of all
			_, err := tx.Exec(`UPDATE invoice SET currency = 'no' WHERE company_id = $1 AND number = 'R-00000'`, tx.Company)
			return err
		})
		for range 3 { // more often than lists are given out at once: a failure gives its turn back
			r, err := http.NewRequest(http.MethodGet, d.url+at(c.ID, "invoices.csv?state=all"), nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := b.client.Do(r)
			if err != nil {
				t.Fatalf("not even the beginning comes: %v", err)
			}
			body, err := io.ReadAll(answer.Body)
			if answer.Body.Close(); err == nil {
				t.Errorf("a part of the list is taken for the whole: %d bytes", len(body))
			}
		}
		p := b.get(at(c.ID, "invoices.csv?q=R00000&state=all"))
		if p.status < 400 || p.header.Get("Content-Disposition") != "" || !strings.Contains(p.header.Get("Content-Type"), "html") {
			t.Errorf("a failure before the first row is %d, %s", p.status, p.header.Get("Content-Type"))
		}
	})
}
