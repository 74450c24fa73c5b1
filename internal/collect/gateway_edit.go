package collect

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/gateway"
	"acquit/internal/deliver/press"
	"acquit/internal/deliver/sms"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/store"
)

// mostDefinition is how long a definition may be, in bytes, and mostSender the name of a sender
// in letters: a telephone number with blanks is shorter.
const (
	mostDefinition = 64 << 10
	mostSender     = 20
)

// SaveGateway stores a provider in place of the one of its kind. Without a secret the one that
// is known stays, unless the definition leads to another machine: then it must be given again.
//
// Errors: Invalid for what cannot work, with the place in the definition; Unavailable where no
// secret can be kept.
func (d *Desk) SaveGateway(ctx context.Context, of id.ID, g store.Gateway, secret string) error {
	if err := checkGateway(&g); err != nil {
		return err
	}
	if d.Key == nil {
		return errNoKey
	}
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		secret, known, err := d.gatewaySecret(tx, &g, secret)
		if err != nil {
			return err
		}
		if _, err := d.opened(&g, secret); err != nil {
			return err
		}
		g.Secret, g.Path = []byte{}, d.Key.Seal(gateway.NewPathSecret(), aboutPath(of, g.Kind))
		if secret != "" {
			g.Secret = d.Key.Seal(secret, aboutGateway(of, g.Kind))
		}
		if known == nil {
			return tx.SaveGateway(&g)
		}
		if _, err := d.PathSecret(tx, known); err == nil { // else the key is lost, and nothing reported there could be heard
			g.Path = known.Path // the provider was told
		}
		return tx.SaveGateway(&g)
	})
}

func checkGateway(g *store.Gateway) error {
	switch {
	case g.Kind != store.Texts && g.Kind != store.Press:
		return fault.New(fault.NotFound, "there is no provider of that kind")
	case len(g.Definition) > mostDefinition:
		return fault.New(fault.Invalid, "a definition has at most %d bytes", mostDefinition)
	case utf8.RuneCountInString(g.Sender) > mostSender:
		return fault.New(fault.Invalid, "the name of the sender has at most %d letters", mostSender)
	}
	return nil
}

// gatewaySecret is the secret that was given, or else the one that is known of the same machines;
// and the provider that is stored.
func (d *Desk) gatewaySecret(tx *store.Tx, g *store.Gateway, given string) (secret string, known *store.Gateway, err error) {
	p, err := parsedGateway(g)
	if err != nil {
		return "", nil, err
	}
	known, err = tx.Gateway(g.Kind)
	switch {
	case err != nil:
		return "", nil, err
	case p.Auth.Kind == "":
		return "", known, nil // it proves nothing
	case given != "":
		return given, known, nil
	case known == nil || len(known.Secret) == 0:
		return "", known, nil // opening it says what is missing
	}
	before, err := parsedGateway(known)
	if err != nil || before.Auth != p.Auth || slices.ContainsFunc(machines(p), func(m string) bool { return !slices.Contains(machines(before), m) }) {
		return "", known, fault.New(fault.Invalid, "give the secret of the provider again: the definition leads elsewhere")
	}
	if secret, err = d.unsealed(known.Secret, aboutGateway(tx.Company, g.Kind)); err != nil {
		return "", known, locked(err)
	}
	return secret, known, nil
}

func parsedGateway(g *store.Gateway) (*gateway.Definition, error) {
	if g.Kind == store.Texts {
		return sms.Parse([]byte(g.Definition))
	}
	return press.Parse([]byte(g.Definition))
}

// machines are those that a definition speaks to, as the beginnings of addresses.
func machines(d *gateway.Definition) (all []string) {
	add := func(address string) {
		scheme, rest, _ := strings.Cut(address, "://")
		host, _, _ := strings.Cut(rest, "/")
		all = append(all, scheme+"://"+host)
	}
	add(d.Send.URL)
	if d.State != nil {
		add(d.State.URL)
	}
	return all
}

