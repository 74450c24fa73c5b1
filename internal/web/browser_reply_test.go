package web_test

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"acquit/internal/reply"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

const (
	longSubject = "Re: Re: Fwd: Rückfrage zur Zahlungserinnerung vom 5. Januar 2026 wegen der Lieferung nach Niederösterreich, Baustelle Wienerwaldtunnelbauabschnitt 4"
	longAddress = "buchhaltung.kreditoren.rechnungseingang@verwaltungsgesellschaft-rohrleitungsbau-niederoesterreich.example"
)

// manyFiles is a mail that brings many files.
func manyFiles(n int) string {
	var b strings.Builder
	b.WriteString("--b\nContent-Type: text/plain\n\nThe attached files show it.\n")
	for range n {
		b.WriteString("--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"Lieferschein mit einem sehr langen Namen der Baustelle.pdf\"\n\n%PDF-1.4\n")
	}
	return b.String() + "--b--"
}

func TestBrowserAnswersReplies(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	w := l.openWindow(t, b, "anne@lys.example")
	w.press(`.rail a[href$="/replies"]`)
	w.says("main", "Nobody waits for an answer")
	w.check("replies empty")

	l.books("ann@acme.example")
	promise := l.hear("Ann Acme <ann@acme.example>", "Subject: INV-2026-0001", "Dear all,\n\nWe will pay 300.00 EUR on 20 January 2026.\n\nKind regards,\nAnn\n\nOn 5 January 2026 at 09:00 Lys wrote:\n> Please pay.\n")
	l.hear("Niemand bei der Rohrleitungsbau <"+longAddress+">", "Subject: "+longSubject, "Die Rechnung ist falsch.")
	l.hear("Ann Acme <ann@acme.example>", hostileMail, manyFiles(9))
	w.press(`.rail a[href$="/replies"]`)
	w.says(`.rail a[href$="/replies"]`, "3")
	w.check("replies")
	w.Keyboard.MustType('j', 'x', 'j', 'x')
	w.check("replies selected")

	w.MustNavigate(w.url + l.at("replies", promise.ID.String())).MustWaitLoad()
	w.says("mark", "20 January 2026")
	w.check("reply promise")
	w.keys('1')
	w.says("#toasts", "The promise is noted: reminders wait until")
	if r := l.replyNow(promise.ID); r.State != reply.Dismissed {
		t.Errorf("the reply is %+v", r)
	}
	w.press("#toasts form .btn")
	w.says("#toasts", "1 reply waits for an answer again")

	w.Keyboard.MustType('r')
	w.MustWait(`() => document.activeElement.id === "body"`)
	w.MustElement("#body").MustInput("Thank you.")
	w.press("#answer .btn-primary")
	w.says("#toasts", "The answer leaves now")
	if r := l.replyNow(promise.ID); r.State != reply.Answered {
		t.Errorf("the reply is %+v", r)
	}
	w.follow("Niemand bei der")
	w.check("reply of nobody")
	w.MustElement("#whose").MustInput("acme")
	w.press("#customer form[method=get] .btn")
	w.press(`main form[action$="/place"] .btn`)
	w.says("#toasts", "reminders to this customer wait for the answer")
	w.check("reply placed")
	w.press(`.rail a[href$="/replies"]`)
	w.follow("Ann Acme")
	w.check("reply with files")
	w.MustNavigate(w.url + l.at("customers", l.acme.ID.String(), "write")).MustWaitLoad()
	w.check("write")
}

// The page that a stranger made runs nothing and asks nobody for anything, in its frame and by
// itself.
func TestBrowserShowsAMailThatRunsNothing(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.books("ann@acme.example")
	r := l.hear("ann@acme.example", "Subject: look\nContent-Type: text/html; charset=utf-8", `<html><head><title>x</title><meta http-equiv="refresh" content="0;url=/spied/refresh"><link rel="stylesheet" href="/spied/sheet"></head>
<body background="/spied/background" onload="parent.ran=1"><p id="words" style="color:red;background:url(/spied/css)">Look here.</p><script>parent.ran=1;window.top.ran=1</script>
<img src="/spied/pixel" onerror="parent.ran=1"><svg onload="parent.ran=1"><script>parent.ran=1</script></svg><iframe src="/spied/frame" srcdoc="<script>parent.parent.ran=1</script>"></iframe>
<form action="/spied/form"><input name="a" autofocus onfocus="parent.ran=1"><button>go</button></form><video src="/spied/video" poster="/spied/poster"></video>
<a href="javascript:parent.ran=1">click</a><style>@import "/spied/import"; p { background: url(/spied/style) }</style></body></html>`)
	w := l.openWindow(t, b, "anne@lys.example")
	asked := w.spy("*/spied/*")
	w.MustNavigate(w.url + l.at("replies", r.ID.String())).MustWaitLoad()
	w.MustElement("details:has(iframe) summary").MustClick()
	w.MustElement("iframe").MustScrollIntoView()
	if words := w.framed(); !strings.Contains(words, "Look here.") {
		t.Errorf("the frame shows %q", words)
	}
	w.check("reply as a page")
	if w.MustEval(`() => "ran" in window`).Bool() {
		t.Error("something in the frame ran")
	}
	w.MustNavigate(w.url + l.at("replies", r.ID.String(), "html")).MustWaitLoad()
	if w.MustEval(`() => "ran" in window || document.scripts.length > 0`).Bool() {
		t.Error("something ran where the page stands alone")
	}
	if all := asked(); len(all) > 0 {
		t.Errorf("the page of the mail asked for %v", all)
	}
}

// framed is what the frame of a page shows, once its page stands there: until then it holds an
// empty one, which goes away while it is read.
func (w *window) framed() (words string) {
	w.t.Helper()
	for end := time.Now().Add(chrome.Patience); words == "" && time.Now().Before(end); {
		frame, err := w.MustElement("iframe").Frame()
		if err != nil {
			w.t.Fatal(err)
		}
		if body, err := frame.Timeout(time.Second).ElementR("body", `\S`); err == nil {
			words, _ = body.Text()
		}
	}
	return words
}

// spy answers no request for an address of a pattern, and returns what tells which were made.
func (w *window) spy(pattern string) (asked func() []string) {
	w.t.Helper()
	var all []string
	var lock sync.Mutex
	router := w.HijackRequests()
	router.MustAdd(pattern, func(h *rod.Hijack) {
		lock.Lock()
		all = append(all, h.Request.URL().Path)
		lock.Unlock()
		h.Response.Fail(proto.NetworkErrorReasonBlockedByClient)
	})
	go router.Run()
	w.t.Cleanup(router.MustStop)
	return func() []string {
		lock.Lock()
		defer lock.Unlock()
		return slices.Clone(all)
	}
}
