package sms

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/testkit/corpus"
)

func TestTheExampleIsTheOneOfTheManual(t *testing.T) {
	if _, err := Parse([]byte(Example())); err != nil {
		t.Error(err)
	}
	manual, err := os.ReadFile(filepath.Join(corpus.Root(), "docs", "gateways.md"))
	if err != nil || !strings.Contains(string(manual), Example()) {
		t.Errorf("docs/gateways.md has another example: %v", err)
	}
}
