package demo

import (
	"strings"

	"acquit/examples"
	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/deliver/sms"
	"acquit/internal/dunning"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/user"
)

// The people of Ketel & Kraan, who all sign in with Password. The demo listens on this
// machine only, and holds nothing but invented people, so that the password is no secret.
const (
	Email      = "demo@ketelkraan.example" // the owner's
	Bookkeeper = "boekhouding@ketelkraan.example"
	Sales      = "verkoop@ketelkraan.example"
	Accountant = "fiduciaire@ketelkraan.example"
	Password   = "ketel-en-kraan"
)

// debtors is the key of the desk in whose name steps may speak.
const debtors = "debiteuren"

// settleIn makes the company, with the limits that it sets.
func (b *Builder) settleIn() error {
	e, today := examples.Company, examples.Today
	b.company = company.Company{
		Name: e.Name, Country: e.Country, Language: e.Language, Currency: money.EUR, TimeZone: "Europe/Brussels",
		EnterpriseNumber: e.Enterprise, VATID: e.VAT, Email: e.Email, Phone: e.Phone, Street: e.Street, Postcode: e.Postcode, City: e.City,
		IBAN: e.IBAN, BIC: e.BIC, Policy: company.Standard(),
	}
	p := &b.company.Policy
	p.TermsDays, p.FourEyes, p.WarnHours = e.TermsDays, true, 24
	p.Supplies, p.Late.Mention, p.Late.ConsumerClause = law.Goods, true, true
	p.Closed = []calendar.Period{
		{From: today.AddDays(-102), To: today.AddDays(-98), Reason: "Zomersluiting van het atelier"},
		{From: today.AddDays(34), To: today.AddDays(44), Reason: "Eindejaarssluiting"},
	}
	p.Senders = []company.Sender{{Key: debtors, Name: "Joke Rombaut", Email: Bookkeeper, Phone: "+32 9 000 14 15", Signature: "Debiteurenbeheer"}}
	usual := dunning.Standard()
	usual.Name, usual.Thanks = b.named("standard"), &dunning.Thanks{After: dunning.Polite}
	return b.Desk.Store.Update(b.ctx, 0, func(tx *store.Tx) error { return tx.AddCompany(&b.company, usual) })
}

// connect lets text messages leave by the provider that listens on this machine: each run has
// another address. Without a key for its secret there is none.
func (b *Builder) connect() error {
	if b.Texts == "" || b.Desk.Key == nil {
		return nil
	}
	g := store.Gateway{Kind: store.Texts, On: true, Sender: "Ketelkraan", Definition: strings.Replace(sms.Example(), "https://api.ketelbode.example", b.Texts, 1)}
	return b.Desk.SaveGateway(b.ctx, b.company.ID, g, Password)
}

// invite makes the people who work there, each in another role.
func (b *Builder) invite() error {
	hash, err := user.NewHash(Password)
	if err != nil {
		return err
	}
	for _, p := range []struct {
		email, name, language string
		role                  user.Role
	}{
		{Email, examples.Company.Contact, "nl", user.Owner},
		{Bookkeeper, "Joke Rombaut", "nl", user.Controller},
		{Sales, "Thibault Lenaers", "fr", user.Sales},
		{Accountant, "Marthe Ysebaert", "nl", user.Reader},
	} {
		one := user.User{Email: p.email, Name: p.name, Language: p.language, Password: hash}
		if _, _, err := b.People.Add(b.ctx, b.company.ID, one, p.role); err != nil {
			return err
		}
	}
	return nil
}
