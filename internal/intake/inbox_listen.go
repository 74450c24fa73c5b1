package intake

import (
	"context"
	"io"
	"slices"
	"strings"

	"acquit/internal/company"
	"acquit/internal/inbox"
	"acquit/internal/inbox/listen"
	"acquit/internal/store"
)

// TakesMails reports whether mails to an address are taken in as they are handed over: a
// company has its answers come there, and says that this program takes them.
func (i *Inbox) TakesMails(ctx context.Context, mailbox string) (bool, error) {
	all, err := i.answeredAt(ctx, mailbox)
	return len(all) > 0, err
}

// answeredAt are the companies whose answers come to an address.
func (i *Inbox) answeredAt(ctx context.Context, mailbox string) (all []company.Company, err error) {
	err = i.Store.View(ctx, 0, func(tx *store.Tx) (err error) {
		all, err = tx.Companies()
		return err
	})
	return slices.DeleteFunc(all, func(c company.Company) bool {
		return !c.Policy.AnswersHere || !strings.EqualFold(c.Answers(), mailbox)
	}), err
}

// TakeMail keeps a mail that was handed over, as a reply to each company that it is for. It
// takes no files into the books: who hands it over may be anybody. The same mail that comes
// again changes nothing.
func (i *Inbox) TakeMail(ctx context.Context, e listen.Envelope, body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	mail, _ := inbox.ReadMail(raw) // of a broken one, what can be read
	failed, done := listen.Failed{}, []company.Company{}
	for _, to := range e.To {
		// Whatever the mail itself says, this is where it came to.
		mail.DeliveredTo = append(mail.DeliveredTo, to.Address)
	}
	for _, to := range e.To {
		all, err := i.answeredAt(ctx, to.Mailbox)
		for n := range all {
			if err != nil || slices.ContainsFunc(done, func(c company.Company) bool { return c.ID == all[n].ID }) {
				continue
			}
			if err = i.Hear(ctx, all[n].ID, raw, &mail, i.today(&all[n])); err == nil {
				done = append(done, all[n])
			}
		}
		if err != nil {
			failed[to.Address] = err
		}
	}
	if len(failed) > 0 {
		return failed
	}
	return nil
}
