package collect

import (
	"context"
	"fmt"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Why messages are withdrawn when customers are merged and when that is undone. They
// stand beside the reasons of decisions.
const (
	Merged   dunning.Code = "merged"
	Unmerged dunning.Code = "unmerged"
)

// Merge makes one customer of two: kept stands for gone from then on. Of the fields in
// fromGone it takes gone's value. Whatever belonged to gone is kept's; what comes in
// under gone's name, number or marks finds kept. See Unmerge.
func (d *Desk) Merge(ctx context.Context, company, kept, gone id.ID, fromGone []string, by string, today date.Date) (m store.Merging, err error) {
	if kept == gone {
		return m, fault.New(fault.Invalid, "a customer cannot be merged into itself")
	}
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		stays, goes, err := lockTwo(tx, kept, gone)
		if err != nil {
			return err
		}
		if err := nothingOnItsWay(tx, kept, gone); err != nil {
			return err
		}
		m, err = merge(tx, &stays, &goes, fromGone, by)
		if err != nil {
			return err
		}
		return noteMerge(tx, &m, &goes, by, today)
	})
	return m, err
}

// lockTwo finds two customers and makes their other writers wait.
func lockTwo(tx *store.Tx, one, other id.ID) (a, b customer.Customer, err error) {
	if err := lockCustomers(tx, []id.ID{one, other}); err != nil {
		return a, b, err
	}
	if a, _, err = tx.Customer(one); err != nil {
		return a, b, err
	}
	b, _, err = tx.Customer(other)
	return a, b, err
}

// nothingOnItsWay refuses to merge while a message is with the mail server: its outcome
// belongs to the customer for whom it left.
func nothingOnItsWay(tx *store.Tx, kept, gone id.ID) error {
	sending, uncertain, err := tx.OnTheirWay(kept, gone)
	switch {
	case err != nil:
		return err
	case sending > 0:
		return fault.New(fault.Conflict, "a message is being sent to one of the two; try again in a minute")
	case uncertain > 0:
		return fault.New(fault.Conflict, "it is not certain whether a message to one of the two arrived; settle that first")
	}
	return nil
}

// merge moves what belongs to one customer to the other.
func merge(tx *store.Tx, stays, goes *customer.Customer, fromGone []string, by string) (store.Merging, error) {
	is := customer.Merge(stays, goes, fromGone)
	m := store.Merging{Kept: stays.ID, Gone: goes.ID, Was: map[string]string{}, Is: map[string]string{}, WasEdited: stays.Edited, IsEdited: is.Edited, By: by}
	for _, name := range customer.Differences(stays, &is) {
		m.Was[name], m.Is[name] = stays.Field(name), is.Field(name)
	}
	people, err := tx.Contacts(stays.ID, goes.ID)
	if err != nil {
		return m, err
	}
	var contacts []id.ID
	for _, c := range customer.Strangers(people[goes.ID], people[stays.ID]) {
		contacts = append(contacts, c.ID)
	}
	cases, err := tx.StoredCases(goes.ID)
	if err != nil {
		return m, err
	}
	tasks := []string{reviewTask(goes.ID), limitationTask(goes.ID), fmt.Sprintf("address %s", goes.ID)}
	for currency := range cases {
		tasks = append(tasks, ladderOnce(goes.ID, currency))
	}
	return m, tx.Merge(&m, &is, contacts, tasks, db.JSON(dunning.Reason{Code: Merged}))
}

// noteMerge writes into both timelines what happened. The one of the customer that is
// gone ends there; the other one seals its last hash, so that it stays provable.
func noteMerge(tx *store.Tx, m *store.Merging, goes *customer.Customer, by string, today date.Date) error {
	stays, _, err := tx.Customer(m.Kept)
	if err != nil {
		return err
	}
	called := func(c *customer.Customer) timeline.Data {
		return timeline.Data{Text: c.Name, Numbers: []string{c.Number}}
	}
	if err := tx.Note(timeline.Event{Customer: m.Gone, Kind: timeline.MergedInto, On: today, Actor: by, Subject: m.Kept, Data: called(&stays).JSON()}); err != nil {
		return err
	}
	data := called(goes)
	if data.Head, err = tx.Head(m.Gone); err != nil {
		return err
	}
	data.Changes = newValues(m)
	if err := noted(tx, timeline.Event{Customer: m.Kept, Kind: timeline.CustomerMerged, On: today, Actor: by, Subject: m.Gone, Data: data.JSON()}); err != nil {
		return err
	}
	// What pays one of them may be certain now, where two fitted before.
	return tx.Enqueue(job.Match{Company: tx.Company})
}

