package matching

import (
	"slices"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// Keys is what the store looks up to find the candidates of some entries.
type Keys struct {
	References []string
	Numbers    []string // of documents and of orders, folded as by invoice.NumberKey
	IBANs      []string
	Names      []string       // folded as by customer.NameKey
	Customers  []string       // numbers of customers, in small letters
	Owners     []id.ID        // customers to whom rules point; see Rulebook.Owners
	Amounts    []money.Amount // as they were booked and as they were sent: what may have been told; see Told
	Since      date.Date      // the first day that may have been
}

// Reading is what is written on an entry, read once: whoever looks for candidates by it
// and then matches them would read it twice.
type Reading struct {
	Entry
	references []reference
	numbers    []token // in Text
	endToEnd   []token
	customers  []token // in Text: those that may be a customer's number
	names      []string
}

// Read reads entries.
func Read(entries []Entry) []Reading {
	all := make([]Reading, len(entries))
	for n, e := range entries {
		tokens := tokens(e.Text)
		all[n] = Reading{Entry: e, references: e.references(), customers: tokens, names: nameKeys(e.Name),
			numbers: reckoned(tokens, e.Text), endToEnd: numbersIn(e.EndToEnd)}
	}
	return all
}

// KeysOf collects the keys of entries, each once.
func KeysOf(entries []Reading) Keys {
	var k Keys
	for n := range entries {
		e := &entries[n]
		for _, r := range e.references {
			k.References = append(k.References, r.digits)
		}
		for _, numbers := range [][]token{e.numbers, e.endToEnd} {
			for _, t := range numbers {
				k.Numbers = append(k.Numbers, t.key)
			}
		}
		for _, t := range e.customers {
			k.Customers = append(k.Customers, customerKey(e.Text[t.start:t.end]))
		}
		if e.IBAN != "" {
			k.IBANs = append(k.IBANs, e.IBAN)
		}
		k.Names = append(k.Names, e.names...)
		k.Amounts = append(k.Amounts, e.Amount)
		if e.sent() != e.Amount {
			k.Amounts = append(k.Amounts, e.sent())
		}
		if first := e.BookedOn.AddDays(-ToldBehind); k.Since == date.None || first < k.Since {
			k.Since = first
		}
	}
	for _, list := range []*[]string{&k.References, &k.Numbers, &k.IBANs, &k.Names, &k.Customers} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	k.Amounts = each(k.Amounts)
	return k
}

// reference is a structured reference that an entry carries.
type reference struct {
	digits   string
	weak     bool // found among other numbers: proves something only where an open item carries it
	evidence Evidence
}

// references are the structured references of an entry: the one in its own field,
// and those that stand in the text.
func (e *Entry) references() []reference {
	var all []reference
	if e.Reference != "" {
		all = append(all, reference{digits: e.Reference})
	}
	for _, f := range bank.FindReferences(e.Text) {
		all = append(all, reference{f.Digits, f.Weak, Evidence{Start: f.Start, End: f.End}})
	}
	return all
}

// NameKey is the key under which a payer's name is remembered; "" for a name that says
// nothing.
func NameKey(name string) string { return strings.Join(nameWords(name), " ") }

// nameWords are the words of a payer's name, folded. Numbers that a bank writes beside
// a name are left out.
func nameWords(name string) []string {
	return slices.DeleteFunc(strings.Fields(customer.NameKey(name)), func(w string) bool {
		return strings.Trim(w, "0123456789") == ""
	})
}

// PointsTo reports whether the payer's name is a customer's own, or the text has the
// customer's number.
func (e *Reading) PointsTo(c *customer.Customer) bool {
	return slices.Contains(e.names, customer.NameKey(c.Name)) || c.Number != "" && slices.ContainsFunc(e.customers, func(t token) bool {
		return customerKey(e.Text[t.start:t.end]) == customerKey(c.Number)
	})
}

// nameKeys are the keys under which the customer of a payer's name may be known:
// the name as it is written, and with the family name at the other end.
func nameKeys(name string) []string {
	words := nameWords(name)
	switch n := len(words); n {
	case 0:
		return nil
	case 1:
		return words
	default:
		keys := []string{
			strings.Join(words, " "),
			strings.Join(append(words[1:n:n], words[0]), " "),
			strings.Join(append([]string{words[n-1]}, words[:n-1]...), " "),
		}
		slices.Sort(keys)
		return slices.Compact(keys)
	}
}
