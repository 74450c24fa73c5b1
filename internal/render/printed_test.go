package render

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/account"
	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/pdfread"
)

// posts are the tags of the printed goldens, one for each language.
var posts = []locale.Tag{"fr-BE", "nl-NL", "de-DE", "en-IE"}

// claimed computes what is owed on today for an invoice.
func claimed(t testing.TB, country string, segment law.Segment, number, principal, due string, facts ...claim.Fact) ClaimedInvoice {
	t.Helper()
	rule, err := law.Of(country, segment)
	if err != nil {
		t.Fatal(err)
	}
	order, err := allocation.Of(country)
	if err != nil {
		t.Fatal(err)
	}
	debt := claim.Debt{Principal: euro(principal), DueOn: date.Must(due), Costs: euro("0.00"), Facts: facts}
	owed, err := claim.For(debt, claim.Terms{Rates: law.RatesOf(rule.Series()), Count: rule.Count, Compounds: rule.Compounds,
		Compensation: rule.Compensation, Order: order.Parts}, today)
	if err != nil {
		t.Fatal(err)
	}
	return ClaimedInvoice{Number: number, IssuedOn: debt.DueOn.AddDays(-30), DueOn: debt.DueOn, Principal: debt.Principal, Claim: owed, Rule: rule}
}

func paid(on, amount string, of ...allocation.Part) claim.Fact {
	f := claim.Fact{On: date.Must(on), Amount: euro(amount)}
	for _, part := range of {
		f.Part = part
	}
	return f
}

func debtor() *customer.Customer {
	return &customer.Customer{Name: "Brasserie du Canal SA", Number: "C-12", Kind: customer.Business, Country: "BE", Language: "fr",
		Street: "Quai aux Briques 210", Postcode: "7000", City: "Mons", VATID: "BE0123456749", EnterpriseNumber: "0123456749"}
}

// demand is a formal notice that claims what is due for being late.
func demand() *Reminder {
	r := reminder(dunning.Formal)
	r.Customer = debtor()
	r.Claimed = &allocation.Claim{Interest: euro("12.34"), Compensation: euro("40.00")}
	r.Announced = &allocation.Claim{Costs: euro("75.50")}
	return r
}

// documents are one of each kind.
func documents(t testing.TB) map[string]func(*locale.Words) ([]byte, error) {
	many := ClaimStatement{Company: creditor(), Customer: debtor(), On: today, Invoices: []ClaimedInvoice{
		claimed(t, "DE", law.B2B, "2025/0117", "12100.00", "2025-03-14", paid("2025-05-02", "5000.00"), paid("2025-06-02", "100.00", allocation.Principal)),
		claimed(t, "NL", law.B2B, "2025/0118", "98765432.10", "2024-11-14"),
		claimed(t, "BE", law.B2B, "2025/0119", "12.10", "2025-11-14"),
	}}
	many.Invoices[2].LetGo = allocation.Claim{Compensation: euro("40.00")}
	return map[string]func(*locale.Words) ([]byte, error){
		"letter":  demand().Letter,
		"account": (&Account{creditor(), debtor(), today, moved()}).PDF,
		"claim":   many.PDF,
		"annex":   (&Annex{creditor(), debtor(), many.Invoices[1:]}).PDF,
	}
}

// moved is an account with one movement of each kind.
func moved() account.Account {
	a := account.Account{From: date.Must("2026-01-01"), Until: today, Opening: euro("500.00"), Claimed: euro("30.00"), Credits: euro("-60.00"), OnAccount: euro("-10.00"),
		Debts: [account.Ages]money.Amount{euro("98765432.10"), euro("0.00"), euro("450.00"), euro("0.00"), euro("0.00")}}
	for n, m := range []account.Movement{
		{Kind: account.Invoice, Number: "2026/001", DueOn: date.Must("2026-04-01"), Amount: euro("98765432.10")},
		{Kind: account.CreditNote, Number: "N-1", Amount: euro("-60.00")},
		{Kind: account.Claimed, Number: "2025/7", Part: allocation.Interest, Amount: euro("45.00")},
		{Kind: account.Payment, Amount: euro("-60.00")},
		{Kind: account.Returned, Amount: euro("60.00")},
		{Kind: account.Refund, Amount: euro("12.00")},
		{Kind: account.Outside, Amount: euro("-71.00")},
		{Kind: account.Difference, Amount: euro("-1.00")},
		{Kind: account.Waived, Number: "2025/7", Part: allocation.Compensation, Amount: euro("-15.00")},
	} {
		m.On = date.Must("2026-01-12").AddDays(3 * n)
		a.Movements = append(a.Movements, m)
	}
	return a
}

