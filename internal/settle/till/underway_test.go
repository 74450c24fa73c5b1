package till_test

import (
	"testing"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/store"
)

// What is on its way is announced; where it does not come, nothing of it is left.
func TestWhatIsOnItsWay(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		comes, fails := b.owes("INV-1", "100.00"), b.owes("INV-2", "55.00")
		for _, one := range []struct {
			of      invoice.Invoice
			becomes checkout.Status
			open    string
			state   store.EntryState
		}{{comes, checkout.Paid, "0.00", store.EntryBooked}, {fails, checkout.Failed, "55.00", store.EntryIgnored}} {
			ref := b.starts(b.order(one.of.Number, one.of))
			b.provider.Becomes(ref, checkout.Pending)
			b.hears(ref)
			b.match()
			c := b.named(ref)
			if b.open(one.of) != one.of.Open.String() || b.state(c.Entry) != store.EntryAnnounced {
				t.Errorf("on its way: %s open, %s", b.open(one.of), b.state(c.Entry))
			}
			b.view(func(tx *store.Tx) error {
				asked, err := tx.Suggestions(c.Entry)
				if len(asked[c.Entry]) != 1 || asked[c.Entry][0].Shares[0].Invoice != one.of.ID {
					t.Errorf("announced for %+v", asked)
				}
				return err
			})
			b.provider.Becomes(ref, one.becomes)
			b.hears(ref)
			if b.open(one.of) != one.open || b.state(c.Entry) != one.state {
				t.Errorf("%s: %s open, %s", one.becomes, b.open(one.of), b.state(c.Entry))
			}
		}
	})
}

// A debit that takes a fortnight is waited for as long as the provider says that it is on its way,
// and is of the day on which it was paid.
func TestWhatTakesAFortnightIsWaitedFor(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		ref := b.starts(b.order("form", i))
		b.provider.Becomes(ref, checkout.Pending)
		b.hears(ref)
		b.match()
		for range 15 {
			b.clock.Advance(24 * time.Hour)
			b.hears(ref)
		}
		b.view(func(tx *store.Tx) error {
			waits, err := tx.AnnouncedFor(i.Customer, b.clock.Today())
			if len(waits) != 1 || waits[0].BookedOn != b.clock.Today() {
				t.Errorf("waited for: %+v", waits)
			}
			return err
		})
		b.provider.Becomes(ref, checkout.Paid)
		b.hears(ref)
		b.view(func(tx *store.Tx) error {
			e, _, err := tx.EntryByID(b.named(ref).Entry)
			if e.BookedOn != date.Of(b.named(ref).PaidAt) || b.open(i) != "0.00" {
				t.Errorf("booked on %s, paid %s, %s open", e.BookedOn, b.named(ref).PaidAt, b.open(i))
			}
			return err
		})
	})
}
