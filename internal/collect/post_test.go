package collect_test

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// writesLetters stores customers of several kinds and countries who owe one or two invoices each, and
// writes them letters that claim, stop the supply and begin a phase. It returns the letters.
func (b *bureau) writesLetters(customers int) (letters []id.ID) {
	b.t.Helper()
	b.ladder(dunning.Step{Tone: dunning.Formal, DeadlineDays: 8, Channels: []message.Channel{message.Registered}, Claims: []allocation.Part{allocation.Interest},
		Effects: []dunning.Effect{dunning.StopSupply, dunning.ToNotice}})
	for n := range customers {
		c := testkit.Customer(b.t, b.store, b.company.ID, fmt.Sprintf("C%02d", n), func(c *customer.Customer) {
			c.Street, c.Postcode, c.Country = "Rue Haute 5", "5000", []string{"BE", "DE", "FR"}[n%3]
			if n%4 == 3 {
				c.Kind, c.Country = customer.Consumer, "BE"
			}
		})
		for k := range 1 + n%2 {
			testkit.Invoice(b.t, b.store, customer.Ref{Company: b.company.ID, Customer: c.ID}, fmt.Sprintf("R-%d-%d", n, k), "100.00", b.clock.Today().AddDays(-30-n))
		}
	}
	b.run()
	if sent := b.send(); sent.Ready != customers {
		b.t.Fatalf("sent: %+v", sent)
	}
	for _, m := range b.inState(message.Ready) {
		letters = append(letters, m.ID)
	}
	return letters
}

// told is all that is stored of letters that left, without what numbers things.
func (b *bureau) told() (all []string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		for _, query := range []string{
			`SELECT c.number, m.state || ' ' || m.outcome || ' ' || CAST(m.sent_on AS TEXT) || ' ' || CASE WHEN m.claimed_at IS NULL THEN 'gone' ELSE 'here' END
				FROM message m JOIN customer c ON c.company_id = m.company_id AND c.id = m.customer_id WHERE m.company_id = $1 ORDER BY 1, 2`,
			`SELECT i.number, t.step || ' ' || CAST(t.times AS TEXT) || ' ' || CAST(t.on_day AS TEXT) || ' ' || CAST(t.until_on AS TEXT)
				FROM contacted t JOIN invoice i ON i.company_id = t.company_id AND i.id = t.invoice_id WHERE t.company_id = $1 ORDER BY 1, 2`,
			`SELECT i.number, l.of_part || ' ' || CAST(l.amount_minor AS TEXT) || ' ' || l.step || ' ' || CAST(l.on_day AS TEXT)
				FROM claimed l JOIN invoice i ON i.company_id = l.company_id AND i.id = l.invoice_id WHERE l.company_id = $1 ORDER BY 1, 2`,
			`SELECT c.number, t.kind || ' ' || t.actor || ' ' || CAST(t.data AS TEXT) || CASE WHEN t.subject_id IS NULL THEN '' ELSE ' about it' END
				FROM timeline t JOIN customer c ON c.company_id = t.company_id AND c.id = t.customer_id WHERE t.company_id = $1 ORDER BY c.number, t.seq`,
			`SELECT c.number, t.kind || ' ' || CAST(t.data AS TEXT) || ' ' || t.done_by
				FROM task t JOIN customer c ON c.company_id = t.company_id AND c.id = t.customer_id WHERE t.company_id = $1 ORDER BY 1, 2`,
			`SELECT c.number, 'is to be reviewed' FROM review_wanted w JOIN customer c ON c.company_id = w.company_id AND c.id = w.customer_id WHERE w.company_id = $1 ORDER BY 1`,
		} {
			err := tx.Rows(func(rows *sql.Rows) error {
				var who, what string
				err := rows.Scan(&who, &what)
				all = append(all, who+" "+what)
				return err
			}, query, tx.Company)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// Letters that are posted together leave as each by itself does: with their own deadlines,
// claims, tasks and timelines.
func TestLettersThatArePostedTogetherLeaveAsEachByItself(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		const customers = 12
		var told [2][]string
		for n, name := range []string{"Lys Postal SA", "Lys Courrier SA"} {
			b := newBureau(t, s, clock, func(c *company.Company) {
				c.Name, c.Policy.Late.ConsumerClause, c.Policy.Supplies = name, true, law.Goods
			})
			letters := b.writesLetters(customers)
			parts := [][]id.ID{letters}
			if n == 1 {
				parts = nil
				for _, l := range letters {
					parts = append(parts, []id.ID{l})
				}
			}
			for _, part := range parts {
				done, err := b.desk.Post(t.Context(), b.company.ID, part, map[id.ID]string{letters[3]: "RR 4", letters[7]: "RR 8"}, anna, clock.Today())
				if err != nil || len(done.Left) != len(part) || len(done.Gone) != 0 {
					t.Fatalf("%+v, %v", done, err)
				}
			}
			told[n] = b.told()
			b.sound()
		}
		if diff := cmp.Diff(told[1], told[0]); diff != "" || len(told[0]) < 8*customers {
			t.Errorf("%d things are told of those posted together: %s", len(told[0]), diff)
		}
	})
}
