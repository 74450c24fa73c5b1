package cashier

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v84/webhook"

	"acquit/internal/checkout"
	"acquit/internal/money"
)

// stripe speaks as https://docs.stripe.com/api says.
type stripe struct{}

func (stripe) routes(s *Server, mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/checkout/sessions", s.keyed(func(w http.ResponseWriter, _ *http.Request) { list(w, []object{}) }))
	mux.HandleFunc("POST /v1/checkout/sessions", s.keyed(s.stripeBegins))
	mux.HandleFunc("GET /v1/checkout/sessions/{ref}", s.keyed(func(w http.ResponseWriter, r *http.Request) {
		if p := s.find(r.PathValue("ref")); p != nil {
			answer(w, http.StatusOK, s.session(p))
			return
		}
		s.refuse(w, http.StatusNotFound, "No such checkout.session: "+r.PathValue("ref"))
	}))
	mux.HandleFunc("GET /v1/disputes", s.keyed(func(w http.ResponseWriter, r *http.Request) {
		all := []object{}
		for _, p := range s.payments {
			if p.taken > 0 && charged(p) == r.URL.Query().Get("charge") {
				all = append(all, object{"id": "du_" + p.ref, "object": "dispute", "amount": p.taken, "status": "needs_response", "charge": charged(p)},
					object{"id": "du_won" + p.ref, "object": "dispute", "amount": 77, "status": "won", "charge": charged(p)})
			}
		}
		list(w, all)
	}))
	mux.HandleFunc("GET /v1/payouts", s.keyed(func(w http.ResponseWriter, r *http.Request) {
		all := []object{}
		for _, o := range s.payouts {
			if since, err := strconv.ParseInt(r.URL.Query().Get("arrival_date[gte]"), 10, 64); err == nil && o.on.Unix() >= since && r.URL.Query().Get("status") == "paid" {
				all = append(all, object{"id": o.ref, "object": "payout", "amount": o.amount.Minor, "currency": strings.ToLower(o.amount.Currency.String()), "arrival_date": o.on.Unix(),
					"status": "paid", "automatic": true, "statement_descriptor": o.text})
			}
		}
		list(w, all)
	}))
	mux.HandleFunc("GET /v1/balance_transactions", s.keyed(s.balance))
}

func list(w http.ResponseWriter, all []object) {
	answer(w, http.StatusOK, object{"object": "list", "data": all, "has_more": false})
}

func (stripe) knows(s *Server, r *http.Request) bool {
	return r.Header.Get("Authorization") == "Bearer "+s.Secrets.Key
}

func (stripe) refusal(status int, text string) any {
	return object{"error": object{"type": "invalid_request_error", "message": text}}
}

// notice is signed with the secret that the company was given.
func (stripe) notice(s *Server, p *payment) (http.Header, []byte) {
	kind, of := "checkout.session.completed", s.session(p)
	switch {
	case p.status == checkout.Expired:
		kind = "checkout.session.expired"
	case p.back > 0:
		kind, of = "charge.refunded", s.charge(p)
	case p.taken > 0:
		kind, of = "charge.dispute.funds_withdrawn", object{"id": "du_" + p.ref, "object": "dispute", "payment_intent": p.alias}
	}
	body, err := json.Marshal(object{"id": "evt_" + p.ref, "object": "event", "type": kind, "api_version": "2020-08-27", "data": object{"object": of}})
	if err != nil {
		panic(err)
	}
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: s.Secrets.Hook, Timestamp: time.Now().Add(-s.late)})
	return http.Header{"Stripe-Signature": {signed.Header}, "Content-Type": {"application/json"}}, body
}

func (s *Server) stripeBegins(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.refuse(w, http.StatusBadRequest, "Invalid form")
		return
	}
	f := r.PostForm
	c, err := money.ParseCurrency(strings.ToUpper(f.Get("line_items[0][price_data][currency]")))
	minor, wrong := strconv.ParseInt(f.Get("line_items[0][price_data][unit_amount]"), 10, 64)
	if err != nil || wrong != nil || minor <= 0 || f.Get("mode") != "payment" || f.Get("success_url") == "" || f.Get("line_items[0][quantity]") != "1" {
		s.refuse(w, http.StatusBadRequest, "Invalid integer: "+f.Get("line_items[0][price_data][unit_amount]"))
		return
	}
	p := s.begin(checkout.Order{Once: r.Header.Get("Idempotency-Key"), Amount: money.Of(minor, c), Description: f.Get("line_items[0][price_data][product_data][name]"), Return: f.Get("success_url"), Language: f.Get("locale")})
	answer(w, http.StatusOK, s.session(p))
}

// session is a checkout session, with what was asked to be expanded.
func (s *Server) session(p *payment) object {
	is := object{"id": p.ref, "object": "checkout.session", "amount_total": p.order.Amount.Minor, "currency": strings.ToLower(p.order.Amount.Currency.String()), "mode": "payment",
		"status": "open", "payment_status": "unpaid", "url": s.URL + "/pay/" + p.ref, "payment_intent": nil}
	switch p.status {
	case checkout.Expired, checkout.Cancelled: // who goes back may come again until it expires
		is["status"] = "expired"
	case checkout.Pending, checkout.Failed:
		intent := "processing"
		if p.status == checkout.Failed {
			intent = "requires_payment_method"
		}
		is["status"], is["payment_intent"] = "complete", object{"id": p.alias, "object": "payment_intent", "status": intent}
	case checkout.Paid:
		is["status"], is["payment_status"] = "complete", "paid"
		is["payment_intent"] = object{"id": p.alias, "object": "payment_intent", "status": "succeeded", "latest_charge": s.charge(p)}
	}
	return is
}

func charged(p *payment) string { return "ch_" + strings.TrimPrefix(p.alias, "pi_") }

func (s *Server) charge(p *payment) object {
	return object{"id": charged(p), "object": "charge", "amount": p.order.Amount.Minor, "amount_captured": p.order.Amount.Minor, "amount_refunded": p.back, "disputed": p.taken > 0,
		"currency": strings.ToLower(p.order.Amount.Currency.String()), "created": p.paidAt.Unix(), "payment_intent": p.alias, "billing_details": object{"name": p.name},
		"payment_method_details": object{"type": "ideal", "ideal": object{"bank": "ing", "verified_name": p.name}}}
}

// balance tells what a payout is made of, the fee of the payout itself among it.
func (s *Server) balance(w http.ResponseWriter, r *http.Request) {
	all := []object{}
	for _, o := range s.payouts {
		if o.ref != r.URL.Query().Get("payout") {
			continue
		}
		for _, p := range o.payments {
			all = append(all, object{"id": "txn_" + p.ref, "object": "balance_transaction", "type": "charge", "amount": p.order.Amount.Minor, "source": s.charge(p)})
		}
		all = append(all, object{"id": "txn_" + o.ref, "object": "balance_transaction", "type": "payout", "amount": -o.amount.Minor, "source": object{"id": o.ref, "object": "payout"}})
	}
	list(w, all)
}
