package story

import (
	"bytes"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/sms"
	"acquit/internal/message"
	"acquit/internal/seal"
	"acquit/internal/store"
)

// providerSecret is what the provider of text messages knows the company by.
const providerSecret = "s3cret"

// doTexts connects the company with a provider of text messages on this machine: texts on
func (s *Stage) doTexts(*Act) (err error) {
	if s.desk.Key, err = seal.New(bytes.Repeat([]byte{1}, seal.KeyLen)); err != nil {
		return err
	}
	if s.texts, err = catcher.StartTexts("127.0.0.1:0", ""); err != nil {
		return err
	}
	s.desk.Networks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	g := store.Gateway{Kind: store.Texts, On: true, Sender: "Lys", Definition: strings.Replace(sms.Example(), "https://api.ketelbode.example", s.texts.URL(), 1)}
	return s.desk.SaveGateway(s.ctx, s.company.ID, g, providerSecret)
}

// numberOfText is what the provider calls a text message.
func numberOfText(t *catcher.Text) string { return fmt.Sprintf("T-%d", t.ID) }

// newTexts tells of the text messages that the provider caught since it was last asked:
// text ACME reminder-1 +32470123456
func (s *Stage) newTexts() (all []string, err error) {
	if s.texts == nil {
		return nil, nil
	}
	caught := s.texts.List()
	slices.Reverse(caught)
	for n := range caught {
		t := &caught[n]
		if t.ID <= s.read {
			continue
		}
		s.read = t.ID
		m, err := s.messageOfText(t)
		if err != nil {
			return all, err
		}
		all = append(all, strings.Join([]string{"text", s.numberOf(m.Customer), m.Step, t.To}, " "))
	}
	return all, nil
}

// messageOfText is the message that a text message brought.
func (s *Stage) messageOfText(t *catcher.Text) (m message.Message, err error) {
	err = s.view(func(tx *store.Tx) error {
		known, err := tx.DispatchesNumbered(store.Texts, []string{numberOfText(t)})
		if err != nil || len(known) == 0 {
			return fmt.Errorf("a text message that no message explains: %s", t.Text)
		}
		m, _, err = tx.MessageByID(known[0].Message)
		return err
	})
	return m, err
}

// doText has the provider report what became of the last text message to a customer:
// text ACME delivered, text ACME undeliverable "unknown subscriber"
func (s *Stage) doText(act *Act) error {
	status := map[string]string{"delivered": "DELIVRD", "undeliverable": "UNDELIV", "expired": "EXPIRED"}[act.word(1)]
	if status == "" || s.texts == nil {
		return fmt.Errorf("a text message is delivered, undeliverable or expired, and there must be a provider")
	}
	for _, t := range s.texts.List() {
		m, err := s.messageOfText(&t)
		if err != nil {
			return err
		}
		if s.numberOf(m.Customer) == act.word(0) {
			return s.reports(url.Values{"id": {numberOfText(&t)}, "status": {status}, "error": {act.word(2)}})
		}
	}
	return fmt.Errorf("no text message went to %s", act.word(0))
}

// reports is what the provider tells at the address that it was given.
func (s *Stage) reports(said url.Values) error {
	var secret string
	err := s.view(func(tx *store.Tx) error {
		g, err := tx.Gateway(store.Texts)
		if err != nil {
			return err
		}
		secret, err = s.desk.PathSecret(tx, g)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.desk.Heard(s.ctx, s.company.ID, store.Texts, secret, nil, []byte(said.Encode())); err != nil {
		return err
	}
	return s.settle()
}
