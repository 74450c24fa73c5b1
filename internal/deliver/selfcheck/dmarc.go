package selfcheck

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"acquit/internal/fault"
)

// policy is what a domain asks to be done with mails that are not its own (RFC 7489, 6.3).
type policy struct {
	name   string // where the record stands
	record string
	asked  string // none, quarantine, reject; "" when it cannot be read
	// Strict alignment: the very same domain, instead of one of the same organisation.
	strictDKIM, strictSPF bool
}

// dmarc looks at the record of the domain in From, and at whether mails agree with it.
func (c *check) dmarc(ctx context.Context) []Finding {
	p, records, err := c.policy(ctx)
	switch f := (Finding{About: DMARC, Name: p.name, Found: records, Publish: c.monitor()}); {
	case err != nil:
		return silence(DMARC, p.name, err)
	case len(records) == 0:
		f.Level, f.Said = Warn, fault.Say("no record says what to do with forged mails of %s: large providers ask for one", c.from)
		return append([]Finding{f}, c.alignment(p)...)
	case len(records) > 1:
		f.Level, f.Said = Bad, fault.Say("there are %d records where only one may be: none of them counts", len(records))
		return append([]Finding{f}, c.alignment(p)...)
	case p.asked == "":
		f.Level, f.Said = Bad, fault.Say("the record cannot be read: p= is none, quarantine or reject, and stands behind v=DMARC1")
		return append([]Finding{f}, c.alignment(p)...)
	case p.asked == "none":
		f.Level, f.Said = Warn, fault.Say("forged mails of %s are only reported: once the reports name nobody but your own machines, have them set aside", c.from)
		f.Publish = ""
		if p.name == "_dmarc."+c.from {
			f.Publish = stricter(p.record)
		}
		return append([]Finding{f}, c.alignment(p)...)
	default:
		f.Level, f.Said, f.Publish = Good, fault.Say("forged mails of %s are set aside or refused (%s)", c.from, p.asked), ""
		return append([]Finding{f}, c.alignment(p)...)
	}
}

// monitor is the record to begin with: it changes nothing, and asks for reports.
func (c *check) monitor() string { return "v=DMARC1; p=none; rua=mailto:" + c.q.From }

// stricter is a record that has forged mails set aside.
func stricter(record string) string {
	parts := strings.Split(record, ";")
	for n, part := range parts {
		if name, _, _ := strings.Cut(part, "="); strings.EqualFold(strings.TrimSpace(name), "p") {
			parts[n] = " p=quarantine"
		}
	}
	return strings.Join(parts, ";")
}

// policy finds the record of the domain, or that of its organisation (RFC 7489, 6.6.3).
func (c *check) policy(ctx context.Context) (p policy, records []string, err error) {
	p.name = "_dmarc." + c.from
	if records, err = c.dmarcRecords(ctx, p.name); err != nil || len(records) == 1 {
		p.read(records, "p")
		return p, records, err
	}
	if above := organisation(c.from); len(records) == 0 && above != c.from {
		records, err = c.dmarcRecords(ctx, "_dmarc."+above)
		if err != nil || len(records) > 0 {
			p.name = "_dmarc." + above
		}
		p.read(records, "sp")
	}
	return p, records, err
}

func (c *check) dmarcRecords(ctx context.Context, name string) (records []string, err error) {
	all, err := c.txt(ctx, name)
	for _, text := range all {
		if version, _, _ := strings.Cut(text, ";"); strings.ReplaceAll(version, " ", "") == "v=DMARC1" {
			records = append(records, text)
		}
	}
	return records, err
}

// read reads the record, if it is the only one. key is the tag that counts; p where that
// is missing.
func (p *policy) read(records []string, key string) {
	if len(records) != 1 {
		return
	}
	p.record = records[0]
	tags := map[string]string{}
	for pair := range strings.SplitSeq(p.record, ";") {
		name, value, _ := strings.Cut(pair, "=")
		tags[strings.ToLower(strings.TrimSpace(name))] = strings.ToLower(strings.TrimSpace(value))
	}
	if p.asked = tags[key]; p.asked == "" {
		p.asked = tags["p"]
	}
	if p.asked != "none" && p.asked != "quarantine" && p.asked != "reject" {
		p.asked = ""
	}
	p.strictDKIM, p.strictSPF = tags["adkim"] == "s", tags["aspf"] == "s"
}

// alignment says whether a mail is the domain's own in the eyes of DMARC: it is signed
// with a key of the domain, or comes from a machine that may send for it (RFC 7489, 3.1).
func (c *check) alignment(p policy) []Finding {
	bySPF := c.named && aligned(c.bounces, c.from, p.strictSPF)
	byDKIM := slices.ContainsFunc(c.signed, func(domain string) bool { return aligned(domain, c.from, p.strictDKIM) })
	f := Finding{About: DMARC, Name: c.from}
	switch {
	case bySPF && byDKIM:
		f.Level, f.Said = Good, fault.Say("mails count as those of %s by their signature and by the machine that sends them", c.from)
	case byDKIM:
		f.Level, f.Said = Good, fault.Say("mails count as those of %s by their signature", c.from)
	case bySPF:
		f.Level, f.Said = Warn, fault.Say("mails count as those of %s only by the machine that sends them: once forwarded they look forged; sign them", c.from)
	case c.q.Relay && p.asked != "quarantine" && p.asked != "reject":
		f.Level, f.Said = Warn, fault.Say("whether mails count as those of %s is not sure: sign them", c.from)
	default:
		f.Level, f.Said = Bad, fault.Say("mails do not count as those of %s: neither a signature nor the machine that sends them speaks for it", c.from)
	}
	return []Finding{f}
}

// aligned reports whether a domain speaks for the one in From: as the very same, or as
// one of the same organisation.
func aligned(domain, from string, strict bool) bool {
	return domain == from || !strict && organisation(domain) == organisation(from)
}

// organisation is the domain that somebody registered: acme.co.uk of mail.acme.co.uk. It
// is told by the list of suffixes that the public registers under, which the program
// carries with it.
func organisation(domain string) string {
	above, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		return domain // a suffix itself
	}
	return above
}
