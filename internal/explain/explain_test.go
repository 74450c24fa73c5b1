package explain

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

// everyWords are the words of all four languages.
func everyWords() map[locale.Language]*locale.Words {
	book := locale.NewBook()
	all := map[locale.Language]*locale.Words{}
	for _, l := range locale.Languages {
		all[l] = book.In(locale.For(l, "BE"))
	}
	return all
}

// constants lists the values of the constants of one type that a source file
// declares, so that none is forgotten here when one is added there.
func constants(t *testing.T, file, typeName string) (values []string) {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), filepath.Join(corpus.Root(), "internal", file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(source, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == typeName {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	if len(values) < 2 {
		t.Fatalf("%s declares no constants of type %s", file, typeName)
	}
	return values
}

// full is a reason in which every value is set.
var full = dunning.Reason{Step: "reminder-1", Day: date.Must("2026-03-12"), Days: 12, Invoice: "R-1",
	Amount: money.Must("1210.00", money.EUR), Limit: money.Must("50.00", money.EUR), Text: "contested", Holiday: calendar.Christmas}

func TestEveryReasonHasItsSentence(t *testing.T) {
	for _, code := range constants(t, "dunning/reason.go", "Code") {
		for l, w := range everyWords() {
			r := full
			r.Code = dunning.Code(code)
			for _, r := range []dunning.Reason{r, {Code: r.Code, Invoice: "R-1"}, {Code: r.Code, Days: -5, Invoice: "R-1"}} {
				checkSentence(t, l, code, Sentence(w, r))
			}
		}
	}
}

func TestEveryFactHasItsSentence(t *testing.T) {
	for _, fact := range constants(t, "matching/matching.go", "Fact") {
		for l, w := range everyWords() {
			for _, inEndToEnd := range []bool{false, true} {
				checkSentence(t, l, fact, EvidenceSentence(w, matching.Evidence{Fact: matching.Fact(fact), Number: "R-1", InEndToEnd: inEndToEnd,
					Paid: money.Must("120.00", money.USD), Booked: money.Must("110.52", money.EUR), Count: 2, Percent: 35, Words: "lys", By: "anne@lys.example", On: full.Day}))
			}
		}
	}
}

func checkSentence(t *testing.T, l locale.Language, code, sentence string) {
	t.Helper()
	if strings.Contains(sentence, "no value") || strings.Contains(sentence, "{{") || !strings.HasSuffix(sentence, ".") || !strings.Contains(sentence, " ") {
		t.Errorf("%s in %s: %q", code, l, sentence)
	}
}

func TestEveryVerdictAndStandardStepHasAName(t *testing.T) {
	for l, w := range everyWords() {
		for _, v := range constants(t, "dunning/assess.go", "Verdict") {
			if name := Verdict(w, dunning.Verdict(v)); strings.HasPrefix(name, "reason.") {
				t.Errorf("the verdict %s has no name in %s", v, l)
			}
		}
		for _, s := range dunning.Standard().Steps {
			if name := Step(w, s.Key); name == s.Key {
				t.Errorf("the step %s has no name in %s", s.Key, l)
			}
		}
		if name := Step(w, "visit"); name != "visit" {
			t.Errorf("a step of the company's own is called %s in %s", name, l)
		}
	}
}

func TestSentences(t *testing.T) {
	w := locale.NewBook().In(locale.For("en", "GB"))
	with := func(change func(*dunning.Reason)) dunning.Reason {
		r := full
		change(&r)
		return r
	}
	for _, c := range []struct {
		reason dunning.Reason
		want   string
	}{
		{with(func(r *dunning.Reason) { r.Code = dunning.StepDue }), "Invoice R-1 (€1,210.00) is 12 days late: the step “First reminder” is due."},
		{with(func(r *dunning.Reason) { r.Code, r.Days = dunning.StepDue, 0 }), "Invoice R-1 (€1,210.00) falls due today: the step “First reminder” is due."},
		{with(func(r *dunning.Reason) { r.Code, r.Days = dunning.StepDue, -1 }), "Invoice R-1 (€1,210.00) falls due within 1 day: the step “First reminder” is due."},
		{with(func(r *dunning.Reason) { r.Code = dunning.LikelyPayment }), "Not sent today: €1,210.00 arrived on 12 March 2026 and may pay invoice R-1; confirm it first."},
		{with(func(r *dunning.Reason) { r.Code = dunning.Announced }), "Not sent today: the bank announced €1,210.00 for 12 March 2026, which may pay invoice R-1 and is not booked yet."},
		{with(func(r *dunning.Reason) { r.Code = dunning.CustomerHeld }), "Not sent today: the customer is on hold until 12 March 2026 (“contested”)."},
		{dunning.Reason{Code: dunning.CustomerHeld}, "Not sent today: the customer is on hold until somebody lifts it (“no reason given”)."},
		{with(func(r *dunning.Reason) { r.Code = dunning.BankStale }), "Not sent today: the bank statements only reach to 12 March 2026 and are 12 days old; import the latest first."},
		{with(func(r *dunning.Reason) { r.Code = dunning.NoSendDay }), "Not sent today: no message leaves on this day of the week; the next day for messages is 12 March 2026."},
		{with(func(r *dunning.Reason) { r.Code = dunning.SendHoliday }), "Not sent today: it is a public holiday (Christmas Day); the next day for messages is 12 March 2026."},
		{with(func(r *dunning.Reason) { r.Code = dunning.SendClosed }), "Not sent today: the company is closed (“contested”); the next day for messages is 12 March 2026."},
		{dunning.Reason{Code: dunning.SendClosed, Text: "stocktaking"}, "Not sent today: the company is closed (“stocktaking”)."},
		{dunning.Reason{Code: dunning.LadderDone, Invoice: "R-1"}, "No step is left for invoice R-1: decide what comes next."},
	} {
		if got := Sentence(w, c.reason); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestRates(t *testing.T) {
	for _, c := range []struct{ of, booked, language, want string }{
		{"120.00 USD", "110.52 EUR", "en", "1 USD = 0.921 EUR"},
		{"120.00 USD", "110.52 EUR", "fr", "1 USD = 0,921 EUR"},
		{"300.00 GBP", "352.17 EUR", "nl", "1 GBP = 1,1739 EUR"},
		{"100000 JPY", "612.31 EUR", "de", "1 JPY = 0,006123 EUR"},
		{"0.00 USD", "1.00 EUR", "en", ""},
	} {
		var of, booked money.Amount
		if err := errors.Join(of.UnmarshalText([]byte(c.of)), booked.UnmarshalText([]byte(c.booked))); err != nil {
			t.Fatal(err)
		}
		if got := Rate(locale.NewBook().In(locale.For(locale.Language(c.language), "BE")), of, booked); got != c.want {
			t.Errorf("%s for %s: %q, want %q", c.booked, c.of, got, c.want)
		}
	}
}

func TestEveryReturnReasonHasItsSentence(t *testing.T) {
	for l, w := range everyWords() {
		for code, same := range map[string]bool{"AC04": false, "AM04": false, "MD01": false, "MD06": false, "MS03": false, "XX99": true} {
			sentence := ReturnReason(w, code)
			checkSentence(t, l, code, sentence)
			if strings.Contains(sentence, code) != same {
				t.Errorf("%s: %s is %q", l, code, sentence)
			}
		}
		if s := ReturnReason(w, ""); s != "" {
			t.Errorf("no reason is %q", s)
		}
	}
}
