package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// schema is what the document says of a value: the part of JSON Schema 2020-12 that
// these types need. What is read is held against the same schema.
type schema struct {
	Ref         string    `json:"$ref,omitempty"`
	Type        string    `json:"type,omitempty"`
	Format      string    `json:"format,omitempty"`
	Pattern     string    `json:"pattern,omitempty"`
	Enum        []string  `json:"enum,omitempty"`
	AnyOf       []*schema `json:"anyOf,omitempty"`
	MinLength   *int      `json:"minLength,omitempty"` // characters
	MaxLength   *int      `json:"maxLength,omitempty"`
	Minimum     *int      `json:"minimum,omitempty"`
	Maximum     *int      `json:"maximum,omitempty"`
	MinItems    *int      `json:"minItems,omitempty"`
	MaxItems    *int      `json:"maxItems,omitempty"`
	Items       *schema   `json:"items,omitempty"`
	Properties  members   `json:"properties,omitempty"`
	Required    []string  `json:"required,omitempty"`
	Closed      *bool     `json:"additionalProperties,omitempty"` // false: nothing else may stand there
	Description string    `json:"description,omitempty"`

	fields  map[string][]int // of a struct: where each property goes
	pattern *regexp.Regexp
}

// member is a property of an object.
type member struct {
	name string
	*schema
}

// members are the properties of an object, in the order of the type.
type members []member

// MarshalJSON writes them as an object.
func (m members) MarshalJSON() ([]byte, error) {
	return ordered(m, func(one member) (string, any) { return one.name, one.schema })
}

// ordered writes a list as a JSON object in its order.
func ordered[T any](list []T, pair func(T) (string, any)) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for n, one := range list {
		name, value := pair(one)
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			b.WriteByte(',')
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(body)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// schemas are the schemas of Go types. Structs have a name of their own, that of their
// type, and are referred to by it.
type schemas struct {
	named map[string]*schema
	order []string
	types map[reflect.Type]*schema
}

func newSchemas() *schemas {
	return &schemas{named: map[string]*schema{}, types: map[reflect.Type]*schema{}}
}

// refPrefix is where the document keeps schemas by name.
const refPrefix = "#/components/schemas/"

// resolve follows a reference.
func (s *schemas) resolve(one *schema) *schema {
	if name, ok := strings.CutPrefix(one.Ref, refPrefix); ok {
		return s.named[name]
	}
	return one
}

// The forms that texts have. The classes of characters are written as both Go and
// ECMA 262 read them.
const (
	plainForm    = `^[^\x00-\x1f\x7f]*$`            // one line
	linesForm    = `^[^\x00-\x08\x0b-\x1f\x7f]*$`   // lines and tabs as well
	amountForm   = `^-?[0-9]{1,12}(\.[0-9]{1,4})?$` // less than a billion thousands: sums of many stay exact
	currencyForm = `^[A-Z]{3}$`
	countryForm  = `^[A-Za-z]{2}$`
	dateForm     = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
)

// of returns the schema of a type; that of a struct is a reference.
func (s *schemas) of(t reflect.Type) *schema {
	if known := s.types[t]; known != nil {
		return known
	}
	switch t {
	case reflect.TypeFor[date.Date]():
		return form(&schema{Type: "string", Format: "date", Pattern: dateForm})
	case reflect.TypeFor[time.Time]():
		return &schema{Type: "string", Format: "date-time"}
	case reflect.TypeFor[money.Currency]():
		return form(&schema{Type: "string", Pattern: currencyForm})
	case reflect.TypeFor[id.ID]():
		return &schema{Type: "string"}
	case reflect.TypeFor[decimal.Decimal]():
		return s.name("Amount", &schema{AnyOf: []*schema{{Type: "string", Pattern: amountForm}, {Type: "number"}}, pattern: regexp.MustCompile(amountForm),
			Description: "A decimal with a dot, such as \"1190.00\": a text, or a number without an exponent. It has no more decimals than its currency. Answers have texts."})
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice:
		return &schema{Type: "array", Items: s.of(t.Elem())}
	case reflect.Struct:
		return s.object(t)
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int:
		return &schema{Type: "integer"}
	case reflect.String:
		return form(&schema{Type: "string", Pattern: plainForm})
	}
	panic("api: no schema of " + t.String())
}

// form makes a schema's pattern ready.
func form(s *schema) *schema {
	s.pattern = regexp.MustCompile(s.Pattern)
	return s
}

// name keeps a schema under a name, and returns a reference to it.
func (s *schemas) name(name string, one *schema) *schema {
	if s.named[name] == nil {
		s.named[name] = one
		s.order = append(s.order, name)
	}
	return &schema{Ref: refPrefix + name}
}

// object is the schema of a struct by its tags; see intake's records. A field without
// omitempty or omitzero is required.
func (s *schemas) object(t reflect.Type) *schema {
	closed := false
	one := &schema{Type: "object", Closed: &closed, fields: map[string][]int{}}
	s.types[t] = s.name(t.Name(), one)
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" || name == "-" {
			continue
		}
		one.fields[name] = f.Index
		one.Properties = append(one.Properties, member{name, s.field(f)})
		if options == "" {
			one.Required = append(one.Required, name)
		}
	}
	return s.types[t]
}

// field is the schema of a struct's field: that of its type, bounded by its tags.
func (s *schemas) field(f reflect.StructField) *schema {
	one := *s.of(f.Type)
	one.Description = f.Tag.Get("doc")
	least, most := number(f.Tag.Get("min")), number(f.Tag.Get("max"))
	inner := &one
	if one.Type == "array" {
		items := *one.Items
		inner, one.Items = &items, &items
		one.MinItems, one.MaxItems = least, most
		if items.Type == "string" {
			items.MaxLength = number("1000")
		}
	}
	switch {
	case one.Type == "integer":
		one.Minimum, one.Maximum = least, most
	case one.Type == "string":
		one.MinLength, one.MaxLength = least, most
		if _, options, _ := strings.Cut(f.Tag.Get("json"), ","); options == "" && least == nil && one.Format == "" {
			one.MinLength = number("1")
		}
	}
	switch f.Tag.Get("format") {
	case "country":
		inner.Pattern = countryForm
	case "lines":
		inner.Pattern = linesForm
	case "amount":
		*inner = schema{Type: "string", Pattern: amountForm, Description: inner.Description}
	}
	if words := f.Tag.Get("enum"); words != "" {
		inner.Enum, inner.Pattern = strings.Split(words, ","), ""
	}
	if inner.Pattern != "" {
		form(inner)
	}
	return &one
}

// number is a number of a tag; nil for none.
func number(s string) *int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return nil
	}
	return &n
}
