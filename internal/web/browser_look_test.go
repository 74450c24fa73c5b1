package web_test

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/proto"

	"acquit/internal/company"
	"acquit/internal/dunning"
	"acquit/internal/message"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
	"acquit/internal/testkit/pdfread"
	"acquit/internal/user"
)

// everyView is both widths in both themes.
var everyView = []chrome.View{{Name: "phone-dark", Width: 390, Theme: "dark"}, {Name: "phone-light", Width: 390, Theme: "light"}, {Name: "desk-dark", Width: 1440, Theme: "dark"}, {Name: "desk-light", Width: 1440, Theme: "light"}}

// see looks at pages of the company in every view.
func (w *window) see(c company.Company, pages ...string) {
	w.t.Helper()
	for _, p := range pages {
		w.MustNavigate(w.url + at(c.ID) + p).MustWaitLoad()
		if w.title() == "" {
			w.t.Errorf("%s has no title", p)
		}
		chrome.Look(w.t, w.Page, strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(p), "-"), everyView...)
	}
}

// What a new company sees says why it is empty, and bars nobody.
func TestBrowserLooksAtAnEmptyCompany(t *testing.T) {
	_, c, w := openOffice(t, func(d *desk, _ company.Company) { d.desk.Key = sealing(d.t) })
	w.see(c, "/today", "/replies", "/replies?view=closed", "/post", "/delivery", "/delivery/days",
		"/settings/mail", "/settings/gateways", "/settings/gateways?example=sms", "/settings/gateways?example=print", "/settings/delivery", "/settings/duty")
}

// The same pages of a company that works, with names as long as they come.
func TestBrowserLooksAtWhatWaits(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := prepared(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock, dunning.Step{Channels: []message.Channel{message.Letter}, Approve: true})
	l.person(l.company.ID, "olga@lys.example", user.Owner)
	w := l.openWindow(t, b, "olga@lys.example")
	w.see(l.company, "/approve", "/approve/"+l.lastMessage().ID.String())
	l.books("ann@acme.example")
	l.hear("Niemand bei der Rohrleitungsbau <"+longAddress+">", "Subject: "+longSubject, "Die Rechnung ist falsch.")
	l.hear("Ann Acme <ann@acme.example>", hostileMail, manyFiles(2))
	l.dutyTask("one")
	l.delivers(nil)
	l.bills("2026-"+strings.Repeat("0123456789", 4), 12)
	olga, acme := l.signIn("olga@lys.example"), "/customers/"+l.acme.ID.String()
	leads(t, olga.post(l.at("settings", "duty"), "person", "anne@lys.example", "label", strings.Repeat("Baustelle", 6)))
	w.see(l.company, "/today", "/replies", "/post", "/delivery", "/delivery/days", "/settings/duty", acme, acme+"?print=1", acme+"/conversation", acme+"/call")
}

// On paper the history of a customer says whose it is, which part of it stands there, and on
// which page; nothing stands there that is to be pressed.
func TestBrowserPrintsTheTimeline(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.happens(60)
	w := l.openWindow(t, b, "anne@lys.example")
	place := w.url + l.at("customers", l.acme.ID.String())
	w.MustNavigate(place + "?print=1&since=2020-01-01&show=money").MustWaitLoad()
	text := w.printed()
	for _, want := range []string{l.company.Name, "Acme & Zonen", "Timeline", "Invoices and payments", "From", "INV-2026-0001"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not stand on paper:\n%s", want, text)
		}
	}
	for _, never := range []string{"Settings", "Write a note", "Skip to", "Sign out", "Change the scenario"} {
		if strings.Contains(text, never) {
			t.Errorf("%q stands on paper", never)
		}
	}
	if !strings.Contains(strings.ReplaceAll(text, " ", ""), "\n1/") {
		t.Errorf("no page has its number:\n%s", text)
	}
	l.books("ann@acme.example")
	l.hear("Ann Acme <ann@acme.example>", "Subject: the last line", strings.Repeat("line\n", 30)+"END OF IT")
	w.MustNavigate(place + "/conversation?print=1").MustWaitLoad()
	if talk := w.printed(); !strings.Contains(talk, "END OF IT") || !strings.Contains(talk, l.company.Name) || strings.Contains(talk, "Show the rest") {
		t.Errorf("a conversation on paper:\n%s", talk)
	}
}

// printed is the text of the page as it comes out of the printer.
func (w *window) printed() string {
	w.t.Helper()
	r, err := w.PDF(&proto.PagePrintToPDF{PreferCSSPageSize: true, PrintBackground: true})
	if err != nil {
		w.t.Fatal(err)
	}
	pdf, err := io.ReadAll(r)
	if err != nil {
		w.t.Fatal(err)
	}
	chrome.Keep(w.t, "printed.pdf", pdf)
	return pdfread.Elsewhere(w.t, pdf)
}
