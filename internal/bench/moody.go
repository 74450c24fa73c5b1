package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"time"

	gosmtp "github.com/emersion/go-smtp"
)

// moody is a mail server of which little can be relied on. Of a thousand mails it answers
// some with 451, ends the connection before others, and of others again takes the mail and
// ends the connection before it says so. Now and then it is away.
type moody struct {
	address              string
	defers, breaks, mute int // of a thousand mails

	mu     sync.Mutex
	chance *rand.Rand
	server *gosmtp.Server
	came   map[string]int // mails that were taken, by Message-ID
	muted  map[string]bool
	began  int // mails that were begun
	starts int
	ended  chan struct{} // closed when it is to be restarted no more
}

// startMoody starts a server; restart is after how many mails it goes away for a while, 0
// for never.
func startMoody(seed uint64, defers, breaks, mute, restart int) (*moody, error) {
	m := &moody{defers: defers, breaks: breaks, mute: mute, chance: rand.New(rand.NewPCG(seed, seed)), came: map[string]int{}, muted: map[string]bool{}, ended: make(chan struct{})}
	if err := m.start("127.0.0.1:0"); err != nil {
		return nil, err
	}
	if restart > 0 {
		go m.comeAndGo(restart)
	}
	return m, nil
}

func (m *moody) url() string { return fmt.Sprintf("smtp://%s?tls=none", m.address) }

func (m *moody) start(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.address = listener.Addr().String()
	m.server = gosmtp.NewServer(gosmtp.BackendFunc(func(c *gosmtp.Conn) (gosmtp.Session, error) { return &moodySession{m: m, conn: c}, nil }))
	m.server.Domain, m.server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	m.starts++
	go m.server.Serve(listener)
	return nil
}

// comeAndGo ends all connections after so many mails, and is back half a second later.
func (m *moody) comeAndGo(restart int) {
	for next := restart; ; {
		select {
		case <-m.ended:
			return
		case <-time.After(10 * time.Millisecond):
		}
		m.mu.Lock()
		due, server := m.began >= next, m.server
		m.mu.Unlock()
		if !due {
			continue
		}
		server.Close()
		time.Sleep(500 * time.Millisecond)
		if err := m.start(m.address); err != nil {
			return
		}
		next += restart
	}
}

func (m *moody) close() {
	close(m.ended)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.server.Close()
}

type moodySession struct {
	m    *moody
	conn *gosmtp.Conn
	mood int
}

// Mail begins a mail, and says how it will end.
func (s *moodySession) Mail(string, *gosmtp.MailOptions) error {
	if s.mood = s.m.mood(); s.mood < s.m.breaks {
		return s.conn.Conn().Close()
	}
	return nil
}

func (s *moodySession) Rcpt(string, *gosmtp.RcptOptions) error { return nil }
func (s *moodySession) Reset()                                 {}
func (s *moodySession) Logout() error                          { return nil }

// Data takes a mail, or does not.
func (s *moodySession) Data(r io.Reader) error {
	name, err := mailID(r)
	if err != nil {
		return err
	}
	if s.mood < s.m.breaks+s.m.defers {
		return &gosmtp.SMTPError{Code: 451, EnhancedCode: gosmtp.EnhancedCode{4, 7, 1}, Message: "Try again later"}
	}
	mute := s.mood < s.m.breaks+s.m.defers+s.m.mute
	s.m.take(name, mute)
	if mute {
		return s.conn.Conn().Close()
	}
	return nil
}

// mood is a number below a thousand.
func (m *moody) mood() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.began++
	return m.chance.IntN(1000)
}

func (m *moody) take(name string, mute bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.came[name]++
	if mute {
		m.muted[name] = true
	}
}

// mailID reads a mail to its end, and returns its Message-ID.
func mailID(r io.Reader) (name string, err error) {
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		if value, found := strings.CutPrefix(line, "Message-Id:"); found && name == "" {
			name = strings.TrimSpace(value)
		}
		if err == io.EOF {
			if name == "" {
				return "", errors.New("a mail without a name")
			}
			return name, nil
		}
		if err != nil {
			return "", err
		}
	}
}
