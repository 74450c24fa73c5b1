package settle

import (
	"slices"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/store"
)

// looked is some entries with what matching looks at: what is written on them, and what
// they may pay.
type looked struct {
	entries    []store.Entry
	read       []matching.Reading
	candidates matching.Candidates
}

func look(tx *store.Tx, entries []store.Entry) (looked, error) {
	read := matching.Read(readable(entries))
	candidates, err := candidates(tx, read)
	return looked{entries, read, candidates}, err
}

// owners are the customers whom the entries may be booked on.
func (l *looked) owners() (owners []id.ID) {
	for _, i := range l.candidates.Items {
		owners = append(owners, i.Customer)
	}
	for _, p := range l.candidates.Payers {
		owners = append(owners, p.Customer)
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}

// lock makes other writers wait for the entries, and returns those of which still
// holds, which no other worker has booked meanwhile.
func lock(tx *store.Tx, seen []store.Entry, still func(*store.Entry) bool) ([]store.Entry, error) {
	if tx.Engine == db.SQLite {
		return seen, nil // the transaction is the only writer
	}
	entries, err := tx.LockEntries(identifiers(seen))
	return slices.DeleteFunc(entries, func(e store.Entry) bool { return !still(&e) }), err
}

// lookLocked looks at entries and makes other writers wait for the customers that they
// may be booked on, so that what is proposed next is still so when it is booked.
func lookLocked(tx *store.Tx, entries []store.Entry) (looked, error) {
	if tx.Engine == db.SQLite {
		return look(tx, entries)
	}
	before, err := tx.Moment()
	if err != nil {
		return looked{}, err
	}
	l, err := look(tx, entries)
	for err == nil {
		locked := l.owners()
		if err = tx.LockCustomers(locked); err != nil {
			break
		}
		now := ""
		if now, err = tx.Moment(); err != nil || now == before {
			break
		}
		before = now // somebody wrote while we looked or waited
		if l.candidates, err = candidates(tx, l.read); among(l.owners(), locked) {
			break
		}
	}
	return l, err
}

// among reports whether some customers are all among others, which are in order.
func among(some, others []id.ID) bool {
	return !slices.ContainsFunc(some, func(i id.ID) bool {
		_, found := slices.BinarySearch(others, i)
		return !found
	})
}

// waits reports whether an entry still waits for what is to become of it.
func waits(e *store.Entry) bool { return e.State == store.EntryNew || e.State == store.EntryAsk }

// isAnnounced reports whether the bank has not booked an entry yet.
func isAnnounced(e *store.Entry) bool { return e.State == store.EntryAnnounced }

// readable are the entries that matching looks at: money that came in, and money that
// left and may be a refund.
func readable(entries []store.Entry) []matching.Entry {
	var in []matching.Entry
	for _, e := range entries {
		if e.Amount.Sign() > 0 || e.Amount.Sign() < 0 && waits(&e) && !e.IsReturn() {
			in = append(in, *asSeen(&e))
		}
	}
	return in
}

// asSeen is an entry as matching looks at it.
func asSeen(e *store.Entry) *matching.Entry {
	return &matching.Entry{ID: e.ID, BookedOn: e.BookedOn, Amount: e.Amount, Original: e.Original, Reference: e.Reference,
		Text: e.Text, EndToEnd: e.EndToEnd, Name: e.Name, IBAN: e.IBAN, Charges: e.Charges, Account: e.Account}
}
