package fec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/textread"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

var ledgers = trial.Kind{
	Detect:  Detect,
	Samples: []string{"testdata/*.fec"},
	Refused: []string{"testdata/refused/*.fec"},
	Strange: []string{"empty.fec", "blank.fec", "no-ledger.fec", "no-separator.fec"},
}

// whole is everything that Read gives.
type whole struct {
	Ledger Ledger
	Lines  []*Line
}

func gather(r io.Reader) (w whole, err error) {
	w.Ledger, err = Read(r, func(l *Line) error {
		w.Lines = append(w.Lines, l)
		return nil
	})
	return w, err
}

func TestSamplesAreReadAsWrittenDown(t *testing.T) {
	for _, path := range golden.Samples(t, ledgers.Samples...) {
		w, err := gather(bytes.NewReader(golden.Content(t, path)))
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		golden.MatchJSON(t, golden.Beside(path, ".json"), w)
	}
}

func TestRefusedFilesSayWhyAndWhere(t *testing.T) {
	for _, path := range golden.Samples(t, ledgers.Refused...) {
		w, err := gather(bytes.NewReader(golden.Content(t, path)))
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got := err.Error() + "\n"
		for _, l := range w.Lines {
			got += "kept: " + l.Label + "\n"
		}
		golden.Match(t, golden.Beside(path, ".txt"), got)
	}
}

