package portal_test

import (
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"acquit/internal/customer"
	"acquit/internal/dispute"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

// contested is a house with a dispute, and a delivery note that is kept with its invoice.
func contested(t *testing.T, s *store.Store, clock *testkit.Clock) (h *house, about dispute.Dispute) {
	t.Helper()
	h = open(t, s, clock)
	late, _ := h.owes()
	placed := hold.Hold{Invoice: late.ID, Cause: hold.ForDispute, Amount: testkit.Euro("300.00"), Reason: "Three <b>are</b> broken", PlacedBy: "anne@lys.example"}
	if _, err := h.desk.PlaceHold(t.Context(), customer.Ref{Company: h.company.ID, Customer: h.debtor.ID}, placed, clock.Today()); err != nil {
		t.Fatal(err)
	}
	testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
		doc := evidence.New("signed.pdf", "application/pdf", []byte("%PDF-1.7 signed"))
		if err := tx.Keep(doc); err != nil {
			return err
		}
		if err := tx.Attach(&evidence.Attachment{Invoice: late.ID, Kind: evidence.DeliveryNote, Name: "signed.pdf", Hash: doc.Hash, AddedBy: "anne@lys.example"}); err != nil {
			return err
		}
		all, err := tx.DisputesOf(late.ID, 1)
		about = all[0]
		return err
	})
	return h, about
}

// asksColleague asks somebody, and returns the path that the mail leads to.
func (h *house) asksColleague(about dispute.Dispute) string {
	h.t.Helper()
	h.desk.Address = h.url
	w := locale.NewBook().In(locale.For(locale.English, "BE"))
	if err := h.desk.AskOpinion(h.t.Context(), h.company.ID, about.ID, "driver@lys.example", "Did you see the <i>crates</i>?", "anne@lys.example", w, h.clock.Today()); err != nil {
		h.t.Fatal(err)
	}
	all := h.box.List()
	path := regexp.MustCompile(`/a/[A-Z2-7]{26}`).FindString(all[0].Mail.Text)
	if path == "" || all[0].To[0] != "driver@lys.example" {
		h.t.Fatalf("%+v", all[0])
	}
	return path
}

// answers sends what a colleague says.
func (h *house) answers(path string, form url.Values) (int, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), "POST", h.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", h.url)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestAColleagueAnswersWithoutAnAccount(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, about := contested(t, s, clock)
		path := h.asksColleague(about)
		_, page := h.ask("GET", path)
		for _, says := range []string{"R-1", "€300.00", "Did you see the &lt;i&gt;crates", "Three &lt;b&gt;are&lt;/b&gt; broken", "signed.pdf"} {
			if !strings.Contains(page, says) {
				t.Errorf("the page lacks %q: %s", says, page)
			}
		}
		if strings.Contains(page, "500.00") {
			t.Error("it shows another invoice")
		}
		if file, body := h.ask("GET", path+"/1"); file.StatusCode != http.StatusOK || body != "%PDF-1.7 signed" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the proof: %d %s", file.StatusCode, body)
		}
		if file, _ := h.ask("GET", path+"/2"); file.StatusCode != http.StatusNotFound {
			t.Errorf("no such proof: %d", file.StatusCode)
		}
		for says, form := range map[string]url.Values{"who is right": {"text": {"x"}}, "a few words": {"view": {"right"}}} {
			if status, page := h.answers(path, form); status != http.StatusUnprocessableEntity || !strings.Contains(page, says) {
				t.Errorf("%s: %d %s", says, status, page)
			}
		}
		said := url.Values{"view": {"partly"}, "text": {"One crate was <wet>."}}
		for range 2 {
			if status, page := h.answers(path, said); status != http.StatusOK || !strings.Contains(page, "Thank you") || !strings.Contains(page, "One crate was &lt;wet&gt;.") {
				t.Errorf("%d %s", status, page)
			}
		}
		if status, _ := h.answers(path, url.Values{"view": {"wrong"}, "text": {"No."}}); status != http.StatusUnprocessableEntity {
			t.Errorf("something else later: %d", status)
		}
		testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
			all, err := tx.OpinionsOf(about.ID)
			if len(all) != 1 || all[0].View != dispute.IsPartly || all[0].Text != "One crate was <wet>." {
				t.Errorf("%+v", all)
			}
			counts, wrong := tx.CountTasks()
			if counts[task.OpinionCame] != 1 {
				t.Errorf("%v", counts)
			}
			if err != nil {
				return err
			}
			return wrong
		})
	})
}

func TestALinkToAColleagueEnds(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, about := contested(t, s, clock)
		path := h.asksColleague(about)
		_, never := h.ask("GET", "/a/"+string(id.NewToken()))
		clock.Advance((dispute.OpinionDays*24 + 25) * time.Hour)
		if answer, page := h.ask("GET", path); answer.StatusCode != http.StatusNotFound || page != never {
			t.Errorf("%d: %s", answer.StatusCode, page)
		}
		if status, _ := h.answers(path, url.Values{"view": {"right"}, "text": {"late"}}); status != http.StatusNotFound {
			t.Errorf("answered late: %d", status)
		}
	})
}

func TestGuessesOfColleaguesAreSlowed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, _ := contested(t, s, clock)
		slowed := false
		for n := 0; n < 300 && !slowed; n++ {
			answer, _ := h.ask("GET", "/a/"+string(id.NewToken()))
			slowed = answer.StatusCode == http.StatusTooManyRequests
		}
		if !slowed {
			t.Error("300 guesses are answered")
		}
	})
}

func TestWhoCannotBeAsked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, about := contested(t, s, clock)
		w := locale.NewBook().In(locale.For(locale.English, "BE"))
		ask := func(address, question string) fault.Kind {
			return fault.KindOf(h.desk.AskOpinion(t.Context(), h.company.ID, about.ID, address, question, "anne@lys.example", w, clock.Today()))
		}
		if k := ask("nobody", "why?"); k != fault.Invalid {
			t.Errorf("no address: %s", k)
		}
		if k := ask("driver@lys.example", " "); k != fault.Invalid {
			t.Errorf("no question: %s", k)
		}
		h.box.Refuse("driver@lys.example")
		if k := ask("driver@lys.example", "why?"); k != fault.Unavailable {
			t.Errorf("an address that is refused: %s", k)
		}
		testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
			all, err := tx.OpinionsOf(about.ID)
			if len(all) != 0 {
				t.Errorf("kept though no mail left: %+v", all)
			}
			return err
		})
	})
}

func TestBrowserAsksAColleague(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h, about := contested(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	path := h.asksColleague(about)
	views := []chrome.View{{Name: "phone", Width: 390, Theme: "dark"}, {Name: "desk", Width: 1440, Theme: "light"}}
	page := chrome.Guarded(chrome.Page(t, browser))
	page.MustSetBlockedURLs("*.js")
	page.MustNavigate(h.url + path).MustWaitLoad()
	chrome.Look(t, page, "colleague", views...)
	page.MustElement("input[value=partly]").MustClick()
	page.MustElement("#text").MustInput("One crate was wet.")
	arrived := chrome.Arrival(t, page)
	page.MustElement("form .btn-primary").MustClick()
	arrived()
	page.MustElementR("p[role=status]", "Thank you")
	chrome.Look(t, page, "colleague-thanks", views...)
}
