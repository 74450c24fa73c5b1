package collect_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver/press"
	"acquit/internal/deliver/sms"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// house is a server on this machine that behaves as the two providers of the manual.
type house struct {
	*httptest.Server
	mu     sync.Mutex
	taken  []string // the requests that were taken: keys of messages
	said   []string // what they said
	answer func(n int) (status int, body string)
	state  string // what becomes of letters
}

func newHouse(t *testing.T) *house {
	h := &house{answer: func(n int) (int, string) { return http.StatusOK, "" }}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

// ServeHTTP takes what is sent, or answers what became of a letter.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.Method == http.MethodGet {
		_, _ = io.WriteString(w, h.state)
		return
	}
	body, _ := io.ReadAll(r.Body)
	if _, password, _ := r.BasicAuth(); password != "s3cret" && r.Header.Get("Authorization") != "Bearer s3cret" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	h.said, h.taken = append(h.said, string(body)), append(h.taken, r.Header.Get("Idempotency-Key"))
	n := len(h.said)
	status, answer := h.answer(n)
	if status == 0 { // it breaks off
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(status)
	if answer == "" {
		answer = fmt.Sprintf(`{"id":"P-%[1]d","messages":[{"id":"P-%[1]d","status":"queued"}]}`, n)
	}
	_, _ = io.WriteString(w, answer)
}

func (h *house) words() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.said)
}

// gateway is the example of the manual, at the server of the test.
func (h *house) gateway(kind store.GatewayKind) store.Gateway {
	g := store.Gateway{Kind: kind, On: true, Sender: "Lys"}
	if kind == store.Texts {
		g.Definition = strings.ReplaceAll(sms.Example(), "https://api.ketelbode.example", h.URL)
	} else {
		g.Definition = strings.ReplaceAll(press.Example(), "https://api.postkoets.example", h.URL)
	}
	return g
}

// speaks connects the bureau with a provider.
func (b *bureau) speaks(h *house, kind store.GatewayKind) {
	b.t.Helper()
	b.desk.Key, b.desk.Networks = sealedBy(b.t, 1), []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	if err := b.desk.SaveGateway(b.t.Context(), b.company.ID, h.gateway(kind), "s3cret"); err != nil {
		b.t.Fatal(err)
	}
}

// reports is what the provider tells by itself.
func (b *bureau) reports(kind store.GatewayKind, body string) error {
	b.t.Helper()
	var secret string
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		g, err := tx.Gateway(kind)
		if err != nil {
			return err
		}
		secret, err = b.desk.PathSecret(tx, g)
		return err
	})
	return b.desk.Heard(b.t.Context(), b.company.ID, kind, secret, nil, []byte(body))
}

// telephones gives a customer's contact a number.
func (b *bureau) telephones(c customer.Customer, number string) {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Contacts(c.ID)
		if err != nil {
			return err
		}
		one := all[c.ID][0]
		one.Phone = number
		return tx.SaveContact(&one)
	})
}

func (b *bureau) eventsOf(c customer.Customer) (kinds []timeline.Kind) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Timeline(c.ID, 0, 50)
		for _, e := range all {
			kinds = append(kinds, e.Kind)
		}
		return err
	})
	return kinds
}

func (b *bureau) stored(i id.ID) (m message.Message) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		m, _, err = tx.MessageByID(i)
		return err
	})
	return m
}

var textThenMail = dunning.Step{Days: 5, Channels: []message.Channel{message.SMS, message.Mail}}

// texting is a bureau with a provider of text messages and one customer, who owes.
func texting(t *testing.T, s *store.Store, clock *testkit.Clock) (*bureau, *house, customer.Customer) {
	b, h := newBureau(t, s, clock), newHouse(t)
	b.speaks(h, store.Texts)
	b.ladder(textThenMail)
	c := b.owes("ACME", 10)
	b.telephones(c, "0475/12 34 56")
	return b, h, c
}

