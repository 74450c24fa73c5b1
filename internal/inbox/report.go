package inbox

import (
	"bufio"
	"bytes"
	"mime"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// mostFailed is how many addresses of a report are read.
const mostFailed = 500

// notified reads a notification that a mail was shown, deleted, or the like (RFC 8098).
func (r *reader) notified(header textproto.MIMEHeader) bool {
	n := slices.IndexFunc(r.reports, func(p report) bool { return strings.HasSuffix(p.kind, "disposition-notification") })
	if n < 0 && reportType(header) != "disposition-notification" {
		return false
	}
	r.mail.Kind = Receipt
	if n >= 0 {
		for _, fields := range groups(r.reports[n].body) {
			if ids := identifiers(fields.Get("Original-Message-Id")); len(ids) > 0 {
				r.mail.About = ids[0]
			}
		}
	}
	if r.mail.About == "" {
		r.mail.About = r.about()
	}
	return true
}

func reportType(header textproto.MIMEHeader) string {
	_, params, _ := mime.ParseMediaType(header.Get("Content-Type")) // a wrong one tells nothing
	return strings.ToLower(params["report-type"])
}

// returned reads what a mail server says of a mail that did not arrive (RFC 3464), or what
// those say that keep to no standard.
func (r *reader) returned(header textproto.MIMEHeader) bool {
	m := &r.mail
	told := false // the report names recipients
	for _, p := range r.reports {
		if !strings.HasSuffix(p.kind, "delivery-status") {
			continue
		}
		for _, fields := range groups(p.body) {
			if f, recipient := failureOf(fields); recipient {
				told = true
				if len(m.Failed) < mostFailed && f != nil {
					m.Failed = append(m.Failed, *f)
				}
			}
		}
	}
	switch {
	case told && len(m.Failed) == 0:
		m.Kind = Receipt // it was delivered, or handed on
	case told:
		m.Kind = Bounce
	case reportType(header) == "delivery-status" || isReturned(m, header):
		m.Kind = Bounce
		m.Failed = looseFailures(m.Text, header)
	default:
		return false
	}
	m.About = r.about()
	return true
}

// about is the Message-ID of the mail that a report brings back, or else of the one that it
// answers.
func (r *reader) about() string {
	for _, p := range r.reports {
		if !strings.Contains(p.kind, "rfc822") && p.kind != "message/global-headers" {
			continue
		}
		for _, fields := range groups(p.body)[:1] {
			if ids := identifiers(fields.Get("Message-Id")); len(ids) > 0 {
				return ids[0]
			}
		}
	}
	if found := copied.FindStringSubmatch(head(r.mail.Text, longestReport)); found != nil {
		if ids := identifiers(found[1]); len(ids) > 0 {
			return ids[0]
		}
	}
	if n := len(r.mail.References); r.mail.InReplyTo == "" && n > 0 {
		return r.mail.References[n-1]
	}
	return r.mail.InReplyTo
}

// copied is the Message-ID of a mail that is copied into the text of a report.
var copied = regexp.MustCompile(`(?im)^[ \t>]*Message-ID:\s*(<[^<>\s]+>)`)

// groups reads fields in groups that empty lines part (RFC 3464, 2.1). There is always one.
func groups(body []byte) (all []textproto.MIMEHeader) {
	fields := textproto.MIMEHeader{}
	name := ""
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, mostHead)
	for lines.Scan() && len(all) <= mostFailed {
		line := lines.Text()
		before, value, is := strings.Cut(line, ":")
		switch {
		case strings.TrimSpace(line) == "":
			if len(fields) > 0 {
				all, fields, name = append(all, fields), textproto.MIMEHeader{}, ""
			}
		case line[0] == ' ' || line[0] == '\t':
			if values := fields[name]; len(values) > 0 && len(values[0]) < longestSaid {
				values[0] += " " + strings.TrimSpace(line)
			}
		case is:
			name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(before))
			if fields.Get(name) == "" {
				fields[name] = []string{strings.TrimSpace(value)}
			} else {
				name = "" // the first counts
			}
		}
	}
	return append(all, fields)
}

// longestSaid bounds what is kept of a server's words, in bytes.
const longestSaid = 2000

// failureOf reads what became of a mail for one recipient. recipient tells whether the
// fields speak of one at all; f is nil when the mail reached it.
func failureOf(fields textproto.MIMEHeader) (f *Failure, recipient bool) {
	final, original := addressIn(fields.Get("Final-Recipient")), addressIn(fields.Get("Original-Recipient"))
	action, _, _ := strings.Cut(strings.ToLower(fields.Get("Action")), " ")
	if final == "" && original == "" && action == "" {
		return nil, false
	}
	_, why, typed := strings.Cut(fields.Get("Diagnostic-Code"), ";")
	if !typed {
		why = fields.Get("Diagnostic-Code")
	}
	f = &Failure{Address: original, Why: short(oneLine(words(why))), Status: statusIn(fields.Get("Status"))}
	if f.Address == "" {
		f.Address = final
	}
	if strings.HasSuffix(f.Status, ".0.0") || f.Status == "" { // it says nothing; the server did
		if said := statusIn(f.Why); said != "" {
			f.Status = said
		}
	}
	switch {
	case action == "delayed", action == "" && strings.HasPrefix(f.Status, "4"):
		f.Delayed = true
	case action == "failed", action == "" && strings.HasPrefix(f.Status, "5"):
	default:
		return nil, true
	}
	f.Cause = causeOf(f.Status, f.Why)
	f.Hard = !f.Delayed && f.Cause == NoAddress
	return f, true
}

// addressIn is the address of a field such as "rfc822; an@lys.example".
func addressIn(field string) string {
	_, address, typed := strings.Cut(field, ";")
	if !typed {
		address = field
	}
	if list := bracketed(strings.TrimSpace(address)); len(list) > 0 {
		return oneLine(list[0].Address)
	}
	return ""
}

// enhanced is an enhanced status (RFC 3463, 2).
var enhanced = regexp.MustCompile(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.\s)`)

// statusIn is the first enhanced status of a text, "" for none.
func statusIn(text string) string {
	if found := enhanced.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// short keeps the beginning of a server's words.
func short(s string) string { return head(s, longestSaid) }
