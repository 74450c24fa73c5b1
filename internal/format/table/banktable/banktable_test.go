package banktable

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/table"
	"acquit/internal/format/table/sheet"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

// ours is the account for files that do not name theirs.
var ours = bank.Account{IBAN: "BE71096123456769", Currency: "EUR"}

var tables = trial.Statements{
	Kind: trial.Kind{
		Detect:  Detect,
		Samples: []string{"testdata/*.csv", "testdata/*.tab"},
		Guests:  []string{"cfonb/testdata/refused/no-cfonb.cfonb", "fec/testdata/refused/no-ledger.fec", "ofx/testdata/refused/no-ofx.ofx"},
	},
	Read:  readAs(ours),
	Large: writeTable,
}

// readAs reads a table; the account is for one that does not name its own.
func readAs(account bank.Account) func(io.Reader, bank.Sink) error {
	return func(r io.Reader, sink bank.Sink) error {
		raw, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		return Read(bytes.NewReader(raw), int64(len(raw)), account, sink)
	}
}

func TestReader(t *testing.T) { tables.Test(t) }

func TestDetect(t *testing.T) {
	tables.Kind.Test(t, nil, map[string]string{
		"nothing": "", "words": "hello", "another table": "a;b\n1;2\n", "MT940": "{1:F01BANKBEBBAXXX}{2:O940}\n:20:X\n:25:BE71\n",
		"OFX": "OFXHEADER:100\nDATA:OFXSGML\n", "an archive": "PK\x03\x04",
	})
}

// TestEveryLayoutHasASample holds that each preset is one that a sample shows, and
// that its name is in the statements.
func TestEveryLayoutHasASample(t *testing.T) {
	seen := map[string]bool{}
	for _, path := range golden.Samples(t, tables.Samples...) {
		statements, _ := tables.Gather(golden.Content(t, path))
		for _, s := range statements {
			_, name, _ := strings.Cut(s.Format, " ")
			seen[name] = true
		}
	}
	for _, p := range presets {
		if !seen[p.name] {
			t.Errorf("no sample of %s", p.name)
		}
	}
}

// TestWhatIsRefusedSaysWhyAndWhere reads files that do not say enough, for which nobody
// named an account, or its number alone.
func TestWhatIsRefusedSaysWhyAndWhere(t *testing.T) {
	for _, path := range golden.Samples(t, "testdata/refused/*.csv") {
		account := bank.Account{}
		if strings.Contains(path, "no-currency") {
			account.IBAN = ours.IBAN
		}
		trial.Statements{Kind: trial.Kind{Refused: []string{path}}, Read: readAs(account)}.Refusals(t)
	}
}

func TestAPersonAnswersWhatIsOpen(t *testing.T) {
	raw := golden.Content(t, "testdata/refused/ambiguous-days.csv")
	tab, err := table.Open(bytes.NewReader(raw), int64(len(raw)), sheet.Layout{})
	if err != nil {
		t.Fatal(err)
	}
	m, problems := Understand(tab)
	if len(problems) != 1 || !problems[0].Asks {
		t.Fatalf("%+v", problems)
	}
	for order, want := range map[table.Order]string{table.DayMonthYear: "2026-03-05", table.MonthDayYear: "2026-05-03"} {
		m.Column(table.BookedOn).Order = order
		var g bank.Gather
		if err := ReadAs(tab, m, &g); err != nil {
			t.Fatal(err)
		}
		if got := g.Statements[0].Entries[0].BookedOn.String(); got != want {
			t.Errorf("%s: %s", order, got)
		}
	}
}

// TestTheFileOutweighsWhatIsThoughtOfIt hands an account over for a file that names
// another one itself.
func TestTheFileOutweighsWhatIsThoughtOfIt(t *testing.T) {
	for _, name := range []string{"kbc.csv", "ing-de.csv", "generic-fr.csv"} {
		statements, err := tables.Gather(golden.Content(t, "testdata/"+name))
		if err != nil || statements[0].Account.IBAN == ours.IBAN {
			t.Errorf("%s: %+v, %v", name, statements, err)
		}
	}
}

func TestLabels(t *testing.T) {
	got := labelled("IBAN Auftraggeber: AT1 Auftraggeber: A person Verwendungszweck: Naam:x", "Auftraggeber:", "IBAN Auftraggeber:", "Verwendungszweck:", "Naam:")
	want := map[string]string{"IBAN Auftraggeber:": "AT1", "Auftraggeber:": "A person", "Verwendungszweck:": "", "Naam:": "x"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAccountsInTexts(t *testing.T) {
	const iban = "BE71096123456769"
	for text, want := range map[string]string{
		"ACME BE71096123456769BIC GKCCBEBB":    iban,
		"from BE71 0961 2345 6769 with thanks": iban,
		"BE72096123456769":                     "",
		"no account":                           "",
	} {
		if got, _ := ibanIn(text, ""); got != want {
			t.Errorf("%q has %q", text, got)
		}
	}
	if got, _ := ibanIn("to "+iban, iban); got != "" {
		t.Errorf("our own: %q", got)
	}
	e := &table.Entry{}
	e.Text = "BE71096123456769 or BE68539007547034"
	if hidden(e); e.Counterparty.IBAN != "" {
		t.Errorf("of two, one was taken: %s", e.Counterparty.IBAN)
	}
}

func FuzzRead(f *testing.F) {
	fuzzed := tables
	fuzzed.Refused = []string{"testdata/refused/*.csv"}
	fuzzed.Fuzz(f, func(_ []byte, s *bank.Statement) bool {
		right := s.Account.IBAN+s.Account.Other != "" && s.Account.Currency != ""
		for _, e := range s.Entries {
			right = right && e.BookedOn != date.None && e.ValueOn != date.None && e.Status != "" && e.Place != "" && e.Currency == s.Account.Currency
		}
		return right
	})
}