func TestAStepGoesByTextMessage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, h, c := texting(t, s, clock)
		b.run()
		if sent := b.send(); sent.Sent != 1 || len(b.box.mails) != 0 {
			t.Fatalf("%+v, and %d mails", sent, len(b.box.mails))
		}
		m := b.stored(b.theOne(message.Sent).ID)
		if m.Channel != message.SMS || !slices.Equal(m.Recipients, []string{"+32475123456"}) {
			t.Errorf("by %s to %v", m.Channel, m.Recipients)
		}
		text := string(b.document(m.Content))
		said := h.words()[0]
		if !strings.Contains(said, "to=32475123456") || !strings.Contains(said, "own_id="+m.ID.String()) || !strings.Contains(said, "from=Lys") || !strings.Contains(said, "coding=gsm") {
			t.Errorf("it was told %s", said)
		}
		if !strings.Contains(text, b.company.Name) || strings.ContainsAny(text, "\u202f\u00a0’") {
			t.Errorf("kept: %q", text)
		}
		for range 2 { // a provider that says it twice
			if err := b.reports(store.Texts, "id=P-1&status=DELIVRD"); err != nil {
				t.Fatal(err)
			}
		}
		delivered := slices.DeleteFunc(b.eventsOf(c), func(k timeline.Kind) bool { return k != timeline.TextDelivered })
		if len(delivered) != 1 {
			t.Errorf("%d times delivered", len(delivered))
		}
		if b.run(); len(b.inState(message.Queued)) != 0 {
			t.Error("what was said is said again")
		}
	})
}

func TestATextThatDidNotArriveGoesAnotherWay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, _, c := texting(t, s, clock)
		b.run()
		b.send()
		lost := b.theOne(message.Sent)
		if err := b.reports(store.Texts, "own_id="+lost.ID.String()+"&status=UNDELIV&error=absent"); err != nil {
			t.Fatal(err)
		}
		if got := b.contact(c); got.TextsRefusedOn != clock.Today() || got.TextsRefused != "absent" || got.RefusedOn != date.None {
			t.Errorf("%+v", got)
		}
		if m := b.stored(lost.ID); m.State != message.Withdrawn {
			t.Errorf("the text message is %s", m.State)
		}
		if sent := b.send(); sent.Sent != 1 || len(b.box.mails) != 1 {
			t.Fatalf("%+v, and %d mails", sent, len(b.box.mails))
		}
		if err := b.reports(store.Texts, "id=P-1&status=DELIVRD"); err != nil || slices.Contains(b.eventsOf(c), timeline.TextDelivered) {
			t.Errorf("it arrived after it was lost: %v", err)
		}
		if err := b.desk.TryAddress(t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, b.contact(c).ID); err != nil {
			t.Fatal(err)
		}
		if got := b.contact(c); !got.Textable() {
			t.Error("it is not tried again")
		}
	})
}

func TestWhoGetsNoTextMessageGetsAMail(t *testing.T) {
	for name, set := range map[string]func(*bureau, *house, customer.Customer){
		"a fixed line": func(b *bureau, _ *house, c customer.Customer) { b.telephones(c, "02 555 12 12") },
		"the provider is off": func(b *bureau, h *house, _ customer.Customer) {
			g := h.gateway(store.Texts)
			g.On = false
			if err := b.desk.SaveGateway(b.t.Context(), b.company.ID, g, ""); err != nil {
				b.t.Fatal(err)
			}
		},
		"a formal step": func(b *bureau, _ *house, _ customer.Customer) {
			step := textThenMail
			step.Tone = dunning.Formal
			b.ladder(step)
		},
		"the provider refuses it": func(_ *bureau, h *house, _ customer.Customer) {
			h.answer = func(int) (int, string) {
				return http.StatusBadRequest, `{"messages":[{"status":"blocked","error":"stop list"}]}`
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				b, h, c := texting(t, s, clock)
				set(b, h, c)
				b.run()
				if sent := b.send(); sent.Sent != 1 || len(b.box.mails) != 1 {
					t.Errorf("%+v, and %d mails", sent, len(b.box.mails))
				}
			})
		})
	}
}

