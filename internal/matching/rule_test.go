package matching

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// ruled are the candidates of base, with rules.
func ruled(rules ...Rule) Candidates {
	c := base()
	for n := range rules {
		rules[n].ID, rules[n].By, rules[n].On = id.ID(n+1), "anne", booked
	}
	c.Rules = NewRulebook(rules)
	return c
}

func (e Entry) on(account id.ID) Entry { e.Account = account; return e }

func TestRules(t *testing.T) {
	rent := Rule{Words: "Loyer entrepôt", Customer: p1}
	between := Rule{Words: "loyer", Customer: p1, Account: 7, Least: eur("100.00"), Most: eur("300.00")}
	tax := Rule{Words: "précompte TVA"}
	for _, c := range []struct {
		name string
		c    Candidates
		e    Entry
		want string
	}{
		{"its words, in any case and order", ruled(rent), paid(1, "200.00").saying("ENTREPOT 12, loyer juin"), "auto I2=200.00"},
		{"its words, some in the name", ruled(rent), paid(1, "200.00").by("Entrepôt du Lys").saying("loyer"), "auto I2=200.00"},
		{"its words and no amount that is open", ruled(rent), paid(1, "40.00").saying("loyer entrepot"), "suggest I1=40.00: none_fits"},
		{"one of its words", ruled(rent), paid(1, "200.00").saying("loyer"), "none: nothing_named"},
		{"a word of which it has a part", ruled(rent), paid(1, "200.00").saying("loyers entrepots"), "none: nothing_named"},
		{"characters special to patterns", ruled(Rule{Words: "a.*(b) +++ 100%_loyer", Customer: p1}), paid(1, "200.00").saying("100%_LOYER [a] (b)"), "auto I2=200.00"},
		{"M13 AR: amount and account inside", ruled(between), paid(1, "200.00").on(7).saying("loyer"), "auto I2=200.00"},
		{"M13 AR: the least amount", ruled(between), paid(1, "100.00").on(7).saying("loyer"), "auto I1=100.00"},
		{"M13 AR: the most", ruled(between), paid(1, "300.00").on(7).saying("loyer"), "auto I3=300.00"},
		{"M13 AR: another account", ruled(between), paid(1, "200.00").on(8).saying("loyer"), "none: nothing_named"},
		{"M13 AR: less", ruled(between), paid(1, "99.99").on(7).saying("loyer"), "none: nothing_named"},
		{"M13 AR: more", ruled(between), paid(1, "300.01").on(7).saying("loyer"), "none: nothing_named"},
		{"M13 AR: another currency", ruled(between), Entry{ID: 1, BookedOn: booked, Amount: money.Must("200.00", money.USD), Account: 7, Text: "loyer"}, "none: nothing_named"},
		{"a way that money did not go", ruled(Rule{Words: "loyer", Flow: FlowOut}), paid(1, "200.00").saying("loyer"), "none: nothing_named"},
		{"two rules that name two customers", ruled(rent, Rule{Words: "loyer", Customer: p2}), paid(1, "1000.00").saying("loyer entrepot"), "suggest I4=1000.00: several_payers"},
		{"a rule, and an account of the same customer", ruled(rent), paid(1, "200.00").from(iban1).saying("loyer entrepot"), "auto I2=200.00"},
		{"a rule, and an account of another customer", ruled(rent), paid(1, "200.00").from(iban2).saying("loyer entrepot"), "suggest I2=200.00: several_payers"},
		{"a rule, and the number of the same customer", ruled(rent), paid(1, "40.00").saying("loyer entrepot I1"), "auto I1=40.00"},
		{"a rule, and a strong number of another customer", ruled(Rule{Words: "loyer", Customer: p2}), paid(1, "40.00").saying("loyer I1"), "suggest I1=40.00: payer_other"},
		{"it is nobody's", ruled(tax), paid(1, "200.00").saying("Précompte, TVA 2T"), "not ours 1"},
		{"it is nobody's, though the account is known", ruled(tax), paid(1, "250.00").from(iban1).saying("precompte tva"), "not ours 1"},
		{"it is nobody's, but comes to what the account's customer owes", ruled(tax), paid(1, "200.00").from(iban1).saying("precompte tva"), "suggest I2=200.00: rule_ignores"},
		{"it is nobody's, but names an invoice", ruled(tax), paid(1, "200.00").referring(1).saying("precompte tva"), "suggest I1=100.00 +100.00: rule_ignores"},
		{"it is nobody's, but may name an invoice", ruled(tax), paid(1, "40.00").from(iban2).saying("precompte tva I1"), "suggest I1=40.00: payer_other"},
		{"two rules of which one says that it is nobody's", ruled(tax, Rule{Words: "tva", Customer: p1}), paid(1, "200.00").saying("precompte tva"), "suggest I2=200.00: rule_ignores"},
		{"two rules say that it is nobody's", ruled(tax, Rule{Words: "tva"}), paid(1, "200.00").saying("precompte tva"), "not ours 1 2"},
		{"two rules of which one says that it is nobody's, and no amount fits", ruled(tax, Rule{Words: "tva", Customer: p1}), paid(1, "40.00").saying("precompte tva"), "suggest I1=40.00: none_fits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Propose(Read([]Entry{c.e}), c.c)[0]
			got := outcome(r)
			if len(r.NotOurs) > 0 {
				got = "not ours"
				for _, by := range r.NotOurs {
					got += fmt.Sprintf(" %d", by.Rule.ID)
				}
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// What a rule or a taught name rests on says who made it, when, and where it stands.
func TestRulesAreEvidence(t *testing.T) {
	for _, c := range []struct {
		name string
		c    Candidates
		e    Entry
		want []Evidence
	}{
		{"a rule", ruled(Rule{Words: "entrepôt loyer", Customer: p1}), paid(1, "200.00").saying("n° 4 Loyer entrepôt"),
			[]Evidence{{Fact: RulePoints, By: "anne", On: booked, Words: "entrepôt loyer", Start: 6, End: 11}, {Fact: AmountExact}, {Fact: OnlyFit}}},
		{"a rule whose words stand in the name", ruled(Rule{Words: "lys", Customer: p1}), paid(1, "200.00").by("Lys"),
			[]Evidence{{Fact: RulePoints, By: "anne", On: booked, Words: "lys"}, {Fact: AmountExact}, {Fact: OnlyFit}}},
		{"a rule and an account", ruled(Rule{Words: "loyer", Customer: p1}), paid(1, "200.00").from(iban1).saying("loyer"),
			[]Evidence{{Fact: PayerKnown}, {Fact: RulePoints, By: "anne", On: booked, Words: "loyer", End: 5}, {Fact: AmountExact}, {Fact: OnlyFit}}},
		{"a rule that says another customer", ruled(Rule{Words: "loyer", Customer: p2}), paid(1, "100.00").saying("loyer I1"),
			[]Evidence{{Fact: NumberNamed, Number: "I1", Start: 6, End: 8}, {Fact: AmountExact}, {Fact: RuleOther, By: "anne", On: booked, Words: "loyer", End: 5}}},
		{"a rule that says nobody", ruled(Rule{Words: "loyer"}), paid(1, "100.00").saying("loyer I1"),
			[]Evidence{{Fact: NumberNamed, Number: "I1", Start: 6, End: 8}, {Fact: AmountExact}, {Fact: RuleIgnores, By: "anne", On: booked, Words: "loyer", End: 5}}},
		{"two rules that disagree", ruled(Rule{Words: "loyer"}, Rule{Words: "juin", Customer: p1}), paid(1, "40.00").saying("loyer juin"),
			[]Evidence{{Fact: RulePoints, By: "anne", On: booked, Words: "juin", Start: 6, End: 10}, {Fact: PartPaid}, {Fact: RuleIgnores, By: "anne", On: booked, Words: "loyer", End: 5}}},
		{"a taught name", taught("lys fils"), paid(1, "200.00").by("Fils & Lys"),
			[]Evidence{{Fact: PayerLearned, By: "anne", On: booked, Words: "Fils & Lys"}, {Fact: AmountExact}, {Fact: OnlyFit}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Propose(Read([]Entry{c.e}), c.c)[0]
			p := r.Certain
			if p == nil {
				p = &r.Ask[0]
			}
			if diff := cmp.Diff(c.want, p.Evidence); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A name that was taught for one customer and is another's own is asked about.
func TestATaughtNameThatIsAnothersOwn(t *testing.T) {
	c := taught("lys fils")
	c.Named = append(c.Named, Named{"lys fils", p2})
	if got := outcome(Propose(Read([]Entry{paid(1, "200.00").by("Lys Fils")}), c)[0]); got != "suggest I2=200.00: several_payers" {
		t.Error(got)
	}
}

// A name under which others pay as well, as a provider's, is shown and books nothing.
func TestATaughtNameThatPaysForOthers(t *testing.T) {
	c := taught("lys fils")
	c.Learned[0].Shared = true
	if got := outcome(Propose(Read([]Entry{paid(1, "200.00").by("Lys Fils")}), c)[0]); got != "suggest I2=200.00: name_only" {
		t.Error(got)
	}
}

// A rule acts only inside its filters, whatever stands in the entry, and on all that is
// inside.
func TestARuleActsInsideItsFilters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := anyRules(t)
		book := NewRulebook(rules)
		for _, e := range anyEntries(t) {
			if rapid.Bool().Draw(t, "left") {
				e.Amount = e.Amount.Neg()
			}
			acting := book.On(&e)
			for _, r := range rules {
				acts := slices.ContainsFunc(acting, func(a Ruling) bool { return a.Rule == r })
				if inside := isInside(&r, &e); acts != inside {
					t.Errorf("%+v acts on %+v: %t, and is inside: %t", r, e, acts, inside)
				}
			}
		}
	})
}

// isInside says at length what Rulebook.On finds by its words.
func isInside(r *Rule, e *Entry) bool {
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(e.Text+" "+e.Name, "&", " ")))
	for _, w := range strings.Fields(strings.ToLower(r.Words)) {
		if !slices.Contains(words, w) {
			return false
		}
	}
	in, size := e.Amount.Minor > 0, max(e.Amount.Minor, -e.Amount.Minor)
	for _, bound := range []money.Amount{r.Least, r.Most} {
		if bound.Minor != 0 && bound.Currency != e.Amount.Currency {
			return false
		}
	}
	return r.Check() == nil && (r.Account == 0 || r.Account == e.Account) && (r.Flow == "" || (r.Flow == FlowIn) == in) && (in || r.Customer == 0) &&
		size >= r.Least.Minor && (r.Most.Minor == 0 || size <= r.Most.Minor)
}

func TestRulesThatAreRefused(t *testing.T) {
	for _, r := range []Rule{
		{}, {Words: " .-+ "}, {Words: "a of de"}, {Words: "loyer", Customer: p1, Flow: FlowOut},
		{Words: "loyer", Least: eur("-1.00")}, {Words: "loyer", Most: eur("-1.00")}, {Words: "loyer", Least: eur("2.00"), Most: eur("1.00")},
		{Words: "loyer", Least: eur("1.00"), Most: money.Must("2.00", money.USD)},
	} {
		if err := r.Check(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", r, err)
		}
		if by := NewRulebook([]Rule{r}).On(&Entry{Amount: eur("1.50"), Text: "a of de loyer", BookedOn: date.Must("2026-01-01")}); len(by) > 0 {
			t.Errorf("%+v acts", r)
		}
	}
}
