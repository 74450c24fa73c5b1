package id

import (
	"strings"
	"testing"
)

func TestTokensAreFitForAnAddressAndStoredByHash(t *testing.T) {
	a, b := NewToken(), NewToken()
	if a == b || len(a) < 26 || strings.Trim(string(a), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		t.Errorf("%s, %s", a, b)
	}
	if a.Hash() == b.Hash() || strings.Contains(a.Hash(), string(a)) || len(a.Hash()) != 64 {
		t.Errorf("%s is stored as %s", a, a.Hash())
	}
}
