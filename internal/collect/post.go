package collect

import (
	"context"
	"slices"
	"time"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/message"
	"acquit/internal/store"
)

// Posted is what became of letters that a person posted.
type Posted struct {
	Left []id.ID // have left the house
	Gone []id.ID // were withdrawn meanwhile, or written anew: they must not be posted
}

// Post says that a person posted letters. numbers are those that the post gave to registered
// ones, by letter.
func (d *Desk) Post(ctx context.Context, company id.ID, letters []id.ID, numbers map[id.ID]string, by string, today date.Date) (all Posted, err error) {
	return d.postOn(ctx, company, letters, posting{numbers: numbers, on: today}, by, today)
}

// posting is how letters went to the post.
type posting struct {
	numbers  map[id.ID]string // of registered letters, by letter
	contents map[id.ID]string // what was printed, by letter; nil where nobody knows
	on       date.Date
}

func (d *Desk) postOn(ctx context.Context, company id.ID, letters []id.ID, p posting, by string, today date.Date) (all Posted, err error) {
	if p.numbers, err = plainNumbers(p.numbers); err != nil {
		return all, err
	}
	for part := range slices.Chunk(letters, batch) {
		var one Posted
		err := d.lockedMessages(ctx, company, part, func(tx *store.Tx, found []message.Message) (err error) {
			one, err = d.post(tx, found, p, by, today)
			return err
		})
		if err != nil {
			return all, err
		}
		all.Left, all.Gone = append(all.Left, one.Left...), append(all.Gone, one.Gone...)
	}
	return all, nil
}

func (d *Desk) post(tx *store.Tx, found []message.Message, p posting, by string, today date.Date) (one Posted, err error) {
	var leaving []message.Message
	numbers := map[id.ID]string{}
	for n := range found {
		m := found[n]
		if m.State != message.Ready || !m.Channel.OnPaper() || p.contents != nil && p.contents[m.ID] != m.Content {
			one.Gone = append(one.Gone, m.ID)
			continue
		}
		m.Outcome = ""
		if number := p.numbers[m.ID]; number != "" && m.Channel == message.Registered {
			numbers[m.ID] = number
			m.Outcome = fault.Say("registered as %s", number).Kept()
		}
		leaving, one.Left = append(leaving, m), append(one.Left, m.ID)
	}
	if err := saveNumbers(tx, numbers, by); err != nil {
		return one, err
	}
	return one, d.byHand(tx, leaving, by, p.on, today)
}

// byHand records that a person took messages out of the house on a day.
func (d *Desk) byHand(tx *store.Tx, all []message.Message, by string, on, today date.Date) error {
	if len(all) == 0 {
		return nil
	}
	if err := tx.LoadItems(all); err != nil {
		return err
	}
	letters, err := d.written(tx, all, date.None)
	if err != nil {
		return err
	}
	return left(tx, letters, by, on, today)
}

// written are messages that were written on a day, None for the one that is known of each, with
// the steps that their items take.
func (d *Desk) written(tx *store.Tx, all []message.Message, on date.Date) ([]letter, error) {
	set, err := d.settingFor(tx, all)
	if err != nil {
		return nil, err
	}
	caseOf, err := set.casesOf(tx, all)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, len(all))
	for n := range all {
		ids[n] = all[n].ID
	}
	steps, err := tx.NextTimes(ids...)
	if err != nil {
		return nil, err
	}
	letters := make([]letter, len(all))
	for n := range all {
		m := &all[n]
		if m.BesideLadder() {
			letters[n] = letter{message: *m}
			continue
		}
		c, err := caseOf(m)
		if err != nil {
			return nil, err
		}
		day := on
		if day == date.None {
			day = date.Of(m.WrittenAt.In(set.company.Location()))
		}
		l := letter{message: *m, step: set.stepOf(m), taken: steps[m.ID]}
		until := set.gave(c, &l.step, m, day)
		for n := range l.taken {
			l.taken[n].Until = until
		}
		letters[n] = l
	}
	return letters, nil
}

// LeavesBy is the last day on which a letter may be posted as it was written: the time that it
// gives runs from there.
func (d *Desk) LeavesBy(c *company.Company, m *message.Message) date.Date {
	set := setting{company: *c, calendar: d.Calendar}
	return set.leavesBy(m.Channel, date.Of(m.WrittenAt.In(c.Location())))
}

// WriteAnew sends those letters of a print back to be written anew that wait still and whose day
// to be posted is over, and returns how many they are: a person says that their sheets never
// went, and takes them out.
//
// Errors: Conflict where there is none.
func (d *Desk) WriteAnew(ctx context.Context, company, print id.ID, today date.Date) (n int, err error) {
	var printed []store.PrintedLetter
	err = d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
		printed, err = tx.LettersOf(print)
		return err
	})
	if err != nil {
		return 0, err
	}
	content := map[id.ID]string{}
	var letters []id.ID
	for _, l := range printed {
		content[l.Message], letters = l.Content, append(letters, l.Message)
	}
	err = d.lockedMessages(ctx, company, letters, func(tx *store.Tx, found []message.Message) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		var old []id.ID
		for i := range found {
			if m := &found[i]; m.State == message.Ready && m.Content == content[m.ID] && d.LeavesBy(&c, m) < today {
				old = append(old, m.ID)
			}
		}
		if n = len(old); n == 0 {
			return fault.New(fault.Conflict, "no letter of this print waits whose day is over")
		}
		if err := tx.Requeue(old); err != nil {
			return err
		}
		return tx.Enqueue(job.Send{Company: tx.Company})
	})
	return n, err
}

// rewriteLetters sends letters back to be written anew that nobody posted while their day
// stood: what they say counts from the day they bear. What was printed stays as it is: its sheets
// may have gone, and who comes to say so late must not send the same reminder twice. A person says
// which it was: that they were posted, or that they are to be written anew. Where the amount
// changes the review withdraws them all the same.
func (d *Desk) rewriteLetters(ctx context.Context, company id.ID, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		set, err := d.setting(tx)
		if err != nil {
			return err
		}
		year, month, day := today.Civil()
		waiting, err := tx.ReadyLetters(time.Date(year, month, day, 0, 0, 0, 0, set.company.Location()))
		if err != nil || len(waiting) == 0 {
			return err
		}
		owners, err := tx.OwnersOf(waiting)
		if err != nil {
			return err
		}
		if err := tx.LockCustomers(owners); err != nil {
			return err
		}
		found, err := tx.LockMessages(waiting)
		var old []id.ID
		for n := range found {
			m := &found[n]
			written := date.Of(m.WrittenAt.In(set.company.Location()))
			if m.State == message.Ready && set.leavesBy(m.Channel, written) < today {
				old = append(old, m.ID)
			}
		}
		if err != nil || len(old) == 0 {
			return err
		}
		return tx.Requeue(old)
	})
}
