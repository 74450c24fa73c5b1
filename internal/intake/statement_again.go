package intake

import (
	"maps"
	"slices"

	"acquit/internal/bank"
	"acquit/internal/id"
	"acquit/internal/store"
)

// What another file told of a payment; see docs/decisions/0028-statements.md.

// recognise marks those of the entries that another kind of file told of: a statement
// in another format, or what is announced, which may be booked or announced already.
func (p *telling) recognise(rows []*store.Entry) error {
	if !p.others {
		return nil
	}
	within := 0
	if p.head.Preliminary {
		within = store.AnnouncedDays
	}
	rivals, err := p.tx.Rivals(p.account.ID, p.head.Family, rows, within)
	if err != nil {
		return err
	}
	p.doubts += pair(counting(rows), rivals, within, func(e *store.Entry, rival id.ID) { e.State, e.SameAs = store.EntrySame, rival })
	if !p.head.Preliminary {
		return nil
	}
	p.doubts = 0 // what is announced twice does no harm
	announced, err := p.tx.Announced(p.account.ID, p.head.Family, rows)
	if err != nil {
		return err
	}
	for _, family := range slices.Sorted(maps.Keys(announced)) {
		pair(counting(rows), announced[family], within, func(e *store.Entry, rival id.ID) { e.State, e.SameAs = store.EntrySame, rival })
	}
	return p.join(rows)
}

// replace lets entries that are new take the place of those that announced them: of each
// kind of report one, or the parts of a batch that is booked as one sum.
func (p *telling) replace(rows []*store.Entry) error {
	if rows = counting(rows); len(rows) == 0 {
		return nil
	}
	announced, err := p.tx.Announced(p.account.ID, "", rows)
	if err != nil {
		return err
	}
	as := map[id.ID]id.ID{}
	for _, all := range announced {
		pair(rows, all, store.AnnouncedDays, func(e *store.Entry, a id.ID) { as[a] = e.ID })
	}
	if err := p.parts(rows, as); err != nil {
		return err
	}
	return p.book(nil, as)
}

// counting are the entries that nobody else told of.
func counting(rows []*store.Entry) []*store.Entry {
	return slices.DeleteFunc(slices.Clone(rows), func(e *store.Entry) bool { return e.State == store.EntrySame })
}

// pair finds which entries tell of payments that are known, and gives each to found.
func pair(rows []*store.Entry, known []store.Entry, within int, found func(e *store.Entry, known id.ID)) (doubtful int) {
	if len(rows) == 0 || len(known) == 0 {
		return 0
	}
	others := make([]bank.Told, len(known))
	for n := range known {
		others[n] = told(&known[n])
	}
	places, doubtful := bank.Again(toldAll(rows), others, within)
	for n, k := range places {
		if k >= 0 {
			found(rows[n], known[k].ID)
		}
	}
	return doubtful
}

func told(e *store.Entry) bank.Told {
	return bank.Told{Amount: e.Amount, BookedOn: e.BookedOn, ValueOn: e.ValueOn, BankRef: e.BankRef, EndToEnd: e.EndToEnd,
		Reference: e.Reference, IBAN: e.IBAN, Name: e.Name, Text: e.Text,
		PartOf: e.PartOf, SumOf: e.SumOf}
}
