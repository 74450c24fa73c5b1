package settle

import (
	"context"
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// waitsToReturn reports whether the bank says of an entry that it takes something back,
// and nobody has looked yet for what. It is looked for when everything else is booked.
func waitsToReturn(e store.Entry) bool { return e.State == store.EntryNew && e.IsReturn() }

// waitsForOthers reports whether an entry is looked at when everything else is booked:
// money that left may pay back what came in with it.
func waitsForOthers(e store.Entry) bool {
	return waitsToReturn(e) || e.State == store.EntryNew && e.Amount.Sign() < 0
}

// matchOutgoing takes back what new returns certainly take back, and matches what else
// left. What the other returns take back a person is to say.
func matchOutgoing(ctx context.Context, s *store.Store, company id.ID, today date.Date, see func(Outcome)) error {
	for after := id.ID(0); ; {
		var seen []store.Entry
		var outcomes []Outcome
		err := s.Update(ctx, company, func(tx *store.Tx) (err error) {
			if seen, err = tx.NewOutgoing(after, batch); err != nil || len(seen) == 0 {
				return err
			}
			outcomes, err = returnBatch(tx, returnsAmong(seen), today)
			return err
		})
		if err != nil || len(seen) == 0 {
			return err
		}
		after = seen[len(seen)-1].ID
		var left []Outcome
		err = s.Update(ctx, company, func(tx *store.Tx) (err error) {
			entries, err := lock(tx, without(seen, outcomes), waits)
			if err == nil {
				left, err = matchThese(tx, entries, today)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, o := range append(outcomes, left...) {
			see(o)
		}
	}
}

// without are the entries of which there is no outcome.
func without(entries []store.Entry, outcomes []Outcome) []store.Entry {
	known := map[id.ID]bool{}
	for _, o := range outcomes {
		known[o.Entry.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e store.Entry) bool { return known[e.ID] })
}

// returnsAmong are those of some entries that wait to take something back.
func returnsAmong(entries []store.Entry) []store.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e store.Entry) bool { return !waitsToReturn(e) })
}

// previewReturns says which of some entries would take something back.
func previewReturns(tx *store.Tx, entries []store.Entry) (outcomes []Outcome, err error) {
	waiting := returnsAmong(entries)
	results, _, err := returnsOf(tx, waiting)
	for n, r := range results {
		if r.Certain != nil {
			outcomes = append(outcomes, Outcome{Entry: waiting[n], State: store.EntryReturn})
		}
	}
	return outcomes, err
}

// returnBatch takes back what some entries certainly take back, and returns those of
// them that did.
func returnBatch(tx *store.Tx, seen []store.Entry, today date.Date) ([]Outcome, error) {
	results, received, err := returnsOf(tx, seen)
	if err != nil {
		return nil, err
	}
	if tx.Engine != db.SQLite {
		if results, received, err = lockReturns(tx, seen, results, received); err != nil {
			return nil, err
		}
	}
	entries := map[id.ID]store.Entry{}
	for _, e := range seen {
		entries[e.ID] = e
	}
	var certain []taking
	var outcomes []Outcome
	for _, r := range results {
		if r.Certain != nil {
			e := entries[r.Entry]
			certain = append(certain, taking{entry: e, of: received[r.Certain.Of], what: *r.Certain})
			outcomes = append(outcomes, Outcome{Entry: e, State: store.EntryReturn})
		}
	}
	return outcomes, takeBackBy(tx, certain, Actor, today)
}

// lockReturns makes other writers of the returns, of what they take back and of its
// customers wait, and finds again what they take back now.
func lockReturns(tx *store.Tx, seen []store.Entry, results []matching.ReturnResult, received map[id.ID]booked) ([]matching.ReturnResult, map[id.ID]booked, error) {
	var ids, owners []id.ID
	for _, e := range seen {
		ids = append(ids, e.ID)
	}
	for _, r := range results {
		if r.Certain == nil {
			continue
		}
		ids = append(ids, r.Certain.Of)
		for _, p := range received[r.Certain.Of].payments {
			owners = append(owners, p.Customer)
		}
	}
	now, err := tx.LockEntries(ids)
	if err != nil {
		return nil, nil, err
	}
	if err := tx.LockCustomers(owners); err != nil {
		return nil, nil, err
	}
	results, received, err = returnsOf(tx, returnsAmong(now))
	return slices.DeleteFunc(results, func(r matching.ReturnResult) bool {
		return r.Certain == nil || !slices.ContainsFunc(now, func(e store.Entry) bool { return e.ID == r.Certain.Of })
	}), received, err
}

// booked is an entry with the payments that it became and that stand.
type booked struct {
	store.Entry
	payments []payment.Payment
}

// parts are what it brought for each customer, as the bank booked it.
func (b *booked) parts() (all []matching.Part) {
	for _, p := range b.payments {
		if p.Source == payment.Difference {
			continue
		}
		amount := p.Amount
		if !p.Booked.IsZero() {
			amount = p.Booked
		}
		if n := slices.IndexFunc(all, func(part matching.Part) bool { return part.Customer == p.Customer }); n >= 0 {
			all[n].Amount = all[n].Amount.Add(amount)
		} else {
			all = append(all, matching.Part{Customer: p.Customer, Amount: amount})
		}
	}
	return all
}

// returnsOf finds what entries take back, with all that they may.
func returnsOf(tx *store.Tx, entries []store.Entry) ([]matching.ReturnResult, map[id.ID]booked, error) {
	if len(entries) == 0 {
		return nil, nil, nil
	}
	others, err := tx.Returnable(entries)
	if err != nil {
		return nil, nil, err
	}
	received, lines, err := receivedBy(tx, others)
	if err != nil {
		return nil, nil, err
	}
	returns := make([]matching.Line, len(entries))
	for n := range entries {
		returns[n] = lineOf(&entries[n])
	}
	return matching.Returns(returns, lines), received, nil
}

// receivedBy are entries that may be taken back, with their payments. Those that only
// tell of one stand beside it.
func receivedBy(tx *store.Tx, entries []store.Entry) (map[id.ID]booked, []matching.Received, error) {
	told := map[id.ID][]matching.Line{}
	received := map[id.ID]booked{}
	var ids []id.ID
	for _, e := range entries {
		switch {
		case e.SameAs != 0:
			told[e.SameAs] = append(told[e.SameAs], lineOf(&e))
		case !e.IsReturn():
			received[e.ID], ids = booked{Entry: e}, append(ids, e.ID)
		}
	}
	payments, err := tx.PaymentsOfEntries(ids)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range payments {
		b := received[p.Entry]
		b.payments = append(b.payments, p)
		received[p.Entry] = b
	}
	lines := make([]matching.Received, len(ids))
	for n, i := range ids {
		b := received[i]
		lines[n] = matching.Received{Line: lineOf(&b.Entry), Parts: b.parts(), Told: told[i]}
	}
	return received, lines, nil
}

// lineOf is an entry as returns are held against each other.
func lineOf(e *store.Entry) matching.Line {
	return matching.Line{Entry: *asSeen(e), BankRef: e.BankRef, Mandate: e.MandateID}
}

// taking is an entry that takes another one back, or a part of it.
type taking struct {
	entry  store.Entry
	of     booked
	what   matching.Return
	byHand bool
}

// payments are those that are taken back: what was let go beside them goes with them.
func (t *taking) payments() []payment.Payment {
	return slices.DeleteFunc(slices.Clone(t.of.payments), func(p payment.Payment) bool {
		return t.what.Customer != 0 && p.Customer != t.what.Customer
	})
}

// takeBackBy takes payments back, tells the timelines why, and asks for the reviews.
// Entries and customers are locked by the caller. The accounts of the customers stay
// known: that a payment came back says nothing against them.
func takeBackBy(tx *store.Tx, all []taking, by string, today date.Date) error {
	if len(all) == 0 {
		return nil
	}
	var takings []store.Taking
	var entries []store.Entry
	var ids []id.ID
	for n := range all {
		t := &all[n]
		takings = append(takings, store.Taking{Entry: t.entry.ID, Of: t.of.ID, On: t.entry.BookedOn, FeeMinor: t.what.Fee.Minor, Payments: t.payments(), ByHand: t.byHand})
		entries = append(entries, t.entry)
		if len(t.of.payments) == 0 {
			entries = append(entries, t.of.Entry) // it waited for a person
		}
		for _, p := range t.payments() {
			ids = append(ids, p.ID)
		}
	}
	numbers, err := tx.NumbersSettled(ids)
	if err != nil {
		return err
	}
	if err := forgetSuggestions(tx, entries); err != nil {
		return err
	}
	if err := tx.TakeBack(takings, by); err != nil {
		return err
	}
	var events []timeline.Event
	var customers []id.ID
	for n := range all {
		for _, e := range all[n].events(numbers, by, today) {
			events, customers = append(events, e), append(customers, e.Customer)
		}
	}
	if err := tx.Note(events...); err != nil {
		return err
	}
	return tx.WantReview(customers...)
}

// forgetSuggestions forgets what was suggested for entries, and asks for the review of
// those for whom it was.
func forgetSuggestions(tx *store.Tx, entries []store.Entry) error {
	suggested, err := tx.Suggestions(identifiers(entries)...)
	if err != nil {
		return err
	}
	if err := tx.SetSuggestions(entries, nil); err != nil {
		return err
	}
	return tx.WantReview(suggestedTo(suggested)...)
}

// events tell the timelines of the customers whose payments are taken back. The first
// of them bears the fee.
func (t *taking) events(numbers map[id.ID][]string, by string, today date.Date) (all []timeline.Event) {
	fee := t.what.Fee
	for _, p := range t.payments() {
		if p.Source == payment.Difference {
			continue
		}
		data := timeline.Data{Amount: p.Amount, Day: t.entry.BookedOn, Count: len(numbers[p.ID]), Code: t.entry.ReturnReason, Fee: fee}
		data.Numbers = numbers[p.ID][:min(len(numbers[p.ID]), fewNumbers)]
		all = append(all, timeline.Event{Customer: p.Customer, Kind: timeline.PaymentReturned, On: today, Actor: by, Subject: p.ID, Data: data.JSON()})
		fee.Minor = 0
	}
	return all
}

// Returnable is what an entry may take back, the likeliest first, with the entries it
// names: for a person to choose from.
func Returnable(tx *store.Tx, e *store.Entry) (all []matching.Return, of map[id.ID]store.Entry, err error) {
	others, err := tx.Returnable([]store.Entry{*e})
	if err != nil {
		return nil, nil, err
	}
	more, err := tx.ReturnableByAmount(e)
	if err != nil {
		return nil, nil, err
	}
	known := map[id.ID]bool{}
	for _, o := range others {
		known[o.ID] = true
	}
	others = append(others, slices.DeleteFunc(more, func(o store.Entry) bool { return known[o.ID] })...)
	_, lines, err := receivedBy(tx, others)
	if err != nil {
		return nil, nil, err
	}
	of = map[id.ID]store.Entry{}
	for _, o := range others {
		of[o.ID] = o
	}
	line := lineOf(e)
	return matching.ReturnsOf(&line, lines), of, nil
}

// TakeBack books, as a person says, that an entry takes another one back, or the part of
// one of several customers; 0 for all of it.
func TakeBack(ctx context.Context, s *store.Store, company, entry, of, customer id.ID, by string, today date.Date) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		locked, err := tx.LockEntries([]id.ID{entry, of})
		if err != nil {
			return err
		}
		n := slices.IndexFunc(locked, func(e store.Entry) bool { return e.ID == entry })
		if n < 0 {
			return fault.New(fault.NotFound, "there is no such bank entry")
		}
		e := locked[n]
		if e.State != store.EntryOutgoing && !waits(&e) {
			return became(&e)
		}
		told, _, err := tx.Tellings(of)
		if err != nil {
			return err
		}
		received, lines, err := receivedBy(tx, append(slices.Delete(locked, n, n+1), told...))
		if err != nil {
			return err
		}
		var owners []id.ID
		for _, p := range received[of].payments {
			owners = append(owners, p.Customer)
		}
		if err := tx.LockCustomers(owners); err != nil {
			return err
		}
		t, err := chosen(&e, received, lines, of, customer)
		if err != nil {
			return err
		}
		if err := takeBackBy(tx, []taking{t}, by, today); err != nil {
			return err
		}
		return tx.FinishTasks([]string{returnedOnce(&e)}, by)
	})
}

