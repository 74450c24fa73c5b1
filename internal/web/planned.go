package web

import (
	"cmp"
	"slices"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// How far a customer's page looks ahead, and how much of that it shows.
const (
	foreseenDays  = 90
	foreseenSteps = 3 // of each currency
	plannedDues   = 5
)

// foreseen are the next steps of the ladder in each currency, if nothing happens meanwhile.
func (v *visit) foreseen(tx *store.Tx, i id.ID) (all []collect.Planned, err error) {
	count := map[string]int{}
	err = v.Desk.Foresee(tx, collect.Asked{Today: v.Today, Days: foreseenDays, Customers: []id.ID{i}}, func(p collect.Planned) {
		if code := p.Currency.String(); count[code] < foreseenSteps {
			count[code]++
			all = append(all, p)
		}
	})
	return all, err
}

// planned is what is to come, the next first: messages that wait, steps of the ladder, what
// was promised, holds that end, what falls due, and what people are to do.
func (d *customerData) planned(v *visit) []ui.Entry {
	all := slices.Concat(d.plannedMessages(v), d.plannedSteps(v), d.plannedHolds(v), d.plannedDues(v), d.plannedTasks(v))
	slices.SortStableFunc(all, func(a, b ui.Entry) int { return cmp.Compare(a.On, b.On) })
	return all
}

// waiting are the messages that were decided and have not left.
func (d *customerData) waiting() (all []*message.Message) {
	for n := range d.Messages {
		switch m := &d.Messages[n]; m.State {
		case message.Proposed, message.Queued, message.Ready, message.Sending, message.Uncertain:
			all = append(all, m)
		}
	}
	return all
}

func (d *customerData) plannedMessages(v *visit) (all []ui.Entry) {
	for _, m := range d.waiting() {
		on := v.Today
		for _, at := range []date.Date{date.Of(v.local(m.NotBefore)), date.Of(v.local(m.NextTryAt))} {
			if m.State == message.Queued && !m.NotBefore.IsZero() {
				on = max(on, at)
			}
		}
		name := v.stepName(m.Scenario, m.Step)
		if m.Step == message.Personal {
			name = m.Subject
		}
		all = append(all, ui.Entry{On: on, Icon: messageIcons[m.State], Tone: messageTones[m.State], Title: name, At: messageWord(v.Words, m.State), Href: v.toMessage(m.ID)})
	}
	return all
}

// plannedSteps are the steps of the ladder: what leaves today, unless it waits already, and
// what follows.
func (d *customerData) plannedSteps(v *visit) (all []ui.Entry) {
	w := v.Words
	step := func(on date.Date, decided *collect.Decision) {
		words, a := explain.Named(w, decided.Scenario), &decided.Assessment
		all = append(all, ui.Entry{On: on, Icon: ui.IconScenarios, Tone: ui.ToneInfo, Title: joined(explain.Step(words, a.Step.Key), w.Money(a.Total())),
			At: joined(explain.Channel(w, a.Channel), w.T("dossier.if_unpaid")), Href: v.toWhy(d.Customer.ID, v.Today)})
	}
	for n := range d.Decisions {
		waits := slices.ContainsFunc(d.waiting(), func(m *message.Message) bool {
			return m.Step != message.Personal && m.Currency == d.Decisions[n].Currency
		})
		if d.Decisions[n].Assessment.Verdict == dunning.Act && !waits {
			step(v.Today, &d.Decisions[n])
		}
	}
	for n := range d.Foreseen {
		if p := &d.Foreseen[n]; !d.acts(p) {
			step(p.On, &p.Decision)
		}
	}
	return all
}

// acts reports whether a foreseen step is the one that is due today already: it leaves once.
func (d *customerData) acts(p *collect.Planned) bool {
	return slices.ContainsFunc(d.Decisions, func(now collect.Decision) bool {
		return now.Currency == p.Currency && now.Assessment.Verdict == dunning.Act && now.Assessment.Once() == p.Assessment.Once()
	})
}

func (d *customerData) plannedHolds(v *visit) (all []ui.Entry) {
	w := v.Words
	for _, h := range d.liveHolds(v.Today) {
		if h.Cause == hold.ForPromise {
			title := w.T("dossier.next_promise")
			if !h.Amount.IsZero() {
				title = w.T("dossier.next_promise_of", "Amount", h.Amount)
			}
			all = append(all, ui.Entry{On: h.PromisedOn, Icon: ui.IconPromised, Tone: ui.ToneInfo, Title: title, At: d.numberOf(h.Invoice)})
		}
		if h.Until != date.None {
			all = append(all, ui.Entry{On: h.Until, Icon: ui.IconHold, Tone: ui.ToneDisputed, Title: w.T("dossier.next_hold"), At: joined(d.numberOf(h.Invoice), h.Reason)})
		}
	}
	return all
}

// plannedDues are the parts of invoices that fall due next.
func (d *customerData) plannedDues(v *visit) (all []ui.Entry) {
	for n := range d.Open {
		i := &d.Open[n]
		if i.Open.Sign() <= 0 {
			continue
		}
		for _, p := range i.OpenParts() {
			if p.DueOn >= v.Today {
				all = append(all, ui.Entry{On: p.DueOn, Icon: ui.IconDueSoon, Tone: ui.ToneNeutral, Title: v.Words.T("dossier.next_due", "Amount", p.Amount, "Invoice", i.Number), Href: v.toInvoice(i.ID)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ui.Entry) int { return cmp.Compare(a.On, b.On) })
	return all[:min(len(all), plannedDues)]
}

func (d *customerData) plannedTasks(v *visit) (all []ui.Entry) {
	for n := range d.Tasks {
		t := &d.Tasks[n]
		icon := taskIcons[t.Kind]
		if icon == ui.NoIcon {
			icon = ui.IconToday
		}
		all = append(all, ui.Entry{On: max(t.DueOn, t.AgainOn), Icon: icon, Tone: ui.ToneWarn, Title: taskTitle(v.Words, t.Kind, ""), At: v.Words.T("dossier.to_do"), Href: v.aboutTask(t)})
	}
	return all
}

// still are the decisions after which nothing follows by itself, with why.
func (d *customerData) still(v *visit) (all []string) {
	for n := range d.Decisions {
		decided := &d.Decisions[n]
		follows := decided.Assessment.Verdict == dunning.Act || slices.ContainsFunc(d.Foreseen, func(p collect.Planned) bool { return p.Currency == decided.Currency })
		if follows {
			continue
		}
		line := v.Words.T("dossier.next_none", "Currency", decided.Currency.String())
		if len(decided.Assessment.Reasons) > 0 {
			line += " " + explain.Sentence(explain.Named(v.Words, decided.Scenario), decided.Assessment.Reasons[0])
		}
		all = append(all, line)
	}
	return all
}
