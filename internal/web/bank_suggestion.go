package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/a-h/templ"

	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// sharesOf are the shares of a suggestion, with what it lets go.
func sharesOf(p *matching.Proposal) []matching.Share {
	all := slices.Clone(p.Shares)
	for _, d := range p.Differences {
		all = append(all, d.Share)
	}
	return all
}

// proposal is a suggestion as it is drawn. The evidence of the one that is looked at is
// marked in the entry beside it; another one that rests on other words shows them itself.
func (d confirmData) proposal(n int) ui.ProposalSpec {
	p := &d.Ask[n]
	s := ui.ProposalSpec{
		ID: "proposal-" + strconv.Itoa(n+1), Title: suggestionTitle(d.Words, p, d.Names), Amount: ui.Sum(d.Words, d.Entry.Amount),
		Reasons: append(evidenceReasons(d.Words, p.Evidence), d.warnings(p)...), Current: n == d.Shown,
	}
	if len(d.Ask) > 1 {
		s.Number = n + 1
	}
	if n != d.Shown && pointsAtText(p.Evidence) {
		s.Found, s.Source = spans(d.Entry.Text, p.Evidence, false), entryText(d.Words, &d.Entry)
	}
	return s
}

// warnings name the invoices that other money has settled since the suggestion was made.
func (d confirmData) warnings(p *matching.Proposal) (lines []ui.Reason) {
	for _, s := range p.Shares {
		if covers(d.Open[s.Invoice].Open, s.Amount) {
			continue
		}
		settled := matching.Evidence{Fact: matching.AlreadySettled, Number: s.Number}
		lines = append(lines, ui.Reason{Weight: ui.WeightAgainst, Text: explain.EvidenceSentence(d.Words, settled)})
	}
	return lines
}

// covers reports whether an amount can be taken of what is open, which is below zero for
// a credit note.
func covers(open, amount money.Amount) bool {
	if amount.Sign() < 0 {
		open, amount = open.Neg(), amount.Neg()
	}
	return amount.Currency == open.Currency && amount.Cmp(open) <= 0
}

// possible reports whether a suggestion can still be booked: since it was made,
// its invoices may have been settled by other money.
func (d confirmData) possible(p *matching.Proposal) bool {
	taken := map[id.ID]money.Amount{}
	for _, s := range sharesOf(p) {
		if taken[s.Invoice] = taken[s.Invoice].Add(s.Amount); !covers(d.Open[s.Invoice].Open, taken[s.Invoice]) {
			return false
		}
	}
	return p.Customer != 0
}

// shareTable says how a suggestion shares the money out: what goes to which invoice, the
// credit notes that are used, what stays on account, and, behind the sum, what is let go.
func (d confirmData) shareTable(p *matching.Proposal) ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("confirm.shares"), Columns: []ui.Column{{Label: w.T("bank.invoice"), Name: true}, {Label: w.T("bank.share"), Kind: ui.ColumnAmount}}}
	for _, s := range p.Shares {
		t.Rows = append(t.Rows, ui.Row{Label: s.Number, Cells: []templ.Component{
			ui.Stacked(ui.InvoiceLink(d.shareName(&s), d.toInvoice(s.Invoice)), ui.Words(d.shareNote(p, &s))), ui.Money(w, s.Amount)}})
	}
	if !p.OnAccount.IsZero() {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Words(w.T("confirm.rest", "Customer", d.Names[p.Customer])), ui.Money(w, p.OnAccount)}})
	}
	for _, x := range p.Differences {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Stacked(ui.Words(w.T("confirm.let_go", "Invoice", x.Number)), ui.Words(letGoWord(w, x.Reason))), ui.Money(w, x.Amount)}})
	}
	return t
}

// shareName is an invoice, or a credit note, by its number.
func (d confirmData) shareName(s *matching.Share) string {
	if s.Amount.Sign() < 0 {
		return d.Words.T("confirm.credit", "Number", s.Number)
	}
	return s.Number
}

