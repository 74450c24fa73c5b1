package selfcheck

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"maps"
	"strings"
	"testing"

	"acquit/internal/deliver/dkim"
	"acquit/internal/fault"
)

func key(t testing.TB, domain string, a dkim.Algorithm) *dkim.Key {
	t.Helper()
	text, err := dkim.Make(a)
	if err != nil {
		t.Fatal(err)
	}
	k, err := dkim.Parse(domain, "acquit1", text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// weak is a key as they were made years ago.
func weak(t testing.TB) *dkim.Key {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	k, err := dkim.Parse("lys.example", "acquit1", string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)})))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const selector = "acquit1._domainkey.lys.example"

// inOrder is a domain with which nothing is wrong.
func inOrder(k *dkim.Key) zone {
	return zone{
		"lys.example":        {"TXT v=spf1 a:mail.lys.example -all", "TXT other=1", "MX 10 mail.lys.example"},
		"mail.lys.example":   {"A 192.0.2.10", "AAAA 2001:db8::10"},
		selector:             {"TXT " + k.Text()},
		"_dmarc.lys.example": {"TXT v=DMARC1; p=reject; rua=mailto:post@lys.example"},
	}
}

func question(k ...*dkim.Key) Question {
	return Question{From: "compta@lys.example", Servers: []string{"mail.lys.example"}, Keys: k}
}

// ask checks a zone, and returns what was found as lines "about level: words".
func ask(t *testing.T, z zone, q Question) []Finding {
	t.Helper()
	all, err := Check(t.Context(), serve(t, z), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.Name == "" || f.Said.String() == "" || f.Level == Good && f.Publish != "" {
			t.Errorf("%+v", f)
		}
	}
	return all
}

func TestADomainWithWhichNothingIsWrong(t *testing.T) {
	k := key(t, "lys.example", dkim.RSA)
	all := ask(t, inOrder(k), question(k, key(t, "lys.example", dkim.Ed25519))) // the second is not published
	var bad []Finding
	for _, f := range all {
		if f.Level != Good {
			bad = append(bad, f)
		}
	}
	if len(bad) != 1 || bad[0].About != DKIM || len(all) != 6 {
		t.Errorf("%+v", all)
	}
	if all := ask(t, inOrder(k), question(k)); len(all) != 5 {
		t.Errorf("%+v", all)
	}
}

