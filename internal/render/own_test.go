package render

import (
	"bytes"
	"errors"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/pdfread"
)

// own are texts of a company about the same, with all that a text can have.
var own = map[locale.Language]dunning.Text{
	locale.French: {
		Subject: "Votre compte chez {{company}}\u202f: {{total}} au {{today}}",
		Body: `Bonjour {{contact}},

{{if several}}{{count}} factures restent à payer{{else}}Une facture reste à payer{{end}} depuis {{oldest_days}} jours : {{numbers}}.
Merci de régler **{{total}}{{if deadline}} pour le {{deadline}}{{end}}**.

{{items}}

Trois possibilités :
- par virement, avec la communication {{reference}} ;
- en ligne ;
- par téléphone, au {{phone}}.

{{button}}
{{law}}
{{pay}}
{{qr}}

{{if claimed}}
Le montant comprend {{claimed}} pour le retard. Nos conditions se trouvent sur https://lys.example/conditions.
{{end}}`,
	},
	locale.Dutch: {
		Subject: "Uw rekening bij {{company}}: {{total}} op {{today}}",
		Body: `Dag {{contact}},

{{if several}}{{count}} facturen staan open{{else}}Er staat een factuur open{{end}} sinds {{oldest_days}} dagen: {{numbers}}.
Gelieve **{{total}}{{if deadline}} tegen {{deadline}}{{end}}** te betalen.

{{items}}

Dat kan op drie manieren:
- met een overschrijving, met de mededeling {{reference}};
- online;
- of bel ons op {{phone}}.

{{button}}
{{law}}
{{pay}}
{{qr}}

{{if claimed}}
In het bedrag is {{claimed}} voor de vertraging begrepen. Onze voorwaarden staan op https://lys.example/voorwaarden.
{{end}}`,
	},
	locale.German: {
		Subject: "Ihr Konto bei {{company}}: {{total}} am {{today}}",
		Body: `Guten Tag {{contact}},

{{if several}}{{count}} Rechnungen sind offen{{else}}eine Rechnung ist offen{{end}}, seit {{oldest_days}} Tagen: {{numbers}}.
Bitte zahlen Sie **{{total}}{{if deadline}} bis zum {{deadline}}{{end}}**.

{{items}}

Dafür gibt es drei Wege:
- eine Überweisung mit dem Verwendungszweck {{reference}};
- online;
- oder Sie rufen uns an: {{phone}}.

{{button}}
{{law}}
{{pay}}
{{qr}}

{{if claimed}}
Der Betrag enthält {{claimed}} für den Verzug. Unsere Bedingungen stehen auf https://lys.example/bedingungen.
{{end}}`,
	},
	locale.English: {
		Subject: "Your account with {{company}}: {{total}} on {{today}}",
		Body: `Hello {{contact}},

{{if several}}{{count}} invoices are open{{else}}One invoice is open{{end}}, for {{oldest_days}} days: {{numbers}}.
Please pay **{{total}}{{if deadline}} by {{deadline}}{{end}}**.

{{items}}

There are three ways to do so:
- a transfer, with the reference {{reference}};
- online;
- or call us on {{phone}}.

{{button}}
{{law}}
{{pay}}
{{qr}}

{{if claimed}}
The amount includes {{claimed}} for being late. Our terms are on https://lys.example/terms.
{{end}}`,
	},
}

// payPage is where the creditor of these tests is paid online.
const payPage = "https://pay.lys.example/{reference}?amount={amount}&currency={currency}&invoice={invoice}"

// ownDemand is the demand in the company's own words.
func ownDemand(tag locale.Tag) *Reminder {
	r, text := demand(), own[tag.Language()]
	r.Company.Policy.PayPage = payPage
	r.Text, r.Contact = &text, "Jo Lambert"
	return r
}

// stepOf is a step in the tone of a reminder that sets a day and claims what is due.
func stepOf(tone dunning.Tone) *dunning.Step {
	return &dunning.Step{Key: "own", Tone: tone, From: dunning.FromDue, Days: 10, DeadlineDays: 15, Claims: []allocation.Part{allocation.Interest}}
}

