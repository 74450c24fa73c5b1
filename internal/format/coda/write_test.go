package coda

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/testkit/golden"
)

// line draws a line of text without blanks at its ends, of at most n characters.
// The accents are letters of Windows-1252 that never form UTF-8 by chance.
func line(n int) *rapid.Generator[string] {
	return rapid.Map(rapid.StringOfN(rapid.RuneFrom([]rune("ABCdef019 /+-.,éÈçàüß")), 1, n, -1), func(s string) string {
		return "x" + strings.TrimSpace(s)
	})
}

var days = rapid.Custom(func(t *rapid.T) date.Date {
	return date.Must("2005-01-01").AddDays(rapid.IntRange(0, 30000).Draw(t, "day"))
})

func amounts(t *rapid.T) decimal.Decimal {
	n := rapid.Int64Range(-999_999_999, 999_999_999_999).Draw(t, "thousandths")
	return bank.Decimal(decimal.MustNew(n, 3), "EUR")
}

func drawEntry(t *rapid.T, kind string) bank.Entry {
	e := bank.Entry{
		BookedOn: days.Draw(t, "booked"), ValueOn: days.Draw(t, "value"),
		Amount: amounts(t), Currency: "EUR", Status: bank.Booked,
		Reversal:     rapid.Bool().Draw(t, "reversal"),
		ReturnReason: rapid.SampledFrom([]string{"", "AC04", "MD06"}).Draw(t, "reason"),
		BankRef:      rapid.StringMatching(`([A-Z0-9]{1,21})?`).Draw(t, "bank reference"),
		EndToEndID:   rapid.StringMatching(`([a-z0-9]{1,35})?`).Draw(t, "end to end"),
		Counterparty: bank.Counterparty{
			Name: rapid.SampledFrom([]string{"", line(34).Draw(t, "name"), line(69).Draw(t, "long name")}).Draw(t, "which name"),
			BIC:  rapid.SampledFrom([]string{"", "GKCCBEBB", "KREDBEBBXXX"}).Draw(t, "bank"),
			IBAN: rapid.SampledFrom([]string{"", "BE68539007547034", "FR1420041010050500013M02606", "03056891"}).Draw(t, "account"),
		},
	}
	e.Code = kind + "01" + transferOperation(&e) + "000"
	texts := rapid.SliceOfN(line(267), 0, 3).Draw(t, "texts")
	switch rapid.IntRange(0, 3).Draw(t, "communication") {
	case 0:
		r, _ := bank.MakeOGM(rapid.Int64Range(0, 9_999_999_999).Draw(t, "ogm"))
		e.Reference, texts = r.Digits, append([]string{r.Digits}, texts...)
	case 1:
		r, _ := bank.MakeRF(rapid.StringMatching(`[0-9A-Z]{1,21}`).Draw(t, "rf"))
		e.Reference, texts = r.Digits, append([]string{r.Digits}, texts...)
	default:
		texts = append([]string{line(148).Draw(t, "free")}, texts...)
	}
	e.Text = strings.Join(texts, "\n")
	return e
}

func drawBatch(t *rapid.T) bank.Entry {
	if rapid.IntRange(0, 3).Draw(t, "batch") > 0 {
		return drawEntry(t, "0")
	}
	e := drawEntry(t, "1")
	e.Amount = decimal.Zero
	for range rapid.IntRange(1, 4).Draw(t, "details") {
		d := drawEntry(t, "5")
		e.Amount, _ = e.Amount.Add(d.Amount)
		e.Details = append(e.Details, d)
	}
	return e
}

func drawStatement(t *rapid.T) *bank.Statement {
	s := &bank.Statement{
		Format: "coda",
		Account: rapid.SampledFrom([]bank.Account{
			{IBAN: "BE71096123456769", Currency: "EUR", Owner: "Lys & Fils"},
			{IBAN: "LU280019400644750000", Currency: "EUR", Owner: "Société à Liège"},
			{Other: "12345678901", Currency: "EUR", Owner: "Lys"},
		}).Draw(t, "account"),
		Number:   rapid.StringMatching(`[0-9]{2}[1-9]`).Draw(t, "number"),
		Sequence: rapid.StringMatching(`[0-9]{3}`).Draw(t, "sequence"),
		Opening:  &bank.Balance{Date: days.Draw(t, "opening"), Amount: amounts(t)},
	}
	closing := s.Opening.Amount
	for range rapid.IntRange(0, 4).Draw(t, "entries") {
		e := drawBatch(t)
		closing, _ = closing.Add(e.Amount)
		s.Entries = append(s.Entries, e)
	}
	s.Closing = &bank.Balance{Date: days.Draw(t, "closing"), Amount: closing}
	return s
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	ignore := cmpopts.IgnoreFields(bank.Entry{}, "Place")
	rapid.Check(t, func(t *rapid.T) {
		s := drawStatement(t)
		var file bytes.Buffer
		if err := Write(&file, s); err != nil {
			t.Fatal(err)
		}
		got, err := coda.Gather(file.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, file.String())
		}
		if diff := cmp.Diff([]*bank.Statement{s}, got, ignore); diff != "" {
			t.Fatalf("(-want +got)\n%s\n%s", diff, file.String())
		}
	})
}

