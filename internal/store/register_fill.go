package store

import (
	"cmp"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/registry"
)

// Filling is an edition of a register that is being written. Nobody sees it until it is
// made the one that counts.
type Filling struct {
	Register registry.Register
	On       date.Date
	edition  int64
	before   int64 // the newest edition that it is compared with; 0 for none
}

// Filled is what came of some rows.
type Filled struct{ New, Changed, Unchanged, Gone int }

// Add adds what came of others.
func (f *Filled) Add(o Filled) {
	f.New, f.Changed, f.Unchanged, f.Gone = f.New+o.New, f.Changed+o.Changed, f.Unchanged+o.Unchanged, f.Gone+o.Gone
}

// FillRegister begins a new edition of a register. Whoever writes an older one hears of it
// at its next rows. What the very first import left unfinished is gone on with.
func (tx *Tx) FillRegister(name registry.Register, on date.Date) (Filling, error) {
	_, err := tx.Exec(`INSERT INTO register (name, edition, filling, serial, businesses, taken_by) VALUES ($1, 0, 0, 0, 0, '') ON CONFLICT (name) DO NOTHING`, name)
	if err != nil {
		return Filling{}, err
	}
	counts, filling, err := tx.editions(name)
	if err != nil {
		return Filling{}, err
	}
	f := Filling{Register: name, On: on, edition: max(counts, filling) + 1, before: counts}
	if counts == 0 {
		f.before = filling
	}
	_, err = tx.Exec(`UPDATE register SET filling = $2 WHERE name = $1`, name, f.edition)
	return f, err
}

// editions are the one of a register that counts and the one that is being written, which
// nobody else changes until the transaction ends.
func (tx *Tx) editions(name registry.Register) (counts, filling int64, err error) {
	return counts, filling, tx.Row([]any{&counts, &filling}, `SELECT edition, filling FROM register WHERE name = $1 {for update}`, name)
}

// holds refuses to go on with an edition when a newer one was begun.
//
// Errors: Conflict.
func (tx *Tx) holds(f *Filling) error {
	_, filling, err := tx.editions(f.Register)
	if err == nil && filling != f.edition {
		err = fault.New(fault.Conflict, "another import of the register has begun meanwhile; this one has stopped, and nothing of it counts")
	}
	return err
}

// standingRow is a row that counts so far.
type standingRow struct {
	edition, digest int64
	gone            bool
}

// FillBetween writes all businesses of a full extract whose numbers lie behind one and up to
// another; "" is the end. They come in the order of their numbers. Those that the register
// held there and the extract does not are gone.
//
// Errors: Conflict when a newer edition was begun.
func (tx *Tx) FillBetween(f *Filling, after, through string, batch []registry.Business) (Filled, error) {
	if err := tx.holds(f); err != nil {
		return Filled{}, err
	}
	known := map[string]standingRow{}
	if f.before > 0 {
		const behindAll = "~" // numbers are digits
		if through == "" {
			through = behindAll
		}
		err := tx.Rows(scanStanding(known), `SELECT number, edition, digest, gone_on IS NOT NULL FROM register_business
			WHERE register = $1 AND number > $2 AND number <= $3 AND edition <= $4 ORDER BY number, edition`, f.Register, after, through, f.before)
		if err != nil {
			return Filled{}, err
		}
	}
	return tx.fillAll(f, batch, known)
}

// FillSome writes the businesses that an update has changed, and takes out those that it has
// taken out.
//
// Errors: Conflict when a newer edition was begun.
func (tx *Tx) FillSome(f *Filling, batch []registry.Business, gone []string) (Filled, error) {
	if err := tx.holds(f); err != nil {
		return Filled{}, err
	}
	known := map[string]standingRow{}
	numbers := slices.Clone(gone)
	for n := range batch {
		numbers = append(numbers, batch[n].Number)
	}
	err := tx.Rows(scanStanding(known), `SELECT b.number, b.edition, b.digest, b.gone_on IS NOT NULL FROM {rows $2 number TEXT}
		CROSS JOIN register_business b WHERE b.register = $1 AND b.number = r.number AND b.edition <= $3 ORDER BY b.number, b.edition`,
		f.Register, db.JSON(numberRows(numbers)), f.before)
	if err != nil {
		return Filled{}, err
	}
	return tx.fillAll(f, batch, known)
}

// fillAll writes a batch, and that what is known beside it is gone.
func (tx *Tx) fillAll(f *Filling, batch []registry.Business, known map[string]standingRow) (Filled, error) {
	filled, err := tx.fill(f, batch, known)
	if err != nil {
		return filled, err
	}
	for n := range batch {
		delete(known, batch[n].Number)
	}
	filled.Gone, err = tx.fillGone(f, known)
	return filled, err
}

