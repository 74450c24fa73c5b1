package profile_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/profile"
)

var (
	today = date.Must("2026-07-01")
	first = date.Must("2025-01-31")
)

// paid is a life: an invoice a month, paid so many days after its due day.
func paid(days ...int) (all []profile.Settled) {
	for n, late := range days {
		due := first.AddDays(30 * n)
		all = append(all, profile.Settled{DueOn: due, PaidOn: due.AddDays(late)})
	}
	return all
}

func TestLives(t *testing.T) {
	for _, tt := range []struct {
		name    string
		history []profile.Settled
		facts   profile.Facts
		want    profile.Profile
	}{
		{"nobody knows anything of a customer who never paid", nil, profile.Facts{},
			profile.Profile{Kind: profile.New}},
		{"two invoices paid late are no habit yet", paid(40, 40), profile.Facts{},
			profile.Profile{Kind: profile.New, Paid: 2, Late: 2, UsualDelay: 40, UsualDelayLate: 40, Slowest: 40}},
		{"with the third the habit shows", paid(40, 40, 30), profile.Facts{},
			profile.Profile{Kind: profile.Habitual, Paid: 3, Late: 3, UsualDelay: 40, UsualDelayLate: 40, Slowest: 40}},
		{"who pays before the due day is prompt", paid(-5, -3, -4), profile.Facts{},
			profile.Profile{Kind: profile.Prompt, Paid: 3, UsualDelay: -4, Slowest: -3}},
		{"a weekend after the due day is in time", paid(2, 2, 2, 2), profile.Facts{},
			profile.Profile{Kind: profile.Prompt, Paid: 4, UsualDelay: 2, Slowest: 2}},
		{"a third day is late", paid(3, 3, 3, 3), profile.Facts{},
			profile.Profile{Kind: profile.Late, Paid: 4, Late: 4, UsualDelay: 3, UsualDelayLate: 3, Slowest: 3}},
		{"of five one may slip", paid(0, 0, 60, 0, 0), profile.Facts{},
			profile.Profile{Kind: profile.Prompt, Paid: 5, Late: 1, UsualDelayLate: 60, Slowest: 60}},
		{"of four none may", paid(0, 0, 6, 0), profile.Facts{},
			profile.Profile{Kind: profile.Late, Paid: 4, Late: 1, UsualDelayLate: 6, Slowest: 6}},
		{"two weeks late as a rule is late, not habitual", paid(14, 14, 14, 40, 40), profile.Facts{},
			profile.Profile{Kind: profile.Late, Paid: 5, Late: 5, UsualDelay: 14, UsualDelayLate: 14, Slowest: 40}},
		{"half of the invoices beyond two weeks are not more than half", paid(3, 15, 3, 15), profile.Facts{},
			profile.Profile{Kind: profile.Late, Paid: 4, Late: 4, UsualDelay: 3, UsualDelayLate: 3, Slowest: 15}},
		{"more than half are", paid(3, 15, 3, 15, 15), profile.Facts{},
			profile.Profile{Kind: profile.Habitual, Paid: 5, Late: 5, UsualDelay: 15, UsualDelayLate: 15, Slowest: 15}},
		{"a late payer who mended is prompt after a year", paid(60, 60, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), profile.Facts{},
			profile.Profile{Kind: profile.Prompt, Paid: 12}},
		{"while the bad months are still seen he is late, and getting better", paid(30, 30, 30, 30, 30, 0, 0, 0, 0), profile.Facts{},
			profile.Profile{Kind: profile.Habitual, Paid: 9, Late: 5, UsualDelay: 30, UsualDelayLate: 30, Slowest: 30, Trend: -30}},
		{"a prompt payer in trouble falls within months", paid(0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 30, 40), profile.Facts{},
			profile.Profile{Kind: profile.Late, Paid: 12, Late: 3, UsualDelayLate: 30, Slowest: 40, Trend: 20}},
		{"promises broken twice, and one dispute", paid(0, 0, 0), profile.Facts{Broken: 2, Disputed: 1},
			profile.Profile{Kind: profile.Prompt, Paid: 3, Broken: 2, Disputed: 1}},
		{"what is open is told beside it", paid(0, 0, 0), profile.Facts{OldestOn: date.Must("2026-05-01")},
			profile.Profile{Kind: profile.Prompt, Paid: 3, OldestOpenLate: 61}},
		{"what is not due yet is not late", nil, profile.Facts{OldestOn: date.Must("2026-08-01")},
			profile.Profile{Kind: profile.New}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, profile.Of(tt.history, tt.facts, today)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMarksStandBesideTheKind(t *testing.T) {
	for _, tt := range []struct {
		facts            profile.Facts
		breaks, contests bool
	}{
		{profile.Facts{Broken: 1, Disputed: 1}, false, false},
		{profile.Facts{Broken: 2, Disputed: 1}, true, false},
		{profile.Facts{Broken: 0, Disputed: 2}, false, true},
	} {
		p := profile.Of(paid(0, 0, 0), tt.facts, today)
		if p.Breaks() != tt.breaks || p.Contests() != tt.contests || p.Kind != profile.Prompt {
			t.Errorf("%+v: breaks %t, contests %t, %s", tt.facts, p.Breaks(), p.Contests(), p.Kind)
		}
	}
}

// histories draws lives of all lengths: invoices of some months, paid from a month early to
// three months late, several of them on one day.
func histories(least int) *rapid.Generator[[]profile.Settled] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) profile.Settled {
		due := first.AddDays(rapid.IntRange(0, 400).Draw(t, "due"))
		return profile.Settled{DueOn: due, PaidOn: due.AddDays(rapid.IntRange(-30, 90).Draw(t, "late"))}
	}), least, 20)
}

