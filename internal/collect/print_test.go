package collect_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/pdfread"
)

// lettersOf are the letters of a print as they stand now.
func (b *bureau) lettersOf(p id.ID) (all []store.PrintedLetter) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.LettersOf(p)
		return err
	})
	return all
}

// paperOf is the text of a print's document.
func (b *bureau) paperOf(p *store.Print) string {
	b.t.Helper()
	var pdf []byte
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		pdf, err = collect.Paper(tx, locale.NewBook().In("fr-BE"), &b.company, p, true)
		return err
	})
	return pdfread.Said(b.t, pdf)
}

// A print is in the order of the post and is not made twice; what did not go waits on, and
// what was overtaken is left out.
func TestLettersArePrintedOnceAndPostedTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.Late.ConsumerClause, c.Policy.Supplies = true, law.Goods })
		b.writesLetters(6)
		made, err := b.desk.Print(t.Context(), b.company.ID, anna, clock.Today())
		if err != nil || len(made) != 1 || made[0].Letters != 6 || made[0].Channel != message.Registered {
			t.Fatalf("printed: %+v, %v", made, err)
		}
		if _, err := b.desk.Print(t.Context(), b.company.ID, anna, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("printed twice: %v", err)
		}
		all := b.lettersOf(made[0].ID)
		for n, l := range all {
			if abroad := l.Country != "BE"; l.Number != n+1 || !l.Waits() || abroad != (n >= 2) {
				t.Errorf("letter %d of the print: number %d to %s", n, l.Number, l.Country)
			}
		}
		if said := b.paperOf(&made[0]); !strings.Contains(said, all[0].Name) || strings.Index(said, all[0].Name) > strings.Index(said, all[5].Name) {
			t.Errorf("the list does not begin with %q: %.200s", all[0].Name, said)
		}
		if _, err := b.desk.PostPrint(t.Context(), b.company.ID, made[0].ID, clock.Today().AddDays(1), nil, nil, anna, clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("posted tomorrow: %v", err)
		}
		if _, err := b.desk.PostPrint(t.Context(), b.company.ID, made[0].ID, made[0].On.AddDays(-1), nil, nil, anna, clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("posted before it was printed: %v", err)
		}
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.Requeue([]id.ID{all[1].Message}) })
		stayed := []id.ID{all[2].Message}
		done, err := b.desk.PostPrint(t.Context(), b.company.ID, made[0].ID, clock.Today(), stayed, map[id.ID]string{all[0].Message: "RR 1"}, anna, clock.Today())
		if err != nil || len(done.Left) != 4 || len(done.Gone) != 1 || done.Gone[0] != all[1].Message {
			t.Fatalf("posted: %+v, %v", done, err)
		}
		b.standsAfterPosting(made[0].ID, all)
	})
}

// standsAfterPosting checks a print of which the second letter was overtaken and the third
// stayed.
func (b *bureau) standsAfterPosting(p id.ID, was []store.PrintedLetter) {
	b.t.Helper()
	var now store.Print
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		now, _, err = tx.PrintByID(p)
		return err
	})
	if now.Letters != 6 || now.Waiting != 1 || now.Overtaken != 1 {
		b.t.Errorf("after posting: %+v", now)
	}
	if again := b.paperOf(&now); !strings.Contains(again, was[2].Name) || strings.Contains(again, was[1].Name) || strings.Contains(again, was[0].Name) {
		b.t.Errorf("printed again is not what waits: %.200s", again)
	}
	if first := b.lettersOf(p)[0].Letter; first.State != message.Sent || !strings.Contains(first.Outcome, "RR 1") {
		b.t.Errorf("the first letter: %s %s", first.State, first.Outcome)
	}
	if rewritten := b.send(); rewritten.Ready != 1 {
		b.t.Errorf("written anew: %+v", rewritten)
	}
	b.sound()
}

// What was printed may have gone: it stays as it is, until a person says what became of it.
func TestWhatWasPrintedIsNotWrittenAnewUnasked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.Late.ConsumerClause, c.Policy.Supplies = true, law.Goods })
		b.writesLetters(4)
		made, err := b.desk.Print(t.Context(), b.company.ID, anna, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.desk.WriteAnew(t.Context(), b.company.ID, made[0].ID, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("written anew while their day stands: %v", err)
		}
		was := b.lettersOf(made[0].ID)
		printedOn := clock.Today()
		clock.Advance(7 * 24 * time.Hour)
		b.run()
		if sent := b.send(); sent.Ready != 0 {
			t.Errorf("written anew: %+v", sent)
		}
		stayed := []id.ID{was[0].Message, was[1].Message}
		done, err := b.desk.PostPrint(t.Context(), b.company.ID, made[0].ID, printedOn, stayed, nil, anna, clock.Today())
		if err != nil || len(done.Left) != 2 || len(done.Gone) != 0 {
			t.Fatalf("posted, and said late: %+v, %v", done, err)
		}
		if sent := b.stored(was[2].Message); sent.SentOn != printedOn {
			t.Errorf("it left on %s", sent.SentOn)
		}
		if n, err := b.desk.WriteAnew(t.Context(), b.company.ID, made[0].ID, clock.Today()); err != nil || n != 2 {
			t.Fatalf("%d letters are written anew: %v", n, err)
		}
		if sent := b.send(); sent.Ready != 2 {
			t.Errorf("written anew: %+v", sent)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			before, err := tx.PrintedBefore([]id.ID{was[0].Message, was[1].Message, was[2].Message})
			if len(before) != 2 || before[was[0].Message] != printedOn {
				t.Errorf("printed before: %v", before)
			}
			return err
		})
		if done, err := b.desk.PostPrint(t.Context(), b.company.ID, made[0].ID, clock.Today(), nil, nil, anna, clock.Today()); err != nil || len(done.Left) != 0 || len(done.Gone) != 2 {
			t.Errorf("the old sheets: %+v, %v", done, err)
		}
		b.sound()
	})
}
