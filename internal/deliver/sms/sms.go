// Package sms sends text messages through the gateway of a provider, counts what they take,
// and reads telephone numbers.
package sms

import (
	"context"
	_ "embed"
	"net/url"
	"time"

	"acquit/internal/deliver"
	"acquit/internal/deliver/gateway"
	"acquit/internal/fault"
)

// State is what became of a text message.
type State string

// The states.
const (
	Delivered State = "delivered" // the telephone has it
	Failed    State = "failed"    // it will never arrive: the number gets no text messages
	Missed    State = "missed"    // it did not arrive this time: the telephone was off, or away for too long
	UnderWay  State = "under_way"
)

// The variables of a definition that sends.
const (
	reference = "reference" // our number of the message
	to        = "to"        // +32475123456
	toDigits  = "to_digits" // 32475123456
	from      = "from"      // who sends: a number, or up to eleven letters where the country allows them
	said      = "text"
	segments  = "segments"
	unicode   = "unicode" // whether the text is UCS-2
)

//go:embed example.json
var example string

// Example is a definition to start from, of a provider that does not exist.
func Example() string { return example }

// use is what a definition for text messages is for.
func use() gateway.Use {
	return gateway.Use{
		Variables: map[string]gateway.Kind{reference: gateway.Text, to: gateway.Text, toDigits: gateway.Text, from: gateway.Text,
			said: gateway.Text, segments: gateway.Number, unicode: gateway.Flag},
		States: []string{string(Delivered), string(Failed), string(Missed), string(UnderWay)},
	}
}

// Parse reads the definition of a provider of text messages.
//
// Errors: Invalid, with the place inside the definition.
func Parse(definition []byte) (*gateway.Definition, error) { return gateway.Parse(definition, use()) }

// Message is a text message.
type Message struct {
	Reference string // our number of it, the same at every try
	To        Number
	From      string // "" where the provider knows
	Text      string // as it is kept; Plain was asked before
	// Unanswered is how long ago a try was first left without an answer; zero where none was.
	Unanswered time.Duration
}

// Channel sends text messages through one provider.
type Channel struct {
	definition *gateway.Definition
	gateway    *gateway.Gateway
}

// New returns the channel of a definition that Parse made.
//
// Errors: Invalid when the secret and the definition do not fit.
func New(d *gateway.Definition, secret gateway.Secret, o gateway.Options) (*Channel, error) {
	g, err := gateway.New(d, secret, o)
	return &Channel{d, g}, err
}

// Close ends the connections that wait.
func (c *Channel) Close() error { return c.gateway.Close() }

// Send hands a message over. A line that gets no text messages, no text, and a text of more
// than MostSegments are refused here.
func (c *Channel) Send(ctx context.Context, m Message) gateway.Sent {
	size := SizeOf(m.Text)
	switch {
	case m.To.E164 == "" || m.To.Line == Fixed:
		return refused(fault.Say("%s gets no text messages", m.To.E164))
	case size.Segments == 0:
		return refused(fault.Say("a text message needs words"))
	case size.Segments > MostSegments:
		return refused(fault.Say("the text takes %d messages, and at most %d are sent", size.Segments, MostSegments))
	}
	return c.gateway.Send(ctx, gateway.Message{Reference: m.Reference, Unanswered: m.Unanswered, Values: gateway.Values{
		reference: gateway.TextOf(m.Reference), to: gateway.TextOf(m.To.E164), toDigits: gateway.TextOf(m.To.E164[1:]), from: gateway.TextOf(m.From),
		said: gateway.TextOf(m.Text), segments: gateway.NumberOf(size.Segments), unicode: gateway.FlagOf(size.Coding == UCS2),
	}})
}

func refused(why fault.Text) gateway.Sent {
	return gateway.Sent{Outcome: deliver.Outcome{Kind: deliver.Refused, Answer: why.Kept()}}
}

// Report is what a provider says of a message.
type Report struct {
	Number    string // the provider's
	Reference string // ours; "" when it does not say it
	State     State  // "" for a word that the definition does not know
	Word      string // the provider's own
	Why       string
}

// Ask asks the provider what became of a message, by its number and by ours.
//
// Errors: Unavailable; NotFound when the provider cannot be asked.
func (c *Channel) Ask(ctx context.Context, number, reference string) (Report, error) {
	r, err := c.gateway.Ask(ctx, number, reference)
	return reportOf(r), err
}

// Heard reads what a provider reports by itself; who calls is to be proved before, by
// gateway.Secret.Is.
//
// Errors: Invalid for what cannot be read; NotFound when the definition has no callback.
func (c *Channel) Heard(query url.Values, body []byte) ([]Report, error) {
	all, err := c.definition.Heard(query, body)
	var reports []Report
	for _, r := range all {
		reports = append(reports, reportOf(r))
	}
	return reports, err
}

func reportOf(r gateway.Report) Report {
	return Report{Number: r.Number, Reference: r.Reference, State: State(r.State), Word: r.Word, Why: r.Fields[gateway.WhyField]}
}
