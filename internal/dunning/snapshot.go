package dunning

import (
	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/plan"
)

// Snapshot is everything that the decision about one customer in one currency
// depends on. Written as JSON it is kept with the decision, so that any night can be
// asked again.
type Snapshot struct {
	Customer id.ID          `json:"customer"`
	Currency money.Currency `json:"currency"`
	Items    []Item         `json:"items,omitempty"`    // every open debt, best by due day; what has nothing open is passed over
	Credits  money.Amount   `json:"credits,omitzero"`   // open credit notes and money on account, positive
	Likely   []Likely       `json:"likely,omitempty"`   // payments that the bank shows or announces but nobody confirmed yet
	Holds    []hold.Hold    `json:"holds,omitempty"`    // live ones, and promises that were broken
	LastSent date.Date      `json:"last_sent,omitzero"` // the last day on which a reminder in this currency left the house
	Contacts []date.Date    `json:"contacts,omitempty"` // the days on which messages left to the customer lately, whatever the currency; one for each
	Reach    Reach          `json:"reach,omitzero"`     // how the customer can be reached
	Refused  []Refusal      `json:"refused,omitempty"`  // messages that could not be delivered for good
	Payer    string         `json:"payer,omitempty"`    // what kind of payer the customer is; "" while nobody knows

	OnItsWay bool `json:"on_its_way,omitempty"` // a message was handed over and nobody knows yet whether it left

	HasBank    bool      `json:"has_bank,omitempty"`     // the company's statements are imported here
	BankSeenTo date.Date `json:"bank_seen_to,omitzero"`  // the newest day that every one of its accounts is known up to
	BankMaxAge int       `json:"bank_max_age,omitempty"` // days; 0: no limit

	GapDays    int          `json:"gap_days,omitempty"`   // least days between two messages; 0 counts as 1
	MinimumDue money.Amount `json:"minimum_due,omitzero"` // overdue sum below which nothing is sent; in the snapshot's currency
	Entry      Entry        `json:"entry,omitzero"`       // how old debts come onto the ladder
	SendDay    SendDay      `json:"-"`                    // nil: every day
	PayDay     PayDay       `json:"-"`                    // nil: every day
	Plans      []Agreed     `json:"plans,omitempty"`      // that run, of its items
	Broken     []BrokenPlan `json:"broken,omitempty"`     // plans that were not kept, and of which something is open
	GraceDay   GraceDay     `json:"-"`                    // nil: none

	Collecting date.Date `json:"collecting,omitzero"` // since when the company collects itself; None while it does not
	Hardship   Spell     `json:"hardship,omitzero"`   // in which the customer cannot pay through no ill will
	Insolvent  date.Date `json:"insolvent,omitzero"`  // the day of the judgment; None for a customer that is not
	Loyal      Loyal     `json:"loyal,omitzero"`      // what makes the customer one that is not lost lightly
}

// Spell is a time: from a day, through another one.
type Spell struct {
	Since date.Date `json:"since,omitzero"`
	Until date.Date `json:"until,omitzero"` // None: without end
}

// On reports whether a day lies in it. The zero Spell has none.
func (s Spell) On(day date.Date) bool {
	return s.Since != date.None && (s.Until == date.None || day <= s.Until)
}

// Loyal is what makes a customer one whom the company does not lose lightly; the zero Loyal is of
// one who is not.
type Loyal struct {
	Since date.Date    `json:"since,omitzero"` // of its first invoice
	Paid  money.Amount `json:"paid,omitzero"`  // of all its invoices in the snapshot's currency
	From  date.Date    `json:"from,omitzero"`  // the day from which it counts as loyal; None for never
}

// On reports whether the customer counts as loyal on a day.
func (l Loyal) On(day date.Date) bool { return l.From != date.None && day >= l.From }

// PayDay is the first day, from the one given, on which a customer can pay: banks work. It is
// the last day of the time that a message gives.
type PayDay func(date.Date) date.Date

// Deadline is the last day of the time that a step gives which leaves on a day; None for
// a step that gives none.
func (s *Snapshot) Deadline(step *Step, on date.Date) date.Date {
	if step.DeadlineDays == 0 {
		return date.None
	}
	until := on.AddDays(step.DeadlineDays)
	if s.PayDay != nil {
		until = s.PayDay(until)
	}
	return until
}

// SendDay knows the days on which no message may leave, and why: a day outside the window, a
// holiday of either side, a closing period.
type SendDay func(date.Date) (why Closed, closed bool)

// Closed is why no message leaves on a day.
type Closed struct {
	Code    Code             // NoSendDay, SendHoliday or SendClosed
	Holiday calendar.Holiday // for SendHoliday
	Text    string           // for SendClosed: the company's reason
}

// Reach says by which channels a customer can be reached.
type Reach struct {
	Mail  bool `json:"mail,omitempty"`  // a contact has an address
	Post  bool `json:"post,omitempty"`  // the customer's own address is whole, and letters come there
	Phone bool `json:"phone,omitempty"` // a contact has a number
	SMS   bool `json:"sms,omitempty"`   // a contact has a mobile number, and the company a way to send
	// A letter came back from the address, for the reason Back; None where none did.
	BackOn date.Date    `json:"back_on,omitzero"`
	Back   message.Back `json:"back,omitempty"`
}

