package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

func (s *site) accessRoutes() {
	s.getOwner("/settings/api", accessPage)
	s.getOwner("/settings/api/new", newAccessPage)
	s.postOwner("/settings/api/new", grantAccess)
	s.postOwner("/settings/api/{token}/revoke", revokeAccess)
}

// mostAccesses bounds the list of tokens.
const mostAccesses = 200

// docsAddress is where the API is described; see api.
const docsAddress = "/api/docs"

// scopes lists them, those that may least first.
var scopes = [...]user.Scope{user.ReadScope, user.WriteScope}

func scopeName(w *locale.Words, s user.Scope) string { return w.T("access.may." + string(s)) }

// accessData is the tokens of the company, and the one that was made just now.
type accessData struct {
	All    []user.Access
	Made   user.Access
	Secret user.Secret // shown in this very answer and nowhere else
}

func accessPage(v *visit, tx *store.Tx) (answer, error) { return v.accessAnswer(tx, accessData{}) }

func (v *visit) accessAnswer(tx *store.Tx, d accessData) (answer, error) {
	var err error
	d.All, err = tx.Accesses(mostAccesses)
	return page{Title: "API", Place: settings, Body: accessBody(v, &d)}, err
}

func (d *accessData) table(v *visit) ui.TableSpec {
	w := v.Words
	spec := ui.TableSpec{Caption: "API", Columns: []ui.Column{
		{Label: w.T("web.field.name"), Name: true}, {Label: w.T("access.scope"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("access.used"), Kind: ui.ColumnTight, From: ui.ScreenDesktop}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight},
		{Label: w.T("access.revoke"), Kind: ui.ColumnAction}},
		Empty: with(ui.EmptyState(ui.EmptySpec{Icon: ui.IconSettings, Title: w.T("access.empty_title"), Text: w.T("access.empty_text")}),
			ui.ButtonLink(ui.LinkSpec{Label: w.T("access.add"), Href: v.to("settings", "api", "new")}))}
	for n := range d.All {
		a := &d.All[n]
		spec.Rows = append(spec.Rows, ui.Row{ID: "t-" + a.ID.String(), Label: a.Name, Cells: []templ.Component{
			ui.Stacked(ui.Clipped(a.Name), ui.Words(w.T("access.made_by", "Time", v.local(a.CreatedAt), "Person", v.granter(a.CreatedBy)))),
			ui.Words(scopeName(w, a.Scope)), ui.Words(v.usedText(a)), v.accessState(a), v.revokeButton(a)}})
	}
	return spec
}

// granter is who made or revoked a token.
func (v *visit) granter(actor string) string {
	if strings.Contains(actor, "@") {
		return actor
	}
	return v.Words.T("access.by_command")
}

func (v *visit) usedText(a *user.Access) string {
	if a.UsedAt.IsZero() {
		return v.Words.T("access.never")
	}
	return v.stamp(a.UsedAt)
}

// accessState says whether a token can be used, and is.
func (v *visit) accessState(a *user.Access) templ.Component {
	w := v.Words
	switch {
	case !a.RevokedAt.IsZero():
		return ui.Stacked(ui.Tag(ui.ToneNeutral, ui.IconClose, w.T("access.ended")),
			ui.Words(w.T("access.revoked_by", "Time", v.local(a.RevokedAt), "Person", v.granter(a.RevokedBy))))
	case a.UsedAt.IsZero():
		return ui.Tag(ui.ToneWarn, ui.IconWait, w.T("access.unused"))
	}
	return ui.Tag(ui.ToneGood, ui.IconCheck, w.T("access.live"))
}

// revokeButton opens the question before a token is revoked.
func (v *visit) revokeButton(a *user.Access) templ.Component {
	if !a.RevokedAt.IsZero() {
		return ui.Words("")
	}
	return ui.Button(ui.ButtonSpec{Label: v.Words.T("access.revoke"), Size: ui.SizeSmall, Kind: ui.ButtonQuiet, Opens: "revoke-" + a.ID.String()})
}

// live are the tokens that can be revoked.
func (d *accessData) live() []user.Access {
	return slices.DeleteFunc(slices.Clone(d.All), func(a user.Access) bool { return !a.RevokedAt.IsZero() })
}

// newAccess is the form of a new token. Values are as typed.
type newAccess struct {
	Name    string
	Scope   user.Scope
	Problem string
}

func newAccessPage(v *visit, _ *store.Tx) (answer, error) {
	return v.accessForm(newAccess{Scope: user.ReadScope}), nil
}

func (v *visit) accessForm(d newAccess) page {
	return page{Title: v.Words.T("access.add"), Place: settings, Status: formStatus(d.Problem), Body: newAccessBody(v, &d)}
}

// grantAccess makes a token and shows its secret: kept in a session, it would stand in
// the database.
func grantAccess(v *visit) (answer, error) {
	form := newAccess{Name: v.form("name"), Scope: user.Scope(v.form("scope"))}
	made, secret, err := v.People.Grant(v.Request.Context(), v.Company.ID, form.Name, form.Scope, v.actor())
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		form.Problem = v.Words.Fault(err)
		return v.accessForm(form), nil
	}
	if err != nil {
		return nil, err
	}
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		return v.accessAnswer(tx, accessData{Made: made, Secret: secret})
	})
}

func revokeAccess(v *visit) (answer, error) {
	var i id.ID
	i, err := v.id("token")
	if err != nil {
		return nil, err
	}
	ended, err := v.People.Revoke(v.Request.Context(), v.Company.ID, i, v.actor())
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "api"), Toast: ui.Toast{Text: v.Words.T("access.revoked", "Name", ended.Name)}}, nil
}

func scopeOptions(w *locale.Words) (all []ui.Option) {
	for _, s := range scopes {
		all = append(all, ui.Option{Value: string(s), Label: scopeName(w, s)})
	}
	return all
}
