package selfcheck

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"acquit/internal/fault"
)

// Resolver asks the DNS; *net.Resolver is one. Names end with a dot.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// dns asks a Resolver. That there is nothing is an answer and no failure; without any
// answer, the failure is fault.Unavailable.
type dns struct{ Resolver }

func (d dns) txt(ctx context.Context, name string) ([]string, error) {
	all, err := d.LookupTXT(ctx, rooted(name))
	return all, silent(err, name)
}

// mx are the servers that take mails for a domain, without the dots at their ends; one
// that is empty says that the domain takes none (RFC 7505).
func (d dns) mx(ctx context.Context, domain string) ([]string, error) {
	all, err := d.LookupMX(ctx, rooted(domain))
	var hosts []string
	for _, mx := range all {
		hosts = append(hosts, strings.TrimSuffix(mx.Host, "."))
	}
	if len(hosts) > 0 {
		return hosts, nil // some of them may be written badly, and are left out
	}
	return nil, silent(err, domain)
}

// addresses are those of a machine; one that is given by its address has this one.
func (d dns) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip.Unmap()}, nil
	}
	all, err := d.LookupNetIP(ctx, "ip", rooted(host))
	for n := range all {
		all[n] = all[n].Unmap()
	}
	return all, silent(err, host)
}

// rooted keeps the machine's own domains from being tried behind a name.
func rooted(name string) string { return strings.TrimSuffix(name, ".") + "." }

// silent sorts a failure: nil where the answer was that there is nothing.
func silent(err error, name string) error {
	var failed *net.DNSError
	if err == nil || errors.As(err, &failed) && failed.IsNotFound {
		return nil
	}
	return fault.New(fault.Unavailable, "the DNS gives no answer for %s now", name)
}
