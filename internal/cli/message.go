package cli

import (
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
)

type messageCommands struct {
	List    messageListCommand    `cmd:"" help:"The messages in a state, with the Message-ID by which a mail server's log knows them."`
	Resolve messageResolveCommand `cmd:"" help:"Say what became of messages whose outcome is not known."`
}

type messageListCommand struct {
	State string `default:"uncertain" help:"proposed, queued, ready, sending, sent, failed, withdrawn or uncertain."`
	Limit int    `default:"1000" help:"How many at most, the newest first."`
}

// messageLine is a message as the command line prints it.
type messageLine struct {
	ID        string          `json:"id"`
	MessageID string          `json:"message_id"`
	Customer  string          `json:"customer"`
	Step      string          `json:"step"`
	Channel   message.Channel `json:"channel"`
	State     message.State   `json:"state"`
	QueuedOn  string          `json:"queued_on"`
	SentOn    string          `json:"sent_on,omitempty"`
	Amount    string          `json:"amount"`
	Currency  string          `json:"currency"`
}

func (c *messageListCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		lines := []messageLine{}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			all, err := tx.Messages(store.MessageFilter{State: message.State(c.State), Limit: max(c.Limit, 1)})
			for _, m := range all {
				lines = append(lines, messageLine{m.ID.String(), message.MailID(of.ID, m.ID, of.Domain()), m.CustomerName, m.Step, m.Channel, m.State,
					m.QueuedOn.String(), m.SentOn.String(), m.Amount.String(), m.Currency.String()})
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"messages": lines}, func() {
			for _, l := range lines {
				a.say("%s  %-10s %-14s %s  %s", l.QueuedOn, l.State, l.Step, l.MessageID, l.Customer)
			}
		})
	})
}

type messageResolveCommand struct {
	Messages []string `arg:"" help:"Message-IDs, as mail servers log them, or identifiers."`
	Arrived  bool     `xor:"outcome" required:"" help:"They reached the customer's server: their steps are taken."`
	Lost     bool     `xor:"outcome" required:"" help:"They did not: they may be written anew."`
}

func (c *messageResolveCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		desk := a.desk(s, nil)
		for _, text := range c.Messages {
			if err := c.resolve(a, desk, &of, text); err != nil {
				return err
			}
		}
		return a.print(map[string]any{"resolved": len(c.Messages)}, func() { a.say("%d messages", len(c.Messages)) })
	})
}

func (c *messageResolveCommand) resolve(a *app, desk *collect.Desk, of *company.Company, text string) error {
	owner, m, err := message.ParseMailID(text)
	if err != nil {
		if m, err = id.Parse(text); err != nil {
			return fault.New(fault.Invalid, "%q is no Message-ID that was made here", text)
		}
		owner = of.ID
	}
	if owner != of.ID {
		return fault.New(fault.NotFound, "%q is no message of %s", text, of.Name)
	}
	verb := desk.NotArrived
	if c.Arrived {
		verb = desk.Arrived
	}
	return verb(a.ctx, of.ID, m, commandLine, a.today(of))
}
