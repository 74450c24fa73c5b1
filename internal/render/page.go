package render

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"acquit/internal/allocation"
	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/money"
)

// page is a message in the reader's words, from which the text, the HTML and the letter are
// written: all say the same.
type page struct {
	Language  string // BCP 47
	Subject   string
	Addressee []line
	Parts     []part // what stands below each other
	Head      head
	Rows      []row
	Credits   []line
	Sums      []line
	Pay       []line // where to pay
	Closing   string
	Signature []string     // the first is who signs: the company, or a sender of it
	Due       money.Amount // what is to be transferred
	With      string       // the reference or the numbers to write with it
	Caption   string       // of a code
	Online    line         // the company's page to pay on: what it is called, and its address; empty for none
	Entry     line         // the customer's own page: what it is called, and its address; empty for none

	words *locale.Words
}

// kind is what a part of a page is.
type kind int

// The kinds of part.
const (
	prose kind = iota
	list
	items
	pay
	code
	button
	entry
	signed
)

// part is a piece of a page. A paragraph and a list have words of their own; the others show
// what the page has.
type part struct {
	Kind    kind
	Said    []said // the lines of a paragraph, or what a list lists
	Closing string // of what is signed; "" where the text closes by itself
	law     bool   // the law asks for it
}

// said is a line of words.
type said []span

// span is a piece of a line.
type span struct {
	Text   string
	Strong bool
	Link   bool // Text is an address
}

// plain is the line without its marks.
func (s said) plain() string {
	var b strings.Builder
	for _, piece := range s {
		b.WriteString(piece.Text)
	}
	return b.String()
}

// has reports whether the page has a part of a kind.
func (p *page) has(k kind) bool {
	return slices.ContainsFunc(p.Parts, func(one part) bool { return one.Kind == k })
}

// line is a value with what it is.
type line struct {
	Label, Value string
	Strong       bool
}

// head names the columns.
type head struct{ Invoice, Due, Open string }

// row is one item.
type row struct {
	Number string
	Notes  []string // issue day, instalment, reference
	Due    string
	State  string // how late it is, or how soon due; "" where it was paid
	Late   bool
	Open   string
	Of     string // the total, where less than all of it is open
}

// builder writes the parts of a page.
type builder struct {
	*locale.Words
	reminder *Reminder
	sums     Sums
	tone     dunning.Tone
	settled  bool     // it thanks for items that were paid
	bill     *Invoice // it brings an invoice; nil where it speaks about some
}

func (b *builder) page() (*page, error) {
	p := &page{
		Language:  string(b.Tag),
		Addressee: b.addressee(),
		Head:      b.head(),
		Credits:   b.credits(),
		Sums:      b.totals(),
		Pay:       b.pay(),
		Closing:   b.closing(),
		Signature: b.signature(),
		Due:       b.due(),
		With:      b.remittance(),
		Caption:   b.T("paper.code"),
		Online:    b.online(),
		words:     b.Words,
	}
	for _, item := range b.reminder.Items {
		p.Rows = append(p.Rows, b.row(&item))
	}
	if b.settled { // nothing is left that credits would be deducted from
		p.Credits, p.Sums = nil, append(p.Sums, p.Credits...)
	}
	return p, b.write(p)
}

// signature says who signs, and for which company.
func (b *builder) signature() []string {
	lines := Imprint(b.Words, b.reminder.Company)
	if s := b.reminder.Sender; s != nil {
		lines = append(filled(s.Name, s.Signature), lines...)
	}
	return lines
}

func (b *builder) head() head {
	h := head{Invoice: b.Cap("word.invoice"), Due: b.T("mail.column.due"), Open: b.T("mail.column.open")}
	if b.settled {
		h.Open = b.T("mail.column.paid")
	}
	return h
}

// informal is whether the reader is spoken to as a friend: never in a notice of default.
func (b *builder) informal() bool { return b.reminder.Informal && b.tone != dunning.Formal }

// addressed is the key of a message that has informal words beside its own.
func (b *builder) addressed(key string) string {
	if friendly := "informal." + key; b.informal() && b.Has(friendly) {
		return friendly
	}
	return key
}

// T is Words.T in the address that the message has.
func (b *builder) T(key string, args ...any) string { return b.Words.T(b.addressed(key), args...) }

// N is Words.N in the address that the message has.
func (b *builder) N(key string, n int, args ...any) string {
	return b.Words.N(b.addressed(key), n, args...)
}

// key completes a message's key with the tone.
func (b *builder) key(prefix string) string { return prefix + string(b.tone) }

// numbers are those of the invoices that have an item that fits; an invoice with
// several instalments counts once.
func (b *builder) numbers(fits func(*Item) bool) (numbers []string) {
	for _, item := range b.reminder.Items {
		if fits(&item) && !slices.Contains(numbers, item.Number) {
			numbers = append(numbers, item.Number)
		}
	}
	return numbers
}

