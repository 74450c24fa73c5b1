package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

// eventLook is how an event is drawn.
type eventLook struct {
	icon ui.Icon
	tone ui.Tone
}

// eventLooks tells at a glance what an event is about.
var eventLooks = map[timeline.Kind]eventLook{
	timeline.CustomerCreated:    {ui.IconAdd, ui.ToneNeutral},
	timeline.CustomerUpdated:    {ui.IconEdit, ui.ToneNeutral},
	timeline.InvoicesArrived:    {ui.IconInvoices, ui.ToneNeutral},
	timeline.InvoiceUpdated:     {ui.IconInvoices, ui.ToneNeutral},
	timeline.InvoiceEdited:      {ui.IconEdit, ui.ToneNeutral},
	timeline.PaymentBooked:      {ui.IconPayment, ui.ToneGood},
	timeline.PaymentUndone:      {ui.IconUndo, ui.ToneWarn},
	timeline.PaymentReturned:    {ui.IconUndo, ui.ToneBad},
	timeline.ReturnUndone:       {ui.IconPayment, ui.ToneGood},
	timeline.Refunded:           {ui.IconPayment, ui.ToneNeutral},
	timeline.CreditBooked:       {ui.IconNote, ui.ToneGood},
	timeline.AccountUsed:        {ui.IconPayment, ui.ToneGood},
	timeline.AccountFreed:       {ui.IconUndo, ui.ToneWarn},
	timeline.Claimed:            {ui.IconPayment, ui.ToneWarn},
	timeline.Waived:             {ui.IconUndo, ui.ToneGood},
	timeline.SettledOutside:     {ui.IconPaid, ui.ToneGood},
	timeline.Reopened:           {ui.IconUndo, ui.ToneWarn},
	timeline.Doubtful:           {ui.IconAlert, ui.ToneWarn},
	timeline.ImportUndone:       {ui.IconUndo, ui.ToneWarn},
	timeline.MessageQueued:      {ui.IconWait, ui.ToneInfo},
	timeline.MessageWithdrawn:   {ui.IconClose, ui.ToneNeutral},
	timeline.MessageSent:        {ui.IconSend, ui.ToneInfo},
	timeline.MessageFailed:      {ui.IconError, ui.ToneBad},
	timeline.MessageUncertain:   {ui.IconAlert, ui.ToneWarn},
	timeline.MessageApproved:    {ui.IconCheck, ui.ToneInfo},
	timeline.ApprovalUndone:     {ui.IconUndo, ui.ToneNeutral},
	timeline.MessageEdited:      {ui.IconEdit, ui.ToneNeutral},
	timeline.CallMissed:         {ui.IconCall, ui.ToneWarn},
	timeline.TextDelivered:      {ui.IconCheck, ui.ToneGood},
	timeline.LetterPosted:       {ui.IconLetter, ui.ToneInfo},
	timeline.LetterReturned:     {ui.IconUndo, ui.ToneBad},
	timeline.AddressRight:       {ui.IconCheck, ui.ToneNeutral},
	timeline.ItemNumbered:       {ui.IconLetter, ui.ToneNeutral},
	timeline.FileFetched:        {ui.IconDownload, ui.ToneNeutral},
	timeline.PageOpened:         {ui.IconCustomers, ui.ToneNeutral},
	timeline.LinkEnded:          {ui.IconClose, ui.ToneNeutral},
	timeline.CallMade:           {ui.IconCall, ui.ToneInfo},
	timeline.ManagerWarned:      {ui.IconSend, ui.ToneNeutral},
	timeline.PhaseEntered:       {ui.IconCollection, ui.ToneWarn},
	timeline.CollectionBegan:    {ui.IconCollection, ui.ToneWarn},
	timeline.CollectionEnded:    {ui.IconCollection, ui.ToneNeutral},
	timeline.TroubleNoted:       {ui.IconAlert, ui.ToneDark},
	timeline.TroubleEnded:       {ui.IconCheck, ui.ToneNeutral},
	timeline.ClaimLodged:        {ui.IconNote, ui.ToneDark},
	timeline.HoldPlaced:         {ui.IconHold, ui.ToneDisputed},
	timeline.HoldLifted:         {ui.IconCheck, ui.ToneNeutral},
	timeline.PromiseKept:        {ui.IconPaid, ui.ToneGood},
	timeline.PromiseBroken:      {ui.IconOverdue, ui.ToneBad},
	timeline.DisputeReviewed:    {ui.IconDisputed, ui.ToneDisputed},
	timeline.DisputeAccepted:    {ui.IconDisputed, ui.ToneGood},
	timeline.DisputeRejected:    {ui.IconDisputed, ui.ToneBad},
	timeline.DisputeWithdrawn:   {ui.IconCheck, ui.ToneNeutral},
	timeline.PlanAsked:          {ui.IconPlans, ui.ToneWarn},
	timeline.PlanAgreed:         {ui.IconPlans, ui.ToneInfo},
	timeline.PlanRefused:        {ui.IconPlans, ui.ToneBad},
	timeline.PlanEnded:          {ui.IconPlans, ui.ToneNeutral},
	timeline.PlanKept:           {ui.IconPaid, ui.ToneGood},
	timeline.PlanBroken:         {ui.IconOverdue, ui.ToneBad},
	timeline.OpinionGiven:       {ui.IconReply, ui.ToneNeutral},
	timeline.SignatureAsked:     {ui.IconEdit, ui.ToneNeutral},
	timeline.SignatureGiven:     {ui.IconEdit, ui.ToneGood},
	timeline.SignatureDeclined:  {ui.IconClose, ui.ToneBad},
	timeline.SignatureWithdrawn: {ui.IconClose, ui.ToneNeutral},
	timeline.CaseClosed:         {ui.IconPaid, ui.ToneGood},
	timeline.LadderFinished:     {ui.IconOverdue, ui.ToneBad},
	timeline.NextDecided:        {ui.IconCheck, ui.ToneNeutral},
	timeline.CustomerMerged:     {ui.IconCustomers, ui.ToneNeutral},
	timeline.MergedInto:         {ui.IconCustomers, ui.ToneNeutral},
	timeline.MergeUndone:        {ui.IconUndo, ui.ToneWarn},
	timeline.DocumentAttached:   {ui.IconAttachment, ui.ToneNeutral},
	timeline.DocumentRemoved:    {ui.IconUndo, ui.ToneWarn},
	timeline.PayerTaught:        {ui.IconBank, ui.ToneNeutral},
	timeline.PayerForgotten:     {ui.IconDelete, ui.ToneNeutral},
	timeline.RuleMade:           {ui.IconFilter, ui.ToneNeutral},
	timeline.RuleChanged:        {ui.IconEdit, ui.ToneNeutral},
	timeline.RuleSwitchedOn:     {ui.IconCheck, ui.ToneNeutral},
	timeline.RuleSwitchedOff:    {ui.IconHold, ui.ToneNeutral},
	timeline.RuleForgotten:      {ui.IconDelete, ui.ToneNeutral},
	timeline.ScenarioGiven:      {ui.IconScenarios, ui.ToneNeutral},
	timeline.ScenarioFreed:      {ui.IconScenarios, ui.ToneNeutral},
	timeline.ReplyCame:          {ui.IconReply, ui.ToneInfo},
	timeline.ReplyDismissed:     {ui.IconCheck, ui.ToneNeutral},
	timeline.ReplyPlaced:        {ui.IconCustomers, ui.ToneNeutral},
	timeline.ScenarioMoved:      {ui.IconScenarios, ui.ToneNeutral},
	timeline.NoteWritten:        {ui.IconNote, ui.ToneInfo},
	timeline.NotePinned:         {ui.IconNote, ui.ToneNeutral},
	timeline.NoteUnpinned:       {ui.IconUndo, ui.ToneNeutral},

	timeline.InvoiceSentOtherwise: {ui.IconSend, ui.ToneNeutral},
	timeline.InvoiceLeftOut:       {ui.IconClose, ui.ToneNeutral},
	timeline.InvoiceToBeSent:      {ui.IconSend, ui.ToneInfo},
	timeline.InvoiceWayChosen:     {ui.IconEdit, ui.ToneNeutral},
}