// TestWhatIsWrongIsNamedAndMended spoils one thing at a time, and looks for the finding
// and what it says to publish.
func TestWhatIsWrongIsNamedAndMended(t *testing.T) {
	k, other := key(t, "lys.example", dkim.RSA), key(t, "lys.example", dkim.RSA)
	old := weak(t)
	const spf = "TXT v=spf1 a:mail.lys.example "
	for _, c := range []struct {
		name          string
		at            string
		lines         []string // what stands there instead; nil for nothing
		q             Question
		about         About
		level         Level
		says, publish string
	}{
		{"no SPF", "lys.example", []string{"MX 10 mail.lys.example"}, question(k), SPF, Bad, "no record says who may send", "v=spf1 mx a:mail.lys.example ~all"},
		{"two SPF records", "lys.example", []string{"TXT v=spf1 mx -all", spf + "~all"}, question(k), SPF, Bad, "none counts", "v=spf1 mx a:mail.lys.example ~all"},
		{"a server that is missing", "lys.example", []string{"TXT v=spf1 mx:x.example -all"}, question(k), SPF, Bad, "does not name mail.lys.example", "v=spf1 mx:x.example a:mail.lys.example -all"},
		{"half a server", "lys.example", []string{"TXT v=spf1 ip4:192.0.2.10 -all"}, question(k), SPF, Bad, "does not name mail.lys.example", "v=spf1 ip4:192.0.2.10 a:mail.lys.example -all"},
		{"a server given by its address", "lys.example", []string{"TXT v=spf1 -all"}, Question{From: "a@lys.example", Servers: []string{"203.0.113.5", "2001:db8::7"}}, SPF, Bad, "203.0.113.5, 2001:db8::7", "v=spf1 ip4:203.0.113.5 ip6:2001:db8::7 -all"},
		{"a provider that is missing", "lys.example", []string{"TXT v=spf1 -all"}, Question{From: "a@lys.example", Servers: []string{"mail.lys.example"}, Relay: true}, SPF, Warn, "ask its provider", ""},
		{"no server is known", "lys.example", []string{spf + "-all"}, Question{From: "a@lys.example"}, SPF, Warn, "not known here", ""},
		{"everybody may send", "lys.example", []string{spf + "+all"}, question(k), SPF, Bad, "the whole world", "v=spf1 a:mail.lys.example ~all"},
		{"a record without an end", "lys.example", []string{spf}, question(k), SPF, Warn, "end it with ~all", "v=spf1 a:mail.lys.example ~all"},
		{"an SPF record that cannot be read", "lys.example", []string{"TXT v=spf1 ipv4:192.0.2.10 -all"}, question(k), SPF, Bad, "ipv4:192.0.2.10", ""},
		{"a DNS that does not answer", "lys.example", []string{"FAIL"}, question(k), SPF, Warn, "no answer for lys.example", ""},

		{"no key", selector, nil, question(), DKIM, Warn, "not signed", ""},
		{"a key that is not published", selector, nil, question(k), DKIM, Bad, "not published", k.Text()},
		{"another key", selector, []string{"TXT " + other.Text()}, question(k), DKIM, Bad, "another key", k.Text()},
		{"two keys", selector, []string{"TXT " + k.Text(), "TXT " + other.Text()}, question(k), DKIM, Bad, "2 records", k.Text()},
		{"a damaged key", selector, []string{"TXT " + k.Text()[:90]}, question(k), DKIM, Bad, "damaged", k.Text()},
		{"a key that was revoked", selector, []string{"TXT v=DKIM1; p="}, question(k), DKIM, Bad, "revoked", ""},
		{"a key that is tried out", selector, []string{"TXT t=y; " + k.Text()}, question(k), DKIM, Warn, "tried out", k.Text()},
		{"a short key", selector, []string{"TXT " + old.Text()}, question(old), DKIM, Warn, "1024 bits", ""},
		{"a DNS that does not answer about the key", selector, []string{"FAIL"}, question(k), DKIM, Warn, "no answer", ""},

		{"no DMARC", "_dmarc.lys.example", nil, question(k), DMARC, Warn, "forged mails", "v=DMARC1; p=none; rua=mailto:compta@lys.example"},
		{"two DMARC records", "_dmarc.lys.example", []string{"TXT v=DMARC1; p=none", "TXT v=DMARC1; p=reject"}, question(k), DMARC, Bad, "2 records", "v=DMARC1; p=none; rua=mailto:compta@lys.example"},
		{"a policy that is none", "_dmarc.lys.example", []string{"TXT v=DMARC1; p=block"}, question(k), DMARC, Bad, "cannot be read", "v=DMARC1; p=none; rua=mailto:compta@lys.example"},
		{"forged mails are only reported", "_dmarc.lys.example", []string{"TXT v=DMARC1; p=none; rua=mailto:x@lys.example"}, question(k), DMARC, Warn, "only reported", "v=DMARC1; p=quarantine; rua=mailto:x@lys.example"},
		{"a DNS that does not answer about DMARC", "_dmarc.lys.example", []string{"FAIL"}, question(k), DMARC, Warn, "no answer", ""},

		{"nobody takes mails", "lys.example", []string{spf + "-all"}, question(k), MX, Bad, "no server takes mails", ""},
		{"a domain that wants no mails", "lys.example", []string{spf + "-all", "MX 0 ."}, question(k), MX, Bad, "takes no mails", ""},
		{"a server without an address", "lys.example", []string{spf + "-all", "MX 10 gone.lys.example"}, question(k), MX, Bad, "has an address", ""},
		{"the machine of the name itself", "lys.example", []string{spf + "-all", "A 192.0.2.1"}, question(k), MX, Warn, "which may take none", ""},
	} {
		z := maps.Clone(inOrder(k))
		delete(z, c.at)
		if c.lines != nil {
			z[c.at] = c.lines
		}
		var found bool
		all := ask(t, z, c.q)
		for _, f := range all {
			found = found || f.About == c.about && f.Level == c.level && strings.Contains(f.Said.String(), c.says) && f.Publish == c.publish
		}
		if !found {
			t.Errorf("%s: not found in %+v", c.name, all)
		}
		if c.publish != "" && c.about != SPF { // what is to be published mends it
			z[c.at] = []string{"TXT " + c.publish}
			for _, f := range ask(t, z, c.q) {
				if f.About == c.about && f.Level == Bad {
					t.Errorf("%s: after publishing %s: %s", c.name, c.publish, f.Said)
				}
			}
		}
	}
}

