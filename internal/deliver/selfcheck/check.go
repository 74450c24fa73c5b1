// Package selfcheck looks at what the DNS says of a company's mails, as the servers that
// get them do: who may send (SPF, RFC 7208), with which key (DKIM, RFC 6376), what is to
// be done with the others (DMARC, RFC 7489), and where answers go (MX).
//
// It looks, and says what to publish instead; nothing here decides about a mail.
package selfcheck

import (
	"context"
	"net/netip"
	"strings"

	"acquit/internal/deliver"
	"acquit/internal/deliver/dkim"
	"acquit/internal/fault"
)

// Question is what is looked at.
type Question struct {
	From     string   // address that stands in the mails
	Envelope string   // address that bounces go to; "" for From
	ReplyTo  string   // "" for From
	Servers  []string // names or addresses of the machines that send
	// Relay says that the servers hand mails on, perhaps to machines with other addresses,
	// as those of a mail provider do: what they are missing is then not sure.
	Relay bool
	Keys  []*dkim.Key // with which mails are signed
}

// About is what a finding speaks of.
type About string

// What is looked at.
const (
	SPF   About = "spf"
	DKIM  About = "dkim"
	DMARC About = "dmarc"
	MX    About = "mx"
)

// Level is how much a finding matters.
type Level string

// The levels: as it should be; mails arrive, but better is possible; mails get lost.
const (
	Good Level = "good"
	Warn Level = "warn"
	Bad  Level = "bad"
)

// Finding is one thing that was found.
type Finding struct {
	About   About
	Level   Level
	Said    fault.Text
	Name    string   // where it stands in the DNS, or should, without a dot at its end
	Found   []string // the records that are there
	Publish string   // the TXT record that should stand there instead, to copy; "" for none
}

// Check looks everything up. A question that cannot be asked is fault.Invalid; a DNS
// that does not answer is a finding.
func Check(ctx context.Context, r Resolver, q Question) ([]Finding, error) {
	c, err := newCheck(r, q)
	if err != nil {
		return nil, err
	}
	spf := c.spf(ctx)
	keys := c.keys(ctx)
	return append(append(append(spf, keys...), c.dmarc(ctx)...), c.mx(ctx)...), nil
}

// check is one run.
type check struct {
	dns
	q                     Question
	from, bounces, answer string   // domains
	named                 bool     // every server may send, by SPF
	signed                []string // domains of the keys that hold
}

func newCheck(r Resolver, q Question) (*check, error) {
	c := &check{dns: dns{r}, q: q}
	if c.q.Envelope == "" {
		c.q.Envelope = q.From
	}
	if c.q.ReplyTo == "" {
		c.q.ReplyTo = q.From
	}
	for _, one := range []struct {
		address string
		domain  *string
	}{{c.q.From, &c.from}, {c.q.Envelope, &c.bounces}, {c.q.ReplyTo, &c.answer}} {
		address, err := deliver.Address(one.address)
		if err != nil {
			return nil, err
		}
		*one.domain = strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
	}
	return c, nil
}

// silence is the finding of a DNS that does not answer.
func silence(a About, name string, err error) []Finding {
	return []Finding{{About: a, Level: Warn, Name: name, Said: fault.TextOf(err)}}
}

// stranger is a machine that may send for nobody: the block of its address is not used
// (RFC 1112, 4). A record that lets it send lets everybody.
var stranger = netip.MustParseAddr("240.0.0.1")

// spf looks at who may send for the domain that bounces go to.
func (c *check) spf(ctx context.Context) []Finding {
	f := Finding{About: SPF, Name: c.bounces}
	var err error
	if f.Found, err = spfRecords(ctx, c.dns, c.bounces); err != nil {
		return silence(SPF, c.bounces, err)
	}
	said, err := evaluate(ctx, c.dns, stranger, c.bounces, c.q.Envelope)
	switch said {
	case temporary:
		return silence(SPF, c.bounces, err)
	case none:
		f.Level, f.Said = Bad, fault.Say("no record says who may send for %s: name every other program that sends for it as well", c.bounces)
		f.Publish = merged([]string{"v=spf1 mx"}, c.names(c.q.Servers), "~all")
		return []Finding{f}
	case permanent:
		f.Level, f.Said = Bad, fault.TextOf(err)
		if len(f.Found) > 1 {
			f.Publish = merged(f.Found, c.names(c.q.Servers), "~all")
		}
		return []Finding{f}
	}
	return append(c.open(f, said), c.servers(ctx, f)...)
}

