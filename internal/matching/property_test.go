package matching

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// few amounts, customers and numbers, so that claims meet.

func anyAmount(t *rapid.T, label string, least int64) money.Amount {
	c := rapid.SampledFrom([]money.Currency{money.EUR, money.EUR, money.EUR, money.USD}).Draw(t, "currency")
	return money.Of(rapid.Int64Range(least, 5).Draw(t, label)*1000, c)
}

func anyCandidates(t *rapid.T) Candidates {
	var c Candidates
	for n := range rapid.IntRange(0, 8).Draw(t, "items") {
		i := item(id.ID(n+1), id.ID(rapid.IntRange(1, 3).Draw(t, "customer")), anyNumber(t), "0.00")
		i.Open, i.DueOn = anyAmount(t, "open", -2), booked.AddDays(rapid.IntRange(0, 3).Draw(t, "due"))
		i.Reference = fmt.Sprintf("0000000%05d", rapid.IntRange(1, 6).Draw(t, "reference"))
		i.OrderKey = rapid.SampledFrom([]string{"", "20260012", "PO4711"}).Draw(t, "order")
		c.Items = append(c.Items, i)
	}
	c.Tolerance = Tolerance{Most: map[money.Currency]int64{money.EUR: anyAmount(t, "tolerated", 0).Minor}, Share: rapid.SampledFrom([]int{0, 0, 5000}).Draw(t, "tolerated share")}
	for range rapid.IntRange(0, 4).Draw(t, "payers") {
		c.Payers = append(c.Payers, Payer{rapid.SampledFrom([]string{iban1, iban2}).Draw(t, "iban"), id.ID(rapid.IntRange(1, 3).Draw(t, "payer"))})
	}
	for range rapid.IntRange(0, 3).Draw(t, "names") {
		c.Named = append(c.Named, Named{rapid.SampledFrom([]string{"lys fils", "acme"}).Draw(t, "name"), id.ID(rapid.IntRange(1, 3).Draw(t, "named"))})
	}
	for range rapid.IntRange(0, 2).Draw(t, "learned names") {
		c.Learned = append(c.Learned, Taught{Named: Named{"lys fils", id.ID(rapid.IntRange(1, 3).Draw(t, "learned"))}})
	}
	for range rapid.IntRange(0, 2).Draw(t, "customer numbers") {
		c.Numbered = append(c.Numbered, Named{"c-7", id.ID(rapid.IntRange(1, 3).Draw(t, "numbered"))})
	}
	c.Rules = NewRulebook(anyRules(t))
	c.Told = anyTold(t, c.Items)
	return c
}

// anyTold is what customers said that they paid: of their own items, and of what is none.
func anyTold(t *rapid.T, items []Item) (all []Told) {
	for n := range rapid.IntRange(0, 3).Draw(t, "told") {
		told := Told{ID: id.ID(n + 1), Customer: id.ID(rapid.IntRange(1, 3).Draw(t, "who told")), On: booked.AddDays(rapid.IntRange(-20, 5).Draw(t, "told day")), Amount: anyAmount(t, "told amount", 1)}
		for n := range items {
			if rapid.IntRange(0, 3).Draw(t, "told of it") == 0 {
				told.Invoices = append(told.Invoices, items[n].Invoice)
			}
		}
		all = append(all, told)
	}
	return all
}

func anyRules(t *rapid.T) (all []Rule) {
	for n := range rapid.IntRange(0, 3).Draw(t, "rules") {
		all = append(all, Rule{ID: id.ID(n + 1), Words: rapid.SampledFrom([]string{"merci", "Klant", "lys", "lys merci"}).Draw(t, "words"),
			Account: id.ID(rapid.IntRange(0, 2).Draw(t, "rule’s account")), Flow: rapid.SampledFrom([]Flow{"", "", FlowIn, FlowOut}).Draw(t, "flow"),
			Customer: id.ID(rapid.IntRange(0, 3).Draw(t, "rule’s customer")), By: "anne", On: booked})
		r := &all[n]
		if rapid.Bool().Draw(t, "bounded") {
			r.Least = anyAmount(t, "least", 0)
			r.Most = r.Least.Add(money.Of(rapid.Int64Range(0, 3).Draw(t, "range")*1000, r.Least.Currency))
		}
	}
	return all
}

func anyNumber(t *rapid.T) string {
	return rapid.SampledFrom([]string{"R-1", "R-2", "12", "2026-001", "20260012", "20260013", "2026001220260013", "PO 4711", "INV-1-11", "INV-11-1"}).Draw(t, "number")
}

