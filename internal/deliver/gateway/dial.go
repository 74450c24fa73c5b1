package gateway

import (
	"net/netip"
	"slices"
	"syscall"

	"acquit/internal/fault"
)

// closed are networks that no provider is in: those of this machine and of its house, of
// the tables of IANA (RFC 6890), and those through which addresses of version 4 are reached (in ::/8 too)
// in disguise. A definition that led there would make the program a spy in its own house.
var closed = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/3",
	"::/8", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
	"3fff::/20", "5f00::/16", "fc00::/7", "fe80::/9", "ff00::/8",
)

func prefixes(all ...string) (parsed []netip.Prefix) {
	for _, p := range all {
		parsed = append(parsed, netip.MustParsePrefix(p))
	}
	return parsed
}

func within(networks []netip.Prefix, ip netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// guard looks at each address when it is connected to, after its name was looked up: a name
// that means something else a moment later gains nothing.
type guard struct {
	own     []netip.Prefix // networks of the house that are allowed
	private bool           // the connection is not protected: it may not leave them
}

// control is what net.Dialer asks before it connects.
//
// Errors: Denied.
func (g *guard) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fault.New(fault.Denied, "the provider's address %s is not allowed", address)
	}
	ip := at.Addr().Unmap().WithZone("")
	own := within(g.own, ip)
	switch {
	case g.private && !own:
		return fault.New(fault.Denied, "the connection to %s would not be protected: the address must begin with https://", ip)
	case !own && within(closed, ip):
		return fault.New(fault.Denied, "the provider's address %s is not allowed", ip)
	}
	return nil
}