// scanStanding keeps the newest row of each number, which comes last.
func scanStanding(known map[string]standingRow) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var number string
		var s standingRow
		err := rows.Scan(&number, &s.edition, &s.digest, &s.gone)
		known[number] = s
		return err
	}
}

var registerColumns = []string{"register", "number", "edition", "digest", "name", "short_name", "other_names", "form", "active", "ended_on", "gone_on",
	"situation", "street", "postcode", "city", "country", "activity", "since_on"}

// fill writes those of a batch that are not known as they are.
func (tx *Tx) fill(f *Filling, batch []registry.Business, known map[string]standingRow) (filled Filled, err error) {
	var rows []*registry.Business
	var digests []int64
	var text []byte
	for n := range batch {
		b := &batch[n]
		var sum int64
		sum, text = digest(b, text)
		was, is := known[b.Number]
		switch {
		case !is || was.gone:
			filled.New++
		case was.digest != sum:
			filled.Changed++
		default:
			filled.Unchanged++
			continue
		}
		rows, digests = append(rows, b), append(digests, sum)
	}
	n, row := 0, make([]any, len(registerColumns))
	_, err = tx.Insert("register_business", registerColumns, func() ([]any, error) {
		if n == len(rows) {
			return nil, nil
		}
		b := rows[n]
		row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7] = string(f.Register), b.Number, f.edition, digests[n], b.Name, b.ShortName, otherNames(b), b.Form
		row[8], row[9], row[10], row[11], row[12] = b.Active, b.EndedOn, b.GoneOn, b.Situation, b.Street
		row[13], row[14], row[15], row[16], row[17] = b.Postcode, b.City, b.Country, b.Activity, b.Since
		n++
		return row, nil
	})
	if err == nil {
		err = tx.fillNames(f, rows)
	}
	if err == nil && f.before > 0 {
		numbers := make([]string, len(rows))
		for n := range rows {
			numbers[n] = rows[n].Number
		}
		err = tx.noteChanges(f, numbers)
	}
	return filled, err
}

// digest is what tells whether a business has changed: 64 bits of a hash of all that is
// stored of it.
func digest(b *registry.Business, text []byte) (int64, []byte) {
	text = text[:0]
	for _, s := range [...]string{b.Name, b.ShortName, otherNames(b), b.Form, b.Situation, b.Street, b.Postcode, b.City, b.Country, b.Activity} {
		text = append(append(text, s...), 0)
	}
	for _, d := range [...]date.Date{b.EndedOn, b.GoneOn, b.Since} {
		text = binary.BigEndian.AppendUint32(text, uint32(d))
	}
	if b.Active {
		text = append(text, 1)
	}
	sum := sha256.Sum256(text)
	return int64(binary.BigEndian.Uint64(sum[:])), text
}

// nameKeys are the keys under which a business is found.
func nameKeys(b *registry.Business) (keys []string) {
	for _, name := range b.Names() {
		if key := customer.NameKey(name); key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// nameRow is a name under which a business is found.
type nameRow struct {
	numberRow
	Key      string `json:"name_key"`
	Postcode string `json:"postcode"`
}

// fillNames writes the names of businesses in their own order, so that each page of the
// table is written once for many of them.
func (tx *Tx) fillNames(f *Filling, businesses []*registry.Business) error {
	var all []nameRow
	for _, b := range businesses {
		for _, key := range nameKeys(b) {
			all = append(all, nameRow{numberRow{b.Number, f.edition}, key, b.Postcode})
		}
	}
	slices.SortFunc(all, func(a, b nameRow) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Postcode, b.Postcode))
	})
	n, row := 0, make([]any, 5)
	_, err := tx.Insert("register_name", []string{"name_key", "postcode", "register", "number", "edition"}, func() ([]any, error) {
		if n == len(all) {
			return nil, nil
		}
		row[0], row[1], row[2], row[3], row[4] = all[n].Key, all[n].Postcode, string(f.Register), all[n].Number, f.edition
		n++
		return row, nil
	})
	return err
}

// goneRow is a row whose place is taken by one that says that the business is gone.
type goneRow struct {
	numberRow
	On date.Date `json:"gone_on"`
}

// fillGone writes that businesses are gone which the register held.
func (tx *Tx) fillGone(f *Filling, known map[string]standingRow) (int, error) {
	var rows []goneRow
	for number, s := range known {
		if !s.gone {
			rows = append(rows, goneRow{numberRow{number, s.edition}, f.On})
		}
	}
	if len(rows) == 0 {
		return 0, nil
	}
	_, err := tx.Exec(`INSERT INTO register_business (register, number, edition, digest, name, short_name, other_names, form, active, ended_on, gone_on, situation, street, postcode, city, country, activity, since_on)
		SELECT b.register, b.number, $3, 0, b.name, b.short_name, b.other_names, b.form, FALSE, b.ended_on, r.gone_on, b.situation, b.street, b.postcode, b.city, b.country, b.activity, b.since_on
		FROM {rows $2 number TEXT, edition BIGINT, gone_on DATE} CROSS JOIN register_business b WHERE b.register = $1 AND b.number = r.number AND b.edition = r.edition`,
		f.Register, db.JSON(rows), f.edition)
	if err != nil {
		return 0, err
	}
	numbers := make([]string, len(rows))
	for n := range rows {
		numbers[n] = rows[n].Number
	}
	return len(rows), tx.noteChanges(f, numbers)
}

