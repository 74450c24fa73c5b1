package web_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/format/table"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// vague is a table whose headings say nothing: a person must explain it.
const vague = "Alpha;Beta;Gamma;Delta\nx-1;12,50;Brouwerij De Ketel;05/01/2026\nx-2;13,50;" + hostile + ";06/01/2026\n"

// explained is what a person chooses for it.
var explained = []string{"column-0", "number", "column-1", "total", "column-2", "customer_name", "column-3", "issue_date"}

// waits hands a file over that waits, and returns the address of its page.
func (l *ledger) waits(name, text string) string {
	l.t.Helper()
	p := l.anne.upload(l.at("import"), true, name, text)
	shows(l.t, p, "Waits for its columns", "Explain the columns")
	link := p.text[strings.Index(p.text, l.at("import")+"/"):]
	return strings.TrimSuffix(link[:strings.IndexByte(link, '"')], "/columns")
}

// form is what a page's form of the columns would send, changed as given in pairs.
func (p page) form(t *testing.T, changes ...string) []string {
	t.Helper()
	values := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(p.text, -1) {
		values.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`<input\s+id="([^"]+)"[^>]* value="([^"]*)"`).FindAllStringSubmatch(p.text, -1) {
		values.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select id="([^"]+)".*?</select>`).FindAllStringSubmatch(p.text, -1) {
		values.Set(m[1], "")
		if chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[0]); chosen != nil {
			values.Set(m[1], html.UnescapeString(chosen[1]))
		}
	}
	if values.Get("was") == "" {
		t.Fatalf("the page has no form: %s", p.text)
	}
	for n := 0; n < len(changes); n += 2 {
		values.Set(changes[n], changes[n+1])
	}
	var form []string
	for name := range values {
		form = append(form, name, values.Get(name))
	}
	return form
}

func TestATableIsExplainedOnceAndRememberedForGood(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		link := l.waits("../vague.csv", vague)
		columns := link + "/columns"
		shows(t, l.anne.get(l.at("import")), "Waits for its columns", `href="`+columns+`"`)
		shows(t, l.anne.get(link), "Nothing of this table was taken in yet", `href="`+columns+`"`)

		p := l.anne.get(columns)
		shows(t, p, "Explain vague.csv", "not clear yet", "No column says which invoice a row is", `<span class="name">Gamma</span>`, "Brouwerij De Ketel", `value="take" disabled`)
		p = l.anne.post(columns, p.form(t, explained...)...)
		shows(t, p, "2 rows can be taken in", "€12.50", "05/01/2026", "Take in 2 invoices", `<option value="," selected`)
		if strings.Contains(p.text, "No column says") {
			t.Error("what was decided is still asked")
		}
		taken := l.anne.post(columns, p.form(t, "action", "take")...)
		if taken.status != http.StatusSeeOther || taken.location != link {
			t.Fatalf("taken in: %d to %s: %s", taken.status, taken.location, taken.text)
		}
		shows(t, l.anne.get(link), "Taken in: 2 new", "Undo this import", "How it was read")
		shows(t, l.anne.get(l.at("invoices")), "x-1", "x-2", "Brouwerij De Ketel")
		shows(t, l.anne.get(columns), "This table was taken in", `value="total" selected`)
		if again := l.anne.post(columns, p.form(t, "action", "take")...); again.status != http.StatusConflict {
			t.Errorf("taken in twice: %d", again.status)
		}
		next := l.anne.upload(l.at("import"), true, "next.csv", strings.ReplaceAll(vague, "x-", "y-"))
		shows(t, next, "1 file", "2 new")
	})
}

