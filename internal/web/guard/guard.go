// Package guard stands before every answer of a face: it logs what became of the
// request, and turns a panic into an answer.
package guard

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// Watch logs each request by the pattern of its address, which names nobody, and has
// broken answer for a handler that panicked before it answered. face is what a pattern
// is called in the log: "page", "api".
func Watch(log *slog.Logger, face string, broken http.HandlerFunc, next http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w := &watched{ResponseWriter: out}
		start := time.Now()
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				log.Error("a request panicked", face, r.Pattern, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if w.status == 0 {
					broken(w, r)
				}
			}
			log.Info("request", "method", r.Method, face, r.Pattern, "status", w.status, "bytes", w.bytes, "ms", time.Since(start).Milliseconds())
		}()
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
