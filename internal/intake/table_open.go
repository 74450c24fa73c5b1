package intake

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format"
	"acquit/internal/format/table"
	"acquit/internal/format/table/banktable"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/store"
)

// mostTable bounds a table, in bytes.
const mostTable = 2 << 30

// mostSheets is how many sheets of a workbook are looked into for headings that are
// known.
const mostSheets = 20

// TableWish is what is known beforehand of a table that is handed over.
type TableWish struct {
	Kind    table.Kind     // "": whatever it holds
	Mapping *table.Mapping // how it is to be read; nil: as the company keeps it, else as its headings say
	TableOptions
}

// reading is a table with how it is read.
type reading struct {
	body     *spooled
	table    *table.Table
	mapping  table.Mapping
	problems []table.Problem
	saved    bool // the mapping is one that the company keeps
	guessed  bool // nobody said so yet
	known    bool // which kind of table it is
}

// Table takes in a table of invoices, balances, customers, contacts or bank entries.
// Where no mapping is kept that fits it and its headings leave something open, it waits
// for a person: see TableQuestion and TakeTable.
func (d *Desk) Table(ctx context.Context, company id.ID, f File, w TableWish) (Report, error) {
	report := newReport(f, Kind(w.Kind))
	body, err := spool(f, mostTable)
	if err != nil {
		return d.leaveOut(ctx, company, report, err)
	}
	defer body.Close()
	q, err := d.readTable(ctx, company, body, w)
	if fault.KindOf(err) != "" {
		return d.leaveOut(ctx, company, report, err)
	}
	if err != nil {
		return report, err
	}
	if q.asks() != nil {
		return d.wait(ctx, company, report, q)
	}
	if q.guessed {
		report.warn(fault.Place{}, "nobody explained the columns of this table yet: %s", q.columns())
	}
	taken, err := d.takeTable(ctx, company, report, q, w.TableOptions, 0)
	if errors.Is(err, fault.Invalid) || errors.Is(err, ErrSure) {
		return d.leaveOut(ctx, company, report, err)
	}
	return taken, err
}

// readTable opens a table and finds out how it is to be read.
func (d *Desk) readTable(ctx context.Context, company id.ID, body *spooled, w TableWish) (*reading, error) {
	sheet := ""
	if w.Mapping != nil {
		sheet = w.Mapping.Layout.Sheet
	}
	q, err := openTable(body, sheet)
	if err != nil {
		return nil, err
	}
	if w.Mapping != nil {
		return q, q.explain(*w.Mapping)
	}
	err = d.Store.View(ctx, company, func(tx *store.Tx) error { return q.recall(tx, kindsOf(w.Kind)) })
	if err == nil && !q.saved {
		q.guess(w.Kind)
	}
	return q, err
}

// openTable opens a table, or a sheet of a workbook: "" for the first that is one.
func openTable(body *spooled, sheet string) (*reading, error) {
	layout := table.Mapping{}.Layout
	layout.Sheet = sheet
	t, err := table.Open(body, body.Size, layout)
	return &reading{body: body, table: t, known: true}, err
}

// kindsOf are the kinds that a table may be which a person takes for one of a kind. A
// table of customers may be one of the people there.
func kindsOf(k table.Kind) []table.Kind {
	switch k {
	case "":
		return table.Kinds()
	case table.Customers:
		return []table.Kind{table.Customers, table.Contacts}
	}
	return []table.Kind{k}
}

// explain takes over a mapping that a person made, for this table or for one with the
// same headings, and completes it.
func (q *reading) explain(m table.Mapping) (err error) {
	if t, fitting, err := q.table.Fit(m); err == nil {
		q.table, m = t, fitting
	}
	q.table, q.mapping, q.problems, err = q.table.Complete(m)
	return err
}

// recall finds the mapping that the company keeps for the table, or for one of the
// sheets of its workbook.
func (q *reading) recall(tx *store.Tx, kinds []table.Kind) error {
	tables := []*table.Table{q.table}
	for _, name := range q.table.Sheets() {
		if layout := q.table.Layout(); name != layout.Sheet && len(tables) < mostSheets {
			layout.Sheet = name
			if t, err := table.Open(q.body, q.body.Size, layout); err == nil { // a sheet of notes is no table
				tables = append(tables, t)
			}
		}
	}
	for _, t := range tables {
		if found, err := q.recallFor(tx, t, kinds); found || err != nil {
			return err
		}
	}
	return nil
}

// recallFor is recall for one sheet. The likeliest row of headings counts first, then
// the newest mapping.
func (q *reading) recallFor(tx *store.Tx, t *table.Table, kinds []table.Kind) (bool, error) {
	signatures := t.Signatures()
	kept, err := tx.Mappings(signatures)
	if err != nil {
		return false, err
	}
	for _, signature := range signatures {
		for _, k := range kept {
			if k.Signature != signature || !slices.Contains(kinds, table.Kind(k.Kind)) {
				continue
			}
			var m table.Mapping
			if err := json.Unmarshal([]byte(k.Definition), &m); err != nil {
				return false, err
			}
			fitting, m, err := t.Fit(m)
			if err != nil || m.Check() != nil {
				continue // the rules of this version may be others
			}
			q.table, q.mapping, q.saved = fitting, m, true
			return true, q.otherAccount(tx)
		}
	}
	return false, nil
}

