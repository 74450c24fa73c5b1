package collect

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// mustWarn reports whether the account manager of a customer is told before the message of a
// step leaves.
func (s *setting) mustWarn(c *customer.Customer, step *dunning.Step) bool {
	return step.Has(dunning.WarnTheManager) && c.Manager != "" && s.company.Policy.WarnHours > 0
}

// warnedBy is until when a message waits of which an account manager is told at an instant.
func (s *setting) warnedBy(now time.Time) time.Time {
	return now.Add(time.Duration(s.company.Policy.WarnHours) * time.Hour)
}

// mostWarned is how many messages a warning names.
const mostWarned = 100

// Warn tells account managers which messages to their customers are going to leave, by one
// mail to each, and returns how many were told. A message waits until its manager was told,
// and then for the hours that the company gives: a mail that is lost on the way is written
// again.
func (d *Desk) Warn(ctx context.Context, company id.ID, today date.Date) (told int, err error) {
	for after := id.ID(0); ; {
		var found []store.Unwarned
		var set *setting
		err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
			if found, err = tx.UnwarnedMessages(after, batch); err != nil || len(found) == 0 {
				return err
			}
			all := make([]message.Message, len(found))
			for n := range found {
				all[n] = found[n].Message
			}
			set, err = d.settingFor(tx, all)
			return err
		})
		if err != nil || len(found) == 0 {
			return told, err
		}
		after = found[len(found)-1].ID
		n, err := d.warnEach(ctx, set, found, today)
		if told += n; err != nil {
			return told, err
		}
	}
}

// warnEach writes one mail to each of the managers of some customers.
func (d *Desk) warnEach(ctx context.Context, set *setting, found []store.Unwarned, today date.Date) (told int, err error) {
	of := map[string][]store.Unwarned{}
	var managers []string
	for _, u := range found {
		step := set.stepOf(&u.Message)
		if !set.mustWarn(&customer.Customer{Manager: u.Manager}, &step) {
			continue
		}
		if of[u.Manager] == nil {
			managers = append(managers, u.Manager)
		}
		of[u.Manager] = append(of[u.Manager], u)
	}
	for _, who := range managers {
		ok, err := d.warn(ctx, set, who, of[who], today)
		if err != nil {
			return told, err
		}
		if ok {
			told++
		}
	}
	return told, nil
}

// warn tells one manager. One whose address no server takes keeps no message back: a person
// is told instead.
func (d *Desk) warn(ctx context.Context, set *setting, manager string, all []store.Unwarned, today date.Date) (told bool, err error) {
	outcome, err := d.deliverWarning(ctx, set, manager, all)
	if err != nil || outcome.Kind == deliver.Later || outcome.Kind == deliver.Uncertain {
		return false, err
	}
	ids := make([]id.ID, len(all))
	for n := range all {
		ids[n] = all[n].ID
	}
	err = d.Store.Update(context.WithoutCancel(ctx), set.company.ID, func(tx *store.Tx) error {
		if err := tx.WaitUntil(ids, set.warnedBy(tx.Now()), true); err != nil {
			return err
		}
		if outcome.Kind != deliver.Accepted {
			return tx.AddTasks([]task.Task{{Kind: task.WarnFailed, Customer: all[0].Customer, Once: "warn " + manager, DueOn: today,
				Data: timeline.Data{To: []string{manager}, Text: outcome.Answer}.JSON()}})
		}
		events := make([]timeline.Event, len(all))
		for n := range all {
			events[n] = timeline.Event{Customer: all[n].Customer, Kind: timeline.ManagerWarned, On: today, Actor: Actor, Subject: all[n].ID,
				Data: timeline.Data{Step: all[n].Step, Amount: all[n].Amount, To: []string{manager}, Count: set.company.Policy.WarnHours}.JSON()}
		}
		return tx.Note(events...)
	})
	return outcome.Kind == deliver.Accepted, err
}

// deliverWarning writes to a manager, in the language of the company's people.
func (d *Desk) deliverWarning(ctx context.Context, set *setting, manager string, all []store.Unwarned) (deliver.Outcome, error) {
	c := &set.company
	now := d.Store.Now()
	tag := locale.For(locale.Language(c.Language), c.Country)
	w := d.Words.In(tag)
	lines := []string{w.T("warn.intro", "Company", c.Name, "Time", set.warnedBy(now).In(c.Location())), ""}
	for n := range all[:min(len(all), mostWarned)] {
		u := &all[n]
		lines = append(lines, w.T("warn.line", "Customer", u.Name, "Step", set.stepName(w, &u.Message), "Amount", u.Amount))
		if d.Address != "" {
			lines = append(lines, fmt.Sprintf("  %s/c/%s/customers/%s", d.Address, c.ID, u.Customer))
		}
	}
	if more := len(all) - mostWarned; more > 0 {
		lines = append(lines, w.N("warn.more", more))
	}
	mail := deliver.Mail{
		From: c.Email, FromName: c.Name, To: []string{manager}, Language: string(tag), Date: now.In(c.Location()),
		MessageID: "<warning." + strings.TrimPrefix(message.MailID(c.ID, all[0].ID, c.Domain()), "<"), Subject: w.N("warn.subject", len(all), "Company", c.Name),
		Text: strings.Join(slices.Concat(lines, []string{"", w.T("warn.hold"), "", c.Name}), "\n") + "\n",
	}
	return d.deliverOwn(ctx, c.ID, &mail)
}

// stepName is what the company calls the step of a message.
func (s *setting) stepName(w *locale.Words, m *message.Message) string {
	step := s.stepOf(m)
	return cmp.Or(step.Name, explain.Step(w, m.Step))
}