// entries turns events into the lines of a timeline; others are the names of customers
// that it is not about alone.
func (v *visit) entries(events []timeline.Event, others map[id.ID]string) []ui.Entry {
	all := make([]ui.Entry, 0, len(events))
	went := map[id.ID]bool{}
	for n := range events {
		e := &events[n]
		if e.Kind == timeline.MessageQueued && went[e.Subject] {
			continue // what became of the message says that it was decided
		}
		went[e.Subject] = true
		line := v.entry(e)
		if name := others[e.Customer]; name != "" {
			line.At = joined(line.At, name)
		}
		all = append(all, line)
	}
	return all
}

func (v *visit) entry(e *timeline.Event) ui.Entry {
	look, known := eventLooks[e.Kind]
	if !known {
		look = eventLook{ui.IconInfo, ui.ToneNeutral}
	}
	d, err := e.Read()
	if err != nil {
		v.Log.Error("an event cannot be read", "seq", e.Seq, "error", err)
	}
	w := v.speaking(v.cameBy[eventKey{e.Customer, e.Seq}])
	line := ui.Entry{On: e.On, At: v.local(e.At).Format("15:04") + ", " + actorName(w, e.Actor), Icon: look.icon, Tone: look.tone,
		Title: eventSentence(w, e.Kind, &d), Href: v.aboutEvent(e)}
	switch detail := eventDetail(w, e.Kind, &d); {
	case e.Kind == timeline.NoteWritten:
		line.Detail = v.noteEvent(e, &d)
	case e.Kind == timeline.DocumentAttached && d.File != 0:
		line.Detail = v.documentEvent(&d)
	case detail != "":
		line.Detail = ui.Muted(detail)
	}
	return line
}

