package settle

import (
	"context"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/matching"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// lessonsOf are the names that a person's bookings teach: of who pays for one customer
// whom neither the name nor a number in the text points to. Where the account did before,
// the name adds nothing, unless it was taught before: then this entry says so as well.
// Nor does a name under which others pay, as a payment provider's.
// They are read before the bookings make the accounts known.
func lessonsOf(tx *store.Tx, bookings []booking, today date.Date) ([]store.PayerName, error) {
	var may []store.PayerName
	var read []matching.Reading
	var owners []id.ID
	var keys []string
	for n := range bookings {
		b := &bookings[n]
		of, key := b.receipts(), matching.NameKey(b.entry.Name)
		if len(of) != 1 || key == "" || b.entry.Amount.Sign() <= 0 { // who pays for a group is not any of them
			continue
		}
		owner := of[0].payment.Customer
		may = append(may, store.PayerName{Key: key, Name: b.entry.Name, Customer: owner, Entry: b.entry.ID, By: b.by, On: today})
		read = append(read, matching.Read([]matching.Entry{*asSeen(&b.entry)})...)
		owners, keys = append(owners, owner), append(keys, key)
	}
	if len(may) == 0 {
		return nil, nil
	}
	known, err := knownOf(tx, owners, keys)
	if err != nil {
		return nil, err
	}
	shared, err := tx.PayForOthers(may)
	if err != nil {
		return nil, err
	}
	var lessons []store.PayerName
	for n := range may {
		if known.teaches(&may[n], &read[n], shared[n]) {
			lessons = append(lessons, may[n])
		}
	}
	return lessons, nil
}

// known is what is known of some customers and names.
type known struct {
	customers map[id.ID]*customer.Customer
	accounts  map[id.ID][]string
	taught    []matching.Taught
}

func knownOf(tx *store.Tx, owners []id.ID, keys []string) (*known, error) {
	found, err := tx.Customers(owners)
	if err != nil {
		return nil, err
	}
	k := &known{customers: map[id.ID]*customer.Customer{}}
	for n := range found {
		k.customers[found[n].ID] = &found[n]
	}
	if k.accounts, err = tx.PayersOf(owners); err != nil {
		return nil, err
	}
	k.taught, err = tx.Taught(keys)
	return k, err
}

// teaches reports whether the payer's name of an entry, under which others may pay as
// well, is news of a customer.
func (k *known) teaches(p *store.PayerName, e *matching.Reading, shared bool) bool {
	c := k.customers[p.Customer]
	if c == nil || e.PointsTo(c) {
		return false
	}
	ofAny := func(t matching.Taught) bool { return t.Key == p.Key }
	if shared && !slices.ContainsFunc(k.taught, ofAny) { // where it is one's already, it becomes a question
		return false
	}
	before := slices.ContainsFunc(k.taught, func(t matching.Taught) bool { return t.Customer == p.Customer && t.Key == p.Key })
	return before || e.IBAN == "" || !slices.Contains(k.accounts[p.Customer], e.IBAN)
}

// teach remembers names, and tells the timelines of those that were not known before.
// Their customers are locked.
func teach(tx *store.Tx, lessons []store.PayerName) error {
	if len(lessons) == 0 {
		return nil
	}
	said, err := saidOf(tx, lessons)
	if err != nil {
		return err
	}
	var events []timeline.Event
	for _, p := range lessons {
		if t := sayingOf(&p); !said[t] {
			said[t] = true
			events = append(events, timeline.Event{Customer: p.Customer, Kind: timeline.PayerTaught, On: p.On, Actor: p.By, Subject: p.Entry,
				Data: timeline.Data{Text: p.Name}.JSON()})
		}
	}
	if err := tx.AddPayerNames(lessons); err != nil {
		return err
	}
	return tx.Note(events...)
}

// saying is what a name says, whoever said it.
type saying struct {
	customer id.ID
	key      string
}

func sayingOf(p *store.PayerName) saying { return saying{p.Customer, p.Key} }

// saidOf are those of some names' sayings, and others of the same names, that are known.
func saidOf(tx *store.Tx, names []store.PayerName) (map[saying]bool, error) {
	var keys []string
	for n := range names {
		keys = append(keys, names[n].Key)
	}
	known, err := tx.Taught(keys)
	said := map[saying]bool{}
	for _, t := range known {
		said[saying{t.Customer, t.Key}] = true
	}
	return said, err
}

// unlearn forgets what the decisions about entries taught, and which rules ignored them.
// Names that nobody else taught are not known any more, and the timelines tell it.
func unlearn(tx *store.Tx, entries []id.ID, by string, today date.Date) error {
	gone, err := tx.ForgetTaught(entries)
	if err != nil {
		return err
	}
	if err := tellForgotten(tx, gone, by, today); err != nil {
		return err
	}
	return tx.TakeBackRuling(entries)
}

// tellForgotten tells the timelines of names that were forgotten, unless they are known
// all the same.
func tellForgotten(tx *store.Tx, gone []store.PayerName, by string, today date.Date) error {
	if len(gone) == 0 {
		return nil
	}
	said, err := saidOf(tx, gone)
	if err != nil {
		return err
	}
	var owners []id.ID
	var events []timeline.Event
	for _, p := range gone {
		if t := sayingOf(&p); !said[t] {
			said[t] = true
			owners = append(owners, p.Customer)
			events = append(events, timeline.Event{Customer: p.Customer, Kind: timeline.PayerForgotten, On: today, Actor: by,
				Data: timeline.Data{Text: p.Name}.JSON()})
		}
	}
	if err := tx.LockCustomers(owners); err != nil {
		return err
	}
	return tx.Note(events...)
}

// Alias remembers that the payer of an entry pays for a customer: by the payer's name,
// or by the account where the bank tells no name. It returns what is remembered. Matching
// looks at what waits again.
func Alias(ctx context.Context, s *store.Store, company, entry, owner id.ID, by string, today date.Date) (remembered string, err error) {
	err = s.Update(ctx, company, func(tx *store.Tx) error {
		e, found, err := tx.EntryByID(entry)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "there is no such bank entry")
		}
		if err != nil {
			return err
		}
		if err := stands(tx, owner); err != nil {
			return err
		}
		key := matching.NameKey(e.Name)
		switch {
		case key != "":
			remembered = e.Name
			err = alias(tx, store.PayerName{Key: key, Name: e.Name, Customer: owner, By: by, On: today})
		case e.IBAN != "":
			remembered = e.IBAN
			err = teachAccount(tx, store.Payer{IBAN: e.IBAN, Customer: owner}, by, today)
		default:
			err = fault.New(fault.Invalid, "the bank tells neither a name nor an account of who paid")
		}
		if err != nil {
			return err
		}
		return tx.Enqueue(job.Match{Company: company})
	})
	return remembered, err
}

