package intake

import (
	"cmp"
	"slices"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// books are a ledger on its way into the store.
type books struct {
	tx      *store.Tx
	company *company.Company
	ledger  *ledger
	options LedgerOptions
	report  *Report
	news    *tidings

	cameBefore bool // this very file, and it was not undone

	numbers map[string]bool       // of the ledger's customers
	taken   map[id.ID]bool        // customers whose the accounts before are
	owners  map[numberKey]*debtor // by document: whose it is, nil when several customers have one of that number
	tally   tally
}

// tally counts what a bookkeeper should know of.
type tally struct {
	made, guessed, uneven, deposits int
	unevenRow                       int
	onAccount                       money.Amount
}

// folioSize is how many customers of a ledger are stored at once.
const folioSize = 500

// store stores the ledger, some customers at a time.
func (b *books) store() error {
	b.numbers, b.taken, b.owners = map[string]bool{}, map[id.ID]bool{}, map[numberKey]*debtor{}
	for _, d := range b.ledger.debtors {
		b.numbers[d.number] = true
		for _, c := range d.stands.claims {
			key := numberKey{c.number, c.kind}
			if before, known := b.owners[key]; known && before != d {
				b.owners[key] = nil
			} else {
				b.owners[key] = d
			}
		}
	}
	b.tally.onAccount = money.Of(0, b.ledger.currency)
	folios, next := 0, 1
	for some := range slices.Chunk(b.ledger.debtors, folioSize) {
		if err := b.storeFolio(some); err != nil {
			return err
		}
		if folios++; folios == next && len(some) == folioSize { // twice as much as the last time
			next *= 2
			if err := b.tx.Grown(); err != nil {
				return err
			}
		}
	}
	b.warn()
	return b.news.note(b.tx)
}

// warn tells what a bookkeeper should know of, once for the file.
func (b *books) warn() {
	t, nowhere := &b.tally, fault.Place{}
	if t.guessed > 0 {
		b.report.warn(nowhere, "%d customers have no lettrage: what their payments settle was worked out, the exact amounts first, then the oldest invoices", t.guessed)
	}
	if t.uneven > 0 {
		b.report.warn(fault.Place{Line: t.unevenRow}, "%d groups of lettrage do not add up to nothing, this is the first: what is left of them is open", t.uneven)
	}
	if t.deposits > 0 {
		b.report.warn(nowhere, "%d payments settle nothing according to the ledger: %s of them is money on account", t.deposits, t.onAccount.Text())
	}
	switch {
	case t.made == 0:
	case b.options.Customers == customer.Business:
		b.report.warn(nowhere, "%d customers are new: they are taken for businesses, as was chosen, without an address, until somebody says otherwise", t.made)
	default:
		b.report.warn(nowhere, "%d customers are new: a ledger does not say who is a business, so they are taken for consumers, without an address, until somebody says otherwise", t.made)
	}
}

// folio is what some customers of a ledger change in the store.
type folio struct {
	*books
	filing  *filing
	dir     *directory
	known   map[numberKey]*invoice.Invoice
	earlier map[account][]store.Earlier // of before the ledger, as far as it does not name them
	credits map[account]money.Amount    // what of these is credit
	purses  map[account][]*purse
	sums    map[account]*purseSums
	debtors []*indebted
	pieces  []string // that documents of the ledger may have here

	former   former
	balances map[account]*invoice.Invoice // what the year before left altogether
}

// indebted is a customer of the ledger with what is known of it here.
type indebted struct {
	*debtor
	owner  *customer.Customer
	papers []*paper
	kept   []deposit      // what goes on account
	ahead  []money.Amount // what is settled here of the opening, but not there yet
}

func (b *books) storeFolio(some []*debtor) error {
	p := &folio{books: b, known: map[numberKey]*invoice.Invoice{}, earlier: map[account][]store.Earlier{}, credits: map[account]money.Amount{}, purses: map[account][]*purse{}, sums: map[account]*purseSums{}}
	if err := p.findOwners(some); err != nil {
		return err
	}
	if err := p.load(); err != nil {
		return err
	}
	var papers []*paper
	for _, d := range p.debtors {
		p.write(d)
		papers = append(papers, d.papers...)
	}
	if err := p.bookReopenings(); err != nil {
		return err
	}
	if err := p.loadPurses(); err != nil {
		return err
	}
	var err error
	if p.filing, err = newFiling(b.tx, b.company, p.dir, papers, nil); err != nil {
		return err
	}
	p.filing.news = b.news
	for _, paper := range papers {
		unchanged := b.report.Unchanged
		if err := p.filing.file(paper); err != nil {
			return err
		}
		if b.report.Read++; paper.closes && b.report.Unchanged > unchanged {
			b.report.Unchanged, b.report.Updated = b.report.Unchanged-1, b.report.Updated+1
		}
	}
	return p.settle()
}

// findOwners finds the customers of the ledger's accounts: by their numbers, else by
// documents that are known here, else by their names. Two accounts are two customers.
func (p *folio) findOwners(some []*debtor) (err error) {
	var parties []*invoice.Party
	for _, d := range some {
		party := d.party()
		parties = append(parties, &party)
		for _, c := range d.stands.claims {
			p.pieces = append(p.pieces, c.number, c.number+" "+d.number)
		}
		for _, m := range d.stands.deposits {
			p.pieces = appendWord(p.pieces, m.piece)
		}
	}
	if p.dir, err = openDirectory(p.tx, p.company, parties); err != nil {
		return err
	}
	p.dir.numbered, p.dir.newKind = true, cmp.Or(p.options.Customers, customer.Consumer)
	holding, err := p.loadKnown()
	if err != nil {
		return err
	}
	for n, d := range some {
		owner := p.find(d, holding)
		if owner == nil {
			owner = p.dir.findOrMake(p.tx, parties[n], p.report.Import)
		}
		p.taken[owner.ID] = true
		p.debtors = append(p.debtors, &indebted{debtor: d, owner: owner})
	}
	return nil
}

// loadKnown finds the documents that the ledger may name, and returns whose they are.
func (p *folio) loadKnown() (map[id.ID]*customer.Customer, error) {
	all, err := p.tx.InvoicesByNumber(p.pieces)
	if err != nil {
		return nil, err
	}
	var owners []id.ID
	for n := range all {
		i := &all[n]
		p.known[numberKey{i.Number, i.Kind}] = i
		owners = append(owners, i.Customer)
	}
	customers, err := p.tx.Customers(owners)
	byID := map[id.ID]*customer.Customer{}
	for n := range customers {
		byID[customers[n].ID] = &customers[n]
	}
	return byID, err
}

// party is the customer as documents say it.
func (d *debtor) party() invoice.Party { return invoice.Party{ID: d.number, Name: d.name} }

// find returns the customer that an account is of; nil when it is nobody who is known.
func (p *folio) find(d *debtor, byID map[id.ID]*customer.Customer) *customer.Customer {
	if c := p.dir.byNumber[d.number]; c != nil {
		return c
	}
	var owner *customer.Customer
	for _, c := range d.stands.claims {
		i := p.known[numberKey{c.number, c.kind}]
		if i == nil || i.Owed != c.total || i.IssuedOn != c.issued || p.isAnother(byID[i.Customer]) {
			continue
		}
		if owner != nil && owner.ID != i.Customer {
			return nil
		}
		owner = byID[i.Customer]
	}
	if owner != nil {
		return owner
	}
	if same := p.dir.byName[customer.NameKey(d.name)]; len(same) == 1 && !p.isAnother(same[0]) {
		return same[0]
	}
	return nil
}

// isAnother reports whether the ledger has another account for a customer.
func (p *folio) isAnother(c *customer.Customer) bool {
	return c == nil || p.taken[c.ID] || c.Known(func(as *customer.Customer) bool { return p.numbers[as.Number] })
}

// load finds what is known here of the customers, who are locked so that it stays so.
func (p *folio) load() error {
	owners := make([]id.ID, 0, len(p.debtors))
	for _, d := range p.debtors {
		owners = append(owners, d.owner.ID)
	}
	slices.Sort(owners)
	if err := p.tx.LockCustomers(owners); err != nil {
		return err
	}
	if _, err := p.loadKnown(); err != nil { // as it stands now that nobody changes it
		return err
	}
	if err := p.loadEarlier(owners); err != nil {
		return err
	}
	if err := p.loadBalances(owners); err != nil {
		return err
	}
	return p.loadFormer()
}

// loadBalances finds the items that stand for what the year before left altogether.
func (p *folio) loadBalances(owners []id.ID) error {
	all, err := p.tx.InvoicesBySource(BalanceSource, owners)
	p.balances = map[account]*invoice.Invoice{}
	for n := range all {
		if i := &all[n]; i.Kind == invoice.Bill {
			p.balances[account{i.Customer, i.Owed.Currency}] = i
		}
	}
	return err
}

// loadEarlier finds what was owed here before the ledger begins, as far as the ledger
// does not name it: what it brings forward as a sum is made of that.
func (p *folio) loadEarlier(owners []id.ID) error {
	all, err := p.tx.EarlierItems(owners, p.ledger.first)
	if err != nil {
		return err
	}
	named := map[id.ID]bool{}
	for _, d := range p.debtors {
		for _, c := range d.stands.claims {
			if i := p.known[p.keyOf(d, c)]; c.number != "" && i != nil {
				named[i.ID] = true
			}
		}
		for _, m := range d.stands.deposits {
			if i := p.creditOf(d, &m); i != nil {
				named[i.ID] = true
			}
		}
	}
	for _, e := range all {
		key := account{e.Customer, e.Owed.Currency}
		switch {
		case named[e.ID]:
		case e.Owed.Sign() > 0:
			p.earlier[key] = append(p.earlier[key], e)
		default:
			p.credits[key] = p.credits[key].Add(e.Open.Neg())
		}
	}
	return nil
}

// keyOf names the document that a claim is. Where several customers have one of a
// number, as happens where pieces are numbered by the day, their own numbers part them.
func (p *folio) keyOf(d *indebted, c *claim) numberKey {
	plain, own := numberKey{c.number, c.kind}, numberKey{c.number + " " + d.number, c.kind}
	switch i := p.known[plain]; {
	case p.known[own] != nil:
		return own
	case i != nil && i.Customer == d.owner.ID:
		return plain
	case i != nil || p.owners[plain] == nil:
		return own
	}
	return plain
}

// creditOf is the credit note that the opening brings forward as an amount; nil when it
// is none that is known.
func (p *folio) creditOf(d *indebted, m *deposit) *invoice.Invoice {
	i := p.known[numberKey{m.piece, invoice.CreditNote}]
	if m.piece == "" || i == nil || i.Customer != d.owner.ID || i.Owed.Currency != m.amount.Currency || !within(m.amount.Neg(), i.Owed) {
		return nil
	}
	return i
}

// write says what the ledger says of a customer as papers.
func (p *folio) write(d *indebted) {
	s := d.stands
	if s.guessed {
		p.tally.guessed++
	}
	if p.tally.uneven += s.uneven; s.uneven > 0 && (p.tally.unevenRow == 0 || s.row < p.tally.unevenRow) {
		p.tally.unevenRow = s.row
	}
	for _, c := range s.claims {
		if c.number == "" {
			p.writeSum(d, c)
		} else {
			p.writeClaim(d, c)
		}
	}
	for _, m := range s.deposits {
		if i := p.creditOf(d, &m); i != nil {
			left := m.amount.Neg().Decimal()
			about := p.paperOf(d, m.row, &paper{about: i, left: &left, doc: &invoice.Document{Number: i.Number, Kind: i.Kind}})
			p.reopenClaim(about, i, m.amount.Neg())
			d.papers = append(d.papers, about)
			continue
		}
		d.kept = append(d.kept, m)
	}
}

// paperOf completes a paper about a customer.
func (p *folio) paperOf(d *indebted, row int, of *paper) *paper {
	of.place, of.owner, of.report, of.on = fault.Place{Line: row}, d.owner, p.report, min(p.ledger.last, date.Of(p.tx.Now()))
	return of
}

// writeClaim says what a claim is. One that is known here otherwise than by a ledger is
// known better, but for what is left of it; and the opening tells no total.
func (p *folio) writeClaim(d *indebted, c *claim) {
	left := c.left().Decimal()
	key := p.keyOf(d, c)
	known := p.known[key]
	if known == nil && left.IsZero() && p.options.OpenOnly {
		return
	}
	doc := &invoice.Document{Format: LedgerSource, Number: key.number, Kind: c.kind, IssuedOn: c.issued, Currency: c.total.Currency.String(),
		Total: c.total.Decimal().Abs(), Buyer: d.party()}
	doc.Payable = doc.Total
	said := p.paperOf(d, c.row, &paper{doc: doc, left: &left, settled: c.settled})
	other := p.known[numberKey{c.number, c.kind}]
	switch {
	case known == nil && other != nil && other.Customer != d.owner.ID:
		said.remark("%s belongs to another customer here: the one of %s is kept as %s", c.number, d.name, key.number)
	case known == nil:
	case known.Source == LedgerSource && !c.carried && known.Owed.Currency == c.total.Currency && known.Owed != c.total:
		doc.IssuedOn = min(known.IssuedOn, c.issued)
	default:
		said.about = known
		if known.Owed != c.total && !c.carried {
			said.remark("%s is about %s in the ledger, but about %s here; it stays so", known.Number, c.total.Text(), known.Owed.Text())
		}
	}
	if known != nil {
		p.reopenClaim(said, known, c.left())
	}
	d.papers = append(d.papers, said)
}

// writeSum says what the year before left altogether. It is made of what was owed here
// on that day; what that does not explain is an opening item.
func (p *folio) writeSum(d *indebted, c *claim) {
	earlier := p.earlier[account{d.owner.ID, c.total.Currency}]
	zero := money.Of(0, c.total.Currency)
	then, open := zero, zero
	for _, e := range earlier {
		then, open = then.Add(e.Then), open.Add(e.Open)
	}
	rest := c.total.Sub(then)
	if rest.Sign() < 0 {
		rest = zero
	}
	settled := slices.Clone(c.settled)
	closes := open.Add(rest).Sub(c.left())
	if closes.Sign() < 0 {
		d.ahead = append(d.ahead, closes.Neg().Sub(p.reopenEarlier(d, c, closes.Neg())))
	}
	for n := range earlier {
		share := closes.Min(earlier[n].Open)
		if share.Sign() <= 0 {
			continue
		}
		closes = closes.Sub(share)
		left, i := earlier[n].Open.Sub(share).Decimal(), &earlier[n].Invoice
		said := p.paperOf(d, c.row, &paper{about: i, left: &left, doc: &invoice.Document{Number: i.Number, Kind: i.Kind}})
		said.settled = takeSettled(&settled, share)
		d.papers = append(d.papers, said)
	}
	if rest.IsZero() {
		return
	}
	said := p.paperOf(d, c.row, openingItem(d.party(), rest.Decimal(), c.total.Currency.String(), c.issued, p.report))
	share := closes.Min(rest)
	if share.Sign() < 0 {
		share = zero
	}
	left := rest.Sub(share).Decimal()
	said.left, said.settled, said.grows, said.on = &left, takeSettled(&settled, share), false, c.issued
	if i := p.balances[account{d.owner.ID, c.total.Currency}]; i != nil {
		p.reopenClaim(said, i, rest.Sub(share))
	}
	d.papers = append(d.papers, said)
}

// takeSettled takes so much out of what was settled, the oldest first.
func takeSettled(from *[]settlement, amount money.Amount) (taken []settlement) {
	for len(*from) > 0 && amount.Sign() > 0 {
		s := &(*from)[0]
		share := s.amount.Min(amount)
		taken = append(taken, settlement{s.on, share})
		amount, s.amount = amount.Sub(share), s.amount.Sub(share)
		if s.amount.IsZero() {
			*from = (*from)[1:]
		}
	}
	return taken
}

// noteDoubtful tells the timelines of customers that the books call doubtful, once.
func (p *folio) noteDoubtful() error {
	var owners []id.ID
	for _, d := range p.debtors {
		if !d.stands.doubtful.IsZero() {
			owners = append(owners, d.owner.ID)
		}
	}
	if len(owners) == 0 {
		return nil
	}
	heard, err := p.tx.Heard(timeline.Doubtful, owners)
	for _, d := range p.debtors {
		if amount := d.stands.doubtful; !amount.IsZero() && !heard[d.owner.ID] {
			p.filing.events = append(p.filing.events, timeline.Event{Customer: d.owner.ID, Kind: timeline.Doubtful, On: min(p.ledger.last, date.Of(p.tx.Now())), Actor: "import",
				Data: timeline.Data{Amount: amount}.JSON()})
		}
	}
	return err
}
