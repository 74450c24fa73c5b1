package collect

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Back is how a letter came back.
type Back struct {
	Why   message.Back
	On    date.Date // the day on which the post brought it
	Words string    // a person's, or a provider's; "" for none
}

// CameBack says that the post brought a letter back. Where nobody was at its address its steps
// are taken back, no letter goes there any more until the address changes or somebody says that
// it is right (TryLetters), and a person is to find the address. Who declined the letter, or did
// not fetch it, lives there: it was offered, and its steps stand.
//
// Errors: Invalid for a reason that is none or lacks its words, and for a day before the letter
// left or after today; Conflict for what has not left, or is no letter.
func (d *Desk) CameBack(ctx context.Context, company, i id.ID, b Back, by string, today date.Date) error {
	b.Words = strings.TrimSpace(b.Words)
	if err := b.check(); err != nil {
		return err
	}
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		m, err := takeMessage(tx, i, message.Sent)
		switch {
		case err != nil:
			return err
		case !m.Channel.OnPaper():
			return fault.New(fault.Conflict, "the message is no letter: the post does not bring it back")
		case b.On < m.SentOn || b.On > today:
			return fault.At(0, "on", "a letter that was posted on %s came back on a day from then through today, not on %s", m.SentOn.String(), b.On.String())
		}
		return d.letterReturned(tx, &m, b, by, today)
	})
}

func (b *Back) check() error {
	switch {
	case !slices.Contains(message.Backs(), b.Why):
		return fault.At(0, "why", "%q is no reason for which a letter comes back", b.Why)
	case b.Why == message.BackOther && b.Words == "":
		return fault.At(0, "words", "say in a few words why the letter came back")
	case utf8.RuneCountInString(b.Words) > mostWords:
		return fault.At(0, "words", "a note has at most %d characters", mostWords)
	}
	return nil
}

// letterReturned looks after a letter that the post brought back, whoever says so. Where the
// address is wrong, what the step says goes another way, or waits for the address.
func (d *Desk) letterReturned(tx *store.Tx, m *message.Message, b Back, by string, today date.Date) error {
	data := timeline.Data{Step: m.Step, Code: string(b.Why), Text: b.Words}
	if b.On != today {
		data.Day = b.On
	}
	event := timeline.Event{Kind: timeline.LetterReturned, On: today, Actor: by, Data: data.JSON()}
	if b.Why.Offered() {
		return resolved(tx, m, event)
	}
	if err := tx.RefuseLetters(m.Customer, b.Why, b.On); err != nil {
		return err
	}
	err := tx.AddTasks([]task.Task{{Kind: task.LetterReturned, Customer: m.Customer, Subject: m.ID, Once: "letters back " + m.Customer.String(), DueOn: today,
		Data: timeline.Data{Code: string(b.Why), Day: b.On}.JSON()}})
	if err != nil {
		return err
	}
	return notSaid(tx, m, dunning.Reason{Code: dunning.LetterBack, Step: m.Step, Day: b.On, Text: string(b.Why)}, event)
}

// TryLetters says that letters reach a customer's address after all.
//
// Errors: Conflict where nobody said that they do not.
func (d *Desk) TryLetters(ctx context.Context, c customer.Ref, by string, today date.Date) error {
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		refused, err := tx.TryLetters(c.Customer)
		if err != nil {
			return err
		}
		if !refused {
			return fault.New(fault.Conflict, "letters reach this customer's address already, as far as is known")
		}
		if err := tx.FinishTasksOf(c.Customer, task.LetterReturned, by); err != nil {
			return err
		}
		if err := tx.Note(timeline.Event{Customer: c.Customer, Kind: timeline.AddressRight, On: today, Actor: by, Data: timeline.Data{}.JSON()}); err != nil {
			return err
		}
		return tx.WantReview(c.Customer)
	})
}