func TestEveryDocumentInEveryLanguage(t *testing.T) {
	book := locale.NewBook()
	for name, pdf := range documents(t) {
		for _, tag := range posts {
			t.Run(name+"/"+string(tag), func(t *testing.T) {
				b, err := pdf(book.In(tag))
				if err != nil {
					t.Fatal(err)
				}
				shown := pdfread.Shown(t, b)
				golden.Match(t, filepath.Join("testdata", "printed", name+"."+string(tag)+".txt"), shown)
				if missing := regexp.MustCompile(`\b(paper|mail|word|web)\.[a-z_.]+`).FindString(shown); missing != "" {
					t.Errorf("a word is missing: %s", missing)
				}
			})
		}
	}
}

func TestALetterSaysWhatItsMailSays(t *testing.T) {
	book := locale.NewBook()
	all := map[string]*Reminder{"a demand": demand()}
	for _, tone := range tones {
		all[string(tone)] = reminder(tone)
	}
	for name, r := range variants() {
		if name != "long names" { // their words break over lines
			all[name] = r
		}
	}
	for name, r := range all {
		for _, tag := range posts {
			if tag != "fr-BE" && variants()[name] != nil {
				continue // one language shows it
			}
			mail, err := r.Mail(book.In(tag))
			if err != nil {
				t.Fatal(name, err)
			}
			letter, err := r.Letter(book.In(tag))
			if err != nil {
				t.Fatal(name, err)
			}
			said := " " + strings.Join(strings.Fields(pdfread.Said(t, letter)), " ") + " "
			text := strings.TrimPrefix(mail.Text, book.In(tag).Cap("word.customer")) // whose name shows in the window
			for word := range strings.FieldsSeq(text) {
				if word = strings.Trim(word, "-(),:\u202f"); !strings.Contains(said, word) && !strings.ContainsRune(word, '\uFFFD') {
					t.Errorf("%s, %s: the letter lacks %q", name, tag, word)
				}
			}
		}
	}
}

func TestTheWindowIsWhereTheCountryHasIt(t *testing.T) {
	for country, x := range map[string]float64{"BE": 110, "FR": 110, "LU": 110, "NL": 25, "DE": 25} {
		r := demand()
		r.Company.Country = country
		letter, err := r.Letter(locale.NewBook().In("fr-BE"))
		if err != nil {
			t.Fatal(err)
		}
		page := pdfread.Read(t, letter)[0]
		name, found := page.Find(r.Customer.Name)
		if !found || name.X < x-0.1 || name.X > x+0.1 || name.Y < 62 || name.Y > 70 {
			t.Errorf("%s: the addressee stands at %.1f, %.1f mm", country, name.X, name.Y)
		}
		if marks := len(page.Lines) > 0 && page.Lines[0].X < 10; marks != (country == "DE") {
			t.Errorf("%s: fold marks: %t", country, marks)
		}
		if _, abroad := page.Find("BELGIQUE"); abroad != (country != "BE") {
			t.Errorf("%s: the country stands below the addressee: %t", country, abroad)
		}
	}
}

