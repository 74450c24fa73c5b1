// Package smtp hands mails to a mail server (RFC 5321).
package smtp

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"acquit/internal/fault"
)

// Security is how a connection is protected.
type Security string

// The kinds of protection. A connection that should be protected and cannot be is
// given up: there is no falling back to plain text.
const (
	StartTLS Security = "starttls" // from the STARTTLS command on
	Implicit Security = "implicit" // from the first byte on
	None     Security = "none"
)

const (
	// mostRate is more than one connection delivers in a minute.
	mostRate = 100_000
	// mostName is how long a name of a machine or of a user may be.
	mostName = 255
)

// What the address of a mail server looks like, in every language.
const (
	openAddress   = "smtp://host:port"
	sealedAddress = "smtps://host:port"
	fullAddress   = "smtp://user:password@host:587"
	anyCharacter  = "%XX"
)

// Config says where the mail server is, and who we are there.
type Config struct {
	Host  string   `json:"host"`
	Port  string   `json:"port"`
	TLS   Security `json:"tls"`
	User  string   `json:"user,omitempty"` // "" when the server asks for none
	Hello string   `json:"helo,omitempty"` // the name we introduce ourselves by; "" for localhost
	Rate  int      `json:"rate,omitempty"` // the most messages a minute to one domain (deliver.Pace); 0 for no limit
	// password is a function, so that no way of printing a Config prints it.
	password func() string
}

// With is the same server with a password.
func (c Config) With(password string) Config {
	c.password = func() string { return password }
	return c
}

// Check puts the settings into order and refuses what cannot work.
func (c *Config) Check() error {
	c.Host, c.Port, c.User = strings.TrimSpace(c.Host), strings.TrimSpace(c.Port), strings.TrimSpace(c.User)
	if c.Host == "" || len(c.Host) > mostName || strings.ContainsFunc(c.Host, oddInHost) {
		return fault.At(0, "host", "%q is no name of a mail server", c.Host)
	}
	if len(c.User) > mostName || strings.ContainsFunc(c.User, unicode.IsControl) {
		return fault.At(0, "user", "say by which name the mail server knows the mailbox")
	}
	c.complete()
	if n, _ := strconv.Atoi(c.Port); n < 1 || n > 65535 {
		return fault.At(0, "port", "%d is no port from 1 to 65535", n)
	}
	if c.Rate < 0 || c.Rate > mostRate {
		return fault.At(0, "rate", "from 1 to %d mails a minute, or no limit", mostRate)
	}
	return c.check()
}

// oddInHost reports what neither a name of a machine nor an address of one has.
func oddInHost(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-:", r)
}

// Same reports whether both settings lead to the same server as the same user, so that the
// password of one may be used for the other.
func (c *Config) Same(other *Config) bool {
	return c.Host == other.Host && c.Port == other.Port && c.TLS == other.TLS && c.User == other.User
}

// Parse reads smtp://user:password@host:port?tls=starttls&helo=name&rate=60. All but the
// host may be left out. The protection is then implicit for smtps:// and port
// 465, none for this very machine, and STARTTLS elsewhere. The port is that of the
// protection: 587, 465, or 25.
func Parse(s string) (Config, error) {
	u, err := url.Parse(s)
	if err != nil {
		// The parser's error repeats its input, and with it the password.
		return Config{}, fault.New(fault.Invalid, "the mail server's address cannot be read; it looks like %s, with every odd character of the password written as %s", fullAddress, anyCharacter)
	}
	password, _ := u.User.Password()
	c := Config{Host: u.Hostname(), Port: u.Port(), User: u.User.Username()}.With(password)
	if u.Scheme != "smtp" && u.Scheme != "smtps" || c.Host == "" || strings.Trim(u.Path, "/") != "" {
		return Config{}, fault.New(fault.Invalid, "a mail server is given as %s or %s", openAddress, sealedAddress)
	}
	if u.Scheme == "smtps" {
		c.TLS = Implicit
	}
	if err := c.options(u.Query()); err != nil {
		return Config{}, err
	}
	c.complete()
	return c, c.check()
}

// options reads what stands behind the question mark.
func (c *Config) options(query url.Values) error {
	for key, values := range query {
		switch value := values[len(values)-1]; key {
		case "tls":
			c.TLS = Security(value)
		case "helo":
			c.Hello = value
		case "rate":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > mostRate {
				return fault.At(0, "rate", "from 1 to %d mails a minute, or no limit", mostRate)
			}
			c.Rate = n
		default:
			return fault.New(fault.Invalid, "the mail server's address has the option %q; there are only tls, helo and rate", key)
		}
	}
	return nil
}

func (c *Config) complete() {
	if c.Hello == "" {
		c.Hello = "localhost"
	}
	if c.TLS == "" {
		switch {
		case c.Port == "465":
			c.TLS = Implicit
		case c.loopback():
			c.TLS = None
		default:
			c.TLS = StartTLS
		}
	}
	if c.Port == "" {
		c.Port = map[Security]string{StartTLS: "587", Implicit: "465", None: "25"}[c.TLS]
	}
}

func (c *Config) check() error {
	switch {
	case c.TLS != StartTLS && c.TLS != Implicit && c.TLS != None:
		return fault.At(0, "tls", "%q is no protection of a connection", string(c.TLS))
	case c.User != "" && c.TLS == None && !c.loopback():
		return fault.At(0, "tls", "the password for %s would travel unprotected", c.Host)
	case strings.ContainsFunc(c.Hello, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fault.At(0, "helo", "%q is no name of a machine", c.Hello)
	}
	return nil
}

// loopback reports whether the server is this very machine.
func (c *Config) loopback() bool {
	ip := net.ParseIP(c.Host)
	return c.Host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *Config) address() string { return net.JoinHostPort(c.Host, c.Port) }

// String is the address without the password.
func (c Config) String() string {
	user := ""
	if c.User != "" {
		user = url.User(c.User).String() + "@"
	}
	return fmt.Sprintf("smtp://%s%s?tls=%s", user, c.address(), c.TLS)
}
