// Package profile says what kind of payer a customer is, by how its invoices were paid
// and by what was promised and contested lately. It is pure. Money weighs nothing: a small
// invoice that is paid late says as much of a customer's habits as a large one.
package profile

import (
	"cmp"
	"slices"

	"acquit/internal/date"
)

// Kind is what kind of payer a customer is.
type Kind string

// The kinds. A customer of whom nothing is known is New.
const (
	New      Kind = "new"      // fewer than Enough invoices were paid
	Prompt   Kind = "prompt"   // at least PromptPercent of them in time
	Late     Kind = "late"     // the others: as a rule by no more than HabitualDays
	Habitual Kind = "habitual" // more than half of them later than by HabitualDays
)

// Kinds are all kinds, as a person reads them.
var Kinds = [...]Kind{Prompt, Late, Habitual, New}

// Known reports whether k is one of the kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds[:], k) }

// Where one kind ends and the next begins.
const (
	// Window is how many invoices a profile rests on at most, the last that were paid: about
	// a year of a customer who is invoiced every month, so that old sins are forgotten.
	Window = 12
	// Enough is how many must be paid before a customer is more than new: two may be chance.
	Enough = 3
	// GraceDays after the due day are still in time: a transfer takes a day, and who is due
	// on a Saturday pays on Monday.
	GraceDays = 2
	// PromptPercent of the invoices in time make a prompt payer: of a full window two may
	// slip, and of five one.
	PromptPercent = 80
	// HabitualDays is where lateness is no oversight any more: after two weeks a first
	// reminder has long been read.
	HabitualDays = 14
	// recent is how many of the window are the last ones, which the others are held against.
	recent = 4
	// often is how many broken promises, or disputes, of the last year are no accident.
	often = 2
)

// Settled is an invoice of which payments settled half or more, and of which nothing is
// open.
type Settled struct {
	DueOn  date.Date // of its last instalment, where it has several
	PaidOn date.Date // of its last payment
}

// Late is by how many days it was paid after its due day; negative for earlier.
func (s Settled) Late() int { return int(s.PaidOn - s.DueOn) }

// inTime reports whether it was paid in time.
func (s Settled) inTime() bool { return s.Late() <= GraceDays }

// Facts are what else tells of a customer's habits.
type Facts struct {
	Broken   int       // promises that were broken in the last year
	Disputed int       // disputes of the last year
	OldestOn date.Date // the due day of the oldest open invoice; None where nothing is open
}

// Profile is how a customer pays, with the numbers that say so. Days are counted from the
// due day, and are negative before it.
type Profile struct {
	Kind           Kind `json:"kind"`
	Paid           int  `json:"paid"`             // how many invoices it rests on: the last ones, Window at most
	Late           int  `json:"late"`             // how many of them were paid later than GraceDays
	UsualDelay     int  `json:"usual_delay"`      // days by which half of them were paid
	UsualDelayLate int  `json:"usual_delay_late"` // the same of the late ones alone; 0 without any
	Slowest        int  `json:"slowest"`          // days that the slowest of them took; 0 without any
	Trend          int  `json:"trend"`            // by how many days the last four usually came later than those before; negative for sooner
	Broken         int  `json:"broken"`           // promises broken in the last year
	Disputed       int  `json:"disputed"`         // disputes of the last year
	OldestOpenLate int  `json:"oldest_open_late"` // days that the oldest open invoice is overdue; 0 where none is
}

// Breaks reports whether the customer often breaks promises.
func (p *Profile) Breaks() bool { return p.Broken >= often }

// Contests reports whether the customer often contests what it owes.
func (p *Profile) Contests() bool { return p.Disputed >= often }

// Of is the profile of a customer by the invoices that were paid, in any order, and by other
// facts, as of today.
func Of(history []Settled, f Facts, today date.Date) Profile {
	last := lastOnes(history)
	p := Profile{Paid: len(last), Broken: f.Broken, Disputed: f.Disputed}
	days, late := make([]int, len(last)), []int{}
	for n, s := range last {
		days[n] = s.Late()
		if !s.inTime() {
			late = append(late, s.Late())
		}
	}
	p.Late, p.UsualDelay, p.UsualDelayLate = len(late), usual(days), usual(late)
	p.Trend = trend(days)
	if len(days) > 0 {
		p.Slowest = slices.Max(days)
	}
	if f.OldestOn != date.None {
		p.OldestOpenLate = max(0, int(today-f.OldestOn))
	}
	p.Kind = p.kind()
	return p
}

// kind says where the numbers lie. UsualDelay lies beyond HabitualDays just when more than
// half of the invoices do.
func (p *Profile) kind() Kind {
	switch {
	case p.Paid < Enough:
		return New
	case 100*(p.Paid-p.Late) >= PromptPercent*p.Paid:
		return Prompt
	case p.UsualDelay > HabitualDays:
		return Habitual
	}
	return Late
}

// lastOnes are the invoices that were paid last, the newest first; of those paid on one
// day, the one that was due first is the older.
func lastOnes(history []Settled) []Settled {
	sorted := slices.SortedFunc(slices.Values(history), func(a, b Settled) int {
		return cmp.Or(cmp.Compare(b.PaidOn, a.PaidOn), cmp.Compare(b.DueOn, a.DueOn))
	})
	return sorted[:min(len(sorted), Window)]
}

// usual is by how many days half of some invoices were paid; 0 for none. Of an even number
// it is the lower of the two in the middle, so that more than half lie beyond a number of
// days only when usual does.
func usual(days []int) int {
	if len(days) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(days))
	return sorted[(len(sorted)-1)/2]
}

// trend compares the last invoices with those before, the newest standing first; 0 where
// there are too few of either.
func trend(days []int) int {
	if len(days) < 2*recent {
		return 0
	}
	return usual(days[:recent]) - usual(days[recent:])
}
