package smtp_test

import (
	"fmt"
	"testing"
	"time"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/dkim"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
)

// reminder renders a whole reminder of five invoices and writes it as a mail.
func reminder(tb testing.TB, words *locale.Words, n int) []byte {
	tb.Helper()
	amount := money.Must("1190.00", money.EUR)
	r := render.Reminder{
		Company:  &company.Company{Name: "Lys & Fils SRL", Email: sender, IBAN: "BE68539007547034"},
		Customer: &customer.Customer{Name: fmt.Sprint("Client ", n)},
		Tone:     dunning.Polite, On: date.Must("2026-03-10"),
	}
	for item := range 5 {
		r.Items = append(r.Items, render.Item{Number: fmt.Sprint("R-", item), IssuedOn: date.Must("2026-02-01"), DueOn: date.Must("2026-02-28"), Total: amount, Open: amount})
	}
	written, err := r.Mail(words)
	if err != nil {
		tb.Fatal(err)
	}
	m := deliver.Mail{
		From: sender, FromName: r.Company.Name, To: []string{payer}, Subject: written.Subject, Text: written.Text, HTML: written.HTML, Language: "fr-BE",
		MessageID: fmt.Sprintf("<%d.1@lys.example>", n), Date: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC),
	}
	raw, err := m.Bytes()
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func key(tb testing.TB, a dkim.Algorithm) *dkim.Key {
	tb.Helper()
	text, err := dkim.Make(a)
	if err != nil {
		tb.Fatal(err)
	}
	k, err := dkim.Parse("lys.example", "acquit1", text)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// BenchmarkReminders renders, signs and delivers reminders on all cores: what a mail of a
// night costs, but for the database.
func BenchmarkReminders(b *testing.B) {
	for _, c := range []struct {
		name    string
		keys    []*dkim.Key
		deliver bool
	}{
		{"unsigned", nil, false},
		{"rsa", []*dkim.Key{key(b, dkim.RSA)}, false},
		{"ed25519", []*dkim.Key{key(b, dkim.Ed25519)}, false},
		{"both", []*dkim.Key{key(b, dkim.RSA), key(b, dkim.Ed25519)}, false},
		{"rsa, delivered", []*dkim.Key{key(b, dkim.RSA)}, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			_, ch := start(b)
			words := locale.NewBook().In("fr-BE")
			b.RunParallel(func(pb *testing.PB) {
				for n := 0; pb.Next(); n++ {
					signed, err := dkim.Sign(reminder(b, words, n), c.keys...)
					if err != nil {
						b.Error(err)
					}
					if !c.deliver {
						continue
					}
					if o := ch.Deliver(b.Context(), sender, []string{payer}, signed); o.Kind != deliver.Accepted {
						b.Error(o)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
		})
	}
}
