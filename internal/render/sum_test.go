package render

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/locale"
	"acquit/internal/money"
)

// TestTheFiguresOfAMessageAddUp reads the amounts back as a reader sees them: the
// column of open amounts comes to the total, what is late and what is not come to
// the total too, and what is asked never exceeds what is late.
func TestTheFiguresOfAMessageAddUp(t *testing.T) {
	book := locale.NewBook()
	rapid.Check(t, func(t *rapid.T) {
		r := anyReminder(t)
		tone, err := r.tone()
		if err != nil {
			return // credits cover everything: nothing is said
		}
		w := book.In(rapid.SampledFrom(readers).Draw(t, "reader"))
		b := builder{Words: w, reminder: r, sums: r.Sums(), tone: tone}
		p, err := b.page()
		if err != nil {
			t.Fatal(err)
		}

		column := money.Of(0, money.EUR)
		for _, row := range p.Rows {
			column = column.Add(read(t, w, row.Open))
		}
		credits := money.Of(0, money.EUR)
		for _, credit := range p.Credits {
			credits = credits.Add(read(t, w, credit.Value))
		}
		said := map[string]money.Amount{}
		for _, sum := range p.Sums {
			said[sum.Label] = read(t, w, sum.Value)
		}
		total := said[w.T("mail.sum.open")]
		if total != column {
			t.Fatalf("the open amounts come to %s, the total says %s", column.Text(), total.Text())
		}
		late, both := said[w.T("mail.sum.late")]
		if both && late.Add(said[w.T("mail.sum.ahead")]) != total {
			t.Fatalf("%v: late and not late do not come to the total", said)
		}
		if balance, ok := said[w.T("mail.sum.balance")]; ok != !credits.IsZero() || ok && balance != total.Add(credits) {
			t.Fatalf("%v: the balance is not the total less %s", said, credits.Text())
		}
		if asked, ok := said[w.T("mail.sum.asked")]; ok && (asked.Cmp(total) > 0 || asked.Sign() <= 0) {
			t.Fatalf("%v: more is asked than is owed, or nothing", said)
		}
	})
}

func anyReminder(t *rapid.T) *Reminder {
	r := reminder(rapid.SampledFrom(tones).Draw(t, "tone"))
	cents := rapid.Int64Range(1, 99_999_999_99)
	r.Items = nil
	for n := range rapid.IntRange(1, 12).Draw(t, "items") {
		item := overdue(fmt.Sprintf("R-%d", n), rapid.IntRange(-40, 400).Draw(t, "days"), "0.00", "0.00")
		item.Open = money.Of(cents.Draw(t, "open"), money.EUR)
		item.Total = item.Open.Add(money.Of(cents.Draw(t, "paid"), money.EUR))
		r.Items = append(r.Items, item)
	}
	for range rapid.IntRange(0, 2).Draw(t, "credits") {
		r.Credits = append(r.Credits, Credit{On: today, Amount: money.Of(cents.Draw(t, "credit"), money.EUR)})
	}
	return r
}

func read(t *rapid.T, w *locale.Words, text string) money.Amount {
	amount, err := w.ParseAmount(text, money.EUR)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return amount
}

// TestAnyReminderCanBeWritten sends the same inputs through every writer.
func TestAnyReminderCanBeWritten(t *testing.T) {
	book := locale.NewBook()
	rapid.Check(t, func(t *rapid.T) {
		r := anyReminder(t)
		r.Customer.Name = rapid.String().Draw(t, "name")
		r.Items[0].Number = rapid.String().Draw(t, "number")
		if _, err := r.tone(); err != nil {
			return
		}
		m, err := r.Mail(book.In(rapid.SampledFrom(readers).Draw(t, "reader")))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range m.Subject {
			if c < ' ' {
				t.Fatalf("the subject has a control character: %q", m.Subject)
			}
		}
	})
}
