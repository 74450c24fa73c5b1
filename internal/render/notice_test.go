package render

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/locale"
)

// creditors are companies of the five countries, with all that a formal message asks for.
var creditors = map[string]company.Company{
	"BE": {Name: "Lys & Fils SRL", Country: "BE", EnterpriseNumber: "0123456749", Street: "Rue du Lac 1", Postcode: "1000", City: "Bruxelles", IBAN: "BE68539007547034"},
	"FR": {Name: "Atelier Brume SARL", Country: "FR", Street: "4 quai des Saules", Postcode: "69000", City: "Lyon", IBAN: "FR1420041010050500013M02606"},
	"NL": {Name: "Molenwerf B.V.", Country: "NL", Street: "Kade 7", Postcode: "3011 AA", City: "Rotterdam", IBAN: "NL91ABNA0417164300"},
	"LU": {Name: "Sapinière S.à r.l.", Country: "LU", Street: "2, rue des Tilleuls", Postcode: "L-1000", City: "Luxembourg", IBAN: "LU280019400644750000"},
	"DE": {Name: "Hafenlicht GmbH", Country: "DE", Street: "Am Kai 3", Postcode: "20457", City: "Hamburg", IBAN: "DE89370400440532013000"},
}

// formal is a message of the law of a country, complete.
func formal(country string, s law.Segment, document law.Document) *Reminder {
	c := creditors[country]
	c.Policy.Supplies = law.Services
	r := &Reminder{Company: &c, Customer: &customer.Customer{Name: "Noor Adam", Kind: customer.Business, Country: country},
		Tone: dunning.Formal, On: today, Deadline: today.AddDays(16), Items: []Item{overdue("R-1", 52, "1190.00", "1190.00")}, Document: document}
	r.Items[0].Reference = ""
	if s == law.B2C {
		r.Customer.Kind = customer.Consumer
	}
	switch document {
	case law.FirstReminder:
		r.Tone, c.Policy.Late.ConsumerClause = dunning.Polite, true
		r.announce("99.50")
	case law.FourteenDays:
		r.Deadline = date.None
		r.announce("178.50")
	}
	return r
}

// announce says what will be asked for being late.
func (r *Reminder) announce(sum string) {
	c := allocation.Only(allocation.Compensation, euro(sum))
	r.Announced = &c
}

// lawfulOnes are the documents that messages are in the five countries.
var lawfulOnes = []struct {
	country  string
	segment  law.Segment
	document law.Document
	reader   locale.Tag
}{
	{"BE", law.B2C, law.FirstReminder, "fr-BE"}, {"BE", law.B2C, law.FormalNotice, "nl-BE"}, {"BE", law.B2B, law.FormalNotice, "fr-BE"},
	{"FR", law.B2C, law.FormalNotice, "fr-FR"}, {"FR", law.B2B, law.FormalNotice, "fr-FR"},
	{"NL", law.B2C, law.FourteenDays, "nl-NL"}, {"NL", law.B2C, law.FormalNotice, "nl-NL"}, {"NL", law.B2B, law.FormalNotice, "nl-NL"},
	{"LU", law.B2C, law.FormalNotice, "fr-LU"}, {"LU", law.B2B, law.FormalNotice, "de-DE"},
	{"DE", law.B2C, law.FormalNotice, "de-DE"}, {"DE", law.B2B, law.FormalNotice, "de-DE"},
}

// Each says what the law asks for, in the words of its country; the other languages have
// all of it as well.
func TestMessagesOfTheLaw(t *testing.T) {
	book, key := locale.NewBook(), regexp.MustCompile(`\b(notice|mail)\.[a-z_.]+`)
	for _, c := range lawfulOnes {
		name := strings.ToLower(c.country + "-" + string(c.segment) + "-" + string(c.document))
		t.Run(name, func(t *testing.T) {
			compare(t, filepath.Join("notice", name), formal(c.country, c.segment, c.document), book.In(c.reader), false)
			for _, l := range locale.Languages {
				mail, err := formal(c.country, c.segment, c.document).Mail(book.In(locale.For(l, c.country)))
				if err != nil {
					t.Fatal(err)
				}
				if found := key.FindString(mail.Subject + mail.Text); found != "" || strings.Contains(mail.Text, "<no value>") {
					t.Errorf("%s has no words for %q", l, found)
				}
				checkHTML(t, mail)
			}
		})
	}
}

