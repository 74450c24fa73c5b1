package invoice

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
)

// The fields of an invoice that a person may change; amounts come from documents. An
// instalment's due day is due_on/1, due_on/2, … by its number.
const (
	FieldDueOn          = "due_on"
	FieldDeliveredOn    = "delivered_on" // "" for none
	FieldOrderReference = "order_reference"
	FieldBuyerReference = "buyer_reference"
	FieldNote           = "note"
)

// Edit is a field that a person changed here. It stands over what documents say from
// then on.
type Edit struct {
	Field    string
	Value    string // what the person wrote; a day as YYYY-MM-DD
	Imported string // what the newest document says
}

// PartField names the due day of an instalment.
func PartField(number int) string { return FieldDueOn + "/" + strconv.Itoa(number) }

// partOf is the number of the instalment whose due day a field is; 0 for none.
func partOf(field string) int {
	text, _ := strings.CutPrefix(field, FieldDueOn+"/")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// Fields are the names of what may be changed of i. A credit note is not due.
func (i *Invoice) Fields() []string {
	var all []string
	switch {
	case len(i.Parts) > 0:
		for n := range i.Parts {
			all = append(all, PartField(n+1))
		}
	case i.Kind == Bill:
		all = append(all, FieldDueOn)
	}
	return append(all, FieldDeliveredOn, FieldOrderReference, FieldBuyerReference, FieldNote)
}

// Field is the value of a field as an Edit holds it; "" for one that i does not have.
func (i *Invoice) Field(name string) string {
	switch name {
	case FieldDueOn:
		return i.DueOn.String()
	case FieldDeliveredOn:
		if i.DeliveredOn == date.None {
			return ""
		}
		return i.DeliveredOn.String()
	case FieldOrderReference:
		return i.OrderReference
	case FieldBuyerReference:
		return i.Detail.BuyerReference
	case FieldNote:
		return i.Detail.Note
	}
	for _, p := range i.Parts {
		if p.Number == partOf(name) {
			return p.DueOn.String()
		}
	}
	return ""
}

// SetField changes a field to a value as Field gives it, and the day on which the next
// instalment is due with it. A day that is none, and a field that is not one of
// i.Fields, are Invalid.
func (i *Invoice) SetField(name, value string) error {
	if !slices.Contains(i.Fields(), name) {
		return fault.New(fault.Invalid, "%s of %s cannot be changed", name, i.Number)
	}
	switch name {
	case FieldOrderReference:
		i.OrderReference = value
		return nil
	case FieldBuyerReference:
		i.Detail.BuyerReference = value
		return nil
	case FieldNote:
		i.Detail.Note = value
		return nil
	case FieldDeliveredOn:
		if value == "" {
			i.DeliveredOn = date.None
			return nil
		}
	}
	day, err := date.Parse(value)
	if err != nil {
		return err
	}
	if name == FieldDeliveredOn {
		i.DeliveredOn = day
		return nil
	}
	i.setDue(partOf(name), day)
	return nil
}

// setDue moves the due day of an instalment, or of the whole when part is 0. The
// instalments are kept in the order of their due days.
func (i *Invoice) setDue(part int, day date.Date) {
	if part == 0 {
		i.DueOn = day
		return
	}
	i.Parts = slices.Clone(i.Parts) // another reading of the document may share them
	for n := range i.Parts {
		if i.Parts[n].Number == part {
			i.Parts[n].DueOn = day
		}
	}
	slices.SortStableFunc(i.Parts, func(a, b Part) int { return cmp.Or(cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.Number, b.Number)) })
	i.DueOn = NextDue(i.Parts, i.DueOn, i.Owed, i.Open)
}

// Keep puts what people changed over a new reading of the document, and returns the
// edits with what the reading says noted in them. Those of fields that it no longer
// has, such as an instalment, are lost.
func (i *Invoice) Keep(edits []Edit) (kept, lost []Edit) {
	imported := *i
	for _, e := range edits {
		if i.SetField(e.Field, e.Value) != nil {
			lost = append(lost, e)
			continue
		}
		e.Imported = imported.Field(e.Field)
		kept = append(kept, e)
	}
	return kept, lost
}
