package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/registry"
)

// Registers belong to the installation: their tables know no company, and transactions for
// any company read them. db.Describe tells SQLite of tables led by a company alone, so that
// joins say here in which order they are meant: to SQLite a CROSS JOIN is one.

// Register is a register as it was taken in last.
type Register struct {
	Name       registry.Register
	On         date.Date // the day whose state it tells
	Serial     int       // number of the extract; 0 where they have none
	Businesses int       // those that it holds
	By         string
	At         time.Time
}

// Registers are those that were taken in, by name.
func (tx *Tx) Registers() ([]Register, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (r Register, err error) {
		return r, rows.Scan(&r.Name, &r.On, &r.Serial, &r.Businesses, &r.By, db.ScanInstant(&r.At))
	}, `SELECT name, snapshot_on, serial, businesses, taken_by, taken_at FROM register WHERE edition > 0 ORDER BY name`)
}

// RegisterTaken is a register as it was taken in last; false before that.
func (tx *Tx) RegisterTaken(name registry.Register) (Register, bool, error) {
	all, err := tx.Registers()
	for _, r := range all {
		if r.Name == name {
			return r, true, err
		}
	}
	return Register{}, false, err
}

const businessColumns = `register, number, name, short_name, other_names, form, active, ended_on, gone_on, situation, street, postcode, city, country, activity, since_on`

func scanBusiness(rows *sql.Rows, more ...any) (b registry.Business, err error) {
	var others string
	err = rows.Scan(append([]any{&b.Register, &b.Number, &b.Name, &b.ShortName, &others, &b.Form, &b.Active, &b.EndedOn, &b.GoneOn,
		&b.Situation, &b.Street, &b.Postcode, &b.City, &b.Country, &b.Activity, &b.Since}, more...)...)
	if others != "" {
		b.Others = strings.Split(others, "\n")
	}
	return b, err
}

// otherNames are the further names of a business as they are stored.
func otherNames(b *registry.Business) string {
	if len(b.Others) == 0 {
		return ""
	}
	lines := make([]string, len(b.Others))
	for n, name := range b.Others {
		lines[n] = strings.ReplaceAll(name, "\n", " ")
	}
	return strings.Join(lines, "\n")
}

// Business finds what a register says of a number, as registry.HeldIn gives it.
func (tx *Tx) Business(name registry.Register, number string) (registry.Business, bool, error) {
	found, err := tx.Businesses(name, []string{number})
	b, is := found[number]
	return b, is, err
}

// Businesses are what a register says of some numbers; one that it has never held is not
// among them.
func (tx *Tx) Businesses(name registry.Register, numbers []string) (map[string]registry.Business, error) {
	found := map[string]registry.Business{}
	return found, tx.Rows(func(rows *sql.Rows) error {
		var on date.Date
		b, err := scanBusiness(rows, &on)
		b.On = on
		found[b.Number] = b // the newest comes last
		return err
	}, `SELECT `+of("b", businessColumns)+`, g.snapshot_on FROM {rows $2 number TEXT} CROSS JOIN register g CROSS JOIN register_business b
		WHERE g.name = $1 AND b.register = $1 AND b.number = r.number AND b.edition <= g.edition ORDER BY b.number, b.edition`, name, db.JSON(numberRows(numbers)))
}

type numberRow struct {
	Number  string `json:"number"`
	Edition int64  `json:"edition"`
}

func numberRows(numbers []string) []numberRow {
	rows := make([]numberRow, len(numbers))
	for n, number := range numbers {
		rows[n].Number = number
	}
	return rows
}

// MostProposals is how many businesses a search proposes at most.
const MostProposals = 10

// FindBusinesses are at most MostProposals businesses that a name may mean, the likeliest
// first: those called so, then those whose name begins so; those that are active first. A
// postcode and a register narrow the search down, where they are given.
func (tx *Tx) FindBusinesses(name, postcode string, in registry.Register) ([]registry.Business, error) {
	key := customer.NameKey(name)
	if key == "" {
		return nil, nil
	}
	if in != "" { // all names of the others would be read in vain
		if _, taken, err := tx.RegisterTaken(in); err != nil || !taken {
			return nil, err
		}
	}
	ranges := [][2]string{{key, ""}}
	if words := strings.Fields(key); len(words) == 2 {
		turned := words[1] + " " + words[0] // registers put a person's surname first
		ranges = append(ranges, [2]string{turned, ""})
	}
	ranges = append(ranges, [2]string{key, behind(key)})
	var all []registry.Business
	for _, r := range ranges {
		if len(all) >= MostProposals {
			break
		}
		some, err := tx.businessesCalled(r[0], r[1], postcode, in)
		if err != nil {
			return nil, err
		}
		for _, b := range some {
			known := func(k registry.Business) bool { return k.Register == b.Register && k.Number == b.Number }
			if len(all) < MostProposals && !slices.ContainsFunc(all, known) {
				all = append(all, b)
			}
		}
	}
	return all, nil
}

// fetched is how many rows of names are looked at for a search: a business may have several.
const fetched = 3 * MostProposals

// businessesCalled are businesses with a name in a range of keys, or with the one key where
// the range has no end; those that are active first.
func (tx *Tx) businessesCalled(from, before, postcode string, in registry.Register) ([]registry.Business, error) {
	where, args := `n.name_key = $1`, []any{from}
	and := func(condition, value string) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if before != "" {
		where = `n.name_key >= $1`
		and(` AND n.name_key < $%d`, before)
	}
	if postcode != "" {
		and(` AND n.postcode = $%d`, postcode)
	}
	if in != "" {
		and(` AND n.register = $%d`, string(in))
	}
	all, err := db.Collect(tx.Tx, func(rows *sql.Rows) (registry.Business, error) {
		var on date.Date
		b, err := scanBusiness(rows, &on)
		b.On = on
		return b, err
	}, `SELECT `+of("b", businessColumns)+`, g.snapshot_on
		FROM register_name n JOIN register g ON g.name = n.register AND n.edition <= g.edition
		JOIN register_business b ON b.register = n.register AND b.number = n.number AND b.edition = n.edition
		WHERE `+where+`
		AND NOT EXISTS (SELECT 1 FROM register_business l WHERE l.register = n.register AND l.number = n.number AND l.edition > n.edition AND l.edition <= g.edition)
		ORDER BY n.name_key, n.postcode, n.register, n.number`+first(fetched), args...)
	slices.SortStableFunc(all, func(a, b registry.Business) int { return cmp.Compare(rank(&a), rank(&b)) })
	return all, err
}

func rank(b *registry.Business) int {
	if b.Active {
		return 0
	}
	return 1
}

// CodeWords is what a register means by a code, in a language or else in any; "" where no
// extract says it.
func (tx *Tx) CodeWords(name registry.Register, kind registry.CodeKind, code, language string) (string, error) {
	words, _, err := db.One(tx.Tx, func(rows *sql.Rows) (w string, err error) { return w, rows.Scan(&w) },
		`SELECT words FROM register_code WHERE register = $1 AND kind = $2 AND code = $3
		ORDER BY CASE WHEN language = $4 THEN 0 ELSE 1 END, language LIMIT 1`, name, string(kind), code, language)
	return words, err
}