// grade orders the kinds: what is not new is better the higher it stands.
func grade(k profile.Kind) int {
	return slices.Index([]profile.Kind{profile.Habitual, profile.Late, profile.Prompt}, k)
}

func kindOf(history []profile.Settled) profile.Kind {
	return profile.Of(history, profile.Facts{}, today).Kind
}

func TestTheOrderOfTheHistoryDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := histories(0).Draw(t, "history")
		was := slices.Clone(history)
		want := profile.Of(history, profile.Facts{}, today)
		if !slices.Equal(was, history) {
			t.Fatal("the history was changed")
		}
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		random.Shuffle(len(history), func(i, j int) { history[i], history[j] = history[j], history[i] })
		if diff := cmp.Diff(want, profile.Of(history, profile.Facts{}, today)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestPayingPromptlyNeverWorsens: nor does paying after HabitualDays ever better a kind.
// (Paying ten days late may: it is better than what a habitual payer did before.)
func TestPayingPromptlyNeverWorsens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := histories(profile.Enough).Draw(t, "history")
		end := first
		for _, s := range history {
			end = max(end, s.PaidOn)
		}
		next := func(low, high int) []profile.Settled {
			on := end.AddDays(rapid.IntRange(1, 40).Draw(t, "days later"))
			return append(slices.Clone(history), profile.Settled{DueOn: on.AddDays(-rapid.IntRange(low, high).Draw(t, "late")), PaidOn: on})
		}
		before := kindOf(history)
		if after := kindOf(next(-30, profile.GraceDays)); grade(after) < grade(before) {
			t.Fatalf("a prompt payment made %s of %s", after, before)
		}
		if len(history) >= profile.Window {
			return // the one that is forgotten may have been as late
		}
		if after := kindOf(next(profile.HabitualDays+1, 90)); grade(after) > grade(before) {
			t.Fatalf("a payment weeks late made %s of %s", after, before)
		}
	})
}

func TestPayingLaterNeverBetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := histories(profile.Enough).Filter(func(all []profile.Settled) bool { return len(all) <= profile.Window }).Draw(t, "history")
		later := slices.Clone(history)
		n := rapid.IntRange(0, len(later)-1).Draw(t, "which")
		later[n].PaidOn = later[n].PaidOn.AddDays(rapid.IntRange(1, 60).Draw(t, "by"))
		if before, after := kindOf(history), kindOf(later); grade(after) > grade(before) {
			t.Fatalf("paying one invoice later made %s of %s", after, before)
		}
	})
}
