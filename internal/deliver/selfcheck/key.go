package selfcheck

import (
	"context"
	"slices"

	"acquit/internal/deliver/dkim"
	"acquit/internal/fault"
)

// strongRSA is the size in bits from which an RSA key is held to be safe (RFC 8301, 3.2).
const strongRSA = 2048

// keys looks at the records of the keys.
func (c *check) keys(ctx context.Context) []Finding {
	if len(c.q.Keys) == 0 {
		return []Finding{{About: DKIM, Level: Warn, Name: "_domainkey." + c.from,
			Said: fault.Say("mails are not signed: make a key, publish it, and they can be told from forged ones")}}
	}
	var all []Finding
	for _, k := range c.q.Keys {
		f, holds := c.key(ctx, k)
		if holds {
			c.signed = append(c.signed, k.Domain)
		}
		all = append(all, f)
	}
	if !slices.ContainsFunc(c.q.Keys, func(k *dkim.Key) bool { return k.Algorithm() == dkim.RSA }) {
		all = append(all, Finding{About: DKIM, Level: Warn, Name: c.q.Keys[0].Name(),
			Said: fault.Say("mails are signed with Ed25519 alone, which many servers do not know yet: sign with an RSA key as well")})
	}
	return all
}

// key looks at the record of one key, and whether signatures with it hold.
func (c *check) key(ctx context.Context, k *dkim.Key) (f Finding, holds bool) {
	f = Finding{About: DKIM, Level: Bad, Name: k.Name(), Publish: k.Text()}
	var err error
	f.Found, err = c.txt(ctx, k.Name())
	switch {
	case err != nil:
		return silence(DKIM, k.Name(), err)[0], false
	case len(f.Found) == 0:
		f.Said = fault.Say("the key is not published: whoever gets a mail takes its signature for false")
		return f, false
	case len(f.Found) > 1:
		f.Said = fault.Say("there are %d records where the key stands: only one may be there", len(f.Found))
		return f, false
	}
	r, err := dkim.ReadRecord(f.Found[0])
	f.judge(k, r, err)
	return f, f.Level != Bad && !r.Testing
}

// judge says what the record of a key is worth.
func (f *Finding) judge(k *dkim.Key, r dkim.Record, err error) {
	switch {
	case err != nil:
		f.Said = fault.TextOf(err)
	case r.Public == nil:
		f.Said = fault.Say("the key was revoked: make another one under another name")
		f.Publish = ""
	case !k.Is(r):
		f.Said = fault.Say("another key is published than mails are signed with")
	case r.Testing:
		f.Level, f.Said = Warn, fault.Say("the record says that the key is only tried out (t=y): mails count as unsigned")
	case k.Algorithm() == dkim.RSA && r.Bits < strongRSA:
		f.Level, f.Said = Warn, fault.Say("the key has %d bits, which some servers no longer trust: make another one under another name", r.Bits)
		f.Publish = ""
	default:
		f.Level, f.Said, f.Publish = Good, fault.Say("the key is published, and mails are signed with it"), ""
	}
}

// mx looks whether answers and bounces find a server.
func (c *check) mx(ctx context.Context) (all []Finding) {
	domains := []string{c.answer, c.bounces}
	slices.Sort(domains)
	for _, domain := range slices.Compact(domains) {
		all = append(all, c.receives(ctx, domain)...)
	}
	return all
}

func (c *check) receives(ctx context.Context, domain string) []Finding {
	f := Finding{About: MX, Level: Bad, Name: domain}
	var err error
	if f.Found, err = c.dns.mx(ctx, domain); err != nil {
		return silence(MX, domain, err)
	}
	if len(f.Found) == 0 {
		return c.itself(ctx, f)
	}
	if f.Found[0] == "" {
		f.Said = fault.Say("%s says that it takes no mails: answers and bounces are lost", domain)
		return []Finding{f}
	}
	for _, host := range f.Found {
		found, err := c.addresses(ctx, host)
		if err != nil {
			return silence(MX, domain, err)
		}
		if len(found) > 0 {
			f.Level, f.Said = Good, fault.Say("answers to %s go to %s", domain, host)
			return []Finding{f}
		}
	}
	f.Said = fault.Say("none of the servers that take mails for %s has an address: answers and bounces are lost", domain)
	return []Finding{f}
}

// itself is the finding of a domain without a record: its own machine takes its mails, if
// there is one (RFC 5321, 5.1).
func (c *check) itself(ctx context.Context, f Finding) []Finding {
	found, err := c.addresses(ctx, f.Name)
	switch {
	case err != nil:
		return silence(MX, f.Name, err)
	case len(found) == 0:
		f.Said = fault.Say("no server takes mails for %s: answers and bounces are lost", f.Name)
	default:
		f.Level, f.Said = Warn, fault.Say("%s names no server for mails: they go to the machine of that name, which may take none", f.Name)
	}
	return []Finding{f}
}
