package cli

import (
	"strings"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/profile"
	"acquit/internal/store"
)

type whyCommand struct {
	Customer string    `arg:"" help:"The customer's number, or a name that only one has."`
	On       date.Date `placeholder:"DAY" help:"What stood on that day, from the facts that were kept; today unless said."`
	From     date.Date `placeholder:"DAY" help:"With what was decided from that day on."`
	To       date.Date `placeholder:"DAY" help:"With what was decided until that day."`
}

// whyAnswer is what "why" prints.
type whyAnswer struct {
	Day       date.Date      `json:"day"`
	Profile   payerLine      `json:"profile"`
	Decisions []decisionLine `json:"decisions"`
	Decided   []keptLine     `json:"decided,omitempty"` // with --from or --to, the last first
}

// keptLine is something that was decided once.
type keptLine struct {
	On       date.Date       `json:"on"`
	Currency string          `json:"currency"`
	Verdict  dunning.Verdict `json:"verdict"`
	Step     string          `json:"step"`
	Reason   reasonLine      `json:"reason"`
}

// rungLine is a step of the ladder as an item sees it.
type rungLine struct {
	Step   string            `json:"step"`
	State  dunning.RungState `json:"state"`
	On     string            `json:"on"`
	Reason *reasonLine       `json:"reason,omitempty"` // none for what was taken
}

func (c *whyCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		words := a.words.In(locale.For(locale.Language(of.Language), of.Country))
		answer := whyAnswer{Day: a.today(&of), Decisions: []decisionLine{}}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			who, found, err := tx.CustomerByWord(c.Customer)
			if err != nil {
				return err
			}
			if !found {
				return fault.New(fault.NotFound, "there is no customer %q, or several are called so", c.Customer)
			}
			if answer.Profile, err = payerOf(tx, who, answer.Day, words); err != nil {
				return err
			}
			return c.recall(tx, a.desk(s, nil), who.ID, &answer, words)
		})
		if err != nil {
			return err
		}
		return a.print(answer, func() { a.sayWhy(&answer) })
	})
}

// payerOf is how a customer pays.
func payerOf(tx *store.Tx, who customer.Customer, today date.Date, words *locale.Words) (line payerLine, err error) {
	profiles, err := tx.Profiles([]id.ID{who.ID}, today)
	line.Profile = profiles[who.ID]
	line.Sentences = explain.Profile(words, &line.Profile)
	return line, err
}

// mostKept is how many decisions are printed.
const mostKept = 1000

// recall tells what stood on the day that is asked for, and what was decided in the days.
func (c *whyCommand) recall(tx *store.Tx, desk *collect.Desk, who id.ID, answer *whyAnswer, words *locale.Words) error {
	today := answer.Day
	if c.On != date.None && c.On < today {
		answer.Day = c.On
	}
	stood, err := desk.Recall(tx, who, answer.Day, today)
	if err != nil {
		return err
	}
	for n := range stood {
		answer.Decisions = append(answer.Decisions, recalledLine(&stood[n], words))
	}
	if c.From == date.None && c.To == date.None {
		return nil
	}
	through := c.To
	if through == date.None {
		through = today
	}
	kept, err := tx.KeptDecisions(who, c.From, through, mostKept)
	if err != nil {
		return err
	}
	again, err := desk.DecideAgain(tx, kept)
	for n := range again {
		answer.Decided = append(answer.Decided, keptLineOf(&again[n], words))
	}
	return err
}

// recalledLine is a decision with the ladder of each of its items.
func recalledLine(r *collect.Recalled, words *locale.Words) decisionLine {
	l := decisionOf(&r.Decision, words)
	words = explain.Named(words, r.Decision.Scenario)
	for n, rungs := range r.Decision.Rungs(r.On) {
		for _, rung := range rungs {
			line := rungLine{Step: rung.Step, State: rung.State, On: rung.On.String()}
			if rung.Reason.Code != "" {
				why := reasonOf(rung.Reason, words)
				line.Reason = &why
			}
			l.Items[n].Ladder = append(l.Items[n].Ladder, line)
		}
	}
	return l
}

func keptLineOf(r *collect.Recalled, words *locale.Words) keptLine {
	l := keptLine{On: r.Kept.On, Currency: r.Kept.Currency.String(), Verdict: r.Kept.Verdict, Step: r.Kept.Step, Reason: reasonLine{Code: r.Kept.Code}}
	if r.Same {
		l.Reason = reasonOf(r.Decision.Assessment.Reasons[0], explain.Named(words, r.Decision.Scenario))
	}
	return l
}

// payerLine is how a customer pays, in numbers and in words.
type payerLine struct {
	profile.Profile
	Sentences []string `json:"sentences"`
}

func (a *app) sayWhy(answer *whyAnswer) {
	for _, l := range answer.Decisions {
		a.say("%s (%s) %s %s: %s %s", l.Name, l.Customer, l.Total, l.Currency, l.Verdict, l.Step)
		for _, r := range l.Reasons {
			a.say("  %s", r.Sentence)
		}
		for _, i := range l.Items {
			a.say("  %s due %s, %s open: %s", i.Invoice, i.DueOn, i.Open, i.Reason.Sentence)
			for _, rung := range i.Ladder {
				a.say("    %-16s %-8s %s", rung.Step, rung.State, rung.On)
			}
		}
	}
	if len(answer.Decisions) == 0 {
		a.say("Nothing is open, and nothing was.")
	}
	for _, k := range answer.Decided {
		a.say("%s %s %s %s: %s", k.On, k.Currency, k.Verdict, k.Step, k.Reason.Sentence)
	}
	a.say("%s.", strings.Join(answer.Profile.Sentences, ". "))
}
