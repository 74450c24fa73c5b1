package portal_test

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"acquit/internal/admit"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/smtp"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/portal"
	"acquit/internal/seal"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

// house is a company that has sent a mail with too large a file, and the pages that its link
// leads to.
type house struct {
	t       *testing.T
	store   *store.Store
	clock   *testkit.Clock
	desk    *collect.Desk
	company company.Company
	debtor  customer.Customer
	message id.ID
	path    string // of the link in the mail
	url     string
	box     *catcher.Catcher
	till    *till.Desk
}

const tooLarge = 8_000_000

func open(t *testing.T, s *store.Store, clock *testkit.Clock) *house {
	t.Helper()
	h := &house{t: t, store: s, clock: clock, company: testkit.Company(t, s)}
	box, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	h.box = box
	t.Cleanup(func() { box.Close() })
	config, err := smtp.Parse(box.URL())
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.New(config)
	t.Cleanup(func() { server.Close() })
	words := locale.NewBook()
	h.desk = &collect.Desk{Store: s, Calendar: calendar.New(), Words: words, Channel: server, Address: "https://acquit.example"}
	h.debtor = testkit.Customer(t, s, h.company.ID, "ACME")
	h.message, err = h.desk.Write(t.Context(), customer.Ref{Company: h.company.ID, Customer: h.debtor.ID}, collect.Letter{Subject: "<b>Your terms</b>", Body: "As agreed.",
		Files: []evidence.Document{evidence.New("terms & more.pdf", "application/pdf", bytes.Repeat([]byte("t"), tooLarge))}}, "anne@lys.example", clock.Today())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.desk.Send(t.Context(), h.company.ID, clock.Today(), nil); err != nil {
		t.Fatal(err)
	}
	mails := box.List()
	if len(mails) != 1 {
		t.Fatalf("%d mails came", len(mails))
	}
	if h.path = regexp.MustCompile(`/p/[A-Z2-7]{26}`).FindString(mails[0].Mail.Text); h.path == "" {
		t.Fatalf("no link in %s", mails[0].Mail.Text)
	}
	key, err := seal.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	today := func(*company.Company) date.Date { return clock.Today() }
	h.till = &till.Desk{Store: s, Key: key, Today: today}
	all := http.NewServeMux()
	all.Handle(ui.StaticPath, ui.Static())
	guests := portal.New(portal.Config{Store: s, Words: words, Desk: h.desk, Guests: admit.New(s, words, server), Till: h.till, Now: clock.Now, Log: slog.New(slog.DiscardHandler),
		Today: today})
	all.Handle(portal.Path, guests)
	all.Handle(portal.AskPath, guests)
	pages := httptest.NewServer(all)
	t.Cleanup(pages.Close)
	h.url, h.till.Address = pages.URL, pages.URL
	return h
}

func (h *house) ask(method, path string) (*http.Response, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Close = true // as a browser's download may: whoever has the file hangs up
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer, string(body)
}

// fetched counts what the customer's timeline says of files that were fetched.
func (h *house) fetched() (n int) {
	testkit.View(h.t, h.store, h.company.ID, func(tx *store.Tx) error {
		events, err := tx.TimelineOf(h.message, 100)
		for _, e := range events {
			if e.Kind == timeline.FileFetched {
				n++
			}
		}
		return err
	})
	return n
}

