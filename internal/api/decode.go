package api

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/govalues/decimal"
)

// Flaw is what is wrong with a part of a request, or was taken otherwise than it was
// said.
type Flaw struct {
	Pointer string `json:"pointer" min:"0" doc:"JSON pointer into the request, such as /invoices/3/due_date; empty for the whole."`
	Code    string `json:"code" doc:"What kind of flaw it is; the codes are listed with the description of this interface."`
	Detail  string `json:"detail" doc:"A sentence for the person who can mend it."`
}

// The codes of what JSON Schema forbids.
const (
	wrongType      = "wrong_type"
	unknownField   = "unknown_field"
	duplicateField = "duplicate_field"
	missingField   = "required"
	tooShort       = "too_short"
	tooLong        = "too_long"
	tooSmall       = "too_small"
	tooLarge       = "too_large"
	notAllowed     = "not_allowed"
	badFormat      = "bad_format"
)

// reader reads JSON into Go values by their schemas: strictly, exactly, and telling
// all that is wrong, not only the first. The JSON itself must be right.
type reader struct {
	schemas *schemas
	json    *json.Decoder
	flaws   []Flaw
}

// read reads a text into what v points to.
func (s *schemas) read(text []byte, at string, v any) []Flaw {
	r := &reader{schemas: s, json: json.NewDecoder(bytes.NewReader(text))}
	r.json.UseNumber()
	into := reflect.ValueOf(v).Elem()
	r.value(s.of(into.Type()), into, at)
	return r.flaws
}

func (r *reader) flaw(at, code, format string, args ...any) {
	r.flaws = append(r.flaws, Flaw{at, code, fmt.Sprintf(format, args...)})
}

// value reads the next value. Whatever is wrong with it, it is read to its end.
func (r *reader) value(s *schema, into reflect.Value, at string) {
	token, err := r.json.Token()
	if err != nil {
		panic(err) // the text was read once already
	}
	s = r.schemas.resolve(s)
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	switch token := token.(type) {
	case json.Delim:
		r.nested(token, s, into, at)
	case string:
		r.text(token, s, into, at)
	case json.Number:
		r.number(token, s, into, at)
	case bool:
		if s.Type != "boolean" {
			r.flaw(at, wrongType, "%t stands here, not %s", token, kindOf(s))
			return
		}
		into.SetBool(token)
	case nil:
		r.flaw(at, wrongType, "null stands here, not %s: leave the field out instead", kindOf(s))
	}
}

// kindOf names what is expected.
func kindOf(s *schema) string {
	switch s.Type {
	case "object":
		return "an object"
	case "array":
		return "a list"
	case "integer":
		return "a whole number"
	case "string":
		return "a text"
	case "boolean":
		return "true or false"
	}
	return "an amount"
}

func (r *reader) nested(open json.Delim, s *schema, into reflect.Value, at string) {
	switch {
	case open == '{' && s.Type == "object":
		r.object(s, into, at)
		return
	case open == '[' && s.Type == "array":
		r.list(s, into, at)
		return
	case open == '{':
		r.flaw(at, wrongType, "an object stands here, not %s", kindOf(s))
	default:
		r.flaw(at, wrongType, "a list stands here, not %s", kindOf(s))
	}
	r.skip()
}

