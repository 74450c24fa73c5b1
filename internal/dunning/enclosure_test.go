package dunning_test

import (
	"strings"
	"testing"

	"acquit/internal/dunning"
	"acquit/internal/message"
)

func TestWhatAStepEnclosesIsChecked(t *testing.T) {
	for _, c := range []struct {
		encloses []dunning.Enclosure
		refused  string
	}{
		{nil, ""},
		{dunning.Enclosures(), ""},
		{[]dunning.Enclosure{"brochure"}, `encloses "brochure"`},
		{[]dunning.Enclosure{dunning.EncloseInvoices, dunning.EncloseInvoices}, `"invoices" twice`},
	} {
		s := dunning.Standard()
		s.Steps[1].Encloses = c.encloses
		err := s.Check()
		if (c.refused == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%q: %v", c.encloses, err)
		}
	}
}

func TestAStepWithoutWaysMails(t *testing.T) {
	for want, ways := range map[bool][]message.Channel{true: nil, false: {message.Letter, message.Call}} {
		if s := (dunning.Step{Channels: ways}); s.Mails() != want {
			t.Errorf("by %q: mails %v", ways, s.Mails())
		}
	}
}
