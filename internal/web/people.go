package web

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"acquit/internal/admit"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

func (s *site) peopleRoutes() {
	s.getOwner("/settings/people", peoplePage)
	s.getOwner("/settings/people/new", newPersonPage)
	s.postOwner("/settings/people/new", addPerson)
	s.getOwner("/settings/people/{person}", personPage)
	s.postOwner("/settings/people/{person}/role", changeRole)
	s.postOwner("/settings/people/{person}/link", newLink)
	s.postOwner("/settings/people/{person}/remove", removePerson)
}

// mostMembers bounds the list of people.
const mostMembers = 200

// roles lists them, those that may most first.
var roles = [...]user.Role{user.Owner, user.Controller, user.Sales, user.Reader}

func roleName(w *locale.Words, r user.Role) string { return w.T("web.role." + string(r)) }

// toPerson is the address of a colleague's page.
func (v *visit) toPerson(i id.ID, more ...string) string {
	return v.to(append([]string{"settings", "people", i.String()}, more...)...)
}

// settingsTabs are the pages of the settings.
func (v *visit) settingsTabs(current string) []ui.TabSpec {
	w := v.Words
	return []ui.TabSpec{{Label: w.Cap("word.company"), Href: v.to("settings"), Current: current == "company"},
		{Label: w.T("calendar.tab"), Href: v.to("settings", "calendar"), Current: current == "calendar"},
		{Label: w.T("sender.tab"), Href: v.to("settings", "sending"), Current: current == "sending"},
		{Label: w.T("outlet.tab"), Href: v.to("settings", "mail"), Current: current == "mail"},
		{Label: w.T("delivery.tab"), Href: v.to("settings", "delivery"), Current: current == "delivery"},
		{Label: w.T("guest.tab"), Href: v.to("settings", "portal"), Current: current == "portal"},
		{Label: w.T("gateway.tab"), Href: v.to("settings", "gateways"), Current: current == "gateways"},
		{Label: w.T("web.settings.people"), Href: v.to("settings", "people"), Current: current == "people"},
		{Label: w.T("duty.title"), Href: v.to("settings", "duty"), Current: current == "duty"},
		{Label: w.T("tolerance.title"), Href: v.to("settings", "matching"), Current: current == "matching"},
		{Label: w.T("claim.late.tab"), Href: v.to("settings", "late"), Current: current == "late"},
		{Label: w.T("rates.tab"), Href: v.to("settings", "rates"), Current: current == "rates"},
		{Label: w.T("inbox.title"), Href: v.to("settings", "inbox"), Current: current == "inbox"},
		{Label: "API", Href: v.to("settings", "api"), Current: current == "api"}}
}

// peopleData is who works for the company.
type peopleData struct {
	Members []store.Member
}

func peoplePage(v *visit, tx *store.Tx) (answer, error) {
	d := peopleData{}
	var err error
	if d.Members, err = tx.Members(mostMembers); err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.Members, func(a, b store.Member) int {
		return slices.Index(roles[:], a.Role) - slices.Index(roles[:], b.Role)
	})
	return page{Title: v.Words.T("web.settings.people"), Place: settings, Body: peopleBody(v, &d)}, nil
}

func (d *peopleData) table(v *visit) ui.TableSpec {
	w := v.Words
	spec := ui.TableSpec{Caption: w.T("web.settings.people"), Columns: []ui.Column{
		{Label: w.T("web.field.name"), Name: true}, {Label: w.T("web.settings.role"), Kind: ui.ColumnTight},
		{Label: w.T("web.field.language"), From: ui.ScreenTablet}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight}}}
	for n := range d.Members {
		m := &d.Members[n]
		href := v.toPerson(m.ID)
		spec.Rows = append(spec.Rows, ui.Row{ID: "u-" + m.ID.String(), Href: href, Label: m.Name, Cells: []templ.Component{
			ui.Stacked(ui.Link(m.Name, href), ui.Clipped(m.Email)), ui.Words(roleName(w, m.Role)),
			ui.Words(languageName(w, m.Language)), v.memberTag(m)}})
	}
	return spec
}

