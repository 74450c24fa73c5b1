package collect

import (
	"errors"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
)

// Prepared is a message that has not left, as it would leave on a day.
type Prepared struct {
	Message    message.Message
	Case       *store.Case
	Assessment dunning.Assessment // as of the day; it need not call for the message any more
	On         date.Date          // the day on which it would leave: today, or the next day for messages
	Overtaken  bool               // the facts call for it no more: the next review withdraws it
	Step       dunning.Step       // of the version by which it was decided
	People     int                // who must approve it, at least
	Why        dunning.Reason     // why they must; no code where nobody must
	Deadline   date.Date          // the day by which it asks to be paid; None for none
	Mail       *deliver.Mail      // by mail
	Letter     []byte             // by post: a PDF
	Read       *deliver.Mail      // by post: what the letter says, to be read on a screen; it has no addresses
	Script     []string           // by text message; by call, the company's own words, nil for the program's: line by line
	Subject    string
	Text       dunning.Text // the words that it is written from, in the template language of render
	Trouble    error        // why it could not be written; nil where it can
}

// Compose writes a prepared message as Send would on a day, and stores nothing.
func (d *Desk) Compose(tx *store.Tx, m *message.Message, today date.Date) (Prepared, error) {
	all, err := d.LookAt(tx, []message.Message{*m}, today)
	if err != nil || len(all) == 0 {
		return Prepared{Message: *m}, err
	}
	p := all[0]
	if p.Overtaken {
		return p, nil
	}
	set, err := d.settingFor(tx, []message.Message{*m})
	if err != nil {
		return p, err
	}
	scenario := set.versions[m.Scenario]
	if err := set.gather(tx, []*store.Case{p.Case}, m); err != nil {
		return p, err
	}
	r, asks, err := d.drafted(set, p.Case, scenario, &p.Assessment, p.On, m.Edited)
	if err != nil {
		return p.troubled(err)
	}
	words, o := d.in(&p.Case.Customer), d.offer(tx, set, m, unseen)
	p.Deadline, r.Linked = r.Deadline, o.linked()
	switch {
	case r.Text != nil:
		p.Text = *r.Text
	default:
		p.Text = render.Standard(words, r.Tone, r.Informal)
	}
	switch {
	case m.Channel == message.Call:
		if own, found := p.Step.Spoken(m.Channel, p.Case.Customer.Language); found {
			p.Script, err = r.Say(words, own)
		}
	case m.Channel == message.SMS:
		var text string
		if text, err = d.texted(&r, asks, &p.Step, words); err == nil {
			p.Script = strings.Split(text, "\n")
		}
	case m.Channel.OnPaper():
		var written render.Mail
		p.Letter, written, err = printed(&r, asks, words)
		read := set.envelope(tx, m, &written, string(words.Tag))
		p.Read, p.Subject = &read, written.Subject
	case m.Channel == message.Mail:
		var mail deliver.Mail
		mail, err = d.asMail(tx, set, p.Case, m, &p.Assessment, &r, asks, o)
		p.Mail, p.Subject = &mail, mail.Subject
	}
	return p.troubled(err)
}

// troubled keeps why a message cannot be written, where that is for a person to mend.
func (p Prepared) troubled(err error) (Prepared, error) {
	lacking := render.Unlawful{}
	if errors.Is(err, errRateMissing) || errors.As(err, &lacking) || fault.KindOf(err) == fault.Invalid {
		p.Mail, p.Letter, p.Read, p.Trouble = nil, nil, nil, err
		return p, nil
	}
	return p, err
}

// LookAt decides anew about messages that have not left, as of a day, without writing them. One
// whose customer has no case any more is left out.
func (d *Desk) LookAt(tx *store.Tx, messages []message.Message, today date.Date) ([]Prepared, error) {
	set, err := d.settingFor(tx, messages)
	if err != nil {
		return nil, err
	}
	owners := make([]id.ID, len(messages))
	for n := range messages {
		owners[n] = messages[n].Customer
	}
	cases, err := set.cases(tx, slices.Compact(slices.Sorted(slices.Values(owners))))
	if err != nil {
		return nil, err
	}
	var all []Prepared
	for n := range messages {
		m := &messages[n]
		for _, c := range cases {
			if c.Customer.ID == m.Customer && c.Snapshot.Currency == m.Currency {
				p, err := set.prepared(m, c, today)
				if err != nil {
					return nil, err
				}
				all = append(all, p)
			}
		}
	}
	return all, nil
}

func (s *setting) prepared(m *message.Message, c *store.Case, today date.Date) (Prepared, error) {
	p := Prepared{Message: *m, Case: c, Step: s.stepOf(m), On: today}
	scenario := s.versions[m.Scenario]
	if scenario == nil {
		p.Overtaken = true
		return p, nil
	}
	a, err := assess(&c.Snapshot, scenario, today)
	if err != nil {
		return p, err
	}
	if day := a.Reasons[0].Day; a.Postponed() && day != date.None {
		p.On = day
		if a, err = assess(&c.Snapshot, scenario, day); err != nil {
			return p, err
		}
	}
	p.Assessment = a
	p.Overtaken = a.Verdict != dunning.Act || a.Once() != m.Once || a.Channel != m.Channel
	if !p.Overtaken {
		p.People, p.Why = s.mustApprove(&a)
	}
	return p, nil
}

// Oldest is for how many days the oldest item of the message is late; 0 for none.
func (p *Prepared) Oldest(today date.Date) int {
	oldest := 0
	for n := range p.Assessment.Items {
		if d := &p.Assessment.Items[n]; d.Listed {
			oldest = max(oldest, int(today-d.Item.DueOn))
		}
	}
	return oldest
}
