package store_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/note"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// told is what a test's history holds: a message and a call about an invoice, a note and a hold
// on it, another invoice whose number goes on, and what is about none.
func told(t *testing.T, b book) (bill id.ID) {
	t.Helper()
	who := b.customer.Customer
	r := testkit.Invoice(t, b.Store, b.customer, `R_%"1`, "10.00", day("2026-01-05"))
	say := func(c message.Channel) *message.Message {
		return &message.Message{Customer: who, Currency: money.EUR, Scenario: 1, Step: string(c), Channel: c, Language: "fr", State: message.Sent, Once: string(c), QueuedOn: day("2026-01-05"),
			Amount: testkit.Euro("10.00"), Items: []message.Item{{Invoice: r.ID, Open: testkit.Euro("10.00")}}}
	}
	mail, call := say(message.Mail), say(message.Call)
	n, h := note.Note{Customer: who, Invoice: r.ID}, hold.Hold{Customer: who, Invoice: r.ID, Reason: "x", PlacedBy: "test"}
	testkit.Update(t, b.Store, b.company, func(tx *store.Tx) error {
		if err := tx.AddMessages([]*message.Message{mail, call}); err != nil {
			return err
		}
		if err := tx.AddNote(&n); err != nil {
			return err
		}
		return tx.AddHolds(&h)
	})
	for i, e := range []timeline.Event{
		{Kind: timeline.InvoicesArrived, Data: timeline.Data{Numbers: []string{r.Number}, Text: "arrived"}.JSON()},
		{Kind: timeline.InvoicesArrived, Data: timeline.Data{Numbers: []string{`R_%"12`, `Rx%"1`}, Text: "longer"}.JSON()},
		{Kind: timeline.MessageSent, Subject: mail.ID, Data: timeline.Data{Text: "mail"}.JSON()},
		{Kind: timeline.MessageSent, Subject: call.ID, Data: timeline.Data{Text: "call"}.JSON()},
		{Kind: timeline.CallMissed, Subject: call.ID, Data: timeline.Data{Text: "missed"}.JSON()},
		{Kind: timeline.NoteWritten, Subject: n.ID, Data: timeline.Data{Text: "note"}.JSON()},
		{Kind: timeline.HoldPlaced, Subject: h.ID, Data: timeline.Data{Text: "hold"}.JSON()},
		{Kind: timeline.ReplyCame, Data: timeline.Data{Text: "reply"}.JSON()},
		{Kind: timeline.DocumentAttached, Subject: r.ID, Data: timeline.Data{Text: "document"}.JSON()},
	} {
		e.Customer, e.Actor, e.On = who, "test", day("2026-01-10").AddDays(i)
		b.note(t, e)
	}
	return r.ID
}

func TestTheHistoryIsNarrowed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		told(t, b)
		const all = "document reply hold note missed call mail longer arrived"
		for name, c := range map[string]struct {
			filter store.HistoryFilter
			want   string
		}{
			"nothing":           {store.HistoryFilter{}, all},
			"messages":          {store.HistoryFilter{Group: timeline.Messages}, "mail"},
			"calls":             {store.HistoryFilter{Group: timeline.Calls}, "missed call"},
			"replies":           {store.HistoryFilter{Group: timeline.Replies}, "reply"},
			"notes":             {store.HistoryFilter{Group: timeline.Notes}, "note"},
			"documents":         {store.HistoryFilter{Group: timeline.Documents}, "document"},
			"money":             {store.HistoryFilter{Group: timeline.Money}, "longer arrived"},
			"decisions":         {store.HistoryFilter{Group: timeline.Decisions}, "hold"},
			"an invoice":        {store.HistoryFilter{Number: `R_%"1`}, "document hold note missed call mail arrived"},
			"one that is not":   {store.HistoryFilter{Number: `R`}, ""},
			"calls about it":    {store.HistoryFilter{Number: `R_%"1`, Group: timeline.Calls}, "missed call"},
			"some days":         {store.HistoryFilter{From: day("2026-01-12"), Till: day("2026-01-13")}, "call mail"},
			"up to a day":       {store.HistoryFilter{Till: day("2026-01-10")}, "arrived"},
			"days without any":  {store.HistoryFilter{From: day("2026-02-01"), Till: date.None}, ""},
			"an unknown number": {store.HistoryFilter{Number: `\`}, ""},
		} {
			var got []string
			at := store.Moment{}
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				for { // one by one, as pages follow each other
					page, err := tx.HistoryOf(b.customer.Customer, c.filter, at, 1)
					if err != nil || len(page) == 0 {
						return err
					}
					d, err := page[0].Read()
					if err != nil {
						return err
					}
					got, at = append(got, d.Text), store.MomentOf(&page[0])
				}
			})
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}