// actorName is a person's address, or that it happened by itself.
func actorName(w *locale.Words, actor string) string {
	if strings.Contains(actor, "@") {
		return actor
	}
	if actor == collect.Guest {
		return placer(w, actor)
	}
	return w.T("web.automatic")
}

// placer names who placed, lifted or attached something, which may have been the customer.
func placer(w *locale.Words, who string) string {
	if who == collect.Guest {
		return w.Cap("word.customer")
	}
	return who
}

// eventSentence says what happened.
func eventSentence(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	step := stepOrInvoice(w, kind, d)
	switch kind {
	case timeline.CustomerCreated:
		return w.T("web.event.customer_created")
	case timeline.CustomerUpdated:
		return w.T("web.event.customer_updated")
	case timeline.InvoicesArrived:
		if len(d.Numbers) == 1 && d.Count <= 1 {
			return w.T("web.event.invoice_arrived", "Invoice", d.Numbers[0])
		}
		return w.N("web.event.invoices_arrived", max(d.Count, 1))
	case timeline.InvoiceUpdated:
		return w.T("web.event.invoice_updated", "Invoice", numbers(w, d), "Amount", d.Amount)
	case timeline.InvoiceEdited:
		return w.T("edit.event", "Invoice", numbers(w, d))
	case timeline.PaymentBooked:
		if len(d.Numbers) == 0 {
			return w.T("web.event.payment_on_account", "Amount", d.Amount)
		}
		return w.T("web.event.payment_booked", "Amount", d.Amount, "Invoices", numbers(w, d))
	case timeline.PaymentUndone:
		if d.Amount.Sign() < 0 {
			return w.T("return.refund_undone", "Amount", d.Amount.Neg())
		}
		return w.T("web.event.payment_undone", "Amount", d.Amount)
	case timeline.PaymentReturned:
		return w.T("web.event.payment_returned", "Amount", d.Amount)
	case timeline.CreditBooked:
		return w.T("web.event.credit_booked", "Credit", d.Text, "Amount", d.Amount, "Invoices", numbers(w, d))
	case timeline.SettledOutside:
		return w.T("web.event.settled_outside", "Amount", d.Amount, "Invoices", numbers(w, d))
	case timeline.Reopened:
		return w.T("web.event.reopened", "Amount", d.Amount, "Invoices", numbers(w, d), "Day", d.Day)
	case timeline.Doubtful:
		return w.T("web.event.doubtful", "Amount", d.Amount)
	case timeline.ImportUndone:
		return w.T("web.event.import_undone", "File", d.Text)
	case timeline.MessageQueued:
		return w.T("web.event.message_queued", "Step", step)
	case timeline.MessageWithdrawn:
		return w.T("web.event.message_withdrawn")
	case timeline.MessageSent:
		return sentSentence(w, step, d)
	case timeline.MessageFailed:
		return w.T("web.event.message_failed", "Step", step)
	case timeline.MessageUncertain:
		return w.T("web.event.message_uncertain", "Step", step)
	case timeline.HoldPlaced:
		return holdSentence(w, d)
	case timeline.HoldLifted:
		return w.T("web.event.hold_lifted")
	case timeline.LadderFinished:
		return w.T("web.event.ladder_finished", "Step", step)
	}
	return laterSentence(w, kind, d)
}

