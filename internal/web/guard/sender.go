package guard

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Sender is the address that tries are counted by: the whole network of an IPv6
// address, since one person has a network of them. proxied says that requests come through a proxy that
// adds the address to X-Forwarded-For.
func Sender(r *http.Request, proxied bool) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if proxied {
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		host = strings.TrimSpace(hops[len(hops)-1])
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if address = address.Unmap(); address.Is4() {
		return address.String()
	}
	network, _ := address.Prefix(64) // an IPv6 address has 128 bits
	return network.String()
}
