package settle

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/timeline"
)

// netCredits sets each credit note against the debts that it names, of the same
// customer and currency, as far as either reaches.
func netCredits(credits, debts []invoice.Invoice, today date.Date) (all []*payment.Allocation, events []timeline.Event) {
	open := map[id.ID]money.Amount{}
	for _, d := range debts {
		open[d.ID] = d.Open
	}
	for _, c := range credits {
		left := c.Open.Neg()
		data := timeline.Data{Text: c.Number}
		for _, d := range debts {
			if d.Customer != c.Customer || d.Open.Currency != c.Open.Currency || !slices.Contains(c.Corrects, invoice.NumberKey(d.Number)) {
				continue
			}
			share := left.Min(open[d.ID])
			if share.Sign() <= 0 {
				continue
			}
			left, open[d.ID] = left.Sub(share), open[d.ID].Sub(share)
			all = append(all, &payment.Allocation{Credit: c.ID, Invoice: d.ID, On: c.IssuedOn, Amount: share, BookedBy: Actor,
				Evidence: db.JSON([]matching.Evidence{{Fact: matching.CreditNames, Number: d.Number}})})
			data.Numbers, data.Amount = append(data.Numbers, d.Number), data.Amount.Add(share)
		}
		if len(data.Numbers) > 0 {
			data.Count = len(data.Numbers)
			events = append(events, timeline.Event{Customer: c.Customer, Kind: timeline.CreditBooked, On: today, Actor: Actor, Subject: c.ID, Data: data.JSON()})
		}
	}
	return all, events
}
