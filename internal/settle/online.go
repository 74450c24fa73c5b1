package settle

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Money that a customer paid on a provider's page stands on an account of its own, the
// provider's, until a payout brings it to the bank: it settles its invoices at once, and the bank
// line that brings it is money between the company's accounts.

// BookOnline books an entry of a provider's account as the customer chose when it paid: by shares
// of invoices. What is not open of them any more goes on account. says is what it rests on.
func BookOnline(tx *store.Tx, entry, customer id.ID, shares []matching.Share, says matching.Evidence, today date.Date) error {
	d, err := openDecision(tx, []Choice{{entry, matching.Proposal{Customer: customer, Shares: shares}}})
	if err != nil {
		return err
	}
	e, found := d.entries[entry]
	if !found {
		return fault.New(fault.NotFound, "there is no such bank entry")
	}
	if !waits(&e) && !isAnnounced(&e) {
		return became(&e)
	}
	p, err := d.shares(&e, matching.Proposal{Customer: customer, Shares: d.stillOpen(&e, shares), Evidence: []matching.Evidence{says}})
	if err != nil {
		return err
	}
	bookings := []booking{{e, p, Actor}}
	if err := tx.SetEntryStates(map[id.ID]store.EntryState{entry: store.EntryBooked}, handling(bookings)); err != nil {
		return err
	}
	if err := tx.SetSuggestions([]store.Entry{e}, nil); err != nil {
		return err
	}
	if err := bookAll(tx, bookings, today); err != nil {
		return err
	}
	return tx.Enqueue(job.Match{Company: tx.Company}) // what other entries may pay is less now
}

// stillOpen are the shares as far as the invoices are open and the entry goes.
func (d *decision) stillOpen(e *store.Entry, shares []matching.Share) (all []matching.Share) {
	left := e.Amount
	for _, s := range shares {
		open, found := d.open[s.Invoice]
		if !found || open.Currency != left.Currency || s.Amount.Currency != left.Currency {
			continue
		}
		if s.Amount = s.Amount.Min(open).Min(left); s.Amount.Sign() > 0 {
			s.Customer = d.invoices[s.Invoice].Customer
			left, all = left.Sub(s.Amount), append(all, s)
		}
	}
	return all
}

// arrivals are the payouts that some entries surely bring: the amount is the one that the
// provider told, and the text names the payout or the provider. Of two that are alike neither is
// taken.
func arrivals(tx *store.Tx, entries []store.Entry) (map[id.ID]store.Payout, error) {
	open, err := tx.OpenPayouts()
	if err != nil || len(open) == 0 {
		return nil, err
	}
	by := map[id.ID]store.Payout{}
	for n := range entries {
		if e := &entries[n]; waits(e) && !e.ByHand {
			if at := broughtBy(e, open); at >= 0 {
				by[e.ID] = open[at]
				open = slices.Delete(open, at, at+1)
			}
		}
	}
	return by, nil
}

// arrive notes which entries bring payouts: nobody need look any more where their payments are.
func arrive(tx *store.Tx, by map[id.ID]store.Payout, actor string) error {
	if len(by) == 0 {
		return nil
	}
	if err := tx.Arrived(by); err != nil {
		return err
	}
	payments, err := tx.CheckoutsOf(slices.Collect(maps.Keys(by))...)
	if err != nil {
		return err
	}
	var done []string
	for n := range payments {
		done = append(done, payments[n].LateOnce())
	}
	return tx.FinishTasks(done, actor)
}

// broughtBy is the place of the payout that an entry brings; -1 for none.
func broughtBy(e *store.Entry, open []store.Payout) int {
	var named, likely []int
	for n := range open {
		p := &open[n]
		if p.Amount != e.Amount || e.Amount.Sign() <= 0 || !inTime(e, p) {
			continue
		}
		if text := folded(p.Text); text != "" && strings.Contains(folded(e.Text+" "+e.EndToEnd), text) {
			named = append(named, n)
		} else if strings.Contains(folded(e.Name+" "+e.Text), folded(p.Provider.Label())) {
			likely = append(likely, n)
		}
	}
	if len(named) > 0 {
		likely = named
	}
	if len(likely) != 1 {
		return -1
	}
	return likely[0]
}

