package customer

import (
	"slices"
	"strconv"
)

// As is the customer as it is known: by its own marks, and by those of the customers
// that were merged into it.
func (c *Customer) As() []Customer { return append([]Customer{*c}, c.Merged...) }

// Known reports whether the customer, or one that was merged into it, is known so.
func (c *Customer) Known(so func(*Customer) bool) bool {
	return so(c) || slices.ContainsFunc(c.Merged, func(m Customer) bool { return so(&m) })
}

// Fields are what a person may choose of two customers that are merged, by the names
// that imports have for them.
func Fields() []string {
	return []string{"name", "kind", "language", "country", "vat_id", "enterprise_number", "endpoint", "street", "postcode", "city", "terms_days", "large",
		FieldLabels, FieldManager}
}

// fieldLarge is the name of the mark of a large undertaking, and its value where it is one.
const fieldLarge = "large"

// Field is a field as text; "" for what is not said.
func (c *Customer) Field(name string) string {
	if name == "terms_days" {
		if c.TermsDays == nil {
			return ""
		}
		return strconv.Itoa(*c.TermsDays)
	}
	if name == "kind" {
		return string(c.Kind)
	}
	if name == fieldLarge {
		if c.Large {
			return fieldLarge
		}
		return ""
	}
	if name == FieldLabels {
		return LabelText(c.Labels)
	}
	return *c.text(name)
}

// take takes a field over from another customer.
func (c *Customer) take(name string, from *Customer) {
	switch name {
	case "terms_days":
		c.TermsDays = from.TermsDays
	case "kind":
		c.Kind = from.Kind
	case fieldLarge:
		c.Large = from.Large
	case FieldLabels:
		c.Labels = slices.Clone(from.Labels)
	default:
		*c.text(name) = *from.text(name)
	}
}

// SetField sets a field to what Field wrote.
func (c *Customer) SetField(name, value string) (err error) {
	switch name {
	case "terms_days":
		if c.TermsDays = nil; value == "" {
			return nil
		}
		var days int
		days, err = strconv.Atoi(value)
		c.TermsDays = &days
	case "kind":
		c.Kind = Kind(value)
	case fieldLarge:
		c.Large = value != ""
	case FieldLabels:
		c.Labels, err = Labels(value)
	default:
		*c.text(name) = value
	}
	return err
}

func (c *Customer) text(name string) *string {
	switch name {
	case "name":
		return &c.Name
	case "language":
		return &c.Language
	case "country":
		return &c.Country
	case "vat_id":
		return &c.VATID
	case "enterprise_number":
		return &c.EnterpriseNumber
	case "endpoint":
		return &c.Endpoint
	case "street":
		return &c.Street
	case "postcode":
		return &c.Postcode
	case "city":
		return &c.City
	case FieldManager:
		return &c.Manager
	}
	panic("customer: there is no field " + name)
}

// Differences are the fields in which two customers differ.
func Differences(a, b *Customer) []string {
	return slices.DeleteFunc(Fields(), func(name string) bool { return a.Field(name) == b.Field(name) })
}

// Merge is the customer that stays when gone is merged into kept: it has gone's value of
// the fields in fromGone and its own of the others. What differed is marked as edited: a
// person chose it, and the records of either do not change it any more.
func Merge(kept, gone *Customer, fromGone []string) Customer {
	c := *kept
	c.Edited = slices.Clone(kept.Edited)
	for _, name := range Differences(kept, gone) {
		if slices.Contains(fromGone, name) {
			c.take(name, gone)
		}
		if !c.EditedHere(name) {
			c.Edited = append(c.Edited, name)
		}
	}
	return c
}

// Unmerge is a customer as it stands now with its fields as they were before it was
// merged; was and merged are it before and after that. What was changed since stays.
func Unmerge(now, was, merged *Customer) Customer {
	c := *now
	c.Edited = nil
	for _, name := range now.Edited {
		if was.EditedHere(name) || !merged.EditedHere(name) || now.Field(name) != merged.Field(name) {
			c.Edited = append(c.Edited, name)
		}
	}
	for _, name := range Fields() {
		if now.Field(name) == merged.Field(name) {
			c.take(name, was)
		}
	}
	return c
}

// Strangers are the contacts of a customer that another one does not have: the others
// need not be taken over.
func Strangers(of, to []Contact) []Contact {
	return slices.DeleteFunc(slices.Clone(of), func(c Contact) bool {
		return slices.ContainsFunc(to, func(known Contact) bool { return known.Is(c.Email, c.Name) })
	})
}
