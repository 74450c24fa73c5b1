package web

import (
	"io"
	"net/http"
	"time"

	"acquit/internal/deliver/gateway"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
)

// reportRoutes are where providers tell what became of messages. They do not sign in: the
// address has a secret. What it says is for programs.
func (s *site) reportRoutes() {
	s.mux.HandleFunc("GET /gateways/{company}/{kind}/{secret}", s.report)
	s.mux.HandleFunc("POST /gateways/{company}/{kind}/{secret}", s.report)
}

// report hears what a provider reports. Who knows no such address is slowed down.
func (s *site) report(w http.ResponseWriter, r *http.Request) {
	now, from := time.Now(), "report "+s.sender(r)
	if _, ok := s.tries.Allow(now, from); !ok {
		http.Error(w, http.StatusText(http.StatusTooManyRequests), http.StatusTooManyRequests)
		return
	}
	status := s.heard(w, r)
	if status < http.StatusBadRequest || status == http.StatusServiceUnavailable {
		s.tries.Refund(from)
	}
	if status == http.StatusNoContent {
		w.WriteHeader(status)
		return
	}
	http.Error(w, http.StatusText(status), status)
}

func (s *site) heard(w http.ResponseWriter, r *http.Request) (status int) {
	company, err := id.Parse(r.PathValue("company"))
	if err != nil {
		return http.StatusNotFound
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, gateway.MostCallback))
	if err != nil {
		return http.StatusRequestEntityTooLarge
	}
	err = s.Desk.Heard(r.Context(), company, store.GatewayKind(r.PathValue("kind")), r.PathValue("secret"), r.URL.Query(), body)
	switch {
	case err == nil:
		return http.StatusNoContent
	case fault.KindOf(err) == fault.NotFound:
		return http.StatusNotFound
	case fault.KindOf(err) == fault.Invalid:
		return http.StatusBadRequest
	}
	s.Log.Warn("a provider's report could not be heard", "company", company, "error", err)
	return http.StatusServiceUnavailable
}
