package web

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/duty"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// Whose work is listed, as addresses say it. Without a word it is a person's own and nobody's, for
// who has any, and everybody's for who has none.
const (
	whoseMine   = "mine"
	whoseNobody = "nobody"
	whoseAll    = "all"
)

// owning is whose work a list shows, and how much there is.
type owning struct {
	Chosen        string // as the address says
	People        []store.Member
	Mine, Nobodys int
	Owned         bool // something is somebody's
}

// loadOwning reads whose work the address asks for.
func (v *visit) loadOwning(tx *store.Tx, chosen string) (o owning, err error) {
	if slices.Contains([]string{whoseMine, whoseNobody, whoseAll}, chosen) {
		o.Chosen = chosen
	}
	if o.Mine, o.Nobodys, o.Owned, err = tx.CountOwned(v.Person.Email, v.Today, mostCounted); err != nil {
		return o, err
	}
	o.People, err = answerers(tx)
	return o, err
}

// whose is what the list is narrowed to for a person.
func (o *owning) whose(person string) store.Whose {
	switch {
	case o.Chosen == whoseMine:
		return store.Whose{Person: person}
	case o.Chosen == whoseNobody:
		return store.Whose{Nobody: true}
	case o.Chosen == whoseAll || o.Mine == 0:
		return store.Whose{}
	}
	return store.Whose{Person: person, Nobody: true}
}

// tabs lead from one to the other, where anything is anybody's.
func (o *owning) tabs(v *visit, l list, later bool) (all []ui.TabSpec) {
	if !o.Owned && o.Chosen == "" {
		return nil
	}
	w := v.Words
	count := map[string]int{"": o.Mine + o.Nobodys, whoseMine: o.Mine, whoseNobody: o.Nobodys, whoseAll: v.counts.Tasks}
	for _, whose := range []string{"", whoseMine, whoseNobody, whoseAll} {
		if whose == "" && o.Mine == 0 {
			continue // it is everybody's
		}
		current := o.Chosen == whose || o.Mine == 0 && o.Chosen == "" && whose == whoseAll
		all = append(all, ui.TabSpec{Label: w.T("duty.whose." + cmp.Or(whose, "mine_nobody")), Href: asked(l.path, "whose", whose),
			Count: w.Int(int64(min(count[whose], mostCounted))), Current: current && !later})
	}
	return all
}

// memberName is a person by the mail address, as the company calls it.
func memberName(people []store.Member, email string) string {
	for _, m := range people {
		if m.Email == email && m.Name != "" {
			return m.Name
		}
	}
	return email
}

// ownerWords say whose something is, and why where that was given by itself; "" for nobody's.
func (v *visit) ownerWords(people []store.Member, owner, given string) string {
	if owner == "" {
		return ""
	}
	w, name := v.Words, memberName(people, owner)
	why, ok := duty.Read(given)
	if !ok {
		return w.T("duty.of", "Person", name)
	}
	return w.T("duty.given", "Person", name, "Why", v.whyWords(people, &why))
}

// whyWords say on what grounds work was given.
func (v *visit) whyWords(people []store.Member, why *duty.Why) string {
	w := v.Words
	words := v.ruleWords(&why.Rule, people)
	if why.IsManager {
		words = w.T("duty.by_manager")
	}
	if why.For != "" {
		words = joined(words, w.T("duty.stands_in", "Person", memberName(people, why.For)))
	}
	return words
}

// ruleWords say what a rule is about.
func (v *visit) ruleWords(r *duty.Rule, people []store.Member) string {
	w := v.Words
	var all []string
	if r.Kind != "" {
		all = append(all, taskTitle(w, r.Kind, ""))
	}
	for key, value := range map[string]string{"label": r.Label, "country": r.Country, "language": languageOrNone(w, r.Language), "manager": memberName(people, r.Manager)} {
		if value != "" {
			all = append(all, w.T("duty.is_"+key, "Value", value))
		}
	}
	slices.Sort(all)
	if r.Least > 0 {
		all = append(all, w.T("duty.is_least", "Value", money.Of(r.Least, v.Company.Currency)))
	}
	if len(all) == 0 {
		return w.T("duty.everything")
	}
	return strings.Join(all, ", ")
}

func languageOrNone(w *locale.Words, l string) string {
	if l == "" {
		return ""
	}
	return languageName(w, l)
}

// giveTasks says whose tasks are: a person's of the company, or nobody's.
func giveTasks(v *visit) (answer, error) {
	owner := v.form("owner")
	if owner != "" {
		var err error
		if owner, err = user.ParseEmail(owner); err != nil {
			return nil, err
		}
	}
	said := "duty.given_to"
	if owner == "" {
		said = "duty.given_nobody"
	}
	tasks, err := v.picked()
	if err != nil {
		return nil, err
	}
	given, err := v.Desk.GiveTasks(v.Request.Context(), v.Company.ID, tasks, owner)
	if err != nil {
		return nil, err
	}
	return moved{To: v.back(v.to("today")), Toast: ui.Toast{Text: v.Words.N(said, len(given), "Person", owner)}}, nil
}
