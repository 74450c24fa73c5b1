// Package duty says whose work something is: by the company's own rules, or else the account
// manager's; and who does it while somebody is away.
package duty

import (
	"encoding/json"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/task"
)

// Rule gives work to a person where everything fits that the rule names. A rule that names
// nothing fits all work.
type Rule struct {
	Person   string    `json:"person"` // mail address, in lower case
	Kind     task.Kind `json:"kind,omitempty"`
	Label    string    `json:"label,omitempty"`
	Country  string    `json:"country,omitempty"`
	Language string    `json:"language,omitempty"`
	Manager  string    `json:"manager,omitempty"` // mail address of the account manager
	Least    int64     `json:"least,omitempty"`   // what the customer owes at least, in minor units of the company's currency
}

// Absence is when somebody is away, the last day included.
type Absence struct {
	ID            id.ID
	Person        string
	From, Through date.Date
	Deputy        string // who does the work meanwhile; "" for nobody in particular
}

// Work is a task as rules see it. What is about no customer has nothing but its kind.
type Work struct {
	Task     id.ID
	Kind     task.Kind
	Labels   []string
	Country  string
	Language string
	Manager  string
	Owes     int64
}

// Why is on what grounds work was given to somebody: the rule that fits, or that the person is the
// account manager; and whose deputy it is.
type Why struct {
	Rule
	IsManager bool   `json:"is_manager,omitempty"`
	For       string `json:"for,omitempty"` // who is away
}

// Nobody is the Given of work that a person wants to be nobody's: it is not given by itself again.
const Nobody = "nobody"

// Text is w as it is kept beside the work.
func (w Why) Text() string {
	b, err := json.Marshal(w)
	if err != nil {
		panic(err) // every field can be written
	}
	return string(b)
}

// Read is what was kept; false where a person gave the work, or nobody did.
func Read(given string) (w Why, ok bool) {
	if given == "" || given == Nobody {
		return w, false
	}
	return w, json.Unmarshal([]byte(given), &w) == nil
}

// Roster is who may be given work on a day, and by which rules.
type Roster struct {
	Rules    []Rule // the first that fits decides
	Absences []Absence
	People   []string // who may work, by their mail addresses in lower case
	Today    date.Date
}

// Fits reports whether a rule is about some work.
func (r *Rule) Fits(w *Work) bool {
	same := func(named, is string) bool { return named == "" || strings.EqualFold(named, is) }
	labelled := r.Label == "" || slices.ContainsFunc(w.Labels, func(l string) bool { return same(r.Label, l) })
	return labelled && (r.Kind == "" || r.Kind == w.Kind) && same(r.Country, w.Country) && same(r.Language, w.Language) && same(r.Manager, w.Manager) && w.Owes >= r.Least
}

// Give says whose the work is, "" for nobody's, and why. A rule for somebody who does not work here
// any more, or is away without a deputy, gives to nobody: the next one decides.
func (r *Roster) Give(w *Work) (person string, why Why) {
	for n := range r.Rules {
		rule := &r.Rules[n]
		if !rule.Fits(w) {
			continue
		}
		if does, away := r.present(rule.Person); does != "" {
			return does, Why{Rule: *rule, For: away}
		}
	}
	if w.Manager != "" {
		if does, away := r.present(w.Manager); does != "" {
			return does, Why{Rule: Rule{Person: w.Manager}, IsManager: true, For: away}
		}
	}
	return "", Why{}
}

// present is who does a person's work today, "" for nobody, and who is away where that is somebody
// else. Deputies of deputies are not asked: who is away twice has no deputy.
func (r *Roster) present(person string) (does, away string) {
	person = strings.ToLower(person)
	deputy, isAway := r.deputy(person)
	if isAway {
		if _, too := r.deputy(deputy); too || deputy == "" || !slices.Contains(r.People, deputy) {
			return "", ""
		}
		return deputy, person
	}
	if !slices.Contains(r.People, person) {
		return "", ""
	}
	return person, ""
}

// deputy is who stands in for a person who is away today.
func (r *Roster) deputy(person string) (deputy string, isAway bool) {
	for _, a := range r.Absences {
		if a.Person == person && a.From <= r.Today && r.Today <= a.Through {
			return a.Deputy, true
		}
	}
	return "", false
}
