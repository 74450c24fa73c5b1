package intake

import (
	"cmp"
	"context"
	"slices"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Undone is what was taken back of an import.
type Undone struct {
	Invoices  int `json:"invoices"`  // and credit notes, that it brought
	Closed    int `json:"closed"`    // items that it said were settled, and that are open again
	Reopened  int `json:"reopened"`  // items that it said were open again, and that are settled as before
	Entries   int `json:"entries"`   // bank lines
	Customers int `json:"customers"` // of whom nothing else is known
}

// Undo takes back what a file brought, as long as nothing was built on it: an invoice
// that was reminded of, settled or edited, or a bank line that was booked, makes it a
// Conflict. What the file changed of invoices and customers that were here before stays
// changed. The file and its report stay in the history.
func Undo(ctx context.Context, s *store.Store, company, imported id.ID, by string, today date.Date) (Undone, error) {
	var done Undone
	err := s.Update(ctx, company, func(tx *store.Tx) (err error) {
		if err := tx.Spare(spareMiB); err != nil {
			return err
		}
		done, err = undo(tx, imported, by, today)
		return err
	})
	return done, err
}

func undo(tx *store.Tx, imported id.ID, by string, today date.Date) (done Undone, err error) {
	file, found, err := tx.ImportByID(imported)
	if err != nil || !found {
		return done, cmp.Or(err, error(fault.New(fault.NotFound, "there is no such import")))
	}
	if err := tx.LockImportEntries(imported); err != nil {
		return done, err
	}
	owners, err := tx.ImportOwners(imported)
	if err != nil {
		return done, err
	}
	if err := tx.LockCustomers(owners); err != nil {
		return done, err
	}
	n, name, err := tx.BuiltOn(imported)
	if err != nil {
		return done, err
	}
	if n > 0 {
		return done, fault.New(fault.Conflict, "%d records of %s were used meanwhile, such as %q: undo that first", n, file.Name, name)
	}
	if fresh, err := tx.MarkUndone(imported, by); err != nil || !fresh {
		return done, cmp.Or(err, error(fault.New(fault.Conflict, "the import of %s was undone already", file.Name)))
	}
	return done, done.takeBack(tx, file, owners, by, today)
}

// takeBack removes what the file brought, and tells the customers that stay.
func (u *Undone) takeBack(tx *store.Tx, file store.Import, owners []id.ID, by string, today date.Date) error {
	closed, err := tx.PaymentsOfImport(file.ID)
	if err != nil {
		return err
	}
	if err := tx.ReversePayments(closed, by, today); err != nil {
		return err
	}
	given, restored, err := restore(tx, file.ID, by, today)
	if err != nil {
		return err
	}
	if u.Invoices, err = tx.RemoveInvoices(file.ID); err != nil {
		return err
	}
	if err := tx.RemovePayments(file.ID); err != nil {
		return err
	}
	stayed, err := paymentsByID(tx, identifiers(closed))
	if err != nil {
		return err
	}
	u.Closed, u.Reopened = len(stayed)+given, restored
	revived := 0
	if u.Entries, revived, err = tx.RemoveStatements(file.ID); err != nil {
		return err
	}
	if revived > 0 { // what other files tell of the same payments
		if err := tx.Enqueue(job.Match{Company: tx.Company}); err != nil {
			return err
		}
	}
	gone, err := tx.RemoveCustomers(file.ID)
	if err != nil {
		return err
	}
	u.Customers = len(gone)
	left := map[id.ID]bool{}
	for _, i := range owners {
		left[i] = true
	}
	for _, i := range gone {
		delete(left, i)
	}
	stay := slices.DeleteFunc(owners, func(i id.ID) bool { return !left[i] })
	for some := range slices.Chunk(stay, customersAtATime) {
		var events []timeline.Event
		for _, i := range some {
			events = append(events, timeline.Event{Customer: i, Kind: timeline.ImportUndone, On: today, Actor: by, Data: timeline.Data{Text: file.Name}.JSON()})
		}
		if err := tx.Note(events...); err != nil {
			return err
		}
	}
	return tx.WantReview(stay...)
}

// customersAtATime is to how many it is told at once that an import was undone.
const customersAtATime = 5000

func identifiers(all []payment.Payment) []id.ID {
	ids := make([]id.ID, len(all))
	for n, p := range all {
		ids[n] = p.ID
	}
	return ids
}
