package web

import (
	"slices"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// How many labels and account managers are offered in a menu, and as suggestions.
const (
	mostOffered   = 30
	mostSuggested = 200
)

// managedByMe stands for the address of whoever looks, so that the same link shows each
// person the own customers.
const managedByMe = "mine"

// marked reads from the address which labels and account managers are asked for.
func (v *visit) marked(l list) store.Marked {
	m := store.Marked{Label: l.get("label"), Manager: l.get("manager")}
	if m.Manager == managedByMe {
		m.Manager = v.Person.Email
	}
	return m
}

// marks are the labels and account managers that the filters of a list offer.
type marks struct {
	Labels   []string
	Managers []string          // addresses
	Names    map[string]string // of people of the company, by address
}

// marksInUse are those that customers have. Account managers whom rows show are among
// them.
func (v *visit) marksInUse(tx *store.Tx, rows []store.CustomerRow) (m marks, err error) {
	if m.Labels, err = tx.LabelsInUse(mostOffered); err != nil {
		return m, err
	}
	if m.Managers, err = tx.ManagersInUse(mostOffered); err != nil {
		return m, err
	}
	m.Names, err = tx.NamesOf(append(managersOf(rows), m.Managers...))
	return m, err
}

// managersOf are the account managers of some customers.
func managersOf(rows []store.CustomerRow) (all []string) {
	for n := range rows {
		all = append(all, rows[n].Manager)
	}
	return all
}

// name is what an account manager is called: by name, where it is a person of the company.
func (m *marks) name(address string) string {
	if name := m.Names[address]; name != "" {
		return name
	}
	return address
}

// menus are the filters by label and by account manager, as far as there are any.
func (m *marks) menus(w *locale.Words, l list) (all []ui.FilterMenu) {
	if len(m.Labels) > 0 {
		menu := ui.FilterMenu{Label: w.Cap("word.label")}
		for _, label := range m.Labels {
			menu.Options = append(menu.Options, ui.Choice{Label: label, Href: l.with("label", label),
				Current: customer.LabelKey(label) == customer.LabelKey(l.get("label"))})
		}
		all = append(all, menu)
	}
	if len(m.Managers) > 0 {
		menu := ui.FilterMenu{Label: w.Cap("word.account_manager"), Options: []ui.Choice{
			l.choice("manager", managedByMe, w.T("labels.mine")), l.choice("manager", store.NoManager, w.T("labels.without"))}}
		for _, address := range m.Managers {
			menu.Options = append(menu.Options, l.choice("manager", address, m.name(address)))
		}
		all = append(all, menu)
	}
	return all
}

// chips are the filters by label and by account manager that are in force.
func (m *marks) chips(w *locale.Words, l list) (all []ui.Chip) {
	if label := l.get("label"); label != "" {
		all = append(all, ui.Chip{Label: w.T("labels.chip", "Label", label), Remove: l.with("label", "")})
	}
	if manager := l.get("manager"); manager != "" {
		all = append(all, ui.Chip{Label: m.chip(w, manager), Remove: l.with("manager", "")})
	}
	return all
}

func (m *marks) chip(w *locale.Words, manager string) string {
	switch manager {
	case managedByMe:
		return w.T("labels.chip_mine")
	case store.NoManager:
		return w.T("labels.without")
	}
	return w.T("labels.chip_manager", "Manager", m.name(manager))
}

// labelLinks are a customer's labels, each of which leads to all who have it.
func (v *visit) labelLinks(labels []string) templ.Component {
	var all []templ.Component
	for _, label := range labels {
		all = append(all, ui.Label(label, v.toMarked("label", label)), ui.Words(" "))
	}
	return templ.Join(all...)
}

// toMarked is the list of the customers with a label or an account manager.
func (v *visit) toMarked(name, value string) string {
	return list{path: v.to("customers")}.with(name, value)
}

// anyLabelled reports whether one of some customers has a label.
func anyLabelled(rows []store.CustomerRow) bool {
	return slices.ContainsFunc(rows, func(c store.CustomerRow) bool { return len(c.Labels) > 0 })
}

// markFacts are a customer's labels and account manager, where there are any.
func (d *customerData) markFacts(v *visit) (all []ui.Fact) {
	w, c := v.Words, &d.Customer
	if len(c.Labels) > 0 {
		all = append(all, d.edited(v, customer.FieldLabels, ui.Fact{Label: w.Cap("word.labels"), Value: v.labelLinks(c.Labels)}))
	}
	if c.Manager != "" {
		link := ui.Link(d.Manager, v.toMarked("manager", c.Manager))
		all = append(all, d.edited(v, customer.FieldManager, ui.Fact{Label: w.Cap("word.account_manager"), Value: link}))
	}
	return all
}

// people are those who may be account managers, by name, and the others who are one.
type people struct {
	Members  []store.Member
	Managers []string // addresses in use
}

func loadPeople(tx *store.Tx) (p people, err error) {
	if p.Members, err = tx.Members(mostMembers); err != nil {
		return p, err
	}
	p.Managers, err = tx.ManagersInUse(mostOffered)
	return p, err
}

// options are the account managers to choose from; also is the address of one who is to
// be among them.
func (p *people) options(w *locale.Words, also string) []ui.Option {
	all := []ui.Option{{Value: "", Label: w.T("labels.nobody")}}
	for n := range p.Members {
		m := &p.Members[n]
		all = append(all, ui.Option{Value: m.Email, Label: m.Name + " · " + m.Email})
	}
	for _, address := range append(slices.Clone(p.Managers), also) {
		if address != "" && !slices.ContainsFunc(all, func(o ui.Option) bool { return o.Value == address }) {
			all = append(all, ui.Option{Value: address, Label: address})
		}
	}
	return all
}

// manager is the account manager that a form names: an address that was typed counts
// rather than one that was chosen.
func (v *visit) manager() (chosen, typed string) { return v.form("manager"), v.form("manager_other") }

// suggestions are labels in use, put behind those that a customer has already: a browser
// replaces all that stands in the field.
func suggestions(inUse, has []string) (all []ui.Option) {
	c := customer.Customer{Labels: has}
	for _, label := range inUse {
		if !c.Labelled(label) {
			all = append(all, ui.Option{Value: customer.LabelText(append(slices.Clone(has), label))})
		}
	}
	return all
}

// named are the identifiers of some customers as forms hold them unseen.
func named(rows []store.CustomerRow) []ui.Param {
	ids := make([]id.ID, len(rows))
	for n := range rows {
		ids[n] = rows[n].ID
	}
	return params("id", ids)
}
