package web_test

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/dkim"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// emptyDNS knows no name.
type emptyDNS struct{}

func (emptyDNS) LookupTXT(_ context.Context, name string) ([]string, error) {
	return nil, &net.DNSError{Name: name, IsNotFound: true}
}

func (emptyDNS) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	return nil, &net.DNSError{Name: name, IsNotFound: true}
}

func (emptyDNS) LookupNetIP(_ context.Context, _, name string) ([]netip.Addr, error) {
	return nil, &net.DNSError{Name: name, IsNotFound: true}
}

func TestAnOwnerSetsHowMailsLeave(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		d.desk.Key, d.desk.Names = sealing(t), emptyDNS{}
		c := testkit.Company(t, s, func(c *company.Company) {
			c.Policy.Senders = []company.Sender{{Key: "desk", Name: "Vera Vos", Email: "vera@lys.example", Own: true}}
		})
		d.person(c.ID, "anne@lys.example", user.Owner)
		b, to := d.signIn("anne@lys.example"), at(c.ID, "settings", "mail")
		box, err := catcher.Start("127.0.0.1:0", "")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { box.Close() })
		server, err := url.Parse(box.URL())
		if err != nil {
			t.Fatal(err)
		}
		form := []string{"host", server.Hostname(), "port", server.Port(), "tls", "none", "user", "", "secret", "", "rate", "60"}
		shows(t, b.get(to), "No mail leaves", "Until one is named, mails wait.", "Vera Vos")
		shows(t, b.post(to+"/test", form...), "The server took a mail to anne@lys.example")
		if box.Count() != 1 {
			t.Errorf("%d tests came", box.Count())
		}
		if back := leads(t, b.post(to, form...)); back != to {
			t.Errorf("it leads to %s", back)
		}
		shows(t, b.get(to), "Mails leave by 127.0.0.1", `value="60"`)
		for name, wrong := range map[string]string{"host": "a b", "port": "0", "rate": "many", "user": "me"} {
			if p := b.post(to, with(append([]string{}, form...), name, wrong)...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Not saved") {
				t.Errorf("%s %q is %d", name, wrong, p.status)
			}
		}
		leads(t, b.post(to, with(with(append([]string{}, form...), "user", "me"), "secret", "hunter2/")...))
		if p := b.get(to); strings.Contains(p.text, "hunter2") {
			t.Error("the password is shown")
		}
		leads(t, b.post(to, append([]string{"sender", "desk"}, form...)...))
		shows(t, b.get(to+"?sender=desk"), "Mail server of Vera Vos")
		leads(t, b.post(to+"/forget", "sender", ""))
		shows(t, b.get(to), "No mail leaves")
		if p := b.get(to + "?sender=nobody"); p.status != http.StatusNotFound {
			t.Errorf("a sender who is not there: %d", p.status)
		}
		leads(t, b.post(to+"/answers", "answer_to", "antwoord@lys.example", "tagged", "on", "mail_mb", "25"))
		if p := d.policyOf(c); p.AnswerTo != "antwoord@lys.example" || !p.Tagged || p.AnswersHere || p.MailMB != 25 {
			t.Errorf("%+v", p)
		}
		refuses(t, b.post(to+"/answers", "answer_to", "nobody"), "Not saved")
		for _, wrong := range []string{"26", "-1", "many"} {
			refuses(t, b.post(to+"/answers", "mail_mb", wrong), "Not saved")
		}
	})
}

func TestAnOwnerKeepsKeysForSignatures(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		d.desk.Key, d.desk.Names = sealing(t), emptyDNS{}
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		b, to := d.signIn("anne@lys.example"), at(c.ID, "settings", "mail")
		private, err := dkim.Make(dkim.Ed25519)
		if err != nil {
			t.Fatal(err)
		}
		form := []string{"domain", "lys.example", "selector", "acquit1", "algorithm", "rsa", "private", private}
		leads(t, b.post(to+"/keys", form...))
		p := b.get(to)
		shows(t, p, "acquit1._domainkey.lys.example", "v=DKIM1; k=ed25519; p=", "Not used yet")
		if strings.Contains(p.text, strings.Split(private, "\n")[1]) {
			t.Error("the private key is shown")
		}
		refuses(t, b.post(to+"/keys", form...), "There is a key called acquit1")
		refuses(t, b.post(to+"/keys", with(append([]string{}, form...), "private", "x")...), "no private key")
		key := regexp.MustCompile(`/settings/mail/keys/([0-9a-z]{13})"`).FindStringSubmatch(p.text)[1]
		leads(t, b.post(to+"/keys/"+key, "signs", "on"))
		shows(t, b.get(to), "Mails are signed with it")
		shows(t, b.get(to+"/check"), "Mails get lost", "acquit1._domainkey.lys.example", "v=spf1", "v=DMARC1")
		leads(t, b.post(to+"/keys/"+key))
		leads(t, b.post(to+"/keys/"+key+"/forget"))
		if p := b.get(to); strings.Contains(p.text, "acquit1._domainkey") {
			t.Error("the key is still there")
		}
		if p := b.post(to+"/keys/"+key, "signs", "on"); p.status != http.StatusNotFound {
			t.Errorf("a key that is gone: %d", p.status)
		}
	})
}

// refuses holds that a form was refused, with words on what is wrong.
func refuses(t *testing.T, p page, words string) {
	t.Helper()
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, words) {
		t.Errorf("it answers %d without %q", p.status, words)
	}
}
