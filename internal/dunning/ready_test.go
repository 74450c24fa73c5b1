package dunning

import (
	"testing"

	"acquit/internal/date"
)

// Every ready-made scenario can be taken as it is once it has a name, and leads a debt that
// nobody pays from its first step to its end, each step once and none before its time.
func TestReadyMadeScenariosRunToTheirEnd(t *testing.T) {
	for _, r := range Ready() {
		t.Run(r.Key, func(t *testing.T) {
			s := r.Scenario
			s.Name = r.Key
			if err := s.Check(); err != nil {
				t.Fatal(err)
			}
			facts := owing(debt(1, day(0), eur("100.00")))
			facts.Reach = Reach{Mail: true, Post: true, Phone: true}
			facts.GapDays = 7
			var taken []string
			for today := day(-30); today < day(200); today++ {
				before := facts.Items[0].Taken
				a := Assess(facts, &s, today)
				if a.Verdict != Act {
					continue
				}
				if before.Until != date.None && today <= before.Until {
					t.Errorf("%s on %s, while the time of %s runs until %s", a.Step.Key, today, before.Step, before.Until)
				}
				facts.Take(&a, today)
				taken = append(taken, a.Step.Key)
			}
			if len(taken) != len(s.Steps) {
				t.Fatalf("steps taken: %v", taken)
			}
			for n := range s.Steps {
				if s.Steps[n].Key != taken[n] {
					t.Errorf("step %d is %s, want %s", n, taken[n], s.Steps[n].Key)
				}
			}
		})
	}
}
