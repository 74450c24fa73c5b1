package main

import (
	"fmt"
	"io"

	"acquit/examples"
	"acquit/internal/money"
)

// figures prints what the story adds up to in euros, so that whoever changes the
// cast sees at once whether the company is still a plausible one.
func (s *story) figures(w io.Writer) {
	invoices, credits := 0, 0
	var year, quarter, open int64
	var late [4]int64 // 1-30, 31-60, 61-90 and more days
	for _, d := range s.documents {
		if d.credits != nil {
			credits++
			continue
		}
		invoices++
		if d.currency != money.EUR {
			continue
		}
		year += d.total()
		if d.on > examples.Today.AddDays(-90) {
			quarter += d.total()
		}
		open += d.open
		if days := int(examples.Today - d.due); days > 0 {
			late[min((days-1)/30, 3)] += d.open
		}
	}
	overdue := late[0] + late[1] + late[2] + late[3]
	fmt.Fprintf(w, "%d customers, %d invoices, %d credit notes\n", len(s.customers), invoices, credits)
	fmt.Fprintf(w, "billed %s EUR, of which %s in 90 days; open %s, so DSO is %d days\n", euros(year), euros(quarter), euros(open), open*90/quarter)
	fmt.Fprintf(w, "overdue %s (%d %%): 1-30 %s, 31-60 %s, 61-90 %s, more %s\n", euros(overdue), overdue*100/open, euros(late[0]), euros(late[1]), euros(late[2]), euros(late[3]))
	for _, a := range s.accounts() {
		list := a.statements()
		details, low := 0, a.opening
		for _, t := range a.transfers {
			details += len(t.details)
		}
		for _, st := range list {
			low = min(low, st.closing)
		}
		fmt.Fprintf(w, "%s %s: %d statements, %d entries, %d details, lowest %s, at the end %s\n", a.iban, a.currency,
			len(list), len(a.transfers), details, money.Of(low, a.currency), money.Of(list[len(list)-1].closing, a.currency))
	}
}

func euros(cents int64) string { return money.Of(cents, money.EUR).String() }