func TestAnOwnTextInEveryLanguage(t *testing.T) {
	book := locale.NewBook()
	for _, tag := range posts {
		t.Run(string(tag), func(t *testing.T) {
			r := ownDemand(tag)
			if err := CheckText(*r.Text, stepOf(r.Tone), r.Company); err != nil {
				t.Error(err)
			}
			mail, err := r.Mail(book.In(tag))
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Join("testdata", "own", string(tag))
			golden.Match(t, name+".txt", mail.Subject+"\n\n"+mail.Text)
			golden.Match(t, name+".html", mail.HTML)
			checkWords(t, mail, "https://pay.lys.example")
			letter, err := r.Letter(book.In(tag))
			if err != nil {
				t.Fatal(err)
			}
			golden.Match(t, name+".letter.txt", pdfread.Shown(t, letter))
			said := solid(pdfread.Said(t, letter))
			for word := range strings.FieldsSeq(strings.TrimPrefix(mail.Text, book.In(tag).Cap("word.customer"))) {
				if word = strings.Trim(word, "-(),:\u202f"); !strings.Contains(said, solid(word)) {
					t.Errorf("the letter lacks %q", word)
				}
			}
			if strings.Contains(mail.Text+mail.HTML, "{{") || strings.Contains(mail.Text+mail.HTML, "**") {
				t.Error("a mark was not read")
			}
		})
	}
}

// solid is a text without its blanks: a long address breaks over lines.
func solid(text string) string { return strings.Join(strings.Fields(text), "") }

// Whoever starts from the standard text and changes nothing says what the program says, in
// every tone, every variant, every message of the law, in both addresses.
func TestTheStandardTextSaysWhatTheProgramSays(t *testing.T) {
	book := locale.NewBook()
	for name, r := range everyReminder() {
		for _, tag := range posts {
			for _, informal := range []bool{false, true} {
				r.Informal, r.Text = informal, nil
				w := book.In(tag)
				want, err := r.Mail(w)
				if err != nil {
					t.Fatal(name, err)
				}
				text := Standard(w, r.Tone, informal)
				r.Text = &text
				if got, err := r.Mail(w); err != nil || got.Subject != want.Subject || got.Text != want.Text || got.HTML != want.HTML {
					t.Errorf("%s, %s: %v\n%s\ninstead of\n%s", name, tag, err, got.Text, want.Text)
				}
			}
		}
	}
}

// everyReminder are reminders of every kind.
func everyReminder() map[string]*Reminder {
	all := variants()
	for _, tone := range tones {
		all[string(tone)] = reminder(tone)
	}
	for _, c := range lawfulOnes {
		all[c.country+string(c.segment)+string(c.document)] = formal(c.country, c.segment, c.document)
	}
	claimed := demand()
	claimed.Enclosed, claimed.EndService = true, true
	all["claimed"] = claimed
	return all
}

func TestTheStandardTextsAreAccepted(t *testing.T) {
	book := locale.NewBook()
	for _, tag := range readers {
		for _, tone := range tones {
			for _, informal := range []bool{false, true} {
				bare := &dunning.Step{Key: "bare", Tone: tone, From: dunning.FromDue}
				for _, step := range []*dunning.Step{bare, stepOf(tone)} {
					step.Effects = []dunning.Effect{dunning.EndService}
					if err := CheckText(Standard(book.In(tag), tone, informal), step, &company.Company{}); err != nil {
						t.Errorf("%s %s: %v", tag, tone, err)
					}
				}
			}
		}
		if err := CheckThanks(StandardThanks(book.In(tag), false), &company.Company{}); err != nil {
			t.Errorf("%s: %v", tag, err)
		}
	}
}