func TestATableIsReadDifferentlyOnceItsImportIsUndone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		link := l.waits("vague.csv", vague)
		columns := link + "/columns"
		p := l.anne.post(columns, l.anne.get(columns).form(t, explained...)...)
		if p := l.anne.post(columns, p.form(t, "action", "take")...); p.status != http.StatusSeeOther {
			t.Fatalf("taken in: %d %s", p.status, p.text)
		}
		if p := l.anne.post(link + "/undo"); p.status != http.StatusSeeOther {
			t.Fatalf("undone: %d %s", p.status, p.text)
		}
		shows(t, l.anne.get(link), "Read it differently", "Undone by", `href="`+columns+`"`)
		p = l.anne.get(columns)
		shows(t, p, "Read as your company explained such tables before", `value="issue_date" selected`, "Take in 2 invoices")
		p = l.anne.post(columns, p.form(t, "column-3", "due_date")...)
		p = l.anne.post(columns, p.form(t, "written-3", "mdy")...)
		shows(t, p, `value="mdy" selected`, "01/05/2026") // it is due on the first of May
		if p := l.anne.post(columns, p.form(t, "action", "take")...); p.status != http.StatusSeeOther {
			t.Fatalf("taken in anew: %d %s", p.status, p.text)
		}
		shows(t, l.anne.get(link), "2 new", "Undo this import")
		if p := l.anne.get(link); strings.Contains(p.text, "Undone by") {
			t.Error("what stands again is called undone")
		}
	})
}

func TestASnapshotSaysWhatItClosesAndAsks(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		for n := range 25 {
			testkit.Invoice(t, s, customer.Ref{Company: l.company.ID, Customer: l.acme.ID}, "OLD-"+string(rune('A'+n)), "10.00", clock.Today().AddDays(-60))
		}
		link := l.waits("all.csv", strings.ReplaceAll(vague, "x-2", "INV-2026-0002"))
		columns := link + "/columns"
		p := l.anne.post(columns, l.anne.get(columns).form(t, append(explained, "snapshot", "1")...)...)
		shows(t, p, "26 of 27 open items are not in the table", `name="snapshot" value="1" checked`)
		refused := l.anne.post(columns, p.form(t, "action", "take", "snapshot", "1")...)
		if refused.status != http.StatusConflict || !strings.Contains(refused.text, `name="sure"`) || !strings.Contains(refused.text, "Nothing was taken in") {
			t.Fatalf("most of what is open is closed without a question: %d", refused.status)
		}
		if got := l.open(l.r1); got != "1190.00" {
			t.Errorf("%s is open of an invoice that nobody closed", got)
		}
		shows(t, l.anne.post(columns, refused.form(t, "snapshot", "1", "sure", "1")...), `name="sure" value="1" checked`)
		if p := l.anne.post(columns, refused.form(t, "action", "take", "snapshot", "1", "sure", "1")...); p.status != http.StatusSeeOther {
			t.Fatalf("sure: %d %s", p.status, p.text)
		}
		shows(t, l.anne.get(link), "26 closed that are no longer in the table")
		if got := l.open(l.r1); got != "0.00" {
			t.Errorf("%s is open of an invoice that the snapshot does not have", got)
		}
		if p := l.anne.post(link + "/undo"); p.status != http.StatusSeeOther {
			t.Fatalf("undone: %d %s", p.status, p.text)
		}
		if got := l.open(l.r1); got != "1190.00" {
			t.Errorf("undone, %s is open", got)
		}
	})
}

func TestFormsOfColumnsThatCannotBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		columns := l.waits("vague.csv", vague) + "/columns"
		p := l.anne.post(columns, l.anne.get(columns).form(t, explained...)...)
		for what, form := range map[string][]string{
			"headings where none can stand":    p.form(t, "header_row", "77"),
			"a day that is none":               p.form(t, "action", "take", "as_of", "yesterday"),
			"a rule that is none":              p.form(t, "action", "take", "sign", "guess"),
			"a decimal sign that is none":      p.form(t, "action", "take", "written-1", ";"),
			"nothing that names the customer":  p.form(t, "action", "take", "column-2", ""),
			"a field of another kind of table": p.form(t, "action", "take", "column-2", "booking_date"),
		} {
			if p := l.anne.post(columns, form...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Nothing was taken in") || !strings.Contains(p.text, "Brouwerij De Ketel") {
				t.Errorf("%s: %d %s", what, p.status, p.text)
			}
		}
		for what, form := range map[string][]string{
			"a form without a past":  {"action", "take"},
			"a past that is none":    {"was", "[", "action", "take"},
			"another kind, at once":  p.form(t, "action", "take", "kind", "customers"),
			"a field of no table":    p.form(t, "column-0", "moon"),
			"a line that is no line": p.form(t, "header_row", "two"),
		} {
			shows(t, l.anne.post(columns, form...), "Explain vague.csv")
			if strings.Contains(l.anne.get(l.at("invoices")).text, "x-1") {
				t.Fatalf("%s takes the table in", what)
			}
		}
		shows(t, l.anne.post(columns, p.form(t, "column-0", "")...), "No column says which invoice a row is")
	})
}

