package web

import (
	"io"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/evidence"
	"acquit/internal/filename"
	"acquit/internal/locale"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// termsRoutes are those of the general terms, which steps may send with their mails.
func (s *site) termsRoutes() {
	s.getOwner("/settings/mail/terms/{language}", termsFile)
	s.postOwner("/settings/mail/terms", saveTerms)
	s.postOwner("/settings/mail/terms/{language}/forget", forgetTerms)
}

// terms lists the general terms by language.
func (d *mailData) terms() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("enclose.terms"), Columns: []ui.Column{{Label: w.T("web.field.language"), Kind: ui.ColumnTight}, {Label: w.T("document.file"), Name: true}, {Label: w.T("document.remove"), Kind: ui.ColumnAction}}}
	for _, l := range locale.Languages {
		kept, found := d.Company.Policy.GeneralTerms[string(l)]
		if !found {
			continue
		}
		href := d.to("settings", "mail", "terms", string(l))
		t.Rows = append(t.Rows, ui.Row{Label: kept.Name, Cells: []templ.Component{
			ui.Words(l.OwnName()), ui.Files([]ui.File{{Name: kept.Name, Size: render.FileSize(w, kept.Size), Href: href}}),
			ui.PostButton(href+"/forget", nil, ui.ButtonSpec{Label: w.T("document.remove"), Icon: ui.IconDelete, IconOnly: true, Size: ui.SizeSmall, Kind: ui.ButtonQuiet})}})
	}
	return t
}

// termsLanguages are the languages to choose from.
func termsLanguages() (all []ui.Option) {
	for _, l := range locale.Languages {
		all = append(all, ui.Option{Value: string(l), Label: l.OwnName()})
	}
	return all
}

func termsFile(v *visit, tx *store.Tx) (answer, error) {
	terms, found := v.Company.Policy.GeneralTerms[v.Request.PathValue("language")]
	if !found {
		return nil, errNoPage
	}
	return kept(tx, terms.Hash, terms.Name)
}

func saveTerms(v *visit) (answer, error) {
	d := mailData{visit: v}
	head, err := v.oneFile(collect.MostTerms)
	if err != nil {
		return nil, err
	}
	defer v.Request.MultipartForm.RemoveAll()
	file, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	body, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	in, err := locale.ParseLanguage(v.form("language"))
	if err != nil {
		return nil, err
	}
	doc := evidence.New(filename.Shown(head.Filename), "application/pdf", body)
	return d.saved("web.saved"), v.Desk.SetTerms(v.Request.Context(), v.Company, in, &doc)
}

func forgetTerms(v *visit) (answer, error) {
	d := mailData{visit: v}
	in, err := locale.ParseLanguage(v.Request.PathValue("language"))
	if err != nil {
		return nil, errNoPage
	}
	return d.saved("web.saved"), v.Desk.SetTerms(v.Request.Context(), v.Company, in, nil)
}
