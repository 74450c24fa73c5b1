package collect

import (
	"context"
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
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

// rewriteLetters sends letters back to be written anew that nobody posted while their day
// stood: what they say counts from the day they bear.
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
