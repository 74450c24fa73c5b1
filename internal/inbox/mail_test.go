package inbox_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
	"acquit/internal/inbox"
)

// lines is a mail or a part of one, with the ends of lines that mails have.
func lines(all ...string) string { return strings.Join(all, "\r\n") + "\r\n" }

// parts is a multipart body with its header.
func parts(boundary string, all ...string) string {
	b := lines("Content-Type: multipart/mixed; boundary="+boundary, "")
	for _, p := range all {
		b += "--" + boundary + "\r\n" + p + "\r\n"
	}
	return b + "--" + boundary + "--\r\n"
}

// attached is a part that brings a file, as programs send it.
func attached(kind, name, body string) string {
	return lines("Content-Type: "+kind, `Content-Disposition: attachment; filename="`+name+`"`, "Content-Transfer-Encoding: base64", "",
		base64.StdEncoding.EncodeToString([]byte(body)))
}

const heading = "From: \"Facturen\" <facturen@leverancier.example>\r\nSubject: Uw factuur\r\n"

// names are the files of a mail with what is in them.
func names(m inbox.Mail) (all []string) {
	for _, f := range m.Files {
		all = append(all, f.Name+"="+string(f.Body))
	}
	return all
}

func TestReadMail(t *testing.T) {
	var quoted bytes.Buffer
	w := quotedprintable.NewWriter(&quoted)
	w.Write([]byte("<Invoice ID=\"é\"/>"))
	w.Close()
	text := lines("Content-Type: text/plain; charset=utf-8", "", "Dear reader")
	for _, c := range []struct {
		name, mail string
		want       []string
	}{
		{"a text brings nothing", lines("", "Dear reader"), nil},
		{"a text and a file", parts("b", text, attached("application/xml", "R-1.xml", "<Invoice/>")), []string{"R-1.xml=<Invoice/>"}},
		{"the mail is the file", lines("Content-Type: application/pdf; name=R-1.pdf", "", "%PDF-1.7"), []string{"R-1.pdf=%PDF-1.7\r\n"}},
		{"a file without a name", lines("Content-Type: application/x-xml", "", "<a/>"), []string{"file.xml=<a/>\r\n"}},
		{"a statement that is sent as a text", parts("b", text, lines("Content-Type: text/plain; name=\"today.cod\"", "", "00000")), []string{"today.cod=00000\r\n"}},
		{"quoted-printable", parts("b", lines("Content-Type: text/xml; name=a.xml", "Content-Transfer-Encoding: Quoted-Printable", "", quoted.String())),
			[]string{"a.xml=<Invoice ID=\"é\"/>\r\n"}},
		{"another character set stays as it is", parts("b", lines("Content-Type: text/csv; charset=iso-8859-1; name=a.csv", "", "caf\xe9")), []string{"a.csv=caf\xe9\r\n"}},
		{"base64 with blanks and without its end", parts("b", lines("Content-Type: text/csv; name=a.csv", "Content-Transfer-Encoding: base64", "", " YWJj\tZA")), []string{"a.csv=abcd"}},
		{"pictures, pages and signatures are for people", parts("b", text, attached("image/png", "logo.png", "x"), attached("application/octet-stream", "LOGO.JPG", "x"),
			lines("Content-Type: text/html", "", "<p>hi"), attached("application/pkcs7-signature", "smime.p7s", "x"), attached("text/calendar", "a", "x")), nil},
		{"parts within parts", parts("b", parts("c", text, parts("d", attached("text/xml", "deep.xml", "<a/>"))), attached("text/xml", "b.xml", "<b/>")), []string{"deep.xml=<a/>", "b.xml=<b/>"}},
		{"a mail that was forwarded as a file", parts("b", text, lines("Content-Type: message/rfc822", "", "Subject: Inner\r\n"+parts("c", attached("text/xml", "in.xml", "<a/>")))), []string{"in.xml=<a/>"}},
		{"a mail that was forwarded in base64", parts("b", lines("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "",
			base64.StdEncoding.EncodeToString([]byte("Subject: Inner\r\n"+parts("c", attached("text/xml", "in.xml", "<a/>")))))), []string{"in.xml=<a/>"}},
		{"an empty file is none", parts("b", attached("text/xml", "a.xml", "")), nil},
		{"a kind that cannot be read", parts("b", lines("Content-Type: ///", "", "bytes")), []string{"file.octet-stream=bytes\r\n"}},
		{"a part without a header", parts("b", "\r\nDear reader\r\n"), nil},
		{"a boundary that is not told", lines("Content-Type: multipart/mixed", "", "text"), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := inbox.ReadMail([]byte(heading + c.mail))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, names(m)); diff != "" {
				t.Error(diff)
			}
			if m.From != "facturen@leverancier.example" || m.Subject != "Uw factuur" {
				t.Errorf("from %q about %q", m.From, m.Subject)
			}
		})
	}
}

func TestNamesOfFilesAreFitForAnySystem(t *testing.T) {
	for field, want := range map[string]string{
		`filename="../../etc/passwd"`:                     "passwd",
		`filename="C:\\Users\\an\\R-1.xml"`:               "R-1.xml",
		`filename="=?utf-8?q?factuur_=E2=82=AC.xml?="`:    "factuur €.xml",
		`filename="=?windows-1252?q?re=E7u.xml?="`:        "reçu.xml",
		`filename*=UTF-8''r%C3%A9sum%C3%A9%0D%0A.xml`:     "résumé .xml",
		`filename*0="very "; filename*1="long.xml"`:       "very long.xml",
		`filename="a\"b|c?.xml"`:                          "a_b_c_.xml",
		`filename="..."`:                                  "file.xml",
		`filename=""`:                                     "file.xml",
		`filename="` + strings.Repeat("é", 400) + `.xml"`: strings.Repeat("é", 73) + ".xml",
		`filename="a.xml"; filename="b.xml"`:              "file.xml",
		"filename=\"caf\xe9.xml\"":                        "caf.xml",
	} {
		m, err := inbox.ReadMail([]byte(heading + parts("b", lines("Content-Type: text/xml", "Content-Disposition: attachment; "+field, "", "<a/>"))))
		if err != nil || len(m.Files) != 1 || m.Files[0].Name != want {
			t.Errorf("%s: %v, %v, want %q", field, names(m), err, want)
		}
	}
}

