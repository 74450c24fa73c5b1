package story

import (
	"fmt"
	"slices"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/deliver/catcher"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
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

func (c *scene) openTasks(tx *store.Tx) error {
	all, err := tx.OpenTasks(date.None, 0, enough)
	for _, t := range all {
		words := strings.ReplaceAll(string(t.Kind), "_", " ")
		if t.Customer != 0 {
			words = c.stage.numberOf(t.Customer) + " " + words
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
	all = append(all, differences(c.onAccount, after.onAccount, func(who, amount string) string {
		return "on account " + strings.Fields(who)[0] + " " + amount
	})...)
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
			customer, _, err := tx.CustomerByWord(who)
			if err != nil {
				return err
			}
			events, err := tx.Timeline(customer.ID, 0, last-c.told[who])
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
		how, err := s.howSettled(tx, e.Customer)
		return "case " + who + " closed: " + how, err
	case timeline.LadderFinished:
		return "case " + who + " finished", nil
	case timeline.MessageWithdrawn:
		m, _, err := tx.MessageByID(e.Subject)
		return fmt.Sprintf("withdrawn %s %s: %s", who, m.Step, reasonCode(data.Reason)), err
	}
	return "", nil
}

// reasonCode is the code in the JSON of a reason.
func reasonCode(text string) string {
	_, rest, _ := strings.Cut(text, `"code":"`)
	code, _, _ := strings.Cut(rest, `"`)
	return code
}

// howSettled says whether a payment or only credit notes settled a customer's
// invoices.
func (s *Stage) howSettled(tx *store.Tx, customer id.ID) (string, error) {
	for number, buyer := range s.invoices {
		if buyer != s.numberOf(customer) {
			continue
		}
		i, err := s.invoice(tx, number)
		if err != nil {
			return "", err
		}
		booked, err := tx.Allocations(store.AllocationFilter{Invoice: i.ID})
		if err != nil {
			return "", err
		}
		for _, a := range booked {
			if a.Payment != 0 {
				return "paid", nil
			}
		}
	}
	return "credited", nil
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

// sayResult tells of a message that did not simply leave.
func (s *Stage) sayResult(r *collect.Result) {
	words := map[message.State]string{message.Queued: "delayed", message.Failed: "failed", message.Uncertain: "uncertain"}[r.State]
	if words != "" {
		s.said = append(s.said, words+" "+s.numberOf(r.Message.Customer)+" "+r.Message.Step)
	}
}

// newMails tells of the mails that the server caught since it was last asked.
func (s *Stage) newMails() (all []string, err error) {
	caught := s.mails.List()
	slices.Reverse(caught)
	for n := range caught {
		if caught[n].ID <= s.shown {
			continue
		}
		s.shown = caught[n].ID
		text, err := s.mailText(&caught[n])
		if err != nil {
			return all, err
		}
		all = append(all, text)
	}
	return all, nil
}

// mailText writes a mail in a story's words: mail ACME reminder-2 R-1 300.00.
// In brackets stands what is only listed. What is stored of the message must stand
// in the mail itself.
func (s *Stage) mailText(caught *catcher.Mail) (text string, err error) {
	name, _, _ := strings.Cut(strings.Trim(caught.Mail.MessageID, "<>"), ".")
	messageID, err := id.Parse(name)
	if err != nil {
		return "", fmt.Errorf("a mail with the Message-ID %s", caught.Mail.MessageID)
	}
	err = s.view(func(tx *store.Tx) error {
		m, found, err := tx.MessageByID(messageID)
		if err != nil || !found {
			return fmt.Errorf("a mail that no message explains: %s", caught.Mail.Subject)
		}
		text, err = s.messageText(tx, &m, caught.Mail.Text)
		return err
	})
	return text, err
}

func (s *Stage) messageText(tx *store.Tx, m *message.Message, written string) (string, error) {
	who := s.numberOf(m.Customer)
	b := []string{"mail", who, m.Step}
	total := money.Of(0, m.Currency)
	customer, _, err := tx.Customer(m.Customer)
	if err != nil {
		return "", err
	}
	words := s.words.In(locale.For(locale.Language(customer.Language), customer.Country))
	items, err := s.listed(tx, m)
	if err != nil {
		return "", err
	}
	for _, i := range items {
		total = total.Add(i.open)
		b = append(b, i.name)
		if !strings.Contains(written, i.number) || !strings.Contains(written, words.Money(i.open)) {
			return "", fmt.Errorf("the mail to %s does not list %s with %s:\n%s", who, i.number, i.open.Text(), written)
		}
	}
	credits, err := creditsOf(tx, m)
	if err != nil {
		return "", err
	}
	if !credits.IsZero() {
		b, total = append(b, "credits", amountText(credits)), total.Sub(credits)
	}
	if !strings.Contains(written, words.Money(total)) {
		return "", fmt.Errorf("the mail to %s does not speak of %s:\n%s", who, total.Text(), written)
	}
	return strings.Join(append(b, amountText(total)), " "), nil
}

// creditsOf is what counts in the customer's favour: open credit notes and money
// on account.
func creditsOf(tx *store.Tx, m *message.Message) (money.Amount, error) {
	sum := money.Of(0, m.Currency)
	open, err := tx.OpenInvoices(m.Customer)
	if err != nil {
		return sum, err
	}
	for _, i := range open {
		if i.Open.Sign() < 0 && i.Open.Currency == m.Currency {
			sum = sum.Sub(i.Open)
		}
	}
	payments, err := tx.OnAccount(m.Customer)
	for _, p := range payments {
		if p.OnAccount.Currency == m.Currency {
			sum = sum.Add(p.OnAccount)
		}
	}
	return sum, err
}

// listedItem is an item of a message, in the order of due days.
type listedItem struct {
	name, number string
	open         money.Amount
	due          date.Date
}

func (s *Stage) listed(tx *store.Tx, m *message.Message) (items []listedItem, err error) {
	for _, item := range m.Items {
		i, _, err := tx.Invoice(item.Invoice)
		if err != nil {
			return nil, err
		}
		name, due := i.Number, i.DueOn
		for _, p := range i.Parts {
			if p.Number == item.Part {
				name, due = fmt.Sprintf("%s/%d", i.Number, p.Number), p.DueOn
			}
		}
		if item.Step == "" {
			name = "(" + name + ")"
		}
		items = append(items, listedItem{name, i.Number, item.Open, due})
	}
	slices.SortStableFunc(items, func(a, b listedItem) int { return int(a.due - b.due) })
	return items, nil
}
