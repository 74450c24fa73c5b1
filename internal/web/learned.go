package web

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) learnedRoutes() {
	s.get("/bank/learned", rulesPage)
	s.get("/bank/learned/names", learnedPage)
	s.get("/bank/learned/accounts", learnedPage)
	s.post("/bank/learned/names/forget", forgetName)
	s.post("/bank/learned/accounts/forget", forgetAccount)
	s.post("/bank/entries/{entry}/alias", addAlias)
	s.ruleRoutes()
}

// learnedTabs are the views of what was learned of payers.
func (v *visit) learnedTabs(current string) []ui.TabSpec {
	w := v.Words
	return []ui.TabSpec{
		{Label: w.T("learn.rules"), Href: v.to("bank", "learned"), Current: current == "rules"},
		{Label: w.T("learn.names"), Href: v.to("bank", "learned", "names"), Current: current == "names"},
		{Label: w.T("learn.accounts"), Href: v.to("bank", "learned", "accounts"), Current: current == "accounts"},
	}
}

// learned is something by which a payer is known, a name or an account, and how to
// forget it.
type learned struct {
	Key      store.LearnedKey
	Shown    string // as people read it
	Called   string // the customer's name
	Why      string // who said so, and when
	Forget   string // where
	KeyField string // what the key is called there
}

// learnedName and learnedAccount put what is known of payers into words.
func (v *visit) learnedName(n *store.PayerName) learned {
	key := "learn.said"
	if n.Entry != 0 {
		key = "learn.taught"
	}
	return learned{Key: store.LearnedKey{Key: n.Key, Customer: n.Customer}, Shown: n.Name, Called: n.Called,
		Why: v.Words.T(key, "Person", n.By, "Day", n.On), Forget: v.to("bank", "learned", "names", "forget"), KeyField: "name"}
}

func (v *visit) learnedAccount(p *store.PayerAccount) learned {
	key := "learn.source_other"
	switch p.Source {
	case "paid", "said", "import":
		key = "learn.source_" + p.Source
	}
	return learned{Key: store.LearnedKey{Key: p.IBAN, Customer: p.Customer}, Shown: formatAccount(p.IBAN), Called: p.Called,
		Why: v.Words.T(key, "Day", date.Of(v.local(p.At))), Forget: v.to("bank", "learned", "accounts", "forget"), KeyField: "iban"}
}

// learnedOf are the names and accounts under which payers are known.
func (v *visit) learnedOf(tx *store.Tx, names bool, f store.LearnedFilter) (all []learned, err error) {
	if names {
		found, err := tx.PayerNames(f)
		for n := range found {
			all = append(all, v.learnedName(&found[n]))
		}
		return all, err
	}
	f.Begins = strings.ToUpper(strings.Join(strings.Fields(f.Begins), ""))
	found, err := tx.PayerAccounts(f)
	for n := range found {
		all = append(all, v.learnedAccount(&found[n]))
	}
	return all, err
}

// learnedData is a list of names, or of accounts.
type learnedData struct {
	*visit
	Names bool
	All   []learned
	Query string
	Pager ui.Pager
}

func learnedPage(v *visit, tx *store.Tx) (answer, error) {
	here := v.Request.URL.Path
	d := learnedData{visit: v, Names: strings.HasSuffix(here, "/names"), Query: v.words("q")}
	f := store.LearnedFilter{Begins: d.Query, Limit: bankList + 1}
	if after := v.query("after"); after != "" {
		owner, key, _ := strings.Cut(after, ".")
		var err error
		if f.After.Customer, err = id.Parse(owner); err != nil {
			return nil, errNoPage
		}
		f.After.Key = key
		d.Pager.Previous = here + "?" + url.Values{"q": {d.Query}}.Encode()
	}
	var err error
	if d.All, err = v.learnedOf(tx, d.Names, f); err != nil {
		return nil, err
	}
	if len(d.All) > bankList {
		d.All = d.All[:bankList]
		last := d.All[bankList-1].Key
		d.Pager.Next = here + "?" + url.Values{"q": {d.Query}, "after": {last.Customer.String() + "." + last.Key}}.Encode()
	}
	return page{Title: v.Words.T("learn.title"), Place: bank, Body: learnedBody(d)}, nil
}

func (d learnedData) tab() string {
	if d.Names {
		return "names"
	}
	return "accounts"
}

func (d learnedData) table() ui.TableSpec {
	w := d.Words
	label := w.T("learn." + d.tab())
	t := ui.TableSpec{Caption: label, Pager: d.Pager, Empty: learnedNone(d), Columns: []ui.Column{
		{Label: w.T("learn.known_by"), Name: true}, {Label: w.Cap("word.customer")}, {Label: w.T("bank.actions"), Kind: ui.ColumnAction}}}
	for n := range d.All {
		l := &d.All[n]
		t.Rows = append(t.Rows, ui.Row{Label: l.Shown, Cells: cells(ui.Stacked(ui.Words(l.Shown), ui.Words(l.Why)), ui.CustomerLink(l.Called, d.toCustomer(l.Key.Customer)),
			forgetButton(d.visit, l, d.Request.URL.RequestURI()))})
	}
	return t
}

