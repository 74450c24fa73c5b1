package intake

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/job"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// tidings are what the timelines of customers hear of a file, however many documents it
// brings: one event for those that arrived, and one in each currency for those that
// were settled outside.
type tidings struct {
	arrived map[id.ID]*arrival
	settled map[account]*timeline.Data
	opened  map[account]*timeline.Data // again
	moved   bool                       // something is open, or no longer, that was otherwise before
}

// arrival is what arrived for one customer.
type arrival struct {
	timeline.Data
	newest date.Date
	only   id.ID // the document, when there is one
}

// account is what a customer owes in one currency.
type account struct {
	owner    id.ID
	currency money.Currency
}

// mostNamed is how many documents an event names.
const mostNamed = 5

func newTidings() *tidings {
	return &tidings{arrived: map[id.ID]*arrival{}, settled: map[account]*timeline.Data{}, opened: map[account]*timeline.Data{}}
}

// nameIn adds a document to the few that an event names.
func nameIn(numbers []string, i *invoice.Invoice) []string {
	if len(numbers) == mostNamed {
		return numbers
	}
	return append(numbers, strings.Clone(i.Number)) // and not the whole line that it was cut from
}

func (t *tidings) arrive(all []*invoice.Invoice) {
	for _, i := range all {
		a := t.arrived[i.Customer]
		if a == nil {
			a = &arrival{}
			t.arrived[i.Customer] = a
		}
		a.Count++
		a.Numbers, a.newest, a.only = nameIn(a.Numbers, i), max(a.newest, i.IssuedOn), i.ID
	}
}

func (t *tidings) settle(all []closing) {
	for _, c := range all {
		add(t.settled, c.item, c.amount)
	}
}

// reopen hears that so much of an item is open again.
func (t *tidings) reopen(i *invoice.Invoice, amount money.Amount) { add(t.opened, i, amount) }

// add adds so much of an item to what its customer's timeline hears.
func add(to map[account]*timeline.Data, i *invoice.Invoice, amount money.Amount) {
	key := account{i.Customer, amount.Currency}
	data := to[key]
	if data == nil {
		data = &timeline.Data{Amount: money.Of(0, key.currency)}
		to[key] = data
	}
	data.Count++
	data.Amount, data.Numbers = data.Amount.Add(amount), nameIn(data.Numbers, i)
}

// note writes the events, and lets payments be matched with what is open now.
func (t *tidings) note(tx *store.Tx) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(t.arrived)), chunk) {
		events := make([]timeline.Event, len(part))
		for n, owner := range part {
			events[n] = t.arrived[owner].event(owner)
		}
		if err := tx.Note(events...); err != nil {
			return err
		}
	}
	today := date.Of(tx.Now())
	err := noteSums(tx, t.opened, func(key account, d *timeline.Data) timeline.Event { return reopenedEvent(key.owner, today, *d) })
	if err != nil {
		return err
	}
	err = noteSums(tx, t.settled, func(key account, d *timeline.Data) timeline.Event {
		return timeline.Event{Customer: key.owner, Kind: timeline.SettledOutside, On: today, Actor: "import", Data: d.JSON()}
	})
	if err != nil {
		return err
	}
	if !t.moved {
		return nil
	}
	return tx.Enqueue(job.Match{Company: tx.Company})
}

// noteSums writes an event for each customer and currency, always in the same order.
func noteSums(tx *store.Tx, sums map[account]*timeline.Data, event func(account, *timeline.Data) timeline.Event) error {
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b account) int {
		return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.currency.String(), b.currency.String()))
	})
	for part := range slices.Chunk(keys, chunk) {
		events := make([]timeline.Event, len(part))
		for n, key := range part {
			events[n] = event(key, sums[key])
		}
		if err := tx.Note(events...); err != nil {
			return err
		}
	}
	return nil
}

// event is what a customer's timeline hears.
func (a *arrival) event(owner id.ID) timeline.Event {
	e := timeline.Event{Customer: owner, Kind: timeline.InvoicesArrived, On: a.newest, Actor: "import", Data: a.JSON()}
	if a.Count == 1 {
		e.Subject = a.only
	}
	return e
}
