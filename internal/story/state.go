package story

import (
	"fmt"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/store"
)

// holds answers the expectations that speak of how things stand rather than of
// what happened.
func (s *Stage) holds(text string) (bool, error) {
	w := strings.Fields(text)
	if len(w) < 2 {
		return false, nil
	}
	switch w[0] {
	case "settled", "open", "due":
		return s.invoiceIs(text, w)
	case "owes":
		return s.owes(text, w[1])
	case "on":
		now, err := s.look()
		return err == nil && slices.Contains(now.purses(nil), text), err
	case "held", "waiting", "acting", "finished":
		return s.stands(text), nil
	case "why":
		return s.toldLater(text, w[1], after(w, "on"))
	case "queued", "proposed", "ready":
		return s.isWaiting(text, w[0])
	case "profile":
		return s.pays(text)
	case "follows":
		return s.follows(text, w[1])
	case "labels", "manager":
		return s.isMarked(text, w[1])
	case "says":
		return s.says(text, w[1])
	case "timeline":
		return s.tells(w)
	case "delivery":
		return s.delivers(text, w[1])
	case "deadline":
		return s.asksBy(text, w[1])
	}
	return false, nil
}

// invoiceIs knows: settled R-1; open R-1 190.00; due R-1 2026-02-01 terms.
func (s *Stage) invoiceIs(text string, w []string) (is bool, err error) {
	number := w[1]
	for known := range s.invoices { // a balance's number has two words
		if len(known) > len(number) && strings.HasPrefix(text+" ", w[0]+" "+known+" ") {
			number = known
		}
	}
	err = s.view(func(tx *store.Tx) error {
		i, err := s.invoice(tx, number)
		if err != nil {
			return err
		}
		stated := []string{"open " + number + " " + amountText(i.Open), fmt.Sprintf("due %s %s", number, i.DueOn),
			fmt.Sprintf("due %s %s %s", number, i.DueOn, i.DueSource)}
		if i.Open.IsZero() {
			stated = append(stated, "settled "+number)
		}
		is = slices.Contains(stated, text)
		return nil
	})
	return is, err
}

// stands knows: held ACME: bank_stale; waiting ACME: too_soon until DAY; with the
// currency behind the customer where it is not the euro.
func (s *Stage) stands(text string) bool {
	return slices.ContainsFunc(s.standings(), func(line string) bool {
		return line == text || strings.HasPrefix(line, text+" until ")
	})
}

// verdictWords are the verdicts in a story's words.
var verdictWords = map[dunning.Verdict]string{dunning.Act: "acting", dunning.Wait: "waiting", dunning.Hold: "held",
	dunning.Finished: "finished", dunning.Close: "closed"}

// standings say what would be decided about each customer now, and why.
func (s *Stage) standings() (all []string) {
	for _, c := range s.customers {
		decisions, err := s.desk.Why(s.ctx, s.company.ID, c.ID, s.today())
		if err != nil {
			return append(all, err.Error())
		}
		for _, d := range decisions {
			who := c.Number
			if d.Currency.String() != "EUR" {
				who += " " + d.Currency.String()
			}
			line := fmt.Sprintf("%s %s: %s", verdictWords[d.Assessment.Verdict], who, d.Assessment.Reasons[0].Code)
			if d.Assessment.NextOn != date.None {
				line += " until " + d.Assessment.NextOn.String()
			}
			all = append(all, line)
		}
	}
	return all
}

// toldLater knows what stood on a past day: why ACME on 2026-01-26: acting step_due.
func (s *Stage) toldLater(text, number, day string) (is bool, err error) {
	on, err := date.Parse(strings.TrimSuffix(day, ":"))
	if err != nil {
		return false, err
	}
	err = s.view(func(tx *store.Tx) error {
		who, found, err := tx.CustomerByWord(number)
		if err != nil || !found {
			return err
		}
		stood, err := s.desk.Recall(tx, who.ID, on, s.today())
		for n := range stood {
			a := &stood[n].Decision.Assessment
			is = is || stood[n].Same && text == fmt.Sprintf("why %s on %s: %s %s", number, on, verdictWords[a.Verdict], a.Reasons[0].Code)
		}
		return err
	})
	return is, err
}

// pays knows what kind of payer a customer is: profile ACME habitual.
func (s *Stage) pays(text string) (is bool, err error) {
	err = s.view(func(tx *store.Tx) error {
		for _, c := range s.customers {
			profiles, err := tx.Profiles([]id.ID{c.ID}, s.today())
			if err != nil {
				return err
			}
			p := profiles[c.ID]
			is = is || text == fmt.Sprintf("profile %s %s", c.Number, p.Kind)
		}
		return nil
	})
	return is, err
}