// forgetButton forgets a name or an account, and comes back.
func forgetButton(v *visit, l *learned, back string) templ.Component {
	if !v.mayWork() {
		return ui.Words("")
	}
	return ui.PostButton(l.Forget, []ui.Param{param("customer", l.Key.Customer), {Name: l.KeyField, Value: l.Key.Key}, {Name: "back", Value: back}},
		ui.ButtonSpec{Label: v.Words.T("learn.forget"), Size: ui.SizeSmall, Kind: ui.ButtonQuiet})
}

func forgetName(v *visit) (answer, error) {
	return v.forget("names", func(owner id.ID) error {
		return settle.ForgetName(v.Request.Context(), v.Store, v.Company.ID, owner, v.form("name"), v.actor(), v.Today)
	})
}

func forgetAccount(v *visit) (answer, error) {
	return v.forget("accounts", func(owner id.ID) error {
		return settle.ForgetAccount(v.Request.Context(), v.Store, v.Company.ID, owner, v.form("iban"), v.actor(), v.Today)
	})
}

func (v *visit) forget(list string, do func(owner id.ID) error) (answer, error) {
	owner, err := id.Parse(v.form("customer"))
	if err != nil {
		return nil, err
	}
	if err := do(owner); err != nil {
		return nil, err
	}
	return moved{To: v.backTo(v.to("bank", "learned", list)), Toast: ui.Toast{Text: v.Words.T("learn.forgotten")}}, nil
}

// addAlias remembers who pays an entry.
func addAlias(v *visit) (answer, error) {
	var e store.Entry
	var owner customer.Customer
	err := v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		if e, err = v.bankEntry(tx); err != nil {
			return err
		}
		owner, err = meant(tx, v.form("customer"))
		return err
	})
	if err != nil {
		return nil, err
	}
	remembered, err := settle.Alias(v.Request.Context(), v.Store, v.Company.ID, e.ID, owner.ID, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	return moved{To: v.backTo(v.to("bank", "entries", e.ID.String())),
		Toast: ui.Toast{Text: v.Words.T("learn.remembered", "Words", formatAccount(remembered), "Customer", owner.Name)}}, nil
}

// meant is the customer whom a person's word means: the number, a name that nobody else
// has, or the identifier that a form sends.
func meant(tx *store.Tx, word string) (customer.Customer, error) {
	c, found, err := tx.CustomerByWord(word)
	if err != nil || found {
		return c, err
	}
	if i, err := id.Parse(word); err == nil {
		if c, found, err = tx.Customer(i); err != nil || found {
			return c, err
		}
	}
	return c, fault.New(fault.Invalid, "no customer is called %q, or several are: write the number", word)
}

// entryLesson is what an entry taught, or may teach, and by which rule it is ignored.
type entryLesson struct {
	Taught []store.PayerName
	Rule   *store.TextRule
	Likely []customer.Customer // whom suggestions name, for the form
	SoPaid int                 // entries that wait and have the same payer, itself included
}

func (v *visit) lessonOf(tx *store.Tx, e *store.Entry) (l entryLesson, err error) {
	switch e.State {
	case store.EntryIgnored:
		r, found, err := tx.RuledOut(e.ID)
		if found {
			l.Rule = &r
		}
		return l, err
	case store.EntryBooked:
		l.Taught, err = tx.TaughtBy(e.ID)
		return l, err
	case store.EntryAsk:
		ask, err := tx.Suggestions(e.ID)
		if err != nil {
			return l, err
		}
		var ids []id.ID
		for _, p := range ask[e.ID] {
			ids = append(ids, p.Customer)
		}
		if l.Likely, err = tx.Customers(ids); err != nil {
			return l, err
		}
		l.SoPaid, err = tx.CountSoPaid(e.Name, e.IBAN)
		return l, err
	}
	return l, nil
}

// likely are the suggested customers as answers of a field.
func (l *entryLesson) likely() (all []ui.Option) {
	for _, c := range l.Likely {
		all = append(all, ui.Option{Value: c.Number, Label: c.Name})
	}
	return all
}

// aliasWords says what would be remembered of an entry's payer; "" for nothing.
func aliasWords(w *locale.Words, e *store.Entry) string {
	switch {
	case e.Name != "":
		return w.T("learn.alias_name", "Words", e.Name)
	case e.IBAN != "":
		return w.T("learn.alias_account", "Words", formatAccount(e.IBAN))
	}
	return ""
}

// customerLessons is how a customer's payers are known.
type customerLessons struct {
	All   []learned // accounts, then names
	Rules []store.TextRule
}

// mostLearned is how much of what is known of one customer's payers its page shows.
const mostLearned = 50

func (v *visit) lessonsOf(tx *store.Tx, owner id.ID) (l customerLessons, err error) {
	f := store.LearnedFilter{Customer: owner, Limit: mostLearned}
	for _, names := range []bool{false, true} {
		found, err := v.learnedOf(tx, names, f)
		if err != nil {
			return l, err
		}
		l.All = append(l.All, found...)
	}
	l.Rules, err = tx.Rules(owner, mostLearned)
	return l, err
}
