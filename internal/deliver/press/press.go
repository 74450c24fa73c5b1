// Package press hands letters to those who print and post them.
package press

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/base64"
	"net/url"
	"strconv"
	"time"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/gateway"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// Provider prints letters and posts them. Its methods may be called by many at a time.
type Provider interface {
	// Send hands a letter over. The number in what comes back is the provider's: by it, and
	// by ours, the letter is asked for.
	Send(ctx context.Context, l Letter) gateway.Sent
	// State asks what became of a letter.
	//
	// Errors: Unavailable; NotFound when the provider cannot be asked.
	State(ctx context.Context, number, reference string) (Report, error)
}

// Letter is a letter to be printed and posted.
type Letter struct {
	Reference  string // our number of it, the same at every try
	PDF        []byte
	Pages      int
	Duplex     bool // printed on both sides
	Colour     bool
	Registered bool   // the post proves that it was handed over
	Country    string // where it goes (ISO 3166-1)
	// Unanswered is how long ago a try was first left without an answer; zero where none was.
	Unanswered time.Duration
}

// Sheets is on how many sheets of paper a letter is printed.
func (l *Letter) Sheets() int {
	if l.Duplex {
		return (l.Pages + 1) / 2
	}
	return l.Pages
}

// Stage is how far a letter has come.
type Stage string

// The stages.
const (
	UnderWay Stage = "under_way" // it waits, or is being printed
	Posted   Stage = "posted"
	Returned Stage = "returned" // the post brought it back: the address is wrong
	Failed   Stage = "failed"   // it will never be posted
)

// Report is what a provider says of a letter.
type Report struct {
	Number           string // the provider's
	Reference        string // ours; "" when it does not say it
	Stage            Stage  // "" for a word that the definition does not know
	Word             string // the provider's own
	Why              string
	On               date.Date     // when it came so far; zero when it does not say it
	RegisteredNumber string        // the post's number of a registered letter
	Cost             *money.Amount // what the letter cost; nil when it does not say it
}

// The fields of answers and callbacks besides those of every definition.
const (
	onField         = "on" // a day, or an instant whose day counts as it is written
	registeredField = "registered_number"
	costField       = "cost"       // 1.94
	costMinorField  = "cost_minor" // 194
	currencyField   = "currency"   // EUR where it is not said
)

// MostPDF is how long a letter may be, in bytes.
const MostPDF = 20 << 20

//go:embed example.json
var example string

// Example is a definition to start from, of a provider that does not exist.
func Example() string { return example }

// use is what a definition for letters is for.
func use() gateway.Use {
	return gateway.Use{
		Variables: map[string]gateway.Kind{"reference": gateway.Text, "pdf": gateway.File, "pdf_base64": gateway.Text, "pages": gateway.Number, "sheets": gateway.Number,
			"duplex": gateway.Flag, "colour": gateway.Flag, "registered": gateway.Flag, "country": gateway.Text},
		Fields: []string{onField, registeredField, costField, costMinorField, currencyField},
		States: []string{string(UnderWay), string(Posted), string(Returned), string(Failed)},
	}
}

// Parse reads the definition of a provider that prints and posts.
//
// Errors: Invalid, with the place inside the definition.
func Parse(definition []byte) (*gateway.Definition, error) { return gateway.Parse(definition, use()) }

// Online is the Provider that a definition describes.
type Online struct {
	definition *gateway.Definition
	gateway    *gateway.Gateway
}

// New returns the provider of a definition that Parse made.
//
// Errors: Invalid when the secret and the definition do not fit.
func New(d *gateway.Definition, secret gateway.Secret, o gateway.Options) (*Online, error) {
	g, err := gateway.New(d, secret, o)
	return &Online{d, g}, err
}

// Close ends the connections that wait.
func (p *Online) Close() error { return p.gateway.Close() }

// Send hands a letter over. What is no PDF of some pages is refused here.
func (p *Online) Send(ctx context.Context, l Letter) gateway.Sent {
	switch {
	case !bytes.HasPrefix(l.PDF, []byte("%PDF-")) || l.Pages < 1:
		return refused(fault.Say("the letter is no PDF of some pages"))
	case len(l.PDF) > MostPDF:
		return refused(fault.Say("the letter has more than %d bytes", MostPDF))
	}
	return p.gateway.Send(ctx, l.message())
}

// Show is the request that would hand a letter over, as a person reads it. Nothing is sent.
//
// Errors: Invalid for what cannot be sent.
func (p *Online) Show(ctx context.Context, l Letter) (string, error) {
	return p.gateway.Show(ctx, l.message())
}

func (l *Letter) message() gateway.Message {
	return gateway.Message{Reference: l.Reference, Unanswered: l.Unanswered, Values: gateway.Values{
		"reference": gateway.TextOf(l.Reference), "pdf": gateway.FileOf(l.PDF), "pdf_base64": gateway.TextOf(base64.StdEncoding.EncodeToString(l.PDF)),
		"pages": gateway.NumberOf(l.Pages), "sheets": gateway.NumberOf(l.Sheets()), "duplex": gateway.FlagOf(l.Duplex), "colour": gateway.FlagOf(l.Colour),
		"registered": gateway.FlagOf(l.Registered), "country": gateway.TextOf(l.Country),
	}}
}

func refused(why fault.Text) gateway.Sent {
	return gateway.Sent{Outcome: deliver.Outcome{Kind: deliver.Refused, Answer: why.Kept()}}
}

// State asks what became of a letter.
func (p *Online) State(ctx context.Context, number, reference string) (Report, error) {
	r, err := p.gateway.Ask(ctx, number, reference)
	return reportOf(r), err
}

// Heard reads what a provider reports by itself; who calls is to be proved before, by
// gateway.Secret.Is.
//
// Errors: Invalid for what cannot be read; NotFound when the definition has no callback.
func (p *Online) Heard(query url.Values, body []byte) ([]Report, error) {
	all, err := p.definition.Heard(query, body)
	var reports []Report
	for _, r := range all {
		reports = append(reports, reportOf(r))
	}
	return reports, err
}

func reportOf(r gateway.Report) Report {
	return Report{Number: r.Number, Reference: r.Reference, Stage: Stage(r.State), Word: r.Word, Why: r.Fields[gateway.WhyField],
		On: dayOf(r.Fields[onField]), RegisteredNumber: r.Fields[registeredField], Cost: costOf(r.Fields)}
}

// dayOf is the day that is written first in 2026-03-12 or 2026-03-12T16:04:00+01:00; zero
// for what is written otherwise.
func dayOf(s string) date.Date {
	const day = len("2026-03-12")
	on, err := date.Parse(s[:min(day, len(s))])
	if err != nil {
		return date.None
	}
	return on
}

// costOf is what a letter cost; nil for what is no amount: a price that is guessed at is
// worse than none.
func costOf(fields map[string]string) *money.Amount {
	currency := money.EUR
	if code := fields[currencyField]; code != "" {
		named, err := money.ParseCurrency(code)
		if err != nil {
			return nil
		}
		currency = named
	}
	if minor := fields[costMinorField]; minor != "" {
		n, err := strconv.ParseInt(minor, 10, 64)
		if err != nil {
			return nil
		}
		return &money.Amount{Minor: n, Currency: currency}
	}
	amount, err := money.Parse(fields[costField], currency)
	if err != nil {
		return nil
	}
	return &amount
}
