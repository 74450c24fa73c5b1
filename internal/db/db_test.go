package db_test

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/testkit"
)

// engines runs a test on each engine with a table of its own.
func engines(t *testing.T, table string, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		run(t, d, table)
		test(t, d)
	})
}

func open(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func run(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.View(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// sample is a row of every kind of column.
type sample struct {
	ID   int64      `json:"id"`
	Text string     `json:"text"`
	Flag bool       `json:"flag"`
	Day  *date.Date `json:"day"`
	Big  *int64     `json:"big"`
}

const sampleTable = `CREATE TABLE sample (id {id} PRIMARY KEY, text TEXT NOT NULL, flag {bool} NOT NULL, {day day}, big {id}) {strict}`

func samples() []sample {
	most, least, on := int64(math.MaxInt64), int64(math.MinInt64), date.Must("2026-02-28")
	return []sample{
		{ID: 1, Text: `quotes ' " and \ backslash`, Flag: true, Day: &on, Big: &most},
		{ID: 2, Text: "株式会社 Été 😀 \u2028", Big: &least},
		{ID: 1<<53 + 1, Text: "{rows $1} $2 ?\n\t" + `é`},
		{ID: math.MaxInt64},
	}
}

func readSamples(t *testing.T, d *db.DB) (all []sample) {
	t.Helper()
	view(t, d, func(tx *db.Tx) (err error) {
		all, err = db.Collect(tx, func(rows *sql.Rows) (s sample, err error) {
			var on date.Date
			err = rows.Scan(&s.ID, &s.Text, &s.Flag, &on, &s.Big)
			if on != date.None {
				s.Day = &on
			}
			return s, err
		}, `SELECT id, text, flag, day, big FROM sample ORDER BY id`)
		return err
	})
	return all
}

func TestRowsCarryEveryKindOfValue(t *testing.T) {
	engines(t, sampleTable, func(t *testing.T, d *db.DB) {
		run(t, d, `INSERT INTO sample (id, text, flag, day, big)
			SELECT r.id, r.text, r.flag, r.day, r.big FROM {rows $1 id BIGINT, text TEXT, flag BOOLEAN, day DATE, big BIGINT}`, db.JSON(samples()))
		if diff := cmp.Diff(samples(), readSamples(t, d)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestInsertCarriesEveryKindOfValue(t *testing.T) {
	engines(t, sampleTable, func(t *testing.T, d *db.DB) {
		all, row := samples(), make([]any, 5)
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			n := 0
			count, err := tx.Insert("sample", []string{"id", "text", "flag", "day", "big"}, func() ([]any, error) {
				if n == len(all) {
					return nil, nil
				}
				s := all[n]
				n++
				row[0], row[1], row[2], row[3], row[4] = s.ID, s.Text, s.Flag, date.None, s.Big
				if s.Day != nil {
					row[3] = *s.Day
				}
				return row, nil
			})
			if count != int64(len(all)) {
				t.Errorf("%d rows inserted", count)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(all, readSamples(t, d)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAnInsertThatFailsHalfWayLeavesNothing(t *testing.T) {
	broken := errors.New("the source broke")
	engines(t, sampleTable, func(t *testing.T, d *db.DB) {
		for what, next := range map[string]func(n int64) ([]any, error){
			"the source breaks": func(n int64) ([]any, error) {
				if n == 3 {
					return nil, broken
				}
				return []any{n, "", true, nil, nil}, nil
			},
			"a key comes twice": func(n int64) ([]any, error) { return []any{n % 3, "", true, nil, nil}, nil },
		} {
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				n := int64(0)
				_, err := tx.Insert("sample", []string{"id", "text", "flag", "day", "big"}, func() ([]any, error) {
					n++
					if n > 9 {
						return nil, nil
					}
					return next(n)
				})
				return err
			})
			if !errors.Is(err, broken) && !db.IsDuplicate(err) {
				t.Errorf("%s: %v", what, err)
			}
			if left := readSamples(t, d); len(left) != 0 {
				t.Errorf("%s: %d rows stand", what, len(left))
			}
		}
	})
}

func TestAListIsAColumnOfValues(t *testing.T) {
	engines(t, sampleTable, func(t *testing.T, d *db.DB) {
		run(t, d, `INSERT INTO sample (id, text, flag) SELECT r.id, r.text, r.flag FROM {rows $1 id BIGINT, text TEXT, flag BOOLEAN}`, db.JSON(samples()))
		for _, tt := range []struct {
			name, query string
			list        any
			want        int
		}{
			{"numbers, the largest too", `SELECT COUNT(*) FROM sample WHERE id IN ({list $1 BIGINT})`, []int64{1, 1<<53 + 1, math.MaxInt64, 7}, 3},
			{"neighbours that a float cannot tell apart", `SELECT COUNT(*) FROM sample WHERE id IN ({list $1 BIGINT})`, []int64{1 << 53, math.MaxInt64 - 1}, 0},
			{"texts with every sign", `SELECT COUNT(*) FROM sample WHERE text IN ({list $1 TEXT})`, []string{samples()[0].Text, samples()[1].Text, "x"}, 2},
			{"no values", `SELECT COUNT(*) FROM sample WHERE id IN ({list $1 BIGINT})`, []int64{}, 0},
			{"a nil slice", `SELECT COUNT(*) FROM sample WHERE id IN ({list $1 BIGINT})`, []int64(nil), 0},
			{"no rows", `SELECT COUNT(*) FROM {rows $1 id BIGINT}`, []sample(nil), 0},
		} {
			view(t, d, func(tx *db.Tx) error {
				var n int
				err := tx.Row([]any{&n}, tt.query, db.JSON(tt.list))
				if n != tt.want {
					t.Errorf("%s: %d", tt.name, n)
				}
				return err
			})
		}
	})
}

func TestADayThatDoesNotExistIsRefused(t *testing.T) {
	engines(t, sampleTable, func(t *testing.T, d *db.DB) {
		for _, wrong := range []string{"2026-02-30", "2026-13-01", "never"} {
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(`INSERT INTO sample (id, text, flag, day) VALUES (1, '', FALSE, $1)`, wrong)
				return err
			})
			if err == nil {
				t.Errorf("%s was stored", wrong)
			}
		}
	})
}

func TestInstantsKeepMicroseconds(t *testing.T) {
	engines(t, `CREATE TABLE event (id {id} PRIMARY KEY, {instant at}) {strict}`, func(t *testing.T, d *db.DB) {
		for n, at := range []time.Time{
			{},
			time.Date(2026, 3, 29, 1, 30, 0, 123456000, time.UTC),
			time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC),
			time.Date(2026, 10, 25, 2, 30, 0, 0, time.FixedZone("", 7200)),
		} {
			run(t, d, `INSERT INTO event (id, at) VALUES ($1, $2)`, n, db.Instant(at))
			view(t, d, func(tx *db.Tx) error {
				got := time.Now()
				err := tx.Row([]any{db.ScanInstant(&got)}, `SELECT at FROM event WHERE id = $1`, n)
				if !got.Equal(at) || got.IsZero() != at.IsZero() || got.Location() != time.UTC {
					t.Errorf("%s became %s", at, got)
				}
				return err
			})
		}
	})
}

func TestDuplicatesAreToldFromOtherFailures(t *testing.T) {
	engines(t, `CREATE TABLE pair (a {id} PRIMARY KEY, b {id} UNIQUE, c {id} CHECK (c > 0)) {strict}`, func(t *testing.T, d *db.DB) {
		run(t, d, `INSERT INTO pair (a, b, c) VALUES (1, 1, 1)`)
		for query, want := range map[string]bool{
			`INSERT INTO pair (a, b, c) VALUES (1, 2, 1)`: true,
			`INSERT INTO pair (a, b, c) VALUES (2, 1, 1)`: true,
			`INSERT INTO pair (a, b, c) VALUES (2, 2, 0)`: false,
			`INSERT INTO nowhere (a) VALUES (1)`:          false,
		} {
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(query)
				return err
			})
			if err == nil || db.IsDuplicate(err) != want {
				t.Errorf("%s: %v", query, err)
			}
		}
	})
	if db.IsDuplicate(nil) {
		t.Error("no failure is a duplicate")
	}
}

func TestARowThatIsNotThereIsNotFound(t *testing.T) {
	engines(t, sampleTable, func(t *testing.T, d *db.DB) {
		view(t, d, func(tx *db.Tx) error {
			var id int64
			if err := tx.Row([]any{&id}, `SELECT id FROM sample`); !errors.Is(err, fault.NotFound) {
				t.Errorf("a row: %v", err)
			}
			_, found, err := db.One(tx, func(rows *sql.Rows) (id int64, err error) { return id, rows.Scan(&id) }, `SELECT id FROM sample`)
			if found {
				t.Error("one was found")
			}
			return err
		})
	})
}

func TestUpdateRunsAgainWhatOthersUndid(t *testing.T) {
	engines(t, `CREATE TABLE counter (id {id} PRIMARY KEY, n {id} NOT NULL) {strict}`, func(t *testing.T, d *db.DB) {
		run(t, d, `INSERT INTO counter (id, n) VALUES (1, 0), (2, 0)`)
		first, second := make(chan struct{}), make(chan struct{})
		runs := 0
		var all errgroup.Group
		// Each takes a row and then wants the other's: on PostgreSQL the server has
		// to undo one of them; on SQLite the second waits for the first to end.
		crossed := func(mine, other int, took chan struct{}, taken <-chan struct{}) func() error {
			return func() error {
				told := false
				return d.Update(t.Context(), func(tx *db.Tx) error {
					runs++
					if _, err := tx.Exec(`UPDATE counter SET n = n + 1 WHERE id = $1`, mine); err != nil {
						return err
					}
					if !told {
						told = true
						close(took)
					}
					if tx.Engine == db.Postgres {
						<-taken
					}
					_, err := tx.Exec(`UPDATE counter SET n = n + 1 WHERE id = $1`, other)
					return err
				})
			}
		}
		all.Go(crossed(1, 2, first, second))
		all.Go(crossed(2, 1, second, first))
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		view(t, d, func(tx *db.Tx) error {
			var sum int
			err := tx.Row([]any{&sum}, `SELECT CAST(SUM(n) AS BIGINT) FROM counter`)
			if sum != 4 {
				t.Errorf("counted %d of 4", sum)
			}
			return err
		})
		if d.Engine == db.Postgres && runs != 3 {
			t.Errorf("it took %d runs", runs)
		}
	})
}

func TestWorkAtTheEndOfATransaction(t *testing.T) {
	engines(t, sampleTable, func(t *testing.T, d *db.DB) {
		broken := errors.New("no")
		for what, outcome := range map[string]error{"it works": nil, "it fails": broken} {
			told := false
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				tx.AfterCommit(func() { told = true })
				tx.BeforeCommit(func() error {
					_, err := tx.Exec(`INSERT INTO sample (id, text, flag) VALUES (5, '', TRUE)`)
					return errors.Join(err, outcome)
				})
				return nil
			})
			if !errors.Is(err, outcome) || told != (outcome == nil) {
				t.Errorf("%s: %v, told %t", what, err, told)
			}
		}
		if left := readSamples(t, d); len(left) != 1 {
			t.Errorf("%d rows", len(left))
		}
	})
}

func TestAPanicLeavesNothingAndFreesTheConnection(t *testing.T) {
	engines(t, sampleTable, func(t *testing.T, d *db.DB) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("it did not panic")
				}
			}()
			d.Update(t.Context(), func(tx *db.Tx) error {
				tx.Exec(`INSERT INTO sample (id, text, flag) VALUES (5, '', TRUE)`)
				panic("a bug")
			})
		}()
		run(t, d, `INSERT INTO sample (id, text, flag) VALUES (6, '', TRUE)`)
		if left := readSamples(t, d); len(left) != 1 {
			t.Errorf("%d rows", len(left))
		}
	})
}

