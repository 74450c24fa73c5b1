package smtp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/smtp"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
)

const sender, payer, boss = "compta@lys.example", "payables@acme.example", "boss@acme.example"

func start(t testing.TB) (*catcher.Catcher, *smtp.Channel) {
	t.Helper()
	c, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, channel(t, c.URL())
}

func channel(t testing.TB, url string) *smtp.Channel {
	t.Helper()
	config, err := smtp.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	ch := smtp.New(config)
	t.Cleanup(func() { ch.Close() })
	return ch
}

func letter(t testing.TB, text string) []byte {
	t.Helper()
	m := deliver.Mail{
		From: sender, To: []string{payer}, Subject: "Rappel", Text: text, HTML: "<p>" + text + "</p>",
		MessageID: "<1.2@lys.example>", Date: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC),
	}
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestRemindersOverTheWire sends a real reminder in each language and reads back
// what arrived, byte for byte and word for word.
func TestRemindersOverTheWire(t *testing.T) {
	c, ch := start(t)
	book := locale.NewBook()
	for _, tag := range []locale.Tag{"fr-BE", "nl-BE", "de-DE", "en-IE"} {
		amount := money.Must("1190.00", money.EUR)
		r := render.Reminder{
			Company:  &company.Company{Name: "Lys & Fils SRL – Échéances", Email: sender, IBAN: "BE68539007547034"},
			Customer: &customer.Customer{Name: "Bäckerei Größe \"&\" Söhne"},
			Tone:     dunning.Polite, On: date.Must("2026-03-10"),
			Items: []render.Item{{Number: "R-1", IssuedOn: date.Must("2026-02-01"), DueOn: date.Must("2026-02-28"), Total: amount, Open: amount}},
		}
		words, err := r.Mail(book.In(tag))
		if err != nil {
			t.Fatal(err)
		}
		sent := deliver.Mail{
			From: sender, FromName: r.Company.Name, To: []string{payer}, Subject: words.Subject, Text: words.Text,
			HTML: words.HTML, Language: string(tag), MessageID: "<1.2@lys.example>", Date: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC),
		}
		raw, err := sent.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if o := ch.Deliver(t.Context(), sender, []string{payer}, raw); o.Kind != deliver.Accepted {
			t.Fatalf("%s: %+v", tag, o)
		}
		got := c.List()[0]
		if !bytes.Equal(got.Raw, raw) {
			t.Errorf("%s: other bytes arrived than were sent", tag)
		}
		sent.Text = strings.ReplaceAll(sent.Text, "\n", "\r\n")
		got.Mail.Date = got.Mail.Date.UTC()
		if diff := cmp.Diff(sent, got.Mail); diff != "" {
			t.Errorf("%s (-sent +arrived)\n%s", tag, diff)
		}
	}
}

func TestTheBytesArriveAsTheyWere(t *testing.T) {
	c, ch := start(t)
	for name, text := range map[string]string{
		"dots at the start of lines": ".\n..\n.x\n\n.\n", "a line that looks like the end": "a\n.\nb", "a very long line": strings.Repeat("é ", 50_000),
		"no line end": "x", "blanks at line ends": "a \nb\t\n", "an equals sign": "a=3D=\n", "a bare carriage return": "a\rb", "a From line": "From x\n",
	} {
		raw := letter(t, text)
		if o := ch.Deliver(t.Context(), sender, []string{payer}, raw); o.Kind != deliver.Accepted {
			t.Errorf("%s: %+v", name, o)
		} else if !bytes.Equal(c.List()[0].Raw, raw) {
			t.Errorf("%s: other bytes arrived than were sent", name)
		}
	}
}

