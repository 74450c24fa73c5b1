// Package invoice is what a customer owes: invoices with their instalments,
// credit notes, and what is left of each.
package invoice

import (
	"strings"
	"time"
	"unicode"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Kind tells an invoice from a credit note.
type Kind string

// The kinds of document.
const (
	Bill       Kind = "invoice"
	CreditNote Kind = "credit_note"
)

// DueSource says where a due date comes from, from the surest to the weakest.
type DueSource string

// The sources of a due date.
const (
	DueDocument DueSource = "document" // stated as a date
	DueTerms    DueSource = "terms"    // computed from structured terms, the document's or the customer's
	DueText     DueSource = "text"     // read from terms in words
	DueDefault  DueSource = "default"  // the company's usual term
)

// Invoice is a stored invoice or credit note. Amounts of a credit note are
// negative: they are what the document adds to the debt.
type Invoice struct {
	ID             id.ID
	Customer       id.ID
	Kind           Kind
	Number         string
	ExternalID     string // what another program calls it, unique for its kind; "" when none did
	IssuedOn       date.Date
	DueOn          date.Date // of the earliest part that is still open
	DueSource      DueSource
	DeliveredOn    date.Date    // the last day on which what it asks for was delivered or done; None where nobody says
	Total          money.Amount // with VAT, before what was prepaid
	Owed           money.Amount // what the document asks for: its payable amount
	Open           money.Amount // what is left of Owed
	Claimed        money.Amount // asked for beside it for being late, and neither let go nor paid; zero for nothing
	Parts          []Part       // instalments; none when payable at once
	Discounts      []Early      // what paying early saves, the longest term last
	Reference      string       // the structured reference asked for, normalised
	OrderReference string
	Prepayment     bool     // it asks for money in advance (UNTDID 1001: 386)
	Corrects       []string // folded numbers (NumberKey) of the invoices that a credit note is about
	Document       string   // SHA-256 of the file it was read from, "" for none
	Source         string   // "ubl", "generate", …
	Import         id.ID    // the file that brought it, only when it is added; zero for none
	CreatedAt      time.Time
	// What the last review found that the law says of an open invoice, for lists: the last
	// day to claim it, while that is near or over, and the last due day that the law allows,
	// where its own lies beyond. None otherwise.
	LapsesOn  date.Date
	AllowedOn date.Date
	Detail    Detail // loaded for one invoice, not for lists
}

// Early is what may be left out of an invoice that is paid, all of it, by a day.
type Early struct {
	Until date.Date    `json:"until"`
	Saves money.Amount `json:"saves"`
}

// Detail is what a person may want to read of the document, or wrote beside it, but
// nothing reckons with.
type Detail struct {
	Net            string   `json:"net,omitempty"` // decimal, without VAT
	Tax            string   `json:"tax,omitempty"`
	Prepaid        string   `json:"prepaid,omitempty"`
	BuyerReference string   `json:"buyer_reference,omitempty"`
	Terms          string   `json:"terms,omitempty"`
	Notes          []string `json:"notes,omitempty"`
	Note           string   `json:"note,omitempty"` // a person's, written here
	Lines          []Line   `json:"lines,omitempty"`
	Attachments    []Stored `json:"attachments,omitempty"`
}

// Stored is an attachment kept as a document of its own.
type Stored struct {
	Name string `json:"name"`
	MIME string `json:"mime"`
	Hash string `json:"hash"`
	Size int64  `json:"size"`
}

// Part is an instalment: a share of an invoice with its own due day.
type Part struct {
	Number int // 1-based; 0 stands for an invoice that is payable at once
	DueOn  date.Date
	Amount money.Amount
}

// OpenParts says what is left of each part. What was settled fills the parts in
// the order of their due days, as a customer expects who pays his instalments one
// by one. An invoice without parts is one part, numbered 0.
func OpenParts(parts []Part, dueOn date.Date, owed, open money.Amount) []Part {
	if len(parts) == 0 {
		if open.IsZero() {
			return nil
		}
		return []Part{{DueOn: dueOn, Amount: open}}
	}
	settled := owed.Sub(open)
	var left []Part
	for _, p := range parts {
		covered := settled.Min(p.Amount)
		settled = settled.Sub(covered)
		p.Amount = p.Amount.Sub(covered)
		if !p.Amount.IsZero() {
			left = append(left, p)
		}
	}
	return left
}

// OpenParts says what is left of each part of i.
func (i *Invoice) OpenParts() []Part { return OpenParts(i.Parts, i.DueOn, i.Owed, i.Open) }

// NextDue is the due day of the earliest part that is still open, or of the last
// part when none is.
func NextDue(parts []Part, dueOn date.Date, owed, open money.Amount) date.Date {
	if len(parts) == 0 {
		return dueOn
	}
	if left := OpenParts(parts, dueOn, owed, open); len(left) > 0 {
		return left[0].DueOn
	}
	return parts[len(parts)-1].DueOn
}

// NumberKey folds a document number to what is compared: capital letters and
// digits only, so that "inv 2026/001" names INV-2026-001.
func NumberKey(number string) string {
	var b strings.Builder
	for _, r := range number {
		if unicode.IsLetter(r) || unicode.IsDigit(r) { // before it is a capital: a mark may become a letter
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}