// otherAccount lets the person say again which account a bank's table is of where only
// the mapping says so, and there are several: the next table with these headings may be
// of another one.
func (q *reading) otherAccount(tx *store.Tx) error {
	if q.mapping.Kind != table.Entries || q.mapping.Account == "" {
		return nil
	}
	accounts, err := tx.BankAccounts()
	if err != nil || len(accounts) < 2 {
		return err
	}
	silent := q.mapping
	silent.Account = ""
	if surveyed(q.table, silent) != nil {
		q.problems = append(q.problems, table.Problem{Text: fault.Say("the table does not say which account it is of: choose the account"), Asks: true, Count: 1})
	}
	return nil
}

// guess proposes how the table is to be read.
func (q *reading) guess(kind table.Kind) {
	q.guessed = true
	switch {
	case kind == table.Entries || kind == "" && banktable.Is(q.table):
		q.mapping, q.problems = banktable.Understand(q.table)
	case kind != "":
		q.guessOne(kindsOf(kind))
	default:
		q.mapping, q.problems, q.known = q.table.Understand()
		if !q.known {
			q.mapping, q.problems = q.table.Guess(table.Invoices)
		}
	}
}

// guessOne proposes the first of some kinds that the table can be, else the first.
func (q *reading) guessOne(kinds []table.Kind) {
	for _, k := range slices.Backward(kinds) {
		if m, problems := q.table.Guess(k); k == kinds[0] || m.Check() == nil {
			if q.mapping.Kind == "" || m.Check() == nil {
				q.mapping, q.problems = m, problems
			}
		}
	}
}

// asks says what a person must decide before the table can be taken in; nil when it can
// be.
func (q *reading) asks() error {
	for _, p := range q.problems {
		if p.Asks {
			return fault.At(max(q.table.HeaderRow(), 1), "", "%s", p.Text)
		}
	}
	if err := q.mapping.Check(); err != nil {
		return err
	}
	if q.mapping.Kind != table.Entries {
		return q.doubts()
	}
	return surveyed(q.table, q.mapping)
}

// doubts says that a guess cannot be right: most of the first rows are refused by it.
func (q *reading) doubts() error {
	if !q.guessed {
		return nil
	}
	reader, err := q.table.Read(q.mapping)
	if err != nil {
		return err
	}
	rows, refused := 0, 0
	for r, err := range reader.Records() {
		if r == nil || rows == chunk {
			break // what cannot be read on is said when it is taken in
		}
		if err == nil {
			_, err = r.As(q.mapping.Kind)
		}
		if rows++; err != nil {
			refused++
		}
	}
	if refused*2 > rows {
		return fault.At(max(q.table.HeaderRow(), 1), "", "%d of the first %d rows cannot be read so: say what the columns are", refused, rows)
	}
	return nil
}

// surveyed says why a bank's table cannot be taken in as a mapping has it, nil for one
// that can.
func surveyed(t *table.Table, m table.Mapping) error {
	var known survey
	return banktable.ReadAs(t, m, &known)
}

// storeEntries stores the entries of a bank's table.
func (q *reading) storeEntries(tx *store.Tx, report *Report) error {
	var known survey
	if err := banktable.ReadAs(q.table, q.mapping, &known); err != nil {
		return err
	}
	t := &taking{tx: tx, report: report, document: q.body.Hash}
	if err := t.take(known.statements, func(sink bank.Sink) error { return banktable.ReadAs(q.table, q.mapping, sink) }); err != nil {
		return err
	}
	if report.Created == 0 {
		return nil
	}
	return tx.Enqueue(job.Match{Company: tx.Company})
}

// columns says which field each column was read as.
func (q *reading) columns() (all fault.Text) {
	for n, c := range q.mapping.Columns {
		one := fault.Say("column %s is read as %s", table.ColumnName(c.At), c.Field)
		if c.Heading != "" {
			one = fault.Say("column %s, %q, is read as %s", table.ColumnName(c.At), c.Heading, c.Field)
		}
		if n == 0 {
			all = one
			continue
		}
		all = fault.Say("%s; %s", all, one)
	}
	return all
}

// kind is what the history of imports calls the table; "" while nobody knows.
func (q *reading) kind() Kind {
	switch {
	case !q.known:
		return ""
	case q.mapping.Kind == table.Entries:
		return Statements
	}
	return Kind(q.mapping.Kind)
}

func (q *reading) format() string {
	switch {
	case q.mapping.Kind == table.Entries && q.known:
		return string(format.BankTable)
	case q.table.Layout().Workbook:
		return "xlsx"
	}
	return "csv"
}

func (q *reading) mime() string {
	if q.table.Layout().Workbook {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv"
}

// keepMapping remembers how the table is read, for the company's next ones.
func (q *reading) keepMapping(tx *store.Tx, by string) error {
	definition, err := json.Marshal(q.mapping)
	if err != nil {
		return err
	}
	return tx.SaveMapping(store.Mapping{Kind: string(q.mapping.Kind), Signature: q.mapping.Signature, Definition: string(definition)}, by)
}
