package render

import (
	"strings"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/locale"
)

// What is claimed beside the principal has its own lines and counts in what is asked; what
// is announced does not.
func TestWhatIsClaimedIsAskedFor(t *testing.T) {
	w := locale.NewBook().In("en-IE")
	beside := &allocation.Claim{Interest: euro("12.34"), Compensation: euro("40.00"), Costs: euro("0.00")}
	for _, c := range []struct {
		name      string
		spoil     func(*Reminder)
		says, not []string
	}{
		{"both", func(r *Reminder) { r.Claimed, r.Announced = beside, &allocation.Claim{Costs: euro("75.50")} },
			[]string{"Principal now due: €1,190.00", "Late payment interest: €12.34", "Fixed compensation: €40.00", "To be paid now: €1,242.34", "formal notice to pay us €1,242.34 by 25 March 2026",
				"If we have not received full payment by 25 March 2026, we will also ask you for: recovery costs (€75.50)."}, []string{"€0.00"}},
		{"announced alone, without a day", func(r *Reminder) { r.Announced, r.Deadline = beside, date.None },
			[]string{"pay us €1,190.00 without delay", "If we do not receive full payment, we will also ask you for: late payment interest (€12.34) and fixed compensation (€40.00)."}, []string{"1,242.34", "Principal now due"}},
		{"nothing of either", func(r *Reminder) { r.Claimed, r.Announced = &allocation.Claim{}, &allocation.Claim{} },
			[]string{"To be paid now: €1,190.00"}, []string{"interest", "compensation", "also ask"}},
		{"a friendly notice claims nothing", func(r *Reminder) {
			r.Tone, r.Claimed, r.Announced = dunning.Friendly, beside, beside
		}, []string{"Thank you for arranging payment"}, []string{"interest", "compensation", "also ask", "1,242.34"}},
		{"nothing is late once credits are deducted", func(r *Reminder) {
			r.Claimed, r.Credits = beside, []Credit{{On: today, Amount: euro("1190.00")}}
		}, []string{"Thank you for arranging payment"}, []string{"12.34"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reminder(dunning.Formal)
			c.spoil(r)
			mail, err := r.Mail(w)
			if err != nil {
				t.Fatal(err)
			}
			checkHTML(t, mail)
			for _, want := range c.says {
				if !strings.Contains(mail.Text, want) {
					t.Errorf("it does not say %q:\n%s", want, mail.Text)
				}
			}
			for _, never := range c.not {
				if strings.Contains(mail.Text, never) {
					t.Errorf("it says %q:\n%s", never, mail.Text)
				}
			}
		})
	}
}
