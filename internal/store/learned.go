package store

import (
	"database/sql"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
)

// PayerName is a name under which somebody pays for a customer, as a person said.
type PayerName struct {
	Key      string // by matching.NameKey
	Name     string // as the bank wrote it
	Customer id.ID
	Called   string // the customer's own name
	Entry    id.ID  // whose confirmation taught it; 0 where it was said by itself
	By       string
	On       date.Date
}

// AddPayerNames remembers under which names somebody pays for customers.
func (tx *Tx) AddPayerNames(all []PayerName) error {
	n := 0
	_, err := tx.Insert("payer_name", []string{"company_id", "id", "name_key", "name", "customer_id", "entry_id", "said_by", "said_on"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			p := &all[n]
			n++
			return []any{int64(tx.Company), int64(tx.NewID()), p.Key, p.Name, int64(p.Customer), optional(p.Entry), p.By, p.On}, nil
		})
	return err
}

// ForgetTaught forgets the names that confirming entries taught, and returns what they
// said. Others may say the same still.
func (tx *Tx) ForgetTaught(entries []id.ID) ([]PayerName, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p PayerName, err error) {
		return p, rows.Scan(&p.Key, &p.Name, &p.Customer)
	}, `DELETE FROM payer_name WHERE company_id = $1 AND entry_id IS NOT NULL AND entry_id IN ({list $2 BIGINT})
		RETURNING name_key, name, customer_id`, tx.Company, db.JSON(ints(entries)))
}

// ForgetPayerName forgets a name under which somebody pays for a customer, whoever taught
// it. It returns the name as the bank wrote it; "" when it was not known.
func (tx *Tx) ForgetPayerName(customer id.ID, key string) (string, error) {
	name, _, err := db.One(tx.Tx, func(rows *sql.Rows) (name string, err error) { return name, rows.Scan(&name) },
		`DELETE FROM payer_name WHERE company_id = $1 AND customer_id = $2 AND name_key = $3 RETURNING name`, tx.Company, customer, key)
	return name, err
}

// ForgetPayer forgets an account from which a customer pays, and reports whether it was
// known.
func (tx *Tx) ForgetPayer(p Payer) (bool, error) {
	n, err := tx.Exec(`DELETE FROM payer WHERE company_id = $1 AND customer_id = $2 AND iban = $3`, tx.Company, p.Customer, p.IBAN)
	return n > 0, err
}

// newestName keeps of the rows that say the same the one that said it last; the row's
// table is called n.
const newestName = ` AND NOT EXISTS (SELECT 1 FROM payer_name o WHERE o.company_id = n.company_id AND o.name_key = n.name_key
	AND o.customer_id = n.customer_id AND o.id > n.id)`

// paysForOthers reports whether payments stand under a name, as the bank writes it in any
// case, that are other customers' than one.
func paysForOthers(name, customer string) string {
	return `EXISTS (SELECT 1 FROM entry e JOIN payment p ON p.company_id = e.company_id AND p.entry_id = e.id
		AND p.entry_id IS NOT NULL AND p.reversed_at IS NULL
		WHERE e.company_id = $1 AND lower(e.name) = lower(` + name + `) AND p.customer_id <> ` + customer + `)`
}

// PayForOthers are those of some names under which other customers' payments stand than
// those of the customer that each is about, by the place in all.
func (tx *Tx) PayForOthers(all []PayerName) (map[int]bool, error) {
	type row struct {
		N        int    `json:"n"`
		Name     string `json:"name"`
		Customer int64  `json:"customer_id"`
	}
	rows := make([]row, len(all))
	for n, p := range all {
		rows[n] = row{n, p.Name, int64(p.Customer)}
	}
	others := map[int]bool{}
	return others, tx.Rows(func(rows *sql.Rows) error {
		var n int
		err := rows.Scan(&n)
		others[n] = true
		return err
	}, `SELECT r.n FROM {rows $2 n INTEGER, name TEXT, customer_id BIGINT} WHERE `+paysForOthers("r.name", "r.customer_id"), tx.Company, db.JSON(rows))
}

