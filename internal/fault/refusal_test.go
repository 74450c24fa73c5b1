package fault

import (
	"errors"
	"strings"
	"testing"
)

func TestRefusalsAreNamedUpToALimit(t *testing.T) {
	var r Refusals
	if err := r.Err(Say("%d lines were left out", r.Len())); err != nil {
		t.Errorf("none: %v", err)
	}
	first := At(1, "", "odd")
	r.Add(first)
	if err := r.Err(Say("%d lines were left out", r.Len())); err != error(first) {
		t.Errorf("one: %v", err)
	}
	for line := 2; line <= 5000; line++ {
		r.Add(At(line, "", "odd"))
	}
	err := r.Err(Say("%d lines were left out", r.Len()))
	if !errors.Is(err, Invalid) || !strings.HasPrefix(err.Error(), "5000 lines were left out: line 1: odd\n") || strings.Count(err.Error(), "\n") != mostRefusals-1 {
		t.Errorf("many: %.200s", err)
	}
}
