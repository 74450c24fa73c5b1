package render

import (
	"errors"
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/testkit/pdfread"
)

// What goes with an invoice asks for what is left of it, and with a credit note, a copy or what is
// paid, for no more than that.
func TestWhatGoesWithAnInvoice(t *testing.T) {
	book := locale.NewBook()
	item := overdue("R-1", -30, "1190.00", "1190.00")
	for name, c := range map[string]struct {
		change       func(*Invoice)
		subject      string
		says, silent []string
	}{
		"an invoice":     {func(*Invoice) {}, "Invoice R-1 – Lys & Fils SRL", []string{"€1,190.00", "IBAN", "Please pay by"}, []string{"copy"}},
		"a copy":         {func(i *Invoice) { i.Copy = true }, "Copy of invoice R-1 – Lys & Fils SRL", []string{"a copy of our invoice", "IBAN"}, nil},
		"a credit note":  {func(i *Invoice) { i.Credit = true }, "Credit note R-1 – Lys & Fils SRL", []string{"our credit note R-1 for €1,190.00"}, []string{"IBAN", "Please pay"}},
		"what is paid":   {func(i *Invoice) { i.Item.Open = money.Of(0, money.EUR) }, "Invoice R-1 – Lys & Fils SRL", []string{"for €1,190.00", "nothing left"}, []string{"IBAN", "Please pay"}},
		"partly paid":    {func(i *Invoice) { i.Item.Open = euro("190.00") }, "Invoice R-1 – Lys & Fils SRL", []string{"€190.00", "of €1,190.00"}, nil},
		"a file to read": {func(i *Invoice) { i.Electric = true }, "Invoice R-1 – Lys & Fils SRL", []string{"electronic invoice"}, nil},
		"in own words": {func(i *Invoice) {
			i.Text = &dunning.Text{Subject: "Yours: {{numbers}}", Body: "{{total}} by {{deadline}}.\n\n{{pay}}"}
		}, "Yours: R-1", []string{"€1,190.00 by", "IBAN"}, []string{"enclosed"}},
		"own, for a copy": {func(i *Invoice) { i.Copy, i.Text = true, &dunning.Text{Subject: "Yours", Body: "x"} }, "Copy of invoice R-1 – Lys & Fils SRL", []string{"a copy"}, nil},
	} {
		i := &Invoice{Company: creditor(), Customer: debtor(), On: today, Item: item}
		c.change(i)
		mail, err := i.Mail(book.In("en-IE"))
		if err != nil || mail.Subject != c.subject {
			t.Errorf("%s: %q, %v", name, mail.Subject, err)
		}
		for _, want := range c.says {
			if !strings.Contains(mail.Text, want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, mail.Text)
			}
		}
		for _, not := range c.silent {
			if strings.Contains(mail.Text, not) {
				t.Errorf("%s: %q stands in\n%s", name, not, mail.Text)
			}
		}
		pdf, err := i.Letter(book.In("en-IE"))
		if err != nil || !strings.Contains(pdfread.Said(t, pdf), c.says[0]) {
			t.Errorf("%s: the letter lacks %q: %v", name, c.says[0], err)
		}
	}
	if _, err := (&Invoice{Company: creditor(), Customer: debtor(), On: today, Item: Item{Number: "R-0", Total: money.Of(0, money.EUR)}}).Mail(book.In("en-IE")); !errors.Is(err, fault.Invalid) {
		t.Errorf("an invoice for nothing: %v", err)
	}
}

// The program's own text says the same when a company saves it, and a company's text has the words
// of invoices alone.
func TestTextsOfInvoices(t *testing.T) {
	book := locale.NewBook()
	for _, tag := range posts {
		standard := StandardInvoice(book.In(tag), creditor())
		if err := CheckInvoice(standard, creditor()); err != nil {
			t.Errorf("%s: %v", tag, err)
		}
		i := Invoice{Company: creditor(), Customer: debtor(), On: today, Item: overdue("R-1", -30, "1190.00", "1190.00")}
		plain, err := i.Mail(book.In(tag))
		i.Text = &standard
		own, err2 := i.Mail(book.In(tag))
		if err != nil || err2 != nil || plain.Text != own.Text || plain.Subject != own.Subject {
			t.Errorf("%s: %v, %v\n%s\n%s", tag, err, err2, plain.Text, own.Text)
		}
	}
	for _, body := range []string{"{{late}}", "{{oldest_days}}", "{{law}}", "{{if several}}x{{end}}"} {
		if err := CheckInvoice(dunning.Text{Subject: "x", Body: body}, creditor()); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s stands: %v", body, err)
		}
	}
}

// A notice of default says how the invoice got there; a reminder has no need to.
func TestANoticeSaysHowTheInvoiceWasSent(t *testing.T) {
	for tone, want := range map[dunning.Tone]bool{dunning.Formal: true, dunning.Polite: false} {
		item := overdue("R-1", 40, "1190.00", "1190.00")
		item.Sent = Sent{On: date.Must("2026-01-05"), To: []string{"a@b.example", "c@d.example"}}
		r := &Reminder{Company: creditor(), Customer: debtor(), Tone: tone, On: today, Deadline: today.AddDays(8), Items: []Item{item}}
		mail, err := r.Mail(locale.NewBook().In("en-IE"))
		if said := strings.Contains(mail.Text, "sent on 5 January 2026 by mail to a@b.example, c@d.example"); err != nil || said != want {
			t.Errorf("%s: %v\n%s", tone, err, mail.Text)
		}
	}
}
