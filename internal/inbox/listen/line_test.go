package listen

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"acquit/internal/fault"
)

func TestLimits(t *testing.T) {
	s, b := start(t, func(c *Config) { c.MostBytes, c.MostRecipients = 1000, 2 })
	k := greet(t, s)
	k.say("MAIL FROM:<boss@acme.example> SIZE=1001", "552")
	k.say("MAIL FROM:<boss@acme.example> SIZE=900", "250")
	k.say("RCPT TO:<a@post.example>", "250")
	k.say("RCPT TO:<b@post.example>", "250")
	k.say("RCPT TO:<c@post.example>", "452")
	k.say("DATA", "354")
	k.say(strings.Repeat("x", 2000)+"\r\n.", "552 5.3.4")
	k.say("MAIL FROM:<boss@acme.example>", "250")
	k.say("RCPT TO:<a@post.example>", "250")
	fmt.Fprintf(k.conn, "BDAT 1500 LAST\r\n%s", strings.Repeat("x", 1500))
	if got := k.hear(); !strings.HasPrefix(got, "552") {
		t.Errorf("in chunks: %s", got)
	}
	if b.count() != 0 {
		t.Errorf("%d taken", b.count())
	}
}

func TestChunksAreTakenIn(t *testing.T) {
	s, b := start(t, nil)
	k := greet(t, s)
	k.say("MAIL FROM:<boss@acme.example>", "250")
	k.say("RCPT TO:<a@post.example>", "250")
	fmt.Fprintf(k.conn, "BDAT 5\r\nSubje")
	k.hear()
	fmt.Fprintf(k.conn, "BDAT 12 LAST\r\nct: x\r\n\r\nx\r\n")
	if got := k.hear(); !strings.HasPrefix(got, "250") || b.raw[0] != "Subject: x\r\n\r\nx\r\n" {
		t.Errorf("%s: %q", got, b.raw)
	}
}

func TestALongLineIsNoReasonToRefuse(t *testing.T) {
	s, b := start(t, nil)
	k := greet(t, s)
	k.say("MAIL FROM:<boss@acme.example>", "250")
	k.say("RCPT TO:<a@post.example>", "250")
	k.say("DATA", "354")
	k.say("Subject: x\r\n\r\n"+strings.Repeat("x", 300_000)+"\r\n.", "250")
	if b.count() != 1 {
		t.Error("it was lost")
	}
}

// protected is a server with a certificate, and the settings with which clients know it.
func protected(t *testing.T) (*Server, *box, *tls.Config) {
	t.Helper()
	web := httptest.NewTLSServer(nil) // only for its certificate
	web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	s, b := start(t, func(c *Config) { c.TLS = &tls.Config{Certificates: web.TLS.Certificates} })
	return s, b, &tls.Config{RootCAs: roots, ServerName: "example.com"}
}

// secured is a conversation that was protected.
func secured(t *testing.T, s *Server, settings *tls.Config) *talk {
	t.Helper()
	k := greet(t, s)
	k.say("STARTTLS", "220")
	k.conn = tls.Client(k.conn, settings)
	k.in = bufio.NewReader(k.conn)
	k.say("EHLO mx.acme.example", "250")
	return k
}

