// Package job names the background work. A job says only which company wants
// what; what is to be done is read from the facts when it runs, so that running
// one twice does no harm.
package job

import (
	"github.com/riverqueue/river"

	"acquit/internal/date"
	"acquit/internal/id"
)

// Match wants a company's new bank entries matched.
type Match struct {
	Company id.ID `json:"company"`
}

// Review wants the customers reviewed whose facts changed.
type Review struct {
	Company id.ID `json:"company"`
}

// Send wants the queued messages of a company delivered.
type Send struct {
	Company id.ID `json:"company"`
}

// Night wants a company's night begun, if its hour has come, and those of its parts asked for
// that nobody does.
type Night struct {
	Company id.ID `json:"company"`
}

// Part wants a part of a company's night run, if that is still the night of today.
type Part struct {
	Company id.ID     `json:"company"`
	On      date.Date `json:"on"`
	Number  int       `json:"number"`
}

// Kind names the job in the queue.
func (Part) Kind() string { return "part" }

// Nights is the queue of the parts of nights: beside what people wait for, not before it.
const Nights = "nights"

// InsertOpts puts the job into its queue.
func (Part) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: Nights} }

// Mailbox wants a company's mailbox looked into.
type Mailbox struct {
	Company id.ID `json:"company"`
}

// Tell wants a company's people told by mail of the notes that name them.
type Tell struct {
	Company id.ID `json:"company"`
}

// Providers wants those asked that a company gave text messages or letters: what became of
// them.
type Providers struct {
	Company id.ID `json:"company"`
}

// Tills wants those asked with whom customers pay online: what became of the payments, and what
// was paid out.
type Tills struct {
	Company id.ID `json:"company"`
}

// Kind names the job in the queue.
func (Tills) Kind() string { return "tills" }

// Kind names the job in the queue.
func (Tell) Kind() string { return "tell" }

// Kind names the job in the queue.
func (Providers) Kind() string { return "providers" }

// Kind names the job in the queue.
func (Mailbox) Kind() string { return "mailbox" }

// Kind names the job in the queue.
func (Match) Kind() string { return "match" }

// Kind names the job in the queue.
func (Review) Kind() string { return "review" }

// Kind names the job in the queue.
func (Send) Kind() string { return "send" }

// Kind names the job in the queue.
func (Night) Kind() string { return "night" }

// Look wants every company looked at: is it time for its night, may its messages
// leave.
type Look struct{}

// Kind names the job in the queue.
func (Look) Kind() string { return "look" }
