package web

import (
	"acquit/internal/collect"
	"acquit/internal/deliver/dkim"
	"acquit/internal/deliver/selfcheck"
	"acquit/internal/fault"
	"acquit/internal/web/ui"
)

// signerFields are the names of the fields of a key, but for the key itself.
var signerFields = [...]string{"domain", "selector", "algorithm"}

func addSigner(v *visit) (answer, error) {
	d := mailData{visit: v}
	d.Signer.Values = map[string]string{}
	for _, name := range signerFields {
		d.Signer.Values[name] = v.form(name)
	}
	err := v.Desk.AddSigner(v.Request.Context(), v.Company.ID, v.form("domain"), v.form("selector"), v.form("private"), dkim.Algorithm(v.form("algorithm")), v.Person.Email)
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict || kind == fault.Unavailable {
		d.Signer.refusal = v.refusalOf(err)
		return d.show()
	}
	return d.saved("outlet.key_made"), err
}

// changeSigner signs with a key from now on, or no more.
func changeSigner(v *visit) (answer, error) {
	key, err := v.id("key")
	if err != nil {
		return nil, err
	}
	d, on, said := mailData{visit: v}, v.form("signs") != "", "outlet.key_off"
	if on {
		said = "outlet.key_on"
	}
	return d.saved(said), v.Desk.SignWith(v.Request.Context(), v.Company.ID, key, on)
}

func forgetSigner(v *visit) (answer, error) {
	key, err := v.id("key")
	if err != nil {
		return nil, err
	}
	d := mailData{visit: v}
	return d.saved("outlet.key_forgotten"), v.Desk.DropSigner(v.Request.Context(), v.Company.ID, key)
}

// toKey is where a key is changed.
func (d *mailData) toKey(s *collect.Signer) string {
	return d.to("settings", "mail", "keys", s.ID.String())
}

// algorithms are the ways to sign, as their makers call them.
func algorithms() []ui.Option {
	return []ui.Option{{Value: string(dkim.RSA), Label: "RSA, 2048 bit"}, {Value: string(dkim.Ed25519), Label: "Ed25519"}}
}

// mailCheck is what the DNS says of the mails of a sender.
type mailCheck struct {
	*visit
	Name     string // of the sender; "" for the company
	Back     string
	Findings []selfcheck.Finding
	Problem  string // why nothing could be looked at
}

// mailCheckPage asks the DNS. It waits for the answers, so that no transaction is open.
func mailCheckPage(v *visit) (answer, error) {
	d := mailData{visit: v}
	sender, err := d.named()
	if err != nil {
		return nil, err
	}
	c := mailCheck{visit: v, Back: v.toMail(v.query("sender"))}
	if sender != nil {
		c.Name = sender.Name
	}
	c.Findings, err = v.Desk.SelfCheck(v.Request.Context(), v.Company.ID, v.query("sender"))
	if fault.KindOf(err) != "" {
		c.Problem, err = v.Words.Fault(err), nil
	}
	return page{Title: v.Words.T("outlet.check"), Place: settings, Body: mailCheckBody(&c)}, err
}

// abouts is what a look at the DNS speaks of, in the order in which it is read.
var abouts = [...]selfcheck.About{selfcheck.SPF, selfcheck.DKIM, selfcheck.DMARC, selfcheck.MX}

// levelTones and levelIcons tell at a glance how much a finding matters.
var (
	levelTones = map[selfcheck.Level]ui.Tone{selfcheck.Good: ui.ToneGood, selfcheck.Warn: ui.ToneWarn, selfcheck.Bad: ui.ToneBad}
	levelIcons = map[selfcheck.Level]ui.Icon{selfcheck.Good: ui.IconCheck, selfcheck.Warn: ui.IconAlert, selfcheck.Bad: ui.IconError}
)

// of are the findings about one thing.
func (c *mailCheck) of(about selfcheck.About) (all []selfcheck.Finding) {
	for _, f := range c.Findings {
		if f.About == about {
			all = append(all, f)
		}
	}
	return all
}

// state counts what is not as it should be.
func (c *mailCheck) state() string {
	bad, warn := 0, 0
	for _, f := range c.Findings {
		switch f.Level {
		case selfcheck.Bad:
			bad++
		case selfcheck.Warn:
			warn++
		}
	}
	switch {
	case bad > 0:
		return c.Words.N("outlet.n_bad", bad)
	case warn > 0:
		return c.Words.N("outlet.n_warn", warn)
	}
	return c.Words.T("outlet.all_good")
}
