package dossier

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/timeline"
)

// recorded is the record of the case: the timeline of the customer, whole and in its order, behind
// those of customers that were merged into it.
type recorded struct{ events []timeline.Event }

// head is the hash of the last row, which covers all before it of its customer.
func (r *recorded) head() string {
	if len(r.events) == 0 {
		return ""
	}
	return r.events[len(r.events)-1].Hash
}

// mostMerged is how many customers that became this one are looked for.
const mostMerged = 100

// rowsAtATime is how many rows of the record are read together.
const rowsAtATime = 2000

// record reads the timelines, and proves that no row of them was changed.
//
// Errors: Conflict where one was.
func (g *Gathered) record() error {
	merged, err := g.tx.MergingsInto(g.customer.ID, mostMerged)
	if err != nil {
		return err
	}
	slices.Reverse(merged) // the first first
	for n := range merged {
		if err := g.recordOf(merged[n].Gone); err != nil {
			return err
		}
	}
	return g.recordOf(g.customer.ID)
}

// recordOf reads the timeline of one customer.
func (g *Gathered) recordOf(customer id.ID) error {
	var events []timeline.Event
	before := 0
	for {
		page, err := g.tx.Timeline(customer, before, rowsAtATime)
		if err != nil {
			return err
		}
		events = append(events, page...)
		if len(page) < rowsAtATime {
			break
		}
		before = page[len(page)-1].Seq
	}
	slices.Reverse(events)
	if row := timeline.Verify(events); row != 0 {
		return fault.New(fault.Conflict, "row %d of the timeline of %s is not what was written: it was changed", row, g.customer.Name)
	}
	g.recorded.events = append(g.recorded.events, events...)
	return nil
}

// internal are the kinds of event that hold what people wrote for each other.
var internal = []timeline.Kind{timeline.NoteWritten, timeline.NotePinned, timeline.NoteUnpinned, timeline.OpinionGiven, timeline.NextDecided, timeline.HoldPlaced, timeline.HoldLifted,
	timeline.CollectionBegan, timeline.CollectionEnded, timeline.TroubleNoted, timeline.TroubleEnded}

// redacted reports whether a row lacks its words in this file. What a customer said, such as a
// promise, is no internal matter.
func (g *Gathered) redacted(e *timeline.Event) bool {
	if g.about.Internal || !slices.Contains(internal, e.Kind) {
		return false
	}
	d, err := e.Read()
	return err != nil || e.Kind != timeline.HoldPlaced || d.Cause != string(hold.ForPromise) && d.Cause != string(hold.ForDispute)
}

// happened is the chronology: the invoices, and what the record tells of the case that somebody
// outside may read.
func (g *Gathered) happened() (all []render.Happened) {
	numbers := map[string]bool{}
	for n := range g.invoices {
		i := &g.invoices[n]
		numbers[i.Number] = true
		all = append(all, render.Happened{On: i.IssuedOn, Exhibit: g.number[i.ID], Text: g.T("paper.dossier.event_issued", "Number", i.Number, "Amount", i.Owed, "Day", i.DueOn)})
	}
	for n := range g.recorded.events {
		e := &g.recorded.events[n]
		d, err := e.Read()
		if err != nil || !g.belongs(e, &d, numbers) {
			continue
		}
		if text := g.said(e, &d); text != "" {
			on := e.On
			if e.Kind == timeline.MessageSent && d.Day != date.None {
				on = d.Day // it was learned later
			}
			all = append(all, render.Happened{On: on, Text: text, Exhibit: g.number[e.Subject]})
		}
	}
	slices.SortStableFunc(all, func(a, b render.Happened) int { return cmp.Compare(a.On, b.On) })
	return all
}

// belongs reports whether an event is about what the file is about: not from before its first
// invoice, in no other currency, and not money that other invoices had.
func (g *Gathered) belongs(e *timeline.Event, d *timeline.Data, numbers map[string]bool) bool {
	if e.On < g.invoices[0].IssuedOn || d.Amount.Currency != g.about.Currency && !d.Amount.IsZero() {
		return false
	}
	if g.number[e.Subject] > 0 || slices.ContainsFunc(d.Numbers, func(n string) bool { return numbers[n] }) {
		return true
	}
	others := len(d.Numbers) > 0 && d.Count <= len(d.Numbers) // where they are more, not all are named
	return g.about.Invoice == 0 && !(others && slices.Contains(timeline.Money.Kinds(), e.Kind))
}

// told are the kinds of event that the chronology tells by a sentence of their own.
var told = []timeline.Kind{timeline.MessageSent, timeline.MessageFailed, timeline.LetterReturned, timeline.LetterPosted, timeline.FileFetched, timeline.PageOpened, timeline.CallMade, timeline.ReplyCame,
	timeline.PaymentBooked, timeline.PaymentUndone, timeline.PaymentReturned, timeline.CreditBooked, timeline.SettledOutside, timeline.PromiseKept, timeline.PromiseBroken,
	timeline.DisputeAccepted, timeline.DisputeRejected, timeline.DisputeWithdrawn, timeline.PlanAgreed, timeline.PlanBroken, timeline.PlanKept, timeline.SignatureGiven, timeline.Claimed, timeline.Waived,
	timeline.ClaimLodged}

// said is an event in the words of the file; "" for one that it does not tell.
func (g *Gathered) said(e *timeline.Event, d *timeline.Data) string {
	key := ""
	switch {
	case e.Kind == timeline.MessageSent && d.Code == string(message.Call): // the call itself is told
		return ""
	case slices.Contains(told, e.Kind):
		key = string(e.Kind)
	case e.Kind == timeline.HoldPlaced && d.Cause == string(hold.ForPromise):
		key = "promise"
	case e.Kind == timeline.HoldPlaced && d.Cause == string(hold.ForDispute):
		key = "dispute"
	case e.Kind == timeline.TroubleNoted && d.Code != "hardship": // an insolvency is published, a hardship is private
		return g.T("case.event_trouble_noted", "Trouble", g.T("case.procedure_"+d.Code), "Day", d.Day)
	default:
		return ""
	}
	day := d.Day
	if d.Promised != date.None {
		day = d.Promised
	}
	channel := cmp.Or(d.Code, string(message.Mail))
	if e.Kind == timeline.MessageSent {
		channel = g.T("scenario.channel." + channel)
	}
	return g.T("paper.dossier.event_"+key, "Step", g.step(e.Subject, d.Step), "To", cmp.Or(strings.Join(d.To, ", "), g.customer.Name), "Channel", channel,
		"Amount", d.Amount, "Day", day, "Number", g.List(d.Numbers...), "Text", d.Text)
}

// step is what the step of a message is called.
func (g *Gathered) step(m id.ID, key string) string {
	if name, found := g.written.steps[m]; found {
		return name
	}
	return explain.Step(g.Words, key)
}
