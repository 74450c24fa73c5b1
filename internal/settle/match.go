// Package settle applies money to invoices: it books what matching is certain of,
// keeps what a person must confirm, and undoes what was booked.
package settle

import (
	"context"
	"slices"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Actor is who the timeline says booked, when no person did.
const Actor = "matching"

// batch is how many entries are matched in one transaction.
const batch = 1000

// Outcome is what became of one entry, as faces show it.
type Outcome struct {
	Entry  store.Entry // as it was before
	Result matching.Result
	State  store.EntryState // what it becomes
	Payout *store.Payout    // that it brings; nil for none
}

// Report counts what became of entries.
type Report struct {
	Booked   int `json:"booked"`   // certain, allocated
	Asked    int `json:"asked"`    // suggested: a person confirms
	Unknown  int `json:"unknown"`  // nothing to suggest
	Outgoing int `json:"outgoing"` // money that left
	Internal int `json:"internal"` // from another account of the company
	Ignored  int `json:"ignored"`  // no customer's, as a rule says
	Credits  int `json:"credits"`  // credit notes set against the invoices they name
	Used     int `json:"used"`     // payments on account that were used for what they name
	Returned int `json:"returned"` // that take back what another one brought
}

func (r *Report) count(o *Outcome) {
	switch {
	case o.State == store.EntryReturn:
		r.Returned++
	case o.State == store.EntryOutgoing:
		r.Outgoing++
	case o.State == store.EntryInternal:
		r.Internal++
	case o.State == store.EntryIgnored:
		r.Ignored++
	case o.State == store.EntryBooked:
		r.Booked++
	case len(o.Result.Ask) > 0:
		r.Asked++
	default:
		r.Unknown++
	}
}

// Match applies credit notes to the invoices they name, and money on account to those that
// its own reference names, then looks at every entry that is new or still waits for a
// person, and books what is certain; of what is only announced it keeps what it may pay.
// It may run at any time and any number of times. see may be nil.
func Match(ctx context.Context, s *store.Store, company id.ID, today date.Date, see func(Outcome)) (Report, error) {
	var report Report
	err := s.Update(ctx, company, func(tx *store.Tx) (err error) {
		report.Credits, err = applyCredits(tx, today)
		return err
	})
	if err != nil {
		return report, err
	}
	if report.Used, err = useReferring(ctx, s, company, today); err != nil {
		return report, err
	}
	tell := func(o Outcome) {
		report.count(&o)
		if see != nil {
			see(o)
		}
	}
	for after := id.ID(0); ; {
		var outcomes []Outcome
		var last id.ID
		err := s.Update(ctx, company, func(tx *store.Tx) (err error) {
			outcomes, last, err = matchBatch(tx, after, today)
			return err
		})
		if err != nil {
			return report, err
		}
		if last == 0 {
			break
		}
		for _, o := range outcomes {
			tell(o)
		}
		after = last
	}
	if err := matchOutgoing(ctx, s, company, today, tell); err != nil {
		return report, err
	}
	return report, expect(ctx, s, company, today)
}

// expect keeps what announced entries may pay, so that no reminder asks for it in the
// days until they are booked. None of them is booked before the bank does.
func expect(ctx context.Context, s *store.Store, company id.ID, today date.Date) error {
	for after, more := id.ID(0), true; more; {
		err := s.Update(ctx, company, func(tx *store.Tx) error {
			seen, err := tx.AnnouncedAfter(after, today, batch)
			if more = len(seen) == batch; err != nil || len(seen) == 0 {
				return err
			}
			after = seen[len(seen)-1].ID
			return expectBatch(tx, seen)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func expectBatch(tx *store.Tx, seen []store.Entry) error {
	entries, err := lock(tx, seen, isAnnounced)
	if err != nil {
		return err
	}
	waiting, err := lookLocked(tx, entries)
	if err != nil {
		return err
	}
	outcomes, err := propose(tx, waiting)
	if err != nil {
		return err
	}
	ask := map[id.ID][]matching.Proposal{}
	for _, o := range outcomes {
		ask[o.Entry.ID] = o.Result.Ask
	}
	if err := tx.SetSuggestions(entries, ask); err != nil {
		return err
	}
	return tx.WantReview(suggestedTo(ask)...)
}

// Preview proposes as Match would, batch by batch, and stores nothing. Since it
// books nothing, an item that two batches claim shows for both.
func Preview(ctx context.Context, s *store.Store, company id.ID, see func(Outcome)) (Report, error) {
	var report Report
	err := s.View(ctx, company, func(tx *store.Tx) error {
		for after := id.ID(0); ; {
			entries, err := tx.Unmatched(after, batch)
			if err != nil || len(entries) == 0 {
				return err
			}
			after = entries[len(entries)-1].ID
			outcomes, err := previewReturns(tx, entries)
			if err != nil {
				return err
			}
			rest, err := look(tx, without(entries, outcomes))
			if err != nil {
				return err
			}
			others, err := propose(tx, rest)
			if err != nil {
				return err
			}
			for _, o := range append(others, outcomes...) {
				report.count(&o)
				see(o)
			}
		}
	})
	return report, err
}

// matchBatch matches some entries and returns the last that it looked at; 0 when
// there are no more.
func matchBatch(tx *store.Tx, after id.ID, today date.Date) ([]Outcome, id.ID, error) {
	entries, err := tx.LockUnmatched(after, batch)
	if err != nil || len(entries) == 0 {
		return nil, 0, err
	}
	last := entries[len(entries)-1].ID
	outcomes, err := matchThese(tx, slices.DeleteFunc(entries, waitsForOthers), today)
	return outcomes, last, err
}

// matchThese matches some entries, which are locked.
func matchThese(tx *store.Tx, entries []store.Entry, today date.Date) ([]Outcome, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	waiting, err := lookLocked(tx, entries)
	if err != nil {
		return nil, err
	}
	outcomes, err := propose(tx, waiting)
	if err != nil {
		return nil, err
	}
	return outcomes, book(tx, outcomes, today)
}

// ownAccounts are the IBANs of the company: money between them is no payment.
func ownAccounts(tx *store.Tx) (map[string]bool, error) {
	accounts, err := tx.BankAccounts()
	own := map[string]bool{}
	for _, a := range accounts {
		if a.IBAN != "" {
			own[a.IBAN] = true
		}
	}
	return own, err
}

// propose says what may become of entries.
func propose(tx *store.Tx, l looked) ([]Outcome, error) {
	of, err := tx.TheCompany()
	if err != nil {
		return nil, err
	}
	l.candidates.Tolerance, l.candidates.Country = Tolerated(&of.Policy), of.Country
	own, err := ownAccounts(tx)
	if err != nil {
		return nil, err
	}
	results, err := resultsOf(tx, &l, own)
	if err != nil {
		return nil, err
	}
	if err := proposeSums(tx, l.entries, results); err != nil {
		return nil, err
	}
	arrived, err := arrivals(tx, l.entries)
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(l.entries))
	for n, e := range l.entries {
		if p, arrives := arrived[e.ID]; arrives {
			outcomes[n] = Outcome{Entry: e, Result: matching.Result{Entry: e.ID}, State: store.EntryInternal, Payout: &p}
			continue
		}
		r := results[e.ID]
		if (e.ByHand || isAnnounced(&e) || e.IsReturn()) && r.Certain != nil {
			// A person undid this or took it in hand, the bank has not booked it or says
			// that it came back: what seems certain is only shown.
			r.Ask, r.Certain = append([]matching.Proposal{*r.Certain}, r.Ask...), nil
		}
		outcomes[n] = Outcome{Entry: e, Result: r, State: stateOf(&e, &r, own)}
	}
	return outcomes, nil
}

// resultsOf are what matching says of money that came in and of money that left. Money
// between the company's own accounts is no refund.
func resultsOf(tx *store.Tx, l *looked, own map[string]bool) (map[id.ID]matching.Result, error) {
	var in, out []matching.Reading
	for _, r := range l.read {
		switch {
		case r.Amount.Sign() > 0:
			in = append(in, r)
		case !own[r.IBAN]:
			out = append(out, r)
		}
	}
	proposed := matching.Propose(in, l.candidates)
	lone, err := tx.LoneItems(matching.Unexplained(in, proposed))
	if err != nil {
		return nil, err
	}
	matching.ByAmount(in, proposed, lone)
	results := map[id.ID]matching.Result{}
	for _, r := range proposed {
		results[r.Entry] = r
	}
	if len(out) == 0 {
		return results, nil
	}
	purses, err := tx.Purses(&l.candidates)
	for _, r := range matching.Refunds(out, l.candidates, purses) {
		results[r.Entry] = r
	}
	return results, err
}

// tolerance is how much the company lets go.
func tolerance(tx *store.Tx) (matching.Tolerance, error) {
	c, err := tx.TheCompany()
	return Tolerated(&c.Policy), err
}

// stateOf is what an entry becomes.
func stateOf(e *store.Entry, r *matching.Result, own map[string]bool) store.EntryState {
	switch {
	case ruledOut(e, r) && !own[e.IBAN]:
		return store.EntryIgnored
	case r.Certain != nil:
		return store.EntryBooked
	case e.Amount.Sign() <= 0 && len(r.Ask) == 0 && (!e.ByHand || e.IsReturn()): // else a person took it in hand
		return store.EntryOutgoing
	case own[e.IBAN]:
		return store.EntryInternal
	}
	return store.EntryAsk
}

// book stores the outcomes of a batch: payments and allocations for what is
// certain, suggestions for the rest.
func book(tx *store.Tx, outcomes []Outcome, today date.Date) error {
	states := map[id.ID]store.EntryState{}
	ask := map[id.ID][]matching.Proposal{}
	var waiting []store.Entry
	var bookings []booking
	var tasks []task.Task
	arrived := map[id.ID]store.Payout{}
	for _, o := range outcomes {
		e := o.Entry
		if o.Payout != nil {
			arrived[e.ID] = *o.Payout
		}
		states[e.ID] = o.State
		waiting = append(waiting, e)
		switch o.State {
		case store.EntryOutgoing:
			if e.IsReturn() {
				tasks = append(tasks, returned(&e, today))
			}
		case store.EntryBooked:
			bookings = append(bookings, booking{e, *o.Result.Certain, Actor})
		case store.EntryAsk:
			ask[e.ID] = o.Result.Ask
		}
	}
	ignored, err := ruleOut(tx, outcomes)
	if err != nil {
		return err
	}
	if err := tx.SetEntryStates(states, handling(bookings)); err != nil {
		return err
	}
	if err := tx.SetSuggestions(waiting, ask); err != nil {
		return err
	}
	if err := tx.AddTasks(tasks); err != nil {
		return err
	}
	if err := arrive(tx, arrived, Actor); err != nil {
		return err
	}
	if err := bookAll(tx, bookings, today); err != nil {
		return err
	}
	return tx.WantReview(append(suggestedTo(ask), ignored...)...)
}

// suggestedTo are the customers of suggestions.
func suggestedTo(suggested map[id.ID][]matching.Proposal) (customers []id.ID) {
	for _, all := range suggested {
		for _, p := range all {
			if p.Customer != 0 {
				customers = append(customers, p.Customer)
			}
		}
	}
	return customers
}

func identifiers(entries []store.Entry) []id.ID {
	ids := make([]id.ID, len(entries))
	for n, e := range entries {
		ids[n] = e.ID
	}
	return ids
}

// returnedOnce is what a person is given once for an entry that takes something back.
func returnedOnce(e *store.Entry) string { return "returned " + e.ID.String() }

// returned asks a person to look at money that was taken back.
func returned(e *store.Entry, today date.Date) task.Task {
	return task.Task{Kind: task.PaymentReturned, Subject: e.ID, Once: returnedOnce(e), DueOn: today,
		Data: timeline.Data{Amount: e.Amount, Day: e.BookedOn, Text: e.Name + " " + e.Text, Reason: e.ReturnReason}.JSON()}
}

// applyCredits sets open credit notes against the invoices they name.
func applyCredits(tx *store.Tx, today date.Date) (int, error) {
	credits, err := tx.OpenCredits()
	if err != nil || len(credits) == 0 {
		return 0, err
	}
	var customers []id.ID
	var keys []string
	for _, c := range credits {
		customers = append(customers, c.Customer)
		keys = append(keys, c.Corrects...)
	}
	slices.Sort(customers)
	customers = slices.Compact(customers)
	if err := tx.LockCustomers(customers); err != nil {
		return 0, err
	}
	if credits, err = tx.OpenCredits(); err != nil {
		return 0, err
	}
	debts, err := tx.InvoicesByKey(keys)
	if err != nil {
		return 0, err
	}
	allocations, events := netCredits(credits, debts, today)
	if err := tx.Allocate(allocations); err != nil {
		return 0, err
	}
	if err := tx.Note(events...); err != nil {
		return 0, err
	}
	touched := make([]id.ID, len(events))
	for n, e := range events {
		touched[n] = e.Customer
	}
	return len(events), tx.WantReview(touched...)
}
