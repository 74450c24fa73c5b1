package web

import (
	"slices"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) searchRoutes() {
	s.get("/search", searchPage)
	s.get("/search/suggest", suggest)
}

// How many of a kind are shown: a few under the search box, more on the page.
const (
	fewFound  = 6
	mostFound = 50
)

// findings is what some words were found to mean.
type findings struct {
	Customers []found
	Invoices  []invoice.Invoice // by their own number, then by that of the customer's order
	Amounts   []invoice.Invoice // of which exactly this amount is open
	Entries   []store.Entry     // over exactly this amount
	Owners    map[id.ID]string  // customers' names
}

// found is a customer that was found.
type found struct {
	ID     id.ID
	Name   string
	Number string
	Place  string
}

// mostWords is how many characters of what somebody searches are looked at.
const mostWords = 200

// words is what somebody searches for, from the address, as a database takes it:
// without control characters, which no name holds.
func (v *visit) words(name string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(v.query(name), ""))
	runes := []rune(strings.TrimSpace(clean))
	return string(runes[:min(len(runes), mostWords)])
}

// find looks words up as a customer, an invoice, an order and an amount.
func (v *visit) find(tx *store.Tx, words string) (findings, error) {
	return v.findSome(tx, words, mostFound)
}

func (v *visit) findSome(tx *store.Tx, words string, limit int) (f findings, err error) {
	if words == "" {
		return f, nil
	}
	customers, err := tx.FindCustomers(words, limit)
	if err != nil {
		return f, err
	}
	f.Owners = map[id.ID]string{}
	for _, c := range customers {
		f.Customers = append(f.Customers, found{c.ID, c.Name, c.Number, c.City})
		f.Owners[c.ID] = c.Name
	}
	if f.Invoices, err = tx.FindInvoices(words, limit); err != nil {
		return f, err
	}
	orders, err := tx.FindOrders(words, limit)
	if err != nil {
		return f, err
	}
	for _, o := range orders {
		if !slices.ContainsFunc(f.Invoices, func(i invoice.Invoice) bool { return i.ID == o.ID }) && len(f.Invoices) < limit {
			f.Invoices = append(f.Invoices, o)
		}
	}
	amounts, err := v.amountsOf(tx, words)
	if err != nil {
		return f, err
	}
	if f.Amounts, err = tx.FindOpenAmounts(amounts, limit); err != nil {
		return f, err
	}
	if amount, notOne := v.Words.ParseAmount(words, v.Company.Currency); notOne == nil && !amount.IsZero() {
		if f.Entries, err = tx.Entries(store.EntryFilter{Amount: &amount.Minor, Limit: limit}); err != nil {
			return f, err
		}
	}
	return f, f.nameOwners(tx)
}

// amountsOf reads words as an amount, in each currency of the book in which they are one:
// "1000" may be yen, "$1,000" is dollars alone.
func (v *visit) amountsOf(tx *store.Tx, words string) (all []money.Amount, err error) {
	if !strings.ContainsAny(words, "0123456789") {
		return nil, nil
	}
	currencies, err := tx.Currencies()
	for _, c := range currencies {
		if a, notOne := v.Words.ParseAmount(words, c); notOne == nil && !a.IsZero() {
			all = append(all, a)
		}
	}
	return all, err
}

// nameOwners looks up whose the invoices are.
func (f *findings) nameOwners(tx *store.Tx) error {
	var unknown []id.ID
	for _, list := range [][]invoice.Invoice{f.Invoices, f.Amounts} {
		for _, i := range list {
			if f.Owners[i.Customer] == "" {
				unknown = append(unknown, i.Customer)
			}
		}
	}
	owners, err := tx.Customers(unknown)
	for _, c := range owners {
		f.Owners[c.ID] = c.Name
	}
	return err
}

// groups are the customers and invoices that were found, as links.
func (f *findings) groups(v *visit, customer func(id.ID) string, bill func(*invoice.Invoice) string) (all []ui.ResultGroup) {
	w := v.Words
	add := func(label string, icon ui.Icon, results []ui.Result) {
		if len(results) > 0 {
			all = append(all, ui.ResultGroup{Label: label, Icon: icon, Results: results})
		}
	}
	var results []ui.Result
	for _, c := range f.Customers {
		results = append(results, ui.Result{Label: c.Name, Note: joined(c.Number, c.Place), Href: customer(c.ID)})
	}
	add(w.Cap("word.customers"), ui.IconCustomers, results)
	add(w.Cap("word.invoices"), ui.IconInvoices, f.bills(w, f.Invoices, bill))
	add(w.T("search.open_amount"), ui.IconInvoices, f.bills(w, f.Amounts, bill))
	return all
}

