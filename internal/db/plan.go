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
	columns     []string
}

func (t *Tx) indexes() ([]index, error) {
	return Collect(t, func(rows *sql.Rows) (i index, err error) {
		var origin, columns string
		var clustered bool
		err = rows.Scan(&i.table, &i.name, &i.unique, &origin, &clustered, &columns)
		i.columns = strings.Fields(columns)
		if origin == "pk" && clustered {
			i.name = i.table // the table itself is the index
		}
		return i, err
	}, `SELECT m.name, l.name, l."unique", l.origin, t.wr, (SELECT group_concat(c.name, ' ' ORDER BY c.seqno) FROM pragma_index_info(l.name) c)
		FROM sqlite_schema m, pragma_index_list(m.name) l, pragma_table_list(m.name) t
		WHERE m.type = 'table' AND t.schema = 'main'
		AND (SELECT c.name FROM pragma_index_info(l.name) c WHERE c.seqno = 0) = 'company_id'`)
}

// few are the columns that part a company's rows into a handful of heaps; every
// other one parts them well.
var few = map[string]bool{"state": true, "kind": true, "currency": true, "side": true, "verdict": true, "step": true}

// statistics says how many rows there are, and how many share the first one, two,
// three … columns: all share the company.
func (i index) statistics() string {
	rows := bookRows
	words := []string{fmt.Sprint(rows), fmt.Sprint(rows)}
	for n, column := range i.columns[1:] {
		switch last := n == len(i.columns)-2; {
		case last && i.unique:
			rows = 1
		case few[column]:
			rows = max(rows/5, 1)
		default:
			rows = min(rows, 10)
		}
		words = append(words, fmt.Sprint(rows))
	}
	return strings.Join(words, " ")
}
