package collect

import (
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// mayHaveLeft is why nobody knows what became of a message that is not called for any more.
var mayHaveLeft = fault.Say("a try was left without an answer, and now the message is no longer called for: ask the provider whether it left")

// doubt leaves a queued message to a person that the facts no longer call for: what was handed
// to a provider who did not answer may have left, and cannot be withdrawn.
func (ch *changes) doubt(c *store.Case, p *store.Pending) {
	data := timeline.Data{Step: p.Step, Text: mayHaveLeft.Kept()}
	ch.doubtful = append(ch.doubtful, p.ID)
	ch.tasks = append(ch.tasks, task.Task{Kind: task.MessageUncertain, Customer: c.Customer.ID, Subject: p.ID, Once: messageTask(p.ID), Data: data.JSON(), DueOn: ch.today})
	ch.event(c, timeline.MessageUncertain, p.ID, data)
}

// doubtful reports whether a queued message was handed to a provider who did not answer.
func doubtful(tx *store.Tx, m *message.Message) (bool, error) {
	known, err := tx.DispatchesOf(m.ID)
	return len(known) > 0 && !known[0].UnansweredAt.IsZero(), err
}

// unless does something with a queued message that will not leave as it is; one that may have
// left is left to a person instead. It returns the state that the message has then.
func (d *Desk) unless(tx *store.Tx, m *message.Message, state message.State, today date.Date, do func() error) (message.State, error) {
	may, err := doubtful(tx, m)
	switch {
	case err != nil:
		return "", err
	case may:
		return message.Uncertain, d.give(tx, m, message.Uncertain, mayHaveLeft.Kept(), today)
	}
	return state, do()
}