// shareNote says how an invoice stands, and whose it is where a suggestion is about
// several customers.
func (d confirmData) shareNote(p *matching.Proposal, s *matching.Share) string {
	i := d.Open[s.Invoice]
	note := d.Words.T("confirm.open_due", "Open", i.Open, "Day", i.DueOn)
	if i.Owed.Sign() < 0 {
		note = d.Words.T("confirm.open", "Open", i.Open)
	}
	if payers(p) > 1 {
		return joined(d.Names[s.Customer], note)
	}
	return note
}

// payers counts the customers whose items a suggestion settles.
func payers(p *matching.Proposal) int {
	seen := map[id.ID]bool{}
	for _, s := range p.Shares {
		seen[cmp.Or(s.Customer, p.Customer)] = true
	}
	return len(seen)
}

// letGoWord names why something is let go.
func letGoWord(w *locale.Words, f matching.Fact) string { return w.T("confirm.reason." + string(f)) }

// suggestionTitle says what a suggestion would do.
func suggestionTitle(w *locale.Words, p *matching.Proposal, names map[id.ID]string) string {
	name := names[p.Customer]
	if title := refundTitle(w, p, name); title != "" {
		return title
	}
	numbers := debts(p)
	switch n := len(numbers); {
	case n == 0:
		return w.T("bank.would_account", "Customer", name)
	case payers(p) > 1:
		return w.N("confirm.would_pay_group", n, "Customers", w.Int(int64(payers(p))))
	case n == 1:
		return w.T("bank.would_pay", "Invoice", numbers[0], "Customer", name)
	default:
		return w.N("bank.would_pay_n", n, "Customer", name)
	}
}

// debts are the invoices that a suggestion pays, by their numbers; credit notes only help.
func debts(p *matching.Proposal) (numbers []string) {
	for _, s := range p.Shares {
		if s.Amount.Sign() > 0 {
			numbers = append(numbers, s.Number)
		}
	}
	return numbers
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
		matching.AlreadySettled, matching.NameOnly, matching.NothingNamed, matching.ReferenceShared, matching.SeveralSums, matching.SomeLookedAt,
		matching.RuleOther, matching.RuleIgnores, matching.CurrencyOther}
	factsNoted = []matching.Fact{matching.PartPaid, matching.PaidMore, matching.SmallDifference, matching.DiscountTaken, matching.BankCharge, matching.ProviderFee,
		matching.OriginalPaid, matching.AmountAlone, matching.Withheld}
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

// factWords names a fact in a word or two, for a kind of evidence; a fact without such a
// name is said in its sentence.
func (v *visit) factWords(f matching.Fact) string {
	if name := "kind." + string(f); v.Words.Has(name) {
		return v.Words.T(name)
	}
	return explain.EvidenceSentence(v.Words, matching.Evidence{Fact: f})
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

// marked is the entry's text, with the evidence of the suggestion that is looked at.
func (d confirmData) marked() []ui.Span { return spans(d.Entry.Text, d.shown(), false) }

// markedEndToEnd is its end-to-end reference, likewise.
func (d confirmData) markedEndToEnd() []ui.Span { return spans(d.Entry.EndToEnd, d.shown(), true) }

func (d confirmData) shown() []matching.Evidence {
	if len(d.Ask) == 0 {
		return nil
	}
	return d.Ask[d.Shown].Evidence
}

// seal changes when a suggestion does: what the person saw is booked, or nothing.
func seal(p *matching.Proposal) string {
	seen := *p
	seen.Evidence = nil
	text, err := json.Marshal(seen)
	if err != nil {
		panic(err) // amounts and identifiers can be written
	}
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:8])
}

// bookAs are the fields of a form that books a suggestion; how is what is changed of it.
func (d confirmData) bookAs(p *matching.Proposal, how string) []ui.Param {
	all := []ui.Param{{Name: "seal", Value: seal(p)}, d.Walk.hidden()}
	if how != "" {
		all = append(all, ui.Param{Name: how, Value: "1"})
	}
	return all
}

