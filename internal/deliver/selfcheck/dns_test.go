package selfcheck

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// zone is what a server of the tests says: for each name, lines such as "TXT v=spf1 -all",
// "A 192.0.2.1", "AAAA 2001:db8::1", "MX 10 mail.lys.example" and "FAIL".
type zone map[string][]string

// serve answers questions about a zone over UDP, as a name server does, and returns the
// resolver of the standard library that asks it.
func serve(t testing.TB, z zone) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		packet := make([]byte, 4096)
		for {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			if reply, err := z.answer(packet[:n]); err == nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	var dialer net.Dialer
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// answer is the reply to one question.
func (z zone) answer(packet []byte) ([]byte, error) {
	var p dnsmessage.Parser
	head, err := p.Start(packet)
	if err != nil {
		return nil, err
	}
	q, err := p.Question()
	if err != nil {
		return nil, err
	}
	reply := dnsmessage.Message{Header: dnsmessage.Header{ID: head.ID, Response: true, Authoritative: true, RecursionAvailable: true}, Questions: []dnsmessage.Question{q}}
	lines, known := z[strings.TrimSuffix(strings.ToLower(q.Name.String()), ".")]
	if !known {
		reply.RCode = dnsmessage.RCodeNameError
	}
	for _, line := range lines {
		kind, value, _ := strings.Cut(line, " ")
		if kind == "FAIL" {
			reply.RCode = dnsmessage.RCodeServerFailure
		}
		if body := resource(kind, value); body != nil && q.Type.String() == "Type"+kind {
			reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 60}, Body: body})
		}
	}
	return reply.Pack()
}

func resource(kind, value string) dnsmessage.ResourceBody {
	switch kind {
	case "TXT":
		r := &dnsmessage.TXTResource{}
		for ; len(value) > 255; value = value[255:] {
			r.TXT = append(r.TXT, value[:255])
		}
		r.TXT = append(r.TXT, value)
		return r
	case "A":
		return &dnsmessage.AResource{A: netip.MustParseAddr(value).As4()}
	case "AAAA":
		return &dnsmessage.AAAAResource{AAAA: netip.MustParseAddr(value).As16()}
	case "MX":
		host := strings.Fields(value)[1]
		return &dnsmessage.MXResource{Pref: 10, MX: dnsmessage.MustNewName(strings.TrimSuffix(host, ".") + ".")}
	}
	return nil
}
