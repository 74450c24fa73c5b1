package web

import (
	"net/url"
	"slices"
	"strconv"

	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// walk is how a person goes through the entries that wait: which of them, how many there
// were at the beginning, and what was decided last. It stands in the address, so that two
// windows may walk their own ways.
type walk struct {
	*visit
	Account id.ID
	Kind    string // of evidence, as matching.Proposal.Kind names it
	Unknown bool   // only those for which nothing is suggested
	Of      int    // that waited when the walk began; 0 for not begun
	Last    id.ID  // the entry that was decided about last; zero for none
}

// longestKind bounds the name of a kind in an address; all facts there are fit.
const longestKind = 2000

// walking reads a walk from the address, or from the form that came from it.
func (v *visit) walking() (walk, error) {
	q := v.Request.URL.Query()
	if sent := v.query("walk"); sent != "" {
		var err error
		if q, err = url.ParseQuery(sent); err != nil {
			return walk{visit: v}, errNoPage
		}
	}
	w := walk{visit: v, Kind: q.Get("kind"), Unknown: q.Get("unknown") != ""}
	for name, to := range map[string]*id.ID{"account": &w.Account, "last": &w.Last} {
		if text := q.Get(name); text != "" {
			i, err := id.Parse(text)
			if err != nil {
				return w, err
			}
			*to = i
		}
	}
	w.Of, _ = strconv.Atoi(q.Get("of")) // what is no number has not begun
	if len(w.Kind) > longestKind {
		return w, errNoPage
	}
	return w, nil
}

// query is the walk as an address holds it.
func (w walk) query() url.Values {
	q := url.Values{}
	for name, i := range map[string]id.ID{"account": w.Account, "last": w.Last} {
		if i != 0 {
			q.Set(name, i.String())
		}
	}
	if w.Kind != "" {
		q.Set("kind", w.Kind)
	}
	if w.Unknown {
		q.Set("unknown", "1")
	}
	if w.Of > 0 {
		q.Set("of", strconv.Itoa(w.Of))
	}
	return q
}

// hidden is the walk as a form holds it unseen.
func (w walk) hidden() ui.Param { return ui.Param{Name: "walk", Value: w.query().Encode()} }

// address is the page of the entries that wait, with more in its address: pairs of name
// and value.
func (w walk) address(pairs ...string) string {
	q := w.query()
	for n := 0; n+1 < len(pairs); n += 2 {
		q.Set(pairs[n], pairs[n+1])
	}
	if len(q) == 0 {
		return w.to("bank", "confirm")
	}
	return w.to("bank", "confirm") + "?" + q.Encode()
}

// at is the page of one entry.
func (w walk) at(e id.ID) string { return w.address("at", e.String()) }

// behind is the page of the first entry behind another one.
func (w walk) behind(e *store.Entry) string {
	return w.address("after", writeKey(e.BookedOn, e.ID))
}

// filter lets through the entries of the walk, oldest first.
func (w walk) filter() store.EntryFilter {
	return store.EntryFilter{State: store.EntryAsk, Account: w.Account, Kind: w.Kind, Unknown: w.Unknown, Oldest: true}
}

// only is the walk from its beginning, narrowed otherwise.
func (w walk) only(change func(*walk)) string {
	anew := walk{visit: w.visit, Account: w.Account, Kind: w.Kind, Unknown: w.Unknown}
	change(&anew)
	return anew.address()
}

// bar are the filters of the walk.
func (w walk) bar(accounts []store.BankAccount, kinds []store.Kind) ui.FilterSpec {
	words := w.Words
	f := ui.FilterSpec{ClearTo: w.to("bank", "confirm")}
	if len(kinds) > 0 || w.Unknown {
		menu := ui.FilterMenu{Label: words.T("confirm.evidence")}
		for _, k := range kinds {
			menu.Options = append(menu.Options, ui.Choice{Label: words.T("confirm.counted", "What", w.kindWords(k.Facts), "N", k.N), Current: k.Facts == w.Kind,
				Href: w.only(func(n *walk) { n.Kind, n.Unknown = k.Facts, false })})
		}
		menu.Options = append(menu.Options, ui.Choice{Label: words.T("confirm.unknown"), Current: w.Unknown,
			Href: w.only(func(n *walk) { n.Kind, n.Unknown = "", true })})
		f.Menus = append(f.Menus, menu)
	}
	if len(accounts) > 1 {
		menu := ui.FilterMenu{Label: words.T("bank.account")}
		for n := range accounts {
			a := &accounts[n]
			menu.Options = append(menu.Options, ui.Choice{Label: accountName(a), Current: a.ID == w.Account, Href: w.only(func(n *walk) { n.Account = a.ID })})
		}
		f.Menus = append(f.Menus, menu)
	}
	f.Chips = w.chips(accounts)
	return f
}

// chips are the filters in force.
func (w walk) chips(accounts []store.BankAccount) (all []ui.Chip) {
	if w.Kind != "" {
		all = append(all, ui.Chip{Label: w.kindWords(w.Kind), Remove: w.only(func(n *walk) { n.Kind = "" })})
	}
	if w.Unknown {
		all = append(all, ui.Chip{Label: w.Words.T("confirm.unknown"), Remove: w.only(func(n *walk) { n.Unknown = false })})
	}
	if n := slices.IndexFunc(accounts, func(a store.BankAccount) bool { return a.ID == w.Account }); n >= 0 {
		all = append(all, ui.Chip{Label: accountName(&accounts[n]), Remove: w.only(func(n *walk) { n.Account = 0 })})
	}
	return all
}

// kindWords names a kind of evidence: "reference right, amount exact".
func (v *visit) kindWords(kind string) string {
	var parts []string
	for _, f := range matching.FactsOf(kind) {
		parts = append(parts, v.factWords(f))
	}
	return v.Words.List(parts...)
}
