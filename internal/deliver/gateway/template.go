package gateway

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/fault"
)

// Kind is what a variable stands for.
type Kind string

// The kinds. A file stands in a field of its own and in no text.
const (
	Text   Kind = "text"
	Number Kind = "number" // whole
	Flag   Kind = "flag"   // true or false
	File   Kind = "file"
)

// The texts of a flag.
const (
	yes = "true"
	no  = "false"
)

// Value is what a variable stands for in one message.
type Value struct {
	kind Kind
	text string
	file []byte
}

// TextOf is the value of a text.
func TextOf(s string) Value { return Value{kind: Text, text: s} }

// NumberOf is the value of a whole number.
func NumberOf(n int) Value { return Value{kind: Number, text: strconv.Itoa(n)} }

// FlagOf is the value of a truth.
func FlagOf(is bool) Value { return Value{kind: Flag, text: strconv.FormatBool(is)} }

// FileOf is the value of a file.
func FileOf(b []byte) Value { return Value{kind: File, file: b} }

// Values are what the variables of a message stand for.
type Values map[string]Value

// worded has values in the words of the provider.
func (d *Definition) worded(values Values) Values {
	if len(d.Words) == 0 {
		return values
	}
	worded := maps.Clone(values)
	for name, words := range d.Words {
		if word, found := words[values[name].text]; found {
			worded[name] = TextOf(word)
		}
	}
	return worded
}

// piece of a template: words as they stand, or a variable.
type piece struct{ text, name string }

// pieces cuts a template. {name} is a variable, {{ and }} are single braces, and there is
// nothing else to it: what a variable stands for is never read as a template.
func pieces(template string) (all []piece, err error) {
	for rest := template; rest != ""; {
		at := strings.IndexAny(rest, "{}")
		if at < 0 {
			return append(all, piece{text: rest}), nil
		}
		if at > 0 {
			all = append(all, piece{text: rest[:at]})
		}
		rest = rest[at:]
		if strings.HasPrefix(rest, "{{") || strings.HasPrefix(rest, "}}") {
			all, rest = append(all, piece{text: rest[:1]}), rest[2:]
			continue
		}
		end := strings.IndexByte(rest, '}')
		if end < 1 || !isName(rest[1:end]) {
			return nil, fault.New(fault.Invalid, "a brace that is no variable is written twice")
		}
		all, rest = append(all, piece{name: rest[1:end]}), rest[end+1:]
	}
	return all, nil
}

func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_0123456789") == ""
}

// checkTemplate holds that a template can be filled in with texts.
func checkTemplate(place, template string, variables map[string]Kind) error {
	all, err := pieces(template)
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Place: fault.Place{Path: place}, Text: fault.TextOf(err)}
	}
	for _, p := range all {
		if kind, known := variables[p.name]; p.name != "" && (!known || kind == File) {
			return unknown(place, p.name, variables, File)
		}
	}
	return nil
}

// fill writes a checked template; escape makes a value fit for where it stands.
func fill(template string, values Values, escape func(string) string) string {
	all, _ := pieces(template) // it was checked
	var b strings.Builder
	for _, p := range all {
		b.WriteString(p.text)
		if p.name != "" {
			b.WriteString(escape(values[p.name].text))
		}
	}
	return b.String()
}

func plain(s string) string { return s }

// address fills in an address: values of the path and of what follows the question mark are
// escaped each in their way.
//
// Errors: Invalid for a value that would lead to another address.
func address(template string, values Values) (*url.URL, error) {
	path, query, asks := strings.Cut(template, "?")
	for _, p := range must(path) {
		if p.name != "" && values[p.name].text == "" {
			return nil, fault.New(fault.Invalid, "the address needs %s, and there is none", p.name)
		}
	}
	whole := fill(path, values, url.PathEscape)
	if asks {
		whole += "?" + fill(query, values, url.QueryEscape)
	}
	u, err := url.Parse(whole)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the address cannot be read")
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." { // such a segment names the folder above
			return nil, fault.New(fault.Invalid, "%q cannot stand in an address", segment)
		}
	}
	return u, nil
}

// must cuts a template that was checked.
func must(template string) []piece {
	all, _ := pieces(template)
	return all
}

// checkAddress holds that where to send does not depend on what is sent.
func checkAddress(place, template string, variables map[string]Kind) error {
	if err := checkTemplate(place, template, variables); err != nil {
		return err
	}
	_, rest, found := strings.Cut(template, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	sample := Values{}
	for name := range variables {
		sample[name] = TextOf("x")
	}
	u, err := address(template, sample)
	switch {
	case !found || err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(host, "{}"):
		return fault.At(0, place, "an address begins with https:// and the name of a machine, in which no variable stands")
	case u.User != nil || u.Fragment != "" || strings.Contains(template, "#"):
		return fault.At(0, place, "an address has neither a user nor a #")
	}
	return nil
}

// jsonBody fills in a JSON document. Values stand in its texts alone, so that none can
// change its shape.
func jsonBody(template json.RawMessage, values Values) ([]byte, error) {
	tree, err := jsonTree(template)
	if err != nil {
		return nil, err
	}
	return json.Marshal(filledTree(tree, values))
}

// jsonTree reads a document with its numbers as they are written.
func jsonTree(raw []byte) (tree any, err error) {
	read := json.NewDecoder(bytes.NewReader(raw))
	read.UseNumber()
	if err := read.Decode(&tree); err != nil {
		return nil, err
	}
	if read.More() {
		return nil, fault.New(fault.Invalid, "more stands behind the end of the document")
	}
	return tree, nil
}

func filledTree(node any, values Values) any {
	switch node := node.(type) {
	case map[string]any:
		for name, inner := range node {
			node[name] = filledTree(inner, values)
		}
	case []any:
		for n, inner := range node {
			node[n] = filledTree(inner, values)
		}
	case string:
		return filledText(node, values)
	}
	return node
}

// filledText is a text of a document; a number or a truth where it is nothing but that.
func filledText(template string, values Values) any {
	if all := must(template); len(all) == 1 && all[0].name != "" {
		switch v := values[all[0].name]; v.kind {
		case Number:
			return json.Number(v.text)
		case Flag:
			return v.text == yes
		}
	}
	return fill(template, values, plain)
}

// checkTree holds that every text of a document is a template, and no name is.
func checkTree(place string, node any, variables map[string]Kind) error {
	switch node := node.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(node)) {
			if strings.ContainsAny(name, "{}") {
				return fault.At(0, place, "%q: no variable stands in a name", name)
			}
			if err := checkTree(place+"/"+name, node[name], variables); err != nil {
				return err
			}
		}
	case []any:
		for n, inner := range node {
			if err := checkTree(nth(place, n), inner, variables); err != nil {
				return err
			}
		}
	case string:
		return checkTemplate(place, node, variables)
	}
	return nil
}
