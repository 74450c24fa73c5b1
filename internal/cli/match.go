package cli

import (
	"time"

	"acquit/internal/company"
	"acquit/internal/explain"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/settle"
	"acquit/internal/store"
)

type matchCommand struct {
	DryRun bool `help:"Propose only; nothing is stored."`
}

// matchLine is one entry as `match` prints it.
type matchLine struct {
	Entry    string         `json:"entry"`
	BookedOn string         `json:"booking_date"`
	Amount   string         `json:"amount"`
	Currency string         `json:"currency"`
	Name     string         `json:"counterparty"`
	Text     string         `json:"text"`
	Result   string         `json:"result"` // booked, suggested, refused, returned, internal, ignored
	Refused  matching.Fact  `json:"refused,omitempty"`
	Reasons  []string       `json:"reasons,omitempty"` // the rules by which it is ignored
	Proposed []proposalLine `json:"proposals"`
}

type proposalLine struct {
	Customer  string      `json:"customer"`
	Shares    []shareLine `json:"shares"`
	OnAccount string      `json:"on_account,omitempty"`
	Paid      string      `json:"paid,omitempty"` // with its currency, where the invoices are in another one than the account
	Reasons   []string    `json:"reasons"`
}

type shareLine struct {
	Invoice string `json:"invoice"`
	Amount  string `json:"amount"`
}

// longRun is from what time on `match` says what took it.
const longRun = time.Second

func (c *matchCommand) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		words := a.words.In(locale.For(locale.Language(of.Language), of.Country))
		lines := []matchLine{}
		see := func(o settle.Outcome) {
			if o.Entry.Amount.Sign() > 0 || o.State != store.EntryOutgoing {
				lines = append(lines, lineOf(&o, words))
			}
		}
		var report settle.Report
		var matched, reviewed time.Duration
		var err error
		if c.DryRun {
			report, err = settle.Preview(a.ctx, s, of.ID, see)
		} else {
			today := a.today(&of)
			start := time.Now()
			if report, err = settle.Match(a.ctx, s, of.ID, today, see); err == nil {
				matched = time.Since(start)
				_, err = a.desk(s, nil).ReviewWanted(a.ctx, of.ID, today)
			}
			reviewed = time.Since(start) - matched
		}
		if err != nil {
			return err
		}
		answer := struct {
			settle.Report
			DryRun  bool        `json:"dry_run"`
			Entries []matchLine `json:"entries"`
		}{report, c.DryRun, lines}
		return a.print(answer, func() {
			for _, l := range lines {
				a.say("%s  %12s %s  %-9s %s", l.BookedOn, l.Amount, l.Currency, l.Result, l.Name)
				for _, p := range l.Proposed {
					a.say("    %s", joined(p.Reasons))
				}
			}
			if matched+reviewed > longRun {
				a.say("matched in %.1f s, customers reviewed in %.1f s", matched.Seconds(), reviewed.Seconds())
			}
			a.say("%d booked, %d to confirm, %d unknown, %d outgoing; %d credit notes applied", report.Booked, report.Asked, report.Unknown, report.Outgoing, report.Credits)
		})
	})
}

func lineOf(o *settle.Outcome, words *locale.Words) matchLine {
	e := &o.Entry
	l := matchLine{Entry: e.ID.String(), BookedOn: e.BookedOn.String(), Amount: e.Amount.String(), Currency: e.Amount.Currency.String(),
		Name: e.Name, Text: e.Text, Result: "refused", Refused: o.Result.Refused, Proposed: []proposalLine{}}
	proposals := o.Result.Ask
	switch {
	case o.State == store.EntryReturn:
		l.Result = "returned"
	case o.Result.Certain != nil:
		l.Result, proposals = "booked", []matching.Proposal{*o.Result.Certain}
	case o.State == store.EntryInternal:
		l.Result = "internal"
	case o.State == store.EntryIgnored:
		l.Result, proposals = "ignored", nil
		for _, by := range o.Result.NotOurs {
			l.Reasons = append(l.Reasons, explain.EvidenceSentence(words, by.Evidence))
		}
	case len(proposals) > 0:
		l.Result = "suggested"
	}
	for _, p := range proposals {
		line := proposalLine{Customer: p.Customer.String(), Shares: []shareLine{}}
		for _, s := range p.Shares {
			line.Shares = append(line.Shares, shareLine{s.Number, s.Amount.String()})
		}
		if !p.OnAccount.IsZero() {
			line.OnAccount = p.OnAccount.String()
		}
		if !p.Paid.IsZero() {
			line.Paid = p.Paid.Text()
		}
		for _, fact := range p.Evidence {
			line.Reasons = append(line.Reasons, explain.EvidenceSentence(words, fact))
		}
		l.Proposed = append(l.Proposed, line)
	}
	return l
}

func joined(sentences []string) string {
	out := ""
	for n, s := range sentences {
		if n > 0 {
			out += " "
		}
		out += s
	}
	return out
}
