package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/registry"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) mergeRoutes() {
	s.getWork("/customers/duplicates", duplicatesPage)
	s.post("/customers/apart", keepApart)
	s.getWork("/customers/{customer}/merge", mergePage)
	s.post("/customers/{customer}/merge", mergeCustomers)
	s.post("/merges/{merging}/undo", undoMerge)
}

const (
	// mostAlike is how many others who may be the same a customer's page names.
	mostAlike = 3
	// mostPairs is how many pairs of possible duplicates are listed.
	mostPairs = 100
	// mostMerged is how many merged customers a customer's page names.
	mostMerged = 20
)

// mergedCustomer is a customer that was merged into another.
type mergedCustomer struct {
	store.Merging
	Customer customer.Customer
}

func loadMerged(tx *store.Tx, kept id.ID) ([]mergedCustomer, error) {
	all, err := tx.MergingsInto(kept, mostMerged)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := make([]id.ID, len(all))
	for n, m := range all {
		ids[n] = m.Gone
	}
	found, err := tx.Customers(ids)
	known := map[id.ID]customer.Customer{}
	for _, c := range found {
		known[c.ID] = c
	}
	merged := make([]mergedCustomer, len(all))
	for n, m := range all {
		merged[n] = mergedCustomer{m, known[m.Gone]}
	}
	return merged, err
}

// others are the names of those who were merged into the customer.
func (d *customerData) others() map[id.ID]string {
	names := map[id.ID]string{}
	for n := range d.Merged {
		names[d.Merged[n].Gone] = calledBy(&d.Merged[n].Customer)
	}
	return names
}

// withoutEnds leaves out how the timelines of others say that they were merged, or parted
// again: that of the customer whose page it is says it too.
func (d *customerData) withoutEnds(events []timeline.Event) []timeline.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e timeline.Event) bool {
		return e.Customer != d.Customer.ID && (e.Kind == timeline.MergedInto || e.Kind == timeline.MergeUndone)
	})
}

// writeMoment is the place of an event in a history, for an address.
func writeMoment(e *timeline.Event) string {
	return strconv.FormatInt(e.At.UnixMicro(), 10) + "." + e.Customer.String() + "." + strconv.Itoa(e.Seq)
}

// readMoment reads what writeMoment wrote; anything else is the newest.
func readMoment(s string) store.Moment {
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return store.Moment{}
	}
	at, err := strconv.ParseInt(parts[0], 10, 64)
	of, err2 := id.Parse(parts[1])
	seq, err3 := strconv.Atoi(parts[2])
	if err != nil || err2 != nil || err3 != nil {
		return store.Moment{}
	}
	return store.Moment{At: time.UnixMicro(at).UTC(), Customer: of, Seq: seq}
}

// likeWords say why two customers may be one.
func likeWords(w *locale.Words, like []store.Likeness) string {
	words := make([]string, len(like))
	for n, l := range like {
		words[n] = w.T("merge.like_" + string(l))
	}
	return w.List(words...)
}

// other is the one of a pair that is not the customer.
func other(p *store.Pair, of id.ID) customer.Customer {
	if p.One.ID == of {
		return p.Other
	}
	return p.One
}

// calledBy is a customer's name with its number.
func calledBy(c *customer.Customer) string { return c.Name + " (" + c.Number + ")" }

// duplicatesData is the list of customers who may be one.
type duplicatesData struct {
	*visit
	Pairs []store.Pair
}

func duplicatesPage(v *visit, tx *store.Tx) (answer, error) {
	pairs, err := tx.Duplicates(mostPairs)
	return page{Title: v.Words.T("merge.duplicates"), Place: customers, Body: duplicatesBody(duplicatesData{v, pairs})}, err
}

func (d duplicatesData) state() string {
	if len(d.Pairs) == 0 {
		return ""
	}
	return d.Words.N("merge.n_pairs", len(d.Pairs))
}