// A letter of fourteen days that counts them from anything but its delivery has no effect,
// nor has one that sets a day besides.
func TestTheWordsOfTheFourteenDays(t *testing.T) {
	book := locale.NewBook()
	for tag, c := range map[locale.Tag][2]string{
		"nl-NL": {"binnen veertien dagen, te rekenen vanaf de dag nadat deze brief bij u is bezorgd", "nadat dit bericht bij u is bezorgd"},
		"en-IE": {"within fourteen days, counted from the day after this letter was delivered to you", "after this message was delivered to you"},
		"de-DE": {"innerhalb von vierzehn Tagen zu zahlen, gerechnet ab dem Tag, nachdem Ihnen dieser Brief zugestellt wurde", "nachdem Ihnen diese Nachricht zugestellt wurde"},
		"fr-FR": {"dans un délai de quatorze jours, compté à partir du lendemain du jour où cette lettre vous a été remise", "du lendemain du jour où ce message vous est parvenu"},
	} {
		for _, byPost := range []bool{true, false} {
			r := formal("NL", law.B2C, law.FourteenDays)
			r.ByPost = byPost
			mail, err := r.Mail(book.In(tag))
			if err != nil {
				t.Fatal(err)
			}
			want := c[1]
			if byPost {
				want = c[0]
			}
			for _, text := range []string{want, "1", "178"} {
				if !strings.Contains(mail.Text, text) {
					t.Errorf("%s, by post %t: %q is not in\n%s", tag, byPost, text, mail.Text)
				}
			}
		}
	}
}

func TestCostsWithVATAreAnnounced(t *testing.T) {
	r := formal("NL", law.B2C, law.FourteenDays)
	r.CostsVAT = 210_000
	r.announce("215.99")
	mail, err := r.Mail(locale.NewBook().In("nl-NL"))
	if err != nil || !strings.Contains(mail.Text, "€\u00a0215,99 aan buitengerechtelijke incassokosten verschuldigd, inclusief btw, die wij niet kunnen verrekenen") {
		t.Errorf("%v\n%s", err, mail.Text)
	}
}

// A Belgian consumer’s time begins later by post, and both say so.
func TestTheTimeOfABelgianConsumer(t *testing.T) {
	r := formal("BE", law.B2C, law.FirstReminder)
	w := locale.NewBook().In("nl-BE")
	if mail, err := r.Mail(w); err != nil || !strings.Contains(mail.Text, "op de kalenderdag na de verzending van dit bericht") {
		t.Errorf("%v\n%s", err, mail.Text)
	}
	r.ByPost = true
	if mail, err := r.Mail(w); err != nil || !strings.Contains(mail.Text, "op de derde werkdag na de verzending van deze brief") {
		t.Errorf("%v\n%s", err, mail.Text)
	}
	if letter, err := r.Letter(w); err != nil || len(letter) == 0 {
		t.Errorf("no letter: %v", err)
	}
}

// What an invoice is for is said in its own words where it has some.
func TestWhatAnInvoiceIsForIsSaid(t *testing.T) {
	r := formal("BE", law.B2C, law.FirstReminder)
	w := locale.NewBook().In("fr-BE")
	if mail, err := r.Mail(w); err != nil || !strings.Contains(mail.Text, "services fournis") {
		t.Errorf("%v\n%s", err, mail.Text)
	}
	r.Company.Policy.Supplies, r.Items[0].Supplied = law.Unsaid, "Réparation d’une verrière"
	if mail, err := r.Mail(w); err != nil || !strings.Contains(mail.Text, "Réparation d’une verrière") {
		t.Errorf("%v\n%s", err, mail.Text)
	}
}