// noteChanges notes what an edition has written in the place of other rows, for SweepRegister.
func (tx *Tx) noteChanges(f *Filling, numbers []string) error {
	n, row := 0, make([]any, 3)
	_, err := tx.Insert("register_change", []string{"register", "edition", "number"}, func() ([]any, error) {
		if n == len(numbers) {
			return nil, nil
		}
		row[0], row[1], row[2] = string(f.Register), f.edition, numbers[n]
		n++
		return row, nil
	})
	return err
}

// CountRegister makes an edition the one that counts, with what the register means by its
// codes where the extract says it.
//
// Errors: Conflict when a newer edition was begun.
func (tx *Tx) CountRegister(f *Filling, r Register, codes []registry.Code) error {
	if err := tx.holds(f); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE register SET edition = $2, snapshot_on = $3, serial = $4, businesses = $5, taken_by = $6, taken_at = $7 WHERE name = $1`,
		f.Register, f.edition, f.On, r.Serial, r.Businesses, r.By, db.Instant(tx.Now()))
	if err != nil || len(codes) == 0 {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM register_code WHERE register = $1`, f.Register); err != nil {
		return err
	}
	n, row := 0, make([]any, 5)
	_, err = tx.Insert("register_code", []string{"register", "kind", "code", "language", "words"}, func() ([]any, error) {
		if n == len(codes) {
			return nil, nil
		}
		c := codes[n]
		row[0], row[1], row[2], row[3], row[4] = string(f.Register), string(c.Kind), c.Code, c.Language, c.Words
		n++
		return row, nil
	})
	return err
}

// swept is how many changes are looked at in a transaction.
const swept = 5000

// SweepRegister takes away rows that do not count: those whose place was taken, and those of
// an edition that was left unfinished. It reports whether there may be more.
func (tx *Tx) SweepRegister(name registry.Register) (more bool, err error) {
	counts, filling, err := tx.editions(name)
	if err != nil || counts == 0 {
		return false, err // what the first import left is gone on with
	}
	notes, err := db.Collect(tx.Tx, func(rows *sql.Rows) (r numberRow, err error) { return r, rows.Scan(&r.Number, &r.Edition) },
		`SELECT number, edition FROM register_change WHERE register = $1 AND edition <= $2 ORDER BY edition, number`+first(swept), name, max(counts, filling-1))
	if err != nil || len(notes) == 0 {
		return false, err
	}
	doomed, err := db.Collect(tx.Tx, func(rows *sql.Rows) (d doomedRow, err error) {
		d.Business, err = scanBusiness(rows, &d.edition)
		return d, err
	}, `SELECT `+of("b", businessColumns)+`, b.edition FROM {rows $2 number TEXT, edition BIGINT} CROSS JOIN register_business b
		WHERE b.register = $1 AND b.number = r.number AND (r.edition > $3 AND b.edition = r.edition OR r.edition <= $3 AND b.edition < r.edition)`,
		name, db.JSON(notes), counts)
	if err != nil {
		return false, err
	}
	if err := tx.dropBusinesses(name, doomed); err != nil {
		return false, err
	}
	_, err = tx.Exec(`DELETE FROM register_change WHERE register = $1 AND (edition, number) IN (SELECT r.edition, r.number FROM {rows $2 number TEXT, edition BIGINT})`, name, db.JSON(notes))
	return len(notes) == swept, err
}

type doomedRow struct {
	registry.Business
	edition int64
}

// dropBusinesses deletes rows and the names by which they were found.
func (tx *Tx) dropBusinesses(name registry.Register, doomed []doomedRow) error {
	var rows []numberRow
	var names []nameRow
	for n := range doomed {
		d := &doomed[n]
		row := numberRow{d.Number, d.edition}
		rows = append(rows, row)
		for _, key := range nameKeys(&d.Business) {
			names = append(names, nameRow{row, key, d.Postcode})
		}
	}
	_, err := tx.Exec(`DELETE FROM register_name WHERE (name_key, postcode, register, number, edition) IN
		(SELECT r.name_key, r.postcode, $1, r.number, r.edition FROM {rows $2 number TEXT, edition BIGINT, name_key TEXT, postcode TEXT})`, name, db.JSON(names))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM register_business WHERE register = $1 AND (number, edition) IN (SELECT r.number, r.edition FROM {rows $2 number TEXT, edition BIGINT})`, name, db.JSON(rows))
	return err
}