func TestTheCodeAsksForWhatTheLetterAsks(t *testing.T) {
	w := locale.NewBook().In("fr-BE")
	for _, c := range []struct {
		name   string
		spoil  func(*Reminder)
		amount string
		with   string // "" for no code
	}{
		{"one invoice and what is claimed beside it", func(*Reminder) {}, "EUR1242.34", "+++090/9337/55493+++"},
		{"an ISO reference stands in its own field", func(r *Reminder) { r.Items[0].Reference = "RF18539007547034" }, "EUR1242.34", "RF18539007547034"},
		{"several invoices", func(r *Reminder) {
			r.Items = append(r.Items, overdue("R-0", 9, "8.00", "8.00"))
		}, "EUR1250.34", "R-1 R-0"},
		{"credits deducted", func(r *Reminder) { r.Credits = []Credit{{On: today, Amount: euro("90.00")}} }, "EUR1152.34", "+++090/9337/55493+++"},
		{"more numbers than there is room for", func(r *Reminder) {
			for n := range 60 {
				r.Items = append(r.Items, overdue(fmt.Sprintf("2026-%04d", n), 3, "1.00", "1.00"))
			}
		}, "EUR1302.34", "R-1 2026-0000 2026-0001 2026-0002 2026-0003 2026-0004 2026-0005 2026-0006 2026-0007 2026-0008 2026-0009 2026-0010 2026-0011 2026-0012"},
		{"a company without an account", func(r *Reminder) { r.Company.IBAN = "" }, "", ""},
		{"dollars", func(r *Reminder) {
			for n := range r.Items {
				r.Items[n].Open.Currency, r.Items[n].Total.Currency = money.USD, money.USD
			}
			r.Claimed, r.Announced = nil, nil
		}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := demand()
			c.spoil(r)
			page, err := r.page(w)
			if err != nil {
				t.Fatal(err)
			}
			s := press{w, r.Company, r.Customer, r.On}
			payload, err := s.order(page.Due, page.With).Payload()
			letter, failed := r.Letter(w)
			if failed != nil {
				t.Fatal(failed)
			}
			drawn := false
			for _, p := range pdfread.Read(t, letter) {
				drawn = drawn || len(p.Boxes) > 0
			}
			if c.with == "" {
				if err == nil || drawn {
					t.Errorf("there is a code: %t, %q", drawn, payload)
				}
				return
			}
			if lines := strings.Split(payload, "\n"); err != nil || !drawn || lines[7] != c.amount || lines[len(lines)-1] != c.with {
				t.Errorf("%v, drawn: %t: %q", err, drawn, lines)
			}
		})
	}
}

func TestWhatCannotBeClaimedIsRefused(t *testing.T) {
	one := claimed(t, "BE", law.B2B, "R-1", "100.00", "2026-01-10")
	dollars := one
	dollars.Principal.Currency = money.USD
	for name, c := range map[string]ClaimStatement{
		"nothing":        {On: today},
		"another day":    {On: today.AddDays(1), Invoices: []ClaimedInvoice{one}},
		"two currencies": {On: today, Invoices: []ClaimedInvoice{one, dollars}},
	} {
		c.Company, c.Customer = creditor(), debtor()
		if _, err := c.PDF(locale.NewBook().In("en-IE")); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatWasLetGoIsNotClaimed(t *testing.T) {
	one := claimed(t, "BE", law.B2B, "R-1", "100.00", "2026-01-10")
	one.LetGo = allocation.Claim{Compensation: euro("40.00")}
	c := ClaimStatement{Company: creditor(), Customer: debtor(), On: today, Invoices: []ClaimedInvoice{one}}
	if got, want := c.total(), one.Claim.Owed.Total().Sub(euro("40.00")); got.Total() != want || !got.Compensation.IsZero() {
		t.Errorf("%s is claimed, want %s", got.Total(), want)
	}
	b, err := c.PDF(locale.NewBook().In("en-IE"))
	if err != nil {
		t.Fatal(err)
	}
	if said := pdfread.Said(t, b); !strings.Contains(said, "Not asked for") || !strings.Contains(said, "€101.70") && !strings.Contains(said, "€101.71") {
		t.Errorf("it says\n%s", said)
	}
}

// Another program reads the same words: the fonts carry their letters.
func TestAnotherProgramReadsTheSame(t *testing.T) {
	b, err := demand().Letter(locale.NewBook().In("fr-BE"))
	if err != nil {
		t.Fatal(err)
	}
	read := strings.Join(strings.Fields(strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(pdfread.Elsewhere(t, b))), "")
	for _, page := range pdfread.Read(t, b) {
		for _, text := range page.Texts {
			if said := strings.Join(strings.FieldsFunc(text.Said, func(r rune) bool { return r == ' ' || r == '\u202f' || r == '\u00a0' }), ""); !strings.Contains(read, said) {
				t.Errorf("it does not read %q", text.Said)
			}
		}
	}
}

func BenchmarkPrint(b *testing.B) {
	w := locale.NewBook().In("fr-BE")
	for name, pdf := range documents(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pdf(w); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
