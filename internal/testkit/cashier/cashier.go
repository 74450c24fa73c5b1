// Package cashier is a provider of payments that takes no money: a server on this machine that
// speaks as Mollie or as Stripe document it, so that the whole way of a payment can be walked in
// tests, with what goes wrong on it.
package cashier

import (
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/money"
)

// Server is a running provider. It is safe for concurrent use.
type Server struct {
	Name    checkout.Name
	URL     string
	Secrets checkout.Secrets // that it knows
	speaks  protocol

	mu       sync.Mutex
	payments []*payment
	payouts  []*payout
	failing  []int // statuses of the next answers
	slow     time.Duration
	asked    int // how often it was asked
	now      func() time.Time
	late     time.Duration // by which notices come
}

// protocol is how a provider speaks.
type protocol interface {
	routes(*Server, *http.ServeMux)
	knows(*Server, *http.Request) bool // the key
	refusal(status int, text string) any
	notice(*Server, *payment) (http.Header, []byte)
}

// payment is one that was begun.
type payment struct {
	ref, alias, once string
	order            checkout.Order
	status           checkout.Status
	paidAt           time.Time
	back, taken      int64 // refunded, and contested at the bank
	name, iban       string
	payout           string
}

type payout struct {
	ref, text string
	amount    money.Amount
	on        time.Time
	payments  []*payment
}

// Mollie starts a provider that speaks as Mollie does.
func Mollie(t testing.TB) *Server {
	return start(t, &Server{Name: checkout.Mollie, speaks: mollie{}, Secrets: checkout.Secrets{Key: "test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM", Org: "access_Wwvu7egPcJLLJ9Kb7J632x8wJ2zMeJ"}})
}

// Stripe starts a provider that speaks as Stripe does.
func Stripe(t testing.TB) *Server {
	return start(t, &Server{Name: checkout.Stripe, speaks: stripe{}, Secrets: checkout.Secrets{Key: "sk_test_4eC39HqLyjWDarjtT1zdp7dc", Hook: "whsec_test_5WbX5kEWLlfzsGNjH64I"}})
}

func start(t testing.TB, s *Server) *Server {
	t.Helper()
	s.now = time.Now
	mux := http.NewServeMux()
	s.speaks.routes(s, mux)
	mux.HandleFunc("GET /pay/{ref}", s.page)
	mux.HandleFunc("POST /pay/{ref}", s.paid)
	server := httptest.NewServer(s.inHand(mux))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// inHand answers one request at a time, with what it was told to do wrong first.
func (s *Server) inHand(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked++
		if s.slow > 0 {
			time.Sleep(s.slow)
		}
		if len(s.failing) > 0 {
			status := s.failing[0]
			s.failing = s.failing[1:]
			s.refuse(w, status, "try again later")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// keyed lets a request through that names a key.
func (s *Server) keyed(do http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.speaks.knows(s, r) {
			s.refuse(w, http.StatusUnauthorized, "Invalid API key")
			return
		}
		do(w, r)
	}
}

func (s *Server) refuse(w http.ResponseWriter, status int, text string) {
	answer(w, status, s.speaks.refusal(status, text))
}

// Fail makes the next answers of the server failures of these statuses.
func (s *Server) Fail(statuses ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = append(s.failing, statuses...)
}

// Delay makes each answer wait.
func (s *Server) Delay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slow = d
}

// Asked is how often the server was asked anything.
func (s *Server) Asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// Orders are the payments that were begun, in their order.
func (s *Server) Orders() (all []checkout.Order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.payments {
		all = append(all, p.order)
	}
	return all
}

// Refs are the names of the payments that were begun, in their order.
func (s *Server) Refs() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.payments {
		all = append(all, p.ref)
	}
	return all
}

// Becomes lets a payment come so far.
func (s *Server) Becomes(ref string, status checkout.Status) {
	s.change(ref, func(p *payment) { s.to(p, status) })
}

