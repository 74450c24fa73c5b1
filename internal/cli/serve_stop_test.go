package cli

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// A program that is told to stop lets a request come to its end, and calls off one that
// waits for what never comes; either way its handler has ended when the program has.
func TestAServerThatStopsWaitsForItsRequests(t *testing.T) {
	for name, tt := range map[string]struct {
		body  string
		grace time.Duration
		want  string
	}{
		"one that ends":       {"whole", time.Minute, "whole"},
		"one that never does": {"half", 50 * time.Millisecond, "broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			began, ended := make(chan struct{}), ""
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			served := make(chan error, 1)
			go func() {
				served <- serveOn(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					close(began)
					<-ctx.Done()
					body, err := io.ReadAll(r.Body)
					if ended = string(body); err != nil {
						ended = "broke off"
					}
				}), tt.grace)
			}()
			line, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer line.Close()
			if _, err := io.WriteString(line, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"+tt.body); err != nil {
				t.Fatal(err)
			}
			<-began
			stop()
			if err := <-served; err != nil || ended != tt.want {
				t.Errorf("%v, the request ended as %q", err, ended)
			}
		})
	}
}
