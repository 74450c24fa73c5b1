package smtp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"acquit/internal/deliver"
)

// guarded is a mail server that asks for a password.
type guarded struct {
	mechanism string
	taken     atomic.Int32
}

type guardedSession struct {
	server *guarded
	in     bool
}

func (s *guardedSession) AuthMechanisms() []string { return []string{s.server.mechanism} }

func (s *guardedSession) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		s.in = user == "me" && password == "hunter2/"
		if !s.in {
			return gosmtp.ErrAuthFailed
		}
		return nil
	}
	if mechanism == sasl.Login {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

func (s *guardedSession) Mail(string, *gosmtp.MailOptions) error {
	if !s.in {
		return gosmtp.ErrAuthRequired
	}
	return nil
}

func (s *guardedSession) Rcpt(string, *gosmtp.RcptOptions) error { return nil }

func (s *guardedSession) Data(r io.Reader) error {
	s.server.taken.Add(1)
	_, err := io.Copy(io.Discard, r)
	return err
}

func (s *guardedSession) Reset() {}

func (s *guardedSession) Logout() error { return nil }

// loginServer is the other side of AUTH LOGIN: it asks for the user, then for the
// password.
type loginServer struct {
	check func(user, password string) error
	step  int
	user  string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if response == nil {
		return []byte("Username:"), false, nil
	}
	if l.step++; l.step == 1 {
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}

// guard starts a server with a certificate for 127.0.0.1 and returns it with its
// address and the roots that know the certificate.
func guard(t *testing.T, mechanism string, protection Security) (*guarded, string, *x509.CertPool) {
	t.Helper()
	web := httptest.NewTLSServer(nil) // only for its certificate
	web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	settings := &tls.Config{Certificates: web.TLS.Certificates}

	g := &guarded{mechanism: mechanism}
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) {
		return &guardedSession{server: g}, nil
	}))
	server.ErrorLog = log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	switch protection {
	case StartTLS:
		server.TLSConfig = settings
	case Implicit:
		listener = tls.NewListener(listener, settings)
	default:
		server.AllowInsecureAuth = true
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return g, address, roots
}

func deliverTo(t *testing.T, url string, roots *x509.CertPool) deliver.Outcome {
	t.Helper()
	config, err := Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	ch := New(config)
	ch.roots = roots
	t.Cleanup(func() { ch.Close() })
	raw := []byte("Subject: hi\r\n\r\nbody\r\n")
	first := ch.Deliver(t.Context(), "compta@lys.example", []string{"payables@acme.example"}, raw)
	if first.Kind != deliver.Accepted {
		return first
	}
	return ch.Deliver(t.Context(), "compta@lys.example", []string{"payables@acme.example"}, raw)
}

func TestProtectedDeliveryWithAPassword(t *testing.T) {
	for _, mechanism := range []string{sasl.Plain, sasl.Login} {
		for _, protection := range []Security{StartTLS, Implicit, None} {
			t.Run(fmt.Sprintf("%s %s", mechanism, protection), func(t *testing.T) {
				g, address, roots := guard(t, mechanism, protection)
				o := deliverTo(t, fmt.Sprintf("smtp://me:%s@%s?tls=%s", secret, address, protection), roots)
				if o.Kind != deliver.Accepted || g.taken.Load() != 2 {
					t.Errorf("%+v, %d taken", o, g.taken.Load())
				}
			})
		}
	}
}

// TestWrongSettings holds that trouble with the settings never costs a message,
// and that nothing leaves unprotected which should be protected.
func TestWrongSettings(t *testing.T) {
	for _, c := range []struct {
		name           string
		server, client Security
		user           string
		trusted        bool
		says           string
	}{
		{"a wrong password", StartTLS, StartTLS, "me:wrong-hunter2@", true, "does not let me in: SMTP error 535"},
		{"no password", StartTLS, StartTLS, "", true, "authenticate"},
		{"a certificate that nobody knows", StartTLS, StartTLS, "me:" + secret + "@", false, "certificate"},
		{"a certificate that nobody knows, from the first byte", Implicit, Implicit, "me:" + secret + "@", false, "certificate"},
		{"a server that cannot protect", None, StartTLS, "me:" + secret + "@", true, "does not protect the connection"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, address, roots := guard(t, sasl.Plain, c.server)
			if !c.trusted {
				roots = x509.NewCertPool()
			}
			o := deliverTo(t, fmt.Sprintf("smtp://%s%s?tls=%s", c.user, address, c.client), roots)
			if o.Kind != deliver.Later || !strings.Contains(o.Answer, c.says) || g.taken.Load() != 0 {
				t.Errorf("%+v, %d taken", o, g.taken.Load())
			}
			if strings.Contains(o.Answer, "hunter2") {
				t.Errorf("the password is in the answer: %s", o.Answer)
			}
		})
	}
}

func TestAServerWithoutAKnownMechanism(t *testing.T) {
	_, address, roots := guard(t, "GSSAPI", StartTLS)
	o := deliverTo(t, "smtp://me:"+secret+"@"+address+"?tls=starttls", roots)
	if o.Kind != deliver.Later || !strings.Contains(o.Answer, "PLAIN or LOGIN") {
		t.Errorf("%+v", o)
	}
}

func TestKindOf(t *testing.T) {
	for code, want := range map[int]deliver.Kind{
		421: deliver.Later, 450: deliver.Later, 535: deliver.Later, 502: deliver.Later,
		550: deliver.Refused, 501: deliver.Refused, 554: deliver.Refused, 354: deliver.Later,
	} {
		if got := kindOf(&gosmtp.SMTPError{Code: code}); got != want {
			t.Errorf("%d is %s", code, got)
		}
	}
	if got := kindOf(errors.New("connection reset")); got != deliver.Later {
		t.Errorf("a broken connection is %s", got)
	}
}
