package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"acquit/internal/admit"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/seal"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
	"acquit/internal/web"
)

// password is everybody's.
const password = "correct horse battery"

// hashed is password as stored.
var hashed = testkit.Hash(password)

// desk is a site over a store, as a browser reaches it.
type desk struct {
	t     testing.TB
	store *store.Store
	clock *testkit.Clock
	desk  *collect.Desk
	till  *till.Desk
	admit *admit.Desk
	pages http.Handler
	url   string
}

// inboxDir is where the pages say that files may be put. No test puts one there.
const inboxDir = "/srv/inbox"

// sealing is a key for the passwords of mailboxes.
func sealing(t testing.TB) *seal.Key {
	t.Helper()
	key, err := seal.New(make([]byte, seal.KeyLen))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// open serves the pages over a store. Options change how.
func open(t testing.TB, s *store.Store, clock *testkit.Clock, options ...func(*web.Config)) *desk {
	t.Helper()
	book, days := locale.NewBook(), calendar.New()
	work := &collect.Desk{Store: s, Calendar: days, Words: book}
	people := admit.New(s, book, nil)
	config := web.Config{
		Store: s, Words: book, Calendar: days, Desk: work, People: people, Inbox: &intake.Inbox{Store: s, Words: book, Key: sealing(t), Dir: inboxDir},
		Today: func(*company.Company) date.Date { return clock.Today() }, Now: clock.Now,
		Log: slog.New(slog.DiscardHandler),
	}
	for _, option := range options {
		option(&config)
	}
	if config.Till == nil {
		config.Till = &till.Desk{Store: s, Key: sealing(t), Today: config.Today}
	}
	pages := web.New(config)
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	config.Till.Address = server.URL
	return &desk{t: t, store: s, clock: clock, desk: work, till: config.Till, admit: people, pages: pages, url: server.URL}
}

// person stores somebody who works for a company.
func (d *desk) person(company id.ID, mail string, role user.Role) user.User {
	d.t.Helper()
	u := user.User{Email: mail, Name: strings.TrimSuffix(mail, "@lys.example"), Language: "en", Password: hashed}
	testkit.Update(d.t, d.store, company, func(tx *store.Tx) error {
		if err := tx.AddUser(&u); err != nil {
			return err
		}
		return tx.Join(u.ID, role)
	})
	return u
}

// browser is a browser with its own cookies. It does not follow redirects, so
// that tests see them.
type browser struct {
	*desk
	client http.Client
}

func (d *desk) browser() *browser {
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	return &browser{d, http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// page is what a browser was answered.
type page struct {
	status   int
	header   http.Header
	text     string
	location string
}

func (b *browser) do(r *http.Request) page {
	b.t.Helper()
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{answer.StatusCode, answer.Header, string(body), answer.Header.Get("Location")}
}

func (b *browser) get(path string) page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

// cookies are what the browser sends with each request.
func (b *browser) cookies() []*http.Cookie {
	address, err := url.Parse(b.url)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.client.Jar.Cookies(address)
}

// crowd is a client that keeps a connection for each of many readers.
var crowd = http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers}}

// fetch reads an answer to its end and returns its status.
func fetch(r *http.Request) (int, error) {
	answer, err := crowd.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// post sends a form as a browser does from a page of the site itself.
func (b *browser) post(path string, form ...string) page {
	b.t.Helper()
	return b.postFrom("same-origin", path, form...)
}

func (b *browser) postFrom(site, path string, form ...string) page {
	b.t.Helper()
	values := url.Values{}
	for n := 0; n < len(form); n += 2 {
		values.Add(form[n], form[n+1])
	}
	r, err := http.NewRequest(http.MethodPost, b.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", site)
	return b.do(r)
}

// signIn signs somebody in and returns the browser.
func (d *desk) signIn(mail string) *browser {
	d.t.Helper()
	b := d.browser()
	if p := b.post("/sign-in", "mail", mail, "password", password); p.status != http.StatusSeeOther {
		d.t.Fatalf("%s cannot sign in: %d", mail, p.status)
	}
	return b
}

// at is the address of a company's page.
func at(company id.ID, parts ...string) string {
	return "/c/" + company.String() + "/" + strings.Join(parts, "/")
}