// By reports whether the customer can be reached by a channel.
func (r Reach) By(c message.Channel) bool {
	switch c {
	case message.Mail:
		return r.Mail
	case message.Letter, message.Registered:
		return r.Post
	case message.SMS:
		return r.SMS
	case message.Call:
		return r.Phone
	}
	return false
}

// Refusal is a message that could not be delivered by a channel.
type Refusal struct {
	Once    string          `json:"once"`
	Channel message.Channel `json:"channel"`
}

// Entry says how debts come onto the ladder that were due before the company began to be
// followed up here. The zero Entry lets them climb like any other.
type Entry struct {
	Before date.Date `json:"before,omitzero"` // debts due before this day are old
	// On is the first day on which the customer's old debts may take a step. Customers are
	// spread over some days, so that not all hear of it at once.
	On date.Date `json:"on,omitzero"`
	// ByAge lets an old debt begin with the step that its age calls for, at most with one in
	// this tone; "" begins at the first step.
	ByAge Tone `json:"by_age,omitempty"`
}

// old reports whether an item is an old debt that has not come onto the ladder yet.
func (e Entry) old(i *Item) bool { return i.Taken.Step == "" && i.DueOn < e.Before }

// Item is one open debt: an invoice that is payable at once, or one instalment.
type Item struct {
	Invoice  id.ID        `json:"invoice"`
	Part     int          `json:"part,omitempty"`
	Number   string       `json:"number"`
	IssuedOn date.Date    `json:"issued_on"`
	DueOn    date.Date    `json:"due_on"`
	Open     money.Amount `json:"open"`
	// Contested is what the customer contests of it beside Open, which has so much less then, and
	// Wholly that it contests all of Open. Only decisions know either.
	Contested money.Amount `json:"contested,omitzero"`
	Wholly    bool         `json:"wholly,omitempty"`
	Taken     Taken        `json:"taken,omitzero"`    // the last step that has left the house for this item
	Earlier   []Taken      `json:"earlier,omitempty"` // those before it, in the order in which they left
	// Unsent is the day from which the invoice itself may leave, which is to be sent from here
	// and has not left; None where it has, or is none of ours to send.
	Unsent date.Date `json:"unsent,omitzero"`
	// PayBy is the last day of the time that the answer to a dispute about the invoice gave to
	// pay; None for none. Nothing is asked of it before it is over.
	PayBy date.Date `json:"pay_by,omitzero"`
	// OwnPart and OwnDue are, of the share of an instalment of a plan, the part of the invoice that
	// it is a share of, and that one's due day.
	OwnPart int       `json:"own_part,omitempty"`
	OwnDue  date.Date `json:"own_due,omitzero"`
}

// Taken says which step an item has taken last. What is queued was not taken.
type Taken struct {
	Step  string    `json:"step"`
	On    date.Date `json:"on"`
	Times int       `json:"times"` // how often the step left, for steps that repeat
	// Until is the last day of the time that its message gave to pay; None for none. No
	// further step is taken before it is over.
	Until date.Date `json:"until,omitzero"`
}

// Likely is an unconfirmed bank entry that may pay an item.
type Likely struct {
	Invoice   id.ID        `json:"invoice,omitempty"` // zero: some debt of the customer, not known which
	Amount    money.Amount `json:"amount"`
	On        date.Date    `json:"on"`
	Announced bool         `json:"announced,omitempty"` // the bank says that it will book it, and has not yet
}

// announcedDays is how long a payment that a bank announces keeps a reminder back.
// Banks book within two days, and a long weekend may lie in between.
const announcedDays = 5

// expected reports whether a payment that was announced may still be booked.
func (l *Likely) expected(today date.Date) bool { return today <= l.On.AddDays(announcedDays) }

// Take records in the snapshot that the message of a decision to act left the
// house on a day, as a simulation supposes.
func (s *Snapshot) Take(a *Assessment, on date.Date) { s.TakeBy(a, on, on) }

// TakeBy is Take for a message whose time runs from a later day than the one on which it
// left: a letter says its day before it is known when it is posted.
func (s *Snapshot) TakeBy(a *Assessment, on, from date.Date) {
	s.LastSent = on
	if a.Step.Has(ToCollection) && s.Collecting == date.None {
		s.Collecting = on
	}
	until := s.Deadline(&a.Step, from)
	s.Contacts = append(s.Contacts[:len(s.Contacts):len(s.Contacts)], on)
	for _, d := range a.Items {
		if !d.Due {
			continue
		}
		for n := range s.Items {
			if item := &s.Items[n]; item.Invoice == d.Item.Invoice && item.Part == d.Item.Part {
				item.Took(Taken{Step: d.Step, On: on, Times: d.Times, Until: until})
			}
		}
		s.takeInstalment(&d, Taken{Step: d.Step, On: on, Times: d.Times, Until: until})
	}
}

// takeInstalment records a step of a plan's instalment.
func (s *Snapshot) takeInstalment(d *Decision, t Taken) {
	number, _, planned := plan.ItemOf(d.Item.Part)
	for n := range s.Plans {
		if p := &s.Plans[n]; planned && p.Number == number {
			p.Taken = append(p.Taken[:len(p.Taken):len(p.Taken)], Instalment{d.Item.Invoice, d.Item.Part, t})
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
