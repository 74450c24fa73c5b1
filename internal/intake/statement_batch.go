package intake

import (
	"acquit/internal/bank"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Payments that a bank announces one by one and books as one sum, and those that it
// announces twice in other words; see docs/decisions/0028-statements.md.

// nameBatch notes what the bank calls the batch that a payment is a part of, or that an entry
// books as one sum. A detail of what is booked is a part of its batch whatever the names.
func nameBatch(row *store.Entry, whole, leaf *bank.Entry, announced bool) {
	batch := leaf.Batch.Or(whole.Batch)
	switch detail := len(whole.Details) > 0 && len(leaf.Details) == 0; {
	case announced:
		row.PartOf = batch
	case detail:
		row.PartOf = batch.Or(bank.Batch{Ref: whole.BankRef})
	default:
		batch.Ref = ""
		row.SumOf = batch
	}
}

// retell marks those of fresh that another file of this kind announced in other words.
// Those of all that are not fresh are known as they stand, and what they are known as is
// not announced again by a twin.
func (p *telling) retell(all, fresh []*store.Entry) error {
	known, err := p.tx.OwnTellings(p.account.ID, p.head.Family, p.report.Import, all)
	if err != nil || len(known) == 0 {
		return err
	}
	p.claim(all, fresh, known)
	var others []bank.Told
	var payments []id.ID
	offered := map[id.ID]bool{}
	for n := range known {
		if payment := known[n].SameAs; !p.claimed[payment] && !offered[payment] {
			offered[payment] = true
			others, payments = append(others, told(&known[n])), append(payments, payment)
		}
	}
	for n, k := range bank.Retold(toldAll(fresh), others) {
		if k >= 0 {
			fresh[n].State, fresh[n].SameAs = store.EntrySame, payments[k]
			p.claimed[payments[k]] = true
		}
	}
	return nil
}

// claim notes which payments the entries are that are known by their keys.
func (p *telling) claim(all, fresh []*store.Entry, known []store.Entry) {
	unknown := make(map[string]bool, len(fresh))
	for _, e := range fresh {
		unknown[e.Key] = true
	}
	payments := make(map[string]id.ID, len(known))
	for n := range known {
		payments[known[n].Key] = known[n].SameAs
	}
	for _, e := range all {
		if payment, found := payments[e.Key]; found && !unknown[e.Key] {
			p.claimed[payment] = true
		}
	}
}

// parts adds to as which announced parts the entries that are new book as one sum. Those
// that book an announcement as it stands are in as already.
func (p *telling) parts(rows []*store.Entry, as map[id.ID]id.ID) error {
	waiting, err := p.tx.AnnouncedParts(p.account.ID, rows)
	if err != nil || len(waiting) == 0 {
		return err
	}
	single := map[id.ID]bool{}
	for _, booked := range as {
		single[booked] = true
	}
	var sums, parts []bank.Told
	var bookings, announced []id.ID
	for _, e := range rows {
		if !single[e.ID] && e.PartOf == (bank.Batch{}) {
			sums, bookings = append(sums, told(e)), append(bookings, e.ID)
		}
	}
	for n := range waiting {
		if _, gone := as[waiting[n].ID]; !gone {
			parts, announced = append(parts, told(&waiting[n])), append(announced, waiting[n].ID)
		}
	}
	for n, s := range bank.Parts(sums, parts, store.AnnouncedDays) {
		if s >= 0 {
			as[announced[n]] = bookings[s]
		}
	}
	return nil
}

// join marks those of the announced entries that are parts of a sum which is booked
// already. Those announced before them may have waited for them to make it whole.
func (p *telling) join(rows []*store.Entry) error {
	var parts []*store.Entry
	for _, e := range counting(rows) {
		if e.PartOf != (bank.Batch{}) {
			parts = append(parts, e)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	booked, err := p.tx.BookedSums(p.account.ID, p.head.Family, parts)
	if err != nil || len(booked) == 0 {
		return err
	}
	waiting, err := p.tx.AnnouncedParts(p.account.ID, parts)
	if err != nil {
		return err
	}
	sums, pool := make([]bank.Told, len(booked)), toldAll(parts)
	for n := range booked {
		sums[n] = told(&booked[n].Entry)
		sums[n].Amount = money.Of(sums[n].Amount.Minor-booked[n].Told.Minor, sums[n].Amount.Currency)
	}
	for n := range waiting {
		pool = append(pool, told(&waiting[n]))
	}
	as := map[id.ID]id.ID{}
	for n, s := range bank.Parts(sums, pool, store.AnnouncedDays) {
		switch {
		case s < 0:
		case n < len(parts):
			parts[n].State, parts[n].SameAs = store.EntrySame, booked[s].ID
		default:
			as[waiting[n-len(parts)].ID] = booked[s].ID
		}
	}
	return p.book(rows, as)
}

// book lets booked entries take the place of announced ones: as[a] is the booking of a.
// What rows, which are not stored yet, tell of these goes with them.
func (p *telling) book(rows []*store.Entry, as map[id.ID]id.ID) error {
	if len(as) == 0 {
		return nil
	}
	p.report.Booked += len(as)
	customers, err := p.tx.ReplaceAnnounced(as)
	if err != nil {
		return err
	}
	for _, e := range rows {
		booking, found := as[e.SameAs]
		if !found {
			continue
		}
		if b, _, err := p.tx.EntryByID(booking); err != nil {
			return err
		} else if b.Amount == e.Amount {
			e.SameAs = booking
		}
	}
	if err := p.tx.LockCustomers(customers); err != nil {
		return err
	}
	return p.tx.WantReview(customers...)
}

func toldAll(rows []*store.Entry) []bank.Told {
	all := make([]bank.Told, len(rows))
	for n, e := range rows {
		all[n] = told(e)
	}
	return all
}
