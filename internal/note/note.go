// Package note is what people of a company write down about a customer, for each other.
package note

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"acquit/internal/id"
)

// The most that a note may hold: characters, people who are told of it, and how many notes of
// a customer always stand on top.
const (
	MostCharacters = 4000
	MostTold       = 20
	MostPinned     = 10
)

// Note is a text about a customer. It is for good: who has more to say writes another one.
type Note struct {
	ID       id.ID
	Customer id.ID
	Invoice  id.ID  // that it is about; zero for the customer as a whole
	Number   string // of that invoice
	Text     string
	By       string // address of who wrote it
	At       time.Time
	Told     []string  // addresses of colleagues who were told of it
	PinnedBy string    // who wants it to stand on top; "" for nobody
	PinnedAt time.Time // zero for a note that is not pinned
}

// Pinned reports whether the note always stands on top.
func (n *Note) Pinned() bool { return !n.PinnedAt.IsZero() }

// Person is a colleague who can be named in a note.
type Person struct {
	ID    id.ID
	Name  string
	Email string
}

// handles are the words by which a note may name a person, in small letters: the whole name,
// the first name, the address, and what stands before its @.
func (p *Person) handles() []string {
	name := strings.ToLower(strings.Join(strings.Fields(p.Name), " "))
	given, _, _ := strings.Cut(name, " ")
	email := strings.ToLower(p.Email)
	local, _, _ := strings.Cut(email, "@")
	return []string{name, given, email, local}
}

// Mentioned are the people whom a text names by @, each once and in the order of the text.
// The longest name that fits counts. Unsure is the first name that several people answer to;
// "" for none. What names nobody is left as it is: it may be an address.
func Mentioned(text string, people []Person) (told []id.ID, unsure string) {
	text = strings.ToLower(text)
	before := ' '
	for at, r := range text {
		if r == '@' && !inWord(before) {
			name, who := called(text[at+1:], people)
			if len(who) > 1 && unsure == "" {
				unsure = name
			}
			if len(who) == 1 && !slices.Contains(told, who[0]) {
				told = append(told, who[0])
			}
		}
		before = r
	}
	return told, unsure
}

// called is the longest name with which a text begins, and who is called so.
func called(text string, people []Person) (name string, who []id.ID) {
	for n := range people {
		for _, h := range people[n].handles() {
			if h == "" || !strings.HasPrefix(text, h) || goesOn(text[len(h):]) || len(h) < len(name) {
				continue
			}
			if len(h) > len(name) {
				name, who = h, nil
			}
			if !slices.Contains(who, people[n].ID) {
				who = append(who, people[n].ID)
			}
		}
	}
	return name, who
}

// goesOn reports whether a name goes on with what follows: "@anne" is not "@annette", and not
// "@anne.claes" either, but "@anne." ends a sentence.
func goesOn(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if strings.ContainsRune(".-@_", r) {
		r, _ = utf8.DecodeRuneInString(rest[size:])
	}
	return inWord(r)
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
