package web

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/company"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// sampleOwed is what the made-up customer of the preview owes, in the company's currency.
const sampleOwed = 124050

// portalSampleData is the customer's page as the settings would have it, for a customer that does not
// exist.
type portalSampleData struct {
	*visit
	Page  company.Portal
	Reads *locale.Words // as the customer reads it: in the company's usual language
}

// previewPortal shows the page as it is stored.
func previewPortal(v *visit, _ *store.Tx) (answer, error) {
	p := company.StandardPortal()
	if v.Company.Policy.Portal != nil {
		p = v.Company.Policy.Portal
	}
	return v.portalPreview(*p), nil
}

// previewTypedPage shows the page as it was typed; what is wrong with it is said when it is saved.
func previewTypedPage(v *visit) (answer, error) {
	f := portalForm{visit: v, Typed: map[string]string{}}
	_ = f.read()
	return v.portalPreview(f.Page), nil
}

func (v *visit) portalPreview(p company.Portal) answer {
	language := v.Words.Tag
	if l, err := locale.ParseLanguage(v.Company.Language); err == nil {
		language = locale.For(l, v.Company.Country)
	}
	return samplePage{portalSample(portalSampleData{v, p, v.site.Words.In(language)})}
}

// greeting is the company's own sentence; "" for none.
func (p portalSampleData) greeting() string {
	return p.Page.Greeting[string(p.Reads.Tag.Language())]
}

func (p portalSampleData) owed() money.Amount { return money.Of(sampleOwed, p.Company.Currency) }

// look is the address of the stylesheet of the colour; "" for none.
func (p portalSampleData) look() string {
	if p.Page.Colour == "" {
		return ""
	}
	return p.to("settings", "portal", "look.css") + "?" + url.Values{"of": {strings.TrimPrefix(p.Page.Colour, "#")}}.Encode()
}

func (p portalSampleData) logo() string {
	if p.Page.Logo == "" {
		return ""
	}
	return p.to("settings", "portal", "logo") + "?" + url.Values{"of": {p.Page.Logo[:8]}}.Encode()
}

func (p portalSampleData) says() (all []string) {
	for _, s := range company.Says() {
		if p.Page.Hears(s) {
			all = append(all, p.Reads.T("portal.say."+string(s)))
		}
	}
	return all
}

// samplePage is a page of its own that one of ours shows in a frame.
type samplePage struct{ Body templ.Component }

// framedPolicy is that of all pages, but that ours may show it in a frame.
var framedPolicy = strings.Replace(ui.Policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1)

func (f samplePage) answer(v *visit, header http.Header, body *bytes.Buffer) (int, error) {
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", framedPolicy)
	return http.StatusOK, f.Body.Render(v.Request.Context(), body)
}

// inline is something that a page loads.
type inline struct {
	MIME string
	Body []byte
}

func (i inline) answer(_ *visit, header http.Header, body *bytes.Buffer) (int, error) {
	header.Set("Content-Type", i.MIME)
	header.Set("Cache-Control", "private, max-age=300")
	_, err := body.Write(i.Body)
	return http.StatusOK, err
}

// ownLook is a colour as a stylesheet.
func ownLook(v *visit, _ *store.Tx) (answer, error) {
	return inline{"text/css; charset=utf-8", []byte(ui.Look("#" + v.query("of")))}, nil
}

// ownLogo is the company's logo.
func ownLogo(v *visit, tx *store.Tx) (answer, error) {
	p := v.Company.Policy.Portal
	if p == nil || p.Logo == "" {
		return nil, errNoPage
	}
	var doc evidence.Document
	doc, _, err := tx.Document(p.Logo)
	return inline{doc.MIME, doc.Body}, err
}

// saveLogo takes the logo, or takes it off where no file comes.
func saveLogo(v *visit) (answer, error) {
	file, err := v.logoFile()
	if err == nil {
		err = v.Desk.SetLogo(v.Request.Context(), v.Company.ID, file)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		wrong := v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) {
			f := v.portalForm()
			f.refusal = wrong
			return f.page(), nil
		})
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "portal") + "#logo", Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// logoFile is the file that was sent; none where the logo is to be taken off.
func (v *visit) logoFile() ([]byte, error) {
	head, err := v.oneFile(render.MostLogoFile)
	if v.Request.MultipartForm != nil {
		defer v.Request.MultipartForm.RemoveAll()
	}
	if err != nil && v.form("off") != "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}
