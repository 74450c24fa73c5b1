package story

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/deliver/catcher"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
)

// sayResult tells of a message that did not simply leave.
func (s *Stage) sayResult(r *collect.Result) {
	words := map[message.State]string{message.Queued: "delayed", message.Failed: "failed", message.Uncertain: "uncertain",
		message.Ready: "ready", message.Proposed: "proposed"}[r.State]
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
	if strings.HasPrefix(caught.Mail.MessageID, "<warning.") || strings.HasPrefix(caught.Mail.MessageID, "warning.") {
		return s.warning(caught), nil
	}
	messageID, err := messageOf(caught)
	if err != nil {
		return "", err
	}
	err = s.view(func(tx *store.Tx) error {
		m, found, err := tx.MessageByID(messageID)
		if err != nil || !found {
			return fmt.Errorf("a mail that no message explains: %s", caught.Mail.Subject)
		}
		text, err = s.messageText(tx, &m, caught.Mail.Text)
		if m.BringsInvoice() {
			text += enclosed(&caught.Mail)
		}
		return err
	})
	return text, err
}

// messageOf is the message that a mail brought.
func messageOf(caught *catcher.Mail) (id.ID, error) {
	name, _, _ := strings.Cut(strings.Trim(caught.Mail.MessageID, "<>"), ".")
	m, err := id.Parse(name)
	if err != nil {
		return 0, fmt.Errorf("a mail with the Message-ID %s", caught.Mail.MessageID)
	}
	return m, nil
}

func (s *Stage) messageText(tx *store.Tx, m *message.Message, written string) (string, error) {
	who := s.numberOf(m.Customer)
	b := []string{"mail", who, m.Step}
	total := money.Of(0, m.Currency)
	customer, _, err := tx.Customer(m.Customer)
	if err != nil {
		return "", err
	}
	if m.Step == message.Personal {
		return strings.Join(append(b, strconv.Quote(m.Edited.Body)), " "), nil
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
	if m.Step == "thanks" {
		return strings.Join(b, " "), nil
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
		if item.Step == "" && !m.BringsInvoice() {
			name = "(" + name + ")"
		}
		items = append(items, listedItem{name, i.Number, item.Open, due})
	}
	slices.SortStableFunc(items, func(a, b listedItem) int { return int(a.due - b.due) })
	return items, nil
}

// asksBy knows: deadline ACME 2026-04-07, which is the last day that the last mail to the
// customer names.
func (s *Stage) asksBy(text, number string) (bool, error) {
	for _, caught := range s.mails.List() {
		messageID, err := messageOf(&caught)
		if err != nil {
			return false, err
		}
		var asked string
		err = s.view(func(tx *store.Tx) error {
			m, _, err := tx.MessageByID(messageID)
			if err != nil || s.numberOf(m.Customer) != number {
				return err
			}
			asked, err = s.deadlineIn(tx, &m, caught.Mail.Text)
			return err
		})
		if err != nil || asked != "" {
			return text == "deadline "+number+" "+asked, err
		}
	}
	return false, nil
}

// deadlineIn finds the last day that the text of a message names after it left, up to a
// hundred days later.
func (s *Stage) deadlineIn(tx *store.Tx, m *message.Message, written string) (string, error) {
	to, _, err := tx.Customer(m.Customer)
	words := s.words.In(locale.For(locale.Language(to.Language), to.Country))
	for n := 100; n > 0 && err == nil; n-- {
		if day := m.SentOn.AddDays(n); strings.Contains(written, words.LongDate(day)) {
			return day.String(), nil
		}
	}
	return "none", err
}