func TestWhatIsWrongWithAText(t *testing.T) {
	const whole = "\n{{items}}\n{{pay}}\n"
	for _, c := range []struct {
		name, body, want string // "" for nothing
		formal           bool
	}{
		{"nothing", "Please pay {{total}}." + whole, "", false},
		{"a word with a letter too few", "One\n\nDear {{custmer}},\n" + whole, "line 3: {{custmer}} is no word; did you mean {{customer}}?", false},
		{"a word in capitals", "Dear {{Customer}}" + whole, "line 1: {{Customer}} is no word; did you mean {{customer}}?", false},
		{"a word that is like none", "{{weather}}" + whole, "line 1: {{weather}} is no word of such a text", false},
		{"a condition that is like one", "{{if sevral}}x{{end}}" + whole, "line 1: {{if sevral}} is no condition; did you mean {{if several}}?", false},
		{"a block as a condition", "{{if items}}x{{end}}" + whole, "line 1: {{if items}} is no condition", false},
		{"a condition that says nothing", "{{several}}" + whole, "line 1: {{several}} says nothing", false},
		{"a field", "x\n{{.Customer}}" + whole, "line 2: {{.Customer}} cannot stand here", false},
		{"a call", "{{printf \"%d\" 7}}" + whole, "line 1: {{printf \"%d\" 7}} cannot stand here", false},
		{"a pipe", "{{total | html}}" + whole, "line 1: {{total | html}} cannot stand here", false},
		{"a variable", "{{$x := total}}" + whole, "line 1: {{$x := total}} cannot stand here", false},
		{"a number", "{{7}}" + whole, "line 1: {{7}} cannot stand here", false},
		{"a loop", "{{range items}}x{{end}}" + whole, "line 1: {{range items}}x{{end}} cannot stand here", false},
		{"a with", "{{with total}}x{{end}}" + whole, "line 1: {{with total}}x{{end}} cannot stand here", false},
		{"a definition", "x\n{{define \"text\"}}x{{end}}" + whole, "line 2: {{define \"text\"}} cannot stand here", false},
		{"another template", "{{template \"x\"}}" + whole, "line 1: {{template \"x\"}} cannot stand here", false},
		{"a comment", "{{/* x */}}" + whole, "line 1: {{/* x */}} cannot stand here", false},
		{"a condition of two words", "{{if and late several}}x{{end}}" + whole, "line 1: {{if and late several}} cannot stand here", false},
		{"a break", "x\n{{break}}" + whole, "line 2:", false},
		{"a tag that is not closed", "x\n{{total" + whole, "line 2: {{ is not closed by }}", false},
		{"an empty tag", "{{}}" + whole, "line 1:", false},
		{"a condition that is not closed", "x\n{{if late}}y" + whole, "{{if}} is not closed: {{end}} is missing", false},
		{"an end of nothing", "x\n{{end}}" + whole, "line 2: {{end}} closes nothing", false},
		{"an else of nothing", "x\n{{else}}" + whole, "line 2: {{else}} belongs to no {{if}}", false},
		{"a block within a sentence", "See {{items}}\n{{pay}}", "line 1: {{items}} must stand on a line of its own", false},
		{"a block within a condition on one line", "{{if late}}{{qr}}{{end}}" + whole, "line 1: {{qr}} must stand on a line of its own", false},
		{"a block below a condition", "{{if late}}\n{{qr}}\n{{end}}" + whole, "", false},
		{"no items", "x\n{{pay}}", "{{items}} is missing", false},
		{"items sometimes", "{{if late}}\n{{items}}\n{{end}}\n{{pay}}", "{{items}} is missing, or stands below a condition", false},
		{"nowhere to pay", "x\n{{items}}", "{{pay}} is missing", false},
		{"no law in a formal step", "{{total}} {{if deadline}}{{deadline}}{{end}}" + whole, "{{law}} is missing", true},
		{"no amount in a formal step", "{{if deadline}}{{deadline}}{{end}}\n{{law}}" + whole, "{{total}} is missing", true},
		{"no day in a formal step", "{{total}}\n{{law}}" + whole, "{{deadline}} is missing", true},
		{"a day in a formal step sometimes", "{{total}}{{if consumer}}{{deadline}}{{end}}\n{{law}}" + whole, "{{deadline}} is missing", true},
		{"a day in a formal step where there is one", "{{total}}{{if deadline}}{{deadline}}{{end}}\n{{law}}" + whole, "", true},
		{"all in a formal step", "{{total}} {{deadline}}\n{{law}}" + whole, "", true},
		{"a day that the step does not set", "By {{deadline}}." + whole, "line 1: {{deadline}} is a day by which to pay, and this step sets none", false},
		{"a day where there is one", "{{if deadline}}By {{deadline}}.{{end}}" + whole, "", false},
		{"a day where there is none", "{{if deadline}}{{else}}By {{deadline}}.{{end}}" + whole, "line 1: {{deadline}} is a day", false},
		{"a claim that the step does not make", "With {{claimed}}." + whole, "line 1: {{claimed}} is what is claimed", false},
		{"an earlier message", "As of {{earlier}}." + whole, "line 1: {{earlier}} is the day", false},
		{"a page that the company does not have", "{{button}}" + whole, "line 1: {{button}} leads to the page", false},
		{"no words", " \n ", "body: a text needs words", false},
		{"too many", strings.Repeat("x", mostBody) + whole, "body: a text has 20000 letters at most", false},
		{"two faults", "{{custmer}}\n{{totl}}" + whole, "line 2: {{totl}} is no word; did you mean {{total}}?", false},
		{"the lines of a form", "a\r\n\r\n{{custmer}}\r\n{{items}}\r\n{{pay}}", "line 3: {{custmer}}", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			step := &dunning.Step{Key: "x", Tone: dunning.Firm}
			if c.formal {
				step.Tone, step.DeadlineDays = dunning.Formal, 15
			}
			err := CheckText(dunning.Text{Subject: "Reminder", Body: c.body}, step, creditor())
			if c.want == "" && err != nil || c.want != "" && (!errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v\nwant %q", err, c.want)
			}
		})
	}
}

