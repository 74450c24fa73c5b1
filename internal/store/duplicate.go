package store

import (
	"database/sql"
	"fmt"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/id"
)

// Likeness is why two customers may be one.
type Likeness string

// The likenesses, the surest first.
const (
	SameVAT        Likeness = "vat"
	SameEnterprise Likeness = "enterprise"
	SamePayer      Likeness = "payer" // they pay from one account
	SameName       Likeness = "name"  // folded, at one postcode
	SameMail       Likeness = "mail"  // a contact of each has one address
)

// Pair is two customers who may be one; the older one comes first.
type Pair struct {
	One, Other customer.Customer
	Like       []Likeness
}

// mostAlike is how many customers share a mark at most that speaks of one customer: what
// more of them share is somebody's who works for them all.
const mostAlike = 10

// mark is something by which two customers are alike. Texts have %[1]s where the name of
// a row of the table belongs.
type mark struct {
	like       Likeness
	table, id  string
	value, has string // the mark, and that a row has one, so that its index is used
	alike      string // what must be the same besides
}

func marks() []mark {
	return []mark{
		{like: SameVAT, table: "customer", id: "id", value: "%[1]svat_id", has: "%[1]svat_id <> ''"},
		{like: SameEnterprise, table: "customer", id: "id", value: "%[1]senterprise_number", has: "%[1]senterprise_number <> ''"},
		{like: SamePayer, table: "payer", id: "customer_id", value: "%[1]siban", has: "%[1]siban <> ''"},
		{like: SameName, table: "customer", id: "id", value: "%[1]sname_key", has: "%[1]sname_key <> '' AND %[1]smerged_into IS NULL",
			alike: " AND b.postcode = a.postcode AND b.country = a.country AND a.postcode <> ''"},
		{like: SameMail, table: "contact", id: "customer_id", value: "lower(%[1]semail)", has: "%[1]semail <> ''"},
	}
}

// pairs is the query for the pairs that have a mark in common: everybody's, or those of
// the customer in $2.
func (m mark) pairs(one bool) string {
	value, has := fmt.Sprintf(m.value, ""), fmt.Sprintf(m.has, "")
	group := ` GROUP BY ` + value + fmt.Sprintf(` HAVING COUNT(*) BETWEEN 2 AND %d`, mostAlike)
	if one {
		group = ` AND ` + m.id + ` = $2 GROUP BY ` + value
	}
	side := func(name string) string {
		return `JOIN ` + m.table + ` ` + name + ` ON ` + name + `.company_id = $1 AND ` + fmt.Sprintf(m.value, name+".") + ` = g.mark AND ` + fmt.Sprintf(m.has, name+".")
	}
	return `SELECT a.` + m.id + ` AS one, b.` + m.id + ` AS other, '` + string(m.like) + `' AS alike
		FROM (SELECT ` + value + ` AS mark FROM ` + m.table + ` WHERE company_id = $1 AND ` + has + group + `) AS g
		` + side("a") + ` ` + side("b") + ` AND b.` + m.id + ` > a.` + m.id + m.alike
}

// Duplicates are at most limit pairs of customers who may be one, in the order of their
// making. Of whom a person said that they are two is left out.
func (tx *Tx) Duplicates(limit int) ([]Pair, error) { return tx.duplicates(0, limit) }

// DuplicatesOf are at most limit pairs of a customer and another who may be the same.
func (tx *Tx) DuplicatesOf(c id.ID, limit int) ([]Pair, error) { return tx.duplicates(c, limit) }

func (tx *Tx) duplicates(of id.ID, limit int) ([]Pair, error) {
	all := marks()
	queries := make([]string, len(all))
	for n, m := range all {
		queries[n] = m.pairs(of != 0)
	}
	args, mine := []any{tx.Company}, ""
	if of != 0 {
		args, mine = append(args, of), " AND $2 IN (p.one, p.other)"
	}
	type alike struct {
		one, other id.ID
		like       Likeness
	}
	rows, err := db.Collect(tx.Tx, func(rows *sql.Rows) (a alike, err error) { return a, rows.Scan(&a.one, &a.other, &a.like) },
		`SELECT DISTINCT p.one, p.other, p.alike FROM (`+strings.Join(queries, ` UNION ALL `)+`) AS p
		WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.company_id = $1 AND c.id IN (p.one, p.other) AND c.merged_into IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM distinct_customers d WHERE d.company_id = $1 AND d.one_id = p.one AND d.other_id = p.other)`+mine+`
		ORDER BY p.one, p.other`+first(limit*len(all)), args...)
	if err != nil {
		return nil, err
	}
	var pairs []Pair
	var ids []id.ID
	for _, r := range rows {
		if n := len(pairs); n == 0 || pairs[n-1].One.ID != r.one || pairs[n-1].Other.ID != r.other {
			if n == limit {
				break
			}
			pairs = append(pairs, Pair{One: customer.Customer{ID: r.one}, Other: customer.Customer{ID: r.other}})
			ids = append(ids, r.one, r.other)
		}
		last := &pairs[len(pairs)-1]
		last.Like = append(last.Like, r.like)
	}
	return pairs, tx.fillPairs(pairs, ids)
}

func (tx *Tx) fillPairs(pairs []Pair, ids []id.ID) error {
	found, err := tx.Customers(ids)
	known := map[id.ID]customer.Customer{}
	for _, c := range found {
		known[c.ID] = c
	}
	for n := range pairs {
		pairs[n].One, pairs[n].Other = known[pairs[n].One.ID], known[pairs[n].Other.ID]
	}
	return err
}

// KeepApart notes that two customers are two.
func (tx *Tx) KeepApart(one, other id.ID, by string) error {
	_, err := tx.Exec(`INSERT INTO distinct_customers (company_id, one_id, other_id, said_by, said_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (company_id, one_id, other_id) DO NOTHING`, tx.Company, min(one, other), max(one, other), by, db.Instant(tx.Now()))
	return err
}
