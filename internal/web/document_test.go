package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// attach sends a file with what it is.
func (b *browser) attach(path, kind, note, name, body string) page {
	b.t.Helper()
	var sent bytes.Buffer
	form := multipart.NewWriter(&sent)
	form.WriteField("kind", kind)
	form.WriteField("note", note)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	part.Write([]byte(body))
	form.Close()
	return b.send(path, form.FormDataContentType(), false, &sent)
}

// between is what stands between two texts of a page.
func between(p page, before, after string) string {
	_, rest, _ := strings.Cut(p.text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}

func TestADocumentIsAttachedTakenOffAndPutBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		if err := s.KeepDocumentsIn(t.TempDir()); err != nil {
			t.Fatal(err)
		}
		l := newLedger(t, s, clock)
		for what, place := range map[string]string{"invoice": l.at("invoices", l.r1.ID.String()), "customer": l.at("customers", l.acme.ID.String())} {
			done := l.anne.attach(place+"/documents", "order", hostile, hostile+".html", "<script>alert(1)</script>")
			if done.status != http.StatusSeeOther || done.location != place+"#documents" {
				t.Fatalf("%s: attaching answers %d %s: %s", what, done.status, done.location, done.text)
			}
			p := l.anne.get(place)
			shows(t, p, "Documents", "Order", "is attached", "anne@lys.example", "was attached")
			if story := p.text[strings.Index(p.text, `class="timeline"`):]; !strings.Contains(story, `href="`+l.at("documents")+"/") {
				t.Errorf("%s: the timeline does not lead to the file", what)
			}
			file := l.at("documents") + "/" + between(p, `href="`+l.at("documents")+"/", `"`)
			got := l.reader.get(file)
			if got.text != "<script>alert(1)</script>" || got.header.Get("Content-Type") != "application/octet-stream" || got.header.Get("X-Content-Type-Options") != "nosniff" ||
				!strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") || got.header.Get("Content-Length") != "25" {
				t.Errorf("%s: the download is %v %q", what, got.header, got.text)
			}
			if p := l.stranger.get(file); p.status != http.StatusNotFound {
				t.Errorf("%s: a stranger's download answers %d", what, p.status)
			}
			if p := l.reader.post(file + "/remove"); p.status != http.StatusForbidden {
				t.Errorf("%s: a reader takes it off: %d", what, p.status)
			}
			if p := l.anne.post(file + "/remove"); p.status != http.StatusSeeOther {
				t.Errorf("%s: taking off answers %d", what, p.status)
			}
			if p := l.anne.get(place); strings.Contains(p.text, `href="`+file+`"`) {
				t.Errorf("%s: it is still there", what)
			}
			if p := l.anne.post(file + "/restore"); p.status != http.StatusSeeOther {
				t.Errorf("%s: putting back answers %d", what, p.status)
			}
			shows(t, l.anne.get(place), file)
			if p := l.anne.attach(place+"/documents", "poem", "", "a.txt", "x"); p.status != http.StatusUnprocessableEntity && p.status != http.StatusBadRequest {
				t.Errorf("%s: no kind of document answers %d", what, p.status)
			}
		}
	})
}

func TestAPDFThatWaitsIsGivenItsInvoice(t *testing.T) {
	pdf, err := os.ReadFile("../format/pdf/testdata/no-invoice.pdf")
	if err != nil {
		t.Fatal(err)
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		shows(t, l.anne.upload(l.at("import"), true, "Bestelbon INV-2026-0002.pdf", string(pdf)), "Attached to INV-2026-0002")
		shows(t, l.anne.upload(l.at("import"), true, "scan.pdf", string(pdf)+"\n"), "Waits for its invoice", "Choose the invoice")
		today := l.anne.get(l.at("today"))
		shows(t, today, "Attach a document to its invoice", "scan.pdf")
		var imported id.ID
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
			all, err := tx.Imports(0, 1)
			imported = all[0].ID
			return err
		})
		page := l.at("import", imported.String(), "attach")
		if !strings.Contains(today.text, page) {
			t.Error("the task does not lead to the page")
		}
		shows(t, l.anne.get(page+"?q=acme"), "Which invoice does scan.pdf belong to?", "INV-2026-0001", "INV-2026-0002")
		done := l.anne.post(page, "invoice", l.r1.ID.String(), "kind", "other")
		if done.status != http.StatusSeeOther {
			t.Fatalf("%d: %s", done.status, done.text)
		}
		shows(t, l.anne.get(l.at("invoices", l.r1.ID.String())), "scan.pdf")
		shows(t, l.anne.get(l.at("import", imported.String())), "Attached to INV-2026-0001")
		if p := l.anne.get(l.at("today")); strings.Contains(p.text, "scan.pdf") {
			t.Error("the task stays")
		}
	})
}

func TestBrowserAttachesADocument(t *testing.T) {
	l, w := openList(t, chromium(t))
	path := filepath.Join(t.TempDir(), "offerte met handtekening.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.7\nsigned"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.MustNavigate(w.url + l.at("invoices", l.r1.ID.String())).MustWaitLoad()
	w.MustElement("#documents summary").MustClick()
	w.check("invoice attach")
	w.MustElement("#file").MustSetFiles(path)
	w.MustElement("#kind").MustSelect("Signed quote")
	w.MustElement("#note").MustInput("signed on site")
	w.press("#documents .btn-primary")
	w.says("#toasts", "offerte met handtekening.pdf is attached")
	w.says("#documents", "Signed quote")
	w.press("#toasts form .btn")
	w.says("#toasts", "was taken off")
	w.press("#toasts form .btn")
	w.says("#documents", "offerte met handtekening.pdf")
	w.check("invoice attached")
}

func TestBrowserAttachesInFrenchAndGerman(t *testing.T) {
	l, w := openList(t, chromium(t))
	dir := t.TempDir()
	for _, c := range []struct{ language, file, kind, done string }{
		{"fr", "devis signé – Établissements Vandenbroucke-Delacroix, 2026.pdf", "Devis signé", "est joint"},
		{"de", "unterschriebenes Angebot über die Wartung.pdf", "Unterschriebenes Angebot", "ist angehängt"},
	} {
		path := filepath.Join(dir, c.file)
		if err := os.WriteFile(path, []byte("%PDF-1.7\nsigned in "+c.language), 0o600); err != nil {
			t.Fatal(err)
		}
		w.MustNavigate(w.url + l.at("invoices", l.r1.ID.String())).MustWaitLoad()
		w.inLanguage(c.language)
		w.MustElement("#documents summary").MustClick()
		w.MustElement("#file").MustSetFiles(path)
		w.MustElement("#kind").MustSelect(c.kind)
		w.press("#documents .btn-primary")
		w.says("#toasts", c.file+" "+c.done)
		w.says("#documents", c.kind)
		w.check("attached in " + c.language)
	}
}
