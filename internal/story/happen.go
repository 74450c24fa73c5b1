package story

import (
	"fmt"
	"slices"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// scene is what can be seen of a book at one moment. What happened is the
// difference of two.
type scene struct {
	stage     *Stage
	open      map[string]money.Amount // by document number
	onAccount map[string]string       // by "ACME EUR"
	asked     map[id.ID]string        // bank lines that wait for a person
	tasks     map[string]string       // open tasks, by identifier
	told      map[string]int          // how much of each customer's timeline there is
}

const enough = 1000 // rows of any kind that a story makes

// look sees the scene as it is now.
func (s *Stage) look() (*scene, error) {
	now := &scene{stage: s, open: map[string]money.Amount{}, onAccount: map[string]string{}, asked: map[id.ID]string{},
		tasks: map[string]string{}, told: map[string]int{}}
	if s.company.ID == 0 {
		return now, nil
	}
	return now, s.view(func(tx *store.Tx) error {
		for _, see := range []func(*store.Tx) error{now.invoices, now.customers, now.entries, now.openTasks} {
			if err := see(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *scene) invoices(tx *store.Tx) error {
	var numbers []string
	for n := range c.stage.invoices {
		numbers = append(numbers, n)
	}
	all, err := tx.InvoicesByNumber(numbers)
	for _, i := range all {
		c.open[i.Number] = i.Open
	}
	return err
}

func (c *scene) customers(tx *store.Tx) error {
	for _, who := range c.stage.customers {
		balances, err := tx.Balances(who.ID)
		if err != nil {
			return err
		}
		for _, b := range balances {
			currency, err := money.ParseCurrency(b.Currency)
			if err != nil {
				return err
			}
			if b.OnAccount != 0 {
				c.onAccount[who.Number+" "+b.Currency] = amountText(money.Of(b.OnAccount, currency))
			}
		}
		events, err := tx.Timeline(who.ID, 0, 1)
		if err != nil {
			return err
		}
		if len(events) > 0 {
			c.told[who.Number] = events[0].Seq
		}
	}
	return nil
}

// amountText writes an amount as stories do: the euro goes without saying.
func amountText(a money.Amount) string {
	if a.Currency == money.EUR {
		return a.String()
	}
	return a.Text()
}

func (c *scene) entries(tx *store.Tx) error {
	all, err := tx.Entries(store.EntryFilter{State: store.EntryAsk, Oldest: true, Limit: enough})
	if err != nil {
		return err
	}
	for _, e := range all {
		suggested, err := tx.Suggestions(e.ID)
		if err != nil {
			return err
		}
		c.asked[e.ID] = fmt.Sprintf("asks %s: %s", amountText(e.Amount), c.stage.proposals(suggested[e.ID]))
	}
	return nil
}

// proposals writes: ACME R-1 or ACME R-2 R-3
func (s *Stage) proposals(all []matching.Proposal) string {
	if len(all) == 0 {
		return "nobody"
	}
	var texts []string
	for _, p := range all {
		texts = append(texts, strings.Join(append([]string{s.numberOf(p.Customer)}, numbersOf(&p)...), " "))
	}
	return strings.Join(texts, " or ")
}

// numberOf is a customer's number.
func (s *Stage) numberOf(i id.ID) string {
	for _, c := range s.customers {
		if c.ID == i {
			return c.Number
		}
	}
	return "somebody"
}

// idOf is the customer of a number, who may be another one by now.
func (s *Stage) idOf(number string) id.ID {
	for _, c := range s.customers {
		if c.Number == number {
			return c.ID
		}
	}
	return 0
}

func (c *scene) openTasks(tx *store.Tx) error {
	all, err := tx.OpenTasks(date.None, 0, enough)
	for _, t := range all {
		words := strings.ReplaceAll(string(t.Kind), "_", " ")
		if t.Customer != 0 {
			words = c.stage.numberOf(t.Customer) + " " + words
		}
		if t.Kind == task.RateMissing {
			r := collect.ReadRateWanted(t.Data)
			words += " " + r.Row().String() + " from " + r.From.String()
		}
		c.tasks[t.ID.String()] = words
	}
	return err
}

// changes says what happened between two scenes.
func (c *scene) changes(after *scene) (all []string) {
	for number, open := range after.open {
		before, known := c.open[number]
		switch {
		case !known && !open.IsZero() || known && before == open:
		case open.IsZero():
			all = append(all, "settled "+number)
		default:
			all = append(all, "open "+number+" "+amountText(open))
		}
	}
	all = append(all, after.purses(c.onAccount)...)
	for who := range c.onAccount {
		if after.onAccount[who] == "" {
			all = append(all, "on account "+strings.Fields(who)[0]+" nothing")
		}
	}
	all = append(all, differences(c.asked, after.asked, func(_ id.ID, text string) string { return text })...)
	all = append(all, differences(c.tasks, after.tasks, func(_, text string) string { return "task " + text })...)
	all = append(all, differences(after.tasks, c.tasks, func(_, text string) string { return "done " + text })...)
	all = append(all, c.events(after)...)
	slices.Sort(all)
	return all
}

// purses tell what customers have on account, where it is not as before.
func (c *scene) purses(before map[string]string) []string {
	return differences(before, c.onAccount, func(who, amount string) string {
		return "on account " + strings.Fields(who)[0] + " " + amount
	})
}

// differences are the values of after that before does not have, in words.
func differences[K comparable](before, after map[K]string, words func(K, string) string) (all []string) {
	for k, v := range after {
		if before[k] != v {
			all = append(all, words(k, v))
		}
	}
	return all
}

// events are what the timelines tell anew: closings, ends of a ladder, messages
// that were withdrawn.
func (c *scene) events(after *scene) (all []string) {
	for who, last := range after.told {
		err := c.stage.view(func(tx *store.Tx) error {
			events, err := tx.Timeline(c.stage.idOf(who), 0, last-c.told[who])
			for _, e := range events[:min(len(events), last-c.told[who])] {
				text, err := c.stage.event(tx, who, &e)
				if err != nil {
					return err
				}
				if text != "" {
					all = append(all, text)
				}
			}
			return err
		})
		if err != nil {
			all = append(all, "the timeline of "+who+" cannot be read: "+err.Error())
		}
	}
	return all
}

func (s *Stage) event(tx *store.Tx, who string, e *timeline.Event) (string, error) {
	data, err := e.Read()
	if err != nil {
		return "", err
	}
	switch e.Kind {
	case timeline.CaseClosed:
		return "case " + who + " closed: " + data.Code, nil
	case timeline.CollectionEnded:
		return strings.TrimSpace("collection " + who + " ended " + data.Code), nil
	case timeline.LadderFinished:
		return "case " + who + " finished", nil
	case timeline.PromiseKept:
		return "promise " + who + " kept", nil
	case timeline.PromiseBroken:
		return "promise " + who + " broken", nil
	case timeline.PlanAsked, timeline.PlanAgreed, timeline.PlanKept, timeline.PlanBroken:
		return strings.Replace(string(e.Kind), "_", " "+who+" ", 1), nil
	case timeline.Claimed, timeline.Waived:
		return fmt.Sprintf("%s %s %s", e.Kind, strings.Join(data.Numbers, " "), amountText(data.Amount)), nil
	case timeline.MessageWithdrawn:
		m, _, err := tx.MessageByID(e.Subject)
		return fmt.Sprintf("withdrawn %s %s: %s", who, m.Step, reasonCode(data.Reason)), err
	}
	return byHand(who, e, &data), nil
}

// reasonCode is the code in the JSON of a reason.
func reasonCode(text string) string {
	_, rest, _ := strings.Cut(text, `"code":"`)
	code, _, _ := strings.Cut(rest, `"`)
	return code
}

// invoice finds a document by its number.
func (s *Stage) invoice(tx *store.Tx, number string) (invoice.Invoice, error) {
	all, err := tx.InvoicesByNumber([]string{number})
	if err != nil {
		return invoice.Invoice{}, err
	}
	if len(all) == 0 {
		return invoice.Invoice{}, fmt.Errorf("there is no invoice %s", number)
	}
	return all[0], nil
}

// customerOrInvoice finds what a word names: a customer, or an invoice with its
// customer.
func (s *Stage) customerOrInvoice(word string) (customer, document id.ID, err error) {
	for _, c := range s.customers {
		if c.Number == word {
			return c.ID, 0, nil
		}
	}
	err = s.view(func(tx *store.Tx) error {
		i, err := s.invoice(tx, word)
		customer, document = i.Customer, i.ID
		return err
	})
	return customer, document, err
}