func (s *Server) to(p *payment, status checkout.Status) {
	p.status = status
	if status == checkout.Paid {
		p.paidAt = s.now()
	}
}

// Payer is who pays from where.
func (s *Server) Payer(ref, name, iban string) {
	s.change(ref, func(p *payment) { p.name, p.iban = name, iban })
}

// At sets the clock of the server.
func (s *Server) At(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = now
}

// Late lets notices come so late.
func (s *Server) Late(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late = d
}

// Refund gives something of a payment back.
func (s *Server) Refund(ref string, minor int64) {
	s.change(ref, func(p *payment) { p.back += minor })
}

// TakeBack lets the payer's bank take something of a payment back.
func (s *Server) TakeBack(ref string, minor int64) {
	s.change(ref, func(p *payment) { p.taken += minor })
}

// PayOut sends what some payments came to, less a fee, and returns it as the bank will tell it.
func (s *Server) PayOut(fee int64, refs ...string) checkout.Payout {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.payouts) + 1
	o := &payout{ref: fmt.Sprintf("stl_%04d", n), text: fmt.Sprintf("1182161.2611.%02d", n), on: s.now()}
	if s.Name == checkout.Stripe {
		o.ref, o.text = fmt.Sprintf("po_%04d", n), "STRIPE PAYOUT"
	}
	told := checkout.Payout{Ref: o.ref, Text: o.text}
	for _, ref := range refs {
		p := s.find(ref)
		p.payout = o.ref
		o.payments = append(o.payments, p)
		if o.amount.IsZero() {
			o.amount = money.Of(-fee, p.order.Amount.Currency)
		}
		o.amount = o.amount.Add(p.order.Amount)
		told.Payments = append(told.Payments, p.ref)
	}
	s.payouts = append(s.payouts, o)
	told.Amount = o.amount
	return told
}

// Notice is what the provider posts when a payment has changed.
func (s *Server) Notice(ref string) (http.Header, []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.speaks.notice(s, s.find(ref))
}

func (s *Server) change(ref string, do func(*payment)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.find(ref)
	if p == nil {
		panic("there is no payment " + ref)
	}
	do(p)
}

// find is the payment of a name; nil for none.
func (s *Server) find(ref string) *payment {
	for _, p := range s.payments {
		if p.ref == ref || p.alias == ref {
			return p
		}
	}
	return nil
}

// begin begins a payment, or returns the one that was begun with the same key.
func (s *Server) begin(o checkout.Order) *payment {
	for _, p := range s.payments {
		if o.Once != "" && p.once == o.Once {
			return p
		}
	}
	n := len(s.payments) + 1
	p := &payment{ref: fmt.Sprintf("tr_%010d", n), once: o.Once, order: o, status: checkout.Open}
	if s.Name == checkout.Stripe {
		p.ref, p.alias = fmt.Sprintf("cs_test_%010d", n), fmt.Sprintf("pi_%010d", n)
	}
	s.payments = append(s.payments, p)
	return p
}

// checkoutPage is where a browser pays.
var checkoutPage = template.Must(template.New("").Parse(`<!doctype html><meta charset="utf-8"><title>Pay</title>
<h1>{{.Amount}}</h1><p>{{.What}}</p><form method="post"><button name="as" value="paid">Pay</button> <button name="as" value="cancelled">Cancel</button></form>`))

func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	p := s.find(r.PathValue("ref"))
	if p == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := checkoutPage.Execute(w, map[string]string{"Amount": p.order.Amount.Text(), "What": p.order.Description}); err != nil {
		panic(err)
	}
}

func (s *Server) paid(w http.ResponseWriter, r *http.Request) {
	p := s.find(r.PathValue("ref"))
	if p == nil {
		http.NotFound(w, r)
		return
	}
	s.to(p, checkout.Status(r.FormValue("as")))
	http.Redirect(w, r, p.order.Return, http.StatusSeeOther)
}

// Mend ends the failures that the server was told to make.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = nil
}