func TestALinkLeadsToItsFiles(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		page, text := h.ask("GET", h.path)
		if page.StatusCode != http.StatusOK || !strings.Contains(text, "terms &amp; more.pdf") || !strings.Contains(text, html.EscapeString(h.company.Name)) || strings.Contains(text, "<b>Your") {
			t.Fatalf("%d: %s", page.StatusCode, text)
		}
		if strings.Contains(text, "<script>") || strings.Contains(text, "Acquit") || len(text) > 20_000 {
			t.Errorf("the page has %d bytes", len(text))
		}
		for head, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"} {
			if got := page.Header.Get(head); got != want {
				t.Errorf("%s is %q", head, got)
			}
		}
		for tag, word := range map[string]string{"fr": "Vos fichiers", "nl": "Bestanden voor u", "de": "Dateien für Sie"} {
			if _, text := h.ask("GET", h.path+"?in="+tag); !strings.Contains(text, word) || !strings.Contains(text, `lang="`+tag) {
				t.Errorf("%s: %s", tag, text)
			}
		}
		if head, _ := h.ask("HEAD", h.path+"/1"); head.StatusCode != http.StatusOK || h.fetched() != 0 {
			t.Errorf("to ask whether a file is there is %d, and counts as fetched %d times", head.StatusCode, h.fetched())
		}
		for range 2 {
			file, body := h.ask("GET", h.path+"/1")
			if len(body) != tooLarge || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || file.Header.Get("Content-Type") != "application/pdf" {
				t.Errorf("%d bytes, %v", len(body), file.Header)
			}
		}
		// It is noted behind the last byte, when the reader may have gone already.
		for wait := 0; h.fetched() == 0 && wait < 200; wait++ {
			time.Sleep(25 * time.Millisecond)
		}
		if n := h.fetched(); n != 1 {
			t.Errorf("on one day it is noted %d times that the file was fetched", n)
		}
		for _, path := range []string{h.path + "/0", h.path + "/2", h.path + "/x", h.path + "/1/1"} {
			if p, _ := h.ask("GET", path); p.StatusCode != http.StatusNotFound {
				t.Errorf("%s is %d", path, p.StatusCode)
			}
		}
	})
}

// A link that has ended, or was ended, is answered like one that never was.
func TestALinkThatEndedTellsNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		_, never := h.ask("GET", "/p/"+string(id.NewToken()))
		was := clock.Now()
		clock.Set(was.Add(91 * 24 * time.Hour))
		if p, text := h.ask("GET", h.path); p.StatusCode != http.StatusNotFound || text != never {
			t.Errorf("after its time it is %d: %s", p.StatusCode, text)
		}
		clock.Set(was)
		for range 2 {
			if err := h.desk.EndLink(t.Context(), h.company.ID, h.message, "anne@lys.example", clock.Today()); err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{h.path, h.path + "/1"} {
			if p, text := h.ask("GET", path); p.StatusCode != http.StatusNotFound || text != never {
				t.Errorf("%s of what was ended is %d: %s", path, p.StatusCode, text)
			}
		}
	})
}

// Ten thousand guesses find nothing, and all but the first few are not even looked at.
func TestGuessesFindNothingAndAreSlowed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		count := map[int]int{}
		for n := range 10_000 {
			p, _ := h.ask("GET", fmt.Sprintf("/p/%026d", n))
			count[p.StatusCode]++
		}
		if count[http.StatusOK] != 0 || count[http.StatusNotFound] > 20 || count[http.StatusTooManyRequests] < 9_900 {
			t.Errorf("%v", count)
		}
	})
}

// Whoever reads much with a good link is not taken for one who guesses.
func TestAGoodLinkIsNotSlowed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		for range 60 {
			if p, _ := h.ask("GET", h.path); p.StatusCode != http.StatusOK {
				t.Fatalf("%d", p.StatusCode)
			}
		}
	})
}

// That the page was opened is noted once a day, and not for programs that only look at links.
func TestThatThePageWasOpenedIsNoted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		opened := func() (n int) {
			testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
				events, err := tx.TimelineOf(h.message, 100)
				for _, e := range events {
					if e.Kind == timeline.PageOpened {
						n++
					}
				}
				return err
			})
			return n
		}
		h.ask("GET", h.path)
		if n := opened(); n != 0 {
			t.Errorf("a program opened it %d times", n)
		}
		for days, want := range []int{1, 2} {
			for range 3 {
				r, err := http.NewRequestWithContext(t.Context(), "GET", h.url+h.path, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Sec-Fetch-Mode", "navigate")
				answer, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
			if n := opened(); n != want {
				t.Errorf("on day %d it is noted %d times", days, n)
			}
			clock.Advance(24 * time.Hour)
		}
	})
}