func (d duplicatesData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("merge.duplicates"), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("merge.other")}, {Label: w.T("merge.why"), From: ui.ScreenTablet}, {Label: w.T("merge.compare"), Kind: ui.ColumnAction},
	}}
	for n := range d.Pairs {
		p := &d.Pairs[n]
		t.Rows = append(t.Rows, ui.Row{Href: d.toMerge(p.One.ID, p.Other.ID), Label: p.One.Name, Cells: cells(
			customerCell(d.visit, &p.One), customerCell(d.visit, &p.Other), ui.Words(likeWords(w, p.Like)), pairActions(d.visit, p, d.to("customers", "duplicates")))})
	}
	return t
}

// toMerge is the page that compares two customers, the first of whom would stay.
func (v *visit) toMerge(kept, gone id.ID) string {
	return v.to("customers", kept.String(), "merge") + "?with=" + gone.String()
}

// mergeData is the question whether two customers are one. Without Gone, it is which
// other customer is meant.
type mergeData struct {
	*visit
	Kept, Gone customer.Customer
	Gives      store.Belongings // of the one that goes
	Contacts   int              // that are taken over
	Search     string
	Found      []customer.Customer
	Alike      []store.Pair
	Problem    string
}

func mergePage(v *visit, tx *store.Tx) (answer, error) { return v.askMerge(tx, "") }

func (v *visit) askMerge(tx *store.Tx, problem string) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	d := &mergeData{visit: v, Problem: problem}
	if d.Kept, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	if v.query("with") == "" {
		return d.choose(tx)
	}
	with, err := id.Parse(v.query("with"))
	if err != nil {
		return nil, err
	}
	if d.Gone, err = theCustomer(tx, with); err != nil {
		return nil, err
	}
	if d.Kept.MergedInto != 0 || d.Gone.MergedInto != 0 || with == i {
		return nil, errNoPage
	}
	if d.Gives, err = tx.BelongingsOf(with); err != nil {
		return nil, err
	}
	people, err := tx.Contacts(i, with)
	d.Contacts = len(customer.Strangers(people[with], people[i]))
	p := page{Title: d.title(), Place: customers, Body: mergeBody(d)}
	if problem != "" {
		p.Status = statuses[fault.Conflict]
	}
	return p, err
}

// choose looks for the other customer.
func (d *mergeData) choose(tx *store.Tx) (answer, error) {
	var err error
	if d.Alike, err = tx.DuplicatesOf(d.Kept.ID, mostFound); err != nil {
		return nil, err
	}
	if d.Search = d.words("q"); d.Search != "" {
		if d.Found, err = tx.FindCustomers(d.Search, mostFound); err != nil {
			return nil, err
		}
	}
	return page{Title: d.title(), Place: customers, Body: mergeChooseBody(d)}, nil
}

func (d *mergeData) title() string { return d.Words.T("merge.title", "Customer", d.Kept.Name) }

// effect says in numbers what goes over.
func (d *mergeData) effect() string {
	w := d.Words
	var all []string
	for _, c := range []counted{{"word.n_invoices", d.Gives.Invoices}, {"word.n_payments", d.Gives.Payments}, {"word.n_messages", d.Gives.Messages},
		{"merge.n_contacts", d.Contacts}, {"merge.n_documents", d.Gives.Documents}} {
		if c.n > 0 {
			all = append(all, w.N(c.key, c.n))
		}
	}
	if len(all) == 0 {
		return w.T("merge.effect_nothing", "Gone", d.Gone.Name, "Kept", d.Kept.Name)
	}
	return w.T("merge.effect", "Gone", d.Gone.Name, "Kept", d.Kept.Name, "What", w.List(all...))
}

