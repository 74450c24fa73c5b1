package selfcheck

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

func TestWhoMaySend(t *testing.T) {
	many := []string{"TXT v=spf1"}
	z := zone{
		"mail.lys.example":     {"A 192.0.2.10", "AAAA 2001:db8::10"},
		"lys.example":          {"A 192.0.2.1", "MX 10 mail.lys.example"},
		"provider.example":     {"TXT v=spf1 ip4:198.51.100.0/24 ip6:2001:db8:1::/48 -all"},
		"soft.example":         {"TXT v=spf1 ~all"},
		"broken.example":       {"TXT v=spf1 ip4:300.1.1.1 -all"},
		"away.example":         {"FAIL"},
		"two.example":          {"TXT v=spf1 -all", "TXT v=spf1 +all"},
		"loop.example":         {"TXT v=spf1 include:loop.example -all"},
		"2.0.192.list.example": {"A 127.0.0.2"},
		"compta.lys.example":   {"A 127.0.0.2"},
		"1.0.0.2.ip6.example":  {"A 127.0.0.2"},
	}
	for n := range 11 {
		z[fmt.Sprintf("i%d.example", n)] = []string{"TXT v=spf1 ip4:192.0.2.99"}
		many[0] += fmt.Sprintf(" include:i%d.example", n)
	}
	cases := []struct {
		record, ip string
		want       result
		says       string
	}{
		{"v=spf1 ip4:192.0.2.10 -all", "192.0.2.10", pass, ""},
		{"v=spf1 ip4:192.0.2.10 -all", "192.0.2.11", fails, ""},
		{"v=spf1 ip4:192.0.2.0/28 ~all", "192.0.2.16", softfail, ""},
		{"v=spf1 ip4:192.0.2.0/28 ?all", "192.0.2.15", pass, ""},
		{"v=spf1 ip6:2001:db8::/64 -all", "2001:db8::5", pass, ""},
		{"v=spf1 ip4:0.0.0.0/0 -all", "2001:db8::5", fails, ""},
		{"v=spf1 a:mail.lys.example -all", "192.0.2.10", pass, ""},
		{"v=spf1 a:mail.lys.example/24//64 -all", "2001:db8::99", pass, ""},
		{"v=spf1 a:mail.lys.example/24 -all", "192.0.2.200", pass, ""},
		{"v=spf1 mx:lys.example -all", "2001:db8::10", pass, ""},
		{"v=spf1 -ip4:192.0.2.10 +all", "192.0.2.10", fails, ""},
		{"v=spf1 include:provider.example -all", "198.51.100.7", pass, ""},
		{"v=spf1 include:provider.example ~all", "203.0.113.1", softfail, ""},
		{"v=spf1 include:soft.example ip4:192.0.2.1 -all", "192.0.2.1", pass, ""},
		{"v=spf1 redirect=provider.example", "198.51.100.7", pass, ""},
		{"v=spf1 redirect=provider.example", "192.0.2.1", fails, ""},
		{"v=spf1 redirect=provider.example ?all", "192.0.2.1", neutral, ""},
		{"v=spf1 exp=why.example x-more=1", "192.0.2.1", neutral, ""},
		{"V=SPF1 IP4:192.0.2.10 -ALL", "192.0.2.10", pass, ""},
		{"v=spf1 exists:%{ir}.list.example -all", "192.0.2.1", fails, ""},
		{"v=spf1 exists:%{i3r}.list.example -all", "192.0.2.9", pass, ""},
		{"v=spf1 exists:%{l}.lys.example -all", "192.0.2.1", pass, ""},
		{"v=spf1 exists:%{ir4}.ip6.example -all", "1.2.3.4", permanent, "cannot be read"},
		{"v=spf1 exists:%{i4r}.%{v}.example -all", "2001::", pass, ""},
		{"v=spf1 ptr -all", "192.0.2.1", fails, ""},
		{"v=spf10 -all", "192.0.2.1", none, ""},
		{"something else", "192.0.2.1", none, ""},
		{"v=spf1 include:nothing.example -all", "192.0.2.1", permanent, "nothing.example, which has no record"},
		{"v=spf1 redirect=nothing.example", "192.0.2.1", permanent, "nothing.example, which has no record"},
		{"v=spf1 include:broken.example -all", "192.0.2.1", permanent, "ip4:300.1.1.1"},
		{"v=spf1 include:two.example -all", "192.0.2.1", permanent, "2 records"},
		{"v=spf1 include:loop.example -all", "192.0.2.1", permanent, "more than 10 names"},
		{"v=spf1 a:x.example a:y.example a:z.example -all", "192.0.2.1", permanent, "do not exist"},
		{"v=spf1 include:away.example -all", "192.0.2.1", temporary, "away.example"},
		{"v=spf1 a:away.example -all", "192.0.2.1", temporary, "away.example"},
		{"v=spf1 ip4:192.0.2.1 include: -all", "192.0.2.1", permanent, "include:"},
		{"v=spf1 ip4:192.0.2.1 -al", "192.0.2.1", permanent, "-al"},
		{"v=spf1 ip4:192.0.2.1/33 -all", "192.0.2.1", permanent, "/33"},
		{"v=spf1 a/99 -all", "192.0.2.1", permanent, "a/99"},
		{"v=spf1 all:x -all", "192.0.2.1", permanent, "all:x"},
		{"v=spf1 ip4 -all", "192.0.2.1", permanent, "ip4"},
		{many[0][4:] + " -all", "192.0.2.1", permanent, "more than 10 names"},
	}
	for n, c := range cases {
		z[fmt.Sprintf("case%d.example", n)] = []string{"TXT " + c.record}
	}
	resolver := serve(t, z)
	for n, c := range cases {
		domain := fmt.Sprintf("case%d.example", n)
		got, err := evaluate(t.Context(), dns{resolver}, netip.MustParseAddr(c.ip), domain, "compta@"+domain)
		if got != c.want || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s makes of %s: %s, %v; want %s", c.record, c.ip, got, err, c.want)
		}
	}
}