// memberTag says who is meant by "you", and who has not set a password yet.
func (v *visit) memberTag(m *store.Member) templ.Component {
	switch {
	case m.ID == v.Person.ID:
		return ui.Muted(v.Words.T("people.you"))
	case m.Password == "":
		return ui.Tag(ui.ToneWarn, ui.IconWait, v.Words.T("people.invited"))
	}
	return ui.Words("")
}

// newPerson is the form of somebody who is to work for the company. Values are as
// typed.
type newPerson struct {
	Email, Name, Language string
	Role                  user.Role
	Problem               string
	Mails                 bool // the link will be mailed
}

func newPersonPage(v *visit, tx *store.Tx) (answer, error) {
	return v.personForm(tx, newPerson{Language: v.Company.Language, Role: user.Controller})
}

func (v *visit) personForm(tx *store.Tx, d newPerson) (_ answer, err error) {
	if d.Mails, err = v.People.Mails(tx, &v.Company); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("people.add"), Place: settings, Status: formStatus(d.Problem), Body: newPersonBody(v, &d)}, nil
}

// addPerson lets somebody work for the company. Who has no account yet gets a link.
func addPerson(v *visit) (answer, error) {
	d := newPerson{Email: v.form("email"), Name: v.form("name"), Language: v.form("language"), Role: user.Role(v.form("role"))}
	member, err := v.isMember(d.Email)
	if err != nil {
		return nil, err
	}
	if member {
		d.Problem = v.Words.T("people.here_already", "Mail", d.Email)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.personForm(tx, d) })
	}
	person, known, err := v.People.Add(v.Request.Context(), v.Company.ID, user.User{Email: d.Email, Name: d.Name, Language: d.Language}, d.Role)
	if fault.KindOf(err) == fault.Invalid {
		d.Problem = v.Words.Fault(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.personForm(tx, d) })
	}
	if err != nil {
		return nil, err
	}
	if known {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) {
			return v.personAnswer(tx, person.ID, personNews{Known: true})
		})
	}
	return v.invite(person.ID)
}

// isMember reports whether somebody with an address works for the company already.
func (v *visit) isMember(mail string) (is bool, err error) {
	address, err := user.ParseEmail(mail)
	if err != nil {
		return false, nil // which is said when it is stored
	}
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) error {
		known, _, err := tx.UserByEmail(address)
		if err != nil {
			return err
		}
		role, err := tx.RoleOf(known.ID)
		is = role != ""
		return err
	})
	return is, err
}

// personData is a colleague with what may be done about them.
type personData struct {
	store.Member
	LinkEnd   time.Time // until when a link may be used; zero without one
	LastOwner bool
	Mails     bool // a new link will be mailed
	News      personNews
}

// personNews is what was done about a colleague just now, as far as the page says it
// this once.
type personNews struct {
	Invited *admit.Invitation // a link was made, for the owner to hand over
	Known   bool              // an account that there was may now work here
	NoLink  string            // why there is no link; "" when none was asked for
	Status  int
}

func personPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("person")
	if err != nil {
		return nil, err
	}
	return v.personAnswer(tx, i, personNews{})
}

func (v *visit) personAnswer(tx *store.Tx, i id.ID, news personNews) (answer, error) {
	d := personData{News: news}
	var err error
	if d.Role, err = tx.RoleOf(i); err != nil {
		return nil, err
	}
	if d.Role == "" {
		return nil, errNoPage
	}
	if d.User, _, err = tx.UserByID(i); err != nil {
		return nil, err
	}
	if d.Mails, err = v.People.Mails(tx, &v.Company); err != nil {
		return nil, err
	}
	if d.LinkEnd, err = tx.PasswordLinkEnd(i); err != nil {
		return nil, err
	}
	owners, err := tx.CountOwners()
	d.LastOwner = d.Role == user.Owner && owners == 1
	return page{Title: d.Name, Place: settings, Status: news.Status, Body: personBody(v, &d)}, err
}

// facts say who the person is here.
func (d *personData) facts(v *visit) []ui.Fact {
	w := v.Words
	return []ui.Fact{{Label: w.T("ui.mail"), Value: ui.Words(d.Email)}, {Label: w.T("web.settings.role"), Value: ui.Words(roleName(w, d.Role))},
		{Label: w.T("web.field.language"), Value: ui.Words(languageName(w, d.Language))},
		{Label: w.T("ui.password"), Value: ui.Words(d.passwordState(v))}}
}