// keptWords is a kept sentence in the reader's language; "" for none.
func keptWords(w *locale.Words, kept string) string {
	if kept == "" {
		return ""
	}
	return w.Sentence(fault.ReadKept(kept))
}

// stepOrInvoice is the step of a message, with the number where it brings an invoice.
func stepOrInvoice(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	step := explain.Step(w, d.Step)
	if len(d.Numbers) > 0 && (kind == timeline.MessageQueued || kind == timeline.MessageSent) {
		return joinWords(step, numbers(w, d))
	}
	return step
}

// sentSentence says how a message left the house.
func sentSentence(w *locale.Words, step string, d *timeline.Data) string {
	if d.Code != "" {
		return w.T("approve.event_sent_"+d.Code, "Step", step)
	}
	return w.T("web.event.message_sent", "Step", step)
}

// afterwardsSentence is what became of a message that had left.
func afterwardsSentence(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	switch kind {
	case timeline.FileFetched, timeline.LinkEnded, timeline.PageOpened:
		return w.T("link.event_" + string(kind))
	case timeline.AddressRight, timeline.ItemNumbered:
		return w.T("registered.event_"+string(kind), "Step", explain.Step(w, d.Step), "Number", d.Text)
	}
	return gatewaySentence(w, kind, d)
}

// caseSentence is what happened to a case beside its ladder.
func caseSentence(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	switch kind {
	case timeline.CaseClosed:
		if d.Code == "" {
			return w.T("web.event.case_closed")
		}
		return w.T("case.event_closed", "Ending", w.T("case.ending_"+d.Code))
	case timeline.CollectionEnded:
		if d.Code != "" {
			return w.T("case.event_collection_ended_as", "Ending", w.T("case.ending_"+d.Code))
		}
	case timeline.TroubleNoted, timeline.TroubleEnded:
		name := "case.procedure_" + d.Code
		if d.Code == string(customer.Hardship) {
			name = "case.trouble_hardship"
		}
		return w.T("case.event_"+string(kind), "Trouble", w.T(name), "Day", d.Day)
	}
	return w.T("case.event_"+string(kind), "Day", d.Day)
}

// settledSentence is what came of what a customer contests, or said about paying.
func settledSentence(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	switch kind {
	case timeline.OpinionGiven:
		return w.T("dispute.event_opinion_given", "Who", w.List(d.To...), "View", w.T("dispute.view_"+d.Code))
	case timeline.SignatureAsked, timeline.SignatureGiven, timeline.SignatureDeclined, timeline.SignatureWithdrawn:
		return w.T("sign.event_"+string(kind), "Title", d.Text, "By", strings.Join(d.To, ", "))
	case timeline.PromiseKept:
		return w.T("hold.event_kept")
	case timeline.PromiseBroken:
		return w.T("hold.event_broken", "Day", d.Promised)
	case timeline.PlanBroken:
		return w.T("instalment.event_plan_broken", "Amount", d.Amount, "Day", d.Promised)
	case timeline.PlanAsked, timeline.PlanAgreed, timeline.PlanRefused, timeline.PlanEnded, timeline.PlanKept:
		return w.T("instalment.event_"+string(kind), "Amount", d.Amount, "Parts", w.N("instalment.n_parts", max(d.Count, 1)), "Day", d.Day)
	}
	return w.T("dispute.event_"+string(kind), "Invoice", numbers(w, d), "Amount", d.Amount, "Day", d.Day)
}

