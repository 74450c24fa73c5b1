package dunning

import (
	"slices"

	"acquit/internal/fault"
	"acquit/internal/message"
)

// Enclosure is a kind of file that a step sends with its mails. Letters bring none: they are
// printed, and what must lie behind them does so anyway.
type Enclosure string

// The enclosures.
const (
	EncloseStatement Enclosure = "statement" // the customer's account of the last year, as PDF
	EncloseInvoices  Enclosure = "invoices"  // the PDF of each invoice that the mail lists, where one is kept
	EncloseTerms     Enclosure = "terms"     // the company's general terms, where it has uploaded them
)

// Enclosures are all kinds, in the order in which they have the right of way.
func Enclosures() []Enclosure { return []Enclosure{EncloseStatement, EncloseInvoices, EncloseTerms} }

// Sends reports whether mails of the step bring a kind of file.
func (s *Step) Sends(e Enclosure) bool { return slices.Contains(s.Encloses, e) }

// Mails reports whether the step may go by mail.
func (s *Step) Mails() bool { return slices.Contains(s.Ways(), message.Mail) }

func (s *Step) checkEncloses() error {
	for n, e := range s.Encloses {
		switch {
		case !slices.Contains(Enclosures(), e):
			return fault.New(fault.Invalid, "step %q encloses %q, which is nothing that goes with a mail: statement, invoices or terms", s.Key, string(e))
		case slices.Contains(s.Encloses[:n], e):
			return fault.New(fault.Invalid, "step %q encloses %q twice", s.Key, string(e))
		}
	}
	return nil
}