func TestManyWritersAndReaders(t *testing.T) {
	engines(t, `CREATE TABLE counter (id {id} PRIMARY KEY, n {id} NOT NULL) {strict}`, func(t *testing.T, d *db.DB) {
		run(t, d, `INSERT INTO counter (id, n) VALUES (1, 0), (2, 0)`)
		var all errgroup.Group
		const workers, times = 6, 10
		for range workers {
			all.Go(func() error {
				for range times {
					err := d.Update(t.Context(), func(tx *db.Tx) error {
						_, err := tx.Exec(`UPDATE counter SET n = n + 1`)
						return err
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
			all.Go(func() error {
				for range times {
					err := d.View(t.Context(), func(tx *db.Tx) error {
						var least, most int
						err := tx.Row([]any{&least, &most}, `SELECT MIN(n), MAX(n) FROM counter`)
						if least != most {
							t.Errorf("half of a transaction was seen: %d and %d", least, most)
						}
						return err
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		view(t, d, func(tx *db.Tx) error {
			var n int
			err := tx.Row([]any{&n}, `SELECT n FROM counter WHERE id = 1`)
			if n != workers*times {
				t.Errorf("counted %d of %d", n, workers*times)
			}
			return err
		})
	})
}

func TestMigrationsRunOnceEach(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		run(t, d, `DROP TABLE IF EXISTS schema_version`)
		files := fstest.MapFS{
			"0001_one.sql": {Data: []byte("-- a comment; with a semicolon\nCREATE TABLE one (a {id}) {strict};\n\nINSERT INTO one VALUES (1);\n")},
			"0002_two.sql": {Data: []byte("INSERT INTO one VALUES (2);")},
		}
		for _, want := range [][]string{{"0001_one.sql", "0002_two.sql"}, nil} {
			got, err := d.Migrate(t.Context(), files)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("applied: %s, %v", diff, err)
			}
		}
		files["0003_wrong.sql"] = &fstest.MapFile{Data: []byte("INSERT INTO one VALUES (3);\nINSERT INTO nowhere VALUES (3);\n")}
		if got, err := d.Migrate(t.Context(), files); err == nil || len(got) != 0 {
			t.Errorf("a wrong one: %v, %v", got, err)
		}
		delete(files, "0003_wrong.sql")
		files["0004_gap.sql"] = &fstest.MapFile{Data: []byte("INSERT INTO one VALUES (4);\n")}
		if got, err := d.Migrate(t.Context(), files); !errors.Is(err, fault.Invalid) || len(got) != 0 {
			t.Errorf("a gap in the numbers: %v, %v", got, err)
		}
		view(t, d, func(tx *db.Tx) error {
			var rows int
			err := tx.Row([]any{&rows}, `SELECT COUNT(*) FROM one`)
			if rows != 2 {
				t.Errorf("%d rows", rows)
			}
			return err
		})
	})
}

func TestTwoProcessesMayMigrateAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		files := fstest.MapFS{}
		for _, name := range []string{"0001_a", "0002_b", "0003_c"} {
			files[name+".sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE t" + name + " (a {id}) {strict};\n")}
		}
		first := open(t, url)
		run(t, first, `DROP TABLE IF EXISTS schema_version`)
		var all errgroup.Group
		applied := make([][]string, 3)
		for n := range applied {
			d := open(t, url)
			all.Go(func() (err error) {
				applied[n], err = d.Migrate(context.Background(), files)
				return err
			})
		}
		if err := all.Wait(); err != nil {
			t.Fatal(err)
		}
		if total := len(applied[0]) + len(applied[1]) + len(applied[2]); total != 3 {
			t.Errorf("applied %v", applied)
		}
	})
}

func TestADatabaseThatCannotBeOpenedSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("this is no database, and long enough to be read as one"), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]fault.Kind{
		filepath.Join(file, "acquit.db"): fault.Invalid,
		file:                             fault.Unavailable,
		"postgres://nobody@127.0.0.1:1/none?connect_timeout=1":       fault.Unavailable,
		"postgres://secret:password@127.0.0.1:wrong/none?sslmode=no": fault.Unavailable,
	} {
		d, err := db.Open(t.Context(), url)
		if err == nil {
			d.Close()
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestAFileNameMayHoldAnything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder ?x=1&%41#é", "acquit.db")
	d := open(t, path)
	run(t, d, `CREATE TABLE one (a {id})`)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestAQueryMayRunWhileItsOwnRowsAreRead(t *testing.T) {
	engines(t, `CREATE TABLE sample (id {id} PRIMARY KEY)`, func(t *testing.T, d *db.DB) {
		if d.Engine == db.Postgres {
			t.Skip("a connection of PostgreSQL answers one query at a time")
		}
		run(t, d, `INSERT INTO sample VALUES (1), (2), (3)`)
		const query = `SELECT id FROM sample WHERE id >= $1 ORDER BY id`
		var seen []int
		view(t, d, func(tx *db.Tx) error {
			return tx.Rows(func(outer *sql.Rows) error {
				var from int
				if err := outer.Scan(&from); err != nil {
					return err
				}
				return tx.Rows(func(inner *sql.Rows) error {
					var n int
					err := inner.Scan(&n)
					seen = append(seen, 10*from+n)
					return err
				}, query, from)
			}, query, 1)
		})
		if want := []int{11, 12, 13, 22, 23, 33}; !slices.Equal(seen, want) {
			t.Errorf("got %v, want %v", seen, want)
		}
	})
}

func TestAKeptStatementFollowsTheSchemaAndSurvivesAFailure(t *testing.T) {
	engines(t, `CREATE TABLE sample (id {id} PRIMARY KEY)`, func(t *testing.T, d *db.DB) {
		const query = `INSERT INTO sample (id) VALUES ($1)`
		run(t, d, query, 1)
		failed := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(query, 1)
			return err
		})
		if !db.IsDuplicate(failed) {
			t.Errorf("the same row twice gave %v", failed)
		}
		run(t, d, query, 2)
		run(t, d, `ALTER TABLE sample ADD COLUMN note TEXT NOT NULL DEFAULT 'none'`)
		run(t, d, query, 3)
		var notes string
		view(t, d, func(tx *db.Tx) error {
			return tx.Row([]any{&notes}, `SELECT MIN(note) FROM sample WHERE id = $1`, 3)
		})
		if notes != "none" {
			t.Errorf("the row has note %q", notes)
		}
	})
}