func TestEveryKindOfFailure(t *testing.T) {
	for _, c := range []struct {
		name string
		fail func(*catcher.Catcher)
		to   []string
		want deliver.Kind
		says string
		kept int // mails that arrived all the same
	}{
		{"nothing fails", func(*catcher.Catcher) {}, []string{payer}, deliver.Accepted, "250", 1},
		{"not now", func(k *catcher.Catcher) { k.Defer(1) }, []string{payer}, deliver.Later, "451 4.7.1 Try again later", 0},
		{"not here", func(k *catcher.Catcher) { k.Refuse(payer) }, []string{payer}, deliver.Refused, "550 5.1.1 No such user here", 0},
		{"one of two is not here", func(k *catcher.Catcher) { k.Refuse(boss) }, []string{boss, payer}, deliver.Accepted, "250", 1},
		{"hung up at the door", func(k *catcher.Catcher) { k.HangUp(1) }, []string{payer}, deliver.Later, "does not greet", 0},
		{"broken before the answer", func(k *catcher.Catcher) { k.Drop(1) }, []string{payer}, deliver.Uncertain, "no answer", 1},
		{"nobody to deliver to", func(*catcher.Catcher) {}, nil, deliver.Refused, "nobody", 0},
		{"an address that is none", func(*catcher.Catcher) {}, []string{"x> SIZE=0"}, deliver.Refused, "not a mail address", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, ch := start(t)
			c.fail(k)
			raw := letter(t, "Bonjour")
			o := ch.Deliver(t.Context(), sender, c.to, raw)
			if o.Kind != c.want || !strings.Contains(o.Answer, c.says) || k.Count() != c.kept {
				t.Errorf("%+v, %d mails kept", o, k.Count())
			}
			if o = ch.Deliver(t.Context(), sender, []string{"next@acme.example"}, raw); o.Kind != deliver.Accepted {
				t.Errorf("the next mail: %+v", o)
			}
		})
	}
}

func TestRecipientsWhoWereLeftOutAreNamed(t *testing.T) {
	k, ch := start(t)
	k.Refuse(boss)
	o := ch.Deliver(t.Context(), sender, []string{boss, payer}, letter(t, "Bonjour"))
	want := []deliver.Missed{{Address: boss, Kind: deliver.Refused, Answer: "550 5.1.1 No such user here"}}
	if diff := cmp.Diff(want, o.Missed); diff != "" {
		t.Error(diff)
	}
	if got := k.List()[0].To; !cmp.Equal(got, []string{payer}) {
		t.Errorf("it went to %v", got)
	}
}

func TestAThousandMailsOverOneConnection(t *testing.T) {
	k, ch := start(t)
	for n := range 1000 {
		if o := ch.Deliver(t.Context(), sender, []string{payer}, letter(t, fmt.Sprint("no. ", n))); o.Kind != deliver.Accepted {
			t.Fatalf("mail %d: %+v", n, o)
		}
	}
	if k.Count() != 1000 || k.Connections() != 1 {
		t.Errorf("%d mails over %d connections", k.Count(), k.Connections())
	}
}

func TestManyDeliveriesAtATime(t *testing.T) {
	k, ch := start(t)
	raw := letter(t, "Bonjour")
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() {
			for range 50 {
				if o := ch.Deliver(t.Context(), sender, []string{payer}, raw); o.Kind != deliver.Accepted {
					t.Errorf("%+v", o)
				}
			}
		})
	}
	senders.Wait()
	if k.Count() != 200 || k.Connections() > 4 {
		t.Errorf("%d mails over %d connections", k.Count(), k.Connections())
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	o := channel(t, "smtp://"+l.Addr().String()).Deliver(t.Context(), sender, []string{payer}, letter(t, "Bonjour"))
	if o.Kind != deliver.Later || !strings.Contains(o.Answer, "cannot be reached") {
		t.Errorf("%+v", o)
	}
}

// script is a server that answers line by line as it is told, and then hangs up.
func script(t *testing.T, answers ...string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go play(conn, answers)
		}
	}()
	return "smtp://" + l.Addr().String()
}

// play gives an answer to each command; after a 354, to the end of the message.
func play(conn net.Conn, answers []string) {
	defer conn.Close()
	var seen []byte
	buffer := make([]byte, 4096)
	for n, answer := range answers {
		if answer == "silence" {
			conn.Read(buffer) // until the client gives up
			return
		}
		fmt.Fprintf(conn, "%s\r\n", answer)
		if n == len(answers)-1 {
			return
		}
		end := "\r\n"
		if strings.HasPrefix(answer, "354") {
			end = "\r\n.\r\n"
		}
		for seen = nil; !bytes.HasSuffix(seen, []byte(end)); {
			size, err := conn.Read(buffer)
			if err != nil {
				return
			}
			seen = append(seen, buffer[:size]...)
		}
	}
}

