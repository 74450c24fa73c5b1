package id

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"acquit/internal/fault"
)

// at is a clock that stands still.
func at(t time.Time) func() time.Time { return func() time.Time { return t } }

var noon = time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)

func TestIdentifiersSortByTheTimeOfTheirMaking(t *testing.T) {
	now := noon
	m := NewMaker(func() time.Time { return now })
	var made []ID
	for range 100 {
		made = append(made, m.New(), m.New())
		now = now.Add(time.Millisecond)
	}
	if !slices.IsSorted(made) || len(slices.Compact(slices.Clone(made))) != len(made) {
		t.Errorf("out of order or repeated: %v", made)
	}
	texts := make([]string, len(made))
	for i, id := range made {
		texts[i] = id.String()
	}
	if !slices.IsSorted(texts) {
		t.Errorf("texts out of order: %v", texts)
	}
}

func TestTwoMakersSortByTime(t *testing.T) {
	early, late := NewMaker(at(noon)), NewMaker(at(noon.Add(time.Millisecond)))
	if a, b := early.New(), late.New(); a >= b {
		t.Errorf("%d was made before %d", a, b)
	}
}

func TestTheClockMayMisbehave(t *testing.T) {
	for _, c := range []struct {
		name string
		step time.Duration
	}{
		{"it stands still", 0},
		{"it runs back a little", -time.Millisecond},
		{"it runs back by years", -10000 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := noon
			m := NewMaker(func() time.Time { return now })
			last := m.New()
			for range 5000 { // more than are counted within a millisecond
				now = now.Add(c.step)
				next := m.New()
				if next <= last {
					t.Fatalf("%d follows %d", next, last)
				}
				last = next
			}
		})
	}
}

func TestIdentifiersArePositive(t *testing.T) {
	for name, now := range map[string]time.Time{
		"a clock before the epoch":   time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		"the epoch":                  time.UnixMilli(epoch),
		"the last year that we have": time.Date(2094, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		if i := NewMaker(at(now)).New(); i <= 0 {
			t.Errorf("%s makes %d", name, i)
		}
	}
}

func TestManyAtOnceAreUnique(t *testing.T) {
	const makers, each = 8, 2000
	m := NewMaker(time.Now)
	made := make([][]ID, makers)
	var all sync.WaitGroup
	for n := range makers {
		all.Go(func() {
			for range each {
				made[n] = append(made[n], m.New())
			}
		})
	}
	all.Wait()
	ids := slices.Sorted(slices.Values(slices.Concat(made...)))
	if unique := len(slices.Compact(ids)); unique != makers*each {
		t.Errorf("%d of %d are unique", unique, makers*each)
	}
	for n := range made {
		if !slices.IsSorted(made[n]) {
			t.Errorf("caller %d saw them out of order", n)
		}
	}
}

func TestTextIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := ID(rapid.Int64Min(0).Draw(t, "a"))
		b := ID(rapid.Int64Min(0).Draw(t, "b"))
		for _, text := range []string{a.String(), strings.ToUpper(a.String())} {
			if got, err := Parse(text); err != nil || got != a {
				t.Fatalf("%d is written %q and read as %d, %v", a, text, got, err)
			}
		}
		if (a < b) != (a.String() < b.String()) {
			t.Fatalf("%d and %d sort otherwise than %s and %s", a, b, a, b)
		}
	})
}

func TestParse(t *testing.T) {
	for text, want := range map[string]ID{
		"0000000000000": 0,
		"000000000000z": 31,
		"7zzzzzzzzzzzz": math.MaxInt64,
	} {
		if got, err := Parse(text); err != nil || got != want || got.String() != text {
			t.Errorf("Parse(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for name, text := range map[string]string{
		"nothing":                      "",
		"too short":                    "000000000000",
		"too long":                     "00000000000000",
		"one more than 63 bits":        "8000000000000",
		"more than 64 bits":            "g000000000000",
		"a letter of no use":           "000000000000l",
		"a sign":                       "-000000000001",
		"a letter beyond ASCII":        "0000000000é0",
		"a letter that lowers to a k":  "0000000000\u212a",
		"a character of several bytes": "0000000000€",
	} {
		if got, err := Parse(text); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: Parse(%q) = %d, %v", name, text, got, err)
		}
	}
}

func TestJSON(t *testing.T) {
	raw, err := json.Marshal(ID(math.MaxInt64))
	if err != nil || string(raw) != `"7zzzzzzzzzzzz"` {
		t.Errorf("%s, %v", raw, err)
	}
	var i ID
	if err := json.Unmarshal(raw, &i); err != nil || i != math.MaxInt64 {
		t.Errorf("%s is read as %d, %v", raw, i, err)
	}
	if err := json.Unmarshal([]byte(`"none"`), &i); err == nil {
		t.Errorf("none is read as %d", i)
	}
}

func BenchmarkNew(b *testing.B) {
	m := NewMaker(time.Now)
	b.ReportAllocs()
	for b.Loop() {
		m.New()
	}
}