// laterSentence is what happened of what stands beside the follow-up itself.
func laterSentence(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	switch kind {
	case timeline.MessageApproved, timeline.ApprovalUndone, timeline.MessageEdited, timeline.CallMissed, timeline.ManagerWarned:
		return w.T("approve.event_"+string(kind), "Step", explain.Step(w, d.Step))
	case timeline.TextDelivered, timeline.LetterPosted, timeline.LetterReturned, timeline.AddressRight, timeline.ItemNumbered, timeline.FileFetched, timeline.LinkEnded, timeline.PageOpened:
		return afterwardsSentence(w, kind, d)
	case timeline.ReplyCame, timeline.ReplyDismissed, timeline.ReplyPlaced:
		return replySentence(w, kind, d)
	case timeline.NoteWritten:
		return noteTitle(w, numbers(w, d))
	case timeline.NotePinned, timeline.NoteUnpinned:
		return w.T("dossier.event_" + string(kind))
	case timeline.CallMade:
		return callSentence(w, d)
	case timeline.PhaseEntered:
		return w.T("approve.event_phase_" + d.Code)
	case timeline.CaseClosed, timeline.CollectionBegan, timeline.CollectionEnded, timeline.TroubleNoted, timeline.TroubleEnded, timeline.ClaimLodged:
		return caseSentence(w, kind, d)
	case timeline.Claimed, timeline.Waived:
		return w.T("claim.event."+string(kind), "Amount", d.Amount, "Invoices", numbers(w, d))
	case timeline.ScenarioGiven, timeline.ScenarioFreed, timeline.ScenarioMoved:
		return w.T("scenario.event."+string(kind), "Scenario", d.Text, "Version", w.Int(int64(d.Count)))
	case timeline.InvoiceSentOtherwise, timeline.InvoiceLeftOut, timeline.InvoiceToBeSent:
		return w.T("delivery.event_"+string(kind), "Numbers", numbers(w, d), "Day", d.Day)
	case timeline.InvoiceWayChosen:
		return w.T("delivery.event_invoice_way_chosen", "Way", wayName(w, message.Way(d.Code)))
	case timeline.NextDecided:
		return w.T("decide.event", "Choice", w.T("decide.choice_"+d.Code), "Day", d.Day)
	case timeline.DisputeReviewed, timeline.DisputeAccepted, timeline.DisputeRejected, timeline.DisputeWithdrawn, timeline.PlanAsked, timeline.PlanAgreed,
		timeline.PlanRefused, timeline.PlanEnded, timeline.PlanKept, timeline.PlanBroken, timeline.PromiseKept, timeline.PromiseBroken,
		timeline.OpinionGiven, timeline.SignatureAsked, timeline.SignatureGiven, timeline.SignatureDeclined, timeline.SignatureWithdrawn:
		return settledSentence(w, kind, d)
	case timeline.ReturnUndone:
		return w.T("return.undone", "Amount", d.Amount)
	case timeline.Refunded:
		return refundSentence(w, d)
	case timeline.CustomerMerged:
		return w.T("merge.event_merged", "Customer", d.Text)
	case timeline.MergedInto:
		return w.T("merge.event_into", "Customer", d.Text)
	case timeline.MergeUndone:
		return w.T("merge.event_undone", "Customer", d.Text)
	case timeline.AccountUsed:
		return w.T("account.event_used", "Amount", d.Amount, "Invoices", numbers(w, d))
	case timeline.AccountFreed:
		return w.T("account.event_freed", "Amount", d.Amount)
	case timeline.DocumentAttached:
		return w.T("document.event_attached", "File", d.Text)
	case timeline.DocumentRemoved:
		return w.T("document.event_removed", "File", d.Text)
	case timeline.RuleMade, timeline.RuleChanged, timeline.RuleSwitchedOn, timeline.RuleSwitchedOff, timeline.RuleForgotten:
		return w.T("learn.event_"+string(kind), "Words", d.Text)
	case timeline.PayerTaught, timeline.PayerForgotten:
		if d.Account != "" {
			return w.T("learn.event_"+string(kind)+"_account", "Account", d.Account)
		}
		return w.T("learn.event_"+string(kind)+"_name", "Words", d.Text)
	}
	return string(kind)
}