// chosen is what a person chose that an entry takes back, if it may.
func chosen(e *store.Entry, received map[id.ID]booked, lines []matching.Received, of, customer id.ID) (taking, error) {
	b, found := received[of]
	if !found {
		return taking{}, fault.New(fault.NotFound, "there is no such bank entry")
	}
	if b.State != store.EntryBooked && !waits(&b.Entry) {
		return taking{}, became(&b.Entry)
	}
	line := lineOf(e)
	for _, r := range matching.ReturnsOf(&line, lines) {
		if r.Of == of && (r.Customer == customer || customer == 0 && len(b.parts()) < 2) {
			return taking{entry: *e, of: b, what: r, byHand: true}, nil
		}
	}
	return taking{}, fault.New(fault.Conflict, "%s does not take back %s", e.Amount.Text(), b.Amount.Text())
}

// returning are the entries that take others back.
func returning(entries []store.Entry) []store.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e store.Entry) bool { return e.State != store.EntryReturn })
}

// notReturned refuses to take back entries of which the bank took a part back: that is
// to be undone first.
func notReturned(tx *store.Tx, entries []store.Entry) error {
	returns, err := tx.ReturnsOf(identifiers(entries))
	if err == nil && len(returns) > 0 {
		err = fault.New(fault.Conflict, "the bank took %s of it back: undo that first", returns[0].Amount.Neg().Text())
	}
	return err
}
