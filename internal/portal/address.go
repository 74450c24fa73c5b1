package portal

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// languageParam is the language that a reader has chosen; it goes along from page to page.
const languageParam = "in"

func (v *visit) asked() string { return v.Request.URL.Query().Get(languageParam) }

// to is the address of a page behind the same link.
func (v *visit) to(path ...string) string { return v.with(nil, path...) }

// with is the address of a page with some values.
func (v *visit) with(values url.Values, path ...string) string {
	to := Path + strings.Join(append([]string{v.Request.PathValue("token")}, path...), "/")
	all := url.Values{}
	for name, value := range values {
		all[name] = value
	}
	if in := v.asked(); in != "" {
		all.Set(languageParam, in)
	}
	if len(all) > 0 {
		to += "?" + all.Encode()
	}
	return to
}

// toInvoice is the address of the page of an invoice.
func (v *visit) toInvoice(i id.ID) string { return v.to("invoice", i.String()) }

// languages are the choices of language: this page in each.
func (v *visit) languages() []ui.Choice {
	var all []ui.Choice
	for _, l := range locale.Languages {
		values := v.Request.URL.Query()
		values.Set(languageParam, string(l))
		all = append(all, ui.Choice{Label: l.OwnName(), Lang: string(l), Current: v.Words.Tag.Language() == l, Href: v.Request.URL.Path + "?" + values.Encode()})
	}
	return all
}

// ownLogo is the address of the company's logo; "" where it has none.
func (v *visit) ownLogo() string {
	if p := v.Company.Policy.Portal; p == nil || p.Logo == "" {
		return ""
	}
	return Path + v.Request.PathValue("token") + "/logo?" + url.Values{"of": {v.Company.Policy.Portal.Logo[:8]}}.Encode()
}

// look is the company's colour as a stylesheet.
func (s *site) look(v *visit, w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=300")
	_, err := io.WriteString(w, ui.Look(v.Company.Policy.Portal.Colour))
	return err
}

// logo gives out the company's logo, which was written anew when it came.
func (s *site) logo(v *visit, w http.ResponseWriter) error {
	hash := v.Company.Policy.Portal.Logo
	if hash == "" {
		return noFile()
	}
	var doc evidence.Document
	err := v.view(func(tx *store.Tx) (err error) {
		doc, _, err = tx.Document(hash)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", doc.MIME)
	w.Header().Set("Cache-Control", "private, max-age=300")
	_, err = w.Write(doc.Body)
	return err
}

// ownLook is the address of the company's colour; "" where it has none.
func (v *visit) ownLook() string {
	if p := v.Company.Policy.Portal; p == nil || p.Colour == "" {
		return ""
	}
	// The colour stands in it, so that a browser fetches another one at once.
	return Path + v.Request.PathValue("token") + "/look.css?" + url.Values{"of": {strings.TrimPrefix(v.Company.Policy.Portal.Colour, "#")}}.Encode()
}
