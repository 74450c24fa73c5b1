package listen

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"acquit/internal/deliver"
	"acquit/internal/deliver/smtp"
	"acquit/internal/fault"
)

// box keeps what was taken in, and fails as it is told.
type box struct {
	mu    sync.Mutex
	taken []Envelope
	raw   []string
	fail  error
}

func (b *box) take(_ context.Context, e Envelope, mail io.Reader) error {
	raw, err := io.ReadAll(mail)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return b.fail
	}
	b.taken, b.raw = append(b.taken, e), append(b.raw, string(raw))
	return nil
}

func (b *box) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.taken)
}

// start runs a server for reply@lys.example and all of @post.example.
func start(t *testing.T, change func(*Config)) (*Server, *box) {
	t.Helper()
	b := &box{}
	c := Config{Name: "mail.lys.example", Takes: Only("Reply@Lys.Example", "@post.example"), Take: b.take, Now: time.Now}
	if change != nil {
		change(&c)
	}
	s, err := Start("127.0.0.1:0", c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := s.Stop(ctx); err != nil && !errors.Is(err, gosmtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return s, b
}

// talk is a conversation line by line.
type talk struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func dial(t *testing.T, s *Server) *talk {
	t.Helper()
	conn, err := net.Dial("tcp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	return &talk{t, conn, bufio.NewReader(conn)}
}

// hear reads one answer and returns its last line; "" when the other side hung up.
func (k *talk) hear() string {
	for {
		line, err := k.in.ReadString('\n')
		if err != nil || len(line) < 4 || line[3] == ' ' {
			return strings.TrimSpace(line)
		}
	}
}

// say sends lines and wants the answer to the last one to begin with want.
func (k *talk) say(line, want string) string {
	k.t.Helper()
	fmt.Fprintf(k.conn, "%s\r\n", line)
	got := k.hear()
	if !strings.HasPrefix(got, want) {
		k.t.Errorf("%.80q is answered by %q, want %q", line, got, want)
	}
	return got
}

// greet gets as far as the first mail.
func greet(t *testing.T, s *Server) *talk {
	t.Helper()
	k := dial(t, s)
	if got := k.hear(); !strings.HasPrefix(got, "220 mail.lys.example") {
		t.Fatal(got)
	}
	hello := "EHLO"
	if s.config.LMTP {
		hello = "LHLO"
	}
	k.say(hello+" mx.acme.example", "250")
	return k
}

const mail = "Subject: hi\r\n\r\nPayé hier.\r\n..\r\n"

func TestAMailIsTakenInByteForByte(t *testing.T) {
	s, b := start(t, nil)
	config, err := smtp.Parse("smtp://" + s.Address() + "?helo=mx.acme.example")
	if err != nil {
		t.Fatal(err)
	}
	channel := smtp.New(config)
	defer channel.Close()
	to := []string{"Reply+K7.x@LYS.example", "anybody@post.example", "Reply+K7.x@lys.example"}
	if o := channel.Deliver(t.Context(), "boss@acme.example", to, []byte(mail)); o.Kind != deliver.Accepted {
		t.Fatal(o)
	}
	want := []Envelope{{
		From: "boss@acme.example", Peer: "127.0.0.1", Hello: "mx.acme.example",
		To: []Recipient{{"Reply+K7.x@lys.example", "reply@lys.example", "K7.x"}, {"anybody@post.example", "anybody@post.example", ""}},
	}}
	if diff := cmp.Diff(want, b.taken); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if b.raw[0] != mail {
		t.Errorf("%q arrived", b.raw[0])
	}
}

func TestSeveralMailsOfOneConversation(t *testing.T) {
	s, b := start(t, nil)
	k := greet(t, s)
	for _, from := range []string{"<>", "<b@acme.example>", "<c@acme.example>"} {
		k.say("MAIL FROM:"+from, "250")
		k.say("RCPT TO:<reply@lys.example>", "250")
		k.say("DATA", "354")
		k.say("Subject: x\r\n\r\nx\r\n.", "250")
	}
	k.say("MAIL FROM:<d@acme.example>", "250")
	k.say("RSET", "250")
	k.say("DATA", "502")
	k.say("QUIT", "221")
	if len(b.taken) != 3 || b.taken[0].From != "" || b.taken[2].From != "c@acme.example" || len(b.taken[2].To) != 1 {
		t.Errorf("%+v", b.taken)
	}
}

// TestNothingIsPassedOn tries every form by which others were once asked to relay.
func TestNothingIsPassedOn(t *testing.T) {
	s, b := start(t, nil)
	for _, to := range []string{
		"<victim@elsewhere.example>", "victim@elsewhere.example", "<victim@sub.lys.example>", "<victim@example>",
		"<victim%elsewhere.example@lys.example>", "<victim%elsewhere.example@post.example>", "<reply%lys.example@post.example>",
		"<elsewhere.example!victim@post.example>", "<@lys.example:victim@elsewhere.example>", "<@post.example,@lys.example:victim@elsewhere.example>",
		"<\"victim@elsewhere.example\"@post.example>", "<\"victim\"@elsewhere.example>", "<victim@elsewhere.example@post.example>", "<reply@lys.example@elsewhere.example>",
		"<victim@[192.0.2.1]>", "<victim@[127.0.0.1]>", "<reply@lys.example.elsewhere.example>", "<reply@>", "<reply>", "<victim>", "<>", "<@post.example>",
		"<+tag@post.example>", "<reply@lys.example,victim@elsewhere.example>", "<reply@lys.example> <victim@elsewhere.example>", "<other@lys.example>",
		"<reply@lys.example>\x00<victim@elsewhere.example>", "<réponse@post.example>", "<x/y@post.example>", "<@elsewhere.example>",
	} {
		k := greet(t, s)
		k.say("MAIL FROM:<boss@acme.example>", "250")
		got := k.say("RCPT TO:"+to, "")
		if len(got) < 3 || got[0] != '5' {
			// What is let in must be ours alone.
			k.say("DATA", "354")
			k.say("Subject: x\r\n\r\nx\r\n.", "250")
			e := b.taken[len(b.taken)-1]
			if len(e.To) != 1 || e.To[0].Mailbox != "reply@lys.example" {
				t.Errorf("%q is taken in for %+v", to, e.To)
			}
			t.Logf("%q: %s", to, got)
		} else {
			k.say("DATA", "502")
		}
		k.conn.Close()
	}
	k := greet(t, s)
	k.say("AUTH PLAIN AGEAYgBj", "5")
	k.say("VRFY reply@lys.example", "252")
	k.say("EXPN all", "502")
	k.say("TURN", "502")
}

func TestASourceRouteToUsIsLeftOut(t *testing.T) {
	s, b := start(t, nil)
	k := greet(t, s)
	k.say("MAIL FROM:<boss@acme.example>", "250")
	k.say("RCPT TO:<@relay.example:reply+7@lys.example.>", "250")
	k.say("DATA", "354")
	k.say("Subject: x\r\n\r\nx\r\n.", "250")
	if want := []Recipient{{"reply+7@lys.example", "reply@lys.example", "7"}}; !cmp.Equal(b.taken[0].To, want) {
		t.Errorf("%+v", b.taken[0].To)
	}
}

func TestWhoGuessesNamesIsSentAway(t *testing.T) {
	s, _ := start(t, nil)
	k := greet(t, s)
	k.say("MAIL FROM:<boss@acme.example>", "250")
	for range mostStrangers - 1 {
		k.say("RCPT TO:<guess@lys.example>", "550 5.1.1")
	}
	k.say("RCPT TO:<guess@lys.example>", "421")
	if got := k.hear(); got != "" {
		t.Errorf("still there: %q", got)
	}
}

func TestWhatATakerAnswers(t *testing.T) {
	for _, c := range []struct {
		name string
		fail error
		want string
	}{
		{"taken", nil, "250"},
		{"no mail", fault.New(fault.Invalid, "this is not a mail"), "554 5.6.0 this is not a mail"},
		{"a mailbox that is closed", fault.New(fault.Denied, "the mailbox\r\n250 is closed"), "550 5.7.1 the mailbox 250 is closed"},
		{"a database that is away", fault.New(fault.Unavailable, "the database at 10.0.0.1 is away"), "451 4.3.0 Not now, try again later"},
		{"a bug", errors.New("nil map"), "451 4.3.0 Not now, try again later"},
		{"the only one of its recipients", Failed{"reply@lys.example": fault.New(fault.Denied, "closed")}, "550 5.7.1 closed"},
		{"somebody else", Failed{"other@lys.example": fault.New(fault.Denied, "closed")}, "250"},
	} {
		s, b := start(t, nil)
		b.fail = c.fail
		k := greet(t, s)
		k.say("MAIL FROM:<boss@acme.example>", "250")
		k.say("RCPT TO:<reply@lys.example>", "250")
		k.say("DATA", "354")
		if got := k.say("Subject: x\r\n\r\nx\r\n.", c.want); strings.Contains(got, "10.0.0.1") {
			t.Errorf("%s: %s", c.name, got)
		}
		k.say("NOOP", "250")
	}
}

func TestOneAnswerForSeveralRecipients(t *testing.T) {
	closed, away := fault.New(fault.Denied, "closed"), fault.New(fault.Unavailable, "away")
	for _, c := range []struct {
		name string
		fail Failed
		want string
	}{
		{"one may work later", Failed{"a@post.example": closed, "b@post.example": away}, "451"},
		{"one has it", Failed{"a@post.example": closed}, "250"},
		{"nobody has it", Failed{"a@post.example": closed, "b@post.example": closed}, "550"},
	} {
		s, b := start(t, nil)
		b.fail = c.fail
		k := greet(t, s)
		k.say("MAIL FROM:<boss@acme.example>", "250")
		k.say("RCPT TO:<a@post.example>", "250")
		k.say("RCPT TO:<b@post.example>", "250")
		k.say("DATA", "354")
		k.say("Subject: x\r\n\r\nx\r\n.", c.want)
	}
}

func TestEachRecipientHasItsAnswerByLMTP(t *testing.T) {
	s, b := start(t, func(c *Config) { c.LMTP = true })
	b.fail = Failed{"b@post.example": fault.New(fault.NotFound, "nobody"), "c@post.example": errors.New("disk full")}
	k := greet(t, s)
	k.say("MAIL FROM:<boss@acme.example>", "250")
	for _, to := range []string{"a@post.example", "b@post.example", "c@post.example", "A@post.example", "a@post.example"} {
		k.say("RCPT TO:<"+to+">", "250")
	}
	k.say("RCPT TO:<victim@elsewhere.example>", "550")
	k.say("DATA", "354")
	got := []string{k.say("Subject: x\r\n\r\nx\r\n.", "250")[:3], k.hear()[:3], k.hear()[:3], k.hear()[:3], k.hear()[:3]}
	if diff := cmp.Diff([]string{"250", "550", "451", "250", "250"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	k.say("NOOP", "250")
	b.fail = nil
	k.say("MAIL FROM:<boss@acme.example>", "250")
	k.say("RCPT TO:<a@post.example>", "250")
	k.say("DATA", "354")
	k.say("Subject: x\r\n\r\nx\r\n.", "250")
	if b.count() != 1 {
		t.Errorf("%d taken", b.count())
	}
	for range 3 * mostStrangers { // a mail server of our own is not sent away
		k.say("MAIL FROM:<boss@acme.example>", "250")
		k.say("RCPT TO:<guess@lys.example>", "550")
		k.say("RSET", "250")
	}
}

func TestWhetherThereIsAMailboxMayBeUnknownForNow(t *testing.T) {
	var heard bytes.Buffer
	s, _ := start(t, func(c *Config) {
		c.Takes = func(context.Context, string) (bool, error) { return false, errors.New("database away") }
		c.Log = slog.New(slog.NewTextHandler(&heard, nil))
	})
	k := greet(t, s)
	k.say("MAIL FROM:<boss@acme.example>", "250")
	k.say("RCPT TO:<reply@lys.example>", "451")
	k.say("QUIT", "221")
	if !strings.Contains(heard.String(), "database away") {
		t.Errorf("nobody is told: %s", heard.String())
	}
}

func FuzzRecipient(f *testing.F) {
	for _, seed := range []string{"reply+k7@lys.example", "a%b@c", "+x@y.example", "a@b.", "@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := readRecipient(s)
		if !ok {
			return
		}
		if again, ok := readRecipient(r.Address); !ok || again != r {
			t.Errorf("%q is %+v, and again %+v", s, r, again)
		}
		if strings.Count(r.Mailbox, "@") != 1 || strings.ContainsAny(r.Mailbox, "%!+<> ") {
			t.Errorf("%q is %+v", s, r)
		}
	})
}
