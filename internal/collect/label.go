package collect

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/user"
)

// Mark is what a person says of one customer: a label that is put on or taken off, or
// who its account manager is.
type Mark struct {
	Customer id.ID
	Label    string // "" where it is about the account manager
	Off      bool   // the label is taken off
	Manager  string // mail address; "" for none
	Forget   bool   // what is said is no longer kept from imports
}

// Mark puts a label on each customer or takes it off, or names its account manager, and
// returns the marks that undo this: one for each customer who changed. Of a customer who
// is named twice the last mark counts.
//
// Errors: Invalid for a label or an address that cannot be, and for a customer who would
// have too many labels.
func (d *Desk) Mark(ctx context.Context, company id.ID, marks []Mark, by string, today date.Date) (undo []Mark, err error) {
	wanted := map[id.ID]Mark{}
	var customers []id.ID
	for _, m := range marks {
		if err := checkMark(&m); err != nil {
			return nil, err
		}
		if _, twice := wanted[m.Customer]; !twice {
			customers = append(customers, m.Customer)
		}
		wanted[m.Customer] = m
	}
	return undo, d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
		undo, err = putMarks(tx, customers, wanted, by, today)
		return err
	})
}

func checkMark(m *Mark) error {
	labels, err := customer.Labels(m.Label)
	if err != nil {
		return err
	}
	if m.Label = ""; len(labels) > 0 {
		m.Label = labels[0]
		return nil
	}
	m.Manager, err = managerAddress(m.Manager)
	return err
}

// managerAddress is the address of an account manager as it is stored; "" is none.
func managerAddress(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	return user.ParseEmail(text)
}

func putMarks(tx *store.Tx, customers []id.ID, wanted map[id.ID]Mark, by string, today date.Date) (undo []Mark, err error) {
	if err := lockCustomers(tx, customers); err != nil {
		return nil, err
	}
	found, err := tx.Customers(customers)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b customer.Customer) int { return cmp.Compare(a.ID, b.ID) })
	var changed []*customer.Customer
	var events []timeline.Event
	for n := range found {
		was, is := found[n], &found[n]
		back, err := put(wanted[is.ID], is)
		if err != nil {
			return nil, err
		}
		d := saidHere(&was, is)
		if len(d) == 0 {
			continue
		}
		undo, changed = append(undo, back), append(changed, is)
		events = append(events, timeline.Event{Customer: is.ID, Kind: timeline.CustomerUpdated, On: today, Actor: by,
			Data: timeline.Data{Text: strings.Join(d.fields(), " "), Changes: d}.JSON()})
	}
	if len(changed) == 0 {
		return nil, nil
	}
	if err := tx.SaveCustomers(changed); err != nil {
		return nil, err
	}
	return undo, noted(tx, events...)
}

// saidHere are the differences of what a company says of a customer for itself: labels
// and account manager.
func saidHere(was, is *customer.Customer) (d difference) {
	for _, field := range []string{customer.FieldLabels, customer.FieldManager} {
		d.note(field, was.Field(field), is.Field(field))
	}
	return d
}

// put does to a customer what a mark says, and returns what undoes it.
func put(m Mark, c *customer.Customer) (undo Mark, err error) {
	field := customer.FieldManager
	undo = Mark{Customer: c.ID, Manager: c.Manager}
	if m.Label == "" {
		c.Manager = m.Manager
	} else {
		field = customer.FieldLabels
		undo = Mark{Customer: c.ID, Label: m.Label, Off: !m.Off}
		c.Labels, err = relabelled(c, m.Label, m.Off)
	}
	undo.Forget = !c.EditedHere(field)
	c.Edited = slices.DeleteFunc(slices.Clone(c.Edited), func(f string) bool { return f == field })
	if !m.Forget {
		c.Edited = append(c.Edited, field)
	}
	return undo, err
}

// relabelled are a customer's labels with one more, or without it. One that it has keeps
// its spelling.
func relabelled(c *customer.Customer, label string, off bool) ([]string, error) {
	if off {
		return slices.DeleteFunc(slices.Clone(c.Labels), func(l string) bool { return customer.LabelKey(l) == customer.LabelKey(label) }), nil
	}
	return customer.Labels(append(slices.Clone(c.Labels), label)...)
}