func TestAFieldGoesToTheColumnThatItWasChosenForLast(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		columns := l.waits("vague.csv", vague) + "/columns"
		p := l.anne.post(columns, l.anne.get(columns).form(t, "column-0", "customer_name")...)
		p = l.anne.post(columns, p.form(t, "column-2", "customer_name")...)
		var was table.Mapping
		form := p.form(t)
		for n := 0; n < len(form); n += 2 {
			if form[n] == "was" {
				if err := json.Unmarshal([]byte(form[n+1]), &was); err != nil {
					t.Fatal(err)
				}
			}
		}
		if c := was.Column(table.CustomerName); c == nil || c.At != 2 || len(was.Columns) != 1 {
			t.Errorf("the columns are %+v", was.Columns)
		}
		balances := l.anne.post(columns, p.form(t, "kind", "balances")...)
		shows(t, balances, `value="balances" selected`)
		split := l.anne.post(columns, balances.form(t, "column-2", "customer_name", "column-1", "debit")...)
		shows(t, split, `value="debited" selected`, "2 rows can be taken in", "Take in 2 balances")
		shows(t, l.anne.post(columns, split.form(t, "column-1", "open")...), `value="signed" selected`)
	})
}

func TestOnlyThoseWhoMayWriteExplainTables(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		link := l.waits("vague.csv", vague)
		shows(t, l.reader.get(link), "Nothing of this table was taken in yet")
		if strings.Contains(l.reader.get(link).text, "/columns") || strings.Contains(l.reader.get(l.at("import")).text, "/columns") {
			t.Error("a reader is led to the columns")
		}
		for who, b := range map[string]*browser{"a reader": l.reader, "a stranger": l.stranger} {
			for what, p := range map[string]page{"page": b.get(link + "/columns"), "form": b.post(link+"/columns", "action", "take")} {
				if p.status != http.StatusForbidden && p.status != http.StatusNotFound {
					t.Errorf("the %s answers %s with %d", what, who, p.status)
				}
			}
		}
		l.anne.upload(l.at("import"), false, "x.xml", "<x/>")
		history := l.anne.get(l.at("import")).text
		first := history[strings.Index(history, `href="`+l.at("import")+"/")+6:]
		for what, path := range map[string]string{"a file that is no table": first[:strings.IndexByte(first, '"')], "no file": l.at("import", "03pwe7yg2e100"), "no number": l.at("import", "x")} {
			if p := l.anne.get(path + "/columns"); p.status != http.StatusNotFound {
				t.Errorf("%s answers %d", what, p.status)
			}
		}
	})
}

// newest is the address of the file that was handed over last.
func (l *ledger) newest() string {
	l.t.Helper()
	p := l.anne.get(l.at("import"))
	_, after, found := strings.Cut(p.text, `id="import-`)
	if !found {
		l.t.Fatalf("nothing was handed over: %s", p.text)
	}
	return l.at("import", after[:strings.IndexByte(after, '"')])
}

