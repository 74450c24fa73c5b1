package intake

import (
	"hash/maphash"
	"maps"
	"slices"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/store"
)

// namedPapers are the documents that a table names. Only their hashes are held: a
// table may have a million rows.
type namedPapers struct {
	seed  maphash.Seed
	all   map[uint64]struct{}
	first bool // before the table no document was known at all
}

func newNamedPapers() namedPapers {
	return namedPapers{seed: maphash.MakeSeed(), all: map[uint64]struct{}{}}
}

func (n *namedPapers) hash(k numberKey) uint64 {
	return maphash.String(n.seed, k.number) ^ maphash.String(n.seed, string(k.kind))<<1
}

func (n *namedPapers) add(k numberKey) { n.all[n.hash(k)] = struct{}{} }

// has reports whether a document was named; a nil table names none.
func (n *namedPapers) has(k numberKey) bool {
	if n == nil {
		return false
	}
	_, found := n.all[n.hash(k)]
	return found
}

// mayBeKnown reports whether a document of a number may be stored, of whatever kind.
func (n *namedPapers) mayBeKnown(number string) bool {
	return n == nil || !n.first || n.has(numberKey{number, invoice.Bill}) || n.has(numberKey{number, invoice.CreditNote})
}

// A snapshot that closes more than half of what is open, and more than fewAtOnce items,
// is more likely a part of the list than the whole of it.
const fewAtOnce = 20

// scope is of which open items a table speaks as a whole.
func (t *paperRows) scope() store.OpenScope {
	of := store.OpenScope{Currencies: slices.Sorted(maps.Keys(t.currencies)), Until: t.asOf, Except: t.report.Import}
	if t.kind == table.Balances {
		of.Source = BalanceSource
	}
	return of
}

// missing are the open items that the table speaks of and does not have, and how many
// items are open of those that were here before.
func (t *paperRows) missing() (all []id.ID, open int, err error) {
	err = t.tx.OpenItems(t.scope(), func(i *store.OpenItem) {
		open++
		if !t.named.has(numberKey{i.Number, i.Kind}) {
			all = append(all, i.ID)
		}
	})
	return all, open, err
}

// closeMissing closes what is open here and not in the table, as settled outside, and
// counts it in the report.
func (t *paperRows) closeMissing(sure bool) error {
	all, open, err := t.missing()
	if err != nil {
		return err
	}
	if len(all) > fewAtOnce && len(all)*2 > open && !sure {
		return fault.Wrap(fault.Conflict, ErrSure, "the table does not have %d of the %d items that are open, and they would be closed", len(all), open)
	}
	for part := range slices.Chunk(all, chunk) {
		items, err := t.tx.InvoicesByID(part)
		if err != nil {
			return err
		}
		if err := t.closeAll(items); err != nil {
			return err
		}
	}
	t.report.Closed = len(all)
	return nil
}

// closeAll closes open items as settled outside.
func (t *paperRows) closeAll(items []invoice.Invoice) error {
	owners := make([]id.ID, 0, len(items))
	for n := range items {
		owners = append(owners, items[n].Customer)
	}
	slices.Sort(owners)
	owners = slices.Compact(owners)
	if err := t.tx.LockCustomers(owners); err != nil {
		return err
	}
	closed := make([]closing, len(items))
	for n := range items {
		closed[n] = closing{&items[n], items[n].Open, t.asOf, t.report.Import}
	}
	if err := closeOutside(t.tx, closed); err != nil {
		return err
	}
	t.news.settle(closed)
	t.news.moved = true
	return t.tx.WantReview(owners...)
}

// closesOf counts what a snapshot of a day would close now, and the open items that it
// speaks of. It stores nothing.
func (q *reading) closesOf(tx *store.Tx, c company.Company, asOf date.Date) (closes, open int, err error) {
	t := newPaperRows(tx, c, q.mapping.Kind, asOf, &Report{})
	reader, err := q.table.Read(q.mapping)
	if err != nil {
		return 0, 0, err
	}
	for r, err := range reader.Records() {
		if r == nil {
			return 0, 0, err
		}
		if err == nil {
			err = t.take(r)
		}
		if err == nil && t.kind == table.Invoices {
			doc := t.papers[0].doc
			t.named.add(numberKey{doc.Number, doc.Kind})
			t.papers = t.papers[:0]
		}
	}
	if err := t.nameOpenings(); err != nil {
		return 0, 0, err
	}
	all, open, err := t.missing()
	return len(all), open, err
}

// nameOpenings finds the opening items of the customers whose balances wait to be filed.
func (t *paperRows) nameOpenings() error {
	var buyers []*invoice.Party
	for _, p := range t.papers {
		buyers = append(buyers, &p.doc.Buyer)
	}
	dir, err := openDirectory(t.tx, &t.company, buyers)
	if err != nil {
		return err
	}
	dir.numbered = true
	f := &filing{tx: t.tx, company: &t.company, dir: dir}
	if _, err := f.findOpenings(dir.nameUnnamed(t.papers)); err != nil {
		return err
	}
	for _, i := range f.openings.known {
		t.named.add(numberKey{i.Number, i.Kind})
	}
	return nil
}
