package render

import (
	"strings"
	"testing"

	"acquit/internal/dunning"
	"acquit/internal/locale"
)

const ownPage = "https://pay.example/p/AAAAAAAAAAAAAAAAAAAAAAAAAA"

// Each message leads to the customer's page once: below where to pay, or where the company's own
// text says it.
func TestAMessageLeadsToTheCustomersPage(t *testing.T) {
	w := locale.NewBook().In("fr-BE")
	link := &Linked{At: ownPage, Until: today.AddDays(90), Page: true}
	own := func(body string) *dunning.Text { return &dunning.Text{Subject: "Own", Body: body} }
	for name, c := range map[string]struct {
		text  *dunning.Text
		link  *Linked
		says  string // what stands before the address; "" where it stands nowhere
		twice bool   // in the HTML the address is a link, and what is read as well
	}{
		"the program's words":        {nil, link, "Consulter et payer en ligne\u202f: ", false},
		"without a page":             {nil, &Linked{}, "", false},
		"without a link":             {nil, nil, "", false},
		"own words with the address": {own("{{items}}\n{{law}}\n{{pay}}\n\nTout est ici\u202f: {{page}}"), link, "Tout est ici\u202f: ", true},
		"own words without":          {own("{{items}}\n{{law}}\n{{pay}}"), link, "Consulter et payer en ligne\u202f: ", false},
		"own words without payment":  {own("Un mot.\n\n{{items}}\n{{law}}"), link, "Vos factures en ligne\u202f: ", false},
		"a sentence on a condition":  {own("{{items}}\n{{law}}\n{{pay}}\n\n{{if page}}Ici\u202f: {{page}}{{end}}"), &Linked{}, "", false},
	} {
		r := reminder(dunning.Polite)
		r.Text, r.Linked = c.text, c.link
		mail, err := r.Mail(w)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want, links := 1, 1
		if c.says == "" {
			want, links = 0, 0
		}
		if c.twice {
			links = 2
		}
		if strings.Count(mail.Text, ownPage) != want || c.says != "" && !strings.Contains(mail.Text, c.says+ownPage) {
			t.Errorf("%s: %s", name, mail.Text)
		}
		if strings.Count(mail.HTML, ownPage) != links || want == 1 && !strings.Contains(mail.HTML, `href="`+ownPage+`"`) {
			t.Errorf("%s: %d times in %s", name, strings.Count(mail.HTML, ownPage), mail.HTML)
		}
	}
}

// A text message has the address behind its words, where there is one.
func TestATextMessageLeadsToTheCustomersPage(t *testing.T) {
	w := locale.NewBook().In("nl-BE")
	r := reminder(dunning.Polite)
	for _, l := range []*Linked{nil, {At: ownPage, Page: true}} {
		r.Linked = l
		lines, err := r.Say(w, StandardSpoken(w, "sms"))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(lines, "\n"); strings.HasSuffix(got, " "+ownPage) != (l != nil) {
			t.Errorf("%q", got)
		}
	}
}

// What is contested of an item stands beside it, and is no part of what is asked for.
func TestWhatIsContestedIsSaid(t *testing.T) {
	r := reminder(dunning.Polite)
	r.Items = r.Items[:1]
	r.Items[0].Open, r.Items[0].Contested = euro("890.00"), euro("300.00")
	for language, says := range map[locale.Tag]string{"fr-BE": "300,00 € en plus sont contestés", "nl-BE": "300,00 daarnaast is betwist", "de-DE": "weitere 300,00 € sind bestritten", "en-IE": "300.00 more is contested"} {
		mail, err := r.Mail(locale.NewBook().In(language))
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(mail.Text); !strings.Contains(text, says) || !strings.Contains(text, "890") {
			t.Errorf("%s: %s", language, text)
		}
	}
}
