package table

import (
	"errors"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/format/table/sheet"
	"acquit/internal/testkit/golden"
)

func TestTheSidesOfAmounts(t *testing.T) {
	for _, c := range []struct {
		name string
		kind Kind
		file string
		rule Sign
		want string // the amounts, in the order of the rows
	}{
		{"signs of their own", Entries, "Account;Date;Amount\n1111111;2026-03-05;5\n1111111;2026-03-06;-7\n", Sign{Signed, false}, "5 -7"},
		{"a word for either side", Entries, "Account;Date;Af Bij;Bedrag\n1111111;2026-03-05;Bij;5\n1111111;2026-03-06;Af;7\n", Sign{Marked, false}, "5 -7"},
		{"a letter for either side", Entries, "Account;Date;D/C;Amount\n1111111;2026-03-05;C;5\n1111111;2026-03-06;D;7\n", Sign{Marked, false}, "5 -7"},
		{"plus and minus in a column", Entries, "Account;Date;Sign;Amount\n1111111;2026-03-05;+;5\n1111111;2026-03-06;-;7\n", Sign{Marked, false}, "5 -7"},
		{"the customer's side", Invoices, "Rechnungsnummer;Kunde;Datum;Betrag;Soll/Haben\nR1;A;05.03.2026;5,00;S\nR2;A;06.03.2026;7,00;H\n", Sign{Marked, false}, "5.00 -7.00"},
		{"a mark behind the amount", Entries, "Account;Date;Amount\n1111111;2026-03-05;5.00 CR\n1111111;2026-03-06;7.00 DR\n", Sign{Signed, false}, "5.00 -7.00"},
		{"two columns", Entries, "Account;Date;Debit;Credit\n1111111;2026-03-05;;5\n1111111;2026-03-06;7;\n", Sign{Credited, false}, "5 -7"},
		{"two columns, debits with a minus", Entries, "Account;Date;Debit;Credit\n1111111;2026-03-05;;5\n1111111;2026-03-06;-7;\n", Sign{Credited, true}, "5 -7"},
		{"two columns of a customer's account", Invoices, "Pièce;Client;Date;Débit;Crédit\nR1;A;2026-03-05;5;\nR2;A;2026-03-06;;7\n", Sign{Debited, false}, "5 -7"},
		{"two columns that say again what a third says", Entries, "Account;Date;Amount;Debit;Credit\n1111111;2026-03-05;5;;5\n1111111;2026-03-06;-7;7;\n", Sign{Signed, false}, "5 -7"},
		{"balances that prove the signs to be those of a card", Entries, "Account;Date;Amount;Balance\n1111111;2026-03-05;5;95\n1111111;2026-03-06;-7;102\n1111111;2026-03-06;2;100\n", Sign{Inverse, false}, "-5 7 -2"},
		{"balances from the newest entry on", Entries, "Account;Date;Amount;Balance\n1111111;2026-03-06;-7;98\n1111111;2026-03-05;5;105\n1111111;2026-03-04;1;100\n", Sign{Signed, false}, "-7 5 1"},
		{"balances that prove debits to come in", Entries, "Account;Date;Debit;Credit;Balance\n1111111;2026-03-05;5;;105\n1111111;2026-03-06;;7;98\n", Sign{Debited, true}, "5 -7"},
		{"balances that say nothing", Entries, "Account;Date;Amount;Balance\n1111111;2026-03-05;5;1\n1111111;2026-03-06;-7;2\n", Sign{Signed, false}, "5 -7"},
		{"balances before the entries", Entries, "Account;Date;Amount;Balance before\n1111111;2026-03-05;5;100\n1111111;2026-03-06;-7;105\n1111111;2026-03-06;1;98\n", Sign{Signed, false}, "5 -7 1"},
	} {
		table := open(t, []byte(c.file))
		m, _ := table.Guess(c.kind)
		if m.Sign != c.rule {
			t.Errorf("%s: %+v", c.name, m.Sign)
		}
		field := Amount
		if c.kind == Invoices {
			field = Total
		}
		reader, err := table.Read(m)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for r, err := range reader.Records() {
			d, given, sumErr := r.Sum(field)
			if err = errors.Join(err, sumErr); err != nil || !given {
				t.Errorf("%s: %v, %t", c.name, err, given)
			}
			got = append(got, d.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestRowsThatAreNone(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		file string
		want string
	}{
		{Entries, "Account;Date;D/C;Amount\n1111111;2026-03-05;C;5\n1111111;2026-03-06;D;7\n1111111;2026-03-06;X;7\n", `line 4: C4 D/C: "X" says neither debit nor credit`},
		{Entries, "Account;Date;Amount\n1111111;2026-03-05;5\n1111111;2026-03-06;\n1111111;;6\n", "line 3: C3 Amount: the row has no amount\nline 4: B4 Date: the row has no day"},
		{Balances, "Klant;Naam;Saldo\n1;A;5\n2;B;\n;;6\n", "line 3: C3 Saldo: the row has no amount\nline 4: a row of one cell"},
		{Contacts, "Klantnummer;Contact;E-mail\n1;A;a@b.example\n2;;\n;C;c@b.example\n;;d@b.example\n", "line 3: the row names no contact\nline 4: A4 Klantnummer: the row does not say\nline 5: A5 Klantnummer: the row does not say"},
		{Customers, "Nummer;Naam;Land;Taal;Betalingstermijn;E-mail;Soort\n1;A;België;nl;30;a@b.example;bedrijf\n2;;;;;;\n3;C;Atlantis;Klingon;eens;nergens;alien\n",
			"line 3: B3 Naam: the customer has no name\nline 4: C4 Land: \"Atlantis\" is no country that is known here; it was passed over\nline 4: D4 Taal: \"Klingon\" is none of the languages fr, nl, de and en; it was passed over\n" +
				"line 4: G4 Soort: \"alien\" is no kind of customer that is known here; it was passed over\nline 4: E4 Betalingstermijn: \"eens\" is no number of days from 0 to 365\nline 4: F4 E-mail: \"nergens\" is not an e-mail address"},
		{Invoices, "Factuurnummer;Klant;Factuurdatum;Bedrag;Betaald\nF1;A;13/03/2026;100,00;40,00\nF2;A;14/03/2026;12..00;\nF3;A;15/03/2026;-10,00;\nF4;A;33/03/2026;1,00;x\n",
			"line 3: D3 Bedrag: \"12..00\" is no amount\nline 5: C5 Factuurdatum: \"33/03/2026\" is no day\nline 5: E5 Betaald: \"x\" is no amount"},
	} {
		table := open(t, []byte(c.file))
		m, _ := table.Guess(c.kind)
		if c.kind == Contacts { // the values of this one look like nothing
			m = Mapping{Kind: Contacts, Signature: m.Signature, HeaderRow: 1, FirstRow: 2, Sign: Sign{Rule: Signed}, Columns: []Column{
				table.ColumnAs(0, CustomerNumber), table.ColumnAs(1, Contact), table.ColumnAs(2, Email)}}
			m.Columns[1].Rank, m.Columns[2].Rank = 1, 1
		}
		if c.kind == Entries && m.Column(Side) == nil && strings.Contains(c.file, "D/C") {
			m.Columns = append(m.Columns, table.ColumnAs(2, Side))
			m.Sign.Rule = Marked
		}
		if c.kind == Customers {
			m.Columns = nil
			for n, f := range []Field{CustomerNumber, CustomerName, Country, Language, TermsDays, Email, CustomerKind} {
				m.Columns = append(m.Columns, table.ColumnAs(n, f))
			}
		}
		p, err := table.Preview(m, 9)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		var got []string
		for _, problem := range append(p.Problems, p.LeftOut...) {
			for _, n := range problem.Examples {
				got = append(got, n.String())
			}
		}
		want := strings.Split(c.want, "\n")
		for n := range max(len(got), len(want)) {
			if n >= len(got) || n >= len(want) || !strings.HasPrefix(got[n], want[n]) {
				t.Errorf("%q: %q, want %q", c.file, got, want)
				break
			}
		}
	}
}

func TestWhatIsPaidIsTakenOff(t *testing.T) {
	table := open(t, []byte("Factuurnummer;Klant;Factuurdatum;Bedrag;Betaald\nF1;A;13/03/2026;100,00;40,00\nF2;A;15/03/2026;-10,00;10,00\nF3;A;15/03/2026;10,00;\n"))
	m, _ := table.Guess(Invoices)
	var got []string
	for _, i := range invoices(t, table, m) {
		got = append(got, i.Open.String()+" "+string(i.Stated))
	}
	if strings.Join(got, ", ") != "60.00 both, 0.00 both, 10.00 total" {
		t.Error(got)
	}
}

func TestTheSheetsOfAWorkbookAreOffered(t *testing.T) {
	table := open(t, golden.Content(t, "testdata/invoices-workbook.xlsx"))
	if got := strings.Join(table.Sheets(), " | "); got != "Cover | Open items" || table.Layout() != (sheet.Layout{Workbook: true, Sheet: "Open items"}) {
		t.Errorf("%s, %+v", got, table.Layout())
	}
}

func TestSeveralFailuresOfARowAreOne(t *testing.T) {
	table := open(t, []byte("Factuurnummer;Klant;Factuurdatum;Bedrag\nF1;A;13/03/2026;1,00\nF2;A;14/03/2026;2,00\nF3;A;15/03/2026;2,00\nF4;A;x;y\n"))
	m, _ := table.Guess(Invoices)
	reader, err := table.Read(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range reader.Records() {
		if err != nil && (len(fault.Notes(err)) != 2 || !errors.Is(err, fault.Invalid)) {
			t.Errorf("%v", err)
		}
	}
}