// alias remembers a name, unless it was said by itself before.
func alias(tx *store.Tx, p store.PayerName) error {
	before, err := tx.PayerNames(store.LearnedFilter{Customer: p.Customer, Limit: mostAliases})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(before, func(o store.PayerName) bool { return o.Key == p.Key && o.Entry == 0 }) {
		return nil
	}
	return teach(tx, []store.PayerName{p})
}

// teachAccount remembers that a person said from where a customer pays, and tells the
// timeline, unless somebody said it before. That the customer paid from there before is
// less than that.
func teachAccount(tx *store.Tx, p store.Payer, by string, today date.Date) error {
	before, err := tx.PayerAccounts(store.LearnedFilter{Customer: p.Customer, Begins: p.IBAN, Limit: mostAliases})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(before, func(o store.PayerAccount) bool { return o.IBAN == p.IBAN && o.Source != "paid" }) {
		return nil
	}
	if err := tx.AddPayers([]store.Payer{p}, "said"); err != nil {
		return err
	}
	return tx.Note(accountEvent(timeline.PayerTaught, p, by, today))
}

func accountEvent(kind timeline.Kind, p store.Payer, by string, today date.Date) timeline.Event {
	return timeline.Event{Customer: p.Customer, Kind: kind, On: today, Actor: by, Data: timeline.Data{Account: shortAccount(p.IBAN)}.JSON()}
}

// What is kept of an account on a timeline: what tells the country, and by which people
// know it.
const (
	accountHead = 4
	accountTail = 4
)

// shortAccount is an account without its middle. A timeline stands for good, and an
// account that was forgotten should not be read there.
func shortAccount(iban string) string {
	all := []rune(iban)
	if len(all) <= accountHead+accountTail {
		return iban
	}
	return string(all[:accountHead]) + "…" + string(all[len(all)-accountTail:])
}

// mostAliases is among how many names of a customer one is looked for that is known.
const mostAliases = 1000

// stands refuses a customer that is none, or that was merged into another, and makes a
// merge wait.
func stands(tx *store.Tx, owner id.ID) error {
	if err := tx.LockCustomers([]id.ID{owner}); err != nil {
		return err
	}
	c, found, err := tx.Customer(owner)
	if err == nil && (!found || c.MergedInto != 0) {
		err = fault.New(fault.NotFound, "there is no such customer")
	}
	return err
}

// ForgetName forgets a name under which somebody pays for a customer, whoever taught it.
// What was booked by it stays booked.
func ForgetName(ctx context.Context, s *store.Store, company, owner id.ID, key, by string, today date.Date) error {
	return forget(ctx, s, company, owner, func(tx *store.Tx) (bool, error) {
		name, err := tx.ForgetPayerName(owner, key)
		if err != nil || name == "" {
			return false, err
		}
		return true, tellForgotten(tx, []store.PayerName{{Key: key, Name: name, Customer: owner}}, by, today)
	})
}

// ForgetAccount forgets an account from which a customer pays; the next payment from it
// that is booked teaches it again.
func ForgetAccount(ctx context.Context, s *store.Store, company, owner id.ID, iban, by string, today date.Date) error {
	return forget(ctx, s, company, owner, func(tx *store.Tx) (bool, error) {
		p := store.Payer{IBAN: iban, Customer: owner}
		known, err := tx.ForgetPayer(p)
		if err != nil || !known {
			return false, err
		}
		return true, tx.Note(accountEvent(timeline.PayerForgotten, p, by, today))
	})
}

// forget forgets something that was learned of a customer, and has what waits looked at
// without it.
func forget(ctx context.Context, s *store.Store, company, owner id.ID, away func(*store.Tx) (bool, error)) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		if err := tx.LockCustomers([]id.ID{owner}); err != nil {
			return err
		}
		found, err := away(tx)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "this is not known any more")
		}
		if err != nil {
			return err
		}
		return tx.Enqueue(job.Match{Company: company})
	})
}
