package cli

import (
	"strings"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
)

type disputeCommands struct {
	List     disputeList     `cmd:"" help:"List what customers contest."`
	Open     disputeOpen     `cmd:"" help:"Note that a customer contests an invoice, or a part of it."`
	Accept   disputeAccept   `cmd:"" help:"Accept what is contested, or a part of it: a credit note is asked for."`
	Reject   disputeReject   `cmd:"" help:"Reject what is contested, and give a new day by which is paid."`
	Withdraw disputeWithdraw `cmd:"" help:"Say that it is contested no more."`
}

// disputeLine is a dispute as the command line prints it.
type disputeLine struct {
	ID        string         `json:"id"`
	Customer  string         `json:"customer"` // its name
	Invoice   string         `json:"invoice"`
	Reason    dispute.Reason `json:"reason"`
	Peppol    string         `json:"peppol"`
	French    string         `json:"french"`
	Currency  string         `json:"currency"`
	Contested string         `json:"contested"`
	Text      string         `json:"text"`
	State     dispute.State  `json:"state"`
	Owner     string         `json:"owner,omitempty"`
	OpenedOn  date.Date      `json:"opened_on"`
	AnswerBy  date.Date      `json:"answer_by"`
	TooLate   bool           `json:"protest_too_late"`
	Agreed    string         `json:"agreed,omitempty"`
	Grounds   string         `json:"grounds,omitempty"`
	PayBy     *date.Date     `json:"pay_by"`
	ClosedOn  *date.Date     `json:"closed_on"`
}

func lineOfDispute(r *store.DisputeRow) disputeLine {
	codes := r.Reason.Codes()
	l := disputeLine{ID: r.ID.String(), Customer: r.CustomerName, Invoice: r.Number, Reason: r.Reason, Peppol: codes.Peppol, French: codes.French, Currency: r.Open.Currency.String(),
		Contested: r.Contested().String(), Text: r.Text, State: r.State, Owner: r.Owner, OpenedOn: r.OpenedOn, AnswerBy: r.AnswerBy, TooLate: r.TooLate(), Grounds: r.Grounds,
		PayBy: day(r.PayBy), ClosedOn: day(r.ClosedOn)}
	if !r.Agreed.IsZero() {
		l.Agreed = r.Agreed.String()
	}
	return l
}

func (a *app) sayDispute(l *disputeLine) {
	a.say("%s  %s %s: %s %s contested, %s (%s), to be answered by %s", l.ID, l.Customer, l.Invoice, l.Contested, l.Currency, l.Reason, l.State, l.AnswerBy)
}

type disputeList struct {
	State  string `default:"open" enum:"open,credit,closed,all" help:"open, credit (accepted, and waiting for a credit note), closed or all."`
	Reason string `help:"Only those for this reason."`
	Owner  string `help:"Only open ones that this person looks into, by mail address."`
	Limit  int    `default:"1000" help:"How many at most."`
}

func (c *disputeList) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		f := store.DisputeFilter{View: store.DisputeView(c.State), Reason: dispute.Reason(c.Reason)}
		if c.State == "open" {
			f.View = store.DisputesToAnswer
		}
		if c.Owner != "" {
			f.View, f.Owner = store.DisputesOfOwner, strings.ToLower(c.Owner)
		}
		if c.Reason != "" && !f.Reason.Known() {
			return fault.New(fault.Invalid, "%q is no reason to contest an invoice", c.Reason)
		}
		lines := []disputeLine{}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			page, err := tx.ListDisputes(f, store.Cursor{}, max(c.Limit, 1))
			for n := range page.Rows {
				lines = append(lines, lineOfDispute(&page.Rows[n]))
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"disputes": lines}, func() {
			for n := range lines {
				a.sayDispute(&lines[n])
			}
			if len(lines) == 0 {
				a.say("no dispute")
			}
		})
	})
}

type disputeOpen struct {
	Invoice string `arg:"" help:"The invoice, by its number."`
	Text    string `arg:"" help:"What is wrong, in the customer's words."`
	Reason  string `default:"other" help:"price, quantity, quality, undelivered, order, double, paid, addressee, vat or other."`
	Amount  string `help:"How much of it is contested; all of it when left out."`
}

func (c *disputeOpen) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		var about invoice.Invoice
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			found, err := tx.InvoicesByNumber([]string{c.Invoice})
			if err == nil && len(found) != 1 {
				err = fault.New(fault.NotFound, "there is no invoice %s, or there are several", c.Invoice)
			}
			if err == nil {
				about = found[0]
			}
			return err
		})
		if err != nil {
			return err
		}
		what := collect.Contested{Invoice: about.ID, Reason: dispute.Reason(c.Reason), Text: c.Text, By: commandLine}
		if c.Amount != "" {
			if what.Amount, err = money.Parse(c.Amount, about.Owed.Currency); err != nil {
				return err
			}
		}
		d, err := a.desk(s, nil).Contest(a.ctx, customer.Ref{Company: of.ID, Customer: about.Customer}, what, a.today(&of))
		if err != nil {
			return err
		}
		return a.printDispute(s, &of, d.ID)
	})
}

