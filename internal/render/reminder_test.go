package render

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/testkit/golden"
)

var tones = []dunning.Tone{dunning.Friendly, dunning.Polite, dunning.Firm, dunning.Final, dunning.Formal}

// readers are the tags of the goldens: Belgium where it has the language.
var readers = []locale.Tag{"fr-BE", "nl-BE", "de-DE", "en-IE", "fr-FR", "nl-NL"}

var today = date.Must("2026-03-10")

func creditor() *company.Company {
	return &company.Company{
		Name: "Lys & Fils SRL", Country: "BE", Currency: money.EUR,
		EnterpriseNumber: "0403.170.701", VATID: "BE0403170701",
		Email: "compta@lys.example", Phone: "+32 2 555 01 23",
		Street: "Rue du Marché 12", Postcode: "1000", City: "Bruxelles",
		IBAN: "BE68539007547034", BIC: "GKCCBEBB",
	}
}

func euro(s string) money.Amount { return money.Must(s, money.EUR) }

// overdue is an item that fell due so many days before today.
func overdue(number string, days int, total, open string) Item {
	due := today.AddDays(-days)
	return Item{
		Number: number, IssuedOn: due.AddDays(-14), DueOn: due,
		Total: euro(total), Open: euro(open), Reference: "090933755493",
	}
}

// reminder is an ordinary one in a tone of the standard scenario.
func reminder(tone dunning.Tone) *Reminder {
	scenario := dunning.Standard()
	step := scenario.Steps[0]
	for _, s := range scenario.Steps {
		if s.Tone == tone {
			step = s
		}
	}
	late, ahead := overdue("R-1", step.Days, "1190.00", "1190.00"), overdue("R-2", -12, "242.00", "242.00")
	ahead.Reference = "010806817183"
	r := &Reminder{
		Company:  creditor(),
		Customer: &customer.Customer{Name: "ACME SA", Number: "C-12", Kind: customer.Business},
		Tone:     tone, On: today, Items: []Item{late, ahead},
	}
	if step.DeadlineDays > 0 {
		r.Deadline = today.AddDays(step.DeadlineDays)
	}
	if tone == dunning.Firm || tone == dunning.Final || tone == dunning.Formal {
		r.Items[0].RemindedOn = today.AddDays(-14)
	}
	return r
}

// variants are reminders that show one thing each, in one language.
func variants() map[string]*Reminder {
	all := map[string]*Reminder{}

	one := reminder(dunning.Polite)
	one.Items = one.Items[:1]
	all["one item"] = one

	many := reminder(dunning.Firm)
	many.Items = nil
	for n := range 30 {
		many.Items = append(many.Items, overdue(fmt.Sprintf("2026-%04d", n), 40-2*n, fmt.Sprintf("%d.%02d", 100*n+7, n), fmt.Sprintf("%d.%02d", 100*n+7, n)))
	}
	all["thirty items"] = many

	parts := reminder(dunning.Final)
	for n := range parts.Items {
		parts.Items[n].Number, parts.Items[n].Part, parts.Items[n].Parts = "R-7", n+1, 3
	}
	parts.Items[0].Open = euro("700.00")
	all["instalments"] = parts

	credit := reminder(dunning.Formal)
	credit.Credits = []Credit{
		{Number: "N-3", On: date.Must("2026-02-02"), Amount: euro("90.00")},
		{On: date.Must("2026-03-01"), Amount: euro("100.00")},
	}
	all["credits"] = credit

	consumer := reminder(dunning.Formal)
	consumer.Customer = &customer.Customer{Name: "Élise Moreau", Kind: customer.Consumer}
	all["consumer"] = consumer

	bare := reminder(dunning.Polite)
	bare.Company = &company.Company{Name: "Lys & Fils SRL"}
	bare.Items[0].Reference, bare.Items[1].Reference = "", ""
	all["nothing known of the company"] = bare

	long := reminder(dunning.Friendly)
	long.Company.Name = "Société coopérative agréée des maraîchers et horticulteurs du Hainaut occidental"
	long.Customer.Name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH"
	long.Items[1].Number = strings.Repeat("2026/LONG-", 6)
	long.Items[1].Total, long.Items[1].Open = euro("98765432.10"), euro("98765432.10")
	all["long names"] = long

	hostile := reminder(dunning.Polite)
	hostile.Company.Name = "Lys\r\nBcc: all@evil.example"
	hostile.Company.Phone = "{{.Company}}"
	hostile.Customer.Name = "<script>alert('1')</script> & \"Sons\"\u202e\x00\xff"
	hostile.Items[0].Number = "R-1\"><img src=x onerror=alert(1)>"
	hostile.Items[0].Reference = "</td><td>\n\n+++"
	all["hostile names"] = hostile
	return all
}