func TestWhatIsWrongWithASubject(t *testing.T) {
	for subject, want := range map[string]string{
		" ": "subject: a text needs a subject", "a\nb": "subject: a subject is one line", strings.Repeat("é", mostSubject+1): "subject: a subject is one line of 200 letters",
		"{{items}}": "subject: {{items}} cannot stand in a subject", "{{custmer}}": "subject: {{custmer}} is no word", "{{if late}}": "{{if}} is not closed", "{{total}}": "", strings.Repeat("é", mostSubject): "",
	} {
		err := CheckText(dunning.Text{Subject: subject, Body: "{{items}}\n{{pay}}"}, &dunning.Step{Tone: dunning.Firm}, creditor())
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", subject, err, want)
		}
	}
}

// What a company has not entered is found when the text is saved, not when it is sent.
func TestWhatTheCompanyDoesNotHave(t *testing.T) {
	for _, word := range []string{"{{phone}}", "{{email}}", "{{iban}}", "{{qr}}", "{{button}}"} {
		body := word + "\n{{items}}\n{{pay}}"
		c := creditor()
		c.Policy.PayPage = payPage
		if err := CheckText(dunning.Text{Subject: "x", Body: body}, &dunning.Step{Tone: dunning.Firm}, c); err != nil {
			t.Errorf("%s: %v", word, err)
		}
		if err := CheckText(dunning.Text{Subject: "x", Body: body}, &dunning.Step{Tone: dunning.Firm}, &company.Company{}); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s of a company without it: %v", word, err)
		}
	}
	r := reminder(dunning.Firm)
	r.Company.Phone = ""
	r.Text = &dunning.Text{Subject: "Call {{phone}}", Body: "Hello,\n\nHalf a sentence: {{phone}}\n\n- one\n- call {{phone}}\n\n{{items}}\n{{pay}}"}
	mail, err := r.Mail(locale.NewBook().In("en-IE"))
	if err != nil || strings.Contains(mail.Text, "Half") || strings.Contains(mail.Text, "- call") || !strings.Contains(mail.Text, "- one") || mail.Subject != "Payment still outstanding: invoice R-1 – Lys & Fils SRL" {
		t.Errorf("%v\n%s\n%s", err, mail.Subject, mail.Text)
	}
}

