package intake

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
)

// taking takes the statements of a file in, in one transaction. It is a bank.Sink.
type taking struct {
	tx         *store.Tx
	report     *Report
	document   string
	statements []*summary          // as surveyed; nil: broke off, and is passed over
	begun      int                 // of them
	ended      int                 // those up to the last that was stored
	tellings   []*telling          // of the open one: what it books, and what it announces
	since      map[id.ID]date.Date // accounts that the file speaks of, and from which day on
	added      map[id.ID]bool      // statements that are new
	claimed    map[id.ID]bool      // payments that the file announces again
	failed     error               // of the store, which ended the reading
	beyond     Report              // notes of no number: see notes
}

// mostNotes bounds how much is said of the entries of one file.
const mostNotes = 1000

// notes is the report to which something is said of an entry; once it is long enough,
// one that is thrown away.
func (t *taking) notes() *Report {
	if len(t.report.Warnings)+len(t.report.Errors) < mostNotes {
		return t.report
	}
	return &t.beyond
}

// errChanged says that a file is no longer the one that was surveyed.
var errChanged = fault.New(fault.Conflict, "the file was changed while it was read")

// take stores what read hands over. What the reader itself objects to was heard when
// the file was surveyed.
func (t *taking) take(statements []*summary, read func(bank.Sink) error) error {
	t.statements, t.since, t.added, t.claimed = statements, map[id.ID]date.Date{}, map[id.ID]bool{}, map[id.ID]bool{}
	err := read(t)
	switch {
	case t.failed != nil:
		return t.failed
	case slices.ContainsFunc(statements[t.ended:], func(s *summary) bool { return s != nil }):
		return errors.Join(errChanged, err)
	}
	if n := len(t.beyond.Warnings) + len(t.beyond.Errors); n > 0 {
		t.report.warn(fault.Place{}, "%d more remarks are not listed", n)
	}
	return t.missing()
}

// Begin opens the next statement.
func (t *taking) Begin(*bank.Statement) error {
	t.tellings = nil
	if t.begun == len(t.statements) {
		return t.fail(errChanged)
	}
	s := t.statements[t.begun]
	if t.begun++; s == nil {
		return nil
	}
	t.report.note(s.Warnings...)
	account, err := t.tx.EnsureAccount(s.Account)
	if err != nil {
		return t.fail(err)
	}
	announces := pending
	if preliminary(s.Format) {
		announces = bank.Family(s.Format)
	} else {
		t.tellings = append(t.tellings, t.tell(s, account, ""))
		if err := t.tellings[0].look(); err != nil {
			return t.fail(err)
		}
	}
	t.tellings = append(t.tellings, t.tell(s, account, announces))
	return nil
}

// fail ends the reading.
func (t *taking) fail(err error) error {
	t.failed = err
	return err
}

// Entry stores the payments of an entry: as booked, or as announced.
func (t *taking) Entry(e *bank.Entry) error {
	if t.tellings == nil {
		return nil
	}
	p := t.tellings[0]
	if !p.head.Preliminary && !booked(e) {
		p = t.tellings[1]
		if e.Status != bank.Pending {
			p.left++
			return nil
		}
	}
	for _, leaf := range e.Leaves() {
		row, err := entryOf(e, &leaf, t.notes())
		if err != nil {
			t.notes().fail(err)
			continue
		}
		nameBatch(row, e, &leaf, p.head.Preliminary)
		if err := p.add(row); err != nil {
			return t.fail(err)
		}
	}
	return nil
}

// End stores what is left of the statement.
func (t *taking) End(*bank.Statement) error {
	for _, p := range t.tellings {
		if err := p.end(); err != nil {
			return t.fail(err)
		}
	}
	t.tellings, t.ended = nil, t.begun
	return nil
}

// lookBack is how many days of statements before those of a file tell whether they
// follow each other.
const lookBack = 40

// missing warns where the statements of the file do not follow those around them.
func (t *taking) missing() error {
	for _, account := range slices.Sorted(maps.Keys(t.since)) {
		breaks, err := t.tx.Breaks(account, t.since[account].AddDays(-lookBack))
		if err != nil {
			return err
		}
		for _, b := range breaks[account] {
			if t.added[b.Before.Statement] || t.added[b.After.Statement] {
				t.report.warn(fault.Place{}, "%s", b.Text())
			}
		}
	}
	return nil
}

// telling is what a statement books, or what it announces: each is stored under a head of
// its own.
type telling struct {
	*taking
	*summary
	account store.BankAccount
	head    store.Statement
	keys    keyring
	rows    []*store.Entry // that wait to be stored
	stored  bool           // the head is
	fresh   int            // entries that count from now on
	others  bool           // another format told of the account as well
	same    bool           // another format told of the whole statement
	doubts  int            // entries that may be here already
	left    int            // entries that are neither booked nor to be booked
}