func TestEveryToneInEveryLanguage(t *testing.T) {
	book := locale.NewBook()
	for _, tag := range readers {
		for _, tone := range tones {
			t.Run(string(tag)+"/"+string(tone), func(t *testing.T) {
				compare(t, filepath.Join(string(tag), string(tone)), reminder(tone), book.In(tag), tone == dunning.Polite)
			})
		}
	}
}

func TestVariants(t *testing.T) {
	w := locale.NewBook().In("fr-BE")
	for name, r := range variants() {
		t.Run(name, func(t *testing.T) {
			compare(t, strings.ReplaceAll(name, " ", "-"), r, w, true)
		})
	}
}

// compare holds a reminder against its golden: subject and text in one file, and
// the HTML in another where asked; checkHTML sees that every HTML says what its
// text says.
func compare(t *testing.T, name string, r *Reminder, w *locale.Words, html bool) {
	t.Helper()
	mail, err := r.Mail(w)
	if err != nil {
		t.Fatal(err)
	}
	golden.Match(t, filepath.Join("testdata", name+".txt"), mail.Subject+"\n\n"+mail.Text)
	if html {
		golden.Match(t, filepath.Join("testdata", name+".html"), mail.HTML)
	}
	checkHTML(t, mail)
}

var remote = regexp.MustCompile(`(?i)<(img|link|script|iframe|object|form|a)\b|url\(|https?:|javascript:`)

// checkHTML holds what every HTML part keeps: it is well formed, loads nothing and
// tracks nobody, and says what the text says.
func checkHTML(t *testing.T, m Mail) {
	t.Helper()
	if bad := remote.FindString(m.HTML); bad != "" {
		t.Errorf("the HTML has %q", bad)
	}
	checkWords(t, m, "")
}

// checkWords holds that the HTML is well formed, and says what the text says; but for the
// address behind a button, which begins so.
func checkWords(t *testing.T, m Mail, behind string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(strings.Replace(m.HTML, "<!doctype html>", "", 1)))
	d.Strict, d.AutoClose = false, xml.HTMLAutoClose
	var words strings.Builder
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("the HTML is not well formed: %v", err)
		}
		switch token := token.(type) {
		case xml.CharData:
			words.Write(token)
		case xml.StartElement:
			words.WriteString(apart(token.Name))
		case xml.EndElement:
			words.WriteString(apart(token.Name))
		}
	}
	shown := " " + strings.Join(strings.Fields(words.String()), " ") + " "
	for _, line := range strings.Split(m.Text, "\n") {
		for word := range strings.FieldsSeq(strings.Trim(line, "-, ")) {
			if word = strings.Trim(word, "(),:\u202f"); !strings.Contains(shown, word) && (behind == "" || !strings.HasPrefix(word, behind)) {
				t.Errorf("the HTML lacks %q of the text", word)
			}
		}
	}
}

// apart is the blank that a reader sees where an element begins or ends.
func apart(element xml.Name) string {
	if element.Local == "strong" || element.Local == "a" {
		return ""
	}
	return " "
}

