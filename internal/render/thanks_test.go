package render

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/testkit/golden"
)

func TestThanks(t *testing.T) {
	book := locale.NewBook()
	one := overdue("R-1", 12, "1190.00", "0.00")
	thanks := &Thanks{Company: creditor(), Customer: debtor(), On: today, Items: []Item{one, overdue("R-2", 3, "60.00", "0.00")},
		Credits: []Credit{{On: date.Must("2026-03-09"), Amount: euro("5.00")}}}
	for _, tag := range posts {
		mail, err := thanks.Mail(book.In(tag))
		if err != nil {
			t.Fatal(err)
		}
		golden.Match(t, filepath.Join("testdata", "thanks", string(tag)+".txt"), mail.Subject+"\n\n"+mail.Text)
		checkHTML(t, mail)
		text := StandardThanks(book.In(tag), false)
		said := *thanks
		if said.Text = &text; said.Text != nil {
			if again, err := said.Mail(book.In(tag)); err != nil || again.Text != mail.Text {
				t.Errorf("%s: %v, the standard text says\n%s", tag, err, again.Text)
			}
		}
	}
	thanks.Items, thanks.Credits = thanks.Items[:1], nil
	thanks.Text = &dunning.Text{Subject: "Thanks for {{numbers}}", Body: "Dear {{contact}},\n\n{{total}} came, thank you."}
	mail, err := thanks.Mail(book.In("en-IE"))
	if err != nil || mail.Subject != "Thanks for R-1" || !strings.Contains(mail.Text, "Dear Brasserie du Canal SA,\n\n€1,190.00 came, thank you.\n\nKind regards,") {
		t.Errorf("%v\n%s\n%s", err, mail.Subject, mail.Text)
	}
	if err := CheckThanks(dunning.Text{Subject: "x", Body: "{{deadline}}"}, creditor()); err == nil || !strings.Contains(err.Error(), "line 1: {{deadline}} is no word of such a text") {
		t.Error(err)
	}
	thanks.Items = nil
	if _, err := thanks.Mail(book.In("en-IE")); !errors.Is(err, fault.Invalid) {
		t.Errorf("thanks for nothing: %v", err)
	}
}
