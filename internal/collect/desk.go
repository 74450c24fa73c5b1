// Package collect follows up: it decides what is said to customers, and sends it.
// It is the only writer of dunning state.
package collect

import (
	"context"
	"net/netip"
	"slices"

	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/selfcheck"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/seal"
	"acquit/internal/store"
)

// Desk is where follow-up is done.
type Desk struct {
	Store    *store.Store
	Calendar *calendar.Calendar
	Words    *locale.Book
	Channel  deliver.Channel                      // by which mails leave of who has no server of its own; nil for none
	Key      *seal.Key                            // of passwords and keys for sending; nil where none can be kept
	Address  string                               // of the pages, "https://acquit.example", for links in mails to our own people; "" for none
	Host     string                               // the server behind Channel, for the look at the DNS; "" where it is not known
	Pause    func(ctx context.Context, times int) // gives a server a moment that was away so often in a row, before it is tried again; nil for none
	Relay    bool                                 // it hands mails on, perhaps to machines with other addresses
	Names    selfcheck.Resolver                   // the DNS; nil for the machine's own

	// Networks of the house in which providers of text messages and letters may be; none where
	// this is empty.
	Networks []netip.Prefix

	outlets   outlets
	providers providers
}

// Actor is who the timeline says decided, when no person did.
const Actor = "acquit"

// setting is what is the same for all customers of a company on one day.
type setting struct {
	company  company.Company
	plans    map[id.ID]*dunning.Scenario // the current version of each scenario
	versions map[id.ID]*dunning.Scenario // by their own identifiers: these, and those that cases follow
	usual    id.ID                       // the scenario for whom no rule gives another
	rules    []dunning.Rule
	broad    []hold.Hold // holds that are about no customer alone
	hasBank  bool
	seenTo   date.Date // the newest day that every watched account is known up to
	calendar *calendar.Calendar
	mailer   *mailer   // how mails leave; known only while they are written
	gates    gates     // and the providers by which others do
	material *material // what reminders are written from; known only while they are written
}

func (d *Desk) setting(tx *store.Tx) (*setting, error) {
	s := &setting{calendar: d.Calendar, plans: map[id.ID]*dunning.Scenario{}, versions: map[id.ID]*dunning.Scenario{}}
	for _, load := range []func() error{
		func() (err error) { s.company, err = tx.TheCompany(); return err },
		func() (err error) { s.rules, err = tx.ScenarioRules(); return err },
		func() (err error) { s.broad, err = tx.BroadHolds(); return err },
		func() error { return s.scenarios(tx) },
		func() error { return s.bank(tx) },
	} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *setting) scenarios(tx *store.Tx) error {
	current, usual, err := tx.CurrentScenarios()
	for n := range current {
		s.know(&current[n])
		s.plans[current[n].Plan] = &current[n]
	}
	s.usual = usual
	return err
}

func (s *setting) know(version *dunning.Scenario) { s.versions[version.ID] = version }

