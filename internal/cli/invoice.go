package cli

import (
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
)

type invoiceCommands struct {
	Waiting invoiceWaiting `cmd:"" help:"The invoices that are to be sent from here and have not left, and what they wait for."`
	Copy    invoiceCopy    `cmd:"" help:"Send an invoice again; it leaves with the next send."`
	Send    invoiceSend    `cmd:"" help:"Have an invoice sent from here that was left out."`
	Sent    invoiceSent    `cmd:"" help:"Say that an invoice got to its customer otherwise."`
	Leave   invoiceLeave   `cmd:"" help:"Say that an invoice is not to be sent from here."`
}

type invoiceWaiting struct {
	State string `enum:",waits,lacks,unreached,by_hand,prepared" default:"" help:"Those in a state alone: waits, lacks, unreached, by_hand or prepared."`
	Limit int    `default:"1000" help:"How many at most, the oldest first."`
}

// deliveryLine is an invoice that has not left, as the command line prints it.
type deliveryLine struct {
	Number   string                `json:"number"`
	Customer string                `json:"customer"`
	IssuedOn string                `json:"issue_date"`
	State    message.DeliveryState `json:"state"`
	From     string                `json:"from"` // the day from which it may leave
}

func (c *invoiceWaiting) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		lines := []deliveryLine{}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			all, err := tx.ListDeliveries(message.DeliveryState(c.State), 0, max(c.Limit, 1))
			for n := range all {
				d := &all[n]
				lines = append(lines, deliveryLine{d.Number, d.CustomerName, d.IssuedOn.String(), d.State, d.On.String()})
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"invoices": lines}, func() {
			for _, l := range lines {
				a.say("%s  %-10s %-16s %s", l.From, l.State, l.Number, l.Customer)
			}
		})
	})
}

type invoiceCopy struct {
	Number string   `arg:"" help:"Number of the invoice."`
	To     []string `help:"Mail addresses; those who get the customer's invoices when left out."`
}

func (c *invoiceCopy) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		i, err := a.invoiceCalled(s, &of, c.Number)
		if err != nil {
			return err
		}
		m, err := a.desk(s, nil).SendCopy(a.ctx, of.ID, i, c.To, commandLine, a.today(&of))
		if err != nil {
			return err
		}
		return a.print(map[string]any{"message": m.String()}, func() { a.say("%s is queued as %s", c.Number, message.MailID(of.ID, m, of.Domain())) })
	})
}

type invoiceSend struct {
	Number string `arg:"" help:"Number of the invoice."`
}

func (c *invoiceSend) Run(a *app) error {
	return a.decideDelivery(c.Number, func(s *store.Store, of *company.Company, i id.ID) error {
		return a.desk(s, nil).SendNow(a.ctx, of.ID, i, commandLine, a.today(of))
	})
}

type invoiceSent struct {
	Number string `arg:"" help:"Number of the invoice."`
	On     string `help:"The day on which it was sent; today when left out."`
}

func (c *invoiceSent) Run(a *app) error {
	return a.decideDelivery(c.Number, func(s *store.Store, of *company.Company, i id.ID) (err error) {
		on := a.today(of)
		if c.On != "" {
			if on, err = date.Parse(c.On); err != nil {
				return err
			}
		}
		return a.desk(s, nil).SentOtherwise(a.ctx, of.ID, i, on, commandLine, a.today(of))
	})
}

type invoiceLeave struct {
	Number string `arg:"" help:"Number of the invoice."`
}

func (c *invoiceLeave) Run(a *app) error {
	return a.decideDelivery(c.Number, func(s *store.Store, of *company.Company, i id.ID) error {
		return a.desk(s, nil).LeaveOut(a.ctx, of.ID, i, commandLine, a.today(of))
	})
}

// decideDelivery decides about the sending of an invoice, and prints how it stands.
func (a *app) decideDelivery(number string, decide func(*store.Store, *company.Company, id.ID) error) error {
	return a.with(func(s *store.Store, of company.Company) error {
		i, err := a.invoiceCalled(s, &of, number)
		if err != nil {
			return err
		}
		if err := decide(s, &of, i); err != nil {
			return err
		}
		var all map[id.ID]message.Delivery
		err = s.View(a.ctx, of.ID, func(tx *store.Tx) (err error) {
			all, err = tx.Deliveries(i)
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"number": number, "state": all[i].State, "on": all[i].On.String()}, func() { a.say("%s: %s", number, all[i].State) })
	})
}

// invoiceCalled is the document of a number; an invoice where a credit note has the same.
func (a *app) invoiceCalled(s *store.Store, of *company.Company, number string) (found id.ID, err error) {
	err = s.View(a.ctx, of.ID, func(tx *store.Tx) error {
		all, err := tx.InvoicesByNumber([]string{number})
		for n := range all {
			if i := &all[n]; found == 0 || i.Owed.Sign() > 0 {
				found = i.ID
			}
		}
		return err
	})
	if err == nil && found == 0 {
		err = fault.New(fault.NotFound, "there is no invoice %s", number)
	}
	return found, err
}
