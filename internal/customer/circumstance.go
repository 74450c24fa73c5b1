package customer

import (
	"slices"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
)

// Trouble is what makes a customer be treated otherwise than the ladder says.
type Trouble string

// The troubles.
const (
	// Hardship: somebody cannot pay for the time being, through no ill will. Nothing is claimed
	// for being late, and a person decides about every severe step.
	Hardship Trouble = "hardship"
	// Insolvency: a court watches over the customer's debts. Those from before its day are
	// lodged there and no longer asked for; later ones are, as of anybody.
	Insolvency Trouble = "insolvency"
)

// Troubles are all troubles.
func Troubles() []Trouble { return []Trouble{Hardship, Insolvency} }

// Procedure is the kind of an insolvency.
type Procedure string

// The procedures.
const (
	Bankruptcy     Procedure = "bankruptcy"      // what there is, is sold and shared out
	Reorganisation Procedure = "reorganisation"  // the business goes on under a plan
	DebtSettlement Procedure = "debt_settlement" // of a private person
)

// Procedures are all procedures.
func Procedures() []Procedure { return []Procedure{Bankruptcy, Reorganisation, DebtSettlement} }

// Circumstance is a trouble of a customer, from a day on.
type Circumstance struct {
	ID       id.ID
	Customer id.ID
	Trouble  Trouble
	Since    date.Date // of an insolvency: the day of the judgment
	Until    date.Date // of a hardship: the last day, when a person looks again; None for no end
	Words    string    // what is known of it
	// Of an insolvency.
	Procedure     Procedure
	Court         string
	Reference     string    // of the court, or of the register
	Administrator string    // who speaks for the customer's debts now: curator, mandataire, Verwalter
	Mail          string    // the administrator's address
	LodgeBy       date.Date // the last day to lodge what is owed; None where nobody knows
	LodgedOn      date.Date // when it was; None while it was not
	NotedBy       string
	NotedAt       time.Time
	EndedOn       date.Date // None while it lasts
	EndedBy       string
}

// Lasts reports whether it counts on a day.
func (c *Circumstance) Lasts(today date.Date) bool {
	return c.EndedOn == date.None && (c.Until == date.None || today <= c.Until)
}

// mostCircumstanceWords bounds what is written of a circumstance.
const mostCircumstanceWords = 2000

// Check refuses what cannot be, and leaves out what does not belong to the trouble.
//
// Errors: Invalid, with the field.
func (c *Circumstance) Check(today date.Date) error {
	for _, s := range []*string{&c.Words, &c.Court, &c.Reference, &c.Administrator, &c.Mail} {
		*s = strings.TrimSpace(*s)
		if len(*s) > mostCircumstanceWords {
			return fault.At(0, "words", "a text has at most %d characters", mostCircumstanceWords)
		}
	}
	switch {
	case !slices.Contains(Troubles(), c.Trouble):
		return fault.At(0, "trouble", "%q is no trouble that a customer can be in: hardship or insolvency", string(c.Trouble))
	case c.Since == date.None || c.Since > today:
		return fault.At(0, "since", "say since which day; it is not after today")
	case c.Trouble == Hardship:
		return c.checkHardship(today)
	}
	return c.checkInsolvency()
}

func (c *Circumstance) checkHardship(today date.Date) error {
	c.Procedure, c.Court, c.Reference, c.Administrator, c.Mail, c.LodgeBy, c.LodgedOn = "", "", "", "", "", date.None, date.None
	switch {
	case c.Words == "":
		return fault.At(0, "words", "say what is known of it")
	case c.Until != date.None && c.Until < today:
		return fault.At(0, "until", "the last day is not before today")
	}
	return nil
}

func (c *Circumstance) checkInsolvency() error {
	c.Until = date.None
	switch {
	case !slices.Contains(Procedures(), c.Procedure):
		return fault.At(0, "procedure", "%q is no kind of insolvency: bankruptcy, reorganisation or debt_settlement", string(c.Procedure))
	case c.LodgeBy != date.None && c.LodgeBy < c.Since:
		return fault.At(0, "lodge_by", "the last day to lodge what is owed is not before the judgment")
	case c.Mail != "" && !strings.Contains(c.Mail, "@"):
		return fault.At(0, "mail", "%q is no mail address", c.Mail)
	}
	return nil
}
