package web_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
)

// upload sends files, given as name and content in turn, in a form.
func (b *browser) upload(path string, partly bool, files ...string) page {
	b.t.Helper()
	return b.uploadWith(path, partly, nil, files...)
}

// uploadWith is upload with the values of other fields of the form.
func (b *browser) uploadWith(path string, partly bool, fields map[string]string, files ...string) page {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			b.t.Fatal(err)
		}
	}
	for n := 0; n < len(files); n += 2 {
		part, err := form.CreateFormFile("files", files[n])
		if err != nil {
			b.t.Fatal(err)
		}
		io.WriteString(part, files[n+1])
	}
	form.Close()
	return b.send(path, form.FormDataContentType(), partly, &body)
}

func (b *browser) send(path, kind string, partly bool, body io.Reader) page {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.url+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if partly {
		r.Header.Set("HX-Request", "true")
	}
	return b.do(r)
}

const twoCustomers = "number;name;email\nC1;Brouwerij De Ketel;ketel@customer.example\nC2;<b>Fat</b>;not an address\n"

func TestFilesAreTakenInWithAReportForEach(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		shows(t, l.anne.get(l.at("import")), "Nothing was imported yet", `type="file"`)
		p := l.anne.upload(l.at("import"), true, "../../customers.csv", twoCustomers, hostile+".xml", "<x/>", "empty.cod", "")
		shows(t, p, "3 files, 2 with errors", "2 new", "customers.csv", "neither an invoice nor a credit note", "The file is empty", "Line 3", "not an address")
		if strings.Contains(p.text, "..") || strings.Contains(p.text, "<b>Fat") || strings.Contains(p.text, "<html") {
			t.Errorf("the report is %s", p.text)
		}
		whole := l.anne.upload(l.at("import"), false, "customers.csv", twoCustomers)
		shows(t, whole, "2 known already", "<html")
		history := l.anne.get(l.at("import"))
		shows(t, history, "customers.csv", "anne@lys.example", "2 new", "2 known already")

		link := history.text[strings.LastIndex(history.text, l.at("import")+"/"):]
		link = link[:strings.IndexByte(link, '"')]
		shows(t, l.anne.get(link), "Line 3", "2 new", "csv")
		if file := l.anne.get(link + "/file"); file.text != twoCustomers || file.header.Get("Content-Type") != "text/csv" {
			t.Errorf("the file comes back as %s: %q", file.header.Get("Content-Type"), file.text)
		}
		if p := l.stranger.get(strings.Replace(link, l.company.ID.String(), l.strangersCompany().String(), 1)); p.status != http.StatusNotFound {
			t.Errorf("another company's import answers %d", p.status)
		}
	})
}

func TestAFormWithoutFilesIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		for what, p := range map[string]page{
			"no form":        l.anne.post(l.at("import"), "files", "x"),
			"no file":        l.anne.upload(l.at("import"), false),
			"a file unnamed": l.anne.upload(l.at("import"), false, "", "x"),
			"half a form":    l.anne.send(l.at("import"), "multipart/form-data; boundary=x", false, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nhalf")),
		} {
			if p.status != http.StatusUnprocessableEntity {
				t.Errorf("%s answers %d: %s", what, p.status, p.text)
			}
		}
	})
}

func TestTooManyFilesAreRefusedTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		var files []string
		for n := range 1001 {
			files = append(files, fmt.Sprintf("%d.csv", n), "x")
		}
		if p := l.anne.upload(l.at("import"), false, files...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "1,000 files") {
			t.Errorf("answers %d", p.status)
		}
		shows(t, l.anne.get(l.at("import")), "Nothing was imported yet")
	})
}

func TestReadersImportNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		p := l.reader.get(l.at("import"))
		shows(t, p)
		if strings.Contains(p.text, `type="file"`) {
			t.Error("a reader is offered to import")
		}
		for who, b := range map[string]*browser{"a reader": l.reader, "a stranger": l.stranger} {
			p := b.upload(l.at("import"), false, "customers.csv", twoCustomers)
			if p.status != http.StatusForbidden && p.status != http.StatusNotFound {
				t.Errorf("%s's import answers %d", who, p.status)
			}
		}
		shows(t, l.anne.get(l.at("import")), "Nothing was imported yet")
	})
}

func TestAnImportIsUndoneOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.anne.upload(l.at("import"), false, "customers.csv", twoCustomers)
		history := l.anne.get(l.at("import"))
		link := history.text[strings.LastIndex(history.text, l.at("import")+"/"):]
		link = link[:strings.IndexByte(link, '"')]
		shows(t, l.anne.get(link), "Undo this import", "What 2 records of this file brought")
		if p := l.reader.post(link + "/undo"); p.status != http.StatusForbidden {
			t.Errorf("a reader's undo answers %d", p.status)
		}
		if p := l.stranger.post(link + "/undo"); p.status != http.StatusNotFound {
			t.Errorf("a stranger's undo answers %d", p.status)
		}
		if p := l.anne.post(link + "/undo"); p.status != http.StatusSeeOther {
			t.Errorf("the undo answers %d: %s", p.status, p.text)
		}
		shows(t, l.anne.get(link), "2 customers removed", "Undone by")
		p := l.anne.post(link + "/undo")
		if p.status != http.StatusConflict {
			t.Errorf("undone twice: %d", p.status)
		}
		shows(t, l.anne.get(l.at("import")), "Undone")
	})
}
