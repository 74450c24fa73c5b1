package web

import (
	"acquit/internal/explain"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// keptText is a text message as it was written; "" for one that was not yet, and for what is none.
func keptText(tx *store.Tx, m *message.Message) (string, error) {
	if m.Content == "" || m.Channel != message.SMS {
		return "", nil
	}
	doc, _, err := tx.Document(m.Content)
	return string(doc.Body), err
}

// gatewaySentence is what a provider says of a message that it was given.
func gatewaySentence(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	return w.T("gateway.event_"+string(kind), "Step", explain.Step(w, d.Step))
}

// gatewayDetail is when a letter was posted, how it is registered and what it cost; or why it
// came back.
func gatewayDetail(w *locale.Words, kind timeline.Kind, d *timeline.Data) string {
	switch kind {
	case timeline.TextDelivered:
		return w.List(d.To...)
	case timeline.LetterReturned:
		return backDetail(w, d)
	}
	var day, number, cost string
	if d.Day != 0 {
		day = w.T("gateway.posted_on", "Day", d.Day)
	}
	if d.Text != "" {
		number = w.T("gateway.registered_as", "Number", d.Text)
	}
	if !d.Amount.IsZero() {
		cost = w.T("gateway.cost", "Amount", d.Amount)
	}
	return joined(day, number, cost)
}
