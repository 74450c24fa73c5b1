package collect

import (
	"context"
	"slices"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/render/paper"
	"acquit/internal/store"
)

// What is printed at once stays small enough for a printer, and for the machine that puts it
// together.
const (
	mostPrinted      = 400      // letters in a print
	mostPrintedBytes = 64 << 20 // bytes of its letters, unless one alone is larger
	mostPrinting     = 4000     // letters that are put in order together
)

// Print puts the letters that wait to be posted and were not printed yet into the order of the
// post: those that go as they are, and apart from them the registered ones, each in as many
// prints as it takes. Where there are very many, the rest waits for the next call.
//
// Errors: Conflict when there is none, or when somebody else prints them at the same moment.
func (d *Desk) Print(ctx context.Context, company id.ID, by string, today date.Date) (all []store.Print, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
		all = nil
		waiting, err := tx.Unprinted(0, mostPrinting)
		if err != nil {
			return err
		}
		if len(waiting) == 0 {
			return fault.New(fault.Conflict, "every letter that waits was printed already")
		}
		letters, err := inOrderOfThePost(tx, waiting, today)
		if err != nil {
			return err
		}
		for _, channel := range []message.Channel{message.Letter, message.Registered} {
			parts, err := inPrints(tx, letters[channel])
			if err != nil {
				return err
			}
			for _, part := range parts {
				p := store.Print{Channel: channel, On: today, By: by}
				for n := range part {
					part[n].Number = n + 1
				}
				if err := tx.AddPrint(&p, part); err != nil {
					return err
				}
				all = append(all, p)
			}
		}
		return nil
	})
	if db.IsDuplicate(err) {
		err = fault.New(fault.Conflict, "somebody else has printed these letters at this moment")
	}
	return all, err
}

// inPrints cuts letters into prints that stay small, in their order.
func inPrints(tx *store.Tx, letters []store.Printed) ([][]store.Printed, error) {
	hashes := make([]string, len(letters))
	for n := range letters {
		hashes[n] = letters[n].Content
	}
	known, err := tx.DocumentsByHash(hashes)
	if err != nil {
		return nil, err
	}
	size := func(n int) int64 { return known[letters[n].Content].Size }
	var parts [][]store.Printed
	for _, p := range cutPrints(len(letters), size) {
		parts = append(parts, letters[p[0]:p[1]])
	}
	return parts, nil
}

// cutPrints cuts n letters, of so many bytes each, into runs from the first to before the second
// number, none longer or heavier than a print may be; a letter that is too heavy is alone.
func cutPrints(n int, size func(int) int64) (runs [][2]int) {
	from, sum := 0, int64(0)
	for at := range n {
		if at > from && (at-from == mostPrinted || sum+size(at) > mostPrintedBytes) {
			runs, from, sum = append(runs, [2]int{from, at}), at, 0
		}
		sum += size(at)
	}
	if n > from {
		runs = append(runs, [2]int{from, n})
	}
	return runs
}

// inOrderOfThePost are letters by channel, as a print lists them.
func inOrderOfThePost(tx *store.Tx, waiting []message.Message, today date.Date) (map[message.Channel][]store.Printed, error) {
	c, err := tx.TheCompany()
	if err != nil {
		return nil, err
	}
	owners := make([]id.ID, len(waiting))
	for n := range waiting {
		owners[n] = waiting[n].Customer
	}
	found, err := tx.Customers(owners)
	if err != nil {
		return nil, err
	}
	to, letter := map[id.ID]*customer.Customer{}, map[string]*message.Message{}
	for n := range found {
		to[found[n].ID] = &found[n]
	}
	b := render.Batch{Company: &c, On: today}
	var posted []paper.Posted
	for n := range waiting {
		m := &waiting[n]
		letter[m.ID.String()] = m
		posted = append(posted, b.Posted(m.ID.String(), to[m.Customer], nil, m.Channel == message.Registered))
	}
	b.Sort(posted)
	all := map[message.Channel][]store.Printed{}
	for _, l := range posted {
		m := letter[l.Key]
		who := to[m.Customer]
		all[m.Channel] = append(all[m.Channel], store.Printed{Message: m.ID, Content: m.Content, Name: who.Name,
			Place: who.Postcode + " " + who.City, Postcode: who.Postcode, Country: l.Country})
	}
	return all, nil
}

// Paper is a print as one document: its list, and behind it the letters that wait to be posted;
// where none waits any more, all as they went. Those that must not go are left out, and
// each keeps its number.
//
// Errors: Conflict where all were withdrawn or written anew.
func Paper(tx *store.Tx, w *locale.Words, c *company.Company, p *store.Print, duplex bool) ([]byte, error) {
	letters, err := tx.LettersOf(p.ID)
	if err != nil {
		return nil, err
	}
	waiting := slices.ContainsFunc(letters, func(l store.PrintedLetter) bool { return l.Waits() })
	b := render.Batch{Company: c, On: p.On, Duplex: duplex}
	var posted []paper.Posted
	for n := range letters {
		l := &letters[n]
		if l.Overtaken() || waiting && !l.Waits() {
			continue
		}
		doc, known, err := tx.Document(l.Content)
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, fault.New(fault.NotFound, "the document %s is missing where documents are kept", l.Content)
		}
		one := b.Posted(l.Message.String(), &customer.Customer{Name: l.Name, Country: l.Country, Postcode: l.Postcode}, doc.Body, p.Channel == message.Registered)
		one.To, one.Number = []string{l.Name, l.Place}, l.Number
		posted = append(posted, one)
	}
	if len(posted) == 0 {
		return nil, fault.New(fault.Conflict, "the letters were posted already, or withdrawn")
	}
	ordinary, registered, err := b.Print(w, posted)
	if err != nil {
		return nil, err
	}
	if registered != nil {
		return registered.PDF, nil
	}
	return ordinary.PDF, nil
}

// PostPrint says that the letters of a print that still wait were posted on a day, but for some
// that did not go. numbers are those that the post gave to registered ones, by letter.
//
// Errors: Invalid for a day before the letters were printed, or after today.
func (d *Desk) PostPrint(ctx context.Context, company, i id.ID, on date.Date, stayed []id.ID, numbers map[id.ID]string, by string, today date.Date) (Posted, error) {
	var letters []store.PrintedLetter
	err := d.Store.View(ctx, company, func(tx *store.Tx) error {
		p, found, err := tx.PrintByID(i)
		switch {
		case err != nil:
			return err
		case !found:
			return fault.New(fault.NotFound, "there is no such print")
		case on < p.On || on > today:
			return fault.New(fault.Invalid, "letters that were printed on %s were posted on a day from then through today, not on %s", p.On.String(), on.String())
		}
		letters, err = tx.LettersOf(i)
		return err
	})
	if err != nil {
		return Posted{}, err
	}
	how := posting{numbers: numbers, contents: map[id.ID]string{}, on: on}
	var going []id.ID
	for _, l := range letters {
		if l.Letter.State != message.Sent && !slices.Contains(stayed, l.Message) {
			going, how.contents[l.Message] = append(going, l.Message), l.Content
		}
	}
	return d.postOn(ctx, company, going, how, by, today)
}
