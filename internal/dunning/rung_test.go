package dunning

import (
	"fmt"
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/hold"
)

func TestEachStepNotTakenHasItsReason(t *testing.T) {
	scenario := Scenario{Name: "test", Steps: []Step{
		{Key: "notice", Tone: Friendly, Days: -5, From: FromDue},
		{Key: "one", Tone: Polite, Days: 10, From: FromDue},
		{Key: "two", Tone: Firm, Days: 20, From: FromDue},
		{Key: "three", Tone: Final, Days: 7, From: FromPrevious},
	}}
	one := Taken{Step: "one", On: day(10), Times: 1}
	for _, c := range []struct {
		name  string
		facts func(*Snapshot)
		on    int
		want  string
	}{
		{"all lie ahead", nil, -20, "notice ahead -5 step_later; one ahead 10 step_after; two ahead 20 step_after; three ahead 27 step_after"},
		{"the notice has lapsed, and the first step leaves", nil, 10, "notice lapsed step_lapsed; one leaves 10 step_due; two ahead 20 step_after; three ahead 27 step_after"},
		{"one was taken, and the next is held", func(s *Snapshot) {
			s.Items[0].Taken = one
			s.Holds = []hold.Hold{held("fair", day(25))}
		}, 21, "notice lapsed step_lapsed; one taken 10; two stopped 20 customer_held; three ahead 28 step_after"},
		{"an old debt came on by its age", func(s *Snapshot) { s.Entry = Entry{Before: day(5), On: day(30), ByAge: Firm} }, 30,
			"notice lapsed step_lapsed; one left_out step_left_out; two leaves 30 step_due; three ahead 37 step_after"},
		{"everything was taken", func(s *Snapshot) {
			s.Items[0].Earlier = []Taken{one, {Step: "two", On: day(20), Times: 1}}
			s.Items[0].Taken = Taken{Step: "three", On: day(27), Times: 1}
		}, 40, "notice lapsed step_lapsed; one taken 10; two taken 20; three taken 27"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := owing(debt(1, day(0), eur("100.00")))
			if c.facts != nil {
				c.facts(s)
			}
			a := Assess(s, &scenario, day(c.on))
			var said []string
			for _, r := range Rungs(&scenario, &a.Items[0], day(c.on)) {
				words := []string{r.Step, string(r.State)}
				if r.On != date.None {
					words = append(words, fmt.Sprint(int(r.On-due0)))
				}
				if r.Reason.Code != "" {
					words = append(words, string(r.Reason.Code))
				}
				said = append(said, strings.Join(words, " "))
			}
			if got := strings.Join(said, "; "); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}