func TestATextThatMayHaveLeftIsNotSentAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, h, c := texting(t, s, clock)
		h.answer = func(int) (int, string) { return 0, "" }
		b.run()
		if sent := b.send(); sent.Uncertain != 1 || !slices.Contains(b.tasks(), task.MessageUncertain) {
			t.Fatalf("%+v, %v", sent, b.tasks())
		}
		m := b.theOne(message.Uncertain)
		clock.Advance(24 * time.Hour)
		b.run()
		if b.send(); len(h.words()) != 1 {
			t.Fatalf("it was sent %d times", len(h.words()))
		}
		if err := b.reports(store.Texts, "own_id="+m.ID.String()+"&id=P-1&status=DELIVRD"); err != nil {
			t.Fatal(err)
		}
		if got := b.stored(m.ID); got.State != message.Sent || !slices.Contains(b.eventsOf(c), timeline.TextDelivered) || slices.Contains(b.tasks(), task.MessageUncertain) {
			t.Errorf("%s, %v, %v", got.State, b.eventsOf(c), b.tasks())
		}
	})
}

func TestNoTextLeavesWhilePeopleSleep(t *testing.T) {
	for name, at := range map[string]string{"at night": "2026-01-05T22:00:00Z", "on a Sunday, when mails may leave": "2026-01-11T09:00:00Z"} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				b, h := newBureau(t, s, clock, func(c *company.Company) { c.Policy.Window.Sundays = true }), newHouse(t)
				b.speaks(h, store.Texts)
				b.ladder(textThenMail)
				b.telephones(b.owes("ACME", 10), "0475/12 34 56")
				now, err := time.Parse(time.RFC3339, at)
				if err != nil {
					t.Fatal(err)
				}
				clock.Set(now)
				b.run()
				if sent := b.send(); sent.Postponed != 1 || len(h.words()) != 0 {
					t.Errorf("%+v", sent)
				}
				clock.Set(date.Must("2026-01-12").Time().Add(10 * time.Hour))
				if b.run(); b.send().Sent != 1 {
					t.Error("it does not leave on Monday")
				}
			})
		})
	}
}

// printing is a bureau whose letters are printed and posted by another house.
func printing(t *testing.T, s *store.Store, clock *testkit.Clock) (*bureau, *house, customer.Customer) {
	b, h := newBureau(t, s, clock), newHouse(t)
	b.speaks(h, store.Press)
	b.ladder(dunning.Step{Days: 5, Channels: []message.Channel{message.Letter, message.Mail}})
	c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Street, c.Postcode, c.City = "Kaai 1", "9000", "Gent" })
	testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: c.ID}, "R-ACME", "100.00", clock.Today().AddDays(-10))
	return b, h, c
}

func TestALetterIsPrintedAndPostedElsewhere(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, h, c := printing(t, s, clock)
		b.run()
		if sent := b.send(); sent.Sent != 1 || sent.Ready != 0 {
			t.Fatalf("%+v", sent)
		}
		m := b.theOne(message.Sent)
		if said := h.words()[0]; !strings.Contains(said, `"country":"BE"`) || !strings.Contains(said, m.ID.String()+".pdf") || h.taken[0] != m.ID.String() {
			t.Errorf("it was told %.300s", said)
		}
		h.state = `{"status":"posted","changed_at":"2026-01-06T16:00:00+01:00","post":{"barcode":"RR 1"},"price":{"total":"1.94","currency":"EUR"}}`
		if err := b.desk.AskProviders(t.Context(), b.company.ID, clock.Today()); err != nil || slices.Contains(b.eventsOf(c), timeline.LetterPosted) {
			t.Fatalf("it was asked at once: %v", err)
		}
		for range 3 {
			clock.Advance(2 * time.Hour)
			if err := b.desk.AskProviders(t.Context(), b.company.ID, clock.Today()); err != nil {
				t.Fatal(err)
			}
		}
		posted := slices.DeleteFunc(b.eventsOf(c), func(k timeline.Kind) bool { return k != timeline.LetterPosted })
		if len(posted) != 1 {
			t.Fatalf("posted %d times: %v", len(posted), b.eventsOf(c))
		}
		if err := b.reports(store.Press, `{"events":[{"letter":"P-1","status":"returned","reason":"moved"},{"letter":"P-9","status":"returned"}]}`); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(b.eventsOf(c), timeline.LetterReturned) || b.stored(m.ID).State != message.Withdrawn {
			t.Errorf("%v, %s", b.eventsOf(c), b.stored(m.ID).State)
		}
		if sent := b.send(); sent.Sent != 1 || len(b.box.mails) != 1 {
			t.Errorf("after the letter came back: %+v", sent)
		}
	})
}