func anyEntries(t *rapid.T) []Entry {
	var all []Entry
	for n := range rapid.IntRange(0, 8).Draw(t, "entries") {
		e := Entry{ID: id.ID(n + 1), BookedOn: booked.AddDays(rapid.IntRange(0, 3).Draw(t, "booked")), Amount: anyAmount(t, "paid", 1)}
		if rapid.Bool().Draw(t, "refers") {
			e = e.referring(rapid.IntRange(1, 7).Draw(t, "refers to"))
		}
		e.Text = strings.Join([]string{rapid.SampledFrom([]string{"", "merci", "2026-12-01", "klant C-7"}).Draw(t, "word"), anyNumber(t)}, " ")
		if rapid.Bool().Draw(t, "says nothing") {
			e.Text = ""
		}
		e.IBAN = rapid.SampledFrom([]string{"", iban1, iban2}).Draw(t, "from")
		e.Name = rapid.SampledFrom([]string{"", "ACME NV", "Fils & Lys"}).Draw(t, "by")
		e.Account = id.ID(rapid.IntRange(1, 2).Draw(t, "account"))
		if rapid.Bool().Draw(t, "tells the original amount") {
			e.Original = anyAmount(t, "original", 1)
		}
		all = append(all, e)
	}
	return all
}

func TestNothingIsGivenTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries, c := anyEntries(t), anyCandidates(t)
		open := map[id.ID]money.Amount{}
		owner := map[id.ID]id.ID{}
		for _, i := range c.Items {
			open[i.Invoice], owner[i.Invoice] = i.Open, i.Customer
		}
		left, letGo := maps.Clone(open), map[id.ID]bool{}
		for n, r := range Propose(Read(entries), c) {
			if r.Entry != entries[n].ID || r.Certain != nil && len(r.Ask) > 0 || (r.Certain == nil) != (r.Refused != "") ||
				len(r.NotOurs) > 0 && r.Certain != nil {
				t.Fatalf("the result %+v of entry %d", r, entries[n].ID)
			}
			all := r.Ask
			if r.Certain != nil {
				all = append(all, *r.Certain)
			}
			for _, p := range all {
				rest := entries[n].Amount
				if p.Paid != (money.Amount{}) {
					if rest = p.Paid; rest.Currency == entries[n].Amount.Currency || p.Paid != entries[n].Original && (r.Certain != nil || !p.OnAccount.IsZero()) {
						t.Errorf("entry %d of %s, sent as %s, is taken for %s", r.Entry, entries[n].Amount.Text(), entries[n].Original.Text(), p.Paid.Text())
					}
				}
				for _, s := range p.Shares {
					if s.Amount.Sign() != open[s.Invoice].Sign() || owner[s.Invoice] != s.Customer || s.Customer != p.Customer && !p.OnAccount.IsZero() {
						t.Errorf("entry %d: a share %+v of customer %d", r.Entry, s, p.Customer)
					}
					rest = rest.Sub(s.Amount)
				}
				if rest.Sub(p.OnAccount).Sign() != 0 || p.OnAccount.Sign() < 0 {
					t.Errorf("entry %d of %s becomes %+v", r.Entry, entries[n].Amount.Text(), p)
				}
				if len(p.Evidence) == 0 {
					t.Errorf("entry %d: a proposal without evidence", r.Entry)
				}
			}
			if r.Certain == nil {
				continue
			}
			for _, s := range r.Certain.Shares {
				left[s.Invoice] = left[s.Invoice].Sub(s.Amount)
			}
			for _, d := range r.Certain.Differences {
				left[d.Invoice], letGo[d.Invoice] = left[d.Invoice].Sub(d.Amount), true
				if d.Amount.Sign() <= 0 {
					t.Errorf("entry %d lets go %+v", r.Entry, d)
				}
			}
		}
		for invoice, left := range left {
			if left.Sign() == -open[invoice].Sign() && left.Sign() != 0 || letGo[invoice] && !left.IsZero() {
				t.Errorf("of invoice %d %s was open, and %s is", invoice, open[invoice], left)
			}
		}
	})
}