func TestEachKindOfTableIsShownAsItIsUnderstood(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		for _, c := range []struct {
			kind  table.Kind
			text  string
			shows []string
		}{
			{table.Invoices, "Factuurnummer;Klantnummer;Klantnaam;Factuurdatum;Vervaldatum;Bedrag;Openstaand\nF1;K1;Bakkerij Claes;15/01/2026;14/02/2026;121,00;21,00\nC1;K1;Bakkerij Claes;16/01/2026;;-10,00;-10,00\n",
				[]string{"Bakkerij Claes", "14/02/2026", "€121.00", "€21.00", "−€10.00", "credit note"}},
			{table.Balances, "Debiteur;Naam;Openstaand\nK1;Bakkerij Claes;1.234,56\nK2;Loon;-20,00\n", []string{"Bakkerij Claes", "€1,234.56", "−€20.00"}},
			{table.Customers, "Klantnummer;Klantnaam;Straat;Postcode;Plaats;E-mail;Betalingstermijn\nK1;Bakkerij Claes;Markt 1;9000;Gent;an@claes.example;30\n", []string{"Markt 1 · 9000 Gent", "an@claes.example", "30 days"}},
			{table.Contacts, "Klantnummer;Voornaam;Achternaam;Functie;E-mail\nK1;An;Claes;boekhouder;an@claes.example\n", []string{"An Claes · Accountant · an@claes.example"}},
			{table.Entries, "Boekdatum;Bedrag;Naam tegenpartij;Mededeling;Saldo\n15/01/2026;100,00;Bakkerij Claes;factuur 12;100,00\n", []string{"Bakkerij Claes", "€100.00", "factuur 12", `id="account"`, "Take in 1 bank line"}},
		} {
			l.anne.upload(l.at("import"), true, string(c.kind)+".csv", c.text)
			columns := l.newest() + "/columns"
			p := l.anne.get(columns)
			shows(t, p, append(c.shows, `value="`+string(c.kind)+`" selected`)...)
			shows(t, l.anne.post(columns, p.form(t, "kind", "contacts")...), `value="contacts" selected`)
		}
	})
}

func TestEveryFieldOfATableHasAName(t *testing.T) {
	book := locale.NewBook()
	for _, l := range locale.Languages {
		w := book.In(locale.For(l, "BE"))
		for _, k := range table.Kinds() {
			if !w.Has("table.take_" + string(k)) {
				t.Errorf("%s has no word for %s", l, k)
			}
			names := map[string]table.Field{}
			for _, f := range table.Fields(k) {
				name := w.T("table.field_" + f.String())
				if f == table.IBAN && k == table.Entries {
					name = w.T("table.field_iban_other")
				}
				if other, twice := names[name]; twice || !w.Has("table.field_"+f.String()) {
					t.Errorf("%s calls %s and %s of %s %q", l, f, other, k, name)
				}
				names[name] = f
			}
		}
	}
}

// A change to a long table is answered from its first rows, in plain words; one button
// checks all of them.
func TestALongTableIsShownByItsFirstRows(t *testing.T) {
	const row = "x-1;12,50;Brouwerij De Ketel;13/01/2026\n"
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		columns := l.waits("long.csv", "Alpha;Beta;Gamma;Delta\n"+strings.Repeat(row, 50_000)+"x-2;nothing;Brouwerij De Ketel;13/01/2026\n") + "/columns"
		p := l.anne.post(columns, l.anne.get(columns).form(t, append(explained, "snapshot", "1")...)...)
		shows(t, p, "50,000 rows can be taken in · of the first 50,000", "about the first 50,000 rows", `value="whole"`, "counted when the whole table is checked", `value="take"`)
		if strings.Contains(p.text, "nothing") || strings.Contains(p.text, "Take in 50,000") {
			t.Error("it is spoken of rows that were not read")
		}
		p = l.anne.post(columns, p.form(t, "action", "whole")...)
		shows(t, p, "50,000 rows can be taken in · 1 cannot", "is no amount", "B50002", "In the whole file", "Take in 50,000 invoices")
		if strings.Contains(p.text, `value="whole"`) {
			t.Error("the whole table is to be checked once more")
		}
	})
}

// What a snapshot closes is said for the day in the form.
func TestASnapshotSaysWhatItClosesOnItsDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		day := clock.Today().AddDays(-60)
		testkit.Invoice(t, s, customer.Ref{Company: l.company.ID, Customer: l.acme.ID}, "OLD-1", "10.00", day)
		columns := l.waits("all.csv", vague) + "/columns"
		p := l.anne.post(columns, l.anne.get(columns).form(t, explained...)...)
		shows(t, p, "What is open here and not in the table is then closed")
		shows(t, l.anne.post(columns, p.form(t, "snapshot", "1")...), "3 of 3 open items are not in the table")
		p = l.anne.post(columns, p.form(t, "snapshot", "1", "as_of", day.String())...)
		shows(t, p, "1 of 1 open items is not in the table", `value="`+day.String()+`"`)
	})
}
