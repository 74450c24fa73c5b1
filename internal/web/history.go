package web

import (
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

// filter reads from the address which part of the history is wanted. What it does not know
// narrows nothing.
func (d *customerData) filter(v *visit, customer id.ID) (err error) {
	d.filters = v.list("show", "q", "since", "till", "print")
	d.filters.path = v.toCustomer(customer)
	d.Filter = store.HistoryFilter{Number: d.filters.get("q")}
	if g := timeline.Group(d.filters.get("show")); len(g.Kinds()) > 0 {
		d.Filter.Group = g
	}
	if d.Filter.From, err = v.day("since"); err == nil {
		d.Filter.Till, err = v.day("till")
	}
	return err
}

// filtered reports whether a part of the history is left out.
func (d *customerData) filtered() bool { return d.Filter != store.HistoryFilter{} }

// toHistory is an address of the page with its history in sight.
func toHistory(href string) string { return href + "#timeline" }

// filterBar narrows the history.
func (d *customerData) filterBar(v *visit) ui.FilterSpec {
	w, l := v.Words, d.filters
	f := ui.FilterSpec{Action: toHistory(l.path), Search: w.T("dossier.search_invoice"), Query: d.Filter.Number, Keep: l.keep("q"), ClearTo: toHistory(l.path)}
	menu := ui.FilterMenu{Label: w.T("dossier.show"), Options: []ui.Choice{{Label: w.T("dossier.all"), Href: toHistory(l.with("show", "")), Current: d.Filter.Group == ""}}}
	for _, g := range timeline.Groups() {
		menu.Options = append(menu.Options, ui.Choice{Label: w.T("dossier.group_" + string(g)), Href: toHistory(l.with("show", string(g))), Current: d.Filter.Group == g})
	}
	f.Menus = []ui.FilterMenu{menu}
	chip := func(label, name string) {
		f.Chips = append(f.Chips, ui.Chip{Label: label, Remove: toHistory(l.with(name, ""))})
	}
	if d.Filter.Group != "" {
		chip(w.T("dossier.group_"+string(d.Filter.Group)), "show")
	}
	if d.Filter.Number != "" {
		chip(w.T("dossier.about_invoice", "Invoice", d.Filter.Number), "q")
	}
	if d.Filter.From != date.None {
		chip(w.T("dossier.since", "Day", d.Filter.From), "since")
	}
	if d.Filter.Till != date.None {
		chip(w.T("dossier.till", "Day", d.Filter.Till), "till")
	}
	return f
}

// narrowed says on paper, where no filter stands, which part of the history it is.
func (d *customerData) narrowed(v *visit) string {
	var said []string
	for _, c := range d.filterBar(v).Chips {
		said = append(said, c.Label)
	}
	return joined(said...)
}