// skip reads to the end of an object or list that was begun.
func (r *reader) skip() {
	for depth := 1; depth > 0; {
		token, err := r.json.Token()
		if err != nil {
			panic(err) // the text was read once already
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}

func (r *reader) object(s *schema, into reflect.Value, at string) {
	seen := map[string]bool{}
	for r.json.More() {
		key, err := r.json.Token()
		if err != nil {
			panic(err) // the text was read once already
		}
		name := key.(string)
		place := at + "/" + escape(name)
		known := slices.IndexFunc(s.Properties, func(m member) bool { return m.name == name })
		switch {
		case known < 0:
			r.flaw(place, unknownField, "there is no field %q here", name)
			r.pass()
		case seen[name]:
			r.flaw(place, duplicateField, "%q stands twice", name)
			r.pass()
		default:
			r.value(s.Properties[known].schema, into.FieldByIndex(s.fields[name]), place)
		}
		seen[name] = true
	}
	r.close()
	for _, name := range s.Required {
		if !seen[name] {
			r.flaw(at+"/"+name, missingField, "%q is missing", name)
		}
	}
}

// pass reads over a value.
func (r *reader) pass() {
	var any json.RawMessage
	if err := r.json.Decode(&any); err != nil {
		panic(err) // the text was read once already
	}
}

// close reads the end of an object or list.
func (r *reader) close() {
	if _, err := r.json.Token(); err != nil {
		panic(err) // the text was read once already
	}
}

func (r *reader) list(s *schema, into reflect.Value, at string) {
	list := reflect.MakeSlice(into.Type(), 0, 0)
	n := 0
	for ; r.json.More(); n++ {
		one := reflect.New(into.Type().Elem()).Elem()
		if s.MaxItems != nil && n >= *s.MaxItems {
			r.pass()
			continue
		}
		r.value(s.Items, one, at+"/"+strconv.Itoa(n))
		list = reflect.Append(list, one)
	}
	r.close()
	if s.MaxItems != nil && n > *s.MaxItems {
		r.flaw(at, tooLong, "there are %d, and %d at most", n, *s.MaxItems)
	}
	into.Set(list)
}

// text reads a text. What is kept of it has no blanks around it.
func (r *reader) text(text string, s *schema, into reflect.Value, at string) {
	length := utf8.RuneCountInString(text)
	bare := strings.TrimSpace(text)
	switch {
	case s.AnyOf != nil:
		r.amount(text, s, into, at)
		return
	case s.Type != "string":
		r.flaw(at, wrongType, "a text stands here, not %s", kindOf(s))
		return
	case s.MinLength != nil && utf8.RuneCountInString(bare) < *s.MinLength:
		r.flaw(at, tooShort, "it is empty")
		return
	case s.MaxLength != nil && length > *s.MaxLength:
		r.flaw(at, tooLong, "it has %d characters, and %d at most", length, *s.MaxLength)
		return
	case s.Enum != nil && !slices.Contains(s.Enum, text):
		r.flaw(at, notAllowed, "%q is none of %s", text, strings.Join(s.Enum, ", "))
		return
	case s.pattern != nil && !s.pattern.MatchString(text):
		r.flaw(at, badFormat, "%q %s", text, unlike(s))
		return
	}
	if reads, ok := into.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := reads.UnmarshalText([]byte(bare)); err != nil {
			r.flaw(at, badFormat, "%s", err)
		}
		return
	}
	into.SetString(bare)
}

// unlike says what a text is not that does not match.
func unlike(s *schema) string {
	switch s.Pattern {
	case dateForm:
		return "is not a day written as YYYY-MM-DD"
	case currencyForm:
		return "is not a currency code of three capital letters"
	case countryForm:
		return "is not a country code of two letters"
	}
	return "has characters that are not allowed"
}

func (r *reader) number(n json.Number, s *schema, into reflect.Value, at string) {
	switch {
	case s.AnyOf != nil:
		r.amount(n.String(), s, into, at)
	case s.Type != "integer":
		r.flaw(at, wrongType, "a number stands here, not %s", kindOf(s))
	default:
		whole, err := strconv.Atoi(n.String())
		switch {
		case err != nil:
			r.flaw(at, wrongType, "%s is not a whole number", n)
		case s.Minimum != nil && whole < *s.Minimum:
			r.flaw(at, tooSmall, "%d is less than %d", whole, *s.Minimum)
		case s.Maximum != nil && whole > *s.Maximum:
			r.flaw(at, tooLarge, "%d is more than %d", whole, *s.Maximum)
		default:
			into.SetInt(int64(whole))
		}
	}
}

// amount reads a decimal from its digits as they were written.
func (r *reader) amount(digits string, s *schema, into reflect.Value, at string) {
	if !s.pattern.MatchString(digits) {
		r.flaw(at, badFormat, "%q is not an amount of digits and a point", digits)
		return
	}
	d, err := decimal.Parse(digits)
	if err != nil {
		r.flaw(at, badFormat, "%q is not an amount of digits and a point", digits)
		return
	}
	into.Set(reflect.ValueOf(d))
}

// escape writes a name as a part of a JSON pointer (RFC 6901).
func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
