package selfcheck

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/fault"
)

// term is one mechanism of a record that says who may send (RFC 7208, 5).
type term struct {
	says   result // of a machine that it matches
	name   string
	target string       // the name it speaks of, with macros
	prefix netip.Prefix // of ip4 and ip6
	v4, v6 int          // how many bits of an address count, for a and mx
}

var says = map[string]result{"": pass, "+": pass, "-": fails, "~": softfail, "?": neutral}

var (
	mechanism = regexp.MustCompile(`^([+?~-]?)([A-Za-z][A-Za-z0-9]*)(?::([^ ]*?))?(?:/([0-9]{1,3}))?(?://([0-9]{1,3}))?$`)
	modifier  = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9._-]*)=(.*)$`)
)

// readSPF reads a whole record: one term that cannot be read spoils it (RFC 7208, 4.6).
// redirect is the record to go on with where no term matches, "" for none.
func readSPF(record string) (terms []term, redirect string, err error) {
	for _, word := range strings.Fields(record)[1:] {
		if m := modifier.FindStringSubmatch(word); m != nil {
			if strings.EqualFold(m[1], "redirect") {
				redirect = m[2]
			}
			continue
		}
		t, ok := readTerm(word)
		if !ok {
			return nil, "", fault.New(fault.Invalid, "%q in the record cannot be read", word)
		}
		terms = append(terms, t)
	}
	if slices.ContainsFunc(terms, func(t term) bool { return t.name == "all" }) {
		redirect = "" // RFC 7208, 6.1
	}
	return terms, redirect, nil
}

func readTerm(word string) (t term, ok bool) {
	m := mechanism.FindStringSubmatch(word)
	if m == nil {
		return t, false
	}
	t = term{says: says[m[1]], name: strings.ToLower(m[2]), target: m[3]}
	bare := m[4] == "" && m[5] == ""
	named := strings.Contains(word, ":")
	switch t.name {
	case "all":
		return t, !named && bare
	case "ip4", "ip6":
		t.prefix, ok = network(m[3], m[4], t.name == "ip4")
		return t, ok && m[5] == ""
	case "include", "exists":
		return t, t.target != "" && bare
	case "a", "mx":
		t.v4, t.v6 = bits(m[4], 32), bits(m[5], 128)
		return t, (t.target != "") == named && t.v4 <= 32 && t.v6 <= 128
	case "ptr":
		return t, bare
	}
	return t, false
}

// network reads an address with, perhaps, its bits that count.
func network(address, length string, v4 bool) (netip.Prefix, bool) {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Is4() != v4 || ip.Zone() != "" {
		return netip.Prefix{}, false
	}
	prefix, err := ip.Prefix(bits(length, ip.BitLen()))
	return prefix, err == nil
}

// bits reads how many bits count; all of them where nothing is said.
func bits(text string, all int) int {
	if text == "" {
		return all
	}
	n, _ := strconv.Atoi(text) // the expression lets only digits through
	return n
}

// near reports whether two addresses are the same in the bits that count.
func (t *term) near(one, other netip.Addr) bool {
	length := t.v6
	if one.Is4() {
		length = t.v4
	}
	prefix, err := one.Prefix(length)
	return err == nil && prefix.Contains(other)
}

var macro = regexp.MustCompile(`%(?:%|_|-|\{([A-Za-z])([0-9]*)(r?)([.+,/_=-]*)\}|.?)`)

// expand writes out the macros in a name (RFC 7208, 7); "" is the domain itself.
func (e *evaluation) expand(spec, domain string) (string, error) {
	if spec == "" {
		return domain, nil
	}
	var bad bool
	name := macro.ReplaceAllStringFunc(spec, func(found string) string {
		m := macro.FindStringSubmatch(found)
		value, known := e.value(strings.ToLower(m[1]), domain)
		switch {
		case found == "%%":
			return "%"
		case found == "%_" || found == "%-": // a blank, which stands in no name
			return ""
		case !known:
			bad = true
			return ""
		}
		return turned(value, m[2], m[3] != "", m[4])
	})
	if name = strings.TrimSuffix(name, "."); bad || name == "" {
		return "", fault.New(fault.Invalid, "%q in the record cannot be read", spec)
	}
	return name, nil
}

// value is what a letter stands for. The name of the machine that sends is not known
// here: its domain stands for it, as it does for mails without a sender (RFC 7208, 2.4).
func (e *evaluation) value(letter, domain string) (string, bool) {
	local, of, _ := strings.Cut(e.sender, "@")
	switch letter {
	case "s":
		return e.sender, true
	case "l":
		return local, true
	case "o", "h":
		return of, true
	case "d":
		return domain, true
	case "i":
		return spelled(e.ip), true
	case "p":
		return "unknown", true
	case "v":
		if e.ip.Is4() {
			return "in-addr", true
		}
		return "ip6", true
	}
	return "", false
}

// spelled is an address as names hold it: the one of IPv6 digit by digit.
func spelled(ip netip.Addr) string {
	if ip.Is4() {
		return ip.String()
	}
	digits := strings.ReplaceAll(ip.StringExpanded(), ":", "")
	return strings.Join(strings.Split(digits, ""), ".")
}

// turned cuts a value into parts, takes them from the end where asked, and keeps the
// last ones.
func turned(value, keep string, reverse bool, delimiters string) string {
	if delimiters == "" {
		delimiters = "."
	}
	parts := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(delimiters, r) })
	if reverse {
		slices.Reverse(parts)
	}
	if n, err := strconv.Atoi(keep); err == nil && n > 0 && n < len(parts) {
		parts = parts[len(parts)-n:]
	}
	return strings.Join(parts, ".")
}
