package ui

import "github.com/a-h/templ"

// fieldNotes ties a control to its hint and error for those who listen.
func fieldNotes(f FieldSpec) templ.OrderedAttributes {
	var notes string
	if f.Hint != "" {
		notes = f.Name + "-hint"
	}
	var attributes templ.OrderedAttributes
	if f.Error != "" {
		notes = f.Name + "-error " + notes
		attributes = append(attributes, templ.KV[string, any]("aria-invalid", "true"))
	}
	if notes != "" {
		attributes = append(attributes, templ.KV[string, any]("aria-describedby", notes))
	}
	return attributes
}

func inputType(kind string) string {
	if kind == "" {
		return "text"
	}
	return kind
}

func checkValue(value string) string {
	if value == "" {
		return "1"
	}
	return value
}
