package selfcheck

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"

	"acquit/internal/fault"
)

// result is what a record says of a machine (RFC 7208, 2.6).
type result string

const (
	none      result = "none"
	neutral   result = "neutral"
	pass      result = "pass"
	fails     result = "fail"
	softfail  result = "softfail"
	temporary result = "temperror"
	permanent result = "permerror"
)

// The limits of one evaluation (RFC 7208, 4.6.4).
const (
	mostLookups = 10 // terms that ask the DNS
	mostVoid    = 2  // of them, those that find nothing
	mostMX      = 10 // servers of one domain
)

// evaluation asks whether a machine may send for a domain (RFC 7208, 4: check_host).
type evaluation struct {
	dns     dns
	ip      netip.Addr
	sender  string // address that bounces go to
	lookups int
	void    int
}

// evaluate says what the record of a domain makes of a machine. The error says why where
// it cannot be told: fault.Invalid about the record, fault.Unavailable about the DNS.
func evaluate(ctx context.Context, d dns, ip netip.Addr, domain, sender string) (result, error) {
	e := evaluation{dns: d, ip: ip, sender: sender}
	said, err := e.host(ctx, domain)
	switch {
	case errors.Is(err, fault.Unavailable):
		return temporary, err
	case err != nil:
		return permanent, err
	}
	return said, nil
}

// host evaluates the record of one domain.
func (e *evaluation) host(ctx context.Context, domain string) (result, error) {
	records, err := spfRecords(ctx, e.dns, domain)
	if err != nil || len(records) == 0 {
		return none, err
	}
	if len(records) > 1 {
		return none, fault.New(fault.Invalid, "%s has %d records that say who may send for it: with more than one, none counts", domain, len(records))
	}
	terms, redirect, err := readSPF(records[0])
	if err != nil {
		return none, err
	}
	for n := range terms {
		if match, err := e.matches(ctx, &terms[n], domain); err != nil || match {
			return terms[n].says, err
		}
	}
	if redirect == "" {
		return neutral, nil
	}
	return e.other(ctx, redirect, domain)
}

// other evaluates the record that a record goes on with, or includes: there must be one.
func (e *evaluation) other(ctx context.Context, spec, domain string) (result, error) {
	if err := e.count(); err != nil {
		return none, err
	}
	target, err := e.expand(spec, domain)
	if err != nil {
		return none, err
	}
	said, err := e.host(ctx, target)
	if err == nil && said == none {
		err = fault.New(fault.Invalid, "the record names %s, which has no record that says who may send", target)
	}
	return said, err
}

// matches reports whether a term is about the machine. The term ptr counts as a look-up
// and matches nothing: nobody should publish it (RFC 7208, 5.5).
func (e *evaluation) matches(ctx context.Context, t *term, domain string) (bool, error) {
	switch t.name {
	case "all":
		return true, nil
	case "ip4", "ip6":
		return t.prefix.Contains(e.ip), nil
	case "include":
		said, err := e.other(ctx, t.target, domain)
		return said == pass, err
	}
	if err := e.count(); err != nil {
		return false, err
	}
	target, err := e.expand(t.target, domain)
	if err != nil {
		return false, err
	}
	switch t.name {
	case "a":
		return e.lies(ctx, t, target)
	case "mx":
		return e.receives(ctx, t, target)
	case "exists":
		found, err := e.dns.addresses(ctx, target)
		return slices.ContainsFunc(found, netip.Addr.Is4), errors.Join(err, e.found(len(found)))
	}
	return false, nil // ptr
}

// count counts a term that asks the DNS.
func (e *evaluation) count() error {
	if e.lookups++; e.lookups > mostLookups {
		return fault.New(fault.Invalid, "the record makes servers look up more than %d names, and then counts for nothing", mostLookups)
	}
	return nil
}

// found counts an answer without anything in it.
func (e *evaluation) found(n int) error {
	if n > 0 {
		return nil
	}
	if e.void++; e.void > mostVoid {
		return fault.New(fault.Invalid, "the record names more than %d names that do not exist, and then counts for nothing", mostVoid)
	}
	return nil
}

// lies reports whether the machine has one of the addresses of a name.
func (e *evaluation) lies(ctx context.Context, t *term, host string) (bool, error) {
	found, err := e.dns.addresses(ctx, host)
	if err == nil {
		err = e.found(len(found))
	}
	return slices.ContainsFunc(found, func(ip netip.Addr) bool { return t.near(ip, e.ip) }), err
}

// receives reports whether the machine is one that takes mails for a domain.
func (e *evaluation) receives(ctx context.Context, t *term, domain string) (bool, error) {
	hosts, err := e.dns.mx(ctx, domain)
	if err == nil {
		err = e.found(len(hosts))
	}
	if err == nil && len(hosts) > mostMX {
		err = fault.New(fault.Invalid, "the record asks for the servers of %s, which has more than %d", domain, mostMX)
	}
	if err != nil {
		return false, err
	}
	for _, host := range hosts {
		found, err := e.dns.addresses(ctx, host)
		if err != nil || slices.ContainsFunc(found, func(ip netip.Addr) bool { return t.near(ip, e.ip) }) {
			return err == nil, err
		}
	}
	return false, nil
}

// spfRecords are the records of a domain that say who may send for it (RFC 7208, 4.5).
func spfRecords(ctx context.Context, d dns, domain string) (records []string, err error) {
	all, err := d.txt(ctx, domain)
	for _, text := range all {
		if version, _, _ := strings.Cut(text, " "); strings.EqualFold(version, "v=spf1") {
			records = append(records, text)
		}
	}
	return records, err
}