func TestWhetherMailsCountAsTheDomainsOwn(t *testing.T) {
	own, elsewhere := key(t, "lys.example", dkim.RSA), key(t, "mailer.example", dkim.RSA)
	for _, c := range []struct {
		name   string
		change func(zone, *Question)
		level  Level
		says   string
	}{
		{"by both", func(zone, *Question) {}, Good, "by their signature and by the machine"},
		{"by the machine alone", func(_ zone, q *Question) { q.Keys = nil }, Warn, "only by the machine"},
		{"by the signature alone", func(z zone, _ *Question) { z["lys.example"] = []string{"TXT v=spf1 -all"} }, Good, "by their signature"},
		{"bounces that go elsewhere", func(z zone, q *Question) {
			q.Envelope = "bounces@mailer.example"
			z["mailer.example"] = []string{"TXT v=spf1 a:mail.lys.example -all", "MX 10 mail.lys.example"}
		}, Good, "by their signature"},
		{"a key of somebody else", func(z zone, q *Question) {
			q.Keys = []*dkim.Key{elsewhere}
			z[elsewhere.Name()] = []string{"TXT " + elsewhere.Text()}
			z["lys.example"] = []string{"TXT v=spf1 -all"}
		}, Bad, "do not count"},
		{"a key that is tried out only", func(z zone, q *Question) {
			z[selector] = []string{"TXT t=y; " + own.Text()}
			z["lys.example"] = []string{"TXT v=spf1 -all"}
		}, Bad, "do not count"},
		{"a part of the organisation", func(z zone, q *Question) {
			q.From = "compta@mail.lys.example"
			z["mail.lys.example"] = append(z["mail.lys.example"], "TXT v=spf1 a -all", "MX 10 mail.lys.example")
		}, Good, "by their signature and by the machine"},
		{"a part of the organisation, where the very same is asked for", func(z zone, q *Question) {
			q.From = "compta@mail.lys.example"
			z["_dmarc.lys.example"] = []string{"TXT v=DMARC1; p=reject; adkim=s; aspf=s"}
			z["mail.lys.example"] = append(z["mail.lys.example"], "TXT v=spf1 a -all", "MX 10 mail.lys.example")
		}, Warn, "only by the machine"},
		{"a provider, and no signature", func(z zone, q *Question) {
			q.Keys, q.Relay = nil, true
			z["lys.example"] = []string{"TXT v=spf1 -all"}
			z["_dmarc.lys.example"] = []string{"TXT v=DMARC1; p=none"}
		}, Warn, "is not sure"},
	} {
		z, q := inOrder(own), question(own)
		c.change(z, &q)
		all := ask(t, z, q)
		var last Finding
		for _, f := range all {
			if f.About == DMARC {
				last = f
			}
		}
		if last.Level != c.level || !strings.Contains(last.Said.String(), c.says) {
			t.Errorf("%s: %+v", c.name, last)
		}
	}
}

func TestThePolicyOfTheOrganisationCounts(t *testing.T) {
	k := key(t, "lys.example", dkim.RSA)
	for record, want := range map[string]string{
		"v=DMARC1; p=none; sp=quarantine": "(quarantine)", "v=DMARC1; p=reject": "(reject)", "v=DMARC1;p=reject;sp=none": "only reported",
	} {
		z := inOrder(k)
		z["_dmarc.lys.example"] = []string{"TXT " + record}
		q := question(k)
		q.From = "compta@billing.lys.example"
		var said []string
		for _, f := range ask(t, z, q) {
			if f.About == DMARC && f.Name == "_dmarc.lys.example" {
				said = append(said, f.Said.String())
			}
		}
		if len(said) != 1 || !strings.Contains(said[0], want) {
			t.Errorf("%s: %q", record, said)
		}
	}
}

func TestEd25519AloneIsNotEnough(t *testing.T) {
	k := key(t, "lys.example", dkim.Ed25519)
	var warned bool
	for _, f := range ask(t, inOrder(k), question(k)) {
		warned = warned || f.About == DKIM && f.Level == Warn && strings.Contains(f.Said.String(), "RSA key as well")
	}
	if !warned {
		t.Error("nobody is told")
	}
}

func TestAQuestionWithoutAnAddressIsRefused(t *testing.T) {
	for _, q := range []Question{{}, {From: "lys.example"}, {From: "a@lys.example", Envelope: "nowhere"}, {From: "a@lys.example", ReplyTo: "nowhere"}} {
		if _, err := Check(t.Context(), serve(t, nil), q); !errors.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
