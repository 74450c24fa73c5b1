package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/web"
)

// temporary is a folder in which the program puts its temporary files, and nobody else.
func temporary(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	return folder
}

// lying are the files that lie somewhere below a folder.
func lying(t *testing.T, folder string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if path != folder && err == nil {
			all = append(all, path)
		}
		return nil // what goes away meanwhile does not lie there
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// until waits for what another goroutine does.
func until(t *testing.T, what string, there func() bool) {
	t.Helper()
	for range 2000 {
		if there() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("in vain: %s", what)
}

// One upload is bounded as a whole: before it is read where its length is told, and as it
// comes otherwise. Nothing of it stays.
func TestAnUploadIsBoundedAsAWhole(t *testing.T) {
	for _, tt := range []struct{ language, want string }{
		{"en", "larger than 1 MB together"}, {"fr", "dépassent ensemble 1 Mo"}, {"nl", "samen groter dan 1 MB"}, {"de", "zusammen größer als 1 MB"},
	} {
		t.Run(tt.language, func(t *testing.T) {
			folder := temporary(t)
			clock := testkit.NewClock()
			s := testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock)
			d := open(t, s, clock, func(c *web.Config) { c.MostUpload = 1 << 20 })
			company := testkit.Company(t, s)
			d.person(company.ID, "anne@lys.example", "owner")
			anne := d.signIn("anne@lys.example")
			anne.get("/language?to=" + tt.language + "&back=/")
			shows(t, anne.get(at(company.ID, "import")), `data-most="1048576"`, tt.want)

			body := "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.csv\"\r\n\r\n" + strings.Repeat("number;name\n", 200_000) + "\r\n--x--\r\n"
			kind, path := "multipart/form-data; boundary=x", at(company.ID, "import")
			for what, b := range map[string]io.Reader{"length told": strings.NewReader(body), "length not told": io.MultiReader(strings.NewReader(body))} {
				if p := anne.send(path, kind, true, b); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, tt.want) || strings.Contains(p.text, "<html") {
					t.Errorf("%s: %d %s", what, p.status, p.text)
				}
			}
			if p := anne.upload(path, true, "a.csv", "number;name\n1;"+strings.Repeat("x", 1000)+"\n", "b.csv", strings.Repeat("\n", 1<<20-2000)); p.status != http.StatusOK {
				t.Errorf("as much as may be: %d %s", p.status, p.text)
			}
			if all := lying(t, folder); len(all) > 0 {
				t.Errorf("there lie %v", all)
			}
		})
	}
}

// unread is a body that nobody may read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.ErrUnexpectedEOF
}

func TestWhoMayNotImportIsRefusedBeforeAnythingIsRead(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		folder := temporary(t)
		l := newLedger(t, s, clock)
		for name, tt := range map[string]struct {
			who    *browser
			site   string
			length int64
			want   int
		}{
			"another site":                {l.anne, "cross-site", -1, http.StatusForbidden},
			"nobody":                      {l.browser(), "same-origin", -1, http.StatusSeeOther},
			"a reader":                    {l.reader, "same-origin", -1, http.StatusForbidden},
			"a stranger":                  {l.stranger, "same-origin", -1, http.StatusNotFound},
			"more than there is room for": {l.anne, "same-origin", 5 << 30, http.StatusUnprocessableEntity},
		} {
			r := httptest.NewRequest(http.MethodPost, l.at("import"), unread{t})
			r.ContentLength = tt.length
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
			r.Header.Set("Sec-Fetch-Site", tt.site)
			for _, c := range tt.who.cookies() {
				r.AddCookie(c)
			}
			answer := httptest.NewRecorder()
			l.pages.ServeHTTP(answer, r)
			if answer.Code != tt.want {
				t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
			}
		}
		if all := lying(t, folder); len(all) > 0 {
			t.Errorf("there lie %v", all)
		}
	})
}

func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		folder := temporary(t)
		l := newLedger(t, s, clock)
		address, err := url.Parse(l.url)
		if err != nil {
			t.Fatal(err)
		}
		line, err := net.Dial("tcp", address.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer line.Close()
		cookie := l.anne.cookies()[0]
		fmt.Fprintf(line, "POST %s HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nCookie: %s=%s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n"+
			"--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.csv\"\r\n\r\n%s", l.at("import"), address.Host, cookie.Name, cookie.Value, strings.Repeat("number;name\n", 10_000))
		until(t, "the file comes in", func() bool { return len(lying(t, folder)) == 2 })
		line.Close()
		until(t, "it is put away", func() bool { return len(lying(t, folder)) == 0 })
		shows(t, l.anne.get(l.at("import")), "Nothing was imported yet")
	})
}

// occupy writes to a customer, as a large import does, until what it returns is called.
func occupy(t *testing.T, s *store.Store, company, customer id.ID) (leave func()) {
	t.Helper()
	holds, leaves, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.Update(t.Context(), company, func(tx *store.Tx) error {
			err := tx.LockCustomers([]id.ID{customer})
			close(holds)
			<-leaves
			return err
		})
	}()
	<-holds
	return func() {
		close(leaves)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// While a large file is taken in, pages are read as ever, and who writes hears after a
// while what it waits for.
func TestWhoWritesDuringALargeImportHearsWhy(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		hasty := httptest.NewUnstartedServer(l.pages)
		hasty.Config.BaseContext = func(net.Listener) context.Context { return db.Patient(context.Background(), 50*time.Millisecond) }
		hasty.Start()
		t.Cleanup(hasty.Close)
		leave := occupy(t, s, l.company.ID, l.acme.ID)
		holds := l.at("customers", l.acme.ID.String(), "holds")
		try := func(language string, partly bool) page {
			r, err := http.NewRequest(http.MethodPost, hasty.URL+holds, bytes.NewReader([]byte("reason=the+fair")))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			if partly {
				r.Header.Set("HX-Request", "true")
			}
			for _, c := range l.anne.cookies() {
				r.AddCookie(c)
			}
			r.AddCookie(&http.Cookie{Name: "language", Value: language})
			return l.browser().do(r)
		}
		for language, want := range map[string]string{
			"en": "A large file is being taken in", "fr": "Un fichier volumineux est en cours", "nl": "Er wordt een groot bestand ingelezen", "de": "Eine große Datei wird gerade eingelesen",
		} {
			for _, partly := range []bool{false, true} {
				p := try(language, partly)
				if p.status != http.StatusServiceUnavailable || p.header.Get("Retry-After") != "60" || !strings.Contains(p.text, want) || strings.Contains(p.text, "<html") == partly {
					t.Errorf("%s: %d, again after %q: %s", language, p.status, p.header.Get("Retry-After"), p.text)
				}
			}
		}
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "Acme")
		leave()
		if p := try("en", false); p.status != http.StatusSeeOther {
			t.Errorf("afterwards: %d", p.status)
		}
	})
}
