package dunning

import (
	"maps"
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/message"
)

// Anchor is the day from which a step counts.
type Anchor string

// The anchors.
const (
	FromDue      Anchor = "due"
	FromIssue    Anchor = "issue"
	FromMonthEnd Anchor = "month_end" // the last day of the month in which it falls due
	FromPrevious Anchor = "previous"  // the day the step before left the house
)

// Tone is how a step speaks; templates exist for each.
type Tone string

// The tones, from mild to severe.
const (
	Friendly Tone = "friendly"
	Polite   Tone = "polite"
	Firm     Tone = "firm"
	Final    Tone = "final"
	Formal   Tone = "formal"
)

// Tones are all tones, from mild to severe.
func Tones() []Tone { return []Tone{Friendly, Polite, Firm, Final, Formal} }

// Effect is what a step proposes or brings about beside its message.
type Effect string

// The effects. None of them acts by itself: a person decides.
const (
	StopSupply     Effect = "stop_supply"   // a task proposes to deliver no more on credit
	HandOver       Effect = "hand_over"     // a task proposes to hand the case to a partner
	EndService     Effect = "end_service"   // the message announces that the service will end
	ToNotice       Effect = "to_notice"     // the case enters the phase of notices
	ToCollection   Effect = "to_collection" // the case enters the phase of collection
	WarnTheManager Effect = "warn_manager"  // the account manager hears of it before it leaves
)

// Effects are all effects.
func Effects() []Effect {
	return []Effect{StopSupply, HandOver, EndService, ToNotice, ToCollection, WarnTheManager}
}

// Step is one rung of the ladder.
type Step struct {
	Key  string `json:"key"`            // unique in its scenario: "reminder-1"
	Name string `json:"name,omitempty"` // what the company calls it; "": the name that the key has
	Tone Tone   `json:"tone"`
	Days int    `json:"days"` // after the anchor; negative before a due date
	From Anchor `json:"from"`
	// RepeatDays, when not 0, takes the step again every so many days, at most RepeatTimes
	// times more, until the next step falls due; RepeatTimes 0 repeats without end, which
	// only the last step may.
	RepeatDays  int `json:"repeat_days,omitempty"`
	RepeatTimes int `json:"repeat_times,omitempty"`
	// DeadlineDays after it was sent is the new day by which a formal step asks to
	// be paid; 0 sets none. No further step is taken before it is over.
	DeadlineDays int `json:"deadline_days,omitempty"`
	// Claims are the parts of a claim, beside the principal, that the step asks for as far as
	// the law and the contract let it.
	Claims []allocation.Part `json:"claims,omitempty"`
	// Channels are the ways in which the message may go, the best first; none is by mail. One
	// by which the customer cannot be reached, or that refused this message, gives way to
	// the next.
	Channels []message.Channel `json:"channels,omitempty"`
	// To are the positions of the contacts that it goes to; where there is none of them, and
	// where none is named, to those who are written to as a rule.
	To []customer.Position `json:"to,omitempty"`
	// CopyManager sends the account manager a copy.
	CopyManager bool `json:"copy_manager,omitempty"`
	// Sender is the key of the sender in whose name it goes; "" for the company.
	Sender string `json:"sender,omitempty"`
	// Approve lets nothing leave before a person has approved it.
	Approve bool     `json:"approve,omitempty"`
	Effects []Effect `json:"effects,omitempty"`
	// Encloses are the files that go with its mails; other channels bring none.
	Encloses []Enclosure `json:"encloses,omitempty"`
	// Texts are the company's own words by language; a language without any has those of the
	// tone.
	Texts map[string]Text `json:"texts,omitempty"`
	// Short are the company's own words by SMS, and Scripts what whoever calls says, by
	// language, in the template language of render.
	Short   map[string]string `json:"short,omitempty"`
	Scripts map[string]string `json:"scripts,omitempty"`
}

// Text is what a company writes itself, in the template language of render.
type Text struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// BeforeDue reports whether the step announces a due date. Such a step lapses when
// the due date has passed: a notice that an invoice will fall due makes no sense
// afterwards, and the ladder goes on with the next step.
func (s *Step) BeforeDue() bool { return s.From == FromDue && s.Days < 0 }

// Has reports whether the step has an effect.
func (s *Step) Has(e Effect) bool { return slices.Contains(s.Effects, e) }

// Ways are the channels of the step, the best first.
func (s *Step) Ways() []message.Channel {
	if len(s.Channels) == 0 {
		return []message.Channel{message.Mail}
	}
	return s.Channels
}

