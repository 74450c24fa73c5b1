package story

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/deliver/catcher"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// doFourEyes lets notices leave when two people have approved them: four-eyes on, four-eyes off.
func (s *Stage) doFourEyes(act *Act) error {
	return s.policy(func(p *company.Policy) error {
		p.FourEyes = act.word(0) == "on"
		return nil
	})
}

// doWarn sets for how many hours an account manager is told before: warn 24.
func (s *Stage) doWarn(act *Act) error {
	return s.policy(func(p *company.Policy) (err error) {
		p.WarnHours, err = strconv.Atoi(act.word(0))
		return err
	})
}

// waiting are the messages to a customer in a state.
func (s *Stage) waiting(number string, state message.State) (ids []id.ID, err error) {
	owner := s.idOf(number)
	err = s.view(func(tx *store.Tx) error {
		all, err := tx.Messages(store.MessageFilter{State: state, Limit: enough})
		for _, m := range all {
			if m.Customer == owner {
				ids = append(ids, m.ID)
			}
		}
		return err
	})
	return ids, err
}

// by is who does something: by anna for anna@lys.example.
func (a *Act) by() string {
	if who := a.after("by"); who != "" {
		return who + "@lys.example"
	}
	return person
}

// doApprove approves the message to a customer: approve ACME by anna; unapprove takes that back.
func (s *Stage) doApprove(act *Act) error {
	ids, err := s.waiting(act.word(0), message.Proposed)
	if err != nil {
		return err
	}
	done, err := s.desk.Approve(s.ctx, s.company.ID, ids, act.by(), s.today())
	if len(done.Another) > 0 {
		s.said = append(s.said, "another must approve "+act.word(0))
	}
	return err
}

func (s *Stage) doUnapprove(act *Act) error {
	for _, state := range []message.State{message.Queued, message.Proposed} {
		ids, err := s.waiting(act.word(0), state)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			_, err := s.desk.Unapprove(s.ctx, s.company.ID, ids, act.by(), s.today())
			return err
		}
	}
	return fmt.Errorf("there is no message to %s", act.word(0))
}

// doAside takes a prepared message back: aside ACME "calls tomorrow" until DAY.
func (s *Stage) doAside(act *Act) error {
	ids, err := s.waiting(act.word(0), message.Proposed)
	if err != nil {
		return err
	}
	until := date.None
	if day := act.after("until"); day != "" {
		if until, err = date.Parse(day); err != nil {
			return err
		}
	}
	for _, i := range ids {
		if err := s.desk.PutBack(s.ctx, s.company.ID, i, act.word(1), until, person, s.today()); err != nil {
			return err
		}
	}
	return s.settle()
}

// doPost posts the letters to a customer: post ACME, post ACME as RR123.
func (s *Stage) doPost(act *Act) error {
	ids, err := s.waiting(act.word(0), message.Ready)
	if err != nil {
		return err
	}
	numbers := map[id.ID]string{}
	for _, i := range ids {
		numbers[i] = act.after("as")
	}
	if _, err := s.desk.Post(s.ctx, s.company.ID, ids, numbers, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doCall says how the call to a customer ended: call ACME called, unreached or wrong_number.
func (s *Stage) doCall(act *Act) error {
	ids, err := s.waiting(act.word(0), message.Ready)
	if err != nil {
		return err
	}
	for _, i := range ids {
		if err := s.desk.NoteCall(s.ctx, s.company.ID, collect.Call{Message: i, How: collect.Reached(act.word(1))}, person, s.today()); err != nil {
			return err
		}
	}
	return s.settle()
}

// stateWords are the states of messages that a story speaks of: proposed ACME notice.
var stateWords = map[string]message.State{"queued": message.Queued, "proposed": message.Proposed, "ready": message.Ready}

// isWaiting knows: queued ACME reminder-1; with the channel behind it where a person takes it
// out of the house: ready ACME reminder-1 letter.
func (s *Stage) isWaiting(text, word string) (is bool, err error) {
	err = s.view(func(tx *store.Tx) error {
		all, err := tx.Messages(store.MessageFilter{State: stateWords[word], Limit: enough})
		for _, m := range all {
			line := word + " " + s.numberOf(m.Customer) + " " + m.Step
			is = is || text == line || text == line+" "+string(m.Channel)
		}
		return err
	})
	return is, err
}

// byHand tells what a person took out of the house, or tried to.
func byHand(who string, e *timeline.Event, data *timeline.Data) string {
	switch {
	case e.Kind == timeline.MessageSent && (data.Code == string(message.Letter) || data.Code == string(message.Registered)):
		return fmt.Sprintf("posted %s %s", who, data.Step)
	case e.Kind == timeline.MessageSent && data.Code == string(message.Call):
		return fmt.Sprintf("called %s %s", who, data.Step)
	case e.Kind == timeline.CallMissed:
		return fmt.Sprintf("missed %s %s %d", who, data.Step, data.Count)
	case e.Kind == timeline.CollectionBegan:
		return fmt.Sprintf("phase %s collection", who)
	case e.Kind == timeline.PhaseEntered:
		return fmt.Sprintf("phase %s %s", who, data.Code)
	}
	return ""
}

// warning writes a mail to an account manager: warns anna@lys.example of ACME BETA.
func (s *Stage) warning(caught *catcher.Mail) string {
	var of []string
	for _, c := range s.customers {
		if strings.Contains(caught.Mail.Text, "- "+c.Name+"\u202f:") {
			of = append(of, c.Number)
		}
	}
	slices.Sort(of)
	return "warns " + strings.Join(caught.Mail.To, " ") + " of " + strings.Join(of, " ")
}
