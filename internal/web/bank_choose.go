package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// chooseData is a person's own choice for an entry: first who pays, then what. Several
// customers' invoices may be chosen, and credit notes beside them.
type chooseData struct {
	*visit
	Walk    walk
	Entry   store.Entry
	Query   string
	Found   findings
	Begun   bool                // a customer was chosen: what is found is added to that
	Owners  []customer.Customer // whose invoices are shown
	Payer   id.ID               // whose the rest is
	Rows    []shareRow
	More    int          // open invoices that are not shown
	Whole   money.Amount // what the entry is in the currency of what it is shared out to
	Refused string       // why it is not that, or not anything
	Problem string
}

// shareRow is an open invoice or credit note and how much of the entry it would get.
type shareRow struct {
	invoice.Invoice
	Typed   string        // as a person wrote it
	Share   money.Amount  // what that means; zero for nothing
	Why     matching.Fact // why what the share leaves is let go; "" when it stays open
	Problem string        // why it means nothing
}

// mostShares is how many open invoices of a customer are offered, and mostOwners of how
// many customers.
const (
	mostShares = 200
	mostOwners = 20
)

func choosePage(v *visit, tx *store.Tx) (answer, error) { return v.choosing(tx, "") }

// chooseMore shows the page anew with what was typed: another customer was added, or an
// amount changed, for which only the running remainder is asked.
func chooseMore(v *visit) (answer, error) { return v.show(choosePage) }

// choosing is the page of a choice, with what is wrong with it.
func (v *visit) choosing(tx *store.Tx, problem string) (answer, error) {
	d, err := v.choice(tx)
	if err != nil {
		return nil, err
	}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	if v.partial() {
		return fragment{Body: remainder(d)}, nil
	}
	d.Problem = problem
	d.Found, err = v.findPayable(tx, d.Query, mostFound)
	return page{Title: v.Words.T("bank.choose"), Place: bank, Status: formStatus(problem), Body: chooseBody(d)}, err
}

// findItems answers while somebody types.
func findItems(v *visit) (answer, error) {
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		d, err := v.choice(tx)
		if err == nil && len([]rune(d.Query)) >= leastSearched {
			d.Found, err = v.findPayable(tx, d.Query, fewFound)
		}
		return fragment{Body: chooseFound(d)}, err
	})
}

