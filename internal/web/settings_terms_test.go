package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// Owners keep the general terms, one file for each language; others do not.
func TestOwnersKeepTheGeneralTerms(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c := open(t, s, clock), testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		d.person(c.ID, "zoe@lys.example", user.Controller)
		b, to := d.signIn("anne@lys.example"), at(c.ID, "settings", "mail", "terms")
		upload := func(b *browser, body string) page {
			var sent bytes.Buffer
			form := multipart.NewWriter(&sent)
			form.WriteField("language", "nl")
			part, err := form.CreateFormFile("file", "voorwaarden <1>.pdf")
			if err != nil {
				t.Fatal(err)
			}
			part.Write([]byte(body))
			form.Close()
			return b.send(to, form.FormDataContentType(), false, &sent)
		}
		if p := upload(d.signIn("zoe@lys.example"), "%PDF-1.7\nterms"); p.status != http.StatusForbidden {
			t.Errorf("a controller who keeps terms is %d", p.status)
		}
		if p := upload(b, "<html>"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("what is no PDF is %d", p.status)
		}
		leads(t, upload(b, "%PDF-1.7\nterms"))
		kept, found := d.policyOf(c).GeneralTerms["nl"]
		if !found || strings.ContainsAny(kept.Name, "<>") && !strings.Contains(kept.Name, "voorwaarden") {
			t.Errorf("%+v", kept)
		}
		shows(t, b.get(at(c.ID, "settings", "mail")), "General terms", "Nederlands", "voorwaarden")
		if p := b.get(to + "/nl"); p.text != "%PDF-1.7\nterms" || !strings.HasPrefix(p.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the file is %q, %v", p.text, p.header)
		}
		leads(t, b.post(to+"/nl/forget"))
		if p := b.get(to + "/nl"); p.status != http.StatusNotFound {
			t.Errorf("terms that were taken away are %d", p.status)
		}
	})
}
