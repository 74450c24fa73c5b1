package collect_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

func TestNumbersOfThePostAreRead(t *testing.T) {
	letters := []collect.Numbered{{11, "1024", "Acme SA"}, {12, "1025", "Boulangerie Petit"}, {13, "1026", "Zonen"}}
	for name, c := range map[string]struct {
		list string
		want map[id.ID]string
		says string
	}{
		"in the order of the letters": {"RR 1\r\n\r\n RR 2 \nRR 3\n", map[id.ID]string{11: "RR 1", 12: "RR 2", 13: "RR 3"}, ""},
		"behind their customers":      {"1026;RR 3\nboulangerie petit\tRR 2", map[id.ID]string{13: "RR 3", 12: "RR 2"}, ""},
		"nothing":                     {" \n", map[id.ID]string{}, ""},
		"too few":                     {"RR 1\nRR 2", nil, "2 numbers for 3 letters"},
		"one with, one without":       {"1024;RR 1\nRR 2", nil, "before every number"},
		"nobody of that name":         {"1099;RR 1", nil, `line 1: no letter goes to "1099"`},
		"a customer twice":            {"1024;RR 1\n1024;RR 2", nil, "line 2: the letter to 1024 has a number already"},
	} {
		got, err := collect.ReadNumbers(c.list, letters)
		if c.says == "" && (err != nil || cmp.Diff(c.want, got) != "") {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if c.says != "" && (!errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	twins := append(letters, collect.Numbered{14, "1024", "Acme SA"})
	if _, err := collect.ReadNumbers("1024;RR 1", twins); !errors.Is(err, fault.Invalid) {
		t.Errorf("one of two letters was guessed: %v", err)
	}
}

// numbers are those that are known of some letters.
func (b *bureau) numbers(letters ...id.ID) (known map[id.ID]string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		known, err = tx.NumbersOf(letters)
		return err
	})
	return known
}

func TestRegisteredLettersHaveNumbers(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		letters := b.writesLetters(3)
		number := func(numbers map[id.ID]string) error {
			return b.desk.Number(t.Context(), b.company.ID, numbers, anna, clock.Today())
		}
		if err := number(map[id.ID]string{letters[0]: "RR 1"}); !errors.Is(err, fault.Conflict) {
			t.Errorf("a number before it was posted: %v", err)
		}
		twice := map[id.ID]string{letters[0]: "RR 1", letters[1]: "rr1"}
		if _, err := b.desk.Post(t.Context(), b.company.ID, letters, twice, anna, clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("one number for two letters: %v", err)
		}
		if _, err := b.desk.Post(t.Context(), b.company.ID, letters, map[id.ID]string{letters[0]: " RR  1 "}, anna, clock.Today()); err != nil {
			t.Fatal(err)
		}
		for name, numbers := range map[string]map[id.ID]string{
			"that of another": {letters[1]: "rr1"}, "without a digit": {letters[1]: "none"}, "too long": {letters[1]: strings.Repeat("7", 41)},
		} {
			if err := number(numbers); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := number(map[id.ID]string{letters[1]: "RR 2", letters[0]: "RR 1"}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[id.ID]string{letters[0]: "RR 1", letters[1]: "RR 2"}, b.numbers(letters...)); diff != "" {
			t.Error(diff)
		}
		for lack, want := range map[store.Lack]int{store.LacksNumber: 1, store.LacksReceipt: 3} {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				found, err := tx.SentLetters(store.LetterFilter{Lacks: lack, Limit: 10})
				if len(found) != want {
					t.Errorf("%d letters lack a %s", len(found), lack)
				}
				return err
			})
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			found, err := tx.SentLetters(store.LetterFilter{Words: "rr 2", Limit: 10})
			if len(found) != 1 || found[0].ID != letters[1] {
				t.Errorf("found by its number: %d", len(found))
			}
			return err
		})
		b.sound()
	})
}

// The post's receipt is asked for a week after posting, once, and not any more when it came.
func TestAReceiptIsAskedFor(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b, c, m := postedTo(t, s, clock, message.Registered)
		asked := func() (n int) {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				open, err := tx.OpenTasks(date.None, 0, 100)
				for _, t := range open {
					if t.Kind == task.ReceiptMissing && t.Subject == m {
						n++
					}
				}
				return err
			})
			return n
		}
		clock.Advance(6 * 24 * time.Hour)
		if b.run(); asked() != 0 {
			t.Error("it is asked for after six days")
		}
		clock.Advance(1 * 24 * time.Hour)
		if b.run(); asked() != 1 {
			t.Error("it is not asked for after seven days")
		}
		b.finish(task.ReceiptMissing)
		clock.Advance(1 * 24 * time.Hour)
		if b.run(); asked() != 0 {
			t.Error("it is asked for although a person ended that")
		}
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			doc := evidence.New("r.pdf", "application/pdf", []byte("%PDF-1.7\n"))
			if err := tx.Keep(doc); err != nil {
				return err
			}
			return tx.Attach(&evidence.Attachment{Customer: c.ID, Message: m, Kind: evidence.Receipt, Name: "r.pdf", Hash: doc.Hash})
		})
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			left, err := tx.WithoutReceipt(1, clock.Today(), 10)
			if len(left) != 0 {
				t.Errorf("%d letters lack a receipt", len(left))
			}
			return err
		})
		b.sound()
	})
}
