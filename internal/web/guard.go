package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"acquit/internal/web/ui"
)

// secured sets what browsers are told about every answer. Pages hold other
// people's debts: no copy stays in a shared cache, nor in the browser's own.
func (s *site) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", ui.Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000")
		}
		next.ServeHTTP(w, r)
	})
}

// watched notes what became of an answer.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	w.bytes += len(b)
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// watch logs each request, by the pattern of its address, which names nobody, and
// turns a panic into an error page.
func (s *site) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w := &watched{ResponseWriter: out}
		start := time.Now()
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.Log.Error("a page panicked", "page", r.Pattern, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if w.status == 0 {
					s.failPage(w, r, http.StatusInternalServerError)
				}
			}
			s.Log.Info("request", "method", r.Method, "page", r.Pattern, "status", w.status, "bytes", w.bytes,
				"ms", time.Since(start).Milliseconds())
		}()
		next.ServeHTTP(w, r)
	})
}
