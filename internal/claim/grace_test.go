package claim

import (
	"testing"

	"acquit/internal/calendar"
	"acquit/internal/date"
)

func TestTheVectorsOfBelgianGrace(t *testing.T) {
	var doc struct {
		Windows []struct {
			Sent    date.Date `json:"sent"`
			Channel string    `json:"channel"`
			First   date.Date `json:"window_first_day_prudent"`
			Last    date.Date `json:"window_last_day_prudent"`
			Over    date.Date `json:"earliest_charge_day_prudent"`
		} `json:"be_b2c_windows"`
	}
	vectors(t, &doc)
	if len(doc.Windows) == 0 {
		t.Fatal("there are no vectors")
	}
	for _, v := range doc.Windows {
		if got := Belgium(calendar.New(), v.Sent, v.Channel == "post"); got != (Grace{v.First, v.Last}) || got.Over() != v.Over {
			t.Errorf("%s by %s: %s to %s, over on %s", v.Sent, v.Channel, got.From, got.Until, got.Over())
		}
	}
}

func TestDutchGrace(t *testing.T) {
	for _, c := range []struct {
		sent   string
		byPost bool
		first  string
	}{
		{"2026-03-03", true, "2026-03-06"},  // a Tuesday: Wednesday, Thursday, and the day after
		{"2026-03-06", true, "2026-03-11"},  // a Friday: Saturday, Tuesday
		{"2026-12-23", true, "2026-12-30"},  // Christmas, Boxing Day, Sunday and Monday bring no post
		{"2026-03-06", false, "2026-03-07"}, // by wire at once
	} {
		got := Netherlands(calendar.New(), date.Must(c.sent), c.byPost)
		if first := date.Must(c.first); got.From != first || got.Until != first.AddDays(13) {
			t.Errorf("sent on %s: %s to %s", c.sent, got.From, got.Until)
		}
	}
}
