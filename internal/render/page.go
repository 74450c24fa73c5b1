package render

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"acquit/internal/allocation"
	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/money"
)

// page is a reminder in the reader's words, from which the text and the HTML are
// written: both say the same.
type page struct {
	Language  string // BCP 47
	Subject   string
	Addressee []line
	Greeting  string
	Before    []string // paragraphs above the items
	Head      head
	Rows      []row
	Credits   []line
	Sums      []line
	Ask       []string // paragraphs below the items
	Pay       []line   // where to pay
	After     []string
	Closing   string
	Signature []string     // the first is the company's name
	Due       money.Amount // what is to be transferred
	With      string       // the reference or the numbers to write with it

	words *locale.Words
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
	State  string // how late it is, or how soon due
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
}

func (b *builder) page() *page {
	p := &page{
		Language:  string(b.Tag),
		Subject:   b.subject(),
		Addressee: b.addressee(),
		Greeting:  b.T("mail.greeting"),
		Before:    b.before(),
		Head:      head{Invoice: b.Cap("word.invoice"), Due: b.T("mail.column.due"), Open: b.T("mail.column.open")},
		Credits:   b.credits(),
		Sums:      b.totals(),
		Ask:       slices.Concat(b.ask(), b.notices(), b.announced()),
		Pay:       b.pay(),
		After:     b.after(),
		Closing:   b.closing(),
		Signature: imprint(b.Words, b.reminder.Company),
		Due:       b.due(),
		With:      b.remittance(),
		words:     b.Words,
	}
	for _, item := range b.reminder.Items {
		p.Rows = append(p.Rows, b.row(&item))
	}
	return p
}

// key completes a message's key with the tone.
func (b *builder) key(prefix string) string { return prefix + string(b.tone) }

// subject names the one invoice that the message is about, or says how many.
func (b *builder) subject() string {
	numbers := b.numbers(b.concerned)
	about := b.N("word.n_invoices", len(numbers))
	if len(numbers) == 1 {
		about = b.T("mail.about", "Number", plain(numbers[0]))
	}
	key := b.key("mail.subject.")
	if b.reminder.Document == law.FourteenDays {
		key = "notice.fourteen.subject"
	}
	return b.T(key, "About", about, "Company", plain(b.reminder.Company.Name))
}

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

// concerned reports whether the tone is about an item: a friendly notice is about
// what falls due, any other one about what is late.
func (b *builder) concerned(i *Item) bool {
	return b.late(i) != (b.tone == dunning.Friendly)
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

// before says what it is about; what the list holds besides is explained by a
// sentence.
func (b *builder) before() []string {
	n, s := len(b.numbers(b.concerned)), b.sums
	if b.tone == dunning.Friendly {
		texts := []string{b.N(b.key("mail.intro."), n, "Amount", s.Ahead)}
		if !s.Late.IsZero() {
			texts = append(texts, b.T("mail.also_late", "Amount", s.Late))
		}
		return texts
	}
	intro := b.N(b.key("mail.intro."), n, "Amount", s.Late)
	if deducted := s.Late.Sub(s.Asked); !deducted.IsZero() {
		intro += " " + b.T("mail.deducted", "Amount", deducted)
	}
	if day := b.remindedOn(); day != date.None && b.tone != dunning.Polite {
		intro += " " + b.T("mail.earlier", "Day", day)
	}
	texts := []string{intro}
	if !s.Ahead.IsZero() {
		texts = append(texts, b.T("mail.also_ahead", "Amount", s.Ahead))
	}
	return texts
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
	if i.Open != i.Total {
		r.Of = b.T("mail.of_total", "Amount", i.Total)
	}
	if i.IssuedOn != date.None {
		r.Notes = append(r.Notes, b.T("mail.of_day", "Day", b.ShortDate(i.IssuedOn)))
	}
	if i.Part > 0 {
		r.Notes = append(r.Notes, b.T("mail.part", "Part", i.Part, "Parts", i.Parts))
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
		lines = append(lines, line{Label: label, Value: b.Money(c.Amount.Neg())})
	}
	return lines
}

// totals are the lines below the items. A line that would repeat the one above it
// is left out.
func (b *builder) totals() []line {
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

// ask says what to do, and what happens otherwise.
func (b *builder) ask() []string {
	switch {
	case b.tone == dunning.Friendly:
		return []string{b.T("mail.ask.friendly")}
	case b.reminder.Document == law.FourteenDays:
		return nil // it asks in the words of the law
	}
	ask := b.T(b.key("mail.ask."), "Amount", b.sums.Total)
	if day := b.reminder.Deadline; day != date.None {
		ask = b.T(b.key("mail.ask_by."), "Amount", b.sums.Total, "Day", day)
	}
	switch consumer := b.reminder.Customer.Kind == customer.Consumer; {
	case b.tone == dunning.Final:
		ask += " " + b.T("mail.then.final")
	case b.tone == dunning.Formal && consumer:
		ask += " " + b.T("mail.then.formal_consumer")
	case b.tone == dunning.Formal:
		ask += " " + b.T("mail.then.formal")
	}
	return []string{ask}
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

// reference is what to write with the payment: the reference of the one item that
// the message is about, or how to name several.
func (b *builder) reference() (text string, exact bool) {
	var about []Item
	structured := false
	for _, item := range b.reminder.Items {
		if b.concerned(&item) {
			about = append(about, item)
			structured = structured || item.Reference != ""
		}
	}
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

// due is what is to be transferred: a friendly notice speaks of what falls due.
func (b *builder) due() money.Amount {
	if b.tone == dunning.Friendly {
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
	text := ""
	for _, number := range b.numbers(b.concerned) {
		if joined := strings.TrimSpace(text + " " + plain(number)); utf8.RuneCountInString(joined) <= mostRemittance {
			text = joined
		}
	}
	return text
}

func (b *builder) after() []string {
	var texts []string
	consumer := b.reminder.Customer.Kind == customer.Consumer
	if b.tone == dunning.Firm || b.tone == dunning.Final || b.tone == dunning.Formal && consumer {
		texts = append(texts, b.T("mail.plan"))
	}
	if b.tone != dunning.Friendly {
		texts = append(texts, b.T("mail.paid"))
	}
	if b.reminder.Enclosed {
		texts = append(texts, b.T("mail.enclosed"))
	}
	if phone := plain(b.reminder.Company.Phone); phone != "" {
		return append(texts, b.T("mail.contact_phone", "Phone", phone))
	}
	return append(texts, b.T("mail.contact"))
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
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(hidden, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}
