package banktable

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/format/table/sheet"
)

var update = flag.Bool("update", false, "write the goldens and the conformance table anew")

// golden compares with a file of testdata.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
}

func samples(t testing.TB, patterns ...string) (paths []string) {
	t.Helper()
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no samples %s: %v", pattern, err)
		}
		paths = append(paths, found...)
	}
	return paths
}

func content(t testing.TB, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// ours is the account for files that do not name theirs.
var ours = bank.Account{IBAN: "BE71096123456769", Currency: "EUR"}

func gather(raw []byte, account bank.Account) ([]*bank.Statement, error) {
	g := &bank.Gather{}
	err := Read(bytes.NewReader(raw), int64(len(raw)), account, g)
	return g.Statements, err
}

func TestSamplesAreReadAsWrittenDown(t *testing.T) {
	for _, path := range samples(t, "testdata/*.csv", "testdata/*.tab") {
		statements, err := gather(content(t, path), ours)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		got, err := json.MarshalIndent(statements, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, strings.TrimSuffix(path, filepath.Ext(path))+".json", append(got, '\n'))
	}
}

// TestEveryLayoutHasASample holds that each preset is one that a sample shows, and
// that its name is in the statements.
func TestEveryLayoutHasASample(t *testing.T) {
	seen := map[string]bool{}
	for _, path := range samples(t, "testdata/*.csv", "testdata/*.tab") {
		statements, _ := gather(content(t, path), ours)
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

func TestRefusedFilesSayWhyAndWhere(t *testing.T) {
	for _, path := range samples(t, "testdata/refused/*.csv") {
		account := bank.Account{}
		if strings.Contains(path, "no-currency") {
			account.IBAN = ours.IBAN
		}
		statements, err := gather(content(t, path), account)
		if err == nil || !errors.Is(err, fault.Invalid) || len(statements) > 0 {
			t.Errorf("%s: %d statements, %v", path, len(statements), err)
			continue
		}
		golden(t, strings.TrimSuffix(path, ".csv")+".txt", []byte(err.Error()+"\n"))
	}
}

func TestAPersonAnswersWhatIsOpen(t *testing.T) {
	raw := content(t, "testdata/refused/ambiguous-days.csv")
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
		statements, err := gather(content(t, "testdata/"+name), ours)
		if err != nil || statements[0].Account.IBAN == ours.IBAN {
			t.Errorf("%s: %+v, %v", name, statements, err)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, path := range samples(t, "testdata/*.csv", "testdata/*.tab") {
		if raw := content(t, path); !Detect(raw[:min(len(raw), 4096)]) {
			t.Errorf("%s is not seen", path)
		}
	}
	others, err := filepath.Glob("../../*/testdata/*.*") // the samples of every other format
	if err != nil || len(others) == 0 {
		t.Fatal("no samples of other formats", err)
	}
	for _, path := range append(others, samples(t, "../testdata/*.csv", "../testdata/*.xlsx")...) {
		if strings.HasPrefix(path, "../../table/") {
			continue
		}
		if Detect(content(t, path)) {
			t.Errorf("%s is taken for a bank's table", path)
		}
	}
	for _, text := range []string{"", "hello", "a;b\n1;2\n", "{1:F01BANKBEBBAXXX}{2:O940}\n:20:X\n:25:BE71\n", "OFXHEADER:100\nDATA:OFXSGML\n", "PK\x03\x04"} {
		if Detect([]byte(text)) {
			t.Errorf("%q is taken for a bank's table", text)
		}
	}
}

// failing is a sink that fails at one of its calls.
type failing struct {
	bank.Gather
	begin, entry, end error
}

func (f *failing) Begin(s *bank.Statement) error { return errors.Join(f.begin, f.Gather.Begin(s)) }
func (f *failing) Entry(e *bank.Entry) error     { return errors.Join(f.entry, f.Gather.Entry(e)) }
func (f *failing) End(s *bank.Statement) error   { return errors.Join(f.end, f.Gather.End(s)) }

func TestTheFailureOfASinkEndsTheReading(t *testing.T) {
	raw := content(t, "testdata/kbc.csv")
	full := errors.New("the disk is full")
	for _, sink := range []*failing{{begin: full}, {entry: full}, {end: full}} {
		if err := Read(bytes.NewReader(raw), int64(len(raw)), ours, sink); !errors.Is(err, full) {
			t.Errorf("%v", err)
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

// strict is a sink that knows what a reader promises.
type strict struct {
	t    *testing.T
	open *bank.Statement
}

func (s *strict) Begin(st *bank.Statement) error {
	if s.open != nil {
		s.t.Fatal("a statement begins inside another")
	}
	if st.Account.IBAN == "" && st.Account.Other == "" || st.Account.Currency == "" {
		s.t.Fatalf("a statement of no account: %+v", st.Account)
	}
	s.open = st
	return nil
}

func (s *strict) Entry(e *bank.Entry) error {
	if e.BookedOn == date.None || e.ValueOn == date.None || e.Status == "" || e.Place == "" || e.Currency != s.open.Account.Currency {
		s.t.Fatalf("%+v", e)
	}
	return nil
}

func (s *strict) End(st *bank.Statement) error {
	if s.open != st {
		s.t.Fatal("a statement ends that did not begin")
	}
	s.open = nil
	return nil
}

// FuzzRead checks that whatever a file holds is read into usable records or refused.
func FuzzRead(f *testing.F) {
	for _, path := range samples(f, "testdata/*.csv", "testdata/*.tab", "testdata/refused/*.csv") {
		f.Add(content(f, path))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		sink := &strict{t: t}
		if err := Read(bytes.NewReader(raw), int64(len(raw)), ours, sink); err != nil && !errors.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}
