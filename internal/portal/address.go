package portal

import (
	"net/url"
	"strings"

	"acquit/internal/id"
	"acquit/internal/locale"
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

// ownLook is the address of the company's colour; "" where it has none.
func (v *visit) ownLook() string {
	if p := v.Company.Policy.Portal; p == nil || p.Colour == "" {
		return ""
	}
	// The colour stands in it, so that a browser fetches another one at once.
	return Path + v.Request.PathValue("token") + "/look.css?" + url.Values{"of": {strings.TrimPrefix(v.Company.Policy.Portal.Colour, "#")}}.Encode()
}