// open finds records that let everybody send.
func (c *check) open(f Finding, stranger result) []Finding {
	switch stranger {
	case pass:
		f.Level, f.Said = Bad, fault.Say("the record lets the whole world send for %s", f.Name)
	case neutral:
		f.Level, f.Said = Warn, fault.Say("the record of %s says nothing about machines that it does not name: end it with ~all", f.Name)
	default:
		return nil
	}
	f.Publish = merged(f.Found, nil, "~all")
	return []Finding{f}
}

// servers finds those that the record does not let send.
func (c *check) servers(ctx context.Context, f Finding) []Finding {
	if len(c.q.Servers) == 0 {
		f.Level, f.Said = Warn, fault.Say("which machines send is not known here, so that nobody can say whether the record names them")
		return []Finding{f}
	}
	var missing []string
	for _, server := range c.q.Servers {
		ok, err := c.mayAll(ctx, server)
		if err != nil {
			return silence(SPF, f.Name, err)
		}
		if !ok {
			missing = append(missing, server)
		}
	}
	switch {
	case len(missing) == 0:
		c.named = true
		f.Level, f.Said = Good, fault.Say("the record names every machine that sends: %s", strings.Join(c.q.Servers, ", "))
	case c.q.Relay:
		f.Level, f.Said = Warn, fault.Say("the record does not name %s: it may send by other machines; ask its provider what belongs into the record", strings.Join(missing, ", "))
	default:
		f.Level, f.Said = Bad, fault.Say("the record does not name %s: mails from there are refused or taken for spam", strings.Join(missing, ", "))
		f.Publish = merged(f.Found, c.names(missing), "")
	}
	return []Finding{f}
}

// mayAll reports whether every address of a server may send. A server without any cannot.
func (c *check) mayAll(ctx context.Context, server string) (bool, error) {
	all, err := c.addresses(ctx, server)
	if err != nil {
		return false, err
	}
	for _, ip := range all {
		said, err := evaluate(ctx, c.dns, ip, c.bounces, c.q.Envelope)
		if said == temporary {
			return false, err
		}
		if said != pass {
			return false, nil
		}
	}
	return len(all) > 0, nil
}

// names are servers as terms of a record.
func (c *check) names(servers []string) (terms []string) {
	for _, server := range servers {
		ip, err := netip.ParseAddr(server)
		switch {
		case c.q.Relay: // only the provider knows
		case err != nil:
			terms = append(terms, "a:"+strings.TrimSuffix(server, "."))
		case ip.Unmap().Is4():
			terms = append(terms, "ip4:"+ip.Unmap().String())
		default:
			terms = append(terms, "ip6:"+ip.String())
		}
	}
	return terms
}

// merged makes one record of several, with more terms. all is how it ends; "" for as the
// first one ends.
func merged(records, more []string, all string) string {
	terms, redirect := []string{"v=spf1"}, ""
	seen := map[string]bool{}
	for _, word := range append(strings.Fields(strings.Join(records, " ")), more...) {
		name := strings.ToLower(word)
		switch {
		case seen[name] || name == "v=spf1":
		case strings.TrimLeft(name, "+-~?") == "all":
			if all == "" {
				all = name
			}
		case strings.HasPrefix(name, "redirect="):
			redirect = word
		default:
			terms = append(terms, word)
		}
		seen[name] = true
	}
	switch {
	case all == "" && redirect != "":
		terms = append(terms, redirect)
	case all != "":
		terms = append(terms, all)
	}
	return strings.Join(terms, " ")
}