// compare lays the two side by side, field by field. Where the one that stays says
// nothing, the value of the other is proposed.
func (d *mergeData) compare() ui.CompareSpec {
	w := d.Words
	spec := ui.CompareSpec{Caption: d.title(), One: w.T("merge.stays", "Customer", calledBy(&d.Kept)), Other: w.T("merge.goes", "Customer", calledBy(&d.Gone))}
	for _, name := range customer.Fields() {
		row := ui.CompareRow{Name: "field_" + name, Label: d.label(name), One: d.value(&d.Kept, name), Other: d.value(&d.Gone, name)}
		row.TakeOther = d.Kept.Field(name) == "" && d.Gone.Field(name) != ""
		if chosen := d.form(row.Name); chosen != "" {
			row.TakeOther = chosen == ui.OtherValue
		}
		spec.Rows = append(spec.Rows, row)
	}
	return spec
}

func (d *mergeData) label(name string) string {
	if name == "endpoint" {
		return d.Words.T("merge.field_endpoint")
	}
	return d.Words.T("web.field." + name)
}

func (d *mergeData) value(c *customer.Customer, name string) string {
	w, value := d.Words, c.Field(name)
	switch {
	case name == "terms_days":
		return (&customerData{Customer: *c}).terms(d.visit)
	case value == "":
		return "–"
	case name == "large":
		return w.T("term.large")
	case name == "kind":
		return kindName(w, c.Kind)
	case name == "language":
		return languageName(w, value)
	case name == "vat_id":
		return registry.PrintVAT(value, c.Country)
	case name == "enterprise_number":
		return registry.PrintEnterprise(value, c.Country)
	}
	return value
}

// foundTable lists the customers that were searched for.
func (d *mergeData) foundTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("merge.found"), Columns: []ui.Column{{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("merge.compare"), Kind: ui.ColumnAction}},
		Empty: ui.Muted(w.T("search.none_text"))}
	for n := range d.Found {
		c := &d.Found[n]
		if c.ID == d.Kept.ID {
			continue
		}
		href := d.toMerge(d.Kept.ID, c.ID)
		t.Rows = append(t.Rows, ui.Row{Href: href, Label: c.Name, Cells: cells(customerCell(d.visit, c),
			ui.ButtonLink(ui.LinkSpec{Label: w.T("merge.compare"), Href: href, Size: ui.SizeSmall}))})
	}
	return t
}

func mergeCustomers(v *visit) (answer, error) {
	kept, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	gone, err := id.Parse(v.form("with"))
	if err != nil {
		return nil, err
	}
	var fromGone []string
	for _, name := range customer.Fields() {
		if v.form("field_"+name) == ui.OtherValue {
			fromGone = append(fromGone, name)
		}
	}
	m, err := v.Desk.Merge(v.Request.Context(), v.Company.ID, kept, gone, fromGone, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Conflict {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.askMerge(tx, v.Words.Fault(err)) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(kept), Toast: ui.Toast{Text: v.Words.T("merge.done"), Undo: v.to("merges", m.ID.String(), "undo")}}, nil
}

func undoMerge(v *visit) (answer, error) {
	i, err := v.id("merging")
	if err != nil {
		return nil, err
	}
	m, err := v.Desk.Unmerge(v.Request.Context(), v.Company.ID, i, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Conflict && m.Kept != 0 {
		return moved{To: v.toCustomer(m.Kept), Toast: ui.Toast{Text: v.Words.Fault(err), Tone: ui.ToneBad}}, nil
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(m.Gone), Toast: ui.Toast{Text: v.Words.T("merge.undone")}}, nil
}

// keepApart notes that two customers are two.
func keepApart(v *visit) (answer, error) {
	pair, err := v.ids("id")
	if err != nil {
		return nil, err
	}
	if len(pair) != 2 {
		return nil, errNoPage
	}
	if err := v.Desk.KeepApart(v.Request.Context(), v.Company.ID, pair[0], pair[1], v.actor()); err != nil {
		return nil, err
	}
	return moved{To: v.backTo(v.to("customers", "duplicates")), Toast: ui.Toast{Text: v.Words.T("merge.apart_done")}}, nil
}