// Taught finds who is known to pay under names.
func (tx *Tx) Taught(names []string) ([]matching.Taught, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (t matching.Taught, err error) {
		return t, rows.Scan(&t.Key, &t.Customer, &t.By, &t.On, &t.Shared)
	}, `SELECT n.name_key, n.customer_id, n.said_by, n.said_on, `+paysForOthers("n.name", "n.customer_id")+` FROM payer_name n
		WHERE n.company_id = $1 AND n.name_key IN ({list $2 TEXT})`+newestName+` ORDER BY 1, 2`, tx.Company, db.JSON(names))
}

// LearnedFilter narrows a list of what was learned; zero fields narrow nothing. After is
// the last row of the page before.
type LearnedFilter struct {
	Customer id.ID
	Begins   string // what the name, or the account, begins with
	After    LearnedKey
	Limit    int
}

// LearnedKey is a place in a list of what was learned, which runs by name or account.
type LearnedKey struct {
	Key      string
	Customer id.ID
}

func (tx *Tx) learned(f *LearnedFilter, key, begins string) *conditions {
	c := tx.conditions()
	c.add("n.company_id = $1")
	if f.Customer != 0 {
		c.add("n.customer_id = %s", f.Customer)
	}
	if begins != "" {
		c.add(key+" >= %s AND "+key+" < %s", begins, behind(begins))
	}
	if f.After != (LearnedKey{}) {
		c.add("("+key+", n.customer_id) > (%s, %s)", f.After.Key, f.After.Customer)
	}
	return c
}

// PayerNames are the names under which somebody pays for customers, each with who said it
// last.
func (tx *Tx) PayerNames(f LearnedFilter) ([]PayerName, error) {
	c := tx.learned(&f, "n.name_key", customer.NameKey(f.Begins))
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p PayerName, err error) {
		return p, rows.Scan(&p.Key, &p.Name, &p.Customer, &p.Called, &p.Entry, &p.By, &p.On)
	}, `SELECT n.name_key, n.name, n.customer_id, c.name, COALESCE(n.entry_id, 0), n.said_by, n.said_on
		FROM payer_name n JOIN customer c ON c.company_id = n.company_id AND c.id = n.customer_id
		WHERE `+c.where()+newestName+` ORDER BY n.name_key, n.customer_id`+first(f.Limit), c.args...)
}

// PayerAccount is an account from which a customer is known to pay.
type PayerAccount struct {
	Payer
	Called string // the customer's name
	Source string // "paid", or what said so
	At     time.Time
}

// PayerAccounts are the accounts from which customers are known to pay.
func (tx *Tx) PayerAccounts(f LearnedFilter) ([]PayerAccount, error) {
	c := tx.learned(&f, "n.iban", f.Begins)
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p PayerAccount, err error) {
		return p, rows.Scan(&p.IBAN, &p.Customer, &p.Called, &p.Source, db.ScanInstant(&p.At))
	}, `SELECT n.iban, n.customer_id, c.name, n.source, n.created_at FROM payer n JOIN customer c ON c.company_id = n.company_id AND c.id = n.customer_id
		WHERE `+c.where()+` ORDER BY n.iban, n.customer_id`+first(f.Limit), c.args...)
}

// CountSoPaid counts the entries that wait and have a payer's name, as the bank writes it
// in any case, or else come from an account.
func (tx *Tx) CountSoPaid(name, iban string) (n int, err error) {
	c := tx.conditions()
	c.add("company_id = $1")
	c.add("state IN ('new', 'ask')")
	if name != "" {
		c.add("lower(name) = %s", lower(name))
	} else {
		c.add("iban = %s", iban)
		c.add("iban <> ''")
	}
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM entry WHERE `+c.where(), c.args...)
}

// TaughtBy are the names that confirming an entry taught.
func (tx *Tx) TaughtBy(entry id.ID) ([]PayerName, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p PayerName, err error) {
		return p, rows.Scan(&p.Key, &p.Name, &p.Customer, &p.By, &p.On)
	}, `SELECT name_key, name, customer_id, said_by, said_on FROM payer_name WHERE company_id = $1 AND entry_id = $2 AND entry_id IS NOT NULL ORDER BY id`,
		tx.Company, entry)
}