// variants write the same ledger as other programs would.
var variants = map[string]func(raw []byte) []byte{
	"with LF":                  func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")) },
	"with CR":                  func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\r")) },
	"with both, one by one":    mixed,
	"with a byte order mark":   func(raw []byte) []byte { return append([]byte("\ufeff"), raw...) },
	"without a final line end": func(raw []byte) []byte { return bytes.TrimRight(raw, "\r\n") },
	"with a DOS end mark":      func(raw []byte) []byte { return append(bytes.Clone(raw), 0x1a) },
	"in ISO 8859-1":            inLatin1,
	"with |":                   func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\t"), []byte("|")) },
	"with a separator at the end of each line": func(raw []byte) []byte {
		return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\t\r\n"))
	},
	"with a separator at the end of each line but the first": func(raw []byte) []byte {
		return bytes.Replace(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\t\r\n")), []byte("\t\r\n"), []byte("\r\n"), 1)
	},
	"with blanks around the fields":  func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\t"), []byte("   \t ")) },
	"with headings in small letters": func(raw []byte) []byte { return firstLine(raw, bytes.ToLower) },
	"with another spelling": func(raw []byte) []byte {
		return firstLine(raw, func(line []byte) []byte {
			return bytes.Replace(bytes.Replace(line, []byte("EcritureLet"), []byte("EcrtureLet"), 1), []byte("Debit"), []byte("D\u00e9bit"), 1)
		})
	},
}

func mixed(raw []byte) []byte {
	var b []byte
	ends := []string{"\r", "\n", "\r\n"}
	for i, line := range bytes.Split(raw, []byte("\r\n")) {
		b = append(append(b, line...), ends[i%len(ends)]...)
	}
	return b
}

func inLatin1(raw []byte) []byte {
	var b []byte
	for _, c := range string(raw) {
		b = append(b, byte(c))
	}
	return b
}

func firstLine(raw []byte, change func([]byte) []byte) []byte {
	line, rest, _ := bytes.Cut(raw, []byte("\r\n"))
	return append(append(bytes.Clone(change(line)), "\r\n"...), rest...)
}

func TestHowALedgerIsWrittenDoesNotMatter(t *testing.T) {
	raw := golden.Content(t, "testdata/ledger.fec")
	want, err := gather(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for name, variant := range variants {
		written := variant(raw)
		if bytes.Equal(written, raw) {
			t.Errorf("%s nothing changes", name)
		}
		if !Detect(written) {
			t.Errorf("%s it is not known", name)
		}
		got, err := gather(iotest.HalfReader(bytes.NewReader(written)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		trial.Same(t, name, want, got)
	}
}

// TestMontantAndSensAreDebitAndCredit writes the ledger in the other way that the law
// allows.
func TestMontantAndSensAreDebitAndCredit(t *testing.T) {
	raw := golden.Content(t, "testdata/ledger.fec")
	want, err := gather(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, signs := range [][2]string{{"D", "C"}, {"d", "c"}, {"+1", "-1"}, {"1", "-1"}} {
		var b strings.Builder
		for line := range strings.Lines(string(raw)) {
			fields := strings.Split(line, "\t")
			switch {
			case fields[11] == "Debit":
				fields[11], fields[12] = "Montant", "Sens"
			case strings.Trim(fields[11], "0,") == "":
				fields[11], fields[12] = fields[12], signs[1]
			default:
				fields[12] = signs[0]
			}
			b.WriteString(strings.Join(fields, "\t"))
		}
		got, err := gather(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		sameAmount := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
		trial.Same(t, fmt.Sprint(signs), want, got, sameAmount)
	}
}

// TestAChangedAmountIsNoticed takes one cent from each amount of the ledger in turn.
func TestAChangedAmountIsNoticed(t *testing.T) {
	raw := string(golden.Content(t, "testdata/ledger.fec"))
	w, err := gather(strings.NewReader(raw))
	if err != nil || len(w.Ledger.Warnings) > 0 || !w.Ledger.Debit.Equal(w.Ledger.Credit) || w.Ledger.Debit.IsZero() {
		t.Fatalf("%+v, %v", w.Ledger, err)
	}
	n := strings.Count(raw, "0,00\t")
	if n < 10 {
		t.Fatalf("only %d amounts end in 0,00", n)
	}
	for i := range n {
		changed := replaceNth(raw, "0,00\t", "0,01\t", i)
		w, err := gather(strings.NewReader(changed))
		if err != nil || len(w.Ledger.Warnings) != 1 || !strings.Contains(w.Ledger.Warnings[0].String(), "the debits of this ledger are") {
			t.Errorf("amount %d: %v, %v", i, w.Ledger.Warnings, err)
		}
	}
}

func replaceNth(s, old, new string, n int) string {
	at := 0
	for range n {
		at += strings.Index(s[at:], old) + len(old)
	}
	return s[:at] + strings.Replace(s[at:], old, new, 1)
}

// TestCutFilesLoseNoWholeLine cuts a ledger at every byte: the lines before the cut are
// handed over.
func TestCutFilesLoseNoWholeLine(t *testing.T) {
	raw := golden.Content(t, "testdata/ledger.fec")
	want, err := gather(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	headings := bytes.IndexByte(raw, '\n') + 1
	for n := headings; n < len(raw); n++ {
		got, _ := gather(bytes.NewReader(raw[:n]))
		complete := bytes.Count(raw[headings:n], []byte("\n"))
		if len(got.Lines) < complete || len(got.Lines) > complete+1 {
			t.Fatalf("cut at byte %d: %d lines of %d", n, len(got.Lines), complete)
		}
		if diff := cmp.Diff(want.Lines[:complete], got.Lines[:complete], cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("cut at byte %d (-want +got)\n%s", n, diff)
		}
	}
}

func TestErrorOfTheCallerEndsTheReading(t *testing.T) {
	stop := errors.New("the disk is full")
	n := 0
	_, err := Read(bytes.NewReader(golden.Content(t, "testdata/ledger.fec")), func(*Line) error {
		n++
		return stop
	})
	if err != stop || n != 1 {
		t.Errorf("%v after %d lines", err, n)
	}
}

func TestErrorOfTheInputIsReturned(t *testing.T) {
	broken := errors.New("the line is cut")
	raw := golden.Content(t, "testdata/ledger.fec")
	for _, n := range []int{0, 10, 300, len(raw)} {
		if _, err := gather(io.MultiReader(bytes.NewReader(raw[:n]), iotest.ErrReader(broken))); !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

func TestEndlessLineIsRefusedWithItsPlace(t *testing.T) {
	raw := golden.Content(t, "testdata/ledger.fec")
	end := bytes.IndexByte(raw, '\n') + 1
	_, err := gather(bytes.NewReader(append(bytes.Clone(raw[:end]), bytes.Repeat([]byte("2"), textread.Longest+1)...)))
	if err == nil || !strings.HasPrefix(err.Error(), "line 2: this line is longer") {
		t.Error(err)
	}
}

func TestWarningsAndRefusalsAreBounded(t *testing.T) {
	raw := string(golden.Content(t, "testdata/ledger.fec"))
	headings, _, _ := strings.Cut(raw, "\r\n")
	odd := headings + strings.Repeat("\r\nVE\tVentes\t1\t20260105\t411\t\t\t\t\tno day\t\t1\t1", 1000)
	w, err := gather(strings.NewReader(odd))
	if err != nil || len(w.Lines) != 1000 {
		t.Fatal(err)
	}
	if last := w.Ledger.Warnings[len(w.Ledger.Warnings)-1].String(); len(w.Ledger.Warnings) != warningLimit+1 || last != "900 more warnings were left out" {
		t.Errorf("%d warnings, the last is %q", len(w.Ledger.Warnings), last)
	}
	_, err = gather(strings.NewReader(headings + strings.Repeat("\r\nVE\tVentes", 1000)))
	if err == nil || strings.Count(err.Error(), "\n") != 99 || !strings.HasPrefix(err.Error(), "1000 lines were left out: line 2: ") {
		t.Errorf("%.200s", err)
	}
}

func TestSumsThatCannotBeToldAreSaidSo(t *testing.T) {
	headings, _, _ := strings.Cut(string(golden.Content(t, "testdata/ledger.fec")), "\r\n")
	line := "\r\nVE\tVentes\t1\t20260105\t411\t\t\t\t\t\t\t9999999999999999999\t9999999999999999999"
	w, err := gather(strings.NewReader(headings + line + line))
	if err != nil || len(w.Ledger.Warnings) != 1 || !strings.Contains(w.Ledger.Warnings[0].String(), "too large") {
		t.Errorf("%v, %v", w.Ledger.Warnings, err)
	}
}

func TestAmount(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "0",
		"0,00":                   "0.00",
		"683,23":                 "683.23",
		"-683,23":                "-683.23",
		"+683,23":                "683.23",
		"683.23":                 "683.23",
		"0000000683,23":          "683.23",
		"-000000683,23":          "-683.23",
		"1 234,56":               "1234.56",
		"1\u00a0234,56":          "1234.56",
		"12":                     "12",
		",5":                     "0.5",
		"12,":                    "12",
		"9999999999999999999":    "9999999999999999999",
		"1.234,56":               "",
		"1,234.56":               "",
		"12,x":                   "",
		"12a34":                  "",
		"--1":                    "",
		"1-":                     "",
		"-":                      "",
		",":                      "",
		"1e5":                    "",
		"12345678901234567890":   "",
		"0,12345678901234567890": "",
		"99999999999,1234567890": "",
	} {
		got, ok := amount(text)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q is %s %v, want %q", text, got, ok, want)
		}
	}
}

func TestEveryByteIsALetter(t *testing.T) {
	raw := []byte("L\xb4\xe9cole \x9cuvre \xbduvre 12 \xa4 12 \x80 \xbc\xbe \x92")
	if got, want := string(textread.DecodeAs(nil, raw, letter)), "L´école œuvre œuvre 12 € 12 € ŒŸ ’"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDetect(t *testing.T) {
	headings, _, _ := bytes.Cut(golden.Content(t, "testdata/ledger.fec"), []byte("\r\n"))
	ledgers.Test(t, map[string]string{
		"the headings": string(headings),
		"the headings after a byte order mark and a blank line": "\ufeff\r\n" + string(headings) + "\r\nVE",
		"the headings of few columns":                           "JournalCode|CompteNum|Debit|Credit",
	}, map[string]string{
		"headings of another table": "Date;Compte;Debit;Credit",
		"the words in a text":       "JournalCode and CompteNum",
		"the words in another line": "Date;Name\nJournalCode;CompteNum",
		"nothing":                   "",
	})
}

func FuzzRead(f *testing.F) {
	ledgers.Seed(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		w, err := gather(bytes.NewReader(raw))
		if (err == nil || len(w.Lines) > 0) && !Detect(raw) {
			t.Error("read, but not known by its beginning")
		}
		if w.Ledger.Lines != len(w.Lines) || len(w.Ledger.Warnings) > warningLimit+1 {
			t.Errorf("%d lines, %+v", len(w.Lines), w.Ledger)
		}
		row := 1
		for _, l := range w.Lines {
			if l.On == date.None || l.Account == "" || l.Row <= row || l.Label != strings.TrimSpace(l.Label) {
				t.Errorf("%+v", l)
			}
			row = l.Row
		}
	})
}