func (t *taking) tell(s *summary, account store.BankAccount, announces string) *telling {
	p := &telling{taking: t, summary: s, account: account, head: s.head(account, announces, t.report)}
	p.head.Document = t.document
	p.keys = keyring{statement: s.Statement, seen: map[uint64]struct{}{}, twins: map[uint64]int{}}
	if announces != "" {
		p.keys.announces = announces + ":"
		p.others = true
	}
	return p
}

// look asks whether another format told of the statement.
func (p *telling) look() (err error) {
	if p.others, err = p.tx.OtherFamilies(p.account.ID, p.head.Family); err != nil || !p.others || p.head.Closing == nil || p.head.Opening == nil {
		return err
	}
	other, found, err := p.tx.SameStatement(&p.head)
	if err != nil || !found {
		return err
	}
	p.same, p.head.SameAs = true, other.ID
	p.report.warn(fault.Place{}, "statement %s says the same as the statement %s that came as %s: nothing of it is new", p.called(), cmp.Or(other.Sequence, other.Number), other.Family)
	return nil
}

// perBatch is how many entries are stored at a time.
const perBatch = 1000

// add takes a payment in.
func (p *telling) add(row *store.Entry) error {
	p.report.Read++
	if p.same {
		p.report.Unchanged++
		return nil
	}
	row.Account, row.Key = p.account.ID, p.keys.key(row)
	if p.head.Preliminary {
		row.State = store.EntryAnnounced
	}
	if p.rows = append(p.rows, row); len(p.rows) < perBatch {
		return nil
	}
	return p.flush()
}

// flush stores the payments that wait and are not here yet. What another file told of
// already is stored as such, so that it is known again.
func (p *telling) flush() error {
	rows, err := unknown(p.tx, p.account.ID, p.rows)
	if err != nil {
		return err
	}
	p.report.Unchanged += len(p.rows) - len(rows)
	if p.head.Preliminary && len(rows) > 0 {
		if err := p.retell(p.rows, rows); err != nil {
			return err
		}
	}
	if p.rows = p.rows[:0]; len(rows) == 0 {
		return nil
	}
	if err := p.recognise(rows); err != nil {
		return err
	}
	if err := p.begin(); err != nil {
		return err
	}
	news := 0
	for _, e := range rows {
		if e.Statement = p.head.ID; e.State != store.EntrySame {
			news++
		}
	}
	p.fresh += news
	p.report.Created, p.report.Unchanged = p.report.Created+news, p.report.Unchanged+len(rows)-news
	if err := p.tx.AddEntries(rows); err != nil {
		return err
	}
	if p.head.Preliminary {
		p.report.Announced += news
		return nil
	}
	return p.replace(rows)
}

// begin stores the head, once.
func (p *telling) begin() error {
	if p.stored {
		return nil
	}
	p.stored = true
	if err := p.tx.AddStatement(&p.head); err != nil {
		return err
	}
	p.added[p.head.ID] = true
	return nil
}

// end stores what is left. A statement without anything new is stored as well, unless
// it is known: it says that nothing came.
func (p *telling) end() error {
	if err := p.flush(); err != nil {
		return err
	}
	p.remark()
	if err := p.finish(); err != nil || p.head.Preliminary {
		return err
	}
	reach := p.reaches()
	if before, known := p.since[p.account.ID]; !known || reach < before {
		p.since[p.account.ID] = reach
	}
	return p.tx.Freshen(p.account.ID, reach)
}

// finish stores the head as it now is.
func (p *telling) finish() error {
	if p.stored {
		return p.tx.SetStatementEntries(p.head.ID, p.fresh)
	}
	if p.head.Preliminary {
		return nil
	}
	seen, err := p.tx.HasStatement(&p.head)
	if err != nil || seen {
		return err
	}
	return p.begin()
}

// remark says what a person should know of the entries.
func (p *telling) remark() {
	if p.left > 0 {
		p.report.warn(fault.Place{}, "%d entries are for information only and were left out", p.left)
	}
	if p.doubts > 0 {
		p.report.warn(fault.Place{}, "%d entries may be here already, from a file of another format: day and amount are the same, and nothing else can be compared; they are kept", p.doubts)
	}
}

// unknown are the entries that are not stored yet.
func unknown(tx *store.Tx, account id.ID, entries []*store.Entry) ([]*store.Entry, error) {
	keys := make([]string, len(entries))
	for n, e := range entries {
		keys[n] = e.Key
	}
	known, err := tx.KnownKeys(account, keys)
	var fresh []*store.Entry
	for _, e := range entries {
		if !known[e.Key] {
			fresh = append(fresh, e)
		}
	}
	return fresh, err
}