func TestAChunkThatBreaksOffIsNotTakenThoughProtected(t *testing.T) {
	s, b, settings := protected(t)
	for _, bluntly := range []bool{false, true} {
		k := secured(t, s, settings)
		k.say("MAIL FROM:<boss@acme.example>", "250")
		k.say("RCPT TO:<a@post.example>", "250")
		io.WriteString(k.conn, "BDAT 100 LAST\r\nSubject: x")
		if bluntly {
			k.conn.(*tls.Conn).NetConn().Close()
		}
		k.conn.Close()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := s.Stop(ctx); err != nil || b.count() != 0 {
		t.Errorf("%d taken, %v", b.count(), err)
	}
}

func TestChunksAreTakenInThoughProtected(t *testing.T) {
	s, b, settings := protected(t)
	k := secured(t, s, settings)
	for n := range 2 {
		k.say("MAIL FROM:<boss@acme.example>", "250")
		k.say("RCPT TO:<a@post.example>", "250")
		if n == 0 {
			io.WriteString(k.conn, "BDAT 5\r\nSubje")
			k.hear()
			k.say("BDAT 12 LAST\r\nct: x\r\n\r\nx", "250")
			continue
		}
		// Somebody who goes on without waiting for the answer: more than the library reads
		// at a time.
		io.WriteString(k.conn, "BDAT 4 LAST\r\na: b"+strings.Repeat("NOOP\r\n", 2000))
		if got := k.hear(); !strings.HasPrefix(got, "250") {
			t.Error(got)
		}
	}
	if b.count() != 2 || b.raw[0] != "Subject: x\r\n\r\nx\r\n" || !b.taken[0].TLS {
		t.Errorf("%q", b.raw)
	}
}

// TestOnlyTheRealEndEndsAMail holds that a mail cannot bring another one in its body,
// which a server before this one would have taken for text.
func TestOnlyTheRealEndEndsAMail(t *testing.T) {
	const hidden = "MAIL FROM:<evil@evil.example>\r\nRCPT TO:<reply@lys.example>\r\nDATA\r\nSubject: forged\r\n\r\nx"
	for _, end := range []string{"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\n.\r", "\r\n\x00.\r\n", "\r\n.\x00\r\n"} {
		s, b := start(t, nil)
		k := greet(t, s)
		k.say("MAIL FROM:<boss@acme.example>", "250")
		k.say("RCPT TO:<a@post.example>", "250")
		k.say("DATA", "354")
		k.say("Subject: x\r\n\r\nx"+end+hidden+"\r\n.", "250")
		k.say("NOOP", "250")
		if b.count() != 1 || b.taken[0].From != "boss@acme.example" || !strings.Contains(b.raw[0], "forged") {
			t.Errorf("after %q: %+v", end, b.taken)
		}
	}
}

func TestAMailThatBreaksOffIsNotTaken(t *testing.T) {
	s, b := start(t, nil)
	for _, half := range []string{"DATA\r\nSubject: x\r\n\r\nhalf a", "BDAT 100 LAST\r\nSubject: x"} {
		k := greet(t, s)
		k.say("MAIL FROM:<boss@acme.example>", "250")
		k.say("RCPT TO:<a@post.example>", "250")
		io.WriteString(k.conn, half)
		k.conn.Close()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := s.Stop(ctx); err != nil || b.count() != 0 {
		t.Errorf("%d taken, %v", b.count(), err)
	}
}

func TestThereIsRoomForSoMany(t *testing.T) {
	s, _ := start(t, func(c *Config) { c.MostConnections = 2 })
	first, second := greet(t, s), greet(t, s)
	if got := dial(t, s).hear(); !strings.HasPrefix(got, "421 4.3.2") {
		t.Error(got)
	}
	first.say("QUIT", "221")
	if got := first.hear(); got != "" {
		t.Error(got)
	}
	greet(t, s)
	second.say("NOOP", "250")

	s, _ = start(t, func(c *Config) { c.MostOfOne = 1 })
	greet(t, s)
	if got := dial(t, s).hear(); !strings.HasPrefix(got, "421") {
		t.Errorf("a second one of the same machine: %s", got)
	}
}

func TestAConnectionEndsAtItsTime(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"a silent one":           func(c *Config) { c.Idle = 50 * time.Millisecond },
		"one that keeps talking": func(c *Config) { c.Whole = 50 * time.Millisecond },
	} {
		s, _ := start(t, change)
		k := dial(t, s)
		for n := 0; n < 1_000_000; n++ {
			if name != "a silent one" {
				fmt.Fprint(k.conn, "NOOP\r\n")
			}
			if _, err := k.in.ReadString('\n'); err != nil {
				if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "reset") {
					break
				}
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

func TestProtectedWhereThereIsACertificate(t *testing.T) {
	s, b, settings := protected(t)
	client, err := gosmtp.DialStartTLS(s.Address(), settings)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.SendMail("boss@acme.example", []string{"reply@lys.example"}, strings.NewReader(mail)); err != nil {
		t.Fatal(err)
	}
	if !b.taken[0].TLS || b.taken[0].Peer != "127.0.0.1" {
		t.Errorf("%+v", b.taken[0])
	}
	// What was said before the protection counts for nothing after it.
	k := greet(t, s)
	k.say("STARTTLS\r\nMAIL FROM:<evil@evil.example>", "220")
	k.conn.Close()
	plain, _ := start(t, nil)
	greet(t, plain).say("STARTTLS", "502")
}

func TestStoppingEndsWhatIsIdleAndFinishesAMail(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	var taken int
	s, _ := start(t, func(c *Config) {
		c.Take = func(context.Context, Envelope, io.Reader) error {
			close(begun)
			<-goOn
			taken++
			return nil
		}
	})
	idle, busy := greet(t, s), greet(t, s)
	busy.say("MAIL FROM:<boss@acme.example>", "250")
	busy.say("RCPT TO:<reply@lys.example>", "250")
	busy.say("DATA", "354")
	io.WriteString(busy.conn, "Subject: x\r\n\r\nx\r\n.\r\n")
	<-begun
	stopped := make(chan error)
	go func() { stopped <- s.Stop(t.Context()) }()
	if got := idle.hear(); !strings.HasPrefix(got, "421") {
		t.Errorf("the idle one hears %q", got)
	}
	close(goOn)
	if got := busy.hear(); !strings.HasPrefix(got, "250") {
		t.Errorf("the busy one hears %q", got)
	}
	if err := <-stopped; err != nil || taken != 1 {
		t.Errorf("%d taken, %v", taken, err)
	}
	if conn, err := net.Dial("tcp", s.Address()); err == nil {
		conn.Close()
		t.Error("it still listens")
	}
}

func TestStoppingDoesNotWaitForEver(t *testing.T) {
	begun := make(chan struct{})
	s, _ := start(t, func(c *Config) {
		c.Take = func(ctx context.Context, _ Envelope, _ io.Reader) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		}
	})
	k := greet(t, s)
	k.say("MAIL FROM:<boss@acme.example>", "250")
	k.say("RCPT TO:<reply@lys.example>", "250")
	k.say("DATA", "354")
	io.WriteString(k.conn, "Subject: x\r\n\r\nx\r\n.\r\n")
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if got := k.hear(); strings.HasPrefix(got, "250") {
		t.Errorf("a mail that nobody took is answered by %q", got)
	}
}

func TestAnAddressThatIsTaken(t *testing.T) {
	s, _ := start(t, nil)
	c := Config{Takes: Only(), Take: (&box{}).take, Now: time.Now}
	if _, err := Start(s.Address(), c); !errors.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
	if _, err := Start("127.0.0.1:0", Config{}); err == nil {
		t.Error("a server that can take nothing runs")
	}
}
