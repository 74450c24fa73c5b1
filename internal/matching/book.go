package matching

import (
	"cmp"
	"slices"

	"acquit/internal/id"
	"acquit/internal/money"
)

// book is the candidates by what finds them, with what earlier entries of the run
// left open of each item. Lists of items are by due day.
type book struct {
	items       map[id.ID]*Item
	byReference map[string][]*Item
	byNumber    map[string][]*Item
	byOrder     map[string][]*Item
	byCustomer  map[id.ID][]*Item
	byFit       map[fitKey][]*Item       // the open ones
	payers      map[string][]id.ID       // by account
	learned     map[string][]Taught      // by the name under which they were seen to pay, the last first
	numbered    map[string][]id.ID       // by customer number, in small letters
	toldBy      map[id.ID][]*Told        // by who said it
	toldAs      map[money.Amount][]*Told // by what was said to be paid
	tolerance   Tolerance
	country     string
	called      map[string][]id.ID // by customer.NameKey
}

// fitKey finds the items of a customer of which an amount is open.
type fitKey struct {
	customer id.ID
	open     money.Amount
}

func newBook(c Candidates) *book {
	n := len(c.Items)
	b := &book{
		items: make(map[id.ID]*Item, n), byReference: make(map[string][]*Item, n), byNumber: make(map[string][]*Item, n), byOrder: map[string][]*Item{},
		byCustomer: map[id.ID][]*Item{}, byFit: make(map[fitKey][]*Item, n),
		payers: map[string][]id.ID{}, learned: map[string][]Taught{}, numbered: map[string][]id.ID{}, called: map[string][]id.ID{},
		toldBy: map[id.ID][]*Told{}, toldAs: map[money.Amount][]*Told{}, tolerance: c.Tolerance, country: c.Country,
	}
	items := slices.Clone(c.Items)
	slices.SortFunc(items, func(x, y Item) int { return older(&x, &y) })
	for n := range items {
		b.add(&items[n])
	}
	for _, p := range c.Payers {
		b.payers[p.IBAN] = append(b.payers[p.IBAN], p.Customer)
	}
	for list, by := range map[*[]Named]map[string][]id.ID{&c.Named: b.called, &c.Numbered: b.numbered} {
		for _, n := range *list {
			by[n.Key] = append(by[n.Key], n.Customer)
		}
	}
	for _, t := range c.Learned {
		b.learned[t.Key] = append(b.learned[t.Key], t)
	}
	for n := range c.Told {
		t := &c.Told[n]
		b.toldBy[t.Customer] = append(b.toldBy[t.Customer], t)
		b.toldAs[t.Amount] = append(b.toldAs[t.Amount], t)
	}
	for _, taught := range b.learned {
		slices.SortFunc(taught, func(x, y Taught) int {
			return cmp.Or(cmp.Compare(x.Customer, y.Customer), cmp.Compare(y.On, x.On), cmp.Compare(x.By, y.By))
		})
	}
	for _, owners := range []map[string][]id.ID{b.payers, b.numbered, b.called} {
		for key, list := range owners {
			slices.Sort(list)
			owners[key] = slices.Compact(list)
		}
	}
	return b
}

// older says which of two items is paid first: the one that was due before, then the one
// that was issued before. For what the payer names, and for all that is due, that is the
// order of the law (allocation.Ranking); equals it would pay in proportion, here they are
// paid one after the other, since an invoice that is settled is one less to follow up.
func older(x, y *Item) int {
	return cmp.Or(cmp.Compare(x.DueOn, y.DueOn), cmp.Compare(x.IssuedOn, y.IssuedOn), cmp.Compare(x.Invoice, y.Invoice))
}

func (b *book) add(item *Item) {
	if b.items[item.Invoice] != nil {
		return
	}
	b.items[item.Invoice] = item
	if item.Reference != "" {
		b.byReference[item.Reference] = append(b.byReference[item.Reference], item)
	}
	if item.NumberKey != "" {
		b.byNumber[item.NumberKey] = append(b.byNumber[item.NumberKey], item)
	}
	if item.OrderKey != "" {
		b.byOrder[item.OrderKey] = append(b.byOrder[item.OrderKey], item)
	}
	b.byCustomer[item.Customer] = append(b.byCustomer[item.Customer], item)
	b.addFit(item)
}

func (b *book) addFit(item *Item) {
	for _, k := range item.fitKeys() {
		b.byFit[k] = append(b.byFit[k], item)
	}
}

// fitKeys are the amounts that settle an item: what is open, and with it what was claimed
// beside it.
func (i *Item) fitKeys() (keys []fitKey) {
	if i.Open.Sign() > 0 {
		keys = append(keys, fitKey{i.Customer, i.Open})
	}
	if i.Claimed.Sign() > 0 && i.Open.Sign() >= 0 {
		keys = append(keys, fitKey{i.Customer, i.Open.Add(i.Claimed)})
	}
	return keys
}

// pay takes from an item what is paid of it: what is open first, then what was claimed.
func (i *Item) pay(a money.Amount) {
	if beyond := a.Sub(i.Open); i.Open.Sign() >= 0 && beyond.Sign() > 0 {
		i.Claimed, a = i.Claimed.Sub(beyond), i.Open
	}
	i.Open = i.Open.Sub(a)
}

// take lets a certain proposal use up what it settles.
func (b *book) take(p *Proposal) {
	for _, s := range p.Shares {
		b.settle(s)
	}
	for _, d := range p.Differences {
		b.settle(d.Share)
	}
}

func (b *book) settle(s Share) {
	item := b.items[s.Invoice]
	for _, k := range item.fitKeys() {
		b.byFit[k] = slices.DeleteFunc(b.byFit[k], func(i *Item) bool { return i == item })
	}
	item.pay(s.Amount)
	b.addFit(item)
}

// oldest are the open items of a customer, the oldest due first, that an amount
// reaches, and the next one: whether there is one tells all from a part.
func (b *book) oldest(owner id.ID, paid money.Amount) (items []*Item) {
	sum := money.Of(0, paid.Currency)
	for _, i := range b.byCustomer[owner] {
		if sum.Cmp(paid) > 0 {
			break
		}
		if i.Open.Currency == paid.Currency && i.Open.Sign() > 0 {
			sum = sum.Add(i.Open)
			items = append(items, i)
		}
	}
	return items
}

// pick chooses among items that answer to one reference or number: those in the
// currency, the open ones before settled ones, and of several the one whose open
// amount is what was paid.
func pick(items []*Item, paid money.Amount) []*Item {
	var open, settled []*Item
	for _, i := range items {
		switch {
		case i.Open.Currency != paid.Currency:
		case !i.Open.IsZero():
			open = append(open, i)
		default:
			settled = append(settled, i)
		}
	}
	if len(open) == 0 {
		return settled
	}
	fits := func(i *Item) bool { return i.Open == paid }
	if n := slices.IndexFunc(open, fits); n >= 0 && !slices.ContainsFunc(open[n+1:], fits) {
		return open[n : n+1]
	}
	return open
}
