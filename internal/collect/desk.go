// Package collect follows up: it decides what is said to customers, and sends it.
// It is the only writer of dunning state.
package collect

import (
	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Desk is where follow-up is done.
type Desk struct {
	Store    *store.Store
	Calendar *calendar.Calendar
	Words    *locale.Book
	Channel  deliver.Channel // nil where nothing is sent
}

// Actor is who the timeline says decided, when no person did.
const Actor = "acquit"

// setting is what is the same for all customers of a company on one day.
type setting struct {
	company  company.Company
	scenario dunning.Scenario
	hasBank  bool
	seenTo   date.Date // the newest day that every watched account is known up to
	calendar *calendar.Calendar
}

func (d *Desk) setting(tx *store.Tx) (*setting, error) {
	s := &setting{calendar: d.Calendar}
	var err error
	if s.company, err = tx.TheCompany(); err != nil {
		return nil, err
	}
	if s.scenario, err = tx.Scenario(); err != nil {
		return nil, err
	}
	accounts, err := tx.BankAccounts()
	for _, a := range accounts {
		if !a.Watched || a.FreshOn == date.None {
			continue
		}
		if !s.hasBank || a.FreshOn < s.seenTo {
			s.seenTo = a.FreshOn
		}
		s.hasBank = true
	}
	return s, err
}

// step is the step of a key; one that the scenario no longer has claims nothing.
func (s *setting) step(key string) dunning.Step {
	step, _ := s.scenario.Step(key)
	return step
}

// complete adds to a case's snapshot what is the company's.
func (s *setting) complete(c *store.Case) {
	policy, snap := &s.company.Policy, &c.Snapshot
	snap.HasBank, snap.BankSeenTo, snap.BankMaxAge = s.hasBank, s.seenTo, policy.BankMaxAgeDays
	snap.GapDays = policy.MinimumGapDays
	snap.MinimumDue = money.Of(policy.MinimumDue[snap.Currency.String()], snap.Currency)
	snap.OnItsWay = c.OnItsWay
	snap.SendDay = s.sendDay(c.Customer.Country)
}

// sendDay knows the days on which messages may leave to a country: in the
// company's window, and no holiday on either side.
func (s *setting) sendDay(country string) dunning.SendDay {
	ours, theirs := calendar.Place(s.company.Country), calendar.Place(country)
	return func(day date.Date) bool {
		_, closed := s.calendar.Obstacle(s.company.Policy.Window, day, ours, theirs)
		return !closed
	}
}

// Decision is what was decided about one customer in one currency, as faces show
// it.
type Decision struct {
	Customer   id.ID
	Number     string
	Name       string
	Currency   money.Currency
	Assessment dunning.Assessment
}

func decision(c *store.Case, a dunning.Assessment) Decision {
	return Decision{c.Customer.ID, c.Customer.Number, c.Customer.Name, c.Snapshot.Currency, a}
}
