// Package job names the background work. A job says only which company wants
// what; what is to be done is read from the facts when it runs, so that running
// one twice does no harm.
package job

import "acquit/internal/id"

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

// Night wants a company's night run, if its hour has come.
type Night struct {
	Company id.ID `json:"company"`
}

// Mailbox wants a company's mailbox looked into.
type Mailbox struct {
	Company id.ID `json:"company"`
}

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
