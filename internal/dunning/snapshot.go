package dunning

import (
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Snapshot is everything that the decision about one customer in one currency
// depends on.
type Snapshot struct {
	Customer  id.ID
	Currency  money.Currency
	Items     []Item       // every open debt, best by due day; what has nothing open is passed over
	Credits   money.Amount // open credit notes and money on account, positive
	Likely    []Likely     // payments that the bank shows or announces but nobody confirmed yet
	Holds     []hold.Hold  // live ones
	LastSent  date.Date    // the last day on which a reminder in this currency left the house
	Reachable bool         // somebody at the customer's can be written to
	Refused   []string     // the Once of messages that the recipient's server refused for good

	OnItsWay bool // a message was handed over and nobody knows yet whether it left

	HasBank    bool      // the company's statements are imported here
	BankSeenTo date.Date // the newest day that every one of its accounts is known up to

	GapDays    int          // least days between two messages; 0 counts as 1
	MinimumDue money.Amount // overdue sum below which nothing is sent; in the snapshot's currency
	BankMaxAge int          // days; 0: no limit
	SendDay    SendDay      // nil: every day
}

// SendDay reports whether a message may leave on a day: no Sunday, no holiday of
// either side.
type SendDay func(date.Date) bool

// Item is one open debt: an invoice that is payable at once, or one instalment.
type Item struct {
	Invoice  id.ID        `json:"invoice"`
	Part     int          `json:"part"`
	Number   string       `json:"number"`
	IssuedOn date.Date    `json:"issued_on"`
	DueOn    date.Date    `json:"due_on"`
	Open     money.Amount `json:"open"`
	Taken    Taken        `json:"taken"` // the last step that has left the house for this item
	Earlier  []Taken      `json:"-"`     // those before it, in the order in which they left
}

// Taken says which step an item has taken last. What is queued was not taken.
type Taken struct {
	Step  string    `json:"step"`
	On    date.Date `json:"on"`
	Times int       `json:"times"` // how often the step left, for steps that repeat
}

// Likely is an unconfirmed bank entry that may pay an item.
type Likely struct {
	Invoice   id.ID // zero: some debt of the customer, not known which
	Amount    money.Amount
	On        date.Date
	Announced bool // the bank says that it will book it, and has not yet
}

// announcedDays is how long a payment that a bank announces keeps a reminder back.
// Banks book within two days, and a long weekend may lie in between.
const announcedDays = 5

// expected reports whether a payment that was announced may still be booked.
func (l *Likely) expected(today date.Date) bool { return today <= l.On.AddDays(announcedDays) }

// Take records in the snapshot that the message of a decision to act left the
// house on a day, as a simulation supposes.
func (s *Snapshot) Take(a *Assessment, on date.Date) {
	s.LastSent = on
	for _, d := range a.Items {
		if !d.Due {
			continue
		}
		for n := range s.Items {
			if item := &s.Items[n]; item.Invoice == d.Item.Invoice && item.Part == d.Item.Part {
				item.Took(Taken{Step: d.Step, On: on, Times: d.Times})
			}
		}
	}
}

// Took records that one more step for the item has left the house.
func (i *Item) Took(t Taken) {
	if i.Taken.Step != "" {
		i.Earlier = append(i.Earlier[:len(i.Earlier):len(i.Earlier)], i.Taken)
	}
	i.Taken = t
}