// What a person may change of a suggestion in one go.
const (
	asPart = "part"  // nothing is let go: what is missing stays open
	letGo  = "letgo" // what is missing is let go as a small difference
)

// sealed is the suggestion of an entry that a form speaks of, as it still stands.
func (v *visit) sealed(tx *store.Tx, e *store.Entry) (matching.Proposal, error) {
	ask, err := tx.Suggestions(e.ID)
	if err != nil {
		return matching.Proposal{}, err
	}
	for _, p := range ask[e.ID] {
		if seal(&p) != v.form("seal") {
			continue
		}
		if v.form(asPart) != "" {
			p.Differences, p.Evidence = nil, instead(p.Evidence, matching.PartPaid, letGoFacts...)
		}
		if v.form(letGo) != "" {
			open, err := openOf(tx, []matching.Proposal{p})
			if err != nil {
				return p, err
			}
			p.Differences, p.Evidence = v.missing(&p, open), instead(p.Evidence, matching.SmallDifference, matching.PartPaid)
		}
		return p, nil
	}
	return matching.Proposal{}, fault.New(fault.Conflict, "%s", v.Words.T("bank.gone"))
}

// letGoFacts are why something is let go.
var letGoFacts = []matching.Fact{matching.SmallDifference, matching.DiscountTaken, matching.BankCharge, matching.Withheld, matching.ProviderFee}

// instead is evidence in which a fact stands in the place of those that are true no more.
func instead(all []matching.Evidence, by matching.Fact, of ...matching.Fact) []matching.Evidence {
	all = slices.Clone(all)
	for n := range all {
		if slices.Contains(of, all[n].Fact) {
			all[n] = matching.Evidence{Fact: by}
		}
	}
	return all
}

// missing is what the shares of a suggestion leave open of its invoices, where that is no
// more than the company lets go; nothing otherwise.
func (v *visit) missing(p *matching.Proposal, open map[id.ID]invoice.Invoice) (all []matching.Difference) {
	if len(p.Shares) == 0 || len(p.Differences) > 0 {
		return nil
	}
	due, rest := money.Of(0, p.Shares[0].Amount.Currency), money.Of(0, p.Shares[0].Amount.Currency)
	for _, s := range p.Shares {
		i := open[s.Invoice]
		if i.Open.Currency != s.Amount.Currency {
			return nil
		}
		due = due.Add(i.Open)
		if left := i.Open.Sub(s.Amount); left.Sign() > 0 {
			rest = rest.Add(left)
			s.Amount = left
			all = append(all, matching.Difference{Share: s, Reason: matching.SmallDifference})
		}
	}
	if rest.IsZero() || !settle.Tolerated(&v.Company.Policy).Allows(due, rest) {
		return nil
	}
	return all
}

// missingSum is what of a suggestion could be let go.
func (d confirmData) missingSum(p *matching.Proposal) (sum money.Amount, some bool) {
	for _, x := range d.missing(p, d.Open) {
		sum, some = sum.Add(x.Amount), true
	}
	return sum, some
}

// confirmButton books a suggestion. The key a books the one that is looked at.
func confirmButton(d confirmData, p *matching.Proposal, n int) ui.ButtonSpec {
	b := ui.ButtonSpec{Label: d.Words.T("bank.confirm_account"), Size: ui.SizeSmall}
	if n := len(debts(p)); n > 0 {
		b.Label = d.Words.N("bank.confirm_shares", n)
	}
	if d.Entry.Amount.Sign() < 0 {
		b.Label = d.Words.T("return.confirm")
	}
	if n == d.Shown {
		b.Kind, b.Key = ui.ButtonPrimary, "a"
	}
	return b
}

// escaped is a walk inside an address.
func escaped(w walk) string { return url.QueryEscape(w.query().Encode()) }
