package checkout_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/checkout/mollie"
	"acquit/internal/checkout/stripe"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/testkit"
	"acquit/internal/testkit/cashier"
)

// client asks a server with some secrets.
func client(s *cashier.Server, secrets checkout.Secrets) checkout.Provider {
	c := &http.Client{Timeout: 2 * time.Second}
	if s.Name == checkout.Stripe {
		return stripe.New(secrets, s.URL, c)
	}
	return mollie.New(secrets, s.URL, c)
}

// providers runs a test for each provider.
func providers(t *testing.T, test func(*testing.T, *cashier.Server, checkout.Provider)) {
	for _, start := range []func(testing.TB) *cashier.Server{cashier.Mollie, cashier.Stripe} {
		s := start(t)
		t.Run(string(s.Name), func(t *testing.T) { test(t, s, client(s, s.Secrets)) })
	}
}

func ordered(once string) checkout.Order {
	return checkout.Order{Once: once, Amount: testkit.Euro("1204.50"), Description: "KK-2026-0364, KK-2026-0371", Return: "https://pages.example/p/x", Hook: "https://pages.example/hook/y", Language: "nl-BE"}
}

func began(t *testing.T, c checkout.Provider, once string) checkout.Started {
	t.Helper()
	started, err := c.Start(context.Background(), ordered(once))
	if err != nil || started.Ref == "" || started.Page == "" {
		t.Fatalf("%+v, %v", started, err)
	}
	return started
}

func state(t *testing.T, c checkout.Provider, ref string) checkout.State {
	t.Helper()
	s, err := c.Look(context.Background(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAPaymentIsPaid(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		started := began(t, c, "one")
		if o := s.Orders()[0]; o.Amount != testkit.Euro("1204.50") || o.Description != "KK-2026-0364, KK-2026-0371" || o.Return != "https://pages.example/p/x" {
			t.Errorf("ordered %+v", o)
		}
		if got := state(t, c, started.Ref); got.Status != checkout.Open || !got.Amount.IsZero() {
			t.Errorf("%+v", got)
		}
		s.Payer(started.Ref, "Brouwerij De Vergulde Spaan", "NL91ABNA0417164300")
		s.Becomes(started.Ref, checkout.Paid)
		got := state(t, c, started.Ref)
		if got.Status != checkout.Paid || got.Amount != testkit.Euro("1204.50") || got.Refunded.Sign() != 0 || got.Taken.Sign() != 0 || got.Name != "Brouwerij De Vergulde Spaan" || got.Way != "ideal" || time.Since(got.PaidAt) > time.Minute {
			t.Errorf("%+v", got)
		}
	})
}

func TestAnOrderIsBegunOnce(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		first, again, other := began(t, c, "one"), began(t, c, "one"), began(t, c, "two")
		if first != again || first.Ref == other.Ref || len(s.Orders()) != 2 {
			t.Errorf("%+v, %+v, %+v", first, again, other)
		}
	})
}

func TestWhatBecomesOfAPaymentThatIsNotPaid(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		for _, becomes := range []checkout.Status{checkout.Pending, checkout.Failed, checkout.Expired} {
			started := began(t, c, string(becomes))
			s.Becomes(started.Ref, becomes)
			if got := state(t, c, started.Ref); got.Status != becomes || !got.Amount.IsZero() {
				t.Errorf("%s: %+v", becomes, got)
			}
		}
	})
}

func TestWhatGoesBack(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		started := began(t, c, "one")
		s.Becomes(started.Ref, checkout.Paid)
		s.Refund(started.Ref, 20450)
		if got := state(t, c, started.Ref); got.Refunded != testkit.Euro("204.50") || got.Taken.Sign() != 0 || got.Amount != testkit.Euro("1204.50") || got.Status != checkout.Paid {
			t.Errorf("refunded: %+v", got)
		}
		s.TakeBack(started.Ref, 100000)
		if got := state(t, c, started.Ref); got.Taken != testkit.Euro("1000.00") || got.Refunded != testkit.Euro("204.50") {
			t.Errorf("taken back: %+v", got)
		}
	})
}

func TestNoticesNameTheirPayment(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		started := began(t, c, "one")
		s.Becomes(started.Ref, checkout.Paid)
		known := []string{started.Ref, state(t, c, started.Ref).Alias}
		for _, change := range []func(){func() {}, func() { s.TakeBack(started.Ref, 100) }, func() { s.Refund(started.Ref, 100) }} {
			change()
			head, body := s.Notice(started.Ref)
			if name, err := c.Told(head, body); err != nil || name == "" || !slices.Contains(known, name) {
				t.Errorf("%q, %v", name, err)
			}
		}
	})
}