const (
	// earliest and latest bound how many days a bank books a payout around the day that the
	// provider tells: providers tell when it was sent, or is to arrive.
	earliest = -3
	latest   = 10
)

func inTime(e *store.Entry, p *store.Payout) bool {
	days := int(e.BookedOn - p.On)
	return earliest <= days && days <= latest
}

// folded is a text without what banks change of it: case, blanks and marks.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// PaidOut says, as a person does, that an entry brings some payments from a provider, less what it
// kept of them.
//
// Errors: Conflict for an entry that became something else, or payments that came another way;
// Invalid for payments of several providers or currencies.
func PaidOut(ctx context.Context, s *store.Store, company, entry id.ID, payments []id.ID, by string) error {
	return s.Update(ctx, company, func(tx *store.Tx) error {
		entries, err := take(tx, []id.ID{entry}, store.EntryNew, store.EntryAsk)
		if err != nil {
			return err
		}
		known, err := tx.CheckoutsUnderWay(mostUnderWay)
		if err != nil {
			return err
		}
		known = slices.DeleteFunc(known, func(c store.Checkout) bool { return !slices.Contains(payments, c.ID) })
		switch {
		case len(payments) == 0:
			return fault.At(0, "payments", "choose the payments that it brings")
		case len(known) < len(payments):
			return fault.New(fault.Conflict, "a payment arrived another way meanwhile")
		}
		for _, c := range known {
			if c.Provider != known[0].Provider || c.Amount.Currency != entries[0].Amount.Currency {
				return fault.At(0, "payments", "a payout is of one provider, in the currency of the account")
			}
		}
		ref := "entry " + entry.String()
		if err := tx.PutTogether(known[0].Provider, ref, payments); err != nil {
			return err
		}
		p := store.Payout{Provider: known[0].Provider}
		p.Ref = ref
		if err := arrive(tx, map[id.ID]store.Payout{entry: p}, by); err != nil {
			return err
		}
		return settleEntries(tx, entries, store.EntryInternal, nil)
	})
}

// mostUnderWay bounds the payments that a person chooses among.
const mostUnderWay = 500

// UnderWay are the payments that an entry may bring: those in its currency, of the provider that
// it names; and which of them come to its amount, less a fee, as one payout or all together.
func UnderWay(tx *store.Tx, e *store.Entry) (all []store.Checkout, likely map[id.ID]bool, err error) {
	if e.Amount.Sign() <= 0 || !waits(e) {
		return nil, nil, nil
	}
	known, err := tx.CheckoutsUnderWay(mostUnderWay)
	if err != nil {
		return nil, nil, err
	}
	text := folded(e.Name + " " + e.Text)
	for _, c := range known {
		if c.Amount.Currency == e.Amount.Currency && c.Entry != e.ID && strings.Contains(text, folded(c.Provider.Label())) {
			all = append(all, c)
		}
	}
	return all, likelyOf(e, all), nil
}

// likelyOf are the payments of one payout that come to an entry's amount and a fee; or all of
// them together; or none.
func likelyOf(e *store.Entry, all []store.Checkout) map[id.ID]bool {
	var refs []string
	for _, c := range all {
		if !slices.Contains(refs, c.Payout) {
			refs = append(refs, c.Payout)
		}
	}
	for _, ref := range refs {
		of := slices.DeleteFunc(slices.Clone(all), func(c store.Checkout) bool { return c.Payout != ref })
		if comesTo(e, of) {
			return chosenOf(of)
		}
	}
	if comesTo(e, all) {
		return chosenOf(all)
	}
	return nil
}

// comesTo reports whether payments are an entry's amount and no more than a fee.
func comesTo(e *store.Entry, all []store.Checkout) bool {
	gross := money.Of(0, e.Amount.Currency)
	for _, c := range all {
		gross = gross.Add(c.Amount)
	}
	return matching.MayBeFee(gross, gross.Sub(e.Amount))
}

func chosenOf(all []store.Checkout) map[id.ID]bool {
	chosen := map[id.ID]bool{}
	for _, c := range all {
		chosen[c.ID] = true
	}
	return chosen
}