type disputeAccept struct {
	Dispute string `arg:"" help:"The number of the invoice that is contested, or what the dispute is called here."`
	Amount  string `help:"How much is to be credited; all that is contested when left out."`
	Grounds string `help:"What the customer reads, in its language."`
	PayBy   string `help:"The day by which the rest is paid; the usual time when left out."`
	Tell    bool   `help:"Tell the customer by mail; send delivers it."`
}

func (c *disputeAccept) Run(a *app) error {
	return a.answerDispute(c.Dispute, c.Amount, c.PayBy, collect.Answer{Grounds: c.Grounds, Tell: c.Tell}, func(desk *collect.Desk, of *company.Company, i id.ID, answer collect.Answer) error {
		_, err := desk.AcceptDispute(a.ctx, of.ID, i, answer, commandLine, a.today(of))
		return err
	})
}

type disputeReject struct {
	Dispute string `arg:"" help:"The number of the invoice that is contested, or what the dispute is called here."`
	Grounds string `arg:"" help:"Why, in the customer's language."`
	PayBy   string `help:"The day by which is paid; the usual time when left out."`
	Tell    bool   `help:"Tell the customer by mail; send delivers it."`
}

func (c *disputeReject) Run(a *app) error {
	return a.answerDispute(c.Dispute, "", c.PayBy, collect.Answer{Grounds: c.Grounds, Tell: c.Tell}, func(desk *collect.Desk, of *company.Company, i id.ID, answer collect.Answer) error {
		_, err := desk.RejectDispute(a.ctx, of.ID, i, answer, commandLine, a.today(of))
		return err
	})
}

type disputeWithdraw struct {
	Dispute string `arg:"" help:"The number of the invoice that is contested, or what the dispute is called here."`
}

func (c *disputeWithdraw) Run(a *app) error {
	return a.answerDispute(c.Dispute, "", "", collect.Answer{}, func(desk *collect.Desk, of *company.Company, i id.ID, _ collect.Answer) error {
		_, err := desk.WithdrawDispute(a.ctx, of.ID, i, commandLine, a.today(of))
		return err
	})
}

// answerDispute does something about the dispute that a command names, and prints it as it stands
// then.
func (a *app) answerDispute(word, amount, payBy string, answer collect.Answer, do func(*collect.Desk, *company.Company, id.ID, collect.Answer) error) error {
	var err error
	if payBy != "" {
		if answer.PayBy, err = date.Parse(payBy); err != nil {
			return err
		}
	}
	return a.with(func(s *store.Store, of company.Company) error {
		var i id.ID
		if err := s.View(a.ctx, of.ID, func(tx *store.Tx) (err error) {
			i, err = disputeCalled(tx, word)
			return err
		}); err != nil {
			return err
		}
		if amount != "" {
			r, err := disputeNow(a, s, &of, i)
			if err != nil {
				return err
			}
			if answer.Agreed, err = money.Parse(amount, r.Open.Currency); err != nil {
				return err
			}
		}
		if err := do(a.desk(s, nil), &of, i, answer); err != nil {
			return err
		}
		return a.printDispute(s, &of, i)
	})
}

// disputeCalled finds the dispute that lasts about the invoice with a number, or one by what it is
// called here.
func disputeCalled(tx *store.Tx, word string) (id.ID, error) {
	bills, err := tx.InvoicesByNumber([]string{word})
	if err != nil {
		return 0, err
	}
	about := make([]id.ID, len(bills))
	for n := range bills {
		about[n] = bills[n].ID
	}
	lasting, err := tx.DisputesAbout(about)
	switch {
	case err != nil:
		return 0, err
	case len(lasting) == 1:
		return lasting[0].ID, nil
	}
	i, err := id.Parse(word)
	if err != nil {
		err = fault.New(fault.NotFound, "there is no such dispute")
	}
	return i, err
}

func disputeNow(a *app, s *store.Store, of *company.Company, i id.ID) (r store.DisputeRow, err error) {
	return r, s.View(a.ctx, of.ID, func(tx *store.Tx) error {
		var found bool
		if r, found, err = tx.DisputeRow(i); err == nil && !found {
			err = fault.New(fault.NotFound, "there is no such dispute")
		}
		return err
	})
}

func (a *app) printDispute(s *store.Store, of *company.Company, i id.ID) error {
	r, err := disputeNow(a, s, of, i)
	if err != nil {
		return err
	}
	l := lineOfDispute(&r)
	return a.print(l, func() { a.sayDispute(&l) })
}
