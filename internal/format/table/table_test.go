package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"acquit/internal/fault"
	"acquit/internal/format/table/sheet"
	"acquit/internal/testkit/golden"
)

func open(t testing.TB, raw []byte) *Table {
	t.Helper()
	table, err := Open(bytes.NewReader(raw), int64(len(raw)), sheet.Layout{})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// understood is what a golden holds.
type understood struct {
	Mapping  Mapping   `json:"mapping"`
	Problems []Problem `json:"problems"`
	Preview  *Preview  `json:"preview,omitempty"`
}

// kindOf is the kind of a sample by its name: invoices-exact-nl.csv.
func kindOf(path string) Kind {
	kind, _, _ := strings.Cut(filepath.Base(path), "-")
	if slices.Contains(Kinds(), Kind(kind)) {
		return Kind(kind)
	}
	return Invoices
}

func samples(t testing.TB) []string { return golden.Samples(t, "testdata/*.csv", "testdata/*.xlsx") }

func TestSamplesAreUnderstoodAsWrittenDown(t *testing.T) {
	for _, path := range samples(t) {
		table := open(t, golden.Content(t, path))
		m, problems := table.Guess(kindOf(path))
		got := understood{Mapping: m, Problems: problems}
		if m.Check() == nil {
			var err error
			if got.Preview, err = table.Preview(m, 20); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		golden.MatchJSON(t, golden.Beside(path, ".json"), got)
	}
}

func TestTheKindOfATableIsSeen(t *testing.T) {
	for _, path := range samples(t) {
		m, _, ok := open(t, golden.Content(t, path)).Understand()
		switch {
		case strings.Contains(path, "unknown"):
			if ok {
				t.Errorf("%s is taken for %s", path, m.Kind)
			}
		case m.Kind != kindOf(path):
			t.Errorf("%s is taken for %q", path, m.Kind)
		}
	}
}

// Days that can be read in two ways are asked about, unless the language of the heading
// knows one way only.
func TestTheLanguageOfAHeadingTellsTheOrderOfDays(t *testing.T) {
	for heading, asks := range map[string]bool{
		"Due date": true, "Date": true, "Vervaldatum": false, "Date d’échéance": false, "Fälligkeit": false, "Faellig am": false,
	} {
		file := "Invoice no;Customer;Amount;" + heading + "\nR-1;Acme;12,50;02/11/2026\nR-2;Acme;13,50;03/11/2026\n"
		m, problems := open(t, []byte(file)).Guess(Invoices)
		asked := slices.ContainsFunc(problems, func(p Problem) bool { return p.Asks })
		if c := m.Columns[len(m.Columns)-1]; asked != asks || c.Order != DayMonthYear {
			t.Errorf("%s: asked %t, column %+v, %v", heading, asked, c, problems)
		}
	}
}

// TestAMappingIsFoundAgain reads the same table in another encoding, with another
// delimiter and without what stands above its headings.
func TestAMappingIsFoundAgain(t *testing.T) {
	raw := golden.Content(t, "testdata/invoices-datev-de.csv")
	first := open(t, raw)
	m, _ := first.Guess(Invoices)

	text, err := charmap.Windows1252.NewDecoder().String(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, below, _ := strings.Cut(text, "31.03.2026;;;;;;;;\r\n")
	other := open(t, []byte("\ufeff"+strings.ReplaceAll(below, ";", "\t")))
	if other.Signature() != m.Signature {
		t.Fatal("the signature is another one")
	}
	kept, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Mapping
	if err := json.Unmarshal(kept, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, back); diff != "" {
		t.Errorf("after JSON: %s", diff)
	}
	other, fitted, err := other.Fit(back)
	if err != nil {
		t.Fatal(err)
	}
	if fitted.Layout.Delimiter != "\t" || fitted.HeaderRow != 1 || fitted.FirstRow != 2 {
		t.Errorf("%+v", fitted)
	}
	if diff := cmp.Diff(invoices(t, first, m), invoices(t, other, fitted), cmp.Comparer(func(a, b fault.Place) bool { return true })); diff != "" {
		t.Error(diff)
	}
	if _, _, err := open(t, golden.Content(t, "testdata/invoices-us.csv")).Fit(back); !errors.Is(err, fault.Conflict) {
		t.Errorf("another table: %v", err)
	}
}

// invoices reads the invoices of a table, without those that are refused.
func invoices(t *testing.T, table *Table, m Mapping) (all []Invoice) {
	t.Helper()
	reader, err := table.Read(m)
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range reader.Records() {
		if err != nil {
			t.Fatal(err)
		}
		i, err := r.Invoice()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, i)
	}
	return all
}

func TestAPersonMaySayWhereTheHeadingsStand(t *testing.T) {
	raw := []byte("Zz;Yy;Xx\nAlpha;Beta;Gamma\nx1;12,50;foo\nx2;13,50;bar\n")
	table := open(t, raw)
	other, err := table.WithHeader(2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Alpha", "Beta", "Gamma"}, other.Headings()); diff != "" || other.FirstRow() != 3 {
		t.Error(diff, other.FirstRow())
	}
	m := Mapping{Kind: Balances, Signature: other.Signature(), Layout: other.Layout(), HeaderRow: 2, FirstRow: 3, Sign: Sign{Rule: Signed},
		Columns: []Column{other.ColumnAs(0, CustomerNumber), other.ColumnAs(1, OpenAmount)}}
	again, fitted, err := open(t, raw).Fit(m)
	if err != nil || again.HeaderRow() != 2 || fitted.HeaderRow != 2 {
		t.Fatalf("it is not found again: %v, %+v", err, fitted)
	}
	p, err := again.Preview(fitted, 5)
	if err != nil || p.Read != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	none, err := table.WithHeader(0)
	if err != nil || none.HeaderRow() != 0 || none.FirstRow() != 1 {
		t.Errorf("none: %v", err)
	}
	if _, err := table.WithHeader(99); err == nil {
		t.Error("headings stand in a row that is not there")
	}
}

func TestMappingsThatMeanNothingAreRefused(t *testing.T) {
	table := open(t, golden.Content(t, "testdata/invoices-us.csv"))
	good, _ := table.Guess(Invoices)
	for _, c := range []struct {
		name   string
		change func(m *Mapping)
		want   string
	}{
		{"an unknown kind", func(m *Mapping) { m.Kind = "poems" }, "is no kind of table"},
		{"a field of another kind", func(m *Mapping) { m.Columns[0].Field = Balance }, "is no field of such a table"},
		{"two columns for one field", func(m *Mapping) { m.Columns[1].Field = m.Columns[0].Field }, "cannot both be"},
		{"a column before the first", func(m *Mapping) { m.Columns[0].At = -1 }, "has no column"},
		{"a decimal sign that is none", func(m *Mapping) { m.Columns[0].Decimal = ";" }, "is no decimal sign"},
		{"an order that is none", func(m *Mapping) { m.Columns[0].Order = "ydm" }, "is no order of days"},
		{"a rule that is none", func(m *Mapping) { m.Sign.Rule = "upside down" }, "is no rule"},
		{"no number", func(m *Mapping) { m.Columns = m.Columns[1:] }, "which invoice a row is"},
	} {
		m := good
		m.Columns = slices.Clone(good.Columns)
		c.change(&m)
		if _, err := table.Read(m); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	var f Field
	if err := f.UnmarshalText([]byte("colour")); err == nil {
		t.Error("colour is a field")
	}
}

func TestEveryFieldHasANameAndHeadings(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds() {
		for _, f := range Fields(k) {
			var back Field
			text, _ := f.MarshalText()
			if err := back.UnmarshalText(text); err != nil || back != f || len(text) == 0 {
				t.Errorf("field %d is %q: %v", f, text, err)
			}
			if headings[f] == "" {
				t.Errorf("no heading means %s", f)
			}
			seen[f.String()] = true
		}
	}
	if len(seen) != int(fieldCount)-1 {
		t.Errorf("%d fields of %d are of a kind", len(seen), fieldCount-1)
	}
}

func TestHeadings(t *testing.T) {
	for _, c := range []struct {
		kind    Kind
		heading string
		want    Field
		rank    int
	}{
		{Invoices, "Factuurnr.", Number, 0},
		{Invoices, "N° facture", Number, 0},
		{Invoices, "Rechnungs-Nr.", Number, 0},
		{Invoices, "invoice_number", Number, 0},
		{Invoices, "InvoiceNumber", Number, 0},
		{Invoices, "Bedrag incl. BTW (EUR)", Total, 0},
		{Invoices, "Date d’échéance", DueOn, 0},
		{Invoices, "Fälligkeitsdatum", DueOn, 0},
		{Invoices, "FAELLIGKEIT", DueOn, 0},
		{Invoices, "Montant TTC €", Total, 0},
		{Invoices, "Totaal excl. btw", Net, 0},
		{Customers, "E-mail 2", Email, 2},
		{Customers, "Contact 3 e-mail", Email, 3},
		{Customers, "Straße", Street, 0},
		{Customers, "Nummer", CustomerNumber, 0},
		{Entries, "Valeur", ValueOn, 0},
		{Entries, "Naam tegenpartij", Name, 0},
		{Entries, "Beguenstigter/Zahlungspflichtiger", Name, 0},
		{Entries, "Verwendungszweck", Text, 0},
		{Entries, "Solde après opération", Balance, 0},
	} {
		found, rank := claims(c.kind, c.heading)
		best := claim{}
		for _, f := range found {
			if f.score > best.score {
				best = f
			}
		}
		if c.heading == "Verwendungszweck" { // a reference too, where the values are
			best.field = Text
		}
		if best.field != c.want || rank != c.rank {
			t.Errorf("%s %q is %s %d of %v", c.kind, c.heading, best.field, rank, found)
		}
	}
	for _, nothing := range []string{"", "   ", "?", "Kleur", "xyzzy"} {
		if found, _ := claims(Invoices, nothing); len(found) != 0 {
			t.Errorf("%q is %v", nothing, found)
		}
	}
}

// A table that is looked at in part says so, and only then.
func TestTheFirstRowsOfATable(t *testing.T) {
	body := "Invoice no;Customer;Date;Amount\nR-1;Acme;13/01/2026;1,00\nR-2;Acme;13/01/2026;nothing\nTotal;;;2,00\nR-3;Acme;13/01/2026;1,00\n"
	whole := open(t, []byte(body))
	m, _ := whole.Guess(Invoices)
	for _, c := range []struct {
		first, read, refused int
		more                 bool
	}{{1, 1, 0, true}, {2, 1, 1, true}, {3, 2, 1, false}, {4, 2, 1, false}, {0, 2, 1, false}} {
		first, err := whole.First(c.first).WithHeader(1)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := first.Preview(m, 9); err != nil || p.Read != c.read || p.Refused != c.refused || p.More != c.more {
			t.Errorf("the first %d: %+v, %v", c.first, p, err)
		}
	}
	if p, err := whole.Preview(m, 9); err != nil || p.More || p.Read != 2 {
		t.Errorf("the whole: %+v, %v", p, err)
	}
}

// A column that is left out though its heading is clear is named, with what it holds.
func TestAColumnThatIsPassedOverIsNamed(t *testing.T) {
	for heading, c := range map[string]struct {
		kind         Kind
		values, want string
	}{
		"email":              {Customers, "xyz;", `column B email was not used: "xyz" is not an e-mail address`},
		"IBAN":               {Customers, ";see contract", `column B IBAN was not used: "see contract" is no account number`},
		"VAT number":         {Customers, "yes;no", `column B VAT number was not used: "yes" is no VAT number`},
		"Btw-nummer":         {Customers, "nee;", `column B Btw-nummer was not used: "nee" is no VAT number`},
		"Ondernemingsnummer": {Customers, "12;", `column B Ondernemingsnummer was not used: "12" is no enterprise number`},
		"Due date":           {Invoices, "soon;later", `column B Due date was not used: "soon" is no day`},
		"Open amount":        {Invoices, "a lot;", `column B Open amount was not used: "a lot" is no amount`},
		"Payment terms":      {Customers, "end of month;", `column B Payment terms was not used: "end of month" is no number of days`},
		"E-Mail":             {Customers, "post@acme.example;xyz", ""}, // read: the odd one is named by itself
		"Remark":             {Customers, "xyz;", ""},
		"Telephone":          {Customers, "", ""},
	} {
		first, second, _ := strings.Cut(c.values, ";")
		body := "Customer name;" + heading + ";City\nAcme;" + first + ";Ghent\nBeta;" + second + ";Ghent\n"
		_, problems := open(t, []byte(body)).Guess(c.kind)
		var said []string
		for _, p := range problems {
			if !p.Asks {
				said = append(said, p.Text.String())
			}
		}
		if got := strings.Join(said, "; "); got != c.want {
			t.Errorf("%s: %q, want %q", heading, got, c.want)
		}
	}
}