// learn loads those of some versions that are not known yet; zero is none.
func (s *setting) learn(tx *store.Tx, versions []id.ID) error {
	var missing []id.ID
	for _, v := range versions {
		if v != 0 && s.versions[v] == nil && !slices.Contains(missing, v) {
			missing = append(missing, v)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	older, err := tx.ScenariosByID(missing)
	for n := range older {
		s.know(&older[n])
	}
	return err
}

// bank learns up to which day every watched account is known.
func (s *setting) bank(tx *store.Tx) error {
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
	return err
}

// cases loads the cases of some customers with all that a decision needs.
func (s *setting) cases(tx *store.Tx, customers []id.ID) ([]*store.Case, error) {
	cases, err := tx.Cases(customers)
	if err != nil {
		return nil, err
	}
	var followed []id.ID
	for _, c := range cases {
		s.complete(c)
		followed = append(followed, c.Before.Scenario)
	}
	if err := s.learn(tx, followed); err != nil {
		return nil, err
	}
	if err := s.guard(tx, cases, func(c *store.Case) bool { return c.Snapshot.NearsSevere(s.scenario(c)) }); err != nil {
		return nil, err
	}
	for _, version := range s.versions {
		if version.Limits.PerWeek > 0 {
			return cases, contacts(tx, cases, customers)
		}
	}
	return cases, nil
}

// guard says who of the customers counts as loyal, of those who are near a severe step: all that was
// ever invoiced to them is looked at, which is much for everybody.
func (s *setting) guard(tx *store.Tx, cases []*store.Case, near func(*store.Case) bool) error {
	guard := s.company.Policy.Guard
	if guard == nil {
		return nil
	}
	var looked []id.ID
	for _, c := range cases {
		if guard.Payer(c.Snapshot.Payer) && near(c) {
			looked = append(looked, c.Customer.ID)
		}
	}
	if len(looked) == 0 {
		return nil
	}
	known, err := tx.Longstanding(looked)
	for _, c := range cases {
		if l, found := known[store.CaseOf{Customer: c.Customer.ID, Currency: c.Snapshot.Currency}]; found && guard.Paid(l.Paid) {
			l.From = guard.From(l.Since)
			c.Snapshot.Loyal = l
		}
	}
	return err
}

// contacts loads the days on which messages left within a week before the last one: what a
// scenario that limits messages by week looks at.
func contacts(tx *store.Tx, cases []*store.Case, customers []id.ID) error {
	days, err := tx.ContactDays(customers)
	for _, c := range cases {
		all := days[c.Customer.ID]
		for n := range all {
			if all[n].AddDays(7) > all[len(all)-1] {
				c.Snapshot.Contacts = all[n:]
				break
			}
		}
	}
	return err
}

// scenario is the version by which a case is decided. One that is open keeps its version
// while its scenario stays the same; it changes when somebody moves it.
func (s *setting) scenario(c *store.Case) *dunning.Scenario {
	current := s.plans[s.plan(c)]
	if current == nil {
		current = s.plans[s.usual]
	}
	kept := s.versions[c.Before.Scenario]
	if kept != nil && kept.Plan == current.Plan && c.Before.Verdict != dunning.Close {
		return kept
	}
	return current
}

// plan is the scenario that a customer follows: the one that a person gave it, or that the
// rules give.
func (s *setting) plan(c *store.Case) id.ID {
	if c.Pinned != 0 {
		return c.Pinned
	}
	if len(s.rules) == 0 {
		return s.usual
	}
	plan, _ := dunning.Assign(s.rules, debtor(c), s.usual)
	return plan
}

func debtor(c *store.Case) *dunning.Debtor {
	d := &dunning.Debtor{Labels: c.Customer.Labels, Kind: c.Customer.Kind, Country: c.Customer.Country, Manager: c.Customer.Manager,
		Payer: c.Snapshot.Payer, Owes: money.Of(0, c.Snapshot.Currency)}
	for _, i := range c.Snapshot.Items {
		d.Owes = d.Owes.Add(i.Open)
	}
	d.Held = slices.ContainsFunc(c.Snapshot.Holds, func(h hold.Hold) bool { return h.Cause == hold.BySales })
	return d
}

// complete adds to a case's snapshot what is the company's.
func (s *setting) complete(c *store.Case) {
	policy, snap := &s.company.Policy, &c.Snapshot
	snap.HasBank, snap.BankSeenTo, snap.BankMaxAge = s.hasBank, s.seenTo, policy.BankMaxAgeDays
	snap.GapDays = policy.MinimumGapDays
	snap.MinimumDue = money.Of(policy.MinimumDue[snap.Currency.String()], snap.Currency)
	s.calendars(snap, c.Customer.Country)
	snap.Entry = s.entry(c.Customer.ID)
	if policy.Delivery == nil { // who sends none here any more keeps no reminder back
		for n := range snap.Items {
			snap.Items[n].Unsent = date.None
		}
	}
	for _, h := range s.broad {
		if h.Label == "" || c.Customer.HasLabel(h.Label) {
			snap.Holds = append(snap.Holds, h)
		}
	}
}

// calendars adds to a snapshot the days on which messages leave to a country, and those on
// which banks work there.
func (s *setting) calendars(snap *dunning.Snapshot, country string) {
	snap.SendDay = s.sendDay(country)
	snap.PayDay = func(day date.Date) date.Date { return s.payable(country, day) }
	snap.GraceDay = func(day date.Date) date.Date { return arrives(s.calendar, s.company.Place(), country, day) }
}

// entry is how a customer's old debts come onto the ladder. Customers are spread by their
// identifiers, so that each has one day, whoever reckons it.
func (s *setting) entry(customer id.ID) dunning.Entry {
	e := s.company.Policy.Entry
	if e == nil {
		return dunning.Entry{}
	}
	wait := int(seed(s.company.ID, customer, e.From) % uint64(max(e.Days, 1)))
	return dunning.Entry{Before: e.Before, On: e.From.AddDays(wait), ByAge: dunning.Tone(e.ByAge)}
}

// sendDay knows the days on which messages may leave to a country: in the
// company's window, not while it is closed, and no holiday on either side.
func (s *setting) sendDay(country string) dunning.SendDay {
	policy, ours, theirs := &s.company.Policy, s.company.Place(), calendar.Place(country)
	return func(day date.Date) (dunning.Closed, bool) {
		o, closed := s.calendar.Obstacle(policy.Window, policy.Closed, day, ours, theirs)
		switch {
		case !closed:
			return dunning.Closed{}, false
		case o.Holiday != "":
			return dunning.Closed{Code: dunning.SendHoliday, Holiday: o.Holiday}, true
		case o.Closed != (calendar.Period{}):
			return dunning.Closed{Code: dunning.SendClosed, Text: o.Closed.Reason}, true
		}
		return dunning.Closed{Code: dunning.NoSendDay}, true
	}
}

// payable is a day by which a customer in a country may be asked to pay: the one given,
// or the first after it on which banks work there. A time that the law gives becomes
// longer by that, never shorter.
func (s *setting) payable(country string, day date.Date) date.Date {
	return s.calendar.NextBusinessDay(calendar.Place(country), day)
}

// arrives is the last day on which a payment may still arrive that a customer in a country was to
// make by a day: banks take their time on both sides.
func arrives(c *calendar.Calendar, ours calendar.Place, country string, day date.Date) date.Date {
	return max(c.AddBusinessDays(calendar.Place(country), day, BankDays), c.AddBusinessDays(ours, day, BankDays))
}

// Decision is what was decided about one customer in one currency, as faces show
// it.
type Decision struct {
	Customer   id.ID
	Number     string
	Name       string
	Currency   money.Currency
	Scenario   *dunning.Scenario // by which it was decided
	Assessment dunning.Assessment
}

func decision(c *store.Case, scenario *dunning.Scenario, a dunning.Assessment) Decision {
	return Decision{c.Customer.ID, c.Customer.Number, c.Customer.Name, c.Snapshot.Currency, scenario, a}
}
