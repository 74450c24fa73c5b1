package web

import (
	"cmp"
	"strings"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

// noteSaid notes what a reply says as the form says it: reminders wait for it, and the reply
// needs no answer.
func noteSaid(v *visit) (answer, error) {
	i, err := v.id("reply")
	if err != nil {
		return nil, err
	}
	var r reply.Reply
	if _, err := v.show(func(v *visit, tx *store.Tx) (_ answer, err error) {
		r, _, err = v.theReply(tx)
		return nil, err
	}); err != nil {
		return nil, err
	}
	h, err := v.holdAsked()
	if err == nil {
		h, err = v.Desk.NoteReply(v.Request.Context(), v.Company.ID, i, h, v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.holdAgain(tx, r.Customer, err) })
	}
	if err != nil {
		return nil, err
	}
	said := "reply.noted_paid"
	if h.Cause == hold.ForPromise {
		said = "reply.noted_promise"
	}
	return moved{To: v.to("replies"), Toast: ui.Toast{Text: v.Words.T(said, "Day", max(h.PromisedOn, h.Until)), Undo: v.to("replies", "reopen"),
		Hidden: []ui.Param{param("id", i), param("hold", h.ID), {Name: "back", Value: v.toReply(i)}}}}, nil
}

// liftAgain ends the hold that was placed for what a reply says, where a form names one.
func (v *visit) liftAgain() error {
	named := v.form("hold")
	if named == "" {
		return nil
	}
	i, err := id.Parse(named)
	if err != nil {
		return err
	}
	_, err = v.Desk.LiftHolds(v.Request.Context(), v.Company.ID, []id.ID{i}, v.actor(), v.Today)
	return err
}

// replySentence says what happened with a reply.
func replySentence(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	from := strings.Join(d.To, ", ")
	switch {
	case kind == timeline.ReplyDismissed:
		return w.T("reply.event_dismissed", "From", from)
	case kind == timeline.ReplyPlaced:
		return w.T("reply.event_placed", "From", from)
	case reply.Kind(d.Code) == reply.Returned:
		return w.T("reply.event_returned")
	case reply.Kind(d.Code) == reply.Absence && d.Day != date.None:
		return w.T("reply.event_absence_until", "From", from, "Day", d.Day)
	case reply.Kind(d.Code) == reply.Absence:
		return w.T("reply.event_absence", "From", from)
	case reply.Kind(d.Code) == reply.Automatic:
		return w.T("reply.event_automatic", "From", from)
	}
	return w.T("reply.event_came", "From", from, "Subject", cmp.Or(d.Text, w.T("reply.no_subject")))
}

// personalFacts are what there is to say of a mail that a person wrote: who did, and what it
// answers.
func (d messageData) personalFacts() (facts []ui.Fact) {
	w, m := d.Words, &d.Message
	if m.Edited != nil {
		facts = append(facts, ui.Fact{Label: w.T("reply.wrote"), Value: ui.Words(actorName(w, m.Edited.By))})
	}
	if m.Answers != 0 {
		facts = append(facts, ui.Fact{Label: w.T("reply.answers"), Value: ui.Link(cmp.Or(m.Subject, w.T("reply.no_subject")), d.toReply(m.Answers))})
	}
	for n := range m.Enclosed {
		facts = append(facts, ui.Fact{Label: w.T("reply.files"), Value: ui.Words(m.Enclosed[n].Name)})
	}
	return facts
}
