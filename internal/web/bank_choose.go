package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/fault"
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
	Owners  []customer.Customer // whose invoices are shown
	Payer   id.ID               // whose the rest is
	Rows    []shareRow
	More    int // open invoices that are not shown
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
	d := &chooseData{visit: v, Query: v.words("q"), Problem: problem}
	var err error
	if d.Walk, err = v.walking(); err != nil {
		return nil, err
	}
	if d.Entry, err = v.bankEntry(tx); err != nil {
		return nil, err
	}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	if v.partial() {
		return fragment{Body: remainder(d)}, nil
	}
	if d.Found, err = v.findPayable(tx, d.Query); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("bank.choose"), Place: bank, Status: formStatus(problem), Body: chooseBody(d)}, nil
}

// findItems answers while somebody types.
func findItems(v *visit) (answer, error) {
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		d := &chooseData{visit: v, Query: v.words("q")}
		var err error
		if d.Entry, err = v.bankEntry(tx); err != nil {
			return nil, err
		}
		if d.Walk, err = v.walking(); err != nil {
			return nil, err
		}
		for range v.Request.Form["owner"] {
			d.Owners = append(d.Owners, customer.Customer{}) // how many is all that the results need
		}
		if len([]rune(d.Query)) >= leastSearched {
			d.Found, err = v.findSome(tx, d.Query, fewFound)
		}
		return fragment{Body: chooseFound(d)}, err
	})
}

// findPayable looks words up as what an entry may pay.
func (v *visit) findPayable(tx *store.Tx, words string) (findings, error) {
	if words == "" {
		return findings{}, nil
	}
	return v.find(tx, words)
}

// load finds the customers of the choice and their open invoices, with what each gets:
// as was typed, as a suggestion has it, or the oldest first.
func (d *chooseData) load(tx *store.Tx) error {
	shares, err := d.begun(tx)
	if err != nil || len(d.Owners) == 0 {
		return err
	}
	left := d.Entry.Amount
	for _, o := range d.Owners {
		open, err := tx.OpenInvoices(o.ID)
		if err != nil {
			return err
		}
		slices.SortStableFunc(open, func(a, b invoice.Invoice) int { return cmp.Compare(b.Owed.Sign(), a.Owed.Sign()) })
		for _, i := range open {
			if i.Open.Currency == left.Currency {
				left = d.add(i, shares, left)
			}
		}
	}
	return nil
}

// typedShare is what a form, or a suggestion, gives to an invoice.
type typedShare struct {
	words string
	why   matching.Fact
}

// add adds a row; left is what the rows before it leave of the entry. It returns what this
// one leaves.
func (d *chooseData) add(i invoice.Invoice, shares map[id.ID]typedShare, left money.Amount) money.Amount {
	row := shareRow{Invoice: i}
	typed, found := shares[i.ID]
	if shares == nil && i.Open.Sign() > 0 {
		if share := left.Min(i.Open); share.Sign() > 0 {
			typed, found = typedShare{words: d.Words.Amount(share)}, true
		}
	}
	if found {
		row.Typed, row.Why = typed.words, typed.why
		share, err := d.readShare(typed.words, &i)
		if err != nil {
			row.Problem = d.Words.Fault(err)
		}
		row.Share, left = share, left.Sub(share)
	}
	if len(d.Rows) >= mostShares && row.Typed == "" {
		d.More++
		return left
	}
	d.Rows = append(d.Rows, row)
	return left
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
		shares = d.shares()
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
	if share.Sign() > 0 && share.Currency == d.Entry.Amount.Currency {
		share = share.Min(d.unshared(shares))
	}
	if share.Sign() != 0 {
		shares[i] = typedShare{words: d.Words.Amount(share)}
	}
	*owners = append(*owners, found[0].Customer)
	return shares, nil
}

