// Package ui is the design system of the pages: components with typed
// parameters, drawn by one stylesheet and moved by one small script.
//
// A component writes no style attribute and no script, so that pages may be
// served under Policy. Whatever it is given as text is escaped.
package ui

// Policy is the Content-Security-Policy under which every page works.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"

// MailPolicy is the Content-Security-Policy of the page that MessageSpec.HTML
// names: a mail as it was sent, in a sandbox that runs and loads nothing.
const MailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

// Choice is a link among several, of which one may be the current one.
type Choice struct {
	Label   string
	Href    string
	Lang    string // language of the label, when it is not the page's
	Current bool
}

// Param is a named value that a form sends along unseen.
type Param struct{ Name, Value string }

// Tone is a meaning that has a colour. Components always pair it with a word
// or a shape.
type Tone string

// The tones, from quiet to grave; Late1 to Late4 follow the age of a debt.
const (
	ToneNeutral  Tone = "neutral"
	ToneInfo     Tone = "info"
	ToneGood     Tone = "good"
	ToneWarn     Tone = "late-1"
	ToneLate2    Tone = "late-2"
	ToneLate3    Tone = "late-3"
	ToneBad      Tone = "late-4"
	ToneDisputed Tone = "disputed"
	TonePromised Tone = "promised"
	ToneDark     Tone = "dark"
)