func TestMacros(t *testing.T) {
	for _, c := range []struct{ ip, spec, want string }{ // the examples of RFC 7208, 7.4
		{"192.0.2.3", "%{d}", "email.example.com"},
		{"192.0.2.3", "%{d3}", "email.example.com"},
		{"192.0.2.3", "%{d2}", "example.com"},
		{"192.0.2.3", "%{d1}", "com"},
		{"192.0.2.3", "%{dr}", "com.example.email"},
		{"192.0.2.3", "%{d2r}", "example.email"},
		{"192.0.2.3", "%{s}", "strong-bad@email.example.com"},
		{"192.0.2.3", "%{l}", "strong-bad"},
		{"192.0.2.3", "%{l-}", "strong.bad"},
		{"192.0.2.3", "%{lr-}", "bad.strong"},
		{"192.0.2.3", "%{l1r-}", "strong"},
		{"192.0.2.3", "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
		{"192.0.2.3", "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
		{"192.0.2.3", "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"},
		{"2001:db8::cb01", "%{ir}.%{v}._spf.%{d2}", "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"},
		{"192.0.2.3", "a%%b", "a%b"},
	} {
		e := evaluation{ip: netip.MustParseAddr(c.ip), sender: "strong-bad@email.example.com"}
		if got, err := e.expand(c.spec, "email.example.com"); got != c.want || err != nil {
			t.Errorf("%s gives %q, %v", c.spec, got, err)
		}
	}
	for _, spec := range []string{"%{x}", "%", "%{d", "a%b", "%{d}%"} {
		e := evaluation{}
		if got, err := e.expand(spec, "email.example.com"); err == nil {
			t.Errorf("%s gives %q", spec, got)
		}
	}
}

func TestRecordsAreMerged(t *testing.T) {
	for _, c := range []struct {
		records   []string
		more      []string
		all, want string
	}{
		{[]string{"v=spf1 mx -all"}, []string{"a:mail.lys.example"}, "", "v=spf1 mx a:mail.lys.example -all"},
		{[]string{"v=spf1 mx -all"}, []string{"mx"}, "", "v=spf1 mx -all"},
		{[]string{"v=spf1 mx -all", "v=spf1 include:p.example MX ~all"}, nil, "~all", "v=spf1 mx include:p.example ~all"},
		{[]string{"v=spf1 redirect=p.example"}, []string{"ip4:192.0.2.1"}, "", "v=spf1 ip4:192.0.2.1 redirect=p.example"},
		{[]string{"v=spf1 +all"}, nil, "~all", "v=spf1 ~all"},
		{[]string{"v=spf1 mx"}, []string{"a:x"}, "", "v=spf1 mx a:x"},
	} {
		if got := merged(c.records, c.more, c.all); got != c.want {
			t.Errorf("%q gives %q, want %q", c.records, got, c.want)
		}
	}
}

func FuzzReadSPF(f *testing.F) {
	f.Add("v=spf1 a:mail.lys.example/24//64 ip4:192.0.2.0/28 include:%{d2} -all redirect=x")
	f.Add("a:.")
	f.Add("v=spf1 exists:%{l1r-}._spf ?mx ~ptr ip6:::1/0")
	f.Fuzz(func(t *testing.T, record string) {
		terms, _, err := readSPF("v=spf1 " + record)
		for _, one := range terms {
			e := evaluation{ip: stranger, sender: "a@lys.example"}
			if name, failed := e.expand(one.target, "lys.example"); err == nil && failed == nil && name == "" {
				t.Errorf("%q asks for nothing", record)
			}
		}
	})
}
