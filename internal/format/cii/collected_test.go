package cii

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/format/en16931"
	"acquit/internal/format/ubl"
	"acquit/internal/testkit/einvoice"
)

// headLen is how much of a file is looked at to tell what it is.
const headLen = 16 << 10

// TestEveryCollectedXMLIsReadOrNamed finds each collected XML file to be of one
// syntax by its head alone, or else refused with its place, a life-cycle message by
// that name.
func TestEveryCollectedXMLIsReadOrNamed(t *testing.T) {
	every := einvoice.Reader{Is: func(_, _ string) bool { return true }}
	messages, foreign := 0, 0
	every.Documents(t, func(source, path string, file []byte) {
		head := file[:min(len(file), headLen)]
		if ubl.Detect(head) || Detect(head) {
			if ubl.Detect(head) == Detect(head) {
				t.Errorf("%s/%s is of both syntaxes", source, path)
			}
			return
		}
		foreign++
		err := en16931.Foreign(bytes.NewReader(file))
		var place *fault.Error
		if !errors.As(err, &place) || place.Kind != fault.Invalid || place.Place.Line == 0 {
			t.Errorf("%s/%s: refused without a place: %v", source, path, err)
		}
		if bytes.Contains(head, []byte("CrossDomainAcknowledgementAndResponse")) {
			messages++
			if !strings.Contains(err.Error(), "this is a life-cycle message (CDAR) about ") {
				t.Errorf("%s/%s: %v", source, path, err)
			}
		}
	})
	if messages < 10 || foreign < 100 {
		t.Errorf("only %d life-cycle messages among %d files", messages, foreign)
	}
}
