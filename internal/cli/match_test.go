package cli

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
)

// What people taught stands among the reasons as the page says it.
func TestMatchPrintsWhatWasLearned(t *testing.T) {
	on := date.Must("2026-03-12")
	entry := store.Entry{ID: 1, BookedOn: on, Amount: money.Must("40.00", money.EUR), Text: "loyer"}
	evidence := func(f matching.Fact) matching.Evidence {
		return matching.Evidence{Fact: f, By: "anne@lys.example", On: on, Words: "Loyer"}
	}
	suggested := matching.Result{Refused: matching.NoneFits, Ask: []matching.Proposal{{Customer: 7,
		Evidence: []matching.Evidence{evidence(matching.PayerLearned), evidence(matching.RulePoints)}}}}
	ignored := matching.Result{Refused: matching.RuleIgnores, Ask: suggested.Ask, NotOurs: []matching.Ruling{{Evidence: evidence(matching.RuleIgnores)}}}
	words := locale.NewBook().In(locale.For("en", "BE"))
	for _, c := range []struct {
		outcome settle.Outcome
		want    matchLine
	}{
		{settle.Outcome{Entry: entry, Result: suggested, State: store.EntryAsk}, matchLine{Result: "suggested", Refused: matching.NoneFits, Proposed: []proposalLine{{
			Customer: "0000000000007", Shares: []shareLine{}, Reasons: []string{
				"anne@lys.example said on 12 March 2026 that the customer pays under the name “Loyer”.",
				"The rule “Loyer” of anne@lys.example, made on 12 March 2026, says that it is this customer’s payment."}}}}},
		{settle.Outcome{Entry: entry, Result: ignored, State: store.EntryIgnored}, matchLine{Result: "ignored", Refused: matching.RuleIgnores, Proposed: []proposalLine{},
			Reasons: []string{"The rule “Loyer” of anne@lys.example, made on 12 March 2026, says that it is no customer’s payment."}}},
	} {
		c.want.Entry, c.want.BookedOn, c.want.Amount, c.want.Currency, c.want.Text = "0000000000001", "2026-03-12", "40.00", "EUR", "loyer"
		if diff := cmp.Diff(c.want, lineOf(&c.outcome, words)); diff != "" {
			t.Error(diff)
		}
	}
}
