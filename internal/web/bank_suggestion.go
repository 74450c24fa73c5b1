package web

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/web/ui"
)

// proposal is a suggestion as it is drawn. The first one's evidence is marked in the
// entry beside it; a further one that rests on other words shows them itself.
func (d confirmData) proposal(n int) ui.ProposalSpec {
	p := &d.Ask[n]
	s := ui.ProposalSpec{
		ID: "proposal-" + d.Words.Int(int64(n+1)), Title: suggestionTitle(d.Words, p, d.Names), Amount: ui.Sum(d.Words, d.Entry.Amount),
		Reasons: append(evidenceReasons(d.Words, p.Evidence), d.shareLines(p)...),
	}
	if n > 0 && pointsAtText(p.Evidence) {
		s.Found, s.Source = spans(d.Entry.Text, p.Evidence, false), d.Words.T("bank.text")
	}
	return s
}

// shareLines says how a suggestion shares the money out, and how the invoices
// stand.
func (d confirmData) shareLines(p *matching.Proposal) (lines []ui.Reason) {
	for _, s := range p.Shares {
		i := d.Open[s.Invoice]
		if s.Amount.Cmp(i.Open) > 0 {
			settled := matching.Evidence{Fact: matching.AlreadySettled, Number: s.Number}
			lines = append(lines, ui.Reason{Weight: ui.WeightAgainst, Text: explain.EvidenceSentence(d.Words, settled)})
			continue
		}
		lines = append(lines, ui.Reason{Weight: ui.WeightNote, Text: d.Words.T("bank.share_line", "Amount", s.Amount, "Invoice", s.Number,
			"Open", i.Open, "Day", i.DueOn)})
	}
	if len(p.Shares) > 0 && p.OnAccount.Sign() > 0 {
		lines = append(lines, ui.Reason{Weight: ui.WeightNote, Text: d.Words.T("bank.share_rest", "Amount", p.OnAccount)})
	}
	return lines
}

// possible reports whether a suggestion can still be booked: since it was made,
// its invoices may have been settled by other money.
func (d confirmData) possible(p *matching.Proposal) bool {
	return !slices.ContainsFunc(p.Shares, func(s matching.Share) bool { return s.Amount.Cmp(d.Open[s.Invoice].Open) > 0 })
}

// suggestionTitle says what a suggestion would do.
func suggestionTitle(w *locale.Words, p *matching.Proposal, names map[id.ID]string) string {
	name := names[p.Customer]
	switch len(p.Shares) {
	case 0:
		return w.T("bank.would_account", "Customer", name)
	case 1:
		return w.T("bank.would_pay", "Invoice", p.Shares[0].Number, "Customer", name)
	}
	return w.N("bank.would_pay_n", len(p.Shares), "Customer", name)
}

// suggestionWord says in a list what is suggested for an entry.
func suggestionWord(w *locale.Words, ask []matching.Proposal, names map[id.ID]string) string {
	if len(ask) > 1 {
		return w.N("bank.n_suggestions", len(ask))
	}
	return suggestionTitle(w, &ask[0], names)
}

// factsAgainst speak against a proposal; factsNoted only say how it is.
var (
	factsAgainst = []matching.Fact{matching.PayerOther, matching.SeveralFit, matching.NoneFits, matching.NumberShort, matching.SeveralPayers,
		matching.AlreadySettled, matching.NameOnly, matching.NothingNamed, matching.ReferenceShared, matching.SeveralSums, matching.SomeLookedAt}
	factsNoted = []matching.Fact{matching.PartPaid, matching.PaidMore, matching.SmallDifference, matching.DiscountTaken, matching.BankCharge}
)

// evidenceReasons are sentences for evidence, in its order: the marks in the text
// count on it.
func evidenceReasons(w *locale.Words, all []matching.Evidence) []ui.Reason {
	reasons := make([]ui.Reason, len(all))
	for n, e := range all {
		reasons[n] = ui.Reason{Weight: evidenceWeight(e.Fact), Text: explain.EvidenceSentence(w, e)}
	}
	return reasons
}

func evidenceWeight(f matching.Fact) ui.Weight {
	switch {
	case f == matching.ReferenceNames:
		return ui.WeightProof
	case slices.Contains(factsAgainst, f):
		return ui.WeightAgainst
	case slices.Contains(factsNoted, f):
		return ui.WeightNote
	}
	return ui.WeightFor
}

// pointsAtText reports whether some of the evidence stands in a text.
func pointsAtText(all []matching.Evidence) bool {
	return slices.ContainsFunc(all, func(e matching.Evidence) bool { return e.End > 0 })
}

// spans cuts a text where evidence stands in it; each mark has the number of its
// reason. Evidence that does not fit the text, or lies over other evidence, is left
// unmarked.
func spans(text string, all []matching.Evidence, inEndToEnd bool) []ui.Span {
	type mark struct{ start, end, number int }
	var marks []mark
	for n, e := range all {
		if e.InEndToEnd == inEndToEnd && 0 <= e.Start && e.Start < e.End && e.End <= len(text) &&
			utf8.ValidString(text[:e.Start]) && utf8.ValidString(text[e.Start:e.End]) {
			marks = append(marks, mark{e.Start, e.End, n + 1})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.start, b.start) })
	var out []ui.Span
	at := 0
	for _, m := range marks {
		if m.start < at {
			continue
		}
		if m.start > at {
			out = append(out, ui.Span{Text: text[at:m.start]})
		}
		out = append(out, ui.Span{Text: text[m.start:m.end], Mark: m.number})
		at = m.end
	}
	if at < len(text) {
		out = append(out, ui.Span{Text: text[at:]})
	}
	return out
}

// marked is the entry's text, with the evidence of the first suggestion.
func (d confirmData) marked() []ui.Span { return spans(d.Entry.Text, d.first(), false) }

// markedEndToEnd is its end-to-end reference, likewise.
func (d confirmData) markedEndToEnd() []ui.Span { return spans(d.Entry.EndToEnd, d.first(), true) }

func (d confirmData) first() []matching.Evidence {
	if len(d.Ask) == 0 {
		return nil
	}
	return d.Ask[0].Evidence
}

// hidden is a suggestion as its form sends it: what the person saw is booked, or
// nothing.
func (d confirmData) hidden(p *matching.Proposal) []ui.Param {
	all := []ui.Param{{Name: "customer", Value: p.Customer.String()}}
	for _, s := range p.Shares {
		all = append(all, ui.Param{Name: "share-" + s.Invoice.String(), Value: s.Amount.String()})
	}
	return all
}

// confirmButton books a suggestion. The first that is possible is what the key a
// accepts.
func confirmButton(d confirmData, p *matching.Proposal, n int) ui.ButtonSpec {
	b := ui.ButtonSpec{Label: d.Words.T("bank.confirm_account"), Size: ui.SizeSmall}
	if len(p.Shares) > 0 {
		b.Label = d.Words.N("bank.confirm_shares", len(p.Shares))
	}
	if n == slices.IndexFunc(d.Ask, func(p matching.Proposal) bool { return p.Customer != 0 && d.possible(&p) }) {
		b.Kind, b.Key = ui.ButtonPrimary, "a"
	}
	return b
}