func (f *findings) bills(w *locale.Words, list []invoice.Invoice, bill func(*invoice.Invoice) string) (results []ui.Result) {
	for n := range list {
		i := &list[n]
		open := w.T("search.settled")
		if !i.Open.IsZero() {
			open = w.T("search.open", "Amount", i.Open)
		}
		results = append(results, ui.Result{Label: i.Number, Note: joined(f.Owners[i.Customer], open), Href: bill(i)})
	}
	return results
}

// joined puts a point between the parts that there are.
func joined(parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, " · ")
}

// results is all that words may mean: customers, invoices, bank lines and pages.
func (v *visit) results(tx *store.Tx, words string, limit int) ([]ui.ResultGroup, error) {
	f, err := v.findSome(tx, words, limit)
	if err != nil || words == "" {
		return nil, err
	}
	all := f.groups(v, v.toCustomer, func(i *invoice.Invoice) string { return v.toInvoice(i.ID) })
	var entries []ui.Result
	for n := range f.Entries {
		e := &f.Entries[n]
		entries = append(entries, ui.Result{Label: entryName(v.Words, e), Note: joined(v.Words.ShortDate(e.BookedOn), v.Words.Money(e.Amount)),
			Href: v.to("bank", "entries", e.ID.String())})
	}
	if len(entries) > 0 {
		all = append(all, ui.ResultGroup{Label: v.Words.Cap("word.entries"), Icon: ui.IconBank, Results: entries})
	}
	if pages := v.pages(words); len(pages) > 0 {
		all = append(all, ui.ResultGroup{Label: v.Words.T("search.pages"), Icon: ui.IconOpen, Results: pages})
	}
	return all, nil
}

// pages are the places of the program whose name has a word that begins so.
func (v *visit) pages(words string) (results []ui.Result) {
	places := []ui.Result{}
	for _, item := range v.rail("") {
		places = append(places, ui.Result{Label: item.Label, Href: item.Href})
	}
	places = append(places, ui.Result{Label: v.Words.T("hold.title"), Href: v.to("holds")}, ui.Result{Label: v.Words.T("bank.tab.confirm"), Href: v.to("bank", "confirm")},
		ui.Result{Label: v.Words.T("bank.tab.entries"), Href: v.to("bank", "entries")},
		ui.Result{Label: v.Words.T("people.account"), Href: v.to("account")})
	if v.Role.MayAdminister() {
		places = append(places, ui.Result{Label: v.Words.T("web.settings.people"), Href: v.to("settings", "people")},
			ui.Result{Label: v.Words.T("inbox.title"), Href: v.to("settings", "inbox")})
	}
	for _, p := range places {
		if strings.Contains(" "+strings.ToLower(p.Label), " "+strings.ToLower(words)) {
			results = append(results, p)
		}
	}
	return results
}

// leastSearched is how many characters are searched for while typing: one letter
// means nothing yet.
const leastSearched = 2

// suggest answers while somebody types.
func suggest(v *visit, tx *store.Tx) (answer, error) {
	words := v.words("q")
	if len([]rune(words)) < leastSearched {
		return fragment{Body: templ.NopComponent}, nil
	}
	groups, err := v.results(tx, words, fewFound)
	return fragment{Body: ui.SearchResults(groups, v.Words.T("search.none"))}, err
}

func searchPage(v *visit, tx *store.Tx) (answer, error) {
	words := v.words("q")
	groups, err := v.results(tx, words, mostFound)
	return page{Title: v.Words.T("search.title"), Place: "", Query: words, Body: searchBody(v, words, groups)}, err
}

// countResults says how much was found.
func countResults(w *locale.Words, words string, groups []ui.ResultGroup) string {
	n := 0
	for _, g := range groups {
		n += len(g.Results)
	}
	if words == "" || n == 0 {
		return ""
	}
	return w.N("search.n_found", n, "Words", words)
}