// Spoken are the company's own words of a message without a page, by SMS or by call, in a
// language; found is false where it has none there.
func (s *Step) Spoken(c message.Channel, language string) (text string, found bool) {
	text, found = (*s.spoken(c))[language]
	return text, found
}

// Speak gives the step words of its own for a message without a page; "" takes them back.
func (s *Step) Speak(c message.Channel, language, text string) {
	all := s.spoken(c)
	own := maps.Clone(*all)
	if delete(own, language); text != "" {
		if own == nil {
			own = map[string]string{}
		}
		own[language] = text
	}
	*all = own
}

func (s *Step) spoken(c message.Channel) *map[string]string {
	if c == message.SMS {
		return &s.Short
	}
	return &s.Scripts
}

// mostDays bounds the days of a step: ten years, beyond any debt's life.
const mostDays = 3660

// check refuses a step that could not be taken. A step that is not of the ladder, such as
// the one after a broken promise, is first and last.
func (s *Step) check(first, last bool) error {
	switch {
	case s.Key == "":
		return fault.New(fault.Invalid, "a step needs a name")
	case !slices.Contains(Tones(), s.Tone):
		return fault.New(fault.Invalid, "step %q speaks in the tone %q, which is none: friendly, polite, firm, final or formal", s.Key, s.Tone)
	case !slices.Contains([]Anchor{FromDue, FromIssue, FromMonthEnd, FromPrevious}, s.From):
		return fault.New(fault.Invalid, "step %q counts from %q, which is no day: due, issue, month_end or previous", s.Key, s.From)
	case first && s.From == FromPrevious:
		return fault.New(fault.Invalid, "the first step %q cannot count from the previous step, since there is none", s.Key)
	case s.From != FromDue && s.Days < 0:
		return fault.New(fault.Invalid, "only a step that counts from the due date can come before it; %q has %d days", s.Key, s.Days)
	case max(s.Days, -s.Days, s.RepeatDays, s.DeadlineDays) > mostDays:
		return fault.New(fault.Invalid, "step %q counts more than %d days", s.Key, mostDays)
	case s.DeadlineDays < 0:
		return fault.New(fault.Invalid, "step %q sets a deadline of %d days", s.Key, s.DeadlineDays)
	}
	for _, check := range []func() error{s.checkClaims, s.checkWays, s.checkEncloses, func() error { return s.checkRepeat(last) }} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Step) checkClaims() error {
	for _, p := range s.Claims {
		switch {
		case p != allocation.Interest && p != allocation.Compensation:
			return fault.New(fault.Invalid, "step %q claims %q, which is nothing that follows from being late: interest or compensation", s.Key, p)
		case s.BeforeDue():
			return fault.New(fault.Invalid, "step %q comes before the due date and can claim nothing for being late", s.Key)
		}
	}
	return nil
}

func (s *Step) checkWays() error {
	for n, c := range s.Channels {
		switch {
		case !slices.Contains(message.Channels(), c):
			return fault.New(fault.Invalid, "step %q goes by %q, which is no channel: mail, letter, registered, sms or call", s.Key, string(c))
		case slices.Contains(s.Channels[:n], c):
			return fault.New(fault.Invalid, "step %q names the channel %q twice", s.Key, string(c))
		}
	}
	for _, p := range s.To {
		if customer.ParsePosition(string(p)) != p {
			return fault.New(fault.Invalid, "step %q goes to %q, which is no position", s.Key, string(p))
		}
	}
	for _, e := range s.Effects {
		if !slices.Contains(Effects(), e) {
			return fault.New(fault.Invalid, "step %q has the effect %q, which is none", s.Key, string(e))
		}
	}
	if s.BeforeDue() && s.Has(ToCollection) {
		return fault.New(fault.Invalid, "step %q comes before the due date, when there is nothing to collect", s.Key)
	}
	return nil
}

func (s *Step) checkRepeat(last bool) error {
	switch {
	case s.RepeatDays < 0 || s.RepeatTimes < 0 || s.RepeatDays == 0 && s.RepeatTimes > 0:
		return fault.New(fault.Invalid, "step %q cannot repeat every %d days, %d times", s.Key, s.RepeatDays, s.RepeatTimes)
	case s.RepeatDays > 0 && s.RepeatTimes == 0 && !last:
		return fault.New(fault.Invalid, "only the last step can repeat without end; %q is not the last", s.Key)
	case s.RepeatDays > 0 && s.BeforeDue():
		return fault.New(fault.Invalid, "step %q comes before the due date and cannot repeat", s.Key)
	}
	return nil
}