func holdSentence(w *locale.Words, d *timeline.Data) string {
	switch cause := hold.Cause(d.Cause); {
	case cause == hold.ForPromise && len(d.Numbers) > 0:
		return w.T("hold.event_promise_invoice", "Invoice", numbers(w, d), "Day", d.Promised)
	case cause == hold.ForPromise:
		return w.T("hold.event_promise", "Day", d.Promised)
	case cause == hold.ForDispute:
		return w.T("hold.event_dispute", "Invoice", numbers(w, d))
	case cause == hold.ForReply:
		return w.T("hold.event_reply")
	case cause == hold.BySales && len(d.Numbers) == 0:
		return w.T("hold.event_sales", "Day", d.Day)
	case len(d.Numbers) > 0:
		return w.T("web.event.hold_placed_invoice", "Invoice", numbers(w, d))
	case d.Day != 0:
		return w.T("web.event.hold_placed_until", "Day", d.Day)
	}
	return w.T("web.event.hold_placed")
}

// eventDetail is the quieter second line of an event; "" for none.
func eventDetail(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	switch kind {
	case timeline.InvoicesArrived:
		if len(d.Numbers) > 1 {
			return numbers(w, d)
		}
	case timeline.PaymentBooked, timeline.PaymentUndone, timeline.AccountUsed, timeline.AccountFreed:
		return joined(receivedWords(w, d), bookedWords(w, d))
	case timeline.Refunded:
		return bookedWords(w, d)
	case timeline.PaymentReturned:
		return returnDetail(w, d)
	case timeline.MessageQueued, timeline.LadderFinished:
		return amountWords(w, d)
	case timeline.TextDelivered, timeline.LetterPosted, timeline.LetterReturned:
		return gatewayDetail(w, kind, d)
	case timeline.MessageSent:
		if len(d.To) == 0 {
			return joined(amountWords(w, d), keptWords(w, d.Text))
		}
		return w.T("web.event.to", "To", w.List(d.To...), "Amount", d.Amount)
	case timeline.MessageWithdrawn:
		return reasonWords(w, d.Reason)
	case timeline.CallMissed:
		return joined(w.T("call.missed_"+d.Code, "Count", d.Count), strings.Join(d.To, ", "), d.Text)
	case timeline.CallMade:
		return callDetail(w, d)
	case timeline.ManagerWarned:
		return w.List(d.To...)
	case timeline.MessageFailed, timeline.MessageUncertain:
		return w.Sentence(fault.ReadKept(d.Text))
	case timeline.HoldPlaced, timeline.PromiseKept, timeline.PromiseBroken:
		return joined(amountWords(w, d), d.Text)
	case timeline.PlanAsked, timeline.PlanRefused, timeline.PlanEnded, timeline.CollectionBegan, timeline.CollectionEnded, timeline.TroubleNoted, timeline.DisputeAccepted, timeline.DisputeRejected, timeline.NotePinned, timeline.NoteUnpinned, timeline.FileFetched, timeline.HoldLifted, timeline.Claimed, timeline.Waived, timeline.NextDecided:
		return d.Text
	case timeline.CustomerUpdated:
		return fieldWords(w, d)
	case timeline.InvoiceEdited:
		return changeWords(w, d)
	case timeline.RuleChanged:
		return ruleChangeWords(w, d)
	case timeline.DocumentAttached, timeline.DocumentRemoved, timeline.CustomerMerged:
		return numbers(w, d)
	}
	return ""
}

func receivedWords(w *locale.Words, d *timeline.Data) string {
	if d.Day == 0 {
		return ""
	}
	return w.T("web.event.received_on", "Day", d.Day)
}