func TestAnswersOfOddServers(t *testing.T) {
	hello := []string{"220 ready", "250 hello"}
	to := append(hello[:2:2], "250 sender", "250 recipient")
	data := append(to[:4:4], "354 go on")
	for _, c := range []struct {
		name    string
		answers []string
		want    deliver.Kind
	}{
		{"busy at the door", []string{"421 too many"}, deliver.Later},
		{"closed for good", []string{"554 no service"}, deliver.Later},
		{"a password is asked for", append(hello, "530 authenticate first", "250 reset"), deliver.Later},
		{"the sender is refused", append(hello, "550 not you", "250 reset"), deliver.Refused},
		{"the sender is put off", append(hello, "451 not now", "250 reset"), deliver.Later},
		{"the message is too large", append(hello, "552 too large", "250 reset"), deliver.Refused},
		{"hung up after the sender", append(hello, "250 sender"), deliver.Later},
		{"the only recipient is greylisted", append(hello, "250 sender", "450 4.2.0 greylisted", "250 reset"), deliver.Later},
		{"the data are refused", append(to[:4:4], "554 no", "250 reset"), deliver.Refused},
		{"hung up at the data", to, deliver.Later},
		{"refused for its content", append(data[:5:5], "554 5.7.1 spam", "250 reset"), deliver.Refused},
		{"put off for its content", append(data[:5:5], "452 full", "250 reset"), deliver.Later},
		{"put off and hung up", append(data[:5:5], "421 going down"), deliver.Later},
		{"taken by an odd code", append(data[:5:5], "251 forwarded", "250 reset"), deliver.Accepted},
		{"an answer that is none", append(data[:5:5], "what?"), deliver.Uncertain},
		{"a question after the end", append(data[:5:5], "354 more"), deliver.Uncertain},
	} {
		t.Run(c.name, func(t *testing.T) {
			ch := channel(t, script(t, c.answers...))
			if o := ch.Deliver(t.Context(), sender, []string{payer}, letter(t, "Bonjour")); o.Kind != c.want {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestADeliveryThatIsGivenUp(t *testing.T) {
	data := []string{"220 ready", "250 hello", "250 sender", "250 recipient", "354 go on"}
	for _, c := range []struct {
		name    string
		answers []string
		want    deliver.Kind
	}{
		{"while connecting", []string{"silence"}, deliver.Later},
		{"before the message", append(data[:3:3], "silence"), deliver.Later},
		{"after the message", append(data, "silence"), deliver.Uncertain},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			o := channel(t, script(t, c.answers...)).Deliver(ctx, sender, []string{payer}, letter(t, "Bonjour"))
			if o.Kind != c.want {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestAConnectionThatEndedWhileItWaitedIsReplaced(t *testing.T) {
	ch := channel(t, script(t, "220 ready", "250 hello", "250 sender", "250 recipient", "354 go on", "250 taken"))
	for n := range 3 {
		if o := ch.Deliver(t.Context(), sender, []string{payer}, letter(t, "Bonjour")); o.Kind != deliver.Accepted {
			t.Errorf("mail %d: %+v", n, o)
		}
	}
}

func TestAChannelThatWasClosedConnectsAnew(t *testing.T) {
	k, ch := start(t)
	raw := letter(t, "Bonjour")
	ch.Deliver(t.Context(), sender, []string{payer}, raw)
	if err := errors.Join(ch.Close(), ch.Close()); err != nil {
		t.Fatal(err)
	}
	if o := ch.Deliver(t.Context(), sender, []string{payer}, raw); o.Kind != deliver.Accepted || k.Connections() != 2 {
		t.Errorf("%+v, %d connections", o, k.Connections())
	}
}

func BenchmarkDeliver(b *testing.B) {
	_, ch := start(b)
	raw := letter(b, strings.Repeat("Bonjour, il reste à payer.\n", 100))
	b.ReportAllocs()
	for b.Loop() {
		if o := ch.Deliver(b.Context(), sender, []string{payer}, raw); o.Kind != deliver.Accepted {
			b.Fatal(o)
		}
	}
}
