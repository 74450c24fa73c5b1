package web

import (
	"io"
	"net/http"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/deliver/gateway"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
)

// reportRoutes are where providers tell what became of messages and payments. They do not sign in: the
// address has a secret. What it says is for programs.
func (s *site) reportRoutes() {
	s.mux.HandleFunc("GET /gateways/{company}/{kind}/{secret}", s.report)
	s.mux.HandleFunc("POST /gateways/{company}/{kind}/{secret}", s.report)
	s.mux.HandleFunc("POST /tills/{company}/{provider}/{secret}", s.notice)
}

// report hears what became of a message.
func (s *site) report(w http.ResponseWriter, r *http.Request) {
	s.hear(w, r, gateway.MostCallback, func(company id.ID, body []byte) error {
		return s.Desk.Heard(r.Context(), company, store.GatewayKind(r.PathValue("kind")), r.PathValue("secret"), r.URL.Query(), body)
	})
}

// mostNotice bounds a notice of a payment.
const mostNotice = 1 << 20

// notice hears what became of a payment.
func (s *site) notice(w http.ResponseWriter, r *http.Request) {
	s.hear(w, r, mostNotice, func(company id.ID, body []byte) error {
		return s.Till.Heard(r.Context(), company, checkout.Name(r.PathValue("provider")), r.PathValue("secret"), r.Header, body)
	})
}

// hear takes what a provider reports. Who knows no such address is slowed down.
func (s *site) hear(w http.ResponseWriter, r *http.Request, most int64, take func(company id.ID, body []byte) error) {
	now, from := time.Now(), "report "+s.sender(r)
	if _, ok := s.tries.Allow(now, from); !ok {
		http.Error(w, http.StatusText(http.StatusTooManyRequests), http.StatusTooManyRequests)
		return
	}
	status := s.heard(w, r, most, take)
	if status < http.StatusBadRequest || status == http.StatusServiceUnavailable {
		s.tries.Refund(from)
	}
	if status == http.StatusNoContent {
		w.WriteHeader(status)
		return
	}
	http.Error(w, http.StatusText(status), status)
}

func (s *site) heard(w http.ResponseWriter, r *http.Request, most int64, take func(company id.ID, body []byte) error) (status int) {
	company, err := id.Parse(r.PathValue("company"))
	if err != nil {
		return http.StatusNotFound
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if err != nil {
		return http.StatusRequestEntityTooLarge
	}
	err = take(company, body)
	switch {
	case err == nil:
		return http.StatusNoContent
	case fault.KindOf(err) == fault.NotFound:
		return http.StatusNotFound
	case fault.KindOf(err) == fault.Invalid, fault.KindOf(err) == fault.Denied:
		return http.StatusBadRequest
	}
	s.Log.Warn("a provider's report could not be heard", "company", company, "error", err)
	return http.StatusServiceUnavailable
}