// bookedWords say what the bank made of an amount in another currency.
func bookedWords(w *locale.Words, d *timeline.Data) string {
	if d.Booked.IsZero() {
		return ""
	}
	booked := d.Booked
	if booked.Sign() < 0 {
		booked = booked.Neg() // of a refund that was undone
	}
	return w.T("bank.bank_booked", "Booked", booked, "Rate", explain.Rate(w, d.Amount, d.Booked))
}

func amountWords(w *locale.Words, d *timeline.Data) string {
	if d.Amount.IsZero() {
		return ""
	}
	return w.Money(d.Amount)
}

// reasonWords is a stored dunning.Reason as a sentence; "" for none, and for one
// that has no sentence.
func reasonWords(w *locale.Words, stored string) string {
	var r dunning.Reason
	if stored == "" || json.Unmarshal([]byte(stored), &r) != nil {
		return ""
	}
	sentence := explain.Sentence(w, r)
	if strings.HasPrefix(sentence, "reason.") {
		return ""
	}
	return sentence
}

// fieldWords names the fields that a person changed.
func fieldWords(w *locale.Words, d *timeline.Data) string {
	var names []string
	for _, field := range strings.Fields(d.Text) {
		key := "web.field." + field
		if w.Has(key) && !slices.ContainsFunc(d.Changes, func(c timeline.Change) bool { return c.Field == field }) {
			names = append(names, w.T(key))
		}
	}
	said := []string{w.List(append(names, d.To...)...)}
	for _, c := range d.Changes {
		said = append(said, w.T("edit.change", "Field", w.T("web.field."+c.Field), "Was", cmp.Or(c.Was, "–"), "Is", cmp.Or(c.Is, "–")))
	}
	return joined(said...)
}

// numbers is a few invoice numbers; there may be more than the event names.
func numbers(w *locale.Words, d *timeline.Data) string {
	if d.Count > len(d.Numbers) && len(d.Numbers) > 0 {
		return w.N("web.event.and_more", d.Count-len(d.Numbers), "Numbers", strings.Join(d.Numbers, ", "))
	}
	return w.List(d.Numbers...)
}

// aboutEvent is the page of what an event is about.
func (v *visit) aboutEvent(e *timeline.Event) string {
	if e.Subject == 0 {
		return ""
	}
	switch e.Kind {
	case timeline.DocumentAttached, timeline.DocumentRemoved:
		if d, err := e.Read(); err != nil || len(d.Numbers) == 0 { // it is about a letter
			return v.toMessage(e.Subject)
		}
		return v.toInvoice(e.Subject)
	case timeline.InvoiceUpdated, timeline.InvoiceEdited, timeline.CreditBooked,
		timeline.InvoiceSentOtherwise, timeline.InvoiceLeftOut, timeline.InvoiceToBeSent:
		return v.toInvoice(e.Subject)
	case timeline.Claimed, timeline.Waived:
		return v.toClaim(e.Subject, date.None)
	case timeline.MessageQueued, timeline.MessageWithdrawn, timeline.MessageSent, timeline.MessageFailed, timeline.MessageUncertain,
		timeline.MessageApproved, timeline.ApprovalUndone, timeline.MessageEdited, timeline.CallMissed, timeline.CallMade, timeline.ManagerWarned,
		timeline.TextDelivered, timeline.LetterPosted, timeline.LetterReturned, timeline.ItemNumbered, timeline.FileFetched, timeline.LinkEnded, timeline.PageOpened:
		return v.toMessage(e.Subject)
	case timeline.ReplyCame, timeline.ReplyDismissed, timeline.ReplyPlaced:
		return v.toReply(e.Subject)
	case timeline.RuleMade, timeline.RuleChanged, timeline.RuleSwitchedOn, timeline.RuleSwitchedOff, timeline.RuleForgotten:
		return v.toRule(e.Subject)
	case timeline.PayerTaught:
		return v.to("bank", "entries", e.Subject.String())
	}
	return ""
}

// eventsOrNone is a timeline, or that nothing happened yet. What happened to another
// customer that is named is told with the name.
func eventsOrNone(v *visit, events []timeline.Event, others map[id.ID]string) templ.Component {
	if len(events) == 0 {
		return ui.Muted(v.Words.T("web.event.none"))
	}
	return ui.Timeline(v.Words, v.entries(events, others))
}
