// Package gateway speaks to providers over HTTP by definitions that are data: where to
// send, in what shape, and what the answers mean. What is sent (a text message, a letter)
// is for the packages beside it to say.
package gateway

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/deliver"
	"acquit/internal/fault"
)

// Definition says how a provider is spoken to. The secret is kept apart from it, so that a
// definition can be shown and passed on. Parse makes one.
type Definition struct {
	Name           string                       `json:"name"`
	TimeoutSeconds int                          `json:"timeout_seconds,omitzero"` // for a whole request; 30 when it is left out
	Auth           Auth                         `json:"auth,omitzero"`
	Words          map[string]map[string]string `json:"words,omitzero"` // what the provider calls our values: variable, value, word
	Send           Request                      `json:"send"`
	State          *Request                     `json:"state,omitzero"`    // asks what became of a message
	Callback       *Callback                    `json:"callback,omitzero"` // what the provider tells by itself
}

// Auth is how requests prove who sends them.
type Auth struct {
	Kind   AuthKind `json:"kind"`
	User   string   `json:"user,omitzero"`   // for Basic
	Header string   `json:"header,omitzero"` // for Header: the secret is its value
}

// AuthKind is a way to prove who sends a request.
type AuthKind string

// The ways. Without one, nothing is proved.
const (
	Basic  AuthKind = "basic"
	Bearer AuthKind = "bearer"
	Header AuthKind = "header"
)

// Request is one request, and what its answers mean. The address, the values of headers and
// the body are templates (see pieces).
type Request struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers,omitzero"`
	Once    *Once             `json:"once,omitzero"`
	Body    Body              `json:"body,omitzero"`
	Answer  Answer            `json:"answer,omitzero"`
}

// Once is a header by which the provider knows a request again that comes twice: it carries
// our own number of the message.
type Once struct {
	Header string `json:"header"`
	Hours  int    `json:"hours"` // how long the provider remembers
}

// Body is what a request carries, in one of three shapes or none.
type Body struct {
	JSON      json.RawMessage `json:"json,omitzero"`      // texts in it are templates; one that is a single variable becomes its number or truth
	Form      []Field         `json:"form,omitzero"`      // application/x-www-form-urlencoded
	Multipart []Field         `json:"multipart,omitzero"` // multipart/form-data
}

// Field is a field of a form: a value, or a file.
type Field struct {
	Name     string `json:"name"`
	Value    string `json:"value,omitzero"`
	File     string `json:"file,omitzero"`      // the variable that is the file
	FileName string `json:"file_name,omitzero"` // a template
	MIME     string `json:"mime,omitzero"`
}

// Answer is what an answer means.
type Answer struct {
	// Status are ranges of HTTP statuses ("2xx", "404", "500-504") that mean something else
	// than usual.
	Status map[deliver.Kind][]string `json:"status,omitzero"`
	State  *States                   `json:"state,omitzero"`
	Fields map[string]string         `json:"fields,omitzero"` // where the answer says something: JSON pointers (RFC 6901)
}

// States is where the provider says how a message stands, and its words for that.
type States struct {
	At    string              `json:"at"`    // a JSON pointer
	Words map[string][]string `json:"words"` // our state, the provider's words for it
}

// Callback is what the provider sends to us by itself.
type Callback struct {
	Format Format            `json:"format"`
	Each   string            `json:"each,omitzero"` // the list of reports, where there are several at once
	State  States            `json:"state"`
	Fields map[string]string `json:"fields"`
}

// Format is how a callback is written. Fields of a form or an address are pointed at as if
// they were those of a JSON object: /status.
type Format string

// The formats.
const (
	JSON  Format = "json"
	Form  Format = "form"
	Query Format = "query"
)

// Use is what a definition is for: what a message has to say, and what may become of it.
type Use struct {
	Variables map[string]Kind // of a request that sends
	Fields    []string        // what answers and callbacks can say, besides the fields that all can
	States    []string        // what may become of a message
}

// Fields that answers and callbacks of every use can say.
const (
	NumberField    = "number"    // the provider's number of the message
	ReferenceField = "reference" // ours
	WhyField       = "why"       // the reason, in the provider's words
)

// The variables that a request for a state has: both numbers of the message.
const (
	NumberVariable    = "number"
	ReferenceVariable = "reference"
)

const (
	defaultSeconds = 30
	mostSeconds    = 120
	mostHours      = 24 * 365
	mostDefinition = 64 << 10 // bytes
)