// findPayable looks words up as what an entry may pay: what is open comes first, also where
// many settled ones have numbers like it.
func (v *visit) findPayable(tx *store.Tx, words string, limit int) (findings, error) {
	f, err := v.findSome(tx, words, limit)
	if err != nil {
		return f, err
	}
	open, err := tx.FindOpenInvoices(words, limit)
	if err != nil {
		return f, err
	}
	for _, i := range open {
		if !slices.ContainsFunc(f.Invoices, func(o invoice.Invoice) bool { return o.ID == i.ID }) {
			f.Invoices = append(f.Invoices, i)
		}
	}
	settled := func(i *invoice.Invoice) int {
		if i.Open.IsZero() {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(f.Invoices, func(a, b invoice.Invoice) int { return cmp.Compare(settled(&a), settled(&b)) })
	f.Invoices = f.Invoices[:min(len(f.Invoices), limit)]
	return f, f.nameOwners(tx)
}

// choice is the choice for the entry that the address names, before what it shares out is
// looked at.
func (v *visit) choice(tx *store.Tx) (*chooseData, error) {
	d := &chooseData{visit: v, Query: v.words("q"), Begun: v.Request.Form.Has("owner")}
	var err error
	if d.Walk, err = v.walking(); err == nil {
		d.Entry, err = v.bankEntry(tx)
	}
	return d, err
}

// load finds the customers of the choice and their open invoices, with what each gets:
// as was typed, as a suggestion has it, or the oldest first.
func (d *chooseData) load(tx *store.Tx) error {
	shares, err := d.begun(tx)
	if err != nil {
		return err
	}
	d.Begun = len(d.Owners) > 0
	var owners []id.ID
	for _, o := range d.Owners {
		owners = append(owners, o.ID)
	}
	open, err := tx.OpenInvoicesOf(owners)
	if err != nil {
		return err
	}
	slices.SortStableFunc(open, d.before)
	if shares == nil {
		shares = d.oldest(open)
	}
	for _, i := range open {
		d.add(i, shares)
	}
	d.weigh()
	return nil
}

// before is the order of the rows: those in the account's currency first, and in each
// currency the credit notes last.
func (d *chooseData) before(a, b invoice.Invoice) int {
	foreign := func(i *invoice.Invoice) string {
		if i.Open.Currency == d.Entry.Amount.Currency {
			return ""
		}
		return i.Open.Currency.String()
	}
	return cmp.Or(cmp.Compare(foreign(&a), foreign(&b)), cmp.Compare(b.Owed.Sign(), a.Owed.Sign()))
}

// typedShare is what a form, or a suggestion, gives to an invoice.
type typedShare struct {
	words string
	why   matching.Fact
}

// oldest shares the entry out to the invoices that were due first: those in the account's
// currency, or, where none is, those in which the bank told what was sent.
func (d *chooseData) oldest(open []invoice.Invoice) map[id.ID]typedShare {
	left := d.Entry.Amount
	owed := func(c money.Currency) bool {
		return slices.ContainsFunc(open, func(i invoice.Invoice) bool { return i.Open.Sign() > 0 && i.Open.Currency == c })
	}
	if sent := d.Entry.Sent(); !owed(left.Currency) && owed(sent.Currency) {
		left = sent
	}
	shares := map[id.ID]typedShare{}
	for _, i := range open {
		if i.Open.Sign() < 0 || i.Open.Currency != left.Currency || left.Sign() <= 0 {
			continue
		}
		share := left.Min(i.Open)
		shares[i.ID], left = typedShare{words: d.Words.Amount(share)}, left.Sub(share)
	}
	return shares
}

// add adds the row of an invoice.
func (d *chooseData) add(i invoice.Invoice, shares map[id.ID]typedShare) {
	row := shareRow{Invoice: i}
	if typed, found := shares[i.ID]; found {
		row.Typed, row.Why = typed.words, typed.why
		var err error
		if row.Share, err = d.readShare(typed.words, &i); err != nil {
			row.Problem = d.Words.Fault(err)
		}
	}
	if len(d.Rows) >= mostShares && row.Typed == "" {
		d.More++
		return
	}
	d.Rows = append(d.Rows, row)
}

// weigh holds what is shared out against the entry, in one currency.
func (d *chooseData) weigh() {
	var err error
	if d.Whole, err = d.paid(&d.Entry, d.shares()); err != nil {
		d.Refused = d.Words.Fault(err)
	}
}

// shares are the rows that get something.
func (d *chooseData) shares() (all []matching.Share) {
	for _, r := range d.Rows {
		if !r.Share.IsZero() {
			all = append(all, matching.Share{Customer: r.Customer, Invoice: r.ID, Number: r.Number, Amount: r.Share})
		}
	}
	return all
}

// begun tells whose invoices are shown, and what they get: nil where nobody said, so that
// the oldest are filled.
func (d *chooseData) begun(tx *store.Tx) (map[id.ID]typedShare, error) {
	if rank, err := strconv.Atoi(d.query("rank")); err == nil {
		return d.suggested(tx, rank)
	}
	var owners []id.ID
	for _, name := range []string{"owner", "add", "customer"} {
		for _, text := range d.Request.Form[name] {
			i, err := id.Parse(text)
			if err != nil {
				return nil, err
			}
			owners = append(owners, i)
		}
	}
	shares, err := d.typed(tx, &owners)
	if err != nil {
		return nil, err
	}
	if dropped, err := id.Parse(d.query("drop")); err == nil {
		owners = slices.DeleteFunc(owners, func(i id.ID) bool { return i == dropped })
	}
	payer, _ := id.Parse(d.query("customer"))
	return shares, d.name(tx, owners, payer)
}

// typed is what the form gives, and what is taken besides: an invoice that was found.
func (d *chooseData) typed(tx *store.Tx, owners *[]id.ID) (map[id.ID]typedShare, error) {
	var shares map[id.ID]typedShare
	if d.Request.Form.Has("owner") {
		shares = d.typedShares()
	}
	named := cmp.Or(d.query("take"), d.query("invoice"))
	if named == "" {
		return shares, nil
	}
	i, err := id.Parse(named)
	if err != nil {
		return nil, err
	}
	found, err := tx.InvoicesByID([]id.ID{i})
	if err != nil || len(found) == 0 {
		return shares, err
	}
	if shares == nil {
		shares = map[id.ID]typedShare{}
	}
	share := found[0].Open
	if left, known := d.unshared(shares, share.Currency); known && share.Sign() > 0 {
		share = share.Min(left)
	}
	if !share.IsZero() {
		shares[i] = typedShare{words: d.Words.Amount(share)}
	}
	*owners = append(*owners, found[0].Customer)
	return shares, nil
}

// unshared is what shares leave of the entry, as far as they can be read; never below zero.
// In another currency it is known only where the bank told what was sent.
func (d *chooseData) unshared(shares map[id.ID]typedShare, c money.Currency) (left money.Amount, known bool) {
	if left = d.Entry.Amount; left.Currency != c {
		left = d.Entry.Sent()
	}
	for _, s := range shares {
		if a, err := d.readAmount(s.words, c); err == nil && left.Currency == c {
			left = left.Sub(a)
		}
	}
	if left.Sign() < 0 {
		left.Minor = 0
	}
	return left, left.Currency == c
}

// suggested begins with what a suggestion has.
func (d *chooseData) suggested(tx *store.Tx, rank int) (map[id.ID]typedShare, error) {
	ask, err := tx.Suggestions(d.Entry.ID)
	if err != nil {
		return nil, err
	}
	if rank < 1 || rank > len(ask[d.Entry.ID]) {
		return nil, errNoPage // it is suggested no longer
	}
	p := ask[d.Entry.ID][rank-1]
	shares, owners := map[id.ID]typedShare{}, []id.ID{p.Customer}
	for _, s := range p.Shares {
		shares[s.Invoice] = typedShare{words: d.Words.Amount(s.Amount)}
		owners = append(owners, cmp.Or(s.Customer, p.Customer))
	}
	for _, x := range p.Differences {
		s := shares[x.Invoice]
		s.why = x.Reason
		shares[x.Invoice] = s
	}
	return shares, d.name(tx, owners, p.Customer)
}

// name finds the customers of the choice, in the order in which they came to it.
func (d *chooseData) name(tx *store.Tx, owners []id.ID, payer id.ID) error {
	found, err := tx.Customers(owners)
	if err != nil {
		return err
	}
	for _, i := range owners {
		known := func(c customer.Customer) bool { return c.ID == i }
		if n := slices.IndexFunc(found, known); n >= 0 && !slices.ContainsFunc(d.Owners, known) && len(d.Owners) < mostOwners {
			d.Owners = append(d.Owners, found[n])
		}
	}
	if len(d.Owners) == 0 {
		if len(owners) > 0 {
			return errNoPage
		}
		return nil
	}
	if d.Payer = payer; !slices.ContainsFunc(d.Owners, func(c customer.Customer) bool { return c.ID == payer }) {
		d.Payer = d.Owners[0].ID
	}
	return nil
}

// shared, letGo and left are the running sums of a choice that is not refused: what
// invoices get less what credit notes are worth, what is let go, and what is left of the
// entry.
func (d *chooseData) shared() money.Amount {
	sum := money.Of(0, d.Whole.Currency)
	for _, s := range d.shares() {
		sum = sum.Add(s.Amount)
	}
	return sum
}

func (d *chooseData) letGo() (sum money.Amount) {
	for _, r := range d.Rows {
		if r.Why != "" && r.Share.Sign() > 0 {
			sum = sum.Add(r.Open.Sub(r.Share))
		}
	}
	return sum
}

func (d *chooseData) left() money.Amount { return d.Whole.Sub(d.shared()) }

// say is a sentence about the entry: another one where money left.
func (d *chooseData) say(key string, args ...any) string {
	if d.Entry.Amount.Sign() < 0 {
		key += "_out"
	}
	return d.Words.T(key, args...)
}

// unsigned is an amount of the entry, or of a part of it, as a sentence tells it: of money
// that left without its sign.
func (d *chooseData) unsigned(a money.Amount) money.Amount {
	if d.Entry.Amount.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// bookWords are what the button says that books the choice.
func (d *chooseData) bookWords() string {
	if d.Entry.Amount.Sign() < 0 {
		return d.Words.T("return.confirm")
	}
	return d.Words.T("bank.book", "Amount", d.Entry.Amount)
}

// payer is whose the rest is, by name.
func (d *chooseData) payer() string {
	for n := range d.Owners {
		if d.Owners[n].ID == d.Payer {
			return d.Owners[n].Name
		}
	}
	return ""
}

// owners are the customers as options for whose the rest is.
func (d *chooseData) owners() (all []ui.Option) {
	for n := range d.Owners {
		all = append(all, ui.Option{Value: d.Owners[n].ID.String(), Label: d.Owners[n].Name})
	}
	return all
}

// hidden is what the form sends along: the walk, and whose invoices stand in it.
func (d *chooseData) hidden() []ui.Param {
	all := []ui.Param{d.Walk.hidden()}
	for n := range d.Owners {
		all = append(all, param("owner", d.Owners[n].ID))
	}
	if len(d.Owners) == 1 {
		all = append(all, param("customer", d.Payer))
	}
	return all
}

// entryPath is the address of something about the entry.
func (d *chooseData) entryPath(what string) string {
	return d.to("bank", "entries", d.Entry.ID.String(), what)
}

// groups are what was found, as links with which a choice begins.
func (d *chooseData) groups() []ui.ResultGroup {
	at := func(customer, invoice id.ID) string {
		q := url.Values{"customer": {customer.String()}, "walk": {d.Walk.query().Encode()}}
		if invoice != 0 {
			q.Set("invoice", invoice.String())
		}
		return d.entryPath("choose") + "?" + q.Encode()
	}
	return d.Found.groups(d.visit, func(c id.ID) string { return at(c, 0) }, func(i *invoice.Invoice) string { return at(i.Customer, i.ID) })
}

// adds are what was found, as buttons that add to a choice that has begun: their Href is
// the button's name and value.
func (d *chooseData) adds() []ui.ResultGroup {
	return d.Found.groups(d.visit, func(c id.ID) string { return "add=" + c.String() }, func(i *invoice.Invoice) string { return "take=" + i.ID.String() })
}

// letGoReasons are why what a share leaves may be let go, as options.
func (d *chooseData) letGoReasons() []ui.OptionGroup {
	all := []ui.Option{{Value: "", Label: d.Words.T("confirm.stays_open")}}
	for _, f := range letGoFacts {
		all = append(all, ui.Option{Value: string(f), Label: letGoWord(d.Words, f)})
	}
	return []ui.OptionGroup{{Options: all}}
}

func (d *chooseData) shareTable(owner id.ID) ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("bank.open_invoices"), Columns: []ui.Column{
		{Label: w.T("bank.invoice"), Name: true}, {Label: w.T("bank.share"), Kind: ui.ColumnAmount}, {Label: w.T("confirm.if_less")},
	}}
	abroad := slices.ContainsFunc(d.Rows, func(r shareRow) bool { return r.Open.Currency != d.Entry.Amount.Currency })
	for n := range d.Rows {
		r := &d.Rows[n]
		if r.Customer != owner {
			continue
		}
		name, note, why := r.Number, w.T("confirm.open_due", "Open", r.Open, "Day", r.DueOn), whyField(d, r)
		if r.Owed.Sign() < 0 {
			name, note, why = w.T("confirm.credit", "Number", r.Number), w.T("confirm.open", "Open", r.Open), ui.Words("")
		}
		t.Rows = append(t.Rows, ui.Row{Label: r.Number, Cells: []templ.Component{
			ui.Stacked(ui.InvoiceLink(name, d.toInvoice(r.ID)), ui.Words(note)), shareField(d, r, abroad), why}})
	}
	return t
}
