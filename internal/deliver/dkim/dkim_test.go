package dkim_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"acquit/internal/deliver"
	"acquit/internal/deliver/catcher"
	own "acquit/internal/deliver/dkim"
	"acquit/internal/deliver/smtp"
	"acquit/internal/fault"
)

func key(t testing.TB, a own.Algorithm, selector string) *own.Key {
	t.Helper()
	text, err := own.Make(a)
	if err != nil {
		t.Fatal(err)
	}
	k, err := own.Parse("lys.example", selector, text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func letter(t testing.TB) []byte {
	t.Helper()
	m := deliver.Mail{
		From: "compta@lys.example", FromName: "Lys & Fils – Échéances", ReplyTo: "suivi@lys.example", To: []string{"payables@acme.example"}, Cc: []string{"vera@lys.example"},
		Subject: "Échéance prochaine\u202f: facture R-1, avec un objet qui ne tient pas sur une seule ligne", Text: "Bonjour \n.\n\nFin\n\n\n", HTML: "<p>Bonjour</p>", Language: "fr-BE",
		MessageID: "<1.2@lys.example>", Date: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC), Unsubscribe: "https://acquit.lys.example/end",
		Attachments: []deliver.Attachment{{Name: "a.pdf", MIME: "application/pdf", Body: bytes.Repeat([]byte("%PDF\x00"), 500)}},
	}
	m.Follow("<2@acme.example>", []string{"<1@lys.example>"})
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// verify reads the signatures of a mail as a server that gets it does; the keys are
// published.
func verify(t testing.TB, raw []byte, keys ...*own.Key) []*dkim.Verification {
	t.Helper()
	all, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		for _, k := range keys {
			if k.Name() == name {
				return []string{k.Text()}, nil
			}
		}
		return nil, fmt.Errorf("no such name %s", name)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestASignatureHoldsAfterDelivery signs with both algorithms, sends the mail to a real
// server, and verifies what arrived there.
func TestASignatureHoldsAfterDelivery(t *testing.T) {
	keys := []*own.Key{key(t, own.RSA, "acquit1"), key(t, own.Ed25519, "acquit2")}
	raw := letter(t)
	signed, err := own.Sign(raw, keys...)
	if err != nil || !bytes.HasSuffix(signed, raw) {
		t.Fatalf("the mail itself was changed (%v)", err)
	}
	c, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	config, err := smtp.Parse(c.URL())
	if err != nil {
		t.Fatal(err)
	}
	channel := smtp.New(config)
	t.Cleanup(func() { channel.Close() })
	if o := channel.Deliver(t.Context(), "compta@lys.example", []string{"payables@acme.example"}, signed); o.Kind != deliver.Accepted {
		t.Fatal(o)
	}
	all := verify(t, c.List()[0].Raw, keys...)
	if len(all) != 2 {
		t.Fatalf("%d signatures", len(all))
	}
	for _, v := range all {
		if v.Err != nil || v.Domain != "lys.example" {
			t.Errorf("%s: %v", v.Domain, v.Err)
		}
		for _, field := range []string{"from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version", "content-type", "reply-to", "list-unsubscribe", "list-unsubscribe-post"} {
			if !strings.Contains(":"+strings.ToLower(strings.Join(v.HeaderKeys, ":"))+":", ":"+field+":") {
				t.Errorf("%s is not signed", field)
			}
		}
	}
}

func TestWhatWasChangedShows(t *testing.T) {
	k := key(t, own.Ed25519, "acquit1")
	signed, err := own.Sign(letter(t), k)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(string) string{
		"another amount":           func(s string) string { return strings.Replace(s, "Bonjour", "Bonsoir", 1) },
		"another sender":           func(s string) string { return strings.Replace(s, "<compta@", "<evil@", 1) },
		"a second sender":          func(s string) string { return "From: <evil@evil.example>\r\n" + s },
		"a second subject":         func(s string) string { return "Subject: pay here\r\n" + s },
		"another place for answer": func(s string) string { return "Reply-To: <evil@evil.example>\r\n" + s },
		"one more addressee":       func(s string) string { return strings.Replace(s, "\r\nCc: ", "\r\nCc: <evil@evil.example>, ", 1) },
		"another content type":     func(s string) string { return "Content-Type: text/html\r\n" + s },
		"something behind its end": func(s string) string { return s + "more\r\n" },
	} {
		changed := change(string(signed))
		if changed == string(signed) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if all := verify(t, []byte(changed), k); len(all) != 1 || all[0].Err == nil {
			t.Errorf("%s: the signature still holds", name)
		}
	}
	folded := strings.Replace(string(signed), "\r\nTo: ", "\r\nTo:\r\n ", 1) + "\r\n\r\n"
	if all := verify(t, []byte(folded), k); all[0].Err != nil {
		t.Errorf("a line that was folded anew breaks the signature: %v", all[0].Err)
	}
}

func TestAMailThatIsNoneIsNotSigned(t *testing.T) {
	if _, err := own.Sign([]byte("no header"), key(t, own.Ed25519, "a")); err == nil {
		t.Error("it was signed")
	}
}

func TestWhatIsPublishedIsReadAgain(t *testing.T) {
	for _, a := range []own.Algorithm{own.RSA, own.Ed25519} {
		k, other := key(t, a, "acquit1"), key(t, a, "acquit1")
		r, err := own.ReadRecord(k.Text())
		if err != nil || !k.Is(r) || other.Is(r) || r.Testing || k.Algorithm() != a {
			t.Errorf("%s: %+v, %v", a, r, err)
		}
		if a == own.RSA && r.Bits != 2048 {
			t.Errorf("%d bits", r.Bits)
		}
		zone := k.Zone()
		if !strings.HasPrefix(zone, "acquit1._domainkey.lys.example. IN TXT ( \"v=DKIM1; k=") {
			t.Error(zone)
		}
		var joined strings.Builder
		for n, part := range strings.Split(zone, `"`) {
			if n%2 == 1 {
				joined.WriteString(part)
				if len(part) > 255 {
					t.Errorf("a string of %d characters", len(part))
				}
			}
		}
		if joined.String() != k.Text() {
			t.Errorf("the zone file says %s", joined.String())
		}
	}
}

func TestReadRecord(t *testing.T) {
	text := strings.TrimPrefix(key(t, own.RSA, "a").Text(), "v=DKIM1; k=rsa; ")
	for _, c := range []struct {
		name, in, says string
		want           own.Record
	}{
		{"nothing but the key", text, "", own.Record{Algorithm: own.RSA, Bits: 2048}},
		{"a key with blanks in it", "v=DKIM1;" + text[:50] + " \t" + text[50:] + ";", "", own.Record{Algorithm: own.RSA, Bits: 2048}},
		{"a key that is tried out", "v=DKIM1; t=s:y; " + text, "", own.Record{Algorithm: own.RSA, Bits: 2048, Testing: true}},
		{"a key that was revoked", "v=DKIM1; p=", "", own.Record{Algorithm: own.RSA}},
		{"no key", "v=DKIM1; k=rsa", "no p=", own.Record{}},
		{"another version", "v=DKIM2; " + text, "v=DKIM2", own.Record{}},
		{"half a key", "v=DKIM1; " + text[:100], "damaged", own.Record{}},
		{"an Ed25519 key of RSA's length", "k=ed25519; " + text, "damaged", own.Record{}},
		{"another algorithm", "k=dsa; p=QUJD", "dsa", own.Record{}},
		{"what is no record", "hello", "cannot be read", own.Record{}},
		{"a tag twice", text + "; " + text, "cannot be read", own.Record{}},
	} {
		r, err := own.ReadRecord(c.in)
		if c.says != "" {
			if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil || r.Algorithm != c.want.Algorithm || r.Bits != c.want.Bits || r.Testing != c.want.Testing || (r.Public == nil) != (r.Bits == 0) {
			t.Errorf("%s: %+v, %v", c.name, r, err)
		}
	}
}

// inPEM writes a private key of any kind.
func inPEM(t *testing.T, kind string, private any) string {
	t.Helper()
	body, err := x509.MarshalPKCS8PrivateKey(private)
	if k, ok := private.(*rsa.PrivateKey); ok && kind == "RSA PRIVATE KEY" {
		body, err = x509.MarshalPKCS1PrivateKey(k), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: body}))
}

func TestABrokenKeyIsNamedAndNotRepeated(t *testing.T) {
	good, err := own.Make(own.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GODEBUG", "rsa1024min=0")
	small, err := rsa.GenerateKey(rand.Reader, 512)
	if err != nil {
		t.Fatal(err)
	}
	elliptical, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Split(good, "\n")[1]
	for _, c := range []struct{ name, domain, selector, text, says string }{
		{"nothing", "lys.example", "a", "", "no private key"},
		{"the middle of a key", "lys.example", "a", body, "no private key"},
		{"a public key", "lys.example", "a", strings.ReplaceAll(good, "PRIVATE", "PUBLIC"), "the public key"},
		{"a locked key", "lys.example", "a", strings.ReplaceAll(good, "PRIVATE", "ENCRYPTED PRIVATE"), "locked with a password"},
		{"two keys", "lys.example", "a", good + good, "more than one"},
		{"half a key", "lys.example", "a", strings.Replace(good, body, body[:20], 1), "damaged"},
		{"a certificate", "lys.example", "a", strings.ReplaceAll(good, "PRIVATE KEY", "CERTIFICATE"), "CERTIFICATE"},
		{"a key of another kind", "lys.example", "a", inPEM(t, "PRIVATE KEY", elliptical), "RSA or Ed25519"},
		{"a short key", "lys.example", "a", inPEM(t, "RSA PRIVATE KEY", small), "512 bits"},
		{"no domain", "", "a", good, "domain"},
		{"a domain with a line break", "lys.example\r\nBcc: x", "a", good, "domain"},
		{"a domain of one word", "localhost", "a", good, "domain"},
		{"no name", "lys.example", "", good, "name of a key"},
		{"a name with a semicolon", "lys.example", "a; d=evil.example", good, "name of a key"},
	} {
		_, err := own.Parse(c.domain, c.selector, c.text)
		if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), body[:12]) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := own.Make("dsa"); !errors.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

func TestOlderRSAKeysAreRead(t *testing.T) {
	old, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	k, err := own.Parse("Bücher.Example.", "Acquit1", inPEM(t, "RSA PRIVATE KEY", old))
	if err != nil || k.Name() != "acquit1._domainkey.xn--bcher-kva.example" {
		t.Errorf("%v, %v", k, err)
	}
}

func TestAKeyIsNeverPrinted(t *testing.T) {
	text, err := own.Make(own.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	k, err := own.Parse("lys.example", "a", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{k, *k, []*own.Key{k}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if out := fmt.Sprintf(verb, v); strings.Contains(out, "ed25519.PrivateKey") || len(out) > 250 {
				t.Errorf("%s prints %s", verb, out)
			}
		}
	}
}

func FuzzReadRecord(f *testing.F) {
	f.Add("v=DKIM1; k=rsa; p=QUJD")
	f.Add("v=DKIM1; k=ed25519; t=y; p=")
	f.Fuzz(func(t *testing.T, text string) {
		if r, err := own.ReadRecord(text); err == nil && r.Public != nil && r.Algorithm != own.RSA && r.Algorithm != own.Ed25519 {
			t.Errorf("%+v", r)
		}
	})
}

func BenchmarkSign(b *testing.B) {
	for _, a := range []own.Algorithm{own.RSA, own.Ed25519} {
		b.Run(string(a), func(b *testing.B) {
			k, raw := key(b, a, "acquit1"), letter(b)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := own.Sign(raw, k); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
		})
	}
}