// Parse reads a definition and checks everything that can be known before a message is sent.
//
// Errors: Invalid, with the place inside the definition.
func Parse(raw []byte, use Use) (*Definition, error) {
	if len(raw) > mostDefinition {
		return nil, fault.New(fault.Invalid, "a definition has at most %d bytes", mostDefinition)
	}
	var d Definition
	read := json.NewDecoder(bytes.NewReader(raw))
	read.DisallowUnknownFields()
	if err := read.Decode(&d); err != nil {
		return nil, fault.New(fault.Invalid, "the definition cannot be read: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if read.More() {
		return nil, fault.New(fault.Invalid, "more stands behind the end of the document")
	}
	if d.TimeoutSeconds == 0 {
		d.TimeoutSeconds = defaultSeconds
	}
	return &d, d.check(use)
}

// check reports the first fault.
func (d *Definition) check(use Use) error {
	if strings.TrimSpace(d.Name) == "" {
		return missing("name")
	}
	if d.TimeoutSeconds < 1 || d.TimeoutSeconds > mostSeconds {
		return fault.At(0, "timeout_seconds", "%d is no number from %d to %d", d.TimeoutSeconds, 1, mostSeconds)
	}
	if err := d.Auth.check(); err != nil {
		return err
	}
	if err := d.checkWords(use.Variables); err != nil {
		return err
	}
	kinds := []string{string(deliver.Accepted), string(deliver.Later), string(deliver.Refused), string(deliver.Uncertain)}
	if err := d.Send.check("send", use.Variables, use.Fields, kinds); err != nil {
		return err
	}
	if d.State != nil {
		if err := d.checkState(use); err != nil {
			return err
		}
	}
	if d.Callback != nil {
		return d.Callback.check(use)
	}
	return nil
}

// checkState looks at the request that asks: it gives no message away, and must be told.
func (d *Definition) checkState(use Use) error {
	both := map[string]Kind{NumberVariable: Text, ReferenceVariable: Text}
	if err := d.State.check("state", both, use.Fields, use.States); err != nil {
		return err
	}
	if d.State.Answer.State == nil {
		return missing("state/answer/state")
	}
	return nil
}

func (a *Auth) check() error {
	switch {
	case a.Kind != "" && a.Kind != Basic && a.Kind != Bearer && a.Kind != Header:
		return fault.At(0, "auth/kind", "%q is unknown here: there are %s", string(a.Kind), listed([]string{string(Basic), string(Bearer), string(Header)}))
	case a.Kind == Basic && (a.User == "" || strings.Contains(a.User, ":")):
		return fault.At(0, "auth/user", "a user's name is needed, without a colon")
	case a.Kind == Header && (a.Header == "" || !validName(a.Header) || ownHeader(a.Header) && !strings.EqualFold(a.Header, "Authorization")):
		return fault.At(0, "auth/header", "%q is no header that can be set here", a.Header)
	case a.Kind != Basic && a.User != "":
		return fault.At(0, "auth/user", "this has no meaning here")
	case a.Kind != Header && a.Header != "":
		return fault.At(0, "auth/header", "this has no meaning here")
	}
	return nil
}

// checkWords holds that words stand for values that there are; a truth needs both.
func (d *Definition) checkWords(variables map[string]Kind) error {
	for _, name := range slices.Sorted(maps.Keys(d.Words)) {
		kind, known := variables[name]
		_, yes := d.Words[name][yes]
		_, no := d.Words[name][no]
		switch {
		case !known || kind == File:
			return unknown("words", name, variables, File)
		case kind == Flag && (!yes || !no || len(d.Words[name]) != 2):
			return fault.At(0, "words/"+name, "this is true or false: both need a word, and nothing else does")
		}
	}
	return nil
}

func (c *Callback) check(use Use) error {
	if c.Format != JSON && c.Format != Form && c.Format != Query {
		return fault.At(0, "callback/format", "%q is unknown here: there are %s", string(c.Format), listed([]string{string(JSON), string(Form), string(Query)}))
	}
	if c.Each != "" && c.Format != JSON {
		return fault.At(0, "callback/each", "this has no meaning here")
	}
	if err := checkPointer("callback/each", c.Each); err != nil {
		return err
	}
	if err := checkFields("callback/fields", c.Fields, use.Fields); err != nil {
		return err
	}
	if c.Fields[NumberField] == "" && c.Fields[ReferenceField] == "" {
		return fault.At(0, "callback/fields", "a callback must name the message: by %s or by %s", NumberField, ReferenceField)
	}
	return c.State.check("callback/state", use.States)
}

func (s *States) check(place string, states []string) error {
	if s.At == "" {
		return missing(place + "/at")
	}
	if err := checkPointer(place+"/at", s.At); err != nil {
		return err
	}
	if len(s.Words) == 0 {
		return missing(place + "/words")
	}
	seen := map[string]string{}
	for _, state := range slices.Sorted(maps.Keys(s.Words)) {
		if !slices.Contains(states, state) {
			return fault.At(0, place+"/words", "%q is unknown here: there are %s", state, listed(states))
		}
		for _, word := range s.Words[state] {
			if other, twice := seen[folded(word)]; twice && other != state {
				return fault.At(0, place+"/words", "%q means both %s and %s", word, other, state)
			}
			seen[folded(word)] = state
		}
	}
	return nil
}

// of is the state that a word means; "" for none.
func (s *States) of(word string) string {
	for state, words := range s.Words {
		if slices.ContainsFunc(words, func(w string) bool { return folded(w) == folded(word) }) {
			return state
		}
	}
	return ""
}

// folded is a word as it is compared: providers change between Delivered and DELIVERED.
func folded(word string) string { return strings.ToLower(strings.TrimSpace(word)) }

func checkFields(place string, fields map[string]string, more []string) error {
	all := append([]string{NumberField, ReferenceField, WhyField}, more...)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(all, name) {
			return fault.At(0, place, "%q is unknown here: there are %s", name, listed(all))
		}
		if fields[name] == "" {
			return missing(place + "/" + name)
		}
		if err := checkPointer(place+"/"+name, fields[name]); err != nil {
			return err
		}
	}
	return nil
}

func missing(place string) error { return fault.At(0, place, "this is missing") }

// unknown names a variable that there is not, and those that there are, but for one kind.
func unknown(place, name string, variables map[string]Kind, but Kind) error {
	var names []string
	for _, known := range slices.Sorted(maps.Keys(variables)) {
		if variables[known] != but {
			names = append(names, known)
		}
	}
	return fault.At(0, place, "%q is unknown here: there are %s", name, listed(names))
}

func listed(names []string) string { return strings.Join(names, ", ") }

// nth is the place of an element of a list, from 0 as in a JSON pointer.
func nth(place string, n int) string { return place + "/" + strconv.Itoa(n) }
