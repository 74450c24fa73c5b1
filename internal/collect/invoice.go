package collect

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// longestTerm is how many years after its issue an invoice may be due at most: more
// is a slip of the pen, by which it would never be followed up.
const longestTerm = 10

// EditInvoice stores what a person changed of an invoice: values by the names of
// invoice.Fields; what is not named stays. A field that then differs from what the
// document says is marked, so that imports leave it alone from then on; one that says
// the same again follows them again.
func (d *Desk) EditInvoice(ctx context.Context, company, i id.ID, to map[string]string, by string, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		was, err := lockInvoice(tx, i)
		if err != nil {
			return err
		}
		edits, err := tx.InvoiceEdits(i)
		if err != nil {
			return err
		}
		is := was
		changed, err := rewrite(&is, to)
		if err != nil || len(changed) == 0 {
			return err
		}
		if err := tx.SaveInvoice(&was, &is); err != nil {
			return err
		}
		if err := tx.SaveInvoiceEdits(i, markEdits(edits[i], changed)); err != nil {
			return err
		}
		return noted(tx, timeline.Event{Customer: is.Customer, Kind: timeline.InvoiceEdited, On: today, Actor: by, Subject: i,
			Data: timeline.Data{Numbers: []string{is.Number}, Changes: changed}.JSON()})
	})
}

// lockInvoice finds an invoice behind the lock of its customer.
func lockInvoice(tx *store.Tx, i id.ID) (invoice.Invoice, error) {
	seen, err := tx.TheInvoice(i)
	if err != nil {
		return seen, err
	}
	if err := tx.LockCustomers([]id.ID{seen.Customer}); err != nil {
		return seen, err
	}
	locked, err := tx.TheInvoice(i)
	if err == nil && locked.Customer != seen.Customer {
		err = fault.New(fault.Conflict, "%s was changed meanwhile; try again", seen.Number)
	}
	return locked, err
}

// rewrite changes the fields of an invoice, and returns those that differ.
func rewrite(i *invoice.Invoice, to map[string]string) (difference, error) {
	was := *i
	for name, value := range to {
		value = strings.TrimSpace(value)
		if len(value) > mostWords {
			return nil, fault.New(fault.Invalid, "a reference and a note have at most %d characters", mostWords)
		}
		if was.Field(name) == value {
			continue
		}
		if err := i.SetField(name, value); err != nil {
			return nil, err
		}
	}
	var changed difference
	for _, name := range was.Fields() {
		changed.note(name, was.Field(name), i.Field(name))
	}
	return changed, checkDue(&was, i, changed)
}

// checkDue refuses a due day that cannot be meant.
func checkDue(was, is *invoice.Invoice, changed difference) error {
	for _, c := range changed {
		if c.Field != invoice.FieldDueOn && !strings.HasPrefix(c.Field, invoice.FieldDueOn+"/") {
			continue
		}
		day := date.Must(c.Is) // SetField took it
		if day < is.IssuedOn || day > is.IssuedOn.AddMonths(12*longestTerm) {
			return fault.New(fault.Invalid, "%s is no due day of an invoice of %s: from that day to %d years later", day, is.IssuedOn, longestTerm)
		}
	}
	numbers := func(i *invoice.Invoice) (all []int) {
		for _, p := range i.Parts {
			all = append(all, p.Number)
		}
		return all
	}
	if !slices.Equal(numbers(was), numbers(is)) {
		return fault.New(fault.Invalid, "instalments are due one after the other")
	}
	return nil
}

// markEdits adds what was changed to the edits of an invoice. What the document says
// is kept, and a field that says it again is no edit any more.
func markEdits(before []invoice.Edit, changed difference) []invoice.Edit {
	edits := slices.Clone(before)
	for _, c := range changed {
		at := slices.IndexFunc(edits, func(e invoice.Edit) bool { return e.Field == c.Field })
		if at < 0 {
			at = len(edits)
			edits = append(edits, invoice.Edit{Field: c.Field, Imported: c.Was})
		}
		edits[at].Value = c.Is
	}
	edits = slices.DeleteFunc(edits, func(e invoice.Edit) bool { return e.Value == e.Imported })
	slices.SortFunc(edits, func(a, b invoice.Edit) int { return cmp.Compare(a.Field, b.Field) })
	return edits
}
