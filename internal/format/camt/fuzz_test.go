package camt

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// strict is a sink that knows what a reader promises.
type strict struct {
	t    *testing.T
	open *bank.Statement
}

func (s *strict) Begin(st *bank.Statement) error {
	if s.open != nil {
		s.t.Fatal("a statement begins inside another")
	}
	s.open = st
	return nil
}

func (s *strict) Entry(e *bank.Entry) error {
	if s.open == nil {
		s.t.Fatal("an entry stands outside of a statement")
	}
	s.record(e)
	for i := range e.Details {
		s.record(&e.Details[i])
	}
	return nil
}

func (s *strict) record(e *bank.Entry) {
	if e.BookedOn == date.None || e.ValueOn == date.None {
		s.t.Fatalf("an entry has no day: %+v", e)
	}
	if e.Status == "" || e.Place == "" {
		s.t.Fatalf("an entry has no status or place: %+v", e)
	}
	if stated(e.EndToEndID) != e.EndToEndID {
		s.t.Fatalf("an end-to-end id is %q", e.EndToEndID)
	}
}

func (s *strict) End(st *bank.Statement) error {
	if s.open != st {
		s.t.Fatal("a statement ends that did not begin")
	}
	s.open = nil
	if len(st.Warnings) > maxNotes+1 {
		s.t.Fatalf("%d warnings", len(st.Warnings))
	}
	return nil
}

// FuzzRead checks that whatever a file holds is read into usable records or
// refused with a place.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/*.xml", "testdata/refused/*.xml"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		err := Read(bytes.NewReader(raw), &strict{t: t})
		if err != nil && (!errors.Is(err, fault.Invalid) || !placed(err)) {
			t.Fatalf("refused without a kind or place: %v", err)
		}
	})
}

// FuzzAmount checks that an amount is exact or none.
func FuzzAmount(f *testing.F) {
	for _, figure := range []string{"1190.00", "0", "+5", "-5", "1e3", "12,50", "", "999999999999999.99999", "0.123456789012345678901"} {
		f.Add(figure, "EUR")
	}
	f.Fuzz(func(t *testing.T, figure, currency string) {
		d, ok := amount{figure, currency}.decimal()
		if !ok {
			return
		}
		if d.IsNeg() {
			t.Fatalf("%q is negative", figure)
		}
		if !sameNumber(figure, d.String()) {
			t.Fatalf("%q is read as %s", figure, d)
		}
		if c, err := money.ParseCurrency(currency); err == nil {
			if _, _, err := money.Round(d, c); err != nil && len(figure) < 15 {
				t.Fatalf("%q %s cannot be an amount: %v", figure, currency, err)
			}
		}
	})
}
