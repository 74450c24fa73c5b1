package dispute

import (
	"slices"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
)

// Opinion is what a colleague who needs no account is asked about a dispute, and what he says: he
// delivered it, or sold it. A person answers the customer.
type Opinion struct {
	ID       id.ID
	Dispute  id.ID
	Hash     string // of the token in the link
	Address  string // to which the link was mailed
	Question string
	Language string // of the mail and of the page, as in BCP 47
	AskedOn  date.Date
	AskedBy  string
	Until    time.Time // as long as the link works
	View     View      // "" while nothing was said
	Text     string
	At       time.Time
}

// View is what a colleague thinks.
type View string

// The views.
const (
	IsRight  View = "right"  // the customer is
	IsPartly View = "partly" // right
	IsWrong  View = "wrong"  // the customer is
	IsUnsure View = "unsure" // the colleague is
)

// Views are all views.
func Views() []View { return []View{IsRight, IsPartly, IsWrong, IsUnsure} }

// OpinionDays is for how many days a link that asks for an opinion works.
const OpinionDays = 30

const mostOpinion = 5000

// Works reports whether the link leads somewhere at an instant.
func (o *Opinion) Works(now time.Time) bool { return now.Before(o.Until) }

// Give keeps what the colleague says. What is said once stays.
//
// Errors: Conflict for what was said already, Invalid without a view or a word.
func (o *Opinion) Give(view View, text string, at time.Time) error {
	text = strings.TrimSpace(text)
	switch {
	case o.View != "":
		return fault.New(fault.Conflict, "this was answered already")
	case !slices.Contains(Views(), view):
		return fault.At(0, "view", "say who is right, as far as you know")
	case text == "":
		return fault.At(0, "text", "say in a few words what you know")
	case len([]rune(text)) > mostOpinion:
		return fault.At(0, "text", "this has at most %d characters", mostOpinion)
	}
	o.View, o.Text, o.At = view, text, at
	return nil
}