// said are the parts of a body up to its items, as text.
func bodyOf(t *testing.T, r *Reminder, body string) string {
	t.Helper()
	r.Text = &dunning.Text{Subject: "x", Body: body + "\n\n{{items}}\n{{pay}}"}
	mail, err := r.Mail(locale.NewBook().In("en-IE"))
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(mail.Text, "\n\n- Invoice")
	_, text, _ = strings.Cut(text, "C-12\n\n")
	return text
}

func TestHowLinesBecomeParagraphs(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"a greeting of its own", "Hello {{customer}},\n\nx", "Hello ACME SA,\n\nx"},
		{"the usual greeting", "x", "Dear Sir or Madam,\n\nx"},
		{"the usual greeting, said", "{{greeting}}\n\nx", "Dear Sir or Madam,\n\nx"},
		{"lines stay lines", "A,\n\none\ntwo\n\n\nthree", "A,\n\none\ntwo\n\nthree"},
		{"a condition on lines of its own", "A,\n\none\n{{if late}}\ntwo\n{{end}}\nthree", "A,\n\none\ntwo\nthree"},
		{"a condition that does not hold", "A,\n\none\n{{if claimed}}\ntwo\n{{end}}\nthree", "A,\n\none\nthree"},
		{"the other branch", "A,\n\n{{if claimed}}\none\n{{else}}\ntwo\n{{end}}\nthree", "A,\n\ntwo\nthree"},
		{"a branch of a branch", "A,\n\n{{if claimed}}one{{else if late}}two{{else}}three{{end}}", "A,\n\ntwo"},
		{"a paragraph below a condition", "A,\n\none\n{{if late}}\n\ntwo\n{{end}}\n\nthree", "A,\n\none\n\ntwo\n\nthree"},
		{"a paragraph that is a condition", "A,\n\none\n\n{{if claimed}}two{{end}}\n\nthree", "A,\n\none\n\nthree"},
		{"a list", "A,\n\nx:\n- one\n- {{total}}\ny", "A,\n\nx:\n\n- one\n- €1,190.00\n\ny"},
		{"blanks at the ends", "A,\n\n  one {{total}}  \n", "A,\n\none €1,190.00"},
		{"a mark that is not closed", "A,\n\n**one** two**three", "A,\n\none two**three"},
	} {
		r := reminder(dunning.Firm)
		if got := bodyOf(t, r, c.body); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What comes from outside is shown as it is: it can neither be strong, nor a link, nor a
// list, nor a template.
func TestValuesHaveNoMarks(t *testing.T) {
	r := reminder(dunning.Firm)
	r.Customer.Name = "**https://evil.example** {{total}} <b>&"
	r.Text = &dunning.Text{Subject: "{{customer}}", Body: "Hello,\n\n{{customer}}\n- {{customer}} https://lys.example/a?b=c&d=\"e https://lys.example/{{customer}}\n\n{{items}}\n{{pay}}"}
	mail, err := r.Mail(locale.NewBook().In("en-IE"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(mail.HTML, `href="https://evil`) || strings.Contains(mail.HTML, "<b>") || strings.Contains(mail.HTML, "<strong>https") || strings.Count(mail.HTML, "<a ") != 1 {
		t.Errorf("a name has marks: %s", mail.HTML)
	}
	if !strings.Contains(mail.HTML, `<a href="https://lys.example/a?b=c&amp;d=" `) && !strings.Contains(mail.HTML, `<a href="https://lys.example/a?b=c&amp;d" `) {
		t.Errorf("the company's own address is no link: %s", mail.HTML)
	}
	if !strings.Contains(mail.Text, "**https://evil.example** {{total}} <b>&") {
		t.Errorf("the name was changed: %s", mail.Text)
	}
}

// Where a document turns out to need words of the law that the text does not have, they stand
// before where to pay.
func TestWhatTheLawAsksForIsNotLeftOut(t *testing.T) {
	book := locale.NewBook()
	for _, c := range lawfulOnes {
		if c.document == law.FourteenDays {
			continue
		}
		for _, body := range []string{"Hello,\n\nPay.\n\n{{items}}\n{{pay}}", "Hello,\n\nPay.\n\n{{items}}\n{{law}}\n{{pay}}", "Hello,\n\n{{if late}}\n{{else}}\n{{law}}\n{{end}}\n{{items}}\n{{pay}}"} {
			r, w := formal(c.country, c.segment, c.document), book.In(c.reader)
			r.Text = &dunning.Text{Subject: "x", Body: body}
			mail, err := r.Mail(w)
			if err != nil {
				t.Fatal(err)
			}
			b := builder{Words: w, reminder: r, sums: r.Sums(), tone: r.Tone}
			for _, want := range append(b.notices(), b.announced()...) {
				if at := strings.Index(mail.Text, want); at < 0 || at > strings.Index(mail.Text, "IBAN") || strings.Count(mail.Text, want) != 1 {
					t.Errorf("%s %s %s: %q stands at %d of\n%s", c.country, c.segment, c.document, want, at, mail.Text)
				}
			}
		}
	}
}

// An own text speaks of what is late only where something is; the letter of fourteen days has
// the words of the law alone.
func TestWhereTheProgramSpeaks(t *testing.T) {
	w := locale.NewBook().In("en-IE")
	text := &dunning.Text{Subject: "Own", Body: "Own words.\n\n{{items}}\n{{law}}\n{{pay}}"}
	for _, c := range []struct {
		name  string
		of    *Reminder
		spoil func(*Reminder)
		own   bool
	}{
		{"what it was written for", reminder(dunning.Firm), func(*Reminder) {}, true},
		{"nothing is late", reminder(dunning.Firm), func(r *Reminder) { r.Items = r.Items[1:] }, false},
		{"nothing is ahead", reminder(dunning.Friendly), func(r *Reminder) { r.Items = []Item{overdue("R-1", 3, "50.00", "50.00")} }, false},
		{"the letter of fourteen days", formal("NL", law.B2C, law.FourteenDays), func(*Reminder) {}, false},
		{"a first reminder", formal("BE", law.B2C, law.FirstReminder), func(*Reminder) {}, true},
	} {
		c.spoil(c.of)
		c.of.Text = text
		mail, err := c.of.Mail(w)
		if err != nil || strings.Contains(mail.Text, "Own words.") != c.own || (mail.Subject == "Own") != c.own {
			t.Errorf("%s: %v\n%s", c.name, err, mail.Text)
		}
	}
}

func TestTheSignature(t *testing.T) {
	r, w := reminder(dunning.Firm), locale.NewBook().In("en-IE")
	r.Text = &dunning.Text{Subject: "x", Body: "Hello,\n\n{{items}}\n{{pay}}\nSee you soon,\n{{signature}}\nP.S. Thank you."}
	mail, err := r.Mail(w)
	if err != nil || !strings.Contains(mail.Text, "See you soon,\n\nLys & Fils SRL\n") || strings.Contains(mail.Text, "Kind regards") || !strings.HasSuffix(mail.Text, "\n\nP.S. Thank you.\n") {
		t.Errorf("%v\n%s", err, mail.Text)
	}
	letter, err := r.Letter(w)
	if err != nil {
		t.Fatal(err)
	}
	if said := pdfread.Said(t, letter); !strings.Contains(said, "See you soon,\nLys & Fils SRL\nP.S. Thank you.") || strings.Contains(said, "Kind regards") {
		t.Errorf("the letter says\n%s", said)
	}
}

func TestTheCodeOfAMail(t *testing.T) {
	w := locale.NewBook().In("en-IE")
	mail, err := ownDemand("en-IE").Mail(w)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(mail.Code))
	if err != nil || picture.Bounds().Dx() < 100 || !strings.Contains(mail.HTML, `src="cid:`+CodeID+`"`) {
		t.Errorf("%v, %s", err, mail.HTML)
	}
	for name, spoil := range map[string]func(*Reminder){
		"without an account": func(r *Reminder) { r.Company.IBAN = "" },
		"in dollars": func(r *Reminder) {
			for n := range r.Items {
				r.Items[n].Open.Currency, r.Items[n].Total.Currency = money.USD, money.USD
			}
			r.Claimed, r.Announced = nil, nil
		},
	} {
		r := ownDemand("en-IE")
		spoil(r)
		if mail, err := r.Mail(w); err != nil || mail.Code != nil || strings.Contains(mail.HTML, "<img") {
			t.Errorf("%s: %v, %s", name, err, mail.HTML)
		}
	}
}

func TestTheButtonLeadsToThePageToPayOn(t *testing.T) {
	w := locale.NewBook().In("en-IE")
	r := ownDemand("en-IE")
	mail, err := r.Mail(w)
	want := "https://pay.lys.example/090933755493?amount=1242.34&currency=EUR&invoice=R-1"
	if err != nil || !strings.Contains(mail.Text, "Pay online: "+want) || !strings.Contains(mail.HTML, `href="`+strings.ReplaceAll(want, "&", "&amp;")+`"`) {
		t.Errorf("%v\n%s\n%s", err, mail.Text, mail.HTML)
	}
	r.Company.Policy.PayPage = ""
	if mail, err := r.Mail(w); err != nil || strings.Contains(mail.Text, "Pay online") || strings.Contains(mail.HTML, "Pay online") {
		t.Errorf("without a page: %v\n%s", err, mail.Text)
	}
}

func TestEveryWordIsDescribed(t *testing.T) {
	book := locale.NewBook()
	for _, l := range locale.Languages {
		for _, w := range Vocabulary() {
			if !book.In(locale.For(l, "")).Has("template.word." + w.Name) {
				t.Errorf("%s does not say what {{%s}} is", l, w.Name)
			}
		}
	}
}

// Whatever CheckText accepts can be sent, to whomever it turns out to go, and is what a mail
// program can show.
func FuzzText(f *testing.F) {
	for _, text := range own {
		f.Add(text.Subject, text.Body)
	}
	f.Add("{{if late}}x{{end}}", "{{items}}\n{{pay}}\n{{law}}\n{{total}} {{if deadline}}{{deadline}}{{end}}")
	f.Add("x", "**a** - https://a.example/{{total}}**\r\n- {{contact}}\n\n{{else}}{{items}}")
	book := locale.NewBook()
	all := []*Reminder{reminder(dunning.Friendly), reminder(dunning.Firm), variants()["credits"], demand(), formal("BE", law.B2C, law.FirstReminder), formal("NL", law.B2C, law.FourteenDays), formal("FR", law.B2B, law.FormalNotice)}
	f.Fuzz(func(t *testing.T, subject, body string) {
		text := dunning.Text{Subject: subject, Body: body}
		for n, r := range all {
			step := stepOf(r.Tone)
			if CheckText(text, step, r.Company) != nil {
				continue
			}
			r.Text = &text
			w := book.In(posts[n%len(posts)])
			mail, err := r.Mail(w)
			if err != nil {
				t.Fatalf("%s: %v", step.Tone, err)
			}
			if mail.Subject == "" || strings.ContainsAny(mail.Subject, "\r\n\x00") {
				t.Errorf("the subject is %q", mail.Subject)
			}
			checkWords(t, mail, "")
			if _, err := r.Letter(w); err != nil {
				t.Error(err)
			}
		}
	})
}
