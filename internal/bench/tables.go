package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"acquit/internal/db"
	"acquit/internal/generate"
	"acquit/internal/invoice"
)

// tables takes in one table of invoices, and the same again as a snapshot, beside the
// engine's own bulk load of the same rows.
func (p *plan) tables(ctx context.Context) error {
	book := generate.Regular{Invoices: p.invoices, PerCustomer: perCustomer, Today: workDay}
	p.head("a table of %d invoices of %d customers", book.Invoices, book.Invoices/perCustomer)
	i, drop, err := p.beside(ctx, "tables")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.found(ctx, workDay); err != nil {
		return err
	}
	file := filepath.Join(i.dir, "invoices.csv")
	if err := writeTable(file, book); err != nil {
		return err
	}
	taken, err := i.acquit(ctx, workDay, "import", "invoices", file)
	if err != nil {
		return err
	}
	line("import invoices from a table", taken, rate(book.Invoices, taken.wall)+": "+last(taken.out))
	if err := i.vacuum(ctx); err != nil {
		return err
	}
	again, err := i.acquit(ctx, workDay, "import", "invoices", "--snapshot", file)
	if err != nil {
		return err
	}
	line("the same again, as a snapshot", again, rate(book.Invoices, again.wall)+": "+last(again.out))
	if err := i.tabled(ctx, book); err != nil {
		return err
	}
	if err := i.rawLoads(ctx, book, taken.wall); err != nil {
		return err
	}
	return i.healthy(ctx, workDay)
}

// writeTable writes a row for each invoice of a book, as an accounting program would.
func writeTable(name string, book generate.Regular) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "invoice number;customer number;customer;invoice date;due date;total;open;currency")
	for n := range book.Invoices {
		i := book.Invoice(n)
		fmt.Fprintf(w, "%s;%s;%s;%s;%s;%s;%s;EUR\n", i.Number, i.Customer, i.Name, i.DueOn.AddDays(-30), i.DueOn, i.Amount, i.Amount)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// tabled checks that each row became what it says.
func (i *installation) tabled(ctx context.Context, book generate.Regular) error {
	got, err := i.counts(ctx, `
		SELECT 'invoices', COUNT(*) FROM invoice WHERE source = 'table'
		UNION ALL SELECT 'open', COUNT(*) FROM invoice WHERE open_minor = owed_minor AND open_minor > 0
		UNION ALL SELECT 'customers', COUNT(*) FROM customer
		UNION ALL SELECT 'of their customer', COUNT(*) FROM invoice i JOIN customer c ON c.company_id = i.company_id AND c.id = i.customer_id
			WHERE c.name = 'Debtor ' || c.number
		UNION ALL SELECT 'cents', CAST(SUM(owed_minor) AS BIGINT) FROM invoice`)
	if err != nil {
		return err
	}
	cents := 0
	for n := range book.Invoices {
		cents += int(book.Invoice(n).Amount.Minor)
	}
	return wrong("table", got, map[string]int{"invoices": book.Invoices, "open": book.Invoices, "of their customer": book.Invoices,
		"customers": (book.Invoices + perCustomer - 1) / perCustomer, "cents": cents})
}

// rawLoads loads the same rows, which are in memory, by the engine's fastest way: into
// a table with the same columns and a key, and then with the indexes that invoices have.
func (i *installation) rawLoads(ctx context.Context, book generate.Regular, took time.Duration) error {
	d, err := db.Open(ctx, i.url())
	if err != nil {
		return err
	}
	defer d.Close()
	for _, indexed := range []bool{false, true} {
		start := time.Now()
		if err := d.Update(ctx, func(tx *db.Tx) error { return rawLoad(tx, book, indexed) }); err != nil {
			return err
		}
		raw := time.Since(start)
		what := "raw: the same rows into a table"
		if indexed {
			what = "raw: with the indexes of invoices"
		}
		rawLine(what, raw, fmt.Sprintf("%s; the import is %.0f %% as fast", rate(book.Invoices, raw), 100*raw.Seconds()/took.Seconds()))
		if err := d.Update(ctx, func(tx *db.Tx) error { _, err := tx.Exec(`DROP TABLE bench_raw`); return err }); err != nil {
			return err
		}
	}
	return nil
}

// rawColumns are those of invoices.
const rawColumns = `company_id id customer_id kind number number_key external_id issued_on due_on due_source currency total_minor owed_minor open_minor
	parts reference order_reference order_key discounts corrects document source created_at import_id`

func rawLoad(tx *db.Tx, book generate.Regular, indexed bool) error {
	columns := strings.Fields(rawColumns)
	for _, statement := range []string{
		`CREATE TABLE bench_raw AS SELECT ` + strings.Join(columns, ", ") + ` FROM invoice WHERE 1 = 0`,
		`CREATE UNIQUE INDEX bench_raw_key ON bench_raw (company_id, id)`,
		`CREATE UNIQUE INDEX bench_raw_number ON bench_raw (company_id, number, kind)`,
	} {
		if _, err := tx.Exec(statement); err != nil {
			return err
		}
	}
	n, now := 0, time.Now().UnixMicro()
	_, err := tx.Insert("bench_raw", columns, func() ([]any, error) {
		if n == book.Invoices {
			return nil, nil
		}
		i := book.Invoice(n)
		n++
		return []any{int64(1), int64(n), int64((n - 1) / book.PerCustomer), "invoice", i.Number, invoice.NumberKey(i.Number), "", i.DueOn.AddDays(-30), i.DueOn, "document",
			"EUR", i.Amount.Minor, i.Amount.Minor, i.Amount.Minor, 0, "", "", "", "", "", "", "table", now, int64(1)}, nil
	})
	if err != nil || !indexed {
		return err
	}
	return rawIndexes(tx)
}

// rawIndexes builds the indexes that lists of invoices use.
func rawIndexes(tx *db.Tx) error {
	query := `SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'invoice' AND sql LIKE 'CREATE INDEX%'`
	if tx.Engine == db.Postgres {
		query = `SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'invoice' AND indexdef LIKE 'CREATE INDEX%'`
	}
	all, err := db.Collect(tx, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }, query)
	for n, definition := range all {
		if err != nil {
			return err
		}
		_, of, _ := strings.Cut(definition, "(")
		if tx.Engine == db.Postgres {
			_, of, _ = strings.Cut(definition, "USING btree (")
		}
		_, err = tx.Exec(fmt.Sprintf("CREATE INDEX bench_raw_%d ON bench_raw (%s", n, of))
	}
	return err
}
