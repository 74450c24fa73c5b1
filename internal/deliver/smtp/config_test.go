package smtp

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"acquit/internal/fault"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, in, want, hello string }{
		{"everything", "smtp://me:pw@mail.example:2525?tls=implicit&helo=lys.example", "smtp://me@mail.example:2525?tls=implicit", "lys.example"},
		{"a host alone", "smtp://mail.example", "smtp://mail.example:587?tls=starttls", "localhost"},
		{"smtps", "smtps://mail.example", "smtp://mail.example:465?tls=implicit", "localhost"},
		{"port 465", "smtp://mail.example:465", "smtp://mail.example:465?tls=implicit", "localhost"},
		{"a server inside", "smtp://mail.example?tls=none", "smtp://mail.example:25?tls=none", "localhost"},
		{"this machine", "smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525?tls=none", "localhost"},
		{"this machine by IPv6 with a password", "smtp://me:pw@[::1]:2525", "smtp://me@[::1]:2525?tls=none", "localhost"},
		{"an address as user", "smtp://me%40lys.example:p%2Fw@mail.example", "smtp://me%40lys.example@mail.example:587?tls=starttls", "localhost"},
	} {
		got, err := Parse(c.in)
		if err != nil || got.String() != c.want || got.Hello != c.hello {
			t.Errorf("%s: %s helo %s, %v", c.name, got, got.Hello, err)
		}
	}
}

const secret = "hunter2%2f"

func TestParseRefusesAndNeverRepeatsThePassword(t *testing.T) {
	for _, in := range []string{
		"", "mail.example", "http://mail.example", "smtp://", "smtp://me:" + secret + "@",
		"smtp://me:" + secret + "%zz@mail.example", "smtp://me:" + secret + "@mail.example:port",
		"smtp://me:" + secret + "@mail.example?tls=none", "smtp://me:" + secret + "@mail.example?tls=sometimes",
		"smtp://me:" + secret + "@mail.example?secure=yes", "smtp://mail.example?rate=0", "smtp://mail.example?rate=many", "smtp://me:" + secret + "@mail.example?helo=a%0d%0ab",
		"smtp://me:" + secret + "@mail.example/inbox", "smtp://me:" + secret + "/@mail.example",
	} {
		_, err := Parse(in)
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", in, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
}

func TestThePasswordIsNeverPrinted(t *testing.T) {
	config, err := Parse("smtp://me:" + secret + "@mail.example")
	if err != nil || config.password() != "hunter2/" {
		t.Fatal(config.password(), err)
	}
	for _, v := range []any{config, &config, New(config), struct{ c Config }{config}, []Config{config}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			if text := fmt.Sprintf(verb, v); strings.Contains(text, "hunter2") || strings.Contains(text, fmt.Sprintf("%x", "hunter2")) {
				t.Errorf("%s prints %s", verb, text)
			}
		}
	}
}

func TestTheRateIsRead(t *testing.T) {
	for in, want := range map[string]int{"smtp://mail.example?rate=60": 60, "smtp://mail.example": 0} {
		if config, err := Parse(in); err != nil || config.Rate != want {
			t.Errorf("%s: %d, %v", in, config.Rate, err)
		}
	}
}
