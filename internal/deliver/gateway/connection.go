package gateway

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

func tlsConfig(roots *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// connected notes when a request without a body has a connection: all of it may leave then.
func connected(ctx context.Context, left *atomic.Bool) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { left.Store(true) },
	})
}

// prove says in a request who sends it.
func (g *Gateway) prove(r *http.Request) {
	switch a := g.definition.Auth; a.Kind {
	case Basic:
		r.SetBasicAuth(a.User, g.secret.reveal())
	case Bearer:
		r.Header.Set("Authorization", "Bearer "+g.secret.reveal())
	case Header:
		r.Header.Set(a.Header, g.secret.reveal())
	}
}