// What is proposed depends on the facts alone: not on their order, and not on an
// earlier call.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries, c := anyEntries(t), anyCandidates(t)
		mixed := Candidates{
			Items:  rapid.Permutation(c.Items).Draw(t, "items in another order"),
			Payers: rapid.Permutation(c.Payers).Draw(t, "payers in another order"),
			Named:  rapid.Permutation(c.Named).Draw(t, "names in another order"),
			Told:   rapid.Permutation(c.Told).Draw(t, "what was told in another order"),

			Learned: c.Learned, Numbered: c.Numbered, Tolerance: c.Tolerance, Rules: c.Rules,
		}
		want := byEntry(Propose(Read(entries), c))
		got := byEntry(Propose(Read(rapid.Permutation(entries).Draw(t, "entries in another order")), mixed))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func byEntry(results []Result) map[id.ID]Result {
	all := map[id.ID]Result{}
	for _, r := range results {
		all[r.Entry] = r
	}
	return all
}

func TestProposeLeavesWhatItIsGivenAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries, c := anyEntries(t), anyCandidates(t)
		entriesBefore := slices.Clone(entries)
		before := Candidates{Items: slices.Clone(c.Items), Payers: slices.Clone(c.Payers), Named: slices.Clone(c.Named), Learned: slices.Clone(c.Learned), Numbered: slices.Clone(c.Numbered), Told: slices.Clone(c.Told), Tolerance: c.Tolerance, Rules: c.Rules}
		Propose(Read(entries), c)
		if diff := cmp.Diff(entriesBefore, entries); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(before, c, cmp.AllowUnexported(Rulebook{}, bound{})); diff != "" {
			t.Error(diff)
		}
	})
}

// What is not among the keys of an entry cannot be found by it: the store loads no
// more than the keys name.
func TestKeysFindEveryCandidate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries, c := anyEntries(t), anyCandidates(t)
		keys := KeysOf(Read(entries))
		keys.Owners = c.Rules.Owners(Read(entries))
		if diff := cmp.Diff(byEntry(Propose(Read(entries), c)), byEntry(Propose(Read(entries), loaded(c, keys)))); diff != "" {
			t.Error(diff)
		}
	})
}

// loaded is what a store gives for keys.
func loaded(c Candidates, k Keys) (found Candidates) {
	found.Tolerance, found.Rules = c.Tolerance, c.Rules
	owners := map[id.ID]bool{}
	for _, owner := range k.Owners {
		owners[owner] = true
	}
	for _, p := range c.Payers {
		if slices.Contains(k.IBANs, p.IBAN) {
			found.Payers, owners[p.Customer] = append(found.Payers, p), true
		}
	}
	for _, n := range c.Named {
		if slices.Contains(k.Names, n.Key) {
			found.Named, owners[n.Customer] = append(found.Named, n), true
		}
	}
	for _, n := range c.Learned {
		if slices.Contains(k.Names, n.Key) {
			found.Learned, owners[n.Customer] = append(found.Learned, n), true
		}
	}
	for _, n := range c.Numbered {
		if slices.Contains(k.Customers, n.Key) {
			found.Numbered, owners[n.Customer] = append(found.Numbered, n), true
		}
	}
	for _, t := range c.Told {
		if t.On >= k.Since && (owners[t.Customer] || slices.Contains(k.Amounts, t.Amount)) {
			found.Told = append(found.Told, t)
		}
	}
	for _, t := range found.Told {
		owners[t.Customer] = true
	}
	for _, i := range c.Items {
		if slices.Contains(k.References, i.Reference) || slices.Contains(k.Numbers, i.NumberKey) || slices.Contains(k.Numbers, i.OrderKey) || owners[i.Customer] && !i.Open.IsZero() {
			found.Items = append(found.Items, i)
		}
	}
	return found
}

// Where a number is named, the evidence shows the very words.
func TestEvidencePointsAtTheNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[A-Z]{1,4}-20[0-9]{2}-[0-9]{4}`).Draw(t, "number")
		before := rapid.StringMatching(`([a-zé ]{0,12}[ ,;(])?`).Draw(t, "before")
		after := rapid.StringMatching(`([ ,;)][a-zé ]{0,12})?`).Draw(t, "after")
		c := Candidates{Items: []Item{item(1, p1, number, "10.00")}}
		e := Entry{ID: 1, BookedOn: date.Must("2026-01-01"), Amount: eur("4.00"), Text: before + number + after}
		r := Propose(Read([]Entry{e}), c)[0]
		if r.Certain == nil {
			t.Fatalf("%q does not name %s: %s", e.Text, number, r.Refused)
		}
		if by := r.Certain.Evidence[0]; e.Text[by.Start:by.End] != number {
			t.Errorf("%q is named by %q", number, e.Text[by.Start:by.End])
		}
	})
}
