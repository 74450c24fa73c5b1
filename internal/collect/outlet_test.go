package collect_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/deliver/catcher"
	own "acquit/internal/deliver/dkim"
	"acquit/internal/deliver/selfcheck"
	"acquit/internal/deliver/smtp"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/reply"
	"acquit/internal/seal"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

// sealedBy is a key for secrets.
func sealedBy(t testing.TB, first byte) *seal.Key {
	t.Helper()
	k, err := seal.New(append([]byte{first}, make([]byte, seal.KeyLen-1)...))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// caught starts a mail server on this machine.
func caught(t *testing.T) (*catcher.Catcher, smtp.Config) {
	t.Helper()
	c, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	config, err := smtp.Parse(c.URL())
	if err != nil {
		t.Fatal(err)
	}
	return c, config
}

// gone is a mail server that has gone away.
func gone(t *testing.T) smtp.Config {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return smtp.Config{Host: host, Port: port, TLS: smtp.None}
}

// published is a DNS that knows some keys, and no name besides.
type published []*own.Key

func (p published) LookupTXT(_ context.Context, name string) ([]string, error) {
	for _, k := range p {
		if strings.TrimSuffix(name, ".") == k.Name() {
			return []string{k.Text()}, nil
		}
	}
	return nil, &net.DNSError{Name: name, IsNotFound: true}
}

func (published) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	return nil, &net.DNSError{Name: name, IsNotFound: true}
}

func (published) LookupNetIP(_ context.Context, _, name string) ([]netip.Addr, error) {
	return nil, &net.DNSError{Name: name, IsNotFound: true}
}

// signs keeps a key of lys.example, and signs with it. It returns what is published of it.
func (b *bureau) signs(a own.Algorithm, selector string) *own.Key {
	b.t.Helper()
	if err := b.desk.AddSigner(b.t.Context(), b.company.ID, "lys.example", selector, "", a, person); err != nil {
		b.t.Fatal(err)
	}
	var last collect.Signer
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := b.desk.Signers(tx)
		last = all[len(all)-1]
		return err
	})
	if last.Signs {
		b.t.Error("mails are signed with a key that nobody has published")
	}
	if err := b.desk.SignWith(b.t.Context(), b.company.ID, last.ID, true); err != nil {
		b.t.Fatal(err)
	}
	return last.Key
}

func TestMailsLeaveByTheServerOfWhoSendsThem(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) {
			c.Policy.Senders = []company.Sender{{Key: "desk", Name: "Vera Vos", Email: "vera@lys.example", Own: true}}
			c.Policy.AnswerTo, c.Policy.Tagged = "antwoord@lys.example", true
		})
		b.desk.Key = sealedBy(t, 1)
		ours, config := caught(t)
		if err := b.desk.SaveOutlet(t.Context(), b.company.ID, "", config, ""); err != nil {
			t.Fatal(err)
		}
		keys := published{b.signs(own.RSA, "acquit1"), b.signs(own.Ed25519, "acquit2")}
		b.owes("A", 10)
		b.run()
		if sent := b.send(); sent.Sent != 1 || len(b.box.mails) != 0 || ours.Count() != 1 {
			t.Fatalf("%+v, %d by the installation's server", sent, len(b.box.mails))
		}
		got, m := ours.List()[0], b.theOne(message.Sent)
		answers := message.Tagged("antwoord@lys.example", m.ID)
		if got.Mail.From != b.company.Email || got.Mail.ReplyTo != answers || got.From != answers {
			t.Errorf("from %s, answers to %s, bounces to %s", got.Mail.From, got.Mail.ReplyTo, got.From)
		}
		verified(t, got.Raw, keys)
		if kept := b.document(m.Content); !bytes.Equal(kept, got.Raw) {
			t.Error("what is kept is not what was sent")
		}

		hers, config := caught(t)
		if err := b.desk.SaveOutlet(t.Context(), b.company.ID, "desk", config, ""); err != nil {
			t.Fatal(err)
		}
		b.ladder(dunning.Step{Sender: "desk"})
		b.owes("B", 10)
		b.run()
		if sent := b.send(); sent.Sent == 0 || hers.Count() != sent.Sent {
			t.Fatalf("%+v, %d by her server", sent, hers.Count())
		}
		if got := hers.List()[0]; got.Mail.From != "vera@lys.example" || got.Mail.FromName != "Vera Vos" || !strings.HasSuffix(got.From, "@lys.example") {
			t.Errorf("from %s, bounces to %s", got.Mail.From, got.From)
		}
		b.company.Policy.Senders = nil
		if err := b.desk.EditCompany(t.Context(), b.company); err != nil {
			t.Fatal(err)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := tx.Outlets()
			if len(all) != 1 || all[0].Sender != "" {
				t.Errorf("servers without their sender: %+v", all)
			}
			return err
		})
		b.sound()
	})
}

// verified holds that every key's signature of a mail is there and good.
func verified(t *testing.T, raw []byte, keys published) {
	t.Helper()
	all, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) { return keys.LookupTXT(t.Context(), name) }})
	if err != nil || len(all) != len(keys) {
		t.Fatalf("%d signatures, %v", len(all), err)
	}
	for _, v := range all {
		if v.Err != nil {
			t.Error(v.Err)
		}
	}
}

// document is what is kept under a hash.
func (b *bureau) document(hash string) (body []byte) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		doc, _, err := tx.Document(hash)
		body = doc.Body
		return err
	})
	return body
}