// unshared is what shares leave of the entry, as far as they can be read; never below zero.
func (d *chooseData) unshared(shares map[id.ID]typedShare) money.Amount {
	left := d.Entry.Amount
	for _, s := range shares {
		if a, err := d.readAmount(s.words, left.Currency); err == nil {
			left = left.Sub(a)
		}
	}
	if left.Sign() < 0 {
		return money.Of(0, left.Currency)
	}
	return left
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

// shares reads what the form gives to invoices.
func (v *visit) shares() map[id.ID]typedShare {
	shares := map[id.ID]typedShare{}
	for name, values := range v.Request.Form {
		number, isShare := strings.CutPrefix(name, "share-")
		i, err := id.Parse(number)
		words := strings.TrimSpace(values[0])
		if !isShare || err != nil || words == "" {
			continue
		}
		shares[i] = typedShare{words, matching.Fact(v.query("why-" + number))}
	}
	return shares
}

// shareFields counts the invoices to which the form gives something, whether it names
// them rightly or not.
func (v *visit) shareFields() (n int) {
	for name, values := range v.Request.Form {
		if strings.HasPrefix(name, "share-") && strings.TrimSpace(values[0]) != "" {
			n++
		}
	}
	return n
}

// readAmount reads an amount as a form holds it, or as a person writes it.
func (v *visit) readAmount(words string, c money.Currency) (money.Amount, error) {
	amount, err := money.Parse(words, c)
	if err != nil {
		amount, err = v.Words.ParseAmount(words, c)
	}
	return amount, err
}

// readShare reads a share of an invoice. Of a credit note it is less than nothing, however
// it was typed.
func (v *visit) readShare(words string, i *invoice.Invoice) (money.Amount, error) {
	share, err := v.readAmount(words, i.Open.Currency)
	if err != nil {
		return money.Of(0, i.Open.Currency), err
	}
	if i.Owed.Sign() < 0 && share.Sign() > 0 {
		share = share.Neg()
	}
	if !covers(i.Open, share) || share.Sign() < 0 && i.Owed.Sign() > 0 {
		return money.Of(0, i.Open.Currency), fault.New(fault.Invalid, "%s", v.Words.T("confirm.share_outside", "Share", share, "Open", i.Open))
	}
	return share, nil
}

// chosen is what a person wants booked by hand. The evidence of a suggestion that says the
// same is kept with it.
func (v *visit) chosen(tx *store.Tx, e *store.Entry) (matching.Proposal, error) {
	payer, err := id.Parse(v.form("customer"))
	if err != nil {
		return matching.Proposal{}, fault.New(fault.Invalid, "a payment needs a customer")
	}
	p := matching.Proposal{Customer: payer}
	shares := v.shares()
	wanted := make([]id.ID, 0, len(shares))
	for i := range shares {
		wanted = append(wanted, i)
	}
	invoices, err := tx.InvoicesByID(wanted)
	if err != nil {
		return p, err
	}
	if len(invoices) != len(shares) || v.shareFields() != len(shares) {
		return p, fault.New(fault.Conflict, "%s", v.Words.T("bank.gone"))
	}
	for n := range invoices {
		i := &invoices[n]
		amount, err := v.readShare(shares[i.ID].words, i)
		if err != nil {
			return p, err
		}
		if amount.IsZero() {
			continue
		}
		share := matching.Share{Customer: i.Customer, Invoice: i.ID, Number: i.Number, Amount: amount}
		p.Shares = append(p.Shares, share)
		if share.Amount = i.Open.Sub(amount); shares[i.ID].why != "" && share.Amount.Sign() > 0 {
			p.Differences = append(p.Differences, matching.Difference{Share: share, Reason: shares[i.ID].why})
		}
	}
	ask, err := tx.Suggestions(e.ID)
	for _, s := range ask[e.ID] {
		if s.Customer == p.Customer && sameShares(sharesOf(&s), sharesOf(&p)) {
			p.Evidence = s.Evidence
		}
	}
	return p, err
}

func sameShares(a, b []matching.Share) bool {
	order := func(x, y matching.Share) int {
		return cmp.Or(cmp.Compare(x.Invoice, y.Invoice), cmp.Compare(x.Amount.Minor, y.Amount.Minor))
	}
	slices.SortFunc(a, order)
	slices.SortFunc(b, order)
	return slices.EqualFunc(a, b, func(x, y matching.Share) bool { return x.Invoice == y.Invoice && x.Amount == y.Amount })
}

// shared, missing and left are the running sums of the choice: what invoices get less
// what credit notes are worth, what is let go, and what is left of the entry.
func (d *chooseData) shared() (sum money.Amount) {
	for _, r := range d.Rows {
		sum = sum.Add(r.Share)
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

func (d *chooseData) left() money.Amount { return d.Entry.Amount.Sub(d.shared()) }

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
			ui.Stacked(ui.InvoiceLink(name, d.toInvoice(r.ID)), ui.Words(note)), shareField(d, r), why}})
	}
	return t
}
