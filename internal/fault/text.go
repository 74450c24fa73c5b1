package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Text is something said to a person, kept with what it was made of so that each
// reader may have it in the own language: the English format is the key of the
// catalogues (locale.Words.Say). The zero value says nothing.
//
// In JSON a Text is an object; a plain string is read as words that are the same
// in every language.
type Text struct {
	Format string `json:"format"`         // as for fmt.Sprintf, in English
	Args   []any  `json:"args,omitempty"` // what the format's verbs stand for: each a string, formatted already, or a Text
}

// Say returns the text of a format and its arguments. An argument that is a Text or
// a failure stays one, so that it is said in the reader's language too.
func Say(format string, args ...any) Text {
	if false {
		_ = fmt.Sprintf(format, args...) // tells go vet to hold arguments against formats
	}
	t := Text{Format: format}
	for rest := format; len(t.Args) < len(args) && rest != ""; {
		var verb string
		if _, verb, rest = cut(rest); verb != "" && verb != "%%" {
			t.Args = append(t.Args, argument(verb, args[len(t.Args)]))
		}
	}
	if inner, ok := plain(t).(Text); ok {
		return inner
	}
	return t
}

// Verbatim returns words that are the same in every language: a name, a server's
// answer. No words say nothing.
func Verbatim(words string) Text {
	if words == "" {
		return Text{}
	}
	return Text{Format: "%s", Args: []any{words}}
}

// Kept is the text as it is kept where the words of others stand as well, such as a mail
// server's answer: words that are the same in every language are kept as they are, and
// the program's own so that ReadKept finds them.
func (t Text) Kept() string {
	if words, ok := t.verbatim(); ok {
		return words
	}
	body, err := json.Marshal(t)
	if err != nil {
		panic(err) // texts are made of strings
	}
	return string(body)
}

// verbatim are the words of a text that is the same in every language.
func (t Text) verbatim() (string, bool) {
	switch {
	case t.Format == "":
		return "", true
	case t.Format != "%s" || len(t.Args) != 1:
		return "", false
	}
	words, ok := t.Args[0].(string)
	return words, ok
}

// ReadKept reads what Kept wrote; anything else are words of others.
func ReadKept(kept string) Text {
	var t Text
	if strings.HasPrefix(kept, `{"format":`) && json.Unmarshal([]byte(kept), &t) == nil {
		return t
	}
	return Verbatim(kept)
}

// TextOf returns what err says, "" for nil. Its English is that of err.Error.
func TextOf(err error) Text {
	switch e := err.(type) {
	case nil:
		return Text{}
	case *Error:
		return joined(colon, e.Place.Text(), e.Text, TextOf(e.Cause))
	case interface{ Unwrap() []error }:
		var all []Text
		for _, one := range e.Unwrap() {
			all = append(all, TextOf(one))
		}
		if t := joined(below, all...); t.String() == err.Error() {
			return t
		}
	}
	return Verbatim(err.Error())
}

// String is the text in English.
func (t Text) String() string {
	var b strings.Builder
	n := 0
	for rest := t.Format; rest != ""; {
		var words, verb string
		words, verb, rest = cut(rest)
		b.WriteString(words)
		switch {
		case verb == "%%":
			b.WriteByte('%')
		case verb != "" && n < len(t.Args):
			fmt.Fprint(&b, t.Args[n])
			n++
		default:
			b.WriteString(verb)
		}
	}
	return b.String()
}

// UnmarshalJSON reads a Text, or plain words.
func (t *Text) UnmarshalJSON(body []byte) error {
	var words string
	if body[0] == '"' {
		err := json.Unmarshal(body, &words)
		*t = Verbatim(words)
		return err
	}
	var stored struct {
		Format string
		Args   []Text
	}
	if err := json.Unmarshal(body, &stored); err != nil {
		return err
	}
	*t = Text{Format: stored.Format}
	for _, arg := range stored.Args {
		t.Args = append(t.Args, plain(arg))
	}
	return nil
}

// plain is a text as an argument: what is nothing but words that are the same in
// every language is a string, and what is nothing but a text is that text.
func plain(t Text) any {
	switch {
	case t.Format == "":
		return ""
	case t.Format == "%s" && len(t.Args) == 1:
		return t.Args[0]
	}
	return t
}

// argument is what a verb makes of a value.
func argument(verb string, value any) any {
	switch value := value.(type) {
	case Text:
		if verb == "%s" {
			return plain(value)
		}
	case error:
		if verb == "%s" {
			return plain(TextOf(value))
		}
	}
	return fmt.Sprintf(verb, value)
}

// joined is those of the texts that say something, each joined to what stands before.
func joined(join func(before, t Text) Text, texts ...Text) (all Text) {
	for _, t := range texts {
		switch {
		case t.Format == "":
		case all.Format == "":
			all = t
		default:
			all = join(all, t)
		}
	}
	return all
}

func colon(before, t Text) Text { return Say("%s: %s", before, t) }
func below(before, t Text) Text { return Say("%s\n%s", before, t) }

// cut cuts a format at its first verb, such as "%04d" or "%%".
func cut(format string) (words, verb, rest string) {
	start := strings.IndexByte(format, '%')
	if start < 0 {
		return format, "", ""
	}
	end := start + 1
	for end < len(format) && strings.IndexByte("+-# .0123456789", format[end]) >= 0 {
		end++
	}
	end = min(end+1, len(format))
	return format[:start], format[start:end], format[end:]
}

// Note is what is said of one place of an input: a warning, or why a record was
// refused. As text, and so in JSON, it is its English sentence.
type Note struct {
	Place Place
	Text  Text
}

// Notes are what a failure says, each with its place: one note for each of several
// failures that were joined, whose number needs no sentence of its own.
func Notes(err error) []Note {
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		var all []Note
		for _, e := range several.Unwrap() {
			all = append(all, Notes(e)...)
		}
		return all
	}
	var e *Error
	if !errors.As(err, &e) {
		return []Note{{Text: TextOf(err)}}
	}
	placeless := *e
	placeless.Place = Place{}
	return []Note{{Place: e.Place, Text: TextOf(&placeless)}}
}

// Sentence is the note with its place in front.
func (n Note) Sentence() Text { return joined(colon, n.Place.Text(), n.Text) }

// String is the note in English, with its place: "line 3: Ntry 1: no amount".
func (n Note) String() string { return n.Sentence().String() }

// MarshalText writes String.
func (n Note) MarshalText() ([]byte, error) { return []byte(n.String()), nil }
