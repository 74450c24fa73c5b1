package demo

import (
	"acquit/internal/date"
	"acquit/internal/duty"
	"acquit/internal/task"
)

// shareWork says who does what: the owner decides where the steps are at their end and looks
// after key accounts, the bookkeeper does what is in Dutch. The rest is nobody's, and waits for
// whoever takes it.
func (b *Builder) shareWork(today date.Date) error {
	_, err := b.Desk.SetDutyRules(b.ctx, b.company.ID, []duty.Rule{
		{Person: Email, Kind: task.LadderFinished},
		{Person: Email, Label: keyAccount},
		{Person: Bookkeeper, Language: "nl"},
	}, today)
	return err
}
