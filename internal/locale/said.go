package locale

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// What went wrong, and what is odd in a file, is said in English where it is found
// (fault.Say) and translated where it is read. The room "fault" of the catalogues
// is therefore keyed by the English format. English has an entry only where an argument
// is written otherwise than the program writes it.
//
// A translation addresses the format's arguments by number, and may say what one is,
// so that it is written as the reader writes it: {1}; {1:amount} for "1190.00 EUR";
// {1:day}; {1:number}; {1:bank.state_} for a word that stands in the catalogues
// under this key and the argument.
const said = "fault"

// Say is a text in the reader's language, in English where no catalogue has it.
func (w *Words) Say(t fault.Text) string {
	args := slices.Clone(t.Args)
	for n, arg := range args {
		if inner, ok := arg.(fault.Text); ok {
			args[n] = w.Say(inner)
		}
	}
	translation, ok := w.catalogue().said()[t.Format]
	if !ok {
		return fault.Text{Format: t.Format, Args: args}.String()
	}
	return w.filled(translation, args)
}

// filled puts arguments into the slots of a translation.
func (w *Words) filled(translation string, args []any) string {
	return slot.ReplaceAllStringFunc(translation, func(text string) string {
		n, kind := slotOf(text)
		if n > len(args) {
			return text
		}
		return w.value(fmt.Sprint(args[n-1]), kind)
	})
}

// Fault is what a failure says, as a sentence of its own. What stands around the
// failure that a person can act on is for logs.
func (w *Words) Fault(err error) string {
	var e *fault.Error
	if errors.As(err, &e) {
		err = e
	}
	return w.Sentence(fault.TextOf(err))
}

// Sentence is Say with a capital first letter; a name or a number that it begins with
// stays as it is written.
func (w *Words) Sentence(t fault.Text) string {
	if !w.opensWithWords(t) {
		return w.Say(t)
	}
	return Capital(w.Say(t))
}

// opensWithWords reports whether a text begins with the program's own words.
func (w *Words) opensWithWords(t fault.Text) bool {
	n := 1
	if translation, ok := w.catalogue().said()[t.Format]; ok {
		if at := slot.FindStringIndex(translation); at == nil || at[0] > 0 {
			return true
		}
		n, _ = slotOf(translation)
	} else if !strings.HasPrefix(t.Format, "%") {
		return true
	}
	if n > len(t.Args) {
		return false
	}
	inner, ok := t.Args[n-1].(fault.Text)
	return ok && w.opensWithWords(inner)
}

// slot is where an argument stands in a translation.
var slot = regexp.MustCompile(`\{([1-9])(?::([a-z_.]+))?\}`)

// slotOf reads a slot: which argument it is, counted from 1, and of what kind.
func slotOf(text string) (n int, kind string) {
	m := slot.FindStringSubmatch(text)
	return int(m[1][0] - '0'), m[2]
}

// value writes an argument for the reader. One that is not of its kind, since a file
// may say anything, is written as it is.
func (w *Words) value(arg, kind string) string {
	switch kind {
	case "":
		return w.quoted(arg)
	case "amount":
		var a money.Amount
		if a.UnmarshalText([]byte(arg)) == nil {
			return w.Money(a)
		}
	case "day":
		if d, err := date.Parse(arg); err == nil {
			return w.ShortDate(d)
		}
	case "number":
		if d, err := decimal.Parse(arg); err == nil {
			return w.Number(d)
		}
	default:
		if w.Has(kind + arg) {
			return w.T(kind + arg)
		}
	}
	return arg
}

// quotes are the marks around a quotation.
var quotes = map[Language][2]string{French: {"«\u202f", "\u202f»"}, Dutch: {"“", "”"}, German: {"„", "“"}}

// unescape takes the marks before quotes and backslashes away. Those of characters
// that cannot be seen stay: they may be what is wrong.
var unescape = strings.NewReplacer(`\"`, `"`, `\\`, `\`)

// quoted puts the reader's quotes where English has its own.
func (w *Words) quoted(s string) string {
	marks := quotes[w.Tag.Language()]
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' || marks[0] == "" {
		return s
	}
	return marks[0] + unescape.Replace(s[1:len(s)-1]) + marks[1]
}

// readSaid returns the translations of a room that is keyed by the English text, in a
// language, or in a tag with its language.
func readSaid(room string, suffixes ...string) map[string]string {
	texts := map[string]string{}
	for _, suffix := range suffixes {
		raw, err := files.ReadFile("catalogue/" + room + "." + suffix + ".json")
		if err != nil {
			continue // English, and most countries, have none
		}
		if err := json.Unmarshal(raw, &texts); err != nil {
			panic(fmt.Sprintf("locale: %s.%s: %v", room, suffix, err))
		}
	}
	return texts
}

// isSaid reports whether a catalogue file is one of translations.
func isSaid(name string) bool {
	room, _, _ := strings.Cut(path.Base(name), ".")
	return room == said || room == cited
}