func TestANoticeThatIsNotSignedIsDenied(t *testing.T) {
	s := cashier.Stripe(t)
	c := client(s, s.Secrets)
	started := began(t, c, "one")
	head, body := s.Notice(started.Ref)
	for name, told := range map[string]func() (string, error){
		"changed":  func() (string, error) { return c.Told(head, append([]byte(" "), body...)) },
		"unsigned": func() (string, error) { return c.Told(http.Header{}, body) },
		"another's": func() (string, error) {
			return client(s, checkout.Secrets{Key: s.Secrets.Key, Hook: "whsec_other"}).Told(head, body)
		},
		"without a secret": func() (string, error) { return client(s, checkout.Secrets{Key: s.Secrets.Key}).Told(head, body) },
		"old": func() (string, error) {
			s.Late(time.Hour)
			head, body := s.Notice(started.Ref)
			return c.Told(head, body)
		},
	} {
		if said, err := told(); said != "" || fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: %q, %v", name, said, err)
		}
	}
}

func TestNoticesThatSayNothing(t *testing.T) {
	s := cashier.Mollie(t)
	for _, body := range []string{"", "id=", "%zz", "{}"} {
		if name, err := client(s, s.Secrets).Told(nil, []byte(body)); name != "" || err != nil {
			t.Errorf("%q: %q, %v", body, name, err)
		}
	}
}

func TestPayoutsNameTheirPayments(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		one, two := began(t, c, "one"), began(t, c, "two")
		names := map[string]bool{}
		for _, started := range []checkout.Started{one, two} {
			s.Becomes(started.Ref, checkout.Paid)
			names[started.Ref], names[state(t, c, started.Ref).Alias] = true, true
		}
		sent := s.PayOut(115, one.Ref, two.Ref)
		today := date.Of(time.Now().UTC())
		got, err := c.Payouts(context.Background(), today.AddDays(-1))
		if err != nil || len(got) != 1 || got[0].Ref != sent.Ref || got[0].Amount != testkit.Euro("2407.85") || got[0].Text != sent.Text || got[0].On != today || len(got[0].Payments) != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
		for _, p := range got[0].Payments {
			if !names[p] {
				t.Errorf("a payment %q", p)
			}
		}
		if late, err := c.Payouts(context.Background(), today.AddDays(2)); err != nil || len(late) != 0 {
			t.Errorf("%+v, %v", late, err)
		}
	})
}

func TestMollieTellsPayoutsToTheOrganisationAlone(t *testing.T) {
	s := cashier.Mollie(t)
	c := client(s, checkout.Secrets{Key: s.Secrets.Key})
	started := began(t, c, "one")
	s.Becomes(started.Ref, checkout.Paid)
	sent := s.PayOut(0, started.Ref)
	if all, err := c.Payouts(context.Background(), 0); err != nil || all != nil {
		t.Errorf("%+v, %v", all, err)
	}
	if got := state(t, c, started.Ref); got.Payout != sent.Ref {
		t.Errorf("%+v", got)
	}
}

func TestAProviderRefuses(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		if _, err := c.Check(context.Background()); err != nil {
			t.Error(err)
		}
		stranger := client(s, checkout.Secrets{Key: "test_unknown", Org: "x"})
		if _, err := stranger.Check(context.Background()); fault.KindOf(err) != fault.Invalid || strings.Contains(err.Error(), "test_unknown") {
			t.Errorf("a key that is not known: %v", err)
		}
		if _, err := c.Look(context.Background(), "tr_none"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no such payment: %v", err)
		}
		nothing := ordered("nothing")
		nothing.Amount = testkit.Euro("0.00")
		if _, err := c.Start(context.Background(), nothing); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no amount: %v", err)
		}
	})
}

func TestAProviderIsOutOfOrder(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
			s.Fail(status, status, status, status, status)
			if _, err := c.Look(context.Background(), "tr_1"); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("%d: %v", status, err)
			}
			s.Mend()
		}
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		s.Delay(200 * time.Millisecond)
		if _, err := c.Look(ctx, "tr_1"); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("slow: %v", err)
		}
	})
}

// A yen has no decimals, and a dinar three, which Stripe counts in its own way.
func TestCurrenciesOfOtherUnits(t *testing.T) {
	providers(t, func(t *testing.T, s *cashier.Server, c checkout.Provider) {
		o := ordered("yen")
		o.Amount = money.Must("12045", money.Currency{'J', 'P', 'Y'})
		if _, err := c.Start(context.Background(), o); err != nil || s.Orders()[0].Amount != o.Amount {
			t.Errorf("%v, %+v", err, s.Orders())
		}
	})
	o := ordered("dinar")
	o.Amount = money.Must("12.345", money.Currency{'K', 'W', 'D'})
	s := cashier.Stripe(t)
	if _, err := client(s, s.Secrets).Start(context.Background(), o); fault.KindOf(err) != fault.Invalid || s.Asked() != 0 {
		t.Errorf("%v", err)
	}
}