func TestAnUnansweredLetterIsTriedAsLongAsItIsKnownAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, h, _ := printing(t, s, clock)
		h.answer = func(int) (int, string) { return 0, "" }
		b.run()
		if sent := b.send(); sent.Later != 1 {
			t.Fatalf("%+v", sent)
		}
		clock.Advance(time.Hour)
		if sent := b.send(); sent.Later != 1 || len(h.words()) != 2 || h.taken[0] != h.taken[1] {
			t.Fatalf("%+v: %v", sent, h.taken)
		}
		clock.Advance(73 * time.Hour)
		if b.run(); b.send().Uncertain != 1 || len(h.words()) != 2 {
			t.Errorf("after the hours of the provider it was sent %d times", len(h.words()))
		}
	})
}

func TestARegisteredLetterIsPostedByHandWhereNobodyOffersIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, h, _ := printing(t, s, clock)
		b.ladder(dunning.Step{Days: 5, Channels: []message.Channel{message.Registered}})
		b.run()
		if sent := b.send(); sent.Ready != 1 || len(h.words()) != 0 {
			t.Errorf("%+v", sent)
		}
	})
}

func TestWhoeverReportsMustKnowTheAddress(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, _, _ := texting(t, s, clock)
		for name, try := range map[string]struct {
			company id.ID
			kind    store.GatewayKind
			secret  string
		}{
			"another secret":  {b.company.ID, store.Texts, "guess"},
			"no secret":       {b.company.ID, store.Texts, ""},
			"no such company": {b.company.ID + 1, store.Texts, "guess"},
			"no provider":     {b.company.ID, store.Press, ""},
			"no kind":         {b.company.ID, "fax", ""},
		} {
			if err := b.desk.Heard(t.Context(), try.company, try.kind, try.secret, nil, []byte("id=P-1&status=DELIVRD")); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := b.reports(store.Texts, "id=%zz"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("what cannot be read: %v", err)
		}
	})
}

func TestASecretGoesNowhereElse(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, h, _ := texting(t, s, clock)
		g := h.gateway(store.Texts)
		g.Sender = "Lys 2"
		if err := b.desk.SaveGateway(t.Context(), b.company.ID, g, ""); err != nil {
			t.Errorf("the secret that is known is asked for again: %v", err)
		}
		g.Definition = strings.ReplaceAll(g.Definition, h.URL, "https://elsewhere.example")
		if err := b.desk.SaveGateway(t.Context(), b.company.ID, g, ""); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the secret goes elsewhere: %v", err)
		}
		if _, err := b.desk.TryTexts(t.Context(), b.company.ID, g, "", "+32475123456", "BE", book.In("en")); fault.KindOf(err) != fault.Invalid {
			t.Errorf("the secret goes elsewhere in a test: %v", err)
		}
		answer, err := b.desk.TryTexts(t.Context(), b.company.ID, h.gateway(store.Texts), "", "0475 12 34 56", "BE", book.In("en"))
		if err != nil || !strings.HasPrefix(answer, "200") || !strings.Contains(h.words()[0], "to=32475123456") {
			t.Errorf("%q, %v", answer, err)
		}
		shown, err := b.desk.ShowLetter(t.Context(), b.company.ID, h.gateway(store.Press), "s3cret", book.In("nl"), clock.Today())
		if err != nil || !strings.HasPrefix(shown, "POST "+h.URL+"/letters") || strings.Contains(shown, "s3cret") || len(h.words()) != 1 {
			t.Errorf("%.200s, %v", shown, err)
		}
		var kept store.Gateway
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			g, err := tx.Gateway(store.Texts)
			kept = *g
			return err
		})
		if strings.Contains(string(kept.Secret), "s3cret") || strings.Contains(kept.Definition, "s3cret") {
			t.Error("the secret stands in the database")
		}
	})
}
