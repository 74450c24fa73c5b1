package db

import (
	"database/sql"
	"fmt"
	"strings"
)

// SQLite chooses its plans by statistics, and without any it takes the first
// column of an index for selective. Ours is the company's id, which is not: it
// would read a company's million invoices to update ten. Statistics of the data as
// it happens to be would make plans change under people's hands; so we tell it
// once, for all tables, what a large book looks like.

// bookRows is how many rows a table is said to hold, all of one company.
const bookRows = 1_000_000

// Describe writes the statistics of every index whose first column is company_id.
// Whoever makes an index calls it: SQLite forgets those of an index that is
// dropped.
func (t *Tx) Describe() error {
	if t.Engine != SQLite {
		return nil // PostgreSQL keeps its own, and they serve
	}
	// The first ANALYZE makes the table of statistics; the last one loads it.
	for _, statement := range []string{`ANALYZE sqlite_schema`, `DELETE FROM sqlite_stat1`} {
		if _, err := t.Exec(statement); err != nil {
			return err
		}
	}
	indexes, err := t.indexes()
	if err != nil {
		return err
	}
	for _, i := range indexes {
		if _, err := t.Exec(`INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)`, i.table, i.name, i.statistics()); err != nil {
			return err
		}
	}
	_, err = t.Exec(`ANALYZE sqlite_schema`)
	return err
}

// index is an index that is led by the company's id.
type index struct {
	table, name string
	unique      bool
	columns     int
}

func (t *Tx) indexes() ([]index, error) {
	return Collect(t, func(rows *sql.Rows) (i index, err error) {
		var origin string
		var clustered bool
		err = rows.Scan(&i.table, &i.name, &i.unique, &origin, &clustered, &i.columns)
		if origin == "pk" && clustered {
			i.name = i.table // the table itself is the index
		}
		return i, err
	}, `SELECT m.name, l.name, l."unique", l.origin, t.wr, (SELECT COUNT(*) FROM pragma_index_info(l.name))
		FROM sqlite_schema m, pragma_index_list(m.name) l, pragma_table_list(m.name) t
		WHERE m.type = 'table' AND t.schema = 'main'
		AND (SELECT c.name FROM pragma_index_info(l.name) c WHERE c.seqno = 0) = 'company_id'`)
}

// statistics says how many rows there are, and how many share the first one, two,
// three … columns: all share the company; each further column parts them well.
func (i index) statistics() string {
	words := []string{fmt.Sprint(bookRows), fmt.Sprint(bookRows)}
	for n := 2; n <= i.columns; n++ {
		rows := 1000
		switch {
		case n == i.columns && i.unique:
			rows = 1
		case n == i.columns || n > 2:
			rows = 10
		}
		words = append(words, fmt.Sprint(rows))
	}
	return strings.Join(words, " ")
}