// concerned reports whether the message is about an item: a friendly notice is about
// what falls due, thanks are about all they list, any other one is about what is late.
func (b *builder) concerned(i *Item) bool {
	return b.settled || b.bill != nil || b.late(i) != (b.tone == dunning.Friendly)
}

func (b *builder) late(i *Item) bool { return i.late(b.reminder.On) }

func (b *builder) addressee() []line {
	c := b.reminder.Customer
	lines := []line{{Label: b.Cap("word.customer"), Value: plain(c.Name)}}
	if c.Number != "" {
		lines = append(lines, line{Label: b.T("mail.customer_number"), Value: plain(c.Number)})
	}
	return lines
}

// remindedOn is the last day on which a message about a late item left.
func (b *builder) remindedOn() (last date.Date) {
	for _, item := range b.reminder.Items {
		if b.late(&item) {
			last = max(last, item.RemindedOn)
		}
	}
	return last
}

func (b *builder) row(i *Item) row {
	r := row{
		Number: plain(i.Number),
		Due:    b.ShortDate(i.DueOn),
		State:  b.state(i),
		Late:   b.late(i),
		Open:   b.Money(i.Open),
	}
	if b.settled {
		r.State, r.Late, r.Open = "", false, b.Money(i.Total)
	} else if i.Open != i.Total {
		r.Of = b.T("mail.of_total", "Amount", i.Total)
	}
	if i.IssuedOn != date.None {
		r.Notes = append(r.Notes, b.T("mail.of_day", "Day", b.ShortDate(i.IssuedOn)))
	}
	if sent := i.Sent.said(b.Words); sent != "" && b.tone == dunning.Formal {
		r.Notes = append(r.Notes, b.T("delivery.sent_note", "Sent", sent))
	}
	switch {
	case i.PlanOn != date.None:
		r.Notes = append(r.Notes, b.T("mail.plan_part", "Part", i.Part, "Parts", i.Parts, "Day", b.ShortDate(i.PlanOn)))
	case i.Part > 0:
		r.Notes = append(r.Notes, b.T("mail.part", "Part", i.Part, "Parts", i.Parts))
	}
	if !i.Contested.IsZero() && !b.settled {
		r.Notes = append(r.Notes, b.T("mail.contested", "Amount", i.Contested))
	}
	if supplied := b.supplied(i); supplied != "" {
		r.Notes = append(r.Notes, supplied)
	}
	if i.Reference != "" {
		r.Notes = append(r.Notes, printed(i.Reference))
	}
	return r
}

func (b *builder) state(i *Item) string {
	switch days := int(b.reminder.On - i.DueOn); {
	case days > 0:
		return b.N("mail.n_days_late", days)
	case days == 0:
		return b.T("word.today")
	default:
		return b.N("word.in_n_days", -days)
	}
}

func (b *builder) credits() (lines []line) {
	for _, c := range b.reminder.Credits {
		label := b.T("mail.on_account", "Day", b.ShortDate(c.On))
		if c.Number != "" {
			label = b.Cap("word.credit_note") + " " + plain(c.Number) + " " + b.T("mail.of_day", "Day", b.ShortDate(c.On))
		}
		amount := c.Amount.Neg()
		if b.settled {
			amount = c.Amount
		}
		lines = append(lines, line{Label: label, Value: b.Money(amount)})
	}
	return lines
}

// totals are the lines below the items. A line that would repeat the one above it
// is left out.
func (b *builder) totals() []line {
	if b.settled {
		return []line{{Label: b.T("mail.sum.paid"), Value: b.Money(b.paid()), Strong: true}}
	}
	s := b.sums
	lines := []line{{Label: b.T("mail.sum.open"), Value: b.Money(s.Open), Strong: true}}
	add := func(label string, sum money.Amount) { lines = append(lines, line{Label: label, Value: b.Money(sum)}) }
	if !s.Late.IsZero() && !s.Ahead.IsZero() {
		add(b.T("mail.sum.late"), s.Late)
		add(b.T("mail.sum.ahead"), s.Ahead)
	}
	if !s.Credits.IsZero() {
		add(b.T("mail.sum.credits"), s.Credits.Neg())
		add(b.T("mail.sum.balance"), s.Balance)
	}
	if b.tone == dunning.Friendly {
		return lines
	}
	if !s.Claimed.IsZero() {
		add(b.T("mail.sum.principal"), s.Asked)
		lines = append(lines, b.parts(b.reminder.Claimed, b.Cap)...)
	}
	if !s.Claimed.IsZero() || s.Asked != s.Open {
		lines = append(lines, line{Label: b.T("mail.sum.asked"), Value: b.Money(s.Total), Strong: true})
	}
	return lines
}

