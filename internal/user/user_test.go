package user

import (
	"errors"
	"strings"
	"testing"

	"acquit/internal/fault"
)

func TestAPasswordIsKnownByItsHashAlone(t *testing.T) {
	h, err := NewHash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(h), "horse") || !h.Matches("correct horse battery") || h.Matches("correct horse batterie") || Hash("").Matches("") {
		t.Error("the hash tells the password, or takes another one")
	}
	if _, err := NewHash("éééééééé9"); !errors.Is(err, fault.Invalid) {
		t.Errorf("nine characters: %v", err)
	}
	if _, err := NewHash("éééééééé10"); err != nil {
		t.Errorf("ten characters: %v", err)
	}
}

func TestAMarkChangesWithThePassword(t *testing.T) {
	first, err := NewHash("correct horse battery")
	again, err2 := NewHash("correct horse battery")
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	same := first
	if first.Mark() != same.Mark() || first.Mark() == again.Mark() || strings.Contains(string(first), first.Mark()) {
		t.Errorf("%s, %s of %s", first.Mark(), again.Mark(), first)
	}
}
