package listen

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// past is an instant that no reading waits for.
var past = time.Unix(1, 0)

// door lets connections in while there is room.
type door struct {
	net.Listener
	server *Server
}

// Accept waits for the next connection that is let in; the others are told to come back.
func (d door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l := d.server.enter(conn); l != nil {
			return l, nil
		}
		conn.SetWriteDeadline(d.server.config.Now().Add(time.Second))
		io.WriteString(conn, "421 4.3.2 Too many connections, come back later\r\n")
		conn.Close()
	}
}

// enter counts a connection; nil when there is no room for it.
func (s *Server) enter(conn net.Conn) *line {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &line{Conn: conn, server: s, peer: host(conn), until: s.config.Now().Add(s.config.Whole)}
	same := 0
	for other := range s.lines {
		if other.peer == l.peer {
			same++
		}
	}
	if s.stopping || len(s.lines) >= s.config.MostConnections || !s.config.LMTP && same >= s.config.MostOfOne {
		return nil
	}
	s.lines[l] = struct{}{}
	return l
}

// host is the address of the other side, without its port.
func host(conn net.Conn) string {
	address, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		return conn.RemoteAddr().String()
	}
	return address
}

// line is a connection. It ends at its time, however busy the other side keeps it, and
// when the server stops.
type line struct {
	net.Conn
	server *Server
	peer   string
	until  time.Time
	busy   bool // a mail is being taken in; under the server's lock, as until and ended are
	ended  bool // the other side has hung up
}

// Read notes that the other side has hung up.
func (l *line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		l.server.mu.Lock()
		l.ended = true
		l.server.mu.Unlock()
	}
	return n, err
}

// whole reports whether a mail that came in chunks (RFC 3030) came to its end. The library
// takes the last chunk for whole also where the other side hung up within it. Over a
// protected connection, which tells of the end by itself, one reads once more to learn of
// it; where that finds something, the chunk was whole, and the connection ends after the
// answer, since what was found is missing there.
func (l *line) whole(conn net.Conn) bool {
	if protected, ok := conn.(*tls.Conn); ok {
		l.Conn.SetReadDeadline(past)
		switch n, err := protected.Read(make([]byte, 1)); {
		case n > 0:
			l.server.mu.Lock()
			l.until = past
			l.server.mu.Unlock()
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return false
		}
	}
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	return !l.ended
}

// SetReadDeadline is how the library says how long it waits for the other side.
func (l *line) SetReadDeadline(t time.Time) error {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	switch {
	case l.server.stopping && !l.busy:
		t = past
	case t.IsZero() || t.After(l.until):
		t = l.until
	}
	return l.Conn.SetReadDeadline(t)
}

// Close ends the connection and makes room.
func (l *line) Close() error {
	l.server.mu.Lock()
	delete(l.server.lines, l)
	l.server.mu.Unlock()
	return l.Conn.Close()
}

// keep holds the connection, when the server stops, until a mail is taken in.
func (l *line) keep(busy bool) {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	l.busy = busy
}
