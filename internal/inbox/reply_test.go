package inbox_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/inbox"
)

func sample(t testing.TB, name string) inbox.Mail {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	m, err := inbox.ReadMail(raw)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAWholeReply(t *testing.T) {
	m := sample(t, "reply.eml")
	at := time.Date(2026, 3, 10, 9, 30, 0, 0, time.UTC)
	if !m.SentAt.Equal(at) {
		t.Errorf("sent at %s", m.SentAt)
	}
	m.SentAt = time.Time{}
	page, pictures, files := m.HTML, m.Pictures, m.Files
	m.HTML, m.Pictures, m.Files = "", nil, nil
	want := inbox.Mail{
		MailID: "reply-1@client.example", InReplyTo: "m2@lys.example", References: []string{"m1@lys.example", "m2@lys.example"},
		From: "luc@client.example", FromName: "Luc Déléglise", To: []string{"compta+r12@lys.example", "an@lys.example"}, Cc: []string{"chef@client.example"},
		DeliveredTo: []string{"compta+r12@lys.example"}, ReplyTo: "factures@client.example", Subject: "Re: Facture n° 12", Kind: inbox.Written,
		Text: "Bonjour,\n\nNous paierons vendredi, à coup sûr.\n\nLuc\n-- \nLuc Déléglise, client SA\n\nLe mar. 3 mars 2026 à 10:11, Lys <compta@lys.example> a écrit :\n> Votre facture est échue.",
		Own:  "Bonjour,\n\nNous paierons vendredi, à coup sûr.\n\nLuc",
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(page, `src="cid:logo@client"`) || len(pictures) != 1 || pictures[0].ContentID != "logo@client" || pictures[0].MIME != "image/png" || pictures[0].Name != "logo.png" {
		t.Errorf("%q with %+v", page, pictures)
	}
	if len(files) != 1 || files[0].Name != "preuve.pdf" || files[0].MIME != "application/pdf" {
		t.Errorf("%+v", files)
	}
}

func TestWhatIsThereToBeRead(t *testing.T) {
	for _, c := range []struct{ name, mail, want string }{
		{"an older character set", lines("Content-Type: text/plain; charset=windows-1252", "", "caf\xe9 \x80"), "café €"},
		{"one that nobody knows", lines("Content-Type: text/plain; charset=klingon", "", "caf\xc3\xa9"), "café"},
		{"said to be ASCII", lines("Content-Type: text/plain; charset=us-ascii", "", "caf\xe9"), "café"},
		{"not said at all", lines("", "caf\xc3\xa9"), "café"},
		{"lines that flow", lines("Content-Type: text/plain; format=flowed", "", "one ", "two", "> three ", "> four", "five"), "one two\n> three four\nfive"},
		{"lines that flow without their blank", lines("Content-Type: text/plain; format=flowed; delsp=yes", "", "one ", "two"), "onetwo"},
		{"a mark of a signature does not flow", lines("Content-Type: text/plain; format=flowed", "", "one", "-- ", "An"), "one\n-- \nAn"},
		{"stuffed lines", lines("Content-Type: text/plain; format=flowed", "", " >one", " From two"), ">one\nFrom two"},
		{"a page alone", lines("Content-Type: text/html; charset=utf-8", "", "<html><head><title>x</title><style>p{}</style></head><body><p>Dear &amp; <b>good</b>\nreader,</p><p>1<br>2</p><ul><li>a<li>b</ul><table><tr><td>c</td><td>d</td></tr></table></body></html>"),
			"Dear & good reader,\n\n1\n2\n\n- a\n- b\n\nc d"},
		{"a page that quotes", lines("Content-Type: text/html", "", "<div>ja</div><blockquote>old<br>older<blockquote>oldest</blockquote></blockquote>"), "ja\n> \n> old\n> older\n> > \n> > oldest"},
		{"a page with letters that end as blanks do", lines("Content-Type: text/html; charset=utf-8", "", "<p>voil<b>\xc3\xa0</b>la</p>"), "voilàla"},
		{"texts before and after a file", parts("b", lines("Content-Type: text/plain", "", "one"), attached("text/xml", "a.xml", "<a/>"), lines("Content-Type: text/plain", "", "two")), "one\n\ntwo"},
		{"no control characters", lines("", "a\x00b\x1bc\td"), "abc\td"},
		{"what a forwarded mail says was said elsewhere", parts("b", lines("Content-Type: text/plain", "", "see below"), lines("Content-Type: message/rfc822", "", "Subject: x", "", "inner")), "see below"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := inbox.ReadMail([]byte(heading + c.mail))
			if err != nil {
				t.Fatal(err)
			}
			if m.Text != c.want {
				t.Errorf("%q, want %q", m.Text, c.want)
			}
		})
	}
}

func TestAddressesAndIdentifiersOfStrangers(t *testing.T) {
	many := strings.Repeat("<a@x.example> ", 3)
	for n := range 300 {
		many += "<" + strings.Repeat("i", n+1) + "@x.example>\r\n "
	}
	m, err := inbox.ReadMail([]byte("From: Lys [shop] <an@lys.example>\r\nTo: undisclosed-recipients:;\r\nCc: bad, <b@x.example>, \"c\" c@x.example\r\n" +
		"Message-ID: bare@x.example\r\nIn-Reply-To: Your message of Monday <q@x.example>\r\nReferences: " + many + "\r\nDelivered-To: x@lys.example\r\nX-Original-To: X@LYS.example\r\nDate: someday\r\n\r\ntext"))
	if err != nil {
		t.Fatal(err)
	}
	if m.From != "an@lys.example" || len(m.To) != 0 || !slices.Equal(m.Cc, []string{"b@x.example"}) || m.MailID != "bare@x.example" || m.InReplyTo != "q@x.example" ||
		len(m.References) != 100 || m.References[0] != "a@x.example" || m.References[99] != strings.Repeat("i", 300)+"@x.example" || len(m.DeliveredTo) != 1 || !m.SentAt.IsZero() {
		t.Errorf("%+v", m)
	}
}

// TestKinds reads the samples of each kind: what they are stands in their names.
func TestKinds(t *testing.T) {
	type failed = []inbox.Failure
	for name, want := range map[string]struct {
		kind   inbox.Kind
		back   string
		about  string
		failed []inbox.Failure
	}{
		"absence-en.eml":     {inbox.Absence, "2026-03-17", "", nil},
		"absence-fr.eml":     {inbox.Absence, "2026-03-16", "", nil},
		"absence-nl.eml":     {inbox.Absence, "2026-03-21", "", nil},
		"absence-de.eml":     {inbox.Absence, "2026-03-19", "", nil},
		"automatic-desk.eml": {inbox.Automatic, "", "", nil},
		"automatic-list.eml": {inbox.Automatic, "", "", nil},
		"shared-list.eml":    {inbox.Written, "", "", nil},
		"receipt.eml":        {inbox.Receipt, "", "m1@lys.example", nil},
		"delivered.eml":      {inbox.Receipt, "", "m1@lys.example", nil},
		"bounce-postfix.eml": {inbox.Bounce, "", "m1@lys.example", failed{
			{Address: "gone@client.example", Status: "5.1.1", Why: "550 5.1.1 <gone@client.example>: Recipient address rejected: User unknown", Cause: inbox.NoAddress, Hard: true},
			{Address: "full@client.example", Status: "5.2.2", Why: "552 5.2.2 Mailbox full", Cause: inbox.Full}}},
		"bounce-delayed.eml": {inbox.Bounce, "", "m1@lys.example", failed{{Address: "slow@client.example", Status: "4.4.1", Why: "connect to mx.client.example: Connection timed out", Cause: inbox.Machine, Delayed: true}}},
		"bounce-policy.eml":  {inbox.Bounce, "", "m1@lys.example", failed{{Address: "an@client.example", Status: "5.7.1", Why: "550 5.7.1 Message rejected due to content policy", Cause: inbox.Refusal}}},
		"bounce-exim.eml": {inbox.Bounce, "", "m1@lys.example", failed{{Address: "gone@client.example", Why: "host mx.client.example [192.0.2.1] SMTP error from remote mail server after RCPT TO:<gone@client.example>: 550 No such user here",
			Cause: inbox.NoAddress, Hard: true}}},
		"bounce-qmail.eml": {inbox.Bounce, "", "m1@lys.example", failed{{Address: "gone@client.example", Why: "Sorry, no mailbox here by that name. (#5.1.1)", Status: "5.1.1", Cause: inbox.NoAddress, Hard: true}}},
		"bounce-exchange.eml": {inbox.Bounce, "", "m1@lys.example", failed{{Address: "gone@client.example", Status: "5.1.10", Why: "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
			Cause: inbox.NoAddress, Hard: true}}},
		"written-about-bounce.eml": {inbox.Written, "", "", nil},
	} {
		m := sample(t, name)
		back := date.None
		if want.back != "" {
			back = date.Must(want.back)
		}
		if m.Kind != want.kind || m.BackOn != back || m.About != want.about {
			t.Errorf("%s is %s, back on %s, about %q", name, m.Kind, m.BackOn, m.About)
		}
		if diff := cmp.Diff(want.failed, m.Failed); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCausesOfStatuses(t *testing.T) {
	for status, want := range map[string]inbox.Failure{
		"5.1.1": {Cause: inbox.NoAddress, Hard: true}, "5.1.10": {Cause: inbox.NoAddress, Hard: true}, "5.4.1": {Cause: inbox.NoAddress, Hard: true}, "5.2.1": {Cause: inbox.NoAddress, Hard: true},
		"5.1.2": {Cause: inbox.NoAddress, Hard: true}, "5.1.8": {Cause: inbox.Refusal}, "5.2.2": {Cause: inbox.Full}, "5.2.3": {Cause: inbox.Content}, "5.3.4": {Cause: inbox.Content},
		"5.4.7": {Cause: inbox.Machine}, "4.4.7": {Cause: inbox.Machine}, "5.7.1": {Cause: inbox.Refusal}, "5.7.26": {Cause: inbox.Refusal}, "5.0.0": {Cause: inbox.Unknown},
	} {
		m, err := inbox.ReadMail([]byte("From: MAILER-DAEMON@x.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
			"Reporting-MTA: dns; x.example\r\n\r\nFinal-Recipient: rfc822; an@client.example\r\nAction: failed\r\nStatus: " + status + "\r\n--b--\r\n"))
		if err != nil || len(m.Failed) != 1 || m.Failed[0].Cause != want.Cause || m.Failed[0].Hard != want.Hard || m.Failed[0].Delayed {
			t.Errorf("%s: %+v, %v", status, m.Failed, err)
		}
	}
}

func TestOwnWords(t *testing.T) {
	for name, text := range map[string]string{
		"Gmail":              "Mine\n\nOn Tue, Mar 3, 2026 at 10:11 AM Lys <compta@lys.example> wrote:\n> Old\n> old",
		"Gmail on two lines": "Mine\n\nOn Tue, Mar 3, 2026 at 10:11 AM Lys <\ncompta@lys.example> wrote:\n\n> Old",
		"French":             "Mine\n\nLe mar. 3 mars 2026 à 10:11, Lys <compta@lys.example> a écrit :\n> Old",
		"Dutch":              "Mine\n\nOp di 3 mrt 2026 om 10:11 schreef Lys <compta@lys.example>:\n> Old",
		"German":             "Mine\n\nAm Di., 3. März 2026 um 10:11 Uhr schrieb Lys <compta@lys.example>:\n\n> Old",
		"unmarked":           "Mine\n\nAm 03.03.2026 um 10:11 schrieb Lys:\nOld words\nand more",
		"original":           "Mine\n\n-----Original Message-----\nFrom: Lys\nOld",
		"ursprünglich":       "Mine\n\n-----Ursprüngliche Nachricht-----\nOld",
		"oorspronkelijk":     "Mine\n\n-----Oorspronkelijk bericht-----\nOld",
		"d’origine":          "Mine\n\n-----Message d'origine-----\nOld",
		"Outlook":            "Mine\n\nFrom: Lys <compta@lys.example>\nSent: Tuesday, March 3, 2026 10:11\nTo: Luc\nSubject: Reminder\n\nOld",
		"Outlook in French":  "Mine\n\n________________________________\nDe : Lys <compta@lys.example>\nEnvoyé : mardi 3 mars 2026 10:11\nÀ : Luc\nObjet : Rappel\n\nOld",
		"Outlook in Dutch":   "Mine\n\n*Van:* Lys <compta@lys.example>\n*Verzonden:* dinsdag 3 maart 2026 10:11\n*Aan:* Luc\n*Onderwerp:* Herinnering\n\nOld",
		"Outlook in German":  "Mine\n\nVon: Lys <compta@lys.example>\nGesendet: Dienstag, 3. März 2026 10:11\nAn: Luc\nBetreff: Mahnung\n\nOld",
		"a signature":        "Mine\n\n-- \nLuc\nClient SA",
		"iPhone":             "Mine\n\nSent from my iPhone",
		"iPhone in French":   "Mine\n\nEnvoyé de mon iPhone\n\n> Le 3 mars 2026 à 10:11, Lys a écrit :\n> Old",
		"iPhone in Dutch":    "Mine\n\nVerstuurd vanaf mijn iPhone",
		"iPhone in German":   "Mine\n\nVon meinem iPhone gesendet",
	} {
		all := inbox.Passages(text)
		whole, own := "", ""
		for _, p := range all {
			whole += p.Text
			if p.Voice == inbox.Writer {
				own += p.Text
			}
		}
		if whole != text || strings.TrimSpace(own) != "Mine" {
			t.Errorf("%s: %q", name, all)
		}
	}
}

func TestWordsBetweenQuotesAreOwn(t *testing.T) {
	text := "On 3 March 2026 at 10:11, Lys wrote:\n> Did you pay?\nYes.\n> When?\nYesterday.\n"
	var own []string
	for _, p := range inbox.Passages(text) {
		if p.Voice == inbox.Writer {
			own = append(own, p.Text)
		}
	}
	if !slices.Equal(own, []string{"Yes.\n", "Yesterday.\n"}) {
		t.Errorf("%q", own)
	}
}

func TestWhatOnlyLooksQuotedIsOwn(t *testing.T) {
	for _, text := range []string{
		"From: our side, all is well.\nWe pay on Friday.",
		"On 3 March you wrote to us:\nwe do not agree.",
		"De : quoi s'agit-il ?\nMerci",
		"-----\nTotal: 12\n-----",
		"We pay -- as agreed -- on Friday.",
		"Sent from my side on Monday, the transfer is on its way and you should have it by now, which my bank confirmed to me on the telephone today.",
	} {
		for _, p := range inbox.Passages(text) {
			if p.Voice != inbox.Writer {
				t.Errorf("%q is %s", p.Text, p.Voice)
			}
		}
	}
}

func FuzzPassages(f *testing.F) {
	f.Add("Mine\n\nOn 3 March 2026 at 10:11 Lys <a@b.example> wrote:\n> Old\n-- \nLuc\nSent from my iPhone")
	f.Add("Von: a\nGesendet: b\nAn: c\nBetreff: d\n\n>\n________\n")
	f.Fuzz(func(t *testing.T, text string) {
		whole := ""
		for _, p := range inbox.Passages(text) {
			whole += p.Text
		}
		if whole != text {
			t.Errorf("%q became %q", text, whole)
		}
	})
}

func BenchmarkReadMail(b *testing.B) {
	line := "> Nous vous remercions de votre paiement, et restons à votre disposition.\r\nLe montant est dû depuis le 3 mars 2026.\r\n"
	text := strings.Repeat(line, 300_000/len(line))
	page := strings.Repeat("<p>Nous vous <b>remercions</b> de votre paiement.</p>\r\n", 4000)
	raw := []byte(heading + parts("b", strings.Replace(parts("c", lines("Content-Type: text/plain; charset=utf-8", "", text), lines("Content-Type: text/html; charset=utf-8", "", page)), "mixed", "alternative", 1),
		attached("application/pdf", "a.pdf", strings.Repeat("%PDF-1.7 ", 40_000))))
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := inbox.ReadMail(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// TestALongMailIsReadOnce fails by the time it takes when a line is looked at for each line
// before it.
func TestALongMailIsReadOnce(t *testing.T) {
	for _, line := range []string{"--\n\n\n", "-----\n", "From: a\nb: c\n", "On 3 March Lys wrote 10:11:\n", "a\n", "> a\nb\n"} {
		text := strings.Repeat(line, 400_000/len(line))
		length := 0
		for _, p := range inbox.Passages(text) {
			length += len(p.Text)
		}
		if length != len(text) {
			t.Errorf("%q: %d of %d bytes", line, length, len(text))
		}
	}
}

func TestOwnWordsOfAPage(t *testing.T) {
	for name, page := range map[string]string{
		"Gmail": `<div dir="ltr">Mine</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Le mar. 3 mars 2026 à 10:11, Lys &lt;<a href="mailto:a@lys.example">a@lys.example</a>&gt; a écrit&nbsp;:<br></div>` +
			`<blockquote class="gmail_quote">Old<br>words</blockquote></div>`,
		"Outlook": `<p class=MsoNormal>Mine<o:p></o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Von:</b> Lys &lt;a@lys.example&gt; <br><b>Gesendet:</b> Dienstag, 3. März 2026 10:11<br>` +
			`<b>An:</b> Luc<br><b>Betreff:</b> Mahnung<o:p></o:p></p></div><p>Old</p>`,
		"Outlook on the web": `<div>Mine</div><hr><div><font><b>From:</b> Lys<br><b>Sent:</b> Tuesday, March 3, 2026<br><b>To:</b> Luc<br><b>Subject:</b> Reminder</font></div><div>Old</div>`,
		"Apple":              `<html><body>Mine<br><div><br><blockquote type="cite"><div>On 3 Mar 2026, at 10:11, Lys &lt;a@lys.example&gt; wrote:</div>Old</blockquote></div></body></html>`,
	} {
		m, err := inbox.ReadMail([]byte(heading + lines("Content-Type: text/html; charset=utf-8", "", page)))
		if err != nil || m.Own != "Mine" || !strings.Contains(m.Text, "Old") {
			t.Errorf("%s: %q of %q, %v", name, m.Own, m.Text, err)
		}
	}
}