func TestAnAnswerIsKnownByTheAddressItCameTo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.Tagged = true })
		c := b.owes("ACME", 10)
		b.run()
		b.send()
		m := b.theOne(message.Sent)
		r := b.hear("From: someone@else.example\r\nTo: <" + message.Tagged(b.company.Email, m.ID) + ">\r\nMessage-Id: <1@else.example>\r\n\r\nWe paid.\r\n")
		if r.Customer != c.ID || r.Answers != m.ID || r.Sign != reply.ByTag {
			t.Errorf("%+v", r)
		}
		r = b.hear("From: someone@else.example\r\nTo: <" + message.Tagged(b.company.Email, id.ID(77)) + ">\r\nMessage-Id: <2@else.example>\r\n\r\nWe paid.\r\n")
		if r.Customer != 0 || r.Sign != reply.ByNothing {
			t.Errorf("a number that no message has: %+v", r)
		}
	})
}

// A server that is not there costs no message a try, and a person hears of it.
func TestAServerThatIsAway(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Key = sealedBy(t, 1)
		if err := b.desk.SaveOutlet(t.Context(), b.company.ID, "", gone(t), ""); err != nil {
			t.Fatal(err)
		}
		for _, number := range []string{"A", "B", "C"} {
			b.owes(number, 10)
		}
		b.run()
		for range 20 {
			if sent := b.send(); sent.Later != 3 || sent.Sent+sent.Failed != 0 {
				t.Fatalf("%+v", sent)
			}
		}
		for _, m := range b.inState(message.Queued) {
			if m.Attempts != 0 {
				t.Errorf("a message was tried %d times", m.Attempts)
			}
		}
		if got := b.tasks(); len(got) != 1 || got[0] != task.OutletFailed {
			t.Errorf("tasks: %v", got)
		}
		b.desk.Channel = nil
		if err := b.desk.DropOutlet(t.Context(), b.company.ID, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := b.desk.Send(t.Context(), b.company.ID, clock.Today(), nil); !errors.Is(err, collect.ErrNoServer) {
			t.Errorf("without any server: %v", err)
		}
		back, config := caught(t)
		if err := b.desk.SaveOutlet(t.Context(), b.company.ID, "", config, ""); err != nil {
			t.Fatal(err)
		}
		if sent := b.send(); sent.Sent != 3 || back.Count() != 3 || len(b.tasks()) != 0 {
			t.Errorf("%+v, tasks %v", sent, b.tasks())
		}
		b.sound()
	})
}

// A password that cannot be read keeps all mails, and says why.
func TestAPasswordThatCannotBeRead(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Key = sealedBy(t, 1)
		box, config := caught(t)
		config.User = "me"
		if err := b.desk.SaveOutlet(t.Context(), b.company.ID, "", config, ""); !errors.Is(err, fault.Invalid) {
			t.Errorf("without a password: %v", err)
		}
		if err := b.desk.SaveOutlet(t.Context(), b.company.ID, "", config, "hunter2"); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.SaveOutlet(t.Context(), b.company.ID, "", config, ""); err != nil {
			t.Errorf("the known password: %v", err)
		}
		if config.Port = "2525"; !errors.Is(b.desk.SaveOutlet(t.Context(), b.company.ID, "", config, ""), fault.Invalid) {
			t.Error("the password was given to another server")
		}
		b.owes("A", 10)
		b.run()
		b.desk.Key = sealedBy(t, 2)
		if _, err := b.desk.Send(t.Context(), b.company.ID, clock.Today(), nil); !errors.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
		if m := b.theOne(message.Queued); m.Attempts != 0 || box.Count() != 0 || len(b.tasks()) != 1 {
			t.Errorf("%d attempts, tasks %v", m.Attempts, b.tasks())
		}
	})
}

func TestTheSelfCheckAsksForWhatIsUsed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Key, b.desk.Names = sealedBy(t, 1), published{}
		k := b.signs(own.Ed25519, "acquit1")
		level := func() (levels []selfcheck.Level) {
			found, err := b.desk.SelfCheck(t.Context(), b.company.ID, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				if f.About == selfcheck.DKIM && f.Name == k.Name() {
					levels = append(levels, f.Level)
				}
			}
			return levels
		}
		if got := level(); !slices.Contains(got, selfcheck.Bad) {
			t.Errorf("a key that is not published: %v", got)
		}
		b.desk.Names = published{k}
		if got := level(); !slices.Contains(got, selfcheck.Good) || slices.Contains(got, selfcheck.Bad) {
			t.Errorf("a key that is published: %v", got)
		}
		if _, err := b.desk.SelfCheck(t.Context(), b.company.ID, "nobody"); !errors.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

func TestTryOutlet(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		box, config := caught(t)
		answer, err := b.desk.TryOutlet(t.Context(), b.company.ID, "", config, "", "me@lys.example", book.In("fr-BE"))
		if err != nil || !strings.HasPrefix(answer, "250") || box.Count() != 1 || box.List()[0].To[0] != "me@lys.example" {
			t.Errorf("%s, %v", answer, err)
		}
		if _, err := b.desk.TryOutlet(t.Context(), b.company.ID, "", gone(t), "", "me@lys.example", book.In("fr-BE")); !errors.Is(err, fault.Unavailable) {
			t.Errorf("%v", err)
		}
	})
}