// DropGateway forgets a provider. What it was given may still arrive, and nobody hears of it.
func (d *Desk) DropGateway(ctx context.Context, of id.ID, kind store.GatewayKind) error {
	return d.Store.Update(ctx, of, func(tx *store.Tx) error { return tx.DropGateway(kind) })
}

// PathSecret is the secret in the address at which a provider reports; "" where there is no
// provider.
func (d *Desk) PathSecret(tx *store.Tx, g *store.Gateway) (string, error) {
	if g == nil {
		return "", nil
	}
	return d.unsealed(g.Path, aboutPath(tx.Company, g.Kind))
}

// trial opens a provider by settings that are not stored.
func (d *Desk) trial(ctx context.Context, of id.ID, g *store.Gateway, secret string) (p *provider, test id.ID, err error) {
	if err := checkGateway(g); err != nil {
		return nil, 0, err
	}
	err = d.Store.View(ctx, of, func(tx *store.Tx) error {
		if secret, _, err = d.gatewaySecret(tx, g, secret); err != nil {
			return err
		}
		test = tx.NewID()
		p, err = d.opened(g, secret)
		return err
	})
	return p, test, err
}

// TryTexts sends one text message, to a number that a person typed, by settings that are not
// stored yet, and returns the provider's answer.
//
// Errors: Invalid for what cannot work, Unavailable when the provider did not take it.
func (d *Desk) TryTexts(ctx context.Context, of id.ID, g store.Gateway, secret, to, country string, w *locale.Words) (string, error) {
	number, err := sms.ParseNumber(to, country)
	if err != nil {
		return "", err
	}
	p, test, err := d.trial(ctx, of, &g, secret)
	if err != nil {
		return "", err
	}
	defer p.close()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	text := sms.Plain(w.T("gateway.test_text", "Provider", p.name()))
	sent := p.texts.Send(ctx, sms.Message{Reference: test.String(), To: number, From: g.Sender, Text: text})
	if sent.Kind != deliver.Accepted {
		return "", fault.New(fault.Unavailable, "the provider did not take the test: %s", fault.ReadKept(sent.Answer))
	}
	return sent.Answer, nil
}

// ShowLetter is the request by which a sample letter would be handed over, by settings that are
// not stored yet, as a person reads it. Nothing is sent: who prints sends a bill for each try.
//
// Errors: Invalid for what cannot work.
func (d *Desk) ShowLetter(ctx context.Context, of id.ID, g store.Gateway, secret string, w *locale.Words, today date.Date) (string, error) {
	p, test, err := d.trial(ctx, of, &g, secret)
	if err != nil {
		return "", err
	}
	defer p.close()
	c, pdf, err := d.sampleLetter(ctx, of, w, today)
	if err != nil {
		return "", err
	}
	pages, err := render.PagesOf(pdf)
	if err != nil {
		return "", err
	}
	return p.press.Show(ctx, press.Letter{Reference: test.String(), PDF: pdf, Pages: pages, Duplex: g.Duplex, Colour: g.Colour, Country: c.Country})
}

// sampleLetter is a letter of the company to itself.
func (d *Desk) sampleLetter(ctx context.Context, of id.ID, w *locale.Words, today date.Date) (company.Company, []byte, error) {
	var c company.Company
	err := d.Store.View(ctx, of, func(tx *store.Tx) (err error) {
		c, err = tx.TheCompany()
		return err
	})
	if err != nil {
		return c, nil, err
	}
	sum := money.Of(12100, c.Currency)
	r := render.Reminder{Company: &c, Tone: dunning.Friendly, On: today, ByPost: true,
		Customer: &customer.Customer{Name: c.Name, Number: "1", Kind: customer.Business, Language: c.Language, Country: c.Country, Street: c.Street, Postcode: c.Postcode, City: c.City},
		Items:    []render.Item{{Number: "1", IssuedOn: today.AddDays(-30), DueOn: today.AddDays(10), Total: sum, Open: sum}}}
	pdf, err := r.Letter(w)
	return c, pdf, err
}
