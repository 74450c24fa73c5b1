package web

import (
	"acquit/internal/locale"
	"acquit/internal/web/ui"
)

// place is a destination of the rail; its text is the last part of its address.
type place string

// The places, in the order of the rail.
const (
	today     place = "today"
	overview  place = "overview"
	customers place = "customers"
	invoices  place = "invoices"
	bank      place = "bank"
	replies   place = "replies"
	disputes  place = "disputes"
	plans     place = "plans"
	cases     place = "collections"
	messages  place = "messages"
	scenarios place = "scenarios"
	imports   place = "import"
	settings  place = "settings"
)

// shell is what surrounds a page.
func (v *visit) shell(p page) ui.ShellSpec {
	return ui.ShellSpec{
		Title: p.Title, Theme: theme(v.Request), NarrowRail: narrowRail(v.Request),
		Nav: v.rail(p.Place), Company: v.Company.Name, Companies: v.companies(),
		Search: ui.SearchSpec{Action: v.to("search"), Suggest: v.to("search", "suggest"), Query: p.Query},
		Today:  v.Today, Languages: languages(v.Words, v.Request),
		Person: ui.PersonSpec{Name: v.Person.Name, Mail: v.Person.Email, SignOut: signOutPath,
			Links: []ui.Choice{{Label: v.Words.T("people.account"), Href: v.to("account")}}},
	}
}

func (v *visit) rail(current place) []ui.NavItem {
	w := v.Words
	items := []ui.NavItem{
		v.railItem(today, ui.IconToday, w.T("web.nav.today")),
		v.railItem(overview, ui.IconOverview, w.T("web.nav.overview")),
		v.railItem(customers, ui.IconCustomers, w.T("web.nav.customers")),
		v.railItem(invoices, ui.IconInvoices, w.T("web.nav.invoices")),
		v.railItem(bank, ui.IconBank, w.T("web.nav.bank")),
		v.railItem(replies, ui.IconReply, w.T("reply.title")),
		v.railItem(disputes, ui.IconDisputed, w.T("dispute.title")),
		v.railItem(plans, ui.IconPlans, w.T("instalment.title")),
		v.railItem(cases, ui.IconCollection, w.T("case.title")),
		v.railItem(messages, ui.IconMessages, w.T("web.nav.messages")),
		v.railItem(scenarios, ui.IconScenarios, w.T("scenario.title")),
		v.railItem(imports, ui.IconImport, w.T("web.nav.import")),
	}
	if v.Role.MayAdminister() {
		items = append(items, v.railItem(settings, ui.IconSettings, w.T("web.nav.settings")))
	}
	for n := range items {
		items[n].Current = items[n].Href == v.to(string(current))
	}
	return items
}

// railItem is a destination; it is counted where people must act.
func (v *visit) railItem(p place, icon ui.Icon, label string) ui.NavItem {
	item := ui.NavItem{Icon: icon, Label: label, Href: v.to(string(p))}
	switch p {
	case today:
		item.Count = v.counts.Tasks + v.mentions
		item.Counted = v.Words.N("word.n_tasks", item.Count)
	case bank:
		item.Count = v.counts.Entries
		item.Counted = v.Words.N("web.n_to_confirm", item.Count)
	case disputes:
		item.Count = v.counts.Disputes
		item.Counted = v.Words.N("dispute.n_open", item.Count)
	case replies:
		item.Count = v.counts.Replies
		item.Counted = v.Words.N("reply.n_waiting", item.Count)
	}
	return item
}

// companies are the companies that the person may switch to.
func (v *visit) companies() []ui.Choice {
	var all []ui.Choice
	for _, m := range v.works {
		all = append(all, ui.Choice{Label: m.Company.Name, Href: pathOf(m.Company.ID, string(overview)), Current: m.Company.ID == v.Company.ID})
	}
	return all
}

// atMost writes a count that was not counted beyond mostCounted.
func atMost(w *locale.Words, key string, n int) string {
	if n >= mostCounted {
		return w.T("web.more_than", "What", w.N(key, mostCounted))
	}
	return w.N(key, n)
}