func TestWrittenFilesHaveTheLayoutOfTheStandard(t *testing.T) {
	var file bytes.Buffer
	if err := Write(&file, made(10), made(2)); err != nil {
		t.Fatal(err)
	}
	if !Detect(file.Bytes()) {
		t.Error("the file is not known as CODA")
	}
	for i, row := range strings.Split(strings.TrimSuffix(file.String(), "\r\n"), "\r\n") {
		if len(row) != width {
			t.Errorf("line %d has %d characters", i+1, len(row))
		}
	}
	golden.Match(t, "testdata/written.txt", file.Bytes())
}

func TestManyEntriesAreCountedOverFromOne(t *testing.T) {
	s := made(1000)
	for len(s.Entries) < 12_000 {
		s.Entries = append(s.Entries, s.Entries[:1000]...)
	}
	s.Closing = nil
	var file bytes.Buffer
	if err := Write(&file, s); err != nil {
		t.Fatal(err)
	}
	got, err := coda.Gather(file.Bytes())
	if err != nil || len(got[0].Entries) != 12_000 || got[0].Warnings != nil {
		t.Errorf("%d entries, %v, warnings %q", len(got[0].Entries), err, got[0].Warnings)
	}
}

func TestTextThatDoesNotFitIsCarriedOn(t *testing.T) {
	s := made(1)
	long := strings.Repeat("0123456789", 60)
	s.Entries[0].Reference, s.Entries[0].Text = "", long
	s.Entries[0].Counterparty.Name = "Łódź Sp. z o.o."
	var file bytes.Buffer
	if err := Write(&file, s); err != nil {
		t.Fatal(err)
	}
	got, err := coda.Gather(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	e := got[0].Entries[0]
	if strings.ReplaceAll(e.Text, "\n", "") != long {
		t.Errorf("the text is read back as %q", e.Text)
	}
	if want := "?ód? Sp. z o.o."; e.Counterparty.Name != want {
		t.Errorf("the name is read back as %q, want %q", e.Counterparty.Name, want)
	}
}

func TestWriteRefusesWhatCODACannotHold(t *testing.T) {
	for is, spoil := range map[string]func(s *bank.Statement){
		"without an account":             func(s *bank.Statement) { s.Account = bank.Account{} },
		"without an old balance":         func(s *bank.Statement) { s.Opening = nil },
		"an amount with four decimals":   func(s *bank.Statement) { s.Entries[0].Amount = decimal.MustParse("1.0001") },
		"an amount of thirteen digits":   func(s *bank.Statement) { s.Entries[0].Amount = decimal.MustParse("1000000000000") },
		"a balance of thirteen digits":   func(s *bank.Statement) { s.Opening.Amount = decimal.MustParse("-1000000000000") },
		"an entry that is only pending":  func(s *bank.Statement) { s.Entries[0].Status = bank.Pending },
		"an entry in another currency":   func(s *bank.Statement) { s.Entries[0].Currency = "USD" },
		"a transaction code of another":  func(s *bank.Statement) { s.Entries[0].Code = "NTRF" },
		"a detail in another currency":   func(s *bank.Statement) { s.Entries[0].Details = []bank.Entry{{Status: bank.Booked, Currency: "USD"}} },
		"an amount detail four decimals": func(s *bank.Statement) { s.Closing.Amount = decimal.MustParse("0.00001") },
	} {
		s := made(1)
		spoil(s)
		if err := Write(&bytes.Buffer{}, s); err == nil {
			t.Errorf("%s is written", is)
		}
	}
}

func TestTransfersWithoutACodeGetOne(t *testing.T) {
	s := made(4)
	s.Closing = nil
	for i := range s.Entries {
		e := &s.Entries[i]
		e.Code, e.Reversal = "", i >= 2
		if i%2 == 1 {
			e.Amount = e.Amount.Neg()
		}
	}
	s.Entries[0].Details = []bank.Entry{s.Entries[0]}
	var file bytes.Buffer
	if err := Write(&file, s); err != nil {
		t.Fatal(err)
	}
	got, err := coda.Gather(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"10150000", "00101000", "00199000", "00149000"}
	for i, e := range got[0].Entries {
		if e.Code != want[i] || e.Reversal != s.Entries[i].Reversal {
			t.Errorf("entry %d has code %s, reversal %v; want %s", i+1, e.Code, e.Reversal, want[i])
		}
	}
	if d := got[0].Entries[0].Details; len(d) != 1 || d[0].Code != "50150000" {
		t.Errorf("the detail is %+v", d)
	}
}