// parts are those of a claim beside the principal, each for itself; say is how a word of
// the catalogue is written.
func (b *builder) parts(c *allocation.Claim, say func(key string, args ...any) string) (lines []line) {
	for _, part := range []struct {
		name   string
		amount money.Amount
	}{{say("word.interest"), c.Interest}, {say("word.compensation"), c.Compensation}, {say("word.costs"), c.Costs}} {
		if part.amount.Sign() > 0 {
			lines = append(lines, line{Label: part.name, Value: b.Money(part.amount)})
		}
	}
	return lines
}

// announced says what will be asked for besides when the deadline has passed.
func (b *builder) announced() []string {
	if b.reminder.Announced == nil || b.tone == dunning.Friendly || b.reminder.binds() {
		return nil
	}
	var parts []string
	for _, l := range b.parts(b.reminder.Announced, b.T) {
		parts = append(parts, l.Label+" ("+l.Value+")")
	}
	switch day := b.reminder.Deadline; {
	case len(parts) == 0:
		return nil
	case day != date.None:
		return []string{b.T("mail.announced_by", "Parts", b.List(parts...), "Day", day)}
	}
	return []string{b.T("mail.announced", "Parts", b.List(parts...))}
}

// pay says where to pay and with which reference, or sends the reader to the
// invoice when the company's account is not known.
func (b *builder) pay() []line {
	c := b.reminder.Company
	if c.IBAN == "" {
		return []line{{Label: b.T("mail.pay.to"), Value: b.T("mail.pay.as_invoiced")}}
	}
	lines := []line{
		{Label: b.T("mail.pay.to"), Value: plain(c.Name)},
		{Label: "IBAN", Value: bank.FormatIBAN(c.IBAN), Strong: true},
	}
	if c.BIC != "" {
		lines = append(lines, line{Label: "BIC", Value: plain(c.BIC)})
	}
	reference, exact := b.reference()
	return append(lines, line{Label: b.T("mail.pay.reference"), Value: reference, Strong: exact})
}

// about are the items that the message is about, and whether one has a structured reference.
func (b *builder) about() (about []Item, structured bool) {
	for _, item := range b.reminder.Items {
		if b.concerned(&item) {
			about = append(about, item)
			structured = structured || item.Reference != ""
		}
	}
	return about, structured
}

// reference is what to write with the payment: the reference of the one item that
// the message is about, or how to name several.
func (b *builder) reference() (text string, exact bool) {
	about, structured := b.about()
	switch {
	case len(about) == 1 && structured:
		return printed(about[0].Reference), true
	case len(about) == 1:
		return plain(about[0].Number), true
	case structured:
		return b.T("mail.pay.each_reference"), false
	}
	return b.T("mail.pay.numbers"), false
}

// due is what is to be transferred: a friendly notice speaks of what falls due. Thanks speak
// of what was paid.
func (b *builder) due() money.Amount {
	switch {
	case b.settled:
		return b.paid()
	case b.bill != nil:
		return b.bill.amount()
	case b.tone == dunning.Friendly:
		return b.sums.Ahead
	}
	return b.sums.Total
}

// remittance is the reference of the one item that the message is about, or the numbers of
// several, as many as there is room for.
func (b *builder) remittance() string {
	if text, exact := b.reference(); exact {
		return text
	}
	return b.fewNumbers()
}

// fewNumbers are the numbers that the message is about, as many as there is room for.
func (b *builder) fewNumbers() (text string) {
	for _, number := range b.numbers(b.concerned) {
		if joined := strings.TrimSpace(text + " " + plain(number)); utf8.RuneCountInString(joined) <= mostRemittance {
			text = joined
		}
	}
	return text
}

// online is the company's page on which the message can be paid. The reference is given
// as digits, which a page expects.
func (b *builder) online() line {
	with := b.remittance()
	if about, structured := b.about(); len(about) == 1 && structured {
		with = about[0].Reference
	}
	address := b.reminder.Company.Policy.PayLink(with, b.due(), b.fewNumbers())
	if address == "" {
		return line{}
	}
	return line{Label: b.T("template.pay_online"), Value: address}
}

func (b *builder) closing() string {
	if b.tone == dunning.Final || b.tone == dunning.Formal {
		return b.T("mail.closing_formal")
	}
	return b.T("mail.closing")
}

// printed is a structured reference as people write it.
func printed(reference string) string {
	if r, ok := bank.ParseReference(reference); ok {
		return r.String()
	}
	return plain(reference)
}

// hidden are the marks that turn the direction of writing: a name could use them
// to show an amount or an account backwards (Unicode TR 36, 2.8).
var hidden = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x200e, Hi: 0x200f, Stride: 1}, {Lo: 0x202a, Hi: 0x202e, Stride: 1}, {Lo: 0x2066, Hi: 0x2069, Stride: 1},
}}

// plain makes one line of a name that came from outside.
func plain(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// clean takes out of a text what does not show, and what turns its direction.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(hidden, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