func TestHostileNamesStayNames(t *testing.T) {
	mail, err := variants()["hostile names"].Mail(locale.NewBook().In("fr-BE"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(mail.Subject, "\r\n\x00") {
		t.Errorf("the subject has more than one line: %q", mail.Subject)
	}
	if strings.ContainsAny(mail.Text, "\r\x00\u202e") || strings.Contains(mail.Text, "\nBcc:") {
		t.Errorf("a name broke out of its line: %q", mail.Text)
	}
	for _, want := range []string{"&lt;script&gt;", "R-1&#34;&gt;&lt;img", "&lt;/td&gt;"} {
		if !strings.Contains(mail.HTML, want) {
			t.Errorf("the HTML lacks %s", want)
		}
	}
	if !strings.Contains(mail.Text, "{{.Company}}") {
		t.Error("a phone number was read as a template")
	}
}

func TestNoReminderClaimsCostsOrInterest(t *testing.T) {
	claims := regexp.MustCompile(`(?i)intérêt|frais|indemnité|rente|intrest|kosten|vergoeding|schadebeding|zinsen|pauschale|gebühr|interest|costs|fee\b|compensation`)
	book := locale.NewBook()
	for _, kind := range []customer.Kind{customer.Business, customer.Consumer, customer.Public} {
		for _, tag := range readers {
			for _, tone := range tones {
				r := reminder(tone)
				r.Customer.Kind = kind
				mail, err := r.Mail(book.In(tag))
				if err != nil {
					t.Fatal(err)
				}
				if found := claims.FindString(mail.Subject + mail.Text); found != "" {
					t.Errorf("%s %s to a %s speaks of %q", tag, tone, kind, found)
				}
			}
		}
	}
}

func TestEveryMessageExists(t *testing.T) {
	book := locale.NewBook()
	for _, l := range locale.Languages {
		w := book.In(locale.For(l, ""))
		for _, tone := range tones {
			for _, prefix := range []string{"mail.subject.", "mail.intro.", "mail.ask.", "mail.ask_by."} {
				key := prefix + string(tone)
				if !w.Has(key) && key != "mail.ask_by.friendly" {
					t.Errorf("%s lacks %s", l, key)
				}
			}
		}
	}
}

func TestATextNeverCallsADebtLateThatIsNot(t *testing.T) {
	late, ahead := overdue("R-1", 3, "50.00", "50.00"), overdue("R-2", -3, "70.00", "70.00")
	dueToday := overdue("R-3", 0, "30.00", "30.00")
	all := []Credit{{On: today, Amount: euro("50.00")}}
	for _, c := range []struct {
		name    string
		tone    dunning.Tone
		items   []Item
		credits []Credit
		want    dunning.Tone
	}{
		{"a severe step for what is not due", dunning.Formal, []Item{ahead}, nil, dunning.Friendly},
		{"a severe step for what is due today", dunning.Firm, []Item{dueToday}, nil, dunning.Friendly},
		{"a severe step when credits cover what is late", dunning.Final, []Item{late, ahead}, all, dunning.Friendly},
		{"a friendly step for what is late", dunning.Friendly, []Item{late}, nil, dunning.Polite},
		{"a friendly step for both", dunning.Friendly, []Item{late, ahead}, nil, dunning.Friendly},
		{"a severe step for both", dunning.Formal, []Item{late, ahead}, nil, dunning.Formal},
	} {
		r := reminder(c.tone)
		r.Items, r.Credits = c.items, c.credits
		got, err := r.tone()
		if err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, c.want)
		}
	}
}

func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*Reminder)
	}{
		{"no items", func(r *Reminder) { r.Items = nil }},
		{"a paid item", func(r *Reminder) { r.Items[0].Open = euro("0.00") }},
		{"an unknown tone", func(r *Reminder) { r.Tone = "angry" }},
		{"a deadline that has passed", func(r *Reminder) { r.Deadline = r.On }},
		{"credits that cover everything", func(r *Reminder) {
			r.Items, r.Credits = r.Items[:1], []Credit{{On: today, Amount: euro("5000.00")}}
		}},
	} {
		r := reminder(dunning.Polite)
		c.spoil(r)
		if _, err := r.Mail(locale.NewBook().In("en-IE")); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestSums(t *testing.T) {
	r := variants()["credits"]
	want := Sums{
		Open: euro("1432.00"), Late: euro("1190.00"), Ahead: euro("242.00"),
		Credits: euro("190.00"), Balance: euro("1242.00"), Asked: euro("1000.00"), Claimed: euro("0.00"), Total: euro("1000.00"),
	}
	if diff := cmp.Diff(want, r.Sums()); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkMail(b *testing.B) {
	w := locale.NewBook().In("fr-BE")
	for _, name := range []string{"one item", "thirty items"} {
		r := variants()[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Mail(w); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
