package imap

import (
	"errors"
	"net"
	"sync/atomic"
)

// metered is a connection over which the server may say no more than it is allowed, so
// that one that never stops fills no memory.
type metered struct {
	net.Conn
	left atomic.Int64
}

var errTooMuch = errors.New("the server says too much")

// allow sets how many bytes may come from now on.
func (m *metered) allow(bytes int64) { m.left.Store(bytes) }

func (m *metered) Read(b []byte) (int, error) {
	if m.left.Load() <= 0 {
		m.Conn.Close()
		return 0, errTooMuch
	}
	n, err := m.Conn.Read(b)
	m.left.Add(-int64(n))
	return n, err
}
