package render

import (
	"slices"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
)

// Word is something that a company's own text can say between {{ and }}. What it means is
// said to people by the message "template.word.NAME" of the catalogues.
type Word struct {
	Name string
	Is   Use
}

// Use is how a word can be used.
type Use int

// The uses of a word.
const (
	Says      Use = 1 << iota // {{word}} stands for a value
	Asks                      // {{if word}} says what follows only where there is one
	Shows                     // a block: it stands on a line of its own
	OfThanks                  // it can stand in a text of thanks
	OfInvoice                 // it can stand in the text of the mail that brings an invoice
)

// Vocabulary are all words, in the order in which people see them.
func Vocabulary() (all []Word) {
	for n := range vocabulary {
		all = append(all, vocabulary[n].Word)
	}
	return all
}

// word is a word with what it comes to in a message.
type word struct {
	Word
	say   func(*builder) string // "" for nothing
	holds func(*builder) bool   // nil: where it says something
	kind  kind                  // of a block
}

var vocabulary = []word{
	{Word: Word{"customer", Says | OfThanks | OfInvoice}, say: func(b *builder) string { return plain(b.reminder.Customer.Name) }},
	{Word: Word{"contact", Says | Asks | OfThanks | OfInvoice}, say: (*builder).contact, holds: func(b *builder) bool { return plain(b.reminder.Contact) != "" }},
	{Word: Word{"company", Says | OfThanks | OfInvoice}, say: func(b *builder) string { return plain(b.reminder.Company.Name) }},
	{Word: Word{"numbers", Says | OfThanks | OfInvoice}, say: (*builder).listed},
	{Word: Word{"count", Says | OfThanks}, say: func(b *builder) string { return b.Int(int64(len(b.numbers(b.concerned)))) }},
	{Word: Word{"several", Asks | OfThanks}, holds: func(b *builder) bool { return len(b.numbers(b.concerned)) > 1 }},
	{Word: Word{"total", Says | OfThanks | OfInvoice}, say: func(b *builder) string { return b.Money(b.due()) }},
	{Word: Word{"open", Says}, say: func(b *builder) string { return b.Money(b.sums.Open) }},
	{Word: Word{"late", Says | Asks}, say: func(b *builder) string { return b.Money(b.sums.Late) }, holds: func(b *builder) bool { return !b.sums.Late.IsZero() }},
	{Word: Word{"ahead", Says | Asks}, say: func(b *builder) string { return b.Money(b.sums.Ahead) }, holds: func(b *builder) bool { return !b.sums.Ahead.IsZero() }},
	{Word: Word{"credits", Says | Asks}, say: func(b *builder) string { return b.Money(b.sums.Late.Sub(b.sums.Asked)) }, holds: func(b *builder) bool { return b.sums.Late != b.sums.Asked }},
	{Word: Word{"claimed", Says | Asks}, say: func(b *builder) string { return b.Money(b.sums.Claimed) }, holds: func(b *builder) bool { return !b.sums.Claimed.IsZero() }},
	{Word: Word{"oldest_days", Says}, say: (*builder).oldest},
	{Word: Word{"deadline", Says | Asks | OfInvoice}, say: func(b *builder) string { return b.day(b.reminder.Deadline) }},
	{Word: Word{"earlier", Says | Asks}, say: func(b *builder) string { return b.day(b.remindedOn()) }},
	{Word: Word{"today", Says | OfThanks | OfInvoice}, say: func(b *builder) string { return b.day(b.reminder.On) }},
	{Word: Word{"reference", Says | OfInvoice}, say: func(b *builder) string { text, _ := b.reference(); return text }},
	{Word: Word{"iban", Says | Asks | OfInvoice}, say: (*builder).iban},
	{Word: Word{"phone", Says | Asks | OfThanks | OfInvoice}, say: func(b *builder) string { return plain(b.reminder.Company.Phone) }},
	{Word: Word{"email", Says | Asks | OfThanks | OfInvoice}, say: func(b *builder) string { return plain(b.reminder.Company.Email) }},
	{Word: Word{"page", Says | Asks | OfInvoice}, say: (*builder).ownPage},
	{Word: Word{"step", Says | Asks}, say: func(b *builder) string { return plain(b.reminder.Step) }},
	{Word: Word{"greeting", Says | OfThanks | OfInvoice}, say: func(b *builder) string { return b.T("mail.greeting") }},
	{Word: Word{"consumer", Asks | OfThanks | OfInvoice}, holds: func(b *builder) bool { return b.reminder.Customer.Kind == customer.Consumer }},
	{Word: Word{"enclosed", Asks}, holds: func(b *builder) bool { return b.reminder.Enclosed }},
	{Word: Word{"end_service", Asks}, holds: func(b *builder) bool { return b.reminder.EndService }},
	{Word: Word{"items", Shows | OfThanks | OfInvoice}, kind: items},
	{Word: Word{"law", Shows}},
	{Word: Word{"pay", Shows | OfInvoice}, kind: pay},
	{Word: Word{"qr", Shows | OfInvoice}, kind: code},
	{Word: Word{"button", Shows | OfInvoice}, kind: button},
	{Word: Word{"signature", Shows | OfThanks | OfInvoice}, kind: signed},
}

// wordNamed finds a word; nil for none.
func wordNamed(name string) *word {
	if n := slices.IndexFunc(vocabulary, func(w word) bool { return w.Name == name }); n >= 0 {
		return &vocabulary[n]
	}
	return nil
}

// of reports whether the word can be used so.
func (w *word) of(use Use) bool { return w.Is&use == use }

// true reports whether a condition holds.
func (w *word) true(b *builder) bool {
	if w.holds != nil {
		return w.holds(b)
	}
	return w.say(b) != ""
}

// contact is who is written to, or the customer where that is nobody by name.
func (b *builder) contact() string {
	if name := plain(b.reminder.Contact); name != "" {
		return name
	}
	return plain(b.reminder.Customer.Name)
}

// mostListed is how many invoices a sentence names.
const mostListed = 10

// listed names the invoices that the message is about.
func (b *builder) listed() string {
	var named []string
	numbers := b.numbers(b.concerned)
	for _, number := range numbers[:min(len(numbers), mostListed)] {
		named = append(named, plain(number))
	}
	if more := len(numbers) - len(named); more > 0 {
		named = append(named, b.N("template.n_more", more))
	}
	return b.List(named...)
}

// oldest is for how many days the oldest item has been late.
func (b *builder) oldest() string {
	days := 0
	for n := range b.reminder.Items {
		days = max(days, int(b.reminder.On-b.reminder.Items[n].DueOn))
	}
	return b.Int(int64(days))
}

func (b *builder) day(d date.Date) string {
	if d == date.None {
		return ""
	}
	return b.LongDate(d)
}

func (b *builder) iban() string {
	if b.reminder.Company.IBAN == "" {
		return ""
	}
	return bank.FormatIBAN(b.reminder.Company.IBAN)
}