// Unmerge makes two customers of one again: what was moved goes back, with what was
// noted of it since; what arrived since stays with the one that stood for both. What was
// built on the merge that belongs to both makes it a Conflict.
func (d *Desk) Unmerge(ctx context.Context, company, merging id.ID, by string, today date.Date) (m store.Merging, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if m, err = lockMerging(tx, merging); err != nil {
			return err
		}
		if err := nothingOnItsWay(tx, m.Kept, m.Gone); err != nil {
			return err
		}
		if err := nothingMixed(tx, &m); err != nil {
			return err
		}
		stays, _, err := tx.Customer(m.Kept)
		if err != nil {
			return err
		}
		is, err := unmerged(&stays, &m)
		if err != nil {
			return err
		}
		stood, err := tx.Unmerge(&m, &is, by, db.JSON(dunning.Reason{Code: Unmerged}))
		if err == nil && !stood {
			err = fault.New(fault.Conflict, "the merge was undone already")
		}
		if err != nil {
			return err
		}
		return noteUnmerge(tx, &m, by, today)
	})
	return m, err
}

// lockMerging finds a merging behind the locks of both customers.
func lockMerging(tx *store.Tx, merging id.ID) (store.Merging, error) {
	m, found, err := tx.MergingByID(merging)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such merge")
	}
	if err != nil {
		return m, err
	}
	if err := tx.LockCustomers([]id.ID{m.Kept, m.Gone}); err != nil {
		return m, err
	}
	stays, _, err := tx.Customer(m.Kept)
	if err == nil && stays.MergedInto != 0 && m.UndoneBy == "" {
		err = fault.New(fault.Conflict, "%s was merged into another customer since: undo that first", stays.Name)
	}
	return m, err
}

// nothingMixed refuses to undo a merge when something was built on it that belongs to
// both customers.
func nothingMixed(tx *store.Tx, m *store.Merging) error {
	bookings, messages, err := tx.Mixed(m)
	switch {
	case err != nil:
		return err
	case messages > 0:
		return fault.New(fault.Conflict, "messages about invoices of both have left since (%d): the two stay one", messages)
	case bookings > 0:
		return fault.New(fault.Conflict, "invoices of one were settled with money of the other since (%d): undo that first", bookings)
	}
	return nil
}

// unmerged is the customer that stood for both with its own fields again.
func unmerged(now *customer.Customer, m *store.Merging) (customer.Customer, error) {
	was, is := *now, *now
	was.Edited, is.Edited = m.WasEdited, m.IsEdited
	for name := range m.Is {
		if err := was.SetField(name, m.Was[name]); err != nil {
			return was, err
		}
		if err := is.SetField(name, m.Is[name]); err != nil {
			return was, err
		}
	}
	return customer.Unmerge(now, &was, &is), nil
}

func noteUnmerge(tx *store.Tx, m *store.Merging, by string, today date.Date) error {
	names, err := tx.CustomerNames([]id.ID{m.Kept, m.Gone})
	if err != nil {
		return err
	}
	event := func(of, other id.ID) timeline.Event {
		return timeline.Event{Customer: of, Kind: timeline.MergeUndone, On: today, Actor: by, Subject: other, Data: timeline.Data{Text: names[other]}.JSON()}
	}
	if err := noted(tx, event(m.Kept, m.Gone), event(m.Gone, m.Kept)); err != nil {
		return err
	}
	return tx.Enqueue(job.Match{Company: tx.Company})
}

// newValues are the fields of the customer that stays that took another value.
func newValues(m *store.Merging) difference {
	var d difference
	for _, name := range customer.Fields() {
		d.note(name, m.Was[name], m.Is[name])
	}
	return d
}

// KeepApart notes that two customers are two, however alike they look: they are not
// suggested as one any more.
func (d *Desk) KeepApart(ctx context.Context, company, one, other id.ID, by string) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		if err := lockCustomers(tx, []id.ID{one, other}); err != nil {
			return err
		}
		return tx.KeepApart(one, other, by)
	})
}