// passwordState says whether the person can sign in.
func (d *personData) passwordState(v *visit) string {
	w := v.Words
	open := d.LinkEnd.After(time.Now())
	switch {
	case d.Password == "" && open:
		return w.T("people.password_invited", "Time", v.local(d.LinkEnd))
	case d.Password == "":
		return w.T("people.password_none")
	case open:
		return w.T("people.password_renewed", "Time", v.local(d.LinkEnd))
	}
	return w.T("people.password_set")
}

// others are the roles that the person may be given.
func (d *personData) others() []user.Role {
	return slices.DeleteFunc(slices.Clone(roles[:]), func(r user.Role) bool { return r == d.Role })
}

// linkEffect says what a new link does.
func (d *personData) linkEffect(v *visit) string {
	w := v.Words
	if d.Mails {
		return w.T("people.link_effect_mail", "Mail", d.Email, "Days", linkDays(w))
	}
	return w.T("people.link_effect", "Person", d.Name, "Days", linkDays(w))
}

func changeRole(v *visit) (answer, error) {
	i, err := v.id("person")
	if err != nil {
		return nil, err
	}
	to := user.Role(v.form("role"))
	if err := v.People.ChangeRole(v.Request.Context(), v.Company.ID, i, to); err != nil {
		return nil, err
	}
	back := v.toPerson(i)
	if i == v.Person.ID { // who is no owner any more has no people's page
		back = v.to("overview")
	}
	return moved{To: back, Toast: ui.Toast{Text: v.Words.T("people.role_changed", "Role", roleName(v.Words, to))}}, nil
}

func newLink(v *visit) (answer, error) {
	i, err := v.id("person")
	if err != nil {
		return nil, err
	}
	return v.invite(i)
}

// invite makes a link. One that is for the owner to hand over is shown in this very
// answer and nowhere else: kept in a session, it would stand in the database.
func (v *visit) invite(i id.ID) (answer, error) {
	// A mail that was begun is sent to its end, whoever waits for it.
	ctx := context.WithoutCancel(v.Request.Context())
	made, err := v.People.Invite(ctx, v.Company, i, v.passwordAddress, time.Now())
	news := personNews{Invited: &made}
	switch kind := fault.KindOf(err); {
	case kind == fault.Conflict || kind == fault.Unavailable:
		news = personNews{NoLink: v.Words.Fault(err), Status: statuses[kind]}
	case err != nil:
		return nil, err
	case made.Mailed:
		return moved{To: v.toPerson(i), Toast: ui.Toast{Text: v.Words.T("people.mailed", "Mail", made.Person.Email)}}, nil
	}
	return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.personAnswer(tx, i, news) })
}

func removePerson(v *visit) (answer, error) {
	i, err := v.id("person")
	if err != nil {
		return nil, err
	}
	if err := v.People.Remove(v.Request.Context(), v.Company.ID, i); err != nil {
		return nil, err
	}
	if i == v.Person.ID {
		return moved{To: "/"}, nil
	}
	return moved{To: v.to("settings", "people"), Toast: ui.Toast{Text: v.Words.T("people.removed")}}, nil
}

func roleOptions(w *locale.Words) (all []ui.Option) {
	for _, r := range roles {
		all = append(all, ui.Option{Value: string(r), Label: roleName(w, r)})
	}
	return all
}

// addVerb is the verb of the form: what happens besides.
func addVerb(v *visit, d *newPerson) string {
	if d.Mails {
		return v.Words.T("people.add_and_mail")
	}
	return v.Words.T("people.add")
}

func invitationTone(d *personData) ui.Tone {
	if d.News.Invited.Trouble != "" {
		return ui.ToneWarn
	}
	return ui.ToneGood
}

// invitationText says what to do with a link.
func invitationText(v *visit, d *personData) string {
	text := v.Words.T("people.hand_over", "Time", v.local(d.News.Invited.Until))
	if d.News.Invited.Trouble != "" {
		return v.Words.T("people.not_mailed", "Answer", d.News.Invited.Trouble) + " " + text
	}
	return text
}