func TestAMessageThatLacksWhatTheLawAsksForIsRefused(t *testing.T) {
	first, letter, notice := formal("BE", law.B2C, law.FirstReminder), formal("NL", law.B2C, law.FourteenDays), formal("FR", law.B2B, law.FormalNotice)
	dutch, belgian := formal("NL", law.B2B, law.FormalNotice), formal("BE", law.B2B, law.FormalNotice)
	for name, c := range map[string]struct {
		of    *Reminder
		spoil func(*Reminder, *company.Company)
		want  string
	}{
		"no street":                             {notice, func(_ *Reminder, c *company.Company) { c.Street = "" }, "the company’s full address"},
		"no account":                            {notice, func(_ *Reminder, c *company.Company) { c.IBAN = "" }, "where to pay"},
		"no enterprise number":                  {belgian, func(_ *Reminder, c *company.Company) { c.EnterpriseNumber = "" }, "enterprise number"},
		"a notice that does not sound like one": {belgian, func(r *Reminder, _ *company.Company) { r.Tone = dunning.Polite }, "in the formal tone"},
		"nothing is late":                       {belgian, func(r *Reminder, _ *company.Company) { r.Items[0].DueOn = today }, "nothing is"},
		"an invoice of an unknown day":          {belgian, func(r *Reminder, _ *company.Company) { r.Items[0].IssuedOn = date.None }, "the day of invoice R-1"},
		"no day by which to pay":                {dutch, func(r *Reminder, _ *company.Company) { r.Deadline = date.None }, "a day by which to pay"},
		"nobody knows what it is for":           {first, func(_ *Reminder, c *company.Company) { c.Policy.Supplies = law.Unsaid }, "what invoice R-1 is for"},
		"a clause whose sum nobody reckoned":    {first, func(r *Reminder, _ *company.Company) { r.Announced = nil }, "the contract’s clause"},
		"fewer than fourteen days":              {first, func(r *Reminder, _ *company.Company) { r.Deadline = today.AddDays(13) }, "until 2026-03-24 at least"},
		"a letter’s days begin later":           {first, func(r *Reminder, _ *company.Company) { r.ByPost, r.Deadline = true, today.AddDays(15) }, "until 2026-03-26 at least"},
		"no costs of collection":                {letter, func(r *Reminder, _ *company.Company) { r.Announced = nil }, "178.50 EUR at most, and it says 0.00 EUR"},
		"a cent too much":                       {letter, func(r *Reminder, _ *company.Company) { r.announce("178.51") }, "178.50 EUR at most, and it says 178.51 EUR"},
		"VAT that the creditor deducts":         {letter, func(r *Reminder, _ *company.Company) { r.announce("215.99") }, "178.50 EUR at most"},
		"two things at once": {first, func(_ *Reminder, c *company.Company) { c.EnterpriseNumber, c.City = "", "" },
			"the message to Noor Adam lacks 2 things that the law asks for"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := c.of.Mail(locale.NewBook().In("en-IE")); err != nil {
				t.Fatal("whole it is refused:", err)
			}
			r := *c.of
			one, items := *r.Company, append([]Item(nil), r.Items...)
			r.Company, r.Items = &one, items
			c.spoil(&r, &one)
			_, mail := r.Mail(locale.NewBook().In("en-IE"))
			_, letter := r.Letter(locale.NewBook().In("en-IE"))
			for _, err := range []error{mail, letter} {
				if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%v, want %q", err, c.want)
				}
			}
		})
	}
}

// A court wants to know who claims of whom, and of which day each invoice is.
func TestAStatementOfClaimThatLacksSomethingIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*ClaimStatement)
		want  string
	}{
		"no street of the debtor":                    {func(c *ClaimStatement) { c.Customer.Street = "" }, "the full address of"},
		"no enterprise number of a Belgian creditor": {func(c *ClaimStatement) { c.Company.EnterpriseNumber = "" }, "enterprise number"},
		"an invoice of an unknown day":               {func(c *ClaimStatement) { c.Invoices[0].IssuedOn = date.None }, "the day of invoice R-1"},
	} {
		t.Run(name, func(t *testing.T) {
			one := creditors["BE"]
			s := ClaimStatement{Company: &one, Customer: debtor(), On: today, Invoices: []ClaimedInvoice{claimed(t, "BE", law.B2B, "R-1", "1190.00", "2026-01-17")}}
			w := locale.NewBook().In("en-IE")
			if _, err := s.PDF(w); err != nil {
				t.Fatal("whole it is refused:", err)
			}
			c.spoil(&s)
			_, err := s.PDF(w)
			if unlawful := (Unlawful{}); !errors.As(err, &unlawful) || !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// A consumer whose country's law was not looked up is protected as one of the creditor's.
func TestAConsumerFromElsewhere(t *testing.T) {
	r := formal("BE", law.B2C, law.FirstReminder)
	r.Customer.Country = "ES"
	if mail, err := r.Mail(locale.NewBook().In("en-IE")); err != nil || !strings.Contains(mail.Text, "This first reminder is free of charge.") {
		t.Errorf("%v\n%s", err, mail.Text)
	}
}

// What is no document of the law is asked for nothing.
func TestAPlainReminderIsFree(t *testing.T) {
	r := reminder(dunning.Polite)
	r.Company = &company.Company{Name: "Lys & Fils SRL", Country: "BE"}
	if _, err := r.Mail(locale.NewBook().In("en-IE")); err != nil {
		t.Error(err)
	}
}