func TestSendersAndSubjects(t *testing.T) {
	for _, c := range []struct{ head, from, subject string }{
		{"From: an@lys.example\r\nSubject: =?iso-8859-1?q?Facture_n=B0_1?=\r\n", "an@lys.example", "Facture n° 1"},
		{"From: =?utf-8?q?An?= <an@lys.example>, x@lys.example\r\nSubject: a\r\n b\r\n", "an@lys.example", "a b"},
		{"From: nobody\r\n", "", ""},
		{"Subject: =?utf-8?q?a=0D=0ABcc:_x?=\r\n", "", "a Bcc: x"},
		{"Subject: =?x-unknown?q?a?=\r\n", "", "=?x-unknown?q?a?="},
	} {
		m, err := inbox.ReadMail([]byte(c.head + "\r\ntext"))
		if err != nil || m.From != c.from || m.Subject != c.subject {
			t.Errorf("%q: from %q about %q, %v", c.head, m.From, m.Subject, err)
		}
	}
}

func TestABrokenMailGivesWhatCanBeRead(t *testing.T) {
	good := attached("text/xml", "a.xml", "<a/>")
	whole := heading + parts("b", good, attached("text/xml", "b.xml", "<b/>"))
	for _, c := range []struct {
		name, mail string
		files      int
		says       string
	}{
		{"cut off in a part", whole[:len(whole)-len("--b--\r\n")-10], 2, "breaks off"},
		{"cut off before its end", strings.TrimSuffix(whole, "--b--\r\n"), 2, "cannot be read"},
		{"a forwarded mail that is none", heading + parts("b", lines("Content-Type: message/rfc822", "", "no header at all"), good), 1, "this is not a mail"},
		{"no mail", "no header at all", 0, "this is not a mail"},
		{"nothing", "", 0, "this is not a mail"},
		{"a header without end", "Subject: " + strings.Repeat("x", 2<<20), 0, "this is not a mail"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := inbox.ReadMail([]byte(c.mail))
			if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) || len(m.Files) != c.files {
				t.Errorf("%d files, %v", len(m.Files), err)
			}
			for _, f := range m.Files {
				if !strings.HasPrefix("<a/><b/>", string(f.Body)) && string(f.Body) != "<b/>" {
					t.Errorf("%s is %q", f.Name, f.Body)
				}
			}
		})
	}
}

func TestAMailIsBounded(t *testing.T) {
	deep := "Content-Type: text/xml; name=a.xml\r\n\r\n<a/>\r\n"
	for n := range 40 {
		deep = parts(fmt.Sprintf("b%d", n), deep)
	}
	many := parts("b", strings.Split(strings.Repeat(attached("text/xml", "a.xml", "<a/>")+"\x00", 5000), "\x00")...)
	mails := "x"
	for range 40 {
		mails = lines("Content-Type: message/rfc822", "", mails)
	}
	for name, mail := range map[string]string{"deep": deep, "many parts": many, "mails within mails": mails} {
		m, err := inbox.ReadMail([]byte(heading + mail))
		if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "parts within parts") || len(m.Files) > 500 {
			t.Errorf("%s: %d files, %v", name, len(m.Files), err)
		}
	}
	heads := parts("b", strings.Repeat("X: y\r\n", 200_000)+"\r\n")
	if _, err := inbox.ReadMail([]byte(heading + heads)); !errors.Is(err, fault.Invalid) {
		t.Errorf("a part with endless headers: %v", err)
	}
}

func FuzzReadMail(f *testing.F) {
	samples, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(samples) == 0 {
		f.Fatal("no samples", err)
	}
	for _, name := range samples {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := inbox.ReadMail(raw)
		if err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
		for _, a := range m.Files {
			if a.Name == "" || len(a.Body) == 0 || len(a.Name) > 1000 || strings.ContainsAny(a.Name, "/\\\r\n\x00") {
				t.Errorf("a file called %q of %d bytes", a.Name, len(a.Body))
			}
		}
		said := ""
		for _, p := range inbox.Passages(m.Text) {
			said += p.Text
		}
		if said != m.Text || !utf8.ValidString(m.Text+m.HTML+m.FromName+m.About) || strings.ContainsAny(m.Text, "\x00\r") {
			t.Errorf("%q", m.Text)
		}
		if err == nil && m.Kind == "" || len(m.References) > 100 || len(m.Failed) > 500 || strings.ContainsAny(m.MailID+m.InReplyTo+m.About+m.FromName+m.ReplyTo, "\r\n") {
			t.Errorf("%+v", m)
		}
		for _, f := range m.Failed {
			if f.Hard && f.Delayed || len(f.Why) > 3000 || !utf8.ValidString(f.Address+f.Why) || strings.ContainsAny(f.Address+f.Why, "\r\n") {
				t.Errorf("%+v", f)
			}
		}
		if len(m.Files) > 500 || strings.ContainsAny(m.Subject+m.From, "\r\n") {
			t.Errorf("%d files, about %q from %q", len(m.Files), m.Subject, m.From)
		}
	})
}
